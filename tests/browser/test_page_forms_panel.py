"""Panel, card, time and comparing, as one file and served, in Chinese and English.

The network is cut off and the console is watched (``open_page``). Tests are numbered as the items of the page's
specification; what is compared comes from the atlas itself, not from what the page was given.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from maps.page import build_page

pytestmark = pytest.mark.browser

STYLE_OF = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"


def features(atlas, name):
    return atlas.collections[name].features


def test_3_tree_leads_from_zones_to_their_parts_and_sites(open_page, page_url, atlas, lang):
    page = open_page(page_url, lang=lang)
    zones = page.locator(".tree-root > li.level-0 > .tree-head [data-place-link]").evaluate_all(
        "nodes => nodes.map(n => n.dataset.placeLink)"
    )
    assert zones == ["pazhou-pilot-zone", "zhongda-valley", "haizhu-culture-circle"]
    parts = {row.id for row in features(atlas, "sub_zones") if row.properties["parent"] == zones[0]}
    first = page.locator(".tree-root > li.level-0").first
    shown = set(
        first.locator("[data-place-link]").evaluate_all("nodes => nodes.map(n => n.dataset.placeLink)")
    )
    assert parts < shown
    branch = first.locator("li:has(> .tree-head [data-place-link=pazhou-west])")
    branch.locator(".fold").first.click()
    inside = {row.id for row in features(atlas, "sites") if row.properties["sub_zone"] == "pazhou-west"}
    assert inside <= set(
        branch.locator("ul [data-place-link]").evaluate_all("nodes => nodes.map(n => n.dataset.placeLink)")
    )


def test_3_search_in_chinese_english_pinyin_initials_and_other_names(open_page, page_url, lang):
    page = open_page(page_url, lang=lang)
    wanted = dict.fromkeys(("琶洲西", "Pazhou West", "pazhouxi", "pzxq"), "pazhou-west")
    for query, place in {**wanted, "中大": "zhongda-valley"}.items():
        page.locator("#search").fill(query)
        assert page.locator(f'.results [data-place-link="{place}"]').count() == 1, query
    page.locator("#search").fill("qqqq")
    assert page.locator(".results li").count() == 0
    assert "qqqq" in page.locator("#panel-body [role=status]").inner_text()
    page.locator("#search").fill("琶洲西区")
    page.locator("#search").press("Enter")
    assert page.locator('[data-card="pazhou-west"]').count() == 1


def test_3_filters_by_kind_industry_document_and_status(open_page, page_url, atlas, lang):
    """Each filter leaves in the table and on the map what the atlas says it should."""
    page = open_page(f"{page_url}#t=table&v=12/23.09/113.33", lang=lang)
    sites = {row.id: row.properties for row in features(atlas, "sites")}
    by_id = atlas.statements_by_id
    industry = next(row["industry_ids"][0] for row in sites.values() if row["industry_ids"])
    document = next(doc for row in sites.values() for doc in row["documents"])
    wanted = {
        "kinds": ("park", {key for key, row in sites.items() if row["kind"] == "park"}),
        "industries": (industry, {key for key, row in sites.items() if industry in row["industry_ids"]}),
        "docs": (document, {key for key, row in sites.items() if document in row["documents"]}),
        "statuses": ("target", {key for key, row in sites.items() if any(by_id[one].get("status") == "target" for one in row["statement_ids"])}),
    }  # fmt: skip
    everything = {"kinds": [], "industries": [], "docs": [], "statuses": []}
    for name, (value, ids) in wanted.items():
        page.evaluate(
            "patch => ZoneAtlas.ready.then(app => app.store.set(patch))", {**everything, name: [value]}
        )
        shown = set(page.locator("tr[data-row]").evaluate_all("rows => rows.map(r => r.dataset.row)"))
        assert shown & set(sites) == ids, name
        counts = page.locator(".cluster-count").all_inner_texts()
        assert sum(map(int, counts)) + page.locator(".site").count() == len(ids), name
        assert page.locator(".filters .count").is_visible()
    # By hand, too.
    page.evaluate("patch => ZoneAtlas.ready.then(app => app.store.set(patch))", everything)
    page.locator(".filters summary").click()
    page.locator(".filters fieldset").first.locator("input").first.check()
    assert "k=" in page.evaluate("location.hash")


def test_3_figures_as_table_and_chart_matrix_conflicts_and_silence(open_page, page_url, atlas, lang, t):
    page = open_page(f"{page_url}#t=figures", lang=lang)
    rows = [row for row in atlas.statements if row["kind"] == "quantity" and row.get("indicator_id")]
    assert page.locator(".indicator").count() == len({row["indicator_id"] for row in rows})
    assert page.locator(".indicator tbody tr").count() == len(rows)
    chart = page.locator('[data-indicator="digital-core-revenue"] .chart').first
    assert chart.locator(".bar-actual").count() >= 1
    assert chart.locator(".bar-target").count() >= 1
    looks = [
        page.evaluate(STYLE_OF, [f".bar-{status}", "backgroundImage"]) for status in ("actual", "target")
    ]
    assert looks[0] == "none" != looks[1]
    assert page.locator(".chart li").count() == page.locator(".chart .quote-mark").count()
    # What is stated and what is not: every cell of the matrix is one or the other, and says so.
    silent = page.locator(".coverage td.silent")
    assert silent.first.locator("[role=img]").get_attribute("aria-label") == t("card.silence")
    columns = page.locator(".coverage thead th").count() - 1
    assert (
        silent.count() + page.locator(".coverage td.stated").count()
        == columns * page.locator(".coverage tbody tr").count()
    )
    shown = page.locator("[data-conflict]").evaluate_all("nodes => nodes.map(n => n.dataset.conflict)")
    assert set(shown) == {row["id"] for row in atlas.conflicts}
    assert all(page.locator(f'[data-conflict="{row}"] .lines li').count() >= 2 for row in shown[:5])
    page.locator("#tab-industries").click()
    columns = page.locator(".matrix thead th").count() - 1
    assert columns >= 3
    assert page.locator(".matrix td.has .quote-mark").count() == page.locator(".matrix td.has").count() > 0
    page.locator("#tab-documents").click()
    assert page.locator(".documents > li").count() == len(atlas.documents)


def test_4_card_tells_what_the_atlas_holds(open_page, page_url, atlas, lang, t):
    """Positioning, industries, figures, area and interval beside the stated one, accuracy, basis, agreements."""
    page = open_page(f"{page_url}#s=pazhou-west", lang=lang)
    row = atlas.collections["sub_zones"].feature("pazhou-west").properties
    card = page.locator('[data-card="pazhou-west"]')
    for more in iter(lambda: card.locator(".more"), None):
        if not more.count():
            break
        more.first.click()
    text = card.inner_text()
    for one in row["focus_industries"]:
        assert one in text
    pairs = card.locator(".pairs").inner_text()
    area, low, high = (
        float(value) for value in re.search(r"([\d.]+) km² \(([\d.]+)–([\d.]+)\)", pairs).groups()
    )
    drawn = [row[name] for name in ("area_km2", "area_low_km2", "area_high_km2")]
    assert [area, low, high] == pytest.approx(drawn, abs=0.0051)
    for stated in (one for one in row["agreements"] if one["test"] == "area"):
        assert f"{stated['stated_km2']:g} km²" in pairs
    assert float(re.search(r"±(\d+) m", pairs)[1]) == pytest.approx(row["accuracy_m"], abs=0.51)
    basis = card.locator(".basis-key").inner_text()
    for name, share in row["basis"].items():
        if share > 0.005:
            assert f"{t(f'basis.{name}')} {100 * share:.0f} %" in basis
    assert card.locator(".card-agreements li").count() == sum(
        one["test"] == "side" for one in row["agreements"]
    )
    assert card.locator(".card-silence").count() == 1
    page.evaluate("ZoneAtlas.ready.then(app => app.select('haizhu'))")
    card = page.locator('[data-card="haizhu"]')
    assert card.locator(".card-figures tbody tr").count() >= 5
    assert card.locator(".card-tasks li, .card-hosts li").count() >= 1
    assert card.locator(".chart .bar-target").count() >= 1


def test_4_a_value_opens_its_quote_with_section_and_leads_back_to_the_map(
    open_page, page_url, atlas, lang, t, until
):
    page = open_page(f"{page_url}#s=haizhu", lang=lang)
    rows = atlas.statements_by_id
    mark = next(
        one
        for one in page.locator(".card-figures .quote-mark").all()
        if rows[one.get_attribute("data-statement")]["section"]
    )
    row = rows[mark.get_attribute("data-statement")]
    mark.click()
    page.wait_for_selector(".passage mark.current")
    assert "".join(page.locator(".passage mark.current").all_text_contents()) == row["quote"]
    for part in row["section"]:
        assert part in page.locator(".section-path").inner_text()
    # From another highlighted phrase back to the map.
    other = page.evaluate(
        "doc => ZoneAtlas.ready.then(app => app.index.byDoc.get(doc).find(r => r.place_id === 'pazhou-pilot-zone').id)",
        row["doc"],
    )
    page.locator(f'.passage mark[data-ids~="{other}"]').first.click()
    until(page, "id => new URLSearchParams(location.hash.slice(1)).get('e') !== id", row["id"])
    place = page.evaluate(
        "ZoneAtlas.ready.then(app => app.index.statements.get(app.store.get().ev).place_id)"
    )
    page.locator("#drawer").get_by_role("button", name=t("evidence.show")).click()
    assert page.locator(f'[data-card="{place}"]').count() == 1
    assert page.locator("#drawer").is_visible()


def test_5_slider_tells_actual_from_target_over_the_periods(open_page, page_url, atlas, lang, t):
    page = open_page(f"{page_url}#s=haizhu", lang=lang)
    slider = page.locator("#year")
    assert slider.get_attribute("max") == "2035"
    for year in (2020, 2025):
        slider.fill(str(year))
        spans = [(row.get("status") or "actual", [int(y) for y in re.findall(r"\d{4}", row["period"])]) for row in atlas.statements if row["kind"] == "quantity" and row.get("period")]  # fmt: skip
        here = [status for status, years in spans if years[0] <= year <= years[-1]]
        count = {
            "actual": sum(one not in ("target", "policy") for one in here),
            "target": here.count("target"),
        }
        assert page.locator(".time-label").inner_text() == t("time.counts", year=year, **count)
        assert slider.get_attribute("aria-valuetext") == page.locator(".time-label").inner_text()
        for period in page.locator(".card-figures td.period").all_inner_texts():
            years = [int(y) for y in re.findall(r"\d{4}", period)]
            assert years[0] <= year <= years[-1]
    assert page.locator(".time-actual").count() == page.locator(".time-target").count() == 21
    assert page.evaluate(STYLE_OF, [".time-actual", "fill"]) != page.evaluate(
        STYLE_OF, [".time-target", "fill"]
    )


def test_6_two_zones_and_two_sources_side_by_side(open_page, page_url, atlas, lang, t):
    page = open_page(f"{page_url}#c=pazhou-west~pazhou-south", lang=lang)
    name = f"name_{lang}"
    names = [
        atlas.collections["sub_zones"].feature(key).properties[name]
        for key in ("pazhou-west", "pazhou-south")
    ]
    assert page.locator("#compare thead .link").all_inner_texts() == names
    assert page.locator("#compare tbody tr").count() >= 4
    assert page.locator("#stamp").is_visible()
    page.locator("#compare .compare-head button").click()
    docs = sorted(atlas.documents, key=lambda key: -sum(row["doc"] == key for row in atlas.statements))[:2]
    page.evaluate("docs => ZoneAtlas.ready.then(app => docs.forEach(app.addCompare))", docs)
    assert page.locator("#compare thead th").count() == 2
    quote = page.locator("#compare .quote-mark").first
    row = atlas.statements_by_id[quote.get_attribute("data-statement")]
    quote.click()
    page.wait_for_selector(".passage mark.current")
    assert "".join(page.locator(".passage mark.current").all_text_contents()) == row["quote"]


def test_6_where_am_i_by_coordinate_name_and_click(open_page, page_url, lang, t):
    page = open_page(f"{page_url}#v=14/23.1078/113.3411", lang=lang)
    page.locator("#tool-where").click()
    answers = []
    for text in ("113.3411 23.1078", "琶洲西区" if lang == "zh" else "Pazhou West"):
        page.locator("#where-input").fill(text)
        page.locator("#where-input").press("Enter")
        first = page.locator("#where-answer li").first
        assert first.locator('[data-place-link="pazhou-west"]').count() == 1
        assert t("certainty.within") in first.inner_text()
        # What the documents say there, with its source.
        assert first.locator(".said .quote-mark").count() == 1
        answers.append(first.inner_text())
    box = page.locator(".folium-map").bounding_box()
    x, y = page.evaluate(
        "(() => { const p = map_atlas.latLngToContainerPoint([23.1078, 113.3411]); return [p.x, p.y]; })()"
    )
    page.mouse.click(box["x"] + x, box["y"] + y)
    assert page.locator("#where-answer li").first.inner_text() == answers[0]


def test_a_fall_is_never_read_as_growth(open_page, atlas, tmp_path, lang):
    """The number 3.2 % of “下降3.2%” carries its arrow in tables and charts."""
    rows = [
        row
        for row in atlas.statements
        if row["kind"] == "quantity" and row["measure"] == "growth" and row.get("indicator_id")
    ]
    fall = next(row for row in rows if row["place_id"])
    statements = tuple(
        {**row, "direction": "down" if row["id"] == fall["id"] else None} for row in atlas.statements
    )
    path = tmp_path / "fall.html"
    path.write_text(build_page(replace(atlas, statements=statements), "inline").html, encoding="utf-8")
    page = open_page(f"{path.as_uri()}#t=figures", lang=lang)
    row = page.locator(f'.indicator tr:has([data-statement="{fall["id"]}"])')
    assert row.locator(".value").inner_text().startswith("↓ ")
    assert page.locator(".indicator .value", has_text="↓").count() == 1
