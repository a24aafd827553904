"""OGC API – Tiles 1.0: core, tileset, tilesets-list, dataset-tilesets, geodata-tilesets, mvt; TMS 2.0 json-tilematrixset;
Styles: core, mapbox-styles, sld-11."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import mapbox_vector_tile
import pytest

from api.tiles import HALF_WORLD_M, TileAddress, matrix_limits, tile_matrix_set

# The tile of level 11 that the shared border of the two zones runs through.
Z, Y, X = 11, 889, 1668


def tile(client, path="/tiles"):
    return client.get(f"{path}/WebMercatorQuad/{Z}/{Y}/{X}")


def test_the_grid_is_web_mercator_quad(client):
    listed = client.get("/tileMatrixSets").json()["tileMatrixSets"]
    assert [row["id"] for row in listed] == ["WebMercatorQuad"]
    grid = client.get(listed[0]["links"][0]["href"]).json()
    assert grid == tile_matrix_set()
    zero, twelve = grid["tileMatrices"][0], grid["tileMatrices"][12]
    # OGC 17-083r4, table D.1.
    assert zero["scaleDenominator"] == pytest.approx(559082264.028717, rel=1e-9)
    assert zero["cellSize"] == pytest.approx(156543.033928041, rel=1e-9)
    assert twelve["matrixWidth"] == twelve["matrixHeight"] == 4096


def test_tile_bounds_cover_the_world_without_gaps():
    assert TileAddress(0, 0, 0).bounds == (-HALF_WORLD_M, -HALF_WORLD_M, HALF_WORLD_M, HALF_WORLD_M)
    north_west, south_east = TileAddress(1, 0, 0).bounds, TileAddress(1, 1, 1).bounds
    assert north_west[2] == south_east[0] == 0
    assert north_west[1] == south_east[3] == 0


def test_limits_hold_the_tiles_of_the_box(client):
    limits = {row["tileMatrix"]: row for row in matrix_limits((113.30, 23.05, 113.38, 23.10))}
    assert limits["0"] == {
        "tileMatrix": "0",
        "minTileRow": 0,
        "maxTileRow": 0,
        "minTileCol": 0,
        "maxTileCol": 0,
    }
    row = limits[str(Z)]
    assert row["minTileRow"] <= Y <= row["maxTileRow"]
    assert row["minTileCol"] <= X <= row["maxTileCol"]


def test_tilesets_of_atlas_and_collection_lead_to_tiles(client):
    for path in ("/tiles", "/collections/zones/tiles"):
        row = client.get(path).json()["tilesets"][0]
        assert row["dataType"] == "vector"
        own = next(link["href"] for link in row["links"] if link["rel"] == "self")
        tileset = client.get(own).json()
        assert tileset["tileMatrixSetId"] == "WebMercatorQuad"
        template = next(link for link in tileset["links"] if link["rel"] == "item")
        assert template["templated"] is True
        address = template["href"].format(tileMatrix=Z, tileRow=Y, tileCol=X)
        reply = client.get(address)
        assert reply.headers["content-type"] == "application/vnd.mapbox-vector-tile"


def test_a_tile_holds_the_features_with_their_chinese_values(client):
    layers = mapbox_vector_tile.decode(tile(client).content)
    assert {"zones", "sub_zones"} <= set(layers)
    names = {row["properties"]["id"]: row["properties"]["name_zh"] for row in layers["zones"]["features"]}
    assert names["zone-a"] == "甲区"
    alone = mapbox_vector_tile.decode(tile(client, "/collections/sites/tiles").content)
    assert set(alone) == {"sites"}
    park = next(row for row in alone["sites"]["features"] if row["properties"]["id"] == "park-d")
    assert park["properties"]["focus_industries"] == "大数据|云计算"


def test_every_level_has_a_tile_that_decodes(client, atlas):
    """Where features are smaller than the grid they stay, one unit wide, with the dimension they have."""
    dimensions = {
        "Polygon": "Polygon",
        "MultiPolygon": "Polygon",
        "Point": "Point",
        "LineString": "LineString",
    }
    for name in ("zones", "sub_zones", "sites", "edges"):
        ids = {feature.id for feature in atlas.collections[name].features}
        kind = dimensions[atlas.collections[name].geometry_type]
        tileset = client.get(f"/collections/{name}/tiles").json()["tilesets"][0]
        assert len(tileset["tileMatrixSetLimits"]) == 19
        for row in tileset["tileMatrixSetLimits"][:13]:
            found = set()
            for y in range(row["minTileRow"], row["maxTileRow"] + 1):
                for x in range(row["minTileCol"], row["maxTileCol"] + 1):
                    reply = client.get(
                        f"/collections/{name}/tiles/WebMercatorQuad/{row['tileMatrix']}/{y}/{x}"
                    )
                    assert reply.status_code in {200, 204}, reply.text
                    for layer in mapbox_vector_tile.decode(reply.content).values():
                        found |= {feature["properties"]["id"] for feature in layer["features"]}
                        types = {
                            feature["geometry"]["type"].removeprefix("Multi") for feature in layer["features"]
                        }
                        assert types == {kind}
            assert found == ids, (name, row["tileMatrix"])


def test_the_list_of_grids_leads_to_each(client):
    row = client.get("/tileMatrixSets").json()["tileMatrixSets"][0]
    assert {link["rel"] for link in row["links"]} == {"self", "item"}


def test_neighbours_share_their_border_in_the_tile(client):
    layers = mapbox_vector_tile.decode(tile(client, "/collections/zones/tiles").content)
    rings = {
        row["properties"]["id"]: {tuple(p) for p in row["geometry"]["coordinates"][0]}
        for row in layers["zones"]["features"]
    }
    assert len(rings) == 2
    east, west = max(x for x, _ in rings["zone-a"]), min(x for x, _ in rings["zone-b"])
    assert east == west


def test_an_empty_tile_is_204_and_one_outside_the_grid_404(client):
    assert client.get("/tiles/WebMercatorQuad/12/0/0").status_code == 204
    for address in ("19/0/0", "1/2/0", "1/0/2", "-1/0/0", "a/0/0", "1/0/99999999999999"):
        assert client.get(f"/tiles/WebMercatorQuad/{address}").status_code == 404, address
    assert client.get("/tiles/Other/1/0/0").status_code == 404
    assert client.get("/collections/nope/tiles").status_code == 404


def test_tilejson_names_layers_fields_and_bounds(client):
    reply = client.get("/tiles/WebMercatorQuad?f=tilejson")
    document = reply.json()
    assert document["tilejson"] == "3.0.0"
    address = document["tiles"][0].format(z=Z, y=Y, x=X)
    assert client.get(address).status_code == 200
    assert "zones" in {layer["id"] for layer in document["vector_layers"]}
    assert document["bounds"][0] == pytest.approx(113.29)


def test_styles_in_every_format(client, atlas):
    listed = client.get("/styles").json()
    assert listed["default"] == "atlas"
    seen = set()
    for row in listed["styles"]:
        for link in row["links"]:
            reply = client.get(link["href"])
            assert reply.status_code == 200, link
            assert reply.headers["content-type"].split(";")[0] == link["type"]
            if "json" in link["type"]:
                document = json.loads(reply.text)
                assert document["version"] == 8
                sources = [
                    source["data"] for source in document["sources"].values() if source["type"] == "geojson"
                ]
                assert all(client.get(address).status_code == 200 for address in sources)
            else:
                ET.fromstring(reply.content)
            seen.add(link["type"])
    assert len(seen) == 3
    assert {row["id"] for row in listed["styles"]} <= {"atlas", *atlas.collections}
    assert client.get("/styles/nope").status_code == 404
    assert client.get("/styles/atlas?f=sld").status_code == 404


def test_the_catalogue_gives_each_document_the_extent_of_its_places(client):
    described = client.get("/collections/catalogue").json()
    assert described["itemType"] == "record"
    record = client.get("/collections/catalogue/items").json()["features"][0]
    assert record["id"] == "900_test"
    ring = record["geometry"]["coordinates"][0]
    assert (min(x for x, _ in ring), max(x for x, _ in ring)) == (113.30, 113.38)
    assert record["properties"]["keywords"] == ["丁园", "甲区", "乙区"]
    found = client.get(
        "/collections/catalogue/items", params={"keywords": "丁园", "bbox": "113,23,114,24"}
    ).json()
    assert found["numberMatched"] == 1
    assert client.get("/collections/catalogue/items?datetime=2022-01-01").json()["numberMatched"] == 0
