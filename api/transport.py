"""HTTP's own work, outside all routes: cached replies, ETags, 304, codings, CORS, request ids.

One ASGI layer. The atlas is read-only, so a successful reply is a function of address and negotiation
headers; it is
kept, encoded, in memory and sent again without entering the framework.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

import brotli
import zstandard

from api.forwarded import public_base
from api.problems import PROBLEM_MEDIA_TYPE, internal_problem, status_problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from api.settings import Settings

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = logging.getLogger(__name__)

_METHODS: Final = b"GET, HEAD, OPTIONS"
# Below this a coding's own overhead eats the gain.
_SMALLEST_TO_ENCODE: Final = 400
CODINGS: Final = ("zstd", "br", "gzip")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}\Z")
_ENCODABLE = re.compile(
    rb"(text/|application/(.*json|.*xml|vnd\.oai|.*javascript|vnd\.flatgeobuf|vnd\.mapbox)|image/svg)"
)
_VARIED: Final = (b"accept", b"accept-language", b"accept-encoding", b"host")
_EXPOSED: Final = b"Content-Crs, Content-Language, ETag, Last-Modified, Link, OGC-NumberMatched, X-Request-Id"

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class _Stored:
    """A finished reply: everything but what differs from request to request."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    etag: bytes
    modified: float


class _Cache:
    """Least recently used replies, bounded by bytes."""

    def __init__(self, capacity_bytes: int) -> None:
        self._capacity = capacity_bytes
        self._size = 0
        self._rows: OrderedDict[tuple[object, ...], _Stored] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> _Stored | None:
        row = self._rows.get(key)
        if row is not None:
            self._rows.move_to_end(key)
        return row

    def put(self, key: tuple[object, ...], row: _Stored) -> None:
        if len(row.body) > self._capacity // 4 or key in self._rows:
            return
        self._rows[key] = row
        self._size += len(row.body)
        while self._size > self._capacity:
            _, old = self._rows.popitem(last=False)
            self._size -= len(old.body)


# How hard to press: a reply made at this moment, and a file that is sent many times.
_QUICK: Final = {"zstd": 9, "br": 5, "gzip": 6}
_SMALL: Final = {"zstd": 19, "br": 10, "gzip": 9}


def encode(body: bytes, coding: str, *, small: bool = False) -> bytes:
    """Return ``body`` in a content coding: zstd, br or gzip; the same bytes every time.

    ``small`` takes about twenty times as long for a tenth less.
    """
    level = (_SMALL if small else _QUICK)[coding]
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=level).compress(body)
    if coding == "br":
        return bytes(brotli.compress(body, quality=level))
    return gzip.compress(body, compresslevel=level, mtime=0)


def choose_coding(accept_encoding: bytes) -> str:
    """Return the best coding both sides know, or '' for none; the server's order breaks ties."""
    wanted: dict[str, float] = {}
    for entry in accept_encoding.decode("latin-1").lower().split(","):
        name, _, parameters = entry.partition(";")
        key, _, value = parameters.strip().partition("=")
        quality = 1.0
        if key == "q":
            try:
                quality = float(value)
            except ValueError:
                quality = 0.0
        wanted[name.strip()] = quality
    star = wanted.get("*", 0.0)
    best, chosen = 0.0, ""
    for coding in CODINGS:
        quality = wanted.get(coding, star)
        if quality > best:
            best, chosen = quality, coding
    # A client that prefers the plain form gets it.
    return chosen if best >= wanted.get("identity", 0.0) else ""


