"""Reading the hand-digitized GeoJSON layers, strictly.

A file that is not a FeatureCollection at all raises ``InputError``; a feature that is wrong becomes an
``Issue`` and is left out of the frame. Nothing is repaired: ``zone-atlas tidy`` does that, when asked.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from geo.errors import InputError
from geo.issue import Issue, Severity
from layers import dictionary
from layers.dictionary import Field, FieldKind, LayerSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from layers.project import Project

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Characters of a bad value that a message shows.
_SHOWN_CHARACTERS = 80
# Beyond what any projection writes, in metres: products of such numbers overflow in the geometry library.
_LARGEST_COORDINATE = 1e8
_ALLOWED_FILE = "a GeoJSON FeatureCollection (RFC 7946) in UTF-8"
_DEPTHS = {
    "Point": 0, "LineString": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Digitized:
    """The digitized layers of a project.

    ``edges``, ``faces``, ``sites`` and ``corridors`` are frames in EPSG:4326, x = longitude, with the
    columns of ``layers.dictionary`` in that order; ``base`` holds the base layers that exist by name.
    ``issues`` are the faults found while reading; the features concerned are not in the frames.
    ``missing`` names the optional layers that do not exist (``base/water``).
    """

    edges: gpd.GeoDataFrame
    faces: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    corridors: gpd.GeoDataFrame
    base: dict[str, gpd.GeoDataFrame]
    issues: tuple[Issue, ...]
    missing: tuple[str, ...] = ()


def read_digitized(project: Project) -> Digitized:
    """Read all digitized layers of ``project``.

    Raises
    ------
    InputError
        A required layer is missing, or a file is not a GeoJSON FeatureCollection in UTF-8.
    """
    issues: list[Issue] = []
    frames: dict[str, gpd.GeoDataFrame] = {}
    missing: list[str] = []
    for spec in dictionary.LAYERS:
        path = project.layer(spec.name)
        if spec in dictionary.OPTIONAL_LAYERS and not path.exists():
            frames[spec.name] = empty_layer(spec)
            missing.append(spec.name)
            continue
        frame, found = read_layer(path, spec, project.relative(path))
        frames[spec.name] = frame
        issues += found
    base = {spec.name.removeprefix("base/"): frames[spec.name] for spec in dictionary.BASE}
    return Digitized(
        edges=frames["edges"],
        faces=frames["faces"],
        sites=frames["sites"],
        corridors=frames["corridors"],
        base={name: frame for name, frame in base.items() if len(frame)},
        issues=tuple(issues),
        missing=tuple(missing),
    )


def read_layer(path: Path, spec: LayerSpec, shown: str) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Read one layer.

    Parameters
    ----------
    path
        The GeoJSON file.
    spec
        Its entry in the data dictionary.
    shown
        Name of the file for messages.

    Returns
    -------
    tuple
        The frame (EPSG:4326, columns of ``spec`` and ``geometry``, in file order) and the issues found.

    Raises
    ------
    InputError
        The file is missing or is not a GeoJSON FeatureCollection in UTF-8.
    """
    features = read_features_raw(path, shown)
    issues: list[Issue] = []
    rows: list[dict[str, Any]] = []
    geometries: list[BaseGeometry] = []
    seen: set[str] = set()
    for position, feature in enumerate(features):
        found, row, geometry = _read_feature(feature, spec, shown, position)
        identifier = row.get(spec.id_field)
        if isinstance(identifier, str) and identifier in seen:
            found.append(
                Issue(
                    "duplicate-id", Severity.ERROR, identifier,
                    f"{spec.id_field} {identifier!r} is there twice",
                    "Give each feature an id of its own.", *_position(geometry), file=shown,
                )
            )  # fmt: skip
        issues += found
        if geometry is None or any(issue.severity is Severity.ERROR for issue in found):
            continue
        seen.add(str(identifier))
        rows.append(row)
        geometries.append(geometry)
    if not rows:
        return empty_layer(spec), issues
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in spec.field_names}
    return gpd.GeoDataFrame(columns, geometry=geometries, crs="EPSG:4326"), issues


