"""Geometry literals of CQL2 and its spatial relations (DE-9IM, planar, in CRS84)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.crs import by_uri, parse_bbox, to_crs84
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shapely.geometry.base import BaseGeometry

_MAX_POSITIONS: Final = 2_000

SPATIAL_RELATIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "s_intersects": shapely.intersects,
    "s_equals": shapely.equals,
    "s_disjoint": shapely.disjoint,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
    "s_overlaps": shapely.overlaps,
    "s_crosses": shapely.crosses,
    "s_contains": shapely.contains,
}


def relate(name: str, one: BaseGeometry, other: BaseGeometry) -> bool:
    """Return whether a spatial relation holds between two geometries in CRS84."""
    return bool(SPATIAL_RELATIONS[name](one, other))


def read_bbox(numbers: object, crs: str) -> BaseGeometry:
    """Return the CRS84 polygon of a ``BBOX`` literal in the axis order of ``crs``.

    Raises
    ------
    InputError
        Not four or six numbers, or not a box.
    """
    if not isinstance(numbers, list) or not all(isinstance(number, int | float) for number in numbers):
        raise InputError("BBOX takes numbers", value=numbers, allowed="four or six numbers")
    return parse_bbox(",".join(repr(float(number)) for number in numbers), crs).to_geometry()


def read_geometry(node: Mapping[str, Any], crs: str) -> BaseGeometry:
    """Return a GeoJSON geometry given in ``crs`` as CRS84.

    Raises
    ------
    InputError
        Not a geometry, one with too many positions, an invalid one, or positions outside the CRS.
    """
    by_uri(crs)
    try:
        geometry = shapely.force_2d(shapely.from_geojson(json.dumps(node)))
    except (shapely.errors.ShapelyError, ValueError, TypeError) as error:
        raise InputError(
            "Not a geometry", value=str(node)[:200], allowed="a GeoJSON or WKT geometry"
        ) from error
    if geometry.is_empty:
        raise InputError("The geometry is empty", value=str(node)[:200], allowed="a geometry with positions")
    count = int(shapely.get_num_coordinates(geometry))
    if count > _MAX_POSITIONS:
        raise InputError(
            "The geometry has too many positions", value=count, allowed=f"at most {_MAX_POSITIONS}"
        )
    reason = shapely.is_valid_reason(geometry)
    if reason != "Valid Geometry":
        raise InputError("The geometry is not valid", value=reason, allowed="a simple, closed geometry")
    moved = to_crs84(geometry, crs)
    west, south, east, north = moved.bounds
    if not (west >= -180 and south >= -90 and east <= 180 and north <= 90):
        raise InputError(
            "A position is outside the CRS",
            value=str(node)[:200],
            allowed="longitudes and latitudes of the earth",
        )
    shapely.prepare(moved)
    return moved
