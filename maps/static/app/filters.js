// Filters by kind, industry, document and status: one test for places and one for statements, used by every view.

import { button, h } from "./dom.js";
import { toggle } from "./furniture.js";

const STATUSES = ["actual", "target", "policy"];

export function createFilters(app) {
  const { index, store, texts, format } = app;
  const { t } = texts;

  app.passesStatement = (row) => {
    const { industries, docs, statuses, year } = store.get();
    if (docs.length && !docs.includes(row.doc)) return false;
    if (row.kind === "quantity") {
      if (statuses.length && !statuses.includes(row.status || "actual")) return false;
      if (year) {
        const years = format.years(row.period);
        if (!years || year < years[0] || year > years[1]) return false;
      }
    } else if (industries.length && !(row.industry_ids || []).some((id) => industries.includes(id))) return false;
    return true;
  };

  app.passes = (site) => {
    const { kinds, industries, docs, statuses, year } = store.get();
    if (kinds.length && !kinds.includes(site.symbol)) return false;
    if (industries.length && !(site.industries || []).some((id) => industries.includes(id))) return false;
    if (docs.length && !(site.docs || []).some((id) => docs.includes(id))) return false;
    if (statuses.length && !index.quantities(site.id).some((row) => statuses.includes(row.status || "actual"))) return false;
    return true;
  };

  app.filtered = () => {
    const { kinds, industries, docs, statuses } = store.get();
    return kinds.length + industries.length + docs.length + statuses.length > 0;
  };

  let wasOpen = false;

  app.filters = () => {
    const state = store.get();
    const kinds = Object.keys(app.style.symbols).filter((name) => index.sites.some((site) => site.symbol === name));
    const industries = () => [...new Set(index.sites.flatMap((site) => site.industries || []))].sort((a, b) => format.industry(a).localeCompare(format.industry(b)));
    const flip = (key, value) => (on) => store.set({ [key]: on ? [...store.get()[key], value] : store.get()[key].filter((other) => other !== value) });
    const set = (key, title, values, name) => (values.length ? h("fieldset", {}, h("legend", {}, title), values.map((value) => toggle(name(value), state[key].includes(value), flip(key, value)))) : null);
    // The choices are made when they are first wanted.
    const choices = () => [
      set("kinds", t("filters.kinds"), kinds, (value) => t(`symbol.${value}`)),
      set("industries", t("filters.industries"), industries(), format.industry),
      set("docs", t("filters.docs"), [...index.documents.keys()], (id) => format.docTitle(index.documents.get(id))),
      set("statuses", t("filters.statuses"), STATUSES, (value) => `${format.statusMark(value)} ${t(`status.${value}`)}`),
      app.filtered() ? button(t("filters.clear"), () => store.set({ kinds: [], industries: [], docs: [], statuses: [] }), { class: "chip-button" }) : null,
    ].filter(Boolean);
    const details = h("details", { class: "filters", ontoggle: (event) => {
      wasOpen = event.target.open;
      if (wasOpen && details.childElementCount === 1) details.append(...choices());
    } }, h("summary", {}, t("filters.title"), app.filtered() ? h("span", { class: "count" }, t("filters.on")) : null), wasOpen ? choices() : null);
    details.open = wasOpen;
    return details;
  };
}
