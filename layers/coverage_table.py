"""What the documents say and what they pass over: places × indicators."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from layers.join import counted_quantities

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

STATED, DERIVED, NOT_STATED = "stated", "derived", "not_stated"


def coverage_rows(
    place_ids: Sequence[str],
    indicator_ids: Sequence[str],
    statements: Iterable[dict[str, Any]],
    parents: Mapping[str, str | None],
) -> list[dict[str, Any]]:
    """Return the rows of ``coverage.json``: one for each place and indicator, sorted by both.

    ``stated``: a statement gives the indicator for the place itself. ``derived``: none does, but one
    gives it for a place within it (by the gazetteer's parents), so part of the answer is known.
    ``not_stated``: the documents are silent. ``statement_ids`` are the statements that make it so, in
    published order.
    """
    given: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in counted_quantities(statements):
        given[row["place_id"], row["indicator_id"]].append(row["id"])
    inside = {place_id: _descendants(place_id, parents) for place_id in place_ids}
    return [
        _row(place_id, indicator_id, given, inside[place_id])
        for place_id in sorted(place_ids)
        for indicator_id in sorted(indicator_ids)
    ]


def _row(
    place_id: str, indicator_id: str, given: Mapping[tuple[str, str], list[str]], inside: Iterable[str]
) -> dict[str, Any]:
    own = given.get((place_id, indicator_id), [])
    parts = [] if own else [key for part in inside for key in given.get((part, indicator_id), [])]
    state = STATED if own else DERIVED if parts else NOT_STATED
    return {
        "place_id": place_id, "indicator_id": indicator_id, "state": state, "statement_ids": [*own, *parts],
    }  # fmt: skip


def _descendants(place_id: str, parents: Mapping[str, str | None]) -> list[str]:
    """Places below ``place_id``, sorted; a loop in the gazetteer ends the walk instead of hanging it."""
    children: dict[str, list[str]] = defaultdict(list)
    for child, parent in parents.items():
        if parent:
            children[parent].append(child)
    found: set[str] = set()
    waiting = [place_id]
    while waiting:
        for child in children.get(waiting.pop(), []):
            if child not in found and child != place_id:
                found.add(child)
                waiting.append(child)
    return sorted(found)
