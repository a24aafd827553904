"""Disagreements, shown instead of settled out of sight: between sources about extents, between statements.

Two statements of quantities conflict when they speak of the same place, indicator, kind of measure,
unit, period and status, stand in different sentences (within one, a text lists kinds of a thing or a
part of a whole), and no value satisfies both. A figure given for two indicators together
(孵化器、众创空间79家) conflicts with the figures given for each when these do not add up to it. Which
one is right is not decided here.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from layers.join import counted_quantities

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.tables import SourceConflict

Row = dict[str, Any]

# What "about" (约, 近, 左右, 余) allows either way.
_ABOUT_SHARE = 0.1
_SAME_KEYS = ("place_id", "indicator_id", "measure", "unit", "period", "status")


def statement_conflicts(
    statements: Iterable[Row], names: Mapping[str, Iterable[str]] | None = None
) -> dict[str, tuple[str, ...]]:
    """Return what each statement conflicts with, ids sorted; only those that conflict with any.

    Parameters
    ----------
    statements
        Rows of ``Statement.to_dict``.
    names
        Names and synonyms by indicator id, to tell figures for two indicators together.
    """
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in counted_quantities(statements):
        groups[tuple(row[key] for key in _SAME_KEYS)].append(row)
    found: dict[str, set[str]] = defaultdict(set)
    pairs = [
        (one, two) for rows in groups.values() for one, two in itertools.combinations(rows, 2)
        if not _in_one_sentence(one, two) and not compatible(one, two)
    ]  # fmt: skip
    pairs += _sums_that_fail(groups, names or {})
    for one, two in pairs:
        found[one["id"]].add(two["id"])
        found[two["id"]].add(one["id"])
    return {key: tuple(sorted(found[key])) for key in sorted(found)}


def compatible(one: Row, two: Row) -> bool:
    """Tell whether some value satisfies both quantities."""
    low = max(value_range(one)[0], value_range(two)[0])
    high = min(value_range(one)[1], value_range(two)[1])
    return low <= high


def _in_one_sentence(one: Row, two: Row) -> bool:
    return bool(one["doc"] == two["doc"] and one["sentence"] == two["sentence"])


def _sums_that_fail(
    groups: Mapping[tuple[Any, ...], list[Row]], names: Mapping[str, Iterable[str]]
) -> list[tuple[Row, Row]]:
    """Pairs (total, part) where a total for two indicators is not the sum of the parts given elsewhere."""
    by_name = {name: key for key, words in names.items() for name in words if len(name) > 1}
    if not by_name:
        return []
    word = "|".join(re.escape(name) for name in sorted(by_name, key=lambda name: (-len(name), name)))
    together = re.compile(f"({word})[、和及与]({word})(?:共有|共|合计|总数|达到|达|约|超)*$")
    place, rest = _SAME_KEYS.index("indicator_id"), slice(_SAME_KEYS.index("indicator_id") + 1, None)
    failing = []
    for key, rows in groups.items():
        for total in rows:
            match = together.search(total["sentence"].partition(total["quote"])[0])
            if total["measure"] != "level" or match is None:
                continue
            parts = [
                [row for row in groups.get((*key[:place], by_name[name], *key[rest]), []) if row is not total]
                for name in match.groups()
            ]
            for one, two in itertools.product(*parts):
                ranges = value_range(one), value_range(two)
                added = {
                    **total, "value": None,
                    "value_min": ranges[0][0] + ranges[1][0], "value_max": ranges[0][1] + ranges[1][1],
                }  # fmt: skip
                if one is not two and not _in_one_sentence(total, one) and not compatible(total, added):
                    failing += [(total, one), (total, two)]
    return failing


def value_range(row: Row) -> tuple[float, float]:
    """Return the closed range of values a quantity allows, in its unit.

    A plain figure allows half a unit of its last digit as printed either way, so that 793.24 and 793
    亿元 agree. A fall (``direction`` down) lies below zero, though its number is printed without a sign.
    """
    if row.get("direction") == "down":
        least, most = value_range({**row, "direction": None})
        return -most, -least
    if row.get("value_min") is not None or row.get("value_max") is not None:
        low, high = row.get("value_min"), row.get("value_max")
        return (-math.inf if low is None else float(low)), (math.inf if high is None else float(high))
    value = float(row["value"])
    comparator = row.get("comparator") or "="
    if comparator in (">", ">="):
        return value, math.inf
    if comparator in ("<", "<="):
        return -math.inf, value
    slack = abs(value) * _ABOUT_SHARE if comparator == "~" else _half_last_digit(row["quote"], value)
    return value - slack, value + slack


def conflict_rows(
    sources: Iterable[SourceConflict],
    statements: Mapping[str, Row],
    pairs: Mapping[str, tuple[str, ...]],
    names: Mapping[str, tuple[str, str]],
) -> list[Row]:
    """Return the rows of ``conflicts.json``, sorted by id.

    Parameters
    ----------
    sources
        Conflicts between sources about extents.
    statements
        All statements by id.
    pairs
        Result of ``statement_conflicts``.
    names
        Chinese and English name of each place id and indicator id.
    """
    rows = [_source_row(conflict) for conflict in sources]
    rows += [_statement_row(group, statements, names) for group in _connected(pairs)]
    return sorted(rows, key=lambda row: str(row["id"]))


def _source_row(conflict: SourceConflict) -> Row:
    return {
        "id": conflict.conflict_id, "kind": "geometry", "place_ids": list(conflict.place_ids),
        "topic_zh": conflict.topic_zh, "topic_en": conflict.topic_en, "statement_ids": [],
        "claims": [
            {"text": conflict.claim_a, "source": conflict.source_a, "doc": None},
            {"text": conflict.claim_b, "source": conflict.source_b, "doc": None},
        ],
        "choice": conflict.choice, "reason_zh": conflict.reason_zh, "reason_en": conflict.reason_en,
    }  # fmt: skip


def _statement_row(
    group: tuple[str, ...], statements: Mapping[str, Row], names: Mapping[str, tuple[str, str]]
) -> Row:
    rows = [statements[key] for key in group]
    place_id, indicator_id, period = rows[0]["place_id"], rows[0]["indicator_id"], rows[0]["period"]
    place, indicator = names.get(place_id, ("", "")), names.get(indicator_id, ("", ""))
    return {
        "id": f"statements-{group[0]}", "kind": "statements", "place_ids": [place_id],
        "topic_zh": "·".join(part for part in (place[0], indicator[0], period) if part),
        "topic_en": " · ".join(part for part in (place[1], indicator[1], period) if part),
        "statement_ids": list(group),
        "claims": [{"text": row["quote"], "source": None, "doc": row["doc"]} for row in rows],
        "choice": None,
        "reason_zh": "文献各有其数,图集并列,不作取舍。",
        "reason_en": "The documents differ; the atlas shows both and decides nothing.",
    }  # fmt: skip


def _connected(pairs: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Statements that conflict with each other directly or through a third, as sorted groups."""
    groups: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in sorted(pairs):
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            for other in pairs[waiting.pop()]:
                if other not in group:
                    group.add(other)
                    waiting.append(other)
        seen |= group
        groups.append(tuple(sorted(group)))
    return groups


def _half_last_digit(quote: str, value: float) -> float:
    """Half a unit of the last digit of the number printed in ``quote``, in base units."""
    digits = "".join(
        character if character.isdigit() or character == "." else " " for character in quote
    ).split()
    if not digits:
        return 0.0
    printed = digits[0].strip(".")
    try:
        number = float(printed)
    except ValueError:
        return 0.0
    if not number or not printed.isascii():
        return 0.0
    decimals = len(printed.partition(".")[2])
    # Whole counts (79家) are exact; a figure with decimals, or scaled by 万 or 亿, was rounded.
    scale = value / number
    return 0.0 if not decimals and scale == 1 else abs(scale) * 10.0**-decimals / 2
