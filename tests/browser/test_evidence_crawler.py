"""Every value on the page leads to its quote: all cards of all places and all tabs, both languages, both forms.

The page's own functions are driven in one loop; a sample is clicked for real. Offsets and quotes are compared with
the atlas itself, not with what the page was given.
"""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

# Draws every card, unfolds it, and returns what stands on it: place → [ids behind quote marks], and lines without one.
CARDS = """async () => {
  const app = await ZoneAtlas.ready, found = {}, bare = [];
  const idsIn = node => [...node.querySelectorAll('.quote-mark')].map(mark => mark.dataset.statement);
  for (const place of app.index.places.values()) {
    app.select(place.id);
    const card = document.querySelector('[data-card]');
    if (!card) { bare.push(`${place.id}: no card`); continue; }
    for (let more; (more = document.querySelector('.card .more'));) more.click();
    const now = document.querySelector('[data-card]');
    if (now.dataset.card !== place.id) bare.push(`${place.id}: card of ${now.dataset.card}`);
    found[place.id] = idsIn(now);
    // Whatever the documents say stands in these; each line must carry its mark.
    for (const line of now.querySelectorAll('.positioning > li, .card-industries li, .card-figures tbody tr, .card-hosts li, .card-tasks li, .card-part_of li'))
      if (!line.querySelector('.quote-mark')) bare.push(`${place.id}: ${line.textContent}`);
  }
  app.select(null);
  return [found, bare]; }"""
TABS = """async () => {
  const app = await ZoneAtlas.ready, found = {}, bare = [];
  for (const tab of ['figures', 'industries']) {
    app.store.set({ tab, sel: null });
    const body = document.getElementById('panel-body');
    found[tab] = [...body.querySelectorAll('.quote-mark')].map(mark => mark.dataset.statement);
    for (const line of body.querySelectorAll('.indicator tbody tr, .matrix td.stated, .matrix td.has')) if (!line.querySelector('.quote-mark')) bare.push(`${tab}: ${line.textContent}`);
  }
  app.store.set({ tab: 'places' });
  return [found, bare]; }"""
# Opens the evidence of every statement and returns what is highlighted, where it begins in the text, and whether it is seen.
LAND = """async ids => {
  const app = await ZoneAtlas.ready, rows = [];
  const settle = () => new Promise(done => { const channel = new MessageChannel(); channel.port1.onmessage = done; channel.port2.postMessage(0); });
  const highlighted = () => [...document.querySelectorAll('.passage mark.current')];
  for (const id of ids) {
    app.openEvidence(id);
    let marks = [];
    for (let turn = 0; turn < 1000; turn += 1) {
      // Quick turns first; after that wait as a reader would: the served page may still be fetching the text.
      await (turn < 300 ? settle() : new Promise(done => setTimeout(done, 20)));
      marks = highlighted();
      if (marks.length && marks[0].dataset.ids.split(' ').includes(id) && app.store.get().ev === id) break;
    }
    if (!marks.length) { rows.push([id, null, null, false]); continue; }
    const passage = document.querySelector('.passage'), frame = passage.getBoundingClientRect(), box = marks[0].getBoundingClientRect();
    const before = document.createRange();
    before.setStart(passage, 0); before.setEndBefore(marks[0]);
    rows.push([id, marks.map(mark => mark.textContent).join(''), before.toString(), box.top >= frame.top - 1 && box.top < frame.bottom]);
  }
  return rows; }"""


def test_every_line_of_every_card_and_tab_has_a_mark_of_a_statement_that_holds(open_page, page_url, atlas):
    for lang in ("zh", "en"):
        page = open_page(page_url, lang=lang)
        found, bare = page.evaluate(CARDS)
        assert bare == []
        tabs, bare = page.evaluate(TABS)
        assert bare == []
        shown = {place.id for place in atlas.collections["places"].features}
        assert set(found) >= shown
        behind = {mark for ids in [*found.values(), *tabs.values()] for mark in ids}
        assert len(behind) > 300
        for mark in behind:
            row = atlas.statements_by_id[mark]
            assert atlas.texts[row["doc"]][row["start"] : row["end"]] == row["quote"]
        # A mark on a place's card speaks of that place, or of a conflict the place is in.
        in_conflict = {mark for row in atlas.conflicts for mark in row.get("statement_ids") or ()}
        strangers = [
            (place, mark)
            for place, ids in found.items()
            for mark in ids
            if atlas.statements_by_id[mark].get("place_id") != place and mark not in in_conflict
        ]
        assert strangers == []


def test_every_statement_lands_on_its_highlighted_quote(open_page, page_url, atlas):
    page = open_page(page_url)
    ids = page.evaluate("ZoneAtlas.ready.then(app => [...app.index.statements.keys()])")
    assert set(ids) == {row["id"] for row in atlas.statements if row.get("review") != "rejected"}
    for row_id, text, before, visible in page.evaluate(LAND, ids):
        row = atlas.statements_by_id[row_id]
        assert text == row["quote"], row_id
        # The page counts in UTF-16 units, the atlas in code points: the text before the mark decides.
        assert len(before) == row["start"], row_id
        assert visible, row_id


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_marks_are_clicked_for_real(open_page, page_url, atlas, lang):
    page = open_page(f"{page_url}#s=pazhou-pilot-zone", lang=lang)
    marks = page.locator("[data-card] .quote-mark")
    for index in range(0, marks.count(), max(1, marks.count() // 6)):
        mark = marks.nth(index)
        row = atlas.statements_by_id[mark.get_attribute("data-statement")]
        mark.click()
        current = page.locator(f'.passage mark.current[data-ids~="{row["id"]}"]')
        current.first.wait_for()
        assert "".join(current.all_text_contents()) == row["quote"]
        assert current.first.is_visible()
        page.keyboard.press("Escape")
        assert page.locator("#drawer").is_hidden()
