"""Reading the CSV tables of the digitized layers: sources, stated limits and areas, conflicts, undrawn.

The form is UTF-8 (a byte order mark is forgiven), RFC 4180, header first, lists joined by ``|``. A
malformed table is an ``InputError`` that names file, line, column, value and what is allowed.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from layers.project import Project

SIDES = ("N", "E", "S", "W")
GRADES = ("A", "B", "C", "D")
HEADERS: dict[str, tuple[str, ...]] = {
    "sources": ("source", "publisher", "title", "date", "address", "licence", "states", "note"),
    "limits": ("place_id", "side", "stated", "satisfied_by", "source", "grade", "explanation"),
    "areas": ("place_id", "area_km2", "tested", "source", "grade", "explanation"),
    "conflicts": (
        "conflict_id", "place_ids", "topic_zh", "topic_en", "claim_a", "source_a", "claim_b", "source_b",
        "choice", "reason_zh", "reason_en",
    ),
    "undrawn": ("place_id", "reason_zh", "reason_en"),
    "references": ("edge_id", "layer", "match"),
}  # fmt: skip
# Of seeds/sources.csv, which lists the documents.
SOURCE_HEADER = (
    "id", "title_published", "title", "title_en", "issuer", "kind", "date", "sha256", "note",
)  # fmt: skip
_TRUE = ("true", "yes", "1")
_FALSE = ("false", "no", "0")


@dataclass(frozen=True, slots=True)
class Source:
    """Who published what a line or point rests on."""

    source: str
    publisher: str
    title: str
    date: str
    address: str
    licence: str
    states: str
    note: str


@dataclass(frozen=True, slots=True)
class StatedLimit:
    """A limit that a text gives for one side (N, E, S, W) of a place.

    ``satisfied_by`` lists the values of an edge's ``follows`` that fulfil it.
    """

    place_id: str
    side: str
    stated: str
    satisfied_by: tuple[str, ...]
    source: str
    grade: str
    explanation: str


@dataclass(frozen=True, slots=True)
class StatedArea:
    """An area that a text gives for a place; ``tested`` is False where it counts something else."""

    place_id: str
    area_km2: float
    tested: bool
    source: str
    grade: str
    explanation: str


@dataclass(frozen=True, slots=True)
class SourceConflict:
    """Two sources that disagree about a place's extent, and which was followed, and why."""

    conflict_id: str
    place_ids: tuple[str, ...]
    topic_zh: str
    topic_en: str
    claim_a: str
    source_a: str
    claim_b: str
    source_b: str
    choice: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A place that is not drawn, and why."""

    place_id: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Tables:
    """The CSV tables of one project; ``missing`` names the optional ones that do not exist."""

    sources: tuple[Source, ...]
    limits: tuple[StatedLimit, ...]
    areas: tuple[StatedArea, ...]
    conflicts: tuple[SourceConflict, ...]
    undrawn: tuple[Undrawn, ...]
    missing: tuple[str, ...]


def read_tables(project: Project) -> Tables:
    """Read all tables of ``project``; those other than ``sources.csv`` may be absent.

    Raises
    ------
    InputError
        ``sources.csv`` is missing, or a table is malformed.
    """
    missing = tuple(name for name in HEADERS if name != "references" and not project.table(name).exists())
    rows: dict[str, list[dict[str, str]]] = {
        name: read_rows(project.table(name), header, project.relative(project.table(name)))
        for name, header in HEADERS.items()
        if name == "sources" or project.table(name).exists()
    }
    return Tables(
        sources=tuple(Source(**row) for row in _unique(rows["sources"], "source", "sources.csv")),
        limits=tuple(_limit(row, line) for line, row in enumerate(rows.get("limits", []), 2)),
        areas=tuple(_area(row, line) for line, row in enumerate(rows.get("areas", []), 2)),
        conflicts=tuple(
            _conflict(row) for row in _unique(rows.get("conflicts", []), "conflict_id", "conflicts.csv")
        ),
        undrawn=tuple(Undrawn(**row) for row in _unique(rows.get("undrawn", []), "place_id", "undrawn.csv")),
        missing=missing,
    )


def read_rows(path: Path, header: tuple[str, ...], shown: str) -> list[dict[str, str]]:
    """Return the rows of a CSV table, every value stripped of outer blanks.

    Raises
    ------
    InputError
        The file is missing, not UTF-8, has another header, or a row of another length.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            found = next(reader, [])
            if tuple(found) != header:
                raise InputError("Wrong header", value=",".join(found), where=shown, allowed=",".join(header))
            rows = []
            for values in reader:
                if not values:
                    continue
                if len(values) != len(header):
                    raise InputError(
                        "A row has another number of cells than the header",
                        value=values[0],
                        where=f"{shown} line {reader.line_num}",
                        allowed=f"{len(header)} cells, this has {len(values)}",
                    )
                rows.append(dict(zip(header, (value.strip() for value in values), strict=True)))
            return rows
    except FileNotFoundError as error:
        raise InputError(
            "A table is missing", value=path.name, where=shown, allowed=f"a table {','.join(header)}"
        ) from error
    except OSError as error:
        raise InputError(
            f"The table cannot be read ({error.strerror})", where=shown, allowed="CSV in UTF-8"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            "The table is not UTF-8", where=f"{shown} at byte {error.start}", allowed="CSV in UTF-8"
        ) from error
    except csv.Error as error:
        raise InputError(f"The table is not CSV ({error})", where=shown, allowed="RFC 4180") from error


def split_list(cell: str) -> tuple[str, ...]:
    """Split a cell that holds a list joined by ``|``; an empty cell is an empty list."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _unique(rows: list[dict[str, str]], key: str, file: str) -> list[dict[str, str]]:
    seen: set[str] = set()
    for line, row in enumerate(rows, 2):
        if not row[key] or row[key] in seen:
            raise InputError(
                f"{key} is empty or occurs twice",
                value=row[key],
                where=f"{file} row {line}",
                allowed="unique ids",
            )
        seen.add(row[key])
    return rows


def _one_of(row: dict[str, str], key: str, allowed: tuple[str, ...], where: str) -> str:
    if row[key] not in allowed:
        raise InputError(f"Bad {key}", value=row[key], where=where, allowed=", ".join(allowed))
    return row[key]


def _limit(row: dict[str, str], line: int) -> StatedLimit:
    where = f"limits.csv row {line} ({row['place_id']})"
    return StatedLimit(
        place_id=row["place_id"],
        side=_one_of(row, "side", SIDES, where),
        stated=row["stated"],
        satisfied_by=split_list(row["satisfied_by"]),
        source=row["source"],
        grade=_one_of(row, "grade", GRADES, where),
        explanation=row["explanation"],
    )


def _area(row: dict[str, str], line: int) -> StatedArea:
    where = f"areas.csv row {line} ({row['place_id']})"
    try:
        area = float(row["area_km2"])
    except ValueError:
        area = math.nan
    if not (math.isfinite(area) and area > 0):
        raise InputError(
            "Bad area_km2", value=row["area_km2"], where=where, allowed="a number greater than 0"
        )
    return StatedArea(
        place_id=row["place_id"],
        area_km2=area,
        tested=_one_of(row, "tested", (*_TRUE, *_FALSE), where) in _TRUE,
        source=row["source"],
        grade=_one_of(row, "grade", GRADES, where),
        explanation=row["explanation"],
    )


def _conflict(row: dict[str, str]) -> SourceConflict:
    values = {key: value for key, value in row.items() if key != "place_ids"}
    return SourceConflict(place_ids=split_list(row["place_ids"]), **values)
