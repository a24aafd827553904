"""Sides of polygons, and stated limits and areas against them: small drawings."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.linework import assemble_faces
from layers.agreements import agreement_rows, side_profile
from layers.polygons import PlacePolygon, label_point, lies_on_frame, place_polygons
from layers.sides import side_of_segments
from layers.tables import StatedArea, StatedLimit

EDGE = {"feature": "road", "basis": "stated", "source": "s", "accuracy_m": 10.0}


def polygon(*edges: tuple[str, list[tuple[float, float]]]) -> PlacePolygon:
    """The polygon inside ``edges``, each (what it follows, vertices in thousandths of a degree)."""
    lines = [shapely.LineString(np.array(vertices) / 1000) for _, vertices in edges]
    frame = gpd.GeoDataFrame(
        [{"edge_id": f"e{index}", "follows": follows, **EDGE} for index, (follows, _) in enumerate(edges)],
        geometry=lines,
        crs="EPSG:4326",
    )
    inside = shapely.polygonize(lines).geoms[0].representative_point()
    label = gpd.GeoDataFrame({"face_id": ["f"], "place_ids": ["p"]}, geometry=[inside], crs="EPSG:4326")
    return place_polygons(assemble_faces(frame, label), frame)["p"]


SQUARE = (
    ("南", [(0, 0), (10, 0)]), ("东", [(10, 0), (10, 10)]), ("北", [(10, 10), (0, 10)]), ("西", [(0, 10), (0, 0)]),
)  # fmt: skip


def followed(place: PlacePolygon) -> dict[str, list[str]]:
    return {side: sorted(lengths) for side, lengths in side_profile(place).items()}


def test_a_square_has_its_four_sides() -> None:
    assert followed(polygon(*SQUARE)) == {"N": ["北"], "W": ["西"], "S": ["南"], "E": ["东"]}


def test_a_square_turned_a_little_keeps_them() -> None:
    turned = [(name, [(x * 0.9 - y * 0.3, x * 0.3 + y * 0.9) for x, y in line]) for name, line in SQUARE]
    assert followed(polygon(*turned)) == {"N": ["北"], "W": ["西"], "S": ["南"], "E": ["东"]}


def test_an_island_that_ends_in_a_point_has_an_east_side() -> None:
    place = polygon(
        ("北水", [(0, 10), (40, 8), (60, 0)][::-1]), ("东水", [(40, -8), (60, 0)]),
        ("南水", [(0, -10), (40, -8)]), ("路", [(0, 10), (0, -10)]),
    )  # fmt: skip
    assert followed(place) == {"N": ["北水"], "W": ["路"], "S": ["南水"], "E": ["东水"]}


def test_one_shore_all_round_is_cut_by_the_way_it_faces() -> None:
    angles = np.linspace(0, 2 * np.pi, 49)
    shore = [(10 * np.cos(angle), 10 * np.sin(angle)) for angle in angles[:-1]]
    place = polygon(("岸", [*shore, shore[0]]))
    profile = side_profile(place)
    lengths = [sum(side.values()) for side in profile.values()]
    assert all(set(side) == {"岸"} for side in profile.values())
    assert max(lengths) < 1.3 * min(lengths)


def test_a_triangle_has_sides_too() -> None:
    ring = np.array([[0, 0], [10, 0], [5, 8]], dtype=float) / 1000
    assert side_of_segments(ring, [0, 1, 2]) == ["S", "E", "W"]


@pytest.mark.parametrize("start", range(0, 40, 7))
def test_sides_do_not_depend_on_where_the_ring_begins(start: int) -> None:
    angles = np.linspace(0, 2 * np.pi, 41)[:-1]
    ring = np.column_stack([0.02 * np.cos(angles), 0.01 * np.sin(angles)])
    nodes = [5, 15, 25, 35]
    turned = side_of_segments(np.roll(ring, -start, axis=0), sorted((node - start) % 40 for node in nodes))
    assert list(np.roll(turned, start)) == side_of_segments(ring, nodes)


def test_a_limit_agrees_when_its_side_follows_what_the_text_says() -> None:
    place = polygon(*SQUARE[:2], ("北路", [(10, 10), (4, 10)]), ("小巷", [(4, 10), (0, 10)]), SQUARE[3])
    limits = [
        StatedLimit("p", "N", "北路", ("北路",), "s", "A", ""),
        StatedLimit("p", "E", "东", ("东", "东街"), "s", "A", ""),
        StatedLimit("p", "S", "河", ("河",), "s", "A", "改道"),
        StatedLimit("elsewhere", "S", "河", ("河",), "s", "A", ""),
    ]
    north, east, south = agreement_rows({"p": place}, limits, [])
    assert (north["agrees"], north["explained"], north["drawn"]) == (False, False, "北路、小巷")
    assert north["share"] == pytest.approx(0.6, abs=0.01)
    assert (east["agrees"], east["share"]) == (True, 1.0)
    assert (south["agrees"], south["explained"], south["share"]) == (False, True, 0.0)


def test_an_area_agrees_within_five_percent() -> None:
    place = polygon(*SQUARE)
    stated = [
        StatedArea("p", round(place.area_km2 * factor, 6), True, f"s{index}", "A", "")
        for index, factor in enumerate((1.0, 1.04, 1.06, 0.94))
    ]
    rows = agreement_rows({"p": place}, [], stated)
    assert [row["agrees"] for row in rows] == [True, True, False, False]
    assert rows[1]["difference_percent"] == pytest.approx(-3.8)


def test_a_polygon_knows_what_its_boundary_rests_on() -> None:
    place = polygon(*SQUARE)
    assert place.basis == {"stated": 1.0}
    assert place.schematic_share == 0.0
    assert place.area_low_km2 < place.area_km2 < place.area_high_km2
    assert place.accuracy_m == pytest.approx(10)
    assert place.perimeter_km == pytest.approx(4.44, abs=0.02)
    assert place.edge_ids == ("e0", "e1", "e2", "e3")


def test_the_label_stands_inside_the_largest_part() -> None:
    ell = shapely.from_wkt(
        "MULTIPOLYGON (((0 0, 9 0, 9 1, 1 1, 1 9, 0 9, 0 0)), ((20 0, 30 0, 30 10, 20 10, 20 0)))"
    )
    lon, lat = label_point(ell)
    assert ell.geoms[1].contains(shapely.Point(lon, lat))
    assert (lon, lat) == pytest.approx((25, 5), abs=0.3)


def test_an_edge_on_the_frame_is_told() -> None:
    frame = (0.0, 0.0, 1.0, 1.0)
    assert lies_on_frame(shapely.LineString([(0, 0.2), (0, 0.7)]), frame)
    assert lies_on_frame(shapely.LineString([(0, 0.2), (0, 1), (0.4, 1)]), frame)
    assert not lies_on_frame(shapely.LineString([(0, 0.2), (0.4, 1)]), frame)
    assert not lies_on_frame(shapely.LineString([(0, 0.2), (0.4, 0.5), (0.4, 1)]), frame)
