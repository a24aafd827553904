"""The place a number is about: named in its clause, its sentence, the sentences before, the headings."""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seeds.gazetteer import Mention, Place
from seeds.structure import LONGEST

if TYPE_CHECKING:
    from seeds.context import Context
    from seeds.structure import Block

# Words that make the place behind them what is compared with or worked with, not what is measured.
_REFERENCE_BEFORE = re.compile(
    r"(?:[\d一二三四五六七八九十两][个家项座条所批]|占[据到]?|高于|低于|快于|慢于|超过|优于|多于|少于|相比|比|较|与|同|和|向|对|面向|以|来自|引领|辐射|服务|覆盖|距离?|赴|居|列|位居|位列|排名|居于|"
    r"领先|领跑|走在|对接|联动|依托|代表|通往|至|往|入选|获评?|获批|列入|纳入|荣获|被评为|评为|入围|跻身|进入|位于|地处|隶属于?|属于|坐落于|毗邻|紧邻|邻近|接壤|离)(?:了)?(?:《|“)?$"
)
_REFERENCE_AFTER = re.compile(
    r"(?:台(?!山|州|北|前|江)|同胞|青年|籍|居民(?!人均)|总部|分公司|分院|研究院|研究所|[\u4e00-\u9fff]{2,4}(?:有限公司|股份公司)|[^,;。、:\d有在为是的等与和达将]{1,14}?(?:公司|集团|研究所|研究院|学院|医院|协会|商会|政协|人大常委会|[^当格布结大]局|委员会|办公室)(?![\u4e00-\u9fff]{0,6}(?:认定|备案|批准))|[^,;。、:\d]{0,8}百强|等[\d一二三四五六七八九十两]|第|前\d|前[一二三四五六七八九十]|首|占比|比重|份额|“?(?:专精特新|单项冠军|小巨人|著名商标|名牌|科技进步|重点实验室|工程(?:技术)?(?:研究)?中心|企业技术中心|瞪羚|百强)|率先|基础上|唯一|最|领先|先进|平均|的?\d+(?:\.\d+)?%|百强|范围|各地|一流|排名|同类|同期|增速|水平|占比|中?占|的占比|的比重|比重|总量的|总数的)"
)
_NAMED_PLAN = re.compile(r"[^“”,;。\n]{1,12}”(?:计划|工程|行动|政策|人才|专项|品牌)")
_PLACE_WINDOW_SENTENCES = 3


def find_place(context: Context, index: int, block: Block) -> Mention | None:
    """Return the mention of the place that what stands at ``index`` is about, None if only the document can say."""
    text, structure = context.text, context.structure
    if index and text[index - 1] in "(约近超":
        opening = text.rfind("(", max(block.start, index - 4), index)
        if opening > 0:
            inner = context.mentions_between(max(block.start, opening - 30), opening)
            if inner and inner[-1].end == opening:
                return inner[-1]
    measured = _MEASURED.match(text, index)
    if measured is not None:  # 3.2平方公里的某某公园
        behind = context.mentions_between(measured.end(), min(measured.end() + 24, block.end))
        if behind and behind[0].start == measured.end() and not behind[0].place.is_administrative:
            return behind[0]
    beside = _beside(context, index, block)
    if beside is not None:
        return beside
    sentence_start, _ = structure.sentence(index)
    low = max(sentence_start, block.start)
    segment = structure.segment(index)[0]
    own_clause = structure.clause(index)[0]
    high = index
    while high > low:
        start = max(structure.clause(high - 1)[0], low)
        found = _one_of_list(context, start, high) or _subject_place(
            context, start, high, previous=high <= own_clause
        )
        if found is not None and not _ACTED.search(text[start : found.start]):
            return found
        if found is not None and high > segment:
            return _label(context, low, start) or found
        high = start
    at = sentence_start
    for _ in range(_PLACE_WINDOW_SENTENCES):
        if at <= block.start:
            break
        previous_start, _ = structure.sentence(at - 1)
        if _moves_in(text[previous_start:at]):
            break
        found = _opening_place(context, max(previous_start, block.start), at)
        if found is not None and _carries(context, found, sentence_start, block):
            return found
        at = previous_start
    if not context.is_policy and _OF_A_SITE.search(text, low, index):
        site = _site_spoken_of(context, index, block)
        if site is not None:
            return site
    section = block.section
    while section is not None:
        head = structure.sections[section]
        found = _subject_place(context, head.title_end - len(head.title), head.title_end, previous=True)
        if found is not None and found.place.kind not in ("country", "region"):
            return found
        section = head.parent
    return None


