"""axe-core finds nothing serious or critical: the map in every state, both languages, both grounds, and the other pages."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[1] / "tools/node_modules/axe-core/axe.min.js"
STATES = {
    "home": "",
    "card of a zone": "#s=pazhou-pilot-zone",
    "card of a sub-zone": "#s=pazhou-west",
    "card of a site": "#s=haizhu-wetland",
    "figures": "#t=figures",
    "industries": "#t=industries",
    "documents": "#t=documents",
    "table": "#t=table",
    "search": "#q=琶洲",
    "near": "#v=16/23.1075/113.335",
    "comparing": "#c=pazhou-west~pazhou-south",
    "year": "#y=2020&s=pazhou-west",
}
# The other pairs of language and ground add colours and words, not structure.
SOME = ("home", "card of a sub-zone", "figures")
RUN = """async () => { const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.filter(rule => ['serious', 'critical'].includes(rule.impact)).map(rule => `${rule.id}: ${rule.nodes.slice(0, 3).map(node => node.html.slice(0, 200) + ' ' + node.failureSummary).join(' | ')}`); }"""
OTHER_PAGES = (
    "/", "/collections", "/collections/zones", "/collections/zones/items", "/collections/zones/items/zhongda-valley", "/places/pazhou-west",
    "/statements", "/documents", "/documents/001_365d70c0e39d70a2", "/conflicts", "/coverage", "/agreements", "/where?lon=113.335&lat=23.1", "/conformance", "/api.html",
)  # fmt: skip


def violations(page):
    """What axe-core says of the page as it stands; its script comes through the debugger, past the page's policy."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN)


@pytest.mark.parametrize(
    ("lang", "theme", "states"),
    [("zh", "dark", STATES), ("en", "light", STATES), ("zh", "light", SOME), ("en", "dark", SOME)],
)
def test_map_has_no_serious_violation_in_any_state(open_page, served_url, lang, theme, states):
    page = open_page(served_url, lang=lang, theme=theme)
    found = {}
    for name in states:
        state = STATES[name]
        page.evaluate("state => { location.hash = state; }", state)
        page.wait_for_timeout(60)
        found[name] = violations(page)
    page.evaluate("location.hash = '#s=pazhou-west'")
    page.locator("[data-card=pazhou-west] .quote-mark").first.click()
    page.wait_for_selector(".passage mark.current")
    found["evidence"] = violations(page)
    page.keyboard.press("Escape")
    for summary in ("#legend summary", "#layers summary"):
        page.locator(summary).click()
    page.locator("#tool-where").click()
    found["legend, layers and a tool"] = violations(page)
    page.keyboard.press("Escape")
    page.locator("#share").click()
    found["share"] = violations(page)
    assert {name: rows for name, rows in found.items() if rows} == {}


@pytest.mark.parametrize(("lang", "theme"), [("zh", "dark"), ("en", "light")])
def test_map_on_a_phone_and_in_one_file_has_no_serious_violation(open_page, inline_file, lang, theme):
    page = open_page(inline_file, lang=lang, theme=theme, size=(390, 844), touch=True)
    assert violations(page) == []
    page.evaluate("location.hash = '#s=zhongda-valley'")
    page.wait_for_selector("[data-card=zhongda-valley]")
    assert violations(page) == []


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_other_pages_have_no_serious_violation(open_page, api_url, lang, theme):
    page = open_page(f"{api_url}/?lang={lang}&f=html", lang=lang, theme=theme, ready=False)
    found = {}
    for path in OTHER_PAGES:
        page.goto(
            f"{api_url}{path}{'&' if '?' in path else '?'}lang={lang}{'' if path == '/api.html' else '&f=html'}"
        )
        assert page.evaluate("document.contentType") == "text/html", path
        found[path] = violations(page)
    assert {path: rows for path, rows in found.items() if rows} == {}
