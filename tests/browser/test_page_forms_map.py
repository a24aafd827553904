"""Cartography and base maps, as one file and served, in Chinese and English.

The network is cut off and the console is watched (``open_page``). Tests are numbered as the items of the page's
specification; what is compared comes from the atlas itself, not from what the page was given.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from maps.page import build_page
from maps.strings import translator
from maps.style import LINES, ZONES, Basis, Theme

pytestmark = pytest.mark.browser

STYLE_OF = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def features(atlas, name):
    return atlas.collections[name].features


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_1_own_base_map_zones_by_colour_and_pattern_on_both_grounds(open_page, page_url, atlas, lang, theme):
    page = open_page(page_url, lang=lang, theme=theme.value)
    for name in ("land", "water", "green", "roads", "metro", "district-lines"):
        assert page.locator(f".pane-{name} path").count() >= 1, name
    # The reaches of the river are one surface: no line where two meet.
    assert page.locator(".pane-water path.water").count() == 1
    fills = {
        page.evaluate(STYLE_OF, [f'path.zone[data-place="{row.id}"]', "fill"])
        for row in features(atlas, "zones")
    }
    assert fills == {rgb(zone.fill.on(theme)) for zone in ZONES[:3]}
    assert page.evaluate(STYLE_OF, ["path.pattern", "display"]) == "none"
    page.locator("#layers summary").click()
    page.get_by_label(translator(lang)("layer.patterns")).check()
    patterns = page.locator("path.pattern").evaluate_all(
        "nodes => nodes.map(n => getComputedStyle(n).display + getComputedStyle(n).fill)"
    )
    assert len(set(patterns)) == 3
    assert all(re.fullmatch(r'inline.*url\("?#pattern-\w+"?\).*', text) for text in patterns)


LINES_DRAWN = """() => [...document.querySelectorAll('.pane-edges path')].map(n => { const s = getComputedStyle(n);
  return [n.getAttribute('class').match(/edge-(stated|neighbour|proxy|inferred|schematic)/)[1], n.classList.contains('edge-zone'), parseFloat(s.strokeWidth), s.strokeDasharray]; })"""


def test_1_boundaries_are_drawn_by_what_they_stand_on(open_page, page_url, atlas, lang):
    """Stated edges solid, proxy and inferred dashed; schematic ones a band as wide on the ground as its accuracy."""
    page = open_page(f"{page_url}#v=14/23.09/113.31", lang=lang)
    seen = {}
    for basis, is_zone, width, dash in page.evaluate(LINES_DRAWN):
        seen.setdefault(basis, set()).add(dash)
        if is_zone:
            assert width == LINES[Basis(basis)].width_px
    assert set(seen) == {row.properties["basis"] for row in features(atlas, "edges")} & set(seen)
    for basis, dashes in seen.items():
        assert (dashes == {"none"}) == (not LINES[Basis(basis)].dash_px), basis
    accuracies = {
        row.properties["accuracy_m"]
        for row in features(atlas, "edges")
        if row.properties["basis"] == "schematic"
    }
    widths, per_pixel = page.evaluate(
        "ZoneAtlas.ready.then(app => [[...document.querySelectorAll('.edge-band')].map(n => parseFloat(n.getAttribute('stroke-width'))),"
        " 40075016.686 * Math.cos(app.map.getCenter().lat * Math.PI / 180) / 2 ** (app.map.getZoom() + 8)])"
    )
    assert widths
    wanted = [min(90, max(5, 2 * metres / per_pixel)) for metres in accuracies]
    assert all(any(abs(width - one) < 0.5 for one in wanted) for width in widths)


NAMES = """() => [...document.querySelectorAll('.label:not(.label-water)')].map(n => { const b = n.getBoundingClientRect(), s = getComputedStyle(n.querySelector('text'));
  return [n.getAttribute('class'), b.left, b.top, b.right, b.bottom, parseFloat(s.fontSize), s.paintOrder, parseFloat(s.strokeWidth)]; })"""


def test_1_names_stand_apart_in_their_ranks_at_every_zoom(open_page, page_url, lang):
    """No two names touch; zones are larger than sub-zones, those than sites; each has a halo; none is cut off."""
    page = open_page(page_url, lang=lang)
    frame = page.locator(".folium-map").bounding_box()
    sizes = {}
    for zoom in (12, 13.5, 15, 16.5):
        page.evaluate(f"map_atlas.setView([23.1035, 113.345], {zoom}, {{ animate: false }})")
        names = page.evaluate(NAMES)
        assert names
        for index, (kind, left, top, right, bottom, size, order, halo) in enumerate(names):
            sizes.setdefault(kind.split()[1], set()).add(size)
            assert order.startswith("stroke")
            assert halo >= 2
            assert left >= frame["x"] - 4
            assert right <= frame["x"] + frame["width"] + 4
            for other in names[index + 1 :]:
                # The halo may touch, the letters not.
                apart = (
                    left >= other[3] - 4
                    or other[1] >= right - 4
                    or top >= other[4] - 4
                    or other[2] >= bottom - 4
                )
                assert apart, (zoom, kind, other[0])
    assert max(sizes["label-zone"]) > max(sizes["label-sub"]) > max(sizes["label-site"])


def test_1_sites_have_symbols_by_kind_and_clusters_that_count_them_all(open_page, page_url, atlas, lang):
    page = open_page(page_url, lang=lang)
    total = 0
    for node in page.locator(".cluster, .site").all():
        total += (
            int(node.locator(".cluster-count").inner_text())
            if "cluster" in node.get_attribute("class")
            else 1
        )
    assert total == len(features(atlas, "sites"))
    page.locator("#legend summary").click()
    shapes = page.locator(".legend-symbols .symbol-shape").evaluate_all(
        "nodes => nodes.map(n => n.getAttribute('d') + getComputedStyle(n).fill)"
    )
    assert len(shapes) == len(set(shapes)) >= 6
    words = page.locator("#legend-body li").all_inner_texts()
    assert len(words) == len(set(words))
    bases = {row.properties["basis"] for row in features(atlas, "edges")}
    assert {translator(lang)(f"basis.{basis}") for basis in bases} <= set(words)


def test_1_scale_north_source_and_stamp(open_page, page_url, lang, t):
    page = open_page(f"{page_url}#v=13/23.09/113.33", lang=lang)
    number, unit = page.locator("#scale-text").inner_text().split()
    width = page.locator("#scale-bar").bounding_box()["width"]
    ground = page.evaluate(
        f"(() => {{ const y = map_atlas.getSize().y / 2, at = x => map_atlas.containerPointToLatLng([x, y]); return map_atlas.distance(at(200), at(200 + {width})); }})()"
    )
    assert ground == pytest.approx(float(number) * (1000 if unit == "km" else 1), rel=0.02)
    assert page.locator(".north").get_attribute("aria-label") == t("map.north")
    assert page.locator("#stamp").inner_text() == t("stamp.draft")
    assert page.locator("#credit").inner_text() == t("credit")


@pytest.mark.parametrize("mode", ["inline", "served"])
def test_1_approval_number_and_refusal_of_tiles_without_one(open_page, atlas, serve, tmp_path, mode, lang, t):
    def url_of(built):
        if mode == "served":
            return serve(built)
        path = tmp_path / "page.html"
        path.write_text(built.html, encoding="utf-8")
        return path.as_uri()

    page = open_page(f"{url_of(build_page(atlas, mode, published=True))}#b=amap", lang=lang)
    assert page.locator(".pane-tiles img").count() == 0
    assert page.locator("#tile-note").inner_text() == t("base.refused")
    manifest = {**atlas.manifest, "project": {**atlas.manifest["project"], "map_approval": "粤S(2026)001号"}}
    approved = replace(atlas, manifest=manifest)
    page = open_page(url_of(build_page(approved, mode, published=True)), lang=lang)
    assert page.locator("#stamp").inner_text().endswith("粤S(2026)001号")
    page.locator("#layers summary").click()
    assert page.locator("#base-map option").count() == 6


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
SHAPES = (
    "[...document.querySelectorAll('.pane-zones path, .pane-sub-zones path')].map(n => n.getAttribute('d'))"
)


def test_2_every_provider_is_offered_noted_and_leaves_the_vectors_alone(open_page, page_url, lang, t):
    """Tiles are answered locally: the right hosts are asked, 天地图 with the reader's key for map and annotation."""
    page = open_page(f"{page_url}#v=13/23.09/113.33", lang=lang, clean=False)
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="image/png", body=PIXEL)

    page.context.route(re.compile("^https://"), answer)
    vectors = page.evaluate(SHAPES)
    page.locator("#layers summary").click()
    assert page.locator("#base-map").input_value() == "none"
    hosts = {"osm": "tile.openstreetmap.org", "amap": "autonavi.com", "tencent": "gtimg.com", "tianditu-vec": "tianditu.gov.cn", "tianditu-img": "tianditu.gov.cn"}  # fmt: skip
    for provider, host in hosts.items():
        asked.clear()
        page.locator("#base-map").select_option(provider)
        if provider.startswith("tianditu"):
            field = page.locator(".key-field input")
            if not field.input_value():
                assert asked == []
            field.fill("k-1 2")
            field.press("Tab")
        page.wait_for_selector(".pane-tiles .leaflet-tile-loaded")
        assert asked
        assert all(host in url for url in asked), provider
        if provider.startswith("tianditu"):
            assert all("tk=k-1%202" in url for url in asked)
            layers = {re.search(r"LAYER=(\w+)", url)[1] for url in asked}
            assert layers == ({"vec", "cva"} if provider.endswith("vec") else {"img", "cia"})
        assert page.locator("#tile-note").is_visible()
        assert (t("base.shifted") in page.locator("#tile-note").inner_text()) == (
            provider in ("amap", "tencent")
        )
        assert page.evaluate(SHAPES) == vectors
    page.locator("#base-map").select_option("none")
    assert page.locator("#tile-note").is_hidden()
