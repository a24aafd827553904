"""The review table: out to a spreadsheet and back, whatever the spreadsheet does to it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from geo.errors import ZoneAtlasError
from layers.build import build_atlas
from layers.project import Project
from layers.review import ReviewDesk
from layers.scaffold import create_project
from layers.store import load_atlas
from seeds.amend import Terms, amend, fingerprint
from seeds.errors import SeedDataError
from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.review_table import COLUMNS, column_key, plain_cell, read_table, safe_cell
from seeds.statement import Statement

if TYPE_CHECKING:
    from pathlib import Path

SIGNED = {"who": "李明", "when": "2026-11-22", "why": "与原文核对"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    create_project(tmp_path / "new")
    return Project.load(tmp_path / "new")


@pytest.fixture
def desk(project: Project) -> ReviewDesk:
    return ReviewDesk(project)


def rows_of(desk: ReviewDesk) -> list[dict[str, str]]:
    reader = csv.reader(io.StringIO(desk.table().decode("utf-8-sig"), newline=""))
    next(reader)
    return [dict(zip(COLUMNS, cells, strict=True)) for cells in reader]


def table(rows: list[dict[str, str]], *, keys=None, encoding="utf-8-sig", delimiter=",", end="\r\n") -> bytes:
    keys = list(keys or COLUMNS)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerow(keys)
    writer.writerows([row.get(key, "") for key in keys] for row in rows)
    return stream.getvalue().encode(encoding, "replace")


def pick(rows, **wanted):
    return next(row for row in rows if all(row[key] == value for key, value in wanted.items()))


def statement(desk: ReviewDesk, statement_id: str):
    return next(s for item in desk.reviewed for s in item.statements if s.id == statement_id)


# --- out ---------------------------------------------------------------------------------------------------------------


def test_the_table_opens_in_a_spreadsheet_as_it_is(desk):
    data = desk.table()
    assert data.startswith(b"\xef\xbb\xbfid \xe7\xbc\x96\xe5\x8f\xb7,")
    rows = rows_of(desk)
    assert len(rows) == sum(len(item.statements) for item in desk.reviewed)
    text = desk.reviewed[0].document.text
    for row in rows:
        assert text[int(row["start"]) : int(row["end"])] == plain_cell(row["quote"])
        assert row["title"] == "示例区数字经济发展规划(合成示例)"
        assert not any(row[key] for key in ("action", "field", "new_value", "who", "when", "why"))


def test_only_the_documents_and_states_asked_for(desk):
    assert desk.table(["no-such"], []).count(b"\r\n") == 1
    assert desk.table([], ["rejected"]).count(b"\r\n") == 1
    assert desk.table(["example-plan"], ["machine"]) == desk.table()


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "＝HYPERLINK()", "'=1", "''", "'", "a=1", ""]
)
def test_no_cell_is_a_formula_and_every_text_comes_back(text):
    cell = safe_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert plain_cell(cell) == text


def test_columns_are_known_by_english_chinese_or_both():
    for key, name in COLUMNS.items():
        for header in (key, name, f"{key} {name}", f" {name}  {key}", key.upper()):
            assert column_key(header) == key
    assert column_key("备注") is None


# --- back: the round trip ------------------------------------------------------------------------------------------------


def test_an_untouched_table_says_nothing(desk):
    judged = desk.take(desk.table(), who="李明", when="2026-11-22")
    assert (judged.new, judged.known, judged.errors, judged.notes) == ([], 0, [], [])


def test_accept_correct_reject_add_reach_the_atlas(desk, project):
    rows = rows_of(desk)
    area = (
        pick(rows, indicator_id="land-area")
        if any(r["indicator_id"] for r in rows)
        else pick(rows, kind="quantity")
    )
    focus = pick(rows, relation="focus_industry", place_id="west-quarter")
    position = pick(rows, relation="positioned_as", place_id="west-quarter")
    text = desk.reviewed[0].document.text
    filled = [
        {**area, "action": "correct", "field": "status", "new_value": "actual", **SIGNED},
        {**area, "action": "correct", "field": "period", "new_value": "2024", **SIGNED},
        {**focus, "action": "accept", **SIGNED, "why": ""},
        {**position, "action": "reject", **SIGNED},
        {"action": "add", "quote": "示例东片区重点发展数字创意", "place_id": "east-quarter", "relation": "task",
         "objects": "数字创意", **SIGNED},
    ]  # fmt: skip
    judged = desk.take(table(filled))
    assert judged.errors == []
    assert [str(d.action) for d in judged.new] == ["correct", "accept", "reject", "add"]
    corrected = statement(desk, area["id"])
    assert (corrected.status, corrected.period, corrected.review) == ("actual", "2024", "corrected")
    assert statement(desk, focus["id"]).review == "accepted"

    atlas = load_atlas(build_atlas(project, progress=lambda _: None))
    west = atlas.collection("sub_zones").feature("west-quarter").properties
    assert west["positioning"] is None
    assert position["id"] not in west["statement_ids"]
    assert atlas.statements_by_id[position["id"]]["review"] == "rejected"
    east = atlas.collection("sub_zones").feature("east-quarter").properties
    assert east["tasks"] == ["数字创意"]
    added = next(row for row in atlas.statements if row["rule"] == "review.add")
    assert text[added["start"] : added["end"]] == added["quote"]
    assert added["section"] == ["空间布局"]
    assert added["review"] == "accepted"


def test_a_table_imported_again_changes_nothing(desk, project):
    rows = rows_of(desk)
    filled = [
        {**rows[0], "action": "accept", **SIGNED},
        {**rows[1], "action": "reject", **SIGNED},
        {**rows[2], "action": "correct", "period": "2024", **SIGNED},
        {
            "action": "add",
            "quote": "示例西片区规划面积16.66平方公里",
            "place_id": "west-quarter",
            "subject": "面积",
            **SIGNED,
        },
    ]
    assert len(desk.take(table(filled)).new) == 4
    before = desk.path.read_bytes()
    again = ReviewDesk(project).take(table(filled))
    assert (again.new, again.known, again.errors) == ([], 4, [])
    undated = [{**row, "when": ""} for row in filled]
    again = ReviewDesk(project).take(table(undated), when="2027-01-01")
    assert (again.new, again.known, again.errors) == ([], 4, [])
    assert desk.path.read_bytes() == before
    # And the next export, saved without a change, says nothing either.
    after = ReviewDesk(project)
    assert after.take(after.table(), who="李明", when="2026-11-23").new == []


def test_changed_cells_are_corrections_and_what_hangs_on_them_follows(desk):
    row = pick(rows_of(desk), relation="focus_industry", place_id="west-quarter")
    judged = desk.take(
        table([{**row, "action": "更正", "objects": "大数据", "place_id": "east-quarter", **SIGNED}])
    )
    assert judged.errors == []
    now = statement(desk, row["id"])
    assert (now.objects, now.place_id, now.place) == (("大数据",), "east-quarter", "示例东片区")
    assert now.industry_ids == ("big-data",)


def test_an_added_quantity_is_read_from_its_quote(desk):
    row = {"action": "add", "quote": "16.66平方公里", "place_id": "west-quarter", "subject": "面积", **SIGNED}
    (error,) = desk.take(table([row])).errors
    assert "there already" in error.what
    judged = desk.take(table([{**row, "quote": "规划面积16.66平方公里"}]))
    assert judged.errors == []
    added = next(s for item in desk.reviewed for s in item.statements if s.rule == "review.add")
    assert (added.value, added.unit, added.comparator, added.measure) == (16.66, "平方公里", "=", "level")


def test_a_later_decision_overrides_and_an_older_one_can_come_again(desk):
    row = rows_of(desk)[0]
    accept = {**row, "action": "accept", **SIGNED}
    for day, action, review in (
        ("01", "accept", "accepted"),
        ("02", "reject", "rejected"),
        ("03", "accept", "accepted"),
    ):
        assert len(desk.take(table([{**accept, "action": action, "when": f"2026-12-{day}"}])).new) == 1
        assert statement(desk, row["id"]).review == review


def test_a_row_given_twice_counts_once_and_two_minds_are_refused(desk):
    row = {**rows_of(desk)[0], "action": "accept", **SIGNED}
    assert len(desk.take(table([row, row]), write=False).new) == 1
    (error,) = desk.take(table([row, {**row, "action": "reject"}])).errors
    assert "Two decisions" in error.what


# --- back: mangled tables ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        {"encoding": "utf-8"}, {"encoding": "gb18030"}, {"encoding": "gbk"}, {"encoding": "utf-16", "delimiter": "\t"},
        {"delimiter": ";"}, {"delimiter": "\t"}, {"end": "\n"}, {"keys": list(reversed(COLUMNS))},
        {"keys": [f"{name}" for name in COLUMNS if name not in ("title", "section", "before", "after", "rule", "page", "review")]},
        {"keys": [name for name in COLUMNS if name != "id"]},
    ],
    ids=str,
)  # fmt: skip
def test_what_spreadsheets_do_to_a_file_is_undone(desk, form):
    rows = rows_of(desk)
    rows[0] = {**rows[0], "action": "accept", **SIGNED}
    judged = desk.take(table(rows, **form))
    assert (len(judged.new), judged.errors, judged.notes) == (1, [], [])
    assert judged.new[0].statement_id == rows[0]["id"]


def test_numbers_and_dates_as_spreadsheets_show_them(desk):
    rows = rows_of(desk)
    row = pick(rows, unit="平方公里")
    big = {
        **row,
        "action": "correct",
        "value": "１,234,567.5",
        "start": f"{int(row['start']):,}",
        **SIGNED,
        "when": "2026/1/5",
    }
    judged = desk.take(table([big]))
    assert judged.errors == []
    assert judged.new[0].changes == (("value", "１,234,567.5"),)
    assert judged.new[0].when == "2026-01-05"
    assert statement(desk, row["id"]).value == 1234567.5
    # Saved once more as shown, the number is still the same one.
    for shown in ("1,234,567.5", "1.23457E+06", "1234567.50"):
        again = desk.take(table([{**row, "action": "accept", "value": shown, **SIGNED}]), write=False)
        assert again.errors == [], shown


@pytest.mark.parametrize(
    ("change", "field", "value", "allowed"),
    [
        ({"action": "aceptar"}, "action", "aceptar", "accept 接受"),
        ({"action": "reject", "why": ""}, "why", "", "a few words"),
        ({"action": "accept", "who": ""}, "who", "", "--who"),
        ({"action": "accept", "when": "03/04/2026"}, "when", "03/04/2026", "2026-01-31"),
        ({"action": "accept", "when": "2026-02-30"}, "when", "2026-02-30", "2026-01-31"),
        ({"action": "accept", "id": "s-000000000000"}, "id", "s-000000000000", "export again"),
        ({"action": "accept", "quote": "别的话"}, "quote", "别的话", "16.66"),
        ({"action": "accept", "value": "17"}, "value", "17", "16.66"),
        ({"action": "correct", "field": "colour", "new_value": "red"}, "field", "colour", "place_id"),
        ({"action": "correct", "field": "status", "new_value": "planned"}, "status", "planned", "actual, target, policy"),
        ({"action": "correct", "field": "place_id", "new_value": "atlantis"}, "place_id", "atlantis", "gazetteer"),
        ({"action": "correct", "field": "value", "new_value": "1,5"}, "value", "1,5", "plain number"),
        ({"action": "correct", "field": "value", "new_value": "inf"}, "value", "inf", "plain number"),
        ({"action": "correct", "field": "period", "new_value": "Mar"}, "period", "Mar", "2021Q1"),
        ({"action": "correct", "field": "relation", "new_value": "hosts"}, "relation", "relation", "subject"),
        ({"action": "correct"}, "field", "", "new value"),
        ({"action": "", "new_value": "3"}, "action", "", "accept"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_taken_is_named_and_nothing_is_written(desk, change, field, value, allowed):
    rows = rows_of(desk)
    good = {**rows[0], "action": "accept", **SIGNED}
    bad = {**pick(rows, unit="平方公里"), **SIGNED, **change}
    before = desk.path.read_bytes()
    judged = desk.take(table([good, bad]))
    assert desk.path.read_bytes() == before
    (error,) = judged.errors
    assert error.where == f"row 3, {field}"
    assert error.value == value
    assert allowed in error.allowed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04\x00\x00",
        b"a,b\r\n1,2\r\n",
        b"id,quote\r\n1,2\r\n",
        b'action,quote\r\n"open,1\r\n',
        b"\xff\xff\xff\xff",
    ],
)
def test_what_is_no_such_table_is_refused(desk, data):
    with pytest.raises(SeedDataError):
        desk.take(data)


def test_edits_without_an_action_are_told_not_taken(desk):
    rows = rows_of(desk)
    rows[0] = {**rows[0], "objects": "别的"}
    judged = desk.take(table(rows))
    assert judged.new == []
    assert len(judged.notes) == 1
    assert "row 2, objects" in judged.notes[0]


# --- back: additions -----------------------------------------------------------------------------------------------------


def test_a_quote_that_stands_in_several_places_names_them(desk):
    row = {
        "action": "add",
        "quote": "示例",
        "place_id": "west-quarter",
        "relation": "task",
        "objects": "示例",
        **SIGNED,
    }
    (error,) = desk.take(table([row])).errors
    assert error.where == "row 2, quote"
    assert "places" in error.what
    assert "example-plan 0–2" in error.allowed
    text = desk.reviewed[0].document.text
    at = text.index("示例", 5)
    judged = desk.take(table([{**row, "doc": "example-plan", "start": str(at)}]), write=False)
    assert [d.start for d in judged.new] == [at]
    judged = desk.take(
        table([{**row, "before": text[at - 4 : at], "after": text[at + 2 : at + 9]}]), write=False
    )
    assert [d.start for d in judged.new] == [at]


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "没有这句话"},
        {"quote": ""},
        {"place_id": ""},
        {"objects": ""},
        {"doc": "nowhere"},
        {"kind": "opinion"},
        {"start": "x"},
        {"objects": "a\x07b"},
    ],
)
def test_an_addition_that_lacks_something_is_refused(desk, change):
    row = {"action": "add", "quote": "打造数字经济集聚区", "place_id": "west-quarter", "relation": "task",
           "objects": "数字经济", "doc": "example-plan", **SIGNED, **change}  # fmt: skip
    judged = desk.take(table([row]))
    assert len(judged.errors) == 1
    assert "row 2" in str(judged.errors[0])


HOSTILE = [
    "<script>alert(1)</script>",
    '"; DROP TABLE',
    "=cmd|' /C calc'!A0",
    "𝕏𠮷",
    "|",
    "a\u2028b",
    "' OR 1=1",
    "\u202egnp.exe",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(desk, project, text):
    row = pick(rows_of(desk), unit="平方公里")
    filled = {
        **row,
        "action": "correct",
        "field": "subject",
        "new_value": text,
        **SIGNED,
        "why": text,
        "who": text,
    }
    judged = desk.take(table([filled]))
    assert judged.errors == []
    assert statement(desk, row["id"]).subject == text
    again = ReviewDesk(project)
    assert (again.standing[0].why, again.standing[0].who) == (text, text)
    exported = read_table(again.table())
    assert next(r for r in exported if r.get("id") == row["id"]).cells["subject"] == text
    assert ReviewDesk(project).take(table([filled])).known == 1


def test_errors_are_of_the_tree(desk):
    assert issubclass(SeedDataError, ValueError)
    assert not issubclass(SeedDataError, ZoneAtlasError)


def test_a_direction_can_be_corrected_and_an_empty_one_leaves_readings_as_they_were_judged():
    growth = Statement(
        doc="d", kind="quantity", start=0, end=4, quote="3.5%", sentence="下降3.5%", measure="growth", value=3.5,
        unit="%", comparator="=", status="actual",
    )  # fmt: skip
    terms = Terms(Gazetteer(national=False), Vocabulary())
    fallen = amend(growth, {"direction": "down"}, terms)
    assert fallen.direction == "down"
    assert amend(fallen, {"direction": ""}, terms).direction is None
    with pytest.raises(SeedDataError, match="down, or empty"):
        amend(growth, {"direction": "up"}, terms)
    # As computed before statements had directions: decisions that were bound to it still stand.
    assert fingerprint(growth) == "26f11325e28e"
    assert fingerprint(fallen) != fingerprint(growth)
