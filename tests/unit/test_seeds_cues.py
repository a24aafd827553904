"""The cheap looks that spare extraction its long patterns never cost it a match."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeds import host_words, slots
from seeds.clauses import CLAUSE_END, pieces
from seeds.context import make_context
from seeds.gazetteer import Gazetteer
from seeds.topics import PLACE, mask

ROOT = Path(__file__).resolve().parents[2]
TEXTS = sorted((ROOT / "tests" / "gold").glob("*/documents/*.txt"))


@pytest.mark.parametrize("path", TEXTS[:6], ids=lambda path: path.stem)
def test_clauses_that_a_cue_refuses_match_no_pattern(path: Path) -> None:
    context = make_context(path.read_text(encoding="utf-8"), Gazetteer())
    masked = mask(context)
    refused = 0
    for low, high in pieces(CLAUSE_END, masked, 0, len(masked)):
        clause = masked[low:high]
        for (pattern, _), cue, placed in zip(
            host_words.HOSTS, host_words.HOST_CUES, host_words.HOST_NEEDS_PLACE, strict=True
        ):
            if (placed and PLACE not in clause) or (cue is not None and cue.search(clause) is None):
                refused += 1
                assert pattern.search(clause) is None
    assert refused > 0


@pytest.mark.parametrize(
    "text",
    [
        "昨日,琶洲智谷产业园开园。" + "其他文字," * 60 + "推动云山科创中心(一期)正式启用,海心数码港封顶",
        "甲乙丙丁大厦落成乙丙丁戊中心揭牌",
        "推动园区开园," * 5,
        "没有一个",
        "",
    ],
)
def test_windows_around_cues_hold_every_match(text: str) -> None:
    frame = dict(slots._FRAMES)["starts"]
    windows = slots._windows(text, slots._CUES["starts"], slots._REACHES["starts"])
    near = [match.span() for low, high in windows for match in frame.finditer(text, low, high)]
    assert near == [match.span() for match in frame.finditer(text)]


def test_every_ending_can_begin_with_a_first_character() -> None:
    firsts = slots._first_characters("中心|[城园]|大学(?!城|生)|(?<!全)区")
    assert set("中城园大区") <= set(firsts)
