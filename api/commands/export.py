"""``zone-atlas export``: collections of the built atlas as files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api.commands._project import atlas_option, open_atlas, progress_to_stderr, project_option

# Kept beside layers.export.Format (a test compares them), so that --help need not import geometry.
FORMATS = ("geojson", "gpkg", "fgb", "parquet", "csv", "kml", "gpx", "shp")


@click.command(
    "export",
    short_help="Write collections as GeoJSON, GeoPackage, CSV and more.",
    epilog="Examples: zone-atlas export sub_zones > sub_zones.geojson · zone-atlas export all --format gpkg "
    "--out haizhu.gpkg · zone-atlas export sites --format csv --bom --out sites.csv",
)
@click.argument("collections", nargs=-1, metavar="[COLLECTION…|all]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="geojson", show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    show_default="stdout, for one collection in a text format",
    help="File to write; for several collections a GeoPackage, or a folder in other formats.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--bom", is_flag=True, help="CSV: begin with a byte order mark, for spreadsheets.")
@click.option("--force", is_flag=True, help="Overwrite what exists.")
@project_option
@atlas_option
@click.pass_context
def command(
    ctx: click.Context,
    collections: tuple[str, ...],
    form: str,
    out: Path | None,
    lang: str,
    bom: bool,  # noqa: FBT001 (click passes flags by name)
    force: bool,  # noqa: FBT001
    project_dir: Path,
    atlas_dir: Path | None,
) -> None:
    """Write collections of the built atlas as files in WGS84; coordinates are never shifted.

    Without a name, or with `all`, every collection is written. Nothing is overwritten without --force.
    """
    from layers.export import TEXT_FORMATS, Format, export, write_bytes  # noqa: PLC0415 (geopandas takes a while)

    atlas = open_atlas(project_dir, atlas_dir)
    names = tuple(atlas.collections) if not collections or "all" in collections else collections
    chosen = [atlas.collection(name) for name in names]
    if out is None:
        if len(chosen) > 1 or Format(form) not in TEXT_FORMATS:
            raise click.UsageError("--out is needed for several collections or a binary format.")
        sys.stdout.buffer.write(write_bytes(chosen[0], form, lang, bom=bom))
        return
    report = progress_to_stderr(ctx)
    for path in export(chosen if len(chosen) > 1 else chosen[0], out, form, lang, force=force, bom=bom):
        report(f"export: {path}")
