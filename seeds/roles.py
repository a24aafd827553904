"""Roles: what a document says a named place is to be, to host, to focus on, to belong to, to do.

Works clause by clause on the matching copy with every place masked, so that a rule can speak of "a place" and 等, 和
or 建设 inside a name never count as words. A place carries from clause to clause within a sentence, and from the
heading or the name in front of a colon over what stands under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from seeds import role_words as words
from seeds.attribution import is_subject
from seeds.context import Context
from seeds.gazetteer import Mention, Place
from seeds.structure import Block, BlockKind

_PLACE, _PLACE_REST, _SHUT = "\ue000", "\ue001", "\ue003"
_SILENT = (BlockKind.CONTENTS, BlockKind.BYLINE, BlockKind.CAPTION)


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


@dataclass(frozen=True, slots=True)
class _Topic:
    """The places a clause speaks of, and how near they were named: clause, sentence, label, heading, paragraph, document."""

    places: tuple[Mention, ...]
    level: str

    @property
    def near(self) -> bool:
        """Whether they are named in the clause or the sentence, or label what stands behind a colon."""
        return self.level in ("clause", "sentence", "label")

    @property
    def zonal(self) -> bool:
        """Whether they are areas rather than administrative units."""
        return bool(self.places) and not self.places[0].place.is_administrative


_NOWHERE = _Topic((), "document")


def find_roles(context: Context) -> Iterator[Role]:
    """Yield the roles of a document in order of their clauses."""
    masked = _mask(context)
    for block in context.structure.blocks:
        if block.kind in _SILENT:
            continue
        yield from _in_block(context, masked, block)


def _mask(context: Context) -> str:
    text = context.text
    pieces: list[str] = []
    at = 0
    for mention in context.mentions:
        if mention.start < at:
            continue
        pieces.append(text[at : mention.start])
        pieces.append(_PLACE + _PLACE_REST * (mention.end - mention.start - 1))
        at = mention.end
    pieces.append(text[at:])
    return words.ENCLOSED.sub(lambda match: words.INNER_MARKS.sub(_SHUT, match.group()), "".join(pieces))


# --- walking ---------------------------------------------------------------------------------------------------


def _in_block(context: Context, masked: str, block: Block) -> Iterator[Role]:
    heading = _heading_topic(context, block)
    paragraph = heading
    label: _Topic | None = None
    for low, high in words.pieces(words.SENTENCE_END, masked, block.text_start, block.end):
        sentence: _Topic | None = None
        clauses = list(words.pieces(words.CLAUSE_END, masked, low, high))
        first_named: _Topic | None = None
        for index, (start, end) in enumerate(clauses):
            mark = masked[end : end + 1]
            if mark == ":" and end - start <= words.MAX_LABEL:
                labelled = _label(context, masked, block, start, end)
                if labelled is not None:
                    label, sentence = labelled, None
                    continue
            own = _own_topic(context, masked, start, end)
            if own is not None:
                sentence = replace(own, level="sentence")
                first_named = first_named or sentence
                topic = own
            elif sentence is not None:
                topic = sentence
            else:
                topic = label or paragraph
            following = clauses[index + 1] if index + 1 < len(clauses) else None
            yield from _in_clause(context, masked, start, end, topic, following)
        if first_named is not None and label is None:
            paragraph = replace(first_named, level="paragraph")


def _heading_topic(context: Context, block: Block) -> _Topic:
    section = block.section
    while section is not None:
        head = context.structure.sections[section]
        if head.start != block.start or head.title_end < block.end:
            found = [
                mention
                for mention in context.mentions_between(head.start, head.title_end)
                if is_subject(context, mention, head.start, head.title_end)
            ]
            if found:
                return _Topic((found[-1],) if len(found) == 1 else tuple(found[:1]), "heading")
        section = head.parent
    return _NOWHERE


def _label(context: Context, masked: str, block: Block, start: int, end: int) -> _Topic | None:
    """Return the place that stands in front of a colon and heads what follows (专栏: 名称:重点发展…)."""
    inner = context.mentions_between(start, end)
    stripped = masked[start:end].strip(" |•·-—、.0123456789一二三四五六七八九十()“”")
    if inner and re.fullmatch(f"{_PLACE}{_PLACE_REST}*(?:、?{_PLACE}{_PLACE_REST}*)*", stripped):
        return _Topic(tuple(inner), "label")
    if block.kind is BlockKind.BOX and re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9·.()]{3,20}", stripped):
        if words.NOT_A_NAME.search(stripped) or not words.PLACE_TAIL.search(stripped):
            return None
        at = masked.index(stripped, start)
        place = Place(None, stripped, "area")
        return _Topic((Mention(at, at + len(stripped), context.text[at : at + len(stripped)], place),), "label")
    return None


def _own_topic(context: Context, masked: str, start: int, end: int) -> _Topic | None:
    """Return the places the clause itself speaks of: its subject, or those it acts on (在P, 将P, 推动P)."""
    clause = masked[start:end]
    for match in words.PLACE_LIST.finditer(clause):
        low, high = start + match.start(), start + match.end()
        inner = context.mentions_between(low, high)
        if not inner:
            continue
        before = clause[: match.start()]
        after = clause[match.end() :]
        if words.NOT_TOPIC_BEFORE.search(before) or words.NOT_TOPIC_AFTER.match(after):
            continue
        if not is_subject(context, inner[0], start, end):
            continue
        if words.TOPIC_BEFORE.search(before) or words.LEAD_IN.fullmatch(before):
            return _Topic(tuple(inner), "clause")
    return None


# --- rules -----------------------------------------------------------------------------------------------------


def _in_clause(
    context: Context, masked: str, start: int, end: int, topic: _Topic, following: tuple[int, int] | None
) -> Iterator[Role]:
    clause = masked[start:end]
    if end - start < words.MIN_CLAUSE:
        return
    found = False
    for role in _specific(context, masked, start, end, clause, topic, following):
        found = True
        yield role
    if not found:
        yield from _tasks(context, start, end, clause, topic)


def _specific(
    context: Context,
    masked: str,
    start: int,
    end: int,
    clause: str,
    topic: _Topic,
    following: tuple[int, int] | None,
) -> Iterator[Role]:
    yield from _positions(context, masked, start, end, clause, topic, following)
    yield from _focus(context, start, end, clause, topic)
    yield from _hosts(context, start, end, clause, topic)
    yield from _parts(context, start, end, clause)


def _roles(
    places: tuple[Mention, ...],
    relation: str,
    span: tuple[int, int],
    objects: list[tuple[int, int]],
    rule: str,
) -> Iterator[Role]:
    if not objects:
        return
    for mention in places:
        yield Role(
            *span, mention.text, mention.place.place_id, relation, tuple(objects), f"role.{relation}.{rule}"
        )


def _default(context: Context) -> tuple[Mention, ...]:
    place = context.home.default
    return (Mention(0, 0, place.name_zh, place),) if place is not None else ()


def _positions(
    context: Context,
    masked: str,
    start: int,
    end: int,
    clause: str,
    topic: _Topic,
    following: tuple[int, int] | None,
) -> Iterator[Role]:
    slogan = words.SLOGAN.fullmatch(clause)
    if slogan is not None:
        if topic.level in ("heading", "label") and topic.zonal and words.STRONG_TAIL.search(slogan[1]):
            span = (start + slogan.start(1), end)
            yield from _roles(topic.places, "positioned_as", (start, end), [span], "slogan")
        return
    for match in words.POSITION.finditer(clause):
        verb = match["verb"]
        begin = match.end()
        stop = words.object_end(clause, begin)
        objects = [
            (start + low, start + high)
            for low, high in words.split_list(clause, begin, stop)
            if words.is_position(clause[low:high], verb)
        ]
        if not objects:
            continue
        places = topic.places
        level = topic.level
        inside = context.mentions_between(objects[0][0], objects[0][0] + 16)
        leading = inside[0] if inside and inside[0].start == objects[0][0] else None
        if leading is not None and leading.end == objects[0][1]:
            return  # the object is itself a place: to build it is a task
        if verb.startswith("作为") and topic.level != "clause" and following is not None:
            later = _own_topic(context, masked, *following)
            if later is not None:
                places, level = later.places, "clause"
        subject = [mention for mention in places if mention.start < objects[0][0] or level != "clause"]
        if leading is not None and (not subject or level in ("paragraph", "document") or verb.startswith("共")):
            tail = (leading.end, objects[0][1])
            while context.text[tail[0] : tail[0] + 1] == "的":
                tail = (tail[0] + 1, tail[1])
            yield from _roles((leading,), "positioned_as", (start, end), [tail, *objects[1:]], "of-object")
            return
        if not subject:
            if verb in words.SUBJECT_VERBS:
                return
            subject = list(_default(context))
        yield from _roles(tuple(subject), "positioned_as", (start, end), objects, "verb")
        return


def _focus(context: Context, start: int, end: int, clause: str, topic: _Topic) -> Iterator[Role]:
    for pattern, rule, strict in words.FOCUS:
        match = pattern.search(clause)
        if match is None:
            continue
        low, high = match.span("objects")
        spans = words.industry_list(clause, low, high)
        if strict:
            spans = [span for span in spans if words.is_industry(clause[slice(*span)])]
        spans = [span for span in spans if span[1] - span[0] >= 2]
        if not spans:
            continue
        places = topic.places
        if not places or (topic.level == "document"):
            if strict:
                continue
            places = _default(context)
        if rule == "field" and not (topic.near or topic.level == "heading"):
            continue
        objects = [(start + a, start + b) for a, b in spans]
        yield from _roles(places, "focus_industry", (start, end), objects, rule)
        return


def _hosts(context: Context, start: int, end: int, clause: str, topic: _Topic) -> Iterator[Role]:
    for pattern, rule in words.HOSTS:
        match = pattern.search(clause)
        if match is None:
            continue
        low, high = match.span("objects")
        low, high = words.trim_organisations(clause, low, high)
        spans = [span for span in words.split_list(clause, low, high) if words.is_organisation(clause[slice(*span)])]
        if rule == "settled" and not words.has_name(clause[low:high]):
            continue
        if not spans:
            continue
        objects = [(start + a, start + b) for a, b in spans]
        if "place" in match.groupdict() and match["place"]:
            a, b = match.span("place")
            places = tuple(context.mentions_between(start + a, start + b))
        else:
            places = topic.places
            if rule == "build" and not (topic.zonal and topic.level in ("clause", "sentence", "label", "heading")):
                continue
            if rule == "settled" and not places:
                places = _default(context)
        places = tuple(
            mention for mention in places if not any(a <= mention.start and mention.end <= b and b > a for a, b in objects)
        )
        yield from _roles(places, "hosts", (start, end), objects, rule)
        return


def _parts(context: Context, start: int, end: int, clause: str) -> Iterator[Role]:
    for pattern, rule in words.PARTS:
        match = pattern.search(clause)
        if match is None:
            continue
        parts = context.mentions_between(start + match.start("part"), start + match.end("part"))
        wholes = context.mentions_between(start + match.start("whole"), start + match.end("whole"))
        if parts and wholes:
            objects = [(wholes[0].start, wholes[0].end)]
            yield from _roles(tuple(parts), "part_of", (start, end), objects, rule)
            return


def _tasks(context: Context, start: int, end: int, clause: str, topic: _Topic) -> Iterator[Role]:
    if words.DONE.search(clause) or words.NOT_A_TASK.search(clause):
        return
    if not (topic.near or (topic.level == "heading" and topic.zonal)):
        return
    if topic.level == "clause":
        last = max((mention.end for mention in topic.places), default=start) - start
        acted = words.ACT_ON.search(clause[: topic.places[0].start - start])
        if acted is not None:
            yield from _roles(topic.places, "task", (start, end), [(start + acted.start(), end)], "acted-on")
            return
        rest = words.SUBJECT_REST.match(clause, last)
        begin = rest.end() if rest is not None else last
        action = words.ACTION.match(clause, begin)
        if action is None:
            return
        yield from _roles(topic.places, "task", (start, end), [(start + begin, end)], "subject")
        return
    action = words.ACTION.match(clause)
    if action is not None:
        yield from _roles(topic.places, "task", (start, end), [(start + action.start(), end)], "carried")
