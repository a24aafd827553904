// The other tabs: indicators with small charts, the zone × industry matrix, the documents, and the table of places.

import { chart, seriesIn } from "./chart.js";
import { button, h, replace } from "./dom.js";

const CHARTS_SHOWN = 3;

export function figuresTab(app) {
  const { index, texts, format, card } = app;
  const { t } = texts;
  return (body) => {
    const rows = index.data.statements.filter((row) => row.kind === "quantity" && row.indicator_id && app.passesStatement(row));
    const groups = new Map();
    for (const row of rows) {
      if (!groups.has(row.indicator_id)) groups.set(row.indicator_id, []);
      groups.get(row.indicator_id).push(row);
    }
    const order = [...groups].sort((a, b) => b[1].length - a[1].length);
    const coverage = coverageTable(app);
    replace(body,
      h("h2", { class: "tab-title" }, t("tab.figures")),
      h("p", { class: "card-actions" }, [[".coverage", t("coverage.title")], [".all-conflicts", t("card.conflicts")]].map(([selector, name]) =>
        button(name, () => { const there = body.querySelector(selector); if (there) { there.scrollIntoView({ block: "start" }); there.querySelector("h3").focus({ preventScroll: true }); } }, { class: "chip-button" }))),
      h("p", { class: "key" }, ["actual", "target", "policy"].map((status) => h("span", {}, `${format.statusMark(status)} ${t(`status.${status}`)}`))),
      order.length ? null : h("p", { class: "quiet" }, t("figures.none")),
      order.map(([id, list]) => h("section", { class: "indicator", "data-indicator": id },
        h("h3", {}, format.indicator(id)),
        seriesIn(list).sort((a, b) => b.length - a.length).slice(0, CHARTS_SHOWN).map((rows) => chart(app, rows)),
        h("table", { class: "figures" }, h("thead", { class: "sr" }, h("tr", {}, ["where", "value", "year"].map((key) => h("th", { scope: "col" }, t(`figures.${key}`))))),
          h("tbody", {}, [...list].sort((a, b) => (a.period || "9").localeCompare(b.period || "9")).map((row) => {
            const place = index.places.get(row.place_id);
            return h("tr", { class: `status-${row.status || "actual"}` },
              h("th", { scope: "row" }, place ? card.link(place) : card.words(row.place || "—"), row.measure && row.measure !== "level" ? h("small", {}, ` ${t(`measure.${row.measure}`)}`) : null),
              h("td", { class: "value" }, card.words(format.figure(row))),
              h("td", { class: "period" }, h("span", { class: "mark", title: t(`status.${row.status || "actual"}`) }, format.statusMark(row.status || "actual")), format.period(row.period), card.quoteMark([row])));
          }))))),
      coverage,
      conflictList(app));
  };
}

// Zone × indicator: where the documents speak, and where they are silent.
function coverageTable(app) {
  const { index, texts, format } = app;
  const rows = index.data.coverage;
  if (!rows.length) return null;
  const said = (key) => rows.reduce((found, row) => found.set(row[key], (found.get(row[key]) || 0) + 1), new Map());
  const ofPlace = said("place_id");
  const ofIndicator = said("indicator_id");
  // The home district and the zones first, east to west; the neighbours only if something is said of them.
  const rank = (place) => (place.id === index.data.project.district ? 0 : { zones: 1, sub_zones: 2 }[place.coll] || 3);
  const places = Object.keys(index.data.silence).map((id) => index.places.get(id)).filter((place) => place && (rank(place) < 3 || ofPlace.has(place.id)))
    .sort((a, b) => rank(a) - rank(b) || (b.label ? b.label[0] : 0) - (a.label ? a.label[0] : 0));
  const indicators = [...ofIndicator.keys()].sort((a, b) => ofIndicator.get(b) - ofIndicator.get(a));
  if (!indicators.length) return null;
  const state = new Map(rows.map((row) => [`${row.place_id}|${row.indicator_id}`, row]));
  return h("section", { class: "coverage" }, h("h3", { tabindex: -1 }, texts.t("coverage.title")),
    h("div", { class: "scroll-x", tabindex: 0, role: "region", "aria-label": texts.t("coverage.title") }, h("table", { class: "matrix" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, texts.t("figures.where")), indicators.map((id) => h("th", { scope: "col" }, h("span", {}, format.indicator(id)))))),
      h("tbody", {}, places.map((place) => h("tr", {}, h("th", { scope: "row" }, format.name(place)), indicators.map((id) => {
        const row = state.get(`${place.id}|${id}`);
        const first = row ? index.statements.get((row.statement_ids || [])[0]) : null;
        return h("td", { class: row ? "stated" : "silent" }, first ? app.card.quoteMark([first]) : h("span", { role: "img", title: texts.t("card.silence"), "aria-label": texts.t("card.silence") }, "–"));
      })))))));
}

