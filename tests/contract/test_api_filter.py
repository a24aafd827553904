"""OGC API – Features Part 3 (queryables, queryables-query-parameters, filter, features-filter) and CQL2 (OGC 21-065r2).

CQL2 classes named here: cql2-text, cql2-json, basic-cql2, advanced-comparison-operators, case-insensitive-comparison,
accent-insensitive-comparison, basic-spatial-functions, basic-spatial-functions-plus, spatial-functions,
temporal-functions, array-functions, property-property, arithmetic.

Every expression has an oracle: a plain Python condition over the feature, written without the evaluator.
"""

from __future__ import annotations

import json

import cql2
import jsonschema
import numpy as np
import pytest
import shapely
from pyproj import Transformer

from api.cql2_filter import MAX_LENGTH, InvalidFilterError, compile_filter, parse_filter
from layers.schema import COLLECTIONS_BY_ID, ColumnType
from layers.store import Feature

COLUMNS = {
    column.name: column
    for name in ("zones", "documents", "statements")
    for column in COLLECTIONS_BY_ID[name].columns
}  # fmt: skip
NAMES = ["甲区", "Café", "CAFE", "O'Reilly", "a%b", "a_b", "琶洲西区", None]
PERIODS = ["2020", "2021Q1", "2020-10", "2016..2020", "2020-01-01", "2020-06-15T12:00:00Z", None, "目前"]
SHAPES = [
    shapely.Point(1, 1), shapely.box(0, 0, 2, 2), shapely.box(2, 0, 4, 2), shapely.box(0.5, 0.5, 1.5, 1.5),
    shapely.LineString([(0, 0), (4, 4)]), shapely.box(1, 1, 3, 3), None, shapely.Point(10, 10),
]  # fmt: skip
TAGS = [["ai", "cloud"], ["ai"], [], ["cloud", "data", "ai"], ["data"], ["AI"], ["é"], ["ai", "ai"]]
FEATURES = [
    Feature(
        f"f-{i}",
        SHAPES[i],
        {"name_zh": NAMES[i], "period": PERIODS[i], "industry_ids": TAGS[i], "area_km2": [0.5, 1, 2.5, 10, None, -3, 7, 0][i],
         "statement_count": i, "in_district": [True, False][i % 2], "kind": "zone", "clipped": i > 3, "parent": NAMES[i],
         "value": [0.5, 2, None, 10, 4, -3, 3.5, 0][i], "date": ["2020-01-01", None, "2021-05-06", "2020-12-31", "2019-07-01", None, "2020-06-15", "2022-02-02"][i]},
    )
    for i in range(8)
]  # fmt: skip


def n(p):
    return p["area_km2"]


def has(p, key, test):
    return p[key] is not None and test(p[key])


