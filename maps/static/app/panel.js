// The panel: tabs, the tree of places, and the card that takes its place when something is selected.

import { button, byId, h, replace } from "./dom.js";

export const TABS = ["places", "figures", "industries", "documents", "table"];

export function createPanel(app) {
  const { index, store, texts, format } = app;
  const { t } = texts;
  const bar = byId("tabs");
  const body = byId("panel-body");
  const panel = byId("panel");

  function drawTabs() {
    const tab = store.get().tab;
    replace(bar, TABS.map((name) => button(t(`tab.${name}`), () => { store.set({ tab: name, sel: null }); panel.classList.add("up"); }, {
      role: "tab", id: `tab-${name}`, class: "tab", "aria-selected": String(name === tab), "aria-controls": "panel-body", tabindex: name === tab ? 0 : -1,
    })));
    body.setAttribute("aria-labelledby", `tab-${tab}`);
  }
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = TABS.indexOf(store.get().tab);
    store.set({ tab: TABS[(at + step + TABS.length) % TABS.length] });
    byId(`tab-${store.get().tab}`).focus();
  });

  function draw() {
    drawTabs();
    const { sel, tab } = store.get();
    const place = index.places.get(sel);
    panel.classList.toggle("has-card", Boolean(place));
    if (place) app.card.draw(body, place);
    else app.tabs[tab](body);
  }
  function selected(state, before) {
    if (state.sel !== before.sel) {
      app.card.reset();
      if (state.sel) panel.classList.add("up");
    }
    const keep = state.sel === before.sel ? body.scrollTop : 0;
    draw();
    body.scrollTop = keep;
    const place = index.places.get(state.sel);
    if (place && state.sel !== before.sel) {
      const inside = panel.contains(document.activeElement);
      if (inside) body.querySelector("h2").focus({ preventScroll: true });
      app.say(format.name(place));
    }
  }
  app.redrawCard = () => { const top = body.scrollTop; draw(); body.scrollTop = top; };
  store.on(["sel", "tab", "lang", "year", "query", "kinds", "industries", "docs", "statuses", "compare"], selected);

  const grip = byId("grip");
  grip.addEventListener("click", () => {
    const up = panel.classList.toggle("up");
    grip.setAttribute("aria-expanded", String(up));
  });
  draw();
}

