// Names on the map: one SVG over the view, laid out anew after every move; a name that would touch another stays away.

import { svg } from "./dom.js";
import { inside } from "./geodesy.js";
import { latLng } from "./sites.js";

const PAD = 3;
const CELL_PX = 64;
const SLICE_MS = 6; // of the first layout, between two looks at what the reader does
const WRAP_AT = 8; // Chinese names longer than this stand in two lines
const GRID = 14;
const NEXT_TO_SCALE = 0.82;
const OUTLINE_DEGREES = 0.0003;
const MOST_OUTSIDE = 4; // of the seven points of a name that are tested against its area
const canvas = document.createElement("canvas").getContext("2d");

export function* drawLabels(app) {
  const { map, store, texts } = app;
  const root = svg("svg", { class: "label-layer", "aria-hidden": "true" });
  map.getPane("labels").append(root);
  const font = getComputedStyle(document.documentElement).getPropertyValue("--font") || "sans-serif";

  const measured = new Map();
  function width(text, size, weight, spacing) {
    const key = `${weight} ${size} ${spacing} ${text}`;
    if (!measured.has(key)) {
      canvas.font = `${weight} ${size}px ${font}`;
      measured.set(key, canvas.measureText(text).width + spacing * size * [...text].length);
    }
    return measured.get(key);
  }

  let turn = 0;
  function* steps() {
    turn += 1;
    const mine = turn;
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    L.DomUtil.setPosition(root, corner);
    root.setAttribute("width", size.x);
    root.setAttribute("height", size.y);
    root.replaceChildren();
    if (store.get().off.includes("labels")) return;
    const boxes = obstacles(app, size);
    yield;
    if (mine !== turn) return;
    const taken = occupied(boxes);
    const zoom = map.getZoom();
    yield;
    if (mine !== turn) return;
    const inView = (at) => at.x > -60 && at.y > -40 && at.x < size.x + 60 && at.y < size.y + 40;
    const wanted = candidates(app, zoom);
    yield;
    let started = performance.now();
    const late = () => performance.now() - started > SLICE_MS;
    for (const item of wanted) {
      if (item.course) layCourse(item, taken);
      else {
        const at = map.latLngToContainerPoint(item.at);
        const spot = inView(at) ? placeFor(item, at, taken) : null;
        for (let step = spot && spot.next(); step; step = step.done ? null : spot.next()) {
          // Somebody moved the map meanwhile, and everything was laid out anew.
          if (mine !== turn) return;
          if (step.done && step.value) write(item, at, step.value, taken);
          if (late()) { yield; started = performance.now(); }
        }
      }
      if (late()) { yield; started = performance.now(); }
      if (mine !== turn) return;
    }
  }
  function layout() {
    const all = steps();
    while (!all.next().done);
  }

  // The best place for a name, or null; stops after each way to set it.
  function* placeFor(item, at, taken) {
    const screen = map.getSize();
    const spacing = item.spacing || 0;
    const weight = item.weight || 400;
    let best = null;
    // Cutting a name into words, thinning a border and measuring in a font for the first time each take their while.
    const ways = settings(item);
    yield null;
    const thin = item.ground ? outline(item.ground) : null;
    yield null;
    const ground = thin ? onScreen(thin) : null;
    width(ways[0].rows[0], item.size * ways[0].scale, weight, spacing);
    yield null;
    for (const lines of ways) {
      const size = item.size * lines.scale;
      const rows = lines.rows.map((text) => ({ text, size, w: width(text, size, weight, spacing) }));
      const w = Math.max(...rows.map((row) => row.w));
      const hgt = rows.length * size * 1.28;
      const spots = item.beside
        ? [[item.beside, -hgt / 2, "start"], [-item.beside - w, -hgt / 2, "end"], [-w / 2, item.beside * 0.9, "middle"], [-w / 2, -hgt - item.beside * 0.8, "middle"]]
        : [[-w / 2, -hgt / 2, "middle"], ...(item.firm ? around(w, hgt) : []), ...(item.firm ? over(ground, at, w, hgt) : [])];
      const boxAt = ([dx, dy]) => [at.x + dx - PAD, at.y + dy - PAD, at.x + dx + w + PAD, at.y + dy + hgt + PAD];
      // How much of the name would stand outside its own area: a name inside beats one across the border, however near.
      // Counting ends once it is no better than what was found.
      const corners = [[w / 2, hgt / 2], [0, 0], [w, hgt], [w, 0], [0, hgt], [0, hgt / 2], [w, hgt / 2]];
      const outside = ([dx, dy], limit) => {
        let out = 0;
        for (const [x, y] of ground ? corners : []) {
          if (!inside([at.x + dx + x, at.y + dy + y], ground)) out += 1;
          if (out >= limit) return out;
        }
        return out;
      };
      for (const spot of spots) {
        const box = boxAt(spot);
        if (taken.meets(box) || !within(box, screen)) continue;
        const out = outside(spot, best ? best.out : MOST_OUTSIDE + 1);
        if (!best || out < best.out) best = { spot, box, rows, w, out };
        if (!out) break;
      }
      if (best && !best.out) break;
      yield null;
    }
    // A name that could only stand wholly in somebody else's area would mislead: better none.
    if (best && !(ground && best.out > MOST_OUTSIDE)) return best;
    return item.outside ? nextTo(item, at, ground, taken) : null;
  }

  // A zone too small for its name on a small screen: the name stands above or below it, on ground of no other zone.
  function nextTo(item, at, ground, taken) {
    const others = app.index.zones.filter((zone) => zone.geometry !== item.ground).map((zone) => onScreen(outline(zone.geometry)));
    const points = ground.coordinates.flat(2);
    const [top, bottom] = [Math.min(...points.map((point) => point[1])), Math.max(...points.map((point) => point[1]))];
    for (const count of [2, 3, 4]) {
      const size = item.size * NEXT_TO_SCALE;
      const rows = split(item.text, count).map((text) => ({ text, size, w: width(text, size, item.weight, item.spacing) }));
      const w = Math.max(...rows.map((row) => row.w));
      const hgt = rows.length * size * 1.28;
      for (const y of [top - hgt - PAD, bottom + PAD]) {
        for (const shift of [0, 0.25, -0.25, 0.5, -0.5]) {
          const x = at.x - w / 2 + shift * w;
          const box = [x - PAD, y - PAD, x + w + PAD, y + hgt + PAD];
          const corners = [[x, y], [x + w, y], [x, y + hgt], [x + w, y + hgt], [x + w / 2, y + hgt / 2]];
          if (taken.meets(box) || !within(box, map.getSize()) || others.some((other) => corners.some((corner) => inside(corner, other)))) continue;
          return { spot: [x - at.x, y - at.y, "middle"], box, rows, w, out: 0 };
        }
      }
    }
    return null;
  }

  function write(item, at, best, taken) {
    const [dx, dy, anchor] = best.spot;
    const spacing = item.spacing || 0;
    const weight = item.weight || 400;
    taken.add(best.box);
    const x = anchor === "start" ? at.x + dx : anchor === "end" ? at.x + dx + best.w : at.x + dx + best.w / 2;
    const group = svg("g", { class: `label ${item.cls}` });
    let y = at.y + dy;
    for (const row of best.rows) {
      y += row.size * 1.28;
      group.append(svg("text", {
        x: x.toFixed(1), y: (y - row.size * 0.32).toFixed(1), "text-anchor": anchor, "font-size": row.size.toFixed(1),
        "font-weight": weight, "letter-spacing": `${spacing}em`,
      }, row.text));
    }
    root.append(group);
  }

  // An outline in pixels of the window: names are tried there, hundreds of times.
  function onScreen(geometry) {
    const at = ([lon, lat]) => { const point = map.latLngToContainerPoint([lat, lon]); return [point.x, point.y]; };
    return { type: "MultiPolygon", coordinates: geometry.coordinates.map((polygon) => polygon.map((ring) => ring.map(at))) };
  }

  // Spots all over the area on the screen, nearest to its middle first: a long name in a narrow zone still finds its own ground.
  function over(ground, at, w, hgt) {
    if (!ground) return [];
    const points = ground.coordinates.flat(2);
    const most = (axis, pick) => points.reduce((found, point) => pick(found, point[axis]), points[0][axis]);
    const [left, right] = [most(0, Math.min), most(0, Math.max)];
    const [top, bottom] = [most(1, Math.min), most(1, Math.max)];
    const spots = [];
    for (let i = 0; i <= GRID; i += 1) {
      for (let j = 0; j <= GRID; j += 1) {
        spots.push([left + ((right - left - w) * i) / GRID - at.x, top + ((bottom - top - hgt) * j) / GRID - at.y, "middle"]);
      }
    }
    const far = ([dx, dy]) => (dx + w / 2) ** 2 + (dy + hgt / 2) ** 2;
    return spots.sort((a, b) => far(a) - far(b));
  }

  // A river's name along its course: Chinese characters upright one by one, English set on the line.
  function layCourse(item, taken) {
    const points = item.course.map(([lon, lat]) => map.latLngToContainerPoint([lat, lon]));
    const path = walk(points);
    const size = item.size;
    const chinese = texts.lang() !== "en";
    const chars = [...item.text];
    const length = chinese ? chars.length * size * 2.3 : width(item.text, size, 400, 0.08) * 1.1;
    if (path.length < length * 1.15) return;
    const screen = map.getSize();
    // Try the middle first, then either side: the name should fall where the reader is looking.
    for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
      const start = path.length * share - length / 2;
      if (start < 0 || start + length > path.length) continue;
      const step = length / (chinese ? chars.length : Math.max(4, Math.ceil(length / size)));
      const spots = [];
      for (let at = start + step / 2; at < start + length; at += step) spots.push(path.at(at));
      const boxes = spots.map(([x, y]) => [x - size * 0.6, y - size * 0.6, x + size * 0.6, y + size * 0.6]);
      if (boxes.some((box) => box[0] < 4 || box[1] < 4 || box[2] > screen.x - 4 || box[3] > screen.y - 4)) continue;
      if (boxes.some(taken.meets)) continue;
      boxes.forEach(taken.add);
      if (chinese) {
        // Steeper than 45°, Chinese reads downwards.
        const flip = spots[0][1] - spots[spots.length - 1][1] > Math.abs(spots[spots.length - 1][0] - spots[0][0]);
        const order = flip ? [...spots].reverse() : spots;
        root.append(svg("g", { class: "label label-water" }, chars.map((char, i) => svg("text", {
          x: order[i][0].toFixed(1), y: (order[i][1] + size * 0.36).toFixed(1), "text-anchor": "middle", "font-size": size,
        }, char))));
      } else {
        const id = `course-${taken.count()}`;
        const d = spots.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${(y + size * 0.35).toFixed(1)}`).join("");
        root.append(svg("g", { class: "label label-water" }, svg("path", { id, d, fill: "none" }),
          svg("text", { "font-size": size, "letter-spacing": "0.08em", "font-style": "italic" }, svg("textPath", { href: `#${id}`, startOffset: "50%", "text-anchor": "middle" }, item.text))));
      }
      return;
    }
  }

  app.labels = layout;
  yield* steps();
  map.on("zoomstart", () => root.classList.add("away"));
  map.on("moveend zoomend resize", () => { layout(); root.classList.remove("away"); });
  store.on(["off", "lang", "sel", "year", "kinds", "industries", "docs", "statuses"], layout);
}

