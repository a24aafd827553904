"""Tools of the page: measuring, where-am-I, tiles on two datums, comparing, filters, years, downloads, print."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import struct
import zlib

import pytest
from pyproj import Geod

from geo.datum import wgs84_to_gcj02
from maps.page import build_page

pytestmark = pytest.mark.browser
GEOD = Geod(ellps="WGS84")
TILE = 256
TOWER = (113.3191, 23.1090)  # 广州塔, WGS84


def test_measured_length_and_area_are_geodesic(open_page, page_url, lang):
    page = open_page(f"{page_url}#v=14/23.09/113.33", lang=lang)
    page.locator("#tool-measure").click()
    corners = [(300, 200), (600, 220), (580, 500)]
    frame = page.locator(".folium-map").bounding_box()
    for x, y in [*corners, corners[0]]:
        page.mouse.click(frame["x"] + x, frame["y"] + y)
    points = page.evaluate(
        "corners => corners.map(([x, y]) => { const at = map_atlas.containerPointToLatLng([x, y]); return [at.lng, at.lat]; })",
        corners,
    )
    area, length = GEOD.polygon_area_perimeter(*zip(*points, strict=True))
    text = page.locator("#measured").inner_text()
    shown_length, shown_area = (float(value) for value in re.findall(r"([\d.]+) km", text))
    assert shown_length == pytest.approx(length / 1000, abs=0.006)
    assert shown_area == pytest.approx(abs(area) / 1e6, abs=0.0006)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("113.3191 23.1090", "canton-tower-area"),
        ("113.3594 23.1025", "pazhou-mid-1"),
        ("113.3411,23.1078", "pazhou-west"),
        ("广州塔", "canton-tower-area"),
    ],
)
def test_where_am_i_names_the_zone_and_its_certainty(open_page, page_url, text, place):
    page = open_page(page_url)
    page.locator("#tool-where").click()
    page.locator("#where-input").fill(text)
    page.locator("#where-input").press("Enter")
    answer = page.locator("#where-answer li").first
    assert answer.locator(f'[data-place-link="{place}"]').count() == 1
    assert re.search(r"可能性 \d+ %", answer.inner_text())


def test_a_site_asked_for_by_name_brings_its_own_accuracy(open_page, inline_file, atlas):
    """琶醍 stands on the quay, at the limit of 琶洲西区: neither surely inside nor surely out."""
    site = atlas.collections["sites"].feature("party-pier")
    rows = {row["place_id"]: row for row in site.properties["zones"]}
    page = open_page(inline_file)
    page.locator("#tool-where").click()
    page.locator("#where-input").fill("琶醍")
    page.locator("#where-input").press("Enter")
    answer = page.locator('#where-answer li:has([data-place-link="pazhou-west"])').inner_text()
    shown = int(re.search(r"可能性 (\d+) %", answer)[1])
    assert abs(shown - 100 * rows["pazhou-west"]["probability"]) <= 3


def test_where_refuses_what_is_no_position(open_page, inline_file):
    page = open_page(inline_file)
    page.locator("#tool-where").click()
    page.locator("#where-input").fill("somewhere")
    page.locator("#where-input").press("Enter")
    assert page.locator(".tool-note .bad").count() == 1


HIDE_VECTORS = """() => { for (const pane of Object.values(map_atlas.getPanes())) if (!/map-pane|pane-tiles/.test(pane.className)) pane.style.display = 'none'; }"""
LOOK = """([lon, lat, zoom]) => { map_atlas.setView([lat, lon], zoom, { animate: false }); map_atlas.panBy([260, -170], { animate: false }); }"""
LOADED = """() => { const tiles = [...document.querySelectorAll('.pane-tiles .leaflet-tile-loaded')], all = document.querySelectorAll('.pane-tiles img');
  return tiles.length > 3 && tiles.length === all.length; }"""


def marked_tile(x, y, zoom, point):
    """A white PNG tile with a black dot where ``point`` (longitude, latitude in the tiles' datum) falls in it."""
    lon, lat = point
    world = TILE * 2**zoom
    px = (lon + 180) / 360 * world - x * TILE
    merc = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    py = (1 - merc / math.pi) / 2 * world - y * TILE
    rows = bytearray()
    for row in range(TILE):
        rows.append(0)
        for column in range(TILE):
            near = abs(column + 0.5 - px) <= 2 and abs(row + 0.5 - py) <= 2
            rows += b"\x00\x00\x00" if near else b"\xff\xff\xff"

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", TILE, TILE, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 1))
        + chunk(b"IEND", b"")
    )


