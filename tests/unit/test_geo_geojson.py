import json
import math
import subprocess

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon

from geo.errors import InputError
from geo.geojson import (
    features_text,
    geometry_mapping,
    orient,
    read_features,
    write_features,
)


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(x=113.3, y=23.1):
    return {"type": "Point", "coordinates": [x, y]}


@pytest.fixture
def layer(tmp_path):
    def write(document, name="layer.geojson"):
        path = tmp_path / name
        path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
        return path

    return write


def test_columns_keep_order_and_kind(layer):
    frame = read_features(
        layer(
            collection(
                feature(point(), id="b", n=1, x=1, ok=True, note="中", list=["a"], mixed=None),
                feature(
                    point(1, 2), id="a", n=2, x=2.5, ok=False, note=None, list=[], mixed="s", late={"k": 1}
                ),
            )
        ),
        id_field="id",
    )
    assert list(frame.columns) == ["id", "n", "x", "ok", "note", "list", "mixed", "late", "geometry"]
    assert frame.crs == "EPSG:4326"
    assert frame["n"].dtype == "int64"
    assert frame["x"].dtype == "float64"
    assert frame["ok"].dtype == "bool"
    assert frame["note"].tolist() == ["中", None]
    assert frame["list"].tolist() == [["a"], []]
    assert frame["late"].tolist() == [None, {"k": 1}]
    assert frame["id"].tolist() == ["b", "a"]
    assert frame.geometry.iloc[1] == Point(1, 2)


def test_an_empty_collection_has_the_asked_columns(layer):
    frame = read_features(layer(collection()), id_field="edge_id", fields=["source"])
    assert list(frame.columns) == ["edge_id", "source", "geometry"]
    assert len(frame) == 0


def test_a_byte_order_mark_and_gdal_s_crs_member_are_accepted(layer):
    document = collection(feature(point(), id="a"))
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read_features(layer(b"\xef\xbb\xbf" + json.dumps(document).encode()))) == 1


def test_heights_are_dropped_and_null_geometry_kept_if_allowed(layer):
    path = layer(
        collection(feature({"type": "Point", "coordinates": [1, 2, 99]}, id="a"), feature(None, id="b"))
    )
    frame = read_features(path, allow_null_geometry=True)
    assert not frame.geometry.iloc[0].has_z
    assert frame.geometry.iloc[1] is None


