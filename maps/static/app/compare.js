// Two places, or two documents, side by side, row by row: what both say, and where either is silent.

import { button, byId, h, icon, place as put, replace } from "./dom.js";

const FIGURES = 4;
const OBJECTS = 10;

export function createCompare(app) {
  const { index, store, texts, format, card } = app;
  const { t } = texts;
  const box = byId("compare");

  function objects(place, relation) {
    const seen = new Map();
    for (const row of index.roles(place.id, relation)) for (const object of row.objects || []) if (!seen.has(object)) seen.set(object, row);
    return seen.size ? h("ul", {}, [...seen].slice(0, OBJECTS).map(([object, row]) => h("li", {}, card.line(object, [row])))) : null;
  }
  function figures(rows, named) {
    return rows.length ? h("ul", {}, rows.slice(0, FIGURES).map((row) => h("li", {},
      named ? h("small", {}, place(row), " ") : null,
      h("span", { class: "mark", title: t(`status.${row.status || "actual"}`) }, format.statusMark(row.status || "actual")),
      card.words(format.figure(row)), h("small", {}, ` ${format.period(row.period)}`), card.quoteMark([row])))) : null;
  }
  function place(row) {
    const found = index.places.get(row.place_id);
    return found ? format.name(found) : card.words(row.place || "");
  }
  const indicatorsOf = (rows) => [...new Set(rows.map((row) => row.indicator_id).filter(Boolean))];

  function placeRows(places) {
    const own = (item, id) => index.quantities(item.id).filter((row) => row.indicator_id === id && app.passesStatement(row));
    return [
      [t("compare.positioning"), (item) => objects(item, "positioned_as")],
      [t("card.industries"), (item) => objects(item, "focus_industry")],
      [t("card.hosts"), (item) => objects(item, "hosts")],
      [t("card.area_drawn"), (item) => (item.area === undefined ? null : `${format.number(item.area)} km²`)],
      [t("card.accuracy"), (item) => (item.accuracy === undefined ? null : `±${format.number(item.accuracy, 0)} m`)],
      ...indicatorsOf(places.flatMap((item) => index.quantities(item.id))).map((id) => [format.indicator(id), (item) => figures(own(item, id), false)]),
    ];
  }
  // Indicators that both documents speak of come first: there they can agree or differ.
  function documentRows(docs) {
    const rowsOf = (doc) => (index.byDoc.get(doc.id) || []).filter((row) => row.kind === "quantity");
    const ids = indicatorsOf(docs.flatMap(rowsOf));
    const shared = (id) => docs.filter((doc) => rowsOf(doc).some((row) => row.indicator_id === id)).length;
    return [
      [t("document.issuer"), (doc) => (doc.issuer ? card.words(doc.issuer) : null)],
      [t("document.date"), (doc) => doc.date],
      [t("document.statements"), (doc) => String((index.byDoc.get(doc.id) || []).length)],
      ...ids.sort((a, b) => shared(b) - shared(a)).map((id) => [format.indicator(id), (doc) => figures(rowsOf(doc).filter((row) => row.indicator_id === id), true)]),
    ];
  }

  function draw() {
    const ids = store.get().compare;
    const docs = ids.map((id) => index.documents.get(id)).filter(Boolean).slice(0, 2);
    const places = ids.map((id) => index.places.get(id)).filter(Boolean).slice(0, 2);
    const items = docs.length ? docs : places;
    box.hidden = !items.length;
    document.body.classList.toggle("comparing", items.length > 0);
    // Scale, stamp and source stay in sight above it.
    requestAnimationFrame(() => put(document.body, { "--compare-height": `${box.offsetHeight}px` }));
    if (!items.length) { replace(box); return; }
    const title = (item) => (docs.length ? format.docTitle(item) : format.name(item));
    const rows = docs.length ? documentRows(docs) : placeRows(places);
    const head = (item) => h("th", { scope: "col", class: docs.length ? null : index.zoneClass(item) },
      docs.length ? card.words(title(item)) : card.link(item),
      button(t("compare.remove", { name: title(item) }), () => store.set({ compare: ids.filter((id) => id !== item.id) }), { class: "icon-button small" }, icon("close")));
    replace(box,
      h("header", { class: "compare-head" }, h("h2", {}, t("compare.title")), button(t("compare.close"), () => store.set({ compare: [] }), { class: "icon-button" }, icon("close"))),
      h("div", { class: "scroll-y", tabindex: 0, role: "region", "aria-label": items.map(title).join(" · ") }, h("table", {},
        h("thead", {}, h("tr", {}, h("td", {}), items.map(head), items.length < 2 ? h("th", { scope: "col" }, picker(items[0], docs.length > 0)) : null)),
        h("tbody", {}, rows.map(([name, cell]) => h("tr", {}, h("th", { scope: "row" }, name), items.map((item) => { const value = cell(item); return h("td", { class: value ? null : "quiet" }, value || t("compare.none")); }), items.length < 2 ? h("td", {}) : null))))));
  }
  function picker(first, docs) {
    const others = docs ? [...index.documents.values()] : [...index.zones].reverse().concat(index.subZones, index.areas);
    return h("select", { "aria-label": t("compare.pick"), onchange: (event) => app.addCompare(event.target.value) }, h("option", { value: "" }, t("compare.pick")),
      others.filter((item) => item.id !== first.id).map((item) => h("option", { value: item.id, lang: docs && !(texts.lang() === "en" && item.title_en) ? "zh-Hans" : null }, docs ? format.docTitle(item) : format.name(item))));
  }
  draw();
  store.on(["compare", "lang", "year", "docs", "statuses"], draw);
}
