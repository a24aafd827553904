// What is listed: words, document, kind, relation, state of review, place.

import { button, byId, h, replace } from "./dom.js";

const EMPTY = { text: "", doc: "", kind: "", relation: "", state: "", place: "" };
const NO_PLACE = "-";

export function createFilters(app) {
  const { data, desk, texts } = app;
  const { t, lang } = texts;
  const form = byId("filters");
  const wide = matchMedia("(min-width: 901px)");
  let wanted = { ...EMPTY };

  function options(name) {
    const all = [["", t("filter.all")]];
    if (name === "doc") return [...all, ...data.documents.map((doc) => [doc.id, app.docTitle(doc)])];
    if (name === "kind") return [...all, ["quantity", t("kind.quantity")], ["role", t("kind.role")]];
    if (name === "relation") return [...all, ...data.choices.relation.map((value) => [value, t(`relation.${value}`)])];
    if (name === "state") return [...all, ...["machine", "accepted", "corrected", "rejected", "here"].map((value) => [value, t(`state.${value}`)])];
    const there = new Set(app.rows().map((row) => desk.fields(row).place_id));
    const named = data.places.filter((place) => there.has(place.id)).map((place) => [place.id, app.placeName(place)]);
    return [...all, ...named.sort((a, b) => a[1].localeCompare(b[1], lang() === "zh" ? "zh" : "en")), ...(there.has("") ? [[NO_PLACE, t("filter.no_place")]] : [])];
  }

  function draw() {
    const select = (name) => h("label", {}, h("span", {}, t(`filter.${name}`)),
      h("select", { id: `filter-${name}`, onchange: (event) => set({ [name]: event.target.value }) },
        options(name).map(([value, label]) => h("option", { value, selected: wanted[name] === value, lang: /[\u4e00-\u9fff]/.test(label) ? "zh-Hans" : null }, label))));
    const choices = h("details", { class: "choices", id: "filter-choices" }, h("summary", {}, t("filters.label")),
      h("div", { class: "choices-body" }, ["doc", "kind", "relation", "state", "place"].map(select),
        button(t("filters.clear"), () => { wanted = { ...EMPTY }; draw(); app.refilter(); }, { class: "link", id: "filter-clear" })));
    // On a phone the list matters more: the choices wait until they are asked for.
    choices.open = wide.matches || Object.entries(wanted).some(([name, value]) => name !== "text" && value);
    replace(form,
      h("label", { class: "wide" }, h("span", { class: "sr" }, t("filters.text")),
        h("input", { id: "filter-text", type: "search", value: wanted.text, maxlength: 100, placeholder: t("filters.text"), autocomplete: "off", oninput: (event) => set({ text: event.target.value }) })),
      choices);
  }

  function set(patch) {
    wanted = { ...wanted, ...patch };
    app.refilter();
  }

  function passes(row) {
    const fields = desk.fields(row);
    const state = desk.state(row);
    if (wanted.doc && row.doc !== wanted.doc) return false;
    if (wanted.kind && row.kind !== wanted.kind) return false;
    if (wanted.relation && fields.relation !== wanted.relation) return false;
    if (wanted.state === "here" ? !desk.isDecidedHere(row) : wanted.state && state !== wanted.state) return false;
    if (wanted.place && (fields.place_id || NO_PLACE) !== wanted.place) return false;
    if (!wanted.text) return true;
    const said = [app.quoteOf(row), app.placeLabel(fields), ...Object.values(fields), row.id].join("\n").toLowerCase();
    return wanted.text.toLowerCase().split(/\s+/).every((word) => said.includes(word));
  }

  wide.addEventListener("change", draw);
  form.addEventListener("submit", (event) => event.preventDefault());
  return { draw, passes };
}
