"""HTTP routes, one module a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.call import Operation


def all_operations() -> tuple[Operation, ...]:
    """Return every operation of the API, in the order of the OpenAPI document."""
    # Imported here: the route modules import the packages above them.
    from api.routes import collections, items, landing, schemas  # noqa: PLC0415

    return (*landing.OPERATIONS, *collections.OPERATIONS, *schemas.OPERATIONS, *items.OPERATIONS)
