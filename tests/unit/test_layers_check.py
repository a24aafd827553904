"""Deliberately broken projects: each gets the right rule, severity, id and place, and the check exits with 1."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from api.cli import main
from geo.datum import wgs84_to_gcj02
from geo.issue import Issue, Severity
from geo.linework import assemble_faces
from layers.check import check_project, run_checks
from layers.data_checks import find_contradicted_sites
from layers.digitized import read_digitized
from layers.evidence import read_evidence
from layers.polygons import place_polygons
from layers.project import Project
from layers.scaffold import NewProject, create_project

if TYPE_CHECKING:
    from pathlib import Path

Break = Callable[[Project], None]
Feature = dict[str, Any]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    create_project(tmp_path / "p")
    return Project.load(tmp_path / "p")


def change(layer: str, edit: Callable[[list[Feature]], object]) -> Break:
    """A break of one layer: ``edit`` gets the list of its features."""

    def apply(project: Project) -> None:
        path = project.layer(layer)
        collection = json.loads(path.read_text(encoding="utf-8"))
        edit(collection["features"])
        path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")

    return apply


def find(features: list[Feature], identity: str) -> Feature:
    return next(item for item in features if identity in item["properties"].values())


def points(layer: str, identity: str, edit: Callable[[list[Any]], list[Any]]) -> Break:
    """A break of one feature's coordinates."""

    def apply(features: list[Feature]) -> None:
        geometry = find(features, identity)["geometry"]
        geometry["coordinates"] = edit(geometry["coordinates"])

    return change(layer, apply)


def field(layer: str, identity: str, **values: object) -> Break:
    return change(layer, lambda features: find(features, identity)["properties"].update(values))


def without(layer: str, identity: str, name: str) -> Break:
    return change(layer, lambda features: find(features, identity)["properties"].pop(name))


def edge(identity: str, *vertices: tuple[float, float]) -> Break:
    def apply(features: list[Feature]) -> None:
        copy = json.loads(json.dumps(features[0]))
        copy["properties"]["edge_id"] = identity
        copy["geometry"]["coordinates"] = [list(vertex) for vertex in vertices]
        features.append(copy)

    return change("edges", apply)


def label(identity: str, at: tuple[float, float]) -> Break:
    def apply(features: list[Feature]) -> None:
        copy = json.loads(json.dumps(features[0]))
        copy["properties"].update(face_id=identity, place_ids="")
        copy["geometry"]["coordinates"] = list(at)
        features.append(copy)

    return change("faces", apply)


def drop(layer: str, identity: str) -> Break:
    return change(layer, lambda features: features.remove(find(features, identity)))


def table(name: str, row: str) -> Break:
    def apply(project: Project) -> None:
        with project.table(name).open("a", encoding="utf-8", newline="") as stream:
            stream.write(row + "\n")

    return apply


def replaced(name: str, old: str, new: str) -> Break:
    def apply(project: Project) -> None:
        path = project.table(name)
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")

    return apply


