"""Changing what was read out of a quote, field by field: which fields there are, and what each may hold.

The one place that knows how a field looks as the text of a cell. Spreadsheets, the review page and
``corrections.csv`` all write that text.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from seeds.errors import SeedDataError
from seeds.statement import COMPARATORS, MEASURES, QUANTITY, RELATIONS, STATUSES, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seeds.gazetteer import Gazetteer
    from seeds.indicators import Vocabulary

QUANTITY_FIELDS = (
    "place", "place_id", "subject", "measure", "value", "value_min", "value_max", "unit", "comparator",
    "period", "status", "direction", "indicator_id",
)  # fmt: skip
ROLE_FIELDS = ("place", "place_id", "relation", "objects", "industry_ids")
FIELDS = tuple(dict.fromkeys((*QUANTITY_FIELDS, *ROLE_FIELDS)))
NUMBERS = ("value", "value_min", "value_max")
LISTS = ("objects", "industry_ids")
CHOICES: dict[str, tuple[str, ...]] = {
    "measure": MEASURES,
    "comparator": COMPARATORS,
    "status": STATUSES,
    "relation": RELATIONS,
}
# Of a growth or an increment; empty: it goes up, or the text does not say.
DIRECTIONS = ("down",)
SEPARATOR = "|"

_REQUIRED = ("measure", "comparator", "status", "relation", "objects")
_ADDED_LATER = ("direction",)
_LONGEST = 1_000
_FINGERPRINT_DIGITS = 12
_DAY = r"\d{4}(?:Q[1-4]|-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_PERIOD = re.compile(rf"{_DAY}(?:\.\.{_DAY})?")
_PERIODS_ALLOWED = "2025, 2021Q1, 2020-10, 2016..2020, or empty"
_THOUSANDS = re.compile(r"([+-]?)(\d{1,3}(?:[, ']\d{3})+)(\.\d+)?")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_NUMBERS_ALLOWED = "a plain number in base units (120000000000 for 1200亿), or empty"
_EXACT_INTEGERS = 1e15


@dataclass(frozen=True, slots=True)
class Terms:
    """The words a field may name: places by id, indicators, industries."""

    gazetteer: Gazetteer
    vocabulary: Vocabulary


def fields_of(kind: str) -> tuple[str, ...]:
    """Names of the fields a reviewer may change in a quantity or a role."""
    return QUANTITY_FIELDS if kind == QUANTITY else ROLE_FIELDS


def field_text(statement: Statement, name: str) -> str:
    """Return a field as the text of a cell: empty if unknown, lists joined by ``|``, numbers unmarked."""
    value = getattr(statement, name)
    if value is None:
        return ""
    if name in LISTS:
        return SEPARATOR.join(value)
    return number_text(value) if name in NUMBERS else str(value)


def number_text(value: float) -> str:
    """Return a number as text that reads back as the same number; whole ones have no point."""
    if float(value).is_integer() and abs(value) < _EXACT_INTEGERS:
        return str(int(value))
    return repr(float(value))


def fingerprint(statement: Statement) -> str:
    """Hash of what a reviewer sees of a reading: who accepts or rejects it means this one, no later one."""
    fields = {name: field_text(statement, name) for name in fields_of(statement.kind)}
    # Readings judged before there were directions keep their hash: an empty one is as none.
    shown = [
        statement.kind,
        statement.quote,
        *(text for name, text in fields.items() if text or name not in _ADDED_LATER),
    ]
    digest = hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()
    return digest[:_FINGERPRINT_DIGITS]


def parse_number(text: str, name: str = "value", where: str | None = None) -> float | None:
    """Read a number as spreadsheets write them: full-width digits, thousands marks, 1.2E+10; empty is None.

    Raises
    ------
    SeedDataError
        It is no number, not finite, or could be read in two ways (``1,5``).
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u00a0", " ").replace("−", "-").strip()
    if not plain:
        return None
    if match := _THOUSANDS.fullmatch(plain):
        plain = match[1] + re.sub(r"[, ']", "", match[2]) + (match[3] or "")
    if not _NUMBER.fullmatch(plain) or not math.isfinite(float(plain)):
        raise SeedDataError(
            f"Not a number in field {name}", value=text, where=where, allowed=_NUMBERS_ALLOWED
        )
    number = float(plain)
    return int(number) if number.is_integer() and abs(number) < _EXACT_INTEGERS else number


