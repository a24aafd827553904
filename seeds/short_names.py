"""The short names a document gives its places without saying so: 张江 for 张江科学城, 功能区 for the zone just named.

A bare name has no ending that tells a place. It is one where longer names of the same document begin with it
(西岸 in 西岸智塔, 西岸传媒港) or where a frame says so (X作为…承载区), and where a clause speaks of it as of a place.
Like patterns these are candidates without an id.
"""

# ruff: noqa: E501, SIM905 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind

from seeds.gazetteer import Mention, Place
from seeds.role_words import is_industry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_SHORTEST, _LONGEST = 2, 5
_REACH = 600
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# What a name must not be: words of the genre that begin many names.
_COMMON = frozenset(
    "国际 国家 中国 全球 全国 世界 智能 智慧 数字 科技 科创 产业 创新 创业 人工 人工智能 软件 信息 高新 经济 未来 特色 新型 现代 城市 中心 核心 文化 "
    "文创 创意 生态 绿色 生物 医药 健康 金融 商务 商贸 总部 大学 中央 综合 互联 互联网 工业 工业互联网 大数据 数据 算力 云计算 区块链 物联网 元宇宙 "
    "电子 电商 跨境 物流 临空 临港 航空 航天 海洋 新城 新区 东部 西部 南部 北部 中部 第一 第二 国企 民营 青年 人才 企业 政府 公司 集团 集成 集成电路 "
    "半导体 新能源 新材料 先进 高端 时尚 消费 体育 会展 旅游 文旅 农业 乡村 历史 传统 重点 示范 试验 综保 保税 自贸 自由 开放 合作 联合 滨江 滨海 沿江 "
    "量子 低空 低碳 海外 人民 市民 群众 我们 他们 项目 园区 基地 平台 工程 计划 科学 科研 研发 技术 制造 装备 机器人 汽车 网络 安全 通信 动漫 游戏 "
    "音乐 影视 设计 服务 服务业 制造业 数字经济 实体经济 总投资 目前 其中 同时 这里 此次 一批 多个 高校 院校 机构 部门 专家 记者 负责 战略 规划 方案".split()
)
_KIND = re.compile(
    r"(?:高新技术产业|经济技术)?(?:国家级)?(?:高新区|开发区|经开区|新区|新城|科学城|科技城|大学城|知识城|金融城|软件城|商务区|度假区|试验区|示范区|合作区|创新区|集聚区|功能区|片区|组团|"
    r"产业园区|产业园|科技园区|科技园|科创园|软件园|创意园|创新园|工业园|物流园|文创园|生态园|孵化园|小镇|街区|商圈|走廊|大走廊|港区|会客厅|创新中心|会展中心|实验室|大厦|广场|公园|湿地|社区|基地|中心|"
    r"人工智能岛|中区|东区|西区|南区|北区|智塔|传媒港|智慧谷|生物谷|[谷城园港湾岛区镇])$"
)
# The words that, alone, speak of the place just named, when what follows speaks of a place.
_STANDS_ALONE = re.compile(
    r"(?<![\u4e00-\u9fffA-Za-z0-9“”])(?:(?:目前|如今|未来|今年|同时|近年来|今后|当前|接下来|随着|下一步|其中|而|在|为|该|整个),?)?\Z"
)
_ALONE = re.compile(
    r"(?P<kind>功能区|产业园|软件园|科技园|科创园|文创园|创意园|创新园|工业园|物流园|小镇|科学城|科技城|新城|新区|高新区|经开区|开发区|示范区|试验区|合作区|集聚区|商务区|街区|片区|基地|大厦|商圈|走廊|会客厅|创新中心|综合体)"
    r"(?=将|已|正|还|也|现|目前|先后|成功|累计|重点|聚焦|围绕|依托|以|打造|建设|集聚|汇聚|吸引|招引|引进|拥有|规划|总|力争|计划|未来|通过|位于|坐落|地处|是|共|入驻|内|设立|致力|着力|积极|定位|坚持|瞄准|形成|作为|立足|始终|全力|加快|计划|成为|获|入选)"
)
_ENTERED = re.compile(
    r"(?:落户|入驻|进驻|落地|选址|扎根|(?<![存所现内])在|吸引到)(?P<kind>新区|高新区|经开区|开发区|产业园|软件园|科技园|科创园|科学城|科技城|小镇|功能区|片区|街区|示范区)(?=[,。;、的]|落户|创业|集聚|办公|投资|设立|落地)"
)
_LAND = re.compile(
    r"(?:滨江|外滩|滨水|江畔|东岸|西岸|南岸|北岸|沿岸|江岸|南站|北站|东站|西站|老城|古城|主城)(?!路|大道|街|区|县|市|银行|大学)"
)
_OWNS = re.compile(
    r"(?:作为|正|将|已成|定位|聚焦|打造|建设|成为|集聚|汇聚|依托|立足|位于|坐落|迎来|拥有|坐拥|加快|着力|以[^,;。]{2,20}为|经过|历经|曾|从|侧重|则|发力|抢|瞄准|布局|入选|获批|始终|不断|持续|也|还|地区|片区|板块|一带|核心区|的)"
)
_OPENING = ",;。:、\n“"
_IN_FRONT = re.compile(
    r"(?:(?<![存所正现处旨潜内外健自实好贵])在|将|把|落户|入驻|进驻|布局|走进|位于|对|从)\Z"
)
_IN_IT = re.compile(r"[,;。的]|打造|建设|作为|建成")
_AS = re.compile(
    r"(?:(?<=[。;\n,:])|(?<=^))(?P<x>[\u4e00-\u9fff]{2,6})(?=作为(?!创新主体|企业)[^,;。\n]{2,40}(?:区|城|地|极|核|谷|港|湾|园|带|枢纽|窗口|载体|组团|组成部分|引擎|节点|支点|中心|高地)[,;。])"
)
_NOT_AS = re.compile(
    r"企业|公司|集团|产业|经济|项目|平台|技术|政府|部门|中心|大会|论坛|行业|工程|机制|数据|人才|协会|大学|高校|银行|我|他|她|此|其|这|该|本|各|全|后|者|业$|会$|局$|委$|院$|人$|商$"
)


