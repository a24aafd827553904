// Sites: one symbol a kind, gathered into counted clusters where they would touch; all reachable by keyboard.

import { h, place as put, svg } from "./dom.js";

const CLUSTER_PX = 30;
// The whole district on a phone: few marks, so that the three zones keep room for their names.
const FEW_BELOW_ZOOM = 11.8;
const reachAt = (zoom) => CLUSTER_PX * (zoom < FEW_BELOW_ZOOM ? 2.4 : zoom < 13 ? 1.5 : 1);
const SINGLE_FROM_ZOOM = 15.5;
const RING_FROM_METRES = 100;
const MAX_KINDS = 3;

export function symbol(style, name, size) {
  const { path, solid } = style.symbols[name] || style.symbols.facility;
  return svg(
    "svg", { class: `symbol ${solid ? "solid" : "hollow"}`, viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    svg("path", { class: "symbol-halo", d: path }),
    svg("path", { class: "symbol-shape", d: path }),
  );
}

export function drawSites(app) {
  const { map, index, store, style, format, texts } = app;
  const group = L.layerGroup().addTo(map);
  const ring = L.layerGroup().addTo(map);
  const visible = [];
  app.visibleSites = visible;

  function draw() {
    const active = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.place : null;
    group.clearLayers();
    visible.length = 0;
    if (store.get().off.includes("sites")) return;
    const zoom = map.getZoom();
    const frame = map.getBounds().pad(0.25);
    const shown = index.sites.filter((site) => app.passes(site) && frame.contains(latLng(site)));
    const clusters = zoom >= SINGLE_FROM_ZOOM ? shown.map((site) => [site]) : gather(map, shown, store.get().sel);
    for (const members of clusters) (members.length === 1 ? single(members[0]) : cluster(members)).addTo(group);
    if (active) {
      const again = map.getContainer().querySelector(`.site[data-place="${CSS.escape(active)}"]`);
      if (again) again.focus({ preventScroll: true });
    }
  }

  function marker(at, node, size, className) {
    const icon = L.divIcon({ html: node, className, iconSize: [size, size] });
    return L.marker(at, { icon, pane: "sites", keyboard: false, bubblingMouseEvents: false });
  }

  function single(site) {
    const selected = site.id === store.get().sel;
    const size = selected ? style.symbolPx + 5 : style.symbolPx;
    const node = h(
      "div",
      {
        class: `site${selected ? " selected" : ""}${site.basis === "schematic" ? " schematic" : ""}`, tabindex: 0, role: "button", "data-place": site.id,
        "aria-label": `${format.name(site)}, ${format.kind(site)}`, "aria-pressed": String(selected), title: format.name(site),
      },
      symbol(style, site.symbol, size),
    );
    const open = () => app.select(site.id);
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.stopPropagation();
        open();
      }
    });
    node.addEventListener("focus", () => showRing(site));
    node.addEventListener("blur", () => ring.clearLayers());
    visible.push(site);
    const result = marker(latLng(site), node, 24, "site-holder");
    result.on("click", open);
    result.on("mouseover", () => { showRing(site); app.hover(site.id); });
    result.on("mouseout", () => { ring.clearLayers(); app.hover(null); });
    return result;
  }

  function cluster(members) {
    const kinds = [...new Set(members.map((site) => site.symbol))].slice(0, MAX_KINDS);
    const at = centre(map, members);
    const node = h(
      "div",
      {
        class: "cluster", tabindex: 0, role: "button", "data-place": members[0].id,
        "aria-label": `${texts.t("sites.cluster", { n: members.length })}: ${members.map(format.name).join(", ")}`,
        title: members.map(format.name).slice(0, 12).join("\n"),
      },
      h("span", { class: "cluster-count" }, members.length),
      map.getZoom() < 13 ? null : h("span", { class: "cluster-kinds" }, kinds.map((kind) => symbol(style, kind, 8))),
    );
    const open = () => {
      const bounds = L.latLngBounds(members.map(latLng));
      const zoom = Math.min(map.getBoundsZoom(bounds.pad(0.5)), 17);
      map.setView(bounds.getCenter(), Math.max(zoom, map.getZoom() + 1));
    };
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.stopPropagation();
        open();
      }
    });
    const result = marker(at, node, 30, "cluster-holder");
    result.on("click", open);
    return result;
  }

  function showRing(site) {
    ring.clearLayers();
    if (!(site.accuracy > RING_FROM_METRES)) return;
    L.circle(latLng(site), { radius: site.accuracy, pane: "rings", className: "ring", interactive: false }).addTo(ring);
  }

  draw();
  map.on("moveend", draw);
  store.on(["off", "kinds", "industries", "docs", "statuses", "year", "lang", "sel"], draw);
  put(map.getPane("sites"), { "pointer-events": "auto" });
}

export function latLng(place) {
  return L.latLng(place.label[1], place.label[0]);
}

// Greedy in west-east order, then clusters whose marks would still touch are joined. The selected site stands alone.
function gather(map, sites, selected) {
  const reach = reachAt(map.getZoom());
  const alone = sites.filter((site) => site.id === selected).map((site) => [site]);
  let groups = sites.filter((site) => site.id !== selected).map((site) => ({ at: map.latLngToLayerPoint(latLng(site)), members: [site] }));
  for (let before = Infinity; groups.length < before;) {
    before = groups.length;
    groups = joined(groups, reach);
  }
  return [...groups.map((entry) => entry.members), ...alone];
}

function joined(groups, reach) {
  const result = [];
  const cells = new Map();
  for (const group of groups) {
    const cx = Math.floor(group.at.x / reach);
    const cy = Math.floor(group.at.y / reach);
    let found = null;
    for (let dx = -1; dx <= 1 && !found; dx += 1) {
      for (let dy = -1; dy <= 1 && !found; dy += 1) {
        found = (cells.get(`${cx + dx},${cy + dy}`) || []).find((other) => other.at.distanceTo(group.at) < reach) || null;
      }
    }
    if (found) {
      const [a, b] = [found.members.length, group.members.length];
      found.at = found.at.multiplyBy(a).add(group.at.multiplyBy(b)).divideBy(a + b);
      found.members.push(...group.members);
      continue;
    }
    const key = `${cx},${cy}`;
    if (!cells.has(key)) cells.set(key, []);
    const entry = { at: group.at, members: [...group.members] };
    cells.get(key).push(entry);
    result.push(entry);
  }
  return result;
}

function centre(map, members) {
  const points = members.map((site) => map.latLngToLayerPoint(latLng(site)));
  const sum = points.reduce((total, point) => total.add(point), L.point(0, 0));
  return map.layerPointToLatLng(sum.divideBy(points.length));
}
