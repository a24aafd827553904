"""Options that several commands share: which project, which built atlas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from layers.project import Project, working_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.store import Atlas

project_option = click.option(
    "--project",
    "project_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=working_root,
    show_default="the current folder if it is a project, else the one the program came with",
    help="Folder of the atlas project.",
)
atlas_option = click.option(
    "--atlas",
    "atlas_dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    show_default="build/atlas in the project; for the installed data, in the current folder",
    help="Folder of a built atlas.",
)


def open_atlas(project_dir: Path, atlas_dir: Path | None) -> Atlas:
    """Load the built atlas that the two options name; ``InputError`` when it was never built."""
    # Imported here: shapely takes a while, and --help does not need it.
    from layers.store import load_atlas  # noqa: PLC0415

    return load_atlas(atlas_dir or Project.load(project_dir).atlas_path)


def progress_to_stderr(ctx: click.Context) -> Callable[[str], None]:
    """Return a function that writes one line of progress to stderr, or nothing with ``--quiet``."""
    quiet = bool((ctx.obj or {}).get("quiet"))

    def report(message: str) -> None:
        if not quiet:
            click.echo(message, err=True)

    return report
