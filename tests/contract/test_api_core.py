"""OGC API – Features Part 1: conf/core, conf/geojson (and Common Part 1 core, landing-page, json; Part 2 collections)."""

from __future__ import annotations

import pytest


def test_landing_page_leads_to_the_definition_conformance_and_data(client):
    page = client.get("/").json()
    rels = {link["rel"] for link in page["links"]}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= rels
    assert page["title"] == "测试图集"


def test_conformance_lists_core_and_geojson(client):
    classes = client.get("/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in classes
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson" in classes
    assert len(classes) == len(set(classes))


def test_every_collection_is_listed_and_described(client, atlas):
    listed = client.get("/collections").json()["collections"]
    assert [row["id"] for row in listed] == [*atlas.collections, "catalogue"]
    for row in listed:
        single = client.get(f"/collections/{row['id']}").json()
        assert {key: value for key, value in single.items() if key != "links"} == {
            key: value for key, value in row.items() if key != "links"
        }
        assert any(link["rel"] == "items" for link in row["links"])


def test_items_are_geojson_whole_layer_by_default(client):
    reply = client.get("/collections/zones/items")
    assert reply.headers["content-type"] == "application/geo+json"
    body = reply.json()
    assert body["type"] == "FeatureCollection"
    assert (body["numberMatched"], body["numberReturned"], len(body["features"])) == (2, 2, 2)
    assert body["timeStamp"].endswith("Z")
    assert [row["id"] for row in body["features"]] == ["zone-a", "zone-b"]


def test_a_single_item_is_the_feature_of_the_list(client):
    listed = client.get("/collections/zones/items").json()["features"][0]
    single = client.get("/collections/zones/items/zone-a").json()
    assert {"self", "collection"} <= {link["rel"] for link in single["links"]}
    del single["links"]
    assert single == listed


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_joined_are_the_whole_without_repeats(client, limit):
    whole = [row["id"] for row in client.get("/collections/places/items").json()["features"]]
    address, seen, pages = f"/collections/places/items?limit={limit}", [], 0
    while address:
        page = client.get(address).json()
        assert page["numberMatched"] == len(whole)
        assert page["numberReturned"] == len(page["features"]) <= limit
        seen += [row["id"] for row in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        address, pages = (following[0] if following else None), pages + 1
    assert seen == whole
    assert pages == -(-len(whole) // limit)


def test_prev_leads_back_to_the_first_page(client):
    second = client.get("/collections/places/items?limit=3&offset=3").json()
    previous = next(link["href"] for link in second["links"] if link["rel"] == "prev")
    assert "offset" not in previous
    assert client.get(previous).json()["features"][0]["id"] == "cloud-g"


def test_a_page_past_the_end_is_empty_not_an_error(client):
    page = client.get("/collections/zones/items?offset=50").json()
    assert page["features"] == []
    assert page["numberMatched"] == 2
    assert page["numberReturned"] == 0


def test_a_limit_above_the_cap_is_lowered(client):
    assert client.get("/collections/zones/items?limit=999999").status_code == 200


def test_bbox_selects_what_intersects_and_what_has_no_geometry(client):
    def ids(query):
        return [row["id"] for row in client.get(f"/collections/places/items?{query}").json()["features"]]

    assert ids("bbox=113.355,23.06,113.36,23.07") == ["cloud-g", "zone-b"]
    assert ids("bbox=113.355,23.06,-5,113.36,23.07,100") == ["cloud-g", "zone-b"]
    assert ids("bbox=0,0,1,1") == ["cloud-g"]
    # On the shared border: both zones, and the sub-zone that ends there.
    assert ids("bbox=113.34,23.06,113.34,23.07") == ["cloud-g", "sub-a2", "zone-a", "zone-b"]


def test_a_bbox_over_the_antimeridian_wraps(client):
    page = client.get("/collections/zones/items?bbox=113.37,-10,-170,40").json()
    assert [row["id"] for row in page["features"]] == ["zone-b"]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("2025-06-01", ["s-000000000001", "s-000000000002", "s-000000000004"]),
        ("2021-02-01T00:00:00Z", ["s-000000000001", "s-000000000003", "s-000000000004"]),
        ("../2020-12-31", ["s-000000000001", "s-000000000004"]),
        ("2021-03-31/2025-01-01", ["s-000000000001", "s-000000000002", "s-000000000003", "s-000000000004"]),
        # A duration from the start, or back from the end.
        ("2021-04-01/P4Y", ["s-000000000001", "s-000000000002", "s-000000000004"]),
        ("2021-02-28/P1D", ["s-000000000001", "s-000000000003", "s-000000000004"]),
        ("P1M/2021-04-30", ["s-000000000001", "s-000000000003", "s-000000000004"]),
        ("2021-03-31T23:59:00Z/PT59S", ["s-000000000001", "s-000000000003", "s-000000000004"]),
        ("2024-01-01/..", ["s-000000000001", "s-000000000002", "s-000000000004"]),
    ],
)
def test_datetime_selects_by_period_and_keeps_what_has_none(client, interval, expected):
    page = client.get("/collections/statements/items", params={"datetime": interval}).json()
    assert [row["id"] for row in page["features"]] == expected


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=0", "limit"), ("limit=-1", "limit"), ("limit=abc", "limit"), ("limit=1.5", "limit"), ("limit=", "limit"),
        ("offset=-1", "offset"), ("offset=x", "offset"), ("bbox=1,2,3", "bbox"), ("bbox=a,b,c,d", "bbox"),
        ("bbox=1,2,3,4,5", "bbox"), ("bbox=0,10,1,5", "bbox"), ("bbox=nan,0,1,1", "bbox"), ("bbox=", "bbox"),
        ("bbox=0,0,1,999", "bbox"), ("datetime=yesterday", "datetime"), ("datetime=2020-13-01", "datetime"),
        ("datetime=../..", "datetime"), ("datetime=P1D/P1D", "datetime"), ("datetime=2020-01-01/P", "datetime"),
        ("datetime=2020-01-01/P1X", "datetime"), ("datetime=../P1D", "datetime"), ("datetime=2020-01-01/P9999Y", "datetime"),
        ("datetime=P1D", "datetime"), ("datetime=2020-01-01/PT", "datetime"), ("datetime=2021-01-01/2020-01-01", "datetime"), ("crs=EPSG:4326", "crs"),
        ("bbox-crs=http://example.org/x", "bbox-crs"), ("f=xml", "f"), ("lang=fr", "lang"), ("unknown=1", "unknown"),
        ("Limit=1", "Limit"), ("limit=1&limit=2", "limit"), ("sortby=roles", "sortby"), ("properties=nope", "properties"),
        ("skipGeometry=yes", "skipGeometry"),
    ],
)  # fmt: skip
def test_unknown_and_bad_parameters_are_400_and_named(client, query, name):
    """/req/core/query-param-unknown and query-param-invalid."""
    reply = client.get(f"/collections/zones/items?{query}")
    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["parameter"] == name
    assert problem["status"] == 400
    assert {"type", "title", "detail", "code", "description"} <= problem.keys()


