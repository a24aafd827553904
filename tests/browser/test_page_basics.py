"""The page in real Chromium, network blocked, both forms: zones, cards with quotes, evidence, languages, keyboard."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

ZONES = ["pazhou-pilot-zone", "zhongda-valley", "haizhu-culture-circle"]


def test_zones_are_drawn_and_nothing_leaves_the_page(open_page, page_url):
    page = open_page(page_url)
    for zone in ZONES:
        box = page.locator(f'path.zone[data-place="{zone}"]').first.bounding_box()
        assert box["width"] > 50, zone
        assert box["height"] > 50, zone
    names = page.locator(".label-zone").all_text_contents()
    assert len(names) == 3
    assert page.title() == "数字经济区图集 · 海珠"


def test_click_on_a_sub_zone_shows_its_card_with_a_quote(open_page, page_url):
    page = open_page(f"{page_url}#v=14/23.1075/113.335")
    page.locator('path.sub-zone[data-place="pazhou-west"]').click()
    card = page.locator('[data-card="pazhou-west"]')
    assert card.locator("h2").inner_text() == "琶洲西区"
    line = card.locator(".positioning li", has_text="人工智能与数字经济聚集区")
    line.locator(".quote-mark").first.click()
    page.wait_for_selector(".passage mark.current")
    assert "人工智能与数字经济聚集区" in "".join(page.locator(".passage mark.current").all_text_contents())
    assert page.locator(".passage mark.current").first.is_visible()


def test_evidence_steps_through_a_document_and_back_to_the_map(open_page, page_url, until):
    page = open_page(f"{page_url}#s=pazhou-west")
    page.locator(".positioning .quote-mark").first.click()
    page.wait_for_selector(".passage mark.current")
    before = page.evaluate("location.hash")
    # The quote may be the last of its document: then the step is back.
    page.locator("#evidence-next:enabled, #evidence-previous:enabled").first.click()
    until(page, "before => location.hash !== before", before)
    page.wait_for_selector(".passage mark.current")
    # Any marked phrase leads on: to its statement, and from there to the map.
    page.locator(".passage mark").first.click()
    page.wait_for_selector(".passage mark.current")
    page.keyboard.press("Escape")
    assert page.locator("#drawer").is_hidden()


STRAY = """([wanted, own]) => { const found = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const node = walk.currentNode;
    if (new RegExp(wanted).test(node.data) && !node.parentElement.closest(`[lang="${own}"], script, noscript, #lang, .label-layer`)) found.push(node.data.trim()); }
  return found; }"""
NAMES = ("OpenStreetMap", "GeoJSON")


@pytest.mark.parametrize(
    "view", ["#s=pazhou-west", "#t=figures", "#t=industries", "#t=documents", "#t=table", ""]
)
def test_no_language_leaks_into_the_other(open_page, inline_file, view):
    """Words of the other language stand only where a document's or a place's own words do, and are marked so."""
    page = open_page(inline_file.as_uri() + view, lang="en")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate(STRAY, ["[\\u4e00-\\u9fff]", "zh-Hans"]) == []
    page.locator("#lang").click()
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    stray = page.evaluate(STRAY, ["[A-Za-z]{4,}", "en"])
    # A source's title may mix both.
    assert [text for text in stray if not any(name in text for name in NAMES) and text.isascii()] == []


def test_language_is_switched_on_the_card(open_page, page_url):
    page = open_page(f"{page_url}#s=pazhou-west", lang="en")
    assert page.locator("[data-card] h2").inner_text() == "Pazhou West"
    assert page.title() == "Zone Atlas · Haizhu"
    page.locator("#lang").click()
    assert page.locator("[data-card] h2").inner_text() == "琶洲西区"


def test_every_zone_and_site_is_reached_by_keyboard_in_west_east_order(open_page, page_url):
    page = open_page(f"{page_url}#v=16/23.1075/113.335")
    for selector in ("path.sub-zone", ".site"):
        nodes = page.locator(f"{selector}[data-place]")
        assert nodes.count() > 2
        for index in range(nodes.count()):
            node = nodes.nth(index)
            assert node.get_attribute("tabindex") == "0"
            assert node.get_attribute("role") == "button"
            assert node.get_attribute("aria-label")
    order = page.evaluate(
        """() => { const at = Object.fromEntries(JSON.parse(document.getElementById('atlas-data')?.textContent || '{"places":[]}').places.map(p => [p.id, p.label && p.label[0]]));
        return [...document.querySelectorAll('.site')].map(n => at[n.dataset.place]).filter(x => x !== undefined); }"""
    )
    assert order == sorted(order)
    first = page.locator("path.sub-zone[data-place]").first
    wanted = first.get_attribute("data-place")
    first.focus()
    page.keyboard.press("Enter")
    assert page.locator(f'[data-card="{wanted}"]').count() == 1


@pytest.mark.parametrize("query", ["琶洲西", "Pazhou West", "pazhouxi", "pzxq", "琶洲西区"])
def test_search_finds_by_chinese_english_pinyin_and_initials(open_page, inline_file, query):
    page = open_page(inline_file)
    page.locator("#search").fill(query)
    assert page.locator('.results [data-place-link="pazhou-west"]').count() == 1
    page.locator("#search").press("Enter")
    assert page.locator("[data-card]").count() == 1


def test_state_is_in_the_address_and_comes_back(open_page, page_url):
    page = open_page(page_url)
    page.locator('[data-place-link="zhongda-valley"]').click()
    page.locator("#theme").click()
    page.locator("#year").fill("2020")
    page.locator("#layers summary").click()
    page.get_by_label("道路").uncheck()
    address = page.evaluate("location.href")
    again = open_page(address)
    assert again.locator('[data-card="zhongda-valley"]').count() == 1
    assert again.evaluate("document.documentElement.dataset.theme") == "dark"
    assert again.locator("#year").input_value() == "2020"
    assert again.locator(".pane-roads path").count() == 0


@pytest.mark.parametrize(
    "bad", ["#v=NaN/x/y&s=%E0%A4%A&y=99999&c=<script>&l=xx&t=nothing", "#&&&==", "#s=no-such-place&e=s-none"]
)
def test_malformed_addresses_do_no_harm(open_page, inline_file, bad):
    page = open_page(inline_file.as_uri() + bad)
    assert page.locator("path.zone").count() == 3
    assert page.locator("[data-card]").count() == 0


def test_embed_shows_the_map_alone(open_page, page_url):
    page = open_page(f"{page_url}?embed=1")
    assert page.locator(".topbar").is_hidden()
    assert page.locator("#panel").is_hidden()
    assert page.locator("#stamp").is_visible()
    page.locator('path.zone[data-place="zhongda-valley"]').first.focus()
    page.keyboard.press("Enter")
    assert page.locator('[data-card="zhongda-valley"]').is_visible()


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (720, 450), (1024, 768)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_cut_off_on_narrow_screens(open_page, inline_file, size, lang):
    page = open_page(f"{inline_file.as_uri()}#s=pazhou-west", size=size, lang=lang)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate(
        "document.getElementById('panel-body').scrollWidth <= document.getElementById('panel-body').clientWidth"
    )
    for name in ("#lang", "#theme", "#share"):
        box = page.locator(name).bounding_box()
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= size[0], name


def test_a_page_whose_data_cannot_be_read_says_so(open_page, served_url):
    page = open_page(served_url, ready=False, clean=False)
    page.context.route("**/data.json*", lambda route: route.fulfill(status=503, body="busy"))
    page.reload()
    alert = page.locator(".failure[role=alert]")
    alert.wait_for()
    assert "503" in alert.inner_text()


def test_long_lists_are_made_when_they_are_opened(open_page, inline_file, until):
    page = open_page(inline_file)
    folded = page.locator("details.tree").last
    assert folded.locator("li").count() == 0
    folded.locator("summary").click()
    until(page, "document.querySelector('.tree-root > li:last-child details.tree ul').childElementCount > 0")
    folded.locator("[data-place-link]").first.click()
    assert page.locator("[data-card]").count() == 1
