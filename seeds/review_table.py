"""The table that reviewers fill in: written for spreadsheets, and read back however a spreadsheet saved it.

Written: UTF-8 with byte order mark, CRLF, a header in English and Chinese, no cell that a spreadsheet takes
for a formula. Read: with or without the mark, UTF-16 or GB18030, comma, semicolon or tab, columns in any
order. ``seeds.review_import`` makes decisions of the rows.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seeds.amend import FIELDS, LISTS, NUMBERS, field_text, fields_of
from seeds.errors import SeedDataError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from seeds.pipeline import Extraction
    from seeds.statement import Statement

# Key → Chinese name, in order of the columns. ``new_value`` is the correction's, ``value`` the statement's.
COLUMNS: dict[str, str] = {
    "id": "编号", "title": "文件", "section": "章节", "before": "前文", "quote": "原文", "after": "后文",
    "kind": "类型", "place": "地点", "place_id": "地点编号", "subject": "对象", "measure": "口径",
    "value": "数值", "value_min": "下限", "value_max": "上限", "unit": "单位", "comparator": "比较",
    "period": "时期", "status": "性质", "direction": "增减", "indicator_id": "指标编号", "relation": "关系",
    "objects": "内容",
    "industry_ids": "产业编号", "review": "审核状态", "action": "操作", "field": "字段",
    "new_value": "新值", "who": "审核人", "when": "日期", "why": "理由", "doc": "文件编号",
    "start": "起", "end": "止", "page": "页", "rule": "规则",
}  # fmt: skip
DECISION_COLUMNS = ("action", "field", "new_value", "who", "when", "why")

# OWASP, CSV injection: what makes a cell a formula; Chinese locales take the full-width forms for the same.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTEXT_CHARACTERS = 40
_LARGEST_BYTES = 64 << 20
_DELIMITERS = (",", ";", "\t")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as read: its number in the file (the header is 1) and its cells by column key."""

    number: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        """How messages name the row."""
        return f"row {self.number}"

    def get(self, key: str) -> str:
        """Return the cell without outer blanks, empty when the column is absent."""
        return self.cells.get(key, "").strip()


def safe_cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet computes it; ``plain_cell`` is the way back, for any text."""
    return f"'{text}" if text.startswith((*FORMULA_STARTS, "'")) else text


def plain_cell(text: str) -> str:
    """Undo ``safe_cell``."""
    return text[1:] if text[:1] == "'" and text[1:].startswith((*FORMULA_STARTS, "'")) else text


def review_table(
    extractions: Iterable[Extraction],
    titles: Mapping[str, str],
    *,
    docs: Collection[str] = (),
    reviews: Collection[str] = (),
) -> bytes:
    """Return the table of statements, one a row, in document order, with the decision columns empty.

    Parameters
    ----------
    extractions
        Extracted documents with corrections applied.
    titles
        Title by document id.
    docs, reviews
        Only these documents, only statements in these review states; empty: all.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(f"{key} {name}" for key, name in COLUMNS.items())
    for extraction in extractions:
        if docs and extraction.document.doc not in docs:
            continue
        for statement in extraction.statements:
            if not reviews or statement.review in reviews:
                cells = statement_cells(statement, extraction.document.text, titles.get(statement.doc, ""))
                writer.writerow(cells.get(key, "") for key in COLUMNS)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def statement_cells(statement: Statement, text: str, title: str) -> dict[str, str]:
    """Return the cells of one statement by column key, safe for spreadsheets."""
    low, high = max(0, statement.start - _CONTEXT_CHARACTERS), statement.end + _CONTEXT_CHARACTERS
    cells = {
        "id": statement.id, "title": title, "section": " › ".join(statement.section),
        "before": _one_line(text[low : statement.start]), "quote": statement.quote,
        "after": _one_line(text[statement.end : high]), "kind": statement.kind, "review": statement.review,
        "doc": statement.doc, "start": str(statement.start), "end": str(statement.end),
        "page": "" if statement.page is None else str(statement.page), "rule": statement.rule,
    }  # fmt: skip
    cells |= {name: field_text(statement, name) for name in fields_of(statement.kind)}
    # A negative number is data, not a formula: spreadsheets read it as what it is.
    return {key: text if key in NUMBERS else safe_cell(text) for key, text in cells.items()}


