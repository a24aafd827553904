"""From a table that a reviewer filled in to decisions: every row checked, none guessed.

A row that cannot be understood is an error with row, field, value and what is allowed; with one error
nothing of the table is taken. Rows that were taken before are recognized: a table can be imported again.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from seeds.amend import FIELDS, Terms, amend, field_text, fields_of, fingerprint, number_text
from seeds.corrections import Action, Decision, added_statement
from seeds.errors import SeedDataError, SeedsError
from seeds.mapped import fold
from seeds.quantities import find_quantities
from seeds.review_table import DECISION_COLUMNS, changed_fields, column_key, same_text
from seeds.statement import QUANTITY, ROLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seeds.pipeline import Extraction
    from seeds.review_table import TableRow
    from seeds.statement import Statement

_ACTIONS = {
    "接受": Action.ACCEPT, "采纳": Action.ACCEPT, "同意": Action.ACCEPT, "通过": Action.ACCEPT,
    "更正": Action.CORRECT, "修改": Action.CORRECT, "改正": Action.CORRECT,
    "拒绝": Action.REJECT, "驳回": Action.REJECT, "删除": Action.REJECT,
    "新增": Action.ADD, "补充": Action.ADD, "添加": Action.ADD,
} | {action.value: action for action in Action}  # fmt: skip
_ACTIONS_ALLOWED = "accept 接受, correct 更正, reject 拒绝, add 新增, or empty"
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_LONGEST = 500
_CANDIDATES_SHOWN = 5
_CANDIDATE_CONTEXT = 8


@dataclass(frozen=True, slots=True)
class Judged:
    """What a table amounts to.

    ``new`` decisions in row order; ``known``: number of rows taken before; ``errors``: rows that cannot be
    taken; ``notes``: rows that say nothing but look as if something was meant.
    """

    new: list[Decision] = field(default_factory=list)
    known: int = 0
    errors: list[SeedsError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Signed:
    """Who decided, on which day (ISO), and why."""

    who: str
    when: str
    why: str


class Judge:
    """Makes decisions of rows.

    Parameters
    ----------
    machine, reviewed
        The extracted documents before and after the decisions that stand.
    standing
        Those decisions, in file order.
    terms
        Words that fields may name.
    who, when
        Reviewer and ISO date for rows that give none; either may be empty.
    """

    def __init__(
        self,
        machine: Iterable[Extraction],
        reviewed: Iterable[Extraction],
        standing: Sequence[Decision],
        terms: Terms,
        who: str = "",
        when: str = "",
    ) -> None:
        self._terms, self._who, self._when = terms, who, when
        self._documents = {item.document.doc: item for item in reviewed}
        self._now = {row.id: row for item in self._documents.values() for row in item.statements}
        self._first = {row.id: row for item in machine for row in item.statements}
        self._standing: dict[str, list[Decision]] = defaultdict(list)
        for item in standing:
            self._standing[item.statement_id].append(item)
        self._spans: dict[tuple[str, int, int], list[Statement]] = defaultdict(list)
        for row in self._now.values():
            self._spans[row.doc, row.start, row.end].append(row)

    def judge(self, rows: Iterable[TableRow]) -> Judged:
        """Return what the rows amount to; nothing is written."""
        out = Judged()
        taken: dict[str, Decision] = {}
        known = 0
        for row in rows:
            try:
                decision = self._decision(row, out.notes)
            except SeedsError as error:
                out.errors.append(error)
                continue
            if decision is None:
                continue
            if self._is_known(decision, dated=bool(row.get("when"))):
                known += 1
                continue
            self._take(decision, taken, out, row.where)
        return replace(out, known=known)

    # --- one row --------------------------------------------------------------------------------------

    def _decision(self, row: TableRow, notes: list[str]) -> Decision | None:
        word = row.get("action").lower()
        if not word:
            self._note_silence(row, notes)
            return None
        if word not in _ACTIONS:
            raise SeedDataError(
                "Unknown action",
                value=row.get("action"),
                where=f"{row.where}, action",
                allowed=_ACTIONS_ALLOWED,
            )
        action = _ACTIONS[word]
        signed = self._signature(row, action)
        if action is Action.ADD:
            return self._addition(row, signed)
        statement = self._statement(row)
        if action is Action.CORRECT:
            return self._correction(row, statement, signed)
        edited = changed_fields(row, statement)
        if edited and not self._is_known(_decided(action, statement, signed), dated=True, any_reading=True):
            name, text = next(iter(edited.items()))
            raise SeedDataError(
                f"The row says {action}, but this field is not what is read now",
                value=text, where=f"{row.where}, {name}",
                allowed=f"{_shown(statement, name)}; or the action correct",
            )  # fmt: skip
        return _decided(action, statement, signed)

    def _signature(self, row: TableRow, action: Action) -> _Signed:
        who, why = row.get("who") or self._who, row.get("why")
        if not who:
            raise SeedDataError(
                "No reviewer", value="", where=f"{row.where}, who", allowed="a name; or --who NAME"
            )
        if not why and action is not Action.ACCEPT:
            raise SeedDataError("No reason", value="", where=f"{row.where}, why", allowed="a few words")
        for name, text in (("who", who), ("why", why)):
            if len(text) > _LONGEST or any(unicodedata.category(char) == "Cc" for char in text):
                allowed = f"one line of at most {_LONGEST} characters"
                raise SeedDataError(
                    f"Bad {name}", value=text[:80], where=f"{row.where}, {name}", allowed=allowed
                )
        return _Signed(who, self._date(row), why)

    def _date(self, row: TableRow) -> str:
        text = row.get("when")
        if not text:
            if not self._when:
                raise SeedDataError(
                    "No date", value="", where=f"{row.where}, when", allowed="a date; or --when DATE"
                )
            return self._when
        where = f"{row.where}, when"
        return iso_date(text, where)

    def _statement(self, row: TableRow) -> Statement:
        """Find the statement of a row: by id, or by its span when the id column was lost."""
        statement = self._now.get(row.get("id"))
        if statement is None and not row.get("id") and row.get("doc"):
            start, end = (_offset(row, name) for name in ("start", "end"))
            found = self._spans.get((row.get("doc"), start if start is not None else -1, end or -1), [])
            found = [item for item in found if not row.get("kind") or item.kind == row.get("kind")]
            statement = found[0] if len(found) == 1 else None
        if statement is None:
            raise SeedDataError(
                "No such statement", value=row.get("id"), where=f"{row.where}, id",
                allowed="an id of the extraction as it is now; build and export again",
            )  # fmt: skip
        if "quote" in row.cells and not same_text(row.cells["quote"], statement.quote):
            raise SeedDataError(
                "The quote is not that of the statement (was a column sorted by itself?)",
                value=row.get("quote"), where=f"{row.where}, quote", allowed=repr(statement.quote),
            )  # fmt: skip
        return statement

    def _correction(self, row: TableRow, statement: Statement, signed: _Signed) -> Decision:
        first = self._first.get(statement.id, statement)
        if row.get("field"):
            changes = {self._field(row): row.get("new_value")}
        elif row.get("new_value"):
            raise SeedDataError(
                "A new value without a field",
                value="",
                where=f"{row.where}, field",
                allowed=", ".join(FIELDS),
            )
        else:
            changes = changed_fields(row, statement)
            before = changed_fields(row, first)
            if not changes and before:
                # What the row says was taken over before: the same decision again.
                changes = before
        if not changes:
            raise SeedDataError(
                "Nothing is corrected", value="", where=f"{row.where}, field",
                allowed="a field and its new value; or a changed cell in the columns of the statement",
            )  # fmt: skip
        decision = replace(
            _decided(Action.CORRECT, statement, signed), changes=tuple(changes.items()), reading=""
        )
        if not self._is_known(decision, dated=bool(row.get("when"))):
            # Raises what the fields do not allow; the message names the first of them.
            amend(statement, changes, self._terms, f"{row.where}, {next(iter(changes))}")
        return decision

    def _field(self, row: TableRow) -> str:
        name = column_key(row.get("field")) or ""
        if name not in FIELDS:
            raise SeedDataError(
                "Unknown field",
                value=row.get("field"),
                where=f"{row.where}, field",
                allowed=", ".join(FIELDS),
            )
        return name

    def _note_silence(self, row: TableRow, notes: list[str]) -> None:
        filled = [name for name in DECISION_COLUMNS if name not in ("who", "when") and row.get(name)]
        if filled:
            raise SeedDataError(
                f"{filled[0]} is filled in, but there is no action",
                value="", where=f"{row.where}, action", allowed=_ACTIONS_ALLOWED,
            )  # fmt: skip
        statement = self._now.get(row.get("id"))
        if statement is not None and (edited := changed_fields(row, statement)):
            name, text = next(iter(edited.items()))
            notes.append(
                f"{row.where}, {name}: {text!r} is not what is read ({_shown(statement, name)}), "
                "but the row has no action; it is left alone."
            )

    # --- additions ------------------------------------------------------------------------------------

    def _addition(self, row: TableRow, signed: _Signed) -> Decision:
        doc, start, end, quote = self._find_quote(row)
        extraction = self._documents[doc]
        changes = {name: row.get(name) for name in FIELDS if row.get(name)}
        if row.get("field"):
            changes[self._field(row)] = row.get("new_value")
        kind = row.get("kind") or (ROLE if "relation" in changes else QUANTITY)
        if kind == QUANTITY:
            changes = {**_read_quantity(quote, changes), **changes}
        changes["kind"] = kind
        ordered = tuple((name, changes[name]) for name in ("kind", *FIELDS) if name in changes)
        draft = Decision(
            statement_id="-", action=Action.ADD, changes=ordered, reading="", quote=quote, doc=doc,
            start=start, end=end, who=signed.who, when=signed.when, why=signed.why,
        )  # fmt: skip
        try:
            statement = added_statement(extraction, draft, self._terms)
        except SeedDataError as error:
            raise SeedDataError(
                error.what, value=error.value, where=f"{row.where}, add", allowed=error.allowed
            ) from error
        decision = replace(draft, statement_id=statement.id)
        if statement.id in self._first and not self._is_known(decision, dated=False):
            raise SeedDataError(
                "The statement is there already", value=statement.id, where=f"{row.where}, add",
                allowed="the action accept on its own row",
            )  # fmt: skip
        return decision

    def _find_quote(self, row: TableRow) -> tuple[str, int, int, str]:
        """Find the one place where the quote stands exactly, by its offsets or by searching."""
        quote, where = row.cells.get("quote", ""), f"{row.where}, quote"
        # Spreadsheets trim and pad cells; a statement never begins or ends with a blank.
        quote = quote.strip()
        if not quote:
            raise SeedDataError(
                "An added statement needs its quote", value="", where=where, allowed="words of a document"
            )
        docs = [row.get("doc")] if row.get("doc") else list(self._documents)
        if docs[0] not in self._documents:
            allowed = ", ".join(self._documents)
            raise SeedDataError("No such document", value=docs[0], where=f"{row.where}, doc", allowed=allowed)
        start = _offset(row, "start")
        if start is not None and len(docs) == 1:
            words = self._spelled(docs[0], quote, start)
            if words:
                return docs[0], start, start + len(words), words
        found = [
            (doc, at, at + len(words), words)
            for doc in docs
            for at, words in _occurrences(self._documents[doc].document.text, quote)
        ]
        narrowed = [item for item in found if self._fits_context(row, item)] if len(found) > 1 else found
        if len(narrowed) == 1:
            return narrowed[0]
        if not found:
            allowed = "words exactly as the document has them"
            raise SeedDataError(
                "The quote does not stand in the document", value=quote, where=where, allowed=allowed
            )
        shown = "; ".join(
            f"{doc} {start}–{end} …{self._around(doc, start, end)}…"
            for doc, start, end, _ in found[:_CANDIDATES_SHOWN]
        )
        more = f"; and {len(found) - _CANDIDATES_SHOWN} more" if len(found) > _CANDIDATES_SHOWN else ""
        raise SeedDataError(
            f"The quote stands in {len(found)} places", value=quote, where=where,
            allowed=f"doc and start of one of them, or a longer quote: {shown}{more}",
        )  # fmt: skip

    def _spelled(self, doc: str, quote: str, start: int) -> str:
        """Return the words at ``start`` that are ``quote``, with the document's line ends; else nothing."""
        for at, words in _occurrences(self._documents[doc].document.text, quote):
            if at == start:
                return words
        return ""

    def _around(self, doc: str, start: int, end: int) -> str:
        text = self._documents[doc].document.text
        return " ".join(text[max(0, start - _CANDIDATE_CONTEXT) : end + _CANDIDATE_CONTEXT].split())

    def _fits_context(self, row: TableRow, found: tuple[str, int, int, str]) -> bool:
        doc, start, end, _ = found
        text = self._documents[doc].document.text
        before, after = "".join(row.get("before").split()), "".join(row.get("after").split())
        ahead = "".join(text[max(0, start - 4 * len(before) - 8) : start].split())
        behind = "".join(text[end : end + 4 * len(after) + 8].split())
        return bool(before or after) and ahead.endswith(before) and behind.startswith(after)

    # --- what was taken before -----------------------------------------------------------------------

    def _is_known(self, decision: Decision, *, dated: bool, any_reading: bool = False) -> bool:
        """Tell whether the decision stands already.

        The same decision with another date is a new one only when something else was decided in between.
        """
        standing = self._standing.get(decision.statement_id, [])
        same = [
            item
            for item in standing
            if item.content == decision.content
            or (any_reading and replace(item, reading=decision.reading).content == decision.content)
        ]
        if any(not dated or item.when == decision.when for item in same):
            return True
        return bool(same) and standing[-1] in same

    def _take(self, decision: Decision, taken: dict[str, Decision], out: Judged, where: str) -> None:
        """Add a decision; corrections of one statement by one hand, row after row, become one decision."""
        last = out.new[-1] if out.new else None
        if (
            last is not None
            and decision.action is last.action is Action.CORRECT
            and replace(last, changes=()) == replace(decision, changes=())
            and not dict(last.changes).keys() & dict(decision.changes).keys()
        ):
            joined = replace(last, changes=(*last.changes, *decision.changes))
            try:
                amend(self._now[joined.statement_id], dict(joined.changes), self._terms, where)
            except SeedsError as error:
                out.errors.append(error)
            out.new[-1] = joined
            return
        before = taken.get(decision.statement_id)
        if before is not None and before.content == decision.content:
            return
        if before is not None:
            out.errors.append(
                SeedDataError(
                    "Two decisions on one statement in one table",
                    value=decision.statement_id,
                    where=where,
                    allowed="one decision a statement",
                )
            )
            return
        out.new.append(decision)
        taken[decision.statement_id] = decision


