"""The list of collections and each collection's description (Features Part 1, clauses 7.13 and 7.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.call import Operation, Reply
from api.html import show
from api.media import Format
from api.records import CATALOGUE
from api.routes.items import item_formats
from api.routes.tiles import TILESETS_REL
from geo.crs import CRS84, STANDARD_URIS

if TYPE_CHECKING:
    from api.call import Call
    from layers.store import Collection


def _extent(collection: Collection) -> dict[str, Any]:
    extent: dict[str, Any] = {}
    if collection.bbox is not None:
        extent["spatial"] = {"bbox": [list(collection.bbox)], "crs": CRS84}
    if collection.interval is not None:
        ends = [
            f"{end}T00:00:00Z" if end and len(end) == len("2000-01-01") else end
            for end in collection.interval
        ]
        extent["temporal"] = {
            "interval": [ends],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        }
    return extent


def describe(call: Call, collection: Collection) -> dict[str, Any]:
    """Return the description of one collection, with its links."""
    title = call.pick(collection.title_zh, collection.title_en)
    segments = ("collections", collection.id)
    links = [
        call.link("items", call.url(*segments, "items", f=fmt.key), fmt.media_type, f"{title} ({fmt.key})")
        for fmt in item_formats(call.service, {"collectionId": collection.id})
    ]
    links += [
        call.link(rel, call.url(*segments, name), Format.SCHEMA.media_type, call.text(name))
        for rel, name in (
            ("http://www.opengis.net/def/rel/ogc/1.0/queryables", "queryables"),
            ("http://www.opengis.net/def/rel/ogc/1.0/sortables", "sortables"),
            ("http://www.opengis.net/def/rel/ogc/1.0/schema", "schema"),
        )
    ]
    links.append(
        call.link(TILESETS_REL, call.url(*segments, "tiles"), Format.JSON.media_type, call.text("tiles"))
    )
    document: dict[str, Any] = {
        "id": collection.id,
        "title": title,
        "description": call.pick(collection.description_zh, collection.description_en),
        "itemType": "record" if collection.id == CATALOGUE else "feature",
        "crs": list(STANDARD_URIS),
        "storageCrs": CRS84,
        "links": links,
    }
    extent = _extent(collection)
    if extent:
        document["extent"] = extent
    return document


def collections(call: Call) -> Reply:
    """Return all collections."""
    rows = []
    for rendered in call.service.rendered.values():
        row = describe(call, rendered.collection)
        row["links"].insert(
            0,
            call.link(
                "self", call.url("collections", rendered.collection.id), Format.JSON.media_type, row["title"]
            ),
        )
        rows.append(row)
    title = call.text("collections")
    document = {
        "title": title,
        "links": call.self_links(title),
        "crs": list(STANDARD_URIS),
        "collections": rows,
    }
    return show(call, "collections", document)


def collection(call: Call) -> Reply:
    """Return one collection."""
    found = call.service.collection(call.ids["collectionId"]).collection
    document = describe(call, found)
    document["links"] = call.self_links(document["title"]) + document["links"]
    return show(
        call,
        "collection",
        document,
        [(call.text("collections"), call.url("collections"))],
        columns=found.columns,
        count=len(found.features),
    )


OPERATIONS = (
    Operation(
        "/collections",
        "getCollections",
        "All collections",
        "Collections",
        collections,
        schema="collections",
    ),
    Operation(
        "/collections/{collectionId}",
        "describeCollection",
        "One collection",
        "Collections",
        collection,
        schema="collection",
    ),
)
