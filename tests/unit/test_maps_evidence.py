"""Marking statements in a text: nested, overlapping, equal spans; nothing lost, nothing unescaped."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.evidence import Span, marked_text


def plain(html):
    return unescape(re.sub(r"<[^>]*>", "", html))


def covered(html):
    """Characters under each id, by walking the marks."""
    found = {}
    for ids, piece in re.findall(r'<mark(?: id="[^"]*")? data-ids="([^"]*)">(.*?)</mark>', html, re.DOTALL):
        for name in ids.split():
            found[name] = found.get(name, "") + unescape(piece)
    return found


def test_nested_and_overlapping_spans_share_marks():
    html = marked_text("0123456789", [Span(1, 8, "a"), Span(3, 5, "b"), Span(4, 9, "c")])
    assert plain(html) == "0123456789"
    assert covered(html) == {"a": "1234567", "b": "34", "c": "45678"}
    assert [html.count(f'id="{name}"') for name in "abc"] == [1, 1, 1]


def test_equal_spans_are_both_addressable():
    html = marked_text("abc", [Span(0, 3, "x"), Span(0, 3, "y")])
    assert html == '<a id="y"></a><mark id="x" data-ids="x y">abc</mark>'


def test_text_and_ids_are_escaped():
    html = marked_text("<b>&\"'", [Span(0, 3, '"><script>')])
    assert "<script>" not in html
    assert "<b>" not in html
    assert plain(html) == "<b>&\"'"


def test_a_heading_spans_its_numbering_and_title_and_may_hold_a_statement():
    text = "前言\n一、琶洲西区\n正文"
    section = {"title": "琶洲西区", "level": 3, "start": 3, "end": len(text)}
    html = marked_text(text, [Span(5, 9, "s")], [section])
    assert '<h2 id="c-1">一、<mark id="s" data-ids="s">琶洲西区</mark></h2>' in html
    assert plain(html) == text


def test_sections_at_the_very_end_are_closed():
    html = marked_text("头\n尾", [], [{"title": "尾", "level": 1, "start": 2, "end": 3}])
    assert html.endswith('<h2 id="c-1">尾</h2>')


TEXTS = st.text(alphabet="甲乙a<&\"'>\r\n\U0001f600", min_size=1, max_size=40)


@given(TEXTS, st.data())
def test_any_spans_keep_the_text_and_their_quotes(text, data):
    spans = []
    for number in range(data.draw(st.integers(0, 6))):
        start = data.draw(st.integers(0, len(text) - 1))
        spans.append(Span(start, data.draw(st.integers(start + 1, len(text))), f"s{number}"))
    html = marked_text(text, spans)
    assert plain(html) == text
    assert covered(html) == {span.id: text[span.start : span.end] for span in spans}
    assert sorted(re.findall(r'id="(s\d)"', html)) == sorted(span.id for span in spans)


def test_heading_levels_go_no_deeper_than_html_has():
    sections = [{"title": f"t{n}", "level": n, "start": 3 * n, "end": 24} for n in range(8)]
    text = "".join(f"t{n}\n" for n in range(8))
    html = marked_text(text, [], sections)
    assert re.findall(r"<h(\d)", html) == ["2", "3", "4", "5", "6", "6", "6", "6"]
    assert pytest.approx(len(plain(html))) == len(text)