DARK_MIDDLE = """async bytes => {
  const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(image.width, image.height); const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height); let n = 0, sx = 0, sy = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] < 90 && data[i + 1] < 90 && data[i + 2] < 90) { const p = i / 4; n += 1; sx += p % image.width + 0.5; sy += Math.floor(p / image.width) + 0.5; }
  return [n, sx / n, sy / n]; }"""


@pytest.mark.parametrize("provider", ["osm", "amap"])
def test_tiles_line_up_within_a_pixel(open_page, page_url, lang, provider, until):
    """A dot drawn on tiles at the tower's place in their own datum appears at the tower, also away from the centre."""
    lon, lat = TOWER
    point = TOWER if provider == "osm" else tuple(float(v) for v in wgs84_to_gcj02(lon, lat))
    page = open_page(page_url, lang=lang, clean=False)

    def answer(route):
        url = route.request.url
        if provider == "osm":
            z, x, y = (int(v) for v in re.search(r"/(\d+)/(\d+)/(\d+)\.png", url).groups())
        else:
            x, y, z = (int(re.search(rf"[?&]{name}=(\d+)", url)[1]) for name in "xyz")
        route.fulfill(status=200, content_type="image/png", body=marked_tile(x, y, z, point))

    page.context.route(re.compile("openstreetmap|autonavi"), answer)
    page.evaluate(HIDE_VECTORS)
    page.locator("#layers summary").click()
    page.locator("#base-map").select_option(provider)
    page.locator("#layers summary").click()
    box = page.locator(".folium-map").bounding_box()
    # Every zoom in one form of the page and one language, the ends and the middle in the others.
    whole = lang == "zh" and page_url.startswith("file")
    for zoom in range(10, 19) if whole else (10, 14, 18):
        page.evaluate(LOOK, [lon, lat, zoom])
        until(page, LOADED)
        wanted = page.evaluate(
            "([lon, lat]) => { const p = map_atlas.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
            [lon, lat],
        )
        half = 40
        corner = [round(value) - half for value in wanted]
        shot = page.screenshot(
            clip={"x": box["x"] + corner[0], "y": box["y"] + corner[1], "width": 2 * half, "height": 2 * half}
        )
        count, x, y = page.evaluate(DARK_MIDDLE, list(shot))
        assert count > 4, zoom
        assert abs(corner[0] + x - wanted[0]) <= 1, zoom
        assert abs(corner[1] + y - wanted[1]) <= 1, zoom
    assert page.locator("#tile-note").is_visible()
    assert ("GCJ-02" in page.locator("#tile-note").inner_text()) == (provider == "amap")


def test_published_page_without_approval_offers_no_tiles(open_page, atlas, tmp_path):
    path = tmp_path / "published.html"
    path.write_text(build_page(atlas, "inline", published=True).html, encoding="utf-8")
    page = open_page(f"{path.as_uri()}#b=amap")
    assert page.locator(".pane-tiles img").count() == 0
    assert "审图号" in page.locator("#tile-note").inner_text()


def test_two_zones_side_by_side(open_page, page_url):
    page = open_page(f"{page_url}#c=pazhou-west~pazhou-south")
    heads = page.locator("#compare thead .link").all_text_contents()
    assert heads == ["琶洲西区", "琶洲南区"]
    assert page.locator("#compare tbody tr").count() >= 4
    page.locator("#compare .quote-mark").first.click()
    page.wait_for_selector(".passage mark.current")


def test_two_documents_side_by_side(open_page, inline_file):
    page = open_page(f"{inline_file.as_uri()}#t=documents")
    page.locator("[data-compare]").nth(0).click()
    page.locator("#compare select").select_option(index=1)
    assert page.locator("#compare thead th").count() == 2
    assert page.locator("#compare .quote-mark").count() > 3
    # A place does not stand beside a document.
    page.locator("#tab-places").click()
    page.locator('[data-place-link="zhongda-valley"]').first.click()
    page.get_by_role("button", name="加入对比").click()
    assert page.locator("#compare thead .link").all_text_contents() == ["中大国际创新生态谷"]


