// The review page: documents with their statements, and one reader's decisions on them.

import { button, byId, h, replace } from "./dom.js";
import { createStore } from "./store.js";
import { createTexts } from "./texts.js";
import { createDesk } from "./desk.js";
import { createEditor } from "./editor.js";
import { createFilters } from "./filters.js";
import { wireKeys } from "./keys.js";
import { createPassage } from "./passage.js";
import { createSheet } from "./sheet.js";

const MARKS = { machine: "·", accepted: "✓", corrected: "✎", rejected: "✕", added: "+" };

export async function start() {
  const config = JSON.parse(byId("review-config").textContent);
  const preferred = config.languages.length > 1 && !navigator.language.startsWith("zh") ? "en" : "zh";
  const lang = [new URLSearchParams(location.search).get("lang"), preferred, config.lang].find((name) => config.languages.includes(name));
  const store = createStore({ lang, theme: null });
  const texts = createTexts(config.strings, store);
  texts.apply(document);
  try {
    run(config, store, texts, config.url ? await (await fetch(config.url)).json() : JSON.parse(byId("review-data").textContent));
  } catch (error) {
    replace(byId("list"), h("li", { class: "failure" }, texts.t("load.failed")));
    throw error;
  }
  document.body.classList.add("ready");
}

function run(config, store, texts, data) {
  const { t, lang } = texts;
  const desk = createDesk(data);
  const documents = new Map(data.documents.map((doc) => [doc.id, doc]));
  const places = new Map(data.places.map((place) => [place.id, place]));
  const app = { data, desk, texts };
  let rows = [];
  let index = new Map();
  let listed = [];
  let nodes = new Map();
  let current = null;
  // A statement opened from the document is listed even where the filters leave it out, until they change.
  let opened = null;

  app.rows = () => rows;
  app.rowOf = (id) => index.get(id);
  app.current = () => current;
  app.quoteOf = (row) => documents.get(row.doc).text.slice(row.start, row.end);
  app.docTitle = (doc) => (lang() === "en" && doc.en) || doc.zh;
  app.placeName = (place) => (lang() === "en" && place.en) || place.zh || place.id;
  app.placeLabel = (fields) => (places.has(fields.place_id) ? app.placeName(places.get(fields.place_id)) : fields.place || "");
  app.say = (text) => { byId("live").textContent = text; };
  const own = (text) => (/[\u3400-\u9fff]/.test(text) ? h("span", { lang: "zh-Hans" }, text) : text);

  const passage = createPassage(app);
  const filters = createFilters(app);
  const editor = createEditor(app);
  const sheet = createSheet(data, desk);

  function gather() {
    rows = [...data.statements, ...desk.added].sort((a, b) => (a.doc < b.doc ? -1 : a.doc > b.doc ? 1 : a.start - b.start || a.end - b.end));
    index = new Map(rows.map((row) => [row.id, row]));
    if (current) current = index.get(current.id) || null;
  }

  // --- the list ---

  function reading(row, fields) {
    const words = row.kind === "quantity"
      ? [app.placeLabel(fields), fields.subject, fields.period, t(`status.${fields.status || "actual"}`)]
      : [app.placeLabel(fields), t(`relation.${fields.relation}`), fields.objects.split("|").join("、")];
    return words.filter(Boolean).map((word, at) => [at ? " · " : null, own(word)]);
  }

  function value(name, text, row) {
    if (name === "place_id" || name === "indicator_id") {
      const table = name === "place_id" ? places : new Map(data.indicators.map((item) => [item.id, item]));
      const named = table.get(text);
      return named ? [own((lang() === "en" && named.en) || named.zh), " ", h("code", {}, text)] : h("code", {}, text);
    }
    if (data.choices[name] && texts.has(`${name}.${text}`)) return t(`${name}.${text}`);
    return own(text.split("|").join(row.kind === "role" ? "、" : "|"));
  }

  function detail(row) {
    const fields = desk.fields(row);
    const made = desk.decision(row.id);
    const changed = made?.changes || {};
    const pairs = data.fields[row.kind].filter((name) => fields[name] || name in changed)
      .map((name) => h("div", { class: name in changed ? "changed" : null }, h("dt", {}, t(`field.${name}`)),
        h("dd", {}, name in changed && row.fields[name] ? [h("del", {}, value(name, row.fields[name], row)), " "] : null, fields[name] ? value(name, fields[name], row) : "—")));
    const section = (row.section || []).join(" › ");
    if (section) pairs.push(h("div", {}, h("dt", {}, t("field.section")), h("dd", {}, own(section))));
    const signed = row.isAdded ? row : made;
    const act = (action, key, run_) => button(t(`action.${action}`), run_, { class: `chip-button act-${action}`, "aria-keyshortcuts": key, "aria-pressed": made ? String(made.action === action) : null });
    return h("div", { class: "detail" }, h("dl", {}, pairs),
      signed && signed.why ? h("p", { class: "quiet" }, [signed.who, signed.when, signed.why].filter(Boolean).map((part, at) => [at ? " · " : null, own(part)])) : null,
      h("div", { class: "acts" },
        row.isAdded ? null : [act("accept", "a", app.accept), act("correct", "c", app.correct), act("reject", "r", app.reject)],
        desk.isDecidedHere(row) ? button(t("action.undo"), app.undo, { class: "chip-button", "aria-keyshortcuts": "u" }) : null));
  }

  function drawRow(row) {
    const node = nodes.get(row.id);
    if (!node) return;
    const state = desk.state(row);
    const isCurrent = row === current;
    node.className = `row state-${state}${desk.isDecidedHere(row) ? " here" : ""}${isCurrent ? " is-current" : ""}`;
    replace(node, h("button", { type: "button", class: "row-main", "aria-expanded": String(isCurrent), "aria-current": isCurrent ? "true" : null, onclick: () => app.select(row.id) },
      h("span", { class: "row-state", "aria-hidden": "true" }, MARKS[state]),
      h("span", { class: "row-words" }, h("b", { lang: "zh-Hans" }, app.quoteOf(row)), h("span", { class: "row-reading" }, reading(row, desk.fields(row))), h("span", { class: "sr" }, ` · ${t(`state.${state}`)}`))),
    isCurrent ? detail(row) : null);
  }

  function drawList() {
    listed = rows.filter((row) => row.id === opened || filters.passes(row));
    nodes = new Map(listed.map((row) => [row.id, h("li", { class: "row", "data-id": row.id })]));
    listed.forEach(drawRow);
    replace(byId("list"), listed.length ? [...nodes.values()] : h("li", { class: "quiet none" }, t("list.none")));
    byId("count").textContent = t("list.count", { n: listed.length });
  }

  function drawBar() {
    const done = rows.filter((row) => desk.state(row) !== "machine").length;
    byId("progress").textContent = t("progress", { done, all: rows.length }) + (desk.isKept ? "" : ` · ${t("storage.none")}`);
    const count = desk.decisions().length + desk.added.length;
    byId("download").disabled = !count;
    byId("download").textContent = count ? t("download.count", { n: count }) : t("download.button");
  }

  function drawDocument(doc) {
    replace(byId("doc"), data.documents.map((item) => h("option", { value: item.id, selected: item.id === doc.id, lang: lang() === "en" && item.en ? "en" : "zh-Hans" }, app.docTitle(item))));
    replace(byId("doc-facts"), [doc.issuer, doc.date].filter(Boolean).map((part, at) => [at ? " · " : null, own(part)]));
    passage.draw(doc, rows.filter((row) => row.doc === doc.id));
  }

  // --- what can be done ---

  app.select = (id, { fromDocument = false, focus = true, scroll = true } = {}) => {
    const row = index.get(id);
    if (!row) return;
    const before = current;
    current = row;
    if (!passage.shown() || passage.shown().id !== row.doc) drawDocument(documents.get(row.doc));
    if (!nodes.has(id)) { opened = id; drawList(); }
    if (before && before !== row) drawRow(before);
    drawRow(row);
    passage.paint();
    if (!fromDocument) passage.reveal();
    const node = nodes.get(id);
    if (node && scroll) node.scrollIntoView({ block: "nearest" });
    if (focus) app.focusRow();
    history.replaceState(null, "", row.isAdded ? "#" : `#${id}`);
  };

  app.focusRow = () => {
    const node = current && nodes.get(current.id);
    if (node) node.firstChild.focus({ preventScroll: true });
  };

  app.step = (by) => {
    if (!listed.length) return;
    const at = listed.indexOf(current);
    const next = at < 0 ? (by > 0 ? 0 : listed.length - 1) : Math.min(listed.length - 1, Math.max(0, at + by));
    app.select(listed[next].id);
  };

  function signed() {
    if (desk.who) return true;
    app.say(t("who.needed"));
    byId("who").setAttribute("aria-invalid", "true");
    byId("who").focus();
    return false;
  }

  // Decided statements may leave the filter; the one after them in the list is next.
  function onward(row) {
    const at = listed.indexOf(row);
    const next = listed[at + 1] || listed[at - 1] || null;
    drawBar();
    drawList();
    if (next && next !== row && nodes.has(next.id)) app.select(next.id);
    else { passage.paint(); app.focusRow(); }
  }

  app.accept = () => {
    if (!current || current.isAdded || !signed()) return;
    const row = current;
    desk.decide(row, "accept");
    app.say(t("said.accept"));
    onward(row);
  };
  app.correct = () => { if (current && !current.isAdded && signed()) editor.show("correct", current); };
  app.reject = () => { if (current && !current.isAdded && signed()) editor.show("reject", current); };
  app.add = () => {
    const found = passage.selected();
    if (!found) { app.say(t("add.select")); byId("doc-facts").textContent = t("add.select"); return; }
    if (signed()) editor.show("add", { ...found, kind: /\d|[一二三四五六七八九十百千万亿]/.test(found.quote) && found.quote.length < 16 ? "quantity" : "role", fields: {} });
  };
  app.undo = () => {
    if (!current || !desk.isDecidedHere(current)) return;
    desk.undo(current);
    app.say(t("said.undo"));
    const id = current.id;
    gather();
    drawBar();
    drawList();
    drawDocument(passage.shown());
    if (index.has(id)) app.select(id);
  };

  app.finish = (kind, row, { why, changes }) => {
    app.say(t(`said.${kind}`));
    if (kind === "add") {
      const made = desk.add({ doc: row.doc, start: row.start, end: row.end, quote: row.quote, kind: row.kind, why, fields: Object.fromEntries(data.fields[row.kind].map((name) => [name, changes[name] || ""])) });
      gather();
      drawBar();
      drawList();
      drawDocument(documents.get(row.doc));
      app.select(made.id);
      return;
    }
    desk.decide(row, kind, { why, changes });
    onward(row);
  };

  app.refilter = () => { opened = null; drawList(); };
  app.closeEditor = () => editor.close();
  app.isEditing = () => editor.isOpen();

  app.download = () => {
    const url = URL.createObjectURL(new Blob([sheet.text()], { type: "text/csv;charset=utf-8" }));
    h("a", { href: url, download: `review-${data.project || "atlas"}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 0);
    const stale = desk.stale();
    app.say(t("download.done", { n: desk.decisions().length + desk.added.length }) + (stale ? ` ${t("download.stale", { n: stale })}` : ""));
    byId("count").textContent = byId("live").textContent;
  };

  // --- wiring ---

  const who = byId("who");
  who.value = desk.who;
  who.addEventListener("input", () => { desk.who = who.value.trim(); who.removeAttribute("aria-invalid"); });
  byId("download").addEventListener("click", app.download);
  byId("add").addEventListener("mousedown", (event) => event.preventDefault());
  byId("add").addEventListener("click", app.add);
  byId("doc").addEventListener("change", (event) => {
    const first = listed.find((row) => row.doc === event.target.value);
    if (first) app.select(first.id, { focus: false });
    else drawDocument(documents.get(event.target.value));
  });
  byId("lang").addEventListener("click", () => store.set({ lang: lang() === "zh" ? "en" : "zh" }));
  byId("theme").addEventListener("click", () => {
    const dark = store.get().theme ? store.get().theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    store.set({ theme: dark ? "light" : "dark" });
  });
  store.on(["theme"], (state) => { document.documentElement.dataset.theme = state.theme; });
  store.on(["lang"], () => { texts.apply(document); drawAll(); editor.redraw(); });
  desk.onChange(drawBar);
  wireKeys(app);

  function drawAll() {
    const title = config.title[lang()] || config.title.zh;
    replace(document.querySelector(".review-bar .project"), own(title));
    document.title = `${t("review.title")} · ${title}`;
    filters.draw();
    drawBar();
    drawList();
    const doc = passage.shown() || (current ? documents.get(current.doc) : data.documents[0]);
    if (doc) drawDocument(doc);
  }

  gather();
  drawAll();
  const asked = decodeURIComponent(location.hash.slice(1));
  if (index.has(asked)) app.select(asked, { focus: false });
  else if (listed.length) app.select((listed.find((row) => desk.state(row) === "machine") || listed[0]).id, { focus: false, scroll: false });
}
