"""A document made ready for attribution: copy, structure, places, periods, and what it is about as a whole."""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from seeds.deixis import find_abbreviations, find_deictics, find_own_zone
from seeds.divisions import city_of
from seeds.gazetteer import SHORT_NEW_AREAS, Gazetteer, Mention, Place
from seeds.home import Home, find_home
from seeds.mapped import Mapped, map_text
from seeds.patterns import find_patterns
from seeds.periods import DocumentDate, Period, document_date, find_periods
from seeds.short_names import find_short_names, with_phases, without_address
from seeds.slots import find_slots
from seeds.structure import Structure, parse_structure

if TYPE_CHECKING:
    from collections.abc import Sequence

_POLICY_TITLE = re.compile(
    r"(?:政策措施|若干措施|若干政策|扶持办法|扶持政策|奖励办法|管理办法|实施细则|补贴办法|支持办法|奖补)"
)
_PLAN_TITLE = re.compile(
    r"(?:规划|方案|计划|意见|纲要|要点|措施|部署|工程|攻略)(?!.{0,24}(?:报告|答复|总结|汇报|回顾))"
)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything about one document that attribution looks up; all offsets are those of the matching copy."""

    source: str
    text: str  # the matching copy
    mapped: Mapped
    structure: Structure
    mentions: tuple[Mention, ...]
    periods: tuple[Period, ...]
    home: Home
    date: DocumentDate
    _mention_starts: list[int] = field(default_factory=list)
    _period_starts: list[int] = field(default_factory=list)

    @property
    def is_policy(self) -> bool:
        """Whether the document offers support: 若干措施, 扶持办法."""
        return _POLICY_TITLE.search(self.structure.title) is not None

    @property
    def is_plan(self) -> bool:
        """Whether the document says what is to be done: 规划, 行动方案, 实施意见."""
        return _PLAN_TITLE.search(self.structure.title) is not None

    def name(self, mention: Mention) -> str:
        """Return the place as the document writes it, or by its full name where it only says 全区 or the like."""
        if mention.end and self.text[mention.start : mention.end] == mention.text:
            return self.source[slice(*self.mapped.span(mention.start, mention.end))]
        if mention.end and self.text.endswith(mention.text, mention.start, mention.end):
            return self.source[slice(*self.mapped.span(mention.end - len(mention.text), mention.end))]
        return mention.text

    def mentions_between(self, start: int, end: int) -> Sequence[Mention]:
        """Return the places named wholly inside the half-open span."""
        low = bisect_left(self._mention_starts, start)
        high = bisect_right(self._mention_starts, end - 1)
        found = self.mentions[low:high]
        return found[:-1] if found and found[-1].end > end else found

    def periods_between(self, start: int, end: int) -> Sequence[Period]:
        """Return the time expressions that begin inside the half-open span."""
        low = bisect_left(self._period_starts, start)
        return self.periods[low : bisect_left(self._period_starts, end)]


def make_context(
    source: str,
    gazetteer: Gazetteer,
    *,
    date: DocumentDate | None = None,
    default_district: Place | None = None,
    default_city: Place | None = None,
) -> Context:
    """Return the context of the text ``source``.

    ``date`` and the default places count only where the document itself says nothing.
    """
    mapped = map_text(source)
    text = mapped.text
    structure = parse_structure(text)
    found = gazetteer.find_folded(text)
    found = _with_patterns(text, _meant(text, found, gazetteer))
    home = find_home(text, structure, found, gazetteer, default_district, default_city)
    mentions = _resolve(text, found, home)
    own = date if date is not None and date.year is not None else document_date(text, structure.title)
    periods = find_periods(text, own)
    return Context(
        source=source,
        text=text,
        mapped=mapped,
        structure=structure,
        mentions=tuple(mentions),
        periods=tuple(periods),
        home=home,
        date=own,
        _mention_starts=[mention.start for mention in mentions],
        _period_starts=[period.start for period in periods],
    )


def _meant(text: str, found: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Drop names that are parts of others (上海路), and names too common to be meant without where they lie.

    大城 in 特大城市 and 安新 in 贵安新区 are such; 天河 in a text on 广州 is not. 城区 is a district of three cities,
    and in every other text a word; the project's 金融城 is none of another city's.
    """
    named = {mention.place.name_zh for mention in found if mention.text not in gazetteer.short_of}
    at_home = any(mention.place.place_id and mention.place.kind in ("city", "district") for mention in found)
    city_ends = {mention.end for mention in found if mention.text.endswith("市")}
    ends = {mention.end for mention in found if mention.place.kind in ("province", "city")}
    # 河南长垣: named with the province it lies in, once, it is meant everywhere.
    addressed = {mention.text for mention in found if mention.start in ends}
    out = []
    for mention in found:
        if mention.text in _COMMON_DISTRICTS and mention.start not in city_ends:
            continue
        known = mention.place.place_id and not mention.place.is_administrative
        if known and not at_home and mention.text != mention.place.name_zh:
            continue
        division = gazetteer.short_of.get(mention.text)
        stray = division is not None and division.city not in named and division.name not in named
        if stray and mention.text not in addressed:
            continue
        if not _inside_word(text, mention):
            out.append(mention)
    return out


# Districts that are called by a word of the language.
_COMMON_DISTRICTS = frozenset(("城区", "郊区", "矿区", "新城区", "开发区", "市中区", "城中区"))


