"""A copy of a text that is easy to match on, with a way back to the offsets of the text itself.

The copy has half-width forms, simplified characters, no spaces between a number and the Chinese around
it, and words broken over line ends in one piece. Nothing found in the copy is ever quoted from it: spans go
back through ``Mapped.span`` and the quote is cut from the source.
"""

from __future__ import annotations

import functools
import re
import statistics
import unicodedata
from array import array
from dataclasses import dataclass
from itertools import pairwise

_FULL_WIDTH_FIRST, _FULL_WIDTH_LAST, _FULL_WIDTH_SHIFT = 0xFF01, 0xFF5E, 0xFEE0
_PUNCTUATION = {
    "\u3000": " ", "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\ufeff": " ", "\t": " ",
    "〔": "(", "〕": ")", "﹪": "%", "％": "%", "●": "•", "～": "~", "∼": "~", "〜": "~",
    "﹣": "-", "−": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "―": "—", "─": "—",
    "｡": "。", "､": "、", "「": "“", "」": "”", "『": "‘", "』": "’", "﹔": ";", "﹕": ":", "∶": ":",
    "︰": ":", "﹐": ",", "．": ".", "＂": "”",
}  # fmt: skip
_SENTENCE_ENDS = "。!?;:”’)》】…—"
_HARD_WRAP_SHARE = 0.5
_HARD_WRAP_FILL = 0.85
_HARD_WRAP_MIN, _HARD_WRAP_MAX = 18, 80


# So many times through a text, once for each character, is quicker than once for all of them, one by one.
_FEW = 40


@functools.cache
def _table() -> dict[int, str]:
    """One character to one character; longer results would shift every offset behind them."""
    from opencc import OpenCC  # noqa: PLC0415 (its dictionaries take a tenth of a second to load)

    table: dict[int, str] = {}
    converter = OpenCC("t2s")
    blocks = [chr(code) for code in range(0x4E00, 0x9FFF + 1)]
    simplified = converter.convert("\n".join(blocks)).split("\n")
    for before, after in zip(blocks, simplified, strict=True):
        # 乾, 著 and the like have a second reading in simplified text, and are left as they are.
        if before != after and len(after) == 1 and before not in "乾著瞭藉覆幺么":
            table[ord(before)] = after
    for code in range(_FULL_WIDTH_FIRST, _FULL_WIDTH_LAST + 1):
        table[code] = chr(code - _FULL_WIDTH_SHIFT)
    for before, after in _PUNCTUATION.items():
        table[ord(before)] = after
    return table


@functools.cache
def _changing() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(map(chr, _table())))}]")


