"""Bringing digitized layers back into their one form after editing, so that a comparison shows what moved.

Order of features and properties, decimals, and the types that a GIS may change without being asked (20 to
20.0, a line to a multi-line of one part, a date to one with slashes) are put right. What a value *is* never
changes: a wrong one stays for ``zone-atlas check`` to name.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.constants import DIGITIZED_DECIMALS
from geo.errors import InputError
from geo.geojson import features_text
from geo.whole_file import write_whole
from layers import dictionary
from layers.dictionary import FieldKind, LayerSpec
from layers.digitized import read_features_raw

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from layers.project import Project

_NUMBERS = (FieldKind.NUMBER, FieldKind.INTEGER)


def untidy_layers(project: Project) -> dict[Path, str]:
    """Return the digitized layers that are not in their form, with the text they should have.

    Raises
    ------
    InputError
        A required layer is missing, or a file cannot be read as features with ids.
    """
    result = {}
    for spec in dictionary.LAYERS:
        path = project.layer(spec.name)
        if spec in dictionary.OPTIONAL_LAYERS and not path.exists():
            continue
        text = tidy_text(path, spec, project.relative(path))
        if text != path.read_bytes().decode("utf-8"):
            result[path] = text
    return result


def tidy_project(project: Project) -> list[Path]:
    """Rewrite the layers that are not in their form, each in one step; return their paths."""
    untidy = untidy_layers(project)
    for path, text in untidy.items():
        write_whole(path, text)
    return list(untidy)


def tidy_text(path: Path, spec: LayerSpec, shown: str) -> str:
    """Return the layer in ``path`` in its form: sorted by id, fields in the dictionary's order, six decimals.

    Fields that the dictionary does not have are kept, behind the others, in alphabetical order.

    Raises
    ------
    InputError
        A feature has no id, or one that is taken: there would be no telling what belongs where.
    """
    features = read_features_raw(path, shown)
    rows: list[dict[str, Any]] = []
    geometries: list[BaseGeometry | None] = []
    for position, feature in enumerate(features):
        where = f"{shown}, feature {position}"
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            raise InputError("Not a Feature with properties", where=where)
        rows.append(_tidy_row(properties, spec))
        geometries.append(_tidy_geometry(feature.get("geometry"), spec, where))
    known = [name for name in spec.field_names if any(name in row for row in rows) or not rows]
    extra = sorted({name for row in rows for name in row} - set(spec.field_names))
    columns: dict[str, Any] = {}
    for name in (*known, *extra):
        values = np.empty(len(rows), dtype=object)
        values[:] = [row.get(name) for row in rows]
        columns[name] = values
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    frame = gpd.GeoDataFrame(columns, geometry=array, crs="EPSG:4326")
    try:
        return features_text(
            frame,
            id_field=spec.id_field,
            decimals=DIGITIZED_DECIMALS,
            fields=[*known, *extra],
            name=spec.name.rpartition("/")[2],
        )
    except InputError as error:
        raise InputError(error.what, value=error.value, where=shown, allowed=error.allowed) from error


def _tidy_row(properties: dict[str, Any], spec: LayerSpec) -> dict[str, Any]:
    kinds = {field.name: field.kind for field in spec.fields}
    row = {}
    for name, value in properties.items():
        kind = kinds.get(name)
        if kind in _NUMBERS:
            row[name] = _tidy_number(value)
        elif kind is FieldKind.DATE and isinstance(value, str):
            # QGIS writes a date it has typed as 2026/11/22.
            row[name] = value.replace("/", "-")
        else:
            row[name] = value
    return row


def _tidy_number(value: object) -> object:
    """Return 20.0 and "20" as 20; what is no number stays."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _tidy_geometry(raw: object, spec: LayerSpec, where: str) -> BaseGeometry | None:
    if raw is None:
        return None
    try:
        geometry = shapely.force_2d(shapely.from_geojson(json.dumps(raw)))
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise InputError(f"The geometry cannot be read ({error})", where=where) from error
    parts = shapely.get_parts(geometry)
    if geometry.geom_type.startswith("Multi") and len(parts) == 1:
        part: BaseGeometry = parts[0]
        return part if part.geom_type in spec.geometry_types else geometry
    return geometry
