"""Places that no list has: names told by how they end (…产业园, …片区, …大厦, …实验室).

They are candidates: named in the document, without an id. A name is taken only where something says that it is one:
it begins with a known place, stands in quotes, or comes back in the document; 一批特色产业园 is none.
"""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from seeds.gazetteer import Mention, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

_ZONES = (
    "高新技术产业开发区|国家级?高新区|高新区|经济技术开发区|经济开发区|经开区|开发区|自由贸易试验区|自贸试验区|自贸区|综合保税区|综保区|保税区|临空经济区|临港经济区|"
    "临港新片区|新片区|合作区|先行示范区|示范区|试验区|新区|新城|科学城|知识城|科技城|大学城|金融城|生态城|智慧城|软件城|数字城|航天城|创新城|滨海城|商务区|中央商务区|"
    "度假区|风景区|景区|创新区|金融港|金融湾|临空区|片区|组团|协作区|集聚区|聚集区|核心区|功能区|都市圈|经济带|科创走廊|创新走廊|走廊|城市群"
)
_PARKS = (
    "人工智能小镇|特色小镇|基金小镇|梦想小镇|小镇|产业园区|产业园|科技园区|科技园|软件园|创意园|创新园|工业园区|工业园|物流园|数据园|文创园|孵化园|创业园|示范园|生态园|电商园|智造园|"
    "产业基地|总部基地|声谷|光谷|药谷|硅谷|算谷|云谷|网谷|梦工场|创新谷|生态谷|未来谷|科技谷|数谷|智谷|视谷|芯谷|健康谷|商圈|街区|湿地公园|森林公园"
)
_SITES = "大厦|实验室|研究院|创新中心|会展中心|展示中心|计算中心|智算中心|数据中心|超算中心|体育中心|高铁站|火车站|口岸|广场|机场|大学"
_ENDINGS = {"zone": _ZONES, "park": _PARKS, "building": _SITES, "town": "镇|乡|街道"}
# Every branch begins with a plain character: the engine then skips from one such character to the next.
_SUFFIX = re.compile("|".join(_ENDINGS.values()))


@functools.cache
def _kind_of(ending: str) -> str:
    return next((kind for kind, words in _ENDINGS.items() if re.fullmatch(words, ending)), "building")


_WINDOW = 12
_WORLDWIDE = ("全国", "我国", "全球")
_MIN_NAME = 4
_BREAK = re.compile(
    r"[^\u4e00-\u9fffA-Za-z0-9()]|(?<=[\u4e00-\u9fff])\d+|在|与|和|及|以(?!色列)|对|将|把|从|由|向(?!阳)|为|是|至|到|等|的|了|于|建设|打造|推进|推动|支持|依托|加快|设立|成立|入驻|落户|引进|发挥|"
    r"围绕|促进|提升|规划|建成|启动|完善|优化|深化|发展|鼓励|统筹|加强|强化|做强|做优|谋划|培育|聚焦|探索|实施|全面|高标准|高质量|高水平|积极|大力|重点|深入|着力|持续|有序|"
    r"稳步|同时|其中|形成|构建|以及|包括|例如|全力|共同|作为|成为|借助|利用|结合|通过|面向|服务(?!业|外包|贸易)|辐射|覆盖|连接|串联|联动|协同|引领|带动|并|也|又|还|均|都(?!市)|已|正|各|该|此|本|"
    r"这|那|每|所有|一批|一个|多个|若干|数个|累计|新增|共有|拥有|国家级|省级|市级|区级|首个|首批|首家|全国|全省|全市|全区|我市|我区|我省|我国|推出|选址|位于|走进|步入|进入|扎根|坐落|隶属|属于|下辖|迎来|来自|授予|获批|"
    r"入选|认定|申报|创建|争创|编制|出台|印发|落地|进驻|开放|合作|参加|参观|加速|力争|(?<!数)据|经(?!开|济)|后(?!海)|前(?!海|湾|滩)|内(?!江|蒙)|外(?!滩|高)|上(?!海|饶)|下(?!沙|城)|开展|举办|举行|召开|亮相|承办|携手|牵手|联手|启动|届时|主动|融入|融合(?!发展区|区)|(?<=[把将])原|企业(?!总部|家|港|园|广场|大厦)|(?<=\d)[年月日]|个|家|座|第"
)
_GENERIC = re.compile(
    r"(?:现代化|集群|引擎|双|高新|高新技术|经济|技术|特色|数字|数字经济|人工智能|软件|大数据|示范|重点|创新|科技|产业|现代|智慧|未来|核心|城市|国际|国家|国家级|省级|综合|重大|新型|工业|"
    r"互联网|物联网|文化|文创|创意|信息|智能|制造|先进|生物|医药|健康|金融|商贸|物流|总部|孵化|创业|大学生|青年|人才|绿色|低碳|生态|农业|旅游|文旅|电商|跨境|电子商务|直播|"
    r"集成电路|半导体|新能源|新材料|汽车|装备|机器人|元宇宙|区块链|网络|安全|信创|算力|数据|政务|公共|联合|专业|企业|技术研发|研发|基础|关键|共性|行业|工程|协同|融合|试点|"
    r"一流|世界|世界一流|全球|合作|开放|自主|综合性|区域|区域性|中心|主|副|老|旧|新|大|小|东部|西部|南部|北部|中部|沿江|滨江|滨海|临港|临空|传统|特色化|专业化|化工|县域|乡村|"
    r"商业|商务|历史|历史文化|步行|夜间|消费|民营|科创|科研|超级|精品|样板|标杆|集聚|聚集|双创|众创|引领|先导|拓展|数据要素|要素|飞地|高端|都市|都市型|微|智造|光电|国家重点|省重点|重点实验)*"
)