def read_table(data: bytes) -> list[TableRow]:
    """Read a table that a spreadsheet, or the review page, has saved; rows without any text are left out.

    Raises
    ------
    SeedDataError
        The bytes are no text, too many, no CSV, or the header lacks what a decision needs.
    """
    if len(data) > _LARGEST_BYTES:
        raise SeedDataError("The table is too large", value=len(data), allowed=f"{_LARGEST_BYTES} bytes")
    text = _decode(data)
    delimiter = max(_DELIMITERS, key=lambda mark: len(_header(text, mark)))
    keys = _header(text, delimiter)
    for needed in ("action", "quote"):
        if needed not in keys.values():
            raise SeedDataError(
                "The table lacks a column", value=needed, where="row 1",
                allowed="the header that `zone-atlas review export` writes; columns in any order",
            )  # fmt: skip
    return list(_rows(text, delimiter, keys))


def _rows(text: str, delimiter: str, keys: Mapping[int, str]) -> Iterator[TableRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        next(reader)
        for number, cells in enumerate(reader, start=2):
            found = {key: plain_cell(cells[at]) for at, key in keys.items() if at < len(cells)}
            if any(cell.strip() for cell in found.values()):
                yield TableRow(number, found)
    except csv.Error as error:
        raise SeedDataError(
            f"Not CSV ({error})", where=f"line {reader.line_num}", allowed="a table saved as CSV"
        ) from error


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        # UTF-8 first: Chinese text in GB18030 is hardly ever valid UTF-8, the other way round it often is.
        encodings = ("utf-8-sig", "gb18030")
    if b"\x00" in data and encodings[0] != "utf-16":
        raise SeedDataError(
            "Not a CSV file", value=data[:4], allowed="CSV; save the spreadsheet as CSV UTF-8"
        )
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SeedDataError("Unknown encoding", value=data[:16], allowed="UTF-8, UTF-16 with mark, GB18030")


def _header(text: str, delimiter: str) -> dict[int, str]:
    """Return column key by position; unknown columns are left out, the first of two counts."""
    try:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return {}
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        key = column_key(cell)
        if key and key not in found.values():
            found[at] = key
    return found


def column_key(name: str) -> str | None:
    """Return the column that a header cell or a reviewer names, in English, Chinese or both."""
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", name)).strip().lower()
    for key, chinese in COLUMNS.items():
        if plain in (key, chinese, f"{key} {chinese}", f"{chinese} {key}"):
            return key
    return None


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text)


# --- comparing a cell that came back with what was written --------------------------------------------


def same_text(cell: str, text: str) -> bool:
    """Tell whether ``cell`` is ``text`` after a spreadsheet: blanks folded, what GBK lacks lost as ``?``."""
    one, two = _SPACES.sub(" ", cell).strip(), _SPACES.sub(" ", text).strip()
    if one == two:
        return True
    if "?" not in one or len(one) != len(two):
        return False
    return all(a == b or (a == "?" and not _in_gbk(b)) for a, b in zip(one, two, strict=True))


def same_cell(name: str, cell: str, statement: Statement) -> bool:
    """Tell whether a field's cell still says what the statement says, in whatever form."""
    text = field_text(statement, name) if name in fields_of(statement.kind) else ""
    if same_text(cell, text):
        return True
    if name in NUMBERS and text:
        return _same_number(cell, float(text))
    if name == "period" and text:
        return plain_period(cell) == text
    if name in LISTS:
        return [part.strip() for part in cell.split("|")] == [part.strip() for part in text.split("|")]
    return False


def _same_number(cell: str, value: float) -> bool:
    plain = unicodedata.normalize("NFKC", cell).replace(",", "").replace(" ", "").strip()
    try:
        found = float(plain)
    except ValueError:
        return False
    if found == value:
        return True
    # Spreadsheets save long numbers as they show them, 1.23457E+11: the same number, cut short.
    mantissa, mark, _ = plain.lower().partition("e")
    return bool(mark) and float(f"{value:.{len(mantissa.partition('.')[2])}e}") == found


_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip


def plain_period(cell: str) -> str:
    """Return a period as statements write it, where a spreadsheet took it for a date (Oct-20, 2020/10/1)."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if match := re.fullmatch(r"(\d{4})[/.年-](\d{1,2})(?:月|[/.-]0?1(?: 0?0:00(?::00)?)?|月1日)?", text):
        return f"{match[1]}-{int(match[2]):02d}"
    if (match := re.fullmatch(r"([A-Za-z]{3})[- ](\d{2}|\d{4})", text)) and match[1].lower() in _MONTHS:
        year = match[2] if len(match[2]) == len("2020") else f"20{match[2]}"
        return f"{year}-{_MONTHS[match[1].lower()]:02d}"
    return text.removesuffix("年")


def changed_fields(row: TableRow, statement: Statement) -> dict[str, str]:
    """Return the fields of a row that no longer say what the statement says, with their new text."""
    return {
        name: plain_period(row.get(name)) if name == "period" else row.get(name)
        for name in FIELDS
        if name in row.cells and not same_cell(name, row.cells[name], statement)
    }


def _in_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
