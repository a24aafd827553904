"""OGC API – Features Part 2: conf/crs. Five CRS, each in its own axis order; bbox-crs; Content-Crs; GCJ-02 marked."""

from __future__ import annotations

import pytest
import shapely
from pyproj import Transformer

from geo.crs import CRS84, EPSG3857, EPSG4326, EPSG4490, EPSG4547, GCJ02, STANDARD_URIS

ITEM = "/collections/sites/items/park-d"
LON, LAT = 113.31, 23.06
# Positions by pyproj's own names and axis order, without our code.
EXPECTED = {
    CRS84: (LON, LAT),
    EPSG4326: (LAT, LON),
    EPSG4490: (LAT, LON),
    EPSG3857: Transformer.from_crs("EPSG:4326", "EPSG:3857").transform(LAT, LON),
    EPSG4547: Transformer.from_crs("EPSG:4490", "EPSG:4547").transform(LAT, LON),
}


def test_collections_list_the_crs_and_the_storage_crs(client):
    document = client.get("/collections").json()
    assert document["crs"] == list(STANDARD_URIS)
    for row in document["collections"]:
        assert row["crs"][0] == CRS84
        assert row["storageCrs"] == CRS84
        assert GCJ02 not in row["crs"]


@pytest.mark.parametrize("crs", list(EXPECTED))
def test_items_come_in_the_crs_with_its_axis_order(client, crs):
    for path in (ITEM, "/collections/sites/items"):
        reply = client.get(path, params={"crs": crs})
        assert reply.headers["content-crs"] == f"<{crs}>"
        feature = reply.json() if path == ITEM else reply.json()["features"][0]
        assert feature["geometry"]["coordinates"] == pytest.approx(
            EXPECTED[crs], abs=0.002 if abs(EXPECTED[crs][0]) > 200 else 1e-7
        )


def test_the_default_is_crs84_and_says_so(client):
    assert client.get(ITEM).headers["content-crs"] == f"<{CRS84}>"
    assert client.get(ITEM).content != client.get(ITEM, params={"crs": EPSG4326}).content


@pytest.mark.parametrize("crs", list(EXPECTED))
def test_a_box_in_any_crs_selects_the_same(client, crs):
    x, y = EXPECTED[crs]
    d = 500.0 if abs(x) > 200 else 0.005
    box = f"{x - d},{y - d},{x + d},{y + d}"
    page = client.get("/collections/sites/items", params={"bbox": box, "bbox-crs": crs}).json()
    assert [row["id"] for row in page["features"]] == ["park-d"]


def test_swapped_axes_select_nothing_or_are_refused(client):
    reply = client.get(
        "/collections/sites/items",
        params={"bbox": f"{LON - 1},{LAT - 1},{LON + 1},{LAT + 1}", "bbox-crs": EPSG4326},
    )
    assert reply.status_code == 400
    assert reply.json()["parameter"] == "bbox"


def test_polygons_keep_their_area_there_and_back(client):
    move = Transformer.from_crs("EPSG:4547", "OGC:CRS84", always_xy=True)
    feature = client.get("/collections/zones/items/zone-a", params={"crs": EPSG4547}).json()
    ring = [move.transform(easting, northing) for northing, easting in feature["geometry"]["coordinates"][0]]
    plain = shapely.geometry.shape(client.get("/collections/zones/items/zone-a").json()["geometry"])
    assert shapely.Polygon(ring).symmetric_difference(plain).area / plain.area < 1e-5


def test_gcj02_is_marked_and_never_the_default(client):
    reply = client.get(ITEM, params={"crs": GCJ02})
    assert reply.headers["content-crs"] == f"<{GCJ02}>"
    lon, lat = reply.json()["geometry"]["coordinates"]
    assert 0.004 < lon - LON < 0.007
    assert -0.004 < lat - LAT < -0.001


@pytest.mark.parametrize("path", [ITEM, "/collections/sites/items"])
@pytest.mark.parametrize("key", ["geojson", "jsonfg"])
def test_gcj02_is_marked_in_the_document_too_since_files_have_no_headers(client, path, key):
    marked = client.get(path, params={"crs": GCJ02, "f": key}).json()
    assert marked["coordRefSys"] == GCJ02
    assert "GCJ-02" in marked["warning"]
    for crs in (CRS84, EPSG4547):
        plain = client.get(path, params={"crs": crs, "f": key}).json()
        assert "warning" not in plain
        assert ("coordRefSys" in plain) == (key == "jsonfg")
