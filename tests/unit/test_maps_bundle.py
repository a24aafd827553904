"""The page's data: offsets in UTF-16, search keys, rivers' courses, silence left out, zero kept."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box, mapping, shape

from layers.store import Atlas, Collection, Feature
from maps.bundle import Utf16, _joined_water, page_data, page_texts, search_keys
from maps.courses import course
from maps.words import Words, load_words


@given(st.text(alphabet="甲a\U0001f600\r\n", max_size=30), st.data())
def test_offsets_count_as_browsers_do(text, data):
    offset = data.draw(st.integers(0, len(text)))
    assert Utf16(text)(offset) == len(text[:offset].encode("utf-16-le")) // 2


def test_names_are_found_by_pinyin_and_initials():
    keys = search_keys(["琶洲西区", "T.I.T创意园"])
    assert "pazhouxiqu" in keys
    assert "pzxq" in keys
    assert "t.i.tcyy" in keys
    assert len(keys) == len(set(keys))


def test_a_river_has_a_course_from_west_to_east_inside_it():
    river = LineString([(113.0, 23.0), (113.02, 23.004), (113.05, 23.0)]).buffer(0.001)
    line = course(river)
    assert line[0][0] < line[-1][0]
    assert all(river.buffer(0.0005).contains(Point(point)) for point in line)


def test_a_pond_has_no_course():
    assert course(Point(113, 23).buffer(0.001)) is None


@pytest.fixture
def atlas():
    text = "\U0001f600琶洲企业28000家。"
    statement = {
        "id": "s-1", "doc": "d", "kind": "quantity", "start": 5, "end": 11, "quote": "28000家", "place": "琶洲", "place_id": "p",
        "value": 0, "unit": "家", "comparator": "=", "status": "actual", "period": None, "review": "machine", "section": [],
    }  # fmt: skip
    place = {"place_id": "p", "name_zh": "琶洲", "name_en": "Pazhou", "kind": "zone", "parent": None, "aliases": [], "area_km2": 0.0,
             "statement_ids": ["s-1"], "schematic_share": 0.0, "label_lon": 113.5, "label_lat": 23.5}  # fmt: skip
    undrawn = {"place_id": "q", "name_zh": "远方", "name_en": "Far", "kind": "city"}
    west = {"place_id": "w", "name_zh": "西", "name_en": "West", "kind": "park"}
    collections = {
        "zones": Collection(
            "zones", "", "", "", "", "", (), (Feature("p", box(113, 23, 114, 24), place),), None
        ),
        "sites": Collection(
            "sites", "", "", "", "", "", (), (Feature("w", Point(112.0000004, 23), west),), None
        ),
        "places": Collection(
            "places", "", "", "", "", "", (), (Feature("p", None, place), Feature("q", None, undrawn)), None
        ),
    }
    documents = {
        "d": {"id": "d", "title": "文", "sections": [{"title": "琶洲", "level": 1, "start": 1, "end": 12}]}
    }
    return Atlas(
        Path(), {"version": "v", "project": {}}, collections, (statement,), documents, {"d": text}, (), (), ()
    )


def test_places_come_west_to_east_undrawn_last_each_once(atlas):
    places = page_data(atlas)["places"]
    assert [row["id"] for row in places] == ["w", "p", "q"]
    assert "geometry" not in places[2]
    assert places[0]["geometry"]["coordinates"] == (112.0, 23.0)
    assert places[0]["symbol"] == "park"


def test_zero_is_a_value_and_null_is_left_out(atlas):
    data = page_data(atlas)
    place = data["places"][1]
    assert place["area"] == 0.0
    assert place["schematic"] == 0.0
    assert "parent" not in place
    assert data["statements"][0]["value"] == 0
    assert "period" not in data["statements"][0]


def test_quotes_stand_in_the_texts_at_the_pages_offsets(atlas):
    row = page_data(atlas)["statements"][0]
    units = page_texts(atlas)["d"].encode("utf-16-le")
    assert units[2 * row["start"] : 2 * row["end"]].decode("utf-16-le") == row["quote"]
    assert page_data(atlas)["documents"][0]["sections"][0]["start"] == 2


def test_words_of_a_project_without_tables_are_empty(tmp_path):
    class Bare:
        def seed_table(self, name):
            return tmp_path / f"{name}.csv"

        table = seed_table

    assert load_words(Bare()) == Words()


def reach(west, east, name, rank=1):
    return {
        "zh": name, "kind": "river", "rank": rank, "course": [[west, 23.1], [east, 23.1]],
        "geometry": mapping(box(west, 23.09, east, 23.11)),
    }  # fmt: skip


def test_reaches_that_meet_become_one_surface_and_keep_their_names():
    gap = 0.00001  # what simplifying each alone may leave between two
    creek = {
        "zh": "涌",
        "kind": "creek",
        "geometry": {"type": "LineString", "coordinates": [(113.0, 23.0), (113.1, 23.0)]},
    }
    rows = _joined_water([reach(113.2, 113.3 - gap, "前航道"), reach(113.3, 113.4, "后航道"), creek])
    surface, *named = rows
    assert surface["kind"] == "surface"
    assert shape(surface["geometry"]).geom_type == "Polygon"
    assert shape(surface["geometry"]).bounds == pytest.approx((113.2, 23.09, 113.4, 23.11), abs=1e-5)
    assert [row["zh"] for row in named] == ["前航道", "后航道", "涌"]
    assert [("geometry" in row, "course" in row) for row in named] == [
        (False, True),
        (False, True),
        (True, False),
    ]


def test_water_without_surfaces_stays_as_it_is():
    creek = {"zh": "涌", "geometry": {"type": "LineString", "coordinates": [(113.0, 23.0), (113.1, 23.0)]}}
    assert _joined_water([creek]) == [creek]
    assert _joined_water([]) == []
