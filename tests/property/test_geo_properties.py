"""What must hold for any linework, position, box or feature."""

from __future__ import annotations

import json
import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import substring

from geo.bbox import BBox
from geo.coverage import check_linework
from geo.crs import SERVED, by_uri, to_crs84, transform
from geo.datum import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from geo.geojson import features_text, read_features, write_features
from geo.issue import Severity
from geo.linework import assemble_faces, boundary_edges, places_of_faces
from geo.measure import area_interval_km2, area_km2
from geo.membership import membership_table
from geo.plane import metres_per_degree
from geo.testing import assert_coverage_valid, edges_frame, labels_frame

WEST, SOUTH, STEP = 113.25, 23.05, 0.01


@st.composite
def lineworks(draw):
    """Draw a grid of bent edges with some inner edges left out, and a label in each face that results.

    Nodes are moved by less than half a step and every edge is bent by less than that, so nothing crosses.
    """
    columns, rows = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    small = st.floats(-0.2, 0.2, allow_nan=False)
    nodes = {
        (i, j): (WEST + (i + draw(small)) * STEP, SOUTH + (j + draw(small)) * STEP)
        for i in range(columns + 1)
        for j in range(rows + 1)
    }
    lines = {}
    for (i, j), node in nodes.items():
        for di, dj in ((1, 0), (0, 1)):
            if (i + di, j + dj) not in nodes:
                continue
            start, end = np.array(node), np.array(nodes[i + di, j + dj])
            is_outer = (dj and i in (0, columns)) or (di and j in (0, rows))
            if not is_outer and draw(st.integers(0, 5)) == 0:
                continue
            across = np.array([-(end - start)[1], (end - start)[0]]) * draw(small) * 0.5
            middle = tuple(np.round((start + end) / 2 + across, 7).tolist())
            ends = (tuple(np.round(start, 7).tolist()), tuple(np.round(end, 7).tolist()))
            lines[f"{'h' if di else 'v'}{i}{j}"] = LineString([ends[0], middle, ends[1]])
    pieces = shapely.get_parts(shapely.polygonize(list(lines.values())))
    points = {f"F{number}": piece.representative_point().coords[0] for number, piece in enumerate(pieces)}
    labels = labels_frame(points)
    labels["place_ids"] = [draw(st.sampled_from(["p", "q", "p|q", ""])) for _ in points]
    edges = edges_frame(lines)
    edges["accuracy_m"] = [draw(st.sampled_from([5.0, 20.0, 60.0])) for _ in lines]
    return edges, labels


def cut(edges, data):
    """Return the edges, some cut at their middle vertex, some turned, in another order."""
    rows = {}
    accuracy = []
    for row in edges.itertuples():
        line = row.geometry
        if data.draw(st.booleans()):
            parts = [LineString(line.coords[:2]), LineString(line.coords[1:])]
        else:
            parts = [line]
        for number, part in enumerate(parts):
            rows[f"{row.edge_id}-{number}"] = part.reverse() if data.draw(st.booleans()) else part
            accuracy.append(row.accuracy_m)
    frame = edges_frame(rows)
    frame["accuracy_m"] = accuracy
    order = data.draw(st.permutations(range(len(frame))))
    return frame.iloc[order].reset_index(drop=True)


@given(lineworks(), st.data())
@settings(max_examples=40, deadline=None)
def test_cutting_turning_and_mixing_edges_gives_the_same_faces(linework, data):
    edges, labels = linework
    whole = assemble_faces(edges, labels)
    mixed_labels = labels.iloc[data.draw(st.permutations(range(len(labels))))].reset_index(drop=True)
    pieces = assemble_faces(cut(edges, data), mixed_labels)
    assert pieces.faces["face_id"].tolist() == whole.faces["face_id"].tolist()
    assert pieces.faces["place_ids"].tolist() == whole.faces["place_ids"].tolist()
    assert [face.wkb for face in pieces.faces.geometry] == [face.wkb for face in whole.faces.geometry]
    # Cut in two, a dangling edge leaves one piece that still dangles and one that only joins it to the rest.
    found = {issue.rule for issue in pieces.issues}
    expected = {issue.rule for issue in whole.issues}
    assert found == expected or ("dangling-edge" in expected and found == expected | {"bridge-edge"})


@given(lineworks(), st.data())
@settings(max_examples=20, deadline=None)
def test_cutting_between_vertices_gives_the_same_ground(linework, data):
    edges, labels = linework
    rows = {}
    for row in edges.itertuples():
        share = data.draw(st.floats(0.05, 0.95))
        first = substring(row.geometry, 0.0, share, normalized=True)
        second = substring(row.geometry, share, 1.0, normalized=True)
        rows[f"{row.edge_id}-a"] = first
        # substring computes the cut twice; the digitizer snaps.
        rows[f"{row.edge_id}-b"] = LineString([first.coords[-1], *second.coords[1:]])
    whole, pieces = assemble_faces(edges, labels), assemble_faces(edges_frame(rows), labels)
    assert pieces.faces["face_id"].tolist() == whole.faces["face_id"].tolist()
    for one, other in zip(whole.faces.geometry, pieces.faces.geometry, strict=True):
        assert one.symmetric_difference(other).area < 1e-12