def empty_layer(spec: LayerSpec) -> gpd.GeoDataFrame:
    """Return a frame with the columns of ``spec`` and no rows."""
    columns: dict[str, Any] = {name: [] for name in spec.field_names}
    return gpd.GeoDataFrame(columns, geometry=[], crs="EPSG:4326")


def read_features_raw(path: Path, shown: str) -> list[Any]:
    """Return the members of ``features`` as they stand in the file.

    Raises
    ------
    InputError
        The file is missing or is not a GeoJSON FeatureCollection in UTF-8.
    """
    try:
        collection = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError(
            "A digitized layer is missing", value=path.name, where=shown, allowed=_ALLOWED_FILE
        ) from error
    except OSError as error:
        raise InputError(
            f"The layer cannot be read ({error.strerror})", where=shown, allowed=_ALLOWED_FILE
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            "The layer is not UTF-8", where=f"{shown} at byte {error.start}", allowed=_ALLOWED_FILE
        ) from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(
            f"The layer is not JSON ({error})", where=shown, allowed="GeoJSON, RFC 7946"
        ) from error
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        found = collection.get("type") if isinstance(collection, dict) else type(collection).__name__
        raise InputError("Not a GeoJSON FeatureCollection", value=found, where=shown, allowed=_ALLOWED_FILE)
    crs = collection.get("crs")
    if crs is not None and not re.search(r"CRS84|EPSG:+4326", json.dumps(crs)):
        raise InputError(
            "The layer is not in WGS84", value=crs, where=shown, allowed="RFC 7946: no crs member, or CRS84"
        )
    features = collection.get("features")
    if not isinstance(features, list):
        raise InputError("The FeatureCollection has no list of features", where=shown, allowed=_ALLOWED_FILE)
    return features


def _read_feature(
    feature: Any,  # noqa: ANN401 (outside JSON)
    spec: LayerSpec,
    shown: str,
    position: int,
) -> tuple[list[Issue], dict[str, Any], BaseGeometry | None]:
    where = f"feature {position}"
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        message = f"Member {position} of features is not a Feature"
        return [Issue("not-a-feature", Severity.ERROR, where, message, file=shown)], {}, None
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        message = f"{where} has no properties"
        return [Issue("missing-property", Severity.ERROR, where, message, file=shown)], {}, None
    identifier = properties.get(spec.id_field)
    if isinstance(identifier, str) and identifier:
        where = identifier
    geometry, fault = _read_geometry(feature.get("geometry"), spec)
    issues: list[Issue] = []
    if fault:
        rule, message, remedy = fault
        issues.append(Issue(rule, Severity.ERROR, where, message, remedy, file=shown))
    lon, lat = _position(geometry)

    def add(rule: str, severity: Severity, message: str, remedy: str) -> None:
        issues.append(Issue(rule, severity, where, message, remedy, lon, lat, shown))

    row: dict[str, Any] = {}
    for field in spec.fields:
        value = properties.get(field.name)
        if field.name not in properties and field.required:
            add("missing-property", Severity.ERROR, f"{where} has no {field.name}", f"Add {field.name}.")
            continue
        problem = fault_of_value(field, value)
        if problem:
            add(
                "bad-value",
                Severity.ERROR,
                f"{field.name} is {_shown(value)}; allowed: {problem}",
                f"Set {field.name} to {problem}.",
            )
            continue
        row[field.name] = _plain(field, value)
    for name in properties:
        if name not in spec.field_names:
            add(
                "unknown-property",
                Severity.WARNING,
                f"{name!r} is not in the data dictionary",
                f"Remove it; {spec.name} has {', '.join(spec.field_names)}.",
            )
    return issues, row, geometry