function conflictList(app) {
  const rows = app.index.data.conflicts;
  if (!rows.length) return null;
  return h("section", { class: "all-conflicts" }, h("h3", { tabindex: -1 }, app.texts.t("card.conflicts")), rows.map((row) => app.conflictView(row)));
}

export function industriesTab(app) {
  const { index, texts, format, card } = app;
  const { t } = texts;
  return (body) => {
    const columns = [...index.zones].reverse().concat(index.subZones);
    const cells = new Map();
    for (const place of columns) {
      const own = (index.byPlace.get(place.id) || []).filter((row) => row.kind === "role" && app.passesStatement(row));
      for (const row of own) for (const id of row.industry_ids || []) {
        const key = `${id}|${place.id}`;
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(row);
      }
    }
    const ids = [...new Set([...cells.keys()].map((key) => key.split("|")[0]))];
    const count = (id) => columns.filter((place) => cells.has(`${id}|${place.id}`)).length;
    ids.sort((a, b) => count(b) - count(a) || a.localeCompare(b));
    const used = columns.filter((place) => ids.some((id) => cells.has(`${id}|${place.id}`)));
    replace(body,
      h("h2", { class: "tab-title" }, t("matrix.title")),
      h("p", { class: "quiet" }, t("matrix.note")),
      ids.length ? h("div", { class: "scroll-x", tabindex: 0, role: "region", "aria-label": t("matrix.title") }, h("table", { class: "matrix" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("matrix.industry")), used.map((place) => h("th", { scope: "col", class: index.zoneClass(place) }, h("span", {}, format.name(place)))))),
        h("tbody", {}, ids.map((id) => h("tr", {}, h("th", { scope: "row" }, format.industry(id)), used.map((place) => {
          const rows = cells.get(`${id}|${place.id}`);
          return h("td", { class: rows ? `has ${index.zoneClass(place)}` : "silent" }, rows ? card.quoteMark(rows.slice(0, 1)) : h("span", { role: "img", "aria-label": t("card.silence") }, ""));
        })))))) : h("p", { class: "quiet" }, t("figures.none")));
  };
}

export function documentsTab(app) {
  const { index, store, texts, format } = app;
  const { t } = texts;
  return (body) => {
    const docs = [...index.documents.values()];
    replace(body,
      h("h2", { class: "tab-title" }, t("tab.documents")),
      h("ul", { class: "documents" }, docs.map((doc) => {
        const rows = index.byDoc.get(doc.id) || [];
        const only = store.get().docs.includes(doc.id);
        return h("li", {},
          h("h3", { lang: texts.lang() === "en" && doc.title_en ? "en" : "zh-Hans" }, format.docTitle(doc)),
          h("p", { class: "quiet" }, doc.issuer ? [app.card.words(doc.issuer), " · "] : null, [doc.date, t("documents.count", { n: rows.length })].filter(Boolean).join(" · ")),
          h("p", { class: "card-actions" },
            rows.length ? button(t("documents.read"), () => app.openEvidence(rows[0].id), { class: "chip-button" }) : null,
            app.config.mode === "served" ? h("a", { class: "chip-button", href: `${app.config.base}/documents/${encodeURIComponent(doc.id)}?f=html` }, t("documents.page")) : null,
            button(t(only ? "documents.all" : "documents.only"), () => store.set({ docs: only ? [] : [doc.id] }), { class: "chip-button", "aria-pressed": String(only) }),
            button(t("card.compare"), () => app.addCompare(doc.id), { class: "chip-button", "data-compare": doc.id })));
      })));
  };
}

// Map and table are two views of one list, under the same filters.
export function tableTab(app) {
  const { index, store, texts, format } = app;
  const { t } = texts;
  return (body) => {
    const { off } = store.get();
    const colls = ["zones", "sub_zones", "areas", "sites"].filter((coll) => !off.includes(coll));
    const rows = index.data.places.filter((place) => place.geometry && colls.includes(place.coll) && (place.coll !== "sites" || app.passes(place)));
    replace(body,
      h("h2", { class: "tab-title" }, t("tab.table")),
      h("p", { class: "quiet", role: "status" }, t("table.count", { n: rows.length })),
      app.downloads ? app.downloads(rows) : null,
      h("div", { class: "scroll-x", tabindex: 0, role: "region", "aria-label": t("tab.table") }, h("table", { class: "places-table" },
        h("thead", {}, h("tr", {}, ["name", "layer", "kind", "area", "statements"].map((key) => h("th", { scope: "col" }, t(`table.${key}`))))),
        h("tbody", {}, rows.map((place) => h("tr", { "data-row": place.id },
          h("th", { scope: "row" }, button(format.name(place), () => app.select(place.id, { fly: true }), { class: "link", "data-place-link": place.id })),
          h("td", {}, t(`coll.${place.coll}.one`)), h("td", {}, format.kind(place)),
          h("td", { class: "number" }, place.area === undefined ? "" : format.number(place.area)),
          h("td", { class: "number" }, (place.st || []).length)))))),
      app.filters ? app.filters() : null);
  };
}
