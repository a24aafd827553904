"""Score statements against gold: the rules by which tests and benchmark say that a statement is right.

quantity
    A prediction matches a gold line when the spans overlap and the value (or both ends of a range) is equal:
    *detection*. *Strict* asks for the right unit, measure, status and place besides.
role
    A prediction matches when place and relation are equal, the spans overlap, and one object holds another.
optional lines
    Gold with ``certain`` false costs no recall, and what matches it costs no precision.

Each line is matched at most once: certain gold first, then the best overlap. Places are equal when they are names of one
place: of the gazetteer, of an alias file, or 天河 beside 天河区.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Row = Mapping[str, Any]
_UNITS = {"名": "人", "位": "人"}
_NEAR = ({"~", ">"}, {">", ">="})  # 50余 and 超50: two readers differ
_HALF_WIDTH = str.maketrans("（）", "()")


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of a matching: lines that must be found, lines found that count, and those of them that are right."""

    gold: int
    predicted: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the predictions that are right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that is found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of a set of documents.

    ``right`` holds the share of each field among the detected, certain quantities; ``missed`` and ``extra`` the
    certain quantities and roles of the gold that were not found, and the quantities that no gold line has.
    """

    detection: Score
    strict: Score
    roles: Score
    right: Mapping[str, float]
    not_in_text: int
    quantities: int
    missed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


class Places:
    """Which names stand for one place."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._first: dict[str, str] = {}
        for group in groups:
            for name in group:
                self._first.setdefault(name, group[0])

    def same(self, one: str | None, other: str | None) -> bool:
        """Return whether two names (None: no place) stand for one place."""
        return self._canonical(one) == self._canonical(other)

    def _canonical(self, name: str | None) -> str | None:
        if name is None:
            return None
        name = re.sub(r"[“”\"'‘’\s]", "", name).translate(_HALF_WIDTH)
        if name in self._first:
            return self._first[name]
        if re.fullmatch(r"[\u4e00-\u9fff]{2,3}[区市]", name):
            return self._first.get(name[:-1], name[:-1])
        return name


def read_places(gazetteer: Iterable[Any], *files: Path) -> Places:
    """Return the names of ``gazetteer`` (rows with ``name_zh`` and ``aliases``) and of tab-separated files as one table."""
    groups: list[Sequence[str]] = []
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        groups += [[name for name in line.split("\t") if name] for line in lines if line.strip()]
    groups += [(place.name_zh, *place.aliases) for place in gazetteer]
    return Places(groups)


