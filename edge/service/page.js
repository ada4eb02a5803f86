const ICONS = { LIVE: "✓", ATTACK: "✕", CHECKING: "…", POOR_QUALITY: "!", UNKNOWN: "?", UNAVAILABLE: "–", NOBODY: "○" };
const ORDER = ["ATTACK", "UNAVAILABLE", "POOR_QUALITY", "CHECKING", "UNKNOWN", "LIVE"];
const GATES = new Set(["mqtt", "mqtt queue", "webhook", "webhook queue", "webhook event", "outbox", "relay", "audit", "crops", "lines", "watchdog"]);  // no camera's faults
const MOST_EVENTS = 60, ASK_MS = 2000, FIRST_WAIT_MS = 500, LONGEST_WAIT_MS = 15000;
const byId = (id) => document.getElementById(id);
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
let token = sessionStorage.getItem("facevouch-token");
let locked = false;
const cards = new Map();
const seen = new Set(), events = [];
const timeline = new Timeline();

async function ask(path, options = {}) {
  const shown = token, headers = shown ? { Authorization: "Bearer " + shown } : {};
  const answer = await fetch(path, { ...options, headers, cache: "no-store" });
  if (answer.status === 401) {
    if (shown === token) {  // else it was asked before the token was given
      locked = true;
      byId("ask").hidden = false;
      byId("refused").hidden = !token;
    }
    throw new Error("locked");
  }
  return answer;
}

async function ticket() {
  const answer = await ask("/v1/tickets", { method: "POST" });
  if (!answer.ok) throw new Error("no ticket");
  return encodeURIComponent((await answer.json()).ticket);
}

function cardOf(camera) {
  if (cards.has(camera.name)) return cards.get(camera.name);
  const root = make("article", "card"), picture = make("div", "picture none"), top = make("div", "inside"), below = make("div", "inside");
  const image = make("img"), row = make("div", "row"), state = make("span", "big"), note = make("div", "soft note"), facts = make("dl");
  const missing = make("span"), session = make("div", "session");
  picture.append(image, missing);
  const title = make("h3", "", camera.name), pill = make("span", "pill");
  row.append(title, pill);
  top.append(row, state, session, note);
  below.append(facts);
  root.append(top, picture, below);
  byId("cameras").append(root);
  const card = { picture, image, missing, pill, state, session, note, facts };
  cards.set(camera.name, card);
  if (camera.preview) watch(card, camera.preview, FIRST_WAIT_MS);
  return card;
}

async function watch(card, path, wait) {
  const again = () => {
    card.picture.classList.add("none");
    setTimeout(() => watch(card, path, Math.min(wait * 2, LONGEST_WAIT_MS)), wait);
  };
  try {
    const pass = await ticket();
    card.image.onload = () => { card.picture.classList.remove("none"); wait = FIRST_WAIT_MS; };
    card.image.onerror = again;
    card.image.src = path + "?ticket=" + pass;
  } catch (error) { again(); }
}

function fact(list, name, value) { list.append(make("dt", "", name), make("dd", "", value)); }

function showCamera(camera) {
  const card = cardOf(camera);
  card.image.alt = t("Picture of camera {0}", camera.name);
  card.missing.textContent = t(camera.preview ? "Waiting for the picture" : "Pictures are turned off");
  card.pill.className = "pill " + (camera.ok ? "good" : "bad");
  card.pill.textContent = (camera.ok ? "✓ " : "✕ ") + code(camera.source || "not begun");
  const states = camera.faces.map((face) => face.state);
  const state = ORDER.find((each) => states.includes(each)) || "NOBODY";
  card.state.className = "big " + state;
  const nobody = t(camera.source === "playing" ? "Nobody there" : "Sees nothing");
  card.state.textContent = ICONS[state] + " " + (state === "NOBODY" ? nobody : code(state));
  showSession(card.session, camera);
  const lines = camera.faces.map((face) => {
    const why = face.reasons.length ? ", " + face.reasons.map(reason).join(", ") : "";
    return `${t("Face {0}", face.track)}: ${code(face.state)}, p(attack) ${number(face.p_attack, 2)}${why}`;
  });
  card.note.textContent = lines.join(" · ");
  card.facts.replaceChildren();
  const speed = t("{0} of {1} frames/s, {2} dropped", number(camera.fps, 1), number(camera.capture_fps, 1), camera.dropped);
  fact(card.facts, t("Speed"), speed);
  const total = camera.latency_ms.total;
  if (total) fact(card.facts, t("Time a frame"), t("{0} ms, 95 % under {1} ms", number(total[0], 1), number(total[1], 1)));
  for (const [task, model] of Object.entries(camera.models)) fact(card.facts, t(TASKS[task] || task), model);
  if (camera.session) fact(card.facts, t("Session"), camera.session);
  for (const [part, text] of Object.entries(camera.faults)) fact(card.facts, t("Fault: {0}", code(part)), alone(text));
}

function showSession(node, camera) {
  node.replaceChildren();
  if (!camera.session_phase) return;
  node.append(make("b", "", t("Session") + ":"), make("span", "", code(camera.session_phase)));
  if (camera.attempts_left !== null) node.append(make("span", "soft", t("{0} attempts left", camera.attempts_left)));
}

