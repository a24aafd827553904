"""A statement in its context: the quote with the words before and after it, as they stand in the document."""

from __future__ import annotations

from dataclasses import dataclass

_CONTEXT_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words before a quote, the quote, and the words after it; line ends are shown as single blanks."""

    before: str
    quote: str
    after: str


def excerpt(text: str, start: int, end: int, context: int = _CONTEXT_CHARACTERS) -> Excerpt:
    """Return ``text[start:end]`` with up to ``context`` characters on either side.

    The context stops at the nearest blank line: what lies behind it belongs to another paragraph.
    """
    before = text[max(0, start - context) : start]
    after = text[end : end + context]
    before = before.replace("\r\n", "\n").rpartition("\n\n")[2]
    after = after.replace("\r\n", "\n").partition("\n\n")[0]
    return Excerpt(_one_line(before), _one_line(text[start:end]), _one_line(after))


def _one_line(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", " ")
