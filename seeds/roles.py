# LEAD: please read the file lead_to_extract.md beside your brief now, and delete this line before you commit.
"""Roles: what a document says a named place is to be, to host, to focus on, to belong to, to do.

Works clause by clause on the matching copy with every place masked, so that a rule can speak of "a place" and 等, 和
or 建设 inside a name never count as words. A place carries from clause to clause within a sentence, and from the
heading or the name in front of a colon over what stands under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seeds import role_words as words
from seeds.attribution import is_subject
from seeds.context import Context
from seeds.gazetteer import Mention, Place
from seeds.structure import Block, BlockKind

_PLACE, _PLACE_REST, _SHUT = "\ue000", "\ue001", "\ue003"
_SILENT = (BlockKind.CONTENTS, BlockKind.BYLINE, BlockKind.CAPTION, BlockKind.TITLE, BlockKind.HEADING)
_WORLDWIDE = ("全球", "全国", "中国", "我国")
_WITHIN = ("区内", "市内", "省内", "县内")
_HEADS_SHARE = 0.45


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
    """The places a clause speaks of, and how near they were named.

    ``level``: clause (its subject), acted (worked on in it), named (mentioned first), sentence, label, heading, paragraph,
    document (none).
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


_NOWHERE = _Topic((), "document")


def find_roles(context: Context) -> Iterator[Role]:
    """Yield the roles of a document in order of their clauses."""
    masked = _mask(context)
    for block in context.structure.blocks:
        if block.kind in (BlockKind.HEADING, BlockKind.BODY):
            yield from _bullet(context, block)
        if block.kind in _SILENT:
            continue
        yield from _in_block(context, masked, block)


def _bullet(context: Context, block: Block) -> Iterator[Role]:
    """Yield what a line ——某某高地 under a heading 战略定位 says of the document's own place."""
    section = context.structure.sections[block.section] if block.section is not None else None
    if section is None or section.start != block.start or section.parent is None:
        return
    if not context.text.startswith("——", block.start) or "定位" not in context.structure.sections[section.parent].title:
        return
    if words.STRONG_TAIL.search(section.title):
        span = (block.text_start, section.title_end)
        for mention in _default(context):
            yield Role(*span, context.name(mention), mention.place.place_id, "positioned_as", (span,), "role.positioned_as.bullet")


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
    return words.ENCLOSED.sub(_shut, "".join(pieces))


def _shut(match: re.Match[str]) -> str:
    """Titles of documents say nothing of places; in quotes and brackets only the marks are taken out."""
    words_inside = match.group()
    if words_inside[0] == "《":
        return "《" + _SHUT * (len(words_inside) - 2) + "》"
    return words.INNER_MARKS.sub(_SHUT, words_inside)


# --- walking ---------------------------------------------------------------------------------------------------


def _in_block(context: Context, masked: str, block: Block) -> Iterator[Role]:
    heading = _heading_topic(context, block)
    paragraph = heading
    label: _Topic | None = None
    for low, high in words.pieces(words.SENTENCE_END, masked, block.text_start, block.end):
        sentence: _Topic | None = None
        acted: _Topic | None = None
        clauses = list(words.pieces(words.CLAUSE_END, masked, low, high))
        first_named: _Topic | None = None
        for index, (start, end) in enumerate(clauses):
            mark = masked[end : end + 1]
            if mark == ":":
                labelled = _label(context, masked, block, start, end)
                if labelled is not None:
                    label, sentence = labelled, None
                    continue
            own = _own_topic(context, masked, start, end)
            outer = sentence or label or paragraph
            topic = own or outer
            if own is not None and own.level == "clause":
                sentence, acted = replace(own, level="sentence"), None
                first_named = first_named or sentence
            elif own is not None and own.level == "named":
                sentence, acted = replace(own, level="weak"), None
            elif own is not None and own.zonal:
                acted = own
            yield from _in_clause(_Clause(context, masked, start, end, topic, outer, acted, tuple(clauses[index + 1 : index + 4])))
        if first_named is not None and label is None and not (heading.zonal and not first_named.zonal):
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
            length = sum(mention.end - mention.start for mention in found)
            if found and length >= _HEADS_SHARE * (head.title_end - head.start):
                return _Topic(tuple(found[:1]), "heading")
        section = head.parent
    return _NOWHERE


