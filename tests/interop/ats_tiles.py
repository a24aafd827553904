"""OGC API – Tiles Part 1 (20-057), annex A: core, tileset, tilesets-list, dataset and geodata tilesets, mvt."""

from __future__ import annotations

import re

import mapbox_vector_tile
from ats_session import JSON, abstract_test, link_of

TILES = "OGC API – Tiles Part 1"
MVT = "application/vnd.mapbox-vector-tile"
REL = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
QUAD = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
CONF = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
VARIABLES = ("tileMatrix", "tileRow", "tileCol")


def tiles(name, **options):
    return abstract_test(TILES, f"/conf/{name}", **options)


def tilesets(session, collection=None):
    """The list of tilesets of the atlas, or of a collection, from the link that leads to it."""
    links = session.landing["links"] if collection is None else collection["links"]
    return session.json(link_of(links, REL, JSON)["href"])["tilesets"]


def template(tileset):
    link = link_of(tileset["links"], "item", MVT)
    assert link["templated"] is True
    return link["href"]


def addresses(tileset, levels=(0, 10, 12, 14)):
    """(address, level) of the tiles a tileset says it has, the corners of each level."""
    limits = {row["tileMatrix"]: row for row in tileset.get("tileMatrixSetLimits", [])}
    for level in levels:
        row = limits.get(str(level))
        if row is None:
            continue
        for tile_row in {row["minTileRow"], row["maxTileRow"]}:
            for column in {row["minTileCol"], row["maxTileCol"]}:
                yield template(tileset).format(tileMatrix=level, tileRow=tile_row, tileCol=column), level


@tiles("core/conformance-success")
def core_is_declared(session):
    assert {
        f"{CONF}{name}"
        for name in ("core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "mvt")
    } <= session.classes


@tiles("core/tc-op", per_collection=True)
def tiles_answer(session, collection):
    for tileset in (*tilesets(session), *tilesets(session, collection)):
        for address, _ in addresses(tileset):
            assert session.get(address, MVT).status_code in {200, 204}, address


def _has_variable(name):
    def check(session, collection):
        for tileset in (*tilesets(session), *tilesets(session, collection)):
            assert f"{{{name}}}" in template(tileset)
        paths = [
            path for path in session.definition["paths"] if path.endswith("/{tileMatrix}/{tileRow}/{tileCol}")
        ]
        assert len(paths) == 2
        for path in paths:
            rows = [
                row
                for row in session.definition["paths"][path]["get"]["parameters"]
                if row.get("name") == name
            ]
            assert rows[0]["in"] == "path"
            assert rows[0]["required"] is True

    return check


for variable in VARIABLES:
    tiles(f"core/tc-{variable.lower()}-definition", per_collection=True)(_has_variable(variable))


@tiles("core/tc-success", per_collection=True)
def tiles_have_content(session, collection):
    """A tile with something in it is 200 and decodes; one with nothing is 204 and empty."""
    for tileset in (*tilesets(session), *tilesets(session, collection)):
        full = 0
        for address, _ in addresses(tileset):
            reply = session.get(address, MVT)
            if reply.status_code == 204:
                assert reply.content == b""
                continue
            assert reply.headers["content-type"] == MVT
            assert mapbox_vector_tile.decode(reply.content)
            full += 1
        assert full or not list(addresses(tileset)), "every tile is empty"
        assert (
            not list(addresses(tileset, (0,)))
            or session.get(next(addresses(tileset, (0,)))[0], MVT).status_code == 200
        )


@tiles("core/tc-error", per_collection=True)
def tiles_out_of_range_are_404(session, collection):
    for tileset in (*tilesets(session), *tilesets(session, collection)):
        for level, row, column in (
            (0, 1, 0),
            (0, 0, 1),
            (99, 0, 0),
            (1, 2**31 - 1, 2**31 - 1),
            ("a", 0, 0),
            (1, -1, 0),
        ):
            address = template(tileset).format(tileMatrix=level, tileRow=row, tileCol=column)
            assert session.get(address, MVT).status_code in {400, 404}, address


@tiles("tileset/description", per_collection=True)
def tilesets_are_described(session, collection):
    for row in (*tilesets(session), *tilesets(session, collection)):
        tileset = session.json(link_of(row["links"], "self", JSON)["href"])
        assert tileset["dataType"] == "vector"
        assert tileset["crs"].endswith("/3857")
        assert tileset["tileMatrixSetURI"] == QUAD
        assert session.json(link_of(tileset["links"], SCHEME)["href"])["uri"] == QUAD
        assert tileset["layers"]
        for limits in tileset.get("tileMatrixSetLimits", []):
            size = 2 ** int(limits["tileMatrix"])
            assert 0 <= limits["minTileRow"] <= limits["maxTileRow"] < size
            assert 0 <= limits["minTileCol"] <= limits["maxTileCol"] < size


@tiles("tilesets-list/tileset-links", per_collection=True)
def lists_have_what_choosing_needs(session, collection):
    for row in (*tilesets(session), *tilesets(session, collection)):
        assert {"title", "dataType", "crs", "tileMatrixSetURI", "links"} <= set(row)
        assert link_of(row["links"], "self", JSON)
        assert link_of(row["links"], SCHEME)


@tiles("dataset-tilesets/landingpage")
def the_landing_page_leads_to_tilesets(session):
    assert link_of(session.landing["links"], REL)["href"].endswith("/tiles")


@tiles("dataset-tilesets/operation")
def the_atlas_has_tilesets(session):
    assert tilesets(session)


@tiles("geodata-tilesets/desc-links", per_collection=True)
def collections_lead_to_tilesets(session, collection):
    assert re.search(r"/collections/[^/]+/tiles$", link_of(collection["links"], REL)["href"])


@tiles("geodata-tilesets/operation", per_collection=True)
def collections_have_tilesets(session, collection):
    assert tilesets(session, collection)


@tiles("mvt/content", per_collection=True)
def tiles_hold_the_collection(session, collection):
    """Layers named by collection, features with their ids, positions inside the tile and its margin."""
    ids = {row["id"] for row in session.json(session.items(collection), "application/geo+json")["features"]}
    for tileset in tilesets(session, collection):
        for address, _ in addresses(tileset):
            reply = session.get(address, MVT)
            if reply.status_code == 204:
                continue
            layers = mapbox_vector_tile.decode(reply.content)
            assert set(layers) == {collection["id"]}
            assert layers[collection["id"]]["extent"] == 4096
            assert {row["properties"]["id"] for row in layers[collection["id"]]["features"]} <= ids
