"""CQL2 filters (OGC 21-065r2): text or JSON → a predicate over features.

The ``cql2`` library parses and this module compiles its syntax tree into closures, each with the kind of
value it
gives, so that ``area_km2 = 'x'`` is refused before any feature is looked at. Logic is three-valued: a null
operand
makes a comparison unknown, and only what is true is selected.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import cql2

from api import cql2_temporal as temporal
from api import cql2_values as values
from api.cql2_geometry import SPATIAL_RELATIONS, read_bbox, read_geometry, relate
from geo.crs import CRS84
from geo.errors import InputError
from layers.schema import ColumnType
from layers.store import Feature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.schema import Column

GEOMETRY: Final = "geometry"
MAX_LENGTH: Final = 4_000
_MAX_DEPTH: Final = 100
# The parser backtracks: malformed text costs it twice the time with every level of parentheses. Ten take
# 40 ms.
MAX_PARENTHESES: Final = 10
# It also recurses for every sign and has no limit of its own.
MAX_SIGNS: Final = 8
_PREFIX_RUN = re.compile(rf"(?:-\s*){{{MAX_SIGNS + 1}}}|(?:\bNOT\s+){{{MAX_SIGNS + 1}}}", re.IGNORECASE)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
# Text columns that hold dates or periods: usable as text and as time.
TEMPORAL_COLUMNS: Final = frozenset({"date", "digitized_on", "period"})

_Value = Callable[[Feature], Any]


class InvalidFilterError(InputError):
    """A filter is no CQL2 expression over the queryables."""


class _Kind(Enum):
    """What an expression gives."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    TIME_TEXT = "date or period property"
    ARRAY = "array"
    GEOMETRY = "geometry"


_KIND_OF_COLUMN: Final = {
    ColumnType.STRING: _Kind.TEXT,
    ColumnType.INTEGER: _Kind.NUMBER,
    ColumnType.NUMBER: _Kind.NUMBER,
    ColumnType.BOOLEAN: _Kind.BOOLEAN,
    ColumnType.STRINGS: _Kind.ARRAY,
}


@dataclass(frozen=True, slots=True)
class _Expression:
    """A compiled expression: the kind of its value and the closure that gives it."""

    kind: _Kind
    value: _Value


def parse_filter(text: str, language: str) -> dict[str, Any] | bool:
    """Return the syntax tree (the CQL2 JSON form) of a filter in ``cql2-text`` or ``cql2-json``.

    Raises
    ------
    InvalidFilterError
        Too long, or not CQL2.
    """
    if len(text) > MAX_LENGTH:
        raise _refuse("The filter is too long", f"{len(text)} characters", f"at most {MAX_LENGTH} characters")
    try:
        if language == "cql2-json":
            json.loads(text)
            tree: Any = cql2.parse_json(text).to_json()
        else:
            _check_nesting(text)
            tree = cql2.parse_text(text).to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError, RecursionError) as error:
        detail = " ".join(str(error).split())
        raise _refuse(
            f"The filter is not {language} ({detail[:300]})", text[:200], "an expression of OGC 21-065r2"
        ) from error
    if not isinstance(tree, dict | bool):
        raise _refuse("The filter is not a condition", text[:200], "a boolean expression")
    return tree


def _check_nesting(text: str) -> None:
    """Refuse what would keep the parser busy or exhaust its stack, before it sees it.

    That is unbalanced or deeply nested parentheses, and long runs of prefix operators, outside quotes.
    """
    bare = _QUOTED.sub("''", text)
    if _PREFIX_RUN.search(bare):
        raise _refuse(
            "The filter has too many signs in a row", text[:200], f"at most {MAX_SIGNS} NOT or minus"
        )
    depth = 0
    for char in bare:
        if char == "(":
            depth += 1
            if depth > MAX_PARENTHESES:
                raise _refuse("The filter is nested too deep", text[:200], f"{MAX_PARENTHESES} levels of ( )")
        elif char == ")":
            depth -= 1
            if depth < 0:
                break
    if depth:
        raise _refuse("The parentheses are not balanced", text[:200], "as many ( as )")


