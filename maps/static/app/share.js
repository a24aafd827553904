// Ways to take the page elsewhere: the address, an embed, and the data in view.

import { button, byId, h, icon, replace } from "./dom.js";

const FORMATS = [["geojson", "GeoJSON"], ["gpkg", "GeoPackage"], ["fgb", "FlatGeobuf"], ["csv", "CSV"]];
const LAYERS = ["zones", "sub_zones", "areas", "sites", "edges"];

export function createShare(app) {
  const { texts, config, index } = app;
  const { t } = texts;
  const dialog = byId("share-dialog");

  function draw() {
    const link = location.href;
    const status = h("span", { role: "status", class: "quiet" });
    const copy = (text) => navigator.clipboard.writeText(text).then(() => { status.textContent = t("share.copied"); }, () => { status.textContent = t("share.copy_failed"); });
    const field = (id, label, value) => h("p", { class: "share-row" }, h("label", { for: id }, label), h("input", { id, type: "text", readonly: true, value, onfocus: (event) => event.target.select() }));
    const embed = `<iframe src="${embedAddress(link)}" width="800" height="560" title="${texts.t("title.default")}"></iframe>`;
    const names = LAYERS.filter((name) => name === "edges" || index.data.places.some((place) => place.coll === name && place.geometry));
    const listed = index.data.places.filter((place) => place.geometry && /^(zones|sub_zones|areas|sites)$/.test(place.coll) && (place.coll !== "sites" || app.passes(place)));
    replace(byId("share-body"),
      h("header", { class: "dialog-head" }, h("h2", {}, t("share.title")), button(t("share.close"), () => dialog.close(), { class: "icon-button" }, icon("close"))),
      h("div", { class: "dialog-body" },
        field("share-link", t("share.link"), link),
        h("p", { class: "card-actions" }, button(t("share.copy"), () => copy(link), { class: "chip-button", id: "copy-link" }), status),
        field("share-embed", t("share.embed"), embed),
        h("h3", {}, t("share.download")),
        app.downloads(listed),
        config.mode === "served" ? h("ul", { class: "download-layers" }, names.map((name) => h("li", {}, h("span", {}, t(`layer.${name}`)), FORMATS.map(([format, label]) => h("a", { href: `${config.base}/collections/${name}/items?f=${format}`, download: `${name}.${format}` }, label))))) : null,
        h("h3", {}, t("share.print")),
        h("p", { class: "card-actions" }, ["a4", "a3"].map((paper) => button(t(`share.print_${paper}`), () => { dialog.close(); app.printOn(paper); }, { class: "chip-button", id: `print-${paper}` })))));
  }
  byId("share").addEventListener("click", () => { draw(); dialog.showModal(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  function embedAddress(link) {
    const address = new URL(link);
    address.searchParams.set("embed", "1");
    return address.href.replace(/"/g, "%22");
  }
}

// What is listed, as files made in the page: also without a server.
export function createDownloads(app) {
  const { texts, index, store } = app;
  const { t } = texts;
  const project = index.data.project.id || "atlas";
  app.downloads = (places) => {
    const selected = index.places.get(store.get().sel);
    const statements = index.data.statements.filter((row) => app.passesStatement(row));
    const file = (label, name, type, make) => button(label, () => save(`${project}-${name}`, type, make()), { class: "chip-button", "data-download": name });
    return h("div", { class: "tab-tools" },
      file(`${t("download.shown", { n: places.length })} GeoJSON`, "places.geojson", "application/geo+json", () => geojson(places)),
      file("CSV", "places.csv", "text/csv", () => csv(places.map(flat))),
      file(`${t("download.statements")} CSV`, "statements.csv", "text/csv", () => csv(statements.map((row) => ({ ...row, objects: (row.objects || []).join("|"), industry_ids: (row.industry_ids || []).join("|"), section: (row.section || []).join(" › "), conflicts_with: (row.conflicts_with || []).join("|") })))),
      selected && selected.geometry ? file(`${t("download.selection")} GeoJSON`, `${selected.id}.geojson`, "application/geo+json", () => geojson([selected])) : null);
  };

  function flat(place) {
    return {
      place_id: place.id, name_zh: place.zh, name_en: place.en, layer: place.coll, kind: place.kind, parent: place.parent, lon: place.label && place.label[0], lat: place.label && place.label[1],
      area_km2: place.area, accuracy_m: place.accuracy, basis: typeof place.basis === "string" ? place.basis : undefined, schematic_share: place.schematic, statements: (place.st || []).length, note: t("card.not_legal"),
    };
  }
  function geojson(places) {
    return JSON.stringify({ type: "FeatureCollection", features: places.map((place) => ({ type: "Feature", id: place.id, geometry: place.geometry, properties: { ...flat(place), statement_ids: place.st || [] } })) });
  }
}

// RFC 4180; a mark in front keeps spreadsheets from reading it in a Chinese code page. Cells that a spreadsheet would
// take for a formula are quoted with an apostrophe.
export function csv(rows) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value) => {
    if (value === undefined || value === null) return "";
    let text = String(value);
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return `\ufeff${[names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
