"""The period a number is about: in its clause, its sentence, the sentences before, the headings."""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seeds.structure import LONGEST
from seeds.whereabouts import respectively

if TYPE_CHECKING:
    from seeds.context import Context
    from seeds.periods import Period
    from seeds.structure import Block


def find_period(context: Context, index: int, block: Block) -> tuple[str | None, bool]:
    """Return the period of what stands at ``index``, and whether it lies ahead."""
    structure = context.structure
    clause_start, clause_end = structure.clause(index)
    sentence_start, _ = structure.sentence(index)
    now = _now(context, max(sentence_start, block.start), index)
    for low, high in (
        (max(clause_start, block.start), index),
        (max(sentence_start, block.start), clause_start),
    ):
        found = [
            period
            for period in context.periods_between(low, max(low, high))
            if not period.reference
            and not _is_event(context, period, index)
            and not (_FIVE.match(context.text, period.start) and ";" in context.text[period.end : index])
        ]
        raised = _raised(context, low, high)
        if raised is not None:
            if not raised.end < high - _NEXT_TO:
                return raised.value, raised.ahead
            found = [period for period in found if period.start != raised.start]
        if len(found) > 1:
            each = respectively(context, found[-1].end, index, len(found))
            if each is not None:
                return found[each].value, found[each].ahead
        if found:
            return (None, False) if found[-1].end < now else (found[-1].value, found[-1].ahead)
    for period in context.periods_between(index, clause_end):
        if not period.reference and period.start - index < 20 and not _is_event(context, period, index):
            return period.value, period.ahead
    if now >= 0 or _HAS_NOW.search(context.text, max(sentence_start, block.start), index):
        return None, False
    if sentence_start > block.start:
        low = max(block.start, sentence_start - LONGEST)
        for period in reversed(context.periods_between(low, sentence_start)):
            if (
                not period.reference
                and not _is_event(context, period, index)
                and not _FIVE.match(context.text, period.start)
                and not _MODIFIES.match(context.text, period.end)
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
# “十四五”期间投资最大的项目 dates the project, not what the next sentence measures.
_MODIFIES = re.compile(r"[^,;。:]{1,14}的(?!\d)")
_FIVE = re.compile(r"(?:过去|近)?五年(?!规划)")
# 预计2024年6月交付 dates the delivery, not the area delivered.
EVENT = re.compile(
    r"[前底初末]?(?:全面|正式|建成)?(?:交付|投产|竣工|完工|投用|投入使用|启用|开业|开园|动工|开工|通车)(?:使用|运营)?(?=[,;。)\n])"
)
_RAISED = re.compile(r"(?:提高|增长|增加|上升|提升|扩大|缩小|下降|降低|发展|攀升|跃升)(?:到|至)")


_NOW = re.compile(r"(?:截至|截止|到)?目前|当前|如今|迄今|至今|截至日前")
_HAS_NOW = re.compile(r"现有|现已|现存|已有")
# 成立于2009年, 2012年获批为国家级高新区: the year of an event, not that of the figures behind it.
_HAPPENED_IN = re.compile(
    r"(?:成立|始建|新建|创[建办立]|设立|组建|启动|建成|建立|落成|投产|开[工园业发]|升级|获批|批准|注册|挂牌|诞生)时?(?:间)?[于在自:]?$"
)
_HAPPENED = re.compile(
    r"(?![,、])[^,;。\d]{0,30}?(?:成立|设立|批准|批复|获批|升级|升格|更名|改名|挂牌|揭牌|始建|动工|奠基|组建|撤市设区|撤县设区)[^,;。\d]{0,24}[,;。]"
)


def _now(context: Context, low: int, high: int) -> int:
    """Return where 目前 or the like last stands in the span, -1 if it does not."""
    last = -1
    for match in _NOW.finditer(context.text, low, high):
        last = match.start()
    return last


def _is_event(context: Context, period: Period, index: int) -> bool:
    """Return whether ``period`` dates an event, and not the number at ``index``."""
    text = context.text
    if text[period.start - 1 : period.start] in ("“", "‘") and text[period.end : period.end + 1] != "”":
        plan = text[period.start : period.start + 1] == "十"
        if not plan:
            return True  # a year in a name: “2024年度优秀园区”
    if EVENT.match(text, period.end) is not None:
        return True
    if _HAPPENED_IN.search(text[max(0, period.start - 8) : period.start]):
        return True
    happened = _HAPPENED.match(text, period.end)
    return happened is not None and happened.end() <= index


def _raised(context: Context, low: int, high: int) -> Period | None:
    """Return the first year of 由2015年的11.4%提高到17.7%, which is that of the first number only."""
    for period in context.periods_between(low, max(low, high)):
        if context.text[period.start - 1 : period.start] in ("由", "从") and (
            period.end >= high - _NEXT_TO or _RAISED.search(context.text[period.end : high])
        ):
            return period
    return None


_ABOVE = 800


def find_period_above(context: Context, block: Block) -> str | None:
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
