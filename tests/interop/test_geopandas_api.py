"""GeoPandas reads every collection straight from its address."""

from __future__ import annotations

import json
import urllib.request

import geopandas as gpd
import pytest

pytestmark = pytest.mark.interop


def test_read_file_reads_every_collection(api_server, real_atlas):
    for name, collection in real_atlas.collections.items():
        frame = gpd.read_file(f"{api_server}/collections/{name}/items?f=geojson")
        assert len(frame) == len(collection.features), name
        if collection.bbox is not None:
            assert frame.crs.to_epsg() == 4326
            assert frame.total_bounds == pytest.approx(collection.bbox, abs=1e-9)


def test_from_features_of_a_filtered_page(api_server):
    with urllib.request.urlopen(f"{api_server}/collections/sites/items?in_district=true&limit=5") as reply:
        frame = gpd.GeoDataFrame.from_features(json.load(reply), crs="OGC:CRS84")
    assert len(frame) == 5
    assert frame["in_district"].all()
