"""What the documents say, read once for a build or a check: statements, documents, texts, names.

A thin layer over ``seeds``: nothing is extracted here, but every quote is verified once more at its offsets.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.issue import Issue, Severity
from layers.conflicts import statement_conflicts
from layers.join import document_rows, sort_statements
from layers.project import file_sha256
from layers.tables import SOURCE_HEADER, read_rows
from seeds.amend import Terms
from seeds.corrections import apply_corrections, read_corrections, unknown_documents
from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.pipeline import Settings, extract

if TYPE_CHECKING:
    from pathlib import Path

    from layers.project import Project
    from seeds.corrections import Unapplied
    from seeds.pipeline import Extraction

Row = dict[str, Any]

DATES_ALLOWED = "YYYY, YYYY-MM or YYYY-MM-DD"
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Statements and documents of a project.

    Attributes
    ----------
    gazetteer
        The project's places.
    statements
        Rows of ``Statement.to_dict`` plus ``conflicts_with``, in published order.
    documents
        Rows of ``documents.json``, sorted by id.
    texts
        The text of each document that the offsets count in, by id.
    indicators
        Chinese and English name by indicator id.
    conflicts
        Ids of the statements that each statement conflicts with.
    unapplied
        Reviewers' decisions that fit the documents no more, and why; none of them was applied.
    """

    gazetteer: Gazetteer
    statements: tuple[Row, ...]
    documents: tuple[Row, ...]
    texts: dict[str, str]
    indicators: dict[str, tuple[str, str]]
    conflicts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unapplied: tuple[Unapplied, ...] = ()

    @property
    def statements_by_id(self) -> dict[str, Row]:
        """Statements by their id."""
        return {row["id"]: row for row in self.statements}

    @property
    def issues(self) -> list[Issue]:
        """The decisions that were not applied, as warnings."""
        file = "seeds/corrections.csv"
        return [
            Issue(row.rule, Severity.WARNING, row.decision.statement_id, row.message, row.remedy, file=file)
            for row in self.unapplied
        ]

    @property
    def names(self) -> dict[str, tuple[str, str]]:
        """Chinese and English name of every place and indicator by id."""
        places = {key: (place.name_zh, place.name_en) for key, place in self.gazetteer.by_id.items()}
        return {**self.indicators, **places}


def period_interval(statements: list[Row] | tuple[Row, ...]) -> tuple[str, str] | None:
    """Return the first and last day of all periods (``2020``, ``2021Q1``, ``2016..2020``) or None."""
    years = [
        int(part[:4])
        for row in statements
        for part in (row.get("period") or "").split("..")
        if part[:4].isdigit()
    ]
    return (f"{min(years)}-01-01", f"{max(years)}-12-31") if years else None


def read_evidence(project: Project) -> Evidence:
    """Read gazetteer, word lists and documents of ``project`` and extract the statements.

    Raises
    ------
    InputError
        There is no document, or ``sources.csv`` and the documents do not match, by name or by hash.
    SeedsError
        A document or table is malformed, or a quote does not stand at its offsets.
    """
    sources, settings, extractions = extract_project(project)
    extractions, unapplied = apply_review(project, extractions, settings)
    found = sort_statements(statement.to_dict() for item in extractions for statement in item.statements)
    conflicts = statement_conflicts(
        found,
        {item.indicator_id: (item.name_zh, *item.synonyms) for item in settings.vocabulary.indicator_list},
    )
    rows = tuple({**row, "conflicts_with": list(conflicts.get(row["id"], ()))} for row in found)
    sections = {item.document.doc: [asdict(section) for section in item.sections] for item in extractions}
    return Evidence(
        gazetteer=settings.gazetteer,
        statements=rows,
        documents=tuple(document_rows(sources, sections, rows)),
        texts={item.document.doc: item.document.text for item in extractions},
        indicators={
            item.indicator_id: (item.name_zh, item.name_en) for item in settings.vocabulary.indicator_list
        },
        conflicts=conflicts,
        unapplied=unapplied,
    )


