"""Reviewers' decisions: ``corrections.csv`` read, written and applied to what was extracted.

Decisions are applied in file order, each to the reading that the ones before it left. One that no longer fits
(its quote does not stand at its offsets, its statement is gone, the reading it judged is another) is reported
and never applied: no decision is moved to words that no person looked at.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
import tempfile
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from seeds.amend import Terms, amend, fields_of, fingerprint
from seeds.errors import SeedDataError, SeedsError
from seeds.statement import QUANTITY, ROLE, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from seeds.pipeline import Extraction

# Field of an accept or a reject: its value is the fingerprint of the reading that was judged.
READING = "reading"
ADDED_RULE = "review.add"
_SENTENCE_ENDS = "。!?！？;；\n\r"


class Action(StrEnum):
    """What a reviewer decided."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of ``corrections.csv``; a decision that changes several fields has a row for each.

    ``start``, ``end`` are the half-open span of ``quote`` in the text of ``doc``, in code points.
    """

    statement_id: str
    action: Action
    field: str
    value: str
    quote: str
    doc: str
    start: int
    end: int
    who: str
    when: str
    why: str


HEADER = tuple(field.name for field in fields(Correction))


@dataclass(frozen=True, slots=True)
class Decision:
    """What one reviewer decided on one statement at one time.

    ``changes`` are the new texts by field; ``reading`` is the fingerprint an accept or a reject is bound to,
    empty when it is bound to none. ``line`` is that of its first row in the file.
    """

    statement_id: str
    action: Action
    changes: tuple[tuple[str, str], ...]
    reading: str
    quote: str
    doc: str
    start: int
    end: int
    who: str
    when: str
    why: str
    line: int = 0

    @property
    def content(self) -> Decision:
        """What makes two decisions the same, whenever they were written down."""
        return replace(self, changes=tuple(sorted(self.changes)), when="", line=0)

    def rows(self) -> list[Correction]:
        """Rows of ``corrections.csv`` for this decision."""
        pairs = self.changes or ((READING, self.reading) if self.reading else ("", ""),)
        return [
            Correction(
                self.statement_id, self.action, name, value, self.quote, self.doc, self.start, self.end,
                self.who, self.when, self.why,
            )
            for name, value in pairs
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unapplied:
    """A decision that was not applied: stable rule id, the decision, why, and what to do about it."""

    rule: str
    decision: Decision
    message: str
    remedy: str


def read_corrections(path: Path, shown: str = "corrections.csv") -> tuple[Decision, ...]:
    """Read ``corrections.csv``; a file that does not exist holds no decision.

    Raises
    ------
    SeedDataError
        The file is not UTF-8, has another header, or a row is malformed.
    """
    try:
        # Not read_text: a quote over a line end keeps the line end of its document.
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SeedDataError(
            f"The table cannot be read ({error.strerror})", where=shown, allowed="CSV in UTF-8"
        ) from error
    except UnicodeDecodeError as error:
        raise SeedDataError(
            f"Not UTF-8 at byte {error.start}", where=shown, allowed="CSV in UTF-8"
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, Correction]] = []
    try:
        header = next(reader, [])
        if tuple(header) != HEADER:
            raise SeedDataError("Wrong header", value=",".join(header), where=shown, allowed=",".join(HEADER))
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                rows.append((line, _correction(cells, f"{shown}, line {line}")))
            line = reader.line_num + 1
    except csv.Error as error:
        raise SeedDataError(
            f"Not CSV ({error})", where=f"{shown}, line {reader.line_num}", allowed="RFC 4180"
        ) from error
    return tuple(_decisions(rows))


def _correction(cells: list[str], where: str) -> Correction:
    if len(cells) != len(HEADER):
        raise SeedDataError("Wrong number of cells", value=len(cells), where=where, allowed=str(len(HEADER)))
    row = dict(zip(HEADER, cells, strict=True))
    if row["action"] not in [action.value for action in Action]:
        raise SeedDataError("Unknown action", value=row["action"], where=where, allowed=", ".join(Action))
    for name in ("start", "end"):
        if not (row[name].isascii() and row[name].isdigit()):
            raise SeedDataError(
                f"Bad value of {name}", value=row[name], where=where, allowed="a whole number"
            )
    for name in ("statement_id", "quote", "doc", "who", "when"):
        if not row[name].strip():
            raise SeedDataError(f"Column {name} is empty", value=row[name], where=where, allowed="text")
    action = Action(row["action"])
    named = action in (Action.CORRECT, Action.ADD)
    if named != (row["field"] not in ("", READING)):
        allowed = "a field to change" if named else f"{READING} or empty"
        raise SeedDataError(f"Bad field of action {action}", value=row["field"], where=where, allowed=allowed)
    return Correction(
        row["statement_id"], action, row["field"], row["value"], row["quote"], row["doc"], int(row["start"]),
        int(row["end"]), row["who"], row["when"], row["why"],
    )  # fmt: skip


def _decisions(rows: Iterable[tuple[int, Correction]]) -> Iterator[Decision]:
    """Join neighbouring rows of one decision; a field that comes again begins another decision."""
    open_: Decision | None = None
    for line, row in rows:
        named = row.field not in ("", READING)
        new = Decision(
            row.statement_id, row.action, ((row.field, row.value),) if named else (),
            row.value if row.field == READING else "", row.quote, row.doc, row.start, row.end, row.who,
            row.when, row.why, line,
        )  # fmt: skip
        joined = open_ and replace(open_, changes=new.changes, line=line) == new and named
        if open_ and joined and row.field not in dict(open_.changes):
            open_ = replace(open_, changes=(*open_.changes, *new.changes))
            continue
        if open_:
            yield open_
        open_ = new
    if open_:
        yield open_


def write_corrections(path: Path, decisions: Iterable[Decision]) -> None:
    """Write ``corrections.csv`` whole or not at all: into a file beside it that then takes its name."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    # The csv module leaves a bare carriage return unquoted, which would end the row for its reader.
    quoting = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in (astuple(row) for decision in decisions for row in decision.rows()):
        (quoting if any("\r" in str(cell) for cell in row) else writer).writerow(row)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(stream.getvalue())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def corrections_lock(path: Path) -> Iterator[None]:
    """Keep other imports of the same project out while decisions are read, added to and written back."""
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def apply_corrections(
    extraction: Extraction, decisions: Sequence[Decision], terms: Terms
) -> tuple[Extraction, list[Unapplied]]:
    """Return the extraction with the decisions on its document applied, and those that could not be.

    Statements come out with ``review`` set, sorted as before; rejected ones stay among them.
    """
    state = {statement.id: statement for statement in extraction.statements}
    changed: set[str] = set()
    unapplied: list[Unapplied] = []
    for decision in decisions:
        if decision.doc != extraction.document.doc:
            continue
        problem = _problem(extraction, decision, state.get(decision.statement_id))
        if problem is None:
            try:
                state[decision.statement_id] = _applied(extraction, decision, state, changed, terms)
            except SeedsError as error:
                problem = Unapplied(
                    "correction-not-allowed",
                    decision,
                    str(error),
                    "Review the statement again, or remove the line.",
                )
        if problem is not None:
            unapplied.append(problem)
    ordered = sorted(state.values(), key=lambda row: (row.start, row.end, row.kind, row.id))
    return replace(extraction, statements=tuple(ordered)), unapplied