@dataclass(frozen=True, slots=True)
class Mapped:
    """``text``: the matching copy. ``offsets[i]``: where its character ``i`` stands in the source; None: all equal."""  # noqa: E501

    text: str
    offsets: array[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open source span of the half-open copy span; neither may be empty."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1

    def copy_index(self, offset: int) -> int:
        """Return the first index of the copy that stands at or behind ``offset`` in the source."""
        if self.offsets is None:
            return min(offset, len(self.text))
        low, high = 0, len(self.offsets)
        while low < high:
            middle = (low + high) // 2
            if self.offsets[middle] < offset:
                low = middle + 1
            else:
                high = middle
        return low


# Both begin with the character they are about, which is searched for much faster than what stands before it.
_SPACE_AT_NUMBER = re.compile(
    r" (?:(?<=[\u4e00-\u9fff,、。;:()“”《》] ) *(?=[\d.])|(?<=[\d%.] ) *(?=[\u4e00-\u9fff%、。;,)])"
    r"|(?<=\d[万亿] ) *(?=[元美港吨亩人家户平千个])"
    r"|(?<=\d ) *(?=[-~—] ?\d)|(?<=\d [-~—] ) *(?=\d)|(?<=\d[-~—] ) *(?=\d)"
    r"|(?<=[\u4e00-\u9fff] ) *(?=· ?[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff ]· ) *(?=[\u4e00-\u9fff]))"
)
# A half-width full stop behind Chinese words ends a sentence; behind 一 or 1 it numbers a heading.
_FULL_STOP = re.compile(r"\.(?<=[\u4e00-\u9fff)”%]\.)(?<![一二三四五六七八九十]\.)(?=\s|$)")
_BREAK = re.compile(r"[\r\n\u2028\u2029\x0b\x0c]\s*")


def fold(text: str) -> str:
    """Return ``text`` half-width and simplified, character for character: every offset still holds."""
    table = _table()
    changed = set(_changing().findall(text))
    if len(changed) > _FEW or not table.keys().isdisjoint(ord(table[ord(char)]) for char in changed):
        return text.translate(table)
    for char in changed:
        text = text.replace(char, table[ord(char)])
    return text


def map_text(source: str) -> Mapped:
    """Return the matching copy of ``source``."""
    text = _FULL_STOP.sub("。", fold(source))
    cuts = [
        match.span() for match in _SPACE_AT_NUMBER.finditer(text) if not _numbers_a_line(text, match.start())
    ]
    cuts += _broken_lines(text)
    if not cuts:
        return Mapped(text, None)
    cuts.sort()
    pieces: list[str] = []
    offsets = array("q")
    at = 0
    for start, end in cuts:
        if start < at:
            continue
        pieces.append(text[at:start])
        offsets.extend(range(at, start))
        at = end
    pieces.append(text[at:])
    offsets.extend(range(at, len(text)))
    return Mapped("".join(pieces), offsets)


def _numbers_a_line(text: str, at: int) -> bool:
    """Return whether the digits before ``at`` begin their line: 01 某园 is a heading, not a quantity."""
    start = at
    while start and text[start - 1].isdigit():
        start -= 1
    return start < at and (start == 0 or text[start - 1] in "\r\n")


def _broken_lines(text: str) -> list[tuple[int, int]]:
    """Return the spans of line breaks that stand inside a word or sentence."""
    breaks = [(_before_spaces(text, match.start()), match.end()) for match in _BREAK.finditer(text)]
    if not breaks:
        return []
    ends = [start for start, _ in breaks] + [len(text)]
    begins = [0] + [end for _, end in breaks]
    lengths = [end - begin for begin, end in zip(begins, ends, strict=True)]
    width = _wrap_width(text, lengths, ends)
    out = []
    for (start, end), length, (_, next_length) in zip(breaks, lengths, pairwise(lengths), strict=False):
        if not length or not next_length or not start or end >= len(text):
            continue
        before, after = text[start - 1], text[end]
        if before in _SENTENCE_ENDS or before in "|、" or not (_is_word(before) or before == ","):
            continue
        if not _is_word(after) and after not in "”’)》,、。":
            continue
        line = text[start - length : start]
        if _cuts_quantity(text, line, end):
            out.append((start, end))
            continue
        if _HEADING_MARK.match(line) or _HEADING_MARK.match(text, end):
            continue
        if (width and length >= _HARD_WRAP_FILL * width) or (
            ("。" in line or ("," in line and length > 40)) and _in_sentence(line)
        ):
            out.append((start, end))
    return out


def _before_spaces(text: str, at: int) -> int:
    """Return where the spaces in front of ``at`` begin."""
    while at and text[at - 1] == " ":
        at -= 1
    return at


_OPEN_NUMBER = re.compile(r"[\u4e00-\u9fff,、。](?<![第表图栏]) ?\d[\d.]*[百千万亿]*[余多]?$")
_BEFORE_NUMBER = re.compile(r"(?:增长|下降|上升|达到?|超过?|突破|约|近|为|共|比上年|不低于|不少于)$")
_REST_OF_NUMBER = re.compile(
    r"(?:[余多]?[百千万亿]*(?:元|家|户|个(?!月)|名|人(?!才)|项|亩|吨|座|台|件|平方|公里|公顷|%)|%)"
)


def _cuts_quantity(text: str, line: str, end: int) -> bool:
    """Return whether the break between ``line`` and what begins at ``end`` parts a number from its unit."""
    if _BEFORE_NUMBER.search(line[-3:]) is not None and len(line) >= _HARD_WRAP_MIN:
        return text[end].isdigit() and text[end : end + 1].isascii()  # 税收同比增长/15.6%
    return _OPEN_NUMBER.search(line[-24:]) is not None and _REST_OF_NUMBER.match(text, end) is not None


_HEADING_MARK = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、]|第[一二三四五六七八九十百\d]+[章节条编]|[图表]\s*\d|专栏|——|[■•【\[])"
)


def _in_sentence(line: str) -> bool:
    """Return whether the words behind the last full stop of ``line`` are a sentence still going on."""
    tail = re.split(r"[。!?]", line)[-1]
    # A byline or a credit glued behind the last sentence (■新快报记者 …, 摄) is not.
    return bool(tail.strip()) and not re.search(r"记者|摄$|供图|通讯员|来源|责编|编辑", tail)


def _wrap_width(text: str, lengths: list[int], ends: list[int]) -> float:
    """Return the line width of hard-wrapped text (most lines end without punctuation, at one width), else 0."""  # noqa: E501
    full = [
        (length, text[end - 1]) for length, end in zip(lengths, ends, strict=True) if length >= _HARD_WRAP_MIN
    ]
    if len(full) < 8:
        return 0.0
    open_ended = [length for length, last in full if last not in _SENTENCE_ENDS]
    if len(open_ended) < _HARD_WRAP_SHARE * len(full):
        return 0.0
    width = statistics.median(open_ended)
    near = sum(1 for length in open_ended if abs(length - width) <= 0.1 * width)
    return width if near >= 0.6 * len(open_ended) and width <= _HARD_WRAP_MAX else 0.0


def _is_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char) == "Lo"
