"""Strings that hold a number and no quantity: dates, ranks, names, codes, idioms, vague amounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.pipeline import Settings, extract_text
from seeds.reading import Document
from seeds.statement import QUANTITY

FILE = Path(__file__).resolve().parents[1] / "gold" / "adversarial.txt"
STRINGS = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.strip()]
CARRIERS = (
    "{}",
    "海珠区{},持续推进数字经济发展。",
    "近年来,当地企业围绕{}开展工作,成效明显。",
    "会议强调了“安全”与{}。",
)


@pytest.fixture(scope="module")
def settings():
    return Settings(Gazetteer(), Vocabulary())


def quantities(text, settings):
    extraction = extract_text(Document("adversarial", text, "", "utf-8"), settings)
    return [row.quote for row in extraction.statements if row.kind == QUANTITY]


def test_there_are_enough_strings():
    assert len(set(STRINGS)) >= 200


@pytest.mark.parametrize("carrier", CARRIERS)
def test_no_false_quantity(carrier, settings):
    # One paragraph a string, all in one document: fast, and names cannot hide behind the ends of the text.
    lines = [carrier.format(string) for string in STRINGS]
    text = "\n".join(("数字经济发展情况报道。", *lines, ""))
    extraction = extract_text(Document("adversarial", text, "", "utf-8"), settings)
    found = []
    for row in extraction.statements:
        if row.kind == QUANTITY:
            line = text.count("\n", 0, row.start) - 1
            found.append(f"{STRINGS[line]} -> {row.quote}")
    assert found == []


def test_no_false_quantity_alone(settings):
    found = {string: got for string in STRINGS if (got := quantities(string, settings))}
    assert found == {}


def test_the_carriers_do_not_hide_quantities(settings):
    for carrier in CARRIERS:
        assert quantities(carrier.format("现有企业1200家") + "\n", settings) == ["1200家"]
