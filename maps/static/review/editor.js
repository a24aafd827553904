// The form for a correction, a rejection or an addition; it checks what it can, the import checks all.

import { button, byId, h, replace } from "./dom.js";

const PERIOD = /^\d{4}(Q[1-4]|-\d{2}(-\d{2})?)?(\.\.\d{4}(Q[1-4]|-\d{2}(-\d{2})?)?)?$/;
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const IDS = { place_id: "places", indicator_id: "indicators", industry_ids: "industries" };
const REQUIRED = ["measure", "comparator", "status", "relation", "objects"];

export function createEditor(app) {
  const { data, desk, texts } = app;
  const { t, has, lang } = texts;
  const node = byId("editor");
  let open = null;

  function close() {
    if (!open) return;
    open = null;
    node.hidden = true;
    replace(node);
    app.focusRow();
  }

  function show(kind, row) {
    open = { kind, row, values: kind === "add" ? startOf(row) : { ...desk.fields(row) }, why: desk.decision(row.id)?.why || "" };
    node.hidden = false;
    draw();
    (node.querySelector("[data-first]") || node.querySelector("input")).focus();
  }

  function startOf(row) {
    const near = app.rows().filter((other) => other.doc === row.doc && other.start <= row.start && !other.isAdded).pop();
    const fields = near ? desk.fields(near) : {};
    return { place_id: fields.place_id || "", place: fields.place || "", measure: "level", comparator: "=", status: "actual", relation: "positioned_as", objects: row.quote };
  }

  function draw() {
    const { kind, row, values } = open;
    const names = kind === "reject" ? [] : data.fields[row.kind];
    replace(node, h("form", { class: "editor-form", novalidate: true, onsubmit: submit },
      h("h2", {}, t(`${kind}.title`)),
      h("blockquote", { lang: "zh-Hans" }, kind === "add" ? row.quote : app.quoteOf(row)),
      kind === "add" ? field("kind", h("select", { id: "field-kind", "data-first": true, onchange: (event) => { keep(); row.kind = event.target.value; draw(); byId("field-kind").focus(); } },
        ["role", "quantity"].map((value) => h("option", { value, selected: row.kind === value }, t(`kind.${value}`)))), t("form.kind")) : null,
      h("div", { class: "fields" }, names.map((name, at) => field(name, control(name, values[name] || "", at === 0 && kind !== "add"), t(`field.${name}`), hint(name)))),
      field("why", h("input", { id: "field-why", list: "reasons", maxlength: 500, value: open.why, "data-first": kind === "reject" || null }), t("form.why")),
      h("datalist", { id: "reasons" }, ["checked", "not_said", "place", "period", "missed"].map((name) => h("option", { value: t(`reason.${name}`) }))),
      Object.entries(IDS).map(([name, table]) => h("datalist", { id: `list-${name}` }, data[table].map((item) => h("option", { value: item.id }, (lang() === "en" && item.en) || item.zh)))),
      h("div", { class: "editor-actions" }, h("button", { type: "submit", class: "chip-button strong" }, t("form.save")), button(t("form.cancel"), close, { class: "chip-button" }))));
  }

  function hint(name) {
    if (data.lists.includes(name)) return t("form.list_hint");
    return open.kind === "add" && name === "value" ? t("form.value_hint") : "";
  }

  function field(name, control, label, hinted = "") {
    const notes = [hinted ? `hint-${name}` : "", `bad-${name}`].filter(Boolean).join(" ");
    control.setAttribute("aria-describedby", notes);
    return h("p", { class: `field field-${name}` }, h("label", { for: `field-${name}` }, label), control,
      hinted ? h("small", { id: `hint-${name}` }, hinted) : null, h("span", { id: `bad-${name}`, class: "bad", role: "alert" }));
  }

  function control(name, value, first) {
    const attrs = { id: `field-${name}`, "data-first": first || null };
    if (data.choices[name]) {
      const said = (choice) => (has(`${name}.${choice}`) ? t(`${name}.${choice}`) : choice);
      return h("select", attrs, data.choices[name].map((choice) => h("option", { value: choice, selected: choice === value }, said(choice))));
    }
    return h("input", { ...attrs, value, maxlength: 1000, autocomplete: "off", list: IDS[name] ? `list-${name}` : null, inputmode: data.numbers.includes(name) ? "decimal" : null });
  }

  function keep() {
    for (const name of data.fields.all) {
      const input = byId(`field-${name}`);
      if (input) open.values[name] = input.value.trim();
    }
    open.why = byId("field-why").value.trim();
  }

  function fault(name, value, add) {
    if (!value) return REQUIRED.includes(name) ? "bad.empty" : "";
    if (data.numbers.includes(name) && !NUMBER.test(value.replaceAll(",", ""))) return "bad.number";
    if (name === "period" && !PERIOD.test(value)) return "bad.period";
    if (IDS[name]) {
      const known = new Set(data[IDS[name]].map((item) => item.id));
      const given = data.lists.includes(name) ? value.split("|").map((part) => part.trim()).filter(Boolean) : [value];
      if (!given.every((id) => known.has(id))) return add && !known.size ? "" : "bad.id";
    }
    return "";
  }

  function submit(event) {
    event.preventDefault();
    keep();
    const { kind, row, values, why } = open;
    const names = kind === "reject" ? [] : data.fields[row.kind];
    const bad = {};
    for (const name of names) { const found = fault(name, values[name] || "", kind === "add"); if (found) bad[name] = found; }
    if (kind === "add" && !values.place_id && !values.place) bad.place_id = "bad.empty";
    if (!why) bad.why = "bad.why";
    const before = kind === "correct" ? row.fields : {};
    const changes = Object.fromEntries(names.filter((name) => (values[name] || "") !== (before[name] || "")).map((name) => [name, values[name] || ""]));
    if (kind === "correct" && !Object.keys(changes).length && !Object.keys(bad).length) bad[names[0]] = "bad.same";
    for (const name of [...names, "why"]) {
      byId(`bad-${name}`).textContent = bad[name] ? t(bad[name]) : "";
      const input = byId(`field-${name}`);
      if (bad[name]) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    const first = [...names, "why"].find((name) => bad[name]);
    if (first) { byId(`field-${first}`).focus(); return; }
    open = null;
    node.hidden = true;
    replace(node);
    app.finish(kind, row, { why, changes });
  }

  return { show, close, isOpen: () => Boolean(open), redraw: () => { if (open) { keep(); draw(); } } };
}