// The tree 一区一谷一圈 → sub-zones → sites; a branch is filled when it is first unfolded.
export function placesTab(app) {
  const { index, store, texts, format } = app;
  const { t } = texts;

  function leaf(place, extra) {
    return h("span", { class: "tree-row" }, place.coll === "sites" ? app.symbolOf(place, 13) : h("i", { class: `dot ${index.zoneClass(place)}` }),
      button(format.name(place), () => app.select(place.id, { fly: true }), { class: "link", "data-place-link": place.id }), extra || null);
  }

  function sitesOf(id) {
    return index.sitesIn(id).filter((site) => app.passes(site));
  }

  function branch(place, level) {
    const parts = [...index.children(place.id, "sub_zones"), ...index.children(place.id, "areas")];
    const inParts = new Set(parts.flatMap((part) => index.sitesIn(part.id).map((site) => site.id)));
    const sites = sitesOf(place.id).filter((site) => !inParts.has(site.id) && (site.zone === place.id || site.subZone === place.id || site.parent === place.id || level > 0));
    if (!parts.length && !sites.length) return item(place);
    const count = new Set([...inParts, ...sites.map((site) => site.id)]).size;
    // Two buttons side by side, one to unfold and one to select: a summary must not hold a button.
    const list = h("ul", {});
    const fold = button(`${t("card.parts")}: ${format.name(place)}`, () => unfold(list.hidden), { class: "fold" }, "");
    let filled = false;
    const unfold = (open) => {
      if (open && !filled) list.append(...parts.map((part) => branch(part, level + 1)), ...sites.map(item));
      filled = filled || open;
      list.hidden = !open;
      fold.setAttribute("aria-expanded", String(open));
    };
    unfold(level === 0);
    return h("li", { class: `tree level-${level}` }, h("div", { class: "tree-head" }, fold, leaf(place, count ? h("span", { class: "count" }, count) : null)), list);
  }

  function item(place) {
    return h("li", { class: "tree-leaf" }, leaf(place));
  }

  // A list that may be long is made when it is opened.
  function folded(title, count, fill) {
    if (!count) return null;
    const list = h("ul", {});
    const details = h("details", { class: "tree level-0", ontoggle: () => { if (details.open && !list.childElementCount) list.append(...fill()); } },
      h("summary", {}, h("span", { class: "tree-row" }, title, h("span", { class: "count" }, count))), list);
    return h("li", {}, details);
  }

  return (body) => {
    const { query } = store.get();
    if (query) {
      const found = search(index, query);
      replace(body, h("p", { class: "quiet", role: "status" }, found.length ? t("search.found", { n: found.length }) : t("search.none", { query })),
        h("ul", { class: "results" }, found.slice(0, 60).map((place) => h("li", { class: "tree-leaf" }, leaf(place, h("small", {}, [format.kind(place), place.geometry ? "" : t("search.undrawn")].filter(Boolean).join(" · ")))))));
      return;
    }
    const inZones = new Set(index.zones.flatMap((zone) => index.sitesIn(zone.id).map((site) => site.id)));
    const rest = index.sites.filter((site) => !inZones.has(site.id) && app.passes(site));
    const loose = index.areas.filter((area) => !index.zoneNumber.has(area.parent) && !index.zoneOf(area));
    // The first words stay where they stand, so that what was read first is not painted twice.
    const first = body.firstElementChild;
    const welcome = first && first.matches(".welcome") ? first : h("p", { class: "welcome" });
    welcome.textContent = t("help.first");
    while (welcome.nextSibling) welcome.nextSibling.remove();
    if (welcome !== first) replace(body, welcome);
    body.append(...[
      h("ul", { class: "tree-root" }, [...index.zones].reverse().map((zone) => branch(zone, 0)),
        folded(t("tree.elsewhere"), rest.length + loose.length, () => [...loose.map((area) => branch(area, 1)), ...rest.map(item)]),
        folded(t("tree.districts"), index.districts.length, () => index.districts.map(item))),
      app.filters ? app.filters() : null,
    ].filter(Boolean));
  };
}

// Chinese, English, pinyin, initials and other names; names that begin with the query first.
export function search(index, query) {
  const wanted = query.trim().toLowerCase().replace(/\s+/g, " ");
  const tight = wanted.replace(/ /g, "");
  if (!tight) return [];
  const found = [];
  for (const place of index.places.values()) {
    const names = [place.zh, place.en, ...(place.aliases || [])].filter(Boolean).map((name) => name.toLowerCase());
    let score = 0;
    for (const name of names) {
      if (name === wanted) score = Math.max(score, 100);
      else if (name.startsWith(wanted)) score = Math.max(score, 80);
      else if (name.includes(wanted)) score = Math.max(score, 60);
    }
    for (const key of place.keys || []) {
      if (key === tight) score = Math.max(score, 70);
      else if (key.startsWith(tight)) score = Math.max(score, 50);
      else if (tight.length > 2 && key.includes(tight)) score = Math.max(score, 30);
    }
    if (score) found.push([score + (place.geometry ? 5 : 0) + (/zones/.test(place.coll) ? 4 : 0), place]);
  }
  return found.sort((a, b) => b[0] - a[0]).map(([, place]) => place);
}

export function wireSearch(app) {
  const { store, texts } = app;
  const field = byId("search");
  field.value = store.get().query || "";
  field.addEventListener("input", () => {
    store.set({ query: field.value, sel: null, tab: "places" });
    byId("panel").classList.add("up");
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      const [first] = search(app.index, field.value);
      if (first) app.select(first.id, { fly: true });
    } else if (event.key === "Escape") {
      field.value = "";
      store.set({ query: "" });
    }
  });
  store.on(["query"], (state) => { if (state.query !== field.value) field.value = state.query; });
}
