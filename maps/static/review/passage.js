// The document: its text with every statement marked, however the spans nest and overlap; and what is selected in it.

import { h, replace } from "./dom.js";

export function createPassage(app) {
  const { desk } = app;
  const node = document.getElementById("text");
  let shown = null;

  function draw(doc, rows) {
    shown = doc;
    const sorted = [...rows].sort((a, b) => a.start - b.start || a.end - b.end);
    const cuts = new Set([0, doc.text.length]);
    for (const row of sorted) { cuts.add(row.start); cuts.add(row.end); }
    const points = [...cuts].sort((a, b) => a - b);
    const pieces = [];
    let active = [];
    let next = 0;
    for (let i = 0; i + 1 < points.length; i += 1) {
      const [start, end] = [points[i], points[i + 1]];
      active = active.filter((row) => row.end > start);
      while (next < sorted.length && sorted[next].start <= start) { if (sorted[next].end > start) active.push(sorted[next]); next += 1; }
      const piece = doc.text.slice(start, end);
      pieces.push(active.length ? h("mark", { "data-ids": active.map((row) => row.id).join(" "), class: active.length > 1 ? "several" : null }, piece) : piece);
    }
    replace(node, pieces);
    paint();
  }

  // Colours follow the decisions: a piece shows the state of the shortest statement over it.
  function paint() {
    const current = app.current();
    for (const mark of node.querySelectorAll("mark")) {
      const rows = mark.dataset.ids.split(" ").map((id) => app.rowOf(id)).filter(Boolean);
      if (!rows.length) continue;
      const shortest = rows.reduce((best, row) => (row.end - row.start < best.end - best.start ? row : best));
      mark.dataset.state = desk.state(shortest);
      mark.classList.toggle("current", Boolean(current) && rows.includes(current));
    }
  }

  function reveal() {
    const mark = node.querySelector("mark.current");
    if (!mark) return;
    const box = node.getBoundingClientRect();
    const at = mark.getBoundingClientRect();
    if (at.top < box.top + 40 || at.bottom > box.bottom - 60) node.scrollTop += at.top - box.top - box.height * 0.35;
  }

  // Where several statements lie over one another, clicking again goes through them, shortest first.
  node.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark || String(getSelection())) return;
    const rows = mark.dataset.ids.split(" ").map((id) => app.rowOf(id)).filter(Boolean).sort((a, b) => (a.end - a.start) - (b.end - b.start));
    const at = rows.indexOf(app.current());
    app.select(rows[(at + 1) % rows.length].id, { fromDocument: true });
  });

  // The selected span in UTF-16 units, without blanks at its ends; null when nothing in the text is selected.
  function selected() {
    const selection = getSelection();
    if (!shown || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!node.contains(range.startContainer) || !node.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.selectNodeContents(node);
    before.setEnd(range.startContainer, range.startOffset);
    let start = before.toString().length;
    let end = start + range.toString().length;
    while (start < end && /\s/.test(shown.text[start])) start += 1;
    while (end > start && /\s/.test(shown.text[end - 1])) end -= 1;
    return start < end ? { doc: shown.id, start, end, quote: shown.text.slice(start, end) } : null;
  }

  return { draw, paint, reveal, selected, shown: () => shown };
}