BAD = {
    "not utf-8": ("海珠".encode("gb18030"), "not UTF-8 at byte"),
    "not json": (b'{"type": "FeatureCollection",\n "features": [', "line 2"),
    "nan": (b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"x":NaN},"geometry":null}]}', "NaN"),
    "twice the same member": (b'{"type":"FeatureCollection","type":"FeatureCollection","features":[]}', "'type'"),
    "too deep": (b"[" * 100_000, "deep|recursion|not JSON"),
    "an array": ([], "not a FeatureCollection"),
    "a feature": (feature(point()), "'Feature'"),
    "no features": ({"type": "FeatureCollection"}, "features is not an array"),
    "another crs": ({**collection(), "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}}, "another CRS"),
    "a bare geometry": (collection(point()), "feature 1.*Feature"),
    "a string": (collection("x"), "feature 1"),
    "no geometry member": (collection({"type": "Feature", "properties": {"id": "a"}}), "'geometry' is missing"),
    "properties a list": (collection({"type": "Feature", "properties": [], "geometry": point()}), "properties"),
    "no id": (collection(feature(point(), id="a", f=1), feature(point(), f=1)), "feature 2.*'id'|'id'.*feature 2"),
    "id a number": (collection(feature(point(), id=7, f=1)), "7"),
    "id blank": (collection(feature(point(), id="  ", f=1)), "'id'"),
    "id twice": (collection(feature(point(), id="a", f=1), feature(point(), id="a", f=1)), "first by feature 1.*'a'"),
    "field missing": (collection(feature(point(), id="a")), "'f' is missing.*id a"),
    "null geometry": (collection(feature(None, id="a", f=1)), "null.*id a"),
    "wrong type": (collection(feature({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, id="a", f=1)), "LineString.*id a.*Point"),
    "unknown type": (collection(feature({"type": "Circle", "coordinates": [1, 2]}, id="a", f=1)), "Circle"),
    "no coordinates": (collection(feature({"type": "Point"}, id="a", f=1)), "coordinates"),
    "one number": (collection(feature({"type": "Point", "coordinates": [1]}, id="a", f=1)), "not a position"),
    "text coordinate": (collection(feature({"type": "Point", "coordinates": ["1", 2]}, id="a", f=1)), "not a position"),
    "boolean coordinate": (collection(feature({"type": "Point", "coordinates": [True, 2]}, id="a", f=1)), "not a position"),
    "infinite coordinate": (b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a","f":1},"geometry":{"type":"Point","coordinates":[1e999,2]}}]}', "not a position"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_with_file_and_place(layer, name):
    document, message = BAD[name]
    with pytest.raises(InputError, match=f"(?s){message}") as caught:
        read_features(layer(document), id_field="id", geometry_types={"Point"}, fields=["f"])
    assert "layer.geojson" in str(caught.value)


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        ({"type": "LineString", "coordinates": [[1, 2]]}, "1 positions"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}, "3 positions"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}, "not closed"),
        ({"type": "Polygon", "coordinates": []}, "filled array"),
        ({"type": "MultiPolygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}, "filled array|position"),
        ({"type": "GeometryCollection", "geometries": 5}, "not an array"),
    ],
)
def test_bad_geometries_are_refused(layer, geometry, message):
    with pytest.raises(InputError, match=message):
        read_features(layer(collection(feature(geometry, id="a"))), id_field="id")


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (1 2)",
        "MULTIPOINT ((1 2), (3 4))",
        "LINESTRING (1 2, 3 4)",
        "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))",
    ],
)
def test_every_type_is_written_and_read(tmp_path, wkt):
    shape = shapely.from_wkt(wkt)
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shape], crs=4326)
    write_features(tmp_path / "layer.geojson", frame, id_field="id")
    assert read_features(tmp_path / "layer.geojson").geometry.iloc[0].equals(shape)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_features(tmp_path / "none.geojson")


def sample():
    return gpd.GeoDataFrame(
        {
            "edge_id": ["b", "a"],
            "name": ["海珠 “x”", None],
            "n": [1, 2],
            "x": [1.0, math.nan],
            "tags": [("p", "q"), []],
        },
        geometry=[LineString([(113.1234567, 23), (113.2, 23.0000004)]), None],
        crs=4326,
    )


def test_the_layout_is_gdal_s_one_feature_a_line():
    assert features_text(sample(), id_field="edge_id", name="edges") == (
        "{\n"
        '"type": "FeatureCollection",\n'
        '"name": "edges",\n'
        '"features": [\n'
        '{ "type": "Feature", "properties": { "edge_id": "a", "name": null, "n": 2, "x": null, "tags": [ ] }, '
        '"geometry": null },\n'
        '{ "type": "Feature", "properties": { "edge_id": "b", "name": "海珠 “x”", "n": 1, "x": 1.0, "tags": [ "p", "q" ] }, '
        '"geometry": { "type": "LineString", "coordinates": [ [ 113.123457, 23.0 ], [ 113.2, 23.0 ] ] } }\n'
        "]\n}\n"
    )


def test_fields_are_chosen_and_ordered_and_the_id_repeated():
    text = features_text(sample(), id_field="edge_id", fields=["n", "edge_id"], with_id=True, decimals=7)
    first, second = json.loads(text)["features"]
    assert list(first["properties"]) == ["n", "edge_id"]
    assert (first["id"], second["id"]) == ("a", "b")
    assert second["geometry"]["coordinates"][0] == [113.1234567, 23.0]


