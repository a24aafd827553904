"""What can be wrong with any layer, and with points: one small function a rule, each yielding issues."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.boundary import EdgeIndex
from geo.constants import PROBABILITY_UNSURE, SHIFT_TOLERANCE
from geo.datum import gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from geo.membership import probability_within
from geo.plane import LocalPlane
from geo.rules import Rule, fault

if TYPE_CHECKING:
    from geo.bbox import BBox
    from geo.issue import Issue

Position = tuple[float, float]
Features = Sequence[tuple[str, BaseGeometry | None]]


def features_of(layer: gpd.GeoDataFrame, id_field: str) -> list[tuple[str, BaseGeometry | None]]:
    """Return id and geometry of each row, sorted by id."""
    pairs = zip(layer[id_field], layer.geometry, strict=True)
    return sorted(((str(identity), geometry) for identity, geometry in pairs), key=lambda pair: pair[0])


def find_wrong_types(features: Features, types: Collection[str]) -> Iterator[Issue]:
    """Yield features whose geometry is null, empty or not of one of the ``types``."""
    allowed = ", ".join(sorted(types))
    for identity, geometry in features:
        if geometry is None or geometry.is_empty:
            yield fault(Rule.WRONG_GEOMETRY_TYPE, identity, f"It is empty; allowed: {allowed}.")
        elif geometry.geom_type not in types:
            at = _first_finite(geometry)
            yield fault(Rule.WRONG_GEOMETRY_TYPE, identity, f"{geometry.geom_type}; allowed: {allowed}.", at)


def find_non_finite(features: Features) -> Iterator[Issue]:
    """Yield features with a NaN or infinite coordinate; the place is their first finite vertex."""
    for identity, geometry in features:
        if geometry is None:
            continue
        positions = shapely.get_coordinates(geometry)
        bad = np.flatnonzero(~np.isfinite(positions).all(axis=1))
        if len(bad):
            detail = f"Vertex {bad[0]} is {positions[bad[0]].tolist()}."
            yield fault(Rule.NON_FINITE_COORDINATE, identity, detail, _first_finite(geometry))


def find_misplaced(features: Features, frame: BBox) -> Iterator[Issue]:
    """Yield features with a vertex outside the frame: ``swapped-axes`` if an exchange would mend it."""
    for identity, geometry in features:
        positions = [] if geometry is None else shapely.get_coordinates(geometry).tolist()
        for index, (x, y) in enumerate(positions):
            if not (np.isfinite(x) and np.isfinite(y)) or frame.contains(x, y):
                continue
            rule = Rule.SWAPPED_AXES if frame.contains(y, x) else Rule.OUT_OF_FRAME
            detail = f"Vertex {index} is {x:.6f}, {y:.6f}; frame {frame.to_text()}."
            yield fault(rule, identity, detail, (x, y))
            break


def find_duplicate_ids(features: Features) -> Iterator[Issue]:
    """Yield ids that more than one feature has, once each."""
    counts: dict[str, int] = {}
    for identity, geometry in features:
        counts[identity] = counts.get(identity, 0) + 1
        if counts[identity] == 2:
            at = None if geometry is None else _first_finite(geometry)
            yield fault(Rule.DUPLICATE_ID, identity, f"Id {identity!r}.", at)


def find_datum_shifts(points: Features, known: Mapping[str, Position]) -> Iterator[Issue]:
    """Yield points that stand off their known WGS84 position by a datum shift of Chinese web maps.

    Three mistakes are told apart in the message: GCJ-02 taken for WGS84 (here about 620 m to the
    south-east), BD-09 taken for WGS84, and WGS84 converted as if it were GCJ-02. The observed shift must be
    nearer to the expected one than ``SHIFT_TOLERANCE`` of its length, so a point that is merely imprecise
    is not named.

    Parameters
    ----------
    known
        Id of a point → its position from an independent source, degrees.
    """
    for identity, geometry in points:
        if (
            identity not in known
            or not isinstance(geometry, Point)
            or not np.isfinite(geometry.coords[0]).all()
        ):
            continue
        lon, lat = known[identity]
        plane = LocalPlane.at(lat)
        seen = _metres(plane, (geometry.x - lon, geometry.y - lat))
        for mistake, (there_lon, there_lat) in (
            ("GCJ-02 taken for WGS84", wgs84_to_gcj02(lon, lat)),
            ("BD-09 taken for WGS84", wgs84_to_bd09(lon, lat)),
            ("WGS84 converted as if it were GCJ-02", gcj02_to_wgs84(lon, lat)),
        ):
            expected = _metres(plane, (float(there_lon) - lon, float(there_lat) - lat))
            if np.hypot(*(seen - expected)) < SHIFT_TOLERANCE * np.hypot(*expected):
                detail = f"{np.hypot(*seen):.0f} m from the known position, as {mistake}."
                yield fault(Rule.GCJ02_SHIFTED, identity, detail, geometry)
                break


def find_in_water(
    points: Features, water: Features, accuracy_m: Mapping[str, float] | None = None
) -> Iterator[Issue]:
    """Yield points in a water polygon, farther from its bank than their own accuracy (default 0 m)."""
    polygons = [(identity, shape) for identity, shape in water if shape is not None and shape.area > 0.0]
    tree = shapely.STRtree([shape for _, shape in polygons])
    for identity, point in points:
        if not isinstance(point, Point) or not np.isfinite(point.coords[0]).all():
            continue
        plane = LocalPlane.at(point.y)
        for row in sorted(tree.query(point, predicate="within").tolist()):
            water_id, shape = polygons[row]
            depth = plane.to_metres(point).distance(plane.to_metres(shape).boundary)
            if depth > (accuracy_m or {}).get(identity, 0.0):
                yield fault(
                    Rule.POINT_IN_WATER, identity, f"In {water_id}, {depth:.0f} m from its bank.", point
                )
                break


def find_outside(
    points: gpd.GeoDataFrame,
    id_field: str,
    expected: Mapping[str, tuple[str, BaseGeometry]],
    boundary: gpd.GeoDataFrame | EdgeIndex | None = None,
) -> Iterator[Issue]:
    """Yield points that are not where a document puts them: probability of the polygon below 0.05.

    Parameters
    ----------
    points
        Frame with ``id_field`` and ``accuracy_m`` (null counts as 0).
    expected
        Id of a point → id and polygon of the place it should lie in.
    """
    index = EdgeIndex.of_edges(boundary) if isinstance(boundary, gpd.GeoDataFrame) else boundary
    for identity, accuracy, point in zip(
        points[id_field], points["accuracy_m"], points.geometry, strict=True
    ):
        if identity not in expected or not isinstance(point, Point) or point.is_empty:
            continue
        place_id, polygon = expected[identity]
        radius = 0.0 if pd.isna(accuracy) else float(accuracy)
        probability = probability_within(point.x, point.y, radius, polygon, index)
        if probability < PROBABILITY_UNSURE:
            detail = f"Probability {probability:.3f} of lying in {place_id}."
            yield fault(Rule.POINT_OUTSIDE, str(identity), detail, point)


def _metres(plane: LocalPlane, degrees: Position) -> np.typing.NDArray[np.float64]:
    return np.array([degrees[0] * plane.east_m_per_degree, degrees[1] * plane.north_m_per_degree])


def _first_finite(geometry: BaseGeometry) -> Position | None:
    positions = shapely.get_coordinates(geometry)
    finite = positions[np.isfinite(positions).all(axis=1)]
    return (float(finite[0][0]), float(finite[0][1])) if len(finite) else None
