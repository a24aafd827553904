// The atlas's own base map: land, water, green, roads, rail and district lines from the base layers, no tiles.

import { place } from "./dom.js";

const PANES = [
  ["districts", 200], ["land", 204], ["green", 208], ["water", 212], ["roads", 216], ["metro", 220], ["district-lines", 224],
  ["beyond", 226], ["tiles", 230], ["areas", 396], ["zones", 400], ["sub-zones", 404], ["patterns", 406], ["bands", 408], ["edges", 410],
  ["selection", 414], ["rings", 590], ["sites", 600], ["labels", 640], ["tools", 660],
];

export function createPanes(map) {
  for (const [name, z] of PANES) {
    const pane = map.createPane(name);
    place(pane, { "z-index": z });
    pane.classList.add(`pane-${name}`);
    if (["districts", "land", "green", "water", "roads", "metro", "district-lines", "beyond", "patterns", "bands", "rings", "labels"].includes(name)) {
      pane.classList.add("no-events");
    }
  }
}

const STATIONS_FROM = 13.2;
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
    ...(options || {}),
  });
}

function classes(rows, className) {
  const found = new Map();
  for (const row of rows) {
    const name = className(row);
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(row.geometry);
  }
  return found;
}

// All shapes of one look as one path: a few elements instead of hundreds. Rings are wound by the right-hand rule, so
// that shapes which overlap do not cut each other out.
function merged(geometries) {
  const areas = geometries.flatMap((geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.type === "MultiPolygon" ? geometry.coordinates : []));
  if (areas.length) return { type: "MultiPolygon", coordinates: areas };
  return { type: "MultiLineString", coordinates: geometries.flatMap((geometry) => (geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates)) };
}

// What lies beyond the frame of the data is not drawn: plain ground behind a thin line says so, instead of cut-off rivers.
function drawBeyond({ map, index }) {
  const { bbox } = index.data.project.frame || {};
  if (!bbox) return;
  const box = ([west, south, east, north], by) => [[west - by, south - by], [east + by, south - by], [east + by, north + by], [west - by, north + by], [west - by, south - by]];
  shape({ type: "Polygon", coordinates: [box(bbox, 3), box(bbox, 0).reverse()] }, "beyond", "beyond", { noClip: true, style: { className: "beyond", noClip: true, smoothFactor: 0 } }).addTo(map);
}

export function* drawBase(app) {
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
  const add = (rows, pane, className, group) => { for (const [name, list] of classes(rows, className)) shape(merged(list), pane, name, { style: { className: name, weight: 1, smoothFactor: 0.8, fillRule: "nonzero" } }).addTo(group); };
  add(base.water.filter((row) => row.geometry), "water", (row) => (areal(row) ? "water" : `creek creek-${row.rank >= 5 ? "minor" : "named"}`), groups.water);
  // Islands lie in water that is drawn whole around them.
  // Only the home district's are lighter ("island-outside" is land like any other beyond the district line).
  add(base.land.filter((row) => row.kind === "island"), "green", () => "island", groups.green);
  yield;
  add(base.green, "green", (row) => `green green-${row.kind || "other"}`, groups.green);
  // Casings of all ranks lie below all roads.
  for (const side of ["road-case", "road"]) add(base.roads, "roads", (row) => `${side} rank-${row.rank || 3}`, groups.roads);
  yield;
  add(base.metro_lines, "metro", () => "metro-line", groups.metro);
  add(base.district_lines, "district-lines", () => "district-line", groups.districts);
  drawBeyond(app);
  const stations = L.layerGroup().addTo(groups.metro);
  function drawStations() {
    stations.clearLayers();
    if (map.getZoom() < STATIONS_FROM) return;
    const frame = map.getBounds().pad(0.3);
    for (const row of base.metro_stations) {
      const [lon, lat] = row.geometry.coordinates;
      if (frame.contains([lat, lon])) L.circleMarker([lat, lon], { pane: "metro", renderer: rendererOf("metro"), className: "metro-station", radius: 2.5, interactive: false }).addTo(stations);
    }
  }
  drawStations();
  map.on("moveend", drawStations);

  const show = (name) => { if (store.get().off.includes(name)) groups[name].remove(); else groups[name].addTo(map); };
  for (const name of Object.keys(groups)) {
    yield;
    show(name);
  }
  store.on(["off"], () => Object.keys(groups).forEach(show));
}
