"""GeoJSON text to plain values and shapes, with an error that names file, feature and field.

The strict half of ``geo.geojson``: what RFC 7946 does not allow, or what would be lost in silence (a member
named twice, NaN, a ring left open), raises ``InputError``.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import shapely
from shapely.geometry import shape

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

GEOMETRY_TYPES: Final = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)
# Depth of nested arrays around a position, by type.
_DEPTH: Final = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
_LEAST_POSITIONS: Final = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}


def read_collection(path: Path) -> list[dict[str, Any]]:
    """Return the members of ``features`` of a FeatureCollection file in WGS84, unread."""
    name = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            f"file cannot be read ({error.strerror})", where=str(path), allowed="a GeoJSON file"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"file is not UTF-8 at byte {error.start}", where=name, allowed="UTF-8 (RFC 7946, clause 11)"
        ) from error
    try:
        document = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys)
    except json.JSONDecodeError as error:
        raise InputError(
            f"file is not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
            where=name,
            allowed="GeoJSON (RFC 7946)",
        ) from error
    except InputError as error:
        raise InputError(error.what, value=error.value, where=name, allowed=error.allowed) from error
    except RecursionError as error:
        raise InputError("file is nested too deeply", where=name, allowed="GeoJSON (RFC 7946)") from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        kind = document.get("type") if isinstance(document, dict) else type(document).__name__
        raise InputError(
            "file is not a FeatureCollection", value=kind, where=name, allowed="FeatureCollection"
        )
    crs = document.get("crs")
    if crs is not None and not _is_crs84(crs):
        raise InputError(
            "file is in another CRS",
            value=crs,
            where=name,
            allowed="WGS84 longitude, latitude (RFC 7946, clause 4)",
        )
    features = document.get("features")
    if not isinstance(features, list):
        raise InputError(
            "features is not an array", value=type(features).__name__, where=name, allowed="an array"
        )
    return features


def _refuse_constant(constant: str) -> float:
    raise InputError("number is not JSON", value=constant, allowed="finite numbers")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        raise InputError(
            "member is named twice in one object",
            value=next(k for k in keys if keys.count(k) > 1),
            allowed="each name once (RFC 8259, clause 4)",
        )
    return result


def _is_crs84(crs: object) -> bool:
    name = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    return str(name).upper().replace("::", ":").endswith(("CRS84", "EPSG:4326"))


def read_properties(feature: object, where: str) -> dict[str, Any]:
    """Return the properties of a feature that has a geometry member; null counts as none."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        kind = feature.get("type") if isinstance(feature, dict) else type(feature).__name__
        raise InputError("not a Feature", value=kind, where=where, allowed="Feature")
    if "geometry" not in feature:
        raise InputError("member 'geometry' is missing", where=where, allowed="a geometry or null")
    properties = feature.get("properties")
    if properties is None:
        return {}
    if not isinstance(properties, dict):
        raise InputError(
            "properties is not an object", value=properties, where=where, allowed="an object or null"
        )
    return properties


def read_identity(properties: Mapping[str, Any], id_field: str, where: str) -> str:
    """Return the id of a feature: a property that is a string with something in it."""
    identity = properties.get(id_field)
    if not isinstance(identity, str) or not identity.strip():
        raise InputError(
            f"field {id_field!r} is missing or empty", value=identity, where=where, allowed="a string"
        )
    return identity


def read_geometry(
    value: object, geometry_types: Collection[str], where: str, *, allow_null: bool
) -> BaseGeometry | None:
    """Return the shape of a geometry object of one of the given types, heights left out; None for null."""
    allowed = ", ".join(sorted(geometry_types))
    if value is None:
        if allow_null:
            return None
        raise InputError("geometry is null", where=where, allowed=allowed)
    if not isinstance(value, dict) or value.get("type") not in geometry_types:
        kind = value.get("type") if isinstance(value, dict) else type(value).__name__
        raise InputError("wrong geometry type", value=kind, where=where, allowed=allowed)
    kind = value["type"]
    if kind == "GeometryCollection":
        members = value.get("geometries")
        if not isinstance(members, list):
            raise InputError("geometries is not an array", where=where, allowed="an array of geometries")
        parts = [read_geometry(member, GEOMETRY_TYPES, where, allow_null=False) for member in members]
        return shapely.GeometryCollection([part for part in parts if part is not None])
    coordinates = value.get("coordinates")
    _check_coordinates(coordinates, _DEPTH[kind], kind, where)
    try:
        return shapely.force_2d(shape({"type": kind, "coordinates": coordinates}))
    except (ValueError, TypeError, shapely.errors.GEOSException) as error:
        raise InputError(f"geometry cannot be made ({error})", where=where, allowed=allowed) from error


def _check_coordinates(value: object, depth: int, kind: str, where: str) -> None:
    if not isinstance(value, list) or not value:
        raise InputError(
            "coordinates is not a filled array", value=value, where=where, allowed=f"those of a {kind}"
        )
    if depth == 0:
        if len(value) < 2 or not all(_is_finite_number(number) for number in value):
            raise InputError(
                "not a position", value=value, where=where, allowed="[longitude, latitude], finite numbers"
            )
        return
    if depth == 1 and len(value) < _LEAST_POSITIONS.get(kind, 1):
        raise InputError(
            f"{kind} with {len(value)} positions", where=where, allowed=f"at least {_LEAST_POSITIONS[kind]}"
        )
    if depth == 1 and kind.endswith("Polygon") and value[0] != value[-1]:
        raise InputError(
            "ring is not closed", value=value[-1], where=where, allowed=f"last position {value[0]!r}"
        )
    for member in value:
        _check_coordinates(member, depth - 1, kind, where)


def _is_finite_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
