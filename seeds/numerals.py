"""Numbers as Chinese documents write them: digits, Chinese numerals, and mixtures (2.46万, 两万亿, 3千).

cn2an is the package for this and is not taken: it wants the numeral cut out beforehand, reads the year
二〇二三 and the name 三七 as amounts, raises on 百 and 千亿, and takes four times as long
(`tests/bench/bench_numerals.py`).
"""

from __future__ import annotations

DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
MAGNITUDES = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "十万亿": 10**13,
}  # fmt: skip
_LONGEST, _LARGEST = 40, 10**20  # characters; beyond them a text is damaged, not a number
CHINESE = frozenset(DIGITS) | frozenset(SMALL) | frozenset(LARGE)


def multiply(digits: str, magnitude: str) -> float:
    """Return the number of ``digits`` (a plain decimal) times the value of ``magnitude`` (万, 千万, 万亿 …).

    Whole results come back exact: 2.46 and 万 give 24600, not 24600.000000000004.
    """
    factor = MAGNITUDES[magnitude] if magnitude else 1
    whole, _, fraction = digits.partition(".")
    exact = int(whole + fraction) * factor
    scale = int(10 ** len(fraction))
    return exact // scale if exact % scale == 0 else exact / scale


def parse_chinese(text: str) -> int | None:
    """Return the value of a Chinese numeral (一百二十, 两万亿, 百), or None if it is not one.

    A leading 十, 百, 千, 万, 亿 counts as one of them. Bare runs of digits (二〇二三, 三七) are names or
        years, not amounts, and give None, as does every other string that breaks the order of magnitudes.
    """
    if not text or len(text) > _LONGEST or any(char not in CHINESE for char in text):
        return None
    total, section, digit = 0, 0, None
    below_large: int | None = None  # the last 万 or 亿 passed
    below_small = 10_000  # the last 十, 百, 千 passed inside the section
    seen_unit = False
    zero = False
    for index, char in enumerate(text):
        if char in DIGITS:
            value = DIGITS[char]
            if value == 0:
                if digit is not None or index == len(text) - 1 != 0:
                    return None
                zero = True
                continue
            if digit is not None:
                return None
            digit = value
        elif char in SMALL:
            size = SMALL[char]
            if size >= below_small or (digit is None and index > 0 and char != "十"):
                return None
            section += (1 if digit is None else digit) * size
            below_small, digit, seen_unit, zero = size, None, True, False
        else:
            size = LARGE[char]
            section += digit or 0
            doubled = size == below_large == 10**8 and section == 0  # 亿亿
            if (size == 10**8 and below_large == 10**4) or doubled:  # 万亿: all that came before counts in 亿
                total = (total + section) * size
            elif below_large is not None and size >= below_large:
                return None
            else:
                total += (section or (1 if total == 0 else 0)) * size
            section, digit, below_small, below_large = 0, None, 10_000, size
            seen_unit, zero = True, False
    if digit is not None and not zero and seen_unit:
        # 一百二 is 120, 三万五 is 35000: the last digit counts in tenths of the unit before it.
        last = text[-2] if len(text) > 1 else ""
        if last in MAGNITUDES and last != "十":
            digit *= MAGNITUDES[last] // 10
    if not seen_unit and len(text.lstrip("零〇")) != 1 and text not in ("零", "〇"):
        return None
    value = total + section + (digit or 0)
    return value if value <= _LARGEST else None


def to_chinese(number: int) -> str:
    """Return ``number`` (0 to 10^16 inclusive) as a Chinese numeral, the inverse of ``parse_chinese``.

    Raises
    ------
    ValueError
        If it is out of that range.
    """
    if not 0 <= number <= 10**16:
        message = f"Not between 0 and 10^16: {number!r}"
        raise ValueError(message)
    if number == 0:
        return "零"
    high, rest = divmod(number, 10**8)
    if not high:
        return _below_yi(rest)
    tail = _below_yi(rest) if rest else ""
    gap = "零" if rest and rest < 10**7 else ""
    return _below_yi(high) + "亿" + gap + tail


def _below_yi(number: int) -> str:
    wan, rest = divmod(number, 10**4)
    if not wan:
        return _below_wan(rest)
    if wan >= 10**4:  # 10^8 and more in front of 亿: 10^16 is 一亿亿
        return "一亿"
    gap = "零" if rest and rest < 1000 else ""
    return _below_wan(wan) + "万" + gap + (_below_wan(rest) if rest else "")


def _below_wan(number: int) -> str:
    names = "零一二三四五六七八九"
    out, zero = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            out += ("零" if zero and out else "") + names[digit] + unit
            zero = False
        else:
            zero = True
    return out
