"""Editing as GIS people do it: real QGIS opens the project, moves a vertex, saves; check and build go on from there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from difflib import unified_diff
from typing import TYPE_CHECKING, Any

import pytest

from geo.issue import Severity
from layers import dictionary
from layers.build import build_atlas
from layers.check import check_project
from layers.digitized import read_layer
from layers.project import Project, default_root
from layers.store import load_atlas
from layers.tidy import tidy_project, untidy_layers

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.interop, pytest.mark.slow]

SYSTEM_PYTHON = "/usr/bin/python3"
CHECKOUT = default_root()
MOVED_DEG = 0.00004  # some four metres, within the accuracy of any bank

OPEN = """
import sys
from qgis.core import QgsApplication, QgsGeometry, QgsPointXY, QgsProject, QgsSnappingConfig
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
assert project.read(sys.argv[1]), project.error()
layers = {layer.source().rpartition("/")[2].partition(".")[0]: layer for layer in project.mapLayers().values()}
assert all(layer.isValid() for layer in layers.values())
"""
MOVE = (
    OPEN
    + """
layer = layers["edges"]
edge_id, vertex, east, north = sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])
feature = next(item for item in layer.getFeatures() if item["edge_id"] == edge_id)
assert layer.startEditing()
point = feature.geometry().vertexAt(vertex)
assert layer.moveVertex(point.x() + east, point.y() + north, feature.id(), vertex)
assert layer.commitChanges(), layer.commitErrors()
"""
)
EDIT_VALUE = (
    OPEN
    + """
layer = layers["edges"]
feature = next(item for item in layer.getFeatures() if item["edge_id"] == sys.argv[2])
assert layer.startEditing()
assert layer.changeAttributeValue(feature.id(), layer.fields().indexOf("note"), "已核对")
assert layer.commitChanges(), layer.commitErrors()
"""
)
DESCRIBE = (
    OPEN
    + """
import json
from qgis.core import QgsSymbolLayer
def form(layer):
    setups = {field.name(): layer.editorWidgetSetup(index) for index, field in enumerate(layer.fields())}
    return {
        name: {"type": setup.type(), "values": [value for item in setup.config().get("map") or [] for value in item.values()]}
        for name, setup in setups.items()
    }
# Held by name: symbols die with the copies of the categories they hang on.
categories = layers["edges"].renderer().categories()
first = categories[0]
symbol = first.symbol()
band = symbol.symbolLayer(0)
print(json.dumps({
    "forms": {name: form(layers[name]) for name in ("edges", "faces", "sites", "corridors")},
    "aliases": {field.name(): field.alias() for field in layers["edges"].fields()},
    "categories": [item.value() for item in categories],
    "defined": band.dataDefinedProperties().property(QgsSymbolLayer.PropertyStrokeWidth).expressionString(),
    "snapping": project.snappingConfig().enabled(),
    "topological": project.topologicalEditing(),
    "layers": sorted(layers),
}))
"""
)


def qgis(script: str, *arguments: str) -> str:
    """Run ``script`` in the Python that QGIS brings, away from this environment's packages."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [SYSTEM_PYTHON, "-c", script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy of the shipped project, layers tidied, with the QGIS project that ships."""
    root = tmp_path / "海珠"
    shutil.copytree(CHECKOUT / "layers" / "digitized", root / "layers" / "digitized")
    shutil.copytree(CHECKOUT / "seeds", root / "seeds", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copyfile(CHECKOUT / "layers" / "project.toml", root / "layers" / "project.toml")
    copy = Project.load(root)
    tidy_project(copy)
    return copy


def edge(path: Path, edge_id: str) -> dict[str, Any]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return next(item for item in features if item["properties"]["edge_id"] == edge_id)


def longest_bank(project: Project) -> str:
    """The bank with the most vertices: moving one of its inner vertices a little breaks nothing."""
    features = json.loads(project.layer("edges").read_text(encoding="utf-8"))["features"]
    banks = [item for item in features if item["properties"]["feature"] == "bank"]
    return max(banks, key=lambda item: len(item["geometry"]["coordinates"]))["properties"]["edge_id"]


def test_a_vertex_moved_in_qgis_arrives_in_the_built_atlas(project: Project) -> None:
    path = project.layer("edges")
    edge_id, before = longest_bank(project), path.read_text(encoding="utf-8")
    old = edge(path, edge_id)["geometry"]["coordinates"][4]

    qgis(MOVE, str(project.digitized_dir / "digitize.qgz"), edge_id, "4", str(MOVED_DEG), "0")
    tidy_project(project)

    new = edge(path, edge_id)["geometry"]["coordinates"][4]
    assert new == pytest.approx([old[0] + MOVED_DEG, old[1]], abs=1e-9)
    after = path.read_text(encoding="utf-8")
    diff = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))
    assert [line[0] for line in diff[3:]] == ["-", "+"], (
        "the difference is limited to the one edge that was moved"
    )
    assert edge_id in diff[3]
    assert [issue for issue in check_project(project) if issue.severity is Severity.ERROR] == []
    atlas = load_atlas(build_atlas(project, progress=lambda _: None))
    built = atlas.collection("edges").feature(edge_id)
    assert tuple(new) in {tuple(position) for position in built.geometry.coords}
    for place_id in built.properties["places"]:
        for name in ("zones", "sub_zones", "areas", "districts"):
            collection = atlas.collections[name]
            if place_id in collection.index:
                rings = collection.feature(place_id).geometry.boundary
                assert rings.distance(built.geometry.interpolate(0.5, normalized=True)) < 1e-9


