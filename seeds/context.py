"""A document made ready for attribution: copy, structure, places, periods, and what it is about as a whole."""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from seeds.gazetteer import Gazetteer, Mention, Place
from seeds.mapped import Mapped, map_text
from seeds.patterns import find_patterns
from seeds.periods import DocumentDate, Period, document_date, find_periods
from seeds.short_names import find_short_names
from seeds.slots import find_slots
from seeds.structure import BlockKind, Structure, parse_structure

if TYPE_CHECKING:
    from collections.abc import Sequence

_DISTRICT_WORDS = ("全区", "我区", "区内", "本区", "该区", "全县", "我县", "本县", "县内")
_CITY_WORDS = ("全市", "我市", "本市", "市内", "该市")
# That one: the last of its kind that was named.
_THAT = {"该区": ("district", "zone"), "该市": ("city",), "该省": ("province",)}
_PROVINCE_WORDS = ("全省", "我省", "本省", "省内", "该省")
_DEICTIC = re.compile(
    "|".join(
        (
            *_DISTRICT_WORDS,
            *_CITY_WORDS,
            *_PROVINCE_WORDS,
            "试验区内",
            "该试验区",
            "该园区",
            "该片区",
            "该新区",
            "该示范区",
            "该基地",
            "该园",
            "该城",
            r"园区(?<![\u4e00-\u9fff]园区)",
            # Every branch begins with a plain character: the engine then skips from one such character to the next.
            *(
                rf"{word}(?<![\u4e00-\u9fff]..)(?=已|现有|目前|力争|累计|集聚|将|拥有|规划|总)"
                for word in ("小镇", "街区", "片区", "基地", "新城")
            ),
            r"示范区(?<![\u4e00-\u9fff]...)(?=已|现有|目前|力争|累计|集聚|将|拥有|规划|总)",
            r"这里(?<![\u4e00-\u9fff]..)(?=是|已|有|集聚|汇聚|聚集|正|将|曾|现)",
        )
    )
)
_ABBREVIATION = re.compile(r"\((?:以下)?(?:统)?简称:?(?:为)?[“\"]?([^”\")(,]{2,16})[”\"]?[,)]")
_POLICY_TITLE = re.compile(
    r"(?:政策措施|若干措施|若干政策|扶持办法|扶持政策|奖励办法|管理办法|实施细则|补贴办法|支持办法|奖补)"
)
_PLAN_TITLE = re.compile(
    r"(?:规划|方案|计划|意见|纲要|要点|措施|部署|工程|攻略)(?!.{0,24}(?:报告|答复|总结|汇报|回顾|出台|发布|解读|印发))"
)
_HEAD_CHARS = 400


@dataclass(frozen=True, slots=True)
class Home:
    """The places a document speaks from: its district, city and province, and the one it is about by default."""

    district: Place | None
    city: Place | None
    province: Place | None
    default: Place | None


