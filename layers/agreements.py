"""The plan checks the polygon: limits and areas that texts state, against the drawn geometry.

**Sides.** The outer ring of the place's largest part is cut into the sides N, W, S and E
(``layers.sides``). The *share* of a stated limit is the part of its side's length that runs along an
edge whose ``follows`` fulfils it.

**Areas.** The difference is (drawn - stated) / stated, both geodesic km².
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.measure import segment_lengths_m
from layers.sides import SIDES, side_of_segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from layers.polygons import PlacePolygon
    from layers.tables import StatedArea, StatedLimit

AREA_TOLERANCE_PERCENT = 5.0
# A side counts as bounded by what the text says when this share of its length is. The rest is room for
# corners: bridgeheads, river mouths, a creek's bend that faces the next side.
SIDE_SHARE_NEEDED = 0.8
_UNKNOWN = ""


def agreement_rows(
    polygons: Mapping[str, PlacePolygon],
    limits: Iterable[StatedLimit],
    areas: Iterable[StatedArea],
) -> list[dict[str, Any]]:
    """Return the rows of ``agreements.json``, sorted by place, test and side.

    A place that is not drawn gives no row: there is nothing to compare (``layers.check`` reports it).
    """
    rows = [
        _side_row(limit, side_profile(polygons[limit.place_id]))
        for limit in limits
        if limit.place_id in polygons
    ]
    rows += [_area_row(area, polygons[area.place_id]) for area in areas if area.place_id in polygons]
    return sorted(
        rows,
        key=lambda row: (
            row["place_id"],
            row["test"] == "area",
            "NESW".find(row["side"] or "N"),
            row["source"],
        ),
    )


def side_profile(polygon: PlacePolygon) -> dict[str, dict[str, float]]:
    """Return what each side follows: side → ``follows`` → length in metres.

    A stretch that lies on no boundary edge counts under the empty string.
    """
    part = max(getattr(polygon.geometry, "geoms", [polygon.geometry]), key=lambda item: float(item.area))
    ring = shapely.get_coordinates(part.exterior)[:-1]
    follows = _ring_follows(ring, polygon)
    nodes = [index for index in range(len(ring)) if follows[index - 1] != follows[index]]
    segments = np.stack([ring, np.roll(ring, -1, axis=0)], axis=1)
    profile: dict[str, dict[str, float]] = {side: {} for side in SIDES}
    for side, name, metres in zip(
        side_of_segments(ring, nodes), follows, segment_lengths_m(segments), strict=True
    ):
        profile[side][name] = profile[side].get(name, 0.0) + float(metres)
    return profile


def _side_row(limit: StatedLimit, profile: dict[str, dict[str, float]]) -> dict[str, Any]:
    lengths = profile[limit.side]
    total = sum(lengths.values())
    fulfilled = sum(length for follows, length in lengths.items() if follows in limit.satisfied_by)
    share = fulfilled / total if total else 0.0
    by_length = sorted(lengths, key=lambda name: (-lengths[name], name))
    return {
        "place_id": limit.place_id, "test": "side", "side": limit.side, "stated": limit.stated,
        "stated_km2": None,
        "drawn": "、".join(name for name in by_length if name) or None,
        "drawn_km2": None, "difference_percent": None, "share": round(share, 3), "tested": True,
        "agrees": share >= SIDE_SHARE_NEEDED, "explained": bool(limit.explanation),
        "explanation": limit.explanation or None, "source": limit.source, "grade": limit.grade,
    }  # fmt: skip


def _area_row(area: StatedArea, polygon: PlacePolygon) -> dict[str, Any]:
    difference = (polygon.area_km2 - area.area_km2) / area.area_km2 * 100
    return {
        "place_id": area.place_id, "test": "area", "side": None, "stated": f"{area.area_km2:g} km²",
        "stated_km2": area.area_km2, "drawn": f"{polygon.area_km2:.2f} km²",
        "drawn_km2": round(polygon.area_km2, 4), "difference_percent": round(difference, 1), "share": None,
        "tested": area.tested, "agrees": abs(difference) <= AREA_TOLERANCE_PERCENT,
        "explained": bool(area.explanation), "explanation": area.explanation or None,
        "source": area.source, "grade": area.grade,
    }  # fmt: skip


def _ring_follows(ring: NDArray[np.float64], polygon: PlacePolygon) -> list[str]:
    """Name what each segment of ``ring`` (from vertex i to i + 1) follows."""
    segments: dict[tuple[float, float, float, float], str] = {}
    for line, follows in zip(polygon.boundary.geometry, polygon.boundary["follows"], strict=True):
        points = shapely.get_coordinates(line)
        for one, two in itertools.pairwise(points):
            segments[(*one, *two)] = follows
            segments[(*two, *one)] = follows
    following = np.roll(ring, -1, axis=0)
    return [segments.get((*one, *two), _UNKNOWN) for one, two in zip(ring, following, strict=True)]