@pytest.mark.parametrize(
    "path",
    ["/", "/conformance", "/api", "/collections", "/collections/zones", "/collections/zones/items/zone-a"],
)
def test_unknown_parameters_are_400_everywhere(client, path):
    assert client.get(f"{path}?nonsense=1").status_code == 400


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/collections/nope", "CollectionNotFound"),
        ("/collections/nope/items", "CollectionNotFound"),
        ("/collections/nope/items/x", "CollectionNotFound"),
        ("/collections/zones/items/nope", "FeatureNotFound"),
        ("/nowhere", "NotFound"),
    ],
)
def test_what_does_not_exist_is_404_with_a_stable_type(client, path, code):
    reply = client.get(path)
    assert reply.status_code == 404
    problem = reply.json()
    assert problem["code"] == code
    assert problem["type"] == f"http://testserver/problems/{code}"


def test_quotes_and_offsets_come_through_unchanged(client, atlas):
    row = client.get("/collections/sites/items/park-d").json()["properties"]["roles"][0]
    assert row["quote"] == "重点发展大数据、<云计算>"
    assert atlas.texts[row["doc"]][row["start"] : row["end"]] == row["quote"]


def test_properties_and_skip_geometry_thin_the_features(client):
    page = client.get("/collections/zones/items?properties=name_zh,kind&skipGeometry=true").json()
    assert page["features"][0] == {
        "type": "Feature", "id": "zone-a", "geometry": None, "properties": {"name_zh": "甲区", "kind": "zone"},
    }  # fmt: skip


def test_sortby_orders_and_keeps_nulls_last(client):
    def ids(order):
        page = client.get("/collections/sites/items", params={"sortby": order}).json()
        return [row["id"] for row in page["features"]]

    assert ids("-accuracy_m") == ["park-e", "park-d", "park-f"]
    assert ids("kind") == ["park-e", "park-f", "park-d"]
    assert ids("zone") == ["park-d", "park-e", "park-f"]
    assert ids("-zone") == ["park-e", "park-d", "park-f"]
