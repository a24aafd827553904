"""OGC API – Tiles: vector tilesets of the atlas and of each collection, in WebMercatorQuad, and TileJSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.call import Operation, Reply
from api.html import show
from api.media import Format
from api.problems import ResourceNotFoundError
from api.tiles import (
    MAX_LEVEL,
    WEB_MERCATOR_QUAD,
    WEB_MERCATOR_QUAD_URI,
    TileAddress,
    encode_tile,
    matrix_limits,
    tile_matrix_set,
)
from geo.crs import CRS84, EPSG3857
from layers.schema import ColumnType

if TYPE_CHECKING:
    from api.call import Call
    from layers.store import Collection

TILESETS_REL = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
_SCHEME_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_DIMENSION = {
    "Point": 0,
    "MultiPoint": 0,
    "LineString": 1,
    "MultiLineString": 1,
    "Polygon": 2,
    "MultiPolygon": 2,
}
_JSON_TYPES = {ColumnType.INTEGER: "integer", ColumnType.NUMBER: "number", ColumnType.BOOLEAN: "boolean"}


def tile_matrix_sets(call: Call) -> Reply:
    """Return the tile matrix sets: one."""
    own = call.url("tileMatrixSets", WEB_MERCATOR_QUAD)
    row = {
        "id": WEB_MERCATOR_QUAD,
        "title": tile_matrix_set()["title"],
        "uri": WEB_MERCATOR_QUAD_URI,
        # The standard's text calls the link self, its executable tests item.
        "links": [call.link(rel, own, Format.JSON.media_type, WEB_MERCATOR_QUAD) for rel in ("self", "item")],
    }
    document = {"title": call.text("tile_matrix_sets"), "tileMatrixSets": [row], "links": call.self_links()}
    return show(call, "list", document, entries=[WEB_MERCATOR_QUAD])


def one_tile_matrix_set(call: Call) -> Reply:
    """Return the definition of WebMercatorQuad."""
    _check_scheme(call)
    return call.json(tile_matrix_set())


def _check_scheme(call: Call) -> None:
    scheme = call.ids["tileMatrixSetId"]
    if scheme != WEB_MERCATOR_QUAD:
        raise ResourceNotFoundError("No such tile matrix set", value=scheme, allowed=WEB_MERCATOR_QUAD)


def _owned(call: Call) -> tuple[tuple[str, ...], list[Collection], str]:
    """Return (path, collections, title) of the tileset: one collection's, or the whole atlas's."""
    if "collectionId" in call.ids:
        collection = call.service.collection(call.ids["collectionId"]).collection
        return (
            ("collections", collection.id, "tiles"),
            [collection],
            call.pick(collection.title_zh, collection.title_en),
        )
    project = call.service.project
    chosen = [row.collection for row in call.service.rendered.values() if row.collection.bbox is not None]
    return ("tiles",), chosen, call.pick(project.get("title_zh", ""), project.get("title_en", ""))


def _templates(call: Call, path: tuple[str, ...]) -> str:
    return f"{call.url(*path, WEB_MERCATOR_QUAD)}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}?f=mvt"


def _heading(call: Call, path: tuple[str, ...], title: str) -> dict[str, Any]:
    own = call.url(*path, WEB_MERCATOR_QUAD)
    return {
        "title": title,
        "dataType": "vector",
        "crs": EPSG3857,
        "tileMatrixSetId": WEB_MERCATOR_QUAD,
        "tileMatrixSetURI": WEB_MERCATOR_QUAD_URI,
        "links": [
            call.link("self", own, Format.JSON.media_type, title),
            call.link(_SCHEME_REL, call.url("tileMatrixSets", WEB_MERCATOR_QUAD), Format.JSON.media_type),
            call.link("item", _templates(call, path), Format.MVT.media_type, title, templated=True),
        ],
    }


def tilesets(call: Call) -> Reply:
    """Return the list of tilesets: one."""
    path, collections, title = _owned(call)
    row = _heading(call, path, title)
    extent = _extent(collections)
    if extent is not None:
        row["tileMatrixSetLimits"] = matrix_limits(extent)
    document = {"title": title, "tilesets": [row], "links": call.self_links(title)}
    return show(call, "list", document, entries=[_templates(call, path)])


def _layer(call: Call, collection: Collection) -> dict[str, Any]:
    properties = {
        column.name: {
            "type": _JSON_TYPES.get(column.type, "string"),
            "title": call.pick(column.title_zh, column.title_en),
        }
        for column in collection.columns
        if column.type not in {ColumnType.OBJECT, ColumnType.OBJECTS}
    }
    row: dict[str, Any] = {
        "id": collection.id,
        "title": call.pick(collection.title_zh, collection.title_en),
        "dataType": "vector",
        "propertiesSchema": {"type": "object", "properties": properties},
    }
    if collection.geometry_type in _DIMENSION:
        row["geometryDimension"] = _DIMENSION[collection.geometry_type]
    return row


def _extent(collections: list[Collection]) -> tuple[float, float, float, float] | None:
    boxes = [collection.bbox for collection in collections if collection.bbox is not None]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def tileset(call: Call) -> Reply:
    """Return the metadata of one tileset, or its TileJSON."""
    _check_scheme(call)
    path, collections, title = _owned(call)
    extent = _extent(collections)
    if call.format is Format.TILEJSON:
        return _tilejson(call, path, collections, title, extent)
    document = _heading(call, path, title) | {
        "layers": [_layer(call, collection) for collection in collections]
    }
    if extent is not None:
        west, south, east, north = extent
        document["boundingBox"] = {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84}
        document["tileMatrixSetLimits"] = matrix_limits(extent)
    document["links"] += [link for link in call.self_links(title) if link["rel"] == "alternate"]
    return call.json(document)


def _tilejson(
    call: Call,
    path: tuple[str, ...],
    collections: list[Collection],
    title: str,
    extent: tuple[float, float, float, float] | None,
) -> Reply:
    address = f"{call.url(*path, WEB_MERCATOR_QUAD)}/{{z}}/{{y}}/{{x}}?f=mvt"
    layers = [
        {
            "id": row["id"],
            "description": row["title"],
            "fields": {name: one["title"] for name, one in row["propertiesSchema"]["properties"].items()},
        }
        for row in (_layer(call, collection) for collection in collections)
    ]
    document: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": title,
        "scheme": "xyz",
        "tiles": [address],
        "minzoom": 0,
        "maxzoom": MAX_LEVEL,
        "attribution": call.text("attribution"),
        "vector_layers": layers,
    }
    if extent is not None:
        document["bounds"] = list(extent)
    return call.json(document)


def tile(call: Call) -> Reply:
    """Return one tile; 204 when nothing is in it."""
    _check_scheme(call)
    _, collections, _ = _owned(call)
    address = TileAddress.parse(call.ids["tileMatrix"], call.ids["tileRow"], call.ids["tileCol"])
    body = encode_tile([call.service.tile_source(collection.id) for collection in collections], address)
    return Reply(body, Format.MVT.content_type, HTTPStatus.OK if body else HTTPStatus.NO_CONTENT)


def _operations(prefix: str, name: str, what: str) -> tuple[Operation, ...]:
    base = f"{prefix}/tiles"
    one = f"{base}/{{tileMatrixSetId}}"
    return (
        Operation(base, f"get{name}TileSetsList", f"Vector tilesets of {what}", "Tiles", tilesets),
        Operation(
            one, f"get{name}TileSet", f"One tileset of {what}", "Tiles", tileset,
            formats=(Format.JSON, Format.TILEJSON),
        ),
        Operation(
            f"{one}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", f"get{name}Tile", f"One tile of {what}", "Tiles",
            tile,
            formats=(Format.MVT,), is_heavy=True, statuses={"204": "Nothing is in this tile."},
        ),
    )  # fmt: skip


OPERATIONS = (
    Operation("/tileMatrixSets", "getTileMatrixSetsList", "Tile matrix sets", "Tiles", tile_matrix_sets),
    Operation(
        "/tileMatrixSets/{tileMatrixSetId}",
        "getTileMatrixSet",
        "One tile matrix set",
        "Tiles",
        one_tile_matrix_set,
        formats=(Format.JSON,),
    ),
    *_operations("", "", "the atlas"),
    *_operations("/collections/{collectionId}", "Collection", "a collection"),
)
