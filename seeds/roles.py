"""Roles: what a document says a named place is to be, to host, to focus on, to belong to, to do.

Works clause by clause (see ``seeds.topics``); every rule has a name that the statement carries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeds import host_words, role_words, task_words
from seeds.positions import find_positions
from seeds.role import Role, default_places, later_topic, roles_of
from seeds.structure import Block, BlockKind
from seeds.topics import PLACE, Clause, Topic, mask, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seeds.context import Context
    from seeds.gazetteer import Mention

_SILENT = (BlockKind.CONTENTS, BlockKind.BYLINE, BlockKind.CAPTION, BlockKind.TITLE, BlockKind.HEADING)


def find_roles(context: Context) -> Iterator[Role]:
    """Yield the roles of a document in order of their clauses."""
    masked = mask(context)
    for block in context.structure.blocks:
        if block.kind in (BlockKind.HEADING, BlockKind.BODY):
            yield from _bullet(context, block)
        if block.kind in _SILENT:
            continue
        for clause in walk(context, masked, block):
            yield from _in_clause(clause)


def _bullet(context: Context, block: Block) -> Iterator[Role]:
    """Yield what a line ——某某高地 under a heading 战略定位 says of the document's own place."""
    section = context.structure.sections[block.section] if block.section is not None else None
    if section is None or section.start != block.start or section.parent is None:
        return
    if (
        not context.text.startswith("——", block.start)
        or "定位" not in context.structure.sections[section.parent].title
    ):
        return
    if role_words.STRONG_TAIL.search(section.title):
        span = (block.text_start, section.title_end)
        for mention in default_places(context):
            yield Role(
                *span,
                context.name(mention),
                mention.place.place_id,
                "positioned_as",
                (span,),
                "role.positioned_as.bullet",
            )


def _in_clause(clause: Clause) -> Iterator[Role]:
    if clause.end - clause.start < role_words.MIN_CLAUSE:
        return
    found = [*find_positions(clause)]
    found += _focus(clause)
    found += _hosts(clause, positioned=bool(found))
    found += _parts(clause)
    yield from found
    if not found or all(role.relation == "part_of" for role in found):
        yield from _tasks(clause)


def _focus(clause: Clause) -> Iterator[Role]:
    text = clause.text
    if clause.masked.startswith(":", clause.end) and role_words.ENDS_IN_DEVELOP.search(text):
        for low, high in clause.following[:1]:
            listed = role_words.industry_list(clause.masked, low, high)
            spans = [(a - clause.start, b - clause.start) for a, b in listed]
            places: Sequence[Mention] = clause.owner.places or default_places(clause.context)
            yield from roles_of(places, "focus_industry", clause, spans, "colon")
        return
    if role_words.FOCUS_WORDS.search(text) is None or role_words.NOT_A_FOCUS.search(text):
        return
    owner = clause.owner
    for pattern, rule, strict in role_words.FOCUS:
        match = pattern.search(text)
        if match is None:
            continue
        spans = role_words.industry_list(text, *match.span("objects"))
        if rule == "develop" and host_words.are_facilities([clause.plain(*span) for span in spans]):
            continue
        if strict and owner.level != "label":
            said = (
                rule == "led-by"
                and not host_words.VERBAL.match(text, match.start("objects"))
                and owner.near_or_heading
                and role_words.LEADING.search(text)
            )
            if not said and not any(role_words.is_industry(clause.plain(*span)) for span in spans):
                continue
        if not spans:
            continue
        places = owner.places
        if rule == "field" and not owner.near_or_heading:
            return
        if not places:
            if strict and rule != "led-by" and len(spans) < role_words.MANY:
                return
            places = default_places(clause.context)
        yield from roles_of(places, "focus_industry", clause, spans, rule)
        return


def _hosts(clause: Clause, *, positioned: bool) -> Iterator[Role]:
    text = clause.text
    members = host_words.MEMBERS.match(text)
    if members is not None and clause.owner.level == "label":
        owner = clause.owner
        yield from roles_of(
            owner.places, "hosts", clause, role_words.split_list(text, *members.span("objects")), "members"
        )
        return
    if host_words.HOST_WORDS.search(text) is None:
        return
    too = host_words.SETTLES_TOO.match(text)
    if too is not None:
        yield from _settled_before(clause, clause.mentions(*too.span("place")))
        return
    owner = clause.owner
    for pattern, rule, cue in host_words.HOST_RULES[PLACE in text]:
        if cue is not None and cue.search(text) is None:
            continue
        match = pattern.search(text)
        if match is None or (positioned and rule in ("build-at", "build")):
            continue
        if rule == "sited" and _opens_with_a_site(clause, *match.span("objects")):
            continue  # a place that lies in another is a part of it
        low, high = host_words.trim_organisations(text, *match.span("objects"))
        spans = [
            span
            for span in role_words.split_list(text, low, high)
            if host_words.is_organisation(text[slice(*span)])
        ]
        if not spans or (rule in ("settled", "drawn") and not host_words.has_name(text[low:high])):
            continue
        if rule == "takes" and text[low : low + 1] == PLACE and "、" not in text[low:high]:
            continue  # 落户P: it settles there itself
        if rule == "takes" and not (
            (owner.near_or_heading or owner.zonal)
            and host_words.are_named([text[slice(*span)] for span in spans])
        ):
            continue
        groups = match.groupdict()
        if groups.get("place"):
            places: Sequence[Mention] = clause.mentions(*match.span("place"))
        else:
            places = _host(clause, owner, spans)
        comes = groups.get("verb") in ("落地", "引进") and host_words.has_name(text[low:high])
        if rule == "build-at" and not comes and role_words.BUILDER.fullmatch(groups["actor"] or ""):
            yield from roles_of(places, "task", clause, [(match.end("place"), len(text))], rule)
            return
        if rule == "build" and not (
            places and not places[0].place.is_administrative and owner.near_or_heading
        ):
            continue
        if rule in ("settled", "drawn") and not places:
            places = default_places(clause.context)
        yield from roles_of(places, "hosts", clause, spans, rule)
        return


