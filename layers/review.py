"""Human review of a project's statements: the table out, the decisions in; judged in ``seeds``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.evidence import extract_project
from seeds.amend import Terms
from seeds.corrections import (
    apply_corrections,
    corrections_lock,
    read_corrections,
    unknown_documents,
    write_corrections,
)
from seeds.review_import import Judge, Judged
from seeds.review_table import read_table, review_table

if TYPE_CHECKING:
    from collections.abc import Collection

    from layers.project import Project
    from seeds.corrections import Decision, Unapplied
    from seeds.pipeline import Extraction


class ReviewDesk:
    """The statements of a project as they are read now, with the decisions that stand.

    Attributes
    ----------
    machine, reviewed
        Extracted documents before and after the decisions.
    standing
        Decisions of ``corrections.csv`` in file order.
    unapplied
        Those that fit no more, and why.
    """

    def __init__(self, project: Project) -> None:
        sources, settings, self.machine = extract_project(project)
        self.path = project.seed_table("corrections")
        self._shown = project.relative(self.path)
        self.terms = Terms(settings.gazetteer, settings.vocabulary)
        self.titles = {row["id"]: row["title"] or row["id"] for row in sources}
        self._read()

    def _read(self) -> None:
        self.standing: tuple[Decision, ...] = read_corrections(self.path, self._shown)
        self.unapplied: list[Unapplied] = unknown_documents(
            self.standing, [item.document.doc for item in self.machine]
        )
        self.reviewed: list[Extraction] = []
        for item in self.machine:
            result, left = apply_corrections(item, self.standing, self.terms)
            self.reviewed.append(result)
            self.unapplied += left

    def table(self, docs: Collection[str] = (), reviews: Collection[str] = ()) -> bytes:
        """Return the table for spreadsheets; see ``seeds.review_table``."""
        return review_table(self.reviewed, self.titles, docs=docs, reviews=reviews)

    def take(self, data: bytes, *, who: str = "", when: str = "", write: bool = True) -> Judged:
        """Take a table back: add its decisions to ``corrections.csv``, all of them or, with any error, none.

        Parameters
        ----------
        data
            The table's bytes, as a spreadsheet or the review page saved it.
        who, when
            Reviewer and ISO date for rows that name none.
        write
            False: only look.

        Raises
        ------
        SeedDataError
            The bytes are no such table, or ``corrections.csv`` is malformed.
        """
        rows = read_table(data)
        with corrections_lock(self.path):
            # Read again behind the lock: another import may have ended since.
            self._read()
            judged = Judge(self.machine, self.reviewed, self.standing, self.terms, who, when).judge(rows)
            if write and judged.new and not judged.errors:
                write_corrections(self.path, (*self.standing, *judged.new))
                self._read()
        return judged