def unknown_documents(decisions: Iterable[Decision], known: Iterable[str]) -> list[Unapplied]:
    """Return the decisions on documents that the project does not have."""
    there = set(known)
    return [
        Unapplied(
            "correction-document-gone", decision, f"There is no document {decision.doc!r}.",
            "Add the document, or remove the line.",
        )
        for decision in decisions
        if decision.doc not in there
    ]  # fmt: skip


def _problem(extraction: Extraction, decision: Decision, current: Statement | None) -> Unapplied | None:
    """Why a decision does not fit what is there now; None when it does."""
    text = extraction.document.text
    again = "Review the statement again, or remove the line."
    if text[decision.start : decision.end] != decision.quote:
        at = text.find(decision.quote)
        now = f"; the words now stand at {at}" if at >= 0 else "; the document does not have these words"
        there = text[decision.start : decision.end]
        span = f"{decision.start}–{decision.end}"
        message = f"The quote {decision.quote!r} does not stand at {span}, where there is {there!r}{now}."
        return Unapplied("correction-quote-gone", decision, message, again)
    if decision.action is Action.ADD:
        return None
    if current is None or (current.start, current.end) != (decision.start, decision.end):
        message = f"No statement {decision.statement_id} is read at {decision.quote!r} any more."
        return Unapplied("correction-statement-gone", decision, message, again)
    if decision.reading and decision.reading != fingerprint(current):
        message = f"{decision.quote!r} is now read otherwise than when it was judged ({decision.action})."
        return Unapplied("correction-reading-changed", decision, message, again)
    return None


