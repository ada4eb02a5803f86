// The verdicts one after another, with a picture of the moment: in this tab's memory, and exported.
const VERDICTS = ["LIVE", "ATTACK", "UNAVAILABLE"], KINDS = ["presentation", "deepfake"];
const MINUTES = [5, 15, 60];
const MOST_VERDICTS = 300, PICTURE_PX = 320, FRESH_MS = 3000;

function save(name, text, type) {
  const link = make("a"), url = URL.createObjectURL(new Blob([text], { type }));
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

class Timeline {
  constructor() {
    this.entries = [];  // the newest first
    this.opened = null;
    for (const id of ["state", "kind", "reason", "camera", "since", "face"]) byId(id).addEventListener("input", () => this.show());
    byId("filter").addEventListener("submit", (submitted) => submitted.preventDefault());
    byId("csv").addEventListener("click", () => save("verdicts.csv", this.csv(), "text/csv"));
    byId("json").addEventListener("click", () => save("verdicts.json", this.json(), "application/json"));
    byId("forget").addEventListener("click", () => { this.entries = []; this.show(); });
  }

  add(event, card) {
    if (event.kind !== "verdict" || !VERDICTS.includes(event.body.state)) return;
    const fresh = Date.now() - Date.parse(event.at) < FRESH_MS;
    this.entries.unshift({ event, picture: fresh && card ? this.pictureOf(card) : null });
    this.entries.length = Math.min(this.entries.length, MOST_VERDICTS);
    this.show();
  }

  pictureOf(card) {
    const image = card.image;
    if (!image.naturalWidth || card.picture.classList.contains("none")) return null;
    const canvas = make("canvas"), scale = Math.min(1, PICTURE_PX / image.naturalWidth);
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.8);
  }

  get shown() {
    const [state, kind, reason, camera, since, face] = ["state", "kind", "reason", "camera", "since", "face"].map((id) => byId(id).value);
    const oldest = since && Date.now() - Number(since) * 60000;
    return this.entries.filter(({ event: { at, camera: of, body } }) =>
      (!state || body.state === state) && (!kind || body.attack_kind === kind) && (!reason || (body.reasons || []).includes(reason))
      && (!camera || of === camera) && (!since || Date.parse(at) >= oldest) && (face === "" || body.track === Number(face)));
  }

  show() {
    this.choices("state", VERDICTS, "All verdicts");
    this.choices("kind", KINDS, "All kinds");
    const events = this.entries.map(({ event }) => event), reasons = new Set(events.flatMap(({ body }) => body.reasons || []));
    const cameras = new Set(events.map(({ camera }) => camera));
    this.choices("reason", [...reasons].sort(), "All reasons", reason);
    this.choices("camera", [...cameras].sort(), "All cameras", (name) => name);
    this.choices("since", MINUTES.map(String), "Any time", (minutes) => t("The last {0} minutes", minutes));
    byId("camera").hidden = cameras.size < 2;
    const shown = this.shown, empty = make("li", "soft", t("none yet"));
    byId("count").textContent = t("{0} of {1}", shown.length, this.entries.length);
    byId("verdicts").replaceChildren(...(shown.length ? shown.map((entry) => this.item(entry)) : [empty]));
    for (const id of ["csv", "json"]) byId(id).disabled = !shown.length;
    byId("forget").disabled = !this.entries.length;
  }

  choices(id, values, every, named = code) {
    const chosen = byId(id).value;
    const options = ["", ...values].map((value) => {
      const option = make("option", "", value ? named(value) : t(every));
      option.value = value;
      return option;
    });
    byId(id).replaceChildren(...options);
    byId(id).value = values.includes(chosen) ? chosen : "";
  }

  item(entry) {
    const { at, camera, body } = entry.event, item = make("li"), button = make("button", "entry"), text = make("span");
    const picture = entry.picture ? make("img") : make("span", "none");
    if (entry.picture) { picture.src = entry.picture; picture.alt = ""; }
    const kind = body.attack_kind ? ` · ${code(body.attack_kind)}` : "";
    text.append(make("b", body.state, `${ICONS[body.state]} ${code(body.state)}${kind}`), ` ${t("Face {0}", body.track)}`);
    const more = [clock(at), camera === "camera" ? "" : camera, (body.reasons || []).map(reason).join(", "), `p(attack) ${number((body.p_attack || 0), 2)}`];
    text.append(make("br"), make("span", "soft", more.filter(Boolean).join(" · ")));
    button.type = "button";
    button.setAttribute("aria-expanded", String(this.opened === entry));
    button.append(picture, text);
    button.addEventListener("click", () => { this.opened = this.opened === entry ? null : entry; this.show(); });
    item.append(button);
    return item;
  }

  rows() {  // the oldest first
    return this.shown.reverse().map(({ event: { at, camera, body } }) => ({
      at, camera, source: body.source ?? null, time_s: body.time ?? null, face: body.track, state: body.state,
      attack_kind: body.attack_kind ?? null, reasons: body.reasons || [], p_attack: body.p_attack ?? null,
    }));
  }

  json() { return JSON.stringify(this.rows(), null, 1) + "\n"; }

  csv() {
    const cell = (value) => {
      const text = value === null ? "" : Array.isArray(value) ? value.join(" ") : String(value);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const rows = this.rows(), lines = [Object.keys(rows[0] || {}), ...rows.map(Object.values)];
    return lines.map((line) => line.map(cell).join(",") + "\r\n").join("");
  }
}