def compile_filter(
    tree: dict[str, Any] | bool,  # noqa: FBT001 (true and false are whole CQL2 expressions)
    columns: Mapping[str, Column],
    crs: str = CRS84,
) -> Callable[[Feature], bool]:
    """Return a predicate over features for a syntax tree.

    Parameters
    ----------
    tree
        As ``parse_filter`` returns it.
    columns
        Columns of the collection by name; those that are ``queryable`` may be named, and ``geometry``.
    crs
        URI of the CRS of the geometries in the filter (``filter-crs``), in its own axis order.

    Raises
    ------
    InvalidFilterError
        An unknown property or function, operands of the wrong kind or number, a geometry or date that is
        none.
    """
    compiler = _Compiler({name: column for name, column in columns.items() if column.queryable}, crs)
    condition = compiler.compile(tree, 0)
    _expect(condition, "filter", _Kind.BOOLEAN)
    return lambda feature: condition.value(feature) is True


def _refuse(what: str, value: object, allowed: str) -> InvalidFilterError:
    return InvalidFilterError(what, value=value, where="parameter filter", allowed=allowed)


def _expect(expression: _Expression, name: str, *kinds: _Kind) -> None:
    if expression.kind not in kinds:
        allowed = " or ".join(kind.value for kind in kinds)
        raise _refuse(f"Operand of {name} is of the wrong kind", expression.kind.value, allowed)