// How a name may be set, best first: as it is, in one line more, smaller.
const cuts = new Map();
function settings(item) {
  const key = `${item.text}|${item.wrap}|${item.firm}`;
  if (!cuts.has(key)) cuts.set(key, settingsOf(item));
  return cuts.get(key);
}

function settingsOf(item) {
  const usual = { rows: wrap(item.text, item.wrap), scale: 1 };
  if (!item.firm) return [usual];
  const narrow = { rows: split(item.text, usual.rows.length + 1), scale: 1 };
  return [usual, { ...usual, scale: 0.88 }, narrow, { ...narrow, scale: 0.88 }, { rows: split(item.text, usual.rows.length + 2), scale: 0.82 }, { rows: split(item.text, usual.rows.length + 3), scale: 0.76 }];
}

// A border to the nearest 30 m tells as well whether a name is inside, with a tenth of the points.
const outlines = new WeakMap();
function outline(geometry) {
  if (!outlines.has(geometry)) {
    const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
    const thin = (ring) => L.LineUtil.simplify(ring.map(([x, y]) => L.point(x, y)), OUTLINE_DEGREES).map((point) => [point.x, point.y]);
    outlines.set(geometry, { type: "MultiPolygon", coordinates: polygons.map((polygon) => polygon.map(thin)) });
  }
  return outlines.get(geometry);
}

