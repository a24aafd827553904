"""Time expressions: what period a number speaks of, and whether it lies ahead.

Public libraries for Chinese dates resolve one expression to one instant; plans need spans (1-10月, “十三五”期间), the
end of a plan (“十三五”期末) and the difference between 到2025年 and 截至2025年.
"""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_ZH_DIGIT = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_PLAN = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026, "十六五": 2031}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "首": 1}
_RELATIVE = {
    "今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "上一年": -1, "前年": -2, "明年": 1, "来年": 1,
    "后年": 2, "过去一年": -1, "一年来": -1,
}  # fmt: skip
_YEAR = r"(?:(?:19|20)\d{2}|[二一][〇零九][〇零一二三四五六七八九]{2})"
_PART = (
    r"(?:(?P<m1>\d{1,2})月?(?:份)?(?:-|——?|~|至|到)(?P<m2>\d{1,2})月(?:份)?"
    r"|第?(?P<q>[一二三四1-4首])季度|前(?P<qs>[二三两23])个?季度|(?P<half>上半年|下半年)"
    r"|前(?P<ms>\d{1,2}|[一二三四五六七八九十]{1,2})个月"
    r"|(?P<m>\d{1,2})月(?:份)?(?:底|末|初)?(?:(?P<d>\d{1,2})日)?)"
)
_PATTERN = re.compile(
    # Looking at one character first makes most of the text cheap.
    r"(?=[截到至力自从比较同是为展继将超与\d二一“十今去上前明来后本过五近第首三四下全])"
    rf"(?P<lead>截至|截止|到|至|力争到|自|从|比|较|同|是|为|展望|继|将近|超过|自从|与)?(?:\s)?(?:"
    rf"(?P<y1>{_YEAR})年?(?:-|—|~|至|到|—)(?P<y2>{_YEAR})年"
    rf"|(?P<y>{_YEAR})年(?:底|末|初|度|全年|以来)?(?:的)?{_PART}?"
    rf"|“?(?P<plan>十[一二三四五六]五)”?(?P<planpart>时?期末|末期?|期间末|收官之年|终期|规划末|期间|时期|以来|前\w年|期)?"
    rf"|(?P<rel>今年|去年|上一?年|前年|明年|来年|后年|本年度?|过去一年|一年来)(?:以来|底|末|初|全年)?(?:的)?{_PART.replace('?P<', '?P<r')}?"
    rf"|(?P<five>过去五年|五年来|近五年|五年间|(?<![今近后未第\d十—到])五年(?=累计|新[增建改]|孵化|引进|共|改造|建成|完成|培育|实现|投入))"
    rf"|(?<![\d年.]){_PART.replace('?P<', '?P<b')}(?!前)"
    rf"|(?P<full>全年))"
)
_PREDICTION = re.compile(r"(?<![截升长高加降])[到至](?!了)|预计|力争|展望|计划|将|目标|规划|未来|争取|期限")
_FULL_DATE = re.compile(rf"(?P<y>{_YEAR})年(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日")
# A class at the head, unrepeated and alone, lets the engine skip to its characters.
_YEAR_SAID = re.compile(
    r"[12二一](?<!\d.)(?:(?<=1)9\d{2}|(?<=2)0\d{2}|(?<=[二一])[〇零九][〇零一二三四五六七八九]{2})年?(?=[年\-—~至、底末以])"
)
_REFERENCES = ("比", "较", "同", "是", "为", "自", "从", "与", "自从", "继")


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """Year and, where known, month of a document, and the year a bulletin is about; None for what is not told."""

    year: int | None
    month: int | None = None
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A time expression in the copy.

    Attributes
    ----------
    start, end
        Half-open span in the matching copy.
    value
        ``2020``, ``2021Q1``, ``2020-10``, ``2020-01..2020-10``, ``2016..2020``.
    last_year
        The last calendar year of it.
    ahead
        True if it lies behind the document's date, or is introduced as a goal (到2025年).
    reference
        True if it is what something is compared with (比2015年), not what the number speaks of.
    """

    start: int
    end: int
    value: str
    last_year: int
    ahead: bool
    reference: bool


def document_date(text: str, title: str = "") -> DocumentDate:
    """Return the year (and month) a document was written in, as far as its own words tell.

    A full date in the last lines or the first ones wins; then the year in the title of a report or bulletin; then
    the latest year spoken of as past or present.
    """
    bulletin = re.search(rf"({_YEAR})年.{{0,24}}公报", title or text[:200])
    about = int(_digits(bulletin[1])) if bulletin else None
    for part in (text[-400:], text[:300]):
        dates = list(_FULL_DATE.finditer(part))
        if dates:
            match = dates[-1]
            return DocumentDate(int(_digits(match["y"])), int(match["m"]), about)
    both = re.search(rf"({_YEAR})年.{{2,24}}?[和与暨及]({_YEAR})年", title or text[:120])
    if both and int(_digits(both[2])) - int(_digits(both[1])) == 1:
        return DocumentDate(
            int(_digits(both[1]))
        )  # 2022年工作总结和2023年工作计划 is written at the end of 2022
    head = re.search(rf"({_YEAR})年(?:.{{0,12}}(?:工作报告|计划|要点))", title or text[:120])
    if head:
        return DocumentDate(int(_digits(head[1])))
    if about is not None:
        return DocumentDate(about + 1, None, about)
    review = re.match(rf"\s*({_YEAR})年,", text)
    if review and "全年" in text:  # 2017年,面对下行压力 …: a look back at the year
        return DocumentDate(int(_digits(review[1])) + 1, None, int(_digits(review[1])))
    start = re.search(rf"^\s*\(?({_YEAR})年(\d{{1,2}})月(?:\d{{1,2}}日)?\)?\s*$", text[:400], re.MULTILINE)
    if start:
        return DocumentDate(int(_digits(start[1])), int(start[2]))
    years: Counter[int] = Counter()
    for match in _YEAR_SAID.finditer(text):
        before = text[max(0, match.start() - 6) : match.start()]
        # "2022年" in 预计到2022年 or in a plan's name (2020—2022年) says nothing of the day of writing.
        if not _PREDICTION.search(before) and not before.endswith(("-", "—", "~")):
            years[int(_digits(match.group().rstrip("年")))] += 1
    if not years:
        return DocumentDate(None)
    ranged = re.search(rf"({_YEAR})年?[-—~至]{_YEAR}年", title or text[:120])
    first = int(_digits(ranged[1])) if ranged else _first_year_of_plan(title)
    latest = max(years)
    dated = re.search(rf"{latest}年\d", text) or re.search(rf"{latest}年?[-—~至]", text)
    if first is None and "今年" in text and not dated and "去年" not in text:
        return DocumentDate(latest + 1)  # who says 今年 calls another year by its number
    return DocumentDate(
        max((year for year in years if first is None or year <= first), default=first or max(years))
    )


def _first_year_of_plan(title: str) -> int | None:
    """Return the first year of the five-year plan that a title names: 2021 for “十四五”规划."""
    match = re.search(r"十([一二三四五])五”?.{0,12}(?:规划|纲要)", title)
    return None if match is None else 2006 + 5 * "一二三四五".index(match[1])


def find_periods(text: str, date: DocumentDate) -> list[Period]:
    """Return every time expression of the matching copy ``text``, in order.

    Relative ones (今年, 1-10月) are resolved by ``date``, or left out if it has no year.
    """
    out: list[Period] = []
    context_year = date.about or date.year
    said: int | None = None  # the year last named, as long as the sentence lasts
    said_at = 0
    for match in _PATTERN.finditer(text):
        groups = match.groupdict()
        if said is not None and any(text.find(mark, said_at, match.start()) >= 0 for mark in "。\n"):
            said = None
        said_at = match.start()  # looked through so far
        if groups["rel"] in ("前年", "后年") and _IN_A_WORD.search(text[match.start() - 1 : match.start()]):
            continue  # 扩建后年产量, 三年前年均
        value, last = _resolve(groups, context_year if said is None else said, date)
        if value is None or last is None:
            continue
        lead = groups["lead"] or ""
        start = match.start() + len(lead)
        reference = _is_reference(text, match.start(), match.end(), lead, relative=bool(groups["rel"]))
        ahead = _is_ahead(lead, last, date, groups) and not (
            lead in ("到", "至")
            and last == date.year
            and _RISEN.search(text[max(0, match.start() - 4) : match.start()])
        )
        if groups["y"] and not reference and not ahead:
            context_year = last
        if (groups["y"] or groups["rel"]) and not reference:
            said, said_at = last, match.end()
        out.append(Period(start, match.end(), value, last, ahead, reference))
    return out


_IN_A_WORD = re.compile(r"[\u4e00-\u9fff]")
# 由2010年的67.7%提升至2020年的90.4%, in a text of that year, is no goal.
_RISEN = re.compile(r"(?:提升|提高|增长|增加|上升|扩大|攀升|跃升|发展|下降|降)$")


def _is_reference(text: str, start: int, end: int, lead: str, *, relative: bool) -> bool:
    if lead in _REFERENCES:
        if lead in ("自", "从"):
            return True
        if lead in ("是", "为"):
            return text[end - 1 : end] == "的" or text.startswith(("的", "末的", "底的"), end)
        return lead != "同" or text.startswith(("期", "比"), end)
    before = text[max(0, start - 2) : start]
    if relative and text[start:end].startswith(("上年", "去年", "上一年")):
        return text.startswith(
            ("同期", "末", "底", "增", "提", "上", "下", "减", "多", "回"), end
        ) and before.endswith(("比", "较", "于", "与", "是"))
    return before.endswith(("比", "较", "相比"))


def _is_ahead(lead: str, last: int, date: DocumentDate, groups: dict[str, str | None]) -> bool:
    if lead in ("截至", "截止"):
        return False
    if date.year is not None:
        if last > date.year:
            return groups["plan"] is None or groups["planpart"] is not None
        return bool(
            last == date.year
            and lead in ("到", "力争到", "展望")
            and not any(groups[key] for key in ("m", "m1", "d", "plan"))
        )
    return lead in ("到", "力争到", "展望")


def _resolve(
    groups: dict[str, str | None], context_year: int | None, date: DocumentDate
) -> tuple[str | None, int | None]:
    if groups["y1"] and groups["y2"]:
        first, last = int(_digits(groups["y1"])), int(_digits(groups["y2"]))
        return (f"{first}..{last}", last) if first < last else (None, None)
    if groups["y"]:
        year = int(_digits(groups["y"]))
        return _part(year, {key: groups[key] for key in _PART_KEYS}), year
    if groups["plan"]:
        if groups["plan"] not in _PLAN:
            return None, None
        first = _PLAN[groups["plan"]]
        if groups["planpart"] and ("末" in groups["planpart"] or groups["planpart"] in ("收官之年", "终期")):
            return str(first + 4), first + 4
        return f"{first}..{first + 4}", first + 4
    if groups["rel"]:
        if date.year is None:
            return None, None
        meant = date.year + _RELATIVE[groups["rel"]]
        return _part(meant, {key: groups["r" + key] for key in _PART_KEYS}), meant
    if date.year is None:
        return None, None
    if groups["five"]:
        return f"{date.year - 5}..{date.year - 1}", date.year - 1
    base = date.about or context_year or date.year
    if groups["lead"] in ("截至", "截止") and groups["bm"] and date.month is not None:
        base = date.year if int(groups["bm"]) <= date.month else date.year - 1
    if groups["full"]:
        return str(base), base
    return _part(base, {key: groups["b" + key] for key in _PART_KEYS}), base


_PART_KEYS = ("m1", "m2", "q", "qs", "half", "ms", "m", "d")
_DECEMBER = 12


def _part(year: int, part: dict[str, str | None]) -> str | None:
    if part["m1"] and part["m2"]:
        first, last = int(part["m1"]), int(part["m2"])
        return f"{year}-{first:02d}..{year}-{last:02d}" if 1 <= first < last <= _DECEMBER else None
    if part["q"]:
        return f"{year}Q{_QUARTERS[part['q']]}"
    if part["qs"]:
        months = 9 if part["qs"] in "三3" else 6
        return f"{year}-01..{year}-{months:02d}"
    if part["half"]:
        return f"{year}-01..{year}-06" if part["half"] == "上半年" else f"{year}-07..{year}-12"
    if part["ms"]:
        count = int(part["ms"]) if part["ms"].isdigit() else "零一二三四五六七八九十".find(part["ms"])
        return f"{year}-01..{year}-{count:02d}" if 1 <= count <= _DECEMBER else None
    if part["m"]:
        month = int(part["m"])
        return f"{year}-{month:02d}" if 1 <= month <= _DECEMBER else None
    return str(year)


def _digits(year: str) -> str:
    return "".join(_ZH_DIGIT.get(char, char) for char in year)