BOX = shapely.box(0, 0, 2, 2)
Y20 = ("2020-01-01", "2020-12-31")
# (text, oracle over (properties, geometry))
CASES = [
    # basic-cql2
    ("name_zh = '甲区'", lambda p, g: p["name_zh"] == "甲区"),
    ("name_zh <> '甲区'", lambda p, g: has(p, "name_zh", lambda v: v != "甲区")),
    ("name_zh = 'O''Reilly'", lambda p, g: p["name_zh"] == "O'Reilly"),
    ("'甲区' = name_zh", lambda p, g: p["name_zh"] == "甲区"),
    ("name_zh > 'b'", lambda p, g: has(p, "name_zh", lambda v: v > "b")),
    ("area_km2 = 1", lambda p, g: n(p) == 1),
    ("area_km2 <> 1", lambda p, g: has(p, "area_km2", lambda v: v != 1)),
    ("area_km2 < 1", lambda p, g: has(p, "area_km2", lambda v: v < 1)),
    ("area_km2 <= 1", lambda p, g: has(p, "area_km2", lambda v: v <= 1)),
    ("area_km2 > 1", lambda p, g: has(p, "area_km2", lambda v: v > 1)),
    ("area_km2 >= 2.5", lambda p, g: has(p, "area_km2", lambda v: v >= 2.5)),
    ("area_km2 > -3.5e0", lambda p, g: has(p, "area_km2", lambda v: v > -3.5)),
    ("area_km2 > 1e300", lambda p, g: False),
    ("statement_count = 3", lambda p, g: p["statement_count"] == 3),
    ("in_district = true", lambda p, g: p["in_district"]),
    ("in_district <> true", lambda p, g: not p["in_district"]),
    ("in_district = FALSE", lambda p, g: not p["in_district"]),
    ("in_district > false", lambda p, g: p["in_district"]),
    ("in_district <= false", lambda p, g: not p["in_district"]),
    ("in_district", lambda p, g: p["in_district"]),
    ("NOT in_district", lambda p, g: not p["in_district"]),
    ("true", lambda p, g: True),
    ("false", lambda p, g: False),
    ("area_km2 IS NULL", lambda p, g: n(p) is None),
    ("area_km2 IS NOT NULL", lambda p, g: n(p) is not None),
    ("geometry IS NULL", lambda p, g: g is None),
    ("NOT (area_km2 > 1)", lambda p, g: has(p, "area_km2", lambda v: v <= 1)),
    ("area_km2 > 1 AND in_district = true", lambda p, g: has(p, "area_km2", lambda v: v > 1) and p["in_district"]),
    ("area_km2 > 5 OR statement_count < 2", lambda p, g: has(p, "area_km2", lambda v: v > 5) or p["statement_count"] < 2),
    ("area_km2 > 5 OR area_km2 IS NULL", lambda p, g: n(p) is None or n(p) > 5),
    ("area_km2 > 5 AND statement_count < 5 OR statement_count = 7", lambda p, g: (has(p, "area_km2", lambda v: v > 5) and p["statement_count"] < 5) or p["statement_count"] == 7),
    ("area_km2 > 0 AND (statement_count < 2 OR statement_count = 3)", lambda p, g: has(p, "area_km2", lambda v: v > 0) and p["statement_count"] in (0, 1, 3)),
    ("NOT (in_district = true AND area_km2 > 1)", lambda p, g: not p["in_district"] or (n(p) is not None and n(p) <= 1)),
    ("area_km2 <> area_km2", lambda p, g: False),
    ("date = DATE('2020-01-01')", lambda p, g: p["date"] == "2020-01-01"),
    ("date < DATE('2020-06-15')", lambda p, g: has(p, "date", lambda v: v < "2020-06-15")),
    ("date <= DATE('2020-06-15')", lambda p, g: has(p, "date", lambda v: v <= "2020-06-15")),
    ("date > DATE('2020-06-15')", lambda p, g: has(p, "date", lambda v: v > "2020-06-15")),
    ("date >= DATE('2020-06-15')", lambda p, g: has(p, "date", lambda v: v >= "2020-06-15")),
    ("date <> DATE('2020-06-15')", lambda p, g: has(p, "date", lambda v: v != "2020-06-15")),
    ("date > TIMESTAMP('2020-06-15T12:00:00Z')", lambda p, g: has(p, "date", lambda v: v > "2020-06-15")),
    ("date = '2020-06-15'", lambda p, g: p["date"] == "2020-06-15"),
    # advanced-comparison-operators
    ("name_zh LIKE '%区'", lambda p, g: has(p, "name_zh", lambda v: v.endswith("区"))),
    ("name_zh LIKE '琶%西_'", lambda p, g: p["name_zh"] == "琶洲西区"),
    ("name_zh LIKE '____'", lambda p, g: has(p, "name_zh", lambda v: len(v) == 4)),
    ("name_zh LIKE 'a\\%b'", lambda p, g: p["name_zh"] == "a%b"),
    ("name_zh LIKE 'a\\_b'", lambda p, g: p["name_zh"] == "a_b"),
    ("name_zh LIKE '%'", lambda p, g: p["name_zh"] is not None),
    ("name_zh LIKE ''", lambda p, g: False),
    ("name_zh NOT LIKE '%区'", lambda p, g: has(p, "name_zh", lambda v: not v.endswith("区"))),
    ("area_km2 BETWEEN 1 AND 7", lambda p, g: has(p, "area_km2", lambda v: 1 <= v <= 7)),
    ("area_km2 NOT BETWEEN 1 AND 7", lambda p, g: has(p, "area_km2", lambda v: not 1 <= v <= 7)),
    ("area_km2 BETWEEN 7 AND 1", lambda p, g: False),
    ("area_km2 IN (1, 2.5, 100)", lambda p, g: n(p) in (1, 2.5)),
    ("name_zh IN ('甲区', 'CAFE')", lambda p, g: p["name_zh"] in ("甲区", "CAFE")),
    ("name_zh NOT IN ('甲区', 'CAFE')", lambda p, g: has(p, "name_zh", lambda v: v not in ("甲区", "CAFE"))),
    ("date BETWEEN DATE('2020-01-01') AND DATE('2020-12-31')", lambda p, g: has(p, "date", lambda v: v[:4] == "2020")),
    # case- and accent-insensitive-comparison
    ("CASEI(name_zh) = CASEI('cafe')", lambda p, g: p["name_zh"] == "CAFE"),
    ("CASEI(name_zh) LIKE casei('CAF%')", lambda p, g: p["name_zh"] in ("Café", "CAFE")),
    ("CASEI(name_zh) IN (CASEI('CAFÉ'), CASEI('x'))", lambda p, g: p["name_zh"] == "Café"),
    ("ACCENTI(name_zh) = ACCENTI('Cafe')", lambda p, g: p["name_zh"] == "Café"),
    ("ACCENTI(CASEI(name_zh)) = ACCENTI(CASEI('café'))", lambda p, g: p["name_zh"] in ("Café", "CAFE")),
    ("CASEI(ACCENTI(name_zh)) LIKE 'caf_'", lambda p, g: p["name_zh"] in ("Café", "CAFE")),
    ("A_CONTAINS(CASEI(industry_ids), ('ai'))", lambda p, g: "ai" in [t.lower() for t in p["industry_ids"]]),
    # basic-spatial-functions (+ -plus): S_INTERSECTS with point, bbox and every geometry type
    ("S_INTERSECTS(geometry, POINT(1 1))", lambda p, g: g is not None and g.intersects(shapely.Point(1, 1))),
    ("S_INTERSECTS(geometry, BBOX(0, 0, 2, 2))", lambda p, g: g is not None and g.intersects(BOX)),
    ("S_INTERSECTS(geometry, BBOX(0, 0, -9, 2, 2, 9))", lambda p, g: g is not None and g.intersects(BOX)),
    ("S_INTERSECTS(geometry, LINESTRING(0 3, 3 3))", lambda p, g: g is not None and g.intersects(shapely.LineString([(0, 3), (3, 3)]))),
    ("S_INTERSECTS(geometry, LINESTRING(-180 1, 0.2 1))", lambda p, g: g is not None and g.intersects(shapely.LineString([(-180, 1), (0.2, 1)]))),
    ("S_INTERSECTS(geometry, MULTIPOINT((1 -90), (1 90)))", lambda p, g: False),
    ("S_INTERSECTS(geometry, POLYGON((9 9, 11 9, 11 11, 9 11, 9 9)))", lambda p, g: g is not None and g.intersects(shapely.box(9, 9, 11, 11))),
    ("S_INTERSECTS(geometry, MULTIPOINT((1 1), (10 10)))", lambda p, g: g is not None and g.intersects(shapely.MultiPoint([(1, 1), (10, 10)]))),
    ("S_INTERSECTS(geometry, MULTILINESTRING((0 3, 3 3), (9 9, 11 11)))", lambda p, g: g is not None and g.intersects(shapely.MultiLineString([[(0, 3), (3, 3)], [(9, 9), (11, 11)]]))),
    ("S_INTERSECTS(geometry, MULTIPOLYGON(((9 9, 11 9, 11 11, 9 11, 9 9))))", lambda p, g: g is not None and g.intersects(shapely.box(9, 9, 11, 11))),
    ("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(10 10), LINESTRING(0 3, 3 3)))", lambda p, g: g is not None and (g.intersects(shapely.Point(10, 10)) or g.intersects(shapely.LineString([(0, 3), (3, 3)])))),
    ("NOT S_INTERSECTS(geometry, BBOX(0, 0, 2, 2))", lambda p, g: g is not None and not g.intersects(BOX)),
    # spatial-functions
    ("S_DISJOINT(geometry, BBOX(0, 0, 2, 2))", lambda p, g: g is not None and g.disjoint(BOX)),
    ("S_EQUALS(geometry, POLYGON((0 0, 2 0, 2 2, 0 2, 0 0)))", lambda p, g: g is not None and g.equals(BOX)),
    ("S_TOUCHES(geometry, BBOX(0, 0, 2, 2))", lambda p, g: g is not None and g.touches(BOX)),
    ("S_WITHIN(geometry, BBOX(0, 0, 2, 2))", lambda p, g: g is not None and g.within(BOX)),
    ("S_OVERLAPS(geometry, BBOX(0, 0, 2, 2))", lambda p, g: g is not None and g.overlaps(BOX)),
    ("S_CROSSES(geometry, BBOX(0, 0, 2, 2))", lambda p, g: g is not None and g.crosses(BOX)),
    ("S_CONTAINS(geometry, POINT(1 1))", lambda p, g: g is not None and g.contains(shapely.Point(1, 1))),
    ("S_CONTAINS(BBOX(0, 0, 2, 2), geometry)", lambda p, g: g is not None and BOX.contains(g)),
    # temporal-functions: oracles name the positions in PERIODS (0: 2020, 1: 2021Q1, 2: 2020-10, 3: 2016..2020, 4: a day, 5: an instant)
    ("T_AFTER(period, DATE('2020-12-31'))", lambda p, g: p["period"] == "2021Q1"),
    ("T_BEFORE(period, DATE('2020-07-01'))", lambda p, g: p["period"] in ("2020-01-01", "2020-06-15T12:00:00Z")),
    ("T_CONTAINS(period, INTERVAL('2020-03-01', '2020-04-01'))", lambda p, g: p["period"] in ("2020", "2016..2020")),
    ("T_DISJOINT(period, INTERVAL('2020-01-01', '2020-12-31'))", lambda p, g: p["period"] == "2021Q1"),
    ("T_DURING(period, INTERVAL('2019-12-31', '2021-01-01'))", lambda p, g: p["period"] in ("2020", "2020-10", "2020-01-01", "2020-06-15T12:00:00Z")),
    ("T_EQUALS(period, INTERVAL('2020-01-01', '2020-12-31'))", lambda p, g: p["period"] == "2020"),
    ("T_FINISHEDBY(period, INTERVAL('2020-10-01', '2020-12-31'))", lambda p, g: p["period"] in ("2020", "2016..2020")),
    ("T_FINISHES(period, INTERVAL('2016-01-01', '2020-12-31'))", lambda p, g: p["period"] == "2020"),
    ("T_INTERSECTS(period, INTERVAL('2020-10-15', '..'))", lambda p, g: p["period"] in ("2020", "2021Q1", "2020-10", "2016..2020")),
    ("T_INTERSECTS(period, TIMESTAMP('2020-06-15T12:00:00Z'))", lambda p, g: p["period"] in ("2020", "2016..2020", "2020-06-15T12:00:00Z")),
    ("T_MEETS(period, INTERVAL('2020-12-31', '2022-01-01'))", lambda p, g: p["period"] in ("2020", "2016..2020")),
    ("T_METBY(period, INTERVAL('2019-01-01', '2020-01-01'))", lambda p, g: p["period"] in ("2020", "2020-01-01")),
    ("T_OVERLAPPEDBY(period, INTERVAL('2019-01-01', '2020-10-15'))", lambda p, g: p["period"] in ("2020", "2020-10")),
    ("T_OVERLAPS(period, INTERVAL('2020-10-15', '2021-02-01'))", lambda p, g: p["period"] in ("2020", "2020-10", "2016..2020")),
    ("T_STARTEDBY(period, INTERVAL('2020-01-01', '2020-02-01'))", lambda p, g: p["period"] == "2020"),
    ("T_STARTS(period, INTERVAL('2020-01-01', '2022-01-01'))", lambda p, g: p["period"] in ("2020", "2020-01-01")),
    ("T_AFTER(date, DATE('2020-12-31'))", lambda p, g: has(p, "date", lambda v: v > "2020-12-31")),
    ("T_INTERSECTS(INTERVAL(date, '2020-12-31'), DATE('2020-03-01'))", lambda p, g: has(p, "date", lambda v: v <= "2020-03-01")),
    # array-functions
    ("A_EQUALS(industry_ids, ('ai', 'cloud'))", lambda p, g: set(p["industry_ids"]) == {"ai", "cloud"}),
    ("A_CONTAINS(industry_ids, ('ai', 'cloud'))", lambda p, g: {"ai", "cloud"} <= set(p["industry_ids"])),
    ("A_CONTAINEDBY(industry_ids, ('ai', 'cloud'))", lambda p, g: set(p["industry_ids"]) <= {"ai", "cloud"}),
    ("A_OVERLAPS(industry_ids, ('cloud', 'data'))", lambda p, g: bool(set(p["industry_ids"]) & {"cloud", "data"})),
    ("NOT A_OVERLAPS(industry_ids, ('cloud', 'data'))", lambda p, g: not set(p["industry_ids"]) & {"cloud", "data"}),
    # property-property and arithmetic
    ("area_km2 = value", lambda p, g: has(p, "area_km2", lambda v: v == p["value"])),
    ("area_km2 < value", lambda p, g: n(p) is not None and p["value"] is not None and n(p) < p["value"]),
    ("name_zh = parent", lambda p, g: p["name_zh"] is not None),
    ("in_district = clipped", lambda p, g: p["in_district"] == p["clipped"]),
    ("area_km2 BETWEEN value AND statement_count", lambda p, g: n(p) is not None and p["value"] is not None and p["value"] <= n(p) <= p["statement_count"]),
    ("area_km2 + 1 > 3", lambda p, g: has(p, "area_km2", lambda v: v + 1 > 3)),
    ("area_km2 - 1 = 0", lambda p, g: n(p) == 1),
    ("area_km2 * 2 = 5", lambda p, g: n(p) == 2.5),
    ("10 / area_km2 = 4", lambda p, g: n(p) == 2.5),
    ("10 / area_km2 > 0", lambda p, g: n(p) is not None and n(p) > 0),
    ("statement_count % 3 = 1", lambda p, g: p["statement_count"] % 3 == 1),
    ("statement_count div 3 = 2", lambda p, g: p["statement_count"] // 3 == 2),
    ("area_km2 ^ 2 = 9", lambda p, g: has(p, "area_km2", lambda v: v**2 == 9)),
    ("area_km2 > 1 + 2 * 3", lambda p, g: has(p, "area_km2", lambda v: v > 7)),
    ("area_km2 > (1 + 2) * 3", lambda p, g: has(p, "area_km2", lambda v: v > 9)),
    ("-area_km2 > 2", lambda p, g: has(p, "area_km2", lambda v: -v > 2)),
    ("area_km2 + value = 2 * area_km2", lambda p, g: has(p, "area_km2", lambda v: p["value"] == v)),
    ("area_km2 ^ 0.5 >= 0", lambda p, g: has(p, "area_km2", lambda v: v >= 0)),
]  # fmt: skip


def test_there_are_enough_cases():
    assert len(CASES) >= 80
    assert len({text for text, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("text", "oracle"), CASES, ids=[text for text, _ in CASES])
def test_text_and_json_select_what_the_oracle_does(text, oracle):
    expected = [f.id for f in FEATURES if oracle(f.properties, f.geometry)]
    tree = parse_filter(text, "cql2-text")
    chosen = compile_filter(tree, COLUMNS)
    assert [f.id for f in FEATURES if chosen(f)] == expected
    as_json = json.dumps(tree, ensure_ascii=False)
    chosen = compile_filter(parse_filter(as_json, "cql2-json"), COLUMNS)
    assert [f.id for f in FEATURES if chosen(f)] == expected
    # text → JSON → text keeps the meaning
    back = cql2.parse_json(as_json).to_text()
    chosen = compile_filter(parse_filter(back, "cql2-text"), COLUMNS)
    assert [f.id for f in FEATURES if chosen(f)] == expected, back


@pytest.mark.parametrize(
    "text",
    [
        "nope = 1", "area_km2 = 'x'", "name_zh = 1", "area_km2 LIKE 'a%'", "area_km2", "name_zh AND true", "1 + 1", "'text'",
        "area_km2 = ", "= 1", "foo(area_km2) = 1", "S_DWITHIN(geometry, POINT(1 1), 3)", "S_INTERSECTS(name_zh, POINT(1 1))",
        "S_INTERSECTS(geometry, POLYGON((0 0, 2 2, 2 0, 0 2, 0 0)))", "S_INTERSECTS(geometry, BBOX(0, 5, 1, 1))",
        "S_INTERSECTS(geometry)", "S_INTERSECTS(geometry, POINT(90 180))", "date > DATE('2020-13-01')", "T_AFTER(name_zh, DATE('2020-01-01'))", "geometry = geometry",
        "A_CONTAINS(name_zh, ('a'))", "industry_ids = 'ai'", "industry_ids > ('a')", "roles IS NULL",
        "T_AFTER(period, INTERVAL('2020-01-01', 'x'))", "name_zh + 1 = 2", "CASEI(area_km2) = 'a'", "((((", "area_km2 IN ('a')",
    ],
)  # fmt: skip
def test_what_is_no_filter_over_the_queryables_is_refused(text):
    with pytest.raises(InvalidFilterError) as caught:
        compile_filter(parse_filter(text, "cql2-text"), COLUMNS)
    assert caught.value.where == "parameter filter"


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", "1", "null", '"x"', '{"op":"and","args":[]}', '{"op":"=","args":[1]}', '{"op":"not","args":[true,true]}', '{"args":[1]}',
        '{"op":"=","args":[{"property":"area_km2"},NaN]}', '{"op":"in","args":[{"property":"area_km2"},3]}', "{}",
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":["a",1]}]}',
        '{"op":"t_after","args":[{"property":"period"},{"interval":["2020-01-01"]}]}', '{"op":"and","args":5}',
    ],
)  # fmt: skip
def test_json_that_is_no_filter_is_refused(text):
    with pytest.raises(InvalidFilterError):
        compile_filter(parse_filter(text, "cql2-json"), COLUMNS)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3990 + "a",
        "(" * 9 + "a=" + ")" * 9,
        "NOT " * 990 + "true",
        "-" * 3990 + "1 = 1",
        "- " * 1990 + "1 = 1",
        "1" + "^1" * 1900 + " = 1",
        "name_zh LIKE '" + "%a" * 1900 + "'",
    ],
)
def test_hostile_filters_are_refused_or_cheap(text):
    try:
        chosen = compile_filter(parse_filter(text, "cql2-text"), COLUMNS)
    except InvalidFilterError:
        return
    assert all(chosen(f) in (True, False) for f in FEATURES)