def iso_date(text: str, where: str | None = None) -> str:
    """Return a date as YYYY-MM-DD, from ISO 8601 or as Chinese spreadsheets write it, without time of day.

    Raises
    ------
    SeedDataError
        No such date, or one that can be read in two ways (03/04/2026).
    """
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        if match:
            return dt.date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        pass
    raise SeedDataError(
        "Not a date", value=text, where=where, allowed="2026-01-31, 2026/1/31 or 2026年1月31日"
    )


def _decided(action: Action, statement: Statement, signed: _Signed) -> Decision:
    return Decision(
        statement_id=statement.id, action=action, changes=(), reading=fingerprint(statement),
        quote=statement.quote, doc=statement.doc, start=statement.start, end=statement.end, who=signed.who,
        when=signed.when, why=signed.why,
    )  # fmt: skip


def _shown(statement: Statement, name: str) -> str:
    """Return a field as messages quote it; a statement of the other kind has it empty."""
    return repr(field_text(statement, name) if name in fields_of(statement.kind) else "")


def _offset(row: TableRow, name: str) -> int | None:
    text = unicodedata.normalize("NFKC", row.get(name)).replace(",", "").removesuffix(".0")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise SeedDataError(
            f"Bad value of {name}",
            value=row.get(name),
            where=f"{row.where}, {name}",
            allowed="a whole number",
        )
    return int(text)


def _occurrences(text: str, quote: str) -> list[tuple[int, str]]:
    """Where ``quote`` stands in ``text``, overlapping places too, and the words there.

    Exact but for line ends, which spreadsheets rewrite inside a cell.
    """
    pattern = r"(?:\r\n|\r|\n)".join(re.escape(part) for part in re.split(r"\r\n|\r|\n", quote))
    return [(match.start(), match[1]) for match in re.finditer(f"(?=({pattern}))", text)]


def _read_quantity(quote: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return what the quote itself says of a quantity whose value the reviewer did not write out."""
    if any(given.get(name) for name in ("value", "value_min", "value_max")):
        return {}
    found = find_quantities(fold(quote))
    if len(found) != 1:
        return {}
    one = found[0]
    read = {"comparator": one.comparator, "unit": one.unit or ""}
    if one.value_max is None:
        read["value"] = number_text(one.value)
    else:
        read |= {"value_min": number_text(one.value), "value_max": number_text(one.value_max)}
    if one.unit == "%":
        read["measure"] = "share"
    return read
