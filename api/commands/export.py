"""``zone-atlas export``: collections of the built atlas as files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from api.commands._project import atlas_option, open_atlas, progress_to_stderr, project_option

# Kept beside layers.export.Format (a test compares them), so that --help need not import geometry.
FORMATS = ("geojson", "gpkg", "fgb", "parquet", "csv", "kml", "gpx", "shp")
_BY_ENDING = {form: form for form in FORMATS} | {"json": "geojson", "zip": "shp"}
_DEFAULT = "geojson"


@click.command(
    "export",
    short_help="Write collections as GeoJSON, GeoPackage, CSV and more.",
    epilog="Examples: zone-atlas export sub_zones > sub_zones.geojson · zone-atlas export all "
    "--out atlas.gpkg · zone-atlas export sites --bom --out sites.csv · zone-atlas export all --format csv "
    "--out tables/",
)
@click.argument("collections", nargs=-1, metavar="[COLLECTION…|all]")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=None,
    show_default=f"by the ending of --out, else {_DEFAULT}",
)
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
    *,
    collections: tuple[str, ...],
    form: str | None,
    out: Path | None,
    lang: str,
    bom: bool,
    force: bool,
    project_dir: Path,
    atlas_dir: Path | None,
) -> None:
    """Write collections of the built atlas as files in WGS84; coordinates are never shifted.

    Without a name, or with `all`, every collection is written. Nothing is overwritten without --force.
    """
    from layers.export import TEXT_FORMATS, Format, export, write_bytes  # noqa: PLC0415 (geopandas takes a while)

    chosen_form = _format(form, out)
    if bom and chosen_form != "csv":
        raise click.UsageError(f"--bom goes with the format csv, not {chosen_form}.")
    atlas = open_atlas(project_dir, atlas_dir)
    names = (
        tuple(atlas.collections) if not collections or "all" in collections else dict.fromkeys(collections)
    )
    chosen = [atlas.collection(name) for name in names]
    if out is None:
        if len(chosen) > 1 or Format(chosen_form) not in TEXT_FORMATS:
            raise click.UsageError("--out is needed for several collections or a binary format.")
        sys.stdout.buffer.write(write_bytes(chosen[0], chosen_form, lang, bom=bom))
        return
    report = progress_to_stderr(ctx)
    target = chosen if len(chosen) > 1 else chosen[0]
    for path in export(target, out, chosen_form, lang, force=force, bom=bom):
        report(f"export: {path}")


def _format(form: str | None, out: Path | None) -> str:
    """Return the format asked for, or the one that the name of the file says; never one against the other."""
    ending = out.suffix.lower().lstrip(".") if out else ""
    named = _BY_ENDING.get(ending)
    if form and named and form != named:
        raise click.UsageError(f"--out {str(out)!r} is the name of a {named} file, but --format says {form}.")
    return form or named or _DEFAULT