def find_patterns(text: str, known: Sequence[Mention]) -> list[Mention]:
    """Return the names told by their endings that ``known`` (sorted, without overlap) does not already cover."""
    starts = [mention.start for mention in known]
    found: list[tuple[int, int, str, bool, bool]] = []
    for match in _SUFFIX.finditer(text):
        end = match.end()
        span = _name_start(text, match.start(), end, known, starts)
        if span is None:
            continue
        start, anchored = span
        generic = start < 0
        start = -start - 1 if generic else start
        kind = _kind_of(match.group())
        found.append((start, end, kind, anchored, generic))
    counts = Counter(text[start:end] for start, end, *_ in found)
    quoted_names = [match.span("x") for match in _QUOTED_NAME.finditer(text)]
    for name in dict.fromkeys(text[slice(*span)] for span in quoted_names):
        quoted_names += [(match.start() + 1, match.end() - 1) for match in re.finditer(f"“{name}”", text)]
    bracketed = [match.span() for match in _BRACKETED.finditer(text)]
    starts_found = {start for start, *_ in found}
    openings = Counter(
        text[start:end] for start, end, *_ in found if _OPENS.search(text[max(0, start - 3) : start])
    )
    out: list[Mention] = []
    for start, end, kind, anchored, generic in found:
        name = text[start:end]
        quoted = (
            text[start - 1 : start] == "“"
            and text[end : end + 1] == "”"
            and not _CALLED.search(text, max(0, start - 8), start - 1)
        )
        evident = kind != "building" and (
            text[max(0, start - 2) : start].endswith(
                (
                    "在",
                    "位于",
                    "步入",
                    "走进",
                    "落户",
                    "入驻",
                    "进驻",
                    "坐落",
                    "扎根",
                    "选址",
                    "下辖",
                    "隶属",
                    "属于",
                    "于",
                )
            )
            or (_OPENS.search(text[max(0, start - 3) : start]) and _ACTS.match(text, end))
            or (kind in ("zone", "park") and (start == 0 or text[start - 1] in "\r\n"))
            or (not generic and _OPENS.search(text[max(0, start - 3) : start]) and _HAS.match(text, end))
        )
        follows = out and out[-1].end == start - 1 and text[start - 1] in "、和及与"
        leads_list = (
            text[end : end + 1] in ("、", "和")
            and end + 1 in starts_found
            and not generic
            and kind != "building"
        )
        opens = (
            kind == "building"
            and not generic
            and text.endswith(_HOUSES, start, end)
            and _OPENS.search(text[max(0, start - 3) : start])
            and _ACTS.match(text, end)
        )
        opened = (
            kind in ("zone", "park")
            and not generic
            and _STARTS_CLAUSE.search(text[max(0, start - 1) : start])
            and text[end : end + 1] not in ("的", "等", "、", "管")
        )
        evident = evident or bool(follows) or leads_list or bool(opens) or bool(opened)
        if _JUNK.search(name) or name.count("(") != name.count(")"):
            continue
        if name_is_short(name, kind) and not (anchored and kind == "town") and not evident:
            continue
        if (
            anchored
            or quoted
            or evident
            or (counts[name] > 1 and not generic)
            or (generic and len(name) >= _LONG_GENERIC and openings[name] > 1)
        ):
            out.append(
                Mention(start, end, name, Place(None, name, "subdistrict" if kind == "town" else kind))
            )
    bracketed += [span for span in quoted_names if span not in bracketed]
    bracketed += [span for span in _quoted_parts(text, known) if span not in bracketed]
    out = [mention for mention in out if not any(a <= mention.start < b for a, b in bracketed)]
    out += [Mention(a, b, text[a:b], Place(None, text[a:b], "zone")) for a, b in bracketed]
    return sorted(out, key=lambda mention: (mention.start, -mention.end))


_STARTS_CLAUSE = re.compile(r"(?:^|[\s。;,])$")
# What stands in no name: it opened a sentence that a name ends.
_JUNK = re.compile(
    r"十分|重视|高度|政府|一直|入围|来自|参观|考察|所在|该区|我们|他们|附近|周边|多家|有关|相关"
)
_HOUSES = ("大厦", "广场", "会展中心", "智算中心", "超算中心", "数据中心")
# 智能制造产业园, said of twice at the head of a clause, is one.
_LONG_GENERIC = 6

_QUOTED_PART = re.compile(r"“[\u4e00-\u9fff]{1,6}[岛谷港湾城园坊里巷街镇塔]”")