def find_short_names(text: str, known: Sequence[Mention]) -> list[Mention]:
    """Return the places named for short in ``text`` that ``known`` (sorted, without overlap) does not already cover."""
    starts = [mention.start for mention in known]
    bare = _bare_names(text, known)
    out = [*_everywhere(text, bare, known, starts), *_on_the_land(text, known)]
    out += _last_words(text, sorted([*known, *out], key=lambda mention: (mention.start, -mention.end)))
    taken = sorted([*known, *out], key=lambda mention: (mention.start, -mention.end))
    out += _alone(text, taken)
    return sorted(out, key=lambda mention: (mention.start, -mention.end))


def without_address(found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, 崂山区株洲路片区 as 株洲路片区 where the document names the site without its district too."""
    names = {mention.text for mention in found if not mention.place.is_administrative}
    out = []
    for mention in found:
        address = _ADDRESS.match(mention.text) if mention.place.place_id is None else None
        name = mention.text[address.end() :] if address is not None else ""
        if name in names and not mention.place.is_administrative:
            mention = Mention(mention.start, mention.end, name, Place(None, name, mention.place.kind))  # noqa: PLW2901
        out.append(mention)
    return out


def with_phases(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions, a park with the phase that is spoken of as of a place (软件园三期重点发展…)."""
    out = []
    for mention in found:
        phase = _PHASE.match(text, mention.end) if mention.place.place_id is None else None
        if (
            phase is not None
            and not mention.place.is_administrative
            and mention.text.endswith(("园", "园区", "城", "小镇", "谷"))
            and text[mention.start : mention.end] == mention.text
        ):
            name = mention.text + phase.group()
            mention = Mention(mention.start, phase.end(), name, Place(None, name, mention.place.kind))  # noqa: PLW2901
        out.append(mention)
    return out


_PHASE = re.compile(
    r"[一二三四五六]期(?=重点发展|坐落|位于|地处|聚焦|将打造|打造|定位|集聚|汇聚|入驻|现有|作为|是|以[^,;。]{2,30}为|入选|获评)"
)
_ADDRESS = re.compile(r"[\u4e00-\u9fff]{2,8}?[区市县省](?=[\u4e00-\u9fff]{3,})")


def _bare_names(text: str, known: Sequence[Mention]) -> list[str]:
    """Return the bare names: stems of names, or what a clause says to be a place, where a frame speaks of them."""
    admin = {mention.text for mention in known if mention.place.is_administrative}
    names = {
        _without_address(mention, admin)
        for mention in known
        if not mention.place.is_administrative and mention.end > mention.start
    }
    stems = {name[: match.start()] for name in names if (match := _KIND.search(name)) is not None}
    shared = Counter(name[:length] for name in names for length in (2, 3, 4) if len(name) > length + 1)
    stems |= {stem for stem, count in shared.items() if count > 1}
    stems |= {
        match["x"]
        for match in _AS.finditer(text)
        if not _NOT_AS.search(match["x"]) and match["x"] not in admin
    }
    begun = {word[:length] for word in admin for length in range(1, len(word) + 1)}
    candidates = [
        stem
        for stem in sorted(stems, key=lambda word: (len(word), word))
        if _SHORTEST <= len(stem) <= _LONGEST + 1
        and stem not in _COMMON
        and stem not in names
        and stem not in begun
        and not any(stem[:length] in admin for length in range(1, len(stem)))
        and not any(stem[:length] in _COMMON for length in range(3, len(stem)))
        and _HAN.fullmatch(stem)
        and not is_industry(stem)
    ]
    spoken = _spoken_of(text, candidates)
    out: list[str] = []
    for stem in candidates:
        if stem in spoken and not any(stem.startswith(shorter) for shorter in out):
            out.append(stem)
    return out


def _without_address(mention: Mention, admin: Collection[str]) -> str:
    """Return a name without the administrative place it begins with (上海张江科学城)."""
    name = mention.text
    for length in range(len(name) - _SHORTEST - 1, 0, -1):
        if name[:length] in admin:
            return name[length:]
    return name


def _spoken_of(text: str, stems: Sequence[str]) -> set[str]:
    """Return the bare names that a clause opens with and speaks of, or is in."""
    out: set[str] = set()
    if not stems:
        return out
    # One pass however many names there are.
    for index, start, end in AhoCorasick(list(stems)).find_matches_as_indexes(text, overlapping=True):
        if stems[index] in out:
            continue
        opens = start == 0 or text[start - 1] in _OPENING
        if (opens and _OWNS.match(text, end)) or (
            _IN_IT.match(text, end) and _IN_FRONT.search(text, max(0, start - 2), start)
        ):
            out.add(stems[index])
    return out


def _everywhere(
    text: str, names: Sequence[str], known: Sequence[Mention], starts: Sequence[int]
) -> list[Mention]:
    """Return the mentions of ``names`` outside ``known`` places and outside longer words (张江集团)."""
    if not names:
        return []
    automaton = AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest)
    out = []
    for index, start, end in automaton.find_matches_as_indexes(text):
        at = bisect_right(starts, start) - 1
        if (at >= 0 and known[at].end > start) or (at + 1 < len(known) and known[at + 1].start < end):
            continue
        if _LONGER.match(text, end):
            continue
        out.append(Mention(start, end, names[index], Place(None, names[index], "area")))
    return out