def test_every_queryable_can_be_named_in_a_filter():
    for name, column in COLUMNS.items():
        if column.queryable:
            tree = parse_filter(f'"{name}" IS NULL', "cql2-text")
            compile_filter(tree, COLUMNS)
            assert column.type not in {ColumnType.OBJECT, ColumnType.OBJECTS}


def ids(client, **params):
    reply = client.get("/collections/sites/items", params=params)
    assert reply.status_code == 200, reply.text
    return [row["id"] for row in reply.json()["features"]]


def test_filter_over_http_in_text_json_and_another_crs(client):
    assert ids(client, filter="kind = 'park'") == ["park-d"]
    tree = {"op": "=", "args": [{"property": "kind"}, "park"]}
    assert ids(client, **{"filter": json.dumps(tree), "filter-lang": "cql2-json"}) == ["park-d"]
    swapped = "S_INTERSECTS(geometry, BBOX(23.05, 113.30, 23.07, 113.32))"
    assert ids(client, **{"filter": swapped, "filter-crs": "http://www.opengis.net/def/crs/EPSG/0/4326"}) == [
        "park-d"
    ]
    metres = shapely.transform(shapely.box(113.30, 23.05, 113.32, 23.07), _northing_first)
    assert ids(
        client,
        **{"filter": f"S_INTERSECTS(geometry, {metres.wkt})", "filter-crs": "http://www.opengis.net/def/crs/EPSG/0/4547"},
    ) == ["park-d"]  # fmt: skip


