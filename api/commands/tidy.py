"""``zone-atlas tidy``: digitized layers back in their one form after editing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands._project import project_option
from layers.project import Project

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    "tidy",
    short_help="Bring edited layers back into order and decimals.",
    epilog="Examples: zone-atlas tidy · zone-atlas tidy --check",
)
@project_option
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit with 1 if a file would change."
)
@click.pass_context
def command(ctx: click.Context, project_dir: Path, only_check: bool) -> None:  # noqa: FBT001 (click)
    """Rewrite the digitized layers in their one form, so that a comparison shows what moved.

    The form is a stable order of features and fields, and six decimals. Prints the files that changed or,
    with --check, would change. Values are not corrected: `zone-atlas check` names wrong ones.
    """
    from layers.tidy import tidy_project, untidy_layers  # noqa: PLC0415 (geopandas takes a while)

    project = Project.load(project_dir)
    changed = list(untidy_layers(project)) if only_check else tidy_project(project.require_own())
    for path in changed:
        click.echo(project.relative(path))
    ctx.exit(1 if only_check and changed else 0)
