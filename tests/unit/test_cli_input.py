"""What a stranger gets wrong at the command line: one clear line, status 2, and nothing half written."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from api.cli import main
from layers import project as project_module
from layers.project import Project, file_sha256, working_root
from layers.scaffold import create_project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("示例") / "p"
    create_project(root)
    assert run("-q", "build", "--project", str(root)) == 0
    return root


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "p", symlinks=True)


@pytest.fixture
def installed(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A project that lies where an installed wheel has its data, and a working folder that is none."""
    monkeypatch.setattr(project_module, "default_root", lambda: project)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return project


def run(*arguments: str) -> int:
    try:
        main([*arguments])
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what a command that must end with status 2 says on stderr."""
    capsys.readouterr()
    assert run(*arguments) == 2
    output = capsys.readouterr()
    assert "Traceback" not in output.err
    assert "Errno" not in output.err
    return output.err


# --- which project --------------------------------------------------------------------------------------


def test_the_working_folder_is_the_project_if_it_is_one(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project / "layers")
    assert working_root() != project
    monkeypatch.chdir(project)
    assert working_root() == project
    assert run("-q", "show", "west-quarter") == 0
    assert "示例西片区" in capsys.readouterr().out


def test_the_data_of_an_installed_program_is_read_and_never_edited(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = Project.load(installed).layer("faces")
    layer.write_text(layer.read_text(encoding="utf-8").replace(", ", ","), encoding="utf-8")
    table = installed.parent / "review.csv"
    assert run("-q", "review", "export", "--out", str(table)) == 0
    before = {path: path.read_bytes() for path in installed.rglob("*") if path.is_file()}

    assert run("tidy", "--check") == 1
    assert run("-q", "review", "import", str(table), "--dry-run") == 0
    for command in (("tidy",), ("review", "import", str(table))):
        message = said(capsys, "-q", *command)
        assert "not edited" in message
        assert "--project" in message
    assert {path: path.read_bytes() for path in installed.rglob("*") if path.is_file()} == before

    # The same folder as a checkout is the user's own.
    (installed / "pyproject.toml").touch()
    assert run("-q", "tidy") == 0
    assert run("-q", "review", "import", str(table)) == 0


@pytest.mark.parametrize("command", ["check", "build", "tidy", "extract", "serve"])
def test_a_project_that_is_none_is_named(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.txt").write_text("示例区产值100亿元。", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    files = [str(tmp_path / "plan.txt")] if command == "extract" else []
    for folder in ("none", "empty"):
        message = said(capsys, "-q", command, *files, "--project", str(tmp_path / folder))
        assert "zone-atlas new DIR" in message


# --- tables that cannot be read -------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["missing", "folder", "binary", "header", "cells"])
@pytest.mark.parametrize("name", ["gazetteer", "indicators", "industries", "sources"])
def test_a_broken_table_is_named_with_what_is_allowed(
    project: Path, name: str, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "seeds" / f"{name}.csv"
    whole = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage == "binary":
        path.write_bytes(b"\xf5\xb1\x00" * 30)
    elif damage == "header":
        path.write_bytes(b"name;x\n" + whole)
    elif damage == "cells":
        path.write_bytes(whole + b"one,two\n")
    for command in ("check", "review list", "extract"):
        words = command.split()
        if words[0] == "extract":
            words.append(str(project / "seeds" / "documents" / "example-plan.txt"))
        message = said(capsys, "-q", *words, "--project", str(project))
        assert f"{name}.csv" in message
        assert "allowed: " in message


@pytest.mark.parametrize("name", ["gazetteer", "indicators", "industries", "sources", "corrections"])
def test_a_byte_order_mark_is_forgiven(project: Path, name: str) -> None:
    path = project / "seeds" / f"{name}.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run("-q", "check", "--project", str(project)) == 0


@pytest.mark.parametrize(
    "content", [None, b"\xff\xfe\x00", b"[]", b'{"type": "FeatureCollection"}', "folder"]
)
def test_a_broken_layer_is_named_with_what_is_allowed(
    project: Path, content: bytes | str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Project.load(project).layer("edges")
    path.unlink()
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content == "folder":
        path.mkdir()
    for command in ("check", "build", "tidy"):
        message = said(capsys, "-q", command, "--project", str(project))
        assert "layers/digitized/edges.geojson" in message
        assert "allowed: " in message


@pytest.mark.parametrize("layer", ["edges", "base/water", "base/roads"])
@pytest.mark.parametrize("number", ["1e308", "12600000.0", "200.0"])
def test_a_position_that_is_no_place_is_an_issue_and_no_crash(
    project: Path, layer: str, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Project.load(project).layer(layer)
    text = path.read_text(encoding="utf-8")
    first = re.search(r"\[ (-?[\d.]+), -?[\d.]+ \]", text)
    assert first
    path.write_text(f"{text[: first.start(1)]}{number}{text[first.end(1) :]}", encoding="utf-8")
    assert run("-q", "check", "--project", str(project)) == 1
    output = capsys.readouterr().out
    assert "[out-of-frame]" in output or "[bad-geometry]" in output
    assert run("-q", "build", "--project", str(project)) == 2


def test_a_document_that_is_not_listed_is_named_with_the_hash_to_list(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = project / "seeds" / "documents" / "new-plan.txt"
    new.write_text("示例区产值100亿元。", encoding="utf-8")
    message = said(capsys, "-q", "check", "--project", str(project))
    assert "'new-plan'" in message
    assert f"sha256 {file_sha256(new)}" in message
    row = f"new-plan,,新规划,,,plan,2026-02,{file_sha256(new)},\n"
    sources = project / "seeds" / "sources.csv"
    sources.write_text(sources.read_text(encoding="utf-8") + row, encoding="utf-8")
    assert run("-q", "check", "--project", str(project)) == 0


@pytest.mark.parametrize("date", ["2026-13", "2026-1", "26", "明年", "2025-02-29"])
def test_a_date_of_a_document_that_is_none_is_named(
    project: Path, date: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = project / "seeds" / "sources.csv"
    sources.write_text(
        sources.read_text(encoding="utf-8").replace(",2026-01,", f",{date},"), encoding="utf-8"
    )
    for command in ("check", "build"):
        message = said(capsys, "-q", command, "--project", str(project))
        assert f"{date!r} in seeds/sources.csv, example-plan" in message
        assert "YYYY-MM" in message


def test_a_missing_base_layer_is_said_by_check_and_build(
    project: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    Project.load(project).layer("base/water").unlink()
    run("-q", "check", "--project", str(project))
    output = capsys.readouterr().out
    assert "warning: base/water [missing-layer]" in output
    assert run("build", "--project", str(project)) == 0
    assert "layers/digitized/base/water.geojson does not exist" in caplog.text


_JSON_FILES = ("manifest", "documents", "agreements", "collections/zones.schema")
_DAMAGED = [
    *(
        (f"{name}.json", damage)
        for name in _JSON_FILES
        for damage in ("gone", "folder", "", "\xff", "null", "{")
    ),
    *(("collections/zones.geojson", damage) for damage in ("gone", "folder", "", "null", "[]")),
    *(
        ("statements.jsonl", damage)
        for damage in ("gone", "folder", "\xff", "null", '{"id": 1', '{"doc": "x"}')
    ),
    *(("documents/example-plan.txt", damage) for damage in ("gone", "folder", "\xff")),
    ("documents.json", "[]"),
]


@pytest.mark.parametrize(("name", "damage"), _DAMAGED)
def test_a_damaged_atlas_is_told_to_be_built_again(
    project: Path, name: str, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "build" / "atlas" / name
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "gone":
        path.write_bytes(damage.encode("latin-1"))
    assert "zone-atlas build" in said(capsys, "-q", "show", "west-quarter", "--project", str(project))


# --- places to write ------------------------------------------------------------------------------------


def test_a_place_the_atlas_cannot_have_is_refused_before_anything_is_read(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    for out in ("file", "folder", "file/sub/atlas"):
        message = said(capsys, "build", "--project", str(project), "--out", str(tmp_path / out))
        assert "reading" not in message
        assert ".lock" not in message
        assert "allowed: " in message
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert not any((tmp_path / "folder").iterdir())


@pytest.mark.parametrize(
    "command",
    [
        ("check", "--report"), ("map", "--inline"), ("review", "export", "--out"), ("review", "page", "--out"),
        ("export", "zones", "--out"), ("accuracy", ".", "--out"), ("map", "--evidence"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_written_is_refused_before_the_work(
    project: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "file").write_text("mine", encoding="utf-8")
    message = said(capsys, *command, str(project / "file" / "sub" / "x.html"), "--project", str(project))
    assert "Not a folder" in message
    assert "reading" not in message
    assert "drawing" not in message
    assert (project / "file").read_text(encoding="utf-8") == "mine"


def test_no_page_is_written_when_one_of_them_is_there(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = tmp_path / "pages"
    assert run("-q", "map", "--evidence", str(pages), "--project", str(project)) == 0
    (page,) = pages.iterdir()
    page.write_text("mine", encoding="utf-8")
    message = said(capsys, "map", "--inline", str(tmp_path / "a.html"), "--evidence", str(pages),
                   "--project", str(project))  # fmt: skip
    assert "--force" in message
    assert page.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "a.html").exists()


# --- export ---------------------------------------------------------------------------------------------


def test_the_format_of_an_export_follows_the_name_of_its_file(project: Path, tmp_path: Path) -> None:
    root = ("--project", str(project))
    assert run("-q", "export", "zones", "--out", str(tmp_path / "z.csv"), *root) == 0
    assert (tmp_path / "z.csv").read_text(encoding="utf-8").startswith("place_id,")
    assert run("-q", "export", "zones", "--out", str(tmp_path / "z.JSON"), *root) == 0
    assert (tmp_path / "z.JSON").read_text(encoding="utf-8").startswith('{"type":"FeatureCollection"')
    assert run("-q", "export", "all", "--out", str(tmp_path / "all.gpkg"), *root) == 0
    assert (tmp_path / "all.gpkg").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("zones", "--out", "z.csv", "--format", "gpkg"), "z.csv"),
        (("all", "--out", "x.csv"), "folder"),
        (("zones", "sites", "--format", "kml", "--out", "x.kml"), "folder"),
        (("all", "--format", "gpx", "--out", "tracks"), "points only"),
        (("zones", "--bom"), "--bom"),
        (("nosuch",), "zones"),
    ],
)
def test_an_export_that_cannot_be_leaves_nothing(
    project: Path,
    tmp_path: Path,
    arguments: tuple[str, ...],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert words in said(capsys, "export", *arguments, "--project", str(project))
    assert list((tmp_path / "work").iterdir()) == []


def test_a_collection_named_twice_is_written_once(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "zones", "zones", "--project", str(project)) == 0
    assert capsys.readouterr().out.count('"example-zone","geometry"') == 1


# --- extract --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", "\ufeff", " \r\n\u3000\n"])
def test_a_document_without_text_is_named_and_the_others_are_done(
    project: Path, tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.txt").write_text(content, encoding="utf-8", newline="")
    (tmp_path / "plan.txt").write_text("2025年,示例区产值达到100亿元。", encoding="utf-8")
    files = [str(tmp_path / name) for name in ("empty.txt", "plan.txt")]
    assert run("extract", *files, "--project", str(project)) == 2
    output = capsys.readouterr()
    assert "no text: 'empty'" in output.err
    assert "100亿元" in output.out


def test_a_text_without_a_statement_is_no_error_and_is_said(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("你好。", encoding="utf-8")
    assert run("extract", str(tmp_path / "letter.txt"), "--project", str(project)) == 0
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", "extract: no statement in letter\n")
    assert run("-q", "extract", str(tmp_path / "letter.txt"), "--project", str(project)) == 0
    assert capsys.readouterr().err == ""


def test_a_file_named_twice_is_read_once(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("2025年,示例区产值达到100亿元。", encoding="utf-8")
    assert run("extract", str(file), str(file), "--project", str(project)) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("date", ["20x", "2024-13", "2024-02-30", "2024-1", "", "24"])
def test_a_document_date_that_is_none_is_refused_before_reading(
    tmp_path: Path, date: str, capsys: pytest.CaptureFixture[str]
) -> None:
    message = said(capsys, "extract", str(tmp_path / "none.txt"), "--document-date", date)
    assert "YYYY-MM" in message


# --- new ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        ("--bbox", "3", "2", "1", "0"),
        ("--bbox", "nan", "2", "4", "3"),
        ("--bbox", "113", "23", "113.001", "23.1"),
        ("--bbox", "113", "23", "193", "23.1"),
        ("--id", "Bad Id"),
        ("--id", 'a"\nb'),
        ("--title-zh", ""),
    ],
)
def test_a_new_project_with_a_bad_setting_leaves_no_folder(
    tmp_path: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "allowed: " in said(capsys, "new", str(tmp_path / "p"), *options)
    assert not (tmp_path / "p").exists()


def test_the_settings_of_a_new_project_are_kept_to_the_letter(tmp_path: Path) -> None:
    title = '一"区" \\ 图集'
    bbox = ("113.123456", "22.9876543", "113.3", "23.1")
    assert run("-q", "new", str(tmp_path / "p"), "--title-zh", title, "--bbox", *bbox) == 0
    project = Project.load(tmp_path / "p")
    assert project.title_zh == title
    assert project.frame_bbox == (113.123456, 22.9876543, 113.3, 23.1)


def test_a_frame_of_the_least_size_makes_a_sound_example(tmp_path: Path) -> None:
    frame = ("113.0", "23.0", "113.0051", "23.0051")
    assert run("-q", "new", str(tmp_path / "p"), "--bbox", *frame) == 0
    assert run("-q", "check", "--project", str(tmp_path / "p")) == 0


def test_a_new_project_under_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert "Not a folder" in said(capsys, "new", str(tmp_path / "file" / "p"))


# --- accuracy and where ---------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [False, True])
def test_a_reference_that_is_none_is_named_by_its_folder(
    project: Path, tmp_path: Path, there: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "reference"
    if there:
        folder.mkdir()
    message = said(capsys, "accuracy", str(folder), "--project", str(project))
    assert "reference folder" in message
    assert str(folder) in message
    assert "allowed: " in message


def test_a_position_with_its_numbers_exchanged_is_told_so(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "longitude -180..180 first" in said(capsys, "where", "23.1", "113.3", "--project", str(project))
