"""How a document is built: headings, contents, captions, bylines, boxes, body; sentences and clauses.

Everything works on the matching copy (see ``seeds.mapped``) and gives half-open spans of it.
"""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a line of a document is."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    BOX = "box"
    CONTENTS = "contents"
    CAPTION = "caption"
    BYLINE = "byline"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it: ``level`` from 1, span of everything up to the next of its level."""

    title: str
    level: int
    start: int
    end: int
    title_end: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class Block:
    """One line: its span without surrounding space, kind, where its text begins behind a heading mark, section index."""

    start: int
    end: int
    kind: BlockKind
    text_start: int
    section: int | None


@dataclass(frozen=True, slots=True)
class Structure:
    """Blocks and sections in order, and the sorted ends of sentences and clauses (index behind the mark)."""

    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    title: str
    sentence_ends: tuple[int, ...]
    segment_ends: tuple[int, ...]
    clause_ends: tuple[int, ...]
    block_starts: tuple[int, ...]

    def block_at(self, index: int) -> Block | None:
        """Return the block that holds copy index ``index``."""
        at = bisect_right(self.block_starts, index) - 1
        return self.blocks[at] if at >= 0 and index < self.blocks[at].end else None

    def sentence(self, index: int) -> tuple[int, int]:
        """Return the span of the sentence around ``index`` (to the full stop or the line's end)."""
        return _around(self.sentence_ends, index)

    def segment(self, index: int) -> tuple[int, int]:
        """Return the span around ``index`` between full stops and semicolons."""
        return _around(self.segment_ends, index)

    def clause(self, index: int) -> tuple[int, int]:
        """Return the span around ``index`` between commas, colons, semicolons and full stops."""
        return _around(self.clause_ends, index)

    def path(self, section: int | None) -> tuple[str, ...]:
        """Return the heading titles from the outermost to ``section``."""
        out = []
        while section is not None:
            out.append(self.sections[section].title)
            section = self.sections[section].parent
        return tuple(reversed(out))


def _around(ends: tuple[int, ...], index: int) -> tuple[int, int]:
    at = bisect_right(ends, index)
    if 0 < at < len(ends):
        return ends[at - 1], ends[at]
    return (ends[at - 1] if at else 0), (ends[at] if at < len(ends) else index + 1)


_CHINESE = "[一二三四五六七八九十百零〇]"
_MARKS = (
    (1, re.compile(rf"第(?:{_CHINESE}+|\d+)[编篇章](?=[\s:、]|[\u4e00-\u9fff])[\s:、]*")),
    (2, re.compile(rf"第(?:{_CHINESE}+|\d+)节[\s:、]*")),
    (3, re.compile(rf"{_CHINESE}+、\s*")),
    (4, re.compile(rf"\({_CHINESE}+\)[、.]?\s*")),
    (5, re.compile(r"\d{1,2}(?:[、.](?!\d)|\s+(?=[\u4e00-\u9fff]))\s*")),
    (5, re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[、.]?\s+(?=[\u4e00-\u9fff])")),
    (6, re.compile(r"\(\d{1,2}\)[、.]?\s*")),
    (7, re.compile(r"——\s*(?=[\u4e00-\u9fff“])")),
)
_ARTICLE = re.compile(rf"第(?:{_CHINESE}+|\d+)条[\s:、]*")
_UNMARKED_LEVEL = 8
_BOX = re.compile(r"专栏\s*\d*|专栏[一二三四五六七八九十]+")
_CONTENTS_HEAD = re.compile(r"目\s*录|目\s*次|contents", re.IGNORECASE)
_CONTENTS_LINE = re.compile(r".{2,60}?(?:[\s.…·]+|(?<=[\u4e00-\u9fff)])\s*)\d{1,3}|.*[.…·]{4,}.*")
_DOTTED = re.compile(r".{2,80}?(?:\.{4,}|…{2,}|·{4,})\s*\d{1,3}")
_CAPTION = re.compile(r"(?:[图表]\s*\d+(?:[-.—]\d+)?|[■▲▼◆↑↓△▽]|\(?资料图)")
_BYLINE = re.compile(
    r"^(?:【[^】]{0,8}(?:记者|通讯员|来源|编辑|作者|责编|摄影|点击|广告)[^】]{0,12}】|[\u4e00-\u9fff]{2,10}\(\d{4}\)\d+号$|文[/|]|图[/|]|文字[/|]|(?:撰文|摄影|编辑|责编|责任编辑|校对|监制)(?=[:\s/|])|来源:|作者:|(?:记者|通讯员)(?=[\s:\u4e00-\u9fff]{0,12}$)|本文转自|原标题|附件\d*:?$|"
    r"(?:本报)?[^,。]{0,8}(?:记者|通讯员)[^,。]{0,30}$|\(?联系人|联系电话|郑重声明|(?:发布日期|发布时间|发布机构|索引号|信息来源|浏览次数|字号|点击数)[: ]|\d{4}-\d\d-\d\d|声明:|免责声明|版权(?:所有|声明|归))"
)
_END = re.compile(r"[。!?;,:…]$")
_MAX_HEADING, _MAX_UNMARKED = 60, 36
# A class at the head, unrepeated and alone, lets the engine skip to its characters.
_CLOSING, _NEW_LINE = "[”’)》】]*", r"(?<=[\r\n])[\r\n]*"
_SENTENCE = re.compile(rf"[。!?\r\n](?:(?<=[。!?])[。!?]*{_CLOSING}|{_NEW_LINE})")
_SEGMENT = re.compile(rf"[。!?;\r\n](?:(?<=[。!?;])[。!?;]*{_CLOSING}|{_NEW_LINE})")
_CLAUSE = re.compile(rf"[。!?;,:\r\n—](?:(?<=[。!?;,:])[。!?;,:]*{_CLOSING}|{_NEW_LINE}|(?<=—)—)")
_LINE = re.compile(r"[^\r\n]+")
# No sentence that is written to be read is nearly as long. What is, a table on one line or a text without marks, is
# taken in pieces, so that what looks back to the beginning of its sentence or clause never looks further.
LONGEST = 1_000


def parse_structure(text: str) -> Structure:
    """Return the structure of the matching copy ``text``."""
    lines = [(match.start(), match.end()) for match in _LINE.finditer(text)]
    spans = []
    for start, end in lines:
        line = text[start:end]
        stripped = line.strip()
        if stripped:
            begin = start + line.index(stripped[0])
            spans.append((begin, begin + len(stripped)))
    kinds = _classify(text, spans)
    blocks: list[Block] = []
    open_sections: list[int] = []
    raw: list[list[int | str | None]] = []
    for (start, end), (kind, level, text_start, title_end) in zip(spans, kinds, strict=True):
        if level is not None:
            while open_sections and int(raw[open_sections[-1]][1] or 0) >= level:
                raw[open_sections.pop()][3] = start
            parent = open_sections[-1] if open_sections else None
            raw.append([text[text_start:title_end], level, start, len(text), title_end, parent])
            open_sections.append(len(raw) - 1)
        blocks.append(Block(start, end, kind, text_start, open_sections[-1] if open_sections else None))
    sections = tuple(Section(*row) for row in raw)  # type: ignore[arg-type]
    titles = [text[block.start : block.end] for block in blocks if block.kind is BlockKind.TITLE]
    clause_ends = _ends(_CLAUSE, text, ())
    segment_ends = _ends(_SEGMENT, text, clause_ends)
    return Structure(
        blocks=tuple(blocks),
        sections=sections,
        title=" ".join(titles),
        sentence_ends=_ends(_SENTENCE, text, segment_ends),
        segment_ends=segment_ends,
        clause_ends=clause_ends,
        block_starts=tuple(block.start for block in blocks),
    )


def _ends(pattern: re.Pattern[str], text: str, inner: tuple[int, ...]) -> tuple[int, ...]:
    """Return the ends of the pieces of ``text``; one over ``LONGEST`` is cut at an end of ``inner``, or just there."""
    out: list[int] = []
    start = 0
    for end in [*[match.end() for match in pattern.finditer(text)], len(text)]:
        while end - start > LONGEST:
            at = bisect_right(inner, start + LONGEST) - 1
            start = inner[at] if at >= 0 and inner[at] > start else start + LONGEST
            out.append(start)
        out.append(end)
        start = end
    return tuple(out)


_Class = tuple[BlockKind, int | None, int, int]


def _classify(text: str, spans: list[tuple[int, int]]) -> list[_Class]:
    out: list[_Class] = []
    in_contents = False
    title_seen = False
    body_seen = False
    for index, (start, end) in enumerate(spans):
        line = text[start:end]
        plain: _Class = (BlockKind.BODY, None, start, end)
        if _CONTENTS_HEAD.fullmatch(line):
            in_contents = True
            out.append((BlockKind.CONTENTS, None, start, end))
            continue
        if _DOTTED.fullmatch(line) or (in_contents and len(line) <= 60 and _CONTENTS_LINE.fullmatch(line)):
            out.append((BlockKind.CONTENTS, None, start, end))
            continue
        if in_contents and len(line) <= _MAX_UNMARKED and _contents_goes_on(text, spans, index):
            out.append((BlockKind.CONTENTS, None, start, end))
            continue
        in_contents = False
        if _BOX.match(line):
            out.append((BlockKind.BOX, None, start, end))
            body_seen = True
            continue
        if len(line) <= 120 and _BYLINE.match(line):
            out.append((BlockKind.BYLINE, None, start, end))
            continue
        if len(line) <= 80 and _CAPTION.match(line):
            out.append((BlockKind.CAPTION, None, start, end))
            continue
        marked = _marked(line, start, end)
        if marked is not None:
            out.append(marked)
            body_seen = True
            title_seen = True
            continue
        if len(line) <= _MAX_UNMARKED and not _END.search(line) and "。" not in line:
            if not title_seen or (
                not body_seen
                and index <= 3
                and out[-1][0] is not BlockKind.BODY
                and not _is_date_or_note(line)
            ):
                title_seen = True
                out.append((BlockKind.TITLE, None, start, end))
                continue
            if _is_unmarked_heading(spans, index, line):
                out.append((BlockKind.HEADING, _UNMARKED_LEVEL, start, end))
                continue
        elif not title_seen and len(line) <= _MAX_HEADING and "。" not in line and not line.endswith(":"):
            title_seen = True
            out.append((BlockKind.TITLE, None, start, end))
            continue
        if len(line) > _MAX_UNMARKED:
            body_seen = True
            title_seen = True
        out.append(plain)
    return out


def _marked(line: str, start: int, end: int) -> _Class | None:
    article = _ARTICLE.match(line)
    if article is not None:
        return BlockKind.BODY, None, start + article.end(), end
    for level, pattern in _MARKS:
        match = pattern.match(line)
        if match is None:
            continue
        text_start = start + match.end()
        stop = line.find("。", match.end())
        stop = len(line) if stop < 0 else stop
        if stop == match.end():
            return None
        if stop == len(line) or stop == len(line) - 1:
            item = line.endswith("。") and ("," in line or len(line) > _MAX_UNMARKED)
            if len(line) <= _MAX_HEADING and not line.endswith((";", ",")) and not item:
                return BlockKind.HEADING, level, text_start, start + stop
            return BlockKind.BODY, None, text_start, end
        if stop - match.end() <= _MAX_UNMARKED + 4:
            return (
                BlockKind.BODY,
                level,
                text_start,
                start + stop,
            )  # a heading that its paragraph follows in line
        return BlockKind.BODY, None, text_start, end
    return None


def _is_unmarked_heading(spans: list[tuple[int, int]], index: int, line: str) -> bool:
    """Return whether a short line without a full stop heads the longer one below it."""
    if (
        _is_date_or_note(line)
        or index + 1 >= len(spans)
        or len(line) < 4
        or line.startswith(("【", "★", "*"))
    ):
        return False
    following = [spans[at][1] - spans[at][0] for at in range(index + 1, min(index + 3, len(spans)))]
    numbered = line[0].isdigit() and _YEAR_HEAD.match(line) is None
    return any(length > _MAX_UNMARKED for length in following) and not numbered


_YEAR_HEAD = re.compile(r"\d{4}年[\u4e00-\u9fff]")
_DATE_LINE = re.compile(
    r"\(?(?:\d{4}|[二〇零一三四五六七八九]{4})年\d{0,2}[一二三四五六七八九十]{0,2}月?(?:.{1,3}[日号]|[初中末底])?\)?|.{2,20}(?:局|委员会|办公室|人民政府|厅|部)"
)


def _is_date_or_note(line: str) -> bool:
    return _DATE_LINE.fullmatch(line) is not None


def _contents_goes_on(text: str, spans: list[tuple[int, int]], index: int) -> bool:
    return any(
        end - start <= _MAX_HEADING and _CONTENTS_LINE.fullmatch(text[start:end]) is not None
        for start, end in spans[index + 1 : index + 4]
    )


def position(ends: tuple[int, ...], index: int) -> int:
    """Return the ordinal of the piece that ``index`` stands in, for ends as kept by ``Structure``."""
    return bisect_left(ends, index + 1)
