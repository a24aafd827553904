"""A new atlas project: folders, headers, word lists, and a small synthetic example that builds.

The example is made up and says so in every source, note and document. It stands where the caller wants
it (at 0°, 0° by default, in the open sea), so that nobody takes it for a real place.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from geo.constants import DIGITIZED_DECIMALS
from geo.errors import InputError
from geo.geojson import features_text
from geo.measure import area_km2
from geo.whole_file import check_folder
from layers import dictionary
from layers.project import BASE_LAYERS, SETTINGS_FILE, default_root, file_sha256, parse_settings
from layers.tables import HEADERS, SOURCE_HEADER
from seeds.gazetteer import COLUMNS as GAZETTEER_HEADER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from layers.dictionary import LayerSpec
    from layers.project import BBox

DEFAULT_BBOX: BBox = (0.0, 0.0, 0.12, 0.08)
# Below it the example's edges are shorter than the accuracies they state (0.001° is about 100 m).
_LEAST_FRAME_DEG = 0.005
CORRECTIONS_HEADER = (
    "statement_id", "action", "field", "value", "quote", "doc", "start", "end", "who", "when", "why",
)  # fmt: skip
_DRAWN_ON = "2026-01-01"
_DOCUMENT_ID = "example-plan"
_SOURCE = "synthetic"
_MADE_UP = "synthetic example, replace it"

# Nodes as shares of the frame: west, middle and east at the south bank (0) and the north road (1).
_NODES = {
    "sw": (0.2, 0.30), "sm": (0.5, 0.26), "se": (0.8, 0.30),
    "nw": (0.2, 0.75), "nm": (0.5, 0.75), "ne": (0.8, 0.75),
}  # fmt: skip
# edge_id, nodes, follows, follows_en, feature, basis, accuracy_m
_EDGES = (
    ("south-bank-west", ("sw", "sm"), "南河北岸", "South River, north bank", "bank", "stated", 15),
    ("south-bank-east", ("sm", "se"), "南河北岸", "South River, north bank", "bank", "stated", 15),
    ("east-road", ("se", "ne"), "东路", "East Road", "road", "proxy", 40),
    ("north-road-east", ("ne", "nm"), "北路", "North Road", "road", "stated", 20),
    ("north-road-west", ("nm", "nw"), "北路", "North Road", "road", "stated", 20),
    ("west-limit", ("nw", "sw"), "西界(示意)", "West limit (schematic)", "none", "schematic", 300),
    ("middle-road", ("sm", "nm"), "中路", "Middle Road", "road", "neighbour", 20),
)
_FACES = (
    ("east-face", (0.65, 0.5), "east-quarter|example-zone|example-district"),
    ("west-face", (0.35, 0.5), "west-quarter|example-zone|example-district"),
)
_PLACES = (
    ("example-city", "示例市", "Example City", "", "city", "", "", "false"),
    ("example-district", "示例区", "Example District", "", "district", "districts", "example-city", "true"),
    ("example-zone", "示例数字经济试验区", "Example Digital-Economy Zone", "示例试验区", "zone", "zones",
     "example-district", "true"),
    ("west-quarter", "示例西片区", "Example West Quarter", "", "sub_zone", "sub_zones",
     "example-zone", "true"),
    ("east-quarter", "示例东片区", "Example East Quarter", "", "sub_zone", "sub_zones",
     "example-zone", "true"),
    ("example-park", "示例产业园", "Example Park", "", "park", "sites", "west-quarter", "true"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewProject:
    """What a new project is called and where it lies: (west, south, east, north), WGS84 degrees."""

    id: str = "example"
    title_zh: str = "数字经济区图集 · 示例"
    title_en: str = "Zone Atlas · Example"
    bbox: BBox = DEFAULT_BBOX


def create_project(root: Path, settings: NewProject | None = None) -> None:
    """Write a new project into ``root``, which must not exist or be empty.

    Raises
    ------
    InputError
        ``root`` holds something already or cannot be made, or a setting is not as it must be. Nothing is
        written then.
    """
    settings = settings or NewProject()
    parse_settings(root, _settings_text(settings))
    west, south, east, north = settings.bbox
    if min(east - west, north - south) < _LEAST_FRAME_DEG:
        raise InputError(
            "The frame is too small for the example",
            value=settings.bbox,
            where="--bbox",
            allowed=f"at least {_LEAST_FRAME_DEG:g}° from west to east and from south to north",
        )
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise InputError(
            "The place of the new project is taken", value=str(root), allowed="a new or empty folder"
        )
    check_folder(root)
    digitized, seeds = root / "layers" / "digitized", root / "seeds"
    for folder in (digitized / "base", seeds / "documents"):
        folder.mkdir(parents=True)
    _write(root / SETTINGS_FILE, _settings_text(settings))
    for name, text in _layers(settings.bbox).items():
        _write(digitized / f"{name}.geojson", text)
    for name, rows in _layer_tables(settings.bbox).items():
        _write(digitized / f"{name}.csv", _csv(HEADERS[name], rows))
    _write(digitized / "README.md", dictionary.readme())
    document = seeds / "documents" / f"{_DOCUMENT_ID}.txt"
    _write(document, _document(settings.bbox))
    _write(seeds / "gazetteer.csv", _csv(GAZETTEER_HEADER, [(*row, _MADE_UP) for row in _PLACES]))
    _write(seeds / "corrections.csv", _csv(CORRECTIONS_HEADER, []))
    title = "示例区数字经济发展规划(合成示例)"
    source = (
        _DOCUMENT_ID, title, title, "Digital-economy plan of Example District (synthetic)", "", "plan",
        "2026-01",
        file_sha256(document), _MADE_UP,
    )  # fmt: skip
    _write(seeds / "sources.csv", _csv(SOURCE_HEADER, [source]))
    for name in ("indicators", "industries"):
        # Word lists of the genre, not of a place: the new project starts with the installed ones.
        shutil.copyfile(default_root() / "seeds" / f"{name}.csv", seeds / f"{name}.csv")


def _settings_text(settings: NewProject) -> str:
    bbox = ", ".join(f"{value:.12g}" for value in settings.bbox)
    # JSON strings are TOML strings, quotation marks and backslashes included.
    title_zh, title_en = (
        json.dumps(title, ensure_ascii=False) for title in (settings.title_zh, settings.title_en)
    )
    return f"""\
