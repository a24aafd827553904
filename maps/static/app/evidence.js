// The evidence drawer: a document's text with every statement marked, the chosen quote strongest, and the way back.

import { button, byId, h, icon, replace } from "./dom.js";

const LEAST_ROOM_PX = 320;

export function createEvidence(app) {
  const { index, store, texts, format } = app;
  const { t } = texts;
  const drawer = byId("drawer");
  const body = byId("drawer-body");
  let opener = null;
  let shownDoc = null;

  async function draw() {
    const row = index.statements.get(store.get().ev);
    drawer.hidden = !row;
    document.body.classList.toggle("with-drawer", Boolean(row));
    if (!row) {
      shownDoc = null;
      replace(body);
      if (opener && opener.isConnected) opener.focus();
      opener = null;
      return;
    }
    if (shownDoc === null) uncover(index.places.get(store.get().sel));
    const doc = index.documents.get(row.doc) || { id: row.doc };
    const rows = index.byDoc.get(row.doc);
    const held = drawer.contains(document.activeElement) ? document.activeElement.id : null;
    const at = rows.indexOf(row);
    const head = h("header", { class: "drawer-head" },
      h("p", { class: "trail" }, doc.issuer ? [app.card.words(doc.issuer), " · "] : null, doc.date || ""),
      h("h2", { tabindex: -1, id: "drawer-title", lang: texts.lang() === "en" && doc.title_en ? "en" : "zh-Hans" }, format.docTitle(doc)),
      (row.section || []).length || row.page ? h("p", { class: "section-path", lang: "zh-Hans" }, (row.section || []).join(" › "), row.page ? ` · ${t("evidence.page", { n: row.page })}` : "") : null,
      h("p", { class: "reading" }, reading(row)),
      h("div", { class: "drawer-nav" },
        button(t("evidence.previous"), () => step(rows, at - 1), { class: "icon-button", id: "evidence-previous", disabled: at <= 0 }, icon("back")),
        h("span", { class: "count" }, `${at + 1} / ${rows.length}`),
        button(t("evidence.next"), () => step(rows, at + 1), { class: "icon-button", id: "evidence-next", disabled: at >= rows.length - 1 }, icon("next")),
        index.places.get(row.place_id) ? button(t("evidence.show"), () => app.select(row.place_id, { fly: true, keepEvidence: true }), { class: "chip-button" }) : null,
        button(t("evidence.close"), close, { class: "icon-button close" }, icon("close"))));
    // Stepping through one document moves the highlight; its text stays.
    const before = body.querySelector(".passage");
    const kept = before && before.dataset.doc === row.doc ? before : null;
    const passage = kept || h("div", { class: "passage", lang: "zh-Hans", tabindex: 0, role: "region" });
    passage.setAttribute("aria-label", t("evidence.text"));
    replace(body, head, passage);
    // The buttons are new: who was stepping goes on stepping.
    if (held && byId(held)) byId(held).focus();
    const text = await app.textOf(row.doc);
    if (store.get().ev !== row.id) return;
    if (text === undefined) {
      replace(passage, h("p", { class: "quiet" }, t("evidence.missing")), h("blockquote", {}, row.quote));
      return;
    }
    if (kept) for (const mark of passage.querySelectorAll("mark")) mark.classList.toggle("current", mark.dataset.ids.split(" ").includes(row.id));
    else replace(passage, marked(text, rows, row));
    passage.dataset.doc = row.doc;
    const target = passage.querySelector("mark.current");
    if (target) passage.scrollTop = Math.max(0, target.offsetTop - passage.offsetTop - passage.clientHeight * 0.35);
    const title = byId("drawer-title");
    if (shownDoc === null && title) title.focus({ preventScroll: true });
    shownDoc = row.doc;
  }

  // What is chosen stands beside the drawer, not under it, where there is room for both.
  function uncover(place) {
    const { map } = app;
    const room = map.getSize().x - drawer.offsetWidth;
    if (!place || !place.geometry || room < LEAST_ROOM_PX) return;
    const east = map.latLngToContainerPoint(L.geoJSON(place.geometry).getBounds().getNorthEast()).x;
    if (east > room) app.fly(place);
  }

  // What the page read out of the words, so that a reader can judge it.
  function reading(row) {
    const where = index.places.get(row.place_id);
    const place = where ? format.name(where) : row.place;
    const parts = row.kind === "quantity"
      ? [place, row.subject, format.figure(row), format.period(row.period), t(`status.${row.status || "actual"}`)]
      : [place, t(`relation.${row.relation}`), (row.objects || []).join("、")];
    return parts.filter(Boolean).map((part, i) => [i ? " · " : null, app.card.words(part)]);
  }

  // Spans may nest and overlap: cut the text at every border, and mark each piece with all the statements over it.
  function marked(text, rows, current) {
    const cuts = new Set([0, text.length]);
    for (const row of rows) { cuts.add(row.start); cuts.add(row.end); }
    const points = [...cuts].sort((a, b) => a - b);
    const pieces = [];
    let active = [];
    let next = 0;
    for (let i = 0; i + 1 < points.length; i += 1) {
      const [start, end] = [points[i], points[i + 1]];
      active = active.filter((row) => row.end > start);
      while (next < rows.length && rows[next].start <= start) { if (rows[next].end > start) active.push(rows[next]); next += 1; }
      const piece = text.slice(start, end);
      if (!active.length) { pieces.push(piece); continue; }
      const isCurrent = active.includes(current);
      const shortest = active.reduce((best, row) => (row.end - row.start < best.end - best.start ? row : best));
      pieces.push(h("mark", { class: isCurrent ? "current" : null, "data-ids": active.map((row) => row.id).join(" "), onclick: () => app.openEvidence(shortest.id) }, piece));
    }
    return pieces;
  }

  function step(rows, at) {
    if (rows[at]) store.set({ ev: rows[at].id });
  }

  function close() {
    store.set({ ev: null });
  }

  app.openEvidence = (id) => {
    if (!store.get().ev) opener = document.activeElement;
    store.set({ ev: id });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.get().ev && !document.querySelector("dialog[open]")) close();
  });
  store.on(["ev", "lang"], draw);
  draw();
}
