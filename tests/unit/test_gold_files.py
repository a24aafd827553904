"""The gold is itself checked: quotes at their offsets, closed sets, one line once."""

import json
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tests" / "gold").rglob("*.jsonl"))
SEEDS = {file.stem: file for file in (ROOT / "seeds" / "documents").glob("*.txt")}
COMMON = {"doc", "kind", "start", "end", "quote", "place", "certain"}
QUANTITY = COMMON | {"sentence", "subject", "measure", "unit", "comparator", "period", "status"}
ROLE = COMMON | {"relation", "objects"}


def load(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def gold(request):
    file = request.param
    source = SEEDS.get(file.stem, file.parent / "documents" / f"{file.stem}.txt")
    return file.stem, load(file), source.read_bytes().decode("utf-8")


def test_every_document_has_gold():
    assert set(SEEDS) - {file.stem for file in FILES} == set()


def test_quotes_stand_at_their_offsets(gold):
    name, lines, text = gold
    assert lines
    assert [
        line for line in lines if line["doc"] != name or text[line["start"] : line["end"]] != line["quote"]
    ] == []


def test_no_line_stands_twice(gold):
    _, lines, _ = gold
    keys = [
        (x["start"], x["end"], x["kind"], x["place"], x.get("relation"), tuple(x.get("objects", ())))
        for x in lines
    ]
    assert len(set(keys)) == len(keys)


def test_quantities_have_the_agreed_fields(gold):
    _, lines, _ = gold
    for line in (x for x in lines if x["kind"] == "quantity"):
        value = {"value"} if "value" in line else {"value_min", "value_max"}
        assert set(line) == QUANTITY | value, line["quote"]
        assert line["measure"] in {"level", "growth", "share", "increment", "ratio"}
        assert line["comparator"] in {"=", ">", ">=", "<", "<=", "~"}
        assert line["status"] in {"actual", "target", "policy"}
        assert line["quote"] in line["sentence"]


def test_roles_have_the_agreed_fields(gold):
    _, lines, _ = gold
    for line in (x for x in lines if x["kind"] == "role"):
        assert set(line) - {"sentence"} == ROLE, line["quote"]
        assert line["relation"] in {"positioned_as", "focus_industry", "hosts", "part_of", "task"}
        assert line["objects"]
        if line["relation"] != "part_of":
            assert [x for x in line["objects"] if x not in line["quote"]] == []
