"""The real atlas, built and served by the real command, for outside programs to read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from layers.build import build_atlas
from layers.project import Project
from layers.store import load_atlas

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def atlas_link(tmp_path_factory):
    return build_atlas(Project.load(ROOT), tmp_path_factory.mktemp("built") / "atlas")


@pytest.fixture(scope="session")
def real_atlas(atlas_link):
    return load_atlas(atlas_link)


@pytest.fixture(scope="session")
def api_server(atlas_link):
    """Address of ``zone-atlas serve`` on a free port; ended, and its errors shown, at the end."""
    command = [Path(sys.executable).with_name("zone-atlas"), "serve", "--port", "0", "--atlas", atlas_link]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            said = ""
            for line in process.stderr:
                said += line
                found = re.match(r"API\s+(http://\S+)/$", line)
                if found:
                    break
            else:
                pytest.fail(f"the server did not start: {said}")
            yield found[1]
        finally:
            process.terminate()
            process.wait(10)