def extract_project(project: Project) -> tuple[list[dict[str, str]], Settings, list[Extraction]]:
    """Return the rows of ``sources.csv``, the settings of extraction, and what the documents give unreviewed.

    Raises
    ------
    InputError, SeedsError
        As ``read_evidence``.
    """
    settings = extraction_settings(project)
    sources = _read_sources(project)
    return sources, settings, list(extract(project.documents(), settings))


def is_document_date(text: str) -> bool:
    """Whether ``text`` is a day, month or year there is: YYYY, YYYY-MM or YYYY-MM-DD, in ASCII digits."""
    match = _DATE.fullmatch(text)
    try:
        return bool(match and date(int(match[1]), int(match[2] or 1), int(match[3] or 1)))
    except ValueError:
        return False


def extraction_settings(
    project: Project, gazetteer: Path | None = None, document_date: str | None = None
) -> Settings:
    """Return what extraction may know of ``project``: its names, word lists, home places and dates.

    Parameters
    ----------
    gazetteer
        Another gazetteer than the project's.
    document_date
        YYYY, YYYY-MM or YYYY-MM-DD, for documents whose date ``sources.csv`` does not have.

    Raises
    ------
    InputError, SeedsError
        A table is missing or malformed.
    """
    names = Gazetteer.load(gazetteer or project.seed_table("gazetteer"))
    sources = project.seed_table("sources")
    rows = read_rows(sources, SOURCE_HEADER, project.relative(sources))
    for row in rows:
        if row["date"] and not is_document_date(row["date"]):
            raise InputError(
                "Not a date", value=row["date"], where=f"{project.relative(sources)}, {row['id']}",
                allowed=f"{DATES_ALLOWED}, or empty",
            )  # fmt: skip
    return Settings(
        names,
        Vocabulary.load(project.seed_table("indicators"), project.seed_table("industries")),
        default_district=names.by_id.get(project.district),
        default_city=names.by_id.get(project.city),
        dates={row["id"]: row["date"] for row in rows if row["date"]},
        date=document_date,
    )


def apply_review(
    project: Project, extractions: list[Extraction], settings: Settings
) -> tuple[list[Extraction], tuple[Unapplied, ...]]:
    """Apply the decisions of ``corrections.csv``; return the extractions and what could not be applied.

    Raises
    ------
    SeedDataError
        The table is malformed.
    """
    path = project.seed_table("corrections")
    decisions = read_corrections(path, project.relative(path))
    terms = Terms(settings.gazetteer, settings.vocabulary)
    reviewed: list[Extraction] = []
    unapplied = unknown_documents(decisions, [item.document.doc for item in extractions])
    for item in extractions:
        result, left = apply_corrections(item, decisions, terms)
        reviewed.append(result)
        unapplied += left
    return reviewed, tuple(unapplied)


def _read_sources(project: Project) -> list[dict[str, str]]:
    """Rows of ``sources.csv``, which must list exactly the documents there are, with their hashes."""
    path = project.seed_table("sources")
    shown = project.relative(path)
    rows = read_rows(path, SOURCE_HEADER, shown)
    listed = {row["id"]: row for row in rows}
    files = {document.stem: document for document in project.documents()}
    if not files:
        raise InputError("The project has no document", where=project.relative(project.documents_dir))
    for name in sorted(files.keys() ^ listed.keys()):
        what = "A document is not listed" if name in files else "A listed document does not exist"
        mend = f"; this one has sha256 {file_sha256(files[name])}" if name in files else ""
        raise InputError(
            what, value=name, where=shown, allowed=f"one row for each file in seeds/documents{mend}"
        )
    for name, file in files.items():
        found = file_sha256(file)
        if listed[name]["sha256"] != found:
            raise InputError(
                "A document is not the one that was listed",
                value=found,
                where=f"{shown}, {name}",
                allowed=f"sha256 {listed[name]['sha256']}; documents are never edited",
            )
    return rows