def _northing_first(positions):
    move = Transformer.from_crs("OGC:CRS84", "EPSG:4547", always_xy=True)
    east, north = move.transform(positions[:, 0], positions[:, 1])
    return np.column_stack([north, east])


def test_filter_combines_with_bbox_paging_and_links(client):
    page = client.get("/collections/sites/items", params={"filter": "accuracy_m >= 10", "limit": 1}).json()
    assert page["numberMatched"] == 3
    following = next(link["href"] for link in page["links"] if link["rel"] == "next")
    assert client.get(following).json()["features"][0]["id"] == "park-e"
    assert ids(client, filter="accuracy_m >= 10", bbox="113.34,23.05,113.36,23.10") == ["park-e"]


def test_a_bad_filter_over_http_is_400_with_the_parameter(client):
    reply = client.get("/collections/sites/items", params={"filter": "nope = 1"})
    assert reply.status_code == 400
    assert reply.json()["parameter"] == "filter"
    assert reply.json()["code"] == "InvalidFilter"
    assert "kind" in reply.json()["detail"]


def test_the_limits_of_a_filter_are_documented_and_named_by_their_errors(client):
    told = client.get("/api").json()["components"]["parameters"]["filter"]
    assert told["schema"]["maxLength"] == MAX_LENGTH == 4000
    limits = {
        "4000 characters": "kind = '" + "x" * 4000 + "'",
        "10 levels": "(" * 11 + "kind = 'park'" + ")" * 11,
        "8 signs": "accuracy_m > " + "-" * 9 + "1",
    }  # fmt: skip
    for words, text in limits.items():
        assert words in told["description"], words
        number = words.split()[0]
        reply = client.get("/collections/sites/items", params={"filter": text})
        assert (reply.status_code, reply.json()["parameter"]) == (400, "filter")
        assert number in reply.json()["detail"], (words, reply.json()["detail"])
    just = "(" * 10 + "kind = 'park'" + ")" * 10
    assert ids(client, filter=just) == ["park-d"]
    assert ids(client, filter="NOT " * 8 + "kind = 'park'") == ["park-d"]


