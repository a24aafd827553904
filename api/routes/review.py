"""The review page: documents and statements side by side; the server is read-only and keeps no decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.media import choose_language
from maps.page import Mode, Page
from maps.review import REVIEW_POLICY, review_page

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

    from api.service import Service

_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
}
# The address carries a hash of the content (?v=…), so the content at it never changes.
_FOREVER: Final = "public, max-age=31536000, immutable"


def add_review_routes(app: FastAPI, service: Service) -> None:
    """Add ``/review`` with its files; the page is built when first asked for."""
    pages: dict[str, Page] = {}

    def built(lang: str) -> Page:
        if lang not in pages:
            pages[lang] = review_page(service.atlas, Mode.SERVED, lang=lang, words=service.words)
        return pages[lang]

    def page(request: Request) -> Response:
        lang = request.query_params.get("lang")
        if lang not in service.languages:
            lang = choose_language(request.headers.get("accept-language"), service.languages)
        headers = {"content-security-policy": REVIEW_POLICY, "content-language": lang}
        return Response(built(lang).html, media_type="text/html", headers=headers)

    def asset(request: Request) -> Response:
        name = request.path_params["name"]
        text = built(service.languages[0]).assets.get(name)
        if text is None:
            raise HTTPException(404)
        headers = {"content-type": _TYPES[name[name.rfind(".") :]]}
        if "v" in request.query_params:
            headers["cache-control"] = _FOREVER
        return Response(text, headers=headers)

    app.add_route("/review", page, methods=["GET"], include_in_schema=False)
    app.add_route("/review/{name}", asset, methods=["GET"], include_in_schema=False)
