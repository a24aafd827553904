"""The join of places with what the documents say about them. Pure: rows in, properties out.

Roles become flat columns (positioning, focus industries, hosts, tasks) and keep their evidence in ``roles``;
quantities become ``indicators``. Rejected statements count nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seeds.gazetteer import Place

Row = dict[str, Any]

_POSITIONED, _FOCUS, _HOSTS, _TASK = "positioned_as", "focus_industry", "hosts", "task"
_TOWARD = "role.positioned_as.toward"
_JOINER = "；"
_ROLE_KEYS = (
    "relation", "objects", "place", "statement_id", "quote", "doc", "start", "end", "section", "industry_ids",
)  # fmt: skip
_INDICATOR_KEYS = (
    "indicator_id", "subject", "measure", "value", "value_min", "value_max", "unit", "comparator", "period",
    "status", "direction", "statement_id", "quote", "doc", "start", "end", "section", "conflicts_with",
)  # fmt: skip


def sort_statements(rows: Iterable[Row]) -> list[Row]:
    """Return statements in the order in which they are published: document, span, kind, id."""
    return sorted(rows, key=lambda row: (row["doc"], row["start"], row["end"], row["kind"], row["id"]))


def by_place(statements: Iterable[Row]) -> dict[str, list[Row]]:
    """Group statements by place id in their order; rejected ones and those without a place are left out."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in statements:
        if row["place_id"] and row["review"] != "rejected":
            groups[row["place_id"]].append(row)
    return dict(groups)


def counted_quantities(statements: Iterable[Row]) -> Iterator[Row]:
    """Yield the quantities of a known place and indicator that no reviewer rejected, in their order."""
    for row in statements:
        if (
            row["kind"] == "quantity"
            and row["review"] != "rejected"
            and row["place_id"]
            and row["indicator_id"]
        ):
            yield row


def place_properties(place: Place, statements: Iterable[Row]) -> dict[str, Any]:
    """Return the properties every place feature has, flat ones first, then nested evidence.

    Parameters
    ----------
    place
        The gazetteer's entry.
    statements
        Its statements in published order (``by_place``).
    """
    rows = list(statements)
    roles = [row for row in rows if row["kind"] == "role"]
    quantities = [row for row in rows if row["kind"] == "quantity"]
    # 带动P向X迈进 says where a place is going, not what it is planned to be.
    positions = _objects([row for row in roles if row.get("rule") != _TOWARD], _POSITIONED)
    return {
        "place_id": place.place_id,
        "name_zh": place.name_zh,
        "name_en": place.name_en,
        "kind": place.kind,
        "parent": place.parent or None,
        "aliases": list(place.aliases),
        "in_district": place.in_district,
        "positioning": _JOINER.join(positions) or None,
        "focus_industries": _objects(roles, _FOCUS),
        "industry_ids": _unique(
            industry for row in roles if row["relation"] == _FOCUS for industry in row["industry_ids"]
        ),
        "hosts": _objects(roles, _HOSTS),
        "tasks": _objects(roles, _TASK),
        "statement_count": len(rows),
        "statement_ids": [row["id"] for row in rows],
        "documents": _unique(row["doc"] for row in rows),
        "roles": [_evidence(row, _ROLE_KEYS) for row in roles],
        "indicators": [_evidence(row, _INDICATOR_KEYS) for row in quantities],
    }


def document_rows(
    sources: Iterable[Mapping[str, Any]],
    sections: Mapping[str, list[Row]],
    statements: Iterable[Row],
) -> list[Row]:
    """Return the rows of ``documents.json``, sorted by id.

    Parameters
    ----------
    sources
        One mapping a document with the columns of ``seeds/sources.csv``.
    sections
        Heading tree of each document, by document id.
    statements
        All statements.
    """
    counts: dict[str, int] = defaultdict(int)
    places: dict[str, set[str]] = defaultdict(set)
    for row in statements:
        if row["review"] == "rejected":
            continue
        counts[row["doc"]] += 1
        if row["place_id"]:
            places[row["doc"]].add(row["place_id"])
    keys = ("id", "title", "title_published", "title_en", "issuer", "kind", "date", "sha256")
    return [
        {
            **{key: source.get(key) or None for key in keys},
            "statements": counts[source["id"]],
            "sections": sections.get(source["id"], []),
            "places": sorted(places[source["id"]]),
        }
        for source in sorted(sources, key=lambda source: str(source["id"]))
    ]


def _objects(roles: Iterable[Row], relation: str) -> list[str]:
    return _unique(item for row in roles if row["relation"] == relation for item in row["objects"])


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))


def _evidence(row: Row, keys: tuple[str, ...]) -> Row:
    named = {**row, "statement_id": row["id"]}
    return {key: named.get(key) for key in keys}
