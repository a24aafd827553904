// What frames a map: zoom buttons, scale bar, legend, layer switches, the line that says what an edge follows.

import { button, byId, h, icon, place as put, replace, svg } from "./dom.js";
import { symbol } from "./sites.js";
import { metresPerPixel } from "./zones.js";

const SCALE_MAX_PX = 110;
const LAYERS = ["zones", "sub_zones", "areas", "edges", "sites", "labels", "water", "green", "roads", "metro", "districts"];

export function* drawFurniture(app) {
  for (const draw of [drawButtons, drawScale, drawLegend, drawLayers, drawEdgeNote]) {
    draw(app);
    yield;
  }
}

function drawButtons(app) {
  const { map, texts } = app;
  const box = byId("map-buttons");
  const make = () => replace(
    box,
    button(texts.t("map.zoom_in"), () => map.zoomIn(), { class: "tool" }, icon("plus")),
    button(texts.t("map.zoom_out"), () => map.zoomOut(), { class: "tool" }, icon("minus")),
    button(texts.t("map.home"), () => app.home(), { class: "tool" }, icon("home")),
  );
  make();
  app.store.on(["lang"], make);
}

function drawScale(app) {
  const { map } = app;
  const bar = byId("scale-bar");
  const label = byId("scale-text");
  function draw() {
    const perPixel = metresPerPixel(map, map.getCenter().lat);
    const longest = perPixel * SCALE_MAX_PX;
    const power = 10 ** Math.floor(Math.log10(longest));
    const length = [5, 2, 1].map((step) => step * power).find((value) => value <= longest);
    put(bar, { width: `${(length / perPixel).toFixed(1)}px` });
    label.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
  }
  draw();
  map.on("moveend zoomend", draw);
}

function line(basis) {
  const parts = [svg("path", { d: "M2 8H42", class: `legend-line edge-${basis}` })];
  if (basis === "schematic") parts.unshift(svg("path", { d: "M2 8H42", class: "legend-band" }));
  return svg("svg", { viewBox: "0 0 44 16", width: 44, height: 16, "aria-hidden": "true" }, parts);
}

function swatch(className) {
  return svg("svg", { viewBox: "0 0 22 14", width: 22, height: 14, "aria-hidden": "true", class: className }, svg("rect", { class: "swatch", x: 0.5, y: 0.5, width: 21, height: 13, rx: 2 }));
}

function drawLegend(app) {
  const { index, texts, format, style, store } = app;
  const body = byId("legend-body");
  function draw() {
    const used = new Set(index.edges.map((edge) => edge.basis));
    const kinds = [...new Set(index.sites.map((site) => site.symbol))];
    const order = Object.keys(style.symbols).filter((name) => kinds.includes(name));
    replace(
      body,
      h("h2", {}, texts.t("legend.zones")),
      h("ul", {}, [...index.zones].reverse().map((zone) => h("li", {}, swatch(index.zoneClass(zone)), h("span", {}, format.name(zone))))),
      h("h2", {}, texts.t("legend.edges")),
      h("ul", {}, Object.keys(style.lines).filter((basis) => used.has(basis)).map((basis) => h("li", {}, line(basis), h("span", {}, texts.t(`basis.${basis}`))))),
      h("h2", {}, texts.t("legend.sites")),
      h("ul", { class: "legend-symbols" }, order.map((name) => h("li", {}, symbol(style, name, 14), h("span", {}, texts.t(`symbol.${name}`))))),
    );
  }
  draw();
  store.on(["lang"], draw);
}

function drawLayers(app) {
  const { texts, store } = app;
  const body = byId("layers-body");
  function draw() {
    const { off, patterns } = store.get();
    replace(
      body,
      LAYERS.map((name) => toggle(texts.t(`layer.${name}`), !off.includes(name), (on) => {
        const now = store.get().off.filter((other) => other !== name);
        store.set({ off: on ? now : [...now, name] });
      })),
      toggle(texts.t("layer.patterns"), patterns, (on) => store.set({ patterns: on })),
    );
    if (app.tiles) body.append(app.tiles.chooser());
  }
  app.redrawLayers = draw;
  draw();
  store.on(["lang"], draw);
}

export function toggle(name, checked, onchange) {
  const box = h("input", { type: "checkbox", onchange: (event) => onchange(event.target.checked) });
  box.checked = Boolean(checked);
  return h("label", { class: "toggle" }, box, h("span", {}, name));
}

function drawEdgeNote(app) {
  const { map, texts, format } = app;
  const tip = h("div", { class: "edge-note", role: "status" });
  tip.hidden = true;
  map.getContainer().append(tip);
  app.showEdge = (edge, at) => {
    tip.hidden = !edge;
    if (!edge) return;
    const follows = texts.lang() === "en" ? edge.follows_en || edge.follows : edge.follows;
    replace(tip, h("b", {}, follows), h("span", {}, `${texts.t(`basis.${edge.basis}`)} · ±${format.number(edge.accuracy_m, 0)} m`));
    const point = map.latLngToContainerPoint(at);
    put(tip, { left: `${point.x + 12}px`, top: `${point.y + 12}px` });
  };
}
