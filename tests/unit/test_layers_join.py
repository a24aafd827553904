"""What statements become: properties of places, conflicts, coverage, excerpts. Pure functions, small rows."""

from __future__ import annotations

from typing import Any

import pytest

from layers.conflicts import compatible, conflict_rows, statement_conflicts, value_range
from layers.coverage_table import coverage_rows
from layers.evidence import period_interval
from layers.excerpt import excerpt
from layers.join import by_place, document_rows, place_properties, sort_statements
from seeds.gazetteer import Place


def quantity(key: str, value: float | None = None, **fields: Any) -> dict[str, Any]:
    quote = fields.pop("quote", f"{value:g}家" if value is not None else "若干")
    row = {
        "id": key, "doc": "d", "kind": "quantity", "start": 0, "end": len(quote), "quote": quote,
        "sentence": f"句{key}{quote}", "place": "甲", "place_id": "a", "subject": "企业", "measure": "level",
        "value": value, "unit": "家", "comparator": "=", "period": "2020", "status": "actual",
        "indicator_id": "firms", "section": [], "review": "machine", "conflicts_with": [],
    }  # fmt: skip
    return row | fields


def role(key: str, relation: str, *objects: str, **fields: Any) -> dict[str, Any]:
    row = {
        "id": key, "doc": "d", "kind": "role", "start": 0, "end": 2, "quote": "引文", "place": "甲", "place_id": "a",
        "relation": relation, "objects": list(objects), "industry_ids": [], "section": ["一"], "review": "machine",
    }  # fmt: skip
    return row | fields


PLACE = Place(
    "a", "甲区", "zone", name_en="A", aliases=("甲",), collection="zones", parent="", in_district=True
)


def test_roles_become_flat_columns_and_keep_their_evidence() -> None:
    rows = [
        role("1", "positioned_as", "高地"), role("2", "positioned_as", "枢纽", "高地"),
        role("3", "focus_industry", "大数据", industry_ids=["big-data"]),
        role("4", "focus_industry", "人工智能", "大数据", industry_ids=["ai", "big-data"], doc="e"),
        role("5", "hosts", "某大厦", industry_ids=["no"]), role("6", "task", "建设"), quantity("7", 3.0),
    ]  # fmt: skip
    properties = place_properties(PLACE, rows)
    assert properties["positioning"] == "高地；枢纽"
    assert properties["focus_industries"] == ["大数据", "人工智能"]
    assert properties["industry_ids"] == ["big-data", "ai"]
    assert (properties["hosts"], properties["tasks"]) == (["某大厦"], ["建设"])
    assert (properties["statement_count"], properties["documents"]) == (7, ["d", "e"])
    assert [item["statement_id"] for item in properties["roles"]] == ["1", "2", "3", "4", "5", "6"]
    assert properties["indicators"][0]["statement_id"] == "7"
    assert properties["parent"] is None


def test_a_place_nobody_speaks_of_has_empty_columns() -> None:
    properties = place_properties(PLACE, [])
    assert properties["positioning"] is None
    assert properties["focus_industries"] == properties["roles"] == properties["indicators"] == []


def test_rejected_and_placeless_statements_count_nowhere() -> None:
    rows = [quantity("1", 1.0, review="rejected"), quantity("2", 1.0, place_id=None), quantity("3", 1.0)]
    assert [row["id"] for row in by_place(rows)["a"]] == ["3"]
    source = {"id": "d", "title": "题", "date": "", "sha256": "0"}
    document = document_rows([source], {"d": [{"title": "一"}]}, rows)[0]
    assert (document["statements"], document["places"], document["date"]) == (2, ["a"], None)
    assert document["sections"] == [{"title": "一"}]


def test_published_order_is_by_place_in_the_text() -> None:
    rows = [
        quantity("b", 1.0, start=5, end=9),
        quantity("a", 1.0, start=5, end=9),
        quantity("z", 1.0, start=1, end=3),
    ]
    assert [row["id"] for row in sort_statements(rows)] == ["z", "a", "b"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 79.0, "quote": "79家"}, (79, 79)),
        ({"value": 7.9324e10, "quote": "793.24亿元"}, (79_323_500_000, 79_324_500_000)),
        ({"value": 31.7, "quote": "31.7%"}, (31.65, 31.75)),
        ({"value": 28_000.0, "quote": "28000家", "comparator": ">"}, (28_000, float("inf"))),
        ({"value": 10.0, "quote": "10家", "comparator": "<="}, (float("-inf"), 10)),
        ({"value": 100.0, "quote": "百余家", "comparator": "~"}, (90, 110)),
        ({"value": 2.0, "quote": "两家"}, (2, 2)),
        ({"value": 3.5, "quote": "3.5%", "direction": "down"}, (-3.55, -3.45)),
        ({"value": 3.0, "quote": "3%", "comparator": ">", "direction": "down"}, (float("-inf"), -3)),
    ],
)
def test_what_values_a_figure_allows(fields: dict[str, Any], expected: tuple[float, float]) -> None:
    assert value_range(quantity("1", **fields)) == pytest.approx(expected)


