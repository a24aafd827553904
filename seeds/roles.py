"""Roles: what a document says a named place is to be, to host, to focus on, to belong to, to do.

Works clause by clause (see ``seeds.topics``); every rule has a name that the statement carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seeds import host_words, role_words
from seeds.gazetteer import Mention
from seeds.structure import Block, BlockKind
from seeds.topics import PLACE, PLACE_SIGNS, WORLDWIDE, Clause, Topic, mask, own_topic, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seeds.context import Context

_SILENT = (BlockKind.CONTENTS, BlockKind.BYLINE, BlockKind.CAPTION, BlockKind.TITLE, BlockKind.HEADING)


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


# Regions no district or park is named after: what is made of them is made by the place of the text.
_WIDE = ("region", "province", "country")


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
        for mention in _default(context):
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


def _default(context: Context) -> tuple[Mention, ...]:
    place = context.home.default
    return (Mention(0, 0, place.name_zh, place),) if place is not None else ()


def _positions(clause: Clause) -> Iterator[Role]:
    text = clause.text
    slogan = role_words.SLOGAN.fullmatch(text)
    if slogan is not None and role_words.ACTION.match(slogan[1]) is None:
        owner = clause.owner
        if owner.level in ("heading", "label") and owner.zonal and role_words.STRONG_TAIL.search(slogan[1]):
            yield from _roles(owner.places, "positioned_as", clause, [slogan.span(1)], "slogan")
        return
    there = clause.topic.level == "clause" and text[: clause.topic.places[0].start - clause.start].endswith(
        "在"
    )
    yield from _apposed(clause)
    if role_words.PURPOSE.match(text):
        return
    other = _without_verb(clause)
    if other is not None:
        yield from other
        return
    for match in role_words.POSITION.finditer(text):
        verb, begin = match["verb"], match.end()
        stop = role_words.object_end(text, begin)
        quoted = text.find("”", begin, stop)
        if quoted > 0 and text.find("“", begin, quoted) < 0:
            stop = quoted  # “打造X”的口号
        if (
            there
            and verb == "建设"
            and not role_words.BUILDER.fullmatch(text[: clause.topic.places[0].start - clause.start - 1])
        ):
            continue  # 百度在某区建设某引擎: somebody settles there
        spans = _of_places(text, role_words.split_list(text, begin, stop))
        beside = match.start() == 0 or text[match.start() - 1] in PLACE_SIGNS
        objects = [
            span
            for span in spans
            if role_words.is_position(
                clause.plain(*span), verb, there=there, named=beside, site=clause.owner.zonal
            )
        ]
        built = [mention for mention in clause.mentions(begin, stop) if mention.start == clause.start + begin]
        if (
            built
            and built[0].end in (clause.start + stop, clause.start + spans[0][1])
            and verb in role_words.BUILD_VERBS
        ):
            yield from _built(clause, built[0], spans)
            return
        if not objects and stop == len(text) and verb in role_words.LONG_VERBS:
            objects = _stretched(clause, text, begin, verb)
        if not objects:
            continue
        several = len(spans) > 1 and verb in role_words.BUILD_VERBS
        if several and (
            (clause.owner.near_or_heading and clause.owner.zonal)
            or text.startswith(verb + "了", match.start())
        ):
            items = [_without_kind(clause.plain(*span)) for span in spans]
            if host_words.are_facilities(items):
                built_at = clause.owner.places or _default(clause.context)
                yield from _roles(built_at, "hosts", clause, spans, "facilities")
                return
        if several and role_words.SET_UP.search(text, begin, stop):
            return
        inside = clause.mentions(objects[0][0], objects[0][1])
        leading = inside[0] if inside and inside[0].start == clause.start + objects[0][0] else None
        if leading is not None and leading.text in WORLDWIDE:
            leading = None
        if leading is not None and leading.end == clause.start + objects[0][1]:
            return
        yield from _position_of(clause, verb, objects, leading)
        return


def _without_verb(clause: Clause) -> Iterator[Role] | None:
    """Return what is said without a verb of positioning: P,为X; 以X为定位; P向X迈进. None: nothing of that kind."""
    text = clause.text
    plain = role_words.IS_PLAINLY.fullmatch(text) if _opened_by_name(clause) else None
    plain = plain or role_words.AS_ORIENTATION.search(text)
    if plain is not None:
        spans = role_words.split_list(text, *plain.span("objects"))
        found = [span for span in spans if role_words.STRONG_TAIL.search(clause.plain(*span))]
        return _roles(clause.owner.places, "positioned_as", clause, found, "is")
    toward = role_words.TOWARD.search(text)
    if toward is None:
        return None
    named = clause.mentions(*toward.span("place")) if toward["place"] else ()
    places = named or clause.topic.places or clause.owner.places
    found = [toward.span("objects")] if role_words.STRONG_TAIL.search(toward["objects"]) else []
    return _roles(places, "positioned_as", clause, found, "toward")


def _apposed(clause: Clause) -> Iterator[Role]:
    """Yield what a place is called beside its name: 软件名城P; P、Q等电竞消费综合体."""
    for pattern in role_words.APPOSED if PLACE in clause.text else ():
        match = pattern.search(clause.text)
        if match is not None and role_words.is_apposition(clause.plain(*match.span("objects"))):
            places = clause.mentions(*match.span("place"))
            yield from _roles(places, "positioned_as", clause, [match.span("objects")], "apposed")


def _of_places(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the places that one thing belongs to: in A、B的会客厅 there is one object."""
    at = 0
    while at < len(spans) - 1 and role_words.ONLY_A_PLACE.fullmatch(text, *spans[at]):
        at += 1
    if at and role_words.PLACE_OF.match(text, spans[at][0]):
        return [(spans[0][0], spans[at][1]), *spans[at + 1 :]]
    return spans


