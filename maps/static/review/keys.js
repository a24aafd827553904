// Single keys, as long as nobody is typing; they can be turned off (WCAG 2.1.4). And the help that lists them.

import { button, byId, h, replace } from "./dom.js";

export function wireKeys(app) {
  const { desk, texts } = app;
  const { t } = texts;
  const dialog = byId("help-dialog");
  const KEYS = {
    j: () => app.step(1), k: () => app.step(-1), a: app.accept, c: app.correct, r: app.reject, n: app.add, u: app.undo,
    "/": () => byId("filter-text").focus(), "?": help,
  };

  function help() {
    const rows = [["j", "k", "help.next"], ["a", "help.accept"], ["c", "help.correct"], ["r", "help.reject"], ["n", "help.add"], ["u", "help.undo"], ["/", "help.search"], ["?", "help.help"], ["Esc", "help.escape"]];
    let sure = false;
    const clear = button(t("help.clear"), () => {
      if (sure) { desk.clear(); location.reload(); }
      sure = true;
      clear.textContent = t("help.clear_sure");
    }, { class: "chip-button" });
    replace(dialog, h("div", { class: "help-body" }, h("h2", {}, t("help.title")),
      h("dl", { class: "help-keys" }, rows.map((row) => h("div", {}, h("dt", {}, row.slice(0, -1).map((key) => h("kbd", {}, key))), h("dd", {}, t(row[row.length - 1]))))),
      h("label", { class: "toggle" }, h("input", { type: "checkbox", checked: desk.singleKeys, onchange: (event) => { desk.singleKeys = event.target.checked; } }), t("help.single")),
      h("p", { class: "quiet" }, t("help.note")),
      h("div", { class: "editor-actions" }, button(t("help.close"), () => dialog.close(), { class: "chip-button strong" }), clear)));
    if (!dialog.open) dialog.showModal();
  }

  byId("help").addEventListener("click", help);
  document.addEventListener("keydown", (event) => {
    if (dialog.open || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && app.isEditing()) { app.closeEditor(); return; }
    if (event.target.closest("input, select, textarea") || app.isEditing() || !desk.singleKeys) return;
    const run = KEYS[event.key] || KEYS[event.key.toLowerCase()];
    if (!run) return;
    event.preventDefault();
    run();
  });
}
