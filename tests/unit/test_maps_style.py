"""The one style: every kind has a symbol, text is readable on its ground, zones stay apart, exports agree."""

import itertools
import json
import re
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from shapely.geometry import box

from layers.store import Atlas, Collection, Feature
from maps.strings import LANGUAGES, strings
from maps.style import BASE, LINES, SYMBOLS, UI, ZONES, Basis, Theme, css, page_style, symbol_of
from maps.style_export import maplibre_style, qml, sld
from maps.style_rules import deal_tints, drawing_order, rules

ROOT = Path(__file__).resolve().parents[2]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, two):
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_ON_GROUND = [
    *itertools.product(
        ("ink", "ink-2", "ink-3", "accent", "warn", "good"), ("paper", "panel", "raised", "sunken")
    ),
]


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_meets_wcag_aa(theme, text, ground):
    assert contrast(UI[text].on(theme), UI[ground].on(theme)) >= 4.5


@pytest.mark.parametrize("theme", list(Theme))
def test_map_names_are_readable_on_their_halo(theme):
    for zone in ZONES:
        assert contrast(zone.ink.on(theme), BASE["halo"].on(theme)) >= 4.5
    for name in ("water-ink", "road-ink", "district-ink"):
        ground = {"water-ink": "water"}.get(name, "land")
        assert contrast(BASE[name].on(theme), BASE[ground].on(theme)) >= 3


@pytest.mark.parametrize("theme", list(Theme))
def test_zones_differ_and_each_has_a_pattern_of_its_own(theme):
    fills = [zone.fill.on(theme) for zone in ZONES]
    assert len(set(fills)) == len(ZONES)
    assert len({zone.pattern for zone in ZONES}) == len(ZONES)


def test_every_kind_of_the_gazetteer_has_a_symbol_and_a_name():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    kinds = re.search(r"- `kind`: (.*?)\.\n", text, re.DOTALL)[1].replace("\n", " ").split(",")
    for kind in (item.strip() for item in kinds):
        assert symbol_of(kind) in SYMBOLS
        assert f"kind.{kind}" in strings(), kind
    assert symbol_of("never heard of") == "facility"
    claimed = [kind for symbol in SYMBOLS.values() for kind in symbol.kinds]
    assert len(claimed) == len(set(claimed))


def test_every_string_stands_in_both_languages_and_is_used():
    placeholders = re.compile(r"\{(\w+)\}")
    sources = "".join(
        path.read_text(encoding="utf-8")
        for folder, ending in (("maps", "*.py"), ("maps/static/app", "*.js"), ("maps/templates", "*.j2"))
        for path in (ROOT / folder).glob(ending)
    )
    for key, row in strings().items():
        assert set(row) == set(LANGUAGES), key
        assert set(placeholders.findall(row["zh"])) == set(placeholders.findall(row["en"])), key
        group = key.split(".")[0]
        assert f'"{key}"' in sources or re.search(rf"[`\"']{group}\.[^`\"']*[${{]", sources), key
    # The review desk brings a table of its own.
    desk = ROOT / "maps" / "static" / "review" / "strings.json"
    known = set(strings()) | set(json.loads(desk.read_text(encoding="utf-8")) if desk.exists() else {})
    for key in re.findall(r'\bt\("([a-z_]+\.[\w.]+)"', sources):
        assert key in known, key
    for _basis in LINES:
        assert f"basis.{_basis}" in strings()


def test_css_has_every_variable_that_the_sheets_use():
    definitions = css()
    used = set()
    for path in (ROOT / "maps" / "static" / "app").glob("*.css"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"var\(--([\w-]+)[),]", text))
        definitions += text
    assert {name for name in used if f"--{name}:" not in definitions} == set()
    assert json.dumps(page_style())


@pytest.fixture
def atlas():
    def feature(place_id, west, edge_ids, **more):
        names = {"place_id": place_id, "name_zh": f"区<{place_id}>", "name_en": f"Zone <{place_id}>"}
        return Feature(
            place_id,
            box(west, 0, west + 1, 1),
            {**names, "label_lon": west + 0.5, "edge_ids": edge_ids, **more},
        )

    def collection(name, *features):
        return Collection(name, name, name, "", "", "", (), features, None)

    collections = {name: collection(name) for name in drawing_order()}
    collections["zones"] = collection("zones", feature("west", 0, ["a"]), feature("east", 1, ["a"]))
    parts = [feature(f"p{n}", n, [f"e{n}", f"e{n + 1}"]) for n in range(4)]
    collections["sub_zones"] = collection("sub_zones", *parts)
    manifest = {"project": {"title_zh": "图", "title_en": "Map", "home_bbox": [0, 0, 4, 1]}}
    return Atlas(Path(), manifest, collections, (), {}, {}, (), (), ())


def test_zones_take_their_colours_from_the_east(atlas):
    first, second = rules(atlas, "zones")
    assert first.values == ("east",)
    assert first.paint.fill == ZONES[0].fill.light
    assert second.paint.fill == ZONES[1].fill.light


def test_neighbours_differ_in_tint(atlas):
    tints = deal_tints(atlas.collections["sub_zones"].features, 3)
    assert all(tints[f"p{n}"] != tints[f"p{n + 1}"] for n in range(3))
    crowded = tuple(
        SimpleNamespace(id=str(n), properties={"edge_ids": ["same"], "label_lon": n}) for n in range(5)
    )
    assert set(deal_tints(crowded, 3).values()) <= {0, 1, 2}


def test_rules_and_the_three_styles_agree(atlas):
    style = maplibre_style(atlas, "https://maps.example", lang="en")
    assert style["version"] == 8
    assert set(style["sources"]) == {name for name in drawing_order() if rules(atlas, name)}
    for name in drawing_order():
        found = rules(atlas, name)
        described = ET.fromstring(sld(atlas, name))
        space = {"se": "http://www.opengis.net/se", "ogc": "http://www.opengis.net/ogc"}
        assert len(described.findall(".//se:Rule", space)) == len(found)
        kit = ET.fromstring(qml(atlas, name).split("\n", 1)[1])
        assert len(kit.findall(".//rule[@symbol]")) == len(found) == len(kit.findall(".//symbol"))
        for rule in found:
            for colour in (rule.paint.fill, rule.paint.stroke):
                assert not colour or colour in sld(atlas, name)
    edges = {values for rule in rules(atlas, "edges") for values in rule.values}
    assert edges == {basis.value for basis in Basis}


def test_styles_ask_no_other_host(atlas):
    style = maplibre_style(atlas, "https://maps.example")
    assert "sprite" not in style
    assert "glyphs" not in style
    assert all(source["data"].startswith("https://maps.example/") for source in style["sources"].values())