def parse_field(name: str, text: str, kind: str, terms: Terms, where: str | None = None) -> Any:  # noqa: ANN401 (of the field)
    """Return the value that ``text`` stands for in field ``name`` of a statement of ``kind``.

    Raises
    ------
    SeedDataError
        The kind has no such field, or the field does not allow the value; the message says what is allowed.
    """
    if name not in fields_of(kind):
        allowed = ", ".join(fields_of(kind))
        raise SeedDataError(f"A {kind} has no such field", value=name, where=where, allowed=allowed)
    text = text.strip()
    if len(text) > _LONGEST or any(unicodedata.category(char) == "Cc" for char in text):
        raise SeedDataError(
            f"Bad value of field {name}",
            value=text[:80],
            where=where,
            allowed=f"one line of at most {_LONGEST} characters",
        )  # fmt: skip
    if name in NUMBERS:
        return parse_number(text, name, where)
    if not text and name in _REQUIRED:
        allowed = ", ".join(CHOICES.get(name, ("words of the document, joined by |",)))
        raise SeedDataError(f"Field {name} may not be empty", value=text, where=where, allowed=allowed)
    if name in LISTS:
        parts = tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())
        if name == "industry_ids":
            known = [row.industry_id for row in terms.vocabulary.industry_list]
            for part in parts:
                _among(name, part, known, where)
        return parts
    if name == "period" and text and not _PERIOD.fullmatch(text):
        raise SeedDataError("Bad value of field period", value=text, where=where, allowed=_PERIODS_ALLOWED)
    if name in CHOICES:
        _among(name, text, CHOICES[name], where)
    elif text and name == "place_id":
        _among(name, text, tuple(terms.gazetteer.by_id), where, "a place_id of gazetteer.csv")
    elif text and name == "direction":
        _among(name, text, DIRECTIONS, where, f"{', '.join(DIRECTIONS)}, or empty")
    elif text and name == "indicator_id":
        _among(name, text, [row.indicator_id for row in terms.vocabulary.indicator_list], where)
    return text or None


def amend(
    statement: Statement, changes: Mapping[str, str], terms: Terms, where: str | None = None
) -> Statement:
    """Return ``statement`` with ``changes`` (field name → text), under the id it had.

    What hangs on a changed field follows, unless it is given too: the place on the place id and the other way
    round, the indicator on the subject, the industries on the objects, a value on a range.

    Raises
    ------
    SeedDataError
        A field or value is not allowed.
    """
    values = {name: parse_field(name, text, statement.kind, terms, where) for name, text in changes.items()}
    _follow(statement, values, terms)
    changed = replace(statement, **values, origin=statement.id)
    if (
        changed.kind == QUANTITY
        and changed.value is not None
        and (changed.value_min, changed.value_max) != (None, None)
    ):
        raise SeedDataError(
            "A quantity has a value or a range, not both",
            value=field_text(changed, "value"), where=where, allowed="value, or value_min and value_max",
        )  # fmt: skip
    return changed


def _follow(statement: Statement, values: dict[str, Any], terms: Terms) -> None:
    if "place_id" in values and "place" not in values:
        place = terms.gazetteer.by_id.get(values["place_id"] or "")
        values["place"] = place.name_zh if place else None
    elif "place" in values and "place_id" not in values:
        values["place_id"] = place_id_of(values["place"], terms)
    if statement.kind == QUANTITY:
        if values.get("value") is not None:
            values.setdefault("value_min", None)
            values.setdefault("value_max", None)
        elif values.get("value_min") is not None or values.get("value_max") is not None:
            values.setdefault("value", None)
        if {"subject", "unit", "measure"} & values.keys() and "indicator_id" not in values:
            now = replace(statement, **values)
            values["indicator_id"] = terms.vocabulary.indicator(now.subject, now.unit, now.measure or "level")
    elif {"objects", "relation"} & values.keys() and "industry_ids" not in values:
        now = replace(statement, **values)
        values["industry_ids"] = terms.vocabulary.industries(now.objects, now.relation or "")


def place_id_of(name: str | None, terms: Terms) -> str | None:
    """Return the id of the place of exactly that name or alias, None if there is none."""
    found = terms.gazetteer.find(name) if name else []
    whole = [mention for mention in found if (mention.start, mention.end) == (0, len(name or ""))]
    return whole[0].place.place_id if len(whole) == 1 else None


def _among(
    name: str, text: str, known: tuple[str, ...] | list[str], where: str | None, allowed: str | None = None
) -> None:
    if text not in known:
        raise SeedDataError(
            f"Bad value of field {name}",
            value=text,
            where=where,
            allowed=allowed or ", ".join(known) or "nothing",
        )