def test_filters_hold_for_map_and_table_alike(open_page, inline_file):
    page = open_page(f"{inline_file.as_uri()}#t=table&k=park&v=17/23.1/113.33")
    kinds = page.evaluate(
        "() => { const d = JSON.parse(document.getElementById('atlas-data').textContent); return d.places.filter(p => p.coll === 'sites' && p.symbol === 'park').length; }"
    )
    sites = page.locator("tr[data-row]").evaluate_all(
        "rows => rows.filter(r => r.cells[1].textContent === '点位').length"
    )
    assert sites == kinds
    assert set(
        page.locator(".site").evaluate_all(
            "nodes => nodes.map(n => n.getAttribute('aria-label').split(', ')[1])"
        )
    ) <= {"园区"}


def test_a_year_keeps_only_its_figures(open_page, page_url):
    page = open_page(f"{page_url}#s=haizhu&y=2020")
    periods = page.locator(".card-figures td.period").all_text_contents()
    assert periods
    assert all("2020" in text or "–" in text for text in periods)
    assert "2020" in page.locator(".time-label").inner_text()


def test_every_figure_on_the_card_says_actual_target_or_policy(open_page, inline_file):
    page = open_page(f"{inline_file.as_uri()}#s=haizhu")
    for row in page.locator(".card-figures tbody tr").all():
        assert row.locator(".period .sr").inner_text() in ("实际", "目标", "政策")


def test_downloads_are_valid_files(open_page, page_url):
    page = open_page(f"{page_url}#t=table")
    with page.expect_download() as caught:
        page.locator('[data-download="places.geojson"]').click()
    collection = json.loads(caught.value.path().read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    west = next(feature for feature in collection["features"] if feature["id"] == "pazhou-west")
    assert west["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert west["properties"]["name_zh"] == "琶洲西区"
    with page.expect_download() as caught:
        page.locator('[data-download="statements.csv"]').click()
    rows = list(csv.DictReader(io.StringIO(caught.value.path().read_bytes().decode("utf-8-sig"), newline="")))
    assert len(rows) > 100
    assert all(row["quote"] and row["doc"] and row["start"] for row in rows)


def test_share_dialog_gives_link_and_embed(open_page, page_url):
    page = open_page(f"{page_url}#s=pazhou-west")
    page.locator("#share").click()
    assert page.locator("#share-link").input_value().endswith("#s=pazhou-west")
    assert "embed=1" in page.locator("#share-embed").input_value()
    page.keyboard.press("Escape")
    assert page.locator("#share-dialog").is_hidden()


@pytest.mark.parametrize(("paper", "width", "height"), [("a4", 842, 595), ("a3", 1191, 842)])
def test_print_gives_the_map_on_a_sheet_with_its_legend(open_page, inline_file, paper, width, height):
    page = open_page(inline_file)
    page.evaluate(
        "paper => { document.body.dataset.paper = paper; dispatchEvent(new Event('beforeprint')); }", paper
    )
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert boxes
    for box in boxes:
        assert float(box[0]) == pytest.approx(width, abs=2)
        assert float(box[1]) == pytest.approx(height, abs=2)
    assert len(boxes) == 1
    # Chromium has told the page that printing is over; once more, to look at the sheet itself.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#legend-body").is_visible()
    assert page.locator("#stamp").is_visible()
    assert page.locator(".topbar").is_hidden()


def test_tiles_that_do_not_come_are_owned_up_to(open_page, inline_file):
    page = open_page(f"{inline_file.as_uri()}#b=osm", clean=False)
    page.wait_for_selector("#tile-error")
    assert page.locator("#tile-error").count() == 1
    assert page.locator("path.zone").count() == 3


def test_charts_set_target_beside_actual(open_page, inline_file):
    page = open_page(f"{inline_file.as_uri()}#t=figures")
    chart = page.locator('[data-indicator="digital-core-revenue"] .chart')
    assert chart.locator(".bar-year").all_text_contents() == ["2020", "2025"]
    actual, target = (bar.bounding_box()["width"] for bar in chart.locator(".bar").all())
    assert actual / target == pytest.approx(793.24 / 1350, abs=0.02)
    assert chart.locator(".bar-actual").count() == chart.locator(".bar-target").count() == 1


@pytest.mark.parametrize("tab", ["places", "figures", "industries", "documents", "table"])
def test_the_page_itself_never_scrolls(open_page, inline_file, tab):
    """Only the panel does: nothing hidden for screen readers may stretch the page."""
    page = open_page(f"{inline_file.as_uri()}#t={tab}")
    page.evaluate("[...document.querySelectorAll('#panel-body *')].pop().scrollIntoView()")
    assert page.evaluate("document.scrollingElement.scrollTop + document.body.scrollTop") == 0
