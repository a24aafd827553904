"""The conformance classes that are declared. Each has tests that name it (``tests/contract``)."""

from __future__ import annotations

from typing import Final

_FEATURES_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_FEATURES_2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf"
_FEATURES_3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
_FEATURES_5 = "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
_STYLES = "http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf"
_COMMON_1 = "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf"
_COMMON_2 = "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf"

CONFORMANCE: Final = (
    f"{_COMMON_1}/core",
    f"{_COMMON_1}/landing-page",
    f"{_COMMON_1}/json",
    f"{_COMMON_1}/oas30",
    f"{_COMMON_2}/collections",
    f"{_FEATURES_1}/core",
    f"{_FEATURES_1}/geojson",
    f"{_FEATURES_1}/oas30",
    f"{_FEATURES_1}/html",
    f"{_FEATURES_2}/crs",
    f"{_FEATURES_3}/queryables",
    f"{_FEATURES_3}/queryables-query-parameters",
    f"{_FEATURES_3}/filter",
    f"{_FEATURES_3}/features-filter",
    f"{_FEATURES_5}/schemas",
    f"{_FEATURES_5}/core-roles-features",
    f"{_FEATURES_5}/returnables-and-receivables",
    f"{_FEATURES_5}/queryables",
    f"{_FEATURES_5}/sortables",
    f"{_CQL2}/cql2-text",
    f"{_CQL2}/cql2-json",
    f"{_CQL2}/basic-cql2",
    f"{_CQL2}/advanced-comparison-operators",
    f"{_CQL2}/case-insensitive-comparison",
    f"{_CQL2}/accent-insensitive-comparison",
    f"{_CQL2}/basic-spatial-functions",
    f"{_CQL2}/basic-spatial-functions-plus",
    f"{_CQL2}/spatial-functions",
    f"{_CQL2}/temporal-functions",
    f"{_CQL2}/array-functions",
    f"{_CQL2}/property-property",
    f"{_CQL2}/arithmetic",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
    f"{_TILES}/core",
    f"{_TILES}/tileset",
    f"{_TILES}/tilesets-list",
    f"{_TILES}/dataset-tilesets",
    f"{_TILES}/geodata-tilesets",
    f"{_TILES}/mvt",
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    f"{_STYLES}/core",
    f"{_STYLES}/mapbox-styles",
    f"{_STYLES}/sld-11",
)