@dataclass(frozen=True, slots=True)
class Context:
    """Everything about one document that attribution looks up; all offsets are those of the matching copy."""

    source: str
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

    @property
    def text(self) -> str:
        """The matching copy."""
        return self.mapped.text

    def name(self, mention: Mention) -> str:
        """Return the place as the document writes it, or by its full name where it only says 全区 or the like."""
        if mention.end and self.text[mention.start : mention.end] == mention.text:
            return self.source[slice(*self.mapped.span(mention.start, mention.end))]
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
    home = _home(text, structure, found, gazetteer, default_district, default_city)
    mentions = _resolve(text, found, home)
    own = date if date is not None and date.year is not None else document_date(text, structure.title)
    periods = find_periods(text, own)
    return Context(
        source=source,
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
    """Drop names that are parts of others (上海路), and short names of counties whose city the text never names.

    大城 in 特大城市 and 安新 in 贵安新区 are such; 天河 in a text on 广州 is not.
    """
    named = {mention.place.name_zh for mention in found if mention.text not in gazetteer.short_of}
    out = []
    for mention in found:
        division = gazetteer.short_of.get(mention.text)
        if division is not None and division.city not in named and division.name not in named:
            continue
        if not _inside_word(text, mention):
            out.append(mention)
    return out


def _with_patterns(text: str, found: list[Mention]) -> list[Mention]:
    """Add the names told by their endings and by the frames they stand in; they take in the known names they begin with."""
    out = _merged(found, find_patterns(text, found))
    out = _merged(out, find_slots(text, out))
    return _merged(out, find_short_names(text, out))


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


def _home(
    text: str,
    structure: Structure,
    found: list[Mention],
    gazetteer: Gazetteer,
    default_district: Place | None,
    default_city: Place | None,
) -> Home:
    """Find the document's own place: in its titles, its first lines, its signature, else where most of it plays."""
    title_end = max((block.end for block in structure.blocks if block.kind is BlockKind.TITLE), default=0)
    admin = [mention for mention in found if mention.place.kind in ("district", "city", "province")]
    head = [mention for mention in admin if mention.end <= title_end]
    if not head:
        tail = max(0, len(text) - 160)
        head = [mention for mention in admin if mention.start >= tail and _signs(text, mention)]
    if not head:
        head = [mention for mention in admin if mention.end <= _HEAD_CHARS][:6]
    counts = Counter(mention.place.name_zh for mention in admin)
    by_name = {mention.place.name_zh: mention.place for mention in admin}
    asks_district = sum(text.count(word) for word in ("全区", "我区")) > 0
    district = _first(head, "district")
    city = _first(head, "city")
    province = _first(head, "province")
    zone = next(
        (
            m.place
            for m in found
            if m.end <= title_end and m.place.kind == "zone" and _OFFICIAL.search(m.text)
        ),
        None,
    )
    if district is not None and city is None:
        parent = gazetteer.by_id.get(district.parent)
        city = parent if parent is not None and parent.kind == "city" else None
    if district is None and zone is None and asks_district and city is None:
        district = next(
            (by_name[name] for name, _ in counts.most_common() if by_name[name].kind == "district"), None
        )
    if district is None and city is None and province is None and zone is None:
        for name, _ in counts.most_common(1):
            place = by_name[name]
            district = place if place.kind == "district" else None
            city = place if place.kind == "city" else None
            province = place if place.kind == "province" else None
    if zone is None and district is None and asks_district:
        zone = next(
            (
                m.place
                for m in found
                if m.place.kind == "zone" and m.start < _HEAD_CHARS * 2 and _OFFICIAL.search(m.text)
            ),
            None,
        )
        short = (
            _ABBREVIATION.match(text, next((m.end for m in found if m.place is zone), 0))
            if zone is not None
            else None
        )
        if zone is not None and short is not None:
            zone = Place(None, short[1], "zone")
    if zone is not None and district is None:
        zone = _short_zone(text, found, zone)
        district = zone
    default = district or city or province
    if zone is not None and zone is not district and title_end == 0:
        default = zone
    if default is None:
        default = default_district if asks_district or default_city is None else default_city
    named = set(counts)
    foreign = bool(named) and not any(
        place is not None and place.name_zh in named for place in (default_district, default_city)
    )
    if not foreign:
        district = district or default_district
        city = city or default_city
    return Home(district, city, province, default)


def _short_zone(text: str, found: list[Mention], zone: Place) -> Place:
    """Return the zone under the short name the document gives it near its beginning, else the zone itself."""
    for mention in found:
        if mention.start > _HEAD_CHARS * 2:
            break
        short = _ABBREVIATION.match(text, mention.end) if mention.place.kind == "zone" else None
        if short is not None and zone.name_zh.endswith(short[1]):
            return Place(zone.place_id, short[1], "zone")
    return zone


# Zones that have an administration, and so plans, reports and bulletins of their own.
_OFFICIAL = re.compile(
    r"(?:高新区|开发区|经开区|新区|自贸区|自贸试验区|保税区|综保区|合作区|示范区|试验区|片区|新城|科学城|园区)$"
)


def _signs(text: str, mention: Mention) -> bool:
    """Return whether the place begins the name of an office (广州市工业和信息化局)."""
    return (
        re.match(
            r"[\u4e00-\u9fff]{0,14}(?:局|委员会|办公室|政府|厅|院|会)\s*(?:\n|$|\d)", text[mention.end :]
        )
        is not None
    )


def _first(mentions: list[Mention], kind: str) -> Place | None:
    return next((mention.place for mention in mentions if mention.place.kind == kind), None)


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
        if (
            kept
            and kept[-1].end == mention.start
            and kept[-1].place.is_administrative
            and mention.place.kind in ("district", "city")
            and kept[-1].place.kind in ("city", "province")
        ):
            kept[-1] = Mention(kept[-1].start, mention.end, mention.text, mention.place)
            continue
        kept.append(mention)
    extra = _deictics(text, kept, home) + _abbreviations(text, kept) + _own_zone(text, home)
    if not extra:
        return kept
    merged = sorted([*kept, *extra], key=lambda mention: (mention.start, -mention.end))
    out: list[Mention] = []
    for mention in merged:
        if out and mention.start < out[-1].end:
            if mention.end - mention.start > out[-1].end - out[-1].start:
                out[-1] = mention
            continue
        out.append(mention)
    return out


_WORD_AFTER = re.compile(
    r"路|大道|街(?!道)|话|菜|人(?!工|口|才|民|均|大)|语|籍|大学|师范|医科|理工|银行|证券|日报|晚报|电视台|卫视|机场|港(?!口|澳)|站"
)


def _inside_word(text: str, mention: Mention) -> bool:
    """Return whether the name is part of another one: 上海路, 南京大学, 北京银行."""
    if mention.place.place_id is not None and not mention.place.is_administrative:
        return False
    if mention.text.endswith(("市", "省", "区", "县", "州", "国")):
        return False
    return _WORD_AFTER.match(text, mention.end) is not None


def _deictics(text: str, kept: list[Mention], home: Home) -> list[Mention]:
    out = []
    ends = [mention.end for mention in kept]
    for match in _DEICTIC.finditer(text):
        word = match.group()
        place: Place | None
        if (
            text[match.start() - 1 : match.start()] in ("示", "验", "园", "社", "片", "城", "地", "辖")
            and word == "区内"
        ):
            continue
        nearest = _THAT.get(word)
        place = None
        if nearest is not None:
            at = bisect_right(ends, match.start()) - 1
            while at >= 0 and match.start() - ends[at] < _HEAD_CHARS and place is None:
                place = kept[at].place if kept[at].place.kind in nearest else None
                at -= 1
        if place is not None:
            pass
        elif word in _DISTRICT_WORDS:
            place = home.district or (home.default if home.city is None else None)
        elif word in _CITY_WORDS:
            place = home.city
        elif word in _PROVINCE_WORDS:
            place = home.province
        else:
            at = bisect_right(ends, match.start()) - 1
            place = None
            while at >= 0 and match.start() - ends[at] < _HEAD_CHARS:
                if not kept[at].place.is_administrative:
                    place = kept[at].place
                    break
                at -= 1
        if place is not None:
            out.append(Mention(match.start(), match.end(), place.name_zh, place))
    return out


def _own_zone(text: str, home: Home) -> list[Mention]:
    """Return where a zone's own document says 新区 or 高新区 for itself."""
    zone = home.district
    ending = _OFFICIAL.search(zone.name_zh) if zone is not None and zone.kind == "zone" else None
    if zone is None or ending is None:
        return []
    pattern = re.compile(rf"(?:(?<![\u4e00-\u9fff“])|(?<=[在对为全]))(?<![一多老]){ending.group()}(?!域)")
    return [Mention(match.start(), match.end(), zone.name_zh, zone) for match in pattern.finditer(text)]


def _abbreviations(text: str, kept: list[Mention]) -> list[Mention]:
    """Return the later uses of the short names a document gives its places: X(以下简称“Y”)."""
    by_end = {mention.end: mention for mention in kept}
    out: list[Mention] = []
    seen: set[str] = set()
    for match in _ABBREVIATION.finditer(text):
        full = by_end.get(match.start())
        short = match[1].strip()
        if full is None or short == full.text or len(short) < 2 or short in seen:
            continue
        seen.add(short)
        at = text.find(short, match.end())
        while at >= 0:
            out.append(Mention(at, at + len(short), short, full.place))
            at = text.find(short, at + len(short))
    return out
