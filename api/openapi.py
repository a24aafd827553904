"""The OpenAPI 3.0 document, made from the operations themselves.

Written here rather than taken from the framework, which emits 3.1: the ``oas30`` conformance class demands
3.0, and
what is documented must be what ``api.parameter`` checks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from api.media import Format, format_keys
from api.openapi_schemas import SCHEMAS
from api.parameter import format_parameter, language_parameter
from api.problems import PROBLEM_MEDIA_TYPE, PROBLEM_TYPES
from api.tiles import WEB_MERCATOR_QUAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from api.call import Operation
    from api.parameter import Parameter
    from api.service import Service

_VARIABLE = re.compile(r"\{(\w+)\}")
_PROBLEMS: Final = {"400": "BadRequest", "404": "NotFound", "406": "NotAcceptable", "500": "ServerError"}
_PROBLEM_TEXT: Final = {
    "BadRequest": "A parameter is unknown or has a bad value.",
    "NotFound": "The resource does not exist.",
    "NotAcceptable": "No format the client accepts is served.",
    "ServerError": "A fault of the server.",
}
_PATH_VARIABLES: Final[dict[str, str]] = {
    "collectionId": "Id of a collection.",
    "featureId": "Id of a feature, a stable slug.",
    "placeId": "Id of a place in the gazetteer.",
    "statementId": "Id of a statement, the same in every build.",
    "documentId": "Id of a document.",
    "tileMatrixSetId": "Id of the tile matrix set: WebMercatorQuad.",
    "tileMatrix": "Level, 0 to 18.",
    "tileRow": "Row from the north.",
    "tileCol": "Column from the west.",
    "styleId": "Id of a style: `atlas`, or a collection.",
    "code": "Code of a problem, the last part of its `type`.",
}
_TAGS: Final = (
    ("Capabilities", "What this server offers."),
    ("Collections", "The collections and their descriptions."),
    ("Data", "The features."),
    ("Tiles", "Vector tiles in WebMercatorQuad."),
    ("Styles", "The look of the layers for MapLibre, SLD clients and QGIS."),
    ("Evidence", "Places, statements and documents: what is said, where, in which words."),
)


def openapi_document(service: Service, base: str) -> dict[str, Any]:
    """Return the OpenAPI 3.0.3 document; ``base`` is the public address of the server."""
    shared: dict[str, Parameter] = {}
    paths: dict[str, Any] = {}
    for operation in service.operations:
        for path, ids in _expansions(service, operation):
            paths[path] = {"get": _operation(service, operation, path, ids, shared)}
    project = service.project
    return {
        "openapi": "3.0.3",
        "info": {
            "title": project.get("title_en") or "Zone Atlas",
            "description": service.strings.text("about", "en"),
            "version": str(service.atlas.manifest.get("version", "")) or "0",
            "license": {"name": "ODbL-1.0", "url": "https://opendatacommons.org/licenses/odbl/1-0/"},
            "contact": {"name": project.get("title_en") or "Zone Atlas", "url": base + "/"},
        },
        "servers": [{"url": base or "/"}],
        # Public: nothing needs a key.
        "security": [],
        "tags": [{"name": name, "description": text} for name, text in _TAGS],
        "paths": paths,
        "components": {
            "schemas": dict(SCHEMAS),
            "parameters": {_component_name(name): parameter.openapi() for name, parameter in shared.items()},
            "responses": {
                name: {
                    "description": text,
                    "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/problem"}}},
                }
                for name, text in _PROBLEM_TEXT.items()
            },
        },
    }


def _expansions(service: Service, operation: Operation) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the paths an operation is documented under: one a collection where parameters differ."""
    if callable(operation.parameters) and "{collectionId}" in operation.path:
        for collection_id in service.rendered:
            yield operation.path.replace("{collectionId}", collection_id), {"collectionId": collection_id}
    else:
        yield operation.path, {}


def _component_name(name: str) -> str:
    return name.replace("-", "_")


def _operation(
    service: Service, operation: Operation, path: str, ids: Mapping[str, str], shared: dict[str, Parameter]
) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        _path_parameter(service, variable) for variable in _VARIABLE.findall(path)
    ]
    declared = [
        *operation.parameters_for(service, ids),
        language_parameter(service.languages),
        format_parameter(list(format_keys(operation.formats_for(service, ids)))),
    ]
    for parameter in declared:
        if parameter.shared:
            shared.setdefault(parameter.name, parameter)
            parameters.append({"$ref": f"#/components/parameters/{_component_name(parameter.name)}"})
        else:
            parameters.append(parameter.openapi())
    suffix = f"_{ids['collectionId']}" if ids else ""
    responses: dict[str, Any] = {"200": _success(operation, operation.formats_for(service, ids))}
    for status, name in _PROBLEMS.items():
        if status != "404" or _VARIABLE.search(path) or ids:
            responses[status] = {"$ref": f"#/components/responses/{name}"}
    for status, text in operation.statuses.items():
        responses[status] = _other_response(status, text)
    summary = operation.summary
    if ids:
        summary += f": {service.collection(ids['collectionId']).collection.title_en}"
    return {
        "tags": [operation.tag],
        "summary": summary,
        "description": operation.description or operation.summary,
        "operationId": f"{operation.name}{suffix}",
        "parameters": parameters,
        "responses": responses,
    }


def _other_response(status: str, text: str) -> dict[str, Any]:
    response: dict[str, Any] = {"description": text}
    if status.startswith("3"):
        response["headers"] = {"Location": {"schema": {"type": "string", "format": "uri"}}}
    if status >= "300":
        response["content"] = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/problem"}}}
    return response


def _path_parameter(service: Service, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if name == "collectionId":
        schema["enum"] = list(service.rendered)
    elif name == "tileMatrixSetId":
        schema["enum"] = [WEB_MERCATOR_QUAD]
    elif name == "code":
        schema["enum"] = list(PROBLEM_TYPES)
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": _PATH_VARIABLES.get(name, name),
        "schema": schema,
    }


def _success(operation: Operation, formats: Sequence[Format]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for fmt in formats:
        if fmt.is_json:
            schema = {"$ref": f"#/components/schemas/{operation.schema or 'object'}"}
        elif fmt in {Format.HTML, Format.CSV, Format.KML, Format.GPX, Format.SLD, Format.QML, Format.TEXT}:
            schema = {"type": "string"}
        else:
            schema = {"type": "string", "format": "binary"}
        content[fmt.media_type] = {"schema": schema}
    return {"description": operation.summary, "content": content}
