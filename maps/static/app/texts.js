// One table of strings for the whole page; every text the page itself speaks comes from here.

export function createTexts(strings, store) {
  const lang = () => store.get().lang;

  function t(key, values) {
    const row = strings[key];
    if (!row) throw new Error(`No string ${key}`);
    return row[lang()].replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
  }

  const has = (key) => key in strings;

  // Fills what the template left marked: data-t for text, data-t-label for the accessible name.
  function apply(root) {
    document.documentElement.lang = lang() === "zh" ? "zh-Hans" : "en";
    for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
    for (const node of root.querySelectorAll("[data-t-label]")) {
      node.setAttribute("aria-label", t(node.dataset.tLabel));
      if (node.tagName === "BUTTON") node.title = t(node.dataset.tLabel);
    }
    for (const node of root.querySelectorAll("[data-t-placeholder]")) node.placeholder = t(node.dataset.tPlaceholder);
  }

  return { t, has, apply, lang };
}
