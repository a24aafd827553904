"""The map page and the static files: what browsers load beside the API's own resources."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api.html import bar_sheet, style_sheet
from api.media import choose_language
from api.transport import CODINGS, choose_coding, encode
from maps.evidence import document_style
from maps.page import ICON, MAPS_DIR, POLICY, Mode, Page, build_page

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

    from api.service import Service

_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
}
_ROBOTS: Final = "User-agent: *\nAllow: /\n"
# The address carries a hash of the content (?v=…), so the content at it never changes.
_FOREVER: Final = "public, max-age=31536000, immutable"


class MapPages:
    """The map page in each language, built when first asked for, or all at once by ``warm``."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._pages: dict[str, Page] = {}
        self._coded: dict[tuple[str, str], bytes] = {}

    def page(self, lang: str) -> Page:
        """Return the page in one language."""
        if lang not in self._pages:
            service = self._service
            self._pages[lang] = build_page(service.atlas, Mode.SERVED, lang=lang, words=service.words)
        return self._pages[lang]

    @cached_property
    def assets(self) -> dict[str, str]:
        """Return the files of the page by name; they are the same in every language."""
        return self.page(self._service.languages[0]).assets

    def coded(self, name: str, coding: str) -> bytes:
        """Return a file of the page in a content coding, made once and as small as it gets."""
        key = (name, coding)
        if key not in self._coded:
            self._coded[key] = encode(self.assets[name].encode(), coding, small=True)
        return self._coded[key]

    def warm(self) -> None:
        """Build the pages now, and encode their files as browsers ask for them."""
        for lang in self._service.languages:
            self.page(lang)
        for name in self.assets:
            self.coded(name, CODINGS[0])


def add_page_routes(app: FastAPI, service: Service) -> MapPages:
    """Add ``/map`` with its files, the style sheets, and ``/static``; return the pages of the map."""
    pages = MapPages(service)

    def map_page(request: Request) -> Response:
        lang = request.query_params.get("lang")
        if lang not in service.languages:
            lang = choose_language(request.headers.get("accept-language"), service.languages)
        headers = {"content-security-policy": POLICY, "content-language": lang}
        html = pages.page(lang).html
        if request.query_params.get("embed") == "1":
            # As the page's script would, but before the first paint: nothing moves when the script comes.
            html = html.replace("<body>", '<body class="embed">', 1)
        return Response(html, media_type="text/html", headers=headers)

    def map_asset(request: Request) -> Response:
        name = request.path_params["name"]
        text = pages.assets.get(name)
        if text is None:
            raise HTTPException(404)
        suffix = name[name.rfind(".") :]
        headers = {"content-type": _TYPES[suffix]}
        if "v" in request.query_params:
            headers["cache-control"] = _FOREVER
        coding = choose_coding(request.headers.get("accept-encoding", "").encode("latin-1"))
        if not coding:
            return Response(text, headers=headers)
        return Response(pages.coded(name, coding), headers={**headers, "content-encoding": coding})

    def sheet(text: str) -> Response:
        return Response(text, headers={"content-type": _TYPES[".css"]})

    app.add_route("/map", map_page, methods=["GET"], include_in_schema=False)
    app.add_route("/map/{name}", map_asset, methods=["GET"], include_in_schema=False)
    app.add_route("/robots.txt", lambda _: Response(_ROBOTS, media_type="text/plain"), methods=["GET"])
    app.add_route("/favicon.ico", lambda _: Response(ICON, media_type="image/svg+xml"), methods=["GET"])
    app.add_route("/pages.css", lambda _: sheet(style_sheet()), methods=["GET"], include_in_schema=False)
    app.add_route(
        "/documents.css",
        lambda _: sheet(document_style() + bar_sheet()),
        methods=["GET"],
        include_in_schema=False,
    )
    app.mount("/static", StaticFiles(directory=MAPS_DIR / "static", check_dir=False), name="static")
    return pages
