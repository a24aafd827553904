"""The data of the atlas page as two compact JSON objects: what map and cards need, and the documents' texts.

``page_data`` → places, edges, base layers, statements, tables. ``page_texts`` → full texts, asked for only
when evidence is opened. Geometry is GeoJSON with coordinates rounded for the screen; offsets count UTF-16
units, as browsers do (the atlas counts code points).
"""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, Any

import shapely
from pypinyin import Style, lazy_pinyin
from shapely.geometry import shape

from maps.courses import course
from maps.style import symbol_of
from maps.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from layers.store import Atlas, Feature

PLACE_COLLECTIONS = ("zones", "sub_zones", "areas", "sites", "districts", "corridors")
BASE_COLLECTIONS = ("water", "land", "green", "roads", "metro_lines", "metro_stations", "district_lines")
NOT_STATED = "not_stated"
_DECIMALS = 6
_BASE_DECIMALS = 5  # about 1 m
_BASE_TOLERANCE_DEGREES = 0.00002  # about 2 m: below what zoom 17 shows
_ASTRAL = 0xFFFF
_AREAL = ("Polygon", "MultiPolygon")

# Place properties the page reads, by their short names there. Null, false and empty values are left out.
_PLACE_FIELDS = {
    "name_zh": "zh", "name_en": "en", "kind": "kind", "parent": "parent", "aliases": "aliases",
    "in_district": "in", "industry_ids": "industries", "statement_ids": "st", "documents": "docs",
    "area_km2": "area", "area_low_km2": "areaLow", "area_high_km2": "areaHigh", "perimeter_km": "perimeter",
    "accuracy_m": "accuracy", "schematic_share": "schematic", "edge_ids": "edges", "clipped": "clipped",
    "source": "source", "zones": "inZones", "zone": "zone", "sub_zone": "subZone", "basis": "basis",
    "agreements": "agreements",
}  # fmt: skip
_STATEMENT_FIELDS = (
    "id", "doc", "kind", "quote", "place", "place_id", "subject", "measure", "value", "value_min",
    "value_max", "unit", "comparator", "period", "status", "direction", "indicator_id", "relation", "objects",
    "industry_ids", "section", "page", "review", "conflicts_with",
)  # fmt: skip


def page_data(atlas: Atlas, words: Words | None = None) -> dict[str, Any]:
    """Return everything the page draws and lists, except the documents' texts.

    Keys: ``version``, ``project``, ``places`` (of all place collections, west to east), ``edges``, ``base``
    (by layer), ``statements``, ``documents``, ``indicators``, ``industries``, ``sources``, ``coverage``,
    ``silence``, ``conflicts``.
    """
    words = words or Words()
    units = {name: Utf16(text) for name, text in atlas.texts.items()}
    return {
        "version": atlas.manifest.get("version", ""),
        "project": atlas.manifest.get("project", {}),
        "places": _places(atlas),
        "edges": [
            _edge(item, item.geometry) for item in _features(atlas, "edges") if item.geometry is not None
        ],
        "base": {
            name: _joined_water(_base(atlas, name)) if name == "water" else _base(atlas, name)
            for name in BASE_COLLECTIONS
        },
        "statements": [_statement(row, units) for row in atlas.statements if row["review"] != "rejected"],
        "documents": [_document(row, units) for row in atlas.documents.values()],
        "indicators": {
            key: {"zh": row["name_zh"], "en": row["name_en"], "unit": row["unit"]}
            for key, row in words.indicators.items()
        },
        "industries": {
            key: {"zh": row["name_zh"], "en": row["name_en"]} for key, row in words.industries.items()
        },
        "sources": {
            key: {name: row[name] for name in ("publisher", "title", "date", "licence") if row.get(name)}
            for key, row in words.sources.items()
        },
        "coverage": [_filled(row) for row in atlas.coverage if row["state"] != NOT_STATED],
        "silence": _silence(atlas),
        "conflicts": [_filled(row) for row in atlas.conflicts],
    }


def page_texts(atlas: Atlas) -> dict[str, str]:
    """Full text of every document by id, exactly as the offsets count it."""
    return dict(sorted(atlas.texts.items()))


class Utf16:
    """Turns offsets in code points of one text into offsets in UTF-16 units."""

    def __init__(self, text: str) -> None:
        self._astral = [index for index, char in enumerate(text) if ord(char) > _ASTRAL]

    def __call__(self, offset: int) -> int:
        """UTF-16 units before code point ``offset``."""
        return offset + bisect.bisect_left(self._astral, offset)


def search_keys(names: Iterable[str]) -> list[str]:
    """Return what names are found by besides themselves: pinyin without tones, initials; each once."""
    keys: dict[str, None] = {}
    for name in names:
        for style in (Style.NORMAL, Style.FIRST_LETTER):
            key = "".join(lazy_pinyin(name, style=style)).lower().replace(" ", "")
            if key and key != name:
                keys[key] = None
    return list(keys)


def _silence(atlas: Atlas) -> dict[str, list[str]]:
    """Return the indicators the documents do not state, by place: most of the matrix, told by ids alone."""
    silent: dict[str, list[str]] = {}
    for row in atlas.coverage:
        of_place = silent.setdefault(row["place_id"], [])
        if row["state"] == NOT_STATED:
            of_place.append(row["indicator_id"])
    return silent