def _settled_before(clause: Clause, places: Sequence[Mention]) -> Iterator[Role]:
    """Yield what settles at ``places`` and was named in the clause before."""
    if clause.before is None:
        return
    low, high = host_words.trim_organisations(clause.masked, *clause.before)
    at = max(clause.masked.rfind("的", low, high), low - 1)
    spans = [
        (a - clause.start, b - clause.start)
        for a, b in role_words.split_list(clause.masked, low, high)
        if host_words.is_organisation(clause.masked[a:b])
        and host_words.has_name(clause.masked[max(a, at + 1) : b])
    ]
    yield from roles_of(places, "hosts", clause, spans, "settled-before")


def _opens_with_a_site(clause: Clause, low: int, high: int) -> bool:
    inner = clause.mentions(low, high)
    return bool(inner) and not inner[0].place.is_administrative and inner[0].start - clause.start <= low + 1


def _host(clause: Clause, owner: Topic, spans: list[tuple[int, int]]) -> tuple[Mention, ...]:
    """Return the places that take in what ``spans`` name: the topic, unless that is what moves in."""
    for topic in (owner, clause.outer):
        inside = any(
            clause.start + low <= mention.start and mention.end <= clause.start + high
            for mention in topic.places
            for low, high in spans
        )
        if topic.places and not inside and not host_words.INSTITUTION.search(topic.places[0].text):
            return topic.places
    return ()


def _parts(clause: Clause) -> Iterator[Role]:
    text = clause.text
    if PLACE not in text or host_words.PART_WORDS.search(text) is None:
        return
    role_of = host_words.PART_AS.search(text)
    if role_of is not None:
        later = later_topic(clause) or clause.topic
        if later.places and later.level in ("clause", "sentence"):
            yield from roles_of(later.places, "part_of", clause, [role_of.span("whole")], "as")
            return
    there = host_words.LIES_THERE.match(text)
    if there is not None and clause.outer.level in ("sentence", "paragraph") and clause.outer.zonal:
        yield from roles_of(clause.outer.places, "part_of", clause, [there.span("whole")], "lies-there")
        return
    for pattern, rule in host_words.PARTS:
        match = pattern.search(text)
        if match is None:
            continue
        parts = clause.mentions(*match.span("part"))
        wholes = clause.mentions(*match.span("whole"))
        if parts and wholes and host_words.SETTLED.search(parts[0].text):
            yield from roles_of(wholes, "hosts", clause, [match.span("part")], rule)
            return
        if parts and wholes:
            yield from roles_of(parts, "part_of", clause, [match.span("whole")], rule)
            return


def _tasks(clause: Clause) -> Iterator[Role]:
    text, topic, start = clause.text, clause.topic, clause.start
    if text.startswith(("以及", "及")):
        return
    acted = topic.level in ("acted", "based")
    under = topic.level == "heading" and topic.zonal and task_words.VAGUE.match(text) is None
    if (
        not (acted or topic.near or under)
        or task_words.DONE.search(text)
        or task_words.NOT_A_TASK.search(text)
    ):
        return
    if acted:
        if not topic.zonal and text[: topic.places[0].start - start].endswith("为"):
            return  # 为P描绘蓝图: done for P, not at it
        if topic.level == "acted" and clause.outer.level != "label" and not role_words.BASIS.match(text):
            yield from roles_of(topic.places, "task", clause, [(0, len(text))], "acted-on")
        return
    begin = 0
    if topic.level == "clause":
        begin = max(mention.end for mention in topic.places) - start
        rest = task_words.SUBJECT_REST.match(text, begin)
        begin = rest.end() if rest is not None else begin
    action = task_words.ACTION.match(text, begin)
    if (
        action is not None
        and not text.startswith("的", action.end())
        and len(text) - begin >= task_words.MIN_ACTION
    ):
        rule = "subject" if topic.level == "clause" else "carried"
        yield from roles_of(topic.places, "task", clause, [(begin, len(text))], rule)
