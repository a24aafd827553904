"""The text formats written here: CSV for spreadsheets, KML for globes, GPX for receivers."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import shapely

from geo.constants import BUILT_DECIMALS
from geo.errors import InputError
from layers.export_tables import flat_value, is_nested
from seeds.review_table import FORMULA_STARTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from layers.schema import Column
    from layers.store import Collection, Feature

BOM = "\ufeff"
# Control characters that XML 1.0 has no way to write.
_NOT_XML = {code: None for code in range(32) if code not in (9, 10, 13)}


def csv_bytes(collection: Collection, *, bom: bool = False) -> bytes:
    """Return CSV (RFC 4180, UTF-8, CRLF): flat columns, then ``lon`` and ``lat``.

    The position is a point in or on the feature. Text that a spreadsheet would run as a formula gets an
    apostrophe in front. Nested evidence is left out: the statements are a collection of their own,
    under the same ids.
    """
    columns = [column for column in collection.columns if not is_nested(column)]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([*(column.name for column in columns), "lon", "lat"])
    for feature in collection.features:
        cells = [_cell(flat_value(column, feature.properties.get(column.name))) for column in columns]
        writer.writerow([*cells, *_point(feature)])
    return ((BOM if bom else "") + stream.getvalue()).encode()


def kml_bytes(collection: Collection, lang: str = "zh") -> bytes:
    """Return KML 2.3: one Placemark a feature with its id, name, flat columns as extended data, and geometry.

    A feature without geometry is a Placemark without one.
    """
    columns = [column for column in collection.columns if not is_nested(column)]
    parts = []
    for feature in collection.features:
        data = []
        for column in columns:
            value = flat_value(column, feature.properties.get(column.name))
            if value not in (None, ""):
                title = _title(column, lang)
                data.append(
                    f"<Data name={quoteattr(column.name)}><displayName>{_xml(title)}</displayName>"
                    f"<value>{_xml(str(value))}</value></Data>"
                )
        geometry = _kml_geometry(feature.geometry) if feature.geometry is not None else ""
        parts.append(
            f"<Placemark id={quoteattr(_clean(feature.id))}><name>{_xml(_name(feature, lang))}</name>"
            f"<ExtendedData>{''.join(data)}</ExtendedData>{geometry}</Placemark>"
        )
    return _document(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>{_xml(_title(collection, lang))}</name>",
        parts,
        "</Document></kml>",
    )


def gpx_bytes(collection: Collection, lang: str = "zh") -> bytes:
    """Return GPX 1.1: one waypoint a feature with name, positioning and id.

    Raises
    ------
    InputError
        The collection has other geometries than points.
    """
    parts = []
    for feature in collection.features:
        if not isinstance(feature.geometry, shapely.Point):
            raise InputError(
                "GPX holds points only",
                value=feature.geometry.geom_type if feature.geometry is not None else None,
                where=f"{collection.id}, {feature.id}",
                allowed="a collection of points, such as sites",
            )
        properties = feature.properties
        about = properties.get("positioning") or "、".join(properties.get("focus_industries") or ())
        description = f"<desc>{_xml(about)}</desc>" if about else ""
        kind = f"<type>{_xml(str(properties['kind']))}</type>" if properties.get("kind") else ""
        lon, lat = feature.geometry.x, feature.geometry.y
        # Order of the children is fixed by the schema: name, cmt, desc, src, type.
        parts.append(
            f'<wpt lat="{lat:.{BUILT_DECIMALS}f}" lon="{lon:.{BUILT_DECIMALS}f}">'
            f"<name>{_xml(_name(feature, lang))}</name><cmt>{_xml(feature.id)}</cmt>{description}{kind}</wpt>"
        )
    return _document(
        '<gpx version="1.1" creator="Zone Atlas" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<metadata><name>{_xml(_title(collection, lang))}</name></metadata>",
        parts,
        "</gpx>",
    )


def _document(head: str, parts: Iterable[str], tail: str) -> bytes:
    """Return an XML document with one part a line."""
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *parts, tail, ""]).encode()


def _title(titled: Collection | Column, lang: str) -> str:
    return titled.title_en if lang == "en" else titled.title_zh


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _point(feature: Feature) -> tuple[object, object]:
    if feature.geometry is None or feature.geometry.is_empty:
        return "", ""
    properties = feature.properties
    if "label_lon" in properties:
        return properties["label_lon"], properties["label_lat"]
    point = shapely.point_on_surface(feature.geometry)
    lon, lat = shapely.get_coordinates(point)[0]
    return round(float(lon), BUILT_DECIMALS), round(float(lat), BUILT_DECIMALS)


def _name(feature: Feature, lang: str) -> str:
    properties = feature.properties
    keys = ("name_en", "name_zh") if lang == "en" else ("name_zh", "name_en")
    for key in (*keys, "title", "quote", "follows"):
        if properties.get(key):
            return str(properties[key])
    return feature.id


def _kml_geometry(geometry: BaseGeometry) -> str:
    if isinstance(geometry, shapely.Point):
        return f"<Point><coordinates>{_positions(geometry)}</coordinates></Point>"
    if isinstance(geometry, shapely.LineString):
        return f"<LineString><coordinates>{_positions(geometry)}</coordinates></LineString>"
    if isinstance(geometry, shapely.Polygon):
        rings = [("outerBoundaryIs", geometry.exterior)]
        rings += [("innerBoundaryIs", ring) for ring in geometry.interiors]
        inner = "".join(
            f"<{name}><LinearRing><coordinates>{_positions(ring)}</coordinates></LinearRing></{name}>"
            for name, ring in rings
        )
        return f"<Polygon>{inner}</Polygon>"
    members = "".join(_kml_geometry(part) for part in shapely.get_parts(geometry))
    return f"<MultiGeometry>{members}</MultiGeometry>"


def _positions(geometry: BaseGeometry) -> str:
    pairs = shapely.get_coordinates(geometry)
    return " ".join(f"{lon:.{BUILT_DECIMALS}f},{lat:.{BUILT_DECIMALS}f}" for lon, lat in pairs)


def _clean(text: str) -> str:
    return text.translate(_NOT_XML)


def _xml(text: str) -> str:
    return escape(_clean(text))
