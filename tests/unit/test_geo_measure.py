import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, box

from geo.boundary import EdgeIndex, segments_of
from geo.errors import CoverageError, InputError
from geo.linework import assemble_faces, places_of_faces
from geo.measure import (
    area_interval_km2,
    area_km2,
    distance_m,
    length_m,
    mean_accuracy_m,
    perimeter_km,
)
from geo.plane import LocalPlane, metres_per_degree
from geo.testing import edges_frame, labels_frame


def test_areas_are_geodesic():
    # GeographicLib's planimeter: 0.2 x 0.1 degrees at Haizhu.
    assert area_km2(box(113.2, 23.0, 113.4, 23.1)) == pytest.approx(226.993, abs=0.001)


def test_area_of_the_whole_ellipsoid():
    # Area of the WGS84 ellipsoid: 510,065,621.7 km2 (Karney 2013). One octant is an eighth of it.
    octant = shapely.Polygon([(0, 0), (90, 0), (0, 90)])
    assert area_km2(octant) == pytest.approx(510_065_621.724 / 8, rel=1e-9)


def test_area_knows_holes_parts_and_winding():
    outer, inner = box(113.2, 23.0, 113.4, 23.1), box(113.25, 23.02, 113.3, 23.05)
    ring = outer - inner
    assert area_km2(ring) == pytest.approx(area_km2(outer) - area_km2(inner), rel=1e-12)
    assert area_km2(shapely.reverse(ring)) == area_km2(ring)
    both = MultiPolygon([outer, shapely.transform(inner, lambda p: p + 1.0)])
    assert area_km2(both) > area_km2(outer)
    assert area_km2(Point(1, 1)) == 0.0


def test_lengths_are_geodesic():
    # One minute of latitude at the equator of WGS84 is 1,842.9 m; of longitude 1,855.3 m (definition by the ellipsoid).
    assert length_m(LineString([(0, -1 / 120), (0, 1 / 120)])) == pytest.approx(1842.9, abs=0.1)
    assert length_m(LineString([(0, 0), (1 / 60, 0)])) == pytest.approx(1855.32, abs=0.01)
    assert length_m(Point(0, 0)) == 0.0
    assert distance_m(0, 0, 1 / 60, 0) == pytest.approx(1855.32, abs=0.01)


def test_perimeter_counts_every_ring():
    outer, inner = box(113.2, 23.0, 113.4, 23.1), box(113.25, 23.02, 113.3, 23.05)
    assert perimeter_km(outer - inner) == pytest.approx(perimeter_km(outer) + perimeter_km(inner), rel=1e-12)
    assert perimeter_km(outer) == pytest.approx(length_m(outer.exterior) / 1000)


def test_the_local_plane_agrees_with_the_geodesic():
    plane = LocalPlane.at(23.1)
    line = LineString([(113.30, 23.10), (113.31, 23.11)])
    assert plane.to_metres(line).length == pytest.approx(length_m(line), rel=1e-4)
    assert plane.to_degrees(*plane.to_metres(Point(113.3, 23.1)).coords[0]) == pytest.approx((113.3, 23.1))
    east, north = metres_per_degree([0.0, 60.0])
    assert east == pytest.approx([111319.49, 55800.0], abs=1)
    assert north == pytest.approx([110574.28, 111412.2], abs=1)


SQUARE = {
    "south": "LINESTRING (113.30 23.10, 113.31 23.10)",
    "rest": "LINESTRING (113.31 23.10, 113.31 23.11, 113.30 23.11, 113.30 23.10)",
}


def square(edges):
    return assemble_faces(edges, labels_frame({"F": (113.305, 23.105)}, "p")).faces.geometry.iloc[0]


def test_area_interval_of_independent_edges_adds_squares():
    edges = edges_frame(SQUARE)
    edges["accuracy_m"] = [30.0, 10.0]
    south, rest = (length_m(line) for line in edges.geometry)
    value, low, high = area_interval_km2(square(edges), edges)
    half = math.hypot(30.0 * south, 10.0 * rest) / 1e6
    assert value == pytest.approx(area_km2(square(edges)))
    assert (value - low, high - value) == pytest.approx((half, half))


def test_area_interval_of_one_feature_by_one_source_adds_plainly():
    edges = edges_frame(SQUARE).assign(source="osm", follows="bank")
    half = 10.0 * perimeter_km(square(edges)) / 1e3
    interval = area_interval_km2(square(edges), edges)
    assert interval.high - interval.value == pytest.approx(half)


def test_cutting_an_edge_does_not_change_the_interval():
    whole = edges_frame(SQUARE).assign(source="osm", follows=["bank", "road"])
    cut = {
        "south-1": "LINESTRING (113.30 23.10, 113.305 23.10)",
        "south-2": "LINESTRING (113.305 23.10, 113.31 23.10)",
        "rest": SQUARE["rest"],
    }
    parts = edges_frame(cut).assign(source="osm", follows=["bank", "bank", "road"])
    before, after = area_interval_km2(square(whole), whole), area_interval_km2(square(parts), parts)
    assert tuple(after) == pytest.approx(tuple(before), rel=1e-5)  # a parallel is no geodesic


