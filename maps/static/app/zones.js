// Zones, sub-zones and areas: fill and pattern, focus and selection, and what each stretch of boundary stands on.

import { svg } from "./dom.js";
import { rendererOf, shape } from "./basemap.js";

const EARTH_CIRCUMFERENCE = 40075016.686;
const SHOWN_AREAS_FROM = 12.6;
const EDGES_AT_ONCE = 25;

export function metresPerPixel(map, lat) {
  return (EARTH_CIRCUMFERENCE * Math.cos((lat * Math.PI) / 180)) / 2 ** (map.getZoom() + 8);
}

export function* drawZones(app) {
  const { map, index, store, format, texts } = app;
  const paths = new Map();
  const layers = { zones: L.layerGroup(), sub_zones: L.layerGroup(), areas: L.layerGroup(), patterns: L.layerGroup() };

  function add(place, coll, pane, className) {
    const layer = shape(place.geometry, pane, className, { interactive: true, bubblingMouseEvents: false });
    layer.on("click", () => app.select(place.id));
    layer.on("mouseover", () => app.hover(place.id));
    layer.on("mouseout", () => app.hover(null));
    layer.addTo(layers[coll]);
    paths.set(place.id, { layer, place });
  }
  for (const place of index.areas) add(place, "areas", "areas", `area ${index.zoneClass(place)}`);
  yield;
  for (const place of index.zones) add(place, "zones", "zones", `zone ${index.zoneClass(place)}${index.children(place.id, "sub_zones").length ? " has-parts" : ""}`);
  for (const place of index.subZones) {
    add(place, "sub_zones", "sub-zones", `sub-zone ${index.zoneClass(place)} tint-${index.tint.get(place.id)}`);
  }
  for (const place of index.corridors) add(place, "areas", "areas", `corridor ${index.zoneClass(place)}`);
  yield;
  for (const place of index.zones) {
    shape(place.geometry, "patterns", `pattern pattern-${app.style.zones[index.zoneNumber.get(place.id)].pattern}`).addTo(layers.patterns);
  }

  // Leaflet gives a path no name and no focus (their issue 7822): do it here, whenever a path enters the page.
  function dress() {
    for (const { layer, place } of paths.values()) {
      layer.eachLayer((part) => {
        const node = part.getElement();
        if (!node) return;
        node.setAttribute("tabindex", "0");
        node.setAttribute("role", "button");
        node.setAttribute("data-place", place.id);
        node.setAttribute("aria-label", `${format.name(place)}, ${texts.t(`coll.${place.coll}.one`)}`);
        if (node.dataset.dressed) return;
        node.dataset.dressed = "1";
        node.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          app.select(place.id);
        });
        node.addEventListener("focus", () => app.hover(place.id));
        node.addEventListener("blur", () => app.hover(null));
      });
    }
  }

  function* showing() {
    const { off, patterns } = store.get();
    map.getContainer().classList.toggle("far", map.getZoom() < 13.2);
    const wanted = {
      zones: !off.includes("zones"), sub_zones: !off.includes("sub_zones"), patterns: !off.includes("zones"),
      areas: !off.includes("areas") && map.getZoom() >= SHOWN_AREAS_FROM,
    };
    for (const [name, group] of Object.entries(layers)) {
      if (wanted[name] === map.hasLayer(group)) continue;
      if (wanted[name]) group.addTo(map);
      else group.remove();
      yield;
    }
    map.getContainer().classList.toggle("show-patterns", Boolean(patterns));
    dress();
    mark();
  }
  function show() {
    const all = showing();
    while (!all.next().done);
  }

  function mark() {
    const { sel, compare } = store.get();
    for (const [id, { layer }] of paths) {
      layer.eachLayer((part) => {
        const node = part.getElement();
        if (!node) return;
        node.classList.toggle("selected", id === sel || compare.includes(id));
        node.setAttribute("aria-pressed", String(id === sel));
      });
    }
  }

  addPatternDefs(map);
  yield;
  yield* showing();
  map.on("zoomend", show);
  store.on(["off", "patterns"], show);
  store.on(["sel", "compare"], mark);
  store.on(["lang"], dress);
  app.hoverListeners.push((id) => {
    for (const [key, { layer }] of paths) {
      layer.eachLayer((part) => part.getElement() && part.getElement().classList.toggle("hovered", key === id));
    }
  });

  const selection = L.layerGroup().addTo(map);
  function outline() {
    selection.clearLayers();
    const place = index.places.get(store.get().sel);
    if (!place || !place.geometry || !/Polygon|Line/.test(place.geometry.type)) return;
    shape(place.geometry, "selection", "selection-halo").addTo(selection);
    shape(place.geometry, "selection", `selection-line ${index.zoneClass(place)}`).addTo(selection);
  }
  outline();
  store.on(["sel"], outline);
}

