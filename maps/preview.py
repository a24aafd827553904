"""The first picture of the map, drawn before any script runs: the home view as plain SVG.

It takes its colours from the page's style sheet by the classes of the live map, which replaces it.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import shapely
from markupsafe import Markup
from shapely.geometry import shape

from maps.style import SUB_ZONE_TINTS, ZONES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

_WIDTH = 1000  # units across the home view
_TOLERANCE = 0.9  # units
_SMALLEST = 12.0  # square units: less is not seen at this size
_BEYOND = 0.6  # of the width and height: what windows of other proportions show around the home view


def preview(data: dict[str, Any]) -> Markup:
    """Return an ``svg`` element of the home view from ``maps.bundle.page_data``.

    The view box is the home frame in Web Mercator, 1000 units wide; coordinates are whole units. What the
    window shows beyond the frame is drawn too.
    """
    west, south, east, north = data["project"]["home_bbox"]
    scale = _WIDTH / (east - west)
    top = _mercator(north)
    height = round((top - _mercator(south)) * scale)

    def project(xy: Any) -> Any:  # noqa: ANN401 (an array of shapely's)
        out = xy.copy()
        out[:, 0] = (xy[:, 0] - west) * scale
        out[:, 1] = [(top - _mercator(lat)) * scale for lat in xy[:, 1]]
        return out

    window = shapely.box(
        -_WIDTH * _BEYOND, -height * _BEYOND * 2, _WIDTH * (1 + _BEYOND), height * (1 + _BEYOND * 2)
    )

    def path(geometries: Iterable[dict[str, Any]], css_class: str) -> str:
        drawn = "".join(
            _outline(shapely.transform(shape(geometry), project), window) for geometry in geometries
        )
        return f'<path class="{css_class}" d="{drawn}"/>' if drawn else ""

    def of(collection: str) -> list[dict[str, Any]]:
        return [row for row in data["places"] if row["coll"] == collection and "geometry" in row]

    home = data["project"].get("district")
    zones, parts = of("zones"), of("sub_zones")
    number = {zone["id"]: index % len(ZONES) for index, zone in enumerate(reversed(zones))}
    with_parts = {part.get("parent") for part in parts}
    tints = _deal_tints(parts)
    base = data["base"]
    shapes = [
        path((row["geometry"] for row in of("districts") if row["id"] == home), "land-home"),
        path((row["geometry"] for row in base["water"] if row.get("kind") == "surface"), "water"),
        path((row["geometry"] for row in base["land"] if row.get("kind") == "island"), "island"),
        *(
            path([zone["geometry"]], f"zone zone-{number[zone['id']]}")
            for zone in zones
            if zone["id"] not in with_parts
        ),
        *(path([part["geometry"]], f"sub-zone tint-{tints[part['id']]}") for part in parts),
    ]
    return Markup(  # noqa: S704 (numbers and class names of our own)
        f'<svg class="preview" viewBox="0 0 {_WIDTH} {height}" preserveAspectRatio="xMidYMid meet" '
        f'aria-hidden="true" focusable="false">{"".join(shapes)}</svg>'
    )


def _mercator(latitude: float) -> float:
    """Return the northing of Web Mercator in degrees of longitude at the equator."""
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))


def _outline(geometry: BaseGeometry, window: BaseGeometry) -> str:
    seen = shapely.make_valid(geometry).intersection(window).simplify(_TOLERANCE)
    rings = [
        ring
        for polygon in shapely.get_parts(seen)
        if polygon.geom_type == "Polygon" and polygon.area >= _SMALLEST
        for ring in (
            polygon.exterior,
            *(hole for hole in polygon.interiors if shapely.Polygon(hole).area >= _SMALLEST),
        )
    ]
    return "".join(_ring(ring.coords) for ring in rings)


def _ring(coords: Sequence[tuple[float, ...]]) -> str:
    points = [(round(x), round(y)) for x, y, *_ in coords[:-1]]
    steps = [f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(points) if (ax, ay) != (bx, by)]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-") if len(steps) > 1 else ""


def _deal_tints(parts: list[dict[str, Any]]) -> dict[str, int]:
    """Each part takes the first tint that no neighbour has, as ``atlas_index.js`` deals them."""
    dealt: dict[str, int] = {}
    for part in parts:
        edges = set(part.get("edges", ()))
        taken = {
            dealt[other["id"]]
            for other in parts
            if other["id"] in dealt and edges & set(other.get("edges", ()))
        }
        free = (tint for tint in range(len(SUB_ZONE_TINTS)) if tint not in taken)
        dealt[part["id"]] = next(free, len(SUB_ZONE_TINTS) - 1)
    return dealt
