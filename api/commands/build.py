"""``zone-atlas build``: documents and layers to a finished atlas."""

from __future__ import annotations

import time
from pathlib import Path

import click

from api.commands._project import progress_to_stderr, project_option
from layers.project import Project


@click.command(
    "build",
    short_help="Build the atlas from documents and layers.",
    epilog="Examples: zone-atlas build · zone-atlas build --project ~/my-district · "
    "zone-atlas build --out /srv/atlas",
)
@project_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    show_default="build/atlas in the project; for the installed data, in the current folder",
    help="Where the built atlas is to be found (a link).",
)
@click.pass_context
def command(ctx: click.Context, project_dir: Path, out: Path | None) -> None:
    """Read documents and digitized layers, join them, and put the finished atlas into use in one step.

    The same inputs give the same bytes. A build that fails or is killed leaves the old atlas in use.
    Prints the path of the atlas on stdout.
    """
    # Imported here: geopandas takes a while, and --help does not need it.
    from layers.build import build_atlas  # noqa: PLC0415

    started = time.monotonic()
    report = progress_to_stderr(ctx)
    link = build_atlas(Project.load(project_dir), out, lambda phase: report(f"build: {phase} …"))
    report(f"build: done in {time.monotonic() - started:.1f} s")
    click.echo(str(link))
