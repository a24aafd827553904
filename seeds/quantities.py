"""Numbers that count or measure something, as spans with value, unit and comparator; and the numbers that do not.

This module knows nothing of places and periods: see ``seeds.attribution`` for what a number is about.
"""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from seeds.codes import shut_spans
from seeds.comparators import find_comparator
from seeds.numerals import DIGITS, MAGNITUDES, multiply, parse_chinese
from seeds.units import Unit, UnitKind, match_unit, may_follow

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit in the matching copy.

    Attributes
    ----------
    start, end
        Half-open span of number and unit.
    value, value_max
        In base units. ``value_max`` is None unless it is a range; then ``value`` is its lower end.
    unit
        As put out; None where the text gives none (人才资源突破45万).
    kind
        What the unit counts, None without one.
    comparator
        One of = > >= < <= ~.
    """

    start: int
    end: int
    value: float
    value_max: float | None
    unit: str | None
    kind: UnitKind | None
    comparator: str


_NUMBER = re.compile(
    # Looking at one character first makes most of the text cheap.
    r"(?=[\d一二三四五六七八九两十百千万亿])(?:(?P<chinese>百分之|千分之|[一二三四五六七八九十]{1,3}分之)(?P<part>\d{1,9}(?!\d)(?:\.\d{1,12})?|[零〇一二三四五六七八九十百两点]+)"
    r"|(?P<digits>(?<![\d.])\d{1,18}(?!\d)(?:\.\d{1,12}(?!\d))?)"  # longer runs are codes
    r"|(?P<numeral>[一二三四五六七八九两十百千万亿][零〇一二三四五六七八九两十百千万亿]*))"
)
_MAGNITUDE = re.compile(r"[十百千]?万亿|[十百千]?[万亿]|[百千]")
_MORE = "余多"
_LIST_MARKS = ("、", "和", "及", "与", "以及")
_RANGE = re.compile(r"[-—~]{1,2}|至|到")
_TENTH_DIGITS = "一二三四五六七八九"
_VAGUE_BEFORE = ("数", "几", "若干", "好几", "成", "上下")
_ORDINAL_BEFORE = ("第", "前", "TOP", "Top", "top", "No.", "NO.", "位列", "名列", "第前")
_CODE_BEFORE = re.compile(r"[A-Za-z_/\\@#&=+×*^<>≥≤|]$")
_INDEXES = ("GDP", "CPI", "PPI", "FDI", "PMI")
_COORDINATES = ("东经", "西经", "北纬", "南纬")
_LEADING_OK = re.compile(r"(?:近|超过?|逾|过|约|达|上|破|余|成)$")
_HALF = re.compile(r"(?P<half>一半|半数)(?P<more>以上)?")
_DOUBLE = re.compile(r"翻(?:了)?(?P<n>[一两二三四五六1-6])?番|翻倍")
_TWO_DIGIT = re.compile(r"两位数")
_FOLLOWING_BARS = re.compile(
    r"(?:以[上下内外]|左右)?(?:级(?!以上?(?:领导|干部))|年|周年|月份?|日|天|小时|分钟|秒|毫秒|季度|世纪|岁|周|点钟|时|号|届|楼|层楼|期工程|"
    r"强|大(?!关)|字|代|维|端|师|厅|类似)"
)
_NOT_THINGS = re.compile(
    r"(?:重大|主要|关键|基本|根本|具体|重要|不同|核心)?(?:方面|层面|维度|层次|阶段|时期|步骤|角度|字|规定|一体|一(?=工程)|原则|关系|问题|环节|确立|维护|意识|自信|"
    r"全面|文明|坚持|必须|务必|结合|统一|毫不动摇|健康|转变|面向|服务|倡导|代表|定位|月|(?:特大|中心|一线|超大)?城市|大都市|GDP|地区|地方|省份|省|市|区|国家|"
    r"梯队|轮子|翅膀|大局|先行|百年|循环|市场|导向|支撑|着力|更加|更大|强国|更)"
)


# 较上年跃升11位, 提升2个位次: ranks, not things.
_MOVES = re.compile(r"(?:升|移|进|退|降|跌|滑|提高)(?:了|至)?$")
_PLACES_MOVED = re.compile(r"[位名](?=[,;。、)至到\n]|$)|个?(?:位次|名次|席位)")


def find_quantities(text: str) -> list[Quantity]:
    """Return every quantity of the matching copy ``text``, in order, without overlap.

    Dates, durations, ranks, numbers in names, versions, telephone and document numbers and vague amounts are left out.
    """
    out: list[Quantity] = []
    for found in _scan(text, shut_spans(text)):
        over = _over_list(text, out[-1], found) if out and found.comparator == "=" else None
        out.append(found if over is None else replace(found, comparator=over))
    return out


def _over_list(text: str, last: Quantity, found: Quantity) -> str | None:
    """Return the comparator that holds for a list: 超过20家、30名 is more than 20 and more than 30; None for none."""
    if text[last.end : found.start] not in _LIST_MARKS or last.comparator == "=":
        return None
    inside = any(mark in text[last.start : last.end] for mark in _MORE)  # 50余项 speaks for itself
    return None if inside else last.comparator


def _scan(text: str, shut: list[tuple[int, int]]) -> Iterator[Quantity]:
    at = 0
    shut_index = 0
    while True:
        match = _NUMBER.search(text, at)
        if match is None:
            break
        start = match.start()
        while shut_index < len(shut) and shut[shut_index][1] <= start:
            shut_index += 1
        if shut_index < len(shut) and shut[shut_index][0] <= start:
            at = max(shut[shut_index][1], match.end())
            continue
        found = _read(text, match)
        if found is None:
            at = match.end()
            continue
        yield found
        at = found.end


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    start = match.start()
    if match["chinese"]:
        return _fraction(text, match)
    if match["digits"] and text.startswith("/", match.end()):
        ratio = _ratio(text, match)
        if ratio is not None:
            return ratio
    if match["numeral"] and match["numeral"][0] in "一两二三半":
        special = _special(text, start)
        if special is not None:
            return special
    if not _may_count(text, match):
        return None
    number = _number(text, match)
    if number is None or _is_name(text, start, number):
        return None
    other = _range_end(text, number)
    if other is not None:
        return _finish(text, start, number, other)
    return _finish(text, start, number, None)


# What may stand between a number and its unit: more of the number, a range, a list, a space.
_LINKS = frozenset("余多百千万亿十-—~至到 +、和及与,个")


def _may_count(text: str, match: re.Match[str]) -> bool:
    """Return whether the number may have a unit or need none: a cheap look that years and 一批 do not pass."""
    following = text[match.end() : match.end() + 1]
    if following in _LINKS or may_follow(following):
        return True
    return match["numeral"] is not None and not _LARGE.isdisjoint(match["numeral"])


_LARGE = frozenset("万亿")


class _Number(NamedTuple):  # made for every number: a tuple takes a third of the time
    value: float
    end: int
    chinese: bool
    magnitude: bool
    more: bool
    bare: bool  # a Chinese numeral with no digit before its magnitude: 百, 千亿
    plain: float  # the digits without the magnitude


def _number(text: str, match: re.Match[str]) -> _Number | None:
    end = match.end()
    if match["digits"]:
        digits = match["digits"]
        more = text[end : end + 1] in _MORE and text[end : end + 1] != ""
        at = end + 1 if more else end
        magnitude = _MAGNITUDE.match(text, at)
        if magnitude is not None and (
            magnitude.group() not in ("百", "千") or match_unit(text, at, chinese=False) is None
        ):
            value = multiply(digits, magnitude.group())
            end = magnitude.end()
            if text[end : end + 1] and text[end] in _MORE:
                end, more = end + 1, True
                large = text[end : end + 1]
                if large and large in "万亿":  # 1000多万 reads 多 between the magnitudes
                    value = value * MAGNITUDES[large]
                    end += 1
            return _Number(
                value, end, chinese=False, magnitude=True, more=more, bare=False, plain=float(digits)
            )
        if more:
            end = at
        value = int(digits) if "." not in digits else float(digits)
        return _Number(value, end, chinese=False, magnitude=False, more=more, bare=False, plain=value)
    numeral = match["numeral"]
    more = False
    if text[end : end + 1] and text[end] in _MORE and len(numeral) >= 1:
        more = True
    value_int = parse_chinese(numeral)
    if value_int is None:
        return None
    bare = numeral[0] in "百千万亿"
    if more:
        end += 1
        large = text[end : end + 1]
        if large and large in "万亿":
            value_int *= MAGNITUDES[large]
            end += 1
    return _Number(
        value_int, end, chinese=True, magnitude=any(char in "万亿" for char in numeral), more=more, bare=bare,
        plain=value_int,
    )  # fmt: skip


# 上升0.6、0.8个百分点; 快于全国0.6、全省1.9个百分点: what stands between a number and the one that has the unit.
_SHARED = re.compile(r"(?:[、和及与]\d{1,9}(?:\.\d{1,6})?){0,8}[、和及与](?P<last>\d{1,9}(?:\.\d{1,6})?)")
_SHARED_POINTS = re.compile(
    r"(?:(?:个百分点)?[、和及,](?:高于|快于|低于)?[\u4e00-\u9fff]{1,4}?\d{1,3}\.\d{1,2}){0,3}?[、和及,](?:高于|快于|低于)?[\u4e00-\u9fff]{1,4}?(?P<last>\d{1,3}\.\d{1,2})(?=个百分点)"
)


def _shared_unit(text: str, start: int, number: _Number) -> tuple[Unit, str] | None:
    """Return the unit, and its name, that a number shares with a later one of its list; None for no such list."""
    if number.chinese or number.magnitude or number.more:
        return None
    decimal = "." in text[start : number.end]
    match = _SHARED.match(text, number.end)
    if match is None:
        match = _SHARED_POINTS.match(text, number.end) if decimal else None
    elif not decimal and "分别" not in text[max(0, start - 24) : start]:
        return None
    if match is None:
        return None
    unit = match_unit(text, match.end("last"), chinese=False)
    return None if unit is None or unit[0].kind is UnitKind.TENTHS else (unit[0], unit[1])


_NUMBER_OF = re.compile(r"[总人户次件篇家台套栋间量床站点车班例位倍笔票层单个条辆艘座所处]数$")


def _is_name(text: str, start: int, number: _Number) -> bool:
    before = text[max(0, start - 4) : start]
    if _NUMBER_OF.search(before) and text[start].isdigit():
        return False  # 机柜总数6200架; 数10家 is vague
    if before.endswith(_VAGUE_BEFORE) or before.endswith(_ORDINAL_BEFORE):
        return not (before.endswith("成") and number.bare is False)
    if before.endswith(_COORDINATES):
        return True
    signed = before.endswith("+") and not (before[-2:-1].isascii() and before[-2:-1].isalnum())  # 同比+8.2%
    if before and _CODE_BEFORE.search(before) and not signed and not before.endswith(_INDEXES):
        return True
    if before.endswith(("-", "—", "~")) and before[-2:-1].isascii() and before[-2:-1].isalnum():
        return True
    if before.endswith(".") and before[-2:-1].isalnum():
        return True
    if before.endswith(":") and before[-2:-1].isdigit() and not number.chinese:
        return True
    if number.bare and text[number.end : number.end + 1] == "元":
        return True  # 营收过亿元的企业: a class of firms, not an amount
    if number.bare:
        return not (_LEADING_OK.search(before) or number.more)
    return number.chinese and before.endswith(
        ("十", "周", "星期", "礼拜", "统", "唯", "同", "进", "之", "逐", "专")
    )


def _range_end(text: str, number: _Number) -> _Number | None:
    """Return the second number of a range whose first has no unit of its own, or one of the same unit."""
    at = number.end
    unit = match_unit(text, at, chinese=number.chinese)
    after = unit[2] if unit is not None else at
    joint = _RANGE.match(text, after)
    if joint is None or (unit is not None and joint.group() == "到"):
        return None
    match = _NUMBER.match(text, joint.end())
    if match is None or match["chinese"]:
        return None
    second = _number(text, match)
    if second is None or second.value <= 0:
        return None
    second_unit = match_unit(text, second.end, chinese=second.chinese)
    if second_unit is None or (unit is not None and unit[0].name != second_unit[0].name):
        return None
    return second


def _finish(text: str, start: int, number: _Number, other: _Number | None) -> Quantity | None:
    last = other or number
    found = match_unit(text, last.end, chinese=number.chinese and last.chinese)
    if found is None and text[last.end : last.end + 1] == " " and text[last.end + 1 : last.end + 2].isascii():
        found = match_unit(text, last.end + 1, chinese=False)  # 2.6 km²
    if found is None and text[last.end : last.end + 1] == "+" and not last.chinese:
        found = match_unit(text, last.end + 1, chinese=False)  # 3000+个
        number = number._replace(more=True)
    if found is None:
        shared = _shared_unit(text, start, number) if other is None else None
        if shared is None:
            return _without_unit(text, start, number) if other is None else None
        found = (*shared, last.end)
    unit, name, end = found
    if _MOVES.search(text[max(0, start - 4) : start]) and _PLACES_MOVED.match(text, last.end):
        return None
    if _FOLLOWING_BARS.match(text, end) and unit.kind in (UnitKind.COUNT, UnitKind.MEASURE, UnitKind.MONEY):
        bars = _FOLLOWING_BARS.match(text, end)
        if bars is not None and not (
            bars.group().endswith(("大", "师", "端", "点", "强"))
            and not number.magnitude
            and unit.text in ("家", "个", "名", "座", "项")
        ):
            return None
        if bars is not None and bars.group().endswith("强"):
            return None
    if number.chinese and unit.kind is UnitKind.COUNT and not _counts_things(text, start, end, number):
        return None
    low, high = number.value, other.value if other else None
    if high is not None and other is not None and other.magnitude and not number.magnitude and low < high:
        scale = other.value / other.plain if other.plain else 1
        if match_unit(text, number.end, chinese=False) is None:
            low = low * scale
    if high is not None and high <= low:
        return None
    if unit.kind is UnitKind.TENTHS:
        low, high = low * 10, (high * 10 if high is not None else None)
        if high is None and number.chinese and text[end : end + 1] in _TENTH_DIGITS and text[end : end + 1]:
            low += DIGITS[text[end]]  # 九成二
            end += 1
        if low > 100 or number.value == 0:
            return None
    if (
        unit.kind is UnitKind.PERCENT
        and start
        and text[start - 1] == "-"
        and text[start - 2 : start - 1] not in "0123456789%"
    ):
        low = -low
    if text[end : end + 1] == "多" and unit.kind is UnitKind.RATIO:
        end += 1
        number = number._replace(more=True)
    more = number.more or (other is not None and other.more)
    return Quantity(
        start,
        end,
        _clean(low),
        None if high is None else _clean(high),
        name,
        unit.kind,
        find_comparator(text, start, end, more=more),
    )


def _clean(value: float) -> float:
    if isinstance(value, int):
        return value
    nearest = round(value)
    return nearest if abs(value - nearest) < 1e-9 * max(1.0, abs(value)) else value


def _counts_things(text: str, start: int, end: int, number: _Number) -> bool:
    """Return whether a Chinese numeral with a classifier counts real things (三个产业基地), not 三个方面 or 一个."""
    before = text[max(0, start - 3) : start]
    if number.value == 1:
        return before.endswith(("至少", "不少于", "仅有", "仅")) and not text.startswith("步", end)
    if before.endswith(("这", "那", "每", "该", "某", "另", "前", "后", "首", "头")):
        return False
    if _NOT_THINGS.match(text, end):
        return False
    following = text[end : end + 1]
    return number.value > 10 or (following != "" and following not in "\n。;!?” ")


def _without_unit(text: str, start: int, number: _Number) -> Quantity | None:
    """Return 45万 in 人才资源总量突破45万, and nothing where the number is part of a name (5G, 1918)."""
    if not number.magnitude:
        return None
    following = text[number.end : number.end + 1]
    if following and following not in ",。;、)!?\n和的以左," and not text.startswith("大关", number.end):
        return None
    if following == "的" and number.chinese and not _LEADING_OK.search(text[max(0, start - 2) : start]):
        return None
    before = text[max(0, start - 14) : start]
    unit: str | None = None
    if re.search(
        r"人才|人口|人员|从业|员工|居民|劳动力|用户|就业|游客|旅客|人数|职工|学生|粉丝|客流", before
    ):
        unit = "人"
    elif re.search(r"GDP|产值|营收|收入|生产总值|规模|总额|投资|税收|增加值", before):
        unit = "元"
    if number.bare and unit is None:
        return None
    return Quantity(
        start, number.end, number.value, None, unit, UnitKind.MONEY if unit == "元" else UnitKind.COUNT,
        find_comparator(text, start, number.end, more=number.more),
    )  # fmt: skip


def _fraction(text: str, match: re.Match[str]) -> Quantity | None:
    words, part = match["chinese"], match["part"]
    value = float(part) if part[0].isdigit() else _decimal(part)
    whole = parse_chinese(words[:-2])
    if value is None or not whole:
        return None
    if text[max(0, match.start() - 1) : match.start()] == "第":
        return None
    percent = value * 100 / whole
    return Quantity(
        match.start(), match.end(), _clean(round(percent, 6)), None, "%", UnitKind.PERCENT,
        find_comparator(text, match.start(), match.end(), more=False),
    )  # fmt: skip


_RATIO = re.compile(r"(?P<part>[1-9])/(?P<whole>[2-9]|10)(?![\d/.年月号版期])")
_SHARE_BEFORE = re.compile(
    r"(?:占|占比|比例|比重|约|近|超过?|逾|达到?|不足|不到|仅|了|为|[国省市区县球州镇]|的)的?$"
)


def _ratio(text: str, match: re.Match[str]) -> Quantity | None:
    """Return 1/3 in 占全市1/3 as a share."""
    found = _RATIO.match(text, match.start())
    if found is None or int(found["part"]) >= int(found["whole"]):
        return None
    if not _SHARE_BEFORE.search(text[max(0, match.start() - 4) : match.start()]):
        return None
    percent = round(int(found["part"]) * 100 / int(found["whole"]), 6)
    sign = find_comparator(text, match.start(), found.end(), more=False)
    return Quantity(match.start(), found.end(), _clean(percent), None, "%", UnitKind.PERCENT, sign)


def _decimal(part: str) -> float | None:
    whole, point, fraction = part.partition("点")
    value = parse_chinese(whole)
    if value is None:
        return None
    if not point:
        return float(value)
    digits = "".join(str("零一二三四五六七八九".find("零" if char == "〇" else char)) for char in fraction)
    return float(f"{value}.{digits}") if digits.isdigit() else None


def _special(text: str, start: int) -> Quantity | None:
    half = _HALF.match(text, start)
    if half is not None:
        before = text[max(0, start - 4) : start]
        if half["more"] or re.search(r"(?:近|超过?|约|过|占|逾|达|不足|不到|占比)$", before):
            comparator = ">=" if half["more"] else find_comparator(text, start, start + 2, more=False)
            return Quantity(start, start + 2, 50, None, "%", UnitKind.PERCENT, comparator)
    if _TWO_DIGIT.match(text, start):
        tail = text[start + 3 : start + 12]
        if re.match(r"(?:以上)?(?:的)?(?:增|速)", tail) or "增" in text[max(0, start - 8) : start]:
            return Quantity(start, start + 3, 10, None, "%", UnitKind.PERCENT, ">=")
    return None


def doublings(text: str) -> Iterator[Quantity]:
    """Yield 翻一番, 翻两番, 翻番, 翻倍 as growths of 100, 300, 100, 100 percent."""
    for match in _DOUBLE.finditer(text):
        count = match["n"]
        times = 1 if count is None else int(count) if count.isdigit() else (parse_chinese(count) or 1)
        yield Quantity(match.start(), match.end(), (2**times - 1) * 100, None, "%", UnitKind.PERCENT, "=")
