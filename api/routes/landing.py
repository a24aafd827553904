"""Landing page, conformance declaration, API definition and its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.call import Operation, Reply, to_json
from api.conformance import CONFORMANCE
from api.html import page, show
from api.media import Format
from api.openapi import openapi_document
from api.problems import PROBLEM_TYPES, ResourceNotFoundError
from api.routes.tiles import TILESETS_REL

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
        call.link(
            "http://www.opengis.net/def/rel/ogc/1.0/map",
            call.url("map"),
            Format.HTML.media_type,
            call.text("map"),
        ),
        call.link(TILESETS_REL, call.url("tiles"), Format.JSON.media_type, call.text("tiles")),
        call.link(
            "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
            call.url("tileMatrixSets"),
            Format.JSON.media_type,
            call.text("tile_matrix_sets"),
        ),
        call.link(
            "http://www.opengis.net/def/rel/ogc/1.0/styles",
            call.url("styles"),
            Format.JSON.media_type,
            call.text("styles"),
        ),
        *(
            call.link("related", call.url(name), Format.JSON.media_type, call.text(name))
            for name in ("documents", "statements", "agreements", "conflicts", "coverage")
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
    west, south, east, north = project["home_bbox"]
    return show(
        call,
        "landing",
        document,
        collections=[row.collection for row in call.service.rendered.values()],
        centre=(round((west + east) / 2, 4), round((south + north) / 2, 4)),
    )


def conformance(call: Call) -> Reply:
    """Return the declared conformance classes (clause 7.4)."""
    title = call.text("conformance")
    document = {"title": title, "conformsTo": list(CONFORMANCE), "links": call.self_links(title)}
    return show(call, "list", document, entries=CONFORMANCE)


def api_definition(call: Call) -> Reply:
    """Return the OpenAPI 3.0 document of this server."""
    return Reply(to_json(openapi_document(call.service, call.base)), Format.OPENAPI.media_type)


def api_page(call: Call) -> Reply:
    """Return the API definition as a page for people."""
    document = openapi_document(call.service, call.base)
    shared = document["components"]["parameters"]
    operations = []
    for path, methods in document["paths"].items():
        operation = methods["get"]
        rows = [
            shared[row["$ref"].rsplit("/", 1)[-1]] if "$ref" in row else row
            for row in operation["parameters"]
        ]
        types = list(operation["responses"]["200"].get("content", {}))
        operations.append((path, operation | {"rows": rows, "types": types}))
    return page(call, "api", call.text("api_documentation"), document=document, operations=operations)


def problem(call: Call) -> Reply:
    """Return what a type of problem means: the address problem details give as ``type``."""
    code = call.ids["code"]
    try:
        status, text = PROBLEM_TYPES[code]
    except KeyError:
        raise ResourceNotFoundError(
            "No such type of problem", value=code, allowed=", ".join(PROBLEM_TYPES)
        ) from None
    return show(
        call, "list", {"title": code, "status": int(status), "description": text}, entries=[int(status)]
    )


OPERATIONS = (
    Operation(
        "/",
        "getLandingPage",
        "Landing page",
        "Capabilities",
        landing,
        schema="landingPage",
    ),
    Operation(
        "/conformance",
        "getConformance",
        "Declared conformance classes",
        "Capabilities",
        conformance,
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
    Operation(
        "/api.html",
        "getApiPage",
        "API documentation for people",
        "Capabilities",
        api_page,
        formats=(Format.HTML,),
    ),
    Operation("/problems/{code}", "getProblemType", "What a type of problem means", "Capabilities", problem),
)
