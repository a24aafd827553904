"""HTTP routes, one module a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.call import Operation


def all_operations() -> tuple[Operation, ...]:
    """Return every operation of the API, in the order of the OpenAPI document."""
    # Imported here: the route modules import the packages above them.
    from api.routes import (  # noqa: PLC0415
        collections,
        evidence,
        items,
        landing,
        schemas,
        styles,
        tables,
        tiles,
    )

    modules = (landing, collections, schemas, items, evidence, tables, tiles, styles)
    return tuple(operation for module in modules for operation in module.OPERATIONS)
