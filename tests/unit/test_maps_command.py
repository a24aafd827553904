"""``zone-atlas map`` and ``vendor``: what they refuse, what they write, that nothing is overwritten unasked."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from api.commands import map as map_command
from api.commands import vendor as vendor_command


@pytest.fixture
def run(monkeypatch):
    """Run ``map`` with the drawing replaced: the files are what is tested here."""

    built = SimpleNamespace(html="<!DOCTYPE html><title>图集</title>")
    opened = SimpleNamespace(documents={"b": {}, "a": {}})
    monkeypatch.setattr(map_command, "open_atlas", lambda *_: opened)
    monkeypatch.setattr("maps.page.build_page", lambda *_, **__: built)
    monkeypatch.setattr(
        "maps.evidence.document_page", lambda _, doc_id, lang, base: f"{doc_id} {lang} {base}"
    )
    return lambda *args: CliRunner().invoke(map_command.command, [str(arg) for arg in args])


def test_nothing_to_write_is_wrong_use(run):
    result = run()
    assert result.exit_code == 2
    assert "--inline" in result.output


def test_the_page_is_written_to_a_chinese_path_and_named_on_stdout(run, tmp_path):
    path = tmp_path / "图集 文件夹" / "海珠.html"
    result = run("--inline", path)
    assert result.exit_code == 0, result.output
    assert path.read_text(encoding="utf-8").endswith("<title>图集</title>")
    assert result.stdout.splitlines() == [str(path)]
    assert [item.name for item in path.parent.iterdir()] == ["海珠.html"]


def test_a_file_that_is_there_is_kept_unless_forced(run, tmp_path):
    path = tmp_path / "atlas.html"
    path.write_text("mine", encoding="utf-8")
    result = run("--inline", path)
    assert result.exit_code == 2
    assert "--force" in result.output
    assert path.read_text(encoding="utf-8") == "mine"
    assert run("--inline", path, "--force").exit_code == 0
    assert path.read_text(encoding="utf-8") != "mine"


def test_evidence_pages_are_one_a_document_in_order(run, tmp_path):
    result = run("--evidence", tmp_path / "pages", "--lang", "en")
    assert [Path(line).name for line in result.stdout.splitlines()] == ["a.html", "b.html"]
    assert (tmp_path / "pages" / "a.html").read_text(encoding="utf-8") == "a en None"


@pytest.mark.parametrize(("fetched", "said"), [(True, "fetched"), (False, "in place")])
def test_vendor_says_what_it_did(monkeypatch, fetched, said):
    monkeypatch.setattr(vendor_command, "vendor", lambda *, force: fetched)
    result = CliRunner().invoke(vendor_command.command, [])
    assert result.exit_code == 0
    assert said in result.stderr
    assert result.stdout == ""
