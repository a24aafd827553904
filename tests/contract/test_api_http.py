"""HTTP itself: ETag, 304, HEAD, OPTIONS, CORS, codings, 405, 406, request ids, proxies and prefixes, redirects."""

from __future__ import annotations

import gzip
from dataclasses import replace

import brotli
import pytest
import zstandard
from starlette.testclient import TestClient

from api.app import create_app
from api.problems import PROBLEM_TYPES, problem_of
from api.settings import Settings
from geo.errors import InputError

ITEMS = "/collections/places/items"
PLAIN = {"accept-encoding": "identity"}
# One address of every kind of resource.
PATHS = [
    "/", "/conformance", "/api", "/api.html", "/collections", "/collections/zones", ITEMS, "/collections/zones/items/zone-a",
    "/collections/zones/queryables", "/places/zone-a", "/statements", "/documents/900_test", "/agreements", "/coverage", "/map", "/pages.css",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_get_has_a_strong_etag_and_answers_304(client, path):
    first = client.get(path)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    assert etag.endswith('"')
    assert first.headers["last-modified"].endswith("GMT")
    assert "max-age" in first.headers["cache-control"]
    again = client.get(path, headers={"if-none-match": f'"other", W/{etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert "content-type" not in again.headers
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get(path, headers={"if-none-match": "*"}).status_code == 304


def test_if_modified_since_counts_only_without_if_none_match(client):
    modified = client.get(ITEMS).headers["last-modified"]
    assert client.get(ITEMS, headers={"if-modified-since": modified}).status_code == 304
    assert (
        client.get(ITEMS, headers={"if-modified-since": "Thu, 01 Jan 1998 00:00:00 GMT"}).status_code == 200
    )
    assert client.get(ITEMS, headers={"if-modified-since": "yesterday"}).status_code == 200
    both = {"if-modified-since": modified, "if-none-match": '"other"'}
    assert client.get(ITEMS, headers=both).status_code == 200


def test_etags_differ_by_content_language_and_coding(client):
    etags = {
        client.get("/collections", headers=PLAIN | headers).headers["etag"]
        for headers in ({}, {"accept-language": "en"}, {"accept": "text/html"}, {"accept-encoding": "gzip"}, {"accept-encoding": "br"})
    }  # fmt: skip
    assert len(etags) == 5
    assert {"Accept", "Accept-Language", "Accept-Encoding"} <= set(
        client.get("/").headers["vary"].split(", ")
    )


@pytest.mark.parametrize("path", PATHS)
def test_head_has_the_headers_of_get_and_no_body(client, path):
    get, head = client.get(path, headers=PLAIN), client.head(path, headers=PLAIN)
    assert head.content == b""
    drop = {"x-request-id", "date"}
    assert {k: v for k, v in head.headers.items() if k not in drop} == {
        k: v for k, v in get.headers.items() if k not in drop
    }
    assert int(head.headers["content-length"]) == len(get.content)


def test_codings_carry_the_same_bytes(client):
    plain = client.get(ITEMS, headers=PLAIN)
    assert "content-encoding" not in plain.headers
    decode = {
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": lambda b: zstandard.ZstdDecompressor().decompress(b),
    }
    for coding, undo in decode.items():
        with client.stream("GET", ITEMS, headers={"accept-encoding": coding}) as reply:
            assert reply.headers["content-encoding"] == coding
            raw = b"".join(reply.iter_raw())
        assert len(raw) == int(reply.headers["content-length"]) < len(plain.content)
        assert undo(raw) == plain.content


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("gzip, br, zstd", "zstd"), ("gzip;q=1, br;q=0.5", "gzip"), ("br;q=0, gzip", "gzip"), ("*", "zstd"), ("*;q=0", None),
     ("identity", None), ("", None), ("deflate", None), ("identity;q=1, gzip;q=0.5", None), ("gzip;q=x", None)],
)  # fmt: skip
def test_the_best_coding_both_know_is_taken(client, accepted, expected):
    assert (
        client.get(ITEMS, headers={"accept-encoding": accepted}).headers.get("content-encoding") == expected
    )


def test_options_and_preflight(client):
    reply = client.options("/collections")
    assert reply.status_code == 204
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"
    asked = {"origin": "https://example.org", "access-control-request-method": "GET"}
    reply = client.options("/collections", headers=asked)
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "GET" in reply.headers["access-control-allow-methods"]
    assert "ETag" in client.get("/").headers["access-control-expose-headers"]


def test_cors_can_be_turned_off(atlas):
    quiet = TestClient(create_app(Settings(cors_origin=""), atlas))
    assert "access-control-allow-origin" not in quiet.get("/").headers


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_is_405_with_allow(client, method):
    reply = getattr(client, method)(ITEMS)
    assert reply.status_code == 405
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == "MethodNotAllowed"


@pytest.mark.parametrize("path", ["/", "/collections", ITEMS, "/statements"])
def test_what_cannot_be_served_is_406(client, path):
    reply = client.get(path, headers={"accept": "image/png"})
    assert reply.status_code == 406
    assert reply.json()["code"] == "NotAcceptable"
    assert client.get(path, headers={"accept": "image/png, */*;q=0.1"}).status_code == 200
    assert client.get(path, headers={"accept": "text/html;q=0, application/*"}).status_code == 200


def test_browsers_get_pages_and_clients_json(client):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert (
        client.get("/collections", headers={"accept": browser})
        .headers["content-type"]
        .startswith("text/html")
    )
    assert client.get("/collections").headers["content-type"] == "application/json"
    for accept in ("application/json", "application/geo+json", "application/*", "*/*"):
        assert client.get(ITEMS, headers={"accept": accept}).headers["content-type"] == "application/geo+json"


def test_request_ids_are_given_or_kept_when_sane(client):
    ids = {client.get("/").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert (
        client.get("/", headers={"x-request-id": "abc-123.def_4"}).headers["x-request-id"] == "abc-123.def_4"
    )
    assert client.get("/", headers={"x-request-id": "bad id\t!"}).headers["x-request-id"] != "bad id\t!"
    problem = client.get("/nowhere", headers={"x-request-id": "abc-123.def_4"}).json()
    assert problem["instance"] == "urn:request:abc-123.def_4"


def test_faults_say_nothing_of_the_inside(atlas, caplog):
    broken = replace(atlas, statements=({"id": "s-1"}, None))
    reply = TestClient(create_app(Settings(), broken)).get("/statements?q=x")
    assert reply.status_code == 500
    assert reply.json()["code"] == "Internal"
    assert "Traceback" not in reply.text
    assert "/api/" not in reply.text
    assert reply.headers["x-request-id"] in caplog.text


def test_every_error_has_a_type_that_leads_somewhere(client, atlas):
    """An error of the packages below has no name of ours: it is shown by its status."""

    class OddInputError(InputError):
        pass

    problem = problem_of(OddInputError("odd", value=1, where="parameter x", allowed="even"))
    assert (problem.code, problem.status, problem.parameter) == ("BadRequest", 400, "x")
    for code in PROBLEM_TYPES:
        assert client.get(f"/problems/{code}").status_code == 200


def links_of(reply):
    return {link["href"] for link in reply.json()["links"]}


@pytest.mark.parametrize("strips", [True, False])
def test_links_carry_the_prefix_whether_the_proxy_strips_it_or_not(atlas, strips):
    proxied = TestClient(create_app(Settings(root_path="/atlas"), atlas), base_url="http://example.org")
    before = "" if strips else "/atlas"
    for path in ("/", "/collections", f"{ITEMS}?limit=1", "/statements?limit=1"):
        hrefs = links_of(proxied.get(before + path))
        assert all(href.startswith("http://example.org/atlas/") for href in hrefs), hrefs
        assert not any("/atlas/atlas" in href for href in hrefs)
    following = next(href for href in links_of(proxied.get(f"{before}{ITEMS}?limit=1")) if "offset=1" in href)
    assert (
        proxied.get(following.removeprefix("http://example.org/atlas") if strips else following).status_code
        == 200
    )


def test_a_public_url_wins(atlas):
    fixed = TestClient(create_app(Settings(public_url="https://maps.example/haizhu/"), atlas))
    assert all(href.startswith("https://maps.example/haizhu/") for href in links_of(fixed.get("/")))


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-proto": "https", "x-forwarded-host": "maps.example", "x-forwarded-prefix": "/a/b/"},
        {
            "forwarded": 'for=1.2.3.4;proto=https;host="maps.example", for=9.9.9.9',
            "x-forwarded-prefix": "/a/b",
        },
    ],
)
def test_forwarded_headers_count_from_trusted_proxies_only(atlas, headers):
    app = create_app(Settings(), atlas)
    trusted = TestClient(app, client=("127.0.0.1", 1), base_url="http://inner")
    assert all(
        href.startswith("https://maps.example/a/b/") for href in links_of(trusted.get("/", headers=headers))
    )
    stranger = TestClient(app, client=("203.0.113.9", 1), base_url="http://inner")
    assert all(href.startswith("http://inner/") for href in links_of(stranger.get("/", headers=headers)))