def test_the_interval_holds_the_true_area_with_95_percent():
    # Edges shifted sideways by their own normal errors, as the method supposes.
    random = np.random.default_rng(20261122)
    accuracy = np.array([40.0, 20.0, 30.0, 10.0])
    sides = [
        "LINESTRING (113.30 23.10, 113.31 23.10)", "LINESTRING (113.31 23.10, 113.31 23.11)",
        "LINESTRING (113.31 23.11, 113.30 23.11)", "LINESTRING (113.30 23.11, 113.30 23.10)",
    ]  # fmt: skip
    edges = edges_frame({str(number): side for number, side in enumerate(sides)})
    edges["accuracy_m"] = accuracy
    interval = area_interval_km2(square(edges), edges)
    south, east, north, west = random.normal(0.0, accuracy / 1.96, (4000, 4)).T
    per_lon, per_lat = (float(number) for number in metres_per_degree(23.105))
    width, height = 0.01 * per_lon, 0.01 * per_lat
    drawn = (width + east + west) * (height + north + south) / 1e6
    scale = interval.value / (width * height / 1e6)
    inside = np.mean((drawn * scale >= interval.low) & (drawn * scale <= interval.high))
    assert inside == pytest.approx(0.95, abs=0.012)


def test_the_low_end_is_never_negative():
    edges = edges_frame(SQUARE, accuracy_m=100_000.0)
    assert area_interval_km2(square(edges), edges).low == 0.0


def test_inner_edges_do_not_widen_the_interval_of_a_union():
    lines = {
        "west": "LINESTRING (113.31 23.10, 113.30 23.10, 113.30 23.11, 113.31 23.11)",
        "middle": "LINESTRING (113.31 23.10, 113.31 23.11)",
        "east": "LINESTRING (113.31 23.10, 113.32 23.10, 113.32 23.11, 113.31 23.11)",
    }
    edges = edges_frame(lines)
    edges.loc[1, "accuracy_m"] = 5_000.0
    labels = labels_frame({"F": (113.305, 23.105), "G": (113.315, 23.105)}, "p")
    place = places_of_faces(assemble_faces(edges, labels)).geometry.iloc[0]
    assert area_interval_km2(place, edges).low > 2.0
    assert mean_accuracy_m(place, edges) == pytest.approx(10.0)


def test_a_boundary_that_no_edge_explains_is_refused():
    with pytest.raises(CoverageError, match="belong to no edge") as caught:
        area_interval_km2(box(113.30, 23.10, 113.31, 23.12), edges_frame(SQUARE))
    assert caught.value.value is not None


@pytest.mark.parametrize("accuracy", [0.0, -1.0, float("nan"), None])
def test_an_edge_without_accuracy_is_refused_by_name(accuracy):
    edges = edges_frame(SQUARE)
    edges["accuracy_m"] = edges["accuracy_m"].astype(object)
    edges.loc[1, "accuracy_m"] = accuracy
    with pytest.raises(InputError, match="edge rest"):
        EdgeIndex.of_edges(edges)


def test_a_line_has_no_area_interval():
    with pytest.raises(InputError, match="LineString"):
        area_interval_km2(LineString([(0, 0), (1, 1)]), edges_frame(SQUARE))
    with pytest.raises(InputError, match="Point"):
        mean_accuracy_m(Point(0, 0), edges_frame(SQUARE))


def test_mean_accuracy_is_weighted_by_length():
    edges = edges_frame(SQUARE)
    edges["accuracy_m"] = [30.0, 10.0]
    south, rest = (length_m(line) for line in edges.geometry)
    expected = (30.0 * south + 10.0 * rest) / (south + rest)
    assert mean_accuracy_m(square(edges), edges) == pytest.approx(expected)


def test_an_index_serves_many_polygons_and_survives_seven_decimals():
    edges = edges_frame(SQUARE)
    index = EdgeIndex.of_edges(edges)
    rounded = shapely.transform(square(edges), lambda positions: np.round(positions, 7) + 1e-9)
    assert area_interval_km2(rounded, index).value == pytest.approx(area_km2(square(edges)), rel=1e-6)


def test_segments_run_with_the_inside_on_the_left():
    clockwise = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    segments = segments_of(clockwise)
    assert segments.shape == (4, 2, 2)
    signed = np.cross(np.c_[segments[:, 0], np.zeros(4)], np.c_[segments[:, 1], np.zeros(4)])[:, 2].sum()
    assert signed > 0
    assert segments_of(Point(0, 0)).shape == (0, 2, 2)
    assert segments_of(gpd.GeoSeries([LineString()]).iloc[0]).shape == (0, 2, 2)
