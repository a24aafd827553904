"""Errors of HTTP and the one table from error type to status; problem details of RFC 9457.

The types are stable: clients may compare ``type`` and ``code``. A 500 says nothing of paths or traces.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from geo.errors import InputError, NotFoundError, ZoneAtlasError

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBLEM_MEDIA_TYPE: Final = "application/problem+json"


class InvalidParameterError(InputError):
    """A parameter has a value outside its domain; ``where`` names it."""


class NotAcceptableError(ZoneAtlasError):
    """No representation the client accepts."""


class ResourceNotFoundError(NotFoundError):
    """No such resource, neither collection nor feature."""


class GoneError(ZoneAtlasError):
    """The place was withdrawn and has no successor."""


class MovedError(ZoneAtlasError):
    """The place was merged into another; ``value`` is the path of its successor."""

    def __init__(self, what: str, *, location: str) -> None:
        super().__init__(what, value=location)
        self.location = location


_STATUS: Final[tuple[tuple[type[ZoneAtlasError], HTTPStatus], ...]] = (
    (NotAcceptableError, HTTPStatus.NOT_ACCEPTABLE),
    (GoneError, HTTPStatus.GONE),
    (MovedError, HTTPStatus.MOVED_PERMANENTLY),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (InputError, HTTPStatus.BAD_REQUEST),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: HTTP status, stable code, what happened and, where it applies, the parameter's name."""

    status: HTTPStatus
    code: str
    detail: str
    parameter: str | None = None

    def body(self, base: str, request_id: str) -> bytes:
        """Return the JSON body; ``base`` is the public address of the server."""
        members: dict[str, object] = {
            "type": f"{base}/problems/{self.code}",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
            "code": self.code,
            "description": self.detail,
            "instance": f"urn:request:{request_id}",
        }
        if self.parameter:
            members["parameter"] = self.parameter
        return json.dumps(members, ensure_ascii=False).encode()


def problem_of(error: ZoneAtlasError) -> Problem:
    """Return the problem an error of ours is shown as; anything not in the table is an opaque 500."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            where = error.where or ""
            parameter = where.removeprefix("parameter ") if where.startswith("parameter ") else None
            code = type(error).__name__.removesuffix("Error")
            # An error of the packages below that has no page of its own goes by its status.
            if code not in PROBLEM_TYPES and status is not HTTPStatus.MOVED_PERMANENTLY:
                code = status_problem(status).code
            return Problem(status, code, str(error), parameter)
    return internal_problem()


def internal_problem() -> Problem:
    """Return the problem shown for any fault of the server."""
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "Internal", "The server failed; the log has the request id."
    )


def status_problem(status: int, detail: str = "") -> Problem:
    """Return the problem for a bare HTTP status (no such path, method not allowed)."""
    http = HTTPStatus(status)
    code = "".join(word.capitalize() for word in http.phrase.replace("-", " ").split())
    return Problem(http, code, detail or http.description or http.phrase)


PROBLEM_TYPES: Final[Mapping[str, tuple[HTTPStatus, str]]] = {
    "InvalidParameter": (HTTPStatus.BAD_REQUEST, "A parameter has a value outside its domain."),
    "UnknownParameter": (HTTPStatus.BAD_REQUEST, "A parameter this resource does not have."),
    "InvalidBBox": (HTTPStatus.BAD_REQUEST, "bbox is not four or six finite numbers in range."),
    "InvalidDatetime": (HTTPStatus.BAD_REQUEST, "datetime is no RFC 3339 instant, date or interval."),
    "InvalidLimit": (HTTPStatus.BAD_REQUEST, "limit is no positive whole number."),
    "InvalidCrs": (HTTPStatus.BAD_REQUEST, "A CRS that is not served."),
    "InvalidFilter": (HTTPStatus.BAD_REQUEST, "filter is no CQL2 expression over the queryables."),
    "BadRequest": (HTTPStatus.BAD_REQUEST, "The request is malformed."),
    "CollectionNotFound": (HTTPStatus.NOT_FOUND, "No collection of that id."),
    "FeatureNotFound": (HTTPStatus.NOT_FOUND, "No feature of that id in the collection."),
    "ResourceNotFound": (HTTPStatus.NOT_FOUND, "No such place, statement, document, style or tile."),
    "NotFound": (HTTPStatus.NOT_FOUND, "No such path."),
    "MethodNotAllowed": (HTTPStatus.METHOD_NOT_ALLOWED, "The server is read-only: GET, HEAD and OPTIONS."),
    "NotAcceptable": (HTTPStatus.NOT_ACCEPTABLE, "None of the formats the client accepts is served."),
    "Gone": (HTTPStatus.GONE, "The place was withdrawn."),
    "Internal": (HTTPStatus.INTERNAL_SERVER_ERROR, "A fault of the server."),
}