def _label(context: Context, masked: str, block: Block, start: int, end: int) -> _Topic | None:
    """Return the place that stands in front of a colon and heads what follows (专栏: 名称:重点发展…)."""
    if masked.startswith("专栏", start) and end - start < words.MIN_CLAUSE:
        return None
    gap = masked.rfind(" ", start, end)
    if gap > 0 and block.kind is BlockKind.BOX:
        start = gap + 1
    if end - start > words.MAX_LABEL:
        return None
    inner = context.mentions_between(start, end)
    stripped = masked[start:end].strip(" |•·-—、.0123456789一二三四五六七八九十()“”")
    if inner and re.fullmatch(f"{words.P}(?:、?{words.P})*", stripped):
        return _Topic(tuple(inner), "label")
    if block.kind is BlockKind.BOX and re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9·.()]{3,20}", stripped):
        if words.NOT_A_NAME.search(stripped) or not words.PLACE_TAIL.search(stripped):
            return None
        at = masked.index(stripped, start)
        place = Place(None, stripped, "area")
        return _Topic((Mention(at, at + len(stripped), context.text[at : at + len(stripped)], place),), "label")
    return None


def _own_topic(context: Context, masked: str, start: int, end: int) -> _Topic | None:
    """Return the places the clause itself speaks of: its subject (level ``clause``), or those it acts on (``acted``)."""
    clause = masked[start:end]
    acted: _Topic | None = None
    for match in words.PLACE_LIST.finditer(clause):
        inner = context.mentions_between(start + match.start(), start + match.end())
        if not inner:
            continue
        before = clause[: match.start()]
        if words.NOT_TOPIC_BEFORE.search(before) or words.NOT_TOPIC_AFTER.match(clause, match.end()):
            continue
        if inner[0].text in _WORLDWIDE:
            continue
        if before.endswith(("依托", "以")):
            based = words.BASED_ON.match(clause, match.end()) if before.endswith("以") else True
            if based and acted is None and not inner[0].place.is_administrative:
                acted = _Topic(tuple(inner), "based")
            continue
        if not is_subject(context, inner[0], start, end):
            continue
        if words.OWNER_BEFORE.search(before):
            return _Topic(tuple(inner), "clause")
        leads = words.LEAD_IN.fullmatch(before) is not None
        if (leads or (before.endswith("的") and match.end() < len(clause))) and words.OWNER_AFTER.match(clause, match.end()):
            return _Topic(tuple(inner), "clause")
        if acted is None and words.ACTED_BEFORE.search(before) and not context.text.startswith(_WITHIN, inner[0].start):
            acted = _Topic(tuple(inner), "acted")
        elif leads and acted is None:
            acted = _Topic(tuple(inner), "named")
    return acted


# --- rules -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause with the topic it is read under, the one around it, and the clauses that follow it in the sentence."""

    context: Context
    masked: str
    start: int
    end: int
    topic: _Topic
    outer: _Topic
    acted: _Topic | None
    following: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        return self.masked[self.start : self.end]

    @property
    def owner(self) -> _Topic:
        """The topic that is not merely acted on; a place worked on earlier in the sentence only where nothing nearer is."""
        owner = self.outer if self.topic.level in ("acted", "based") else self.topic
        over = ("paragraph", "document", "weak") + (("heading",) if self.acted and self.acted.level == "acted" else ())
        if self.acted is not None and owner.level in over:
            return replace(self.acted, level="worked")
        return owner

    def plain(self, low: int, high: int) -> str:
        """Return words of the clause with the names of places in them."""
        return self.context.text[self.start + low : self.start + high]

    def mentions(self, low: int, high: int) -> tuple[Mention, ...]:
        return tuple(self.context.mentions_between(self.start + low, self.start + high))


def _in_clause(clause: _Clause) -> Iterator[Role]:
    if clause.end - clause.start < words.MIN_CLAUSE:
        return
    found = [*_positions(clause)]
    found += _focus(clause)
    found += _hosts(clause, positioned=bool(found))
    found += _parts(clause)
    yield from found
    if not found or all(role.relation == "part_of" for role in found):
        yield from _tasks(clause)


def _roles(
    places: Sequence[Mention],
    relation: str,
    clause: _Clause,
    objects: Sequence[tuple[int, int]],
    rule: str,
) -> Iterator[Role]:
    """Yield one role for each place; ``objects`` are spans within the clause, or behind it."""
    if not objects:
        return
    start = clause.start
    spans = tuple((start + low, start + high) for low, high in objects)
    end = max(clause.end, *(high for _, high in spans))
    for mention in places:
        yield Role(
            start, end, clause.context.name(mention), mention.place.place_id, relation, spans, f"role.{relation}.{rule}"
        )


