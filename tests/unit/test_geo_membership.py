import math
from time import process_time

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import Point, box

from geo.boundary import EdgeIndex
from geo.constants import CIRCULAR_95, NORMAL_95
from geo.errors import CoverageError, InputError
from geo.linework import assemble_faces
from geo.membership import Certainty, certainty, membership_table, probability_within
from geo.plane import metres_per_degree
from geo.testing import edges_frame, labels_frame

SQUARE = box(113.30, 23.10, 113.40, 23.20)
MIDDLE = 23.15
PER_LON, PER_LAT = (float(number) for number in metres_per_degree(MIDDLE))


def normal_cdf(z):
    return (1.0 + math.erf(z / math.sqrt(2.0))) / 2.0


@pytest.mark.parametrize("distance", [-200.0, -60.0, -20.0, -1.0, 0.0, 1.0, 20.0, 60.0, 200.0])
def test_beside_a_straight_edge_it_is_the_normal_of_distance_over_sigma(distance):
    accuracy = 50.0
    lon = 113.30 + distance / PER_LON
    expected = normal_cdf(distance / (accuracy / CIRCULAR_95))
    assert probability_within(lon, MIDDLE, accuracy, SQUARE) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("distance", [-40.0, 0.0, 25.0, 80.0])
def test_the_accuracy_of_the_edge_counts_too(distance):
    edges = edges_frame({"ring": SQUARE.exterior}, accuracy_m=70.0)
    lon = 113.30 + distance / PER_LON
    expected = normal_cdf(distance / math.hypot(50.0 / CIRCULAR_95, 70.0 / NORMAL_95))
    assert probability_within(lon, MIDDLE, 50.0, SQUARE, edges) == pytest.approx(expected, abs=1e-6)


def test_in_a_corner_it_is_the_product_of_both_sides():
    lon, lat = 113.30 + 15 / PER_LON, 23.10 + 10 / PER_LAT
    sigma = 50.0 / CIRCULAR_95
    expected = normal_cdf(15 / sigma) * normal_cdf(10 / sigma)
    assert probability_within(lon, lat, 50.0, SQUARE) == pytest.approx(expected, abs=1e-3)
    assert probability_within(113.30, 23.10, 50.0, SQUARE) == pytest.approx(0.25, abs=1e-4)


@pytest.mark.parametrize(
    ("west", "south", "accuracy", "most"), [(40, 20, 30, 0.005), (80, 15, 25, 0.035), (600, 15, 20, 0.15)]
)
def test_in_a_corner_of_unequal_edges_it_is_near_the_product(west, south, accuracy, most):
    sides = {
        "west": "LINESTRING (113.3 23.2, 113.3 23.1)",
        "south": "LINESTRING (113.3 23.1, 113.4 23.1)",
        "rest": "LINESTRING (113.4 23.1, 113.4 23.2, 113.3 23.2)",
    }
    edges = edges_frame(sides).assign(accuracy_m=[west, south, 20.0])
    sigma_west = math.hypot(accuracy / CIRCULAR_95, west / NORMAL_95)
    sigma_south = math.hypot(accuracy / CIRCULAR_95, south / NORMAL_95)
    per_lon, per_lat = (float(number) for number in metres_per_degree(23.1))
    for x in np.linspace(-3, 3, 9):
        for y in np.linspace(-3, 3, 9):
            lon, lat = 113.3 + x * sigma_west / per_lon, 23.1 + y * sigma_south / per_lat
            got = probability_within(lon, lat, accuracy, SQUARE, edges)
            assert got == pytest.approx(normal_cdf(x) * normal_cdf(y), abs=most)


def test_in_a_strip_it_is_the_sum_of_both_sides():
    strip = box(113.30, 23.10, 113.30 + 40 / PER_LON, 23.20)
    lon = 113.30 + 10 / PER_LON
    sigma = 60.0 / CIRCULAR_95
    expected = normal_cdf(10 / sigma) + normal_cdf(30 / sigma) - 1.0
    assert probability_within(lon, MIDDLE, 60.0, strip) == pytest.approx(expected, abs=1e-5)


