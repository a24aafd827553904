"""Decisions against documents that change, the file they stand in, and the command line around them."""

from __future__ import annotations

import csv
import io
import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from api.cli import cli, main
from layers.build import build_atlas
from layers.check import run_checks
from layers.evidence import read_evidence
from layers.project import Project, file_sha256
from layers.review import ReviewDesk
from layers.scaffold import create_project
from layers.store import load_atlas
from seeds import corrections
from seeds.amend import fingerprint, number_text, parse_number
from seeds.corrections import HEADER, Action, Decision, apply_corrections, read_corrections, write_corrections
from seeds.errors import SeedDataError
from seeds.statement import Statement

if TYPE_CHECKING:
    from pathlib import Path

QUIET = lambda _: None  # noqa: E731


@pytest.fixture
def project(tmp_path: Path) -> Project:
    create_project(tmp_path / "new")
    return Project.load(tmp_path / "new")


def area_of(desk: ReviewDesk) -> Statement:
    return next(s for item in desk.reviewed for s in item.statements if s.unit == "平方公里")


def decision(statement: Statement, action: str, **given) -> Decision:
    reading = fingerprint(statement) if action in ("accept", "reject") else ""
    values = {
        "statement_id": statement.id, "action": Action(action), "changes": (), "reading": reading, "quote": statement.quote,
        "doc": statement.doc, "start": statement.start, "end": statement.end, "who": "李明", "when": "2026-11-22", "why": "核对",
    }  # fmt: skip
    return Decision(**{**values, **given})


def rewrite(project: Project, old: str, new: str) -> None:
    """Change a document and say so in sources.csv, as a maintainer would."""
    (path,) = project.documents()
    before = file_sha256(path)
    with path.open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")
    table = project.seed_table("sources")
    table.write_text(
        table.read_text(encoding="utf-8").replace(before, file_sha256(path)), encoding="utf-8", newline=""
    )


def warnings(project: Project) -> list[tuple[str, str]]:
    return [
        (issue.rule, issue.where)
        for issue in run_checks(project).issues
        if issue.rule.startswith("correction-")
    ]


# --- decisions against what is there now ----------------------------------------------------------------------------------


def test_a_decision_whose_quote_moved_is_reported_and_not_applied(project, caplog):
    desk = ReviewDesk(project)
    area = area_of(desk)
    write_corrections(desk.path, [decision(area, "reject")])
    assert warnings(project) == []
    rewrite(project, "本文为合成示例", "本文是合成示例文本")
    assert warnings(project) == [("correction-quote-gone", area.id)]
    with caplog.at_level(logging.WARNING):
        atlas = load_atlas(build_atlas(project, progress=QUIET))
    assert "correction-quote-gone" in caplog.text
    assert "now stand at" in caplog.text
    assert all(row["review"] == "machine" for row in atlas.statements)


def test_a_decision_whose_words_are_gone_is_reported(project):
    desk = ReviewDesk(project)
    area = area_of(desk)
    write_corrections(desk.path, [decision(area, "accept")])
    rewrite(project, "16.66", "17.77")
    (left,) = read_evidence(project).unapplied
    assert left.rule == "correction-quote-gone"
    assert "does not have these words" in left.message


def test_an_acceptance_holds_for_the_reading_that_was_accepted(project):
    desk = ReviewDesk(project)
    area = area_of(desk)
    first = decision(
        area, "correct", changes=(("status", "actual" if area.status != "actual" else "policy"),)
    )
    write_corrections(desk.path, [decision(area, "accept"), first, decision(area, "accept")])
    desk = ReviewDesk(project)
    assert [(row.rule, row.decision.line) for row in desk.unapplied] == [("correction-reading-changed", 4)]
    assert area_of(desk).review == "corrected"


def test_a_statement_that_is_no_longer_read_is_reported(project):
    desk = ReviewDesk(project)
    area = area_of(desk)
    write_corrections(desk.path, [decision(area, "reject", statement_id="s-000000000000")])
    assert warnings(project) == [("correction-statement-gone", "s-000000000000")]


