"""Schemas of the responses, for the OpenAPI document. The contract tests hold real bodies against them."""

from __future__ import annotations

from typing import Any, Final

_STRING: Final = {"type": "string"}
_LINKS: Final = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}

SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "object": {"type": "object", "additionalProperties": True},
    "link": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {
            "href": {"type": "string", "format": "uri-reference"},
            "rel": _STRING,
            "type": _STRING,
            "hreflang": _STRING,
            "title": _STRING,
            "templated": {"type": "boolean"},
        },
    },
    "problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "description"],
        "properties": {
            "type": {"type": "string", "format": "uri", "description": "Stable name of the kind of problem."},
            "title": _STRING,
            "status": {"type": "integer", "minimum": 300, "maximum": 599},
            "detail": _STRING,
            "code": _STRING,
            "description": _STRING,
            "instance": _STRING,
            "parameter": {"type": "string", "description": "The parameter that is wrong."},
        },
    },
    "landingPage": {
        "type": "object",
        "required": ["links"],
        "properties": {"title": _STRING, "description": _STRING, "attribution": _STRING, "links": _LINKS},
    },
    "confClasses": {
        "type": "object",
        "required": ["conformsTo"],
        "properties": {
            "conformsTo": {"type": "array", "items": {"type": "string", "format": "uri"}},
            "links": _LINKS,
        },
    },
    "extent": {
        "type": "object",
        "properties": {
            "spatial": {
                "type": "object",
                "properties": {
                    "bbox": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
                    },
                    "crs": _STRING,
                },
            },
            "temporal": {
                "type": "object",
                "properties": {
                    "interval": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "array",
                            "minItems": 2,
                            "maxItems": 2,
                            "items": {"type": "string", "format": "date-time", "nullable": True},
                        },
                    },
                    "trs": _STRING,
                },
            },
        },
    },
    "collection": {
        "type": "object",
        "required": ["id", "links"],
        "properties": {
            "id": _STRING,
            "title": _STRING,
            "description": _STRING,
            "itemType": _STRING,
            "extent": {"$ref": "#/components/schemas/extent"},
            "crs": {"type": "array", "items": _STRING},
            "storageCrs": _STRING,
            "links": _LINKS,
        },
    },
    "collections": {
        "type": "object",
        "required": ["links", "collections"],
        "properties": {
            "links": _LINKS,
            "crs": {"type": "array", "items": _STRING},
            "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}},
        },
    },
    "geometryGeoJSON": {
        "type": "object",
        "nullable": True,
        "required": ["type"],
        "properties": {
            "type": {
                "type": "string",
                "enum": [
                    "Point", "MultiPoint", "LineString", "MultiLineString",
                    "Polygon", "MultiPolygon", "GeometryCollection",
                ],
            },
            "coordinates": {"type": "array", "items": {}},
            "geometries": {"type": "array", "items": {"type": "object"}},
        },
    },
    "featureGeoJSON": {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": _STRING,
            "geometry": {"$ref": "#/components/schemas/geometryGeoJSON"},
            "properties": {"type": "object", "nullable": True, "additionalProperties": True},
            "links": _LINKS,
        },
    },
    "featureCollectionGeoJSON": {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/featureGeoJSON"}},
            "links": _LINKS,
            "timeStamp": {"type": "string", "format": "date-time"},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
        },
    },
}  # fmt: skip
