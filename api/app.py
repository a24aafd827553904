"""The application: operations → FastAPI routes, errors → problem details, HTTP's own work around it all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.call import Call
from api.media import choose_format, choose_language, format_keys
from api.pages import add_page_routes
from api.parameter import by_name, format_parameter, language_parameter, read_query
from api.problems import PROBLEM_MEDIA_TYPE, MovedError, internal_problem, problem_of, status_problem
from api.routes import all_operations
from api.routes.review import add_review_routes
from api.service import Service
from api.transport import Transport
from geo.errors import ZoneAtlasError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from api.call import Operation, Reply
    from api.problems import Problem
    from api.settings import Settings
    from layers.store import Atlas
    from maps.words import Words

_log = logging.getLogger(__name__)


def create_app(settings: Settings, atlas: Atlas, words: Words | None = None) -> FastAPI:
    """Return the server of an atlas.

    Read-only and without outside state: the app answers from ``atlas``, which it never changes. ``words``
    are the
    names of indicators, industries and sources that the map shows instead of ids.
    """
    service = Service(settings, atlas, all_operations(), words)
    app = FastAPI(
        title=str(service.project.get("title_en", "")),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    for operation in service.operations:
        app.add_route(operation.path, _endpoint(service, operation), methods=["GET"], include_in_schema=False)
    app.state.pages = add_page_routes(app, service)
    add_review_routes(app, service)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_middleware(Transport, settings=settings, modified=service.modified)
    return app


def make_call(
    service: Service,
    operation: Operation,
    *,
    base: str,
    path: str,
    ids: Mapping[str, str],
    query: str,
    accept: str | None = None,
    accept_language: str | None = None,
) -> Call:
    """Return the checked call of an operation.

    Raises
    ------
    InputError
        An unknown or bad parameter.
    NotFoundError
        A path variable that names nothing.
    NotAcceptableError
        No format the client accepts.
    """
    formats = operation.formats_for(service, ids)
    keys = format_keys(formats)
    declared = by_name(
        (
            *operation.parameters_for(service, ids),
            format_parameter(list(keys)),
            language_parameter(service.languages),
        )
    )
    values = read_query(query, declared)
    fmt = keys[values["f"]] if values["f"] else choose_format(accept, formats)
    return Call(
        service=service,
        base=base,
        path=path,
        ids=ids,
        values=values,
        given=tuple(parse_qsl(query, keep_blank_values=True)),
        format=fmt,
        lang=values["lang"] or choose_language(accept_language, service.languages),
        formats=formats,
    )


def _endpoint(service: Service, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        base: str = request.state.base
        try:
            call = make_call(
                service,
                operation,
                base=base,
                path=_path_below(request),
                ids=request.path_params,
                query=request.scope["query_string"].decode("latin-1"),
                accept=request.headers.get("accept"),
                accept_language=request.headers.get("accept-language"),
            )
            if operation.is_heavy or call.format.is_heavy:
                reply = await run_in_threadpool(operation.handler, call)
            else:
                reply = operation.handler(call)
        except MovedError as error:
            response = _problem_response(request, problem_of(error))
            response.headers["location"] = base + error.location
            return response
        except ZoneAtlasError as error:
            problem = problem_of(error)
            if problem.status >= internal_problem().status:
                _log.exception("request %s failed", request.state.request_id)
            return _problem_response(request, problem)
        return _response(reply, call.lang)

    return endpoint


def _path_below(request: Request) -> str:
    """Return the path below the prefix, percent-encoded, as links need it."""
    path: str = request.scope["path"]
    root: str = request.scope.get("root_path", "")
    if root and path.startswith(root + "/"):
        path = path[len(root) :]
    return quote(path, safe="/:@") if path != "/" else "/"


def _response(reply: Reply, lang: str) -> Response:
    headers = {"content-language": lang, **reply.headers, "content-type": reply.content_type}
    return Response(reply.body, status_code=reply.status, headers=headers)


def _problem_response(request: Request, problem: Problem) -> Response:
    return Response(
        problem.body(request.state.base, request.state.request_id),
        status_code=int(problem.status),
        headers={"content-type": PROBLEM_MEDIA_TYPE},
    )


async def _on_http_exception(request: Request, error: Exception) -> Response:
    """Show the framework's own errors (no such path, method not allowed) as problem details."""
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for this type alone)
    detail = {
        404: f"No such path: {request.url.path!r}; the landing page lists what there is.",
        405: "The server is read-only; allowed: GET, HEAD, OPTIONS.",
    }.get(error.status_code, "")
    response = _problem_response(request, status_problem(error.status_code, detail))
    if error.status_code == 405:
        response.headers["allow"] = "GET, HEAD, OPTIONS"
    return response
