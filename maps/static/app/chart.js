// Small charts: one place's values of one indicator over time, actual filled, target hollow.

import { h, place as put } from "./dom.js";

const SERIES = ["level", "growth", "share"];
const YEAR = /^\d{4}$/;

// The series worth a chart: of one place, indicator, measure and unit, in whole years, at least two points apart in time or
// in status. Parts of a year are not set beside whole ones; a value without a year stands first.
export function seriesIn(rows) {
  const sets = new Map();
  for (const row of rows) {
    if (!row.indicator_id || row.value === undefined || !SERIES.includes(row.measure || "level") || (row.period && !YEAR.test(row.period))) continue;
    const key = [row.indicator_id, row.place_id, row.measure, row.unit].join("|");
    if (!sets.has(key)) sets.set(key, new Map());
    // What is said twice is one point.
    const point = [row.period || "", row.status || "actual", row.value, row.direction || ""].join("|");
    if (!sets.get(key).has(point)) sets.get(key).set(point, row);
  }
  const times = (set) => new Set(set.map((row) => `${row.period || ""}|${row.status || "actual"}`)).size;
  return [...sets.values()].map((set) => [...set.values()]).filter((set) => times(set) >= 2 && set.some((row) => row.period) && Math.max(...set.map((row) => row.value)) > 0)
    .map((set) => set.sort((a, b) => (a.period || "").localeCompare(b.period || "") || a.start - b.start));
}

export function chart(app, rows, { named = true } = {}) {
  const { index, texts, format, card } = app;
  const top = Math.max(...rows.map((row) => Math.abs(row.value)));
  const place = index.places.get(rows[0].place_id);
  const measure = rows[0].measure && rows[0].measure !== "level" ? texts.t(`measure.${rows[0].measure}`) : "";
  const title = [named && place ? format.name(place) : "", named ? measure : [format.indicator(rows[0].indicator_id), measure].filter(Boolean).join(" · ")].filter(Boolean).join(" · ");
  return h("figure", { class: "chart" },
    h("figcaption", {}, title),
    h("ul", {}, rows.map((row) => {
      const status = row.status || "actual";
      return h("li", {}, h("span", { class: "bar-year" }, row.period || texts.t("chart.undated")),
        h("span", { class: "bar-track" }, put(h("span", { class: `bar bar-${status}${row.direction === "down" ? " bar-down" : ""}`, title: texts.t(`status.${status}`) }), { width: `${Math.max(1, (Math.abs(row.value) / top) * 100)}%` })),
        h("span", { class: "bar-value" }, h("span", { class: "sr" }, texts.t(`status.${status}`)), card.words(format.figure(row)), card.quoteMark([row])));
    })));
}