# What is local to this atlas. The engine reads it; no code names the district.
id = {json.dumps(settings.id, ensure_ascii=False)}
title_zh = {title_zh}
title_en = {title_en}
# place_id of the home district (全区, 我区, 区内) and the home city (全市, 我市)
district = "example-district"
city = "example-city"
home_bbox = [{bbox}]
# 审图号 of the published map; empty: every output is stamped 示意图 · 非法定边界
map_approval = ""
languages = ["zh", "en"]

[frame]
# west, south, east, north in degrees: what the base layers cover
bbox = [{bbox}]

# Places whose true position is known, against which layers are tested for a wrong datum:
# [[landmarks]]
# place_id = "example-park"
# lon = 0.0
# lat = 0.0
# source = "who vouches for the position"
"""


def _layers(bbox: BBox) -> dict[str, str]:
    drawn = {"source": _SOURCE, "method": _MADE_UP, "digitized_on": _DRAWN_ON, "note": ""}
    edges = [
        (
            shapely.LineString([_at(bbox, *_NODES[node]) for node in nodes]),
            {
                "edge_id": edge_id, "follows": follows, "follows_en": follows_en, "feature": feature,
                "basis": basis, "accuracy_m": accuracy, **drawn,
            },
        )
        for edge_id, nodes, follows, follows_en, feature, basis, accuracy in _EDGES
    ]  # fmt: skip
    faces = [
        (shapely.Point(_at(bbox, *at)), {"face_id": face_id, "place_ids": place_ids, "note": ""})
        for face_id, at, place_ids in _FACES
    ]
    park = {"place_id": "example-park", "basis": "address", "accuracy_m": 60, **drawn}
    river = [_at(bbox, *_NODES[node]) for node in ("sw", "sm", "se")]
    south = [_at(bbox, 0.8, 0.16), _at(bbox, 0.5, 0.12), _at(bbox, 0.2, 0.16)]
    base = {"name_en": "", "rank": 1, "source": _SOURCE, "accuracy_m": 50}
    water = {"id": "south-river", "name_zh": "南河", "kind": "river", **base}
    road = {"id": "middle-road", "name_zh": "中路", "kind": "main", **base}
    line = shapely.LineString([_at(bbox, *_NODES[node]) for node in ("sm", "nm")])
    layers = {
        "edges": _text(dictionary.EDGES, edges),
        "faces": _text(dictionary.FACES, faces),
        "sites": _text(dictionary.SITES, [(shapely.Point(_at(bbox, 0.3, 0.6)), park)]),
        "corridors": _text(dictionary.CORRIDORS, []),
    }
    features: dict[str, list[tuple[shapely.Geometry, dict[str, Any]]]] = {
        "water": [(shapely.Polygon([*river, *south]), water)],
        "roads": [(line, road)],
    }
    specs = {spec.name: spec for spec in dictionary.BASE}
    for name in BASE_LAYERS:
        layers[f"base/{name}"] = _text(specs[f"base/{name}"], features.get(name, []))
    return layers


def _layer_tables(bbox: BBox) -> dict[str, list[tuple[str, ...]]]:
    stated = f"{_west_area(bbox):.2f}"
    follows = {"N": "北路", "E": "中路", "S": "南河", "W": "西界"}
    satisfied = {"N": "北路", "E": "中路", "S": "南河北岸", "W": "西界(示意)"}
    return {
        "sources": [(_SOURCE, "nobody", "Synthetic example", "2026", "", "CC0", "nothing real", _MADE_UP)],
        "limits": [
            ("west-quarter", side, follows[side], satisfied[side], _SOURCE, "C", "") for side in "NESW"
        ],
        "areas": [("west-quarter", stated, "true", _SOURCE, "C", "")],
        "conflicts": [],
        "undrawn": [("example-city", "示例市不绘", "the city is not drawn")],
        "references": [],
    }


def _document(bbox: BBox) -> str:
    return f"""示例区数字经济发展规划(合成示例)

