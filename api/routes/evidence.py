"""Beyond OGC: places, statements, documents and where a point lies, each value with its quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.call import Operation, Reply
from api.html import PAGE_POLICY, fragment, show
from api.media import Format
from api.parameter import OFFSET, Parameter, finite_number, limit_parameter, one_of, text_up_to
from api.problems import GoneError, MovedError, ResourceNotFoundError
from geo.geojson import geometry_mapping
from layers.locate import DATUMS, DEFAULT_ACCURACY_M, to_wgs84
from maps.evidence import document_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.call import Call
    from api.service import Service

_CONTEXT_CHARACTERS = 120
_MAX_ACCURACY_M = 100_000.0
_DECIMALS = 7
_ID_LENGTH = 200
_FIELDS = ("place_id", "doc", "kind", "relation", "indicator_id", "period", "status", "review")
_CHOICES = {
    "kind": ("quantity", "role"),
    "relation": ("positioned_as", "focus_industry", "hosts", "part_of", "task"),
    "status": ("actual", "target", "policy"),
    "review": ("machine", "accepted", "corrected", "rejected"),
}

# Of a statement, in the order of its page.
_SHOWN_FIELDS = (
    "place_id", "place", "kind", "relation", "objects", "industry_ids", "subject", "measure", "value",
    "value_min", "value_max", "unit", "comparator", "period", "status", "indicator_id", "doc", "section",
    "page", "start", "end", "sentence", "rule", "review", "conflicts_with", "id",
)  # fmt: skip


# --- places ---


def place(call: Call) -> Reply:
    """Return one place: names, geometry, and everything that is stated about it or holds of it."""
    place_id = call.ids["placeId"]
    service = call.service
    feature = service.places.get(place_id)
    if feature is None:
        _raise_for_missing(service, place_id)
    assert feature is not None  # noqa: S101 (told mypy: the line above raises)
    atlas = service.atlas
    collections = [
        name
        for name, collection in atlas.collections.items()
        if name != "places" and feature.properties.get("collection") == name and place_id in collection.index
    ]
    links = call.self_links(call.place_name(place_id))
    links += [
        call.link("item", call.url("collections", name, "items", place_id), Format.GEOJSON.media_type, name)
        for name in (*collections, "places")
    ]
    document: dict[str, Any] = {
        "title": call.place_name(place_id),
        **{key: value for key, value in feature.properties.items() if key not in {"roles", "indicators"}},
        "geometry": geometry_mapping(feature.geometry, _DECIMALS) if feature.geometry is not None else None,
        "statements": [row for row in atlas.statements if row.get("place_id") == place_id],
        "agreements": [row for row in atlas.agreements if row["place_id"] == place_id],
        "conflicts": [row for row in atlas.conflicts if place_id in row["place_ids"]],
        "coverage": [row for row in atlas.coverage if row["place_id"] == place_id],
        "links": links,
    }
    crumbs = [
        (call.text("collections"), call.url("collections")),
        (call.text("place"), call.url("collections", "places")),
    ]
    return show(call, "place", document, crumbs, has_geometry=feature.geometry is not None)


def _raise_for_missing(service: Service, place_id: str) -> None:
    """Raise what a place id that is not served deserves: moved, gone or never known.

    The project's settings may have a table ``redirects``: id of a merged place = id of its successor, or
    an empty
    text for one that was withdrawn.
    """
    redirects: Mapping[str, str] = service.project.get("redirects") or {}
    if place_id in redirects:
        successor = redirects[place_id]
        if successor:
            raise MovedError("The place was merged into another", location=f"/places/{successor}")
        raise GoneError("The place was withdrawn", value=place_id)
    raise ResourceNotFoundError("No such place", value=place_id, allowed="ids of /collections/places/items")


# --- statements ---


def _statement_parameters(service: Service, _: Mapping[str, str]) -> tuple[Parameter, ...]:
    fields = []
    for name in _FIELDS:
        choices = _CHOICES.get(name)
        schema: dict[str, Any] = {"type": "string"}
        schema |= {"enum": list(choices)} if choices else {"minLength": 1, "maxLength": _ID_LENGTH}
        parse = one_of(name, choices) if choices else text_up_to(name, _ID_LENGTH)
        fields.append(
            Parameter(name, f"Only statements whose `{name}` is this.", schema, parse, shared=False)
        )
    text = Parameter(
        "q",
        "Only statements whose sentence, place or subject holds this text.",
        {"type": "string", "minLength": 1, "maxLength": _ID_LENGTH},
        text_up_to("q", _ID_LENGTH),
        shared=False,
    )
    return (
        limit_parameter(service.settings.default_limit, service.settings.max_limit),
        OFFSET,
        *fields,
        text,
    )


def statements(call: Call) -> Reply:
    """Return statements with their quotes."""
    wanted = {name: call.values[name] for name in _FIELDS if call.values[name] is not None}
    rows = [
        row
        for row in call.service.atlas.statements
        if all(row.get(name) == value for name, value in wanted.items()) and _holds(row, call.values["q"])
    ]
    offset, limit = call.values["offset"], call.values["limit"]
    shown = rows[offset : offset + limit]
    title = call.text("statements")
    links = call.self_links(title)
    if offset + limit < len(rows):
        href = call.here(offset=offset + limit)
        links.append(call.link("next", href, call.format.media_type, call.text("next_page")))
    if offset > 0:
        href = call.here(offset=max(offset - limit, 0) or None)
        links.append(call.link("prev", href, call.format.media_type, call.text("previous_page")))
    document = {
        "title": title,
        "numberMatched": len(rows),
        "numberReturned": len(shown),
        "statements": shown,
        "links": links,
    }
    keys = ("id", "place_id", "quote", "subject", "period")
    return show(call, "rows", document, rows=shown, keys=keys, path="statements")


def _holds(row: Mapping[str, Any], text: str | None) -> bool:
    if text is None:
        return True
    folded = text.casefold()
    parts = (row.get("quote"), row.get("sentence"), row.get("place"), row.get("subject"))
    return any(folded in part.casefold() for part in parts if part)


def statement(call: Call) -> Reply:
    """Return one statement with the text around its quote."""
    statement_id = call.ids["statementId"]
    row = call.service.atlas.statements_by_id.get(statement_id)
    if row is None:
        raise ResourceNotFoundError("No such statement", value=statement_id, allowed="ids of /statements")
    text = call.service.atlas.texts.get(row["doc"], "")
    title = f"{call.text('statement')} {statement_id}"
    links = call.self_links(title)
    links.append(
        call.link(
            "about", f"{call.url('documents', row['doc'], f='html')}#{statement_id}", Format.HTML.media_type
        )
    )
    if row.get("place_id"):
        links.append(call.link("related", call.url("places", row["place_id"]), Format.JSON.media_type))
    document = {
        "title": title,
        **row,
        "before": text[max(row["start"] - _CONTEXT_CHARACTERS, 0) : row["start"]],
        "after": text[row["end"] : row["end"] + _CONTEXT_CHARACTERS],
        "links": links,
    }
    crumbs = [(call.text("statements"), call.url("statements"))]
    return show(call, "statement", document, crumbs, fields=_SHOWN_FIELDS)


# --- documents ---


def documents(call: Call) -> Reply:
    """Return the documents without their sections."""
    rows = [
        {key: value for key, value in row.items() if key != "sections"}
        | {
            "links": [
                call.link("self", call.url("documents", row["id"]), Format.JSON.media_type, row["title"])
            ]
        }
        for row in call.service.atlas.documents.values()
    ]
    title = call.text("documents")
    document = {
        "title": title,
        "numberMatched": len(rows),
        "documents": rows,
        "links": call.self_links(title),
    }
    keys = ("id", "title", "issuer", "date", "statements")
    return show(call, "rows", document, rows=rows, keys=keys, path="documents")


def document(call: Call) -> Reply:
    """Return one document: metadata and statements, highlighted text, or the exact text offsets count in."""
    doc_id = call.ids["documentId"]
    atlas = call.service.atlas
    if doc_id not in atlas.documents:
        raise ResourceNotFoundError("No such document", value=doc_id, allowed=", ".join(atlas.documents))
    if call.format is Format.TEXT:
        return Reply(atlas.texts[doc_id].encode(), Format.TEXT.content_type)
    if call.format is Format.HTML:
        html = document_page(
            atlas,
            doc_id,
            call.lang,
            call.base,
            style_url=call.url("documents.css"),
            bar=fragment(call, "bar", [(call.text("documents"), call.url("documents"))]),
            frame=fragment(call, "map"),
        )
        return Reply(
            html.encode(), Format.HTML.content_type, headers={"content-security-policy": PAGE_POLICY}
        )
    rows = [row for row in atlas.statements if row["doc"] == doc_id]
    metadata = {**atlas.documents[doc_id], "statement_count": atlas.documents[doc_id].get("statements")}
    return call.json({**metadata, "statements": rows, "links": call.self_links(call.document_title(doc_id))})


# --- where ---

_WHERE = (
    Parameter(
        "lon", "Longitude in degrees.", {"type": "number", "minimum": -180, "maximum": 180},
        finite_number("lon", -180, 180), required=True, shared=False,
    ),
    Parameter(
        "lat", "Latitude in degrees.", {"type": "number", "minimum": -90, "maximum": 90},
        finite_number("lat", -90, 90), required=True, shared=False,
    ),
    Parameter(
        "accuracy_m", "Radius that holds the true position with 95 %, metres.",
        {"type": "number", "minimum": 0, "maximum": _MAX_ACCURACY_M, "default": DEFAULT_ACCURACY_M},
        finite_number("accuracy_m", 0, _MAX_ACCURACY_M), DEFAULT_ACCURACY_M, shared=False,
    ),
    Parameter(
        "datum", "Datum of the position; gcj02 and bd09 are what Chinese web maps give.",
        {"type": "string", "enum": list(DATUMS), "default": DATUMS[0]},
        one_of("datum", DATUMS), DATUMS[0], shared=False,
    ),
)  # fmt: skip


def where(call: Call) -> Reply:
    """Return the places a point lies in, with probability, certainty and what the documents say of them."""
    lon, lat = to_wgs84(call.values["lon"], call.values["lat"], call.values["datum"])
    memberships = []
    for row in call.service.locator.locate(lon, lat, call.values["accuracy_m"]):
        found = call.service.collection(row.collection).collection.feature(row.place_id).properties
        memberships.append(
            {
                "place_id": row.place_id,
                "collection": row.collection,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
                "probability": row.probability,
                "certainty": row.certainty.value,
                "positioning": found.get("positioning"),
                "roles": found.get("roles", []),
                "links": [call.link("item", call.url("places", row.place_id), Format.JSON.media_type)],
            }
        )
    title = call.text("where_title")
    answer = {
        "title": title,
        "lon": round(float(lon), _DECIMALS),
        "lat": round(float(lat), _DECIMALS),
        "accuracy_m": call.values["accuracy_m"],
        "memberships": memberships,
        "links": call.self_links(title),
    }
    return show(call, "where", answer)


OPERATIONS = (
    Operation(
        "/places/{placeId}",
        "getPlace",
        "Everything about one place",
        "Evidence",
        place,
        statuses={
            "301": "The place was merged into another: Location is its successor.",
            "410": "The place was withdrawn.",
        },
    ),
    Operation(
        "/statements", "getStatements", "Statements", "Evidence", statements, parameters=_statement_parameters
    ),
    Operation(
        "/statements/{statementId}", "getStatement", "One statement in its context", "Evidence", statement
    ),
    Operation("/documents", "getDocuments", "Source documents", "Evidence", documents),
    Operation(
        "/documents/{documentId}",
        "getDocument",
        "One document: statements, highlighted text, exact text",
        "Evidence",
        document,
        formats=(Format.JSON, Format.HTML, Format.TEXT),
    ),
    Operation("/where", "getWhere", "Places a point lies in", "Evidence", where, parameters=_WHERE),
)
