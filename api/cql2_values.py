"""Values of CQL2: text matching, arrays and arithmetic. Null in, null out; what has no value is null."""

from __future__ import annotations

import math
import operator
import unicodedata
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable


def fold_case(text: str) -> str:
    """Return the text with case differences removed (``CASEI``)."""
    return text.casefold()


def fold_accents(text: str) -> str:
    """Return the text without combining marks (``ACCENTI``)."""
    plain = (char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", "".join(plain))


_ANY, _ONE = object(), object()


def like(text: str, pattern: str) -> bool:
    r"""Whether ``text`` matches: ``%`` any run, ``_`` one character, ``\`` takes the next one as it is.

    Two pointers instead of a regular expression: quadratic at worst, whatever pattern a client sends.
    """
    tokens: list[object] = []
    characters = iter(pattern)
    for char in characters:
        if char == "\\":
            tokens.append(next(characters, "\\"))
        else:
            tokens.append(_ANY if char == "%" else _ONE if char == "_" else char)
    at, token, star, mark = 0, 0, -1, 0
    while at < len(text):
        if token < len(tokens) and tokens[token] is _ANY:
            star, mark = token, at
            token += 1
        elif token < len(tokens) and (tokens[token] is _ONE or tokens[token] == text[at]):
            token += 1
            at += 1
        elif star >= 0:
            mark += 1
            token, at = star + 1, mark
        else:
            return False
    return all(rest is _ANY for rest in tokens[token:])


def _divide_whole(one: float, other: float) -> float:
    # Integer division cuts towards zero, as SQL does; Python floors.
    return float(math.trunc(one / other))


_ARITHMETIC: Final[dict[str, Callable[[float, float], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": math.fmod,
    "div": _divide_whole,
    "^": lambda one, other: float(one) ** float(other),
}
ARITHMETIC_OPERATORS: Final = tuple(_ARITHMETIC)


def calculate(name: str, one: float | None, other: float | None) -> float | None:
    """Return the result of an arithmetic operator; None for a null operand and for no finite result."""
    if one is None or other is None:
        return None
    try:
        result = _ARITHMETIC[name](float(one), float(other))
    except (ArithmeticError, ValueError):
        return None
    return result if isinstance(result, float) and math.isfinite(result) else None


ARRAY_RELATIONS: Final[dict[str, Callable[[frozenset[Any], frozenset[Any]], bool]]] = {
    "a_equals": operator.eq,
    "a_contains": operator.ge,
    "a_containedby": operator.le,
    "a_overlaps": lambda one, other: not one.isdisjoint(other),
}
COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
