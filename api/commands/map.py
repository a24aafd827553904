"""``zone-atlas map``: the atlas page as one file, and the evidence pages."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from api.commands._output import check_targets
from api.commands._project import atlas_option, open_atlas, progress_to_stderr, project_option
from geo.whole_file import write_whole


@click.command(
    "map",
    short_help="Write the map page, or the evidence pages, to disk.",
    epilog="Examples: zone-atlas map --inline atlas.html · zone-atlas map --inline atlas.html --open · "
    "zone-atlas map --evidence pages/ --lang en",
)
@click.option(
    "--inline",
    "inline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write one self-contained HTML file.",
)
@click.option(
    "--evidence",
    "evidence",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write one page a document into this folder.",
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the pages."
)
@click.option(
    "--published",
    is_flag=True,
    help="For publication: no tiled base maps without an approval number (审图号).",
)
@click.option("--open", "open_it", is_flag=True, help="Open the result in the browser.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
@project_option
@atlas_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    inline: Path | None,
    evidence: Path | None,
    lang: str,
    published: bool,
    open_it: bool,
    force: bool,
    project_dir: Path,
    atlas_dir: Path | None,
) -> None:
    """Write the interactive map as one HTML file that opens from disk and makes no request.

    Data, evidence and scripts are inside. Prints the paths written on stdout.
    """
    if inline is None and evidence is None:
        raise click.UsageError("Nothing to write: give --inline FILE, --evidence DIR or both.")
    # Imported here: folium takes a while, and --help does not need it.
    from layers.project import Project  # noqa: PLC0415
    from maps.evidence import document_page  # noqa: PLC0415
    from maps.page import Mode, build_page  # noqa: PLC0415
    from maps.words import load_words  # noqa: PLC0415

    report = progress_to_stderr(ctx)
    check_targets([inline] if inline else [], force=force)
    atlas = open_atlas(project_dir, atlas_dir)
    pages = {evidence / f"{doc_id}.html": doc_id for doc_id in sorted(atlas.documents)} if evidence else {}
    check_targets(pages, force=force)
    written: list[Path] = []
    if inline is not None:
        report("map: drawing the page …")
        words = load_words(Project.load(project_dir))
        page = build_page(atlas, Mode.INLINE, lang=lang, words=words, published=published)
        written.append(write_whole(inline, page.html))
    if pages:
        report(f"map: writing {len(pages)} documents …")
        written += [
            write_whole(path, document_page(atlas, key, lang, base=None)) for path, key in pages.items()
        ]
    for path in written:
        click.echo(str(path))
    if open_it:
        webbrowser.open(written[0].resolve().as_uri())
