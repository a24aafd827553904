"""A build killed at any phase leaves the old atlas served, and the next build works."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from layers.build import build_atlas
from layers.project import Project
from layers.publish import folder_sha256
from layers.scaffold import create_project
from layers.store import load_atlas


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def build_and_die(root: Path, where: str) -> None:
    """Run in a process of its own: a build that kills itself when a phase begins, or in the middle of a step."""
    if where == "the link":
        Path.replace = die  # type: ignore[method-assign, assignment]
    elif where == "the folder's name":
        Path.rename = die  # type: ignore[method-assign, assignment]
    elif where == "half written":
        write = Path.write_text

        def half(path: Path, text: str, *args: str, **kwargs: str) -> None:
            write(path, text[: len(text) // 2], *args, **kwargs)
            die()

        Path.write_text = half  # type: ignore[method-assign, assignment]
    build_atlas(Project.load(root), progress=lambda phase: die() if phase == where else None)


PHASES = (
    "reading layers", "reading documents", "checking linework", "making polygons", "joining", "writing",
    "half written", "publishing", "the folder's name", "the link",
)  # fmt: skip


# Python 3.12 warns of forks beside threads of the test runner.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("phase", PHASES)
def test_sigkill_leaves_the_old_atlas(tmp_path: Path, phase: str) -> None:
    create_project(tmp_path / "p")
    project = Project.load(tmp_path / "p")
    link = build_atlas(project, progress=lambda _: None)
    old, whole = link.resolve(), folder_sha256(link.resolve())
    sites = project.layer("sites")
    sites.write_text(sites.read_text(encoding="utf-8").replace("60", "70"), encoding="utf-8", newline="")

    # Forked, so that the imports are there already; a real process with a real SIGKILL all the same.
    killed = multiprocessing.get_context("fork").Process(target=build_and_die, args=(project.root, phase))
    killed.start()
    killed.join(60)

    assert killed.exitcode == -signal.SIGKILL
    assert link.resolve() == old
    assert folder_sha256(old) == whole
    assert load_atlas(link).collection("sites").feature("example-park").properties["accuracy_m"] == 60

    build_atlas(project, progress=lambda _: None)
    assert load_atlas(link).collection("sites").feature("example-park").properties["accuracy_m"] == 70
    assert not list(link.parent.glob(".building-*"))
    assert len(list(link.parent.glob(".atlas-*"))) == 2


def test_a_reader_holds_one_version_while_builds_swap_it(tmp_path: Path) -> None:
    create_project(tmp_path / "p")
    project = Project.load(tmp_path / "p")
    link = build_atlas(project, progress=lambda _: None)
    held = link.resolve()
    sites = project.layer("sites")
    sites.write_text(sites.read_text(encoding="utf-8").replace("60", "70"), encoding="utf-8", newline="")
    build_atlas(project, progress=lambda _: None)
    assert held.exists()
    assert load_atlas(held).collection("sites").feature("example-park").properties["accuracy_m"] == 60


def test_a_full_disk_is_a_plain_error_and_leaves_the_old_atlas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_project(tmp_path / "p")
    project = Project.load(tmp_path / "p")
    link = build_atlas(project, progress=lambda _: None)
    old = link.resolve()
    write = Path.write_text

    def full(path: Path, *args: str, **kwargs: str) -> int:
        if path.name == "coverage.json":
            raise OSError(28, "No space left on device", str(path))
        return write(path, *args, **kwargs)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        build_atlas(project, progress=lambda _: None)
    assert link.resolve() == old
    assert not list(link.parent.glob(".building-*"))
