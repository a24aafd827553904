"""The measured table in the documents speaks of the layers that are shipped."""

import re

import geopandas as gpd
import pytest

from layers.accuracy import PHYSICAL
from layers.project import Project, default_root

TABLE = default_root() / "docs" / "accuracy.md"


@pytest.fixture(scope="module")
def listed():
    return set(re.findall(r"`([a-z0-9-]+)`", TABLE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def project():
    return Project.load(default_root())


def test_every_physical_edge_is_in_the_table(project, listed):
    edges = gpd.read_file(project.layer("edges"))
    physical = set(edges[edges["feature"].isin(PHYSICAL)]["edge_id"])
    assert physical - listed == set(), "run `make accuracy REFERENCE=DIR` again"


def test_every_site_is_in_the_table(project, listed):
    sites = gpd.read_file(project.layer("sites"))
    assert set(sites["place_id"]) - listed == set(), "run `make accuracy REFERENCE=DIR` again"


def test_no_edge_in_the_table_exceeds_its_accuracy():
    assert "**exceeded**" not in TABLE.read_text(encoding="utf-8")
