// Elements made from values. Text only ever enters the page as a text node or an attribute, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attrs, children) {
  for (const [name, value] of Object.entries(attrs || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.setAttribute("class", value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

export function h(tag, attrs, ...children) {
  return fill(document.createElement(tag), attrs, children);
}

export function svg(tag, attrs, ...children) {
  return fill(document.createElementNS(SVG, tag), attrs, children);
}

export function replace(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

export function byId(id) {
  return document.getElementById(id);
}

// Lengths and positions go through the CSSOM: the served page's policy allows no style attribute.
export function place(node, styles) {
  for (const [name, value] of Object.entries(styles)) node.style.setProperty(name, value);
  return node;
}

export function icon(name) {
  const paths = {
    close: "M5 5L19 19M19 5L5 19",
    search: "M10.5 4A6.5 6.5 0 1 1 10.5 17A6.5 6.5 0 1 1 10.5 4M15.5 15.5L21 21",
    share: "M12 15V3M7.5 7.5L12 3L16.5 7.5M5 12V20H19V12",
    theme: "M12 3A9 9 0 1 0 12 21ZM12 3A9 9 0 0 1 12 21",
    back: "M15 4L7 12L15 20",
    next: "M9 4L17 12L9 20",
    up: "M4 15L12 7L20 15",
    down: "M4 9L12 17L20 9",
    plus: "M12 4V20M4 12H20",
    minus: "M4 12H20",
    home: "M4 11L12 4L20 11M6 10V20H18V10",
    ruler: "M3 16L16 3L21 8L8 21ZM7 12L9.5 14.5M10 9L12.5 11.5M13 6L15.5 8.5",
    pin: "M12 21C7 15 5 12.5 5 9.5A7 7 0 0 1 19 9.5C19 12.5 17 15 12 21ZM12 7.5A2 2 0 1 1 12 11.5A2 2 0 1 1 12 7.5",
    layers: "M12 3L22 8.5L12 14L2 8.5ZM3.5 13L12 17.7L20.5 13M3.5 17L12 21.7L20.5 17",
    legend: "M4 5H8V9H4ZM4 15H8V19H4ZM12 7H20M12 17H20",
    print: "M7 9V3H17V9M7 17H4V9H20V17H17M7 14H17V21H7Z",
    download: "M12 3V15M7 10.5L12 15.5L17 10.5M5 20H19",
    compare: "M4 4H10V20H4ZM14 4H20V20H14Z",
    filter: "M3 5H21L14 13V20L10 18V13Z",
  };
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: paths[name], fill: "none", stroke: "currentColor", "stroke-width": 1.8, "stroke-linejoin": "round", "stroke-linecap": "round" }),
  );
}

// "name" is what a screen reader says; shown is what stands on the button (defaults to the name).
export function button(name, onclick, attrs, ...shown) {
  const own = { type: "button", onclick, ...(shown.length ? { "aria-label": name, title: name } : {}), ...attrs };
  return h("button", own, ...(shown.length ? shown : [name]));
}
