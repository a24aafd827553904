"""The words and patterns by which organisations settle at places, and places are parts of places (see ``role_words``)."""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seeds.role_words import P

if TYPE_CHECKING:
    from collections.abc import Sequence

# --- hosts -----------------------------------------------------------------------------------------------------

_PL = f"(?P<place>{P}(?:(?:、|和|与){P})*)"
# One cheap look at a clause spares it the patterns below. Every branch begins with a plain character: the engine then
# skips from one such character to the next.
HOST_WORDS = re.compile(
    r"应运而生|引育|招引|落户|入户|进户|入驻|进驻|落地|落子|落址|扎根|选址|坐落|布局|抢滩|举行|举办|召开|揭牌|启用|投产|开工|成立|上线|启动|建成|得到实践|开业|落成|亮相|揭幕|诞生|涌现|培育|孵化|走出|成长起|位于|设立|建设|建立|开设|引进|引入|投资|新建|部署|"
    r"集聚|汇聚|聚集|吸引|坐拥|迎来|签约|汇集|云[集聚]|孵化出|培育出|承办|竣工|投用|交付|运营|动工|封顶|设[在于]|建在|在此|于此|现有|拥有|此"
)
PART_WORDS = re.compile(
    r"位于|地处|坐落|选址|隶属|属于|位处|部分|核心|片区|起步区|启动区|主体|板块|包括|涵盖|下辖|包含|由|辖|组团|承载区"
)
MEMBERS = re.compile(
    r"^(?:推动|由|联合|吸引|汇聚|集聚|支持)(?P<objects>[^,;。]{4,90}?)(?:等(?:一批)?[^、,]{0,8}?|[一二三四五六七八九十\d]+[个家])(?:机构|主体|企业|产业基地|单位|园区|平台)"
)
HOSTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"^(?:其中|目前)?(?:已|现有|现已|先后|累计|成功|共|还|相继)*+(?:吸引|集聚|汇聚|引进|引入|落户|入驻|聚集|拥有|现有|签约)?(?:了|起)?(?P<objects>(?!\ue000\ue001*(?:内|区内)?(?:已|现|共|拥))[^,;。]{2,80}?)等\d+[余多]?[个家][^,;。]{0,10}(?:企业|机构|项目|公司|平台|单位|实验室)(?:入驻|落户|落地|进驻|集聚)?$"
        ),
        "drawn",
    ),
    (
        re.compile(
            rf"^(?:{P}|这里)?(?:其中|目前|现)?(?:已|先后|累计|成功|共|还|相继)*+(?:吸引|集聚|汇聚|引进|引育|引入|落户|入驻|聚集|拥有|现有)(?:了|起)?(?P<objects>[^,;。]{{2,80}}?)等[^,;。\d]{{0,12}}(?:企业|机构|项目|公司|平台|单位|院所|团队)(?:近|超|约|逾|共)?\d+[余多]?[个家](?:入驻|落户|集聚)?$"
        ),
        "drawn",
    ),
    (re.compile(r"^已(?:落户|吸引|引进|集聚|入驻)(?:了)?(?P<objects>[^,;。]{2,80}?)等"), "drawn"),
    (
        re.compile(
            r"(?:诞生|涌现|孵化|培育|走出|成长起|聚集|集聚)(?:了|出)(?P<objects>[^,;。]{2,80}?)等(?:一(?:大)?批)?[^,;。、]{0,12}?(?:公司|企业|平台|机构|品牌|团队)$"
        ),
        "drawn",
    ),
    (
        re.compile(
            r"^(?P<objects>[^,;。]{2,60}?)(?:先后|也|都|均|相继|陆续|已|就|便|同样|正式)*+(?:(?:坐落|落户|落地|扎根|入驻|集聚|选址|布局|聚集|汇聚)(?:于|在)?此|在此(?:安家|落户|扎根|落地|集聚|聚集|设立|布局))"
        ),
        "here",
    ),
    (re.compile(rf"(?P<objects>[^,;。]{{2,50}}?)(?:就|也|便)?(?:设在|设于|坐落在|建在){_PL}"), "settle"),
    (
        re.compile(
            rf"(?:推动|吸引|引导|支持|鼓励|促进|借助|随着|争取)?(?P<objects>[^,;。]{{2,50}}?)(?:将|已经?|正式|纷纷|争相|竞相|接连|先后|相继|陆续|成功|纷纷|也|等?均)*+(?:落户|入驻|进驻|落地|扎根|选址|坐落于?|落子|布局|落址|抢滩|签约落户|(?:挂牌)?成立(?=于)|设立(?=于))(?!率)(?:于|在|到|了)?{_PL}"
        ),
        "settle",
    ),
    (
        re.compile(
            rf"(?P<objects>[^,;。]{{2,90}}?)(?:将|已|已经|正)?(?:在){_PL}(?:正式|成功|顺利|隆重|先行|加快|相继|陆续)*+(?:举行|举办|召开|落户|落地|揭牌|启用|投产|开工|成立|上线|启动|建成|得到实践|开业|落成|亮相|揭幕|诞生|应运而生|挂牌|挂牌运营|投运|运营)$"
        ),
        "held",
    ),
    (
        re.compile(
            rf"(?:选址|落户|落地|坐落于?|位于|(?<![对为给])[入进]驻){_PL}(?:并[\u4e00-\u9fff]{{0,6}}|不久)?的(?P<objects>[^,;。]{{3,40}})"
        ),
        "sited",
    ),
    (
        re.compile(
            rf"(?P<actor>[^,;。]{{0,24}}?)(?<![\u4e00-\u9fff]的)在{_PL}(?:等(?:重点)?区域|内|地区|范围内)?(?:率先|加快|规划|共同|联合|合作|试点)*+(?P<verb>设立|建设|成立|布局|落地|建立|开设|建成|引进|投资|新建|部署)(?:了)?(?P<objects>[^,;。]{{3,60}})"
        ),
        "build-at",
    ),
    (
        re.compile(
            rf"{_PL}(?:内|区内)?[^,;。、\ue000]{{0,6}}?(?:(?<!重点)引进|(?<!重点)引入|引育|招引|集聚(?!示范|区|地|带)|汇聚|聚集(?!区|地)|吸引|坐拥|入驻(?!率|企)|诞生|迎来|[现已]有(?=[^,;。]*等)|拥有(?=[^,;。]*等)|落户|签约|汇集|云集|云聚|孵化出|培育出|成立|挂牌成立|承办|举办|举行(?=[^,;。]*(?:仪式|活动|大赛)$)|设立)(?:了|起|着|到)?(?P<objects>(?![和、与及培])[^,;。]{{3,80}})"
        ),
        "gather",
    ),
    (
        re.compile(
            r"^(?:其中|目前|随着|推动|当前)?(?P<objects>[^,;。]{2,140}?)(?:的)?(?:将|已经?|正式|先后|相继|陆续|顺利|正在|加快|加速|实现)++(?:落户|落地|布局入驻|入驻|进驻|投产|竣工|揭牌|投用|启用|开工|建成|落成|交付|投入(?:运行|运营|使用)|运营|动工)(?:办公|运营|使用|投产|投用|开放|招商|建设)?$"
        ),
        "settled",
    ),
    (
        re.compile(
            r"^(?:并|还|也|又|同时|目前|现|已经?|先后|累计|成功|相继|陆续|此外|共|重点)*+(?:招引|引进|引入|吸引|集聚|汇聚|聚集|落户|入驻|拥有|建有|设有|落地)(?:了|起|出)?(?P<objects>(?![和、与及培])[^,;。]{3,80})"
        ),
        "takes",
    ),
    (
        re.compile(
            r"^(?:其中|推动)?(?P<objects>[^,;。]{2,60}?)(?:落户|落地建设|入驻办公|竣工|揭牌|封顶|投入使用|交付使用|动工建设|启动建设|开工建设|布局落子|挂牌运行|正式运行|投入运营|投入运行|挂牌)$"
        ),
        "settled",
    ),
    (
        re.compile(
            rf"(?:加快|加速|全力|推进|推动|统筹|高标准|高水平)++(?P<objects>(?:{P}|“[^”]+”|[\u4e00-\u9fffA-Za-z0-9\ue000\ue001、]{{4,40}}?(?:实验室|研究院|创新中心|总部|产业园|科技园|大厦|展馆|枢纽|医院|学校|大学|项目)))(?:等[\u4e00-\u9fff]{{0,8}})?(?:项目)?建设$"
        ),
        "build",
    ),
    (
        re.compile(
            r"^(?:先后|相继|已|还|也|成功)*+(?:催生|孕育|孵化|涌现|诞生|走出)(?:出|了)++(?P<objects>(?![和、与及])[^,;。]{3,80})"
        ),
        "drawn",
    ),
    (
        re.compile(
            r"^(?P<objects>[^,;。]{3,60}?)(?:等[^,;。]{0,14})?(?:都|均|也|纷纷|相继|先后)*+(?:把|将)(?:[\u4e00-\u9fff]{0,4})总部(?:安|设|放|落|迁)"
        ),
        "drawn",
    ),
    (
        re.compile(
            r"^其中(?:不乏|包括|有)(?P<objects>[^,;。]{3,80}?)等[^,;。、]{0,12}(?:企业|公司|机构|院所|品牌)"
        ),
        "drawn",
    ),
    (re.compile(r"(?:挂牌成立|揭牌成立)(?:了)?(?P<objects>(?![和、与及培])[^,;。]{3,60})"), "settled"),
    (
        re.compile(
            rf"(?:引进|引入)(?:了)?(?P<objects>(?![和、与及培来])(?=[^,;。]*(?:{P}|[A-Z]{{2,}}|“))[^,;。]{{3,60}})"
        ),
        "settled",
    ),
)
_FREE_WORDS = re.compile(r"\(\?P<(?:objects|actor)>\[\^,;。\]\{\d+,\d+\}\?\)")