function wrap(text, at) {
  if (!at) return [text];
  if (isLatin(text)) return split(text, text.length <= at * 2.6 ? 1 : 2);
  return split(text, [...text].length <= WRAP_AT ? 1 : 2);
}

function isLatin(text) {
  return /^[\x20-\x7e\u2013\u2019]+$/.test(text);
}

// Cut a name into at most count lines between words, the longest line as short as it can be; of equal cuts the one with
// the longer lines last, since in Chinese the head noun stands at the end (中大国际 | 创新生态谷).
function split(text, count) {
  if (count <= 1) return [text];
  const words = isLatin(text) ? text.split(/(?<=[\s\u2013])/) : wordsOf(text);
  let best = [text];
  let least = Infinity;
  const cut = (from, left, lines) => {
    if (left === 1) {
      const all = [...lines, words.slice(from).join("").trim()];
      const cost = Math.max(...all.map((line) => [...line].length)) + 0.01 * [...all[0]].length;
      if (cost < least) { least = cost; best = all; }
      return;
    }
    for (let to = from + 1; to <= words.length - left + 1; to += 1) cut(to, left - 1, [...lines, words.slice(from, to).join("").trim()]);
  };
  if (words.length >= count) cut(0, count, []);
  return best;
}

// Words of a Chinese name by the browser's own dictionary; without one, its characters in pairs.
function wordsOf(text) {
  if (!Intl.Segmenter) return text.match(/.{1,2}/gu) || [text];
  return [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)].map((part) => part.segment);
}