# Nodes of the example: sw 0.024,0.024  sm 0.06,0.0208  se 0.096,0.024  nw 0.024,0.06  nm 0.06,0.06  ne 0.096,0.06
E, W = Severity.ERROR, Severity.WARNING
BROKEN: dict[str, tuple[Break, str, Severity, str, tuple[float, float] | None]] = {
    "end moved away": (
        points("edges", "middle-road", lambda c: [c[0], [0.061, 0.055]]),
        "dangling-edge", E, "middle-road", (0.061, 0.055)),
    "end stops short": (
        points("edges", "middle-road", lambda c: [c[0], [0.06, 0.05999]]),
        "undershoot", E, "middle-road", (0.06, 0.05999)),
    "edges cross": (edge("diagonal", (0.024, 0.024), (0.096, 0.06)), "edge-crossing", E, "diagonal|middle-road", None),
    "edge twice": (edge("again", (0.06, 0.0208), (0.06, 0.06)), "duplicate-edge", E, "again|middle-road", None),
    "no length": (edge("dot", (0.06, 0.06), (0.06, 0.06)), "zero-length-edge", E, "dot", (0.06, 0.06)),
    "end on an edge's middle": (
        edge("branch", (0.06, 0.0208), (0.04, 0.06)), "unsplit-junction", E, "north-road-west", (0.04, 0.06)),
    "edge missing": (drop("edges", "east-road"), "dangling-edge", E, "north-road-east", (0.096, 0.06)),
    "spike": (
        points("edges", "middle-road", lambda c: [c[0], [0.06, 0.04], [0.07, 0.0401], [0.06, 0.0402], c[1]]),
        "spike", E, "middle-road", (0.07, 0.0401)),
    "self-intersection": (
        points("edges", "middle-road", lambda c: [c[0], [0.07, 0.05], [0.07, 0.03], [0.05, 0.05], c[1]]),
        "self-intersection", E, "middle-road", None),
    "vertex twice": (
        points("edges", "middle-road", lambda c: [c[0], c[0], c[1]]),
        "duplicate-vertex", W, "middle-road", (0.06, 0.0208)),
    "coordinate not finite": (
        points("edges", "middle-road", lambda c: [c[0], [float("nan"), 0.04], c[1]]),
        "non-finite-coordinate", E, "middle-road", None),
    "polygon among edges": (
        change("edges", lambda f: f[0].update(geometry={"type": "Polygon", "coordinates": []})),
        "wrong-geometry-type", E, "east-road", None),
    "id twice": (field("edges", "east-road", edge_id="middle-road"), "duplicate-id", E, "middle-road", None),
    "face without label": (drop("faces", "east-face"), "unlabelled-face", E, "unlabelled:", None),
    "face with two labels": (label("second", (0.04, 0.04)), "doubly-labelled-face", E, "second|west-face", (0.042, 0.04)),
    "label in no face": (label("astray", (0.01, 0.01)), "label-outside", E, "astray", (0.01, 0.01)),
    "axes swapped": (
        points("sites", "example-park", lambda _: [0.05, 0.1]), "swapped-axes", E, "example-park", (0.05, 0.1)),
    "out of the frame": (
        points("sites", "example-park", lambda _: [1.0, 1.0]), "out-of-frame", E, "example-park", (1.0, 1.0)),
    "no basis": (without("edges", "middle-road", "basis"), "missing-property", E, "middle-road", (0.06, 0.0208)),
    "no source": (without("sites", "example-park", "source"), "missing-property", E, "example-park", None),
    "unknown basis": (field("edges", "middle-road", basis="guess"), "bad-value", E, "middle-road", None),
    "accuracy not positive": (field("edges", "middle-road", accuracy_m=0), "bad-value", E, "middle-road", None),
    "accuracy as text": (field("edges", "middle-road", accuracy_m="20"), "bad-value", E, "middle-road", None),
    "no such day": (field("sites", "example-park", digitized_on="2026-02-30"), "bad-value", E, "example-park", None),
    "not a slug": (field("edges", "middle-road", edge_id="Middle Road"), "bad-value", E, "Middle Road", None),
    "field of its own": (field("edges", "middle-road", colour="red"), "unknown-property", W, "middle-road", None),
    "not a feature": (change("sites", lambda f: f.append({"type": "Point"})), "not-a-feature", E, "feature 1", None),
    "unknown source": (field("edges", "middle-road", source="hearsay"), "unknown-source", E, "middle-road", (0.06, 0.0208)),
    "unknown source of a limit": (replaced("limits", "北路,北路,synthetic", "北路,北路,hearsay"), "unknown-source", E, "west-quarter", None),
    "unknown place in a face": (
        field("faces", "east-face", place_ids="east-quater|example-zone|example-district"),
        "unknown-place", E, "east-face", (0.078, 0.04)),
    "site among faces": (
        field("faces", "east-face", place_ids="example-park|east-quarter|example-zone|example-district"),
        "wrong-collection", E, "east-face", (0.078, 0.04)),
    "unknown place of a conflict": (
        table("conflicts", "c,nowhere,题,topic,a,synthetic,b,synthetic,a,因,why"), "unknown-place", E, "nowhere", None),
    "site outside its parent": (
        points("sites", "example-park", lambda _: [0.08, 0.04]), "point-outside", E, "example-park", (0.08, 0.04)),
    "site in the river": (
        points("sites", "example-park", lambda _: [0.06, 0.015]), "point-in-water", W, "example-park", (0.06, 0.015)),
    "bank leaves the river": (
        points("edges", "south-bank-west", lambda c: [c[0], [0.042, 0.03], c[1]]),
        "edge-off-base", E, "south-bank-west", (0.042, 0.03)),
    "limit not drawn so": (replaced("limits", "北路,北路,", "北河,北河,"), "limit-disagrees", E, "west-quarter", None),
    "area not drawn so": (replaced("areas", "16.66", "20.00"), "area-disagrees", E, "west-quarter", None),
    "follows nobody has": (
        replaced("limits", "北路,北路,", "北路,北路|北河,"), "unknown-follows", W, "west-quarter", None),
    "limit of a place not drawn": (
        table("limits", "example-city,N,北,北路,synthetic,C,"), "stated-not-drawn", W, "example-city", None),
    "drawn and undrawn": (table("undrawn", "example-park,因,why"), "drawn-and-undrawn", E, "example-park", None),
    "neither drawn nor listed": (drop("sites", "example-park"), "not-drawn", W, "example-park", None),
    "too much schematic": (
        change("edges", lambda f: [item["properties"].update(basis="schematic") for item in f]),
        "schematic-share", E, "sub_zones", None),
    "zone more than its sub-zones": (
        field("faces", "east-face", place_ids="example-zone|example-district"), "zone-not-union", E, "example-zone", None),
    "part outside its whole": (
        field("faces", "west-face", place_ids="west-quarter|example-district"),
        "part-outside-whole", E, "west-quarter", None),
    "table missing": (lambda project: project.table("limits").unlink(), "missing-table", W, "limits", None),
}  # fmt: skip


