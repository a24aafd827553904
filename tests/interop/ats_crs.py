"""OGC API – Features Part 2 (18-058r1), annex A: coordinate reference systems by reference."""

from __future__ import annotations

import re
from functools import cache

import shapely
from ats_session import CRS84, GEOJSON, abstract_test
from pyproj import Transformer
from shapely.geometry import shape

PART_2 = "OGC API – Features Part 2"
_METRES_A_DEGREE = 111_320


def crs(name, **options):
    return abstract_test(PART_2, f"/conf/crs/{name}", **options)


def resolved(session, collection):
    """The collection's CRS, with the global list put in for its reference."""
    every = session.json("/collections")["crs"]
    return [uri for row in collection["crs"] for uri in (every if row == "#/crs" else [row])]


@cache
def mover(uri):
    """From CRS84 to a CRS in that CRS's own axis order, by pyproj's names."""
    authority, code = re.fullmatch(r"http://www\.opengis\.net/def/crs/(\w+)/[\d.]+/(\w+)", uri).groups()
    return Transformer.from_crs("OGC:CRS84", f"{authority}:{code}")


def moved(geometry, uri, *, back=False):
    """A geometry there or back; positions stay in the order of the CRS's axes."""
    return shapely.transform(geometry, _columns(uri, "INVERSE" if back else "FORWARD"))


def _columns(uri, direction):
    def move(positions):
        first, second = mover(uri).transform(positions[:, 0], positions[:, 1], direction=direction)
        positions = positions.copy()
        positions[:, 0], positions[:, 1] = first, second
        return positions

    return move


def is_spatial(collection):
    return "spatial" in collection.get("extent", {})


def first_feature(session, collection):
    feature = session.json(session.items(collection), GEOJSON)["features"][0]
    return f"/collections/{collection['id']}/items/{feature['id']}"


@crs("crs-uri", per_collection=True)
def crs_are_named_by_uri(session, collection):
    uris = resolved(session, collection)
    assert len(uris) == len(set(uris))
    assert all(
        re.fullmatch(r"http://www\.opengis\.net/def/crs/(OGC|EPSG)/(0|1\.3)/\w+", uri) for uri in uris
    ), uris


@crs("default-crs", per_collection=True)
def the_default_comes_first(session, collection):
    assert resolved(session, collection)[0] == CRS84


@crs("storageCrs", per_collection=True)
def the_storage_crs_is_in_the_list(session, collection):
    assert collection["storageCrs"] in resolved(session, collection)


@crs("crs-parameter", per_collection=True)
def every_listed_crs_is_served(session, collection):
    for uri in resolved(session, collection):
        for address in (session.items(collection), first_feature(session, collection)):
            reply = session.get(address, GEOJSON, crs=uri)
            assert reply.status_code == 200, uri
            assert reply.headers["content-crs"] == f"<{uri}>", uri


@crs("crs-parameter-invalid", per_collection=True)
def other_crs_are_400(session, collection):
    for uri in (
        "http://www.opengis.net/def/crs/EPSG/0/99999",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS83",
        "EPSG:4326",
        "",
    ):
        for address in (session.items(collection), first_feature(session, collection)):
            assert session.get(address, GEOJSON, crs=uri).status_code == 400, uri


@crs("crs-parameter-default", per_collection=True)
def without_crs_it_is_crs84(session, collection):
    for address in (session.items(collection), first_feature(session, collection)):
        plain, named = session.get(address, GEOJSON), session.get(address, GEOJSON, crs=CRS84)
        assert plain.headers["content-crs"] == f"<{CRS84}>"
        pick = lambda body: [row["geometry"] for row in body.get("features", [body])]  # noqa: E731
        assert pick(plain.json()) == pick(named.json())


@crs("crs-parameter-transform", per_collection=True)
def geometries_are_moved(session, collection):
    """Every geometry, moved back by pyproj, lies within a centimetre of what CRS84 gives."""
    address = session.items(collection)
    plain = {row["id"]: row["geometry"] for row in session.json(address, GEOJSON)["features"]}
    for uri in resolved(session, collection)[1:]:
        for row in session.json(address, GEOJSON, crs=uri)["features"]:
            if plain[row["id"]] is None:
                assert row["geometry"] is None
                continue
            here, there = shape(plain[row["id"]]), moved(shape(row["geometry"]), uri, back=True)
            distance = shapely.hausdorff_distance(here, there) * _METRES_A_DEGREE
            assert distance < 0.05, f"{uri} {row['id']}: {distance:.3f} m"


@crs("bbox-crs-parameter", per_collection=True)
def boxes_select_the_same_in_every_crs(session, collection):
    """A CRS84 box moved corner by corner; where its sides bend, features at its edge may differ and are left out."""
    if not is_spatial(collection):
        return
    address = session.items(collection)
    west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
    third = ((east - west) / 3, (north - south) / 3)
    box = (west + third[0], south + third[1], east - third[0], north - third[1])
    every = session.json(address, GEOJSON)["features"]
    inner, outer = shapely.box(*box).buffer(-0.001), shapely.box(*box).buffer(0.001)
    for uri in resolved(session, collection):
        low, high = mover(uri).transform(box[0], box[1]), mover(uri).transform(box[2], box[3])
        query = {"bbox": ",".join(f"{number:.7f}" for number in (*low, *high)), "bbox_crs": uri}
        found = {row["id"] for row in session.json(address, GEOJSON, **query)["features"]}
        for row in every:
            geometry = row["geometry"] and shape(row["geometry"])
            if geometry is None or geometry.intersects(inner):
                assert row["id"] in found, (uri, row["id"])
            elif not geometry.intersects(outer):
                assert row["id"] not in found, (uri, row["id"])
        extent = (*mover(uri).transform(west, south), *mover(uri).transform(east, north))
        whole = session.json(
            address, GEOJSON, bbox=",".join(f"{number:.7f}" for number in extent), bbox_crs=uri
        )
        assert {row["id"] for row in whole["features"]} <= {row["id"] for row in every}


@crs("bbox-crs-parameter-invalid", per_collection=True)
def boxes_in_other_crs_are_400(session, collection):
    for uri in ("http://www.opengis.net/def/crs/EPSG/0/99999", "EPSG:4326"):
        assert (
            session.get(session.items(collection), GEOJSON, bbox="113,23,114,24", bbox_crs=uri).status_code
            == 400
        )


@crs("bbox-crs-parameter-default", per_collection=True)
def boxes_are_crs84_by_default(session, collection):
    address = session.items(collection)
    plain = session.json(address, GEOJSON, bbox="113.3,23.05,113.35,23.1")
    named = session.json(address, GEOJSON, bbox="113.3,23.05,113.35,23.1", bbox_crs=CRS84)
    assert [row["id"] for row in plain["features"]] == [row["id"] for row in named["features"]]
