"""What a clause speaks of: the places that own it, are worked on in it, head it or label it.

Works on the matching copy with every place masked, so that a rule can speak of "a place" and 等, 和 or
建设 inside a name never count as words. A place carries from clause to clause within a sentence, and
from the heading or the name in front of a colon over what stands under it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from seeds import clauses as cut
from seeds import role_words as words
from seeds.gazetteer import Mention, Place
from seeds.structure import Block, BlockKind
from seeds.whereabouts import is_subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seeds.context import Context

PLACE = "\ue000"
_PLACE_REST, _SHUT = "\ue001", "\ue003"
PLACE_SIGNS = PLACE + _PLACE_REST
WORLDWIDE = ("全球", "全国", "中国", "我国")
_WITHIN = ("区内", "市内", "省内", "县内")
_HEADS_SHARE = 0.45
_SHORT_LEAD = 6


@dataclass(frozen=True, slots=True)
class Topic:
    """The places a clause speaks of, and how near they were named.

    ``level``: clause (its subject), acted (worked on in it), named (mentioned first), sentence, label,
        heading, paragraph, document (none), other (a company or we: no place).
    """

    places: tuple[Mention, ...]
    level: str

    @property
    def near(self) -> bool:
        """Whether they are named in the clause or the sentence, or label what stands behind a colon."""
        return self.level in ("clause", "sentence", "label")

    @property
    def near_or_heading(self) -> bool:
        """Whether they are near, or head the section."""
        return self.near or self.level in ("heading", "worked", "named")

    @property
    def zonal(self) -> bool:
        """Whether they are areas rather than administrative units."""
        return bool(self.places) and not self.places[0].place.is_administrative


_NOWHERE = Topic((), "document")
_OTHER = Topic((), "other")


class Clause(NamedTuple):  # made for every clause: a tuple takes a third of the time
    """A clause with the topic it is read under, the one around it, the clauses that follow it in the sentence, its masked words."""  # noqa: E501

    context: Context
    masked: str
    start: int
    end: int
    topic: Topic
    outer: Topic
    acted: Topic | None
    following: tuple[tuple[int, int], ...]
    text: str
    before: tuple[int, int] | None = None

    @property
    def owner(self) -> Topic:
        """The topic that is not merely acted on; a place worked on earlier in the sentence only where nothing nearer is."""  # noqa: E501
        owner = self.outer if self.topic.level in ("acted", "based") else self.topic
        over = ("paragraph", "document", "weak") + (
            ("heading",) if self.acted and self.acted.level == "acted" else ()
        )
        if self.acted is not None and owner.level in over:
            return Topic(self.acted.places, "worked")
        return owner

    def plain(self, low: int, high: int) -> str:
        """Return words of the clause with the names of places in them."""
        return self.context.text[self.start + low : self.start + high]

    def mentions(self, low: int, high: int) -> tuple[Mention, ...]:
        """Return the places named between two offsets of the clause."""
        return tuple(self.context.mentions_between(self.start + low, self.start + high))


def mask(context: Context) -> str:
    """Return the matching copy with each place as one sign and fillers, as long as before."""
    text = context.text
    pieces: list[str] = []
    at = 0
    for mention in context.mentions:
        if mention.start < at:
            continue
        pieces.append(text[at : mention.start])
        pieces.append(PLACE + _PLACE_REST * (mention.end - mention.start - 1))
        at = mention.end
    pieces.append(text[at:])
    return cut.ENCLOSED.sub(_shut, "".join(pieces))


def _shut(match: re.Match[str]) -> str:
    """Titles of documents say nothing of places; in quotes and brackets only the marks are taken out."""
    words_inside = match.group()
    if words_inside[0] == "《":
        return "《" + _SHUT * (len(words_inside) - 2) + "》"
    return cut.INNER_MARKS.sub(_SHUT, words_inside)


def walk(context: Context, masked: str, block: Block) -> Iterator[Clause]:
    """Yield the clauses of a block, each with what it is about. ``masked``: the whole text (see ``mask``)."""
    heading = _heading_topic(context, block)
    paragraph = heading
    label: Topic | None = None
    for low, high in cut.pieces(cut.SENTENCE_END, masked, block.text_start, block.end):
        sentence: Topic | None = None
        acted: Topic | None = None
        clauses = cut.clauses(masked, low, high)
        first_named: Topic | None = None
        if len(clauses) == 1 and low == block.text_start:
            alone = _label(context, masked, block, *clauses[0])
            if alone is not None and masked[clauses[0][1] : clauses[0][1] + 1] == "。":
                label = alone  # 乌龙古渔村。利用岸线…
                continue
        for index, (start, end) in enumerate(clauses):
            mark = masked[end : end + 1]
            if mark and mark in ":—":
                labelled = _label(context, masked, block, start, end)
                if labelled is not None:
                    label, sentence = labelled, None
                    continue
            text = masked[start:end]
            own = own_topic(context, masked, start, end) if PLACE in text else None
            if own is None and words.OTHER_SUBJECT.match(masked, start, end):
                sentence = _OTHER
            elif own is None and words.LOCAL.match(masked, start, end) and context.home.default is not None:
                home = context.home.default
                sentence = Topic((Mention(0, 0, home.name_zh, home),), "sentence")
            outer = sentence or label or paragraph
            topic = own or outer
            if own is not None and own.level == "clause":
                sentence, acted = Topic(own.places, "sentence"), None
                first_named = first_named or sentence
            elif own is not None and own.level == "named":
                sentence, acted = Topic(own.places, "weak"), None
                if own.zonal and index == 0:
                    first_named = first_named or sentence
            elif own is not None and own.zonal:
                acted = own
            yield Clause(
                context,
                masked,
                start,
                end,
                topic,
                outer,
                acted,
                tuple(clauses[index + 1 : index + 4]),
                text,
                clauses[index - 1] if index else None,
            )
        if first_named is not None and label is None and not (heading.zonal and not first_named.zonal):
            paragraph = Topic(first_named.places, "paragraph")


def _heading_topic(context: Context, block: Block) -> Topic:
    section = block.section
    while section is not None:
        head = context.structure.sections[section]
        if head.start != block.start or head.title_end < block.end:
            found = [
                mention
                for mention in context.mentions_between(head.start, head.title_end)
                if is_subject(context, mention, head.start, head.title_end)
            ]
            length = sum(mention.end - mention.start for mention in found)
            if found and length >= _HEADS_SHARE * (head.title_end - head.start):
                return Topic(tuple(found[:1]), "heading")
        section = head.parent
    return _NOWHERE


def _label(context: Context, masked: str, block: Block, start: int, end: int) -> Topic | None:
    """Return the place that stands in front of a colon and heads what follows (专栏: 名称:重点发展…)."""
    if masked.startswith("专栏", start) and end - start < words.MIN_CLAUSE:
        return None
    gap = masked.rfind(" ", start, end)
    if gap > 0 and block.kind is BlockKind.BOX:
        start = gap + 1
    if end - start > words.MAX_LABEL:
        return None
    inner = context.mentions_between(start, end)
    stripped = masked[start:end].strip(" |•·-—、①②③④⑤⑥⑦⑧⑨⑩■●▪◆★▍【】.0123456789一二三四五六七八九十()“”")
    if inner and re.fullmatch(f"{words.P}(?:、?{words.P})*", stripped):
        return Topic(tuple(inner), "label")
    if block.kind is BlockKind.BOX and re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9·.()]{3,20}", stripped):
        if words.NOT_A_NAME.search(stripped) or not words.PLACE_TAIL.search(stripped):
            return None
        at = masked.index(stripped, start)
        place = Place(None, stripped, "area")
        return Topic(
            (Mention(at, at + len(stripped), context.text[at : at + len(stripped)], place),), "label"
        )
    return None


def own_topic(context: Context, masked: str, start: int, end: int) -> Topic | None:
    """Return the places the clause itself speaks of: its subject (level ``clause``), or those it acts on (``acted``)."""  # noqa: E501
    clause = masked[start:end]
    acted: Topic | None = None
    for match in words.PLACE_LIST.finditer(clause):
        inner = context.mentions_between(start + match.start(), start + match.end())
        if not inner:
            continue
        before = clause[: match.start()]
        if before.endswith("对") and words.WORKED_ON.match(clause, match.end()):
            acted = acted or Topic(tuple(inner), "acted")
            continue
        if words.NOT_TOPIC_BEFORE.search(before) or words.NOT_TOPIC_AFTER.match(clause, match.end()):
            continue
        if inner[0].text in WORLDWIDE:
            continue
        if before.endswith("以") or words.RELIES_ON.search(before):
            if before.endswith("以") and words.ON_OCCASION.match(clause, match.end()):
                return Topic(tuple(inner), "clause")
            based = words.BASED_ON.match(clause, match.end()) if before.endswith("以") else True
            built = words.BUILT_AROUND.match(clause, match.end()) if before.endswith("以") else None
            if based and acted is None and (built or not inner[0].place.is_administrative):
                acted = Topic(tuple(inner), "based")
            continue
        if not is_subject(context, inner[0], start, end):
            continue
        if words.OWNER_BEFORE.search(before):
            return Topic(tuple(inner), "clause")
        leads = words.LEAD_IN.fullmatch(before) is not None
        if match.end() == len(clause) and masked[end : end + 1] == "," and words.DESCRIBES.match(before):
            return Topic(tuple(inner), "clause")  # 位于A的B,是…: the clauses behind it are about B
        if (leads or (before.endswith("的") and match.end() < len(clause))) and words.OWNER_AFTER.match(
            clause, match.end()
        ):
            return Topic(tuple(inner), "clause")
        if (
            leads
            and match.end() == len(clause)
            and masked[end : end + 1] == ","
            and len(before) < _SHORT_LEAD
        ):
            return Topic(tuple(inner), "clause")  # 福州,已成为…
        if leads and match.end() < len(clause) and not words.ATTRIBUTE.match(clause, match.end()):
            return Topic(tuple(inner), "clause")
        if (
            (acted is None or words.PASSED_ON.search(before))
            and words.ACTED_BEFORE.search(before)
            and not context.text.startswith(_WITHIN, inner[0].start)
        ):
            acted = Topic(tuple(inner), "acted")
        elif leads and acted is None:
            acted = Topic(tuple(inner), "named")
    return acted
