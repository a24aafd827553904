"""schemathesis over the served OpenAPI document: every operation, all checks, at least 5,000 cases."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from api.app import create_app
from api.settings import MAX_LIMIT, Settings
from geo.crs import GCJ02, STANDARD_URIS

POSITIVE_CASES, NEGATIVE_CASES = 90, 40
LEAST_CASES = 5_000
FILTERS = [
    "true", "kind = 'park'", "1 = 1", "statement_count >= 1 AND NOT in_district = true",
    "S_INTERSECTS(geometry, BBOX(113, 22, 114, 24))",
]  # fmt: skip
# What JSON Schema cannot say of a value, said to the generator.
schemathesis.openapi.format(
    "cql2-text",
    st.sampled_from(FILTERS),
)
schemathesis.openapi.format(
    "date-time-interval",
    st.sampled_from(["2021-01-01", "2021-01-01T00:00:00Z", "2020-01-01/2021-12-31", "../2025-01-01", "2020-02-29T12:00:00.5+08:00/.."]),
)  # fmt: skip
FILES = {"csv", "fgb", "parquet", "gpkg", "kml", "gpx", "shp"}
BOXES = ["113.3,23.0,113.4,23.1", "-180,-90,180,90", "170,0,-170,10", "1,2,-3,3,4,5"]


def _atlas(folder):
    path = Path(__file__).with_name("conftest.py")
    spec = importlib.util.spec_from_file_location("api_atlas", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make_atlas(folder)


def is_array_of_numbers(value):
    """Four or six numbers, as a list or already joined by commas."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or len(parts) not in {4, 6}:
        return False
    try:
        return all(not isinstance(part, bool) and float(part) is not None for part in parts)
    except (TypeError, ValueError):
        return False


@schemathesis.hook
def map_query(context, query):
    """Turn boxes and filters that the schema allows into ones that mean something; leave violations as they are."""
    if not query:
        return query
    if is_array_of_numbers(query.get("bbox")):
        query["bbox"] = BOXES[len(str(query["bbox"])) % len(BOXES)]
        if query.get("bbox-crs") in STANDARD_URIS:
            del query["bbox-crs"]
    # A limit above the maximum is lowered, not refused (Features Part 1, /req/core/fc-limit-response-1).
    if str(query.get("limit", "")).isdigit() and int(query["limit"]) > MAX_LIMIT:
        query["limit"] = 0
    # Files are WGS84 and refuse another CRS, which JSON Schema cannot say.
    if query.get("f") in FILES and query.get("crs") in (*STANDARD_URIS, GCJ02):
        del query["crs"]
    if query.get("filter") in FILTERS:
        if query.get("filter-lang") == "cql2-json":
            del query["filter-lang"]
        if query.get("filter-crs") in STANDARD_URIS:
            del query["filter-crs"]
        if not any(name in context.operation.path for name in ("zones", "sites", "places")):
            query["filter"] = "true"
    return query


@pytest.mark.slow
def test_every_operation_keeps_its_contract(tmp_path):
    # No cache: every case runs the whole way.
    app = create_app(Settings(response_cache_bytes=0), _atlas(tmp_path))
    schema = schemathesis.openapi.from_asgi("/api", app)
    count = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode, examples in (
            (GenerationMode.POSITIVE, POSITIVE_CASES),
            (GenerationMode.NEGATIVE, NEGATIVE_CASES),
        ):
            if mode is GenerationMode.NEGATIVE and "{" not in operation.path and not operation.query:
                continue

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(
                max_examples=examples, deadline=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck), derandomize=True, database=None,
            )  # fmt: skip
            def keeps(case):
                nonlocal count
                count += 1
                case.call_and_validate()

            keeps()
    assert count >= LEAST_CASES