# The items hold no joining character, so that there is one way only to cut a list.
_ITEM = r"(?:(?![和与及])[\u4e00-\u9fffA-Za-z0-9()“”]){2,16}"
_LISTED = re.compile(rf"(?P<items>{_ITEM}(?:[、和与及]{_ITEM}){{1,9}})[^、,;。]{{0,16}}?分别")


def _beside(context: Context, index: int, block: Block) -> Mention | None:
    """Return the place right in front of a number in a list of both: 分别为东城街道15万人、西城街道13万人."""
    text = context.text
    found = context.mentions_between(max(block.start, index - 30), index)
    if not found or found[-1].end != index or _above_home(context, found[-1].place):
        return None
    start = found[-1].start
    before = text[start - 1 : start]
    listed = before in ("、", ",") and re.search(r"\d[^、,]{0,6}$", text[max(0, start - 10) : start - 1])
    return found[-1] if listed or before in (":", "为") else None


_ENDS_OF_SITES = r"(?:大厦|大楼|广场|中心|园区?|[片街新港城]区|基地|小镇|街道|[镇乡村城谷港湾岛])"
_SITE = re.compile(rf"{_ENDS_OF_SITES}$")
_UP_TO_SITE = re.compile(rf".{{2,}}{_ENDS_OF_SITES}")
_NO_SITES = ("城镇", "农村", "乡村", "城乡", "乡镇")


def _one_of_list(context: Context, low: int, high: int) -> Mention | None:
    """Return the k-th site of a list for the k-th number behind 分别, where the list names sites that no rule knows."""
    text = context.text
    match = _LISTED.match(text, low, high) if text.find("分别", low, high) >= 0 else None
    if match is None:
        return None
    items = re.split("[、和与及]", match["items"])
    which = respectively(context, match.end("items"), high, len(items))
    if which is None:
        return None
    at = low
    for item in items[:which]:
        at += len(item) + 1
    name = items[which]
    if which == len(items) - 1:
        last = _UP_TO_SITE.match(name)
        if last is None:
            return None
        name = last.group()
    known = [mention for mention in context.mentions_between(at, at + len(name)) if mention.start == at]
    if (
        known
        or name in _NO_SITES
        or sum(_SITE.search(item) is not None for item in items[:-1]) * 2 < len(items) - 1
    ):
        return None
    return Mention(at, at + len(name), name, Place(None, name, "zone"))


def _label(context: Context, low: int, high: int) -> Mention | None:
    """Return the place that labels its sentence: X:推动甲、乙、丙三个基地做强."""
    found = context.mentions_between(low, high)
    if not found or not context.text.startswith(":", found[0].end):
        return None
    return found[0] if context.text[low : found[0].start].strip("“” ") == "" else None


# What only a park, a quarter or a building has: 入园企业, 厂房, a floor area.
_OF_A_SITE = re.compile(
    r"入园|开园|(?<![\u4e00-\u9fff])园区(?!域)|(?:目前|当前|该|全|整个|如今|使)园区|园内|厂房|(?:建筑|用地|占地|建设)面积|(?:占地|用地)[约近达超]{0,2}(?=\d|\Z)|出租率|入驻率|楼内|项目(?:总投资|占地)"
)


def _site_spoken_of(context: Context, index: int, block: Block) -> Mention | None:
    """Return the site last spoken of before ``index``; what only one park has, the next one."""
    for mention in reversed(context.mentions_between(max(0, index - _NOT_FAR), index)):
        clause = context.structure.clause(mention.start)[0]
        if not mention.place.is_administrative and _leads(
            context, mention, mention.end, clause, index, previous=False
        ):
            return mention
    if _OF_ONE_PARK.search(context.text, max(block.start, index - _NOT_FAR), index):
        for mention in context.mentions_between(index, min(block.end, index + _NOT_FAR)):
            if not mention.place.is_administrative:
                return mention
    return None