class _Compiler:
    """Compiles one filter."""

    def __init__(self, columns: Mapping[str, Column], crs: str) -> None:
        self._columns = columns
        self._crs = crs

    def compile(self, node: Any, depth: int) -> _Expression:  # noqa: ANN401 (JSON)
        """Return the expression of one node of the tree."""
        if depth > _MAX_DEPTH:
            raise _refuse("The filter is nested too deep", depth, f"at most {_MAX_DEPTH} levels")
        if isinstance(node, bool):
            return _Expression(_Kind.BOOLEAN, lambda _: node)
        if isinstance(node, int | float):
            return _Expression(_Kind.NUMBER, lambda _: node)
        if isinstance(node, str):
            return _Expression(_Kind.TEXT, lambda _: node)
        if isinstance(node, list):
            return self._array(node, depth)
        if isinstance(node, dict):
            if "op" in node:
                return self._operation(str(node["op"]).lower(), node.get("args", []), depth)
            if "property" in node:
                return self._property(node["property"])
            if "date" in node or "timestamp" in node or "interval" in node:
                return self._time(node)
            if "bbox" in node or "type" in node:
                return self._geometry(node)
        raise _refuse("Not an expression", node, "a property, literal or operation")

    # --- leaves ---

    def _property(self, name: object) -> _Expression:
        if name == GEOMETRY:
            return _Expression(_Kind.GEOMETRY, lambda feature: feature.geometry)
        column = self._columns.get(str(name))
        if column is None or column.type not in _KIND_OF_COLUMN:
            raise _refuse("Not a queryable property", name, ", ".join([*self._columns, GEOMETRY]))
        key = column.name
        kind = _Kind.TIME_TEXT if key in TEMPORAL_COLUMNS else _KIND_OF_COLUMN[column.type]
        if kind is _Kind.ARRAY:
            return _Expression(kind, lambda feature: frozenset(feature.properties.get(key) or ()))
        return _Expression(kind, lambda feature: feature.properties.get(key))

    def _time(self, node: Mapping[str, Any]) -> _Expression:
        try:
            if "interval" not in node:
                span = temporal.instant_span(str(node.get("date", node.get("timestamp"))))
                return _Expression(_Kind.TIME, lambda _: span)
            ends = node["interval"]
            if not isinstance(ends, list) or len(ends) != 2:
                raise _refuse("An interval has two ends", ends, "INTERVAL(start, end)")
            start, end = (self._interval_end(part, is_start=index == 0) for index, part in enumerate(ends))
        except InvalidFilterError:
            raise
        except InputError as error:
            raise _refuse(error.what, error.value, error.allowed or "") from error

        def span_of(feature: Feature) -> temporal.Span | None:
            first, last = start(feature), end(feature)
            return (first, last) if first is not None and last is not None and first[0] <= last[1] else None

        return _Expression(_Kind.TIME, span_of)

    def _interval_end(self, node: Any, *, is_start: bool) -> _Value:  # noqa: ANN401 (JSON)
        if isinstance(node, dict) and "property" in node:
            span = _as_time(self._property(node["property"]), "INTERVAL")

            def value(feature: Feature) -> temporal.Instant | None:
                held = span(feature)
                return None if held is None else held[0 if is_start else 1]

            return value
        text = str(node.get("date", node.get("timestamp", ""))) if isinstance(node, dict) else str(node)
        instant = temporal.end_of_interval(text, is_start=is_start)
        return lambda _: instant

    def _geometry(self, node: Mapping[str, Any]) -> _Expression:
        try:
            shape = read_bbox(node["bbox"], self._crs) if "bbox" in node else read_geometry(node, self._crs)
        except InputError as error:
            raise _refuse(error.what, error.value, error.allowed or "a valid geometry") from error
        return _Expression(_Kind.GEOMETRY, lambda _: shape)

    def _array(self, items: list[Any], depth: int) -> _Expression:
        members = [self.compile(item, depth + 1) for item in items]
        for member in members:
            _expect(member, "an array", _Kind.TEXT, _Kind.NUMBER, _Kind.BOOLEAN, _Kind.TIME_TEXT, _Kind.TIME)
        return _Expression(
            _Kind.ARRAY, lambda feature: frozenset(member.value(feature) for member in members)
        )

    # --- operations ---

    def _operation(self, name: str, nodes: Any, depth: int) -> _Expression:  # noqa: ANN401 (JSON)
        if not isinstance(nodes, list):
            raise _refuse("Operands are not a list", nodes, "an array")
        if name == "in":
            return self._in(nodes, depth)
        arity = _ARITY.get(name)
        if arity is None:
            raise _refuse("Unknown operator or function", name, ", ".join(_ARITY))
        if not arity[0] <= len(nodes) <= arity[1]:
            raise _refuse(f"{name} takes another number of operands", len(nodes), str(arity[0]))
        operands = [self.compile(node, depth + 1) for node in nodes]
        if name in {"and", "or", "not"}:
            return _logic(name, operands)
        if name == "isnull":
            inner = operands[0].value
            return _Expression(_Kind.BOOLEAN, lambda feature: inner(feature) is None)
        if name in {"casei", "accenti"}:
            return _folded(name, operands[0])
        if name in values.COMPARISONS:
            return _comparison(name, operands[0], operands[1])
        if name == "between":
            low = _comparison(">=", operands[0], operands[1])
            high = _comparison("<=", operands[0], operands[2])
            return _logic("and", [low, high])
        if name == "like":
            _expect(operands[0], name, _Kind.TEXT, _Kind.TIME_TEXT)
            _expect(operands[1], name, _Kind.TEXT)
            return _binary(_Kind.BOOLEAN, operands[0].value, operands[1].value, values.like)
        if name in values.ARITHMETIC_OPERATORS:
            for operand in operands:
                _expect(operand, name, _Kind.NUMBER)
            one, other = operands[0].value, operands[1].value
            return _Expression(
                _Kind.NUMBER, lambda feature: values.calculate(name, one(feature), other(feature))
            )
        if name in values.ARRAY_RELATIONS:
            for operand in operands:
                _expect(operand, name, _Kind.ARRAY)
            return _binary(_Kind.BOOLEAN, operands[0].value, operands[1].value, values.ARRAY_RELATIONS[name])
        if name in SPATIAL_RELATIONS:
            for operand in operands:
                _expect(operand, name, _Kind.GEOMETRY)
            return _binary(
                _Kind.BOOLEAN,
                operands[0].value,
                operands[1].value,
                lambda one, other: relate(name, one, other),
            )
        times = [_as_time(operand, name) for operand in operands]
        return _binary(_Kind.BOOLEAN, times[0], times[1], temporal.RELATIONS[name])

    def _in(self, nodes: list[Any], depth: int) -> _Expression:
        if len(nodes) != 2 or not isinstance(nodes[1], list):
            raise _refuse("IN takes a value and a list", nodes, "x IN (1, 2)")
        subject = self.compile(nodes[0], depth + 1)
        choices = [_comparison("=", subject, self.compile(node, depth + 1)) for node in nodes[1]]
        return _logic("or", choices) if choices else _Expression(_Kind.BOOLEAN, lambda _: False)


