"""The catalogue: a record for each document, with the extent of the places it speaks about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import shapely

from layers.schema import CollectionSchema, Column, ColumnType
from layers.store import Collection, Feature, make_collection

if TYPE_CHECKING:
    from layers.store import Atlas

CATALOGUE: Final = "catalogue"

_SCHEMA: Final = CollectionSchema(
    CATALOGUE,
    "文献目录",
    "Catalogue of documents",
    "来源文献的目录,每条记录的范围取自文献所及的地名。",
    "The source documents; the extent of each record is that of the places the document speaks about.",
    "Polygon",
    (
        Column("type", ColumnType.STRING, "资源类型", "Type of resource", nullable=False, enum=("document",)),
        Column("title", ColumnType.STRING, "标题", "Title", nullable=False),
        Column("title_en", ColumnType.STRING, "英文标题", "Title (English)"),
        Column("publisher", ColumnType.STRING, "发布单位", "Publisher"),
        Column("kind", ColumnType.STRING, "文种", "Kind"),
        Column("date", ColumnType.STRING, "日期", "Date"),
        Column("language", ColumnType.STRING, "语言", "Language", nullable=False),
        Column(
            "keywords",
            ColumnType.STRINGS,
            "关键词(地名)",
            "Keywords (places)",
            nullable=False,
            sortable=False,
        ),
        Column("place_ids", ColumnType.STRINGS, "地名标识", "Place ids", nullable=False, sortable=False),
        Column("statements", ColumnType.INTEGER, "表述条数", "Statements", nullable=False),
        Column("sha256", ColumnType.STRING, "SHA-256", "SHA-256", nullable=False),
    ),
)


def catalogue(atlas: Atlas) -> Collection:
    """Return the records of an atlas; a document that names no drawn place has no geometry."""
    places = atlas.collections.get("places")
    return make_collection(_SCHEMA, tuple(_record(row, places) for row in atlas.documents.values()))


def _record(row: dict[str, Any], places: Collection | None) -> Feature:
    ids = [name for name in row.get("places", ()) if places is not None and name in places.index]
    found = [places.feature(name) for name in ids] if places is not None else []
    shapes = [feature.geometry for feature in found if feature.geometry is not None]
    properties = {
        "type": "document",
        "title": row["title"],
        "title_en": row.get("title_en"),
        "publisher": row.get("issuer"),
        "kind": row.get("kind"),
        "date": row.get("date"),
        "language": "zh",
        "keywords": [str(feature.properties.get("name_zh") or feature.id) for feature in found],
        "place_ids": ids,
        "statements": row.get("statements", 0),
        "sha256": row["sha256"],
    }
    extent = shapely.box(*shapely.total_bounds(shapes)) if shapes else None
    return Feature(row["id"], extent, properties)
