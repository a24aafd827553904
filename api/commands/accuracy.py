"""``zone-atlas accuracy``: how far the digitized lines and points lie from an independent reference."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from api.commands._project import project_option

EXIT_EXCEEDED = 1


@click.command(
    "accuracy",
    short_help="Measure the digitized layers against a reference.",
    epilog="Examples: zone-atlas accuracy ../reference --out docs/accuracy.md · "
    "zone-atlas accuracy ../reference --json",
)
@click.argument("reference_dir", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--out",
    "out_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Markdown file to write; without it the table goes to stdout.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout instead of the table.")
@project_option
def command(reference_dir: Path, out_file: Path | None, as_json: bool, project_dir: Path) -> None:  # noqa: FBT001 (click passes flags by name)
    """Measure edges and sites against the lines and points in REFERENCE_DIR, a folder of GeoJSON layers.

    Which lines measure which edge stands in layers/digitized/references.csv. Exit status 1 if the 95th
    percentile of an edge is above the accuracy it states.
    """
    # Imported here: geopandas takes a while, and --help does not need it.
    from geo.whole_file import check_writable, write_whole  # noqa: PLC0415
    from layers.accuracy import measure  # noqa: PLC0415
    from layers.accuracy_report import as_markdown, as_values, summary_lines  # noqa: PLC0415
    from layers.digitized import read_digitized  # noqa: PLC0415
    from layers.project import Project  # noqa: PLC0415
    from seeds.gazetteer import Gazetteer  # noqa: PLC0415

    if out_file is not None:
        check_writable(out_file)
    project = Project.load(project_dir)
    gazetteer = Gazetteer.load(project.seed_table("gazetteer"), national=False)
    layers = read_digitized(project)
    if layers.issues:
        click.echo(f"{len(layers.issues)} faulty features are left out; see `zone-atlas check`", err=True)
    report = measure(project, layers, gazetteer, reference_dir)
    if as_json:
        click.echo(json.dumps(as_values(report), ensure_ascii=False, indent=1))
    elif out_file is None:
        click.echo(as_markdown(report), nl=False)
    if out_file is not None:
        write_whole(out_file, as_markdown(report))
    for line in summary_lines(report):
        click.echo(line, err=True)
    if report.exceeded:
        sys.exit(EXIT_EXCEEDED)