_OF_ONE_PARK = re.compile(r"入园|开园|园内|入驻率|出租率")
_NOT_FAR = 400


def _subject_place(context: Context, low: int, high: int, *, previous: bool) -> Mention | None:
    """Return the last place of the span that is spoken about; a list of places (A、B和C) is one.

    A site (not an administrative unit) counts only as the subject of its clause, or as the object that ends the
    clause before.
    """
    if high <= low:
        return None
    found = context.mentions_between(low, high)
    for at in range(len(found) - 1, -1, -1):
        mention = found[at]
        if not is_subject(context, mention, low, high):
            continue
        if mention.place.place_id is None and _TO_BECOME.search(context.text[low : mention.start]):
            continue  # 建成某某集聚区,营收达到300亿元: whose it is, is said before
        first = at
        while first > 0 and context.text[found[first - 1].end : found[first].start] in _JOINS:
            first -= 1
        if not _leads(context, found[first], mention.end, low, high, previous=previous):
            continue
        if first == at:
            return mention
        start = found[first].start
        each = respectively(context, mention.end, high, at - first + 1)
        if each is not None:
            return found[first + each]
        if not is_subject(context, found[first], low, high):
            continue
        return Mention(start, mention.end, context.text[start : mention.end], _SEVERAL)
    return None


_CORE = re.compile(r"为(?:起步区|启动区|核心|先导区|支点|组团|主阵地|载体|中心)")
_MEASURED = re.compile(r"[\d.]+[余多]?[万亿]?(?:平方公里|平方米|公顷|亩|㎡)的")
_TO_BECOME = re.compile(
    r"(?:建成|打造成?为?|形成|创建|争创|成为|建设成?为?|入选|获评|获批|认定为|构建)(?:了|全国|全省|全市|国家级|省级|首个|世界级)*“?$"
)
# 支持A建设X;培育B: what is done for A says nothing of the part behind the semicolon.
_ACTED = re.compile(r"(?:支持|推动|鼓励|引导|助力)$")


def respectively(context: Context, low: int, high: int, count: int) -> int | None:
    """Return which of ``count`` listed things the number at ``high`` belongs to, in A、B和C…分别为x、y、z."""
    text = context.text[low:high]
    at = text.find("分别")
    if at < 0:
        return None
    before = len(re.findall(r"(?<=[^\s])(?:、|和|及)", text[at:]))
    return before if before < count else None


_JOINS = ("、", "和", "与", "及")
_SEVERAL = Place(None, "", "other")
_OPENS = re.compile(
    r"[“”\s]*(?:(?:其中|同时|此外|目前|当前|如今|现在|截至|到|至|在|将|把|的|作为|推动|支持|带动|促进|引导|助力|确保|力争|争取|预计|初步|据|由|并|而|且|使|让|其|如|例如|比如|以来|全年|还|更|连续|又|从|整个|[一二三四五六七八九十]是|“十[一二三四五]五”(?:期间|时期|期?末)?|[\d年月日底末前至.、()-]+)[,的]?)*+$"
)


def _leads(context: Context, first: Mention, end: int, low: int, high: int, *, previous: bool) -> bool:
    """Return whether places from ``first`` to ``end`` open their clause, or are where it plays, or end the one before.

    Where a place stands further back, its clause speaks of something else: 为全市贡献税收, 承接北京的功能.
    """
    text = context.text
    start = _chain_start(context, first, low)
    if previous and text[end:high].strip(",;:。”)") == "" and not first.place.is_administrative:
        return True
    if text.startswith("等", end) and not first.place.is_administrative:
        return False
    before = text[low:start]
    before = before[before.rfind(" ") + 1 :]  # a title of two halves
    if before.endswith(_ENTERED) or (not previous and before.endswith(_WHERE)):
        return True
    for period in context.periods_between(low, start):
        before = before.replace(text[period.start : period.end], "", 1)
    return _OPENS.match(before) is not None


# What brings a place before the reader, and what says where its own clause plays and no other.
_ENTERED = ("的", "步入", "走进", "来到", "探访", "走访", "落户", "入驻")
_WHERE = ("在", "到", "分布", "遍布")