def _applied(
    extraction: Extraction, decision: Decision, state: dict[str, Statement], changed: set[str], terms: Terms
) -> Statement:
    current = state.get(decision.statement_id)
    if decision.action is Action.ADD:
        if current is not None:
            # The extractor has learnt to find it: what was added by hand is thereby accepted.
            return replace(current, review="accepted")
        return replace(added_statement(extraction, decision, terms), origin=decision.statement_id)
    assert current is not None  # noqa: S101 (told mypy: _problem has seen it)
    where = f"corrections.csv, line {decision.line}"
    if decision.action is Action.CORRECT:
        fixed = amend(current, dict(decision.changes), terms, where)
        changed.add(decision.statement_id)
        return replace(fixed, review="corrected")
    if decision.action is Action.REJECT:
        return replace(current, review="rejected")
    return replace(current, review="corrected" if decision.statement_id in changed else "accepted")


def added_statement(extraction: Extraction, decision: Decision, terms: Terms) -> Statement:
    """Return the statement that an ``add`` describes; sentence, section and page follow from where it stands.

    Raises
    ------
    SeedsError
        The quote does not stand at its offsets, or a field is missing, unknown or not allowed.
    """
    where = f"corrections.csv, line {decision.line}" if decision.line else None
    changes = dict(decision.changes)
    kind = changes.pop("kind", ROLE if "relation" in changes else QUANTITY)
    if kind not in (QUANTITY, ROLE):
        raise SeedDataError("Bad value of field kind", value=kind, where=where, allowed=f"{QUANTITY}, {ROLE}")
    document = extraction.document
    bare = Statement(
        doc=decision.doc, kind=kind, start=decision.start, end=decision.end, quote=decision.quote,
        sentence=sentence_around(document.text, decision.start, decision.end),
        measure="level" if kind == QUANTITY else None, comparator="=" if kind == QUANTITY else None,
        status="actual" if kind == QUANTITY else None,
        section=tuple(
            section.title
            for section in sorted(extraction.sections, key=lambda section: section.level)
            if section.start <= decision.start < section.end
        ),
        page=document.page(decision.start), rule=ADDED_RULE, review="accepted",
    )  # fmt: skip
    bare.verify(document.text)
    missing = [name for name in ("relation", "objects") if kind == ROLE and not changes.get(name)]
    if kind == QUANTITY and not any(changes.get(name) for name in ("value", "value_min", "value_max")):
        missing.append("value")
    if not changes.get("place_id") and not changes.get("place"):
        missing.append("place_id")
    if missing:
        allowed = (
            f"a {kind} needs a place, and {'relation and objects' if kind == ROLE else 'a value or a range'}"
        )
        raise SeedDataError(
            "An added statement lacks fields", value=", ".join(missing), where=where, allowed=allowed
        )
    filled = {name: text for name, text in changes.items() if text or name not in fields_of(kind)}
    return replace(amend(bare, filled, terms, where), origin="")


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the words between the full stops, semicolons or line ends around a span."""
    low = max((text.rfind(mark, 0, start) for mark in _SENTENCE_ENDS), default=-1) + 1
    ends = [at for mark in _SENTENCE_ENDS if (at := text.find(mark, end)) >= 0]
    return text[low : min(ends, default=len(text)) + 1].strip()