def _cue(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """Return what must stand in a clause behind the free words that ``pattern`` opens with; None for other patterns.

    The free words are tried at every place and in every length, while what comes behind them is mostly not there.
    """
    parts = _FREE_WORDS.split(pattern.pattern, maxsplit=1)
    return re.compile(parts[1]) if len(parts) > 1 and not parts[0].startswith("^") else None


HOST_CUES = tuple(_cue(pattern) for pattern, _ in HOSTS)
# Whether a pattern needs a place in the clause.
HOST_NEEDS_PLACE = tuple("place" in pattern.groupindex for pattern, _ in HOSTS)
_NEEDED = {"here": re.compile("此")}
_WITH_CUES = tuple(
    (pattern, rule, cue or _NEEDED.get(rule)) for (pattern, rule), cue in zip(HOSTS, HOST_CUES, strict=True)
)
# By whether a place stands in the clause: the patterns to try, with their names and cues.
HOST_RULES = (
    tuple(row for row, needs in zip(_WITH_CUES, HOST_NEEDS_PLACE, strict=True) if not needs),
    _WITH_CUES,
)
_ORG_TAIL = re.compile(
    r"(?:等)?(?:一批|多家|众多|知名|国内外|[\u4e00-\u9fff“”\d]{0,14}?)(?:龙头企业|领军企业|企业|公司|机构|项目|平台|总部|集团|单位|品牌|巨头)?$"
)
_ORGANISATION = re.compile(
    r"实验室|研究院|研究所|中心|总部|公司|集团|大学|学院|学校|医院|企业|项目|平台|基地|银行|基金|联盟|协会|园|大厦|广场|馆|剧院|赛事?|大会|论坛|峰会|展|节|沙龙|会议|院士|机构|工厂|门店|首店|"
    r"引擎|系统|通道|枢纽|数据|模式|联合体|[A-Za-z]{2,}|科技|智能|网络|信息|云|讯|度|里|宝|易|团|东|通|网|腾|华|星|码|康|达|美|信|科|汇|联|德|创|能"
)
_NOT_ORGANISATION = re.compile(
    r"(?:功能分区|板块|展示区|专区|契机|机遇|时代|春天|窗口期|变化|挑战|人潮|主体结构|主体|主体结构全面|全面)$|^(?:即将$|正式$|之所以|选择|刚$|刚刚$|优势|作用|能力|氛围|格局|环境|基础|资源|活力|动能|需求|人才|人口|经济|政策|要素|成果|经验|水平|合力|产业|条件)|以来$|^[(于]|在\ue000|(?:优势|作用|能力|氛围|格局|环境|基础|活力|动能|需求|资源|产值|收入|人口|工作|机制|办法|措施|条例|营收|总额|方案)$"
)


def trim_organisations(clause: str, low: int, high: int) -> tuple[int, int]:
    """Return the span of a list of organisations without 等…企业 behind it and lead-ins in front."""
    text = clause[low:high]
    lead = re.match(
        r"(?:签约落户的有|落户的有|入驻的有|像|其中|此外|同时|目前|随着|推动|吸引落户的有|入驻的有|其中|此外|同时|目前|随着|推动|吸引|支持|鼓励|引导|促进|争取|借助|由|以(?![^,;。]*为代表)|了|首批|一批|包括|如)+",
        text,
    )
    if lead is not None and lead.end() < len(text) - 1:
        low += lead.end()
        text = clause[low:high]
    if re.search(r"等[^、]{0,10}(?:产业|平台|服务|应用|设施|硬件|成果|技术|场景|政策|试点|载体|业态)$", text):
        return low, low
    by = re.match(r"由[^的]{2,20}(?:主办|承办|举办|打造|建设)的", text)
    if by is not None:
        low += by.end()
        text = clause[low:high]
    moved = re.search(r"(?:正式)?(?:落户|入驻|进驻|落地|扎根|集聚)$", text)
    if moved is not None and moved.start() >= 2:
        high = low + moved.start()
        text = clause[low:high]
    paid = re.match(r"(?:计划)?总?投资[^,;。的]{2,14}的", text)
    if paid is not None:
        low += paid.end()
    late = re.search(r"(?:日前|近日|近期|目前|今年|去年|先后|相继|也|均|已)$", clause[low:high])
    if late is not None and late.start() >= 2:
        high = low + late.start()
    text = clause[low:high]
    tail = re.search(r"等(?:一批|众多|多家|[^、]{0,24}$)", text)
    if tail is not None and tail.start() >= 2:
        high = low + tail.start()
    return low, high


# 一期24.6万平方米已竣工, 签约项目58个, 聚集企业200: an amount is nobody who settles.
_AMOUNT = re.compile(
    r"\d[\d.]*[余多]?[万亿千百]*(?:平方米|平方公里|亩|公顷|元|人|名|户|家|个|座|栋|条|项|台|套|公里)?(?:企业|项目|人才)?$"
)


_EVENT = re.compile(r"(?:仪式|大会|活动|论坛|峰会|签约会|推介会|发布会|大赛|博览会)$")
_LONGEST_EVENT = 80
_ALREADY = r"(?:目前|现|均|都|也|正式|先后|相继|陆续|成功|纷纷|将|已经?|全部)"
# 某项目,已落子P: what settles stands in the clause before.
SETTLES_TOO = re.compile(
    rf"{_ALREADY}*+(?:落户|入驻|进驻|落地|扎根|选址|落子|落址|签约落户|签约)(?:于|在|到|了)?{_PL}[^,;。]{{0,6}}$"
)


# 其余19栋, 二期项目预计今年9月, 我们最终: parts of sentences that end before a verb of building.
_NO_NAME = re.compile(
    r"^[\d.]+[万亿千百]*元|^(?:其余|其他|另|该|此|我们|他们|我|最终|已有|还有|多[栋家个]|[一二三四五]期|当前|目前|首批|这)|预计|今年|明年|去年|\d+月|\d年|"
    r"\d+[栋家个座幢亩]|\d周年|已全面|实现$|最终|决定|于$"
)


def is_organisation(phrase: str) -> bool:
    """Return whether ``phrase`` may name an organisation, a project or an event."""
    return (
        2 <= len(phrase) <= (_LONGEST_EVENT if _EVENT.search(phrase) else 40)
        and _AMOUNT.search(phrase) is None
        and _NO_NAME.search(phrase) is None
        and _NOT_ORGANISATION.search(phrase) is None
    )


_COMMON = re.compile(
    r"一批|优质|各类|更多|国内外|知名|团队|商户|企业|机构(?!$)|人才|服务|技术|领域|行业|产业(?!园|基地)|配套|[的和与及]|赛事|教育|运营|管理|建设|资源|平台建设|设施|场景|成果|业态"
)


def has_name(phrase: str) -> bool:
    """Return whether a list holds a name: a place, something in quotes or Latin letters, a short word that is not common."""
    items = re.split("、", phrase)
    return any(
        "\ue000" in item
        or "“" in item
        or re.search(r"[A-Z]{2,}", item)
        or (2 <= len(item) <= 14 and not _COMMON.search(item))
        for item in items
    )


_PROPER = re.compile(
    r"[A-Z]{2,}|“|\ue000|(?:公司|集团|总部|研究院|研究所|实验室|大学|学院|医院|银行|创新中心|研发中心|运营中心|数据中心|计算中心|智算中心)$"
)
_LOOSE = re.compile(
    r"^(?:一批|优质|更多|来自|各类|众多|多家|大量|国内外|高端)|\d|的|效应|企业$|项目$|样板|成果|场景"
)


def are_named(items: Sequence[str]) -> bool:
    """Return whether a list without a place beside it is of names: Latin letters, quotes, an institution, or short words."""
    if any(_LOOSE.search(item) for item in items):
        return False
    return any(_PROPER.search(item) for item in items) or (
        len(items) > 1 and all(2 <= len(item) <= 8 and not _COMMON.search(item) for item in items)
    )


_FACILITY = re.compile(r"(?:中心|总部|研究院|实验室|基地|大厦|广场|项目|小镇|街区|[园谷城港])(?:\([^)]*\))?$")
_MODIFIED = re.compile(
    r"^(?:国家|国际|世界|全国|全球|全省|全市|区域|一流|具有|领先|区域性|高端|特色|新型|现代|综合|一批|以|集|[\u4e00-\u9fff]{0,6}级)|的|示范|高地|枢纽"
)


def are_facilities(items: Sequence[str]) -> bool:
    """Return whether a list of two or more things to be built is of sites with names: it is not what a place is to become."""
    return len(items) > 1 and all(
        _FACILITY.search(item) and _MODIFIED.search(item) is None and len(item) > _SHORT_FACILITY
        for item in items
    )


VERBAL = re.compile(r"(?:聚集|集聚|发挥|建设|打造|推动|推进|提升|吸引|引进|“)")
_SHORT_FACILITY = 4
# What lies somewhere as an organisation does, rather than as a part of the place.
SETTLED = re.compile(r"(?:实验室|研究院|研究所|大学|学院|医院|银行|总部|公司|集团|中心|馆)(?:\([^)]*\))?$")
INSTITUTION = re.compile(r"(?:实验室|研究院|研究所|大学|学院|医院|银行|总部|公司|集团)(?:\([^)]*\))?$")

# --- part_of ---------------------------------------------------------------------------------------------------

PART_AS = re.compile(
    rf"作为(?P<whole>{P})的?(?:重要|核心|主要|关键|先行)?(?:组成部分|核心区域?|核心片区|承载区|起步区|启动区|主体|片区|板块|组团)"
)
# 项目位于Q, said of the site that the sentence is about.
LIES_THERE = re.compile(
    rf"^(?:项目|园区|该园|基地|其)?(?:位于|地处|坐落于?|坐落在)(?:[\u4e00-\u9fff]{{0,6}}?)(?P<whole>{P})(?![^,;。]*的)"
)
PARTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"(?:位于|地处|坐落于?|坐落在|选址于?)(?:[\u4e00-\u9fff]{{0,6}}?)(?P<whole>{P})[^,;。\ue000]{{0,14}}?的[^,;。\ue000]{{0,6}}?“?(?P<part>{P})"
        ),
        "sited",
    ),
    (
        re.compile(
            rf"(?P<part>{P}(?:、{P})*)[\u4e00-\u9fff]{{0,4}}?(?:位于|地处|坐落于|坐落在|隶属于?|属于|位处)(?:[\u4e00-\u9fff]{{0,6}}?)(?P<whole>{P})"
        ),
        "lies-in",
    ),
    (
        re.compile(
            rf"(?P<part>{P})(?:是|作为|系)(?P<whole>{P})(?:的)?(?:重要|核心|主要)?(?:组成部分|核心区域?|核心片区|起步区|启动区|主体|片区|重要板块)"
        ),
        "piece",
    ),
    (
        re.compile(
            rf"(?P<whole>{P})(?:主要|规划|范围)?(?:包括|涵盖|下辖|包含|辖)(?P<part>{P}(?:(?:、|和|及|与){P})*)"
        ),
        "made-of",
    ),
    (
        re.compile(
            rf"(?P<whole>{P})[^,;。\ue000]{{0,8}}由(?P<part>[^,;。\ue000]{{0,12}}{P}(?:(?:、|和|及|与)(?:{P}|[^,;。、和及与\ue000]{{2,10}}(?=、|和|及|与)))*)(?:等)?(?:[^,;。\ue000]{{0,6}})(?:组成|构成)"
        ),
        "made-of",
    ),
)
