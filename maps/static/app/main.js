// Starts the page: reads the configuration and the data, wires the parts, keeps the address in step.

import { fromHash, toHash } from "./address.js";
import { buildIndex } from "./atlas_index.js";
import { createPanes, drawBase } from "./basemap.js";
import { conflictViewer, createCard } from "./card.js";
import { createCompare } from "./compare.js";
import { byId, h, replace } from "./dom.js";
import { createEvidence } from "./evidence.js";
import { createFilters } from "./filters.js";
import { createFormat } from "./format.js";
import { drawFurniture } from "./furniture.js";
import { drawLabels } from "./labels.js";
import { createPanel, placesTab, TABS, wireSearch } from "./panel.js";
import { createPrint } from "./print.js";
import { drawSites, symbol } from "./sites.js";
import { createDownloads, createShare } from "./share.js";
import { createStore } from "./store.js";
import { documentsTab, figuresTab, industriesTab, tableTab } from "./tabs.js";
import { createTexts } from "./texts.js";
import { createTiles } from "./tiles.js";
import { createTime } from "./time.js";
import { createTools } from "./tools.js";
import { wireTopbar } from "./topbar.js";
import { drawEdges, drawZones } from "./zones.js";

const FLY_PADDING = 48;
const FLY_ZOOM = 15;
const PHONE = "(max-width: 719px)";

// Resolves with the running page: for tests and for scripts of those who embed it.
let announce = null;
export const ready = new Promise((resolve) => { announce = resolve; });

