"""Every declared conformance class is named by a test module, and the OpenAPI document holds what is served (conf/oas30).

Classes without a module of their own are named here: Common 1 core, landing-page, json, html, oas30; Common 2 collections.
"""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from openapi_spec_validator import validate

from api.conformance import CONFORMANCE
from api.problems import PROBLEM_TYPES

# The words a class is named by in the tests, where its last part is not unique.
NAMED = {
    "landing-page": "landing-page",
    "oas30": "conf/oas30",
    "crs": "conf/crs",
    "html": "html",
    "json": "json",
}


def test_every_declared_class_is_named_by_a_test():
    texts = "\n".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_api_*.py")
    )
    for uri in CONFORMANCE:
        name = uri.rsplit("/", 1)[-1]
        assert NAMED.get(name, name) in texts, uri
    assert len(set(CONFORMANCE)) == len(CONFORMANCE)


@pytest.fixture(scope="module")
def definition(client):
    reply = client.get("/api")
    assert reply.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    return reply.json()


def test_the_openapi_document_is_valid(definition):
    validate(definition)
    assert definition["openapi"].startswith("3.0.")


def test_every_operation_is_documented_with_unique_names(definition):
    operations = [methods["get"] for methods in definition["paths"].values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in definition["tags"]}
    for operation in operations:
        assert operation["summary"]
        assert set(operation["tags"]) <= tags
        assert {"200", "400", "406", "500"} <= set(operation["responses"])
        for parameter in operation["parameters"]:
            assert "$ref" in parameter or (parameter["description"] and parameter["schema"])


def nullable_to_types(node):
    """OpenAPI 3.0's ``nullable`` as JSON Schema."""
    if isinstance(node, dict):
        node = {key: nullable_to_types(value) for key, value in node.items()}
        if node.pop("nullable", False) and "type" in node:
            node["type"] = [node["type"], "null"]
        return node
    return [nullable_to_types(value) for value in node] if isinstance(node, list) else node


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/", "landingPage"), ("/conformance", "confClasses"), ("/collections", "collections"),
        ("/collections/zones", "collection"), ("/collections/statements", "collection"),
        ("/collections/places/items", "featureCollectionGeoJSON"), ("/collections/documents/items", "featureCollectionGeoJSON"),
        ("/collections/zones/items/zone-a", "featureGeoJSON"), ("/collections/nope", "problem"), ("/?x=1", "problem"),
    ],
)  # fmt: skip
def test_bodies_hold_against_the_documented_schemas(client, definition, path, schema):
    components = nullable_to_types(definition["components"])
    validator = jsonschema.Draft4Validator(
        {"components": components, "allOf": [{"$ref": f"#/components/schemas/{schema}"}]}
    )
    validator.validate(client.get(path).json())


def test_every_documented_path_answers(client, definition):
    ids = {
        "collectionId": "zones", "featureId": "zone-a", "placeId": "zone-a", "statementId": "s-000000000001", "code": "NotFound",
        "documentId": "900_test", "tileMatrixSetId": "WebMercatorQuad", "tileMatrix": "11", "tileRow": "889", "tileCol": "1668", "styleId": "zones",
    }  # fmt: skip
    first = {name: client.get(f"/collections/{name}/items?limit=1").json()["features"][0]["id"]
             for name in [row["id"] for row in client.get("/collections").json()["collections"]]}  # fmt: skip
    for path, methods in definition["paths"].items():
        collection = (
            path.split("/")[2] if path.startswith("/collections/") and "{collectionId}" not in path else ""
        )
        values = ids | ({"featureId": first[collection]} if collection in first else {})
        query = "?lon=113.31&lat=23.06" if path == "/where" else ""
        reply = client.get(path.format(**values) + query)
        assert reply.status_code == 200, path
        assert reply.headers["content-type"].split(";")[0] in {
            t.split(";")[0] for t in methods["get"]["responses"]["200"]["content"]
        }


def test_gazetteer_ids_with_odd_characters_do_not_break_paths(client):
    for odd in ("%2F", "..%2F..", "%00", "a b", "💥", "'; DROP"):
        assert client.get(f"/collections/zones/items/{odd}").status_code == 404
        assert client.get(f"/places/{odd}").status_code == 404


def test_what_is_answered_beside_200_is_documented(definition):
    paths = definition["paths"]
    assert {"301", "410"} <= set(paths["/places/{placeId}"]["get"]["responses"])
    for path in paths:
        assert ("204" in paths[path]["get"]["responses"]) == path.endswith("{tileCol}"), path
    (code,) = [row for row in paths["/problems/{code}"]["get"]["parameters"] if row.get("in") == "path"]
    assert code["schema"]["enum"] == list(PROBLEM_TYPES)
