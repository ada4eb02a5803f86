// The service answers in English; a sentence is recognised by its pattern and said in the language chosen.
const RECOGNISED = SENTENCES.map(([english, ...others]) => {
  const met = new Set();
  const literal = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const place = (number) => {
    if (met.has(number)) return `\\k<v${number}>`;
    met.add(number);
    return `(?<v${number}>.*?)`;
  };
  const parts = english.split(/{(\d)}/).map((part, index) => (index % 2 ? place(part) : literal(part)));
  const fixed = english.replace(/{\d}/g, "").length;
  return { matcher: new RegExp(`^${parts.join("")}$`, "s"), others, fixed };
});

function sentence(text) { return language === "en" ? text : recognised(text).said; }

// The same where it stands alone: with a capital, unless it begins with a path, an address or an id.
function alone(text) {
  const said = sentence(text);
  return /^\p{Ll}+(?=[ ,;:.]|$)/u.test(said) ? said[0].toUpperCase() + said.slice(1) : said;
}

// Of all patterns that fit, the one that leaves the least to guess: {0}: {1} fits too much.
function recognised(text) {
  const column = Object.keys(LANGUAGES).indexOf(language) - 1;
  let best = { known: 0, said: text in CODES || TABLE.has(text) ? code(text) : text };  // or a name: as it is
  for (const { matcher, others, fixed } of RECOGNISED) {
    const found = matcher.exec(text);
    if (!found) continue;
    const values = Object.entries(found.groups || {}).map(([name, value]) => [name, valueOf(value)]);
    const known = values.reduce((sum, [, value]) => sum + value.known, fixed), parts = Object.fromEntries(values);
    if (known > best.known) best = { known, said: others[column].replace(/{(\d)}/g, (_, number) => parts[`v${number}`].said) };
  }
  return best;
}

function valueOf(text) {
  if (!/^-?\d+\.\d$/.test(text)) return recognised(text);
  return { known: 0, said: Number(text).toLocaleString(language, { minimumFractionDigits: 1 }) };
}
