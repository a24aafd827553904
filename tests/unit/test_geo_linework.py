"""Faces from lettered drawings. Units are degrees; the numbers are small integers, so sums are exact."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

from geo.issue import Severity
from geo.linework import assemble_faces, boundary_edges, places_of_faces, split_place_ids
from geo.rules import Rule
from geo.testing import assert_coverage_valid, edges_frame, labels_frame

# f──e──d
# │F │G │
# a──b──c
TWO = {
    "west": "LINESTRING (2 0, 0 0, 0 2, 2 2)",
    "middle": "LINESTRING (2 0, 2 2)",
    "east": "LINESTRING (2 0, 4 0, 4 2, 2 2)",
}
# An outer ring R, in it a ring island I, in it a lake L.
NESTED = {
    "outer": "LINESTRING (0 0, 9 0, 9 9, 0 9, 0 0)",
    "island": "LINESTRING (2 2, 2 7, 7 7, 7 2, 2 2)",
    "lake": "LINESTRING (4 4, 5 4, 5 5, 4 5, 4 4)",
}


def faces_of(lines, labels, places=""):
    return assemble_faces(edges_frame(lines), labels_frame(labels, places))


def test_two_faces_share_their_edge():
    assembly = faces_of(TWO, {"F": (1, 1), "G": (3, 1)})
    assert assembly.issues == []
    assert assembly.is_sound
    assert assembly.faces["face_id"].tolist() == ["F", "G"]
    assert assembly.faces["edge_ids"].tolist() == [("middle", "west"), ("east", "middle")]
    assert assembly.faces.geometry.map(lambda face: face.area).tolist() == [4.0, 4.0]
    assert assembly.sides.to_dict("records") == [
        {"edge_id": "east", "left": "G", "right": ""},
        {"edge_id": "middle", "left": "F", "right": "G"},
        {"edge_id": "west", "left": "", "right": "F"},
    ]
    assert_coverage_valid(assembly.faces)


def test_rings_in_rings_give_faces_with_holes():
    assembly = faces_of(NESTED, {"R": (1, 1), "I": (3, 3), "L": (4.5, 4.5)})
    assert assembly.issues == []
    areas = dict(zip(assembly.faces["face_id"], [face.area for face in assembly.faces.geometry], strict=True))
    assert areas == {"R": 81.0 - 25.0, "I": 24.0, "L": 1.0}
    assert assembly.sides.to_dict("records") == [
        {"edge_id": "island", "left": "R", "right": "I"},
        {"edge_id": "lake", "left": "L", "right": "I"},
        {"edge_id": "outer", "left": "R", "right": ""},
    ]


def test_places_are_unions_and_keep_every_vertex():
    labels = labels_frame({"F": (1, 1), "G": (3, 1)})
    labels["place_ids"] = ["left|both", "right|both"]
    assembly = assemble_faces(edges_frame({**TWO, "east": "LINESTRING (2 0, 3 0, 4 0, 4 2, 2 2)"}), labels)
    places = places_of_faces(assembly).set_index("place_id")
    assert places.index.tolist() == ["both", "left", "right"]
    assert places.loc["both", "edge_ids"] == ("east", "west")
    assert places.loc["both", "face_ids"] == ("F", "G")
    assert places.geometry["both"].area == 8.0
    drawn = {
        position
        for line in edges_frame({**TWO, "east": "LINESTRING (2 0, 3 0, 4 0, 4 2, 2 2)"}).geometry
        for position in line.coords
    }
    assert set(places.geometry["both"].exterior.coords) == drawn
    assert places.geometry["both"].exterior.is_ccw


def test_a_place_of_separate_faces_is_a_multipolygon():
    lines = {"one": "LINESTRING (0 0, 1 0, 1 1, 0 0)", "two": "LINESTRING (5 0, 6 0, 6 1, 5 0)"}
    places = places_of_faces(faces_of(lines, {"A": (0.7, 0.3), "B": (5.7, 0.3)}, "p"))
    assert isinstance(places.geometry.iloc[0], MultiPolygon)
    assert places["edge_ids"].iloc[0] == ("one", "two")


def test_a_place_around_a_lake_that_is_not_its_own_keeps_the_hole():
    labels = labels_frame({"R": (1, 1), "I": (3, 3), "L": (4.5, 4.5)})
    labels["place_ids"] = ["", "isle", ""]
    place = places_of_faces(assemble_faces(edges_frame(NESTED), labels))
    assert place["edge_ids"].tolist() == [("island", "lake")]
    assert isinstance(place.geometry.iloc[0], Polygon)
    assert len(place.geometry.iloc[0].interiors) == 1


def test_no_place_gives_an_empty_frame():
    places = places_of_faces(faces_of(TWO, {"F": (1, 1), "G": (3, 1)}))
    assert list(places.columns) == ["place_id", "face_ids", "edge_ids", "geometry"]
    assert len(places) == 0
    assert places.crs == "EPSG:4326"


def test_no_edges_give_no_faces():
    assembly = faces_of({}, {"F": (1, 1)})
    assert len(assembly.faces) == 0
    assert [issue.rule for issue in assembly.issues] == [Rule.LABEL_OUTSIDE]


def test_an_edge_that_encloses_nothing_gives_no_face():
    assembly = faces_of({"a": "LINESTRING (0 0, 1 0)"}, {})
    assert len(assembly.faces) == 0
    assert [issue.rule for issue in assembly.issues] == [Rule.DANGLING_EDGE, Rule.DANGLING_EDGE]
    assert not assembly.is_sound


def test_crossing_lines_are_not_noded_in_silence():
    # Two lines that cross at (1, 1) would make four faces if noded; drawn so, they make one around them.
    lines = {
        "ring": "LINESTRING (0 0, 2 0, 2 2, 0 2, 0 0)",
        "up": "LINESTRING (0 0, 2 2)",
        "down": "LINESTRING (0 2, 2 0)",
    }
    assembly = faces_of(lines, {"R": (1, 0.5)})
    assert len(assembly.faces) == 1
    assert {issue.rule for issue in assembly.issues} == {Rule.DANGLING_EDGE}


def test_a_face_without_label_has_an_id_made_of_its_place():
    assembly = faces_of(TWO, {"F": (1, 1)})
    (issue,) = assembly.issues
    assert assembly.faces["face_id"].tolist() == ["F", "unlabelled:3.000000,1.000000"]
    assert (issue.rule, issue.severity, issue.where) == (
        Rule.UNLABELLED_FACE,
        Severity.ERROR,
        "unlabelled:3.000000,1.000000",
    )
    assert assembly.faces.geometry.iloc[1].contains(Point(issue.lon_degree, issue.lat_degree))


def test_of_two_labels_the_first_by_id_names_the_face():
    assembly = faces_of(TWO, {"Z": (1, 1.5), "F": (1, 1), "G": (3, 1)})
    assert assembly.faces["face_id"].tolist() == ["F", "G"]
    assert [issue.where for issue in assembly.issues] == ["F|Z"]


def test_inner_edges_and_the_border_of_a_union():
    sides = faces_of(TWO, {"F": (1, 1), "G": (3, 1)}).sides
    assert boundary_edges(sides, ["F"]) == ["middle", "west"]
    assert boundary_edges(sides, ["F", "G"]) == ["east", "west"]
    assert boundary_edges(sides, []) == []


def test_a_dangling_edge_bounds_no_face_but_lies_in_one():
    assembly = faces_of({**TWO, "spur": "LINESTRING (2 0, 1 1)"}, {"F": (0.5, 1), "G": (3, 1)})
    spur = assembly.sides.set_index("edge_id").loc["spur"]
    assert (spur["left"], spur["right"]) == ("F", "F")
    assert "spur" not in assembly.faces["edge_ids"].iloc[0]


def test_the_input_is_not_changed():
    edges, labels = edges_frame(TWO), labels_frame({"F": (1, 1), "G": (3, 1)})
    before = edges.copy(), labels.copy()
    assemble_faces(edges, labels)
    pd.testing.assert_frame_equal(pd.DataFrame(edges), pd.DataFrame(before[0]))
    pd.testing.assert_frame_equal(pd.DataFrame(labels), pd.DataFrame(before[1]))


def test_heights_are_left_aside():
    lines = {"ring": shapely.from_wkt("LINESTRING Z (0 0 5, 1 0 5, 1 1 5, 0 0 5)")}
    assembly = assemble_faces(edges_frame(lines), labels_frame({"F": (0.7, 0.3)}))
    assert assembly.issues == []
    assert not assembly.faces.geometry.iloc[0].has_z


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("a|b", ("a", "b")),
        (" a | b |", ("a", "b")),
        ("", ()),
        (None, ()),
        (float("nan"), ()),
        (["a", "b"], ("a", "b")),
    ],
)
def test_place_ids_are_read_from_text_lists_and_nulls(value, ids):
    assert split_place_ids(value) == ids


def test_assert_coverage_valid_names_the_fault():
    faces = gpd.GeoDataFrame(
        {"face_id": ["A", "B"]}, geometry=[shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)], crs=4326
    )
    with pytest.raises(AssertionError, match="overlap"):
        assert_coverage_valid(faces)
