"""What the abstract tests share: a client of a live server, the collections it lists, and the register of tests.

A test is a function of a session and, where the standard says "for every collection", of one collection. It is
registered under the id the standard gives it; an ``AssertionError`` is a failure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GEOJSON = "application/geo+json"
JSON = "application/json"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CRS84H = "http://www.opengis.net/def/crs/OGC/0/CRS84h"
_PATTERN = re.compile(r"\{[^}]+\}")


class Session:
    """A client of one server; replies to GET are kept, since the tests read the same documents over and over."""

    def __init__(self, root: str) -> None:
        self.root = root.rstrip("/")
        self.client = httpx2.Client(timeout=60)
        self.requests = 0
        self._kept: dict[tuple[str, str], httpx2.Response] = {}

    def get(self, address: str, accept: str = "*/*", **query: object) -> httpx2.Response:
        """GET an address, or a path below the root."""
        url = address if "://" in address else self.root + address
        if query:
            url = str(
                httpx2.URL(url).copy_merge_params(
                    {name.replace("_", "-"): str(value) for name, value in query.items()}
                )
            )
        key = (url, accept)
        if key not in self._kept:
            self._kept[key] = self.client.get(url, headers={"accept": accept})
            self.requests += 1
        return self._kept[key]

    def json(self, address: str, accept: str = JSON, **query: object) -> Any:
        """GET a document and check that it came with 200."""
        reply = self.get(address, accept, **query)
        assert reply.status_code == 200, f"{reply.status_code} for {reply.url}"
        return reply.json()

    @cached_property
    def landing(self) -> dict[str, Any]:
        return self.json("/")

    @cached_property
    def definition(self) -> dict[str, Any]:
        link = link_of(self.landing["links"], "service-desc")
        return self.json(link["href"], link["type"])

    @cached_property
    def collections(self) -> list[dict[str, Any]]:
        return self.json("/collections")["collections"]

    @cached_property
    def classes(self) -> set[str]:
        return set(self.json("/conformance")["conformsTo"])

    def parameter(self, path: str, name: str) -> dict[str, Any]:
        """The declaration of a query parameter, references followed."""
        for row in self.definition["paths"][path]["get"]["parameters"]:
            found = row
            if "$ref" in row:
                found = self.definition["components"]["parameters"][row["$ref"].rsplit("/", 1)[-1]]
            if found["name"] == name and found["in"] == "query":
                return found
        raise AssertionError(f"{path} declares no parameter {name}")

    def path_of(self, address: str) -> str:
        """The path of the API definition that an address belongs to; literal paths before templates."""
        path = httpx2.URL(address).path.removeprefix(httpx2.URL(self.root).path.rstrip("/")) or "/"
        for template in sorted(self.definition["paths"], key=lambda text: text.count("{")):
            if re.fullmatch(_PATTERN.sub("[^/]+", template), path):
                return template
        raise AssertionError(f"{path} is not in the API definition")

    def items(self, collection: dict[str, Any]) -> str:
        """Address of a collection's features, from its own link."""
        link = link_of(collection["links"], "items", GEOJSON)
        return str(httpx2.URL(link["href"]).copy_with(query=None))

    def pages(self, address: str, **query: object) -> Iterator[dict[str, Any]]:
        """Follow the next links to the end."""
        page = self.json(address, GEOJSON, **query)
        yield page
        for _ in range(10_000):
            following = [row for row in page["links"] if row["rel"] == "next"]
            if not following:
                return
            page = self.json(following[0]["href"], GEOJSON)
            yield page
        raise AssertionError("the next links do not end")


def link_of(links: list[dict[str, Any]], rel: str, media_type: str = "") -> dict[str, Any]:
    """The first link of a relation, and type if given."""
    for row in links:
        if row["rel"] == rel and (not media_type or row.get("type") == media_type):
            return row
    raise AssertionError(f"no link {rel} {media_type}")


def check_links(links: list[dict[str, Any]], self_type: str, others: tuple[str, ...]) -> None:
    """Self, an alternate in every other encoding, and rel and type on all of these."""
    assert link_of(links, "self")["type"] == self_type
    offered = {row["type"] for row in links if row["rel"] == "alternate"}
    assert offered >= set(others) - {self_type}, f"alternates: {sorted(offered)}"
    assert all(row.get("rel") and row.get("type") and row.get("href") for row in links)


@dataclass(frozen=True, slots=True)
class AbstractTest:
    """One registered test."""

    standard: str
    id: str
    run: Callable[..., None]
    is_per_collection: bool


REGISTER: list[AbstractTest] = []


def abstract_test(
    standard: str, test_id: str, *, per_collection: bool = False
) -> Callable[..., Callable[..., None]]:
    """Register a function as the abstract test of an id."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        REGISTER.append(AbstractTest(standard, test_id, function, per_collection))
        return function

    return register


def run_all(session: Session) -> list[dict[str, Any]]:
    """Run every registered test; one row each with the subjects it ran on and what failed."""
    rows = []
    for test in REGISTER:
        subjects = session.collections if test.is_per_collection else [None]
        failures = []
        for subject in subjects:
            name = "" if subject is None else f"{subject['id']}: "
            try:
                test.run(session, *([] if subject is None else [subject]))
            except AssertionError as error:
                failures.append(f"{name}{str(error) or 'does not hold'}"[:400])
            except Exception as error:  # noqa: BLE001 (a reply of the wrong shape is a failure of the server)
                failures.append(f"{name}{type(error).__name__} {error}"[:400])
        rows.append(
            {"standard": test.standard, "id": test.id, "subjects": len(subjects), "failures": failures}
        )
    return rows
