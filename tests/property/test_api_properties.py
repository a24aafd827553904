"""Laws of the API's pure parts, for any input hypothesis can think of."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import cql2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import cql2_temporal as temporal
from api.cql2_filter import InvalidFilterError, compile_filter, parse_filter
from api.cql2_values import like
from api.csv_table import cell
from api.forwarded import public_base
from api.media import Format, choose_format
from api.parameter import Parameter, by_name, read_query, whole_number
from api.problems import NotAcceptableError
from api.settings import Settings
from api.tiles import HALF_WORLD_M, MAX_LEVEL, TileAddress
from api.timestamps import parse_datetime, parse_period
from api.transport import choose_coding, encode
from geo.errors import InputError
from layers.schema import COLLECTIONS_BY_ID
from layers.store import Feature

COLUMNS = {column.name: column for column in COLLECTIONS_BY_ID["zones"].columns}
FEATURES = [
    Feature(str(i), None, {"name_zh": name, "area_km2": area, "statement_count": i, "in_district": i % 2 == 0, "industry_ids": tags})
    for i, (name, area, tags) in enumerate(
        [("甲", 1.0, ["ai"]), ("乙'", None, []), (None, -2.5, ["ai", "x"]), ("a%_", 0.0, ["x"]), ("A", 1e9, ["é"])]
    )
]  # fmt: skip

words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=6)
numbers = st.one_of(st.integers(-5, 5), st.floats(-1e6, 1e6, allow_nan=False).map(lambda n: round(n, 3)))
number_terms = st.recursive(
    st.one_of(numbers, st.sampled_from([{"property": "area_km2"}, {"property": "statement_count"}])),
    lambda inner: st.builds(
        lambda op, a, b: {"op": op, "args": [a, b]}, st.sampled_from("+-*/"), inner, inner
    ),
    max_leaves=4,
)
NAME = {"property": "name_zh"}
leaves = st.one_of(
    st.builds(lambda op, a, b: {"op": op, "args": [a, b]}, st.sampled_from(["=", "<>", "<", ">", "<=", ">="]), number_terms, number_terms),
    st.builds(lambda word: {"op": "=", "args": [NAME, word]}, words),
    st.builds(lambda word: {"op": "like", "args": [NAME, word]}, words.filter(lambda w: "\\" not in w)),
    st.builds(lambda items: {"op": "in", "args": [NAME, items]}, st.lists(words, min_size=1, max_size=3)),
    st.builds(lambda a, b: {"op": "between", "args": [{"property": "area_km2"}, a, b]}, numbers, numbers),
    st.just({"op": "isNull", "args": [NAME]}),
    st.just({"op": "a_contains", "args": [{"property": "industry_ids"}, ["ai"]]}),
    st.just({"op": "=", "args": [{"property": "in_district"}, True]}),
)  # fmt: skip
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda op, parts: {"op": op, "args": parts}, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda part: {"op": "not", "args": [part]}, inner),
    ),
    max_leaves=5,
)  # fmt: skip


def chosen(tree):
    predicate = compile_filter(tree, COLUMNS)
    return [feature.id for feature in FEATURES if predicate(feature)]


@given(trees)
def test_json_to_text_to_json_keeps_the_meaning(tree):
    parsed = parse_filter(json.dumps(tree), "cql2-json")
    text = cql2.parse_json(json.dumps(tree)).to_text()
    try:
        again = parse_filter(text, "cql2-text")
    except InvalidFilterError as error:
        # Only our own guard may refuse what the library wrote.
        assert "nested" in error.what or "signs" in error.what, text
        return
    assert chosen(again) == chosen(parsed), text


@given(trees)
def test_a_filter_and_its_negation_never_both_hold_and_miss_only_the_unknown(tree):
    yes, no = set(chosen(tree)), set(chosen({"op": "not", "args": [tree]}))
    assert not yes & no
    assert set(chosen({"op": "or", "args": [tree, {"op": "not", "args": [tree]}]})) == yes | no


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_a_clear_refusal(text):
    for language in ("cql2-text", "cql2-json"):
        try:
            chosen(parse_filter(text, language))
        except InvalidFilterError as error:
            assert error.where == "parameter filter"


def slow_like(text, pattern):
    """The definition, by recursion."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(slow_like(text[i:], pattern[1:]) for i in range(len(text) + 1))
    if not text:
        return False
    return pattern[0] in {"_", text[0]} and slow_like(text[1:], pattern[1:])