def _chain_start(context: Context, mention: Mention, low: int) -> int:
    """Return where the address begins that ``mention`` ends: 广东 in 广东珠海横琴粤澳深度合作区."""
    start = mention.start
    for other in reversed(context.mentions_between(low, start)):
        if other.end != start:
            break
        start = other.start
    return start


def is_subject(context: Context, mention: Mention, low: int, high: int) -> bool:
    """Return whether a place is what its clause speaks of, rather than a yardstick, partner or a part of a name."""
    text = context.text
    start = _chain_start(context, mention, low)
    before = text[max(low, start - 6) : start]
    as_core = before.endswith("以") and _CORE.match(context.text, mention.end) is not None
    if _REFERENCE_BEFORE.search(before) and not before.endswith(("依托",)) and not as_core:
        return False
    if before.endswith("作为") and not text.startswith((",", "、"), mention.end):
        return False  # 作为长三角重要的基地, the subject comes behind
    after = text[mention.end : mention.end + 24]
    if _REFERENCE_AFTER.match(after):
        return False
    if _NAMED_PLAN.match(text, mention.end) and text[start - 1 : start] == "“":
        return False  # “姑苏领军人才”计划
    inside = text[mention.end : high]
    # A place inside brackets that are already closed says something of what stands before them.
    return not (inside.count(")") > inside.count("(") or inside.count("》") > inside.count("《"))


def _opening_place(context: Context, low: int, high: int) -> Mention | None:
    """Return the place an earlier sentence of the paragraph is about: one that opens it, or a clause near its beginning."""
    for mention in context.mentions_between(low, high):
        if mention.start - low > _NEAR_BEGINNING:
            break
        clause = max(low, context.structure.clause(mention.start)[0])
        if (
            mention.place.kind == "region"
            or _above_home(context, mention.place)
            or not is_subject(context, mention, clause, high)
            or not _leads(context, mention, mention.end, clause, high, previous=False)
        ):
            continue
        site = not mention.place.is_administrative
        if site and _ACTED.search(context.text[low : mention.start]):
            continue  # 推动X建成Y。到2025年, … speaks of the whole again
        if site and _moves_in(context.text[low:high]):
            return None
        return mention
    return None


_NEAR_BEGINNING = 40
# A sentence without a subject of its own, or with one that only a site has, goes on about the site before it.
_GOES_ON = re.compile(
    r"[\s“”]*(?:目前|现|已|共|累计|其中|此外|预计|计划|截至|自|如今|今年|去年|近年|未来|下一步|将|规划|总|一期|二期|项目|入驻|入园|引进|引育|集聚|聚集|汇聚|吸引|招引|培育|拥有|建有|占地|建筑|全部|达产|投产|建成|实现|完成|新增|带动|提供|获|先后|成功|年|园|片区|基地|该|这|到|\d|“十|20)"
)


def _carries(context: Context, found: Mention, start: int, block: Block) -> bool:
    """Return whether the site an earlier sentence opens with is still spoken of in the sentence from ``start``."""
    if found.place.is_administrative or context.text.startswith("。", found.end):
        return True  # 某某园。现有企业80家: the name heads the paragraph
    sites = {
        mention.place.name_zh
        for mention in context.mentions_between(
            max(block.start, start - LONGEST), min(block.end, start + LONGEST)
        )
        if not mention.place.is_administrative
    }
    return len(sites) <= _FEW_SITES or _GOES_ON.match(context.text, start) is not None


_FEW_SITES = 1


def _above_home(context: Context, place: Place) -> bool:
    """Return whether ``place`` is the province or the country of a document on a city or district.

    Such a one is named for comparison, and the next sentence speaks of the document's own place again.
    """
    home = context.home
    own = home.default
    if own is None or place.kind not in ("country", "province") or own.name_zh == place.name_zh:
        return False
    return place.kind == "country" or own.kind != "country"


# X、Y相继落地。 says what came, not what the next sentence measures.
_MOVES_IN = re.compile(r"(?P<what>[^,;。在于]*)(?:落地|落户|入驻|揭牌|挂牌|启用|开工)[。;\s]*$")


def _moves_in(sentence: str) -> bool:
    """Return whether the sentence says no more than that several things came."""
    match = _MOVES_IN.match(sentence)
    return match is not None and ("、" in match["what"] or match["what"].endswith("相继"))