function addPatternDefs(map) {
  const renderer = rendererOf("patterns");
  map.addLayer(renderer);
  const draw = { class: "pattern-ink", fill: "none", "stroke-width": 1 };
  const pattern = (name, size, ...marks) =>
    svg("pattern", { id: `pattern-${name}`, width: size, height: size, patternUnits: "userSpaceOnUse" }, ...marks);
  const defs = svg(
    "defs", {},
    pattern("diagonal", 8, svg("path", { ...draw, d: "M-2 2L2 -2M0 8L8 0M6 10L10 6" })),
    pattern("dots", 7, svg("circle", { class: "pattern-dot", cx: 2, cy: 2, r: 1.1 }), svg("circle", { class: "pattern-dot", cx: 5.5, cy: 5.5, r: 1.1 })),
    pattern("horizontal", 6, svg("path", { ...draw, d: "M0 3H6" })),
    pattern("cross", 8, svg("path", { ...draw, d: "M0 4H8M4 0V8" })),
    pattern("vertical", 6, svg("path", { ...draw, d: "M3 0V6" })),
  );
  renderer._container.prepend(defs);
}

// Boundaries by basis. A schematic stretch is no line at all: a soft band as wide on the ground as its accuracy.
export function* drawEdges(app) {
  const { map, index, store } = app;
  const group = L.layerGroup();
  const bands = [];
  const important = new Set(["zones", "sub_zones"]);
  if (!store.get().off.includes("edges")) group.addTo(map);
  let count = 0;
  for (const edge of index.edges) {
    count += 1;
    if (count % EDGES_AT_ONCE === 0) yield;
    const colls = (edge.places || []).map((id) => (index.places.get(id) || {}).coll);
    const weight = colls.some((coll) => important.has(coll)) ? "edge-zone" : colls.includes("areas") ? "edge-area" : "edge-other";
    if (weight === "edge-other") continue;
    if (app.style.lines[edge.basis].band && weight === "edge-zone") {
      const band = shape(edge.geometry, "bands", "edge-band");
      band.addTo(group);
      bands.push([band, edge]);
    }
    const line = shape(edge.geometry, "edges", `edge ${weight} edge-${edge.basis}`, { interactive: true, bubblingMouseEvents: true });
    line.on("mouseover", (event) => app.showEdge(edge, event.latlng));
    line.on("mouseout", () => app.showEdge(null));
    line.addTo(group);
  }

  function widen() {
    const scale = metresPerPixel(map, map.getCenter().lat);
    for (const [band, edge] of bands) {
      // ± accuracy on either side; never thinner than can be seen, never wider than can be read.
      const width = Math.min(90, Math.max(5, (2 * edge.accuracy_m) / scale));
      band.setStyle({ weight: width });
    }
  }
  function show() {
    if (store.get().off.includes("edges")) group.remove();
    else group.addTo(map);
    widen();
  }
  show();
  map.on("zoomend", widen);
  store.on(["off"], show);
}