def test_queryables_as_parameters(client):
    """conf/queryables-query-parameters."""
    assert ids(client, kind="park") == ["park-d"]
    assert ids(client, accuracy_m="200") == ["park-e"]
    assert ids(client, industry_ids="cloud") == ["park-d"]
    assert ids(client, in_district="true") == ["park-d", "park-e", "park-f"]
    assert ids(client, in_district="false") == []
    assert ids(client, statement_count="1") == ["park-d"]
    for bad in (
        {"accuracy_m": "x"},
        {"in_district": "maybe"},
        {"statement_count": "1.5"},
        {"basis": "guess"},
        {"kind": ""},
    ):
        reply = client.get("/collections/sites/items", params=bad)
        assert (reply.status_code, reply.json()["parameter"]) == (400, next(iter(bad)))


@pytest.mark.parametrize("kind", ["queryables", "sortables", "schema"])
def test_schemas_describe_the_features(client, atlas, kind):
    """Part 3 conf/queryables; Part 5 schemas, core-roles-features, returnables-and-receivables, queryables, sortables."""
    for name, collection in atlas.collections.items():
        reply = client.get(f"/collections/{name}/{kind}")
        assert reply.headers["content-type"] == "application/schema+json"
        schema = reply.json()
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$id"] == str(reply.url)
        assert all("title" in row or "x-ogc-role" in row for row in schema["properties"].values())
        if kind == "schema":
            assert set(schema["properties"]) - {"geometry"} == {column.name for column in collection.columns}
            validator = jsonschema.Draft202012Validator(schema)
            for feature in collection.features:
                validator.validate(feature.properties)
