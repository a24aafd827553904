"""What must hold for any text: quotes, numerals, order of files, documents in pieces, ids."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.commands.extract import load_settings
from seeds.mapped import fold, map_text
from seeds.numerals import MAGNITUDES, multiply, parse_chinese, to_chinese
from seeds.pipeline import extract, extract_text
from seeds.quantities import doublings, find_quantities
from seeds.reading import Document
from seeds.statement import Statement
from seeds.structure import parse_structure

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "seeds" / "documents").glob("*.txt"))
TEXTS = [file.read_bytes().decode("utf-8") for file in FILES]
PARAGRAPHS = [line for text in TEXTS for line in text.splitlines() if line.strip()]
LIMIT = 10**16


@pytest.fixture(scope="module")
def atlas():
    return load_settings(ROOT, None, None)


# --- texts -------------------------------------------------------------------------------------------------------

_TRADITIONAL = str.maketrans("区产业发会经济计划点园总亿万数广东", "區產業發會經濟計劃點園總億萬數廣東")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_WORDS = (
    "海珠区", "琶洲", "人工智能与数字经济试验区", "𠮷野大厦", "🏙", "全区", "営収", "营收", "亿元", "万家", "%", "％", "２０２５年", "到2025年", "“十四五”期末",
    "第一", "增长", "占", "约", "超过", "、", ",", "，", "。", "；", ":", "(", "）", "“", "”", "《", "》", "一、", "(二)", "——", "专栏1", "目录", "\n", "\r\n",
    "\r", "\u2028", "\x00", "\ufeff", "\u200b", "\u3000", " ", "分别为", "打造", "在", "重点发展", "集聚", "位于", "百分之三十", "两万亿", "3.5", "1", "12,000",
)  # fmt: skip


@st.composite
def documents(draw):
    """Draw pieces of the seeds cut anywhere, words of the genre and any characters, joined, in one of several scripts."""
    paragraph = st.sampled_from(PARAGRAPHS)

    def cut(text):
        return st.tuples(st.integers(0, len(text)), st.integers(0, 160)).map(lambda at: text[at[0] : sum(at)])

    piece = st.one_of(
        paragraph.flatmap(cut),
        st.lists(st.sampled_from(_WORDS), max_size=12).map("".join),
        st.text(max_size=12),
    )
    text = draw(
        st.lists(piece, min_size=1, max_size=6).flatmap(
            lambda parts: st.sampled_from(["", "\n", "\r\n", "\n\n", "  "]).map(lambda mark: mark.join(parts))
        )
    )
    match draw(st.integers(0, 4)):
        case 1:
            return text.translate(_TRADITIONAL)
        case 2:
            return text.translate(_FULL_WIDTH)
        case 3:
            return "🏙𠮷".join(re.split(r"(?<=。)", text))
        case 4:
            return text.replace("\n", "\r\n")
    return text


@settings(max_examples=250, deadline=None)
@given(documents())
@example("\r\n广\r\n\r\n州市营收𠮷１２．５亿元")
@example("海珠區數字經濟核心產業營收７９３．２４億元。")
def test_every_quote_is_what_stands_there(atlas, text):
    found = extract_text(Document("any", text, "", "utf-8"), atlas)
    for row in found.statements:
        assert row.quote
        assert text[row.start : row.end] == row.quote
        assert row.sentence in text
    order = [(row.start, row.end, row.kind) for row in found.statements]
    assert order == sorted(order)
    for section in found.sections:
        assert 0 <= section.start < section.end <= len(text)


@settings(max_examples=150, deadline=None)
@given(documents())
def test_extraction_depends_on_nothing_but_the_text(atlas, text):
    first, second = (extract_text(Document("any", text, "", "utf-8"), atlas).statements for _ in range(2))
    assert first == second
    ids = [row.id for row in first]
    assert len(set(ids)) == len(ids)
    assert [Statement.from_dict(row.to_dict()).id for row in first] == ids


@settings(max_examples=200, deadline=None)
@given(documents())
def test_the_copy_leads_back_to_the_text(text):
    mapped = map_text(text)
    assert len(fold(text)) == len(text)
    assert len(mapped.text) <= len(text)
    spans = [mapped.span(at, at + 1) for at in range(len(mapped.text))]
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    folded = fold(text)
    assert "".join(folded[start:end] for start, end in spans) == mapped.text
    for at, (start, _) in enumerate(spans):
        assert mapped.copy_index(start) == at


@settings(max_examples=200, deadline=None)
@given(documents())
def test_quantities_stand_in_order_and_apart(text):
    copy = map_text(text).text
    found = find_quantities(copy)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    for quantity in found:
        assert 0 <= quantity.start < quantity.end <= len(copy)
        assert quantity.value_max is None or quantity.value < quantity.value_max


@settings(max_examples=200, deadline=None)
@given(documents())
def test_blocks_and_sections_nest(text):
    copy = map_text(text).text
    structure = parse_structure(copy)
    assert all(one.end <= two.start for one, two in itertools.pairwise(structure.blocks))
    for section in structure.sections:
        if section.parent is not None:
            outer = structure.sections[section.parent]
            assert outer.start <= section.start
            assert section.end <= outer.end
            assert outer.level < section.level
    for block in structure.blocks:
        for around in (structure.sentence, structure.segment, structure.clause):
            low, high = around(block.start)
            assert low <= block.start < high
        assert structure.block_at(block.start) == block


# --- scripts and widths --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:8].strip())
@pytest.mark.parametrize("change", [_TRADITIONAL, _FULL_WIDTH], ids=["traditional", "full width"])
def test_other_scripts_give_the_same_statements(atlas, text, change):
    # The changes keep every character where it is; only 【】 and the like have no full-width form of their own.
    def facts(words):
        # Statements of one span stand in the order of their ids, which hash the words as they are written.
        rows = extract_text(Document("any", words, "", "utf-8"), atlas).statements
        keys = [
            (row.start, row.end, row.kind, row.value, row.value_min, row.place_id, row.relation)
            for row in rows
        ]
        return sorted(keys, key=repr)

    assert facts(text.translate(change)) == facts(text)


# --- numerals ------------------------------------------------------------------------------------------------------

_NUMBERS = st.one_of(
    st.integers(0, LIMIT),
    st.integers(0, 10**4),
    st.tuples(st.integers(1, 9999), st.integers(0, 12)).map(lambda pair: min(pair[0] * 10 ** pair[1], LIMIT)),
)


@settings(max_examples=600, deadline=None)
@given(_NUMBERS)
@example(0)
@example(10)
@example(10_010)
@example(100_000_000)
@example(1_0000_0001)
@example(LIMIT)
@example(LIMIT - 1)
@example(2 * 10**12)
def test_numerals_go_there_and_back(number):
    assert parse_chinese(to_chinese(number)) == number


def test_all_small_numerals_go_there_and_back():
    written = [to_chinese(number) for number in range(20_000)]
    assert [parse_chinese(words) for words in written] == list(range(20_000))
    assert len(set(written)) == len(written)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 99_999), st.integers(0, 4), st.sampled_from(sorted(MAGNITUDES)))
def test_digits_times_magnitude_is_exact(digits, decimals, magnitude):
    text = f"{digits / 10**decimals:.{decimals}f}"
    value = multiply(text, magnitude)
    exact, scale = digits * MAGNITUDES[magnitude], 10**decimals
    if exact % scale == 0:
        assert value == exact // scale
        assert isinstance(value, int)
    else:
        assert value == pytest.approx(exact / scale, rel=1e-12)


@settings(max_examples=300, deadline=None)
@given(st.integers(2, 9_999), st.integers(0, 2), st.sampled_from(["", "万", "亿", "万亿"]), st.booleans())
def test_a_number_in_a_sentence_has_its_value(number, decimals, magnitude, full_width):
    written = f"{number / 10**decimals:.{decimals}f}{magnitude}"
    words = written.translate(_FULL_WIDTH) if full_width else written
    found = find_quantities(fold(f"全区数字经济核心产业营收{words}元,同比增长。"))
    assert [(one.value, one.unit) for one in found] == [
        (pytest.approx(multiply(written.removesuffix(magnitude), magnitude)), "元")
    ]


@settings(max_examples=300, deadline=None)
@given(st.integers(2, LIMIT))
def test_a_chinese_numeral_in_a_sentence_has_its_value(number):
    written = to_chinese(number)
    found = find_quantities(f"全区集聚{written}家企业。")
    # 千亿家, 百家: without a digit in front it is a way of speaking, and 十 begins 十个 and 第十 alike.
    if written[0] not in "百千万亿":
        assert [one.value for one in found] == [number]


# --- files ---------------------------------------------------------------------------------------------------------


def test_the_order_of_files_does_not_matter(atlas):
    alone = {
        file: extract_text(Document(file.stem, text, "", "utf-8"), atlas).statements
        for file, text in zip(FILES, TEXTS, strict=True)
    }
    orders = [FILES, FILES[::-1], FILES[2:] + FILES[:2]]
    for order in orders:
        for file, found in zip(order, extract(order, atlas), strict=True):
            assert found.statements == alone[file]


def test_processes_give_what_one_gives(atlas):
    one = [found.statements for found in extract(FILES[:3], atlas)]
    two = [found.statements for found in extract(FILES[:3], atlas, jobs=2)]
    assert one == two


def spans(text):
    copy = map_text(text)
    out = []
    for quantity in (*find_quantities(copy.text), *doublings(copy.text)):
        start, end = copy.span(quantity.start, quantity.end)
        out.append((start, end, quantity.value, quantity.value_max, quantity.unit, quantity.comparator))
    return sorted(out, key=lambda one: one[:2])


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:8].strip())
def test_a_document_in_pieces_holds_the_same_quantities(text):
    # Pieces end where a paragraph ends with a full stop: other line ends may stand inside a word, and are joined.
    pieces = re.findall(r"(?s).*?[。！？](?:[\r\n]+|$)|.+$", text)
    assert "".join(pieces) == text
    found, at = [], 0
    for piece in pieces:
        found += [(start + at, end + at, *rest) for start, end, *rest in spans(piece)]
        at += len(piece)
    assert found == spans(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([p for p in PARAGRAPHS if p.endswith("。")]), min_size=1, max_size=8))
def test_joined_paragraphs_hold_the_quantities_of_each(paragraphs):
    text, at, apart = "\n".join(paragraphs), 0, []
    for paragraph in paragraphs:
        apart += [(start + at, end + at, *rest) for start, end, *rest in spans(paragraph)]
        at += len(paragraph) + 1
    assert spans(text) == apart


# --- ids -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", range(len(TEXTS)))
def test_what_is_appended_moves_no_id_of_a_quantity_before_it(atlas, index):
    # Attribution may use the whole document, so the text added says nothing of places and times.
    text = TEXTS[index].rstrip() + "\n"
    before, after = (
        {
            row.id
            for row in extract_text(Document(FILES[index].stem, words, "", "utf-8"), atlas).statements
            if row.kind == "quantity"
        }
        for words in (text, text + "特此说明。\n")
    )
    assert before == after


def test_ids_tell_statements_apart():
    base = {
        "doc": "d",
        "kind": "quantity",
        "start": 0,
        "end": 3,
        "quote": "12家",
        "place": "海珠区",
        "measure": "level",
        "value": 12.0,
    }
    same = Statement(**base, subject="企业", period="2020", rule="another", sentence="营收12家")
    others = [
        Statement(**(base | change))
        for change in (
            {"doc": "e"},
            {"start": 1, "end": 4},
            {"place": "天河区"},
            {"value": 13.0},
            {"measure": "increment"},
        )
    ]
    assert same.id == Statement(**base).id
    assert len({one.id for one in (same, *others)}) == len(others) + 1
