"""How masked text falls into sentences and clauses, and what is shut before it is cut (see ``seeds.topics``)."""

# ruff: noqa: E501 (a docstring of one line)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seeds.structure import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

ENCLOSED = re.compile(r"“[^“”。!?\n]{1,60}”|‘[^‘’。!?\n]{1,40}’|\([^()\n]{1,80}\)|《[^《》\n]{1,80}》")
INNER_MARKS = re.compile(r"[,;:、。]")
# A class at the head, unrepeated and alone, lets the engine skip to its characters.
SENTENCE_END = re.compile(r"[。!?\n|][。!?\n|]*[”’)》】]*")
CLAUSE_END = re.compile(r"[,;:。—…](?:(?<=[,;:。])|(?<=[\ue000\ue001]—)|(?<=—)—|(?<=…)…*)")


def pieces(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between matches of ``pattern``, without surrounding spaces and quote marks, none empty."""
    at = start
    for match in pattern.finditer(text, start, end):
        span = _trimmed(text, at, match.start())
        if span[0] < span[1]:
            yield span
        at = match.end()
    span = _trimmed(text, at, end)
    if span[0] < span[1]:
        yield span


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the clauses of a sentence; one over ``LONGEST``, which nobody wrote as one, in parts."""
    out: list[tuple[int, int]] = []
    for low, high in pieces(CLAUSE_END, text, start, end):
        out.extend((at, min(at + LONGEST, high)) for at in range(low, high, LONGEST))
    return out


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n\r”’)】":
        start += 1
    while start < end and text[end - 1] in " \n\r":
        end -= 1
    if (
        start < end
        and text[start] in "“‘"
        and text.find("”", start, end) < 0
        and text.find("’", start, end) < 0
    ):
        start += 1
    return start, end
