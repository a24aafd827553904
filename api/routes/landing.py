"""Landing page, conformance declaration, API definition and its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.call import Operation, Reply, to_json
from api.conformance import CONFORMANCE
from api.media import Format
from api.openapi import openapi_document

if TYPE_CHECKING:
    from api.call import Call


def landing(call: Call) -> Reply:
    """Return the landing page (Features Part 1, clause 7.2)."""
    project = call.service.project
    title = call.pick(project.get("title_zh", ""), project.get("title_en", ""))
    links = call.self_links(title)
    links += [
        call.link("service-desc", call.url("api"), Format.OPENAPI.media_type, call.text("api_definition")),
        call.link(
            "service-doc", call.url("api.html"), Format.HTML.media_type, call.text("api_documentation")
        ),
        call.link("conformance", call.url("conformance"), Format.JSON.media_type, call.text("conformance")),
        call.link(
            "http://www.opengis.net/def/rel/ogc/1.0/conformance",
            call.url("conformance"),
            Format.JSON.media_type,
            call.text("conformance"),
        ),
        call.link("data", call.url("collections"), Format.JSON.media_type, call.text("collections")),
        call.link(
            "http://www.opengis.net/def/rel/ogc/1.0/data",
            call.url("collections"),
            Format.JSON.media_type,
            call.text("collections"),
        ),
    ]
    document = {
        "title": title,
        "description": call.text("about"),
        "attribution": call.text("attribution"),
        "links": links,
    }
    return call.json(document)


def conformance(call: Call) -> Reply:
    """Return the declared conformance classes (clause 7.4)."""
    return call.json({"conformsTo": list(CONFORMANCE), "links": call.self_links(call.text("conformance"))})


def api_definition(call: Call) -> Reply:
    """Return the OpenAPI 3.0 document of this server."""
    return Reply(to_json(openapi_document(call.service, call.base)), Format.OPENAPI.media_type)


OPERATIONS = (
    Operation(
        "/",
        "getLandingPage",
        "Landing page",
        "Capabilities",
        landing,
        formats=(Format.JSON,),
        schema="landingPage",
    ),
    Operation(
        "/conformance",
        "getConformance",
        "Declared conformance classes",
        "Capabilities",
        conformance,
        formats=(Format.JSON,),
        schema="confClasses",
    ),
    Operation(
        "/api",
        "getApi",
        "This document",
        "Capabilities",
        api_definition,
        formats=(Format.OPENAPI,),
        schema="object",
    ),
)
