"""Queryables, sortables and returnables of a collection, as JSON Schema, and queryables as parameters.

(OGC API – Features Part 3, clauses 6.2 and 6.3; Part 5; Common Part 3.) All derive from
``layers.schema.Column``.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from api.cql2_filter import GEOMETRY, TEMPORAL_COLUMNS
from api.parameter import MAX_DIGITS, Parameter, bad_value, finite_number, one_of, text_up_to
from layers.schema import ColumnType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from layers.schema import Column
    from layers.store import Collection, Feature

_LARGEST: Final = sys.float_info.max
_TEXT_LENGTH: Final = 500
_JSON_TYPE: Final[dict[ColumnType, dict[str, Any]]] = {
    ColumnType.STRING: {"type": "string"},
    ColumnType.INTEGER: {"type": "integer"},
    ColumnType.NUMBER: {"type": "number"},
    ColumnType.BOOLEAN: {"type": "boolean"},
    ColumnType.STRINGS: {"type": "array", "items": {"type": "string"}},
    ColumnType.OBJECTS: {"type": "array", "items": {"type": "object"}},
    ColumnType.OBJECT: {"type": "object"},
}
# x-ogc-unitLang is UCUM: square kilometres, kilometres, metres, degrees.
_UNITS: Final = {"km2": "km2", "km": "km", "m": "m", "deg": "deg"}
_GEOMETRY_FORMAT: Final = {
    "Point": "geometry-point",
    "MultiPoint": "geometry-multipoint",
    "LineString": "geometry-linestring",
    "MultiLineString": "geometry-multilinestring",
    "Polygon": "geometry-polygon",
    "MultiPolygon": "geometry-polygon-or-multipolygon",
}


def column_schema(column: Column, lang: str, *, nullable: bool = False) -> dict[str, Any]:
    """Return the JSON Schema of one column; with ``nullable`` null is part of its type where it occurs."""
    schema = dict(_JSON_TYPE[column.type])
    if nullable and column.nullable:
        schema["type"] = [schema["type"], "null"]
    schema["title"] = column.title_zh if lang == "zh" else column.title_en
    if column.unit:
        schema["x-ogc-unit"] = _UNITS.get(column.unit, column.unit)
        schema["x-ogc-unitLang"] = "UCUM"
    if column.enum:
        schema["enum"] = [*column.enum, None] if nullable and column.nullable else list(column.enum)
    if column.name == "digitized_on":
        schema["format"] = "date"
    return schema


def _geometry_schema(collection: Collection) -> dict[str, Any] | None:
    if collection.geometry_type in {"None", ""}:
        return None
    form = _GEOMETRY_FORMAT.get(collection.geometry_type, "geometry-any")
    return {"x-ogc-role": "primary-geometry", "format": form}


def schema_document(
    collection: Collection, lang: str, address: str, select: Callable[[Column], bool], *, kind: str
) -> dict[str, Any]:
    """Return a schema of the columns ``select`` takes.

    Parameters
    ----------
    address
        Its ``$id``: the address it is served at.
    kind
        ``queryables``, ``sortables`` or ``schema``: decides whether the geometry is in it and nulls are told.
    """
    properties: dict[str, Any] = {}
    geometry = _geometry_schema(collection) if kind != "sortables" else None
    if geometry is not None:
        properties[GEOMETRY] = geometry
    for column in collection.columns:
        if select(column):
            properties[column.name] = column_schema(column, lang, nullable=kind == "schema")
            if column.name in TEMPORAL_COLUMNS and collection.id in {"statements", "documents"}:
                properties[column.name]["x-ogc-role"] = "primary-instant"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": collection.title_zh if lang == "zh" else collection.title_en,
        "description": collection.description_zh if lang == "zh" else collection.description_en,
        "properties": properties,
        "additionalProperties": False,
    }


def queryable_parameters(columns: Iterable[Column]) -> tuple[Parameter, ...]:
    """Return one parameter for each queryable: features whose property equals the value."""
    return tuple(_parameter(column) for column in columns if column.queryable)


def _parameter(column: Column) -> Parameter:
    schema = dict(_JSON_TYPE[column.type])
    what = f"Only features whose `{column.name}` ({column.title_en}) is this value."
    parse: Callable[[str], Any]
    if column.type is ColumnType.STRINGS:
        schema = {"type": "string"}
        what = f"Only features whose `{column.name}` ({column.title_en}) holds this value."
    if column.type in {ColumnType.INTEGER, ColumnType.NUMBER}:
        parse = finite_number(column.name, -_LARGEST, _LARGEST)
        if column.type is ColumnType.INTEGER:
            parse = _integer(column.name)
    elif column.type is ColumnType.BOOLEAN:
        parse = _boolean(column.name)
    elif column.enum:
        parse = one_of(column.name, column.enum)
        schema["enum"] = list(column.enum)
    else:
        parse = text_up_to(column.name, _TEXT_LENGTH)
        schema |= {"minLength": 1, "maxLength": _TEXT_LENGTH}
    return Parameter(column.name, what, schema, parse, shared=False)


def _boolean(name: str) -> Callable[[str], bool]:
    read = one_of(name, ("true", "false"))
    return lambda text: read(text) == "true"


def _integer(name: str) -> Callable[[str], int]:
    def parse(text: str) -> int:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) < MAX_DIGITS):
            raise bad_value(name, text[:80], "a whole number")
        return int(text)

    return parse


def equality(value: object, column: Column) -> Callable[[Feature], bool]:
    """Return the predicate of a queryable used as a parameter."""
    key = column.name
    if column.type is ColumnType.STRINGS:
        return lambda feature: value in (feature.properties.get(key) or ())
    return lambda feature: feature.properties.get(key) == value
