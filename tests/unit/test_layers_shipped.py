"""The atlas that ships: what the issues promise of its zones, and the commands that answer from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from api.cli import main
from api.commands.where import DATUMS
from geo.geojson import orient
from geo.issue import Severity
from layers import locate as locate_module
from layers.build import build_atlas
from layers.check import run_checks
from layers.locate import Locator, locate, to_wgs84
from layers.project import Project, default_root
from layers.store import Atlas, load_atlas
from layers.tidy import untidy_layers

if TYPE_CHECKING:
    from pathlib import Path

SUB_ZONES = {
    "pazhou-west", "pazhou-mid-1", "pazhou-mid-2", "pazhou-east", "pazhou-south", "canton-tower-area",
    "wetland-east-area",
}  # fmt: skip


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_atlas(
        Project.load(default_root()), tmp_path_factory.mktemp("atlas") / "atlas", lambda _: None
    )


@pytest.fixture(scope="module")
def atlas(link: Path) -> Atlas:
    return load_atlas(link)


def run(*arguments: str) -> int:
    try:
        main([*arguments])
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_three_zones_and_seven_sub_zones_of_valid_polygons(atlas: Atlas) -> None:
    assert set(atlas.collection("zones").index) == {
        "pazhou-pilot-zone",
        "zhongda-valley",
        "haizhu-culture-circle",
    }
    assert set(atlas.collection("sub_zones").index) == SUB_ZONES
    west, south, east, north = atlas.manifest["project"]["home_bbox"]
    for name in ("zones", "sub_zones"):
        for feature in atlas.collection(name).features:
            assert feature.geometry.is_valid
            assert feature.geometry.equals_exact(orient(feature.geometry), 0)
            assert feature.properties["name_zh"]
            assert feature.properties["name_en"]
            box = feature.geometry.bounds
            assert west <= box[0] < box[2] <= east
            assert south <= box[1] < box[3] <= north


def test_pazhou_west_says_what_the_plan_says_with_quotes_that_stand_there(atlas: Atlas) -> None:
    place = atlas.collection("sub_zones").feature("pazhou-west").properties
    assert place["positioning"] == "人工智能与数字经济聚集区"
    assert {"人工智能(算法)", "大数据"} <= set(place["focus_industries"])
    for role in place["roles"]:
        assert atlas.texts[role["doc"]][role["start"] : role["end"]] == role["quote"]
        assert all(item in role["quote"] for item in role["objects"] if role["relation"] != "part_of")


def test_every_statement_stands_in_its_document(atlas: Atlas) -> None:
    assert atlas.statements
    for row in atlas.statements:
        assert atlas.texts[row["doc"]][row["start"] : row["end"]] == row["quote"]


def test_the_layers_pass_their_own_check() -> None:
    result = run_checks(Project.load(default_root()))
    assert [issue for issue in result.issues if issue.severity is Severity.ERROR] == []
    assert all(row["agrees"] or row["explained"] or not row["tested"] for row in result.agreements)


def test_the_layers_are_tidy() -> None:
    project = Project.load(default_root())
    assert [project.relative(path) for path in untidy_layers(project)] == []


@pytest.mark.parametrize(
    ("lon", "lat", "datum", "expected"),
    [
        (113.3191, 23.1090, "wgs84", "canton-tower-area"),
        (113.3191, 23.1090, "cgcs2000", "canton-tower-area"),
        (113.3245, 23.1065, "gcj02", "canton-tower-area"),
        (113.3594, 23.1025, "wgs84", "pazhou-mid-1"),
        (113.3411, 23.1078, "wgs84", "pazhou-west"),
    ],
)
def test_known_places_are_where_they_are(
    atlas: Atlas, lon: float, lat: float, datum: str, expected: str
) -> None:
    found = locate(atlas, *to_wgs84(lon, lat, datum))
    assert (found[0].collection, found[0].place_id, found[0].certainty) == ("sub_zones", expected, "within")


def test_a_point_on_the_border_is_unsure_of_both_sides_and_adds_up(atlas: Atlas) -> None:
    edge = next(
        feature
        for feature in atlas.collection("edges").features
        if {"pazhou-mid-1", "pazhou-mid-2"} <= set(feature.properties["places"])
    )
    point = edge.geometry.interpolate(0.5, normalized=True)
    found = {item.place_id: item for item in Locator(atlas).locate(point.x, point.y)}
    assert found["pazhou-mid-1"].certainty in ("likely", "unsure")
    assert found["pazhou-mid-1"].probability + found["pazhou-mid-2"].probability == pytest.approx(1, abs=0.02)


def test_where_answers_with_certainty_and_quote(link: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("where", "--crs", "gcj02", "113.3245", "23.1065", "--atlas", str(link)) == 0
    said = capsys.readouterr().out
    assert "广州塔片区" in said
    assert "within" in said
    assert "「" in said
    assert run("where", "113.3191", "23.1090", "--format", "json", "--atlas", str(link)) == 0
    answer = json.loads(capsys.readouterr().out)
    first = answer["memberships"][0]
    assert first["place_id"] == "canton-tower-area"
    assert first["positioning"]
    assert all(row["quote"] for row in first["statements"])


def test_where_knows_the_sea_and_refuses_nonsense(link: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("where", "-30", "0", "--atlas", str(link)) == 0
    assert "in no place of this atlas" in capsys.readouterr().out
    assert run("where", "23.1090", "113.3191", "--atlas", str(link)) == 2
    assert "longitude -180..180" in capsys.readouterr().err
    assert run("where", "nan", "23", "--atlas", str(link)) == 2
    assert run("where", "113", "23", "--accuracy", "-1", "--atlas", str(link)) == 2
    assert run("where", "east", "23", "--atlas", str(link)) == 2
    assert tuple(DATUMS) == locate_module.DATUMS


def test_show_prints_a_statement_in_its_context(
    link: Path, atlas: Atlas, capsys: pytest.CaptureFixture[str]
) -> None:
    row = next(row for row in atlas.statements if row["place_id"] == "pazhou-west" and row["kind"] == "role")
    assert run("show", row["id"], "--atlas", str(link)) == 0
    assert f"【{row['quote']}】" in capsys.readouterr().out
    number = next(row for row in atlas.statements if row["kind"] == "quantity")
    assert run("show", number["id"], "--format", "json", "--atlas", str(link)) == 0
    assert json.loads(capsys.readouterr().out) == number


def test_show_prints_a_card_and_helps_with_a_wrong_id(link: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "pazhou-west", "--atlas", str(link)) == 0
    assert "定位: 人工智能与数字经济聚集区" in capsys.readouterr().out
    assert run("show", "guangzhou", "--atlas", str(link)) == 0
    capsys.readouterr()
    assert run("show", "pazhou-wset", "--atlas", str(link)) == 2
    assert "near: pazhou-west" in capsys.readouterr().err
    assert run("show", "琶洲西", "--atlas", str(link)) == 2
    assert "pazhou-west" in capsys.readouterr().err


def test_a_missing_atlas_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "x", "--atlas", str(tmp_path / "none")) == 2
    assert "zone-atlas build" in capsys.readouterr().err
    assert run("build", "--project", str(tmp_path / "none")) == 2
    assert "zone-atlas new" in capsys.readouterr().err
