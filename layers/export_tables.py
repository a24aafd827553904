"""A collection as a flat table: typed columns, lists joined, nested evidence as JSON text or left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.schema import Column, ColumnType

if TYPE_CHECKING:
    from layers.store import Collection

LIST_JOINER = "|"


def is_nested(column: Column) -> bool:
    """Tell whether a column holds objects, which a flat table cannot."""
    return column.type in (ColumnType.OBJECT, ColumnType.OBJECTS)


def flat_value(column: Column, value: Any) -> Any:  # noqa: ANN401 (any JSON value)
    """Return a value for a cell: lists joined by ``|``, objects as JSON text, the rest as it is."""
    if value is None:
        return None
    if is_nested(column):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if column.type is ColumnType.STRINGS:
        return LIST_JOINER.join(value)
    return value


def flat_frame(
    collection: Collection, *, nested: bool, lists: bool = False
) -> gpd.GeoDataFrame | pd.DataFrame:
    """Return the collection as a frame, one row a feature in their order.

    Columns are those of the schema, typed: ``string``, nullable ``Int64``, ``float64``, nullable
    ``boolean``. A collection without any geometry gives a plain frame, others a GeoDataFrame in EPSG:4326.

    Parameters
    ----------
    nested
        Whether nested columns are there, as JSON text.
    lists
        Whether columns of lists stay lists instead of being joined.
    """
    columns: dict[str, Any] = {}
    for column in collection.columns:
        if is_nested(column) and not nested:
            continue
        values = [feature.properties.get(column.name) for feature in collection.features]
        if column.type is ColumnType.STRINGS and lists:
            columns[column.name] = pd.Series([list(value or ()) for value in values], dtype="object")
            continue
        columns[column.name] = _series(column, [flat_value(column, value) for value in values])
    geometries = [feature.geometry for feature in collection.features]
    if all(geometry is None for geometry in geometries):
        return pd.DataFrame(columns)
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return gpd.GeoDataFrame(columns, geometry=array, crs="EPSG:4326")


def _series(column: Column, values: list[Any]) -> pd.Series[Any]:
    dtype = {
        ColumnType.INTEGER: "Int64", ColumnType.NUMBER: "float64", ColumnType.BOOLEAN: "boolean",
    }.get(column.type, "object")  # fmt: skip
    return pd.Series(values, dtype=dtype)
