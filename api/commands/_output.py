"""What commands ask before they begin the work whose result they write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geo.whole_file import check_writable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def check_targets(paths: Iterable[Path], *, force: bool) -> None:
    """Refuse files that are there already, unless ``force``, and places that cannot be written.

    Raises
    ------
    click.UsageError
        A file is there and ``force`` is not given.
    InputError
        A folder cannot be written or made.
    """
    for path in paths:
        if path.is_file() and not force:
            raise click.UsageError(f"{str(path)!r} is there already; use --force to overwrite it.")
        check_writable(path)
