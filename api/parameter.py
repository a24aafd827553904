"""Request parameters: each declared once, with its OpenAPI schema and the function that reads it.

No web import. A parser takes the raw text and returns the value, or raises an ``InputError`` whose
``where`` is
``parameter NAME``. Undeclared and repeated parameters are refused (Features Part 1,
/req/core/query-param-unknown).
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from api.problems import InvalidParameterError
from geo.errors import InvalidLimitError, UnknownParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_MAX_OFFSET = 10**9
# Keeps int() from quadratic work on hostile input.
MAX_DIGITS = 400


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter.

    Attributes
    ----------
    name
        As written in the address.
    description
        For people, in the OpenAPI document.
    schema
        OpenAPI 3.0 schema of the raw value.
    parse
        Text → value; raises ``InputError``.
    default
        Value when absent.
    required
        Whether absence is an error.
    explode
        OpenAPI ``explode``: false for comma-separated lists.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    parse: Callable[[str], Any] = str
    default: Any = None
    required: bool = False
    explode: bool = True
    shared: bool = field(default=True)

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI 3.0 parameter object."""
        return {
            "name": self.name,
            "in": "query",
            "description": self.description,
            "required": self.required,
            "style": "form",
            "explode": self.explode,
            "schema": dict(self.schema),
        }


def bad_value(
    name: str, value: object, allowed: str, error: type[InvalidParameterError] | None = None
) -> Exception:
    """Return the error for a value outside a parameter's domain."""
    kind = error or InvalidParameterError
    return kind("Bad parameter value", value=value, where=f"parameter {name}", allowed=allowed)


def read_query(raw: str, declared: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return name → value for the query string ``raw``, defaults filled in.

    Raises
    ------
    UnknownParameterError
        A name nobody declared.
    InputError
        A value its parser refuses, a parameter given twice, a required one missing.
    """
    values: dict[str, Any] = {}
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise InvalidParameterError(
            "The query string cannot be decoded", value=raw, allowed="percent-encoded UTF-8"
        ) from error
    for name, text in pairs:
        parameter = declared.get(name)
        if parameter is None:
            near = difflib.get_close_matches(name, declared, n=1)
            names = ", ".join(sorted(declared)) or "none"
            raise UnknownParameterError(
                "Unknown parameter",
                value=name,
                where=f"parameter {name}",
                allowed=f"{names}{f' (did you mean {near[0]}?)' if near else ''}",
            )
        if name in values:
            raise InvalidParameterError(
                "Parameter given twice", value=name, where=f"parameter {name}", allowed="each once"
            )
        values[name] = parameter.parse(text)
    for name, parameter in declared.items():
        if name not in values:
            if parameter.required:
                raise InvalidParameterError(
                    "Parameter missing", value=name, where=f"parameter {name}", allowed=parameter.description
                )
            values[name] = parameter.default
    return values


def by_name(parameters: Iterable[Parameter]) -> dict[str, Parameter]:
    """Return the parameters keyed by name."""
    return {parameter.name: parameter for parameter in parameters}


# --- parsers ---


def whole_number(name: str, minimum: int, maximum: int, *, clamp: bool = False) -> Callable[[str], int]:
    """Return a parser of whole numbers in [minimum, maximum]; with ``clamp`` larger ones are lowered."""

    def parse(text: str) -> int:
        digits = text.removeprefix("+")
        if not (digits.isascii() and digits.isdigit() and len(digits) < MAX_DIGITS) or int(digits) < minimum:
            error = InvalidLimitError if name == "limit" else InvalidParameterError
            raise error(
                "Bad parameter value",
                value=text[:80],
                where=f"parameter {name}",
                allowed=f"a whole number, {minimum} to {maximum}",
            )
        number = int(digits)
        if number > maximum and not clamp:
            raise bad_value(name, text, f"a whole number, {minimum} to {maximum}")
        return min(number, maximum)

    return parse


def finite_number(name: str, minimum: float, maximum: float) -> Callable[[str], float]:
    """Return a parser of numbers in [minimum, maximum]."""

    def parse(text: str) -> float:
        allowed = f"a number, {minimum:g} to {maximum:g}"
        try:
            number = float(text)
        except ValueError as error:
            raise bad_value(name, text[:80], allowed) from error
        # Written this way round so that NaN fails too.
        if not minimum <= number <= maximum:
            raise bad_value(name, text[:80], allowed)
        return number

    return parse


def one_of(name: str, values: Sequence[str]) -> Callable[[str], str]:
    """Return a parser that takes one of ``values``."""

    def parse(text: str) -> str:
        if text not in values:
            raise bad_value(name, text[:200], ", ".join(values))
        return text

    return parse


def text_up_to(name: str, length: int) -> Callable[[str], str]:
    """Return a parser of non-empty text of at most ``length`` characters."""

    def parse(text: str) -> str:
        if not text or len(text) > length:
            raise bad_value(name, text[:80], f"1 to {length} characters")
        return text

    return parse


def names_among(name: str, allowed: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Return a parser of a comma-separated list of names out of ``allowed``."""

    def parse(text: str) -> tuple[str, ...]:
        names = tuple(part.strip() for part in text.split(","))
        for part in names:
            if part not in allowed:
                raise bad_value(name, part[:80], ", ".join(allowed))
        return names

    return parse


# --- shared parameters ---


def format_parameter(keys: Sequence[str]) -> Parameter:
    """Return ``f`` over the format keys of one resource."""
    return Parameter(
        "f",
        "Format of the response; without it the Accept header decides.",
        {"type": "string", "enum": list(keys)},
        one_of("f", keys),
        shared=False,
    )


def language_parameter(languages: Sequence[str]) -> Parameter:
    """Return ``lang`` over the languages served."""
    return Parameter(
        "lang",
        "Language of titles and pages; without it the Accept-Language header decides.",
        {"type": "string", "enum": list(languages)},
        one_of("lang", languages),
    )


def limit_parameter(default: int, maximum: int) -> Parameter:
    """Return ``limit``: page size; larger values than the maximum are lowered to it."""
    return Parameter(
        "limit",
        f"Largest number of features in the response; more than {maximum} is taken as {maximum}.",
        {"type": "integer", "minimum": 1, "maximum": maximum, "default": default},
        whole_number("limit", 1, maximum, clamp=True),
        default,
        explode=False,
    )


OFFSET = Parameter(
    "offset",
    "Features to pass over; follow the `next` link rather than counting.",
    {"type": "integer", "minimum": 0, "maximum": _MAX_OFFSET, "default": 0},
    whole_number("offset", 0, _MAX_OFFSET),
    0,
)
