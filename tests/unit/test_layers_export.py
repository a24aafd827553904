"""Every format, reopened with GDAL: the same features, ids and Chinese; nothing overwritten unasked."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pyogrio
import pytest
import shapely
from lxml import etree

from api.commands.export import FORMATS
from geo.errors import InputError
from layers.build import build_atlas
from layers.export import EXTENSIONS, MEDIA_TYPES, Format, export, write_bytes
from layers.project import Project
from layers.scaffold import create_project
from layers.schema import COLLECTIONS
from layers.store import Atlas, Feature, load_atlas

if TYPE_CHECKING:
    from pathlib import Path

TABLES = (Format.GEOJSON, Format.GPKG, Format.FGB, Format.KML)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    root = tmp_path_factory.mktemp("export") / "p"
    create_project(root)
    return load_atlas(build_atlas(Project.load(root), progress=lambda _: None))


def test_every_format_has_media_type_extension_and_command_line_name() -> None:
    assert set(MEDIA_TYPES) == set(EXTENSIONS) == set(Format)
    assert tuple(Format) == FORMATS


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("name", ["zones", "sub_zones", "sites", "edges", "places", "base_water"])
def test_gdal_reads_the_same_features_back(atlas: Atlas, tmp_path: Path, form: Format, name: str) -> None:
    collection = atlas.collection(name)
    path = tmp_path / f"x.{form}"
    path.write_bytes(write_bytes(collection, form))
    frame = pyogrio.read_dataframe(path)
    key = collection.columns[0].name
    expected = {feature.id: feature for feature in collection.features}
    assert set(frame[key]) == set(expected)
    for identity, geometry in zip(frame[key], frame.geometry, strict=True):
        original = expected[identity].geometry
        if original is None:
            assert geometry is None or geometry.is_empty
        else:
            assert shapely.hausdorff_distance(geometry, original) < 1e-6
    if "name_zh" in frame:
        names = {feature.id: feature.properties["name_zh"] for feature in collection.features}
        assert dict(zip(frame[key], frame["name_zh"], strict=True)) == names


def test_parquet_keeps_lists_and_evidence(atlas: Atlas, tmp_path: Path) -> None:
    import geopandas  # noqa: PLC0415

    path = tmp_path / "x.parquet"
    path.write_bytes(write_bytes(atlas.collection("sub_zones"), "parquet"))
    frame = geopandas.read_parquet(path).set_index("place_id")
    assert list(frame.loc["west-quarter", "focus_industries"]) == ["人工智能", "大数据"]
    roles = json.loads(frame.loc["west-quarter", "roles"])
    assert roles == atlas.collection("sub_zones").feature("west-quarter").properties["roles"]
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_string() == "OGC:CRS84"


def test_shapefile_is_gb18030_with_short_names_and_a_dictionary(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "x.shp.zip"
    path.write_bytes(write_bytes(atlas.collection("sub_zones"), "shp"))
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        dictionary = archive.read("sub_zones_fields.csv").decode("utf-8-sig")
        assert "示例西片区".encode("gb18030") in archive.read("sub_zones.dbf")
    assert {"sub_zones.shp", "sub_zones.dbf", "sub_zones.shx", "sub_zones.prj", "sub_zones.cpg"} <= set(names)
    rows = list(csv.DictReader(io.StringIO(dictionary)))
    frame = pyogrio.read_dataframe(path, layer="sub_zones")
    assert sorted(frame["name_zh"]) == ["示例东片区", "示例西片区"]
    assert [row["field"] for row in rows] == [name for name in frame.columns if name != "geometry"]


def test_shapefile_parts_by_geometry_and_cuts_long_text_between_characters(
    atlas: Atlas, tmp_path: Path
) -> None:
    places = atlas.collection("places")
    first = places.features[0]
    long = replace(
        places,
        features=(
            Feature(first.id, first.geometry, {**first.properties, "positioning": "a" + "区" * 300}),
            *places.features[1:],
        ),
    )
    path = tmp_path / "x.shp.zip"
    path.write_bytes(write_bytes(long, "shp"))
    with zipfile.ZipFile(path) as archive:
        names = {name for name in archive.namelist() if name.endswith((".shp", ".dbf"))}
        rows = list(csv.DictReader(io.StringIO(archive.read("places_fields.csv").decode("utf-8-sig"))))
    assert names == {
        "places_none.dbf", "places_point.shp", "places_point.dbf", "places_polygon.shp", "places_polygon.dbf",
    }  # fmt: skip
    assert [row["column"] for row in rows if row["cut_at_254_bytes"]] == ["positioning"]
    cells = [
        value
        for layer in ("places_none", "places_point", "places_polygon")
        for value in pyogrio.read_dataframe(path, layer=layer)["position"]
        if isinstance(value, str) and value.startswith("a")
    ]
    assert cells == ["a" + "区" * 126]


def test_shapefile_field_names_are_unique_and_fit() -> None:
    for schema in COLLECTIONS:
        shorts = [column.short for column in schema.columns if column.type not in ("object", "objects")]
        assert all(0 < len(short) <= 10 and short.isascii() for short in shorts), schema.id
        assert len(set(shorts)) == len(shorts), schema.id


def test_csv_is_safe_in_spreadsheets(atlas: Atlas) -> None:
    sites = atlas.collection("sites")
    site = sites.features[0]
    bad = Feature(
        site.id,
        site.geometry,
        {
            **site.properties,
            "name_zh": "=HYPERLINK(1)",
            # Chinese locales take the full-width form for the same.
            "name_en": "＝HYPERLINK(1)",
            "note": '第一行\n"二",三',
        },
    )
    text = write_bytes(replace(sites, features=(bad,)), "csv", bom=True)
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    assert rows[0]["name_zh"] == "'=HYPERLINK(1)"
    assert rows[0]["name_en"] == "'＝HYPERLINK(1)"
    assert rows[0]["note"] == '第一行\n"二",三'
    assert float(rows[0]["lon"]) == pytest.approx(site.geometry.x)
    assert "roles" not in rows[0]
    assert not write_bytes(sites, "csv").startswith(b"\xef\xbb\xbf")


def test_gpx_and_kml_are_well_formed_and_named_in_the_language_asked(atlas: Atlas) -> None:
    sites = atlas.collection("sites")
    for form, tag in (
        ("gpx", "{http://www.topografix.com/GPX/1/1}name"),
        ("kml", "{http://www.opengis.net/kml/2.2}name"),
    ):
        for lang, name in (("zh", "示例产业园"), ("en", "Example Park")):
            tree = etree.fromstring(write_bytes(sites, form, lang))
            assert name in [element.text for element in tree.iter(tag)]


def test_gpx_refuses_what_it_cannot_hold(atlas: Atlas) -> None:
    with pytest.raises(InputError, match="points only"):
        write_bytes(atlas.collection("zones"), "gpx")
    with pytest.raises(InputError, match="geojson, gpkg"):
        write_bytes(atlas.collection("zones"), "dwg")


@pytest.mark.parametrize("form", list(Format))
def test_the_same_collection_gives_the_same_bytes(atlas: Atlas, form: Format) -> None:
    sites = atlas.collection("sites")
    assert write_bytes(sites, form) == write_bytes(sites, form)


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.GPX])
def test_every_collection_can_be_written(atlas: Atlas, form: Format) -> None:
    for collection in atlas.collections.values():
        assert write_bytes(collection, form)
        assert write_bytes(replace(collection, features=()), form)


def test_nothing_is_overwritten_unasked(atlas: Atlas, tmp_path: Path) -> None:
    target = tmp_path / "图 层.geojson"
    assert export(atlas.collection("zones"), target, "geojson") == [target]
    first = target.read_bytes()
    with pytest.raises(InputError, match="--force"):
        export(atlas.collection("sites"), target, "geojson")
    assert target.read_bytes() == first
    export(atlas.collection("sites"), target, "geojson", force=True)
    assert target.read_bytes() != first


def test_several_collections_make_one_geopackage_or_a_folder(atlas: Atlas, tmp_path: Path) -> None:
    chosen = list(atlas.collections.values())
    export(chosen, tmp_path / "all.gpkg", "gpkg")
    assert {name for name, _ in pyogrio.list_layers(tmp_path / "all.gpkg")} == set(atlas.collections)
    paths = export(chosen, tmp_path / "folder", "csv")
    assert sorted(path.name for path in paths) == sorted(f"{name}.csv" for name in atlas.collections)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="folder"):
        export(chosen, tmp_path / "file", "csv", force=True)