@given(lineworks())
@settings(max_examples=25, deadline=None)
def test_every_edge_bounds_two_faces_or_one_and_the_outside(linework):
    edges, labels = linework
    assembly = assemble_faces(edges, labels)
    outer = shapely.union_all(assembly.faces.geometry.to_numpy()).exterior
    lines = dict(zip(edges["edge_id"], edges.geometry, strict=True))
    faces = assembly.faces.set_index("face_id").geometry
    dangling = {issue.where for issue in assembly.issues}
    for edge_id, left, right in assembly.sides.itertuples(index=False):
        if edge_id in dangling:
            assert left == right
            continue
        sides = [side for side in (left, right) if side]
        is_outer = lines[edge_id].interpolate(0.5, normalized=True).distance(outer) < 1e-12
        assert len(sides) == (1 if is_outer else 2)
        for side in sides:
            segments = shapely.get_coordinates(lines[edge_id])
            middle = (segments[0] + segments[1]) / 2
            ahead = (segments[1] - segments[0]) * 1e-3
            turned = np.array([-ahead[1], ahead[0]]) * (1 if side == left else -1)
            if left != right:
                assert faces[side].contains(Point(middle + turned))


@given(lineworks())
@settings(max_examples=25, deadline=None)
def test_face_areas_add_up_to_the_union(linework):
    assembly = assemble_faces(*linework)
    union = shapely.union_all(assembly.faces.geometry.to_numpy())
    assert not shapely.get_parts(union)[0].interiors
    assert sum(area_km2(face) for face in assembly.faces.geometry) == pytest.approx(area_km2(union), rel=1e-9)
    assert sum(face.area for face in assembly.faces.geometry) == pytest.approx(union.area, rel=1e-9)
    assert_coverage_valid(assembly.faces)


@given(lineworks())
@settings(max_examples=20, deadline=None)
def test_places_are_bounded_by_their_edges_alone(linework):
    edges, labels = linework
    assembly = assemble_faces(edges, labels)
    for place in places_of_faces(assembly).itertuples():
        assert list(place.edge_ids) == boundary_edges(assembly.sides, place.face_ids)
        used = edges[edges["edge_id"].isin(place.edge_ids)]
        value, low, high = area_interval_km2(place.geometry, used)
        assert 0.0 <= low < value < high
        drawn = shapely.union_all(used.geometry.to_numpy())
        assert place.geometry.boundary.length == pytest.approx(drawn.length, rel=1e-9)


@given(lineworks())
@settings(max_examples=20, deadline=None)
def test_sound_linework_has_only_the_faults_that_were_made(linework):
    # Edges left out may leave loose ends; nothing else may be found.
    rules = {issue.rule for issue in check_linework(*linework, BBox(113.0, 23.0, 113.5, 23.2))}
    assert rules <= {"dangling-edge", "bridge-edge"}


@given(lineworks(), st.data())
@settings(max_examples=30, deadline=None)
def test_an_end_moved_without_those_it_meets_is_always_an_error(linework, data):
    edges, labels = linework
    lines = edges.geometry.tolist()
    row, end = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.sampled_from([0, -1]))
    at = lines[row].coords[end]
    assume(sum(at in (line.coords[0], line.coords[-1]) for line in lines) > 1)
    # 0.1 to 100 metres, to any side.
    size, angle = 10 ** data.draw(st.floats(-6, -3)), data.draw(st.floats(0, 2 * math.pi))
    positions = list(lines[row].coords)
    positions[end] = (at[0] + size * math.cos(angle), at[1] + size * math.sin(angle))
    moved = edges.set_geometry([*lines[:row], LineString(positions), *lines[row + 1 :]], crs=edges.crs)
    before = {issue for issue in check_linework(edges, labels) if issue.severity is Severity.ERROR}
    after = {issue for issue in check_linework(moved, labels) if issue.severity is Severity.ERROR}
    assert after - before


@given(lineworks(), st.floats(0.5, 400.0), st.data())
@settings(max_examples=20, deadline=None)
def test_probabilities_over_a_coverage_add_up_to_one(linework, accuracy, data):
    edges, labels = linework
    faces = assemble_faces(edges, labels).faces
    union = shapely.union_all(faces.geometry.to_numpy())
    lon = data.draw(st.floats(union.bounds[0], union.bounds[2]))
    lat = data.draw(st.floats(union.bounds[1], union.bounds[3]))
    table = membership_table([lon], [lat], accuracy, faces, edges, at_least=0.0)
    whole = gpd.GeoDataFrame(geometry=[union], crs=4326)
    outer = membership_table([lon], [lat], accuracy, whole, edges, at_least=0.0)["probability"].sum()
    # Clipping to 0..1 at corners of different accuracy may cost a little; nothing is lost otherwise.
    assert table["probability"].sum() == pytest.approx(outer, abs=0.02)


