"use strict";
// Starts the served page behind its first picture: nothing is asked for before the reader sees the map.
(() => {
  const { urls } = JSON.parse(document.getElementById("atlas-config").textContent);
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    const add = (name, attributes) => document.head.append(Object.assign(document.createElement(name), attributes));
    // The data comes while the scripts do; they run in this order.
    add("link", { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: urls.data });
    for (const src of urls.scripts) add("script", { src, async: false });
  };
  // A frame, then the moment after it. A page in the background draws no frames and does not wait for one.
  if (!document.hidden) requestAnimationFrame(() => setTimeout(begin));
  setTimeout(begin, document.hidden ? 0 : 1000);
})();
