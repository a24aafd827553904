"""The build on the synthetic project: what comes out, and that it is the same every time."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from typing import TYPE_CHECKING

import pytest

from geo.errors import CollectionNotFoundError, FeatureNotFoundError, InputError
from layers.build import build_atlas
from layers.project import Project
from layers.publish import folder_sha256
from layers.scaffold import create_project
from layers.store import load_atlas
from seeds.errors import SeedsError

if TYPE_CHECKING:
    from pathlib import Path

QUIET = lambda _: None  # noqa: E731


@pytest.fixture
def project(tmp_path: Path) -> Project:
    create_project(tmp_path / "new")
    return Project.load(tmp_path / "new")


def edit(project: Project, name: str, old: str, new: str) -> None:
    path = project.root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def test_the_example_builds_into_its_collections(project: Project) -> None:
    atlas = load_atlas(build_atlas(project, progress=QUIET))
    counts = {name: len(collection.features) for name, collection in atlas.collections.items()}
    assert counts == {
        "zones": 1, "sub_zones": 2, "sites": 1, "districts": 1, "edges": 7, "places": 6,
        "statements": len(atlas.statements), "documents": 1, "base_water": 1, "base_roads": 1,
    }  # fmt: skip
    assert atlas.manifest["counts"] == counts
    assert atlas.manifest["inputs"] == project.input_hashes()


def test_statements_reach_their_places_with_quotes_that_stand_in_the_text(project: Project) -> None:
    atlas = load_atlas(build_atlas(project, progress=QUIET))
    west = atlas.collection("sub_zones").feature("west-quarter").properties
    assert west["positioning"] == "数字经济集聚区"
    assert west["focus_industries"] == ["人工智能", "大数据"]
    evidence = west["roles"] + west["indicators"]
    assert len(evidence) == west["statement_count"] == len(west["statement_ids"])
    for row in evidence:
        assert atlas.texts[row["doc"]][row["start"] : row["end"]] == row["quote"]


def test_a_site_knows_its_zones_with_certainty(project: Project) -> None:
    park = (
        load_atlas(build_atlas(project, progress=QUIET))
        .collection("sites")
        .feature("example-park")
        .properties
    )
    assert (park["zone"], park["sub_zone"]) == ("example-zone", "west-quarter")
    assert {row["certainty"] for row in park["zones"]} == {"within"}
    assert [row["place_id"] for row in park["zones"]] == ["example-zone", "west-quarter", "example-district"]


def test_a_collection_spans_the_periods_of_its_own_statements(project: Project) -> None:
    atlas = load_atlas(build_atlas(project, progress=QUIET))
    target = ("2030-01-01", "2030-12-31")
    assert atlas.collection("districts").interval == target
    assert atlas.collection("statements").interval == target
    assert atlas.collection("sites").interval is None
    assert atlas.collection("edges").interval is None


# Forked, so that the imports are there already; Python 3.12 warns of forks beside threads of the test runner.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_two_builds_at_once_wait_for_each_other(project: Project) -> None:
    forks = multiprocessing.get_context("fork")
    together = forks.Barrier(2)

    def wait_then(phase: str) -> None:
        if phase == "joining":
            together.wait(120)

    arguments = {"progress": wait_then}
    running = [forks.Process(target=build_atlas, args=(project,), kwargs=arguments) for _ in range(2)]
    for process in running:
        process.start()
    for process in running:
        process.join(120)
    assert [process.exitcode for process in running] == [0, 0]
    assert len(list((project.root / "build").glob(".atlas-*"))) == 1
    assert load_atlas(project.atlas_path).manifest["inputs"] == project.input_hashes()


def test_every_property_is_a_column_in_column_order(project: Project) -> None:
    for collection in load_atlas(build_atlas(project, progress=QUIET)).collections.values():
        names = [column.name for column in collection.columns]
        for feature in collection.features:
            assert list(feature.properties) == names
        for column in collection.columns:
            if not column.nullable:
                assert all(feature.properties[column.name] is not None for feature in collection.features), (
                    column
                )


def test_polygons_are_counter_clockwise_and_share_their_border(project: Project) -> None:
    parts = load_atlas(build_atlas(project, progress=QUIET)).collection("sub_zones").features
    west, east = (feature.geometry for feature in sorted(parts, key=lambda feature: feature.id, reverse=True))
    assert west.exterior.is_ccw
    assert east.exterior.is_ccw
    assert west.intersection(east).geom_type in ("LineString", "MultiLineString")


def test_the_same_inputs_give_the_same_bytes(project: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path / "另一个 folder"
    shutil.copytree(project.root, elsewhere)
    first = build_atlas(project, progress=QUIET).resolve()
    before = {path.name: path.stat().st_ino for path in first.iterdir()}
    again = build_atlas(project, progress=QUIET).resolve()
    other = build_atlas(Project.load(elsewhere), progress=QUIET).resolve()
    assert first == again
    assert {path.name: path.stat().st_ino for path in again.iterdir()} == before
    assert folder_sha256(first) == folder_sha256(other)
    assert first.name == other.name


def test_a_change_makes_a_new_version_and_keeps_one_before_it(project: Project) -> None:
    link = build_atlas(project, progress=QUIET)
    versions = [link.resolve()]
    for accuracy in ("61.0", "62.0", "63.0"):
        path = project.layer("sites")
        feature = json.loads(path.read_text(encoding="utf-8"))
        feature["features"][0]["properties"]["accuracy_m"] = float(accuracy)
        path.write_text(json.dumps(feature), encoding="utf-8")
        build_atlas(project, progress=QUIET)
        versions.append(link.resolve())
    assert len(set(versions)) == 4
    assert sorted(path for path in link.parent.glob(".atlas-*")) == sorted(versions[-2:])
    assert not list(link.parent.glob(".building-*"))
    assert not link.readlink().is_absolute()


def test_a_published_version_that_was_edited_is_replaced(project: Project) -> None:
    link = build_atlas(project, progress=QUIET)
    whole = folder_sha256(link.resolve())
    (link / "manifest.json").write_text("{}", encoding="utf-8")
    build_atlas(project, progress=QUIET)
    assert folder_sha256(link.resolve()) == whole


def test_a_folder_in_the_place_of_the_link_is_not_touched(project: Project, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InputError, match="taken"):
        build_atlas(project, taken, QUIET)
    assert (taken / "mine.txt").read_text(encoding="utf-8") == "keep"


BREAKS = {
    "no settings": lambda p: (p.root / "layers/project.toml").unlink(),
    "edges missing": lambda p: p.layer("edges").unlink(),
    "edges not JSON": lambda p: p.layer("edges").write_text("{", encoding="utf-8"),
    "edges not UTF-8": lambda p: p.layer("edges").write_bytes(b"\xff\xfe{}"),
    "wrong geometry": lambda p: edit(p, "layers/digitized/sites.geojson", '"Point"', '"LineString"'),
    "unknown place": lambda p: edit(p, "layers/digitized/sites.geojson", "example-park", "exmple-park"),
    "unknown basis": lambda p: edit(p, "layers/digitized/edges.geojson", '"schematic"', '"guessed"'),
    "document edited": lambda p: edit(p, "seeds/documents/example-plan.txt", "100亿元", "200亿元"),
    "document not text": lambda p: (p.documents_dir / "example-plan.txt").write_bytes(
        b"\x00\x01\x02\xff" * 99
    ),
    "document not listed": lambda p: (p.documents_dir / "other.txt").write_text("你好", encoding="utf-8"),
    "gazetteer header": lambda p: edit(p, "seeds/gazetteer.csv", "place_id,", "id,"),
    "limits side": lambda p: edit(p, "layers/digitized/limits.csv", ",N,", ",X,"),
    "area not a number": lambda p: edit(p, "layers/digitized/areas.csv", ",true,", ",maybe,"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_bad_input_is_one_clear_error_and_leaves_the_old_atlas(project: Project, name: str) -> None:
    link = build_atlas(project, progress=QUIET)
    version, whole = link.resolve(), folder_sha256(link.resolve())
    BREAKS[name](project)
    with pytest.raises((InputError, SeedsError)) as caught:
        build_atlas(Project.load(project.root), progress=QUIET)
    assert "\n" not in str(caught.value)
    assert link.resolve() == version
    assert folder_sha256(version) == whole
    assert not list(link.parent.glob(".building-*"))


def test_an_unknown_id_gives_near_names(project: Project) -> None:
    edit(project, "layers/digitized/sites.geojson", "example-park", "exmple-park")
    with pytest.raises(InputError, match=r"exmple-park.*not in the gazetteer \(near: example-park"):
        build_atlas(project, progress=QUIET)


def test_reading_says_what_is_wrong(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="zone-atlas build"):
        load_atlas(tmp_path / "nowhere")
    link = build_atlas(project, progress=QUIET)
    atlas = load_atlas(link)
    with pytest.raises(CollectionNotFoundError, match="sub_zones"):
        atlas.collection("subzones")
    with pytest.raises(FeatureNotFoundError, match="west-quarter-2"):
        atlas.collection("sub_zones").feature("west-quarter-2")
    (link / "conflicts.json").unlink()
    with pytest.raises(InputError, match="damaged"):
        load_atlas(link)
    (link / "manifest.json").write_text('{"format": 0}', encoding="utf-8")
    with pytest.raises(InputError, match="format"):
        load_atlas(link)
