"""What a number is about: its place, period, status, measure and subject.

Each is looked for in the clause, then the sentence, then what came before in the paragraph, then the headings, then
the document, and taken from the first that names one.
"""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seeds.gazetteer import Mention, Place
from seeds.measures import find_measure, find_subject
from seeds.units import UnitKind

if TYPE_CHECKING:
    from seeds.context import Context
    from seeds.periods import Period
    from seeds.quantities import Quantity
    from seeds.structure import Block


@dataclass(frozen=True, slots=True)
class Attribution:
    """What ``attribute`` finds; None where the document does not say."""

    place: str | None
    place_id: str | None
    subject: str | None
    measure: str
    period: str | None
    status: str


def attribute(context: Context, quantity: Quantity, block: Block) -> Attribution:
    """Return what ``quantity``, which stands in ``block``, is about."""
    measure = find_measure(context, quantity)
    mention = find_place(context, quantity.start, block)
    period, ahead = find_period(context, quantity.start, block)
    status = find_status(
        context,
        quantity,
        block,
        ahead=ahead,
        dated=period is not None,
        this_year=period is not None and period == str(context.date.year),
    )
    if period is None and status == "target":
        period = _period_above(context, block)
    if mention is not None:
        place: str | None = context.name(mention)
        place_id = mention.place.place_id
    else:
        default = context.home.default
        place = default.name_zh if default is not None else None
        place_id = default.place_id if default is not None else None
    return Attribution(place, place_id, find_subject(context, quantity, measure), measure, period, status)


# --- place -----------------------------------------------------------------------------------------------------

