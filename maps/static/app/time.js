// The years the documents speak of, as a slider under the map: actual and target figures told apart.

import { byId, h, place as put, replace, svg } from "./dom.js";

const FIRST = 2015;
const LAST = 2035;

export function createTime(app) {
  const { index, store, texts, format } = app;
  const { t } = texts;
  const box = byId("time");
  const counts = new Map();
  for (let year = FIRST; year <= LAST; year += 1) counts.set(year, { actual: 0, target: 0 });
  for (const row of index.data.statements) {
    const years = row.kind === "quantity" ? format.years(row.period) : null;
    if (!years) continue;
    for (let year = Math.max(FIRST, years[0]); year <= Math.min(LAST, years[1]); year += 1) {
      if (row.status === "target") counts.get(year).target += 1;
      else if (row.status !== "policy") counts.get(year).actual += 1;
    }
  }
  const top = Math.max(1, ...[...counts.values()].map((row) => row.actual + row.target));
  const width = 10;
  const bars = svg("svg", { class: "time-bars", viewBox: `0 0 ${(LAST - FIRST + 1) * width} 26`, preserveAspectRatio: "none", "aria-hidden": "true" });
  for (const [year, row] of counts) {
    const x = (year - FIRST) * width;
    // Square roots: one crowded year must not flatten the rest.
    const scale = (n) => (n ? Math.max(2, Math.sqrt(n / top) * 22) : 0);
    const a = scale(row.actual);
    const b = scale(row.target);
    bars.append(svg("rect", { class: "time-actual", x: x + 1.5, width: 3.2, y: 26 - a, height: a }), svg("rect", { class: "time-target", x: x + 5.4, width: 3, y: 26 - b, height: b }));
  }
  const slider = h("input", { type: "range", min: FIRST - 1, max: LAST, step: 1, id: "year", oninput: (event) => { const value = Number(event.target.value); store.set({ year: value < FIRST ? null : value }); } });
  const label = h("output", { class: "time-label", for: "year" });
  replace(box, h("div", { class: "time-head" }, label), put(h("div", { class: "time-track" }, bars, slider), {}), h("div", { class: "time-ends", "aria-hidden": "true" }, h("span", {}, FIRST), h("span", {}, 2020), h("span", {}, 2025), h("span", {}, 2030), h("span", {}, LAST)));

  function draw() {
    const { year } = store.get();
    slider.value = year || FIRST - 1;
    slider.setAttribute("aria-label", t("time.label"));
    const row = counts.get(year);
    const text = row ? t("time.counts", { year, ...row }) : t("time.all");
    slider.setAttribute("aria-valuetext", text);
    label.textContent = text;
    box.classList.toggle("on", Boolean(row));
  }
  draw();
  store.on(["year", "lang"], draw);
}
