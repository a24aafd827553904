"""The parts of the extractor that can be taken out one at a time, and how: the names they have in the code, patched.

A part that is renamed or gone makes the benchmark fail by name, so that the table never shows a part that is not there.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from unittest import mock

from seeds import (
    attribution,
    clauses,
    context,
    dating,
    mapped,
    pipeline,
    quantities,
    role_words,
    roles,
    structure,
    topics,
    units,
    whereabouts,
)
from seeds.gazetteer import Gazetteer
from seeds.mapped import Mapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from seeds.pipeline import Settings

_NEVER = re.compile(r"(?!)")
Patch = tuple[Any, str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its name, what is left without it, and how it is taken out."""

    name: str
    without: str
    patches: tuple[Patch, ...] = ()
    settings: Callable[[Settings], Settings] | None = None

    @contextlib.contextmanager
    def off(self, whole: Settings) -> Iterator[Settings]:
        """Give the settings to run with while the part is out."""
        with contextlib.ExitStack() as stack:
            for owner, name, value in self.patches:
                stack.enter_context(mock.patch.object(owner, name, value))
            yield self.settings(whole) if self.settings is not None else whole


def _none(*_args: Any, **_more: Any) -> None:
    return None


def _empty(*_args: Any, **_more: Any) -> tuple[()]:
    return ()


def _listed(*_args: Any, **_more: Any) -> list[Any]:
    return []


def _false(*_args: Any, **_more: Any) -> bool:
    return False


def _true(*_args: Any, **_more: Any) -> bool:
    return True


def _flat(text: str) -> structure.Structure:
    """Return the structure without sections: headings are lines like others."""
    whole = structure.parse_structure(text)
    return replace(whole, sections=(), blocks=tuple(replace(block, section=None) for block in whole.blocks))


def _short(text: str) -> structure.Structure:
    """Return the structure with every clause a sentence of its own."""
    whole = structure.parse_structure(text)
    return replace(whole, sentence_ends=whole.clause_ends, segment_ends=whole.clause_ends)


def _no_default(*args: Any) -> context.Home:
    return replace(_HOME(*args), default=None)


_HOME = context.find_home
_UNBARRED = {
    first: [replace(unit, barred=()) for unit in listed] for first, listed in units._BY_FIRST.items()
}


def _identity(text: str) -> Mapped:
    return Mapped(text, None)


def _one_item(_clause: str, low: int, high: int) -> list[tuple[int, int]]:
    return [(low, high)] if low < high else []


def _alone(ctx: context.Context, masked: str, block: structure.Block) -> Iterator[topics.Clause]:
    """Walk the clauses so that none hears of a place that another one names."""
    nowhere = topics.Topic((), "document")
    for clause in _WALK(ctx, masked, block):
        near = clause.topic.level in ("clause", "acted", "based", "named", "label", "heading")
        yield clause if near else clause._replace(topic=nowhere, outer=nowhere, acted=None)


_WALK = topics.walk

PARTS = (
    Part(
        "the project's gazetteer",
        "administrative divisions and name endings only",
        settings=lambda s: replace(s, gazetteer=Gazetteer()),
    ),
    Part(
        "the list of China's divisions",
        "the project's own places and name endings only",
        settings=lambda s: replace(s, gazetteer=Gazetteer(s.gazetteer.places, national=False)),
    ),
    Part(
        "names told by their endings",
        "…产业园, …片区 that no list has are no places",
        ((context, "find_patterns", _listed),),
    ),
    Part(
        "全区, 该园, short names",
        "relative words and 以下简称 are not resolved",
        (
            (context, "find_deictics", _listed),
            (context, "find_abbreviations", _listed),
            (context, "find_own_zone", _listed),
        ),
    ),
    Part(
        "subject or yardstick",
        "every place named counts as what is spoken of",
        ((whereabouts, "is_subject", _true), (topics, "is_subject", _true)),
    ),
    Part(
        "heading scope",
        "headings say nothing about what stands under them",
        ((context, "parse_structure", _flat),),
    ),
    Part(
        "sentence scope",
        "place, period and topic stand in the clause or nowhere near",
        (
            (context, "parse_structure", _short),
            (whereabouts, "_PLACE_WINDOW_SENTENCES", 0),
            (clauses, "SENTENCE_END", clauses.CLAUSE_END),
        ),
    ),
    Part(
        "earlier sentences",
        "a place does not carry to the next sentence",
        ((whereabouts, "_PLACE_WINDOW_SENTENCES", 0),),
    ),
    Part("the document's own place", "no place by default", ((context, "find_home", _no_default),)),
    Part("periods", "no time expression is read", ((context, "find_periods", _listed),)),
    Part("status rules", "everything is actual", ((attribution, "find_status", lambda *_a, **_k: "actual"),)),
    Part(
        "measure rules", "everything is a level", ((attribution, "find_measure", lambda *_a, **_k: "level"),)
    ),
    Part("comparators", "every value is exact", ((quantities, "find_comparator", lambda *_a, **_k: "="),)),
    Part(
        "titles, slogans, codes",
        "numbers in 《》, short quotes, codes and telephone numbers count",
        ((quantities, "shut_spans", _listed),),
    ),
    Part(
        "ordinals and names",
        "第, TOP, letters before a number do not make it a name",
        ((quantities, "_is_name", _false),),
    ),
    Part(
        "words behind a unit",
        "个月, 家庭, 位于, 级, 年 are read as units",
        (
            (units, "_BY_FIRST", _UNBARRED),
            (quantities, "_FOLLOWING_BARS", _NEVER),
            (quantities, "_NOT_THINGS", _NEVER),
        ),
    ),
    Part("Chinese numerals", "only digits are numbers", ((quantities, "parse_chinese", _none),)),
    Part("ranges", "10~20亿元 is its second number", ((quantities, "_range_end", _none),)),
    Part(
        "widths and scripts",
        "no matching copy: full width, traditional characters, broken words as they stand",
        ((context, "map_text", _identity),),
    ),
    Part("broken lines", "words broken over line ends stay broken", ((mapped, "_broken_lines", _listed),)),
    Part(
        "contents and bylines", "lists of contents and bylines are read as text", ((pipeline, "_SILENT", ()),)
    ),
    Part("boxes", "专栏 are lines like others", ((structure, "_BOX", _NEVER),)),
    Part(
        "respectively",
        "分别为 gives every number the whole list of places",
        ((whereabouts, "respectively", _none), (dating, "respectively", _none)),
    ),
    Part("coordination of objects", "A、B和C are one object", ((role_words, "split_list", _one_item),)),
    Part("roles: the earlier clause", "a clause names its own place or has none", ((roles, "walk", _alone),)),
    Part("positioned_as", "no such role", ((roles, "find_positions", _empty),)),
    Part("focus_industry", "no such role", ((roles, "_focus", _empty),)),
    Part("hosts", "no such role", ((roles, "_hosts", _empty),)),
    Part("part_of", "no such role", ((roles, "_parts", _empty),)),
    Part("task", "no such role", ((roles, "_tasks", _empty),)),
)