# Words that make the place behind them what is compared with or worked with, not what is measured.
_REFERENCE_BEFORE = re.compile(
    r"(?:[\d一二三四五六七八九十两][个家项座条所批]|占|高于|低于|快于|慢于|超过|优于|多于|少于|相比|比|较|与|同|和|向|对|面向|以|来自|引领|辐射|服务|覆盖|距离?|赴|居|列|位居|位列|排名|居于|"
    r"领先|领跑|走在|对接|联动|依托|代表|通往|至|往|入选|获评?|获批|列入|纳入|荣获|被评为|评为|入围|跻身|进入|位于|地处|隶属于?|属于|坐落于|毗邻|紧邻|邻近|接壤|离)(?:了)?(?:《|“)?$"
)
_REFERENCE_AFTER = re.compile(
    r"(?:台(?!山|州|北|前|江)|同胞|青年|籍|居民(?!人均)|总部|分公司|分院|研究院|研究所|[\u4e00-\u9fff]{2,4}(?:有限公司|股份公司)|等[\d一二三四五六七八九十两]|第|前\d|前[一二三四五六七八九十]|首|唯一|最|领先|先进|平均|的?\d+(?:\.\d+)?%|百强|范围|各地|一流|排名|同类|同期|增速|水平|的比重|比重|总量的|总数的)"
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
    sentence_start, _ = structure.sentence(index)
    low = max(sentence_start, block.start)
    segment = structure.segment(index)[0]
    own_clause = structure.clause(index)[0]
    high = index
    while high > low:
        start = max(structure.clause(high - 1)[0], low)
        found = _subject_place(context, start, high, previous=high <= own_clause)
        if found is not None and (high > segment or not _ACTED.search(text[start : found.start])):
            return found
        high = start
    at = sentence_start
    for _ in range(_PLACE_WINDOW_SENTENCES):
        if at <= block.start:
            break
        previous_start, _ = structure.sentence(at - 1)
        found = _opening_place(context, max(previous_start, block.start), at)
        if found is not None:
            return found
        at = previous_start
    section = block.section
    while section is not None:
        head = structure.sections[section]
        found = _subject_place(context, head.start, head.title_end, previous=True)
        if found is not None and found.place.kind != "country":
            return found
        section = head.parent
    return None


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
        if not (mention.place.is_administrative and mention.text not in _WORLDWIDE) and not _leads(
            context, mention, low, high, previous=previous
        ):
            continue
        first = at
        while first > 0 and context.text[found[first - 1].end : found[first].start] in (
            "、",
            "和",
            "与",
            "及",
        ):
            first -= 1
        if first == at:
            return mention
        start = found[first].start
        each = _respectively(context, mention.end, high, at - first + 1)
        if each is not None:
            return found[first + each]
        if not is_subject(context, found[first], low, high):
            continue
        return Mention(start, mention.end, context.text[start : mention.end], _SEVERAL)
    return None


# 支持A建设X;培育B: what is done for A says nothing of the part behind the semicolon.
_ACTED = re.compile(r"(?:支持|推动|鼓励|引导|助力)$")


def _respectively(context: Context, low: int, high: int, count: int) -> int | None:
    """Return which of ``count`` listed things the number at ``high`` belongs to, in A、B和C…分别为x、y、z."""
    text = context.text[low:high]
    at = text.find("分别")
    if at < 0:
        return None
    before = len(re.findall(r"(?<=[^\s])(?:、|和|及)", text[at:]))
    return before if before < count else None


_WORLDWIDE = ("中国", "全球", "全国", "我国")
_SEVERAL = Place(None, "", "other")
_OPENS = re.compile(
    r"[“”\s]*(?:(?:其中|同时|此外|目前|当前|截至|到|至|在|将|把|的|作为|推动|支持|由|并|而|其|如|“十[一二三四五]五”(?:期间|时期|期?末)?|[\d年月日底末前至.、()-]+)[,的]?)*+$"
)


def _leads(context: Context, mention: Mention, low: int, high: int, *, previous: bool) -> bool:
    text = context.text
    start = mention.start
    for other in context.mentions_between(low, start):
        if other.end == start:  # 珠海横琴粤澳深度合作区: the city before it is part of its address
            start = other.start
    before = text[low:start]
    if previous and text[mention.end : high].strip(",;:。”)") == "":
        return True
    if text.startswith("等", mention.end):
        return False
    return _OPENS.match(before) is not None or before.endswith(("在", "的", "落户", "入驻", "到"))


def is_subject(context: Context, mention: Mention, low: int, high: int) -> bool:
    """Return whether a place is what its clause speaks of, rather than a yardstick, partner or a part of a name."""
    text = context.text
    before = text[max(low, mention.start - 6) : mention.start]
    if _REFERENCE_BEFORE.search(before) and not before.endswith(("依托",)):
        return False
    after = text[mention.end : mention.end + 8]
    if _REFERENCE_AFTER.match(after):
        return False
    if _NAMED_PLAN.match(text, mention.end) and text[mention.start - 1 : mention.start] == "“":
        return False  # “姑苏领军人才”计划
    inside = text[mention.end : high]
    # A place inside brackets that are already closed says something of what stands before them.
    return not (inside.count(")") > inside.count("(") or inside.count("》") > inside.count("《"))


def _opening_place(context: Context, low: int, high: int) -> Mention | None:
    """Return the place an earlier sentence of the paragraph is about: one near its beginning."""
    for mention in context.mentions_between(low, high):
        if (
            mention.start - low <= 24
            and is_subject(context, mention, low, high)
            and mention.place.kind != "country"
        ):
            site = not mention.place.is_administrative
            if site and _ACTED.search(context.text[low : mention.start]):
                continue  # 推动X建成Y。到2025年, … speaks of the whole again
            if site and _MOVES_IN.search(context.text[mention.end : high]):
                return None
            return mention
    return None


# X、Y相继落地。 says what came, not what the next sentence measures.
_MOVES_IN = re.compile(r"^[^,;。在于]*(?:落地|落户|入驻|揭牌|挂牌|启用|开工)[。;\s]*$")


# --- period ----------------------------------------------------------------------------------------------------


def find_period(context: Context, index: int, block: Block) -> tuple[str | None, bool]:
    """Return the period of what stands at ``index``, and whether it lies ahead."""
    structure = context.structure
    clause_start, clause_end = structure.clause(index)
    sentence_start, _ = structure.sentence(index)
    for low, high in (
        (max(clause_start, block.start), index),
        (max(sentence_start, block.start), clause_start),
    ):
        found = [
            period
            for period in context.periods_between(low, max(low, high))
            if not period.reference
            and not _is_event(context, period)
            and not (_FIVE.match(context.text, period.start) and ";" in context.text[period.end : index])
        ]
        raised = _raised(context, low, high)
        if raised is not None:
            if not raised.end < high - _NEXT_TO:
                return raised.value, raised.ahead
            found = [period for period in found if period.start != raised.start]
        if len(found) > 1:
            each = _respectively(context, found[-1].end, index, len(found))
            if each is not None:
                return found[each].value, found[each].ahead
        if found:
            return found[-1].value, found[-1].ahead
    for period in context.periods_between(index, clause_end):
        if not period.reference and period.start - index < 20 and not _is_event(context, period):
            return period.value, period.ahead
    if sentence_start > block.start:
        for period in reversed(context.periods_between(block.start, sentence_start)):
            if (
                not period.reference
                and not _is_event(context, period)
                and not _FIVE.match(context.text, period.start)
            ):
                return period.value, period.ahead
    section = block.section
    while section is not None:
        head = structure.sections[section]
        for period in context.periods_between(head.start, head.title_end):
            if not period.reference:
                return period.value, period.ahead
        section = head.parent
    about = context.date.about
    return (None, False) if about is None else (str(about), False)


_NEXT_TO = 4
_FIVE = re.compile(r"(?:过去|近)?五年(?!规划)")
# 预计2024年6月交付 dates the delivery, not the area delivered.
_EVENT = re.compile(
    r"[前底初末]?(?:全面|正式|建成)?(?:交付|投产|竣工|完工|投用|投入使用|启用|开业|开园|动工|开工|通车)(?:使用|运营)?(?=[,;。)\n])"
)
_RAISED = re.compile(r"(?:提高|增长|增加|上升|提升|扩大|缩小|下降|降低|发展|攀升|跃升)(?:到|至)")


def _is_event(context: Context, period: Period) -> bool:
    return _EVENT.match(context.text, period.end) is not None


def _raised(context: Context, low: int, high: int) -> Period | None:
    """Return the first year of 由2015年的11.4%提高到17.7%, which is that of the first number only."""
    for period in context.periods_between(low, max(low, high)):
        if context.text[period.start - 1 : period.start] in ("由", "从") and (
            period.end >= high - _NEXT_TO or _RAISED.search(context.text[period.end : high])
        ):
            return period
    return None


_ABOVE = 800


def _period_above(context: Context, block: Block) -> str | None:
    """Return the goal year last spoken of above in the same section: a plan names it once for a list of targets."""
    for period in reversed(context.periods_between(max(0, block.start - _ABOVE), block.start)):
        if period.ahead and not period.reference:
            other = context.structure.block_at(period.start)
            if other is None:
                return None
            section = block.section
            while section is not None and section != other.section:
                section = context.structure.sections[section].parent
            return period.value if section == other.section else None
    return None


# --- status ----------------------------------------------------------------------------------------------------

_AHEAD = re.compile(
    r"力争|争取(?!到)|预计|预期|计划(?:总?投资|建设|新增|到|在|于|引进|完成|实施|用|投入|培育|打造)|(?<![即])将(?:达|建|有|实|新|成|形|打|突|超|推|带|增|提|在|于|进|完|投|为|引|培|"
    r"是|全|继|加|力|不|会|可|再|更|重|着|从|由|通|围|按|安|陆|分|聚|持|落|构|努|逐|以|争|用|举|支|对|发|扩|深|高|坚|开|组)|拟(?:建|投|用|在|引|新)|目标|确保|有望|"
    r"努力|展望|要(?:达|实|建|完|新|确|力|培|在|努|加|把|全|推|突|形|打|引|围|继|坚|着)|规划(?:建设|到|投资)|未来(?!科技|城|产业|网络|社区|空间)|届时|不得(?:低|少|高|超)"
)
# A plan that lists its figures states goals, even those it counts up to (累计建成).
_GOALS = re.compile(
    r"(?:发展|数据|主要|预期|具体|核心|目标|量化)指标|《[^》]{0,40}(?:规划|方案|计划|纲要)》(?:中|还|也)*(?:提出|明确|列出)"
)
_PAST = re.compile(
    r"(?:已(?!成为)|累计|目前|截至|截止|现有|现已|成功|曾|过去|以来|同比|比上年|较上年|完成了|实现了|达成|新认定|获批|荣获|先后)"
)
_POLICY = re.compile(
    r"奖励|补贴|补助|资助|奖补|扶持|贴息|给予|减免|减按|兑付|租金优惠|配套资金|经费支持|资金支持"
)
_POLICY_FORM = re.compile(
    r"给予|最高|按(?:照)?.{0,20}(?:给予|奖|补|资|贴|征收)|贴息按|减按|一次性|不超过|每(?:家|个|户|人|年|项)|标准|可(?:获|申请|享)|分别奖|额度|封顶"
)
_PAID = re.compile(r"累计|已|兑现|发放|落实|拨付|投入|争取(?:到|上级)|下达|完成")
# 培育5-6家企业, said without 已, 了 or 共, is what is to be done.
_MAKES = re.compile(
    r"(?:打造|培育|建设|构建|扶持|孵化|培训|引进|新建|带动|引育|创建|选树|遴选|开展|举办|实施|组织|推广)[^,;。]{0,4}$"
)
_PAST_ANY = re.compile(r"已|了|累计|共|目前|成功|先后|过去|以来|同比|达到?|截至|全年|获|完成|实现")
_HEAD_AHEAD = re.compile(
    r"目标|工作安排|主要任务|重点任务|重点工作|工作重点|下一步|工作思路|工作打算|展望|远景|总体要求|工作计划|保障措施|今后|未来|主要预期|规划布局|任务|举措|工程"
)
_HEAD_POLICY = re.compile(
    r"(?:扶持|优惠|奖补|惠企|支持|人才)?政策(?:礼包|支持|措施|清单|条款|$)|奖励标准|补贴标准"
)
_HEAD_PAST = re.compile(
    r"回顾|成效|成绩|成就|基础|现状|情况|存在|问题|总结|经验|进展|过去|发展环境|概况|形势"
)


# 预计2024年6月交付, says nothing of the figures behind it.
_DELIVERY = re.compile(r"(?:预计|计划|拟|力争)[^,;。]{0,16}?" + _EVENT.pattern)


def find_status(
    context: Context, quantity: Quantity, block: Block, *, ahead: bool, dated: bool, this_year: bool = False
) -> str:
    """Return ``actual``, ``target`` or ``policy``."""
    text, structure = context.text, context.structure
    segment_start, segment_end = structure.segment(quantity.start)
    segment_start, segment_end = max(segment_start, block.start), min(segment_end, block.end)
    clause_start, clause_end = structure.clause(quantity.start)
    segment = text[segment_start:segment_end]
    near = text[max(clause_start, segment_start) : min(clause_end, segment_end)]
    offered = quantity.kind in (UnitKind.MONEY, UnitKind.PERCENT) and _POLICY.search(segment)
    if offered and _POLICY_FORM.search(near) and not _PAID.search(near):
        return "policy"
    if context.is_policy and not ahead and not dated:
        if quantity.kind in (UnitKind.MONEY, UnitKind.PERCENT, UnitKind.MEASURE):
            return "policy"
        return "target"
    if ahead:
        return "target"
    sentence_start, _ = structure.sentence(quantity.start)
    before = _DELIVERY.sub("", text[max(sentence_start, block.start) : quantity.start])
    marks = [match.end() for match in _AHEAD.finditer(before)]
    if _GOALS.search(before) and not dated:
        return "target"
    if marks and not re.search(r"同比|比上年|较上年", text[quantity.start : min(clause_end, block.end)]):
        tail = before[marks[-1] :]
        if not _PAST.search(tail):
            return "target"
    if re.search(r"的(?:发展|年度|总体)?目标", text[quantity.end : min(clause_end, block.end)]):
        return "target"
    if dated and not (this_year and not _PAST_ANY.search(near)):
        return "actual"
    if _MAKES.search(text[max(clause_start, segment_start) : quantity.start]) and not _PAST_ANY.search(
        before[-60:] + near
    ):
        return "target"
    section = block.section
    while section is not None:
        title = structure.sections[section].title
        if _HEAD_POLICY.search(title) and quantity.kind is UnitKind.MONEY and not _PAID.search(near):
            return "policy"
        if _HEAD_PAST.search(title):
            return "actual"
        if _HEAD_AHEAD.search(title):
            return "actual" if _PAST.search(before[-40:]) else "target"
        section = structure.sections[section].parent
    return "actual"