def _with_patterns(text: str, found: list[Mention]) -> list[Mention]:
    """Add the names told by their endings and by the frames they stand in; they take in the known names they begin with."""
    out = _merged(found, find_patterns(text, found))
    out = _merged(out, find_slots(text, out))
    out = _merged(out, find_short_names(text, out))
    named = without_address([_trimmed(mention) for mention in out if _is_name(mention)])
    return with_phases(text, named)


def _is_name(mention: Mention) -> bool:
    place = mention.place
    return bool(place.place_id) or place.is_administrative or not _NO_NAME.search(mention.text)


def _trimmed(mention: Mention) -> Mention:
    """Return the name without the visit that a title puts before it: 某市考察团调研数字园."""
    visit = _VISIT.match(mention.text) if mention.place.place_id is None else None
    if visit is None:
        return mention
    name = mention.text[visit.end() :]
    return Mention(mention.start + visit.end(), mention.end, name, replace(mention.place, name_zh=name))


_VISIT = re.compile(r"(?:.{2,}(?:调研|考察|参观|视察|走访)|.*(?:走进|探访|揭秘|探秘|解码))(?=.{2,})")
# What no name of a place has in it, wherever a frame or an ending makes one look for it.
_NO_NAME = re.compile(
    r"^(?:入选|入围|获批|获评|成为|列为|创建|争创|推动|打造|建成|位于|[一二三四五六七八九十两]大)|国家级|省级|市级|区级|首个|首批|^全年|^年末|^.{0,4}(?:城镇|乡镇|村镇|重镇)$|^随着|可支配收入|\d[余多]?(?:平方|公里|[亩万亿家个户座%])"
)


def _merged(found: list[Mention], extra: list[Mention]) -> list[Mention]:
    """Return both lists as one without overlap; the longer name wins."""
    if not extra:
        return found
    merged = sorted([*found, *extra], key=lambda mention: (mention.start, -mention.end))
    out: list[Mention] = []
    for mention in merged:
        if out and mention.start < out[-1].end:
            if mention.end > out[-1].end:
                out[-1] = mention if mention.start == out[-1].start else out[-1]
            continue
        out.append(mention)
    return out


def _stand_together(first: Mention, second: Mention) -> bool:
    """Return whether two short names are said in one breath for two places: 贵阳贵安, 成都重庆."""
    return (
        first.place.kind == "city"
        and not first.text.endswith("市")
        and (
            second.text in SHORT_NEW_AREAS or (second.place.kind == "city" and not second.text.endswith("市"))
        )
        and first.place.name_zh != second.place.name_zh
        and (second.text in SHORT_NEW_AREAS or city_of(second.place.name_zh, {first.place.name_zh}) is None)
    )


def _resolve(text: str, found: list[Mention], home: Home) -> list[Mention]:
    """Drop names that are not meant here, join 广州市海珠区, add 全区 and the document's own abbreviations."""
    kept: list[Mention] = []
    for mention in found:
        if (
            mention.text == "中国"
            and text[mention.start - 1 : mention.start] == "其"
            and text.startswith("家", mention.end)
        ):
            continue  # 其中国家级
        if kept and kept[-1].end == mention.start and _stand_together(kept[-1], mention):
            name = text[kept[-1].start : mention.end]
            kept[-1] = Mention(kept[-1].start, mention.end, name, Place(None, name, "city"))
            continue
        if (
            kept
            and kept[-1].end == mention.start
            and kept[-1].place.is_administrative
            and mention.place.kind in ("district", "city")
            and kept[-1].place.kind in ("city", "province")
        ):
            kept[-1] = Mention(kept[-1].start, mention.end, mention.text, mention.place)
            continue
        if (
            kept
            and kept[-1].end == mention.start
            and kept[-1].place.kind in ("province", "city", "district")
            and mention.place.place_id is None
            and not mention.place.is_administrative
            and text[mention.start : mention.end] == mention.text
        ):  # 南京江北新区, where the zone is in a list of its own
            kept[-1] = Mention(kept[-1].start, mention.end, mention.text, mention.place)
            continue
        kept.append(mention)
    extra = find_deictics(text, kept, home) + find_abbreviations(text, kept) + find_own_zone(text, home)
    if not extra:
        return kept
    # Of one span, what a word points at goes before the word taken as a name.
    merged = sorted([*extra, *kept], key=lambda mention: (mention.start, -mention.end))
    out: list[Mention] = []
    for mention in merged:
        if out and mention.start < out[-1].end:
            if mention.end - mention.start > out[-1].end - out[-1].start:
                out[-1] = mention
            continue
        out.append(mention)
    return out


_WORD_AFTER = re.compile(
    r"路|岸|大道|街(?!道)|河(?![东西南北内池源津间套])|话|菜|人(?!工|口|才|民|均|大)|语|籍|大学|师范|医科|理工|银行|证券|日报|晚报|电视台|卫视|机场|港(?!口|澳)|站"
)


def _inside_word(text: str, mention: Mention) -> bool:
    """Return whether the name is part of another one: 上海路, 南京大学, 北京银行."""
    if mention.place.place_id is not None and not mention.place.is_administrative:
        return False
    if mention.text.endswith(("市", "省", "区", "县", "州", "国")):
        return False
    return _WORD_AFTER.match(text, mention.end) is not None