@given(st.text("ab%_", max_size=7), st.text("ab%_", max_size=6))
def test_like_is_its_definition(text, pattern):
    assert like(text, pattern) == slow_like(text, pattern)


EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
instants = st.integers(0, 10**9).map(lambda seconds: (EPOCH + timedelta(seconds=seconds),) * 2)
spans = st.tuples(instants, instants).map(lambda pair: tuple(sorted(pair)))


@given(spans, spans)
def test_temporal_relations_have_their_converses(one, other):
    holds = {name: relation(one, other) for name, relation in temporal.RELATIONS.items()}
    back = {name: relation(other, one) for name, relation in temporal.RELATIONS.items()}
    for name, converse in (
        ("t_after", "t_before"), ("t_contains", "t_during"), ("t_finishedby", "t_finishes"), ("t_meets", "t_metby"),
        ("t_overlaps", "t_overlappedby"), ("t_startedby", "t_starts"), ("t_equals", "t_equals"), ("t_disjoint", "t_disjoint"),
    ):  # fmt: skip
        assert holds[name] == back[converse], name
    assert holds["t_intersects"] != holds["t_disjoint"]


@given(st.text(max_size=30))
def test_datetimes_and_periods_parse_or_refuse(text):
    try:
        start, end = parse_datetime(text)
        assert start <= end
    except InputError:
        pass
    held = parse_period(text)
    assert held is None or held[0] <= held[1]


@given(st.text(max_size=40))
def test_any_query_string_is_read_or_refused(raw):
    declared = by_name(
        [Parameter("limit", "", {}, whole_number("limit", 1, 100, clamp=True), 10), Parameter("f", "", {})]
    )
    try:
        values = read_query(raw, declared)
    except InputError:
        return
    assert set(values) == {"limit", "f"}
    assert 1 <= values["limit"] <= 100


@given(st.text(max_size=60))
def test_any_accept_header_gives_an_offered_format_or_406(header):
    offered = (Format.GEOJSON, Format.HTML, Format.CSV)
    try:
        assert choose_format(header, offered) in offered
    except NotAcceptableError:
        assert header.strip()


@given(st.binary(max_size=60), st.binary(max_size=2000))
def test_codings_are_chosen_and_are_deterministic(header, body):
    coding = choose_coding(header)
    assert coding in {"", "gzip", "br", "zstd"}
    if coding:
        assert encode(body, coding) == encode(body, coding)


@given(st.dictionaries(st.sampled_from([b"host", b"forwarded", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix"]), st.binary(max_size=30)))  # fmt: skip
def test_no_header_can_put_markup_into_the_base(headers):
    base, prefix = public_base("http", headers, "127.0.0.1", Settings())
    for text in (base or "", prefix):
        assert not set(text) & set("<>\"' \r\n?#")


@given(st.integers(0, MAX_LEVEL), st.data())
def test_tiles_of_a_level_join_without_gaps(level, data):
    last = (1 << level) - 1
    row, column = data.draw(st.integers(0, last)), data.draw(st.integers(0, last))
    west, south, east, _ = TileAddress(level, row, column).bounds
    assert -HALF_WORLD_M <= west < east <= HALF_WORLD_M + 1e-6
    if column < last:
        assert TileAddress(level, row, column + 1).bounds[0] == pytest.approx(east, abs=1e-6)
    if row < last:
        assert TileAddress(level, row + 1, column).bounds[3] == pytest.approx(south, abs=1e-6)


@given(
    st.one_of(st.text(), st.none(), st.booleans(), st.floats(allow_nan=False), st.lists(st.text(max_size=3)))
)
def test_no_text_cell_begins_like_a_formula(value):
    text = cell(value)
    if isinstance(value, str | list):
        assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))
