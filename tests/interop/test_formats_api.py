"""Every format of every collection, fetched over HTTP and reopened with GDAL: same features, same ids, Chinese intact."""

from __future__ import annotations

import json
import urllib.request

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

pytestmark = pytest.mark.interop

SUFFIX = {"shp": "shp.zip"}
# How many characters a Shapefile keeps of a text; long quotes are cut there and whole everywhere else.
SHAPEFILE_BYTES = 254


def offered(server, name):
    """(key, address) of every format a collection says it comes in."""
    with urllib.request.urlopen(f"{server}/collections/{name}?f=json") as reply:
        links = json.load(reply)["links"]
    return [(row["href"].rsplit("f=", 1)[-1], row["href"]) for row in links if row["rel"] == "items"]


def reopened(path, key, *, has_geometry):
    """A frame of the file, read by GDAL; Parquet by GeoPandas, since the wheels' GDAL has no driver for it."""
    if key == "parquet":
        # A collection without any geometry is plain Parquet.
        return gpd.read_parquet(path) if has_geometry else pd.read_parquet(path)
    # A Shapefile holds one type of geometry: mixed collections come as one for each, in one archive.
    layers = ["waypoints"] if key == "gpx" else [name for name, _ in pyogrio.list_layers(path)]
    return pd.concat([pyogrio.read_dataframe(path, layer=layer) for layer in layers], ignore_index=True)


def test_every_format_of_every_collection_is_reopened(api_server, real_atlas, tmp_path):
    seen = set()
    for name, collection in real_atlas.collections.items():
        ids = {feature.id for feature in collection.features}
        key_of_name = next(
            (
                key
                for key in ("name_zh", "title", "quote", "follows")
                if key in collection.features[0].properties
            ),
            None,
        )
        words = {
            str(feature.properties[key_of_name])
            for feature in collection.features
            if key_of_name and feature.properties[key_of_name]
        }
        for key, address in offered(api_server, name):
            if key == "html":
                continue
            seen.add(key)
            path = tmp_path / f"{name}.{SUFFIX.get(key, key if key not in {'geojson', 'jsonfg'} else 'json')}"
            urllib.request.urlretrieve(address, path)
            frame = reopened(path, key, has_geometry=collection.bbox is not None)
            assert len(frame) == len(ids), (name, key)
            columns = [set(frame[column].astype(str)) for column in frame.columns if column != "geometry"]
            assert any(ids <= values for values in columns), (name, key, list(frame.columns))
            if words:
                kept = {
                    word for word in words if key != "shp" or len(word.encode("gb18030")) < SHAPEFILE_BYTES
                }
                assert any(kept <= values for values in columns), (name, key)
    assert seen == {"geojson", "jsonfg", "csv", "fgb", "parquet", "gpkg", "kml", "gpx", "shp"}
