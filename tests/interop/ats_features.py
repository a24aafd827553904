"""OGC API – Features Part 1 (17-069r4), annex A: core, geojson, html, oas30; written from the standard's text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import html5lib
import shapely
from ats_session import CRS84, CRS84H, GEOJSON, JSON, abstract_test, check_links, link_of
from openapi_spec_validator import validate
from shapely.geometry import shape

PART_1 = "OGC API – Features Part 1"
HTML = "text/html"
FEATURE_TYPES = (GEOJSON, HTML)
OTHER_TYPES = (JSON, HTML)
CONF = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"


def core(name, **options):
    return abstract_test(PART_1, f"/conf/core/{name}", **options)


def other(name, **options):
    return abstract_test(PART_1, f"/conf/{name}", **options)


@core("http")
def speaks_http(session):
    assert session.get("/").http_version == "HTTP/1.1"
    assert session.client.head(session.root + "/").status_code == 200
    assert session.client.post(session.root + "/collections").status_code == 405
    assert session.get("/no-such-resource").status_code == 404
    assert session.get("/", "image/png").status_code == 406


@core("crs84", per_collection=True)
def geometries_are_crs84(session, collection):
    reply = session.get(session.items(collection), GEOJSON)
    assert reply.headers["content-crs"] == f"<{CRS84}>"
    world = shapely.box(-180, -90, 180, 90)
    for feature in reply.json()["features"]:
        assert feature["geometry"] is None or world.covers(shape(feature["geometry"])), feature["id"]


@core("root-op")
def landing_page_answers(session):
    for address in (session.root, session.root + "/"):
        assert session.get(address, JSON).status_code == 200


@core("root-success")
def landing_page_has_its_links(session):
    rels = {row["rel"] for row in session.landing["links"]}
    assert {"service-desc", "service-doc", "conformance", "data"} <= rels, rels
    check_links(session.landing["links"], JSON, OTHER_TYPES)


@core("api-definition-op")
def definition_answers(session):
    for rel in ("service-desc", "service-doc"):
        link = link_of(session.landing["links"], rel)
        reply = session.get(link["href"], link["type"])
        assert reply.status_code == 200
        assert reply.headers["content-type"].split(";")[0] == link["type"].split(";")[0]


@core("api-definition-success")
def definition_is_valid(session):
    validate(session.definition)


@core("conformance-op")
def conformance_answers(session):
    addresses = {row["href"] for row in session.landing["links"] if row["rel"] == "conformance"}
    for address in {*addresses, session.root + "/conformance"}:
        assert session.get(address, JSON).status_code == 200


@core("conformance-success")
def conformance_lists_core(session):
    assert f"{CONF}core" in session.classes
    assert all(re.fullmatch(r"http://www\.opengis\.net/spec/\S+/conf/\S+", uri) for uri in session.classes)


@core("fc-md-op")
def collections_answer(session):
    assert session.get("/collections", JSON).status_code == 200


@core("fc-md-success")
def collections_have_their_members(session):
    document = session.json("/collections")
    assert document["links"]
    assert document["collections"]
    assert document["crs"][0] in {CRS84, CRS84H}


@core("fc-md-links")
def collections_have_their_links(session):
    check_links(session.json("/collections")["links"], JSON, OTHER_TYPES)


@core("fc-md-items")
def every_collection_is_listed_once(session):
    ids = [row["id"] for row in session.collections]
    assert len(ids) == len(set(ids))
    documented = {
        path.split("/")[2]
        for path in session.definition["paths"]
        if re.fullmatch(r"/collections/[^/{]+/items", path)
    }
    assert documented == set(ids)


@core("fc-md-items-links", per_collection=True)
def collections_lead_to_items(session, collection):
    rows = [row for row in collection["links"] if row["rel"] == "items"]
    assert {row["type"] for row in rows} >= set(FEATURE_TYPES)
    for row in rows:
        reply = session.get(row["href"], row["type"])
        assert reply.status_code == 200, row["href"]
        assert reply.headers["content-type"].split(";")[0] == row["type"]


@core("fc-md-extent", per_collection=True)
def extent_holds_every_feature(session, collection):
    features = session.json(session.items(collection), GEOJSON)["features"]
    shapes = [shape(row["geometry"]) for row in features if row["geometry"] is not None]
    if not shapes:
        assert "spatial" not in collection.get("extent", {})
        return
    spatial = collection["extent"]["spatial"]
    assert spatial["crs"] == CRS84
    assert shapely.box(*spatial["bbox"][0]).buffer(1e-9).covers(shapely.box(*shapely.total_bounds(shapes)))


@core("sfc-md-op", per_collection=True)
def collection_answers(session, collection):
    assert session.get(f"/collections/{collection['id']}", JSON).status_code == 200


@core("sfc-md-success", per_collection=True)
def collection_is_what_the_list_says(session, collection):
    single = session.json(f"/collections/{collection['id']}")
    for key in ("id", "title", "description", "extent", "itemType", "crs", "storageCrs"):
        assert single.get(key) == collection.get(key), key
    check_links(single["links"], JSON, OTHER_TYPES)


@core("fc-op", per_collection=True)
def items_answer(session, collection):
    assert session.get(f"/collections/{collection['id']}/items", GEOJSON).status_code == 200


def declared(session, collection, name):
    row = session.parameter(f"/collections/{collection['id']}/items", name)
    assert row["in"] == "query"
    assert not row["required"]
    assert row["style"] == "form"
    assert row["explode"] is False, f"explode of {name}"
    return row["schema"]


@core("fc-bbox-definition", per_collection=True)
def bbox_is_declared(session, collection):
    schema = declared(session, collection, "bbox")
    assert schema["type"] == "array"
    assert schema["items"]["type"] == "number"
    # 1.0.0 asks for the outer numbers, 1.0.1 for the alternatives.
    assert (schema["minItems"], schema["maxItems"]) == (4, 6)
    assert sorted((row["minItems"], row["maxItems"]) for row in schema["oneOf"]) == [(4, 4), (6, 6)]


def boxes(collection):
    yield from (
        (-1.5, 50, 1.5, 53),
        (-80, -5, -70, 5),
        (177, 65, -177, 70),
        (-180, 85, 180, 90),
        (-180, -90, 180, -85),
    )
    extent = collection.get("extent", {}).get("spatial")
    if extent:
        west, south, east, north = extent["bbox"][0]
        yield west, south, east, north
        yield west, south, (west + east) / 2, (south + north) / 2
        yield west, south, west, south


def rectangles(box):
    west, south, east, north = box
    if west > east:
        return shapely.union_all(
            [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
        )
    return shapely.box(west, south, east, north)


@core("fc-bbox-response", per_collection=True)
def bbox_selects_what_intersects(session, collection):
    address = session.items(collection)
    every = session.json(address, GEOJSON)["features"]
    for box in boxes(collection):
        area = rectangles(box)
        expected = [
            row["id"] for row in every if row["geometry"] is None or shape(row["geometry"]).intersects(area)
        ]
        reply = session.get(address, GEOJSON, bbox=",".join(map(str, box)))
        assert reply.status_code == 200
        assert [row["id"] for row in reply.json()["features"]] == expected, box


@core("fc-limit-definition", per_collection=True)
def limit_is_declared(session, collection):
    schema = declared(session, collection, "limit")
    assert schema["type"] == "integer"
    assert 1 <= schema["minimum"] <= schema["default"] <= schema["maximum"]


@core("fc-limit-response", per_collection=True)
def limit_bounds_the_page(session, collection):
    maximum = session.parameter(f"/collections/{collection['id']}/items", "limit")["schema"]["maximum"]
    for limit in (1, 100, maximum, maximum + 1):
        page = session.json(session.items(collection), GEOJSON, limit=limit)
        assert len(page["features"]) <= min(limit, maximum)


@core("fc-time-definition", per_collection=True)
def datetime_is_declared(session, collection):
    assert declared(session, collection, "datetime")["type"] == "string"


def span_of(feature, key):
    """First and last day of the year forms that the atlas states periods in; None for what has none."""
    text = feature["properties"].get(key) or ""
    if match := re.fullmatch(r"(\d{4})(?:\.\.(\d{4}))?", text):
        return f"{match[1]}-01-01", f"{match[2] or match[1]}-12-31"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text, text
    return None


@core("fc-time-response", per_collection=True)
def datetime_selects_what_holds(session, collection):
    address = session.items(collection)
    every = session.json(address, GEOJSON)["features"]
    key = {"statements": "period", "documents": "date", "catalogue": "date"}.get(collection["id"], "")
    begin, end = datetime(2016, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC)
    temporal = collection.get("extent", {}).get("temporal")
    if temporal:
        begin, end = (datetime.fromisoformat(text) for text in temporal["interval"][0])
    third = begin + (end - begin) / 3
    first, last = third.date().isoformat(), end.date().isoformat()
    cases = {
        begin.strftime("%Y-%m-%dT%H:%M:%SZ"): (begin.date().isoformat(), begin.date().isoformat()),
        f"{first}/{last}": (first, last), f"../{first}": ("0000", first), f"{first}/..": (first, "9999"),
        f"/{first}": ("0000", first), f"{first}/": (first, "9999"),
        f"{first}/P2D": (first, (third + timedelta(days=2)).date().isoformat()),
    }  # fmt: skip
    for text, (low, high) in cases.items():
        page = session.json(address, GEOJSON, datetime=text)
        found = {row["id"] for row in page["features"]}
        for row in every:
            held = span_of(row, key)
            if held:
                assert (row["id"] in found) == (held[0] <= high and held[1] >= low), (text, row["id"])
            elif not row["properties"].get(key):
                assert row["id"] in found, (text, row["id"])


@core("query-param-invalid", per_collection=True)
def bad_values_are_400(session, collection):
    for name, value in (
        ("limit", "unlimited"),
        ("limit", "0"),
        ("bbox", "1,2,3"),
        ("bbox", "a,b,c,d"),
        ("datetime", "yesterday"),
        ("crs", "x"),
    ):
        assert session.get(session.items(collection), GEOJSON, **{name: value}).status_code == 400, (
            name,
            value,
        )


@core("query-param-unknown", per_collection=True)
def unknown_parameters_are_400(session, collection):
    assert session.get(session.items(collection), GEOJSON, unknownQueryParameter17=1).status_code == 400


@core("fc-response", per_collection=True)
def items_are_feature_collections(session, collection):
    page = session.json(session.items(collection), GEOJSON)
    assert page["type"] == "FeatureCollection"
    assert isinstance(page["features"], list)
    assert all(row["type"] == "Feature" and row["id"] for row in page["features"])


@core("fc-links", per_collection=True)
def pages_have_their_links(session, collection):
    for query in ({}, {"limit": 1}, {"bbox": "113,23,114,24"}):
        check_links(
            session.json(session.items(collection), GEOJSON, **query)["links"], GEOJSON, FEATURE_TYPES
        )


@core("fc-timeStamp", per_collection=True)
def time_stamp_is_an_instant(session, collection):
    stamp = datetime.fromisoformat(session.json(session.items(collection), GEOJSON)["timeStamp"])
    assert stamp.tzinfo is not None
    assert stamp <= datetime.now(UTC) + timedelta(seconds=2)


@core("fc-numberMatched", per_collection=True)
def number_matched_counts_all_pages(session, collection):
    address = session.items(collection)
    total = session.json(address, GEOJSON)["numberMatched"]
    size = max(1, total // 7)
    for query in ({"limit": size}, {"limit": size, "bbox": "113.3,23.05,113.4,23.15"}):
        pages = list(session.pages(address, **query))
        ids = [row["id"] for page in pages for row in page["features"]]
        assert len(ids) == len(set(ids)) == pages[0]["numberMatched"], query
        assert len({page["numberMatched"] for page in pages}) == 1


@core("fc-numberReturned", per_collection=True)
def number_returned_counts_the_page(session, collection):
    for limit in (1, 3, 1000):
        page = session.json(session.items(collection), GEOJSON, limit=limit)
        assert page["numberReturned"] == len(page["features"])


def some_features(session, collection):
    """The first, the last and every tenth: ids of all shapes a collection has."""
    features = session.json(session.items(collection), GEOJSON)["features"]
    return features[:1] + features[10:-1:10] + features[-1:]


def address_of(session, collection, feature):
    return f"/collections/{collection['id']}/items/{feature['id']}"


@core("f-op", per_collection=True)
def features_answer(session, collection):
    for feature in some_features(session, collection):
        assert session.get(address_of(session, collection, feature), GEOJSON).status_code == 200, feature[
            "id"
        ]
    assert session.get(f"/collections/{collection['id']}/items/no-such-feature", GEOJSON).status_code == 404


@core("f-success", per_collection=True)
def features_are_those_of_the_list(session, collection):
    for feature in some_features(session, collection):
        single = session.json(address_of(session, collection, feature), GEOJSON)
        assert {key: single[key] for key in ("type", "id", "geometry", "properties")} == feature


@core("f-links", per_collection=True)
def features_have_their_links(session, collection):
    for feature in some_features(session, collection):
        links = session.json(address_of(session, collection, feature), GEOJSON)["links"]
        check_links(links, GEOJSON, FEATURE_TYPES)
        assert link_of(links, "collection")["href"].endswith(f"/collections/{collection['id']}")


@other("geojson/definition", per_collection=True)
def geojson_is_declared(session, collection):
    for path in (
        f"/collections/{collection['id']}/items",
        f"/collections/{collection['id']}/items/{{featureId}}",
    ):
        assert GEOJSON in session.definition["paths"][path]["get"]["responses"]["200"]["content"]


@other("geojson/content", per_collection=True)
def geojson_is_rfc_7946(session, collection):
    reply = session.get(session.items(collection), GEOJSON)
    assert reply.headers["content-type"] == GEOJSON
    for feature in json.loads(reply.content.decode("utf-8"))["features"]:
        assert set(feature) >= {"type", "geometry", "properties"}
        geometry = shape(feature["geometry"]) if feature["geometry"] else None
        assert geometry is None or geometry.is_valid, feature["id"]
        for part in getattr(geometry, "geoms", [geometry]):
            # The right-hand rule, RFC 7946, 3.1.6.
            assert getattr(part, "geom_type", "") != "Polygon" or part.exterior.is_ccw, feature["id"]


@other("html/definition")
def html_is_declared(session):
    for path in ("/", "/conformance", "/collections", "/collections/{collectionId}"):
        assert HTML in session.definition["paths"][path]["get"]["responses"]["200"]["content"], path


@other("html/content", per_collection=True)
def pages_are_html(session, collection):
    features = session.json(session.items(collection), GEOJSON)["features"]
    base = f"/collections/{collection['id']}"
    for address in (
        "/",
        "/conformance",
        "/collections",
        base,
        f"{base}/items",
        f"{base}/items/{features[0]['id']}",
    ):
        reply = session.get(address, HTML)
        assert reply.headers["content-type"].startswith(HTML), address
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(reply.text)
        assert tree.findtext("head/title"), address
        assert any(True for _ in tree.iter("a")), address


@other("oas30/completeness")
def every_link_is_in_the_definition(session):
    addresses = {row["href"] for row in session.landing["links"]}
    addresses |= {row["href"] for collection in session.collections for row in collection["links"]}
    # The map and the review page are pages for people, not resources of the API.
    for address in addresses:
        if not address.split("?")[0].endswith(("/map", "/review")):
            session.path_of(address)


@other("oas30/exceptions-codes")
def errors_are_declared(session):
    for path, methods in session.definition["paths"].items():
        declared_codes = set(methods["get"]["responses"])
        assert {"200", "400", "406", "500"} <= declared_codes, path
        assert "404" in declared_codes or "{" not in path, path


@other("oas30/oas-definition-1")
def definition_is_linked_by_its_type(session):
    link = link_of(session.landing["links"], "service-desc", "application/vnd.oai.openapi+json;version=3.0")
    assert session.get(link["href"], link["type"]).headers["content-type"] == link["type"]


@other("oas30/oas-definition-2")
def definition_is_openapi_3_0(session):
    assert re.fullmatch(r"3\.0\.\d", session.definition["openapi"])


@other("oas30/oas-impl")
def definition_is_what_is_served(session):
    assert session.definition["servers"][0]["url"] == session.root
    for path in session.definition["paths"]:
        if "{" not in path and path != "/where":
            assert session.get(path).status_code == 200, path
    assert session.get("/where", JSON, lon=113.33, lat=23.1).status_code == 200


@other("oas30/security")
def nothing_needs_a_key(session):
    assert session.definition["security"] == []
    assert "securitySchemes" not in session.definition["components"]
