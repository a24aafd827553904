"""The ``[redirects]`` table of a project: read strictly, and what the API's 301 and 410 come from."""

from __future__ import annotations

import pytest

from geo.errors import InputError
from layers.project import Project, default_root

BASE = (default_root() / "layers" / "project.toml").read_text(encoding="utf-8")


def load(tmp_path, table):
    (tmp_path / "layers").mkdir()
    (tmp_path / "layers" / "project.toml").write_text(f"{BASE}\n{table}\n", encoding="utf-8")
    return Project.load(tmp_path)


def test_redirects_are_read_sorted(tmp_path):
    project = load(tmp_path, '[redirects]\nold-b = ""\nold-a = "new-a"')
    assert project.redirects == (("old-a", "new-a"), ("old-b", ""))


@pytest.mark.parametrize(
    "table", ['[redirects]\n"Bad Id" = "x"', "[redirects]\nold = 3", '[redirects]\nold = "Bad Id"']
)
def test_malformed_redirects_are_refused(tmp_path, table):
    with pytest.raises(InputError) as caught:
        load(tmp_path, table)
    assert "redirects" in str(caught.value)
