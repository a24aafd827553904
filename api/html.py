"""Pages for people: the same document as the JSON, in a template. No script, no outside request."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2

from api.call import Reply
from api.media import Format
from maps.style import css

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.call import Call

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
# Everything from this server; the small map is the map page in a frame.
PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
_HTML_LANG: Final = {"zh": "zh-Hans", "en": "en"}
Crumb = tuple[str, str]


def show(
    call: Call, template: str, document: dict[str, Any], crumbs: Sequence[Crumb] = (), **context: object
) -> Reply:
    """Return ``document`` as JSON, or as the page ``template`` when the call is for HTML.

    Parameters
    ----------
    template
        Name of a template without its endings.
    document
        What JSON clients get; the template sees it as ``document``.
    crumbs
        (title, address) of the pages above this one, outermost first; the landing page is put before them.
    context
        More for the template.
    """
    if call.format is not Format.HTML:
        return call.json(document)
    return page(call, template, str(document.get("title") or ""), crumbs, document=document, **context)


def page(call: Call, template: str, title: str, crumbs: Sequence[Crumb] = (), **context: object) -> Reply:
    """Return a page; see ``show``."""
    frame = _frame(call, crumbs)
    text = (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            **frame,
            title=title or frame["site"],
            html_lang=_HTML_LANG.get(call.lang, call.lang),
            formats=[(fmt.key, call.here(f=fmt.key)) for fmt in call.formats if fmt is not Format.HTML],
            approval=str(call.service.project.get("map_approval") or ""),
            **context,
        )
    )
    return Reply(text.encode(), Format.HTML.content_type, headers={"content-security-policy": PAGE_POLICY})


@cache
def style_sheet() -> str:
    """Return the style sheet of the pages: the colours and sizes of the map, and our own rules."""
    return css() + bar_sheet() + (_TEMPLATES / "pages.css").read_text(encoding="utf-8")


@cache
def bar_sheet() -> str:
    """Return the rules of what documents share with the other pages: the bar above and the small map."""
    return (_TEMPLATES / "bar.css").read_text(encoding="utf-8")


def fragment(call: Call, template: str, crumbs: Sequence[Crumb] = ()) -> str:
    """Return a piece of a page, for one that is made elsewhere."""
    return _environment().get_template(f"{template}.html.j2").render(_frame(call, crumbs))


def _frame(call: Call, crumbs: Sequence[Crumb]) -> dict[str, object]:
    """Return what every template is given."""
    project = call.service.project
    site = call.pick(str(project.get("title_zh", "")), str(project.get("title_en", "")))
    return {
        "call": call,
        "t": call.text,
        "url": call.url,
        "site": site,
        "crumbs": [(site, call.url("")), *crumbs],
        "languages": [(lang, call.here(lang=lang)) for lang in call.service.languages],
    }


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
