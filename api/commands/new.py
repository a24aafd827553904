"""``zone-atlas new``: an empty atlas project with a small synthetic example."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command(
    "new",
    short_help="Make a new atlas project.",
    epilog="Examples: zone-atlas new my-district · zone-atlas new my-district --bbox 113.1 22.9 113.3 23.1",
)
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--id", "project_id", default="example", show_default=True, help="Slug of the atlas.")
@click.option("--title-zh", default="数字经济区图集 · 示例", show_default=True, help="Title in Chinese.")
@click.option("--title-en", default="Zone Atlas · Example", show_default=True, help="Title in English.")
@click.option(
    "--bbox",
    type=float,
    nargs=4,
    default=None,
    metavar="WEST SOUTH EAST NORTH",
    show_default="a patch of sea at 0°, 0°",
    help="Frame of the map, degrees WGS84; the example is drawn inside it.",
)
def command(
    directory: Path,
    project_id: str,
    title_zh: str,
    title_en: str,
    bbox: tuple[float, float, float, float] | None,
) -> None:
    """Make a new atlas project in DIRECTORY, which must not exist or be empty.

    It holds the folders, the data dictionary, tables with headers, and a synthetic example of two faces
    and one document that passes check and build. Replace the example with your own layers and documents.
    """
    from layers.project import Project  # noqa: PLC0415 (geopandas takes a while; --help does not need it)
    from layers.scaffold import DEFAULT_BBOX, NewProject, create_project  # noqa: PLC0415

    create_project(directory, NewProject(project_id, title_zh, title_en, bbox or DEFAULT_BBOX))
    Project.load(directory)
    click.echo(str(directory))
    quoted = shlex.quote(str(directory))
    click.echo(f"Next: zone-atlas check --project {quoted} && zone-atlas build --project {quoted}", err=True)
