"""Reading a project: settings, layers, tables, and layers brought back into their form."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from api.cli import main
from geo.errors import InputError
from geo.rules import Rule
from layers import dictionary
from layers import project as project_module
from layers.digitized import fault_of_value, read_digitized, read_layer
from layers.project import Project, default_root
from layers.scaffold import NewProject, create_project
from layers.tables import read_rows, read_tables, split_list
from layers.tidy import tidy_project, untidy_layers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    create_project(tmp_path / "p")
    return Project.load(tmp_path / "p")


def run(*arguments: str) -> int:
    try:
        main([*arguments])
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('id = "example"', 'id = "Example Atlas"', "id"),
        ('id = "example"', "id = 7", "id"),
        ("home_bbox = [0, 0, 0.12, 0.08]", "home_bbox = [0.12, 0, 0, 0.08]", "home_bbox"),
        ("home_bbox = [0, 0, 0.12, 0.08]", "home_bbox = [0, 0, nan, 1]", "home_bbox"),
        ("home_bbox = [0, 0, 0.12, 0.08]", "home_bbox = [0, 0, 1]", "home_bbox"),
        ("\nbbox = [0, 0, 0.12, 0.08]", "\nbox = 1", "frame"),
        ('languages = ["zh", "en"]', 'languages = ["fr"]', "languages"),
        ('languages = ["zh", "en"]', 'colour = "red"', "colour"),
        ('city = "example-city"', "", "city"),
        ('title_zh = "', "title_zh = ", "TOML"),
        ("[frame]", '[[landmarks]]\nplace_id = "x"\n[frame]', "landmarks"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_file_field_and_what_is_allowed(
    project: Project, old: str, new: str, field: str
) -> None:
    path = project.root / "layers/project.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=field) as caught:
        Project.load(project.root)
    assert "layers/project.toml" in str(caught.value)


def test_inputs_are_what_the_atlas_depends_on(project: Project) -> None:
    names = set(project.input_hashes())
    assert {"layers/project.toml", "layers/digitized/edges.geojson", "seeds/gazetteer.csv"} <= names
    assert "seeds/documents/example-plan.txt" in names
    assert not any("README" in name or "build" in name for name in names)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "FeatureCollection"),
        ('{"type": "Feature"}', "FeatureCollection"),
        ('{"type": "FeatureCollection"}', "list of features"),
        (
            '{"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": "EPSG:3857"}}}',
            "WGS84",
        ),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_file_that_is_no_layer_raises(project: Project, content: str, said: str) -> None:
    project.layer("edges").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_digitized(project)


def test_a_byte_order_mark_and_a_crs84_member_are_forgiven(project: Project) -> None:
    path = project.layer("edges")
    collection = json.loads(path.read_text(encoding="utf-8"))
    collection["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    path.write_text(json.dumps(collection), encoding="utf-8-sig")
    frame, issues = read_layer(path, dictionary.EDGES, "edges")
    assert (len(frame), issues) == (7, [])
    assert list(frame.columns) == [*dictionary.EDGES.field_names, "geometry"]


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("accuracy_m", 15, True), ("accuracy_m", 0.5, True), ("accuracy_m", -1, False), ("accuracy_m", True, False),
        ("accuracy_m", "15", False), ("accuracy_m", None, False), ("basis", "stated", True), ("basis", "", False),
        ("note", None, True), ("note", 7, False), ("digitized_on", "2026-11-22", True), ("digitized_on", "", True),
        ("digitized_on", "2026-13-01", False), ("digitized_on", "20261122", False), ("edge_id", "a-1", True),
        ("edge_id", "a--1", False), ("edge_id", "-a", False), ("edge_id", "岸", False), ("follows", "岸", True),
    ],
)  # fmt: skip
def test_what_a_field_allows(name: str, value: object, good: bool) -> None:
    field = next(item for item in dictionary.EDGES.fields if item.name == name)
    assert (fault_of_value(field, value) is None) is good


def test_a_table_is_read_strictly(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes('\ufeffa,b\r\n"一,二", x \r\n'.encode())
    assert read_rows(path, ("a", "b"), "t.csv") == [{"a": "一,二", "b": "x"}]
    path.write_text("a,b\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 2.*2 cells, this has 1"):
        read_rows(path, ("a", "b"), "t.csv")
    path.write_bytes(b"a,b\n\xff,1\n")
    with pytest.raises(InputError, match="UTF-8"):
        read_rows(path, ("a", "b"), "t.csv")
    with pytest.raises(InputError, match="missing"):
        read_rows(tmp_path / "none.csv", ("a",), "none.csv")
    assert split_list("a| b ||") == ("a", "b")
    project.table("limits").unlink()
    assert read_tables(project).missing == ("limits",)


def test_tidy_changes_form_and_never_values(project: Project) -> None:
    path = project.layer("edges")
    tidy = path.read_bytes()
    collection: dict[str, Any] = json.loads(tidy)
    messy = []
    for feature in reversed(collection["features"]):
        properties = dict(reversed(feature["properties"].items()))
        properties["accuracy_m"] = float(properties["accuracy_m"])
        properties["digitized_on"] = properties["digitized_on"].replace("-", "/")
        line = [[lon + 1e-9, lat - 1e-9, 0.0] for lon, lat in feature["geometry"]["coordinates"]]
        geometry = {"type": "MultiLineString", "coordinates": [line]}
        messy.append({"type": "Feature", "id": 7, "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({**collection, "features": messy}, indent=2), encoding="utf-8")
    assert list(untidy_layers(project)) == [path]
    assert path.read_bytes() != tidy
    assert tidy_project(project) == [path]
    assert path.read_bytes() == tidy
    assert tidy_project(project) == []


def test_tidy_keeps_what_it_does_not_know_for_check_to_name(project: Project) -> None:
    path = project.layer("sites")
    text = path.read_text(encoding="utf-8").replace('"basis": "address"', '"zzz": 1, "basis": "guess"')
    path.write_text(text, encoding="utf-8")
    tidy_project(project)
    properties = json.loads(path.read_text(encoding="utf-8"))["features"][0]["properties"]
    assert properties["basis"] == "guess"
    assert list(properties)[-1] == "zzz"


def test_tidy_refuses_features_that_cannot_be_told_apart(project: Project) -> None:
    path = project.layer("edges")
    before = path.read_text(encoding="utf-8").replace('"middle-road"', '"east-road"')
    path.write_text(before, encoding="utf-8")
    with pytest.raises(InputError, match="east-road"):
        tidy_project(project)
    assert path.read_text(encoding="utf-8") == before


def test_the_tidy_command_tells_and_changes(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    path = project.layer("faces")
    path.write_text(path.read_text(encoding="utf-8").replace(", ", ","), encoding="utf-8")
    assert run("tidy", "--check", "--project", str(project.root)) == 1
    assert capsys.readouterr().out == "layers/digitized/faces.geojson\n"
    assert run("tidy", "--project", str(project.root)) == 0
    assert run("tidy", "--check", "--project", str(project.root)) == 0


def test_an_installed_atlas_is_built_in_the_working_folder(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    assert project.atlas_path == project.root / "build" / "atlas"
    monkeypatch.setattr(project_module, "default_root", lambda: project.root)
    assert project.atlas_path == work / "build" / "atlas"
    (project.root / "pyproject.toml").touch()
    assert project.atlas_path == project.root / "build" / "atlas"


def test_the_next_step_of_a_new_project_can_be_pasted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "新 项目"
    assert run("new", str(root)) == 0
    assert f"--project '{root}'" in capsys.readouterr().err


def test_a_new_project_is_not_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InputError, match="taken"):
        create_project(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_new_project_goes_through_every_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "新 区"
    assert run("-q", "new", str(root), "--id", "my-district", "--bbox", "120", "30", "120.2", "30.1") == 0
    assert Project.load(root).frame_bbox == (120, 30, 120.2, 30.1)
    for command in ("check", "tidy", "build"):
        assert run("-q", command, "--project", str(root)) == 0, capsys.readouterr()
    capsys.readouterr()
    assert run("-q", "where", "120.08", "30.05", "--project", str(root)) == 0
    assert "示例西片区" in capsys.readouterr().out
    assert run("-q", "show", "west-quarter", "--project", str(root)) == 0
    assert run("-q", "export", "sub_zones", "--project", str(root)) == 0
    page = tmp_path / "map.html"
    assert run("-q", "map", "--inline", str(page), "--project", str(root)) == 0
    assert "示例西片区" in page.read_text(encoding="utf-8")


def test_the_synthetic_frame_can_lie_anywhere(tmp_path: Path) -> None:
    create_project(tmp_path / "s", NewProject(bbox=(-70.0, -40.0, -69.8, -39.9)))
    assert run("-q", "check", "--project", str(tmp_path / "s")) == 0


def test_the_readme_of_the_layers_has_the_fields_of_the_dictionary() -> None:
    text = (default_root() / "layers" / "digitized" / "README.md").read_text(encoding="utf-8")
    assert text.endswith(f"## Fields\n\n{dictionary.field_tables()}")


def test_the_readme_names_every_rule_and_module_of_the_package() -> None:
    folder = default_root() / "layers"
    text = (folder / "README.md").read_text(encoding="utf-8")
    code = "\n".join(
        (folder / f"{name}.py").read_text(encoding="utf-8")
        for name in ("check", "data_checks", "place_checks", "digitized")
    )
    rules = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)",\s*(?:Severity\.|\n)', code)) - {
        str(rule) for rule in Rule
    }
    assert rules
    assert [rule for rule in sorted(rules) if f"`{rule}`" not in text] == []
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert [name for name in sorted(modules) if f"`{name}`" not in text] == []
