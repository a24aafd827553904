"""Another district, made of synthetic data far from the shipped one, goes the whole way: check, build, map, serve."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.settings import Settings
from layers.store import load_atlas


def run(*arguments: str) -> int:
    """Return the exit status; a command that ends well may also just return."""
    try:
        main(list(arguments))
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("另一个区") / "second district"
    assert run("new", str(folder), "--bbox", "120.5", "31.2", "120.8", "31.4", "--title-zh", "另一区") == 0
    return folder


def test_check_build_map_and_serve(district: Path) -> None:
    assert run("check", "--project", str(district)) == 0
    assert run("build", "--project", str(district)) == 0
    page = district / "atlas.html"
    assert run("map", "--inline", str(page), "--project", str(district)) == 0
    html = page.read_text(encoding="utf-8")
    assert "另一区" in html
    for foreign in ("海珠", "琶洲", "Haizhu", "pazhou"):
        assert foreign not in html

    atlas = load_atlas(district / "build" / "atlas")
    with TestClient(create_app(Settings(), atlas), base_url="http://127.0.0.1") as client:
        assert client.get("/map").status_code == 200
        zones = client.get("/collections/zones/items").json()
        drawn = [feature for feature in zones["features"] if feature["geometry"]]
        west, south, east, north = 120.5, 31.2, 120.8, 31.4
        assert drawn
        for feature in drawn:
            ring = feature["geometry"]["coordinates"][0]
            assert all(west <= lon <= east and south <= lat <= north for lon, lat in ring)
            assert feature["properties"]["statement_ids"] is not None
