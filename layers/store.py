"""The built atlas as its readers see it: collections of features, statements, documents and tables.

Read-only. ``load_atlas`` reads the folder that ``layers.build`` wrote; maps, the API and the exports know no
other way in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from layers.schema import Column


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: stable id, geometry in EPSG:4326 with x = longitude (or None), JSON properties."""

    id: str
    geometry: BaseGeometry | None
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection, its features sorted by id.

    ``bbox`` is (west, south, east, north) in degrees, None when no feature has a geometry; ``interval`` is the
    first and last period of its statements as ISO dates, either end None when open.
    """

    id: str
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str
    geometry_type: str
    columns: tuple[Column, ...]
    features: tuple[Feature, ...]
    bbox: tuple[float, float, float, float] | None
    interval: tuple[str | None, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything that was built, in memory."""

    path: Path
    manifest: dict[str, Any]
    collections: dict[str, Collection]
    statements: tuple[dict[str, Any], ...]
    documents: dict[str, dict[str, Any]]
    texts: dict[str, str]
    agreements: tuple[dict[str, Any], ...]
    conflicts: tuple[dict[str, Any], ...]
    coverage: tuple[dict[str, Any], ...]
    statements_by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