function say(event) {
  const body = event.body, face = t("Face {0}", body.track);
  if (event.kind === "verdict") {
    if (body.state === "GONE") return ["GONE", `${face}: ${t("has gone")}`];
    const kind = body.attack_kind ? ` (${code(body.attack_kind)})` : "";
    return [body.state, `${ICONS[body.state] || ""} ${face}: ${code(body.state)}${kind}`];
  }
  if (event.kind === "session") {
    const reasons = (body.reasons || []).map(reason).join(", ");
    return [body.decision === "accepted" ? "good" : "warn", `${t("Session")} ${code(body.decision)}${reasons ? ": " + reasons : ""}`];
  }
  if (event.kind === "fault") return [body.ok ? "good" : "bad", `${body.ok ? "✓" : "✕"} ${code(body.part)}: ${sentence(body.text)}`];
  return ["", [body.what && code(body.what), body.text && sentence(body.text)].filter(Boolean).join(": ")];
}

function rowOf(event) {
  const [className, text] = say(event), item = make("li"), time = make("time", "", clock(event.at));
  time.dateTime = event.at;
  const alone = event.camera === "camera" || (event.kind === "fault" && GATES.has(event.body.part)), camera = alone ? "" : event.camera;
  item.append(time, make("span", className, camera ? `${camera}: ${text}` : text));
  return item;
}

function showEvents() {
  const rows = events.map(rowOf);
  byId("events").replaceChildren(...(rows.length ? rows : [make("li", "soft", t("none yet"))]));
}

function showEvent(event) {
  if (seen.has(event.id)) return;
  seen.add(event.id);
  events.unshift(event);
  events.length = Math.min(events.length, MOST_EVENTS);
  showEvents();
  timeline.add(event, cards.get(event.camera));
}

let link = "connecting";
function linkIs(text) { link = text; byId("link").textContent = text && t(text); }

async function listen(wait) {
  const again = () => {
    linkIs(locked ? "" : "connection lost; trying again");
    if (!locked) setTimeout(() => listen(Math.min(wait * 2, LONGEST_WAIT_MS)), wait);
  };
  try {
    const pass = await ticket();
    const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/v1/events?last=100&ticket=${pass}`);
    socket.onopen = () => { linkIs("live"); wait = FIRST_WAIT_MS; };
    socket.onmessage = (message) => { showEvent(JSON.parse(message.data)); soon(); };
    socket.onclose = again;
  } catch (error) { again(); }
}

async function look() {
  try {
    const answer = await ask("/readyz"), ready = await answer.json();
    const pill = byId("ready");
    pill.className = "pill " + (ready.ready ? "good" : "bad");
    pill.textContent = ready.ready ? "✓ " + t("ready") : "✕ " + t("not ready");
    byId("reasons").replaceChildren(...ready.reasons.map((reason) => make("li", "", alone(reason))));
    byId("trouble").hidden = !ready.reasons.length;
    byId("notes").replaceChildren(...ready.notes.map((note) => make("li", "", alone(note))));
    byId("remarks").hidden = !ready.notes.length;
    const cameras = await ask("/v1/cameras");
    if (cameras.ok) (await cameras.json()).forEach(showCamera);
  } catch (error) {
    if (!locked) { byId("ready").className = "pill bad"; byId("ready").textContent = "✕ " + t("no answer"); }
  }
}

let looking = 0, waiting = false;
async function soon() {  // an event changes what the cards show, but not more often than this
  if (waiting) return;
  waiting = true;
  await new Promise((done) => setTimeout(done, Math.max(0, looking + ASK_MS / 4 - Date.now())));
  waiting = false;
  looking = Date.now();
  await look();
}
async function run() {
  for (;;) {
    if (!locked) await soon();
    await new Promise((done) => setTimeout(done, ASK_MS));
  }
}
async function open(event) {  // a link cannot show the token
  if (!token) return;
  event.preventDefault();
  const answer = await ask(new URL(event.currentTarget.href).pathname);
  save(new URL(answer.url).pathname.slice(1), await answer.text(), answer.headers.get("content-type"));
}
async function showEndpoints() {
  if (!byId("api").open || byId("endpoints").children.length) return;
  const { paths } = await (await ask("/openapi.json")).json();
  for (const [path, ways] of Object.entries(paths)) {
    for (const [method, way] of Object.entries(ways)) {
      const item = make("li");
      item.append(make("code", "", `${method.toUpperCase()} ${path}`), make("div", "soft", way.summary || ""));
      byId("endpoints").append(item);
    }
  }
}
function retranslate() {
  translatePage();
  linkIs(link);
  showEvents();
  timeline.show();
  soon();
}
for (const id of ["openapi", "metrics"]) byId(id).addEventListener("click", open);
byId("api").addEventListener("toggle", showEndpoints);
chooseLanguage(retranslate);
byId("form").addEventListener("submit", (submitted) => {
  submitted.preventDefault();
  token = byId("token").value.trim();
  sessionStorage.setItem("facevouch-token", token);
  byId("ask").hidden = true;
  locked = false;
  listen(FIRST_WAIT_MS);
});
listen(FIRST_WAIT_MS);
run();
