// Two places side by side, row by row under one another: what both say, and where either is silent.

import { button, byId, h, icon, replace } from "./dom.js";

export function createCompare(app) {
  const { index, store, texts, format, card } = app;
  const { t } = texts;
  const box = byId("compare");

  function objects(place, relation) {
    const seen = new Map();
    for (const row of index.roles(place.id, relation)) for (const object of row.objects || []) if (!seen.has(object)) seen.set(object, row);
    return seen.size ? h("ul", {}, [...seen].slice(0, 10).map(([object, row]) => h("li", {}, card.line(object, [row])))) : null;
  }
  function figure(place, id) {
    const rows = index.quantities(place.id).filter((row) => row.indicator_id === id && app.passesStatement(row));
    return rows.length ? h("ul", {}, rows.slice(0, 4).map((row) => h("li", {}, h("span", { class: "mark", title: t(`status.${row.status || "actual"}`) }, format.statusMark(row.status || "actual")), card.words(format.figure(row)), h("small", {}, ` ${format.period(row.period)}`), card.quoteMark([row])))) : null;
  }

  function draw() {
    const places = store.get().compare.map((id) => index.places.get(id)).filter(Boolean).slice(0, 2);
    box.hidden = !places.length;
    document.body.classList.toggle("comparing", places.length > 0);
    if (!places.length) { replace(box); return; }
    const indicators = [...new Set(places.flatMap((place) => index.quantities(place.id).map((row) => row.indicator_id)).filter(Boolean))];
    const rows = [
      [t("compare.positioning"), (place) => objects(place, "positioned_as")],
      [t("card.industries"), (place) => objects(place, "focus_industry")],
      [t("card.hosts"), (place) => objects(place, "hosts")],
      [t("card.area_drawn"), (place) => (place.area === undefined ? null : `${format.number(place.area)} km²`)],
      [t("card.accuracy"), (place) => (place.accuracy === undefined ? null : `±${format.number(place.accuracy, 0)} m`)],
      ...indicators.map((id) => [format.indicator(id), (place) => figure(place, id)]),
    ];
    replace(box,
      h("header", { class: "compare-head" }, h("h2", {}, t("compare.title")), button(t("compare.close"), () => store.set({ compare: [] }), { class: "icon-button" }, icon("close"))),
      h("div", { class: "scroll-y", tabindex: 0, role: "region", "aria-label": places.map(format.name).join(" · ") }, h("table", {},
        h("thead", {}, h("tr", {}, h("td", {}), places.map((place) => h("th", { scope: "col", class: index.zoneClass(place) }, card.link(place), button(t("compare.remove", { name: format.name(place) }), () => store.set({ compare: store.get().compare.filter((id) => id !== place.id) }), { class: "icon-button small" }, icon("close")))), places.length < 2 ? h("th", { scope: "col" }, picker(places[0])) : null)),
        h("tbody", {}, rows.map(([name, cell]) => h("tr", {}, h("th", { scope: "row" }, name), places.map((place) => { const value = cell(place); return h("td", { class: value ? null : "quiet" }, value || t("compare.none")); }), places.length < 2 ? h("td", {}) : null))))));
  }
  function picker(first) {
    const choices = [...index.zones].reverse().concat(index.subZones, index.areas).filter((place) => place.id !== first.id);
    return h("select", { "aria-label": t("compare.pick"), onchange: (event) => app.addCompare(event.target.value) }, h("option", { value: "" }, t("compare.pick")), choices.map((place) => h("option", { value: place.id }, format.name(place))));
  }
  draw();
  store.on(["compare", "lang", "year", "docs", "statuses"], draw);
}