SHAPES = {
    "star with a hole": shapely.Polygon(
        [(0, 0), (60, 10), (120, 0), (95, 60), (120, 130), (60, 100), (0, 130), (25, 60)],
        [[(50, 50), (50, 70), (70, 70), (70, 50)]],
    ),
    "two islands": shapely.MultiPolygon([box(0, 0, 50, 50), box(70, 20, 120, 90)]),
    "thin hook": shapely.Polygon(
        [(0, 0), (120, 0), (120, 120), (0, 120), (0, 90), (100, 90), (100, 20), (0, 20)]
    ),
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize(("x", "y", "accuracy"), [(60, 60, 40), (10, 10, 60), (-20, 50, 90), (110, 60, 25)])
def test_any_shape_agrees_with_a_simulation(name, x, y, accuracy):
    shape = shapely.transform(
        SHAPES[name], lambda p: p / np.array([PER_LON, PER_LAT]) + np.array([113.3, MIDDLE])
    )
    random = np.random.default_rng(7)
    moved = random.normal(0.0, accuracy / CIRCULAR_95, (60_000, 2)) + np.array([x, y])
    simulated = shapely.contains_xy(SHAPES[name], moved[:, 0], moved[:, 1]).mean()
    got = probability_within(113.3 + x / PER_LON, MIDDLE + y / PER_LAT, accuracy, shape)
    assert got == pytest.approx(simulated, abs=0.007)


def test_neighbours_add_up_to_one():
    lines = {
        "west": "LINESTRING (113.31 23.10, 113.30 23.10, 113.30 23.11, 113.31 23.11)",
        "middle": "LINESTRING (113.31 23.10, 113.3102 23.105, 113.31 23.11)",
        "east": "LINESTRING (113.31 23.10, 113.32 23.10, 113.32 23.11, 113.31 23.11)",
    }
    edges = edges_frame(lines, accuracy_m=30.0)
    edges["accuracy_m"] = [80.0, 30.0, 15.0]
    faces = assemble_faces(edges, labels_frame({"F": (113.305, 23.105), "G": (113.315, 23.105)})).faces
    lon = np.linspace(113.309, 113.312, 41)
    table = membership_table(lon, np.full(41, 23.105), 25.0, faces, edges, at_least=0.0)
    assert table.groupby("point")["probability"].sum().to_numpy() == pytest.approx(np.ones(41), abs=1e-9)
    assert set(table["certainty"]) == {
        Certainty.WITHIN,
        Certainty.LIKELY,
        Certainty.UNSURE,
        Certainty.OUTSIDE,
    }


def test_a_point_known_exactly_is_in_or_out():
    assert probability_within(113.35, 23.15, 0.0, SQUARE) == 1.0
    assert probability_within(113.25, 23.15, 0.0, SQUARE) == 0.0
    assert probability_within(113.30, 23.15, 0.0, SQUARE) == 1.0  # the border belongs to it


def test_on_the_border_it_is_a_half():
    assert probability_within(113.30, MIDDLE, 30.0, SQUARE) == pytest.approx(0.5, abs=1e-6)


def test_far_away_it_is_zero_and_not_listed():
    frame = gpd.GeoDataFrame(geometry=[SQUARE], crs=4326)
    assert len(membership_table([0.0], [0.0], [50.0], frame)) == 0
    assert probability_within(0.0, 0.0, 50.0, SQUARE) == 0.0
    assert len(membership_table([], [], [], frame)) == 0
    assert len(membership_table([113.35], [23.15], [10.0], frame.iloc[:0])) == 0


def test_an_accuracy_larger_than_the_place_makes_it_improbable():
    hut = Point(113.35, 23.15).buffer(0.0001)
    assert certainty(probability_within(113.35, 23.15, 5_000.0, hut)) is Certainty.OUTSIDE


@pytest.mark.parametrize(
    ("probability", "word"),
    [(1.0, "within"), (0.95, "within"), (0.9499, "likely"), (0.5, "likely"), (0.4999, "unsure"), (0.05, "unsure"),
     (0.0499, "outside"), (0.0, "outside")],
)  # fmt: skip
def test_words_are_closed_below(probability, word):
    assert certainty(probability) == word


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan")])
def test_no_word_for_what_is_no_probability(value):
    with pytest.raises(InputError):
        certainty(value)


@pytest.mark.parametrize(
    ("lon", "lat", "accuracy"),
    [(float("nan"), 23.0, 1.0), (113.0, float("inf"), 1.0), (113.0, 23.0, float("nan")), (113.0, 23.0, -1.0)],
)
def test_bad_points_are_refused(lon, lat, accuracy):
    with pytest.raises(InputError):
        probability_within(lon, lat, accuracy, SQUARE)


def test_a_boundary_of_other_edges_is_refused():
    edges = edges_frame({"ring": "LINESTRING (0 0, 1 0, 1 1, 0 0)"})
    with pytest.raises(CoverageError):
        probability_within(113.35, 23.15, 10.0, SQUARE, edges)


def test_rows_come_by_point_and_from_the_most_probable_down():
    frame = gpd.GeoDataFrame(
        geometry=[box(113.3, 23.1, 113.31, 23.2), box(113.31, 23.1, 113.32, 23.2)], crs=4326
    )
    table = membership_table([113.30995, 113.31005, 113.3002], [23.15] * 3, 40.0, frame)
    assert table["point"].tolist() == [0, 0, 1, 1, 2]
    assert table["polygon"].tolist() == [0, 1, 1, 0, 0]
    assert list(table.columns) == ["point", "polygon", "probability", "certainty"]


def test_five_thousand_points_in_five_hundred_polygons_take_seconds_at_most():
    cells = [
        shapely.segmentize(box(113 + i / 100, 23 + j / 100, 113 + (i + 1) / 100, 23 + (j + 1) / 100), 0.001)
        for i in range(25)
        for j in range(20)
    ]
    frame = gpd.GeoDataFrame(geometry=cells, crs=4326)
    random = np.random.default_rng(1)
    lon, lat = 113 + random.random(5000) * 0.25, 23 + random.random(5000) * 0.2
    start = process_time()
    table = membership_table(lon, lat, 60.0, frame)
    assert process_time() - start < 5.0
    assert table["point"].nunique() == 5000


def test_an_index_gives_the_same_as_its_frame():
    edges = edges_frame({"ring": SQUARE.exterior}, accuracy_m=70.0)
    assert probability_within(
        113.3001, MIDDLE, 30.0, SQUARE, EdgeIndex.of_edges(edges)
    ) == probability_within(113.3001, MIDDLE, 30.0, SQUARE, edges)