_LONGER = re.compile(
    r"[\u4e00-\u9fff]{0,3}(?:[智之]塔|楼|馆|港|谷|园|广场|中心|大厦|实验室|小镇)|[\u4e00-\u9fff]{0,4}(?:集团|公司|股份|控股|资本|银行|大学|中学|小学|医院|酒店|路|大道|街道|镇|站|村|人)(?![\u4e00-\u9fff]*区)"
)


def _on_the_land(text: str, known: Sequence[Mention]) -> list[Mention]:
    """Return 徐汇滨江, 黄浦外滩: a stretch of land named after the district in front of it."""
    out = []
    for mention in known:
        if mention.place.kind not in ("district", "city") or mention.text.endswith(("市", "区", "县")):
            continue
        match = _LAND.match(text, mention.end)
        if match is not None:
            name = text[mention.start : match.end()]
            out.append(Mention(mention.start, match.end(), name, Place(None, name, "area")))
    return out


_LAST_WORD = re.compile(r"[\u4e00-\u9fff]{2}[岛城谷港湾坊镇塔]\Z")


def _last_words(text: str, known: Sequence[Mention]) -> list[Mention]:
    """Return where the last word of a longer name stands for it: 科创城 for 南昌VR科创城."""
    places: dict[str, Mention] = {}
    for mention in known:
        match = _LAST_WORD.search(mention.text)
        if match is not None and len(mention.text) >= _LONGEST and not mention.place.is_administrative:
            places.setdefault(match.group(), mention)
    if not places:
        return []
    starts = [mention.start for mention in known]
    words = list(places)
    out = []
    for index, start, end in AhoCorasick(words).find_matches_as_indexes(text):
        at = bisect_right(starts, start) - 1
        first = places[words[index]]
        if (
            start < first.end
            or (at >= 0 and known[at].end > start)
            or _HAN_BEFORE.search(text, max(0, start - 1), start)
        ):
            continue
        out.append(Mention(start, end, first.place.name_zh, first.place))
    return out


# A word that goes on from what stands before it is another one, unless that is a little word.
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff](?<![在将把年月对从为于到向与和及])\Z")


def _alone(text: str, known: Sequence[Mention]) -> list[Mention]:
    """Return where a kind of place, alone, speaks of the last place of that kind."""
    starts = [mention.start for mention in known]
    out = []
    for match in [*_ALONE.finditer(text), *_ENTERED.finditer(text)]:
        kind, start = match["kind"], match.start("kind")
        if start == match.start() and not _STANDS_ALONE.search(text, max(0, start - 4), start):
            continue
        at = bisect_right(starts, start) - 1
        if at >= 0 and known[at].end > start:
            continue
        while at >= 0 and start - known[at].end < _REACH:
            mention = known[at]
            if not mention.place.is_administrative and mention.place.name_zh.endswith(_sorts(kind)):
                out.append(Mention(start, match.end("kind"), mention.place.name_zh, mention.place))
                break
            at -= 1
    return out


def _sorts(kind: str) -> tuple[str, ...]:
    """Return how the names end that a kind of place, alone, can stand for."""
    if kind in ("产业园", "科技园", "科创园", "软件园", "文创园", "创意园", "创新园", "工业园", "物流园"):
        return (kind, f"{kind}区")
    return (kind,)