def _places(atlas: Atlas) -> list[dict[str, Any]]:
    rows = [
        _place(feature, collection)
        for collection in PLACE_COLLECTIONS
        for feature in _features(atlas, collection)
    ]
    drawn = {row["id"] for row in rows}
    # Statements speak of more places than are drawn; their names are searched and shown too.
    rows += [_place(feature, "") for feature in _features(atlas, "places") if feature.id not in drawn]
    return sorted(rows, key=lambda row: (row["label"][0] if row.get("label") else 999.0, row["id"]))


def _place(feature: Feature, collection: str) -> dict[str, Any]:
    properties = feature.properties
    row: dict[str, Any] = {"id": feature.id, "coll": collection}
    row |= _filled({short: properties.get(name) for name, short in _PLACE_FIELDS.items()})
    names = [properties.get("name_zh") or "", *(properties.get("aliases") or ())]
    row["keys"] = search_keys(names)
    if collection in ("sites", ""):
        row["symbol"] = symbol_of(str(properties.get("kind", "")))
    geometry = feature.geometry
    if geometry is not None and not geometry.is_empty and collection:
        row["geometry"] = _geometry(geometry, _DECIMALS)
        lon, lat = properties.get("label_lon"), properties.get("label_lat")
        if lon is None or lat is None:
            point = geometry.representative_point()
            lon, lat = point.x, point.y
        row["label"] = [round(float(lon), _DECIMALS), round(float(lat), _DECIMALS)]
    return row


def _edge(feature: Feature, geometry: BaseGeometry) -> dict[str, Any]:
    wanted = (
        "follows",
        "follows_en",
        "basis",
        "source",
        "accuracy_m",
        "method",
        "digitized_on",
        "note",
        "places",
    )
    row = _filled({name: feature.properties.get(name) for name in wanted})
    return {"id": feature.id, **row, "geometry": _geometry(geometry, _DECIMALS)}


def _base(atlas: Atlas, name: str) -> list[dict[str, Any]]:
    rows = []
    for feature in _features(atlas, f"base_{name}"):
        geometry = feature.geometry
        if geometry is None or geometry.is_empty:
            continue
        properties = feature.properties
        row = _filled(
            {
                "zh": properties.get("name_zh"),
                "en": properties.get("name_en"),
                "kind": properties.get("kind"),
                "rank": properties.get("rank"),
            }
        )
        if name == "water" and row.get("zh") and geometry.geom_type in _AREAL:
            row |= _filled({"course": course(geometry)})
        simple = geometry.simplify(_BASE_TOLERANCE_DEGREES)
        rows.append({**row, "geometry": _geometry(simple, _BASE_DECIMALS)})
    return sorted(rows, key=lambda row: row.get("rank", 0))


def _joined_water(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with all surfaces as one in front: where two reaches meet is no bank and gets no line.

    The reaches keep their names and courses, without a shape.
    """
    surfaces = [shape(row["geometry"]) for row in rows if row["geometry"]["type"] in _AREAL]
    if not surfaces:
        return rows
    # Reaches were simplified one by one: what gapes between them is closed first.
    wide = shapely.union_all(
        [surface.buffer(_BASE_TOLERANCE_DEGREES, join_style="mitre") for surface in surfaces]
    )
    whole = wide.buffer(-_BASE_TOLERANCE_DEGREES, join_style="mitre").simplify(_BASE_TOLERANCE_DEGREES)
    named = [
        {key: value for key, value in row.items() if key != "geometry" or value["type"] not in _AREAL}
        for row in rows
    ]
    return [{"kind": "surface", "rank": 1, "geometry": _geometry(whole, _BASE_DECIMALS)}, *named]


def _statement(row: dict[str, Any], units: dict[str, Utf16]) -> dict[str, Any]:
    short = _filled({name: row.get(name) for name in _STATEMENT_FIELDS})
    if short.get("review") == "machine":
        del short["review"]
    unit = units[row["doc"]]
    return {**short, "start": unit(row["start"]), "end": unit(row["end"])}


def _document(row: dict[str, Any], units: dict[str, Utf16]) -> dict[str, Any]:
    unit = units[row["id"]]
    wanted = ("id", "title", "title_en", "title_published", "issuer", "kind", "date")
    sections = [
        {**section, "start": unit(section["start"]), "end": unit(section["end"])}
        for section in row.get("sections", ())
    ]
    return {**_filled({name: row.get(name) for name in wanted}), "sections": sections}


def _features(atlas: Atlas, collection: str) -> tuple[Feature, ...]:
    found = atlas.collections.get(collection)
    return found.features if found else ()


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    """Drop what says nothing; zero is a value."""
    return {
        key: value
        for key, value in row.items()
        if not (value is None or value is False or value in ("", [], {}, ()))
    }


def _geometry(geometry: BaseGeometry, decimals: int) -> dict[str, Any]:
    rounded = shapely.transform(geometry, lambda xy: xy.round(decimals))
    mapping = shapely.geometry.mapping(rounded)
    return {"type": mapping["type"], "coordinates": mapping["coordinates"]}
