"""What a place is or is to be: the verbs of positioning, and the ways to say so without one.

Every rule has a name that the statement carries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeds import host_words, role_words, task_words
from seeds.role import Role, default_places, later_topic, roles_of
from seeds.topics import PLACE, PLACE_SIGNS, WORLDWIDE, Clause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seeds.gazetteer import Mention

# Regions no district or park is named after: what is made of them is made by the place of the text.
_WIDE = ("region", "province", "country")


def find_positions(clause: Clause) -> Iterator[Role]:
    """Yield what a clause says that places are or are to be."""
    text = clause.text
    slogan = role_words.SLOGAN.fullmatch(text)
    if slogan is not None and task_words.ACTION.match(slogan[1]) is None:
        owner = clause.owner
        if owner.level in ("heading", "label") and owner.zonal and role_words.STRONG_TAIL.search(slogan[1]):
            yield from roles_of(owner.places, "positioned_as", clause, [slogan.span(1)], "slogan")
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
        if verb == "作为" and role_words.SOMETHING_AS.search(text, 0, match.start()):
            continue
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
        built = [
            mention
            for mention in clause.mentions(begin, stop)
            if mention.start == clause.start + begin
            and not (mention.place.place_id is None and role_words.OF_A_REGION.match(mention.text))
        ]
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
                built_at = clause.owner.places or default_places(clause.context)
                yield from roles_of(built_at, "hosts", clause, spans, "facilities")
                return
        if several and role_words.SET_UP.search(text, begin, stop):
            return
        inside = clause.mentions(objects[0][0], objects[0][1])
        leading = inside[0] if inside and inside[0].start == clause.start + objects[0][0] else None
        if leading is not None and leading.text in WORLDWIDE:
            leading = None
        if leading is not None and (
            leading.end == clause.start + objects[0][1] or text.startswith("(", leading.end - clause.start)
        ):
            return
        yield from _position_of(clause, verb, objects, leading)
        return


def _without_verb(clause: Clause) -> Iterator[Role] | None:
    """Return what is said without a verb of positioning (P,为X; 以X为定位; P向X迈进), None if nothing is."""
    text = clause.text
    plain = role_words.IS_PLAINLY.fullmatch(text) if _opened_by_name(clause) else None
    plain = plain or role_words.AS_ORIENTATION.search(text)
    if plain is not None:
        spans = role_words.split_list(text, *plain.span("objects"))
        found = [span for span in spans if role_words.STRONG_TAIL.search(clause.plain(*span))]
        return roles_of(clause.owner.places, "positioned_as", clause, found, "is")
    toward = role_words.TOWARD.search(text)
    if toward is None:
        return None
    named = clause.mentions(*toward.span("place")) if toward["place"] else ()
    places = named or clause.topic.places or clause.owner.places
    found = [toward.span("objects")] if role_words.STRONG_TAIL.search(toward["objects"]) else []
    return roles_of(places, "positioned_as", clause, found, "toward")


def _apposed(clause: Clause) -> Iterator[Role]:
    """Yield what a place is called beside its name: 软件名城P; P、Q等电竞消费综合体."""
    for pattern in role_words.APPOSED if PLACE in clause.text else ():
        match = pattern.search(clause.text)
        if match is not None and role_words.is_apposition(clause.plain(*match.span("objects"))):
            places = clause.mentions(*match.span("place"))
            yield from roles_of(places, "positioned_as", clause, [match.span("objects")], "apposed")


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
    if place.place.is_administrative or task_words.DONE.search(clause.text[: place.start - clause.start]):
        return
    if (
        owner.level in ("heading", "label")
        and owner.zonal
        and all(
            role_words.STRONG_TAIL.search(clause.context.text[clause.start + low : clause.start + high])
            for low, high in spans
        )
    ):
        yield from roles_of(owner.places, "positioned_as", clause, spans, "builds")
    else:
        listed = [mention for mention in clause.mentions(0, len(clause.text)) if mention.start >= place.start]
        yield from roles_of(listed, "task", clause, [(0, len(clause.text))], "builds")


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
        later = later_topic(clause)
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
        if _may_become(clause, leading, verb, clause.text[low:high]):
            yield from roles_of((leading,), "positioned_as", clause, [(low, high), *objects[1:]], "of-object")
            return
    if level == "named" and _is_of_another(clause, verb):
        return
    if not places:
        if verb in role_words.SUBJECT_VERBS or level == "other":
            return
        places = default_places(clause.context)
    yield from roles_of(places, "positioned_as", clause, objects, "verb")


def _may_become(clause: Clause, leading: Mention, verb: str, phrase: str) -> bool:
    """Return whether the place that begins an object becomes something; a city's province does not."""
    home = clause.context.home
    if home.default is None:
        return True
    wider = [place.name_zh for place in (home.city, home.province) if place is not None]
    if leading.place.name_zh in wider and leading.place.name_zh != home.default.name_zh:
        return False
    if verb in role_words.BECOMES:
        return False
    return leading.place.name_zh == home.default.name_zh or role_words.BESIDE.search(phrase) is None


def _is_of_another(clause: Clause, verb: str) -> bool:
    """Return whether the clause says of something at the place that it is or becomes X (P的模型是X)."""
    after = clause.text[clause.topic.places[-1].end - clause.start :]
    return verb in ("是", "成为") and role_words.OF_ANOTHER.match(after) is not None


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
