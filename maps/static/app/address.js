// The whole state in the address, short enough to send: what is at its default is left out.

const LISTS = ["off", "kinds", "industries", "docs", "statuses", "compare"];
const TEXTS = ["lang", "theme", "sel", "tab", "ev", "base", "query"];
const SHORT = {
  lang: "l", theme: "th", sel: "s", tab: "t", ev: "e", base: "b", query: "q", off: "off", kinds: "k", industries: "i",
  docs: "d", statuses: "st", compare: "c", year: "y", view: "v", patterns: "p",
};
const ID = /^[\w.-]{1,80}$/;

export function toHash(state, defaults) {
  const parts = [];
  const add = (key, value) => parts.push(`${SHORT[key]}=${encodeURIComponent(value)}`);
  if (state.view) add("view", [state.view.zoom, state.view.lat, state.view.lon].join("/"));
  for (const key of TEXTS) if (state[key] && state[key] !== defaults[key]) add(key, state[key]);
  for (const key of LISTS) if (state[key].length) add(key, state[key].join("~"));
  if (state.year) add("year", state.year);
  if (state.patterns) add("patterns", 1);
  return parts.length ? `#${parts.join("&")}` : "";
}

// Anything malformed is dropped: an address comes from outside.
export function fromHash(hash) {
  const found = {};
  const raw = {};
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at > 0) raw[part.slice(0, at)] = decode(part.slice(at + 1));
  }
  for (const key of TEXTS) {
    const value = raw[SHORT[key]];
    if (value && (key === "query" ? value.length <= 100 : ID.test(value))) found[key] = value;
  }
  for (const key of LISTS) {
    const value = raw[SHORT[key]];
    if (value) found[key] = value.split("~").filter((item) => item && item.length <= 80);
  }
  if (/^\d{4}$/.test(raw.y || "")) found.year = Number(raw.y);
  if (raw.p === "1") found.patterns = true;
  const view = (raw.v || "").split("/").map(Number);
  if (view.length === 3 && view.every(Number.isFinite) && Math.abs(view[1]) <= 85 && Math.abs(view[2]) <= 180) {
    found.view = { zoom: Math.min(19, Math.max(8, view[0])), lat: view[1], lon: view[2] };
  }
  if (found.lang && !["zh", "en"].includes(found.lang)) delete found.lang;
  if (found.theme && !["light", "dark"].includes(found.theme)) delete found.theme;
  return found;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
