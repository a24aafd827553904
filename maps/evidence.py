"""Evidence pages: a document as HTML, every statement in it marked and addressable as ``#s-…``.

Plain HTML without a script: it works in any browser, from a server or from disk, and prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from geo.errors import NotFoundError
from maps.strings import html_lang, translator
from maps.style import css

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layers.store import Atlas

MAPS_DIR = Path(__file__).resolve().parent
_NUMBERING_LENGTH = 12  # “(十二)”, “1.2.3 ” and the like
_SHEETS = ("base.css", "document.css")


class DocumentNotFoundError(NotFoundError):
    """The atlas has no document of that id."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch ``start``–``end`` of a text, in code points, and the id it is addressed by."""

    start: int
    end: int
    id: str


def document_page(
    atlas: Atlas,
    doc_id: str,
    lang: str = "zh",
    base: str | None = "",
    *,
    map_path: str = "/map",
    index_path: str = "/documents",
    style_url: str | None = None,
    bar: str = "",
    frame: str = "",
) -> str:
    """Return the page of one document.

    Parameters
    ----------
    atlas, doc_id
        The built atlas and the document's id.
    lang
        ``zh`` or ``en``: of the page's own words; the document's stay as they are.
    base
        Address prefix of the server that links to map and documents go to; None for a file that stands alone.
    map_path, index_path
        Where map and list of documents are below ``base``.
    style_url
        Address of the style sheet (``document_style``); None puts it into the page.
    bar, frame
        HTML of a server: what stands above the page, in place of its links back, and a map below its head.

    Raises
    ------
    DocumentNotFoundError
        No such document.
    """
    try:
        document, text = atlas.documents[doc_id], atlas.texts[doc_id]
    except KeyError:
        raise DocumentNotFoundError(
            "No such document", value=doc_id, allowed=", ".join(sorted(atlas.documents))
        ) from None
    t = translator(lang)
    rows = [row for row in atlas.statements if row["doc"] == doc_id and row["review"] != "rejected"]
    rows.sort(key=lambda row: (row["start"], row["end"], row["id"]))
    sections = list(document.get("sections", ()))
    english = lang == "en" and bool(document.get("title_en"))
    map_url = f"{base}{map_path}" if base is not None else None
    sheet = (
        Markup('<link rel="stylesheet" href="{}">').format(style_url)
        if style_url
        else Markup(f"<style>{document_style()}</style>")  # noqa: S704 (our own sheet)
    )
    return (
        _environment()
        .get_template("document.html.j2")
        .render(
            t=t,
            html_lang=html_lang(lang),
            style=sheet,
            bar=Markup(bar),  # noqa: S704 (made by the server from its own templates)
            frame=Markup(frame),  # noqa: S704 (the same)
            title=document["title_en"] if english else document.get("title") or doc_id,
            title_lang="" if english else "zh-Hans",
            facts=_facts(document, lang),
            sections=_contents(sections),
            statements=[_listed(atlas, row, lang, map_url) for row in rows],
            map_url=map_url,
            index_url=f"{base}{index_path}" if base is not None else None,
            body=Markup(  # noqa: S704 (every piece of the text is escaped there)
                marked_text(text, [Span(row["start"], row["end"], row["id"]) for row in rows], sections)
            ),
        )
    )


def document_style() -> str:
    """Return the style sheet of evidence pages."""
    app = MAPS_DIR / "static" / "app"
    return css() + "".join((app / name).read_text(encoding="utf-8") for name in _SHEETS)


