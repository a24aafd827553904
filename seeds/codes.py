"""Where a number is no quantity whatever stands behind it: titles, slogans in quotes, codes, addresses."""

from __future__ import annotations

import re

_TITLE_MARKS = re.compile(r"《[^》\n]{0,120}》")
_SHORT_QUOTES = re.compile(r"“[^“”\n,。;]{1,14}”|\"[^\"“”\n,。;]{1,14}\"")
_ADDRESSES = r"https?://[A-Za-z0-9_./?=&%#:-]+|"
_MAIL = r"[A-Za-z0-9_.]+@[A-Za-z0-9_.]+|"
_CODE = (
    r"\d{3,4}-\d{7,8}|1[3-9]\d{9}|\d{6,30}号|"
    r"\(?(?:(?:19|20)\d{2})\)?\d{1,30}号|\d{1,30}(?:\+[\dA-Za-z一二三四五六七八九]+)+|\d{1,30}×\d+|"
    r"(?<![A-Za-z])(?!(?:GDP|CPI|PPI|FDI|PMI|IPO)\d)[A-Za-z]+[-.]?\d[A-Za-z0-9_.+-]*|(?<![\d.])\d{1,4}[A-Za-z](?![a-zA-Z²³/])"
)
# A mail address may begin with any character, and is looked for only where there is an @.
_CODES = re.compile(rf"(?=[\dA-Za-z(])(?:{_ADDRESSES}{_CODE})")
_CODES_AND_MAIL = re.compile(_ADDRESSES + _MAIL + _CODE)
_LATIN_UNIT = re.compile(
    r"(?:PFLOPS|EFLOPS|TFLOPS|PFlops|EFlops|Mbps|Gbps|MW|GW|kW|KW|km|PB|TB|GB|EB|TEU|MVA|kVA|PE|P|EF|PF|m)\b"
)


def shut_spans(text: str) -> list[tuple[int, int]]:
    """Return the sorted spans in which no number is a quantity: titles, slogans in quotes, codes."""
    spans = [match.span() for match in _TITLE_MARKS.finditer(text)]
    spans.extend(match.span() for match in _SHORT_QUOTES.finditer(text))
    for match in (_CODES_AND_MAIL if "@" in text else _CODES).finditer(text):
        if match.group()[0].isdigit():
            letter = re.match(r"\d+(?:\.\d+)?", match.group())
            if letter is not None and _LATIN_UNIT.match(text, match.start() + letter.end()):
                continue
        spans.append(match.span())
    spans.sort()
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
