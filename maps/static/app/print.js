// The sheet for print: the map in its frame with degrees at the edge, title above, legend beside, source line below.

import { byId, h, replace, svg } from "./dom.js";
import { metresPerPixel } from "./zones.js";

const STEPS_MINUTES = [0.5, 1, 2, 5, 10];
const TICK_PX = 5;
const LEAST_GAP_PX = 110;

export function createPrint(app) {
  const { map, store, texts, index } = app;
  const { t } = texts;
  const frame = document.querySelector(".map-frame");
  const head = h("header", { class: "print-only print-head" });
  const edge = svg("svg", { class: "print-only print-edge", "aria-hidden": "true" });
  frame.append(head, edge);
  byId("credit").after(byId("print-note"));
  let before = null;

  // The sheet is laid out before the printer asks for it: the map is fitted to the frame it will have on paper.
  window.addEventListener("beforeprint", () => {
    if (!document.body.dataset.paper) document.body.dataset.paper = "a4";
    before ||= { center: map.getCenter(), zoom: map.getZoom(), bounds: map.getBounds(), legend: byId("legend").open, snap: map.options.zoomSnap };
    const project = index.data.project;
    const [west, south, east, north] = project.home_bbox;
    const home = L.latLngBounds([south, west], [north, east]);
    replace(head, h("b", {}, project[`title_${store.get().lang}`] || project.title_zh), h("span", {}, subtitle()));
    byId("print-note").textContent = t("print.note", { date: new Date().toISOString().slice(0, 10), version: index.data.version });
    byId("legend").open = true;
    map.options.zoomSnap = 0;
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(before.bounds.contains(home) ? home : before.bounds, { animate: false });
    degrees();
    app.labels();
  });
  window.addEventListener("afterprint", () => {
    delete document.body.dataset.paper;
    if (!before) return;
    byId("legend").open = before.legend;
    map.options.zoomSnap = before.snap;
    map.invalidateSize({ animate: false, pan: false });
    map.setView(before.center, before.zoom, { animate: false });
    before = null;
  });

  function subtitle() {
    const { sel, year } = store.get();
    const place = index.places.get(sel);
    return [place ? app.format.name(place) : null, year ? String(year) : null].filter(Boolean).join(" · ");
  }

  // Ticks and degrees on the frame, at round minutes.
  function degrees() {
    const box = map.getContainer();
    const bounds = map.getBounds();
    const [left, top, width, height] = [box.offsetLeft, box.offsetTop, box.offsetWidth, box.offsetHeight];
    const perMinute = (60 * 1852) / 60 / metresPerPixel(map, map.getCenter().lat);
    const step = (STEPS_MINUTES.find((minutes) => minutes * perMinute >= LEAST_GAP_PX) || STEPS_MINUTES[STEPS_MINUTES.length - 1]) / 60;
    const marks = [];
    const tick = (d) => marks.push(svg("path", { d, class: "tick" }));
    for (let lon = Math.ceil(bounds.getWest() / step) * step; lon <= bounds.getEast(); lon += step) {
      const x = left + map.latLngToContainerPoint([bounds.getNorth(), lon]).x;
      tick(`M${x} ${top}v${-TICK_PX}M${x} ${top + height}v${TICK_PX}`);
      marks.push(svg("text", { x, y: top - TICK_PX - 3, "text-anchor": "middle" }, `${sexagesimal(lon)}E`));
    }
    for (let lat = Math.ceil(bounds.getSouth() / step) * step; lat <= bounds.getNorth(); lat += step) {
      const y = top + map.latLngToContainerPoint([lat, bounds.getWest()]).y;
      tick(`M${left} ${y}h${-TICK_PX}M${left + width} ${y}h${TICK_PX}`);
      marks.push(svg("text", { x: left - TICK_PX - 3, y, "text-anchor": "middle", transform: `rotate(-90 ${left - TICK_PX - 3} ${y})` }, `${sexagesimal(lat)}N`));
    }
    edge.replaceChildren(...marks);
  }

  app.printOn = (paper) => {
    document.body.dataset.paper = paper;
    window.print();
  };
}

function sexagesimal(degrees) {
  const halves = Math.round(degrees * 120);
  const minutes = (halves % 120) / 2;
  const seconds = minutes % 1 ? "30″" : "";
  return `${Math.floor(halves / 120)}°${String(Math.floor(minutes)).padStart(2, "0")}′${seconds}`;
}