def _quoted_parts(text: str, known: Sequence[Mention]) -> list[tuple[int, int]]:
    """Return where a site has its city's name and one of its own in quotes (重庆“链岛”), said more than once."""
    found = [
        (mention.start, match.end())
        for mention in known
        if mention.place.is_administrative and (match := _QUOTED_PART.match(text, mention.end)) is not None
    ]
    counts = Counter(text[a:b] for a, b in found)
    return [(a, b) for a, b in found if counts[text[a:b]] > 1]


# 西部(重庆)科学城: the city stands in the name.
_QUOTED_NAME = re.compile(
    r"“(?:(?<=[,;。\n(]“)|(?<=^“)|(?<=简称“))(?P<x>[\u4e00-\u9fffA-Za-z0-9]{2,10}(?:[园岛谷城港湾坊区]|大道|走廊|小镇|街区))”(?=落户|位于|坐落|是(?!否)|将|已|正|长约|全长|占地|规划|总|揭牌|开园|\)揭牌|\)正式)"
)
_BRACKETED = re.compile(
    r"(?:中国西部|西部|中新|中德|中国[\u4e00-\u9fff]{0,4}|[\u4e00-\u9fff]{2,3}谷)\([\u4e00-\u9fff]{2,3}\)(?:科学城|科技城|科技园|产业园|自由贸易试验区|自贸试验区|自贸区|软件园|示范区|数字港)"
)


def name_is_short(name: str, kind: str) -> bool:
    """Return whether a name is too short to be taken without a verb beside it (径山镇)."""
    return kind == "town" or len(name) < _MIN_NAME


# “垂直硅谷” that a place is called is a byname, no place.
_CALLED = re.compile(r"(?:誉为|称为|称作|打造|建设|成为|建成|堪称|号称|是|为|叫)$")
_OPENS = re.compile(r"(?:^|[\s。;,.、:”)\d的])$")
# What a site has or measures: said of a name with a stem of its own only.
_HAS = re.compile(
    r"(?:项目|园区|首次|目前|一期|二期|三期|内)?(?:有|共|累计|产值|规上|规模|企业|入园|入驻|占地|总|面积|建筑|聚集|汇聚|新增|营收|营业|税收|年|工业|完成|,?(?:地处|位于|坐落)|原来|:|\d)"
)
_ACTS = re.compile(
    r"(?:作为|将|要|聚焦|重点|加快|打造|围绕|依托|以|被|正|则|已|集聚|瞄准|规划|是|实现|完成|现有|拥有|累计|新交付|腾笼换鸟|致力|着力|全力|力争|获|与|主攻|主导|深耕|锚定|定位|获批|迎来|引育|吸引|隶属|属于|下辖|入选|形成|发展|的主导|坐落|由|则|\d{4}年)"
)


def _name_start(
    text: str, stem_end: int, end: int, known: Sequence[Mention], starts: list[int]
) -> tuple[int, bool] | None:
    """Return where the name that ends at ``end`` begins, and whether it begins with a known place."""
    low = max(0, stem_end - _WINDOW)
    window = text[low:stem_end]
    begin = low
    for match in _BREAK.finditer(window):
        begin = low + match.end()
    at = bisect_right(starts, stem_end) - 1
    if at >= 0 and known[at].end > stem_end:
        return None  # already part of a longer known name
    anchor = None
    while at >= 0 and known[at].start >= low:
        mention = known[at]
        if (
            mention.text not in _WORLDWIDE
            and mention.end <= stem_end
            and _joins(text[mention.end : stem_end])
        ):
            anchor = mention.start
            if not mention.place.is_administrative:
                anchor = mention.start
        at -= 1
    if anchor is not None:
        anchor = _joined_start(text, anchor)
    if anchor is not None and text[anchor:end].count("(") == text[anchor:end].count(")"):
        return (anchor, True) if end - anchor >= 3 else None
    if begin >= stem_end or end - begin < 3:
        return None
    stem = text[begin:stem_end]
    generic = _GENERIC.match(stem)
    if generic is not None and generic.end() == len(stem):
        return -begin - 1, False  # 未来科技城: a name only where a verb beside it says so
    if not "\u4e00" <= stem[0] <= "\u9fff" and not stem[0].isalpha():
        return None
    return begin, False


# 中国—东盟…, 佳海·宜昌…: the first half of a name of two.
_FIRST_HALF = re.compile(
    r"(?:(?<![\u4e00-\u9fffA-Za-z0-9])[\u4e00-\u9fff]{2,5}(?<!街道)(?<![省市区县镇乡])[·-]|中国[—-]{1,2})\Z"
)


def _joined_start(text: str, start: int) -> int:
    """Return where a name begins that a dot or a dash joins to the words at ``start``."""
    low = max(0, start - 6)
    match = _FIRST_HALF.search(text, low, start)
    return match.start() if match is not None else start


def _joins(between: str) -> bool:
    """Return whether the words between a known place and the ending belong to one name."""
    return len(between) <= 8 and _BREAK.search(between) is None