def test_types_ids_and_key_order_survive_saving(project: Project) -> None:
    path = project.layer("edges")
    before, issues = read_layer(path, dictionary.EDGES, "edges")
    assert not issues
    edge_id = longest_bank(project)

    qgis(EDIT_VALUE, str(project.digitized_dir / "digitize.qgz"), edge_id)
    tidy_project(project)

    after, issues = read_layer(path, dictionary.EDGES, "edges")
    assert not issues
    assert list(after["edge_id"]) == list(before["edge_id"])
    assert after.dtypes.to_dict() == before.dtypes.to_dict()
    changed = after["edge_id"][(after["note"] != before["note"])].tolist()
    assert changed == [edge_id]
    for name in dictionary.EDGES.field_names:
        if name != "note":
            assert after[name].tolist() == before[name].tolist(), name
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        assert tuple(feature["properties"]) == dictionary.EDGES.field_names
    assert not untidy_layers(project)


def test_a_node_dragged_away_in_qgis_is_found(project: Project) -> None:
    edge_id = longest_bank(project)
    qgis(MOVE, str(project.digitized_dir / "digitize.qgz"), edge_id, "0", "0.001", "0")
    errors = [issue for issue in check_project(project) if issue.severity is Severity.ERROR]
    assert any(edge_id in issue.where.split("|") for issue in errors)


def test_the_project_brings_forms_styles_and_snapping(project: Project) -> None:
    answer = json.loads(qgis(DESCRIBE, str(project.digitized_dir / "digitize.qgz")).splitlines()[-1])
    assert {"edges", "faces", "sites", "corridors", "water", "roads"} <= set(answer["layers"])
    basis = next(field for field in dictionary.EDGES.fields if field.name == "basis")
    assert answer["forms"]["edges"]["basis"] == {"type": "ValueMap", "values": list(basis.choices)}
    assert answer["forms"]["edges"]["source"]["type"] == "ValueMap"
    assert answer["aliases"]["basis"] == "依据 Basis"
    assert answer["categories"] == list(basis.choices)
    assert answer["defined"] == '2 * "accuracy_m"'
    assert answer["snapping"]
    assert answer["topological"]


def test_the_committed_project_offers_every_source(project: Project) -> None:
    """sources.csv grows; the value list of the form must be made anew with it."""
    answer = json.loads(qgis(DESCRIBE, str(project.digitized_dir / "digitize.qgz")).splitlines()[-1])
    header, *rows = project.table("sources").read_text(encoding="utf-8").splitlines()
    assert header.startswith("source,")
    assert set(answer["forms"]["edges"]["source"]["values"]) >= {row.split(",")[0] for row in rows if row}
