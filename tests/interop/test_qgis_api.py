"""QGIS's own OGC API – Features provider, headless: every collection, counts, a filter, values, a projected CRS."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

pytestmark = pytest.mark.interop

# Run by the system's Python, which has QGIS; prints one JSON document.
SCRIPT = """
import json, sys
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsFeatureRequest, QgsProject, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
server, names = sys.argv[1], sys.argv[2].split(",")
found = {}
for name in names:
    uri = f"pagingEnabled='true' restrictToRequestBBOX='0' typename='{name}' url='{server}/' version='OGC_API_FEATURES'"
    layer = QgsVectorLayer(uri, name, "OAPIF")
    row = {"valid": layer.isValid()}
    if layer.isValid():
        rows = list(layer.getFeatures())
        fields = [field.name() for field in layer.fields()]
        row |= {"count": len(rows), "fields": fields, "crs": layer.crs().authid()}
        key = next((f for f in ("name_zh", "title", "quote", "follows") if f in fields), None)
        row["values"] = sorted(str(feature[key]) for feature in rows) if key else []
        if name == "sites":
            request = QgsFeatureRequest().setFilterExpression("\\"kind\\" = 'park'")
            row["parks"] = sum(1 for _ in layer.getFeatures(request))
            to = QgsCoordinateTransform(layer.crs(), QgsCoordinateReferenceSystem("EPSG:4547"), QgsProject.instance())
            point = to.transform(rows[0].geometry().asPoint())
            row["projected"] = [point.x(), point.y()]
    found[name] = row
print("RESULT" + json.dumps(found, ensure_ascii=False))
app.exitQgis()
"""


def test_qgis_loads_every_collection(api_server, real_atlas, tmp_path):
    script = tmp_path / "load.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PYTHONSAFEPATH": "1"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        ["/usr/bin/python3", script, api_server, ",".join(real_atlas.collections)],
        capture_output=True, text=True, encoding="utf-8", timeout=240, env=environment, check=False,
    )  # fmt: skip
    line = next((row for row in done.stdout.splitlines() if row.startswith("RESULT")), None)
    assert line, done.stderr[-2000:]
    found = json.loads(line.removeprefix("RESULT"))
    for name, collection in real_atlas.collections.items():
        row = found[name]
        assert row["valid"], name
        assert row["count"] == len(collection.features), name
        if row["values"] and "name_zh" in row["fields"]:
            assert row["values"] == sorted(
                str(f.properties["name_zh"] or "NULL") for f in collection.features
            ), name
    sites = real_atlas.collections["sites"].features
    assert found["sites"]["parks"] == sum(f.properties["kind"] == "park" for f in sites)
    easting, northing = found["sites"]["projected"]
    assert 400_000 < easting < 500_000
    assert 2_500_000 < northing < 2_600_000
