// The card of a place: what it is, what the documents say of it, how its boundary was drawn, and where they are silent.

import { chart, seriesIn } from "./chart.js";
import { button, h, icon, place as put, replace } from "./dom.js";

const CHINESE = /[\u3400-\u9fff]/;
const FIGURES_SHOWN = 8;
const LIST_SHOWN = 8;
const SILENCES_SHOWN = 6;
const CHARTS_SHOWN = 2;

export function createCard(app) {
  const { index, store, texts, format } = app;
  const { t } = texts;
  let open = new Set();

  // The small mark after every line: opens the words it was taken from.
  function quoteMark(rows) {
    return rows.slice(0, 3).map((row, i) =>
      button(`${t("card.evidence")}${rows.length > 1 ? ` ${i + 1}` : ""}: ${row.quote}`, () => app.openEvidence(row.id), { class: "quote-mark", "data-statement": row.id }, rows.length > 1 ? `❝${i + 1}` : "❝"),
    );
  }

  // Words that are not the page's own carry their language: documents', publishers', place names'.
  function words(text) {
    return h("span", { lang: CHINESE.test(text) ? "zh-Hans" : "en" }, text);
  }

  // Words with their marks: the last two characters keep the mark on their line.
  function line(text, rows) {
    const chars = [...text];
    const lang = CHINESE.test(text) ? "zh-Hans" : "en";
    return [h("span", { lang }, chars.slice(0, -2).join("")), h("span", { class: "keep", lang }, chars.slice(-2).join(""), quoteMark(rows))];
  }

  // The same object said in several places stands once, with a mark for each.
  function grouped(rows) {
    const groups = new Map();
    for (const row of rows) {
      for (const object of row.objects && row.objects.length ? row.objects : [row.quote]) {
        if (!groups.has(object)) groups.set(object, []);
        groups.get(object).push(row);
      }
    }
    return [...groups];
  }

  function section(key, title, ...content) {
    return h("section", { class: `card-section card-${key}` }, h("h3", {}, title), ...content);
  }

  function limited(key, items, shown, wrapper) {
    const all = open.has(key) || items.length <= shown + 1;
    const list = wrapper(all ? items : items.slice(0, shown));
    if (all) return [list];
    return [list, button(t("card.more", { n: items.length - shown }), () => { open.add(key); app.redrawCard(); }, { class: "more" })];
  }

  function head(place) {
    const trail = [];
    for (let at = index.places.get(place.parent), hops = 0; at && hops < 4; at = index.places.get(at.parent), hops += 1) {
      if (at.coll) trail.unshift(at);
    }
    return h(
      "header", { class: "card-head" },
      trail.length ? h("p", { class: "trail" }, trail.map((at) => [link(at), " › "]), format.kind(place)) : h("p", { class: "trail" }, format.kind(place)),
      h("h2", { tabindex: -1 }, format.name(place)),
      format.otherName(place) ? h("p", { class: "other-name", lang: texts.lang() === "en" ? "zh-Hans" : "en" }, format.otherName(place)) : null,
      h("div", { class: "card-actions" },
        place.geometry ? button(t("card.show"), () => app.fly(place), { class: "chip-button" }) : null,
        /^(zones|sub_zones|areas|districts)$/.test(place.coll) ? button(t("card.compare"), () => app.addCompare(place.id), { class: "chip-button" }) : null,
        button(t("card.close"), () => app.select(null), { class: "icon-button" }, icon("close")),
      ),
    );
  }

  function link(place) {
    return button(format.name(place), () => app.select(place.id, { fly: true }), { class: "link", "data-place-link": place.id });
  }

  function positioning(place) {
    const groups = grouped(index.roles(place.id, "positioned_as"));
    if (!groups.length) return null;
    return h("ul", { class: "positioning" }, groups.slice(0, 6).map(([object, rows]) => h("li", {}, line(object, rows))));
  }

  function industries(place) {
    const groups = grouped(index.roles(place.id, "focus_industry"));
    if (!groups.length) return null;
    return section("industries", t("card.industries"),
      ...limited("industries", groups, 14, (items) => h("ul", { class: "chips" }, items.map(([object, rows]) => h("li", { class: "chip" }, words(object), quoteMark(rows))))));
  }

  function figures(place) {
    const all = index.quantities(place.id);
    const year = store.get().year;
    const rows = all.filter((row) => app.passesStatement(row)).sort((a, b) => order(a) - order(b) || a.start - b.start);
    if (!all.length) return null;
    const body = (items) => h("table", { class: "figures" },
      h("thead", { class: "sr" }, h("tr", {}, ["what", "value", "year"].map((key) => h("th", { scope: "col" }, t(`figures.${key}`))))),
      h("tbody", {}, items.map((row) => h("tr", { class: `status-${row.status || "actual"}` },
        h("th", { scope: "row" }, subject(row)),
        h("td", { class: "value" }, words(format.figure(row))),
        h("td", { class: "period" }, h("span", { class: "mark", title: t(`status.${row.status || "actual"}`) }, format.statusMark(row.status || "actual")), h("span", { class: "sr" }, t(`status.${row.status || "actual"}`)), format.period(row.period), quoteMark([row])),
      ))));
    return section("figures", t("card.figures"),
      rows.length ? limited("figures", rows, FIGURES_SHOWN, body) : h("p", { class: "quiet" }, t("card.no_figures_year", { year: year || "" })),
      h("p", { class: "key" }, ["actual", "target", "policy"].map((status) => h("span", {}, `${format.statusMark(status)} ${t(`status.${status}`)}`))),
      seriesIn(rows).slice(0, CHARTS_SHOWN).map((set) => chart(app, set, { named: false })));
  }

  function subject(row) {
    const name = row.indicator_id && index.data.indicators[row.indicator_id] ? format.indicator(row.indicator_id) : null;
    const measure = row.measure && row.measure !== "level" ? t(`measure.${row.measure}`) : "";
    return [name && texts.lang() === "en" ? name : words(row.subject || name || ""), measure ? h("small", {}, ` ${measure}`) : null];
  }

  // Indicators first, then by year, newest last.
  function order(row) {
    const years = format.years(row.period);
    return (row.indicator_id ? 0 : 100000) + (years ? years[1] : 9999);
  }

  function list(place, relation, key) {
    const groups = grouped(index.roles(place.id, relation));
    if (!groups.length) return null;
    return section(key, t(`card.${key}`),
      ...limited(key, groups, LIST_SHOWN, (items) => h("ul", { class: "lines" }, items.map(([object, rows]) => h("li", {}, line(object, rows))))));
  }

  function parts(place) {
    const inner = [...index.children(place.id, "sub_zones"), ...index.children(place.id, "areas")];
    const sites = /^(zones|sub_zones|areas|districts)$/.test(place.coll) ? index.sitesIn(place.id) : [];
    if (!inner.length && !sites.length) return null;
    return section("parts", t("card.parts"),
      inner.length ? h("p", { class: "part-links" }, inner.map((part) => [link(part), " "])) : null,
      sites.length ? limited("sites", sites, 10, (items) => h("ul", { class: "site-links" }, items.map((site) => {
        const row = (site.inZones || []).find((zone) => zone.place_id === place.id);
        return h("li", {}, app.symbolOf(site, 13), link(site), row && row.certainty !== "within" ? h("small", {}, t(`certainty.${row.certainty}`)) : null);
      }))) : null);
  }

  function siteWhere(place) {
    if (place.coll !== "sites") return null;
    const rows = (place.inZones || []).filter((row) => row.probability >= 0.05);
    return section("where", t("card.where"),
      rows.length
        ? h("ul", { class: "lines" }, rows.map((row) => {
          const zone = index.places.get(row.place_id);
          return h("li", {}, zone ? link(zone) : row.place_id, h("small", {}, ` ${t(`certainty.${row.certainty}`)} · ${format.number(row.probability * 100, 0)} %`));
        }))
        : h("p", { class: "quiet" }, t("card.in_no_zone")),
      h("p", { class: "quiet" }, [texts.has(`site_basis.${place.basis}`) ? t(`site_basis.${place.basis}`) : null, `±${format.number(place.accuracy, 0)} m · `].filter(Boolean).join(" · "), words(sourceName(place.source))));
  }

  function sourceName(key) {
    const row = index.data.sources[key];
    return row ? [row.publisher, row.title, row.date].filter(Boolean).join(", ") : key || "";
  }

  function boundary(place) {
    if (place.area === undefined) return null;
    const basis = Object.entries(place.basis || {}).filter(([, share]) => share > 0.004);
    const stated = (place.agreements || []).filter((row) => row.test === "area");
    const interval = place.areaLow !== undefined ? ` (${format.number(place.areaLow)}–${format.number(place.areaHigh)})` : "";
    return section("boundary", t("card.boundary"),
      h("dl", { class: "pairs" },
        h("dt", {}, t("card.area_drawn")), h("dd", {}, `${format.number(place.area)} km²${interval}`),
        stated.map((row) => [h("dt", {}, t("card.area_stated")), h("dd", {}, `${format.number(row.stated_km2)} km²`, row.difference_percent !== undefined && row.difference_percent !== null ? ` · ${row.difference_percent > 0 ? "+" : "−"}${format.number(Math.abs(row.difference_percent), 1)} %` : "", row.agrees ? " ✓" : row.explained ? ` · ${t("card.explained")}` : ` · ${t("card.differs")}`)]),
        place.perimeter !== undefined ? [h("dt", {}, t("card.perimeter")), h("dd", {}, `${format.number(place.perimeter, 1)} km`)] : null,
        place.accuracy !== undefined ? [h("dt", {}, t("card.accuracy")), h("dd", {}, `±${format.number(place.accuracy, 0)} m`)] : null),
      h("div", { class: "basis-bar", role: "img", "aria-label": basis.map(([name, share]) => `${t(`basis.${name}`)} ${format.number(share * 100, 0)} %`).join(", ") },
        basis.map(([name, share]) => put(h("span", { class: `basis-part basis-${name}`, title: t(`basis.${name}`) }), { "flex-grow": share }))),
      h("ul", { class: "basis-key" }, basis.map(([name, share]) => h("li", {}, h("i", { class: `basis-${name}` }), `${t(`basis.${name}`)} ${format.number(share * 100, 0)} %`))),
      h("p", { class: "quiet" }, t("card.not_legal")));
  }

  function agreements(place) {
    const rows = (place.agreements || []).filter((row) => row.test === "side");
    if (!rows.length) return null;
    return section("agreements", t("card.agreements"),
      h("ul", { class: "lines" }, rows.map((row) => h("li", { class: row.agrees ? "agrees" : "differs" },
        h("span", { class: "verdict", title: t(row.agrees ? "card.agrees" : row.explained ? "card.explained" : "card.differs") }, row.agrees ? "✓" : row.explained ? "≈" : "✗"),
        h("b", {}, t(`side.${row.side}`)), " ", words(row.stated || ""),
        row.drawn ? [h("small", {}, ` ${t("card.drawn_along")} `), words(String(row.drawn))] : null,
        !row.agrees && row.explanation ? h("small", { class: "block" }, words(row.explanation)) : null,
        row.source ? h("small", { class: "block quiet" }, words(sourceName(row.source))) : null))));
  }

  function conflicts(place) {
    const rows = index.data.conflicts.filter((row) => (row.place_ids || []).includes(place.id));
    if (!rows.length) return null;
    return section("conflicts", t("card.conflicts"), rows.map((row) => app.conflictView(row)));
  }

  // Silence is shown, not spelled out at length: the first few, the rest on demand.
  function silence(place) {
    const ids = index.data.silence[place.id] || [];
    if (!ids.length && (index.byPlace.get(place.id) || []).length) return null;
    if (!ids.length) return section("silence", t("card.silence"), h("p", { class: "quiet" }, t("card.nothing_said")));
    const comma = texts.lang() === "zh" ? "、" : ", ";
    return section("silence", t("card.silence"),
      ...limited("silence", ids.map(format.indicator), SILENCES_SHOWN, (names) => h("p", { class: "quiet" }, names.join(comma))));
  }

  function draw(body, place) {
    replace(
      body,
      h("article", { class: `card ${index.zoneClass(place)}`, "data-card": place.id },
        head(place), positioning(place), industries(place), figures(place), list(place, "hosts", "hosts"), list(place, "task", "tasks"), list(place, "part_of", "part_of"),
        parts(place), siteWhere(place), boundary(place), agreements(place), conflicts(place), silence(place)),
    );
  }

  return { draw, line, quoteMark, words, link, reset: () => { open = new Set(); } };
}

export function conflictViewer(app, card) {
  const { index, texts, format } = app;
  return (row) => h("div", { class: "conflict", "data-conflict": row.id },
    h("p", { class: "conflict-topic" }, texts.lang() === "en" ? row.topic_en || row.topic_zh : row.topic_zh || row.topic_en),
    h("ul", { class: "lines" }, (row.claims || []).map((claim, i) => {
      const statement = index.statements.get((row.statement_ids || [])[i]);
      const source = index.data.sources[claim.source];
      const doc = index.documents.get(claim.doc);
      return h("li", {}, card.words(claim.text), statement ? card.quoteMark([statement]) : null,
        h("small", { class: "block quiet" }, card.words(doc ? format.docTitle(doc) : source ? `${source.publisher || ""} ${source.title || ""}` : claim.source || "")));
    })),
    row.choice ? h("p", { class: "choice" }, h("b", {}, texts.t("conflict.choice")), " ", card.words(row.choice)) : null,
    row.reason_zh || row.reason_en ? h("p", { class: "quiet" }, texts.lang() === "en" ? row.reason_en || row.reason_zh : row.reason_zh || row.reason_en) : null);
}
