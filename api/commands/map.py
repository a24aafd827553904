"""``zone-atlas map``: the atlas page as one file, and the evidence pages."""

from __future__ import annotations

import os
import tempfile
import webbrowser
from pathlib import Path

import click

from api.commands._project import atlas_option, open_atlas, progress_to_stderr, project_option


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
    atlas = open_atlas(project_dir, atlas_dir)
    written: list[Path] = []
    if inline is not None:
        report("map: drawing the page …")
        words = load_words(Project.load(project_dir))
        page = build_page(atlas, Mode.INLINE, lang=lang, words=words, published=published)
        _write(inline, page.html, force=force)
        written.append(inline)
    if evidence is not None:
        report(f"map: writing {len(atlas.documents)} documents …")
        for doc_id in sorted(atlas.documents):
            path = evidence / f"{doc_id}.html"
            _write(path, document_page(atlas, doc_id, lang, base=None), force=force)
            written.append(path)
    for path in written:
        click.echo(str(path))
    if open_it:
        webbrowser.open(written[0].resolve().as_uri())


def _write(path: Path, text: str, *, force: bool) -> None:
    """Write whole or not at all: a file half written would look like a page."""
    if path.exists() and not force:
        raise click.UsageError(f"{str(path)!r} is there already; use --force to overwrite it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
