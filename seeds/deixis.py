"""Places named by pointing: 全区, 该园, 园区, and the short names a document gives its places."""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from seeds.gazetteer import Mention, Place
from seeds.home import ABBREVIATION, HEAD_CHARS, OFFICIAL, Home

if TYPE_CHECKING:
    from collections.abc import Iterator

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
            "该产业园",
            r"[岛核园港谷湾镇城]内(?<=[\s,、。;:在于]..)",
            r"入园(?=企业|机构|项目)",
            r"园内(?<![\u4e00-\u9fff]园内)",
            # Every branch begins with a plain character: the engine then skips from one such character to the next.
            *(
                rf"{word}(?<=[把将]{word})(?=[打建发培提])"
                for word in ("园区", "片区", "新区", "新城", "小镇", "基地")
            ),
            *(
                rf"{word}(?<![\u4e00-\u9fff]..)(?=已|现有|目前|力争|累计|集聚|将|拥有|规划|总)"
                for word in ("小镇", "街区", "片区", "基地", "新城")
            ),
            r"示范区(?<![\u4e00-\u9fff]...)(?=已|现有|目前|力争|累计|集聚|将|拥有|规划|总)",
            r"这里(?<![\u4e00-\u9fff]..)(?=是|已|有|集聚|汇聚|聚集|正|将|曾|现)",
        )
    )
)


# 园区, 产业园, 开发区 alone: the one that was spoken of last.
_BARE_KINDS = (
    "工业园区", "科技园区", "产业园区", "园区", "产业园", "软件园", "科技园", "工业园", "创意园", "创新园", "物流园", "孵化园", "开发区", "经开区",
    "高新区", "新区", "新城", "示范区", "试验区", "合作区", "片区", "街区", "小镇", "科学城", "科技城", "金融城", "综保区", "保税区", "自贸区",
    "商圈", "孵化器", "临空经济区", "空港经济区", "临港经济区", "自贸试验区", "实验室", "全镇", "我镇", "全街道", "我街道", "全乡",
)  # fmt: skip
_BARE = re.compile(
    "|".join(rf"{word}(?<![\u4e00-\u9fffA-Za-z]{word})(?!”)" for word in _BARE_KINDS)
    + "|"
    + "|".join(
        rf"{lead}(?:{'|'.join(_BARE_KINDS)})"
        for lead in ("整个", "目前", "当前", "如今", "年", "月", "其中", "推动", "为")
    )
)
_LEAD = re.compile(r"整个|目前|当前|如今|年|月|其中|推动|为")
# What may be called 园区.
_GROUNDS = re.compile(r"(?:园|区|谷|港|城|镇|湾|基地|中心|天地|小镇|大厦|广场)$")
# A building or an institute in it is not meant by 园区.
_BUILT = re.compile(r"(?:大厦|广场|中心|楼|塔|馆|实验室|研究院|大学|学院|医院)$")
_ENDS_IN = {
    "全镇": ("镇",), "我镇": ("镇",), "全街道": ("街道",), "我街道": ("街道",), "全乡": ("乡",),
    "产业园区": ("产业园", "园区"), "科技园区": ("科技园", "园区"), "工业园区": ("工业园", "园区"),
    "经开区": ("开发区", "经开区"), "高新区": ("高新区", "产业开发区"), "综保区": ("保税区", "综保区"),
}  # fmt: skip


def find_deictics(text: str, kept: list[Mention], home: Home) -> list[Mention]:
    """Return what words that point (全市, 该区, 园区) stand for, in order; nothing where that is not told."""
    out = []
    ends = [mention.end for mention in kept]
    for match in _DEICTIC.finditer(text):
        word = match.group()
        if word == "区内" and text[match.start() - 1 : match.start()] in (*"示验园社片城地辖",):
            continue
        place = _opener(text, match.start(), kept, ends) if word == "这里" else None
        place = place or _pointed_at(word, match.start(), kept, ends, home)
        if place is not None:
            out.append(Mention(match.start(), match.end(), place.name_zh, place))
    taken = {mention.start for mention in out}
    for match in _BARE.finditer(text):
        lead = _LEAD.match(match.group())
        start = match.start() + (lead.end() if lead is not None else 0)
        place = _last_of_kind(text[start : match.end()], start, kept, ends, home)
        if place is not None and start not in taken:
            out.append(Mention(start, match.end(), place.name_zh, place))
    return out


