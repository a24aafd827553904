"""Names that a page shows for ids: indicators, industries, sources of geometry.

They stand in the project's tables, not in the built atlas. ``load_words`` reads them; a page made without
them shows the ids.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from layers.project import Project

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """Rows by id of ``indicators.csv``, ``industries.csv`` and the layers' ``sources.csv``."""

    indicators: dict[str, Row] = field(default_factory=dict)
    industries: dict[str, Row] = field(default_factory=dict)
    sources: dict[str, Row] = field(default_factory=dict)


def load_words(project: Project) -> Words:
    """Read the tables of ``project``; one that does not exist is empty."""
    return Words(
        indicators=_rows(project.seed_table("indicators"), "indicator_id"),
        industries=_rows(project.seed_table("industries"), "industry_id"),
        sources=_rows(project.table("sources"), "source"),
    )


def _rows(path: Path, key: str) -> dict[str, Row]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {row[key]: row for row in csv.DictReader(stream)}
