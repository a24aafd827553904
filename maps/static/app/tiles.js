// Base maps of others, when the reader asks: tiles on GCJ-02 are shifted into place at display, the vectors never are.

import { byId, h, replace } from "./dom.js";
import { gcj02ToWgs84, wgs84ToGcj02 } from "./datum.js";

const KEY_NAME = "zone-atlas-tianditu-key";

// Each tile is moved by the offset at its own middle: inside one tile the offset changes by less than half a pixel.
const ShiftedTiles = typeof L === "undefined" ? null : L.TileLayer.extend({
  _getTilePos(coords) {
    const size = this.getTileSize();
    const middle = coords.scaleBy(size).add(size.divideBy(2));
    const there = this._map.unproject(middle, coords.z);
    const [lon, lat] = gcj02ToWgs84(there.lng, there.lat);
    const shift = middle.subtract(this._map.project([lat, lon], coords.z));
    return L.TileLayer.prototype._getTilePos.call(this, coords).subtract(shift.round());
  },
  // The tiles wanted are those around the place that the provider has where we look.
  _getTiledPixelBounds(center) {
    const bounds = L.TileLayer.prototype._getTiledPixelBounds.call(this, center);
    const [lon, lat] = wgs84ToGcj02(center.lng, center.lat);
    const shift = this._map.project([lat, lon], this._tileZoom).subtract(this._map.project(center, this._tileZoom));
    return L.bounds(bounds.min.add(shift).subtract([4, 4]), bounds.max.add(shift).add([4, 4]));
  },
});

export function createTiles(app) {
  const { map, store, texts, config } = app;
  const { t } = texts;
  const note = byId("tile-note");
  let shown = [];

  function key() {
    try { return localStorage.getItem(KEY_NAME) || ""; } catch { return ""; }
  }

  function layer(provider, url) {
    const options = { pane: "tiles", subdomains: provider.subdomains || "abc", maxNativeZoom: provider.max_zoom, maxZoom: 19, key: encodeURIComponent(key()), className: "tile-layer", keepBuffer: 1 };
    return provider.datum === "gcj02" ? new ShiftedTiles(url, options) : L.tileLayer(url, options);
  }

  function draw() {
    for (const old of shown) old.remove();
    shown = [];
    const provider = config.tiles.find((item) => item.id === store.get().base);
    const ready = provider && (!provider.key || key());
    map.getContainer().classList.toggle("with-tiles", Boolean(ready));
    if (ready) shown = [provider.url, provider.overlay_url].filter(Boolean).map((url) => layer(provider, url).addTo(map));
    let failed = false;
    for (const item of shown) {
      item.on("tileerror", () => {
        if (!failed) note.append(h("p", { class: "bad", id: "tile-error" }, t("base.failed")));
        failed = true;
      });
    }
    const refused = store.get().base !== "none" && !provider;
    note.hidden = !ready && !refused;
    if (refused) replace(note, h("p", {}, t("base.refused")));
    else if (ready) replace(note, provider.datum === "gcj02" ? h("p", {}, t("base.shifted")) : null, h("p", {}, t("base.third_party", { credit: provider.credit })));
  }

  app.tiles = {
    chooser() {
      if (!config.tiles.length) return h("p", { class: "quiet" }, t("base.refused"));
      const select = h("select", { id: "base-map", "aria-label": t("base.title"), onchange: (event) => { store.set({ base: event.target.value }); app.redrawLayers(); } },
        h("option", { value: "none" }, t("base.none")), config.tiles.map((provider) => h("option", { value: provider.id }, t(`base.${provider.id}`))));
      select.value = store.get().base;
      const provider = config.tiles.find((item) => item.id === store.get().base);
      const field = provider && provider.key ? h("label", { class: "key-field" }, t("base.key"), h("input", { type: "text", autocomplete: "off", spellcheck: "false", maxlength: 64, value: key(), onchange: (event) => {
        try { localStorage.setItem(KEY_NAME, event.target.value.trim()); } catch { note.hidden = true; }
        draw();
      } }), h("small", {}, t("base.key_help"))) : null;
      return h("div", { class: "base-chooser" }, h("h3", {}, t("base.title")), select, field);
    },
    layers: () => shown,
  };
  draw();
  store.on(["base", "lang"], draw);
}