def fault_of_value(field: Field, value: object) -> str | None:
    """Return what ``field`` allows when ``value`` is not it, None when the value is fine."""
    if value is None or value == "":
        return f"{_ALLOWED[field.kind]}, not empty" if field.required else None
    if field.kind is FieldKind.NUMBER:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        return (
            None
            if good and math.isfinite(float(str(value))) and float(str(value)) > 0
            else _ALLOWED[field.kind]
        )
    if field.kind is FieldKind.INTEGER:
        return None if isinstance(value, int) and not isinstance(value, bool) else _ALLOWED[field.kind]
    if not isinstance(value, str):
        return _ALLOWED[field.kind]
    if field.kind is FieldKind.CHOICE:
        return None if value in field.choices else ", ".join(field.choices)
    if field.kind is FieldKind.DATE:
        return None if _is_date(value) else _ALLOWED[field.kind]
    if field.kind in (FieldKind.ID, FieldKind.PLACE):
        return None if SLUG.fullmatch(value) else _ALLOWED[field.kind]
    if field.kind is FieldKind.PLACES:
        parts = value.split("|")
        good = all(SLUG.fullmatch(part) for part in parts) and len(set(parts)) == len(parts)
        return None if good else _ALLOWED[field.kind]
    return None


_ALLOWED: Mapping[FieldKind, str] = {
    FieldKind.ID: "a slug of a-z, 0-9 and -",
    FieldKind.TEXT: "text",
    FieldKind.NUMBER: "a number greater than 0",
    FieldKind.INTEGER: "a whole number",
    FieldKind.DATE: "a date YYYY-MM-DD",
    FieldKind.CHOICE: "one of the listed values",
    FieldKind.PLACE: "a place_id of the gazetteer",
    FieldKind.PLACES: "place_ids joined by |, each once",
    FieldKind.SOURCE: "a key of sources.csv",
}


def _plain(field: Field, value: Any) -> Any:  # noqa: ANN401 (checked just before)
    if value is None:
        return None if field.kind in (FieldKind.NUMBER, FieldKind.INTEGER) else ""
    return float(value) if field.kind is FieldKind.NUMBER else value


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def _read_geometry(
    raw: Any,  # noqa: ANN401 (outside JSON)
    spec: LayerSpec,
) -> tuple[BaseGeometry | None, tuple[str, str, str] | None]:
    allowed = " or ".join(spec.geometry_types)
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind not in spec.geometry_types:
        message = f"Geometry is {_shown(kind)}; allowed: {allowed}"
        return None, (
            "wrong-geometry-type",
            message,
            f"Draw it as {allowed}; `zone-atlas tidy` splits multi parts.",
        )
    coordinates = raw.get("coordinates")
    fault = next(_coordinate_faults(coordinates, _DEPTHS[kind]), None)
    if fault:
        return None, fault
    try:
        return shapely.from_geojson(json.dumps(raw)), None
    except shapely.errors.ShapelyError as error:
        return None, ("bad-geometry", f"The geometry cannot be read: {error}", "Draw the feature again.")


def _coordinate_faults(coordinates: Any, depth: int) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 (JSON)
    if not isinstance(coordinates, list) or not coordinates:
        yield "bad-geometry", f"Coordinates are {_shown(coordinates)}", "Draw the feature again."
    elif depth:
        for part in coordinates:
            yield from _coordinate_faults(part, depth - 1)
    elif not all(isinstance(item, int | float) and not isinstance(item, bool) for item in coordinates):
        yield "bad-geometry", f"A position is {_shown(coordinates)}; allowed: [lon, lat]", "Give two numbers."
    elif not all(math.isfinite(item) for item in coordinates):
        yield "non-finite-coordinate", f"A position is {_shown(coordinates)}", "Give two finite numbers."
    elif max(map(abs, coordinates)) > _LARGEST_COORDINATE:
        message = f"A position is {_shown(coordinates)}, no place on Earth in degrees or in metres"
        yield "bad-geometry", message, "Give longitude and latitude."
    elif len(coordinates) not in (2, 3):
        yield "bad-geometry", f"A position is {_shown(coordinates)}; allowed: [lon, lat]", "Give two numbers."


def _position(geometry: BaseGeometry | None) -> tuple[float | None, float | None]:
    if geometry is None or geometry.is_empty:
        return None, None
    # A vertex of the feature, so that the marker stands on it.
    lon, lat = shapely.get_coordinates(geometry)[0]
    return float(lon), float(lat)