export async function start(map) {
  const config = { ...globalThis.ZoneAtlas.shared, ...readJson("atlas-config") };
  const params = new URLSearchParams(location.search);
  document.body.classList.toggle("embed", params.get("embed") === "1");
  const languages = (config.languages || []).filter((lang) => ["zh", "en"].includes(lang));
  const preferred = (navigator.language || "").startsWith("zh") ? "zh" : "en";
  const defaults = {
    lang: languages.includes(preferred) ? preferred : languages[0] || "zh", theme: null, sel: null, tab: "places", ev: null, base: "none", query: "",
    off: [], kinds: [], industries: [], docs: [], statuses: [], compare: [], year: null, view: null, patterns: false,
  };
  const asked = fromHash(location.hash);
  if (asked.tab && !TABS.includes(asked.tab)) delete asked.tab;
  const store = createStore({ ...defaults, ...asked });
  const texts = createTexts(config.strings, store);
  texts.apply(document);
  applyTheme(store);
  // The still picture shows the home view; for any other it would only mislead.
  const picture = document.querySelector(".preview");
  if (asked.view || asked.sel) picture.remove();

  let data;
  try {
    data = await readData(config, "data");
  } catch (error) {
    replace(byId("panel-body"), h("div", { class: "failure", role: "alert" }, h("p", {}, texts.t("load.failed")), h("p", { class: "quiet" }, String(error.message || error))));
    return null;
  }

  const index = buildIndex(data, config.style);
  const app = { config, map, store, texts, index, style: config.style, hoverListeners: [] };
  app.format = createFormat(texts, index);
  app.symbolOf = (place, size) => symbol(config.style, place.symbol || "facility", size);
  app.hover = (id) => { for (const run of app.hoverListeners) run(id); };
  app.say = (text) => { byId("live").textContent = text; };

  let textCache = null;
  app.textOf = async (doc) => {
    if (!textCache) textCache = readData(config, "texts").catch(() => ({}));
    return (await textCache)[doc];
  };

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  // On a phone the sheet lies over the lower half of the map: what is shown goes above it.
  const padding = () => {
    const box = L.point(FLY_PADDING, FLY_PADDING);
    // What is shown stands beside the open source text, not under it.
    const drawer = byId("drawer").hidden ? 0 : byId("drawer").offsetWidth;
    return matchMedia(PHONE).matches ? { paddingTopLeft: L.point(16, 16), paddingBottomRight: L.point(16, Math.round(map.getSize().y * 0.5)) } : { paddingTopLeft: box, paddingBottomRight: box.add([Math.min(drawer, map.getSize().x - 2 * FLY_PADDING - 100), 0]) };
  };
  const homeBounds = () => {
    const [west, south, east, north] = data.project.home_bbox;
    return L.latLngBounds([south, west], [north, east]);
  };
  app.home = (options) => {
    // The whole frame as large as it fits, not the next step below: as the still picture shows it.
    const { zoomSnap } = map.options;
    map.options.zoomSnap = 0;
    map.fitBounds(homeBounds(), { animate: !still.matches && !(options && options.still), ...(matchMedia(PHONE).matches ? { paddingBottomRight: [0, 120] } : {}) });
    map.options.zoomSnap = zoomSnap;
  };
  app.fly = (place, options) => {
    if (!place.geometry) return;
    const animate = !still.matches && !(options && options.still);
    if (place.geometry.type === "Point") map.setView([place.label[1], place.label[0]], Math.max(map.getZoom(), FLY_ZOOM), { animate });
    else map.fitBounds(L.geoJSON(place.geometry).getBounds(), { animate, maxZoom: FLY_ZOOM, ...padding() });
  };
  app.select = (id, options) => {
    const place = index.places.get(id);
    store.set({ sel: place ? id : null, ...(options && options.keepEvidence ? {} : { ev: null }) });
    if (!place || !place.geometry) return;
    if (options && options.fly) app.fly(place);
    // A click on the map leaves the view alone, unless the sheet of a phone would cover what was chosen.
    else if (matchMedia(PHONE).matches) app.fly(place);
  };
  app.addCompare = (id) => {
    // Places are compared with places, documents with documents.
    const others = store.get().compare.filter((other) => other !== id && index.documents.has(other) === index.documents.has(id));
    store.set({ compare: [...others.slice(-1), id] });
  };

  const { view } = store.get();
  map.invalidateSize({ animate: false });
  if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
  else app.home({ still: true });
  const chosen = index.places.get(store.get().sel);
  if (chosen && !view) app.fly(chosen, { still: true });
  byId("panel").classList.toggle("up", Boolean(chosen || asked.tab || asked.query));

  // One part at a time, so that the page answers meanwhile; those that draw much stop in between (generators). What
  // others call comes first.
  const parts = [
    () => createFilters(app), () => createPanes(map), () => drawZones(app), () => drawBase(app), () => picture.remove(),
    () => createTiles(app), () => drawFurniture(app), () => drawEdges(app), () => drawSites(app), () => createTime(app),
    () => {
      app.card = createCard(app);
      app.conflictView = conflictViewer(app, app.card);
      app.tabs = { places: placesTab(app), figures: figuresTab(app), industries: industriesTab(app), documents: documentsTab(app), table: tableTab(app) };
      createDownloads(app);
    },
    () => createPanel(app), () => createTools(app), () => drawLabels(app), () => createCompare(app), () => createShare(app), () => createPrint(app), () => createEvidence(app),
    () => { wireSearch(app); wireTopbar(app); },
  ];
  for (const part of parts) {
    const steps = part();
    if (steps && steps.next) while (!steps.next().done) await breathe();
    await breathe();
  }

  map.on("click", () => app.onMapClick || app.select(null));
  keepAddress(app, defaults);
  const title = () => {
    const { lang } = store.get();
    document.title = data.project[`title_${lang}`] || data.project.title_zh || texts.t("title.default");
    byId("title").textContent = document.title;
  };
  title();
  store.on(["lang"], () => { texts.apply(document); title(); });
  store.on(["theme"], () => applyTheme(store));
  document.body.classList.add("ready");
  announce(app);
  return app;
}

// Lets the browser paint and answer between two parts of the work.
function breathe() {
  return globalThis.scheduler && globalThis.scheduler.yield ? globalThis.scheduler.yield() : new Promise((resolve) => { setTimeout(resolve); });
}

function applyTheme(store) {
  const { theme } = store.get();
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function keepAddress(app, defaults) {
  const { map, store } = app;
  let moved = Boolean(store.get().view);
  map.on("movestart", () => { moved = true; });
  const write = () => {
    const at = map.getCenter();
    const view = moved ? { zoom: Number(map.getZoom().toFixed(2)), lat: Number(at.lat.toFixed(5)), lon: Number(at.lng.toFixed(5)) } : null;
    const hash = toHash({ ...store.get(), view }, defaults);
    if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
  };
  map.on("moveend", write);
  store.on(null, write);
  window.addEventListener("hashchange", () => {
    const asked = fromHash(location.hash);
    const { view, ...rest } = { ...defaults, ...asked };
    store.set({ ...rest, view });
    if (view) map.setView([view.lat, view.lon], view.zoom);
  });
}

function readJson(id) {
  return JSON.parse(byId(id).textContent);
}

// Inline pages carry their data; served pages fetch it.
async function readData(config, name) {
  if (byId(`atlas-${name}`)) return readJson(`atlas-${name}`);
  const response = await fetch(config.urls[name]);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}
