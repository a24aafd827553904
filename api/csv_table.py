"""Plain rows as CSV: RFC 4180, UTF-8, lists joined by ``|``, nothing a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from seeds.review_table import FORMULA_STARTS

if TYPE_CHECKING:
    from collections.abc import Sequence


def cell(value: object) -> str:
    """Return the text of one cell; text that begins like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "|".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_bytes(rows: Sequence[dict[str, Any]]) -> bytes:
    """Return rows as CSV with a header line; the columns are the keys in order of first appearance."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(keys)
    for row in rows:
        writer.writerow([cell(row.get(key)) for key in keys])
    return stream.getvalue().encode()
