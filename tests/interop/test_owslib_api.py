"""OWSLib's client for OGC API – Features."""

from __future__ import annotations

import pytest
from owslib.ogcapi.features import Features

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def service(api_server):
    return Features(f"{api_server}/")


def test_the_service_introduces_itself(service, real_atlas):
    assert service.conformance()["conformsTo"]
    assert service.api()["openapi"].startswith("3.0")
    assert service.feature_collections() == list(real_atlas.collections)


def test_every_collection_is_read_whole(service, real_atlas):
    for name, collection in real_atlas.collections.items():
        page = service.collection_items(name, limit=10000)
        assert page["numberMatched"] == len(page["features"]) == len(collection.features)


def test_items_filters_and_queryables(service, real_atlas):
    feature = real_atlas.collections["sub_zones"].features[0]
    item = service.collection_item("sub_zones", feature.id)
    assert item["properties"]["name_zh"] == feature.properties["name_zh"]
    found = service.collection_items("sub_zones", filter=f"place_id = '{feature.id}'")
    assert [row["id"] for row in found["features"]] == [feature.id]
    assert "name_zh" in service.collection_queryables("sub_zones")["properties"]
    west, south, east, north = feature.geometry.bounds
    found = service.collection_items("sub_zones", bbox=[west, south, east, north])
    assert feature.id in {row["id"] for row in found["features"]}
