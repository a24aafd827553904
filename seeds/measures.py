"""What a number measures: its kind of measure (level, growth, share …) and its subject in the text's own words."""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seeds.units import UnitKind

if TYPE_CHECKING:
    from seeds.context import Context
    from seeds.quantities import Quantity

# --- measure ---------------------------------------------------------------------------------------------------

_RATE = re.compile(
    r"(?P<growth>增长率?|增速|增幅|涨幅|跌幅|降幅|同比|环比|年均|上升|下降|回落|减少|降低|缩减|上涨|下滑|提速|增加(?!值)|提高|提升|攀升|扩大|收窄|增(?=约|超|近|逾|$)|降(?=约|超|近|逾|$)|升(?=约|超|近|逾|$)|复合)"
    r"|(?P<share>占|比重|比例|占比|率(?!先|领)|覆盖|普及|份额|达标|强度|渗透|贡献|以上(?=的)|密度|完成|满意度)"
)
_TO = re.compile(r"(?:到|至|为)")
_TIMES_MORE = re.compile(r"(?:增长|增加|提高|提升|上升)(?:了|约|近|超|达|超过)?$")
_GROWS = re.compile(r"(?:以上|左右)?的(?:年均|速度|同比|年)?(?:增|速度)|(?:以上|左右)?(?:的)?增(?:长|速|幅)")
_OF_GROWTH = re.compile(r"(?:增长|增|速)$")
_ADDED = re.compile(
    r"(?P<added>新增|净增|新引进|新建(?!、|改|成|区|设)|增加(?!值)|增长|减少|增(?=$))|(?P<total>总数|总量|总规模|累计(?!新增|净增)|达到|总额|存量|保有量)"
)


def find_measure(context: Context, quantity: Quantity) -> str:
    """Return level, growth, share, increment or ratio."""
    if quantity.kind is UnitKind.RATIO:
        # 增长7.6倍 is a rate of change, 是2015年的3.0倍 a ratio.
        return (
            "growth"
            if _TIMES_MORE.search(context.text[max(0, quantity.start - 8) : quantity.start])
            else "ratio"
        )
    if quantity.kind is UnitKind.POINTS:
        return "increment"
    if context.text.startswith("翻", quantity.start):
        return "growth"
    text = context.text
    clause_start, _ = context.structure.clause(quantity.start)
    before = text[max(clause_start, quantity.start - 60) : quantity.start]
    after = text[quantity.end : quantity.end + 10]
    if quantity.kind in (UnitKind.PERCENT, UnitKind.TENTHS):
        if _GROWS.match(after):
            return "growth"
        last = None
        for match in _RATE.finditer(before):
            last = match
        if last is None:
            return "share"
        if last["growth"]:
            raised = last["growth"] in (
                "提高",
                "提升",
                "上升",
                "增加",
                "扩大",
                "下降",
                "降低",
                "减少",
                "缩减",
                "回落",
                "下滑",
            )
            if raised and _TO.match(before, last.end()):
                return "share"
            return "growth"
        if before[max(0, last.start() - 1) : last.start()] == "长":
            return "growth"
        earlier = before[: last.start()]
        if last["share"].startswith("率") and _OF_GROWTH.search(earlier):
            return "growth"
        return "share"
    last = None
    for match in _ADDED.finditer(before):
        last = match
    if last is not None and last["added"]:
        rest = before[last.end() :]
        if last["added"] in ("增加", "增长", "减少") and (rest.startswith(("到", "至")) or len(rest) > 8):
            return "level"
        return "increment"
    return "level"


_TURNS = re.compile(
    r"(?P<down>下降|减少|降低|回落|下滑|缩减|收窄|缩小|压减|负增长|[降跌减][幅低了约近超]?)|增|升|提高|扩大|涨|翻|高于|快于|(?P<below>低于|慢于|少于)"
)


def find_direction(context: Context, quantity: Quantity, measure: str) -> str | None:
    """Return ``down`` for a growth or an increment that is a fall, else None.

    The printed number has no sign (下降3.2%): the word that turns it stands in front, the last such word counts.
    """
    if measure not in ("growth", "increment"):
        return None
    if quantity.value < 0:
        return "down"
    clause_start, _ = context.structure.clause(quantity.start)
    last = None
    for match in _TURNS.finditer(
        context.text, max(clause_start, quantity.start - _TURN_REACH), quantity.start
    ):
        last = match
    return "down" if last is not None and (last["down"] or last["below"]) else None


_TURN_REACH = 30


# --- subject ---------------------------------------------------------------------------------------------------

_LEAD = re.compile(
    r"^(?:其中|同时|此外|另外|目前|当前|截至目前|据统计|统计数据显示|预计|全年|全部|并|且|均|共|还|又|分别|当年|累计|已|约|近|超|将|实现|完成|拥有|力争|有)+"
)
_TAIL = re.compile(
    r"(?:(?:分别|累计|总计|共计|合计|同比|环比|比上年|较上年|年均|平均|实际)?(?:达到?了?|为|是|有|共有?|超过?|约为?|近|突破|逾|增长|增加|增速|增幅|下降|减少|"
    r"提高|高达|仅|实现|完成|新增|不超过|不低于|不少于|至少|最高|占|过|到|至|以上|大于|低于|高于|不足|余|于|了|:|数))+$"
)
_OR_SO = re.compile(r"^(?:以上|左右|以内)?的?")
_LAST_FIGURE = re.compile(r"\d[\d.]*[万亿千百%余多]*[^\d、]{0,3}$")
_SUBJECT_STOP = re.compile(r"[、,;:。!?\n()]")
_MAX_SUBJECT = 30


def find_subject(context: Context, quantity: Quantity, measure: str) -> str | None:
    """Return what is measured: the words before the number, or for a count those behind it."""
    text = context.text
    clause_start, clause_end = context.structure.clause(quantity.start)
    before = text[clause_start : quantity.start]
    cut = max(before.rfind("、"), before.rfind("("), -1)
    head = before[cut + 1 :] if cut >= 0 and len(before) - cut > 3 else before
    for period in context.periods_between(clause_start, quantity.start):
        head = head.replace(text[period.start : period.end], "")
    for mention in context.mentions_between(clause_start, quantity.start):
        head = head.replace(text[mention.start : mention.end], "", 1)
    head = _LEAD.sub("", head.strip("“”到至在,的"))
    head = _TAIL.sub("", _TAIL.sub("", head)).strip("“”,的")
    if quantity.kind is UnitKind.COUNT and measure in ("level", "increment"):
        behind = _SUBJECT_STOP.split(text[quantity.end : clause_end], maxsplit=1)[0]
        behind = _OR_SO.sub("", behind).strip("“”")
        if len(behind) >= 2:
            return behind[:_MAX_SUBJECT]
    if len(head) >= 2:
        return head[-_MAX_SUBJECT:]
    return _earlier_subject(context, clause_start)


def _earlier_subject(context: Context, clause_start: int) -> str | None:
    """Return the subject of the clause before: 营收57.98亿元,增速达53.0%."""
    if clause_start == 0:
        return None
    text = context.text
    start, end = context.structure.clause(clause_start - 1)
    if text[end - 1 : end] not in (",", ":"):
        return None
    clause = text[start : end - 1]
    for period in context.periods_between(start, end):
        clause = clause.replace(text[period.start : period.end], "")
    for mention in context.mentions_between(start, end):
        clause = clause.replace(text[mention.start : mention.end], "", 1)
    clause = _LAST_FIGURE.sub("", clause)
    clause = _TAIL.sub("", _LEAD.sub("", clause)).strip("“”,的")
    return clause[-_MAX_SUBJECT:] or None
