"""Collections as files: GeoJSON, GeoPackage, FlatGeobuf, GeoParquet, CSV, KML, GPX, Shapefile.

All are WGS84 longitude and latitude; coordinates are never shifted. GeoJSON keeps the nested evidence,
formats of tables have flat columns with lists joined by ``|`` and, where a program can read it, nested
evidence as JSON text. The same collection gives the same bytes.
"""

from __future__ import annotations

import json
import os
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio

from geo.constants import BUILT_DECIMALS
from geo.errors import InputError
from geo.geojson import geometry_mapping
from geo.whole_file import check_writable, write_whole
from layers.export_tables import flat_frame
from layers.export_text import csv_bytes, gpx_bytes, kml_bytes
from layers.shapefile import shapefile_bytes
from layers.store import Collection

if TYPE_CHECKING:
    from collections.abc import Sequence

# GDAL writes the day into a GeoPackage; a fixed one keeps the bytes, and so the ETag, the same.
_FIXED_DATE = "2000-01-01T00:00:00.000Z"


class Format(StrEnum):
    """The formats a collection is written in; the value is what ``f=`` and ``--format`` take."""

    GEOJSON = "geojson"
    GPKG = "gpkg"
    FGB = "fgb"
    PARQUET = "parquet"
    CSV = "csv"
    KML = "kml"
    GPX = "gpx"
    SHP = "shp"


MEDIA_TYPES: dict[Format, str] = {
    Format.GEOJSON: "application/geo+json",
    Format.GPKG: "application/geopackage+sqlite3",
    Format.FGB: "application/vnd.flatgeobuf",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.KML: "application/vnd.google-earth.kml+xml",
    Format.GPX: "application/gpx+xml",
    Format.SHP: "application/zip",
}
EXTENSIONS: dict[Format, str] = {form: form.value for form in Format} | {Format.SHP: "shp.zip"}
# Endings by which a path is the name of a file, not of a folder.
_FILE_ENDINGS = {*(form.value for form in Format), "json", "zip"}
TEXT_FORMATS = (Format.GEOJSON, Format.CSV, Format.KML, Format.GPX)


def write_bytes(collection: Collection, form: Format | str, lang: str = "zh", *, bom: bool = False) -> bytes:
    """Return a collection as the bytes of one file.

    For a part of a collection pass ``dataclasses.replace(collection, features=…)``.

    Parameters
    ----------
    collection
        Features in EPSG:4326, x = longitude.
    form
        A ``Format`` or its value.
    lang
        ``zh`` or ``en``: language of names and titles where a format shows one.
    bom
        CSV only: begin with a byte order mark, for spreadsheets that take UTF-8 for something else
        without it.

    Raises
    ------
    InputError
        The format is unknown, or cannot hold the collection (GPX holds points only).
    """
    form = parse_format(form)
    if form is Format.GEOJSON:
        return geojson_bytes(collection)
    if form is Format.CSV:
        return csv_bytes(collection, bom=bom)
    if form is Format.KML:
        return kml_bytes(collection, lang)
    if form is Format.GPX:
        return gpx_bytes(collection, lang)
    if form is Format.SHP:
        return shapefile_bytes(collection)
    with tempfile.TemporaryDirectory(prefix="zone-atlas-") as folder:
        path = Path(folder) / f"{collection.id}.{form}"
        if form is Format.GPKG:
            _write_gpkg([collection], path)
        elif form is Format.FGB:
            _write_fgb(collection, path)
        else:
            _write_parquet(collection, path)
        return path.read_bytes()


