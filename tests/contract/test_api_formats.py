"""Every format of the items, opened again by another program: same features, same ids, Chinese intact. JSON-FG 1.0 core."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings

ITEMS = "/collections/sites/items"
IDS = ["park-d", "park-e", "park-f"]
FILES = {"gpkg": "gpkg", "fgb": "fgb", "shp": "shp.zip", "kml": "kml", "gpx": "gpx"}


@pytest.mark.parametrize("key", ["gpkg", "fgb", "shp", "kml"])
def test_gdal_reopens_the_file_with_the_same_features(client, tmp_path, key):
    reply = client.get(f"{ITEMS}?f={key}")
    assert reply.status_code == 200, reply.text
    assert f'filename="sites.{FILES[key]}"' in reply.headers["content-disposition"]
    path = tmp_path / f"sites.{FILES[key]}"
    path.write_bytes(reply.content)
    frame = pyogrio.read_dataframe(path)
    assert len(frame) == len(IDS)
    values = {str(value) for column in frame.columns for value in frame[column]}
    assert set(IDS) <= values
    assert "丁园" in values
    assert frame.geometry.x.min() == pytest.approx(113.31)


def test_parquet_reopens_with_geopandas(client, tmp_path):
    path = tmp_path / "sites.parquet"
    path.write_bytes(client.get(f"{ITEMS}?f=parquet").content)
    frame = gpd.read_parquet(path)
    assert sorted(frame["place_id"]) == IDS


def test_gpx_is_for_points_only(client):
    root = ET.fromstring(client.get(f"{ITEMS}?f=gpx").content)
    assert len(root.findall("{http://www.topografix.com/GPX/1/1}wpt")) == len(IDS)
    assert client.get("/collections/zones/items?f=gpx").status_code == 400
    assert (
        client.get("/collections/zones/items", headers={"accept": "application/gpx+xml"}).status_code == 406
    )


def test_gpx_is_not_offered_for_points_some_of_which_have_no_position(atlas):
    statements = atlas.collections["statements"]
    features = (replace(statements.features[0], geometry=None), *statements.features[1:])
    some = replace(
        atlas, collections=atlas.collections | {"statements": replace(statements, features=features)}
    )
    client = TestClient(create_app(Settings(), some))
    collection = client.get("/collections/statements").json()
    types = {link["type"] for link in collection["links"] if link["rel"] == "items"}
    assert "application/gpx+xml" not in types
    assert client.get("/collections/statements/items?f=gpx").status_code == 400
    for link in collection["links"]:
        assert client.get(link["href"], headers={"accept": link["type"]}).status_code == 200, link


def test_csv_is_safe_for_spreadsheets_and_has_a_bom_on_request(client):
    plain = client.get(f"{ITEMS}?f=csv")
    assert plain.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(plain.content.decode("utf-8"))))
    assert [row["place_id"] for row in rows] == IDS
    assert rows[2]["note"] == "'=1+1"
    assert client.get(f"{ITEMS}?f=csv&bom=true").content == b"\xef\xbb\xbf" + plain.content


def test_tables_come_as_csv(client):
    for name in ("agreements", "conflicts", "coverage"):
        body = client.get(f"/{name}?f=csv").content.decode()
        count = client.get(f"/{name}").json()["numberMatched"]
        assert len(list(csv.DictReader(io.StringIO(body)))) == count


def test_files_hold_the_selection_and_the_chosen_columns(client):
    reply = client.get(f"{ITEMS}?f=csv&kind=park&properties=place_id,name_zh")
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert [row["name_zh"] for row in rows] == ["丁园"]
    assert "accuracy_m" not in rows[0]


def test_files_are_wgs84_and_refuse_another_crs(client):
    reply = client.get(f"{ITEMS}?f=gpkg&crs=http://www.opengis.net/def/crs/EPSG/0/4547")
    assert (reply.status_code, reply.json()["parameter"]) == (400, "crs")


def test_formats_by_accept(client):
    for accept, key in (
        ("application/geopackage+sqlite3", "gpkg"),
        ("text/csv", "csv"),
        ("application/vnd.ogc.fg+json", "jsonfg"),
    ):
        reply = client.get(ITEMS, headers={"accept": accept})
        assert reply.content == client.get(f"{ITEMS}?f={key}").content or key == "jsonfg"
        assert reply.headers["content-type"].split(";")[0] == accept
    assert client.get(f"{ITEMS}?f=json").headers["content-type"] == "application/geo+json"


def test_the_same_request_gives_the_same_bytes(atlas):

    one, other = (TestClient(create_app(Settings(), atlas)) for _ in range(2))
    for key in ("geojson", "jsonfg", "csv", "gpkg", "fgb", "parquet", "kml", "gpx", "shp"):
        assert one.get(f"{ITEMS}?f={key}").content == other.get(f"{ITEMS}?f={key}").content, key


def test_jsonfg_has_time_type_and_place(client):
    """http://www.opengis.net/spec/json-fg-1/1.0/conf/core."""
    page = client.get("/collections/statements/items?f=jsonfg").json()
    assert page["conformsTo"] == ["http://www.opengis.net/spec/json-fg-1/1.0/conf/core"]
    assert page["coordRefSys"] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    by_id = {row["id"]: row for row in page["features"]}
    assert by_id["s-000000000002"]["time"] == {"interval": ["2025-01-01", "2025-12-31"]}
    assert by_id["s-000000000001"]["time"] is None
    assert by_id["s-000000000001"]["place"] is None
    assert by_id["s-000000000001"]["geometry"]["type"] == "Point"
    assert client.get("/collections/documents/items?f=jsonfg").json()["features"][0]["time"] == {
        "date": "2021-05-06"
    }


@pytest.mark.parametrize("path", ["/collections/zones/items", "/collections/zones/items/zone-a"])
def test_jsonfg_puts_other_crs_into_place(client, path):
    crs = "http://www.opengis.net/def/crs/EPSG/0/4547"
    document = client.get(path, params={"f": "jsonfg", "crs": crs}).json()
    assert document["coordRefSys"] == crs
    feature = document["features"][0] if "features" in document else document
    assert feature["featureType"] == "zones"
    assert feature["geometry"] is None
    northing, easting = feature["place"]["coordinates"][0][0]
    assert 2_500_000 < northing < 2_600_000
    assert 400_000 < easting < 500_000
    plus = client.get(path, params={"f": "jsonfg", "crs": crs, "profile": "jsonfg-plus"}).json()
    feature = plus["features"][0] if "features" in plus else plus
    assert feature["geometry"]["coordinates"][0][0][0] == pytest.approx(113.3, abs=0.1)
    assert json.dumps(feature["place"])
