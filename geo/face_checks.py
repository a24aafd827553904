"""What can be wrong with polygons that should be a coverage: one small function a rule, each yielding issues.

Input everywhere is ``Polygons``: id and polygonal geometry (EPSG:4326, x = longitude), sorted by id. Made
from linework, faces cannot overlap or leave a gap; these functions prove it, and test polygons that came
another way. ``shapely.coverage_is_valid`` alone is no proof (it sees gaps in a band of widths only), so
gaps are sought as holes of the union and overlaps pair by pair; the coverage functions are the second
opinion (``find_unmatched``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from geo.constants import (
    LEAST_OVERLAP_M2,
    METRES_PER_DEGREE,
    SLIVER_AREA_M2,
    SLIVER_COMPACTNESS,
    SPIKE_ANGLE_DEG,
    SQUARE_METRES_PER_KM2,
    UNDERSHOOT_M,
)
from geo.edge_checks import inner_angles_deg, meeting_pairs
from geo.measure import area_km2, length_m
from geo.plane import LocalPlane
from geo.rules import Rule, fault

if TYPE_CHECKING:
    from geo.issue import Issue

Polygons = Sequence[tuple[str, BaseGeometry]]


def find_invalid(polygons: Polygons) -> Iterator[Issue]:
    """Yield polygons that break OGC Simple Features (06-103r4, 6.1.11), with GEOS's reason and place."""
    for face_id, polygon in polygons:
        if not polygon.is_valid:
            reason = explain_validity(polygon)
            yield fault(Rule.INVALID_POLYGON, face_id, f"{reason}.", _place_in(reason, polygon))


def find_gaps(polygons: Polygons) -> Iterator[Issue]:
    """Yield the holes of the union of all polygons: ground that faces surround and none covers.

    The place is a point inside the hole; ``where`` joins the ids of the faces around it.
    """
    union = shapely.union_all([polygon for _, polygon in polygons if polygon.is_valid])
    for part in shapely.get_parts(union):
        for ring in part.interiors if isinstance(part, Polygon) else ():
            hole = Polygon(ring)
            around = [
                face_id for face_id, polygon in polygons if polygon.is_valid and polygon.intersects(hole)
            ]
            area = area_km2(hole) * SQUARE_METRES_PER_KM2
            yield fault(Rule.GAP, "|".join(around), f"Hole of {area:.0f} m².", hole.representative_point())


def find_overlaps(polygons: Polygons) -> Iterator[Issue]:
    """Yield pairs of polygons that share more than ``LEAST_OVERLAP_M2``; the place is inside that part."""
    valid = [(face_id, polygon) for face_id, polygon in polygons if polygon.is_valid]
    shapes = [polygon for _, polygon in valid]
    for i, j in meeting_pairs(shapes):
        if shapes[i].touches(shapes[j]):
            continue
        shared = shapes[i].intersection(shapes[j])
        area = sum(area_km2(part) for part in shapely.get_parts(shared)) * SQUARE_METRES_PER_KM2
        if area > LEAST_OVERLAP_M2:
            largest = max(shapely.get_parts(shared), key=lambda part: float(part.area))
            yield fault(
                Rule.OVERLAP,
                f"{valid[i][0]}|{valid[j][0]}",
                f"Shared area {area:.1f} m².",
                largest.representative_point(),
            )


def find_slivers(polygons: Polygons) -> Iterator[Issue]:
    """Yield small and thin parts: below ``SLIVER_AREA_M2`` and below ``SLIVER_COMPACTNESS`` (4πA/P²)."""
    for face_id, polygon in polygons:
        for part in shapely.get_parts(polygon):
            area = area_km2(part) * SQUARE_METRES_PER_KM2
            perimeter = length_m(part)
            compactness = 4.0 * math.pi * area / perimeter**2 if perimeter else 0.0
            if area < SLIVER_AREA_M2 and compactness < SLIVER_COMPACTNESS:
                detail = f"Area {area:.0f} m², perimeter {perimeter:.0f} m, 4πA/P² {compactness:.4f}."
                yield fault(Rule.SLIVER, face_id, detail, part.representative_point())


def find_polygon_spikes(polygons: Polygons) -> Iterator[Issue]:
    """Yield ring vertices with an angle below ``SPIKE_ANGLE_DEG`` between their two segments."""
    for face_id, polygon in polygons:
        for part in shapely.get_parts(polygon):
            for ring in (part.exterior, *part.interiors) if isinstance(part, Polygon) else ():
                yield from _ring_spikes(face_id, ring)


def find_unmatched(polygons: Polygons) -> Iterator[Issue]:
    """Yield stretches where neighbours touch without the same vertices (``coverage_invalid_edges``)."""
    valid = [(face_id, polygon) for face_id, polygon in polygons if polygon.is_valid]
    width = UNDERSHOOT_M / METRES_PER_DEGREE
    lines = shapely.coverage_invalid_edges([polygon for _, polygon in valid], gap_width=width)
    for (face_id, _), line in zip(valid, lines, strict=True):
        if not line.is_empty:
            longest = max(shapely.get_parts(line), key=lambda part: float(part.length))
            at = longest.interpolate(0.5, normalized=True)
            yield fault(Rule.UNMATCHED_BOUNDARY, face_id, f"{length_m(line):.1f} m of its boundary.", at)


def _ring_spikes(face_id: str, ring: BaseGeometry) -> Iterator[Issue]:
    positions = shapely.get_coordinates(ring)
    # The ring's start is a vertex like any other: one position is repeated past the end.
    positions = shapely.get_coordinates(shapely.LineString([*positions, positions[1]]))
    metric = shapely.get_coordinates(
        LocalPlane.at(float(positions[0][1])).to_metres(shapely.LineString(positions))
    )
    for index, angle in enumerate(inner_angles_deg(metric), start=1):
        if angle < SPIKE_ANGLE_DEG:
            detail = f"Inner angle {angle:.2f}° (least {SPIKE_ANGLE_DEG}°)."
            yield fault(Rule.SPIKE, face_id, detail, (float(positions[index][0]), float(positions[index][1])))


def _place_in(reason: str, polygon: BaseGeometry) -> tuple[float, float]:
    """Return the position GEOS names at the end of its reason, ``…[x y]``."""
    numbers = reason.rpartition("[")[2].rstrip("]").split()
    try:
        return float(numbers[0]), float(numbers[1])
    except (ValueError, IndexError):
        x, y = shapely.get_coordinates(polygon)[0].tolist()
        return x, y
