"""Instants and intervals: RFC 3339, the ``datetime`` parameter, and the periods of statements.

An interval is a pair of aware UTC datetimes, both ends included; an open end is ``MIN`` or ``MAX``.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from geo.errors import InvalidDatetimeError

Interval = tuple[datetime, datetime]

MIN: Final = datetime.min.replace(tzinfo=UTC)
MAX: Final = datetime.max.replace(tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
FORM: Final = "an RFC 3339 date or date-time, or two of them (or .., or a duration) joined by /"

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})\Z", re.ASCII
)
# RFC 3339, appendix A: a period may begin or end with a duration, P1Y2M3DT4H5M6S or P2W.
_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(\d{1,4})W|(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,6})D)?"
    r"(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?)\Z",
    re.ASCII,
)
_YEAR = re.compile(r"(\d{4})\Z", re.ASCII)
_QUARTER = re.compile(r"(\d{4})Q([1-4])\Z", re.ASCII)
_HALF = re.compile(r"(\d{4})H([12])\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)


def rfc3339(epoch_s: float) -> str:
    """Return seconds since 1970 as an RFC 3339 instant in UTC, whole seconds."""
    return datetime.fromtimestamp(epoch_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_instant(text: str) -> Interval:
    """Return the interval a date (a whole UTC day) or an RFC 3339 date-time (one instant) covers.

    Raises
    ------
    InvalidDatetimeError
        Any other text.
    """
    try:
        match = _DATE.match(text)
        if match:
            day = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
            return day, (MAX if day.date() == MAX.date() else day + timedelta(days=1) - _TICK)
        if _INSTANT.match(text):
            # Python reads at most six digits of a second.
            plain = re.sub(r"(\.\d{6})\d+", r"\1", text.upper().replace("Z", "+00:00"))
            instant = datetime.fromisoformat(plain).astimezone(UTC)
            return instant, instant
    except (ValueError, OverflowError) as error:
        raise InvalidDatetimeError("No such date", value=text[:80], allowed=FORM) from error
    raise InvalidDatetimeError("Not a date or date-time", value=text[:80], allowed=FORM)


def parse_datetime(text: str) -> Interval:
    """Return the interval of a ``datetime`` parameter (Features Part 1, clause 7.15.4).

    One end may be a duration counted from the other (RFC 3339, appendix A), which the grammar of the standard
    leaves out and its executable tests ask for.

    Raises
    ------
    InvalidDatetimeError
        Not an instant or interval, both ends open, or start after end.
    """
    if "/" not in text:
        return parse_instant(text)
    parts = text.split("/")
    if len(parts) != 2 or all(part in {"", ".."} or part.startswith("P") for part in parts):
        raise InvalidDatetimeError("Not an interval", value=text[:80], allowed=FORM)
    if parts[0].startswith("P"):
        end = parse_instant(parts[1])[1]
        return _moved(end, parts[0], -1), end
    start = MIN if parts[0] in {"", ".."} else parse_instant(parts[0])[0]
    if parts[1].startswith("P"):
        return start, _moved(start, parts[1], 1)
    end = MAX if parts[1] in {"", ".."} else parse_instant(parts[1])[1]
    if start > end:
        raise InvalidDatetimeError("Interval starts after its end", value=text[:80], allowed=FORM)
    return start, end


def _moved(instant: datetime, duration: str, sign: int) -> datetime:
    """Return the instant a duration after (``sign`` 1) or before (-1); a day past a month's end is cut."""
    match = _DURATION.match(duration)
    if match is None:
        raise InvalidDatetimeError("Not a duration", value=duration[:80], allowed="P1Y2M3DT4H5M6S or P2W")
    weeks, years, months, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    try:
        count = instant.year * 12 + instant.month - 1 + sign * (12 * years + months)
        year, month = divmod(count, 12)
        last = calendar.monthrange(year, month + 1)[1]
        moved = instant.replace(year=year, month=month + 1, day=min(instant.day, last))
        return moved + sign * timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError) as error:
        raise InvalidDatetimeError(
            "The interval leaves the calendar", value=duration, allowed=FORM
        ) from error


def _month_span(year: int, first: int, last: int) -> Interval:
    start = datetime(year, first, 1, tzinfo=UTC)
    end = datetime(year, last, calendar.monthrange(year, last)[1], 23, 59, 59, 999999, tzinfo=UTC)
    return start, end


def parse_period(text: object) -> Interval | None:
    """Return the interval of a period (``2020``, ``2021Q1``, ``2020-10``, ``2016..2020``), date or instant.

    None when the text is none of these: it then has no temporal geometry.
    """
    if not isinstance(text, str):
        return None
    if ".." in text:
        left, _, right = text.partition("..")
        start, end = parse_period(left) if left else (MIN, MIN), parse_period(right) if right else (MAX, MAX)
        return (start[0], end[1]) if start and end and start[0] <= end[1] else None
    try:
        if match := _YEAR.match(text):
            return _month_span(int(match[1]), 1, 12)
        if match := _QUARTER.match(text):
            first = 3 * int(match[2]) - 2
            return _month_span(int(match[1]), first, first + 2)
        if match := _HALF.match(text):
            first = 6 * int(match[2]) - 5
            return _month_span(int(match[1]), first, first + 5)
        if match := _MONTH.match(text):
            return _month_span(int(match[1]), int(match[2]), int(match[2]))
        return parse_instant(text)
    except ValueError:
        return None
