"""What is no sentence, a table on one line or a text without marks, is read in pieces: the cost does not grow with its square."""

from __future__ import annotations

import itertools
import sys
import time

import pytest

from seeds.clauses import clauses
from seeds.codes import shut_spans
from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.pipeline import Settings, extract_text
from seeds.reading import Document
from seeds.structure import LONGEST, parse_structure

LONG = {
    "numbers": lambda n: "青岛市情况。\n2023年青岛市" + ",".join(f"引进企业{100 + i}家" for i in range(n)),
    "list": lambda n: "青岛市情况。\n2023年青岛市引进企业" + "、".join(f"{100 + i}家" for i in range(n)),
    "compared": lambda n: "青岛市情况。\n" + ",".join(f"高于济南市的{100 + i}家" for i in range(n)),
    "years": lambda n: "青岛市情况。\n" + ",".join(f"比{2000 + i % 20}年增长{i % 40 + 1}%" for i in range(n)),
    "roles": lambda n: "青岛市情况。\n青岛市" + ",".join("打造数字经济示范区" for _ in range(n)),
    "no mark": lambda n: "青岛市情况。\n青岛市" + "打造数字经济示范区和人工智能高地" * n,
    "settling": lambda n: "青岛市情况。\n" + "某某公司落户青岛市在济南市建设项目" * n,
    "paragraph": lambda n: (
        "青岛市情况。\n琶洲智谷科技园开园。" + "".join(f"引进企业{100 + i}家。" for i in range(n))
    ),
    "nonsense": lambda n: "青岛市情况。\n" + "的一是了我不" * n,
}


@pytest.mark.parametrize("kind", ["numbers", "no mark", "nonsense"])
def test_no_piece_is_longer_than_the_longest(kind):
    text = LONG[kind](300)
    structure = parse_structure(text)
    every = (structure.clause_ends, structure.segment_ends, structure.sentence_ends)
    for ends in every:
        assert max(two - one for one, two in itertools.pairwise((0, *ends))) <= LONGEST
        assert ends[-1] == len(text)
    clauses, segments, sentences = map(set, every)
    assert sentences <= segments <= clauses


def test_a_long_sentence_is_cut_between_clauses():
    text = LONG["numbers"](300)
    structure = parse_structure(text)
    low, high = structure.sentence(len(text) // 2)
    assert text[low - 1] == text[high - 1] == ","


def test_a_sentence_of_the_longest_length_is_whole():
    text = "字" * (LONGEST - 1) + "。" + "字" * 5
    assert parse_structure(text).sentence(3) == (0, LONGEST)


@pytest.mark.parametrize("kind", LONG)
def test_a_longer_sentence_costs_no_more_steps_a_word(kind):
    settings = Settings(Gazetteer(), Vocabulary())

    def steps(count: int) -> int:
        taken = 0

        def count_step(_frame: object, event: str, _argument: object) -> None:
            nonlocal taken
            taken += event in ("call", "c_call")

        document = Document("long", LONG[kind](count), "", "utf-8")
        sys.setprofile(count_step)
        try:
            extract_text(document, settings)
        finally:
            sys.setprofile(None)
        return taken

    extract_text(Document("first", LONG[kind](5), "", "utf-8"), settings)  # tables are made on first use
    assert steps(300) < 2.6 * steps(150)


def test_a_clause_nobody_wrote_is_read_in_parts():
    text = LONG["no mark"](300)
    spans = clauses(text, 0, len(text))
    assert max(end - start for start, end in spans) == LONGEST
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    assert "".join(text[start:end] for start, end in spans) == text.replace("。\n", "")


@pytest.mark.parametrize("run", ["1", "12+", "0"])
def test_a_run_of_digits_is_not_read_from_each_of_its_digits(run):
    def seconds(count: int) -> float:
        text = run * count + "家"
        began = time.process_time()
        shut_spans(text)
        return time.process_time() - began

    seconds(10)
    assert seconds(40_000) < 1.0  # minutes, were it read from each
