"""The conformance classes that are declared. Each has tests that name it (``tests/contract``)."""

from __future__ import annotations

from typing import Final

_FEATURES_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_FEATURES_2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf"
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
    f"{_FEATURES_2}/crs",
)
