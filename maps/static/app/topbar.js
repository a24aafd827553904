// The bar on top: language, ground, and the ways to take the page elsewhere.

import { byId } from "./dom.js";

export function wireTopbar(app) {
  const { store } = app;
  byId("lang").addEventListener("click", () => store.set({ lang: store.get().lang === "zh" ? "en" : "zh" }));
  byId("theme").addEventListener("click", () => {
    const dark = store.get().theme ? store.get().theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    store.set({ theme: dark ? "light" : "dark" });
  });
}
