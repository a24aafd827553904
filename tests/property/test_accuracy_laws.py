"""Laws of measuring a line against another: direction does not matter, and a shift shows as no more than itself."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from layers.accuracy import measure_edges
from layers.reference import Match, ReferenceLine, metres

EAST, NORTH = 434_000.0, 2_556_000.0
TO_DEGREES = Transformer.from_crs("EPSG:4547", "EPSG:4326", always_xy=True)
# Degrees and back keep better than this.
ROUNDING_M = 1e-3

courses = st.lists(st.integers(-40, 40), min_size=3, max_size=8)


class OneLine:
    """A reference that answers every question with one line, which runs on beyond both ends of the edge."""

    def __init__(self, geometry):
        self.geometry = metres(geometry)

    def line(self, matches):
        assert matches
        return ReferenceLine(np.array([self.geometry], dtype=object), np.array([5.0]), np.empty((0, 2)))


def bent(offsets, *, move=(0.0, 0.0)):
    """A line of 60 m steps eastward with the given offsets northward, in degrees."""
    positions = [
        (EAST + 60 * step + move[0], NORTH + offset + move[1]) for step, offset in enumerate(offsets)
    ]
    return shapely.LineString([TO_DEGREES.transform(*position) for position in positions])


def measured(drawn, reference):
    frame = gpd.GeoDataFrame(
        {"edge_id": ["edge"], "feature": ["bank"], "accuracy_m": [20.0]}, geometry=[drawn], crs="EPSG:4326"
    )
    (result,) = measure_edges(frame, {"edge": [Match("edge", "any", ".")]}, OneLine(reference))
    return result.distances


@settings(max_examples=40, deadline=None)
@given(courses, courses)
def test_direction_does_not_matter(drawn, reference):
    forth = measured(bent(drawn), bent(reference))
    back = measured(bent(drawn).reverse(), bent(reference).reverse())
    for name in ("count", "mean_m", "p95_m", "max_m", "bias_east_m", "bias_north_m"):
        assert getattr(back, name) == pytest.approx(getattr(forth, name), abs=ROUNDING_M)


@settings(max_examples=40, deadline=None)
@given(courses, st.floats(-80, 80), st.floats(-80, 80))
def test_a_shift_shows_as_no_more_than_itself(course, east, north):
    figures = measured(bent(course, move=(east, north)), bent(course))
    assert figures.max_m <= np.hypot(east, north) + ROUNDING_M
    assert figures.mean_m <= figures.max_m + ROUNDING_M
    assert figures.p95_m <= figures.max_m + ROUNDING_M


@settings(max_examples=20, deadline=None)
@given(courses)
def test_a_line_lies_on_itself(course):
    assert measured(bent(course), bent(course)).max_m <= ROUNDING_M
