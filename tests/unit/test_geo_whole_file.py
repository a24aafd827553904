"""Files are written whole or not at all, and what cannot be written is told before and by name."""

import errno
import os
import stat
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.whole_file import check_folder, check_writable, write_whole


def test_text_and_bytes_are_written_as_they_are_and_folders_are_made(tmp_path):
    path = tmp_path / "新 夹" / "deep" / "图.txt"
    assert write_whole(path, "a\r\n海\n") == path
    assert path.read_bytes() == "a\r\n海\n".encode()
    write_whole(path, b"\xff\x00")
    assert path.read_bytes() == b"\xff\x00"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_text_that_cannot_be_encoded_leaves_the_old_file_and_no_rest(tmp_path):
    path = tmp_path / "layer.geojson"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["layer.geojson"]


def test_a_full_disk_leaves_the_old_file_and_names_the_one_meant(tmp_path, monkeypatch):
    path = tmp_path / "layer.geojson"
    path.write_text("old", encoding="utf-8")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left") as caught:
        write_whole(path, "new")
    assert caught.value.value == str(path)
    assert ".tmp" not in str(caught.value)
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["layer.geojson"]


def test_a_written_file_may_be_read_by_all_the_umask_lets(tmp_path):
    old = os.umask(0o022)
    try:
        write_whole(tmp_path / "x", "y")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o644


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    (tmp_path / "taken").mkdir()
    for ask in (check_writable, lambda path: write_whole(path, "x")):
        with pytest.raises(InputError, match="folder stands in the place") as caught:
            ask(tmp_path / "taken")
        assert caught.value.allowed


def test_a_file_in_the_place_of_a_folder_is_refused_by_its_name(tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for ask in (lambda path: check_folder(path.parent), lambda path: write_whole(path, "x")):
        with pytest.raises(InputError, match="Not a folder") as caught:
            ask(tmp_path / "file" / "sub" / "x.txt")
        assert caught.value.value == str(tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_may_not_be_written_is_refused_before_the_work(tmp_path, monkeypatch):
    # Tests may run as root, for whom every folder is writable: the answer of the system is given here.
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != tmp_path)
    with pytest.raises(InputError, match="cannot be written") as caught:
        check_writable(tmp_path / "new" / "x.txt")
    assert caught.value.value == str(tmp_path)
    assert not (tmp_path / "new").exists()
