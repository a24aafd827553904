"""QGIS takes the served QML and SLD for its OGC API – Features layers, reads the vector tiles, and draws both."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

pytestmark = pytest.mark.interop

SCRIPT = """
import json, sys, urllib.request
from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle,
                       QgsVectorLayer, QgsVectorTileLayer, QgsCoordinateTransform, QgsProject)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
app = QgsApplication([], False)
app.initQgis()
server, names = sys.argv[1], sys.argv[2].split(",")


def colours(layers, extent, crs):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    settings.setExtent(extent)
    settings.setOutputSize(QSize(300, 150))
    settings.setBackgroundColor(QColor(255, 255, 255))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    return len({image.pixel(x, y) for x in range(0, 300, 3) for y in range(0, 150, 3)})


home = QgsRectangle(113.23, 23.03, 113.43, 23.13)
found = {}
for name in names:
    uri = f"pagingEnabled='true' restrictToRequestBBOX='0' typename='{name}' url='{server}/' version='OGC_API_FEATURES'"
    layer = QgsVectorLayer(uri, name, "OAPIF")
    row = {"valid": layer.isValid()}
    for kind, load in (("sld", layer.loadSldStyle), ("qml", layer.loadNamedStyle)):
        path = f"{name}.{kind}"
        urllib.request.urlretrieve(f"{server}/styles/{name}?f={kind}", path)
        message, done = load(path)
        row[kind] = bool(done) or message
    row["renderer"] = layer.renderer().type()
    row["colours"] = colours([layer], home, "EPSG:4326")
    found[name] = row
address = urllib.request.quote(f"{server}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}?f=mvt", safe="/:{}")
tiles = QgsVectorTileLayer(f"type=xyz&url={address}&zmin=0&zmax=18", "tiles")
to = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem("EPSG:3857"), QgsProject.instance())
found["tiles"] = {"valid": tiles.isValid(), "colours": colours([tiles], to.transformBoundingBox(home), "EPSG:3857")}
print("RESULT" + json.dumps(found))
app.exitQgis()
"""


def test_qgis_draws_every_collection_with_its_style_and_the_tiles(api_server, real_atlas, tmp_path):
    with_style = ["zones", "sub_zones", "areas", "sites", "districts", "corridors", "edges"]
    script = tmp_path / "draw.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PYTHONSAFEPATH": "1"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        ["/usr/bin/python3", script, api_server, ",".join(with_style)],
        capture_output=True, text=True, encoding="utf-8", timeout=240, env=environment, cwd=tmp_path, check=False,
    )  # fmt: skip
    line = next((row for row in done.stdout.splitlines() if row.startswith("RESULT")), None)
    assert line, done.stderr[-2000:]
    found = json.loads(line.removeprefix("RESULT"))
    for name in with_style:
        row = found[name]
        assert row["valid"], name
        assert row["qml"] is True, (name, row)
        assert row["sld"] is True, (name, row)
        assert row["colours"] > 1, (name, row)
    # The styles tell kinds apart, they are not one symbol for all.
    assert {found[name]["renderer"] for name in ("zones", "edges", "sites")} <= {
        "categorizedSymbol",
        "RuleRenderer",
    }
    assert found["tiles"]["valid"]
    assert found["tiles"]["colours"] > 3