def _default(context: Context) -> tuple[Mention, ...]:
    place = context.home.default
    return (Mention(0, 0, place.name_zh, place),) if place is not None else ()


def _positions(clause: _Clause) -> Iterator[Role]:
    text, owner = clause.text, clause.owner
    slogan = words.SLOGAN.fullmatch(text)
    if slogan is not None:
        if owner.level in ("heading", "label") and owner.zonal and words.STRONG_TAIL.search(slogan[1]):
            yield from _roles(owner.places, "positioned_as", clause, [slogan.span(1)], "slogan")
        return
    there = clause.topic.level == "clause" and text[: clause.topic.places[0].start - clause.start].endswith("在")
    for match in words.POSITION.finditer(text):
        verb, begin = match["verb"], match.end()
        stop = words.object_end(text, begin)
        if there and verb == "建设" and not words.BUILDER.fullmatch(text[: clause.topic.places[0].start - clause.start - 1]):
            continue  # 百度在某区建设某引擎: somebody settles there
        spans = words.split_list(text, begin, stop)
        objects = [span for span in spans if words.is_position(clause.plain(*span), verb, there=there)]
        built = [mention for mention in clause.mentions(begin, stop) if mention.start == clause.start + begin]
        if built and built[0].end in (clause.start + stop, clause.start + spans[0][1]) and verb in words.BUILD_VERBS:
            yield from _built(clause, built[0], spans)
            return
        if not objects and stop == len(text) and verb in words.LONG_VERBS:
            objects = _stretched(clause, text, begin, verb)
        if not objects:
            continue
        inside = clause.mentions(objects[0][0], objects[0][1])
        leading = inside[0] if inside and inside[0].start == clause.start + objects[0][0] else None
        if leading is not None and leading.text in _WORLDWIDE:
            leading = None
        if leading is not None and leading.end == clause.start + objects[0][1]:
            return
        yield from _position_of(clause, verb, objects, leading)
        return


def _built(clause: _Clause, place: Mention, spans: list[tuple[int, int]]) -> Iterator[Role]:
    """Yield what 建设P says: under a heading that is a zone, P is what the zone is to be; elsewhere it is a task at P."""
    owner = clause.owner
    if place.place.is_administrative or words.DONE.search(clause.text):
        return
    if owner.level in ("heading", "label") and owner.zonal and all(
        words.STRONG_TAIL.search(clause.context.text[clause.start + low : clause.start + high]) for low, high in spans
    ):
        yield from _roles(owner.places, "positioned_as", clause, spans, "builds")
    else:
        yield from _roles([place], "task", clause, [(0, len(clause.text))], "builds")


def _position_of(
    clause: _Clause, verb: str, objects: list[tuple[int, int]], leading: Mention | None
) -> Iterator[Role]:
    topic = clause.topic
    if topic.level in ("acted", "based") and topic.places[0].start >= clause.start + objects[0][0]:
        topic = clause.outer
    elif topic.level not in ("clause", "acted", "based"):
        topic = clause.owner
    places, level = topic.places, topic.level
    if verb == "作为":
        later = _later_topic(clause)
        if later is not None:
            places, level = later.places, "clause"
    elif leading is not None and (not places or level in ("paragraph", "document") or verb.startswith("共")):
        low, high = leading.end - clause.start, objects[0][1]
        while clause.text[low : low + 1] == "的":
            low += 1
        yield from _roles((leading,), "positioned_as", clause, [(low, high), *objects[1:]], "of-object")
        return
    if not places:
        if verb in words.SUBJECT_VERBS:
            return
        places = _default(clause.context)
    yield from _roles(places, "positioned_as", clause, objects, "verb")


def _later_topic(clause: _Clause) -> _Topic | None:
    for low, high in clause.following[:1]:
        own = _own_topic(clause.context, clause.masked, low, high)
        if own is not None and own.level == "clause":
            return own
    return None


def _stretched(clause: _Clause, text: str, begin: int, verb: str) -> list[tuple[int, int]]:
    """Return the objects of 打造以A为主导,以B为载体,融合C的D区和E区: they stand at the end of a later clause."""
    if not text.startswith(("以", "集", "融", "具", "结合", "一个", "全"), begin):
        return []
    for low, high in clause.following:
        at = clause.masked.rfind("的", low, high)
        if clause.masked.startswith("以", low):
            continue
        spans = words.split_list(clause.masked, at + 1 if at > 0 else low, high)
        found = [span for span in spans if words.is_position(clause.masked[slice(*span)], verb)]
        if found:
            return [(a - clause.start, b - clause.start) for a, b in found]
    return []


