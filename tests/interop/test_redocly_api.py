"""The served OpenAPI document passes a strict linter (Redocly, all rules of ``recommended-strict``)."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.interop
LINTER = Path(__file__).resolve().parents[1] / "tools/node_modules/@redocly/cli/bin/cli.js"


def test_the_definition_passes_the_strict_linter(api_server, tmp_path):
    path = tmp_path / "openapi.json"
    with urllib.request.urlopen(f"{api_server}/api") as reply:
        path.write_bytes(reply.read())
    command = ["node", LINTER, "lint", "--extends=recommended-strict", "--format=summary", path.name]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
        env={"PATH": f"{os.environ['PATH']}:{Path(sys.executable).parent}", "HOME": str(tmp_path), "REDOCLY_TELEMETRY": "off"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