// A zone is always named: near its middle if there is room, else a little further off, rows first.
function around(w, hgt) {
  const spots = [];
  for (let ring = 1; ring <= 5; ring += 1) {
    for (const [dx, dy] of [[0, -1], [0, 1], [-1, 0], [1, 0], [-1, -1], [1, -1], [-1, 1], [1, 1]]) {
      spots.push([-w / 2 + dx * ring * 0.22 * w, -hgt / 2 + dy * ring * 0.45 * hgt, "middle"]);
    }
  }
  return spots;
}

function within(box, screen) {
  return box[0] >= 0 && box[1] >= 0 && box[2] <= screen.x && box[3] <= screen.y;
}

// Boxes already written on, by cells of the screen: with hundreds of names each is compared with its neighbours alone.
function occupied(boxes) {
  const cells = new Map();
  let count = 0;
  const keys = (box) => {
    const found = [];
    for (let x = Math.floor(box[0] / CELL_PX); x <= Math.floor(box[2] / CELL_PX); x += 1) {
      for (let y = Math.floor(box[1] / CELL_PX); y <= Math.floor(box[3] / CELL_PX); y += 1) found.push(x * 100003 + y);
    }
    return found;
  };
  const add = (box) => {
    count += 1;
    for (const key of keys(box)) {
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(box);
    }
  };
  boxes.forEach(add);
  return { add, count: () => count, meets: (box) => keys(box).some((key) => (cells.get(key) || []).some((other) => meets(box, other))) };
}

function meets(a, b) {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}

function walk(points) {
  const lengths = [0];
  for (let i = 1; i < points.length; i += 1) lengths.push(lengths[i - 1] + points[i].distanceTo(points[i - 1]));
  return {
    length: lengths[lengths.length - 1],
    at(distance) {
      let i = 1;
      while (i < lengths.length - 1 && lengths[i] < distance) i += 1;
      const share = (distance - lengths[i - 1]) / (lengths[i] - lengths[i - 1] || 1);
      return [points[i - 1].x + (points[i].x - points[i - 1].x) * share, points[i - 1].y + (points[i].y - points[i - 1].y) * share];
    },
  };
}

