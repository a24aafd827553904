"""Putting a built folder into use: in one step, whole, the old one kept until then.

A build writes into a folder of its own beside the link ``atlas``. When it is complete and on disk it
gets its name ``.atlas-<hash of its content>``, and the link is replaced by one rename. Whoever reads
through the link sees the old atlas or the new one, never a mixture; a build that dies anywhere leaves
the old one served.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from geo.errors import InputError
from geo.whole_file import check_folder
from layers.project import file_sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION_PREFIX = ".atlas-"
_WORK_PREFIX = ".building-"
_LOCK = ".lock"
_HASH_DIGITS = 16


def check_place(link: Path) -> None:
    """Raise ``InputError`` when no atlas can be published under ``link``; asked before the work begins.

    It must be free or a link, in a folder that can be written or made.
    """
    if link.exists() and not link.is_symlink():
        raise InputError(
            "The place of the atlas is taken",
            value=str(link),
            allowed="a path that is free, or a link made by a build",
        )
    check_folder(link.parent)


@contextmanager
def staged_folder(link: Path) -> Iterator[Path]:
    """Give an empty folder to build in; when the block ends without an error, publish it under ``link``.

    Builds of one place wait for each other (an advisory lock that dies with its process). Leftovers of
    builds that were killed are removed. After publishing, versions other than the new one and the one
    before it are removed.

    Raises
    ------
    InputError
        As ``check_place``.
    """
    check_place(link)
    parent = link.parent
    with _lock(parent) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in parent.glob(f"{_WORK_PREFIX}*"):
            _remove(leftover)
        work = Path(tempfile.mkdtemp(prefix=_WORK_PREFIX, dir=parent))
        try:
            yield work
            publish(work, link)
        finally:
            _remove(work)


def _lock(folder: Path) -> IO[str]:
    """Return the open lock file of ``folder``, which is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / _LOCK).open("w")
    except OSError as error:
        raise InputError(
            f"The folder of the atlas cannot be written ({error.strerror})",
            value=str(folder),
            allowed="a folder of yours",
        ) from error


def publish(work: Path, link: Path) -> Path:
    """Give the complete folder ``work`` its final name and point ``link`` at it; return the final folder.

    The name is the hash of the content, so publishing the same content twice changes nothing.
    """
    name = f"{_VERSION_PREFIX}{folder_sha256(work)[:_HASH_DIGITS]}"
    final = link.parent / name
    previous = link.readlink().name if link.is_symlink() else None
    if final.exists() and f"{_VERSION_PREFIX}{folder_sha256(final)[:_HASH_DIGITS]}" != name:
        # Somebody changed the published files by hand: they go, the build is the truth.
        _remove(final)
    if not final.exists():
        work.chmod(0o755)
        _to_disk(work)
        work.rename(final)
    temporary = link.parent / f"{_WORK_PREFIX}link-{os.getpid()}"
    temporary.unlink(missing_ok=True)
    # Relative, so that the project can be moved or mounted elsewhere.
    temporary.symlink_to(name)
    temporary.replace(link)
    _sync_folder(link.parent)
    if previous == name:
        return final
    for version in link.parent.glob(f"{_VERSION_PREFIX}*"):
        if version.name not in (name, previous):
            _remove(version)
    return final


def folder_sha256(folder: Path) -> str:
    """Hash of the names and bytes of all files in ``folder``; order and times do not matter."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{file_sha256(path)}\n".encode())
    return digest.hexdigest()


def _to_disk(folder: Path) -> None:
    """Flush every file and folder, so that the name never points at content that a power cut can lose."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
            _sync_folder(path)
        else:
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    elif path.exists():
        shutil.rmtree(path, ignore_errors=True)
