// The atlas's own base map: land, water, green, roads, rail and district lines from the base layers, no tiles.

import { place } from "./dom.js";

const PANES = [
  ["districts", 200], ["land", 204], ["green", 208], ["water", 212], ["roads", 216], ["metro", 220], ["district-lines", 224],
  ["tiles", 230], ["areas", 396], ["zones", 400], ["sub-zones", 404], ["patterns", 406], ["bands", 408], ["edges", 410],
  ["selection", 414], ["rings", 590], ["sites", 600], ["labels", 640], ["tools", 660],
];

export function createPanes(map) {
  for (const [name, z] of PANES) {
    const pane = map.createPane(name);
    place(pane, { "z-index": z });
    pane.classList.add(`pane-${name}`);
    if (["districts", "land", "green", "water", "roads", "metro", "district-lines", "patterns", "bands", "rings", "labels"].includes(name)) {
      pane.classList.add("no-events");
    }
  }
}

const renderers = new Map();

export function rendererOf(pane) {
  if (!renderers.has(pane)) renderers.set(pane, L.svg({ pane, padding: 0.4 }));
  return renderers.get(pane);
}

// Colours, widths and fills come from the style sheet: Leaflet only lays the path.
export function shape(geometry, pane, className, options) {
  return L.geoJSON(geometry, {
    pane,
    renderer: rendererOf(pane),
    style: { className, weight: 1, smoothFactor: 0.8, ...(options || {}) },
    interactive: false,
    pointToLayer: (_, at) => L.circleMarker(at, { pane, renderer: rendererOf(pane), className, radius: 2.5, interactive: false }),
    ...(options || {}),
  });
}

export function drawBase(app) {
  const { map, index, store } = app;
  const base = index.data.base;
  const groups = {
    water: L.layerGroup(), green: L.layerGroup(), roads: L.layerGroup(), metro: L.layerGroup(), districts: L.layerGroup(),
  };
  const home = index.data.project.district;
  for (const district of index.districts) {
    if (district.id === home) shape(district.geometry, "land", "land-home").addTo(groups.districts);
  }
  const areal = (row) => /Polygon/.test(row.geometry.type);
  for (const row of base.water) {
    const kind = areal(row) ? "water" : `creek creek-${row.rank >= 5 ? "minor" : "named"}`;
    shape(row.geometry, "water", kind).addTo(groups.water);
  }
  // Islands lie in water that is drawn whole around them.
  // Only the home district's are lighter ("island-outside" is land like any other beyond the district line).
  for (const row of base.land) if (row.kind === "island") shape(row.geometry, "green", "island").addTo(groups.green);
  for (const row of base.green) shape(row.geometry, "green", `green green-${row.kind || "other"}`).addTo(groups.green);
  for (const side of ["road-case", "road"]) {
    for (const row of base.roads) shape(row.geometry, "roads", `${side} rank-${row.rank || 3}`).addTo(groups.roads);
  }
  for (const row of base.metro_lines) shape(row.geometry, "metro", "metro-line").addTo(groups.metro);
  for (const row of base.metro_stations) shape(row.geometry, "metro", "metro-station").addTo(groups.metro);
  for (const row of base.district_lines) shape(row.geometry, "district-lines", "district-line").addTo(groups.districts);

  function show() {
    const off = new Set(store.get().off);
    for (const [name, group] of Object.entries(groups)) {
      if (off.has(name)) group.remove();
      else group.addTo(map);
    }
  }
  show();
  store.on(["off"], show);
}
