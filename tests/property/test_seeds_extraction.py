"""Properties of extraction: quotes stand where they say, whatever is done to the text."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.mapped import fold, map_text
from seeds.numerals import parse_chinese, to_chinese
from seeds.pipeline import Settings, extract_documents, extract_text
from seeds.quantities import find_quantities
from seeds.reading import Document, read_document

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "seeds" / "documents").glob("*.txt"))
SETTINGS = Settings(Gazetteer.load(ROOT / "seeds" / "gazetteer.csv"), Vocabulary())
TEXTS = [read_document(path).text for path in PATHS]
PARAGRAPHS = [line for text in TEXTS for line in text.splitlines() if len(line) > 20]
RELAXED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

PIECES = st.sampled_from(
    ["广州市", "海珠区", "增长", "31.7%", "793.24亿元", "２０家", "兩萬億", "打造", "数字经济高地", "，", "。", "\r\n", "\n\n", "“", "”",
     "（", ")", "《", "》", "𠮷", "😀", " ", "\u3000", "到2025年", "重点发展", "人工智能", "、", "10~20亿元", "在", "建成", "50余项", "约", "\ufeff", "|", "——"]
)  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


def statements(text):
    return extract_text(Document("d", text, "", "utf-8"), SETTINGS).statements


@RELAXED
@given(ANY_TEXT)
def test_every_quote_and_object_stands_in_the_text(text):
    for statement in statements(text):
        assert text[statement.start : statement.end] == statement.quote
        assert all(words in text for words in statement.objects)


@RELAXED
@given(st.sampled_from(PARAGRAPHS), st.data())
def test_cuts_and_mixed_width_keep_quotes(paragraph, data):
    start = data.draw(st.integers(0, len(paragraph)))
    end = data.draw(st.integers(start, len(paragraph)))
    wide = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
    text = "𠮷\r\n" + paragraph[start:end].translate(wide) + "\r\n" + paragraph[:start]
    for statement in statements(text):
        assert text[statement.start : statement.end] == statement.quote


@RELAXED
@given(st.text(max_size=300))
def test_the_matching_copy_maps_back(text):
    mapped = map_text(text)
    assert len(fold(text)) == len(text)
    for index in range(len(mapped.text)):
        start, end = mapped.span(index, index + 1)
        assert fold(text[start:end]) == mapped.text[index]


@settings(deadline=None, max_examples=500)
@given(st.integers(0, 10**16))
def test_numerals_round_trip(number):
    assert parse_chinese(to_chinese(number)) == number


@pytest.mark.parametrize(
    "number", [0, 1, 10, 11, 20, 101, 110, 1001, 10**4, 10**8, 10**8 + 1, 10**12, 10**16 - 1, 10**16]
)
def test_numerals_round_trip_at_the_joints(number):
    assert parse_chinese(to_chinese(number)) == number


@pytest.mark.parametrize("text", ["三七", "二〇二三", "十十", "百亿百", "", "abc", "一百一百"])
def test_what_is_no_number_is_none(text):
    assert parse_chinese(text) is None


@RELAXED
@given(st.decimals("0.01", "99999", places=2), st.sampled_from(["万", "亿", "万亿", "千", "百万", "千万"]))
def test_amounts_are_multiplied_out_exactly(number, magnitude):
    factor = {"万": 10**4, "亿": 10**8, "万亿": 10**12, "千": 1000, "百万": 10**6, "千万": 10**7}[magnitude]
    (found,) = find_quantities(f"总额{number}{magnitude}元。")
    assert found.value == pytest.approx(float(number * factor), rel=1e-12)


def test_the_order_of_files_and_the_number_of_processes_do_not_matter():
    rows = {s.id: s for s in extract_documents(PATHS, SETTINGS.gazetteer)}
    shuffled = PATHS[::-1]
    again = {s.id: s for s in extract_documents(shuffled, SETTINGS.gazetteer, jobs=2)}
    assert rows == again


def test_a_document_gives_the_same_alone_and_among_others():
    path = PATHS[1]
    alone = list(extract_documents([path], SETTINGS.gazetteer))
    among = [s for s in extract_documents(PATHS, SETTINGS.gazetteer) if s.doc == path.stem]
    assert alone == among


MUTATIONS = 20_000
NOISE = (
    "0123456789.%,、。；：“”（）《》\n\r|—~万亿千百十一两余多元家个项年月日 在打造重点发展广州\x00\ud7ff𠮷"
)


@pytest.mark.slow
def test_twenty_thousand_mutations_crash_nothing():
    """Mutated paragraphs, fed in documents of a hundred: what breaks is told apart by paragraph, at a hundredth of the cost."""
    chance = random.Random(20221122)
    batch = []
    for _ in range(MUTATIONS):
        words = list(chance.choice(PARAGRAPHS)[: chance.randrange(20, 90)])
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(words) + 1)
            action = chance.randrange(3)
            if action == 0:
                words.insert(at, chance.choice(NOISE))
            elif action == 1 and words:
                del words[min(at, len(words) - 1)]
            elif words:
                words[min(at, len(words) - 1)] = chance.choice(NOISE)
        batch.append("".join(words))
        if len(batch) == 100:
            text = "\n".join(batch)
            assert all(text[s.start : s.end] == s.quote for s in statements(text))
            batch.clear()