def test_the_example_is_faultless(project: Project) -> None:
    assert check_project(project) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_layer_gets_the_right_rule_id_and_place(project: Project, name: str) -> None:
    apply, rule, severity, where, at = BROKEN[name]
    apply(project)
    found = [issue for issue in check_project(project) if issue.rule == rule]
    issue = next((item for item in found if item.where.startswith(where)), None)
    assert issue is not None, [(item.rule, item.where, item.message) for item in check_project(project)]
    assert issue.severity is severity
    assert issue.message
    assert issue.file.startswith("layers/digitized/")
    if at is not None:
        assert (issue.lon_degree, issue.lat_degree) == pytest.approx(at, abs=1e-6)


def shifted(project: Project) -> None:
    def move(at: list[float]) -> list[float]:
        lon, lat = wgs84_to_gcj02(*at)
        return [round(float(lon), 6), round(float(lat), 6)]

    points("sites", "example-park", move)(project)


@pytest.fixture
def chinese(tmp_path: Path) -> Project:
    """The example over China, where GCJ-02 differs, in a frame so small that the shift leaves the sub-zone."""
    create_project(tmp_path / "cn", NewProject(bbox=(113.30, 23.05, 113.315, 23.06)))
    return Project.load(tmp_path / "cn")


def test_a_shifted_site_is_told_by_the_place_it_belongs_to(chinese: Project) -> None:
    assert check_project(chinese) == []
    points("sites", "example-park", lambda _: [113.3065, 23.056])(chinese)
    shifted(chinese)
    assert [issue.where for issue in check_project(chinese) if issue.rule == "gcj02-shifted"] == [
        "example-park"
    ]


def test_a_shifted_site_is_told_by_its_landmark(chinese: Project) -> None:
    settings = chinese.root / "layers/project.toml"
    lon, lat = 113.3045, 23.056
    with settings.open("a", encoding="utf-8") as stream:
        stream.write(
            f'[[landmarks]]\nplace_id = "example-park"\nlon = {lon}\nlat = {lat}\nsource = "made up"\n'
        )
    again = Project.load(chinese.root)
    assert check_project(again) == []
    shifted(again)
    messages = [issue.message for issue in check_project(again) if issue.rule == "gcj02-shifted"]
    assert any("GCJ-02 taken for WGS84" in message for message in messages)


