"""What a number is said to be: exactly, about, over, at least, under, at most, by the words around it."""

from __future__ import annotations

import re

_BEFORE = (
    (
        "<=",
        re.compile(
            r"(?:不超过?|不高于|不多于|不大于|最高|最多|至多|上限|封顶)(?:达|可达|给予|可获|补助|奖励|支持|为)?$"
        ),
    ),
    (">=", re.compile(r"(?:不少于|不低于|不小于|至少|最低|不下于|达到?或超过)(?:达|为)?$")),
    ("<", re.compile(r"(?:不足|不到|低于|少于|小于|未达|未满)(?:了)?$")),
    (">", re.compile(r"(?:超过?了?|逾|突破了?|大于|高于|多于|超出|过|破|上)$")),
    ("~", re.compile(r"(?:约占?|近|大约|将近|接近|约为|大概|约合|近乎|逼近)$")),
)
_AFTER = (
    (">=", re.compile(r"(?:及|或)?以上|起(?!步|来)")),
    ("<=", re.compile(r"(?:及|或)?以[内下](?!简)|之内")),
    ("~", re.compile(r"左右|上下")),
)
_MID = re.compile(r"(?:[增提下回减升]?[长速高降落少]?)(?:分别|人民币|总额)$")


def find_comparator(text: str, start: int, end: int, *, more: bool) -> str:
    """Return one of = > >= < <= ~ for the number at the span; ``more`` says that 余 or 多 stands in it."""
    for sign, pattern in _AFTER:
        if pattern.match(text, end):
            return sign
    before = text[max(0, start - 8) : start]
    before = _MID.sub("", before)
    for sign, pattern in _BEFORE:
        if pattern.search(before):
            return sign
    return "~" if more else "="
