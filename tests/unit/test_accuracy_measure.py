"""Distances of edges and sites from a reference, on drawings of a few hundred metres."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Transformer

from geo.datum import wgs84_to_gcj02
from geo.errors import InputError
from geo.geojson import write_features
from layers.accuracy import (
    AccuracyReport,
    Verdict,
    measure_base,
    measure_edges,
    measure_sites,
    summarize,
)
from layers.reference import Match, Reference, ReferencePoint, metres, name_of

# Near the first place of the atlas; any spot near 114° E would do.
EAST, NORTH = 434_000.0, 2_556_000.0
TO_DEGREES = Transformer.from_crs("EPSG:4547", "EPSG:4326", always_xy=True)


def at(x, y):
    """Longitude, latitude of a position in metres from the drawing's origin."""
    return TO_DEGREES.transform(EAST + x, NORTH + y)


def line(*positions):
    return shapely.LineString([at(*position) for position in positions])


def edges(*rows):
    return gpd.GeoDataFrame(
        [{"edge_id": i, "feature": feature, "accuracy_m": accuracy} for i, feature, accuracy, _ in rows],
        geometry=[geometry for *_, geometry in rows],
        crs="EPSG:4326",
    )


def reference(folder, **layers):
    """Write layers of (name, kind, accuracy, geometry) rows and open them."""
    for name, rows in layers.items():
        frame = gpd.GeoDataFrame(
            [{"name_zh": n, "kind": kind, "accuracy_m": accuracy} for n, kind, accuracy, _ in rows],
            geometry=[geometry for *_, geometry in rows],
            crs="EPSG:4326",
        )
        frame["id"] = [f"f{number}" for number in range(len(frame))]
        write_features(folder / f"{name}.geojson", frame, id_field="id", decimals=9)
    return Reference(folder)


def one(folder, drawn, rows, *, stated=20.0, feature="bank", match="河"):
    """Measure one edge against the rows of one layer."""
    against = reference(folder, water=rows)
    (result,) = measure_edges(
        edges(("edge", feature, stated, drawn)), {"edge": [Match("edge", "water", match)]}, against
    )
    return result


def test_metres_have_the_easting_first():
    x, y = shapely.get_coordinates(metres(shapely.Point(at(3, 4))))[0]
    assert (x - EAST, y - NORTH) == pytest.approx((3, 4), abs=1e-3)


def test_a_parallel_line_lies_as_far_as_it_was_moved(tmp_path):
    result = one(tmp_path, line((0, 6), (400, 6)), [("大河", "bank", 10.0, line((-50, 0), (450, 0)))])
    assert result.distances.mean_m == pytest.approx(6, abs=0.01)
    assert result.distances.p95_m == pytest.approx(6, abs=0.01)
    assert result.distances.max_m == pytest.approx(6, abs=0.01)
    assert result.share == 1.0
    assert result.reference_m == 10.0
    assert result.verdict is Verdict.HELD


def test_bias_points_from_the_edge_to_the_reference(tmp_path):
    result = one(tmp_path, line((0, 6), (400, 6)), [("大河", "bank", 10.0, line((-50, 0), (450, 0)))])
    assert result.distances.bias_north_m == pytest.approx(-6, abs=0.01)
    assert result.distances.bias_east_m == pytest.approx(0, abs=0.01)


def test_samples_between_the_vertices_count(tmp_path):
    # Both ends lie on the reference; only a densified edge shows the bow between them.
    bow = line((0, 0), (200, 80), (400, 0))
    result = one(tmp_path, line((0, 0), (400, 0)), [("大河", "bank", 10.0, bow)])
    assert result.distances.count == 41
    assert result.distances.max_m > 60
    assert result.verdict is Verdict.EXCEEDED


def test_what_lies_beyond_the_end_of_the_reference_is_not_measured(tmp_path):
    result = one(tmp_path, line((0, 5), (400, 5)), [("大河", "bank", 10.0, line((0, 0), (100, 0)))])
    assert result.distances.max_m == pytest.approx(5, abs=0.01)
    assert result.share == pytest.approx(0.25, abs=0.04)


def test_a_reference_in_pieces_that_meet_has_no_end_between_them(tmp_path):
    pieces = [
        ("大河", "bank", 10.0, line((-50, 0), (200, 0))),
        ("大河", "bank", 30.0, line((200, 0), (450, 0))),
    ]
    result = one(tmp_path, line((0, 5), (400, 5)), pieces)
    assert result.share == 1.0
    assert result.reference_m == 30.0


def test_a_polygon_measures_by_its_rings(tmp_path):
    ring = [(-100, 0), (500, 0), (500, 90), (-100, 90)]
    water = shapely.Polygon([at(*position) for position in ring])
    result = one(
        tmp_path, line((0, 4), (400, 4)), [("大河", "river_polygon", 10.0, water)], match="river_poly"
    )
    assert result.distances.p95_m == pytest.approx(4, abs=0.01)


def test_other_names_do_not_measure(tmp_path):
    rows = [
        ("大河", "bank", 10.0, line((-50, 0), (450, 0))),
        ("小溪", "bank", 10.0, line((-50, 5), (450, 5))),
    ]
    result = one(tmp_path, line((0, 5), (400, 5)), rows, match="大河")
    assert result.distances.mean_m == pytest.approx(5, abs=0.01)


def test_an_edge_left_in_gcj02_is_found_out(tmp_path):
    true = line((-900, 0), (-300, 90), (300, -60), (900, 40))
    drawn = shapely.transform(true, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))
    rows = [("大河", "bank", 10.0, true)]
    wrong = one(tmp_path, drawn, rows)
    right = one(tmp_path, true, rows)
    assert wrong.verdict is Verdict.EXCEEDED
    assert not wrong.datum_is_sure
    assert wrong.as_gcj02_m < 1
    assert right.datum_is_sure
    assert right.as_gcj02_m > 100
    assert right.as_bd09_m > 100