本文为合成示例,不涉及任何真实地区。

一、空间布局

示例西片区重点发展人工智能、大数据,打造数字经济集聚区。示例西片区规划面积{_west_area(bbox):.2f}平方公里。

示例东片区重点发展数字创意,打造文商旅融合发展区。

二、发展目标

到2030年,示例区数字经济核心产业营收达到100亿元,同比增长12.5%。
"""


def _west_area(bbox: BBox) -> float:
    return area_km2(shapely.Polygon([_at(bbox, *_NODES[node]) for node in ("sw", "sm", "nm", "nw")]))


def _at(bbox: BBox, east_share: float, north_share: float) -> tuple[float, float]:
    west, south, east, north = bbox
    lon, lat = west + (east - west) * east_share, south + (north - south) * north_share
    return round(lon, DIGITIZED_DECIMALS), round(lat, DIGITIZED_DECIMALS)


def _text(spec: LayerSpec, features: Sequence[tuple[shapely.Geometry, Mapping[str, Any]]]) -> str:
    columns = {name: [row[name] for _, row in features] for name in spec.field_names}
    frame = gpd.GeoDataFrame(columns, geometry=[shape for shape, _ in features], crs="EPSG:4326")
    return features_text(
        frame, id_field=spec.id_field, fields=spec.field_names, name=spec.name.rpartition("/")[2]
    )


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
