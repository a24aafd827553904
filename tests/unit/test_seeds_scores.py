"""The extractor against the gold it was built on: a floor, so that a change that costs much is seen."""

import json
from pathlib import Path

import pytest

from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.pipeline import Settings, extract

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "gold"
PLACES = [
    ("海珠区", "海珠", "全区"),
    ("广州", "广州市", "全市"),
    ("琶洲试验区", "琶洲人工智能与数字经济试验区", "琶洲"),
]


def _key(place):
    for names in PLACES:
        if place in names:
            return names[0]
    return place[:-1] if place and place[-1] in "区市" and len(place) in (3, 4) else place


def _meets(a, b):
    return min(a["end"], b["end"]) > max(a["start"], b["start"])


def _same(a, b):
    keys = ("value", "value_min", "value_max")
    return all((a.get(k) is None) == (b.get(k) is None) for k in keys) and all(
        a.get(k) is None or a[k] == pytest.approx(b[k]) for k in keys
    )


@pytest.fixture(scope="module")
def rows():
    settings = Settings(
        Gazetteer.load(ROOT / "seeds" / "gazetteer.csv"),
        Vocabulary.load(ROOT / "seeds" / "indicators.csv", ROOT / "seeds" / "industries.csv"),
    )
    paths = [
        *sorted((ROOT / "seeds" / "documents").glob("00[1-4]*.txt")),
        *sorted((GOLD / "synthetic" / "documents").glob("*.txt")),
    ]
    return {e.document.doc: [s.to_dict() for s in e.statements] for e in extract(paths, settings)}


@pytest.fixture(scope="module")
def gold():
    files = [*GOLD.glob("*.jsonl"), *(GOLD / "synthetic").glob("*.jsonl")]
    return [
        json.loads(line)
        for file in sorted(files)
        for line in file.read_text(encoding="utf-8").splitlines()
        if line
    ]


def test_every_certain_quantity_is_found(rows, gold):
    wanted = [g for g in gold if g["kind"] == "quantity" and g.get("certain", True)]
    missed = [
        (g["doc"], g["start"], g["quote"])
        for g in wanted
        if not any(p["kind"] == "quantity" and _meets(p, g) and _same(p, g) for p in rows[g["doc"]])
    ]
    assert len(missed) <= 0.02 * len(wanted), missed


def test_no_quantity_is_made_up(rows, gold):
    listed = {}
    for g in gold:
        if g["kind"] == "quantity":
            listed.setdefault(g["doc"], []).append(g)
    extra = [
        (doc, p["start"], p["quote"])
        for doc, found in rows.items()
        for p in found
        if p["kind"] == "quantity" and doc in listed and not any(_meets(p, g) for g in listed[doc])
    ]
    assert len(extra) <= 0.02 * sum(map(len, listed.values())), extra


def test_roles_keep_their_recall(rows, gold):
    wanted = [g for g in gold if g["kind"] == "role" and g.get("certain", True)]
    found = [
        g
        for g in wanted
        if any(
            p["kind"] == "role"
            and p["relation"] == g["relation"]
            and _meets(p, g)
            and _key(p["place"]) == _key(g["place"])
            for p in rows[g["doc"]]
        )
    ]
    assert len(found) >= 0.65 * len(wanted)