_UNBOUNDED: Final = 10_000
_ARITY: Final[dict[str, tuple[int, int]]] = {
    "and": (2, _UNBOUNDED), "or": (2, _UNBOUNDED), "not": (1, 1), "isnull": (1, 1), "between": (3, 3),
    "in": (2, 2), "like": (2, 2), "casei": (1, 1), "accenti": (1, 1),
    **dict.fromkeys((*values.COMPARISONS, *values.ARITHMETIC_OPERATORS), (2, 2)),
    **dict.fromkeys((*values.ARRAY_RELATIONS, *SPATIAL_RELATIONS, *temporal.RELATIONS), (2, 2)),
}  # fmt: skip


def _binary(kind: _Kind, one: _Value, other: _Value, function: Callable[[Any, Any], Any]) -> _Expression:
    """Return a two-place expression that is unknown when either operand is null."""

    def value(feature: Feature) -> Any:  # noqa: ANN401 (the function's)
        left = one(feature)
        right = other(feature)
        return None if left is None or right is None else function(left, right)

    return _Expression(kind, value)


def _logic(name: str, operands: list[_Expression]) -> _Expression:
    for operand in operands:
        _expect(operand, name, _Kind.BOOLEAN)
    parts = [operand.value for operand in operands]
    if name == "not":
        return _Expression(
            _Kind.BOOLEAN, lambda feature: None if (held := parts[0](feature)) is None else not held
        )
    decisive = name == "or"

    def value(feature: Feature) -> bool | None:
        is_known = True
        for part in parts:
            held: bool | None = part(feature)
            if held is None:
                is_known = False
            elif held is decisive:
                return decisive
        return (not decisive) if is_known else None

    return _Expression(_Kind.BOOLEAN, value)


def _as_time(expression: _Expression, name: str) -> _Value:
    _expect(expression, name, _Kind.TIME, _Kind.TIME_TEXT)
    if expression.kind is _Kind.TIME:
        return expression.value
    inner = expression.value
    return lambda feature: temporal.property_span(inner(feature))


def _folded(name: str, operand: _Expression) -> _Expression:
    fold = values.fold_case if name == "casei" else values.fold_accents
    inner = operand.value
    if operand.kind is _Kind.ARRAY:
        return _Expression(
            _Kind.ARRAY,
            lambda feature: frozenset(
                fold(item) if isinstance(item, str) else item for item in inner(feature)
            ),
        )
    _expect(operand, name, _Kind.TEXT, _Kind.TIME_TEXT)
    return _Expression(_Kind.TEXT, lambda feature: None if (text := inner(feature)) is None else fold(text))


def _comparison(name: str, one: _Expression, other: _Expression) -> _Expression:
    kinds = {one.kind, other.kind}
    if _Kind.TIME in kinds:
        return _binary(
            _Kind.BOOLEAN,
            _as_time(one, name),
            _as_time(other, name),
            lambda left, right: temporal.compare(name, left, right),
        )
    plain = {_Kind.TEXT if kind is _Kind.TIME_TEXT else kind for kind in kinds}
    if len(plain) > 1:
        raise _refuse(
            f"{name} compares different kinds", f"{one.kind.value}, {other.kind.value}", "two of one kind"
        )
    (kind,) = plain
    if kind in {_Kind.GEOMETRY, _Kind.ARRAY}:
        raise _refuse(f"{name} does not compare", kind.value, "numbers, text, dates, booleans (false < true)")
    return _binary(_Kind.BOOLEAN, one.value, other.value, values.COMPARISONS[name])
