"""Writing a file whole or not at all, and telling beforehand whether a place can be written.

Owns no format: text or bytes in, one file out. Used by every command and layer that writes a file.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geo.errors import InputError

_ALLOWED = "a file name in a folder that can be written"


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write ``content`` to ``path`` by way of a file beside it that then takes its name; return ``path``.

    No reader ever sees half a file, and a write that fails leaves what was there. Text becomes UTF-8, its
    line ends as they are. Folders on the way are made; the mode is that of any new file.

    Raises
    ------
    InputError
        ``path`` is a folder, or cannot be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    check_writable(path)
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes files for the owner only; what is published is for all who may read its folder.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        # The error itself names the temporary file, which tells nobody anything.
        raise InputError(
            f"The file cannot be written ({error.strerror})", value=str(path), allowed=_ALLOWED
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return path


def check_writable(path: Path) -> None:
    """Raise ``InputError`` when ``path`` is a folder, or its own folder cannot be used or made.

    Long work asks this before it begins; that a disk is full shows only in the writing.
    """
    if path.is_dir():
        raise InputError("A folder stands in the place of the file", value=str(path), allowed=_ALLOWED)
    check_folder(path.parent)


def check_folder(folder: Path) -> None:
    """Raise ``InputError`` when ``folder`` is there and not writable, or cannot be made."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    where = None if there == folder else str(folder)
    if not there.is_dir():
        raise InputError("Not a folder", value=str(there), where=where, allowed="a folder to write into")
    if not os.access(there, os.W_OK | os.X_OK):
        raise InputError(
            "The folder cannot be written", value=str(there), where=where, allowed="a folder of yours"
        )