def test_only_physical_edges_are_measured_and_sorted(tmp_path):
    straight = line((0, 0), (400, 0))
    frame = edges(
        ("z-road", "road", 20.0, straight),
        ("limit", "admin", 20.0, straight),
        ("frame", "none", 20.0, straight),
        ("a-bank", "bank", 20.0, straight),
    )
    results = measure_edges(frame, {}, Reference(tmp_path))
    assert [result.edge_id for result in results] == ["a-bank", "z-road"]
    assert {result.verdict for result in results} == {Verdict.UNMEASURED}
    assert results[0].length_m == pytest.approx(400, abs=0.1)


def test_a_name_that_no_line_has_leaves_the_edge_unmeasured(tmp_path):
    result = one(tmp_path, line((0, 0), (400, 0)), [("大河", "bank", 10.0, line((0, 0), (9, 0)))], match="湖")
    assert result.verdict is Verdict.UNMEASURED
    assert result.share == 0.0


def test_report_tells_measured_from_exceeded(tmp_path):
    far = one(tmp_path, line((0, 50), (400, 50)), [("大河", "bank", 10.0, line((-50, 0), (450, 0)))])
    report = AccuracyReport((far,), (), ())
    assert report.measured == report.exceeded == (far,)


def test_no_samples_no_figures():
    figures = summarize(np.empty(0))
    assert figures.count == 0
    assert np.isnan(figures.p95_m)


def sites(*rows):
    return gpd.GeoDataFrame(
        [{"place_id": i, "basis": "mapped", "accuracy_m": accuracy} for i, accuracy, _ in rows],
        geometry=[shapely.Point(at(*position)) for *_, position in rows],
        crs="EPSG:4326",
    )


def point(label, x, y, accuracy_m=20.0):
    return ReferencePoint(label, EAST + x, NORTH + y, accuracy_m)


def test_a_site_is_measured_against_the_most_accurate_point_of_its_name():
    points = [point("高塔", 0, 3, 50.0), point("高塔", 30, 40, 10.0)]
    (site,), missing = measure_sites(sites(("tower", 60, (0, 0))), {"tower": ("高塔",)}, points)
    assert site.distance_m == pytest.approx(50, abs=0.01)
    assert site.reference_m == 10.0
    assert missing == ()


def test_a_name_in_brackets_goes_to_the_place_named_before_them():
    names = {"centre": ("华新中心",), "island": ("华新科创岛",)}
    frame = sites(("centre", 60, (0, 0)), ("island", 60, (900, 0)))
    (site,), missing = measure_sites(frame, names, [point("华新中心（华新科创岛）", 0, 7)])
    assert (site.place_id, missing) == ("centre", ("island",))


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("广州塔", "广州塔"),
        ("广州塔广场", "广州塔广场"),
        ("新港东路1068号（中洲交易中心）", "中洲交易中心"),
        ("小米大厦B座", "小米大厦"),
        ("广州塔西", None),  # three characters are too few to begin another name with
        ("别处", None),
        ("(未命名)", None),
    ],
)
def test_what_a_label_means(label, expected):
    owned = {"广州塔", "广州塔广场", "中洲交易中心", "小米大厦", ""}
    assert name_of(label, owned) == expected


def test_stops_and_proxies_are_no_ground_truth(tmp_path):
    here = shapely.Point(at(0, 0))
    against = reference(
        tmp_path,
        points=[
            ("高塔", "bus_stop", 8.0, here),
            ("高塔", "station_proxy", 400.0, here),
            ("高塔", "landmark", 10.0, here),
            ("高塔公园", "park_polygon", 10.0, line((0, 0), (9, 0))),
        ],
    )
    assert [(found.label, found.accuracy_m) for found in against.points()] == [("高塔", 10.0)]


def base_lines(*rows):
    return gpd.GeoDataFrame(
        [
            {"id": i, "name_zh": name, "kind": "creek", "accuracy_m": accuracy}
            for i, name, accuracy, _ in rows
        ],
        geometry=[geometry for *_, geometry in rows],
        crs="EPSG:4326",
    )


def test_base_lines_are_measured_by_name(tmp_path):
    against = reference(
        tmp_path,
        water=[
            ("马涌（暗渠段）", "creek", 25.0, line((-50, 0), (450, 0))),
            ("马涌", "lake", 25.0, shapely.Polygon([at(0, 7), at(400, 7), at(400, 90), at(0, 90)])),
            ("别涌", "creek", 12.0, line((-50, 9), (450, 9))),
        ],
    )
    drawn = line((0, 10), (400, 10))
    base = {
        "water": base_lines(
            ("ma", "马涌", 30.0, drawn), ("none", None, 30.0, drawn), ("x", "无涌", 30.0, drawn)
        ),
        "roads": base_lines(("road", "马涌", 30.0, drawn)),
    }
    (found,) = measure_base(base, against)
    assert found.edge_id == "ma"
    assert found.distances.mean_m == pytest.approx(10, abs=0.01)
    assert found.reference_m == 25.0


def test_a_base_line_beyond_its_accuracy_counts_as_exceeded(tmp_path):
    against = reference(tmp_path, water=[("马涌", "creek", 12.0, line((-50, 0), (450, 0)))])
    base = measure_base({"water": base_lines(("ma", "马涌", 5.0, line((0, 10), (400, 10))))}, against)
    assert AccuracyReport((), (), (), base).exceeded == base


def test_a_missing_reference_names_the_folder_or_the_layer(tmp_path):
    with pytest.raises(InputError, match="No such reference folder"):
        Reference(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"points\.geojson"):
        Reference(tmp_path).points()
