"""The tables of the atlas: text against drawing, conflicts between sources, coverage of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.call import Operation, Reply
from api.csv_table import csv_bytes
from api.html import show
from api.media import Format
from api.parameter import Parameter, one_of, text_up_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from api.call import Call

_ID_LENGTH = 200
_FORMATS = (Format.JSON, Format.HTML, Format.CSV)
_PLACE = Parameter(
    "place_id",
    "Only rows about this place.",
    {"type": "string", "minLength": 1, "maxLength": _ID_LENGTH},
    text_up_to("place_id", _ID_LENGTH),
    shared=False,
)
_AGREES = Parameter(
    "agrees",
    "Only tests that agree, or only those that do not.",
    {"type": "boolean"},
    lambda text: one_of("agrees", ("true", "false"))(text) == "true",
    shared=False,
)
_STATES = ("stated", "derived", "not_stated")
_STATE = Parameter(
    "state",
    "Only cells in this state: stated, derived, or not_stated (the documents are silent).",
    {"type": "string", "enum": list(_STATES)},
    one_of("state", _STATES),
    shared=False,
)


def _table(call: Call, name: str, rows: Iterable[dict[str, Any]], keys: tuple[str, ...]) -> Reply:
    chosen = list(rows)
    if call.format is Format.CSV:
        return Reply(csv_bytes(chosen), Format.CSV.content_type)
    title = call.text(name)
    document = {"title": title, "numberMatched": len(chosen), name: chosen, "links": call.self_links(title)}
    return show(call, "rows", document, rows=[_worded(call, row) for row in chosen], keys=keys, path="")


def _worded(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with the texts that exist in both languages under one key."""
    worded = dict(row)
    for key in ("topic", "reason"):
        if f"{key}_zh" in row:
            worded[key] = call.pick(row[f"{key}_zh"] or "", row[f"{key}_en"] or "")
    return worded


def _is_about(call: Call) -> Callable[[dict[str, Any]], bool]:
    wanted = call.values["place_id"]
    return lambda row: wanted is None or row.get("place_id") == wanted or wanted in row.get("place_ids", ())


def agreements(call: Call) -> Reply:
    """Return every stated limit and area with what is drawn."""
    agrees = call.values["agrees"]
    about = _is_about(call)
    rows = (row for row in call.service.atlas.agreements if about(row) and agrees in {None, row["agrees"]})
    keys = (
        "place_id", "test", "side", "stated", "drawn", "stated_km2", "drawn_km2", "difference_percent",
        "agrees", "explanation",
    )  # fmt: skip
    return _table(call, "agreements", rows, keys)


def conflicts(call: Call) -> Reply:
    """Return what sources disagree about, and which claim was drawn or shown, and why."""
    rows = filter(_is_about(call), call.service.atlas.conflicts)
    return _table(call, "conflicts", rows, ("place_ids", "topic", "claims", "choice", "reason"))


def coverage(call: Call) -> Reply:
    """Return, for each zone and indicator, whether the documents state it or are silent."""
    state = call.values["state"]
    about = _is_about(call)
    rows = (row for row in call.service.atlas.coverage if about(row) and state in {None, row["state"]})
    return _table(call, "coverage", rows, ("place_id", "indicator_id", "state", "statement_ids"))


OPERATIONS = (
    Operation(
        "/agreements",
        "getAgreements",
        "Stated limits and areas against the drawing",
        "Evidence",
        agreements,
        formats=_FORMATS,
        parameters=(_PLACE, _AGREES),
    ),
    Operation(
        "/conflicts",
        "getConflicts",
        "Conflicts between sources",
        "Evidence",
        conflicts,
        formats=_FORMATS,
        parameters=(_PLACE,),
    ),
    Operation(
        "/coverage",
        "getCoverage",
        "Zones by indicators: stated or silent",
        "Evidence",
        coverage,
        formats=_FORMATS,
        parameters=(_PLACE, _STATE),
    ),
)
