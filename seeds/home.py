"""The places a document speaks from: its district, city and province, and the one it is about by default."""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seeds.divisions import cities_of, city_of, province_of
from seeds.gazetteer import Place
from seeds.structure import BlockKind, Structure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seeds.gazetteer import Gazetteer, Mention

ABBREVIATION = re.compile(r"\((?:以下)?(?:统)?简称:?(?:为)?[“\"]?([^”\")(,]{2,16})[”\"]?[,)]")
HEAD_CHARS = 400


@dataclass(frozen=True, slots=True)
class Home:
    """The places a document speaks from: its district, city and province, and the one it is about by default."""

    district: Place | None
    city: Place | None
    province: Place | None
    default: Place | None


def find_home(
    text: str,
    structure: Structure,
    found: list[Mention],
    gazetteer: Gazetteer,
    default_district: Place | None,
    default_city: Place | None,
) -> Home:
    """Find the document's own place: in its titles, its first lines, its signature, else where most of it plays."""
    title_end = max((block.end for block in structure.blocks if block.kind is BlockKind.TITLE), default=0)
    admin = [
        mention
        for mention in found
        if mention.place.kind in ("district", "city", "province") and not _DATELINE.match(text, mention.end)
    ]
    head = [mention for mention in admin if mention.end <= title_end]
    if not head:
        tail = max(0, len(text) - 160)
        head = [mention for mention in admin if mention.start >= tail and _signs(text, mention)]
    if not head:
        head = [mention for mention in admin if mention.end <= HEAD_CHARS][:6]
    counts = Counter(mention.place.name_zh for mention in admin)
    by_name = {mention.place.name_zh: mention.place for mention in admin}
    asks_district = sum(text.count(word) for word in ("全区", "我区")) > 0
    district = _first(head, "district")
    city = _first(head, "city")
    if district is not None and city is not None and head[-1].end > title_end:
        # Named near the beginning, but in another city: a district that is compared with.
        lies_in = cities_of(district.name_zh)
        district = district if not lies_in or city.name_zh in lies_in else None
    province = _first(head, "province")
    asks_city = "我市" in text
    if (
        district is not None
        and city is not None
        and asks_city
        and not asks_district
        and not any(mention.place.kind == "district" for mention in head if mention.end <= title_end)
    ):
        district = None  # a text of the city, whose districts are named in passing
    zone = next(
        (m.place for m in found if m.end <= title_end and m.place.kind == "zone" and OFFICIAL.search(m.text)),
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
    if zone is None and district is None:
        zone = _bare_zone(structure.title, found)
    named = set(counts)
    if district is not None and city is None:
        city = _as_place(city_of(district.name_zh, named), "city", by_name)
    if province is None and city is not None:
        province = _as_place(province_of(city.name_zh), "province", by_name)
    # In an autonomous region 全区 is the region.
    of_region = city is not None and province is not None and province.name_zh.endswith("自治区")
    if zone is None and district is None and asks_district and not of_region:
        zone = next(
            (
                m.place
                for m in found
                if m.place.kind == "zone" and m.start < HEAD_CHARS * 2 and OFFICIAL.search(m.text)
            ),
            None,
        )
        short = (
            ABBREVIATION.match(text, next((m.end for m in found if m.place is zone), 0))
            if zone is not None
            else None
        )
        if zone is not None and short is not None:
            zone = Place(None, short[1], "zone")
    if zone is not None and district is None:
        zone = _short_zone(text, found, zone)
        district = zone
    site = _site_in_title(text, found, structure)
    default = (_short_zone(text, found, site) if site is not None else None) or district or city or province
    if zone is not None and zone is not district and title_end == 0:
        default = zone
    foreign = any(mention.place.kind in ("district", "city", "province") for mention in found) and not any(
        place is not None and place.name_zh in named for place in (default_district, default_city)
    )
    asks = asks_district or asks_city or "全市" in text
    ours = (not found and asks) or any(
        mention.place.place_id and mention.place.kind not in ("country", "region") for mention in found
    )
    if default is None and not ours:
        default = _most_spoken_of(found) or _bare_zone_of(text)
    if default is None and not foreign and ours:
        default = default_district if asks_district or default_city is None else default_city
    if not foreign and ours:
        district = district or default_district
        city = city or default_city
    return Home(district, city, province, default)


# 新华网北京5月29日电: where it was written, not what it is about.
_DATELINE = re.compile(r"\d{1,2}月\d{1,2}日(?:电|消息|讯|报道)")


def _most_spoken_of(found: Sequence[Mention]) -> Place | None:
    """Return the site that a text names most, or opens with: it names no district and no city."""
    named = [mention for mention in found if not mention.place.is_administrative]
    counts = Counter(mention.place.name_zh for mention in named)
    sites = [mention for mention in named if counts[mention.place.name_zh] > 1 or mention.start <= _OPENING]
    return (
        max(sites, key=lambda mention: (counts[mention.place.name_zh], -mention.start)).place
        if sites
        else None
    )


_OPENING = 2
_BARE_ZONE = re.compile(
    r"(?:^|[\s,。])(?P<zone>高新区|经开区|开发区|新区)(?=按照|坚持|深入|认真|紧紧|围绕|以|实现|全力|上下|党工委|管委会)"
)


def _bare_zone_of(text: str) -> Place | None:
    """Return the zone that a text without a name of a place calls by its kind only."""
    match = _BARE_ZONE.search(text, 0, HEAD_CHARS)
    return Place(None, match["zone"], "zone") if match is not None else None


def _as_place(name: str | None, kind: str, known: dict[str, Place]) -> Place | None:
    return None if name is None else known.get(name) or Place(None, name, kind)


_BARE = re.compile(
    r"(?:^|[\s年月度:,])(?P<kind>经开区|高新区|开发区|新区|自贸区|保税区|综保区)(?=\d{4}年|[的党工管经数产深]|关于|上半年|前三季度)"
)
_FULL = {"经开区": "技术开发区", "高新区": "产业开发区", "综保区": "综合保税区", "自贸区": "自由贸易试验区"}


def _bare_zone(title: str, found: Sequence[Mention]) -> Place | None:
    """Return the zone of a title that names its kind only, 经开区2022年工作总结, with its name if the text has it."""
    match = _BARE.search(title.strip())
    if match is None:
        return None
    kind = match["kind"]
    for mention in found:
        if mention.text != kind and mention.text.endswith((kind, _FULL.get(kind, kind))):
            return mention.place
    return Place(None, kind, "zone")


def _site_in_title(text: str, found: Sequence[Mention], structure: Structure) -> Place | None:
    """Return the site that the titles name, where they name no other place but what it lies in."""
    for block in structure.blocks:
        if block.kind is not BlockKind.TITLE:
            continue
        inside = [mention for mention in found if block.start <= mention.start and mention.end <= block.end]
        sites = [mention for mention in inside if not mention.place.is_administrative]
        if not sites or len({mention.place.name_zh for mention in sites}) > 1:
            continue
        site = sites[0]
        others = [mention for mention in inside if mention.place.is_administrative]
        if others and (len(others) > 2 or others[-1].end != site.start):
            return None
        return (
            site.place
            if _ABOUT.search(text[block.start : others[0].start if others else site.start])
            else None
        )
    return None


# What may stand in a title before the site it is about.
_ABOUT = re.compile(r"(?:^|[\s,:—|!?“”])(?:关于|走进|探访|聚焦|探秘|看|解码)?“?$")


def _short_zone(text: str, found: list[Mention], zone: Place) -> Place:
    """Return the zone under the short name the document gives it near its beginning, else the zone itself."""
    for mention in found:
        if mention.start > HEAD_CHARS * 2:
            break
        short = ABBREVIATION.match(text, mention.end) if mention.place.kind == "zone" else None
        if short is not None and zone.name_zh.endswith(short[1]):
            return Place(zone.place_id, short[1], "zone")
    return zone


# Zones that have an administration, and so plans, reports and bulletins of their own.
OFFICIAL = re.compile(
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