def _opened_by_name(clause: Clause) -> bool:
    """Return whether the clause before is a place's name and nothing else (龙湖片区,为…)."""
    return (
        clause.before is not None
        and role_words.ONLY_A_PLACE.fullmatch(clause.masked, *clause.before) is not None
    )


def _without_kind(item: str) -> str:
    """Return the last item of a list without what all of them are (…园等高品质科创空间)."""
    return item.split("等", maxsplit=1)[0] if "等" in item[2:] else item


def _built(clause: Clause, place: Mention, spans: list[tuple[int, int]]) -> Iterator[Role]:
    """Yield what 建设P says: under a heading that is a zone, P is what the zone is to be; elsewhere it is a task at P."""  # noqa: E501
    owner = clause.owner
    if place.place.is_administrative or role_words.DONE.search(clause.text):
        return
    if (
        owner.level in ("heading", "label")
        and owner.zonal
        and all(
            role_words.STRONG_TAIL.search(clause.context.text[clause.start + low : clause.start + high])
            for low, high in spans
        )
    ):
        yield from _roles(owner.places, "positioned_as", clause, spans, "builds")
    else:
        yield from _roles([place], "task", clause, [(0, len(clause.text))], "builds")


def _position_of(
    clause: Clause, verb: str, objects: list[tuple[int, int]], leading: Mention | None
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
    elif leading is not None and (
        not places
        or (
            level in ("paragraph", "document")
            and verb not in role_words.BECOMES
            and not (places and leading.place.kind in _WIDE)
        )
        or verb.startswith("共")
    ):
        low, high = leading.end - clause.start, objects[0][1]
        while clause.text[low : low + 1] == "的":
            low += 1
        yield from _roles((leading,), "positioned_as", clause, [(low, high), *objects[1:]], "of-object")
        return
    if level == "named" and _is_of_another(clause, verb):
        return
    if not places:
        if verb in role_words.SUBJECT_VERBS or level == "other":
            return
        places = _default(clause.context)
    yield from _roles(places, "positioned_as", clause, objects, "verb")


def _is_of_another(clause: Clause, verb: str) -> bool:
    """Return whether the clause says of something at the place that it is or becomes X (P的模型是X)."""
    after = clause.text[clause.topic.places[-1].end - clause.start :]
    return verb in ("是", "成为") and role_words.OF_ANOTHER.match(after) is not None


def _later_topic(clause: Clause) -> Topic | None:
    for low, high in clause.following[:1]:
        own = own_topic(clause.context, clause.masked, low, high)
        if own is not None and own.level == "clause":
            return own
        inner = clause.context.mentions_between(low, high)
        if inner and inner[-1].end == high and clause.masked.startswith("的", inner[-1].start - 1):
            return Topic((inner[-1],), "clause")  # 作为…,集聚着…的P
    return None


def _stretched(clause: Clause, text: str, begin: int, verb: str) -> list[tuple[int, int]]:
    """Return the objects of 打造以A为主导,以B为载体,融合C的D区和E区: they stand at the end of a later clause."""  # noqa: E501
    if not text.startswith(("以", "集", "融", "具", "结合", "一个", "全", "充满", "既", "面向"), begin):
        return []
    for low, high in clause.following:
        at = clause.masked.rfind("的", low, high)
        if clause.masked.startswith("以", low):
            continue
        spans = role_words.split_list(clause.masked, at + 1 if at > 0 else low, high)
        found = [span for span in spans if role_words.is_position(clause.masked[slice(*span)], verb)]
        if found:
            return [(a - clause.start, b - clause.start) for a, b in found]
    return []


def _focus(clause: Clause) -> Iterator[Role]:
    text = clause.text
    if clause.masked.startswith(":", clause.end) and role_words.ENDS_IN_DEVELOP.search(text):
        for low, high in clause.following[:1]:
            listed = role_words.industry_list(clause.masked, low, high)
            spans = [(a - clause.start, b - clause.start) for a, b in listed]
            places: Sequence[Mention] = clause.owner.places or _default(clause.context)
            yield from _roles(places, "focus_industry", clause, spans, "colon")
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
            places = _default(clause.context)
        yield from _roles(places, "focus_industry", clause, spans, rule)
        return


def _hosts(clause: Clause, *, positioned: bool) -> Iterator[Role]:
    text = clause.text
    members = host_words.MEMBERS.match(text)
    if members is not None and clause.owner.level == "label":
        owner = clause.owner
        yield from _roles(
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
            yield from _roles(places, "task", clause, [(match.end("place"), len(text))], rule)
            return
        if rule == "build" and not (
            places and not places[0].place.is_administrative and owner.near_or_heading
        ):
            continue
        if rule in ("settled", "drawn") and not places:
            places = _default(clause.context)
        yield from _roles(places, "hosts", clause, spans, rule)
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
        and host_words.has_name(clause.masked[max(a, at) : b])
    ]
    yield from _roles(places, "hosts", clause, spans, "settled-before")


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
        later = _later_topic(clause) or clause.topic
        if later.places and later.level in ("clause", "sentence"):
            yield from _roles(later.places, "part_of", clause, [role_of.span("whole")], "as")
            return
    for pattern, rule in host_words.PARTS:
        match = pattern.search(text)
        if match is None:
            continue
        parts = clause.mentions(*match.span("part"))
        wholes = clause.mentions(*match.span("whole"))
        if parts and wholes and host_words.SETTLED.search(parts[0].text):
            yield from _roles(wholes, "hosts", clause, [match.span("part")], rule)
            return
        if parts and wholes:
            yield from _roles(parts, "part_of", clause, [match.span("whole")], rule)
            return


def _tasks(clause: Clause) -> Iterator[Role]:
    text, topic, start = clause.text, clause.topic, clause.start
    acted = topic.level in ("acted", "based")
    if not (acted or topic.near) or role_words.DONE.search(text) or role_words.NOT_A_TASK.search(text):
        return
    if acted:
        if topic.level == "acted" and clause.outer.level != "label" and not role_words.BASIS.match(text):
            yield from _roles(topic.places, "task", clause, [(0, len(text))], "acted-on")
        return
    begin = 0
    if topic.level == "clause":
        begin = max(mention.end for mention in topic.places) - start
        rest = role_words.SUBJECT_REST.match(text, begin)
        begin = rest.end() if rest is not None else begin
    action = role_words.ACTION.match(text, begin)
    if (
        action is not None
        and not text.startswith("的", action.end())
        and len(text) - begin >= role_words.MIN_ACTION
    ):
        rule = "subject" if topic.level == "clause" else "carried"
        yield from _roles(topic.places, "task", clause, [(begin, len(text))], rule)