def etag_matches(header: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names ``etag`` (weak comparison, RFC 9110, 13.1.2)."""
    if header.strip() == b"*":
        return True
    return any(part.strip().removeprefix(b"W/") == etag for part in header.split(b","))


def _not_modified(request: dict[bytes, bytes], row: _Stored) -> bool:
    if_none_match = request.get(b"if-none-match")
    if if_none_match is not None:
        return etag_matches(if_none_match, row.etag)
    since = request.get(b"if-modified-since")
    if since is None or not row.modified:
        return False
    try:
        return row.modified <= parsedate_to_datetime(since.decode("latin-1")).timestamp()
    except (ValueError, TypeError, OverflowError):
        return False


class Transport:
    """The ASGI layer around the application."""

    def __init__(self, app: App, *, settings: Settings, modified: float) -> None:
        self._app = app
        self._settings = settings
        self._modified = modified
        self._cache = _Cache(settings.response_cache_bytes)
        self._cors: Headers = []
        if settings.cors_origin:
            self._cors = [
                (b"access-control-allow-origin", settings.cors_origin.encode()),
                (b"access-control-expose-headers", _EXPOSED),
            ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = dict(reversed(scope["headers"]))
        given_id = request.get(b"x-request-id", b"")
        request_id = given_id if _REQUEST_ID.match(given_id) else secrets.token_hex(8).encode()
        client = scope.get("client")
        base, root_path = public_base(
            scope.get("scheme", "http"), request, client[0] if client else "", self._settings
        )
        extra: Headers = [(b"x-request-id", request_id), *self._cors]
        if base is None:
            problem = status_problem(400, "The Host header is malformed.")
            await self._send_problem(send, problem.body("", request_id.decode()), 400, extra)
            return
        method = scope["method"]
        if method == "OPTIONS":
            await self._options(send, request, extra)
            return
        # The raw path: what a route decodes is decided by this and the query alone.
        key = (base, scope["path"], scope["query_string"], *(request.get(name) for name in _VARIED))
        if method in {"GET", "HEAD"}:
            row = self._cache.get(key)
            if row is not None:
                await self._send_row(send, request, row, extra, is_head=method == "HEAD")
                return
        scope["state"] = {
            **scope.get("state", {}),
            "base": base,
            "request_id": request_id.decode(),
        }
        scope["root_path"] = root_path
        row = await self._run(scope, receive, base, request)
        if method in {"GET", "HEAD"} and row.status == 200:
            self._cache.put(key, row)
        await self._send_row(send, request, row, extra, is_head=method == "HEAD")

    async def _run(self, scope: Scope, receive: Receive, base: str, request: dict[bytes, bytes]) -> _Stored:
        """Run the application to the end and finish its reply."""
        status = 500
        headers: Headers = []
        chunks: list[bytes] = []

        async def collect(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = (
                    message["status"],
                    [(name.lower(), value) for name, value in message["headers"]],
                )
            elif message["type"] == "http.response.body":
                chunks.append(message.get("body", b""))

        # HEAD runs as GET so that its headers are those of GET.
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        try:
            await self._app(inner, receive, collect)
        except Exception:  # noqa: BLE001 (see below)
            # The last line of defence: whatever went wrong, the client learns nothing of the inside.
            _log.exception("request %s failed", scope["state"]["request_id"])
            problem = internal_problem()
            status = int(problem.status)
            headers = [(b"content-type", PROBLEM_MEDIA_TYPE.encode())]
            chunks = [problem.body(base, scope["state"]["request_id"])]
        return self._finish(status, headers, b"".join(chunks), request)

    def _finish(self, status: int, headers: Headers, body: bytes, request: dict[bytes, bytes]) -> _Stored:
        kept = [row for row in headers if row[0] not in {b"content-length", b"etag", b"last-modified"}]
        names = {name for name, _ in kept}
        content_type = next((value for name, value in kept if name == b"content-type"), b"")
        etag = b""
        modified = 0.0
        coding = ""
        if (
            len(body) >= _SMALLEST_TO_ENCODE
            and _ENCODABLE.match(content_type)
            and b"content-encoding" not in names
        ):
            coding = choose_coding(request.get(b"accept-encoding", b""))
        if status == 200:
            digest = hashlib.blake2b(body, digest_size=12).hexdigest()
            etag = f'"{digest}{"-" + coding if coding else ""}"'.encode()
            modified = self._modified
            kept.append((b"etag", etag))
            kept.append((b"last-modified", formatdate(modified, usegmt=True).encode()))
            if b"cache-control" not in names:
                kept.append((b"cache-control", f"public, max-age={self._settings.max_age_s}".encode()))
        elif b"cache-control" not in names:
            kept.append((b"cache-control", b"no-store"))
        if coding:
            body = encode(body, coding)
            kept.append((b"content-encoding", coding.encode()))
        kept.append((b"vary", b"Accept, Accept-Language, Accept-Encoding"))
        kept.append((b"x-content-type-options", b"nosniff"))
        return _Stored(status, tuple(kept), body, etag, modified)

    async def _send_row(
        self, send: Send, request: dict[bytes, bytes], row: _Stored, extra: Headers, *, is_head: bool
    ) -> None:
        if row.status == 200 and _not_modified(request, row):
            # RFC 9110, 15.4.5: only what a cache needs to update its copy.
            kept = {b"etag", b"last-modified", b"cache-control", b"vary"}
            headers = [pair for pair in row.headers if pair[0] in kept]
            await send({"type": "http.response.start", "status": 304, "headers": headers + extra})
            await send({"type": "http.response.body", "body": b""})
            return
        length = (b"content-length", str(len(row.body)).encode())
        await send(
            {"type": "http.response.start", "status": row.status, "headers": [*row.headers, length, *extra]}
        )
        await send({"type": "http.response.body", "body": b"" if is_head else row.body})

    async def _options(self, send: Send, request: dict[bytes, bytes], extra: Headers) -> None:
        headers: Headers = [(b"allow", _METHODS), (b"content-length", b"0"), *extra]
        if self._cors and b"access-control-request-method" in request:
            headers += [
                (b"access-control-allow-methods", _METHODS),
                (
                    b"access-control-allow-headers",
                    b"Accept, Accept-Language, Content-Type, If-None-Match, X-Request-Id",
                ),
                (b"access-control-max-age", b"86400"),
            ]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _send_problem(self, send: Send, body: bytes, status: int, extra: Headers) -> None:
        headers: Headers = [
            (b"content-type", PROBLEM_MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *extra,
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
