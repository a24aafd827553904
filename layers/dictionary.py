"""The data dictionary of the hand-digitized layers: fields in order, types, allowed values.

Reading, tidying, the QGIS forms and the README derive from this one list. The columns that are
*published* are another matter (``layers.schema``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from layers.project import BASE_LAYERS
from layers.schema import BASES, FOLLOWED, SITE_BASES


class FieldKind(StrEnum):
    """What a field holds."""

    ID = "id"  # slug, unique in its layer
    TEXT = "text"
    NUMBER = "number"  # greater than zero
    INTEGER = "integer"
    DATE = "date"  # YYYY-MM-DD
    CHOICE = "choice"
    PLACE = "place"  # one place_id of the gazetteer
    PLACES = "places"  # place_ids joined by |, may be empty
    SOURCE = "source"  # key into sources.csv


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a digitized layer; ``required`` means that it may not be empty."""

    name: str
    kind: FieldKind
    title_zh: str
    title_en: str
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One digitized layer: file name without ending, geometry types, the field that names a feature."""

    name: str
    title_zh: str
    title_en: str
    geometry_types: tuple[str, ...]
    id_field: str
    fields: tuple[Field, ...]

    @property
    def field_names(self) -> tuple[str, ...]:
        """Names of the fields in the order in which files have them."""
        return tuple(field.name for field in self.fields)


_PROVENANCE = (
    Field("source", FieldKind.SOURCE, "来源", "Source"),
    Field("accuracy_m", FieldKind.NUMBER, "精度 (m, 95 %)", "Accuracy (m, 95 %)"),
    Field("method", FieldKind.TEXT, "方法", "Method", required=False),
    Field("digitized_on", FieldKind.DATE, "数字化日期", "Digitized on", required=False),
    Field("note", FieldKind.TEXT, "备注", "Note", required=False),
)
_LINE = (
    Field("follows", FieldKind.TEXT, "沿线地物", "Follows"),
    Field("follows_en", FieldKind.TEXT, "沿线地物(英文)", "Follows (English)", required=False),
    Field("feature", FieldKind.CHOICE, "地物类型", "Kind of feature", choices=FOLLOWED),
    Field("basis", FieldKind.CHOICE, "依据", "Basis", choices=BASES),
    *_PROVENANCE,
)

EDGES = LayerSpec(
    "edges",
    "边线",
    "Edges",
    ("LineString",),
    "edge_id",
    (Field("edge_id", FieldKind.ID, "标识", "Id"), *_LINE),
)
FACES = LayerSpec(
    "faces",
    "面标",
    "Face labels",
    ("Point",),
    "face_id",
    (
        Field("face_id", FieldKind.ID, "标识", "Id"),
        Field("place_ids", FieldKind.PLACES, "所属区域", "Places", required=False),
        Field("note", FieldKind.TEXT, "备注", "Note", required=False),
    ),
)
SITES = LayerSpec(
    "sites",
    "点位",
    "Sites",
    ("Point",),
    "place_id",
    (
        Field("place_id", FieldKind.PLACE, "地名标识", "Place id"),
        Field("basis", FieldKind.CHOICE, "依据", "Basis", choices=SITE_BASES),
        *_PROVENANCE,
    ),
)
CORRIDORS = LayerSpec(
    "corridors",
    "走廊",
    "Corridors",
    ("LineString", "MultiLineString"),
    "place_id",
    (Field("place_id", FieldKind.PLACE, "地名标识", "Place id"), *_LINE),
)
_BASE_FIELDS = (
    Field("id", FieldKind.ID, "标识", "Id"),
    Field("name_zh", FieldKind.TEXT, "名称", "Name (Chinese)", required=False),
    Field("name_en", FieldKind.TEXT, "英文名称", "Name (English)", required=False),
    Field("kind", FieldKind.TEXT, "类别", "Kind"),
    Field("rank", FieldKind.INTEGER, "绘制次序", "Drawing rank"),
    Field("source", FieldKind.SOURCE, "来源", "Source"),
    Field("accuracy_m", FieldKind.NUMBER, "精度 (m, 95 %)", "Accuracy (m, 95 %)", required=False),
)
_ANY_GEOMETRY = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
BASE = tuple(LayerSpec(f"base/{name}", name, name, _ANY_GEOMETRY, "id", _BASE_FIELDS) for name in BASE_LAYERS)

REQUIRED_LAYERS = (EDGES, FACES, SITES)
OPTIONAL_LAYERS = (CORRIDORS, *BASE)
LAYERS = (*REQUIRED_LAYERS, *OPTIONAL_LAYERS)

_KINDS_SAID = {
    FieldKind.ID: "slug (a–z, 0–9, -), unique",
    FieldKind.TEXT: "text",
    FieldKind.NUMBER: "number above 0",
    FieldKind.INTEGER: "whole number",
    FieldKind.DATE: "date YYYY-MM-DD",
    FieldKind.PLACE: "`place_id` of `seeds/gazetteer.csv`",
    FieldKind.PLACES: "`place_id`s joined by `|`; empty where the face belongs to no place",
    FieldKind.SOURCE: "key of `sources.csv`",
}


def field_tables() -> str:
    """Return the fields of all layers as Markdown, one table for each layer (the base layers share one)."""
    blocks = []
    for spec in (*REQUIRED_LAYERS, CORRIDORS, BASE[0]):
        name = "base/*" if spec in BASE else spec.name
        lines = [
            f"### {name}.geojson — {' or '.join(spec.geometry_types)}",
            "",
            "| field | 中文 | holds | may be empty |",
            "|---|---|---|---|",
        ]
        for field in spec.fields:
            holds = ", ".join(f"`{choice}`" for choice in field.choices) or _KINDS_SAID[field.kind]
            lines.append(
                f"| `{field.name}` | {field.title_zh} | {holds} | {'' if field.required else 'yes'} |"
            )
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def readme() -> str:
    """Return the README of a new project's digitized layers."""
    return f"# Digitized layers: data dictionary\n\n{_README_HOW}\n## Fields\n\n{field_tables()}"


_README_HOW = """\
Boundaries are drawn once, as lines (`edges`); polygons are made from them and from one label point
inside each face (`faces`), never drawn. Edges meet at their ends only. `zone-atlas check` proves it;
`zone-atlas build` makes the atlas. After editing in a GIS run `zone-atlas tidy`: it brings back order,
decimals and field types, so that a comparison shows what was moved and nothing else.

All files are UTF-8 GeoJSON (RFC 7946), WGS84 longitude and latitude, six decimals, one feature a line,
sorted by id.

**River rule.** A zone ends at the bank, on the land side, not in mid-channel.
"""
