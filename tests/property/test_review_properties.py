"""Any text survives the review table and the corrections file; no cell is ever a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from seeds.corrections import Action, Decision, read_corrections, write_corrections
from seeds.review_table import plain_cell, read_table, safe_cell

# Lone surrogates are no text: UTF-8 cannot hold them.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@given(TEXT)
def test_a_cell_comes_back_and_is_no_formula(text):
    assert plain_cell(safe_cell(text)) == text
    assert not safe_cell(text).startswith(FORMULA)


@given(TEXT, TEXT, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_table_comes_back(quote, why, delimiter, encoding):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["why 理由", "action 操作", "quote 原文"])
    writer.writerow([safe_cell(why), "accept", safe_cell(quote)])
    (row,) = read_table(stream.getvalue().encode(encoding))
    assert (row.cells["quote"], row.cells["why"], row.cells["action"]) == (quote, why, "accept")


@given(TEXT.filter(str.strip), TEXT, TEXT, TEXT.filter(str.strip))
def test_decisions_come_back(quote, value, why, who):
    made = Decision(
        "s-1",
        Action.CORRECT,
        (("subject", value), ("unit", why)),
        "",
        quote,
        "doc",
        0,
        1,
        who,
        "2026-11-22",
        why,
        2,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corrections.csv"
        write_corrections(path, [made])
        assert read_corrections(path) == (made,)
        before = path.read_bytes()
        write_corrections(path, read_corrections(path))
        assert path.read_bytes() == before
