"""Features: pages of items and single items (Features Part 1, clauses 7.15 and 7.16; Part 2)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.call import Operation, Reply, to_json
from api.items_query import items_parameters, read_selection, single_item_parameters
from api.media import Format
from api.selection import select

if TYPE_CHECKING:
    from api.call import Call

ITEM_FORMATS: tuple[Format, ...] = (Format.GEOJSON,)


def _page_links(call: Call, offset: int, limit: int, matched: int) -> list[dict[str, Any]]:
    links = call.self_links(call.text("items"))
    if offset + limit < matched:
        href = call.here(offset=offset + limit)
        links.append(call.link("next", href, call.format.media_type, call.text("next_page")))
    if offset > 0:
        href = call.here(offset=max(offset - limit, 0) or None)
        links.append(call.link("prev", href, call.format.media_type, call.text("previous_page")))
    links.append(
        call.link(
            "collection",
            call.url("collections", call.ids["collectionId"]),
            Format.JSON.media_type,
            call.text("collection"),
        )
    )
    return links


def items(call: Call) -> Reply:
    """Return one page of features."""
    rendered = call.service.collection(call.ids["collectionId"])
    positions = select(rendered, read_selection(call, rendered))
    offset, limit = call.values["offset"], call.values["limit"]
    page = positions[offset : offset + limit]
    names = call.values["properties"]
    with_geometry = not call.values["skipGeometry"]
    if names is None and with_geometry:
        bodies = rendered.bodies(call.values["crs"])
        rows = [bodies[position] for position in page]
    else:
        rows = [
            rendered.body(position, call.values["crs"], names, with_geometry=with_geometry)
            for position in page
        ]
    head = to_json(
        {
            "type": "FeatureCollection",
            "timeStamp": call.service.timestamp,
            "numberMatched": len(positions),
            "numberReturned": len(rows),
            "links": _page_links(call, offset, limit, len(positions)),
        }
    )
    body = head[:-1] + b',"features":[\n' + b",\n".join(rows) + b"\n]}\n"
    return Reply(body, call.format.content_type, headers={"Content-Crs": f"<{call.values['crs']}>"})


def item(call: Call) -> Reply:
    """Return one feature."""
    rendered = call.service.collection(call.ids["collectionId"])
    feature = rendered.collection.feature(call.ids["featureId"])
    position = rendered.collection.index[feature.id]
    links = call.self_links(str(feature.properties.get("name_zh") or feature.id))
    links.append(
        call.link(
            "collection",
            call.url("collections", rendered.collection.id),
            Format.JSON.media_type,
            call.pick(rendered.collection.title_zh, rendered.collection.title_en),
        )
    )
    body = rendered.body(position, call.values["crs"], call.values["properties"], with_geometry=True)
    return Reply(
        body[:-1] + b',"links":' + to_json(links) + b"}\n",
        call.format.content_type,
        HTTPStatus.OK,
        {"Content-Crs": f"<{call.values['crs']}>"},
    )


OPERATIONS = (
    Operation(
        "/collections/{collectionId}/items",
        "getFeatures",
        "Features of a collection",
        "Data",
        items,
        formats=ITEM_FORMATS,
        parameters=items_parameters,
        schema="featureCollectionGeoJSON",
    ),
    Operation(
        "/collections/{collectionId}/items/{featureId}",
        "getFeature",
        "One feature",
        "Data",
        item,
        formats=ITEM_FORMATS,
        parameters=single_item_parameters,
        schema="featureGeoJSON",
    ),
)