def _opener(text: str, start: int, kept: list[Mention], ends: list[int]) -> Place | None:
    """Return the site that the sentence up to ``start`` opened with: A位于B旁,这里… is about A."""
    low = max(text.rfind(mark, 0, start) for mark in "。\n!?")
    first = None
    for mention in _before(start, kept, ends):
        if mention.start <= low:
            break
        if not mention.place.is_administrative:
            first = mention.place
    return first


_INSIDE = 2  # 岛内, 核内


def _pointed_at(word: str, start: int, kept: list[Mention], ends: list[int], home: Home) -> Place | None:
    nearest = _THAT.get(word)
    if nearest is not None:
        for mention in _before(start, kept, ends):
            if mention.place.kind in nearest and (
                mention.place.is_administrative or mention.place.name_zh.endswith("区")
            ):
                return mention.place
    if word in _DISTRICT_WORDS:
        if home.district is None and home.province is not None and home.province.name_zh.endswith("自治区"):
            return home.province
        return home.district or (home.default if home.city is None else None)
    if word in _CITY_WORDS:
        return home.city
    if word in _PROVINCE_WORDS:
        return home.province
    grounds = word in ("该园", "该园区", "该产业园", "入园", "园内")
    if word.endswith("内") and len(word) == _INSIDE:
        for mention in _before(start, kept, ends):
            if not mention.place.is_administrative and mention.place.name_zh.endswith(word[0]):
                return mention.place
        if word != "园内":
            return None
    for mention in _before(start, kept, ends):
        if not mention.place.is_administrative and not (grounds and _BUILT.search(mention.place.name_zh)):
            return mention.place
    return None


def _last_of_kind(word: str, start: int, kept: list[Mention], ends: list[int], home: Home) -> Place | None:
    """Return the last place before ``start`` that ``word`` is short for, else the document's own if it can be."""
    endings = _ENDS_IN.get(word, (word,))
    own = home.district
    if own is not None and own.kind == "zone" and own.name_zh.endswith(endings):
        return own
    home_places = [home.default] if home.default is not None else []
    for place in [*(mention.place for mention in _before(start, kept, ends)), *home_places]:
        if place.is_administrative or (word == "新区" and place.name_zh.endswith(("创新区", "高新区"))):
            continue
        if place.name_zh.endswith(endings) and place.name_zh != word:
            return place
        if word == "园区" and _GROUNDS.search(place.name_zh) and not _BUILT.search(place.name_zh):
            return place
    return None


def _before(start: int, kept: list[Mention], ends: list[int]) -> Iterator[Mention]:
    """Yield the places named not far before ``start``, the last first."""
    at = bisect_right(ends, start) - 1
    while at >= 0 and start - ends[at] < HEAD_CHARS:
        yield kept[at]
        at -= 1


def find_own_zone(text: str, home: Home) -> list[Mention]:
    """Return where a zone's own document says 新区 or 高新区 for itself."""
    zone = home.district
    ending = OFFICIAL.search(zone.name_zh) if zone is not None and zone.kind == "zone" else None
    if zone is None or ending is None:
        return []
    pattern = re.compile(rf"(?:(?<![\u4e00-\u9fff“])|(?<=[在对为全]))(?<![一多老]){ending.group()}(?!域)")
    return [Mention(match.start(), match.end(), zone.name_zh, zone) for match in pattern.finditer(text)]


def find_abbreviations(text: str, kept: list[Mention]) -> list[Mention]:
    """Return the later uses of the short names a document gives its places: X(以下简称“Y”)."""
    by_end = {mention.end: mention for mention in kept}
    out: list[Mention] = []
    seen: set[str] = set()
    for match in ABBREVIATION.finditer(text):
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
