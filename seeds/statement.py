"""The record of what a document says: a statement, with the exact words it stands in.

The form is the one the extraction scorer reads, plus what the atlas needs (id, ids of place, indicator and
industries, section, rule, review). Offsets are Python ``str`` indices into the text read with ``newline=''``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from seeds.errors import ProvenanceError, SpanMismatchError

QUANTITY = "quantity"
ROLE = "role"
MEASURES = ("level", "growth", "share", "increment", "ratio")
COMPARATORS = ("=", ">", ">=", "<", "<=", "~")
STATUSES = ("actual", "target", "policy")
RELATIONS = ("positioned_as", "focus_industry", "hosts", "part_of", "task")
REVIEWS = ("machine", "accepted", "corrected", "rejected")

_ID_HEX_DIGITS = 12
_as_json = json.JSONEncoder(ensure_ascii=False).encode  # made once: ids are made by the thousand


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One quantity or role that a document states.

    Attributes
    ----------
    doc
        Document id: file name without its ending.
    kind
        ``quantity`` or ``role``.
    start, end
        Half-open span of ``quote`` in the document's text, in code points.
    quote
        ``text[start:end]``, always.
    sentence
        The clause or sentence around the quote.
    place, place_id
        The place as named in the document, and its id in the gazetteer (None when it has none).
    subject, measure, direction, value, value_min, value_max, unit, comparator, period, status, indicator_id
        Of quantities. ``value`` is in base units (亿, 万 multiplied out; percent as the number); a range has
        ``value_min`` and ``value_max`` instead. ``direction`` of a growth or an increment is ``down`` where
        the text says 下降, 减少 or the like: the number is printed without a sign.
    relation, objects, industry_ids
        Of roles.
    section
        Heading path, outermost first.
    page
        Page number (from 1) for paged documents.
    rule
        Id of the rule that found it.
    review
        ``machine``, ``accepted``, ``corrected`` or ``rejected``.
    origin
        Id of the reading that a reviewer corrected: a corrected statement keeps its id, and so its address.
    """

    doc: str
    kind: str
    start: int
    end: int
    quote: str
    sentence: str = ""
    place: str | None = None
    place_id: str | None = None
    subject: str | None = None
    measure: str | None = None
    value: float | None = None
    value_min: float | None = None
    value_max: float | None = None
    unit: str | None = None
    comparator: str | None = None
    period: str | None = None
    status: str | None = None
    direction: str | None = None
    indicator_id: str | None = None
    relation: str | None = None
    objects: tuple[str, ...] = ()
    industry_ids: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    page: int | None = None
    rule: str = ""
    review: str = "machine"
    origin: str = ""
    _id: str = field(default="", init=False, repr=False, compare=False)  # made once, when first asked for

    def __post_init__(self) -> None:
        """Refuse what cannot be a statement, whoever made it."""
        if self.kind not in (QUANTITY, ROLE):
            raise ProvenanceError(
                "Unknown kind of statement", value=self.kind, where=self.doc, allowed="quantity, role"
            )
        if not 0 <= self.start < self.end or self.end - self.start != len(self.quote):
            raise SpanMismatchError(
                "The span does not have the length of the quote",
                value=(self.start, self.end, self.quote),
                where=self.doc,
                allowed="0 <= start < end and end - start == len(quote)",
            )

    @property
    def id(self) -> str:
        """Hash of document, span, kind and content: the same in every build, and after a correction."""
        if self.origin:
            return self.origin
        if self._id:
            return self._id
        content = [
            self.doc, self.kind, self.start, self.end, self.quote, self.place, self.relation,
            list(self.objects), self.measure, self.value, self.value_min, self.value_max,
        ]  # fmt: skip
        digest = hashlib.sha256(_as_json(content).encode()).hexdigest()
        object.__setattr__(self, "_id", f"s-{digest[:_ID_HEX_DIGITS]}")
        return self._id

    def verify(self, text: str) -> None:
        """Raise ``SpanMismatchError`` unless the quote stands in ``text`` at its offsets."""
        if text[self.start : self.end] != self.quote:
            raise SpanMismatchError(
                "The quote does not stand at its offsets",
                value=self.quote,
                where=f"{self.doc}[{self.start}:{self.end}]",
                allowed=f"the text there: {text[self.start : self.end]!r}",
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form: the scorer's fields first, then the atlas's own."""
        row: dict[str, Any] = {
            "id": self.id, "doc": self.doc, "kind": self.kind, "start": self.start, "end": self.end,
            "quote": self.quote, "sentence": self.sentence, "place": self.place,
        }  # fmt: skip
        if self.kind == QUANTITY:
            row["subject"] = self.subject
            row["measure"] = self.measure
            if self.value_min is not None or self.value_max is not None:
                row["value_min"] = self.value_min
                row["value_max"] = self.value_max
            else:
                row["value"] = self.value
            row |= {
                "unit": self.unit, "comparator": self.comparator, "period": self.period,
                "status": self.status, "direction": self.direction, "indicator_id": self.indicator_id,
            }  # fmt: skip
        else:
            row |= {
                "relation": self.relation,
                "objects": list(self.objects),
                "industry_ids": list(self.industry_ids),
            }
        row |= {
            "place_id": self.place_id, "section": list(self.section), "page": self.page,
            "rule": self.rule, "review": self.review,
        }  # fmt: skip
        return row

    @classmethod
    def from_dict(cls, row: dict[str, Any]) -> Statement:
        """Read the form of ``to_dict``; a machine's reading gets its ``id`` anew."""
        known = {key: row[key] for key in cls.__slots__ if key in row and key != "_id"}
        if known.get("review", "machine") != "machine" and row.get("id"):
            known["origin"] = row["id"]
        for key in ("objects", "industry_ids", "section"):
            if key in known:
                known[key] = tuple(known[key] or ())
        return cls(**known)
