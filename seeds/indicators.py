"""The controlled lists: indicators that subjects are mapped to, and industries that focus objects are mapped to."""  # noqa: E501

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seeds.errors import SeedDataError, unreadable
from seeds.mapped import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INDICATOR_COLUMNS = (
    "indicator_id",
    "name_zh",
    "name_en",
    "unit",
    "definition_zh",
    "definition_en",
    "synonyms",
)
INDUSTRY_COLUMNS = ("industry_id", "name_zh", "name_en", "synonyms")
_MIN_COVERED = 0.55


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of ``indicators.csv``."""

    indicator_id: str
    name_zh: str
    name_en: str
    unit: str
    definition_zh: str
    definition_en: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Industry:
    """A row of ``industries.csv``."""

    industry_id: str
    name_zh: str
    name_en: str
    synonyms: tuple[str, ...]


_SAME_UNIT = {
    "名": "人",
    "位": "人",
    "户": "家",
    "人次": "人次",
    "平方千米": "平方公里",
    "百分点": "个百分点",
}


class Vocabulary:
    """Indicators and industries, with the mapping of free words to their ids."""

    def __init__(self, indicators: Sequence[Indicator] = (), industries: Sequence[Industry] = ()) -> None:
        self.indicator_list = tuple(indicators)
        self.industry_list = tuple(industries)
        self._indicator_names = sorted(
            {
                (fold(name), indicator.unit, indicator.indicator_id)
                for indicator in indicators
                for name in (indicator.name_zh, *indicator.synonyms)
            },
            key=lambda row: (-len(row[0]), row),
        )
        self._industry_names = sorted(
            {
                (fold(name), industry.industry_id)
                for industry in industries
                for name in (industry.name_zh, *industry.synonyms)
            },
            key=lambda row: (-len(row[0]), row),
        )
        # A name can stand only in words that have its first character.
        self._indicator_rows = _by_first(row[0] for row in self._indicator_names)
        self._industry_rows = _by_first(row[0] for row in self._industry_names)
        self._indicator = functools.lru_cache(maxsize=4096)(self._find_indicator)
        self._industry = functools.lru_cache(maxsize=4096)(self._find_industries)

    def indicator(self, subject: str | None, unit: str | None, measure: str) -> str | None:
        """Return the id of the indicator that ``subject`` names or ends in, with a unit that fits.

        A growth or a share of a level keeps the level's indicator: the measure tells them apart.
        """
        if not subject or not self._indicator_names:
            return None
        return self._indicator(subject, unit, measure)

    def _find_indicator(self, subject: str, unit: str | None, measure: str) -> str | None:
        subject = fold(subject)
        best: tuple[int, str] | None = None
        for row in _rows_for(subject, self._indicator_rows):
            name, listed, indicator_id = self._indicator_names[row]
            if name not in subject:
                continue
            fits = listed == (_SAME_UNIT.get(unit or "", unit) or "")
            derived = measure in ("growth", "ratio") or (measure == "increment" and unit == "个百分点")
            if not fits and not derived:
                continue
            covered = len(name) / len(subject)
            if covered < _MIN_COVERED and not (subject.endswith(name) and len(name) >= 4):
                continue
            score = len(name) * 2 + fits
            if best is None or score > best[0]:
                best = (score, indicator_id)
        return best[1] if best is not None else None

    def industries(self, objects: Sequence[str], relation: str) -> tuple[str, ...]:
        """Return the ids of the industries that the objects of a focus or a positioning name, sorted."""
        if relation not in ("focus_industry", "positioned_as"):
            return ()
        out: set[str] = set()
        for words in objects:
            out.update(self._industry(words))
        return tuple(sorted(out))

    def _find_industries(self, words: str) -> tuple[str, ...]:
        rest = fold(words)
        found = []
        for row in _rows_for(rest, self._industry_rows):
            name, industry_id = self._industry_names[row]
            if name in rest:
                found.append(industry_id)
                rest = rest.replace(name, "\x00")  # 人工智能 inside a longer name counts once
        return tuple(found)

    @classmethod
    def load(cls, indicators: Path | str, industries: Path | str) -> Vocabulary:
        """Read ``indicators.csv`` and ``industries.csv``.

        Raises
        ------
        SeedDataError
            If a file is missing or a header, id or row is malformed.
        """
        rows = [
            Indicator(*_six(row), synonyms=tuple(_split(row[6])))
            for row in _rows(Path(indicators), INDICATOR_COLUMNS)
        ]
        others = [
            Industry(row[0], row[1], row[2], tuple(_split(row[3])))
            for row in _rows(Path(industries), INDUSTRY_COLUMNS)
        ]
        return cls(rows, others)


def _by_first(names: Iterable[str]) -> dict[str, list[int]]:
    """Return the indices of the names by their first characters."""
    out: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        out.setdefault(name[:1], []).append(index)
    return out


def _rows_for(words: str, rows: dict[str, list[int]]) -> list[int]:
    """Return the indices of the names whose first character ``words`` has, in order."""
    return sorted(index for char in set(words) for index in rows.get(char, ()))


def _six(row: list[str]) -> tuple[str, str, str, str, str, str]:
    return row[0], row[1], row[2], row[3], row[4], row[5]


def _split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


def _rows(path: Path, columns: tuple[str, ...]) -> list[list[str]]:
    try:
        # Spreadsheets begin their UTF-8 with a byte order mark.
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise unreadable("The list", error, path, columns) from error
    if not rows or tuple(rows[0]) != columns:
        raise SeedDataError(
            "Wrong header",
            value=",".join(rows[0]) if rows else "",
            where=str(path),
            allowed=",".join(columns),
        )
    seen: set[str] = set()
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(columns) or not row[0] or row[0] in seen:
            raise SeedDataError(
                "A row without a new id or with the wrong number of fields",
                value="".join(row[:1]),
                where=f"{path}:{number}",
                allowed=f"{len(columns)} fields, the first an id of its own",
            )
        seen.add(row[0])
    return rows[1:]