@pytest.mark.parametrize("host", ["evil.example/path", "a b", "<script>", "x:port", ""])
def test_a_malformed_host_is_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 400


def test_a_malformed_prefix_or_proto_from_a_proxy_is_ignored(atlas):
    trusted = TestClient(create_app(Settings(), atlas), client=("127.0.0.1", 1), base_url="http://inner")
    headers = {"x-forwarded-proto": "javascript", "x-forwarded-prefix": '/"><script>'}
    assert all(href.startswith("http://inner/") for href in links_of(trusted.get("/", headers=headers)))


def test_merged_places_are_301_and_withdrawn_ones_410(atlas):
    project = atlas.manifest["project"] | {"redirects": {"old-a": "zone-a", "lost": ""}}
    moved = TestClient(create_app(Settings(), replace(atlas, manifest=atlas.manifest | {"project": project})))
    reply = moved.get("/places/old-a", follow_redirects=False)
    assert reply.status_code == 301
    assert reply.headers["location"] == "http://testserver/places/zone-a"
    assert moved.get("/places/old-a").status_code == 200
    assert moved.get("/places/lost").status_code == 410
    assert moved.get("/places/never").status_code == 404


def test_the_cache_gives_the_same_reply_and_is_bounded(atlas):
    uncached = TestClient(create_app(Settings(response_cache_bytes=0), atlas))
    small = TestClient(create_app(Settings(response_cache_bytes=20_000), atlas))
    for _ in range(2):
        for offset in range(30):
            path = f"{ITEMS}?limit=2&offset={offset}"
            assert small.get(path).content == uncached.get(path).content


def test_undecodable_queries_are_400(client):
    assert client.get("/collections?f=%ff").status_code == 400
    assert client.get("/collections?%zz=1").status_code == 400


def test_pages_have_a_policy_without_inline_scripts(client):
    for path in ("/", "/map", "/collections/zones/items/zone-a", "/documents/900_test"):
        reply = client.get(path, headers={"accept": "text/html"})
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
