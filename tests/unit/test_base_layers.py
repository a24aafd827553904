"""The shipped base layers, sites and corridors: inside the frame, consistent with each other, and complete."""

import csv

import geopandas as gpd
import pytest
import shapely

from geo.measure import length_m
from layers.project import BASE_LAYERS, Project, default_root

MAX_BASE_BYTES = 600_000
LEAST_SITES = 80
# Riverside sites may touch the drawn bank by as much as the bank and the site are uncertain.
NEAR_BANK_DEGREE = 0.0005


@pytest.fixture(scope="module")
def project():
    return Project.load(default_root())


@pytest.fixture(scope="module")
def base(project):
    return {name: gpd.read_file(project.layer(f"base/{name}")) for name in BASE_LAYERS}


@pytest.fixture(scope="module")
def sites(project):
    return gpd.read_file(project.layer("sites"))


@pytest.fixture(scope="module")
def surface(base):
    """All water that is drawn as a surface, as one geometry."""
    water = base["water"]
    return shapely.union_all(water[water.geom_type.str.contains("Polygon")].geometry.array)


def test_base_layers_stay_small(project):
    assert sum(project.layer(f"base/{name}").stat().st_size for name in BASE_LAYERS) < MAX_BASE_BYTES


@pytest.mark.parametrize("name", BASE_LAYERS)
def test_base_features_are_valid_named_and_inside_the_frame(project, base, name):
    frame = shapely.box(*project.frame_bbox)
    layer = base[name]
    assert layer.geometry.is_valid.all()
    assert layer.geometry.within(frame.buffer(1e-6)).all()
    named = layer[layer["name_zh"].notna()]
    assert named["name_en"].notna().all()
    # Only the small creeks have no name.
    assert set(layer[layer["name_zh"].isna()]["kind"]) <= {"creek"}


def test_reaches_of_the_river_do_not_overlap(base, surface):
    water = base["water"]
    water = water[water.geom_type.str.contains("Polygon") & (water["kind"] != "lake")]
    reaches = water.geometry.array
    overlap = shapely.area(reaches).sum() - shapely.union_all(reaches).area
    assert overlap < 1e-6 * surface.area


def test_islands_are_not_under_water(base, surface):
    for island in base["land"].itertuples():
        # Reaches bring digits of their own to a shared bank: a sliver of a few metres' width is no flood.
        assert island.geometry.buffer(-0.0001).intersection(surface).area == 0, island.id


def test_creeks_end_at_the_bank(base, surface):
    water = base["water"]
    for creek in water[water.geom_type == "LineString"].itertuples():
        in_river = creek.geometry.intersection(surface.buffer(-0.0001))
        assert length_m(in_river) < 50 if not in_river.is_empty else True, creek.id


def test_no_site_stands_in_the_river(sites, surface):
    wet = sites[sites.within(surface.buffer(-NEAR_BANK_DEGREE))]
    assert list(wet["place_id"]) == []


def test_every_site_of_the_gazetteer_is_placed_or_listed_as_undrawn(project, sites):
    with project.seed_table("gazetteer").open(encoding="utf-8", newline="") as stream:
        wanted = {row["place_id"] for row in csv.DictReader(stream) if row["collection"] == "sites"}
    with project.table("undrawn").open(encoding="utf-8", newline="") as stream:
        undrawn = {row["place_id"] for row in csv.DictReader(stream)}
    placed = set(sites["place_id"])
    assert len(placed) >= LEAST_SITES
    assert placed <= wanted
    assert wanted - placed == wanted & undrawn


def test_a_site_placed_by_guess_says_so(sites):
    vague = sites[sites["basis"].isin(["proxy", "schematic"])]
    assert (vague["accuracy_m"] >= 150).all()
    assert sites["note"].notna().sum() > len(sites) / 2


def test_corridors_meet_their_roads(project, base):
    corridors = gpd.read_file(project.layer("corridors")).set_index("place_id")
    roads = base["roads"].set_index("id")
    line = corridors.geometry["innovation-corridor"]
    for road in ("zhongshan-avenue", "keyun-road"):
        shared = line.intersection(roads.geometry[road].buffer(0.0002))
        assert length_m(shared) > 1000, road
