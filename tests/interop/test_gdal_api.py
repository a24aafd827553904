"""GDAL's OAPIF driver on every collection: counts, values, boxes, attribute filters."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

pytestmark = pytest.mark.interop


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def geojson(server, *options):
    return json.loads(run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", f"OAPIF:{server}/", *options))[
        "features"
    ]


def test_ogrinfo_lists_every_collection_with_its_count(api_server, real_atlas):
    listed = run("ogrinfo", "-ro", f"OAPIF:{api_server}/")
    for name, collection in real_atlas.collections.items():
        assert re.search(rf"^\d+: {name}\b", listed, re.MULTILINE), name
        told = run("ogrinfo", "-ro", "-al", "-so", f"OAPIF:{api_server}/", name)
        assert f"Feature Count: {len(collection.features)}\n" in told, name


def test_ogr2ogr_copies_every_feature_with_its_chinese_values(api_server, real_atlas):
    for name, collection in real_atlas.collections.items():
        rows = {row["properties"]["id"]: row for row in geojson(api_server, name)}
        assert set(rows) == {feature.id for feature in collection.features}, name
        for feature in collection.features:
            for key in ("name_zh", "title", "quote"):
                if key in feature.properties:
                    assert rows[feature.id]["properties"][key] == feature.properties[key]


def test_small_pages_are_followed_to_the_end(api_server, real_atlas):
    rows = geojson(api_server, "statements", "-oo", "PAGE_SIZE=50")
    assert len(rows) == len(real_atlas.collections["statements"].features)


def test_spat_and_where_select(api_server, real_atlas):
    west, south, east, north = real_atlas.collections["sub_zones"].features[0].geometry.bounds
    box = [str(number) for number in (west, south, east, north)]
    near = geojson(api_server, "sites", "-spat", *box)
    expected = [
        feature.id
        for feature in real_atlas.collections["sites"].features
        if west <= feature.geometry.x <= east and south <= feature.geometry.y <= north
    ]
    assert sorted(row["properties"]["id"] for row in near) == expected
    kind = real_atlas.collections["sites"].features[0].properties["kind"]
    rows = geojson(api_server, "sites", "-where", f"kind = '{kind}'")
    assert {row["properties"]["kind"] for row in rows} == {kind}


def test_a_page_in_cgcs2000_gauss_kruger_has_northings_first(api_server):
    """GDAL reads the axis order Part 2 demands; a swap would put Haizhu elsewhere."""
    uri = "http://www.opengis.net/def/crs/EPSG/0/4547"
    told = run("curl", "-s", f"{api_server}/collections/sub_zones/items?limit=1&crs={uri}")
    ring = json.loads(told)["features"][0]["geometry"]["coordinates"][0]
    northing, easting = ring[0] if isinstance(ring[0][0], float) else ring[0][0]
    assert 2_500_000 < northing < 2_600_000
    assert 400_000 < easting < 500_000
