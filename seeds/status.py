"""Whether a number is what is (actual), what is aimed at (target), or what a policy offers (policy)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seeds.dating import EVENT
from seeds.structure import LONGEST
from seeds.units import UnitKind

if TYPE_CHECKING:
    from seeds.context import Context
    from seeds.quantities import Quantity
    from seeds.structure import Block

_AHEAD = re.compile(
    r"力争|争取(?!到|[^,;。]{0,4}(?:支持|指标|政策|资金),)|预计|预估|预期|计划(?:通过|再|利用|用|总?投资|建设|再|新增|到|在|于|引进|完成|实施|用|投入|培育|打造)|(?<![即])将(?:达|建|有|实|新|成|形|打|突|超|推|带|增|提|在|于|进|完|投|为|引|培|"
    r"是|全|继|加|力|不|会|可|再|更|重|着|从|由|通|围|按|安|陆|分|聚|持|落|构|努|逐|以|争|用|举|支|对|发|扩|深|高|坚|开|组)|拟(?:建|投|用|在|引|新|先|开|打|于|为)|目标(?!企业|客户|群体|人群)|确保|有望|"
    r"(?<![的同懈断])努力(?![,。;、下和])|展望|要(?:达|实|建|完|新|确|力|培|在|努|加|把|全|推|突|形|打|引|围|继|坚|着)|规划(?:建设(?!面积|了)(?=[^,;。]*$)|到|投资)|未来(?!科技|城|产业|网络|社区|空间)|届时|不得(?:低|少|高|超)|"
    r"(?:建成|投产|达产|投用|竣工|完工|落成|满产|投入使用|投入运营|交付使用)(?:投产|投用|运营|达产|达效|使用|启用)?(?:以)?后(?:的?第[一二三四五]年|(?![的来续方台]))|可(?:年产|实现|新增|带动|创造|形成|解决|吸纳|提供(?=[^,;。]{0,12}(?:岗位|就业)))"
)
# A plan that lists its figures states goals, even those it counts up to (累计建成).
_GOALS = re.compile(
    r"(?:发展|数据|主要|预期|具体|核心|目标|量化)指标|《[^》]{0,40}(?:规划|方案|计划|纲要)》(?:中|还|也)*(?:提出|明确|列出)|(?:计划|规划|方案|行动)”?(?:——|:)|(?:根据|按照)(?:该|上述|相关)?(?:《[^》]{2,60}》|通知|规划|方案|计划|意见|部署|安排)要?求?,"
)
_PAST = re.compile(
    r"(?:已(?!成为)|累计|连续|目前|截至|截止|现有|现已|成功|曾|过去|以来|同比|比上年|较上年|完成了|实现了|达成|新认定|获批|荣获|先后)"
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
    r"(?:打造|培育|建设|构建|扶持|孵化|培训|引进|新建|带动|引育|创建|选树|遴选|开展|举办|实施|组织|推广|盘活|改造|腾退|整治|收储)[^,;。]{0,6}$"
)
_PAST_ANY = re.compile(r"已|了|累计|连续|共|目前|成功|先后|过去|以来|同比|达到?|截至|全年|获|完成|实现")
_HEAD_AHEAD = re.compile(
    r"目标|工作安排|主要任务|重点任务|重点工作|主要工作|年工作(?!回顾|总结|情况|报告)|工作目标|工作重点|下一步|工作思路|工作打算|展望|远景|总体要求|工作计划|保障措施|今后|未来|主要预期"
)
_DONE = re.compile(r"完工|竣工|封顶|投用|投入使用")
# Of a plan; a report or a reply heads with them what was done as well.
_HEAD_TO_DO = re.compile(r"规划布局|任务|举措|工程")
_MEASURES_TO_TAKE = re.compile(_HEAD_AHEAD.pattern + r"|措施|举措|任务|工程|布局")
_HEAD_POLICY = re.compile(
    r"(?:扶持|优惠|奖补|惠企|支持|人才)?政策(?:礼包|支持|措施|清单|条款|$)|奖励标准|补贴标准"
)
_HEAD_PAST = re.compile(
    r"回顾|成效|成绩|成就|基础|现状|情况|存在|问题|总结|经验|进展|过去|发展环境|概况|形势"
)


# “十四五”期间…增加到了178家, said with 了, is no goal of the span's end.
_SAID_DONE = re.compile(r"了|已|取得|获评|共(?![建同享和性创赢识])")
# 预计2024年6月交付, says nothing of the figures behind it.
_DELIVERY = re.compile(r"(?:预计|计划|拟|力争)[^,;。]{0,16}?" + EVENT.pattern)
# A goal that was reached, a share of it, and an estimate of what is over.
_REACHED = re.compile(r"(?:完成|实现|达到|达成)[^,;。\d]{0,10}?目标|初步(?:预计|预测)")
# 由4200家提高到6000家: the first is what there is.
_RISES = re.compile(
    r"(?:左右|以上)?(?:提高|增加|扩容|提升|扩大|增长|上升|扩展|拓展|扩张|下降|降低|压减|缩短)?(?:到|至)"
)
# 二期26栋预计9月竣工
_TO_BE_FINISHED = re.compile(
    r"[^,;。\d]{0,6}?(?:预计|将于|计划|力争|拟)[^,;。]{0,12}?(?:竣工|建成|投产|投用|交付|开工|完工|封顶|开业|启用|投入使用)"
)


def find_status(
    context: Context, quantity: Quantity, block: Block, *, ahead: bool, period: str | None
) -> str:
    """Return ``actual``, ``target`` or ``policy`` for a number of ``period``, which may lie ``ahead``."""
    dated = period is not None
    this_year = dated and period == str(context.date.year)
    runs_on = period is not None and ".." in period and period[-4:] >= str(context.date.year)
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
    said_first = text[max(clause_start, segment_start) : quantity.start]
    if _is_given(said_first):
        return "actual"
    if quantity.kind is UnitKind.MEASURE and _at_place(context, quantity.start):
        return "actual"  # 在某协作区4.1平方公里上率先建设
    if said_first[-12:].rpartition("由")[1] and _RISES.match(text, quantity.end):
        return "actual"
    if quantity.kind is UnitKind.COUNT and _TO_BE_FINISHED.match(text, quantity.end, clause_end):
        return "target"
    if ahead and not (runs_on and _SAID_DONE.search(segment) and not _AHEAD.search(segment)):
        return "target"
    sentence_start, _ = structure.sentence(quantity.start)
    said_before = _DELIVERY.sub("", text[max(sentence_start, block.start) : quantity.start])
    before = _since_year(_REACHED.sub("", said_before))
    if _GOALS.search(before) and (not dated or runs_on):
        return "target"
    mark = _mark_ahead(before)
    if (
        mark is not None
        and not _PAST.search(_compared(before, mark), mark)
        and not _COMPARISON.search(text, quantity.start, min(clause_end, block.end))
    ):
        return "target"
    if _IS_A_GOAL.search(text, quantity.end, min(clause_end, block.end)):
        return "target"
    if dated and not (this_year and (_heads(context, block) == "target" or not _PAST_ANY.search(near))):
        return "actual"
    done = (
        _PAST_ANY.search(before[-_SAID_BEFORE:] + near) is not None
        or _DONE.search(text, quantity.end, segment_end) is not None
    )
    if (
        not done
        and _MAKES.search(text[max(clause_start, segment_start) : quantity.start])
        and (
            context.is_plan
            or _AHEAD.search(text, max(block.start, sentence_start - LONGEST), sentence_start)
            or _MEASURES_TO_TAKE.search("".join(context.structure.path(block.section)))
        )
    ):
        return "target"
    section = block.section
    while section is not None:
        title = structure.sections[section].title
        if _HEAD_POLICY.search(title) and quantity.kind is UnitKind.MONEY and not _PAID.search(near):
            return "policy"
        told = _told_by(title, plan=context.is_plan)
        if told == "target" and _PAST.search(before[-_SAID_BEFORE:]):
            return "actual"
        if told is not None:
            return told
        section = structure.sections[section].parent
    if context.is_plan and not dated and _is_order(text, max(sentence_start, block.start), quantity.start):
        return "target"
    return "actual"


# 构建孵化体系,建成2处众创空间: a plan says without a subject what is to be done.
_ORDER = re.compile(
    r"(?:[一二三四五六七八九十]是|\(?\d\)?|——|全面|大力|积极|着力|持续|加快|深入|进一步|重点)*(?:构建|加强|建设|打造|实施|推进|推动|依托|围绕|引进|培育|完善|健全|优化|强化|提升|提高|扩大|落实|攻关|突破|引导|支持|鼓励|开展|建立|布局|新建|深化|促进|加大|壮大|做强|拓展|创建|争创|盘活|发挥|统筹|聚焦|探索|集聚|丰富)"
)
_HAPPENED = re.compile(r"已|累计|连续|目前|截至|同比|以来|现有|先后|成功|荣获|获批|较上年|比上年|了")


def _is_order(text: str, start: int, end: int) -> bool:
    """Return whether the sentence from ``start`` says, without a subject, what is to be done."""
    while start < end and text[start] in " \n\r\t\u3000":
        start += 1
    start = max(start, text.rfind(":", start, end) + 1)
    return _ORDER.match(text, start) is not None and _HAPPENED.search(text, start, end) is None


# 大力争取指标,2020年A征地80亩: the year opens a clause of its own.
_YEAR_OPENS = re.compile(r"[,;](?=(?:19|20)\d\d年(?!底|末|前|要|力争|将|计划|预计))")


def _since_year(before: str) -> str:
    """Return the part of ``before`` from the last clause on that a plain year opens."""
    cut = None
    for match in _YEAR_OPENS.finditer(before):
        cut = match.end()
    return before if cut is None else before[cut:]


_SAID_BEFORE = 60
_COMPARISON = re.compile(r"同比|比上年|较上年")
_IS_A_GOAL = re.compile(r"的(?:发展|年度|总体)?目标")


# 预期目标是…,投资同比增长8%: a goal may be compared with the year before.
_AIMED = re.compile(r"目标|力争|争取|预期|预计|计划|确保|努力")


def _compared(before: str, mark: int) -> str:
    """Return ``before`` without the words of comparison behind a goal that ends at ``mark``."""
    if not _AIMED.search(before, max(0, mark - 3), mark):
        return before
    return before[:mark] + _COMPARISON.sub("", before[mark:])


def _mark_ahead(before: str) -> int | None:
    """Return where the last word of a goal ends that holds behind ``before``, None if there is none.

    It holds to the next semicolon: 产值超45亿元,预计全年超50亿元;投资增长9% has one estimate. Where it comes
    before all figures of its sentence, it holds for all: 力争产值超45亿元;投资增长9%.
    """
    segment = max(before.rfind(";"), before.rfind("!"), -1) + 1
    last = first = None
    for match in _AHEAD.finditer(before):
        first = match.start() if first is None else first
        last = match.end()
    if last is None or first is None or last > segment:
        return last
    return None if re.search(r"\d", _DATES.sub("", before[:first])) else last


_DATES = re.compile(r"\d{4}年|\d{1,2}[-—~至]\d{1,2}月|\d{1,2}[月日]|\(\d\)|\d[.、]")


# 围绕10个产业集群, 推动A、B、C三个基地做强: what is there already, whatever is to be done with it.
_GIVEN = re.compile(
    r"(?:聚焦|围绕|依托|选取|选定|面向|针对|立足|瞄准|结合|(?:推动|支持|推进|引导|统筹)(?=[^,;。]+、))"
)
_CREATES = re.compile(
    r"打造|培育|建设|构建|孵化|引进|新建|引育|创建|建成|新增|达到?|形成|培养|申报|突破|超过?"
)


def _at_place(context: Context, index: int) -> bool:
    """Return whether a place is named right before ``index``: what is behind it is how large it is."""
    found = context.mentions_between(max(0, index - 24), index)
    return bool(found) and found[-1].end == index


def _is_given(before: str) -> bool:
    """Return whether the words before a number in its clause take it as given."""
    given = None
    for match in _GIVEN.finditer(before):
        given = match.end()
    return given is not None and not _CREATES.search(before, given)


def _told_by(title: str, *, plan: bool) -> str | None:
    """Return what a heading says: target for what is to come, actual for what was, None for neither."""
    if _HEAD_PAST.search(title):
        return "actual"
    return "target" if _HEAD_AHEAD.search(title) or (plan and _HEAD_TO_DO.search(title)) else None


def _heads(context: Context, block: Block) -> str | None:
    """Return what the nearest heading that says anything says."""
    for title in reversed(context.structure.path(block.section)):
        told = _told_by(title, plan=context.is_plan)
        if told is not None:
            return told
    return None