def test_a_value_that_is_no_longer_allowed_is_reported(project):
    desk = ReviewDesk(project)
    area = area_of(desk)
    write_corrections(desk.path, [decision(area, "correct", changes=(("place_id", "closed-place"),))])
    assert warnings(project) == [("correction-not-allowed", area.id)]


def test_a_decision_on_a_document_that_is_gone_is_reported(project):
    desk = ReviewDesk(project)
    area = area_of(desk)
    write_corrections(desk.path, [decision(area, "reject", doc="other-plan")])
    assert warnings(project) == [("correction-document-gone", area.id)]


def test_a_corrected_statement_keeps_its_id_and_its_quote(project):
    desk = ReviewDesk(project)
    area = area_of(desk)
    write_corrections(desk.path, [decision(area, "correct", changes=(("value", "18"), ("subject", "面积")))])
    atlas = load_atlas(build_atlas(project, progress=QUIET))
    row = atlas.statements_by_id[area.id]
    assert (row["value"], row["subject"], row["review"], row["quote"]) == (
        18,
        "面积",
        "corrected",
        area.quote,
    )
    assert Statement.from_dict(row).to_dict() == {key: row[key] for key in row if key != "conflicts_with"}


def test_a_range_takes_the_place_of_a_value_and_back(project):
    desk = ReviewDesk(project)
    area = area_of(desk)
    item = desk.machine[0]
    span = decision(area, "correct", changes=(("value_min", "16"), ("value_max", "17")))
    ranged, left = apply_corrections(item, [span], desk.terms)
    now = next(s for s in ranged.statements if s.id == area.id)
    assert (now.value, now.value_min, now.value_max, left) == (None, 16, 17, [])
    back, left = apply_corrections(
        item, [span, decision(area, "correct", changes=(("value", "16.5"),))], desk.terms
    )
    now = next(s for s in back.statements if s.id == area.id)
    assert (now.value, now.value_min, now.value_max, left) == (16.5, None, None, [])


def test_rejected_statements_count_nowhere_but_stay_listed(project):
    desk = ReviewDesk(project)
    area = area_of(desk)
    before = load_atlas(build_atlas(project, progress=QUIET))
    write_corrections(desk.path, [decision(area, "reject")])
    after = load_atlas(build_atlas(project, progress=QUIET))
    assert after.documents[area.doc]["statements"] == before.documents[area.doc]["statements"] - 1
    assert area.id not in after.collection("places").feature(area.place_id).properties["statement_ids"]
    assert after.statements_by_id[area.id]["review"] == "rejected"
    result = CliRunner().invoke(cli, ["review", "list", "--project", str(project.root)])
    assert result.exit_code == 0
    assert f"\treject\t{area.id}\t" in result.output


# --- the file ----------------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read(tmp_path, project):
    area = area_of(ReviewDesk(project))
    path = tmp_path / "corrections.csv"
    given = [
        decision(area, "accept"),
        decision(area, "correct", changes=(("value", "18"), ("subject", '逗号,"引号"'))),
        decision(area, "correct", changes=(("value", "19"),), why="再改"),
        decision(area, "add", quote="两行\r\n的话", changes=(("kind", "role"), ("objects", "甲|乙"))),
    ]
    write_corrections(path, given)
    found = read_corrections(path)
    assert [row.content for row in found] == [
        replace(row, changes=tuple(sorted(row.changes))).content for row in given
    ]
    assert [row.line for row in found] == [2, 3, 5, 6]
    before = path.read_bytes()
    write_corrections(path, found)
    assert path.read_bytes() == before
    assert read_corrections(tmp_path / "none.csv") == ()


GOOD = ["s-1", "accept", "", "", "话", "doc", "0", "1", "李明", "2026-11-22", ""]


@pytest.mark.parametrize(
    ("at", "text", "value"),
    [
        (1, "approve", "approve"),
        (6, "-1", "-1"),
        (7, "x", "x"),
        (0, "", ""),
        (8, " ", " "),
        (9, "", ""),
        (2, "value", "value"),
    ],
)
def test_a_malformed_row_is_named(tmp_path, at, text, value):
    cells = [*GOOD]
    cells[at] = text
    path = tmp_path / "corrections.csv"
    path.write_text(f"{','.join(HEADER)}\n{','.join(cells)}\n", encoding="utf-8")
    with pytest.raises(SeedDataError) as caught:
        read_corrections(path)
    assert caught.value.value == value
    assert "line 2" in caught.value.where


