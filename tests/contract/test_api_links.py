"""Every link from the landing page, in JSON and in HTML, in both languages: none is dead, each has its type."""

from __future__ import annotations

import re
from urllib.parse import urldefrag

import html5lib
import pytest

from maps.evidence import marked_text

BASE = "http://testserver"
# Where a link leads out of the server on purpose.
OUTSIDE = re.compile(r"https://opendatacommons\.org/")


def json_links(node):
    if isinstance(node, dict):
        if isinstance(node.get("href"), str) and "rel" in node:
            yield node["href"], node.get("type")
        for value in node.values():
            yield from json_links(value)
    elif isinstance(node, list):
        for value in node:
            yield from json_links(value)


def test_every_json_link_is_alive_and_of_its_type(client):
    waiting, seen = [(f"{BASE}/", "application/json")], set()
    while waiting:
        href, media_type = waiting.pop()
        href = urldefrag(href)[0]
        if (href, media_type) in seen or "{" in href:
            continue
        seen.add((href, media_type))
        assert href.startswith(BASE), href
        reply = client.get(href, headers={"accept": media_type or "*/*"})
        assert reply.status_code == 200, (href, reply.text[:300])
        if media_type:
            assert reply.headers["content-type"].split(";")[0] == media_type.split(";")[0], href
        if "json" in reply.headers["content-type"]:
            waiting.extend(json_links(reply.json()))
    assert len(seen) > 70


def tree_of(text):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_html_link_is_alive_and_every_page_is_valid(client, lang):
    waiting, seen, pages = [f"{BASE}/?lang={lang}"], {}, {}
    headers = {"accept": "text/html,*/*;q=0.1", "accept-language": lang}
    while waiting:
        href = waiting.pop()
        address = urldefrag(href)[0]
        if address in seen:
            continue
        assert address.startswith(BASE), address
        reply = client.get(address, headers=headers)
        seen[address] = reply
        assert reply.status_code == 200, (address, reply.text[:300])
        if not reply.headers["content-type"].startswith("text/html"):
            continue
        tree = tree_of(reply.text)
        pages[address] = tree
        if "/map" not in address and "lang=" not in address:
            assert tree.get("lang").startswith(lang), address
        for element in tree.iter():
            for name in ("href", "src"):
                target = element.get(name)
                if not target or target.startswith(("#", "data:")) or OUTSIDE.match(target):
                    continue
                full = target if "://" in target else f"{BASE}/{target.removeprefix('./').lstrip('/')}"
                # One page is enough of what differs only by language.
                if f"lang={'en' if lang == 'zh' else 'zh'}" not in full and "/map" not in address:
                    waiting.append(full)
    assert len(pages) > 40


def test_quotes_link_to_an_anchor_that_exists(client):
    tree = tree_of(client.get("/collections/sites/items/park-d?f=html").text)
    anchors = [a.get("href") for a in tree.iter("a") if "#s-" in (a.get("href") or "")]
    assert anchors
    for href in anchors:
        address, fragment = urldefrag(href)
        page = tree_of(client.get(address, headers={"accept": "text/html"}).text)
        assert any(element.get("id") == fragment for element in page.iter()), href


def test_values_are_escaped(client):
    page = client.get("/collections/sites/items/park-d?f=html").text
    assert "<云计算>" not in page
    assert "&lt;云计算&gt;" in page


@pytest.mark.parametrize("path", ["/", "/collections", "/collections/zones", "/collections/zones/items", "/collections/zones/items/zone-a", "/statements", "/conformance", "/coverage", "/agreements", "/places/zone-a", "/statements/s-000000000001", "/api.html", "/where?lon=113.32&lat=23.07"])  # fmt: skip
def test_no_english_leaks_into_chinese_pages(client, path):
    """The page's own words: whatever is not data, code or marked as another language."""
    tree = tree_of(client.get(path, headers={"accept": "text/html", "accept-language": "zh"}).text)
    words = set()

    def visit(element):
        if element.tag in {"script", "style", "code", "details", "dd", "td", "cite"} or not isinstance(
            element.tag, str
        ):
            return
        if (element.get("lang") or "zh").startswith("zh"):
            words.update(re.findall(r"[A-Za-z]{4,}", element.text or ""))
        for child in element:
            visit(child)
            words.update(re.findall(r"[A-Za-z]{4,}", child.tail or ""))

    visit(tree.find("body"))
    data = {"OpenAPI", "JSON", "OpenStreetMap", "ODbL", "geojson", "json", "gpkg", "jsonfg", "parquet", "html", "text", "openapi", "schema", "Café", "Capabilities", "Collections", "Data", "Evidence", "Tiles", "Styles", "Zone", "http", "spec", "opengis", "conf"}  # fmt: skip
    assert not {w for w in words if w not in data and not w.startswith("geo")}, words - data


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lang_and_accept_language_choose_the_words(client, lang):
    by_parameter = client.get(f"/collections?lang={lang}").json()["title"]
    by_header = client.get("/collections", headers={"accept-language": f"{lang};q=0.9, fr"}).json()["title"]
    assert by_parameter == by_header == {"zh": "数据集", "en": "Collections"}[lang]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["/", "/collections/zones", "/collections/zones/items", "/collections/zones/items/zone-a", "/documents/900_test", "/places/zone-a"])  # fmt: skip
def test_pages_for_people_have_a_map_breadcrumbs_languages_and_a_description(client, lang, path):
    tree = tree_of(client.get(path, params={"lang": lang, "f": "html"}).text)
    frame = next(tree.iter("iframe"))
    assert frame.get("src").startswith(f"{BASE}/map?embed=1#l={lang}")
    assert frame.get("title")
    crumbs = [
        a.get("href") for a in next(ol for ol in tree.iter("ol") if ol.get("class") == "crumbs").iter("a")
    ]
    assert crumbs[0] == f"{BASE}/"
    languages = next(ul for ul in tree.iter("ul") if ul.get("class") == "languages")
    assert [a.get("hreflang") for a in languages.iter("a")] == ["zh", "en"]
    assert next(a for a in languages.iter("a") if a.get("aria-current")).get("hreflang") == lang
    assert next(meta for meta in tree.iter("meta") if meta.get("name") == "description").get("content")


def test_the_embedded_map_is_embedded_before_any_script_runs(client):
    assert '<body class="embed">' in client.get("/map?embed=1").text
    assert '<body class="embed">' not in client.get("/map").text


def test_headings_of_a_document_pass_over_no_level():
    sections = [
        {"title": title, "level": level, "start": "一二三四".index(title)}
        for title, level in zip("一二三四", (1, 3, 2, 3), strict=True)
    ]
    levels = [int(level) for level in re.findall(r"<h(\d)", marked_text("一二三四", [], sections))]
    assert levels == [2, 3, 3, 4]
