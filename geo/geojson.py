"""RFC 7946 reading and writing for frames: clear errors in, the same bytes out.

The layout of the file is GDAL's (one feature a line, the same spaces, trailing zeros left out), so that a
layer saved from QGIS and one written here differ only in what was changed. Owns no repair: what is wrong
raises ``InputError`` with file, feature and field. Geometries over the antimeridian are not cut (RFC 7946,
clause 3.1.9 does not concern a city).
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from geo.constants import DIGITIZED_DECIMALS
from geo.crs import FRAME_CRS
from geo.errors import InputError
from geo.geojson_parsing import (
    GEOMETRY_TYPES,
    read_collection,
    read_geometry,
    read_identity,
    read_properties,
)
from geo.whole_file import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


def read_features(
    path: Path,
    *,
    id_field: str | None = None,
    geometry_types: Collection[str] = GEOMETRY_TYPES,
    fields: Sequence[str] = (),
    allow_null_geometry: bool = False,
) -> gpd.GeoDataFrame:
    """Return the features of a GeoJSON file as a frame in EPSG:4326, x = longitude, in file order.

    Columns are the property names in order of first appearance, then ``geometry``. A column of whole
    numbers is int64, one with any decimal number float64 (null is NaN), one of booleans bool; every other
    column holds the Python values as read, null as None. A top-level ``id`` is not a column. A ``crs``
    member that names CRS84 or EPSG:4326 (GDAL writes one) is accepted, any other refused: RFC 7946, clause
    4.

    Parameters
    ----------
    id_field
        Property that identifies a feature: must be there, a non-empty string, and unique.
    geometry_types
        Allowed geometry types.
    fields
        Properties every feature must have (null is a value).
    allow_null_geometry
        Whether ``"geometry": null`` is allowed.

    Raises
    ------
    InputError
        With file, feature number (from 1) or id, and field: the file cannot be read, is not UTF-8 or JSON,
        not a FeatureCollection, a feature, id, field or geometry is not as asked, or a position is not
        finite.
    """
    features, name = read_collection(path), path.name
    rows: list[dict[str, Any]] = []
    geometries: list[BaseGeometry | None] = []
    seen: dict[str, int] = {}
    for number, feature in enumerate(features, start=1):
        where = f"{name}, feature {number}"
        properties = read_properties(feature, where)
        if id_field is not None:
            identity = read_identity(properties, id_field, where)
            where = f"{where} ({id_field} {identity})"
            if identity in seen:
                raise InputError(
                    f"{id_field} is used twice (first by feature {seen[identity]})",
                    value=identity,
                    where=where,
                )
            seen[identity] = number
        for field in fields:
            if field not in properties:
                raise InputError(
                    f"field {field!r} is missing", where=where, allowed=f"fields {', '.join(fields)}"
                )
        rows.append(properties)
        geometries.append(
            read_geometry(feature.get("geometry"), geometry_types, where, allow_null=allow_null_geometry)
        )
    return _frame(rows, geometries, [*((id_field,) if id_field else ()), *fields])


def write_features(
    path: Path,
    features: gpd.GeoDataFrame,
    *,
    id_field: str,
    decimals: int = DIGITIZED_DECIMALS,
    with_id: bool = False,
    fields: Sequence[str] | None = None,
) -> None:
    """Write a frame as a GeoJSON file, whole or not at all.

    See ``features_text`` for the form. The same frame in any row order gives the same bytes.
    """
    text = features_text(
        features, id_field=id_field, decimals=decimals, with_id=with_id, fields=fields, name=path.stem
    )
    write_whole(path, text)


def features_text(
    features: gpd.GeoDataFrame,
    *,
    id_field: str,
    decimals: int = DIGITIZED_DECIMALS,
    with_id: bool = False,
    fields: Sequence[str] | None = None,
    name: str | None = None,
) -> str:
    """Return a frame as RFC 7946 text: UTF-8 characters unescaped, one feature a line, trailing newline.

    Features are sorted by ``id_field``, polygons follow the right-hand rule (clause 3.1.6), positions are
    rounded to ``decimals``, properties stand in the order of ``fields`` (default: the frame's columns). NaN
    and NA are written as null. ``with_id`` repeats the id as the feature's own ``id`` member.

    Raises
    ------
    InputError
        If an id is missing, not a string or used twice, a field is no column, or a position is not finite.
    """
    columns = [str(column) for column in (fields or features.columns) if column != features.geometry.name]
    missing = [column for column in [id_field, *columns] if column not in features.columns]
    if missing:
        raise InputError("no such column", value=missing, allowed=", ".join(map(str, features.columns)))
    values = [_plain_column(features[column]) for column in columns]
    lines: dict[str, str] = {}
    for row, (identity, geometry) in enumerate(zip(features[id_field], features.geometry, strict=True)):
        if not isinstance(identity, str) or not identity:
            raise InputError(f"{id_field} must be a non-empty string", value=identity, where=f"row {row}")
        if identity in lines:
            raise InputError(f"{id_field} is used twice", value=identity)
        feature: dict[str, Any] = {"type": "Feature"}
        if with_id:
            feature["id"] = identity
        feature["properties"] = {column: values[index][row] for index, column in enumerate(columns)}
        feature["geometry"] = geometry_mapping(geometry, decimals, where=f"{id_field} {identity}")
        lines[identity] = _dumps(feature)
    head = ["{", '"type": "FeatureCollection",']
    if name:
        head.append(f'"name": {_dumps(name)},')
    body = ",\n".join(lines[identity] for identity in sorted(lines))
    return "\n".join([*head, '"features": [', *([body] if body else []), "]", "}"]) + "\n"


def geometry_mapping(geometry: BaseGeometry | None, decimals: int, where: str = "") -> dict[str, Any] | None:
    """Return a geometry as the RFC 7946 object: right-hand rule, rounded, no height.

    None stays None and an empty geometry becomes it. ``InputError`` if a position is not finite.
    """
    if geometry is None or geometry.is_empty:
        return None
    positions = shapely.get_coordinates(geometry)
    if not np.isfinite(positions).all():
        raise InputError("geometry has a position that is not finite", where=where or None)
    result: dict[str, Any] = _rounded(mapping(orient(shapely.force_2d(geometry))), decimals)
    return result


def orient(geometry: BaseGeometry) -> BaseGeometry:
    """Return the geometry with exterior rings counter-clockwise, inner ones clockwise (right-hand rule)."""
    oriented: BaseGeometry = shapely.orient_polygons(geometry)
    return oriented


def _frame(
    rows: list[dict[str, Any]], geometries: list[BaseGeometry | None], at_least: Iterable[str]
) -> gpd.GeoDataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row) if rows else dict.fromkeys(at_least))
    names = [name for name in names if name != "geometry"]
    columns = {name: _typed_column([row.get(name) for row in rows]) for name in names}
    array: NDArray[np.object_] = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(array, crs=FRAME_CRS), crs=FRAME_CRS)


def _typed_column(values: list[Any]) -> pd.Series[Any]:
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return pd.Series(values, dtype="bool")
    if kinds == {int}:
        return pd.Series(values, dtype="int64")
    if float in kinds and kinds <= {int, float, type(None)}:
        return pd.Series(values, dtype="float64")
    return pd.Series(values, dtype="object")


def _plain_column(column: pd.Series[Any]) -> list[Any]:
    return [_plain(value) for value in column.tolist()]


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value as plain JSON types; NaN and NA become None, tuples lists."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if math.isinf(value):
            raise InputError("number has no JSON form", value=value, allowed="finite numbers and null")
        return None if math.isnan(value) else float(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(member) for member in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if value is pd.NA or value is pd.NaT:
        return None
    raise InputError(
        "value has no JSON form", value=value, allowed="string, number, boolean, null, list, object"
    )


def _rounded(value: Any, decimals: int) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, float):
        # + 0.0 turns -0.0 into 0.0.
        return round(value, decimals) + 0.0
    if isinstance(value, Mapping):
        return {key: _rounded(member, decimals) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(member, decimals) for member in value]
    return value


def _dumps(value: object) -> str:
    """Return JSON in GDAL's layout: a space inside brackets and after separators."""
    if isinstance(value, Mapping):
        members = ", ".join(
            f"{json.dumps(key, ensure_ascii=False)}: {_dumps(member)}" for key, member in value.items()
        )
        return f"{{ {members} }}" if members else "{ }"
    if isinstance(value, list | tuple):
        return f"[ {', '.join(_dumps(member) for member in value)} ]" if value else "[ ]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