def marked_text(text: str, spans: Sequence[Span], sections: Sequence[dict[str, Any]] = ()) -> str:
    """Return ``text`` as HTML with every span marked, however the spans nest and overlap.

    The text is cut at every border; each piece under at least one span becomes one ``mark`` that names all
    its spans in ``data-ids``. The first piece of a span carries its id, so ``#id`` leads there; where
    several begin together, empty anchors stand in front. Section titles become headings with ids ``c-1``,
    ``c-2`` ….

    Every character of ``text`` comes out once, escaped.
    """
    ordered = sorted(spans, key=lambda span: (span.start, span.end, span.id))
    heads = {start: (number, level, end) for number, level, start, end in _headings(text, sections)}
    borders = {border for span in ordered for border in (span.start, span.end)}
    cuts = sorted({0, len(text)} | borders | set(heads) | {end for _, _, end in heads.values()})
    out: list[str] = []
    active: list[Span] = []
    following = 0
    open_head: tuple[int, str] | None = None
    for start, end in pairwise(cuts):
        if open_head and start >= open_head[0]:
            out.append(open_head[1])
            open_head = None
        if start in heads and open_head is None:
            number, level, head_end = heads[start]
            out.append(f'<h{level} id="c-{number}">')
            open_head = (head_end, f"</h{level}>")
        active = [span for span in active if span.end > start]
        begun: list[Span] = []
        while following < len(ordered) and ordered[following].start <= start:
            begun.append(ordered[following])
            following += 1
        active += begun
        piece = escape(text[start:end])
        if not active:
            out.append(piece)
            continue
        out.extend(f'<a id="{escape(span.id)}"></a>' for span in begun[1:])
        own = f' id="{escape(begun[0].id)}"' if begun else ""
        names = escape(" ".join(span.id for span in active))
        out.append(f'<mark{own} data-ids="{names}">{piece}</mark>')
    if open_head:
        out.append(open_head[1])
    return "".join(out)


def _headings(text: str, sections: Sequence[dict[str, Any]]) -> list[tuple[int, int, int, int]]:
    """Return number, HTML level (2 to 6), start and end of every section title that stands in the text.

    A section starts at its numbering (一、, (二), 3.), which its title leaves out; the heading spans both. No
    level is passed over on the way down, as readers of headings expect.
    """
    ranks = {level: rank for rank, level in enumerate(sorted({section["level"] for section in sections}))}
    found = []
    last = 1
    for number, section in enumerate(sections, start=1):
        start, title = section["start"], section["title"]
        at = text.find(title, start, start + _NUMBERING_LENGTH + len(title))
        if at >= 0:
            last = min(6, 2 + ranks[section["level"]], last + 1)
            found.append((number, last, start, at + len(title)))
    return found


def _contents(sections: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    ranks = {
        level: rank for rank, level in enumerate(sorted({section["level"] for section in sections}), start=1)
    }
    return [{"title": section["title"], "level": ranks[section["level"]]} for section in sections]


def _facts(document: dict[str, Any], lang: str) -> list[tuple[str, str]]:
    t = translator(lang)
    pairs: Iterable[tuple[str, Any]] = (
        (t("document.issuer"), document.get("issuer")),
        (t("document.date"), document.get("date")),
        (t("document.original_title"), document.get("title_published")),
        (t("document.hash"), document.get("sha256")),
    )
    return [(name, str(value)) for name, value in pairs if value and value != document.get("title")]


def _listed(atlas: Atlas, row: dict[str, Any], lang: str, map_url: str | None) -> dict[str, str]:
    t = translator(lang)
    name = row.get("place") or ""
    if lang == "en":
        name = _english_name(atlas, row.get("place_id")) or name
    if row["kind"] == "quantity":
        parts = [name, row.get("subject"), row.get("period"), t(f"status.{row.get('status') or 'actual'}")]
    else:
        parts = [name, t(f"relation.{row['relation']}"), "、".join(row.get("objects", ()))]
    place_url = ""
    if map_url is not None and row.get("place_id"):
        place_url = f"{map_url}#s={quote(row['place_id'])}&e={quote(row['id'])}"
    reading = " · ".join(str(part) for part in parts if part)
    return {"anchor": row["id"], "quote": row["quote"], "reading": reading, "place_url": place_url}


def _english_name(atlas: Atlas, place_id: str | None) -> str | None:
    places = atlas.collections.get("places")
    if places is None or place_id not in places.index:
        return None
    return str(places.features[places.index[place_id]].properties.get("name_en") or "") or None


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(MAPS_DIR / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
