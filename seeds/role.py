"""A role of a place, and how one is made for each of the places that a clause is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seeds import role_words
from seeds.gazetteer import Mention
from seeds.topics import Clause, Topic, own_topic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seeds.context import Context


@dataclass(frozen=True, slots=True)
class Role:
    """A role of one place: clause span, place, relation and object spans, all in the matching copy."""

    start: int
    end: int
    place: str
    place_id: str | None
    relation: str
    objects: tuple[tuple[int, int], ...]
    rule: str


def roles_of(
    places: Sequence[Mention],
    relation: str,
    clause: Clause,
    objects: Sequence[tuple[int, int]],
    rule: str,
) -> Iterator[Role]:
    """Yield one role for each place; ``objects`` are spans within the clause, or behind it."""
    if not objects:
        return
    start = clause.start
    spans = tuple((start + low, start + high) for low, high in objects)
    end = max(clause.end, *(high for _, high in spans))
    begin = min(start, *(low for low, _ in spans))
    for mention in places:
        yield Role(
            begin,
            end,
            clause.context.name(mention),
            mention.place.place_id,
            relation,
            spans,
            f"role.{relation}.{rule}",
        )


def default_places(context: Context) -> tuple[Mention, ...]:
    """Return the document's own place, empty if it has none."""
    place = context.home.default
    return (Mention(0, 0, place.name_zh, place),) if place is not None else ()


def later_topic(clause: Clause) -> Topic | None:
    """Return what the next clause of the sentence speaks of, None if it names nothing."""
    following = clause.following[:2]
    if following and not role_words.LEAD_IN.fullmatch(clause.masked, *following[0]):
        following = following[:1]
    for low, high in following:
        own = own_topic(clause.context, clause.masked, low, high)
        if own is not None and own.level == "clause":
            return own
        inner = clause.context.mentions_between(low, high)
        if inner and inner[-1].end == high and clause.masked.startswith("的", inner[-1].start - 1):
            return Topic((inner[-1],), "clause")  # 作为…,集聚着…的P
    return None