def export(
    collections: Collection | Sequence[Collection],
    path: Path,
    form: Format | str,
    lang: str = "zh",
    *,
    force: bool = False,
    bom: bool = False,
) -> list[Path]:
    """Write collections to ``path`` and return the files written.

    One collection makes the file ``path``; several make one GeoPackage with a layer each, or in other
    formats a folder ``path`` with one file each.

    Raises
    ------
    InputError
        As ``write_bytes``; a file exists already and ``force`` is not given; several collections would go
        into a path that is the name of a file. Nothing is written then.
    """
    form = parse_format(form)
    chosen = [collections] if isinstance(collections, Collection) else list(collections)
    if len(chosen) == 1:
        _refuse_taken(path, force=force)
        return [write_whole(path, write_bytes(chosen[0], form, lang, bom=bom))]
    with tempfile.TemporaryDirectory(prefix="zone-atlas-") as name:
        folder = Path(name)
        if form is Format.GPKG:
            _refuse_taken(path, force=force)
            _write_gpkg(chosen, folder / "atlas.gpkg")
            return [write_whole(path, (folder / "atlas.gpkg").read_bytes())]
        if path.is_file() or path.suffix.lower().lstrip(".") in _FILE_ENDINGS:
            raise InputError(
                "Several collections go into a folder, and this names a file",
                value=str(path),
                allowed="the name of a folder, new or not; or the format gpkg, one file for all",
            )
        targets = {path / f"{item.id}.{EXTENSIONS[form]}": item for item in chosen}
        for target in targets:
            _refuse_taken(target, force=force)
        # All are made before the first is put in place: one that the format cannot hold leaves nothing.
        for target, item in targets.items():
            (folder / target.name).write_bytes(write_bytes(item, form, lang, bom=bom))
        return [write_whole(target, (folder / target.name).read_bytes()) for target in targets]


def parse_format(form: Format | str) -> Format:
    """Return the format of that name; ``InputError`` names the known ones."""
    try:
        return Format(form)
    except ValueError as error:
        raise InputError("Unknown format", value=str(form), allowed=", ".join(Format)) from error


def geojson_bytes(collection: Collection) -> bytes:
    """Return RFC 7946 GeoJSON with all properties, nested evidence included, one feature a line."""
    lines = []
    for feature in collection.features:
        row = {
            "type": "Feature",
            "id": feature.id,
            "geometry": geometry_mapping(feature.geometry, BUILT_DECIMALS, feature.id),
            "properties": feature.properties,
        }
        lines.append(json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    body = ",\n".join(lines)
    name = json.dumps(collection.id)
    return f'{{"type":"FeatureCollection","name":{name},"features":[\n{body}\n]}}\n'.encode()


def _write_gpkg(collections: Sequence[Collection], path: Path) -> None:
    before = os.environ.get("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_DATE})
    try:
        for collection in collections:
            frame = flat_frame(collection, nested=True)
            about = {
                "IDENTIFIER": collection.title_zh,
                "DESCRIPTION": f"{collection.description_zh} {collection.description_en}",
            }
            kind = {"geometry_type": _layer_type(collection)} if isinstance(frame, gpd.GeoDataFrame) else {}
            pyogrio.write_dataframe(
                frame,
                path,
                driver="GPKG",
                layer=collection.id,
                append=path.exists(),
                layer_options=about,
                **kind,
            )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write_fgb(collection: Collection, path: Path) -> None:
    frame = flat_frame(collection, nested=True)
    if not isinstance(frame, gpd.GeoDataFrame):
        frame = gpd.GeoDataFrame(frame, geometry=np.full(len(frame), None, dtype=object), crs="EPSG:4326")
    # The packed index cannot hold a feature without geometry: GDAL would drop it.
    indexed = "NO" if frame.geometry.isna().any() else "YES"
    pyogrio.write_dataframe(
        frame, path, driver="FlatGeobuf", layer=collection.id, geometry_type=_layer_type(collection),
        layer_options={"SPATIAL_INDEX": indexed, "TITLE": collection.title_zh},
    )  # fmt: skip


def _write_parquet(collection: Collection, path: Path) -> None:
    frame = flat_frame(collection, nested=True, lists=True)
    if isinstance(frame, gpd.GeoDataFrame):
        frame.to_parquet(path, index=False, compression="zstd")
    else:
        frame.to_parquet(path, index=False, compression="zstd", engine="pyarrow")


def _layer_type(collection: Collection) -> str:
    """Geometry type of the layer: GDAL's ``Unknown`` for mixed ones."""
    kinds = {feature.geometry.geom_type for feature in collection.features if feature.geometry is not None}
    return kinds.pop() if len(kinds) == 1 else "Unknown"


def _refuse_taken(path: Path, *, force: bool) -> None:
    check_writable(path)
    if path.exists() and not force:
        raise InputError("The file exists already", value=str(path), allowed="another name, or --force")