def _focus(clause: _Clause) -> Iterator[Role]:
    text, owner = clause.text, clause.owner
    if words.FOCUS_WORDS.search(text) is None or words.NOT_A_FOCUS.search(text):
        return
    for pattern, rule, strict in words.FOCUS:
        match = pattern.search(text)
        if match is None:
            continue
        spans = words.industry_list(text, *match.span("objects"))
        if strict and owner.level != "label":
            said = rule == "led-by" and owner.near_or_heading and words.LEADING.search(text)
            if not said and not any(words.is_industry(clause.plain(*span)) for span in spans):
                continue
        if not spans:
            continue
        places: Sequence[Mention] = owner.places
        if rule == "field" and not owner.near_or_heading:
            return
        if not places:
            if strict and rule != "led-by" and len(spans) < words.MANY:
                return
            places = _default(clause.context)
        yield from _roles(places, "focus_industry", clause, spans, rule)
        return


def _hosts(clause: _Clause, *, positioned: bool) -> Iterator[Role]:
    text, owner = clause.text, clause.owner
    members = words.MEMBERS.match(text) if owner.level == "label" else None
    if members is not None:
        yield from _roles(owner.places, "hosts", clause, words.split_list(text, *members.span("objects")), "members")
        return
    if words.HOST_WORDS.search(text) is None:
        return
    for pattern, rule in words.HOSTS:
        match = pattern.search(text)
        if match is None or (positioned and rule in ("build-at", "build")):
            continue
        low, high = words.trim_organisations(text, *match.span("objects"))
        spans = [span for span in words.split_list(text, low, high) if words.is_organisation(text[slice(*span)])]
        if not spans or (rule in ("settled", "drawn") and not words.has_name(text[low:high])):
            continue
        groups = match.groupdict()
        if groups.get("place"):
            places: Sequence[Mention] = clause.mentions(*match.span("place"))
        else:
            places = _host(clause, owner, spans)
        if rule == "build-at" and words.BUILDER.fullmatch(groups["actor"] or ""):
            yield from _roles(places, "task", clause, [(match.end("place"), len(text))], rule)
            return
        if rule == "build" and not (places and not places[0].place.is_administrative and owner.near_or_heading):
            continue
        if rule in ("settled", "drawn") and not places:
            places = _default(clause.context)
        yield from _roles(places, "hosts", clause, spans, rule)
        return


def _host(clause: _Clause, owner: _Topic, spans: list[tuple[int, int]]) -> tuple[Mention, ...]:
    """Return the places that take in what ``spans`` name: the topic, unless that is what moves in."""
    for topic in (owner, clause.outer):
        inside = any(
            clause.start + low <= mention.start and mention.end <= clause.start + high
            for mention in topic.places
            for low, high in spans
        )
        if topic.places and not inside:
            return topic.places
    return ()


def _parts(clause: _Clause) -> Iterator[Role]:
    text = clause.text
    if _PLACE not in text or words.PART_WORDS.search(text) is None:
        return
    role_of = words.PART_AS.search(text)
    if role_of is not None:
        later = _later_topic(clause) or clause.topic
        if later.places and later.level in ("clause", "sentence"):
            yield from _roles(later.places, "part_of", clause, [role_of.span("whole")], "as")
            return
    for pattern, rule in words.PARTS:
        match = pattern.search(text)
        if match is None:
            continue
        parts = clause.mentions(*match.span("part"))
        wholes = clause.mentions(*match.span("whole"))
        if parts and wholes:
            yield from _roles(parts, "part_of", clause, [match.span("whole")], rule)
            return


def _tasks(clause: _Clause) -> Iterator[Role]:
    text, topic, start = clause.text, clause.topic, clause.start
    if words.DONE.search(text) or words.NOT_A_TASK.search(text):
        return
    if topic.level in ("acted", "based"):
        if topic.level == "acted" and clause.outer.level != "label" and not words.BASIS.match(text):
            yield from _roles(topic.places, "task", clause, [(0, len(text))], "acted-on")
        return
    if not topic.near:
        return
    begin = 0
    if topic.level == "clause":
        begin = max(mention.end for mention in topic.places) - start
        rest = words.SUBJECT_REST.match(text, begin)
        begin = rest.end() if rest is not None else begin
    if words.ACTION.match(text, begin) and len(text) - begin >= words.MIN_ACTION:
        rule = "subject" if topic.level == "clause" else "carried"
        yield from _roles(topic.places, "task", clause, [(begin, len(text))], rule)
