"""The columns of every collection: name, type, unit, nullability, title in both languages.

Queryables, returnables, the table view, QGIS aliases, the shapefile dictionary and the docs derive from this
one list; a column that is not here is not published.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """JSON type of a column's values."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    STRINGS = "strings"  # list of strings
    OBJECTS = "objects"  # list of objects: nested evidence, not for flat formats
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Column:
    """One published property.

    Attributes
    ----------
    name
        Key in GeoJSON properties.
    type
        See ``ColumnType``.
    title_zh, title_en
        What people read.
    unit
        UCUM-like unit (``km2``, ``m``), empty when it has none.
    nullable
        Whether null occurs.
    queryable, sortable
        Whether the API filters and sorts by it.
    short
        At most ten ASCII characters: the field name in a shapefile.
    enum
        Closed list of values, empty when open.
    """

    name: str
    type: ColumnType
    title_zh: str
    title_en: str
    unit: str = ""
    nullable: bool = True
    queryable: bool = True
    sortable: bool = True
    short: str = ""
    enum: tuple[str, ...] = ()