def read_rows(file: Path) -> list[dict[str, Any]]:
    """Return the lines of a JSON Lines file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def score(predicted: Sequence[Row], gold: Sequence[Row], texts: Mapping[str, str], places: Places) -> Report:
    """Return the report on ``predicted``, of which only the documents that have gold count.

    ``texts`` holds the text of each document: every quote is looked up in it.
    """
    docs = {row["doc"] for row in gold}
    predicted = [row for row in predicted if row["doc"] in docs]
    wrong = sum(texts[row["doc"]][row["start"] : row["end"]] != row["quote"] for row in predicted)
    mine, theirs = _of_kind(predicted, "quantity"), _of_kind(gold, "quantity")
    found = match(mine, theirs, same_value)

    def exact(p: Row, g: Row) -> bool:
        fields = ("measure", "status")
        return (
            same_value(p, g)
            and _unit(p) == _unit(g)
            and all(p.get(name) == g.get(name) for name in fields)
            and places.same(p.get("place"), g.get("place"))
        )

    my_roles, their_roles = _of_kind(predicted, "role"), _of_kind(gold, "role")

    def fits(p: Row, g: Row) -> bool:
        return (
            p.get("relation") == g.get("relation")
            and places.same(p.get("place"), g.get("place"))
            and _objects_meet(p, g)
        )

    role_pairs = match(my_roles, their_roles, fits)
    missed = [*_left(theirs, {j for _, j in found}), *_left(their_roles, {j for _, j in role_pairs})]
    pairs = [(mine[i], theirs[j]) for i, j in found if theirs[j].get("certain", True)]
    return Report(
        detection=_count(mine, theirs, found),
        strict=_count(mine, theirs, match(mine, theirs, exact)),
        roles=_count(my_roles, their_roles, role_pairs),
        right=_fields(pairs, places),
        not_in_text=wrong,
        quantities=len(mine),
        missed=tuple(missed),
        extra=tuple(_left(mine, {i for i, _ in found})),
    )


def match(
    predicted: Sequence[Row], gold: Sequence[Row], fits: Callable[[Row, Row], bool]
) -> list[tuple[int, int]]:
    """Return pairs of indices (prediction, gold), each used once: certain gold first, then the best overlap."""
    of_doc: dict[str, list[int]] = {}
    for j, g in enumerate(gold):
        of_doc.setdefault(g["doc"], []).append(j)
    candidates = []
    for i, p in enumerate(predicted):
        for j in of_doc.get(p["doc"], ()):
            g = gold[j]
            common = min(p["end"], g["end"]) - max(p["start"], g["start"])
            if common > 0 and fits(p, g):
                longer = max(p["end"] - p["start"], g["end"] - g["start"])
                candidates.append((not g.get("certain", True), -common / longer, i, j))
    used_predictions: set[int] = set()
    used_gold: set[int] = set()
    out = []
    for _, _, i, j in sorted(candidates):
        if i not in used_predictions and j not in used_gold:
            used_predictions.add(i)
            used_gold.add(j)
            out.append((i, j))
    return out


def same_value(p: Row, g: Row) -> bool:
    """Return whether two quantities have one value, or one range, to six digits."""
    for name in ("value", "value_min", "value_max"):
        a, b = p.get(name), g.get(name)
        if (a is None) != (b is None):
            return False
        if a is not None and b is not None and abs(a - b) > 1e-6 * max(abs(a), abs(b), 1e-12):
            return False
    return True


def months(period: str | None) -> tuple[str, str] | None:
    """Return first and last month (``2020-01``) of a period in any spelling, None for none."""
    if not period:
        return None
    ends = []
    for end in re.split(r"\.\.|/", period):
        found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-\d{2})?|Q([1-4]))?", end.strip())
        if found is None:
            return "?", period
        year, month, quarter = found.groups()
        first, last = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (1, 12)
        if month:
            first = last = int(month)
        ends.append((f"{year}-{first:02d}", f"{year}-{last:02d}"))
    return ends[0][0], ends[-1][1]


def _of_kind(rows: Sequence[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["kind"] == kind]


def _left(rows: Sequence[Row], used: set[int]) -> list[str]:
    return [
        f"{row['kind']} {row['doc']}[{row['start']}] {row['quote']}"
        for at, row in enumerate(rows)
        if at not in used and row.get("certain", True)
    ]


def _unit(row: Row) -> str | None:
    unit = row.get("unit")
    return _UNITS.get(unit, unit) if unit else None


def _objects_meet(p: Row, g: Row) -> bool:
    ours, theirs = (
        [re.sub(r"[\s“”、,，。;；]", "", item) for item in row.get("objects") or ()] for row in (p, g)
    )
    return any(a and b and (a in b or b in a) for a in ours for b in theirs)


def _count(predicted: Sequence[Row], gold: Sequence[Row], matched: Sequence[tuple[int, int]]) -> Score:
    optional = sum(1 for _, j in matched if not gold[j].get("certain", True))
    certain = sum(1 for g in gold if g.get("certain", True))
    return Score(gold=certain, predicted=len(predicted) - optional, right=len(matched) - optional)


def _fields(pairs: Sequence[tuple[Row, Row]], places: Places) -> dict[str, float]:
    def share(right: Callable[[Row, Row], bool], among: Sequence[tuple[Row, Row]] = pairs) -> float:
        return sum(right(p, g) for p, g in among) / len(among) if among else 0.0

    def near(p: Row, g: Row) -> bool:
        signs = {p.get("comparator"), g.get("comparator")}
        return len(signs) == 1 or signs in _NEAR

    dated = [(p, g) for p, g in pairs if g.get("period")]
    return {
        "unit": share(lambda p, g: _unit(p) == _unit(g)),
        "measure": share(lambda p, g: p.get("measure") == g.get("measure")),
        "status": share(lambda p, g: p.get("status") == g.get("status")),
        "comparator": share(near),
        "place": share(lambda p, g: places.same(p.get("place"), g.get("place"))),
        "period": share(lambda p, g: months(p.get("period")) == months(g.get("period")), dated),
    }
