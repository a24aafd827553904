"""Lines along which a river's name is set: the middle of its water, where it is long enough to carry one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely
from shapely.geometry import LineString

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_SLICES = 60
_SMOOTHING = 4  # neighbours on each side in the running mean
_MAX_JUMP = 0.12  # of the length: further apart, two midpoints are in different arms
_METRES_PER_DEGREE = 111_320.0
_MIN_LENGTH_M = 700.0


def course(water: BaseGeometry) -> list[list[float]] | None:
    """Return the line through the middle of ``water`` from west to east, or None if too short for a name.

    The polygon is cut across its longer axis; the midpoint of the widest piece of every cut is taken, the
    longest run without a jump is kept and smoothed. Coordinates are ``[longitude, latitude]`` in degrees,
    six decimals.
    """
    parts = shapely.get_parts(water)
    polygon = max(parts, key=lambda part: part.area)
    west, south, east, north = polygon.bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    sideways = (east - west) * squeeze >= north - south
    midpoints: list[tuple[float, float]] = []
    for step in range(1, _SLICES):
        share = step / _SLICES
        if sideways:
            x = west + (east - west) * share
            cut = LineString([(x, south - 1), (x, north + 1)])
        else:
            y = south + (north - south) * share
            cut = LineString([(west - 1, y), (east + 1, y)])
        pieces = [piece for piece in shapely.get_parts(polygon.intersection(cut)) if piece.length > 0]
        if pieces:
            middle = max(pieces, key=lambda piece: piece.length).interpolate(0.5, normalized=True)
            midpoints.append((middle.x, middle.y))
    run = _longest_run(midpoints, max(east - west, north - south) * _MAX_JUMP)
    if len(run) < 2 * _SMOOTHING:
        return None
    line = LineString(_smooth(run)).simplify(0.0002)
    coordinates = [[round(x, 6), round(y, 6)] for x, y in line.coords]
    if line.length * _METRES_PER_DEGREE < _MIN_LENGTH_M:
        return None
    return coordinates if coordinates[0][0] <= coordinates[-1][0] else coordinates[::-1]


def _longest_run(points: list[tuple[float, float]], max_jump: float) -> list[tuple[float, float]]:
    best: list[tuple[float, float]] = []
    run: list[tuple[float, float]] = []
    for point in points:
        if run and math.dist(run[-1], point) > max_jump:
            run = []
        run.append(point)
        if len(run) > len(best):
            best = list(run)
    return best


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    smoothed = []
    for index in range(len(points)):
        near = points[max(0, index - _SMOOTHING) : index + _SMOOTHING + 1]
        smoothed.append((sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near)))
    return smoothed