def test_a_range_allows_what_lies_in_it() -> None:
    span = quantity("1", None, value_min=5.0, value_max=6.0, quote="5-6家")
    assert compatible(span, quantity("2", 5.0))
    assert not compatible(span, quantity("2", 7.0))


@pytest.mark.parametrize(
    ("other", "is_conflict"),
    [
        ({"value": 80.0}, True),
        ({"value": 79.0}, False),
        ({"value": 80.0, "period": "2021"}, False),
        ({"value": 80.0, "status": "target"}, False),
        ({"value": 80.0, "place_id": "b"}, False),
        ({"value": 80.0, "indicator_id": None}, False),
        ({"value": 80.0, "review": "rejected"}, False),
        ({"value": 70.0, "comparator": ">"}, False),
        ({"value": 90.0, "comparator": ">"}, True),
        ({"value": 80.0, "sentence": "句179家"}, False),
        # A rise and a fall by the same number are not the same.
        ({"value": 79.0, "direction": "down"}, True),
    ],
)
def test_what_conflicts_with_79(other: dict[str, Any], is_conflict: bool) -> None:
    found = statement_conflicts([quantity("1", 79.0), quantity("2", **other)])
    assert found == ({"1": ("2",), "2": ("1",)} if is_conflict else {})


NAMES = {"incubators": ("科技企业孵化器", "孵化器"), "makerspaces": ("众创空间",)}


@pytest.mark.parametrize(("makers", "is_conflict"), [(36.0, True), (28.0, False)])
def test_a_figure_for_two_indicators_must_be_the_sum(makers: float, is_conflict: bool) -> None:
    parts = f"共有科技企业孵化器51家,众创空间{makers:g}家。"
    rows = [
        quantity("inc", 51.0, indicator_id="incubators", sentence=parts),
        quantity("mak", makers, indicator_id="makerspaces", sentence=parts),
        quantity("sum", 79.0, indicator_id="incubators", sentence="全区科技企业孵化器、众创空间79家。"),
    ]
    # The total stands under one of its two indicators; against the other part it is no conflict of its own.
    found = statement_conflicts([rows[1], rows[2], rows[0]], NAMES)
    if is_conflict:
        assert found == {"inc": ("sum",), "mak": ("sum",), "sum": ("inc", "mak")}
    else:
        assert "mak" not in found


def test_conflict_rows_show_both_claims_and_choose_none() -> None:
    rows = {row["id"]: row for row in (quantity("1", 79.0), quantity("2", 87.0, doc="e"))}
    pairs = statement_conflicts(rows.values())
    found = conflict_rows([], rows, pairs, {"a": ("甲", "A"), "firms": ("企业数", "Firms")})
    assert [row["id"] for row in found] == ["statements-1"]
    assert found[0]["topic_zh"] == "甲·企业数·2020"
    assert [(claim["text"], claim["doc"]) for claim in found[0]["claims"]] == [("79家", "d"), ("87家", "e")]
    assert found[0]["choice"] is None


def test_coverage_says_stated_derived_or_silent() -> None:
    rows = [quantity("1", 1.0, place_id="part"), quantity("2", 1.0, place_id="whole", indicator_id="area")]
    parents = {"part": "whole", "whole": None, "other": None}
    table = {
        (row["place_id"], row["indicator_id"]): (row["state"], row["statement_ids"])
        for row in coverage_rows(["whole", "part", "other"], ["firms", "area"], rows, parents)
    }
    assert table == {
        ("whole", "firms"): ("derived", ["1"]), ("whole", "area"): ("stated", ["2"]),
        ("part", "firms"): ("stated", ["1"]), ("part", "area"): ("not_stated", []),
        ("other", "firms"): ("not_stated", []), ("other", "area"): ("not_stated", []),
    }  # fmt: skip


def test_a_loop_in_the_gazetteer_does_not_hang_the_table() -> None:
    rows = coverage_rows(["a"], ["firms"], [quantity("1", 1.0, place_id="b")], {"a": "b", "b": "a"})
    assert rows[0]["state"] == "derived"


def test_the_interval_of_the_periods() -> None:
    rows = [
        quantity("1", 1.0, period="2016..2020"),
        quantity("2", 1.0, period="2025"),
        quantity("3", 1.0, period=None),
    ]
    assert period_interval(rows) == ("2016-01-01", "2025-12-31")
    assert period_interval([rows[2]]) is None


def test_an_excerpt_keeps_to_its_paragraph() -> None:
    text = "前一段。\r\n\r\n本区共有\n79家企业,居全市首位。\n\n后一段。"
    start = text.index("79家")
    found = excerpt(text, start, start + 3)
    assert (found.before, found.quote, found.after) == ("本区共有 ", "79家", "企业,居全市首位。")
