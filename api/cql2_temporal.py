"""Instants, intervals and the temporal relations of CQL2 (OGC 21-065r2, clause 7.11; Allen's relations).

An instant has a granularity: it is a pair (first, last) of UTC datetimes, equal for a timestamp, a day
apart for a
date. A span is a pair of instants, the same one twice for an instant. Ends are compared with their
granularity, so
that ``DATE('2020-01-01')`` equals a timestamp on that day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from api.timestamps import MAX, MIN, Interval, parse_instant, parse_period

if TYPE_CHECKING:
    from collections.abc import Callable

Instant = Interval
Span = tuple[Instant, Instant]

_DAY: Final = timedelta(days=1)
_TICK: Final = timedelta(microseconds=1)


def instant_span(text: str) -> Span:
    """Return the span of a date or timestamp; raises ``InvalidDatetimeError``."""
    instant = parse_instant(text)
    return instant, instant


def end_of_interval(text: str, *, is_start: bool) -> Instant:
    """Return one end of an interval literal, ``..`` for open."""
    if text == "..":
        return (MIN, MIN) if is_start else (MAX, MAX)
    return parse_instant(text)


def property_span(value: object) -> Span | None:
    """Return the span of a property's text (date, timestamp or period), None when it has none."""
    held = parse_period(value)
    if held is None:
        return None
    first, last = held
    if last - first < _DAY:
        return held, held
    start = (first, first) if first == MIN else (first, first + _DAY - _TICK)
    end = (last, last) if last == MAX else (last - _DAY + _TICK, last)
    return start, end


def _before(one: Instant, other: Instant) -> bool:
    return one[1] < other[0]


def _same(one: Instant, other: Instant) -> bool:
    """Whether two instants are the same as far as the coarser of them can tell."""
    return (one[0] >= other[0] and one[1] <= other[1]) or (other[0] >= one[0] and other[1] <= one[1])


RELATIONS: Final[dict[str, Callable[[Span, Span], bool]]] = {
    "t_after": lambda a, b: _before(b[1], a[0]),
    "t_before": lambda a, b: _before(a[1], b[0]),
    "t_contains": lambda a, b: _before(a[0], b[0]) and _before(b[1], a[1]),
    "t_disjoint": lambda a, b: _before(b[1], a[0]) or _before(a[1], b[0]),
    "t_during": lambda a, b: _before(b[0], a[0]) and _before(a[1], b[1]),
    "t_equals": lambda a, b: _same(a[0], b[0]) and _same(a[1], b[1]),
    "t_finishedby": lambda a, b: _before(a[0], b[0]) and _same(a[1], b[1]),
    "t_finishes": lambda a, b: _before(b[0], a[0]) and _same(a[1], b[1]),
    "t_intersects": lambda a, b: not (_before(b[1], a[0]) or _before(a[1], b[0])),
    "t_meets": lambda a, b: _same(a[1], b[0]),
    "t_metby": lambda a, b: _same(a[0], b[1]),
    "t_overlappedby": lambda a, b: _before(b[0], a[0]) and _before(a[0], b[1]) and _before(b[1], a[1]),
    "t_overlaps": lambda a, b: _before(a[0], b[0]) and _before(b[0], a[1]) and _before(a[1], b[1]),
    "t_startedby": lambda a, b: _same(a[0], b[0]) and _before(b[1], a[1]),
    "t_starts": lambda a, b: _same(a[0], b[0]) and _before(a[1], b[1]),
}


def compare(operator: str, one: Span, other: Span) -> bool:
    """Return a comparison of two spans; ``<`` and ``>`` hold only where no part overlaps."""
    equal = _same(one[0], other[0]) and _same(one[1], other[1])
    if operator == "=":
        return equal
    if operator == "<>":
        return not equal
    if operator == "<":
        return _before(one[1], other[0])
    if operator == ">":
        return _before(other[1], one[0])
    if operator == "<=":
        return equal or _before(one[1], other[0])
    return equal or _before(other[1], one[0])