def test_a_recorded_conflict_explains_a_misplaced_site(project: Project) -> None:
    points("sites", "example-park", lambda _: [0.08, 0.04])(project)
    table("conflicts", "c,example-park|west-quarter,题,topic,a,synthetic,b,synthetic,a,因,why")(project)
    assert [(issue.rule, issue.severity) for issue in check_project(project)] == [
        ("point-outside", Severity.INFO)
    ]


def test_an_explanation_settles_a_disagreement(project: Project) -> None:
    replaced("areas", "16.66,true,synthetic,C,", "20.00,true,synthetic,C,水面不计")(project)
    result = run_checks(project)
    assert result.issues == ()
    row = next(row for row in result.agreements if row["test"] == "area")
    assert (row["agrees"], row["explained"], row["explanation"]) == (False, True, "水面不计")
    assert row["difference_percent"] == pytest.approx(-16.7)


def test_a_statement_that_puts_a_site_elsewhere_is_a_warning(project: Project) -> None:
    digitized, evidence = read_digitized(project), read_evidence(project)
    said = {"id": "s-1", "place_id": "east-quarter", "relation": "hosts", "objects": ["示例产业园", "无名"]}
    assembly = assemble_faces(digitized.edges, digitized.faces)
    polygons = place_polygons(assembly, digitized.edges)
    found = list(find_contradicted_sites(digitized, polygons, evidence.gazetteer, [said], set()))
    assert [(issue.rule, issue.severity, issue.where) for issue in found] == [
        ("site-outside-stated", Severity.WARNING, "example-park")
    ]
    explained = {frozenset({"example-park", "east-quarter"})}
    found = list(find_contradicted_sites(digitized, polygons, evidence.gazetteer, [said], explained))
    assert [issue.severity for issue in found] == [Severity.INFO]


def run(*arguments: str) -> int:
    try:
        main([*arguments])
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_the_command_exits_with_the_verdict(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--project", str(project.root)) == 0
    assert "✓ west-quarter N: 北路 | 北路 (100%)" in capsys.readouterr().out
    points("edges", "middle-road", lambda c: [c[0], [0.061, 0.055]])(project)
    assert run("check", "--project", str(project.root)) == 1
    assert "error: middle-road [dangling-edge] at 0.061000, 0.055000" in capsys.readouterr().out
    project.layer("edges").write_text("{}", encoding="utf-8")
    assert run("check", "--project", str(project.root)) == 2
    assert "layers/digitized/edges.geojson" in capsys.readouterr().err


def test_warnings_fail_a_strict_check_only(project: Project) -> None:
    field("edges", "middle-road", colour="red")(project)
    assert run("-q", "check", "--project", str(project.root)) == 0
    assert run("-q", "check", "--strict", "--project", str(project.root)) == 1


def test_json_and_csv_tell_the_same_issues(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    points("edges", "middle-road", lambda c: [c[0], [0.061, 0.055]])(project)
    run("-q", "check", "--project", str(project.root), "--format", "json")
    answer = json.loads(capsys.readouterr().out)
    assert {tuple(issue) for issue in answer["issues"]} == {tuple(Issue.__slots__)}
    run("-q", "check", "--project", str(project.root), "--format", "csv")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == ",".join(Issue.__slots__)
    assert len(lines) == len(answer["issues"]) + 1


def test_the_report_draws_the_issues_without_any_request(project: Project, tmp_path: Path) -> None:
    points("edges", "middle-road", lambda c: [c[0], [0.061, 0.055]])(project)
    field("sites", "example-park", note="<script>alert(1)</script>", basis="<b>")(project)
    target = tmp_path / "报告.html"
    assert run("-q", "check", "--project", str(project.root), "--report", str(target)) == 1
    page = target.read_text(encoding="utf-8")
    assert '<circle class="error"' in page
    assert "middle-road" in page
    assert "<script" not in page
    assert "<b>" not in page
    assert "://" not in page