inside_china = st.tuples(st.floats(73.6, 134.7), st.floats(18.0, 53.5))


@given(inside_china)
@settings(max_examples=300)
def test_datum_round_trips_close_to_a_tenth_of_a_metre(position):
    lon, lat = position
    per_lon, per_lat = metres_per_degree(lat)
    for there, back in ((wgs84_to_gcj02, gcj02_to_wgs84), (wgs84_to_bd09, bd09_to_wgs84)):
        lon_back, lat_back = back(*there(lon, lat))
        assert math.hypot((lon_back - lon) * per_lon, (lat_back - lat) * per_lat) < 1e-4
        # Reading a shifted position back and shifting it again closes too.
        lon_again, lat_again = there(*back(lon, lat))
        assert math.hypot((lon_again - lon) * per_lon, (lat_again - lat) * per_lat) < 1e-4


@given(inside_china)
def test_the_gcj02_shift_is_hundreds_of_metres_and_never_a_kilometre(position):
    lon, lat = position
    there = wgs84_to_gcj02(lon, lat)
    per_lon, per_lat = metres_per_degree(lat)
    assert 10.0 < math.hypot((there[0] - lon) * per_lon, (there[1] - lat) * per_lat) < 1000.0


longitudes, latitudes = st.floats(-180, 180), st.floats(-90, 90)


@given(longitudes, latitudes, longitudes, latitudes)
def test_boxes_survive_their_text_form(west, south, east, north):
    south, north = sorted((south, north))
    box = BBox(west, south, east, north)
    assert BBox.parse(box.to_text()) == box
    assert box.contains(west, south)
    assert box.contains(east, north)
    assert box.crosses_antimeridian == (west > east)


@given(longitudes, latitudes, longitudes, latitudes, longitudes, latitudes)
def test_containing_and_intersecting_a_point_are_the_same(west, south, east, north, lon, lat):
    box = BBox(west, min(south, north), east, max(south, north))
    assume(west != east)
    assume(south != north)
    assert box.contains(lon, lat) == box.intersects(Point(lon, lat))


@given(st.text(max_size=40))
def test_no_text_makes_the_parser_fail_otherwise(text):
    try:
        box = BBox.parse(text)
    except ValueError as error:
        assert type(error).__name__ == "InvalidBBoxError"
    else:
        assert all(math.isfinite(number) for number in box.to_tuple())


@given(st.sampled_from(sorted(SERVED)), st.floats(112.6, 115.4), st.floats(21.6, 45.0))
def test_transforms_close(uri, lon, lat):
    there = transform(Point(lon, lat), uri)
    back = to_crs84(there, uri)
    assert (back.x, back.y) == pytest.approx((lon, lat), abs=1e-9)
    first_is_north = by_uri(uri).is_swapped
    north = transform(Point(lon, lat + 0.01), uri)
    assert (north.x > there.x) == first_is_north or not first_is_north


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
coordinate = st.integers(-180_000_000, 180_000_000).map(lambda number: number / 1e6)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6).filter(str.strip),
        st.tuples(coordinate, st.floats(-89, 89).map(lambda number: round(number, 6)), json_values),
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_features_survive_the_file(tmp_path_factory, rows, random):
    ids = list(rows)
    random.shuffle(ids)
    frame = gpd.GeoDataFrame(
        {"id": ids, "value": np.array([None, *(rows[name][2] for name in ids)], dtype=object)[1:]},
        geometry=gpd.GeoSeries([Point(rows[name][:2]) for name in ids], crs=4326),
    )
    path = tmp_path_factory.getbasetemp() / "features.geojson"
    write_features(path, frame, id_field="id")
    first = path.read_bytes()
    back = read_features(path, id_field="id")
    assert back["id"].tolist() == sorted(ids)
    for row in back.itertuples():
        assert (row.geometry.x, row.geometry.y) == rows[row.id][:2]
    assert (
        json.loads(first)["features"]
        == json.loads(features_text(frame.iloc[::-1], id_field="id"))["features"]
    )
    write_features(path, back, id_field="id")
    assert path.read_bytes() == first


@given(st.integers(3, 9), st.integers(3, 6), st.booleans())
def test_written_rings_follow_the_right_hand_rule(outer, inner, turn):
    def ring(count, radius):
        angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
        return np.column_stack([np.cos(angles), np.sin(angles)]) * radius

    shape = Polygon(ring(outer, 10.0), [ring(inner, 1.0)])
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.reverse(shape) if turn else shape], crs=4326)
    rings = json.loads(features_text(frame, id_field="id"))["features"][0]["geometry"]["coordinates"]
    assert [Polygon(positions).exterior.is_ccw for positions in rings] == [True, False]