@pytest.mark.parametrize("data", [b"a,b\n", b"\xff\xfe\x00", ",".join(HEADER).encode() + b"\nshort,row\n"])
def test_a_file_that_is_no_such_table_is_refused(tmp_path, data):
    path = tmp_path / "corrections.csv"
    path.write_bytes(data)
    with pytest.raises(SeedDataError):
        read_corrections(path)


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch, project):
    path = tmp_path / "corrections.csv"
    area = area_of(ReviewDesk(project))
    write_corrections(path, [decision(area, "accept")])
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(corrections.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_corrections(path, [])
    assert path.read_bytes() == before
    assert sorted(item.name for item in tmp_path.iterdir()) == ["corrections.csv", "new"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234", 1234), ("１２.5", 12.5), ("1.2E+10", 12000000000), ("-3", -3), (" 7 ", 7), ("", None), ("1 234 567", 1234567), ("0.1", 0.1), ("1e16", 1e16)],
)  # fmt: skip
def test_numbers_as_people_and_spreadsheets_write_them(text, number):
    assert parse_number(text) == number
    if number is not None:
        assert parse_number(number_text(number)) == number


@pytest.mark.parametrize("text", ["1,5", "1,23,456", "12%", "nan", "inf", "1e999", "十二", "1.2.3", "=1"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(SeedDataError):
        parse_number(text)


# --- the command line ----------------------------------------------------------------------------------------------------------


def run(*args: str) -> int:
    try:
        main(["-q", "review", *args])
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_exit_status_of_every_command(project, tmp_path, capsys):
    root = ["--project", str(project.root)]
    out = tmp_path / "审核.csv"
    assert run("export", "--out", str(out), *root) == 0
    assert run("export", "--out", str(out), *root) == 2, "nothing is overwritten unasked"
    assert run("export", "--out", str(out), "--force", "--review", "machine", *root) == 0
    assert run("export", "--doc", "nowhere", *root) == 2
    assert run("import", str(out), *root) == 0
    assert "nothing new" in capsys.readouterr().out
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    rows[1][rows[0].index("action 操作")] = "accept"
    with out.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(rows[:2])
    before = project.seed_table("corrections").read_bytes()
    assert run("import", str(out), *root) == 2, "no reviewer"
    assert "row 2, who" in capsys.readouterr().err
    assert run("import", str(out), "--who", "李明", "--when", "soon", *root) == 2
    assert run("import", str(out), "--who", "李明", "--dry-run", *root) == 0
    assert project.seed_table("corrections").read_bytes() == before
    assert run("import", str(out), "--who", "李明", "--when", "2026-11-22", *root) == 0
    assert "1 accept" in capsys.readouterr().out
    assert run("import", str(out), "--who", "李明", *root) == 0
    assert "1 known already" in capsys.readouterr().out
    assert run("list", *root) == 0
    assert run("page", "--out", str(tmp_path / "r.html"), *root) == 2, "not built yet"
    build_atlas(project, progress=QUIET)
    assert run("page", "--out", str(tmp_path / "r.html"), *root) == 0
    rewrite(project, "示例西片区重点", "示例的西片区重点")
    assert run("list", *root) == 1
    assert "correction-quote-gone" in capsys.readouterr().err
    assert run("import", str(tmp_path / "missing.csv"), *root) == 2


def test_extract_applies_decisions_only_when_asked(project):
    desk = ReviewDesk(project)
    area = area_of(desk)
    write_corrections(desk.path, [decision(area, "correct", changes=(("value", "18"),))])
    args = ["extract", *map(str, project.documents()), "--project", str(project.root)]
    rows = {}
    for flag in ([], ["--reviewed"]):
        result = CliRunner().invoke(cli, [*args, *flag])
        assert result.exit_code == 0
        rows[bool(flag)] = next(
            row for row in map(json.loads, result.stdout.splitlines()) if row["id"] == area.id
        )
    assert (rows[False]["value"], rows[False]["review"]) == (16.66, "machine")
    assert (rows[True]["value"], rows[True]["review"]) == (18, "corrected")
