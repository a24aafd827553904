"""Queryables, sortables and the schema of what is returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.call import Operation
from api.media import Format
from api.queryables import schema_document

if TYPE_CHECKING:
    from api.call import Call, Reply


def _document(call: Call, kind: str) -> Reply:
    collection = call.service.collection(call.ids["collectionId"]).collection
    select = {
        "queryables": lambda column: column.queryable,
        "sortables": lambda column: column.sortable,
        "schema": lambda _: True,
    }[kind]
    address = call.url("collections", collection.id, kind)
    return call.json(schema_document(collection, call.lang, address, select, kind=kind))


def queryables(call: Call) -> Reply:
    """Return what may be named in filters (Part 3, clause 6.2)."""
    return _document(call, "queryables")


def sortables(call: Call) -> Reply:
    """Return what may be named in ``sortby``."""
    return _document(call, "sortables")


def schema(call: Call) -> Reply:
    """Return the schema of the features (Part 5)."""
    return _document(call, "schema")


OPERATIONS = tuple(
    Operation(
        f"/collections/{{collectionId}}/{kind}",
        f"get{kind.capitalize()}",
        summary,
        "Collections",
        handler,
        formats=(Format.SCHEMA,),
        schema="object",
    )
    for kind, summary, handler in (
        ("queryables", "Properties that filters may name", queryables),
        ("sortables", "Properties that sortby may name", sortables),
        ("schema", "Schema of the features", schema),
    )
)
