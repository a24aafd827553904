"""The columns of every collection: name, type, unit, nullability, title in both languages.

Queryables, returnables, the table view, QGIS aliases, the shapefile dictionary and the docs derive from this
one list; a column that is not here is not published.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class ColumnType(StrEnum):
    """JSON type of a column's values."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    STRINGS = "strings"  # list of strings
    OBJECTS = "objects"  # list of objects: nested evidence, not for flat formats
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Column:
    """One published property.

    Attributes
    ----------
    name
        Key in GeoJSON properties.
    type
        See ``ColumnType``.
    title_zh, title_en
        What people read.
    unit
        UCUM-like unit (``km2``, ``m``), empty when it has none.
    nullable
        Whether null occurs.
    queryable, sortable
        Whether the API filters and sorts by it.
    short
        At most ten ASCII characters: the field name in a shapefile.
    enum
        Closed list of values, empty when open.
    """

    name: str
    type: ColumnType
    title_zh: str
    title_en: str
    unit: str = ""
    nullable: bool = True
    queryable: bool = True
    sortable: bool = True
    short: str = ""
    enum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CollectionSchema:
    """What a collection is: titles, descriptions, kind of geometry, columns in order.

    ``geometry_type`` is a GeoJSON type name, ``Geometry`` when it varies and ``None`` when there is none.
    """

    id: str
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str
    geometry_type: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """Return the column of that name, None when there is none."""
        return next((column for column in self.columns if column.name == name), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form stored beside the collection."""
        return {
            "id": self.id, "title_zh": self.title_zh, "title_en": self.title_en,
            "description_zh": self.description_zh, "description_en": self.description_en,
            "geometry_type": self.geometry_type,
            "columns": [{**asdict(column), "enum": list(column.enum)} for column in self.columns],
        }  # fmt: skip

    @classmethod
    def from_dict(cls, row: dict[str, Any]) -> CollectionSchema:
        """Read the form of ``to_dict``."""
        columns = tuple(
            Column(**{**column, "type": ColumnType(column["type"]), "enum": tuple(column["enum"])})
            for column in row["columns"]
        )
        return cls(**{**row, "columns": columns})


def _text(name: str, zh: str, en: str, short: str, **options: Any) -> Column:  # noqa: ANN401 (Column's own)
    return Column(name, ColumnType.STRING, zh, en, short=short, **options)


def _number(name: str, zh: str, en: str, short: str, unit: str = "", **options: Any) -> Column:  # noqa: ANN401
    return Column(name, ColumnType.NUMBER, zh, en, unit=unit, short=short, **options)


def _strings(name: str, zh: str, en: str, short: str, **options: Any) -> Column:  # noqa: ANN401
    return Column(name, ColumnType.STRINGS, zh, en, short=short, sortable=False, nullable=False, **options)


def _nested(
    name: str, zh: str, en: str, kind: ColumnType = ColumnType.OBJECTS, *, null: bool = False
) -> Column:
    return Column(name, kind, zh, en, nullable=null, queryable=False, sortable=False)


BASES = ("stated", "neighbour", "proxy", "inferred", "schematic")
SITE_BASES = ("mapped", "address", "proxy", "schematic")
FOLLOWED = ("bank", "creek", "road", "expressway", "rail", "bridge", "admin", "none")
PLACE_COLLECTIONS = ("zones", "sub_zones", "areas", "sites", "districts", "corridors")
POLYGON_COLLECTIONS = ("zones", "sub_zones", "areas", "districts")

_PLACE = (
    _text("place_id", "标识", "Id", "place_id", nullable=False),
    _text("name_zh", "名称", "Name (Chinese)", "name_zh", nullable=False),
    _text("name_en", "英文名称", "Name (English)", "name_en"),
    _text("kind", "类别", "Kind", "kind", nullable=False),
    _text("parent", "上级", "Parent", "parent"),
    _strings("aliases", "别名", "Aliases", "aliases"),
    Column(
        "in_district", ColumnType.BOOLEAN, "在本区", "In the home district", nullable=False, short="in_dist"
    ),
    _text("positioning", "定位", "Positioning", "position"),
    _strings("focus_industries", "重点产业", "Focus industries", "focus"),
    _strings("industry_ids", "产业标识", "Industry ids", "industries"),
    _strings("hosts", "承载机构与项目", "Hosts", "hosts"),
    _strings("tasks", "任务", "Tasks", "tasks"),
    Column("statement_count", ColumnType.INTEGER, "表述条数", "Statements", nullable=False, short="n_stmts"),
    _strings("statement_ids", "表述标识", "Statement ids", "stmt_ids"),
    _strings("documents", "文献", "Documents", "documents"),
)
_EVIDENCE = (
    _nested("roles", "角色及引文", "Roles with quotes"),
    _nested("indicators", "指标及引文", "Indicators with quotes"),
)
_POLYGON = (
    _number("area_km2", "面积", "Area", "area_km2", "km2", nullable=False),
    _number("area_low_km2", "面积下限", "Area, low", "area_low", "km2", nullable=False),
    _number("area_high_km2", "面积上限", "Area, high", "area_high", "km2", nullable=False),
    _number("perimeter_km", "周长", "Perimeter", "perim_km", "km", nullable=False),
    _number("accuracy_m", "边界精度(95 %)", "Boundary accuracy (95 %)", "accuracy_m", "m"),
    _nested("basis", "边界依据(按长度)", "Basis of the boundary (by length)", ColumnType.OBJECT),
    _number("schematic_share", "示意边界占比", "Share of schematic boundary", "schem_shr", nullable=False),
    _strings("edge_ids", "边线标识", "Edge ids", "edge_ids"),
    _nested("agreements", "文本与图形核对", "Stated limits and areas against the drawing"),
    _nested("conflicts", "来源冲突", "Conflicts between sources"),
    Column(
        "clipped", ColumnType.BOOLEAN, "被图幅裁切", "Runs out of the frame", nullable=False, short="clipped"
    ),
    _number("label_lon", "注记经度", "Label longitude", "label_lon", "deg", nullable=False, queryable=False),
    _number("label_lat", "注记纬度", "Label latitude", "label_lat", "deg", nullable=False, queryable=False),
)
_PROVENANCE = (
    _text("source", "来源", "Source", "source", nullable=False),
    _number("accuracy_m", "精度(95 %)", "Accuracy (95 %)", "accuracy_m", "m", nullable=False),
    _text("method", "方法", "Method", "method"),
    _text("digitized_on", "数字化日期", "Digitized on", "digi_on"),
    _text("note", "备注", "Note", "note"),
)
_SITE = (
    _text("zone", "所在区圈谷", "Zone", "zone"),
    _text("sub_zone", "所在片区", "Sub-zone", "sub_zone"),
    _text("basis", "依据", "Basis", "basis", nullable=False, enum=SITE_BASES),
    *_PROVENANCE,
    _nested("zones", "所在区域及概率", "Zones with probability"),
)
_LINE = (
    _text("follows", "沿线地物", "Follows", "follows", nullable=False),
    _text("follows_en", "沿线地物(英文)", "Follows (English)", "follows_en"),
    _text("feature", "地物类型", "Kind of feature", "feature", nullable=False, enum=FOLLOWED),
    _text("basis", "依据", "Basis", "basis", nullable=False, enum=BASES),
    *_PROVENANCE,
    _number("length_m", "长度", "Length", "length_m", "m", nullable=False),
)
_EDGE = (
    _text("edge_id", "标识", "Id", "edge_id", nullable=False),
    *_LINE,
    _strings("places", "所界定的区域", "Places it bounds", "places"),
)
_STATEMENT = (
    _text("id", "标识", "Id", "id", nullable=False),
    _text("doc", "文献", "Document", "doc", nullable=False),
    _text("kind", "类型", "Kind", "kind", nullable=False, enum=("quantity", "role")),
    Column("start", ColumnType.INTEGER, "起始位置", "Start offset", nullable=False, short="start"),
    Column("end", ColumnType.INTEGER, "结束位置", "End offset", nullable=False, short="end"),
    _text("quote", "引文", "Quote", "quote", nullable=False),
    _text("sentence", "所在语句", "Sentence", "sentence"),
    _text("place", "地名(原文)", "Place as written", "place"),
    _text("place_id", "地名标识", "Place id", "place_id"),
    _text("subject", "指标对象", "Subject", "subject"),
    _text("measure", "量的类型", "Measure", "measure",
          enum=("level", "growth", "share", "increment", "ratio")),
    _number("value", "数值", "Value", "value"),
    _number("value_min", "数值下限", "Lowest value", "value_min"),
    _number("value_max", "数值上限", "Highest value", "value_max"),
    _text("unit", "单位", "Unit", "unit"),
    _text("comparator", "比较符", "Comparator", "comparator", enum=("=", ">", ">=", "<", "<=", "~")),
    _text("period", "时期", "Period", "period"),
    _text("status", "性质", "Status", "status", enum=("actual", "target", "policy")),
    _text("direction", "增减", "Direction", "direction", enum=("down",)),
    _text("indicator_id", "指标标识", "Indicator id", "indicator"),
    _text("relation", "关系", "Relation", "relation",
          enum=("positioned_as", "focus_industry", "hosts", "part_of", "task")),
    _strings("objects", "对象", "Objects", "objects"),
    _strings("industry_ids", "产业标识", "Industry ids", "industries"),
    _strings("section", "章节", "Section", "section"),
    Column("page", ColumnType.INTEGER, "页码", "Page", short="page"),
    _text("rule", "抽取规则", "Rule", "rule"),
    _text("review", "审核状态", "Review", "review", nullable=False,
          enum=("machine", "accepted", "corrected", "rejected")),
    _strings("conflicts_with", "冲突表述", "Conflicts with", "conflicts"),
)  # fmt: skip
_DOCUMENT = (
    _text("id", "标识", "Id", "id", nullable=False),
    _text("title", "标题", "Title", "title", nullable=False),
    _text("title_published", "发布标题", "Title as published", "title_pub"),
    _text("title_en", "英文标题", "Title (English)", "title_en"),
    _text("issuer", "发布单位", "Issuer", "issuer"),
    _text("kind", "文种", "Kind", "kind"),
    _text("date", "日期", "Date", "date"),
    _text("sha256", "SHA-256", "SHA-256", "sha256", nullable=False),
    Column("statements", ColumnType.INTEGER, "表述条数", "Statements", nullable=False, short="n_stmts"),
    _nested("sections", "章节", "Sections"),
    _strings("places", "涉及地名", "Places spoken of", "places"),
)
_BASE = (
    _text("id", "标识", "Id", "id", nullable=False),
    _text("name_zh", "名称", "Name (Chinese)", "name_zh"),
    _text("name_en", "英文名称", "Name (English)", "name_en"),
    _text("kind", "类别", "Kind", "kind"),
    Column("rank", ColumnType.INTEGER, "绘制次序", "Drawing rank", short="rank"),
    _text("source", "来源", "Source", "source", nullable=False),
    _number("accuracy_m", "精度(95 %)", "Accuracy (95 %)", "accuracy_m", "m"),
)


def _polygon_collection(name: str, zh: str, en: str, about_zh: str, about_en: str) -> CollectionSchema:
    return CollectionSchema(
        name, zh, en, about_zh, about_en, "MultiPolygon", (*_PLACE, *_POLYGON, *_EVIDENCE)
    )


def _base_collection(name: str, zh: str, en: str, geometry_type: str) -> CollectionSchema:
    about_zh = f"自绘底图:{zh}。手工概括绘制,供无瓦片时读图。"
    about_en = (
        f"The map's own base: {en.lower()}, drawn by hand and generalised, so that no tiles are needed."
    )
    return CollectionSchema(
        f"base_{name}", f"底图·{zh}", f"Base: {en}", about_zh, about_en, geometry_type, _BASE
    )


COLLECTIONS: tuple[CollectionSchema, ...] = (
    _polygon_collection(
        "zones", "数字经济区", "Zones",
        "规划所称的区、谷、圈;边界由数字化边线围合而成,逐段注明依据。",
        "The zones the plan names; polygons are made from digitized edges, each with its basis.",
    ),
    _polygon_collection(
        "sub_zones", "片区", "Sub-zones", "各区之下的片区。", "The parts a zone is divided into."
    ),
    _polygon_collection(
        "areas", "重点区域", "Areas",
        "有公开空间依据的其他区域:商圈、历史文化街区、湿地、校区等。",
        "Other named areas with a public spatial basis: quarters, wetland, campuses and the like.",
    ),
    CollectionSchema(
        "sites", "点位", "Sites",
        "园区、基地、楼宇、实验室、文物、商圈与景点;所在区域以概率给出。",
        "Parks, bases, buildings, laboratories, heritage and sights; membership is given as a probability.",
        "Point", (*_PLACE, *_SITE, *_EVIDENCE),
    ),
    _polygon_collection(
        "districts", "行政区", "Districts",
        "行政区的概括边界,裁切于图幅。", "Districts, generalised and cut at the frame."
    ),
    CollectionSchema(
        "corridors", "走廊", "Corridors",
        "创新走廊等线状区域。", "Linear places such as innovation corridors.",
        "Geometry", (*_PLACE, *_LINE, *_EVIDENCE),
    ),
    CollectionSchema(
        "edges", "边线", "Edges",
        "每一段边界:沿何地物、凭何依据、来源与精度。",
        "Every stretch of boundary: what it follows, on what basis, by which source, to how many metres.",
        "LineString", _EDGE,
    ),
    CollectionSchema(
        "places", "地名", "Places",
        "文献所及的全部地名,无空间依据者无几何。",
        "Everything the documents speak of; what has no spatial basis has no geometry.",
        "Geometry", (*_PLACE, _text("collection", "所属图层", "Collection", "collection"), *_EVIDENCE),
    ),
    CollectionSchema(
        "statements", "表述", "Statements",
        "文献的每条表述,附原文与位置;几何为该地的代表点。",
        "Every statement with its exact words and offsets, at its place's representative point.",
        "Point", _STATEMENT,
    ),
    CollectionSchema(
        "documents", "文献", "Documents",
        "来源文献:标题、单位、日期、校验值。", "The source documents: title, issuer, date, hash.",
        "None", _DOCUMENT,
    ),
    _base_collection("water", "水系", "Water", "Geometry"),
    _base_collection("land", "陆地", "Land", "Geometry"),
    _base_collection("roads", "道路", "Roads", "Geometry"),
    _base_collection("metro_lines", "地铁线路", "Metro lines", "Geometry"),
    _base_collection("metro_stations", "地铁站", "Metro stations", "Point"),
    _base_collection("green", "绿地", "Green", "Geometry"),
    _base_collection("district_lines", "区界", "District lines", "Geometry"),
)  # fmt: skip

COLLECTIONS_BY_ID: dict[str, CollectionSchema] = {schema.id: schema for schema in COLLECTIONS}
