"""Features: pages of items and single items (Features Part 1, clauses 7.15 and 7.16; Part 2)."""

from __future__ import annotations

import threading
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.call import Operation, Reply, to_json
from api.html import page
from api.items_query import items_parameters, read_selection, single_item_parameters
from api.jsonfg import feature_bytes, root_members
from api.media import EXPORTS, Format
from api.problems import InvalidParameterError
from api.selection import select
from geo.crs import CRS84, GCJ02
from layers.export import write_bytes
from layers.schema import ColumnType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from api.call import Call
    from api.rendering import RenderedCollection
    from api.service import Service
    from layers.store import Feature

# GDAL's settings are of the process: one export at a time.
_EXPORT_LOCK = threading.Lock()
_EXTENSIONS = {Format.SHP: "shp.zip"}
# What a table of features shows first; a column that a collection does not have is passed over.
_TABLE_COLUMNS = (
    "name_en", "kind", "parent", "positioning", "focus_industries", "area_km2", "statement_count", "quote",
    "place",
    "period", "value", "unit", "follows", "basis", "accuracy_m", "issuer", "date", "statements", "source",
)  # fmt: skip
_TABLE_WIDTH = 7


def item_formats(service: Service, ids: Mapping[str, str]) -> tuple[Format, ...]:
    """Return the formats of a collection's features: GPX is for points alone, Shapefile needs a geometry."""
    rendered = service.collection(ids["collectionId"])
    kind = rendered.collection.geometry_type
    unfit = set() if kind == "Point" and rendered.is_all_placed else {Format.GPX}
    if kind in {"None", ""}:
        unfit.add(Format.SHP)
    return (Format.GEOJSON, Format.HTML, Format.JSONFG, *(fmt for fmt in EXPORTS if fmt not in unfit))


def _export(call: Call, rendered: RenderedCollection, positions: Iterable[int], name: str) -> Reply:
    """Return features as a file of another format; it is WGS84, and says so by refusing any other ``crs``."""
    if call.values["crs"] != CRS84:
        raise InvalidParameterError(
            f"Files of format {call.format.key} are in CRS84",
            value=call.values["crs"],
            where="parameter crs",
            allowed=CRS84,
        )
    chosen = tuple(rendered.features[position] for position in positions)
    columns = rendered.collection.columns
    if call.values["properties"] is not None:
        columns = tuple(rendered.columns[key] for key in call.values["properties"])
    if call.values.get("skipGeometry"):
        chosen = tuple(replace(feature, geometry=None) for feature in chosen)
    part = replace(
        rendered.collection,
        features=chosen,
        columns=columns,
        index={feature.id: position for position, feature in enumerate(chosen)},
    )
    with _EXPORT_LOCK:
        body = write_bytes(part, call.format.key, call.lang, bom=call.values["bom"])
    file_name = f"{name}.{_EXTENSIONS.get(call.format, call.format.key)}"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"', "Content-Crs": f"<{CRS84}>"}
    return Reply(body, call.format.content_type, headers=headers)


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


def _warning(call: Call) -> dict[str, Any]:
    """Return the members that mark shifted positions in the document itself: a saved file has no headers."""
    if call.values["crs"] != GCJ02:
        return {}
    return {"coordRefSys": GCJ02, "warning": call.text("gcj02_warning")}


def items(call: Call) -> Reply:
    """Return one page of features."""
    rendered = call.service.collection(call.ids["collectionId"])
    positions = select(rendered, read_selection(call, rendered))
    offset, limit = call.values["offset"], call.values["limit"]
    shown = positions[offset : offset + limit]
    if call.format is Format.HTML:
        return _items_page(call, rendered, shown, len(positions))
    if call.format in EXPORTS:
        return _export(call, rendered, shown, rendered.collection.id)
    names = call.values["properties"]
    with_geometry = not call.values["skipGeometry"]
    more = _warning(call)
    if call.format is Format.JSONFG:
        more |= root_members(rendered, call.values["crs"])
        rows = [
            feature_bytes(
                rendered,
                position,
                call.values["crs"],
                names,
                call.values["profile"],
                with_geometry=with_geometry,
            )
            for position in shown
        ]
    elif names is None and with_geometry:
        bodies = rendered.bodies(call.values["crs"])
        rows = [bodies[position] for position in shown]
    else:
        rows = [
            rendered.body(position, call.values["crs"], names, with_geometry=with_geometry)
            for position in shown
        ]
    head = to_json(
        {
            "type": "FeatureCollection",
            "timeStamp": call.service.timestamp,
            "numberMatched": len(positions),
            "numberReturned": len(rows),
            **more,
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
    if call.format is Format.HTML:
        return _item_page(call, rendered, feature)
    if call.format in EXPORTS:
        return _export(call, rendered, [position], feature.id)
    crs, names = call.values["crs"], call.values["properties"]
    if call.format is Format.JSONFG:
        body = feature_bytes(rendered, position, crs, names, call.values["profile"], with_geometry=True)
        # The type stands in the feature already.
        root = {key: value for key, value in root_members(rendered, crs).items() if key != "featureType"}
        body = body[:-1] + b"," + to_json(root)[1:]
    else:
        body = rendered.body(position, crs, names, with_geometry=True)
    return Reply(
        body[:-1] + b"," + to_json(_warning(call) | {"links": links})[1:] + b"\n",
        call.format.content_type,
        HTTPStatus.OK,
        {"Content-Crs": f"<{call.values['crs']}>"},
    )


def _items_page(
    call: Call, rendered: RenderedCollection, page_positions: Sequence[int], matched: int
) -> Reply:
    collection = rendered.collection
    chosen = call.values["properties"] or _TABLE_COLUMNS
    columns = [rendered.columns[name] for name in chosen if name in rendered.columns]
    title = call.pick(collection.title_zh, collection.title_en)
    return page(
        call,
        "items",
        f"{title}: {call.text('items')}",
        _crumbs(call, title),
        collection_id=collection.id,
        columns=columns[:_TABLE_WIDTH] if call.values["properties"] is None else columns,
        features=[rendered.features[position] for position in page_positions],
        matched=matched,
        links=_page_links(call, call.values["offset"], call.values["limit"], matched),
    )


def _item_page(call: Call, rendered: RenderedCollection, feature: Feature) -> Reply:
    collection = rendered.collection
    title = call.pick(collection.title_zh, collection.title_en)
    own = feature.properties
    name = call.pick(
        str(own.get("name_zh") or own.get("title") or feature.id),
        str(own.get("name_en") or own.get("title_en") or feature.id),
    )
    crumbs = [*_crumbs(call, title), (call.text("items"), call.url("collections", collection.id, "items"))]
    return page(
        call,
        "item",
        name,
        crumbs,
        feature=feature,
        columns=[column for column in collection.columns if column.type is not ColumnType.OBJECTS],
    )


def _crumbs(call: Call, title: str) -> list[tuple[str, str]]:
    return [
        (call.text("collections"), call.url("collections")),
        (title, call.url("collections", call.ids["collectionId"])),
    ]


OPERATIONS = (
    Operation(
        "/collections/{collectionId}/items",
        "getFeatures",
        "Features of a collection",
        "Data",
        items,
        formats=item_formats,
        parameters=items_parameters,
        schema="featureCollectionGeoJSON",
    ),
    Operation(
        "/collections/{collectionId}/items/{featureId}",
        "getFeature",
        "One feature",
        "Data",
        item,
        formats=item_formats,
        parameters=single_item_parameters,
        schema="featureGeoJSON",
    ),
)