def test_rows_in_any_order_give_the_same_bytes(tmp_path):
    frame = sample()
    write_features(tmp_path / "layer.geojson", frame, id_field="edge_id")
    first = (tmp_path / "layer.geojson").read_bytes()
    write_features(tmp_path / "layer.geojson", frame.iloc[::-1], id_field="edge_id")
    assert (tmp_path / "layer.geojson").read_bytes() == first
    assert first.endswith(b"]\n}\n")
    assert b"\r" not in first


def test_reading_and_writing_again_gives_the_same_bytes(tmp_path):
    path = tmp_path / "edges.geojson"
    write_features(path, sample(), id_field="edge_id")
    first = path.read_bytes()
    write_features(path, read_features(path, allow_null_geometry=True), id_field="edge_id")
    assert path.read_bytes() == first


@pytest.mark.interop
def test_gdal_writes_the_same_bytes(tmp_path):
    frame = sample().drop(columns=["tags", "n"]).dropna(subset="geometry")
    frame = pd.concat([frame, frame.assign(edge_id="c", x=12.5, name="y")], ignore_index=True)
    ours, theirs = tmp_path / "edges.geojson", tmp_path / "gdal.geojson"
    write_features(ours, frame, id_field="edge_id")
    subprocess.run(["ogr2ogr", "-f", "GeoJSON", str(theirs), str(ours), "-nln", "edges"], check=True)
    assert theirs.read_text(encoding="utf-8") == ours.read_text(encoding="utf-8")


def test_polygons_follow_the_right_hand_rule():
    clockwise = Polygon([(0, 0), (0, 9), (9, 9), (9, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    turned = orient(clockwise)
    assert turned.exterior.is_ccw
    assert not turned.interiors[0].is_ccw
    written = geometry_mapping(clockwise, 6)
    assert Polygon(written["coordinates"][0]).exterior.is_ccw
    assert not Polygon(written["coordinates"][1]).exterior.is_ccw


def test_minus_zero_and_heights_are_not_written():
    assert geometry_mapping(Point(-0.00000001, 1, 5), 6) == {"type": "Point", "coordinates": [0.0, 1.0]}
    assert math.copysign(1.0, geometry_mapping(Point(-0.0, 1), 6)["coordinates"][0]) == 1.0
    assert geometry_mapping(None, 6) is None
    assert geometry_mapping(Point(), 6) is None


def test_numpy_and_nested_values_are_written_as_json():
    frame = gpd.GeoDataFrame(
        {
            "id": ["a"],
            "nested": [
                {"array": np.array([1, 2]), "number": np.float64(1.5), "flag": np.bool_(1), "none": pd.NA}
            ],
        },
        geometry=[Point(1, 2)],
        crs=4326,
    )
    properties = json.loads(features_text(frame, id_field="id"))["features"][0]["properties"]
    assert properties["nested"] == {"array": [1, 2], "number": 1.5, "flag": True, "none": None}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.assign(id=["a", "a"]), "used twice"),
        (lambda frame: frame.assign(id=["a", ""]), "non-empty"),
        (lambda frame: frame.assign(id=[1, 2]), "non-empty string: 1"),
        (lambda frame: frame.drop(columns="id"), "no such column"),
        (lambda frame: frame.assign(x=[object(), 1]), "no JSON form"),
        (lambda frame: frame.assign(x=[math.inf, 1.0]), "finite|JSON"),
    ],
)
def test_what_cannot_be_written_is_refused(change, message):
    frame = gpd.GeoDataFrame({"id": ["a", "b"], "x": [1, 2]}, geometry=[Point(1, 2), Point(3, 4)], crs=4326)
    with pytest.raises(InputError, match=message):
        features_text(change(frame), id_field="id")


def test_a_position_that_is_not_finite_is_refused_by_id():
    with np.errstate(invalid="ignore"):
        line = shapely.linestrings([[1, 2], [math.nan, 3]])
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[line], crs=4326)
    with pytest.raises(InputError, match="id a"):
        features_text(frame, id_field="id")
