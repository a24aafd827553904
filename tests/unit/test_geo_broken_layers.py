"""Layers broken on purpose: each gets the right rule, id and place, and no rule that is not expected.

The sound drawing, in units of 0.01 degrees (about 1 km) from 113.30 E, 23.10 N::

    f───west──e───east──d
    │         │         │
    │    F  middle  G   │
    │         │         │
    a───west──b───east──c
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, nan

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon

from geo.bbox import BBox
from geo.coverage import check_faces, check_linework, check_points
from geo.datum import gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from geo.layer_checks import features_of, find_datum_shifts, find_in_water, find_outside
from geo.rules import RULES, Rule
from geo.testing import edges_frame, labels_frame

FRAME = BBox(113.2, 23.0, 113.5, 23.2)
TINY = 1e-4  # 1e-6 degrees, a tenth of a metre
NEAR = 1e-2  # 1e-4 degrees, some ten metres


def at(x, y):
    return round(113.30 + 0.01 * x, 9), round(23.10 + 0.01 * y, 9)


def raw_line(*positions):
    # Shapely warns of a NaN; here it is meant.
    with np.errstate(invalid="ignore"):
        return LineString(positions)


def line(*positions):
    return LineString([at(x, y) for x, y in positions])


def polygon(*positions):
    return Polygon([at(x, y) for x, y in positions])


WEST = [(2, 0), (0, 0), (0, 2), (2, 2)]
MIDDLE = [(2, 0), (2, 2)]
EAST = [(2, 0), (4, 0), (4, 2), (2, 2)]
SOUND = {"west": line(*WEST), "middle": line(*MIDDLE), "east": line(*EAST)}
LABELS = {"F": at(1, 1), "G": at(3, 1)}


@dataclass
class Case:
    """A change to the sound drawing, and what it must be called."""

    name: str
    rule: Rule
    where: str
    place: tuple[float, float] | None
    edges: dict = field(default_factory=dict)
    labels: dict | None = None
    also: set = field(default_factory=set)


CASES = [
    Case("edge of one place", Rule.ZERO_LENGTH_EDGE, "z", (2, 0), {"z": line((2, 0), (2, 0))}),
    Case(
        "vertex twice",
        Rule.DUPLICATE_VERTEX,
        "west",
        (0, 0),
        {"west": line((2, 0), (0, 0), (0, 0), (0, 2), (2, 2))},
    ),
    Case(
        "vertices 0.1 m apart",
        Rule.DUPLICATE_VERTEX,
        "east",
        (4, TINY),
        {"east": line((2, 0), (4, 0), (4, TINY), (4, 2), (2, 2))},
    ),
    Case(
        "spike",
        Rule.SPIKE,
        "west",
        (-1, 1),
        {"west": line((2, 0), (0, 0), (0, 1), (-1, 1), (0, 1.01), (0, 2), (2, 2))},
    ),
    Case(
        "spike of no width",
        Rule.SPIKE,
        "west",
        (-1, 1),
        {"west": line((2, 0), (0, 0), (0, 1), (-1, 1), (0, 1), (0, 2), (2, 2))},
        also={Rule.SELF_INTERSECTION, Rule.BRIDGE_EDGE, Rule.LABEL_OUTSIDE},
    ),
    Case(
        "edge crosses itself",
        Rule.SELF_INTERSECTION,
        "middle",
        (2, 1),
        {"middle": line((2, 0), (2, 1.5), (2.5, 1), (1.5, 1), (2, 2))},
        also={Rule.BRIDGE_EDGE, Rule.LABEL_OUTSIDE},
    ),
    Case(
        "edge touches itself",
        Rule.SELF_INTERSECTION,
        "middle",
        (2, 1),
        {"middle": line((2, 0), (2, 1), (2.5, 1.2), (2.5, 0.8), (2, 1), (2, 2))},
        also={Rule.BRIDGE_EDGE, Rule.LABEL_OUTSIDE},
    ),
    Case("edge drawn twice", Rule.DUPLICATE_EDGE, "middle|other", (2, 1), {"other": line(*MIDDLE)}),
    Case(
        "edge drawn twice, back", Rule.DUPLICATE_EDGE, "middle|other", (2, 1), {"other": line(*MIDDLE[::-1])}
    ),
    Case(
        "edges cross",
        Rule.EDGE_CROSSING,
        "middle|new",
        (2, 1),
        {"new": line((0.5, 1), (3.5, 1))},
        also={Rule.DANGLING_EDGE},
    ),
    Case(
        "edges share a stretch",
        Rule.EDGE_OVERLAP,
        "middle|new",
        (2, 1),
        {
            "middle": line((2, 0), (2, 0.5), (2, 1.5), (2, 2)),
            "new": line((2, 0), (2.5, 0.5), (2, 0.5), (2, 1.5), (2.5, 1.5), (2, 2)),
        },
        also={Rule.GAP},
    ),
    Case(
        "junction at an unsplit vertex",
        Rule.UNSPLIT_JUNCTION,
        "middle|new",
        (2, 1),
        {"middle": line((2, 0), (2, 1), (2, 2)), "new": line((2, 1), (3, 1.5), (2, 2))},
    ),
    Case(
        "junction inside a segment",
        Rule.UNSPLIT_JUNCTION,
        "west|new",
        (0, 1),
        {"new": line((0, 1), (1, 1.7), (2, 2))},
    ),
    Case("loose end", Rule.DANGLING_EDGE, "new", (3, 0.5), {"new": line((2, 0), (3, 0.5))}),
    Case("edge on its own", Rule.DANGLING_EDGE, "new", (3.5, 0.5), {"new": line((3, 0.5), (3.5, 0.5))}),
    Case(
        "border left open",
        Rule.DANGLING_EDGE,
        "middle",
        (2, 1.5),
        {"middle": line((2, 0), (2, 1.5))},
        also={Rule.DOUBLY_LABELLED_FACE},
    ),
    Case(
        "end 11 m short",
        Rule.UNDERSHOOT,
        "middle",
        (2, 2 - NEAR),
        {"middle": line((2, 0), (2, 2 - NEAR))},
        also={Rule.DOUBLY_LABELLED_FACE},
    ),
    Case(
        "end 11 m past",
        Rule.UNDERSHOOT,
        "new",
        (3, 2 + NEAR),
        {"new": line((2, 0), (3, 2 + NEAR))},
        also={Rule.EDGE_CROSSING},
    ),
    Case(
        "end off by a rounding",
        Rule.UNDERSHOOT,
        "middle",
        (2, 2 - 1e-6),
        {"middle": line((2, 0), (2, 2 - 1e-6))},
        also={Rule.DOUBLY_LABELLED_FACE},
    ),
    Case(
        "island on a leash",
        Rule.BRIDGE_EDGE,
        "new",
        (1.75, 0.25),
        {
            "island": line((1.5, 0.5), (1.5, 0.7), (1.3, 0.7), (1.5, 0.5)),
            "new": line((2, 0), (1.5, 0.5)),
        },
        {**LABELS, "I": at(1.45, 0.65)},
    ),
    Case(
        "face without label",
        Rule.UNLABELLED_FACE,
        "unlabelled:113.330000,23.110000",
        (3, 1),
        labels={"F": at(1, 1)},
    ),
    Case("two labels", Rule.DOUBLY_LABELLED_FACE, "F|H", (1, 1.5), labels={**LABELS, "H": at(1, 1.5)}),
    Case("label outside", Rule.LABEL_OUTSIDE, "H", (5, 1), labels={**LABELS, "H": at(5, 1)}),
    Case(
        "label on an edge",
        Rule.LABEL_OUTSIDE,
        "F",
        (2, 1),
        labels={"F": at(2, 1), "G": at(3, 1)},
        also={Rule.UNLABELLED_FACE},
    ),
    Case(
        "splinter between two lines",
        Rule.SLIVER,
        "S",
        None,
        {"new": line((2, 0), (2.005, 1), (2, 2))},
        {**LABELS, "S": at(2.002, 1)},
        also={Rule.SPIKE},
    ),
    Case(
        "vertex with swapped axes",
        Rule.SWAPPED_AXES,
        "west",
        None,
        {"west": LineString([at(2, 0), at(0, 0), at(0, 2)[::-1], at(2, 2)])},
        also=None,
    ),
    Case(
        "label with swapped axes",
        Rule.SWAPPED_AXES,
        "F",
        None,
        labels={"F": at(1, 1)[::-1], "G": at(3, 1)},
        also={Rule.LABEL_OUTSIDE, Rule.UNLABELLED_FACE},
    ),
    Case(
        "vertex out of the frame",
        Rule.OUT_OF_FRAME,
        "east",
        (40, 0),
        {"east": line((2, 0), (40, 0), (4, 2), (2, 2))},
    ),
    Case(
        "coordinate that is no number",
        Rule.NON_FINITE_COORDINATE,
        "middle",
        (2, 0),
        {"middle": raw_line(at(2, 0), (nan, 23.11), at(2, 2))},
        also={Rule.DOUBLY_LABELLED_FACE},
    ),
    Case(
        "infinite coordinate",
        Rule.NON_FINITE_COORDINATE,
        "middle",
        (2, 0),
        {"middle": raw_line(at(2, 0), (113.32, inf), at(2, 2))},
        also={Rule.DOUBLY_LABELLED_FACE},
    ),
    Case("point among the edges", Rule.WRONG_GEOMETRY_TYPE, "new", (1, 1), {"new": Point(at(1, 1))}),
    Case(
        "multi-line among the edges",
        Rule.WRONG_GEOMETRY_TYPE,
        "new",
        (2, 0),
        {"new": MultiLineString([[at(2, 0), at(3, 1)]])},
    ),
    Case("null geometry", Rule.WRONG_GEOMETRY_TYPE, "new", None, {"new": None}),
    Case("empty geometry", Rule.WRONG_GEOMETRY_TYPE, "new", None, {"new": LineString()}),
]


def build(case):
    lines = {**SOUND, **case.edges}
    return edges_frame(lines), labels_frame(case.labels or LABELS)


def assert_place(issue, place):
    assert issue.lon_degree == pytest.approx(at(*place)[0], abs=2e-7)
    assert issue.lat_degree == pytest.approx(at(*place)[1], abs=2e-7)


def test_the_sound_drawing_has_no_fault():
    assert check_linework(edges_frame(SOUND), labels_frame(LABELS), FRAME) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken_linework_is_named(case):
    issues = check_linework(*build(case), FRAME)
    hits = [issue for issue in issues if issue.rule == case.rule and issue.where == case.where]
    assert hits, issues
    assert hits[0].remedy == RULES[case.rule].remedy
    assert hits[0].severity is RULES[case.rule].severity
    if case.place is not None:
        nearest = min(
            hits, key=lambda hit: Point(hit.lon_degree, hit.lat_degree).distance(Point(at(*case.place)))
        )
        assert_place(nearest, case.place)
    if case.also is not None:
        assert {issue.rule for issue in issues} == {case.rule, *case.also}


@pytest.mark.parametrize("value", [None, nan, 0.0, -5.0, inf, "12"])
def test_an_edge_without_accuracy_is_named(value):
    edges = edges_frame(SOUND)
    edges["accuracy_m"] = edges["accuracy_m"].astype(object)
    edges.loc[1, "accuracy_m"] = value
    issues = check_linework(edges, labels_frame(LABELS), FRAME)
    assert [(issue.rule, issue.where) for issue in issues] == [(Rule.MISSING_ACCURACY, "middle")]
    assert repr(value) in issues[0].message


def test_an_id_used_twice_is_named():
    edges = edges_frame(SOUND)
    edges.loc[2, "edge_id"] = "west"
    issues = check_linework(edges, labels_frame(LABELS), FRAME)
    assert [(issue.rule, issue.where) for issue in issues] == [(Rule.DUPLICATE_ID, "west")]


LEFT, RIGHT = polygon((0, 0), (2, 0), (2, 2), (0, 2)), polygon((2, 0), (4, 0), (4, 2), (2, 2))


@pytest.mark.parametrize(
    ("shapes", "rule", "where", "place"),
    [
        pytest.param(
            {"A": polygon((0, 0), (4, 0), (4, 2), (0, 2)) - polygon((1, 1), (2, 1), (2, 1.5), (1, 1.5))},
            Rule.GAP, "A", (1.5, 1.25), id="hole in one face",
        ),
        pytest.param(
            {
                "A": polygon((0, 0), (2, 0), (2, 0.5), (1.5, 1), (2, 1.5), (2, 2), (0, 2)),
                "B": polygon((2, 0), (4, 0), (4, 2), (2, 2), (2, 1.5), (2.5, 1), (2, 0.5)),
            },
            Rule.GAP, "A|B", (2, 1.25), id="hole between two faces",
        ),
        pytest.param({"A": LEFT, "B": polygon((1.5, 0), (4, 0), (4, 2), (1.5, 2))}, Rule.OVERLAP, "A|B", (1.75, 1), id="faces overlap"),
        pytest.param({"A": LEFT, "B": polygon((0.5, 0.5), (1.5, 0.5), (1.5, 1.5), (0.5, 1.5))}, Rule.OVERLAP, "A|B", (1, 1), id="face in a face"),
        pytest.param({"A": LEFT, "B": LEFT}, Rule.OVERLAP, "A|B", (1, 1), id="face drawn twice"),
        pytest.param({"A": polygon((0, 0), (1, 0), (1, 0.001), (0, 0.001))}, Rule.SLIVER, "A", (0.5, 0.0005), id="splinter"),
        pytest.param({"A": polygon((0, 0), (2, 0), (2, 1), (3, 1.005), (2, 1.01), (2, 2), (0, 2))}, Rule.SPIKE, "A", (3, 1.005), id="spike"),
        pytest.param({"A": polygon((0, 0), (2, 2), (2, 0), (0, 2))}, Rule.INVALID_POLYGON, "A", (1, 1), id="bow tie"),
        pytest.param({"A": LEFT, "B": polygon((2, 0), (4, 0), (4, 2), (2, 2), (2, 1))}, Rule.UNMATCHED_BOUNDARY, "B", (2, 1), id="vertex of one neighbour only"),
        pytest.param({"A": LEFT, "B": polygon((2 + 5e-3, 0), (4, 0), (4, 2), (2 + 5e-3, 2))}, Rule.UNMATCHED_BOUNDARY, "A", (2, 1), id="open gap of 5 m"),
    ],
)  # fmt: skip
def test_broken_faces_are_named(shapes, rule, where, place):
    faces = gpd.GeoDataFrame({"face_id": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:4326")
    hits = [issue for issue in check_faces(faces) if issue.rule == rule and issue.where == where]
    assert hits, check_faces(faces)
    assert_place(hits[0], place)


def test_a_spike_at_the_start_of_a_ring_is_named():
    faces = gpd.GeoDataFrame(
        {"face_id": ["A"]},
        geometry=[polygon((3, 1.005), (2, 1.01), (2, 2), (0, 2), (0, 0), (2, 0), (2, 1))],
        crs="EPSG:4326",
    )
    (issue,) = check_faces(faces)
    assert (issue.rule, issue.where) == (Rule.SPIKE, "A")
    assert_place(issue, (3, 1.005))


def test_a_large_thin_face_is_a_river_and_no_splinter():
    river = polygon((0, 0), (20, 0), (20, 0.05), (0, 0.05))
    faces = gpd.GeoDataFrame({"face_id": ["A"]}, geometry=[river], crs="EPSG:4326")
    assert check_faces(faces) == []


def test_neighbours_without_fault_have_none():
    faces = gpd.GeoDataFrame({"face_id": ["A", "B"]}, geometry=[LEFT, RIGHT], crs="EPSG:4326")
    assert check_faces(faces) == []


TOWER = (113.3191, 23.1090)


@pytest.mark.parametrize(
    ("drawn", "mistake"),
    [
        (wgs84_to_gcj02(*TOWER), "GCJ-02 taken for WGS84"),
        (wgs84_to_bd09(*TOWER), "BD-09 taken for WGS84"),
        (gcj02_to_wgs84(*TOWER), "WGS84 converted as if it were GCJ-02"),
    ],
)
def test_a_datum_shift_is_named_by_its_cause(drawn, mistake):
    # 60 m of digitizing error on top do not hide it.
    point = Point(float(drawn[0]) + 0.0005, float(drawn[1]) - 0.0003)
    (issue,) = find_datum_shifts([("tower", point)], {"tower": TOWER})
    assert (issue.rule, issue.where) == (Rule.GCJ02_SHIFTED, "tower")
    assert mistake in issue.message
    assert (issue.lon_degree, issue.lat_degree) == (point.x, point.y)


@pytest.mark.parametrize("offset", [(0.0, 0.0), (0.0005, 0.0), (-0.0, 0.0054), (0.0026, -0.0054)])
def test_an_error_in_another_direction_is_no_datum_shift(offset):
    point = Point(TOWER[0] + offset[0], TOWER[1] + offset[1])
    assert list(find_datum_shifts([("tower", point)], {"tower": TOWER})) == []


def test_a_point_without_known_position_is_not_judged():
    assert list(find_datum_shifts([("tower", Point(0, 0))], {})) == []


def test_a_point_in_water_is_named_beyond_its_accuracy():
    river = [("river", polygon((0, 0), (4, 0), (4, 1), (0, 1)))]
    points = [("deep", Point(at(1, 0.5))), ("at-bank", Point(at(2, 0.99))), ("dry", Point(at(2, 1.5)))]
    issues = list(find_in_water(points, river, {"deep": 30.0, "at-bank": 30.0}))
    assert [(issue.rule, issue.where) for issue in issues] == [(Rule.POINT_IN_WATER, "deep")]
    assert_place(issues[0], (1, 0.5))
    assert [issue.where for issue in find_in_water(points, river)] == ["deep", "at-bank"]


def test_a_layer_of_points_is_checked_whole():
    drawn = [float(number) for number in wgs84_to_gcj02(*TOWER)]
    points = gpd.GeoDataFrame(
        {"place_id": ["tower", "ship", "ship", "far"], "accuracy_m": [20.0, 20.0, 20.0, None]},
        geometry=[Point(drawn), Point(at(1, 0.5)), Point(at(2, 1.5)), Point(1, 2)],
        crs="EPSG:4326",
    )
    water = gpd.GeoDataFrame(
        {"id": ["river"]}, geometry=[polygon((0, 0), (4, 0), (4, 1), (0, 1))], crs="EPSG:4326"
    )
    issues = check_points(points, "place_id", frame=FRAME, known={"tower": TOWER}, water=water)
    assert [(issue.rule, issue.where) for issue in issues] == [
        (Rule.DUPLICATE_ID, "ship"),
        (Rule.GCJ02_SHIFTED, "tower"),
        (Rule.OUT_OF_FRAME, "far"),
        (Rule.POINT_IN_WATER, "ship"),
        (Rule.POINT_IN_WATER, "tower"),
    ]
    assert check_points(points.iloc[[2]].drop(columns="accuracy_m"), "place_id", water=water) == []
    # A null accuracy excuses nothing.
    unknown = points.iloc[[1]].assign(accuracy_m=nan)
    assert [issue.rule for issue in check_points(unknown, "place_id", water=water)] == [Rule.POINT_IN_WATER]


def test_a_site_outside_the_place_of_its_text_is_named():
    edges = edges_frame(SOUND, accuracy_m=20.0)
    points = gpd.GeoDataFrame(
        {"place_id": ["inside", "outside", "near"], "accuracy_m": [30.0, 30.0, None]},
        geometry=[Point(at(1, 1)), Point(at(3, 1)), Point(at(2.005, 1))],
        crs="EPSG:4326",
    )
    expected = dict.fromkeys(points["place_id"], ("F", LEFT))
    issues = list(find_outside(points, "place_id", expected, edges))
    assert [(issue.rule, issue.where) for issue in issues] == [(Rule.POINT_OUTSIDE, "outside")]
    assert_place(issues[0], (3, 1))


def test_every_rule_has_a_broken_layer():
    tested = {case.rule for case in CASES} | {
        Rule.MISSING_ACCURACY, Rule.DUPLICATE_ID, Rule.GAP, Rule.OVERLAP, Rule.INVALID_POLYGON,
        Rule.UNMATCHED_BOUNDARY, Rule.GCJ02_SHIFTED, Rule.POINT_IN_WATER, Rule.POINT_OUTSIDE,
    }  # fmt: skip
    assert tested == set(Rule)
    assert set(RULES) == set(Rule)


def test_broken_features_do_not_stop_the_check_of_the_others():
    lines = {**SOUND, "bad": raw_line(at(2, 0), (nan, nan)), "loose": line((2, 0), (3, 0.5)), "null": None}
    rules = {issue.rule for issue in check_linework(edges_frame(lines), labels_frame(LABELS), FRAME)}
    assert rules == {Rule.NON_FINITE_COORDINATE, Rule.DANGLING_EDGE, Rule.WRONG_GEOMETRY_TYPE}


def test_features_are_sorted_by_id():
    assert [name for name, _ in features_of(edges_frame(SOUND), "edge_id")] == ["east", "middle", "west"]
    assert all(shapely.is_valid(shape) for _, shape in features_of(edges_frame(SOUND), "edge_id"))
