"""A small atlas made in code and a client on it: no file of the project is read."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from layers.schema import COLLECTIONS_BY_ID, ColumnType
from layers.store import Atlas, Feature, make_collection

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

TEXT = "甲区打造人工智能聚集区。2025年,甲区营收达到100亿元;乙区营收约80亿元。\r\n丁园位于甲区,重点发展大数据、<云计算>。"
EMPTY: dict[ColumnType, Any] = {
    ColumnType.STRING: None,
    ColumnType.INTEGER: 0,
    ColumnType.NUMBER: 0.0,
    ColumnType.BOOLEAN: False,
    ColumnType.STRINGS: [],
    ColumnType.OBJECTS: [],
    ColumnType.OBJECT: {},
}


def feature(collection: str, feature_id: str, geometry: BaseGeometry | None, **given: Any) -> Feature:
    """A feature with every column of its collection, the given ones set."""
    columns = COLLECTIONS_BY_ID[collection].columns
    values = {
        column.name: None if column.nullable and column.type is not ColumnType.STRINGS else EMPTY[column.type]
        for column in columns
    }
    unknown = set(given) - set(values)
    assert not unknown, unknown
    return Feature(feature_id, geometry, values | given)


def statement(statement_id: str, quote: str, **given: Any) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {
        "id": statement_id, "doc": "900_test", "start": start, "end": start + len(quote), "quote": quote,
        "sentence": quote, "section": ["一、总则"], "page": None, "rule": "test", "review": "machine",
        "conflicts_with": [], **given,
    }  # fmt: skip


STATEMENTS = (
    statement("s-000000000001", "甲区打造人工智能聚集区", kind="role", place="甲区", place_id="zone-a",
              relation="positioned_as", objects=["人工智能聚集区"], industry_ids=["ai"]),
    statement("s-000000000002", "100亿元", kind="quantity", place="甲区", place_id="zone-a", subject="营收",
              measure="level", value=1e10, unit="元", comparator="=", period="2025", status="target",
              indicator_id="revenue"),
    statement("s-000000000003", "80亿元", kind="quantity", place="乙区", place_id="zone-b", subject="营收",
              measure="level", value=8e9, unit="元", comparator="~", period="2021Q1", status="actual",
              indicator_id="revenue"),
    statement("s-000000000004", "重点发展大数据、<云计算>", kind="role", place="丁园", place_id="park-d",
              relation="focus_industry", objects=["大数据", "云计算"], industry_ids=["big-data", "cloud"]),
)  # fmt: skip


def _evidence(row: dict[str, Any]) -> dict[str, Any]:
    keys = ("quote", "doc", "start", "end", "section")
    common = {"statement_id": row["id"]} | {key: row[key] for key in keys}
    if row["kind"] == "role":
        return common | {key: row[key] for key in ("relation", "objects", "place", "industry_ids")}
    keys = (
        "indicator_id",
        "subject",
        "measure",
        "value",
        "unit",
        "comparator",
        "period",
        "status",
        "conflicts_with",
    )
    return common | {key: row.get(key) for key in keys} | {"value_min": None, "value_max": None}


def place(collection: str, place_id: str, name: str, geometry: BaseGeometry | None, **given: Any) -> Feature:
    rows = [row for row in STATEMENTS if row["place_id"] == place_id]
    roles = [_evidence(row) for row in rows if row["kind"] == "role"]
    positioned = [text for row in roles if row["relation"] == "positioned_as" for text in row["objects"]]
    values = {
        "place_id": place_id, "name_zh": name, "name_en": place_id.title(), "in_district": True,
        "positioning": ";".join(positioned) or None,
        "focus_industries": [o for r in roles if r["relation"] == "focus_industry" for o in r["objects"]],
        "industry_ids": sorted({i for r in roles for i in r["industry_ids"]}),
        "statement_count": len(rows), "statement_ids": [row["id"] for row in rows],
        "documents": sorted({row["doc"] for row in rows}), "roles": roles,
        "indicators": [_evidence(row) for row in rows if row["kind"] == "quantity"],
    }  # fmt: skip
    return feature(collection, place_id, geometry, **(values | given))


SOUTH, NORTH = 23.05, 23.10
A1 = shapely.box(113.30, SOUTH, 113.32, NORTH)
A2 = shapely.box(113.32, SOUTH, 113.34, NORTH)
B = shapely.box(113.34, SOUTH, 113.38, NORTH)
# The same positions as its parts, as polygons made from shared edges have.
A = shapely.Polygon(
    [(113.30, SOUTH), (113.32, SOUTH), (113.34, SOUTH), (113.34, NORTH), (113.32, NORTH), (113.30, NORTH)]
)
EDGES = {
    "e-1": [(113.34, SOUTH), (113.34, NORTH)],
    "e-2": [(113.30, SOUTH), (113.30, NORTH)],
    "e-3": [(113.32, SOUTH), (113.32, NORTH)],
    "e-4": [(113.38, SOUTH), (113.38, NORTH)],
    "e-5": [(113.30, SOUTH), (113.32, SOUTH), (113.34, SOUTH), (113.38, SOUTH)],
    "e-6": [(113.30, NORTH), (113.32, NORTH), (113.34, NORTH), (113.38, NORTH)],
}


def make_atlas(folder: Path) -> Atlas:
    """Two zones that share a border, two sub-zones, three sites, statements, one document."""
    polygon = {"kind": "zone", "area_km2": 22.7, "area_low_km2": 22.0, "area_high_km2": 23.4, "perimeter_km": 19.3,
               "accuracy_m": 20.0, "label_lon": 113.32, "label_lat": 23.075, "edge_ids": ["e-1"]}  # fmt: skip
    site = {
        "kind": "park",
        "basis": "mapped",
        "source": "survey",
        "accuracy_m": 10.0,
        "digitized_on": "2026-01-02",
    }
    line = {
        "follows": "甲路",
        "feature": "road",
        "basis": "stated",
        "source": "plan",
        "accuracy_m": 10.0,
        "length_m": 5537.0,
    }
    zones = [
        place("zones", "zone-a", "甲区", A, **polygon, focus_industries=["人工智能"], schematic_share=0.25),
        place("zones", "zone-b", "乙区", B, **(polygon | {"area_km2": 22.6, "label_lon": 113.36})),
    ]
    subs = [
        place("sub_zones", "sub-a1", "甲一片", A1, **polygon, parent="zone-a"),
        place("sub_zones", "sub-a2", "甲二片", shapely.MultiPolygon([A2]), **polygon, parent="zone-a"),
    ]  # fmt: skip
    sites = [
        place("sites", "park-d", "丁园", shapely.Point(113.31, 23.06), **site, zone="zone-a", sub_zone="sub-a1",
              zones=[{"place_id": "zone-a", "collection": "zones", "probability": 0.999, "certainty": "within"}]),
        place("sites", "park-e", "戊园", shapely.Point(113.35, 23.09), **(site | {"kind": "base", "accuracy_m": 200.0}), zone="zone-b"),
        place("sites", "park-f", "己园 Café", shapely.Point(113.3799, 23.0501), **(site | {"kind": "laboratory"}), note="=1+1"),
    ]  # fmt: skip
    nowhere = place("places", "cloud-g", "庚处", None, kind="other")
    points = {"zone-a": A.centroid, "zone-b": B.centroid, "park-d": sites[0].geometry}
    document_row = {
        "id": "900_test", "title": "测试规划", "title_published": "测试规划", "title_en": "Test plan", "issuer": "某局",
        "kind": "plan", "date": "2021-05-06", "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "statements": len(STATEMENTS), "sections": [{"title": "一、总则", "level": 1, "start": 0, "end": len(TEXT)}],
        "places": ["park-d", "zone-a", "zone-b"],
    }  # fmt: skip
    rows: dict[str, list[Feature]] = {
        "zones": zones,
        "sub_zones": subs,
        "sites": sites,
        "places": ["park-d", "zone-a", "zone-b"],
    }  # fmt: skip
    rows: dict[str, list[Feature]] = {
        "zones": zones,
        "sub_zones": subs,
        "sites": sites,
        "edges": [
            feature("edges", name, shapely.LineString(ends), edge_id=name, **line, places=["zone-a", "zone-b"])
            for name, ends in EDGES.items()
        ],
        "places": [
            *(
                Feature(f.id, f.geometry, {c.name: f.properties.get(c.name) for c in COLLECTIONS_BY_ID["places"].columns} | {"collection": name})
                for name, members in (("zones", zones), ("sub_zones", subs), ("sites", sites))
                for f in members
            ),
            nowhere,
        ],
        "statements": [feature("statements", row["id"], points[row["place_id"]], **row) for row in STATEMENTS],
        "documents": [feature("documents", "900_test", None, **document_row)],
        "base_water": [
            feature("base_water", "w-1", shapely.box(113.29, 23.101, 113.39, 23.105), id="w-1", name_zh="甲江", kind="river", rank=1, source="survey"),
        ],
    }  # fmt: skip
    intervals = {"statements": ("2021-01-01", "2025-12-31"), "documents": ("2021-05-06", "2021-05-06")}
    collections = {
        name: make_collection(COLLECTIONS_BY_ID[name], tuple(features), intervals.get(name))
        for name, features in rows.items()
    }
    manifest = {
        "format": 1,
        "project": {"id": "test", "title_zh": "测试图集", "title_en": "Test Atlas", "district": "zone-a", "city": "city",
                    "home_bbox": [113.29, 23.04, 113.39, 23.11], "map_approval": "", "languages": ["zh", "en"]},
        "inputs": {}, "collections": list(collections), "counts": {k: len(v.features) for k, v in collections.items()},
        "bbox": [113.29, 23.05, 113.39, 23.105], "version": "0123456789ab",
    }  # fmt: skip
    folder.joinpath("manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    conflict = {"id": "c-1", "kind": "statements", "place_ids": ["zone-a"], "topic_zh": "营收", "topic_en": "Revenue",
                "statement_ids": ["s-000000000002"], "claims": [{"text": "100亿元", "source": "plan", "doc": "900_test"}],
                "choice": "both", "reason_zh": "口径不同", "reason_en": "Different scopes"}  # fmt: skip
    agreement = {"place_id": "zone-a", "test": "side", "side": "E", "stated": "甲路", "stated_km2": None, "drawn": "甲路",
                 "drawn_km2": None, "difference_percent": None, "share": 1.0, "agrees": True, "explained": False,
                 "explanation": "", "source": "plan", "grade": "stated"}  # fmt: skip
    return Atlas(
        path=folder,
        manifest=manifest,
        collections=collections,
        statements=STATEMENTS,
        documents={"900_test": document_row},
        texts={"900_test": TEXT},
        agreements=(agreement,),
        conflicts=(conflict,),
        coverage=(
            {
                "place_id": "zone-a",
                "indicator_id": "revenue",
                "state": "stated",
                "statement_ids": ["s-000000000002"],
            },
            {"place_id": "zone-a", "indicator_id": "firms", "state": "not_stated", "statement_ids": []},
        ),
        statements_by_id={row["id"]: row for row in STATEMENTS},
    )


@pytest.fixture(scope="session")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    return make_atlas(tmp_path_factory.mktemp("atlas"))


@pytest.fixture(scope="session")
def client(atlas: Atlas) -> TestClient:
    """A client of a server with the default settings."""
    return TestClient(create_app(Settings(), atlas), base_url="http://testserver")
