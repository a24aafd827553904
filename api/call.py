"""One call of one operation: what came in, read and checked, and what goes out. No web import.

``Operation`` is the single declaration of a resource: routing, parameter checks, content negotiation and
the OpenAPI
document all derive from it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from api.media import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from api.parameter import Parameter
    from api.service import Service


@dataclass(frozen=True, slots=True)
class Reply:
    """A response before HTTP's own work (ETag, coding, conditional requests) is done to it."""

    body: bytes
    content_type: str
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one operation.

    Attributes
    ----------
    service
        The atlas and everything rendered from it.
    base
        Public address of the server without trailing slash (``https://maps.example/atlas``).
    path
        Path below ``base``, percent-encoded, as asked for.
    ids
        Values of the path's variables.
    values
        Parsed query parameters, defaults filled in.
    given
        The parameters that were really in the address, raw, in their order.
    format, lang
        The representation and language chosen.
    """

    service: Service
    base: str
    path: str
    ids: Mapping[str, str]
    values: Mapping[str, Any]
    given: tuple[tuple[str, str], ...]
    format: Format
    lang: str
    formats: tuple[Format, ...]

    def url(self, *segments: str, **query: object) -> str:
        """Return the absolute address of a path below the server, segments percent-encoded."""
        path = "".join(f"/{quote(segment, safe=':@')}" for segment in segments)
        text = urlencode({key: value for key, value in query.items() if value is not None})
        return f"{self.base}{path}{'?' + text if text else ''}"

    def here(self, **changes: object) -> str:
        """Return this resource's address with some parameters changed (None removes one)."""
        pairs = [(key, value) for key, value in self.given if key not in changes]
        pairs += [(key, str(value)) for key, value in changes.items() if value is not None]
        return f"{self.base}{self.path}{'?' + urlencode(pairs) if pairs else ''}"

    def link(self, rel: str, href: str, media_type: str, title: str = "", **more: object) -> dict[str, Any]:
        """Return a link object."""
        row: dict[str, Any] = {"rel": rel, "type": media_type, "href": href}
        if title:
            row["title"] = title
        return row | {key: value for key, value in more.items() if value is not None}

    def self_links(self, title: str = "") -> list[dict[str, Any]]:
        """Return the links to this document and to its other representations."""
        links = [self.link("self", self.here(), self.format.media_type, title or self.text("this_document"))]
        links += [
            self.link(
                "alternate",
                self.here(f=fmt.key),
                fmt.media_type,
                f"{title or self.text('this_document')} ({fmt.key})",
            )
            for fmt in self.formats
            if fmt is not self.format
        ]
        return links

    def text(self, key: str) -> str:
        """Return the string of ``api.strings`` in the language of this call."""
        return self.service.strings.text(key, self.lang)

    def pick(self, zh: str, en: str) -> str:
        """Return the text in the language of this call, the other one if it is empty."""
        return (zh or en) if self.lang == "zh" else (en or zh)

    def document_title(self, doc_id: str) -> str:
        """Return the title of a document in the language of this call, its id if there is none."""
        row = self.service.atlas.documents.get(doc_id, {})
        return self.pick(row.get("title") or "", row.get("title_en") or "") or doc_id

    def place_name(self, place_id: str) -> str:
        """Return the name of a place in the language of this call, its id if it is not known."""
        row = self.service.places.get(place_id)
        if row is None:
            return place_id
        return self.pick(row.properties.get("name_zh") or "", row.properties.get("name_en") or "") or place_id

    def json(self, document: object, **headers: str) -> Reply:
        """Return ``document`` as JSON in the format of this call."""
        return Reply(to_json(document), self.format.content_type, headers=headers)


@dataclass(frozen=True, slots=True)
class Operation:
    """One resource.

    Attributes
    ----------
    path
        Template, ``/collections/{collectionId}/items``.
    name
        ``operationId``.
    summary, tag
        For the OpenAPI document.
    handler
        Makes the reply. Pure: the same call gives the same reply, so replies may be cached.
    formats
        What can be served; the first is the default. A function where it depends on the path.
    parameters
        Of the query, beside ``f`` and ``lang``; a function where they depend on the atlas or the path.
    schema
        Name of the response's schema in ``components``.
    is_heavy
        Whether it takes long enough to be kept off the event loop.
    description
        More than the summary, where there is more to say.
    statuses
        What it answers beside 200 and the errors that every operation has: status → when.
    """

    path: str
    name: str
    summary: str
    tag: str
    handler: Callable[[Call], Reply]
    formats: Callable[[Service, Mapping[str, str]], tuple[Format, ...]] | tuple[Format, ...] = (
        Format.JSON,
        Format.HTML,
    )
    parameters: Callable[[Service, Mapping[str, str]], Sequence[Parameter]] | Sequence[Parameter] = ()
    schema: str = ""
    is_heavy: bool = False
    description: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)

    def parameters_for(self, service: Service, ids: Mapping[str, str]) -> Sequence[Parameter]:
        """Return the parameters this resource takes, ``f`` and ``lang`` left out."""
        return self.parameters(service, ids) if callable(self.parameters) else self.parameters

    def formats_for(self, service: Service, ids: Mapping[str, str]) -> tuple[Format, ...]:
        """Return the formats this resource is served in."""
        return self.formats(service, ids) if callable(self.formats) else self.formats


def to_json(document: object) -> bytes:
    """Return compact UTF-8 JSON; NaN is refused, because it is not JSON."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
