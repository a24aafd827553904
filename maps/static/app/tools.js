// Two tools of the map: measuring on the ellipsoid, and asking what lies at a point.

import { button, byId, h, icon, replace } from "./dom.js";
import { certainty, length, probability, ringArea } from "./geodesy.js";
import { search } from "./panel.js";

const CLOSE_PX = 10;

export function createTools(app) {
  const { map, store, texts } = app;
  const { t } = texts;
  const box = byId("tools");
  const note = byId("tool-note");
  const drawing = L.layerGroup().addTo(map);
  let active = null;
  const tools = { measure: measureTool(app, drawing, note), where: whereTool(app, drawing, note) };

  function use(name) {
    if (active) { tools[active].stop(); drawing.clearLayers(); }
    active = active === name ? null : name;
    map.getContainer().classList.toggle("crosshair", Boolean(active));
    map.doubleClickZoom[active === "measure" ? "disable" : "enable"]();
    // While a tool is on, a click belongs to it and not to the zone below.
    map.getContainer().classList.toggle("tool-on", Boolean(active));
    app.onMapClick = active ? (event) => tools[active].click(event) : null;
    note.hidden = !active;
    if (active) tools[active].start();
    draw();
  }
  app.useTool = use;

  function draw() {
    replace(box,
      button(t("tool.measure"), () => use("measure"), { class: "tool", "aria-pressed": String(active === "measure"), id: "tool-measure" }, icon("ruler")),
      button(t("tool.where"), () => use("where"), { class: "tool", "aria-pressed": String(active === "where"), id: "tool-where" }, icon("pin")),
      button(t("share.print"), () => window.print(), { class: "tool tool-print" }, icon("print")));
    if (active) tools[active].show();
  }
  map.on("click", (event) => active && tools[active].click(event));
  map.on("dblclick", () => active === "measure" && tools.measure.finish());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && active) use(active);
    else if (event.key === "Enter" && active === "measure" && event.target === map.getContainer()) tools.measure.add(map.getCenter());
  });
  app.endTool = () => active && use(active);
  draw();
  store.on(["lang"], draw);
}

function measureTool(app, drawing, note) {
  const { map, texts, format } = app;
  const { t } = texts;
  let points = [];
  let closed = false;
  let done = false;

  function show() {
    drawing.clearLayers();
    const at = points.map((point) => [point[1], point[0]]);
    const pane = { pane: "tools", className: "measure-line", interactive: false };
    if (closed) L.polygon(at, { ...pane, className: "measure-area" }).addTo(drawing);
    else if (at.length > 1) L.polyline(at, pane).addTo(drawing);
    for (const point of at) L.circleMarker(point, { pane: "tools", radius: 4, className: "measure-point", interactive: false }).addTo(drawing);
    const total = length(closed ? [...points, points[0]] : points);
    replace(note,
      points.length < 2 ? h("p", {}, t("measure.help")) : h("p", { class: "measured", id: "measured" }, t("measure.length", { value: format.distance(total) }), closed ? [h("br"), t("measure.area", { value: format.area(ringArea(points)) })] : null),
      points.length >= 2 ? h("p", { class: "quiet" }, t("measure.note")) : null,
      h("p", { class: "card-actions" },
        points.length ? button(t("measure.undo"), () => { points.pop(); closed = false; done = false; show(); }, { class: "chip-button" }) : null,
        points.length ? button(t("measure.clear"), () => { points = []; closed = false; done = false; show(); }, { class: "chip-button" }) : null,
        button(t("tool.close"), () => app.endTool(), { class: "chip-button" })));
  }
  function add(latlng) {
    if (done) { points = []; closed = false; done = false; }
    if (points.length >= 3) {
      const first = map.latLngToContainerPoint([points[0][1], points[0][0]]);
      if (first.distanceTo(map.latLngToContainerPoint(latlng)) < CLOSE_PX) { closed = true; done = true; show(); return; }
    }
    const last = points[points.length - 1];
    if (!last || last[0] !== latlng.lng || last[1] !== latlng.lat) points.push([latlng.lng, latlng.lat]);
    show();
  }
  return { start: show, show, add, click: (event) => add(event.latlng), finish: () => { if (points.length > 1) { done = true; show(); } }, stop: () => { points = []; closed = false; done = false; } };
}

function whereTool(app, drawing, note) {
  const { map, index, texts, format } = app;
  const { t } = texts;
  let asked = null;
  let accuracy = 0; // of what was asked for, in metres; a click or a typed position is taken as exact
  let bad = false;

  function show() {
    drawing.clearLayers();
    const field = h("input", { type: "text", id: "where-input", class: "where-input", "aria-label": t("where.input"), placeholder: "113.3191 23.1090", maxlength: 60 });
    if (asked) field.value = `${asked[0].toFixed(5)} ${asked[1].toFixed(5)}`;
    const form = h("form", { class: "where-form", onsubmit: (event) => { event.preventDefault(); read(field.value); } }, field, h("button", { type: "submit", class: "chip-button" }, t("where.go")));
    const answers = asked ? answer(asked) : null;
    replace(note, h("p", {}, t("where.help")), form, bad ? h("p", { class: "bad", role: "alert" }, t("where.bad")) : null,
      answers ? h("ul", { class: "lines", id: "where-answer" }, answers.length ? answers.map(({ place, p }) => h("li", {}, button(format.name(place), () => app.select(place.id), { class: "link", "data-place-link": place.id }), h("small", {}, ` ${t(`certainty.${certainty(p)}`)} · ${t("where.likely", { p: format.number(p * 100, 0) })}`), said(place))) : h("li", { class: "quiet" }, t("where.none"))) : null,
      h("p", { class: "card-actions" }, button(t("tool.close"), () => app.endTool(), { class: "chip-button" })));
    if (asked) L.circleMarker([asked[1], asked[0]], { pane: "tools", radius: 6, className: "measure-point", interactive: false }).addTo(drawing);
  }
  // What the documents say of the place, in one line with its source.
  function said(place) {
    const [row] = index.roles(place.id, "positioned_as");
    return row ? h("p", { class: "said" }, app.card.line((row.objects || [])[0] || row.quote, [row])) : null;
  }
  function answer(point) {
    const order = { sub_zones: 0, areas: 1, zones: 2, districts: 3 };
    return [...index.subZones, ...index.areas, ...index.zones, ...index.districts]
      .map((place) => ({ place, p: probability(point, place, index.edgesOf(place), accuracy) }))
      .filter((row) => row.p >= 0.05)
      .sort((a, b) => order[a.place.coll] - order[b.place.coll] || b.p - a.p);
  }
  function read(text) {
    const numbers = text.trim().split(/[\s,，]+/).map(Number);
    const position = numbers.length === 2 && numbers.every(Number.isFinite) && Math.abs(numbers[0]) <= 180 && Math.abs(numbers[1]) <= 90;
    const named = position ? null : search(index, text).find((place) => place.label);
    bad = !position && !named;
    if (!bad) { asked = position ? numbers : named.label; accuracy = position ? 0 : named.accuracy || 0; map.panTo([asked[1], asked[0]]); }
    show();
  }
  return { start: show, show, click: (event) => { asked = [event.latlng.lng, event.latlng.lat]; accuracy = 0; bad = false; show(); }, stop: () => { asked = null; bad = false; } };
}