// Symbols, clusters and the furniture over the map are not written on.
function obstacles(app, size) {
  const boxes = [];
  const frame = app.map.getContainer().getBoundingClientRect();
  for (const node of app.map.getContainer().querySelectorAll(".site .symbol, .cluster")) {
    const box = node.getBoundingClientRect();
    boxes.push([box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top]);
  }
  for (const node of document.querySelectorAll("[data-furniture]")) {
    const box = node.getBoundingClientRect();
    if (box.width && box.left < frame.left + size.x) boxes.push([box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top]);
  }
  return boxes;
}

// What wants a name at this zoom, most important first.
function candidates(app, zoom) {
  const { index, format, store } = app;
  const off = new Set(store.get().off);
  const selected = store.get().sel;
  const list = [];
  const en = store.get().lang === "en";
  const named = (row) => (en ? row.en || "" : row.zh || "");
  const sub = zoom >= 13;
  if (!off.has("zones")) {
    for (const zone of index.zones) {
      list.push({
        text: format.name(zone), at: latLng(zone), size: zoom >= 11.5 ? 17 : 14, weight: 700,
        spacing: en ? 0.01 : 0.06, cls: `label-zone ${index.zoneClass(zone)}`, wrap: WRAP_AT, firm: true, outside: true, ground: zone.geometry,
      });
    }
  }
  if (!off.has("sub_zones") && sub) {
    for (const place of index.subZones) {
      list.push({
        text: format.name(place), at: latLng(place), size: zoom >= 13.5 ? 15 : 13, weight: 600, spacing: en ? 0.01 : 0.06,
        cls: `label-sub ${index.zoneClass(place)}`, wrap: WRAP_AT, firm: true, ground: place.geometry,
      });
    }
  }
  const chosen = index.places.get(selected);
  if (chosen && chosen.coll === "sites" && chosen.label) {
    list.unshift({ text: format.name(chosen), at: latLng(chosen), size: 13, weight: 700, cls: "label-site selected", beside: 15 });
  }
  if (!off.has("water")) {
    for (const row of app.index.data.base.water) {
      if (!row.course || !named(row) || (row.rank > 2 && zoom < 13)) continue;
      list.push({ text: named(row), course: row.course, size: row.rank <= 2 && zoom >= 13 ? 14 : 12 });
    }
  }
  if (!off.has("areas") && zoom >= 13) {
    for (const place of index.areas) {
      list.push({ text: format.name(place), at: latLng(place), size: 12, weight: 500, spacing: en ? 0 : 0.06, cls: `label-area ${index.zoneClass(place)}`, wrap: WRAP_AT });
    }
  }
  if (!off.has("sites") && zoom >= 13.4) {
    for (const site of app.visibleSites || []) {
      if (site.id !== selected) list.push({ text: format.name(site), at: latLng(site), size: 12, weight: 500, cls: "label-site", beside: 12 });
    }
  }
  if (!off.has("districts")) {
    for (const place of index.districts) {
      if (place.id !== index.data.project.district && zoom < 14) {
        list.push({ text: format.name(place), at: latLng(place), size: 13, weight: 400, spacing: en ? 0.04 : 0.3, cls: "label-district" });
      }
    }
  }
  if (!off.has("metro") && zoom >= 14) {
    for (const row of index.data.base.metro_stations) {
      const [lon, lat] = row.geometry.coordinates;
      if (named(row)) list.push({ text: named(row), at: L.latLng(lat, lon), size: 11, cls: "label-metro", beside: 7 });
    }
  }
  if (!off.has("roads") && zoom >= 14) {
    for (const row of index.data.base.roads) {
      const line = longest(row.geometry);
      if (named(row) && line) list.push({ text: named(row), at: L.latLng(line[1], line[0]), size: 11, cls: "label-road" });
    }
  }
  return list;
}

function longest(geometry) {
  const lines = geometry.type === "MultiLineString" ? geometry.coordinates : [geometry.coordinates];
  const line = lines.reduce((best, next) => (next.length > best.length ? next : best), lines[0] || []);
  return line[Math.floor(line.length / 2)] || null;
}
