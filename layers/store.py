"""The built atlas as its readers see it: collections of features, statements, documents and tables.

Read-only. ``load_atlas`` reads the folder that ``layers.build`` wrote; maps, the API and the exports know no
other way in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import CollectionNotFoundError, FeatureNotFoundError, InputError
from layers.schema import CollectionSchema

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from layers.schema import Column

FORMAT = 1
_BUILD_FIRST = "an atlas made by `zone-atlas build`"


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: stable id, geometry in EPSG:4326 with x = longitude (or None), JSON properties."""

    id: str
    geometry: BaseGeometry | None
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection, its features sorted by id.

    ``bbox`` is (west, south, east, north) in degrees, None when no feature has a geometry; ``interval`` is
    the first and last period of its statements as ISO dates, either end None when open.
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
    index: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def feature(self, feature_id: str) -> Feature:
        """Return the feature of that id; ``FeatureNotFoundError`` when there is none."""
        try:
            return self.features[self.index[feature_id]]
        except KeyError:
            raise FeatureNotFoundError(
                "No such feature", value=feature_id, where=f"collection {self.id}"
            ) from None


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

    def collection(self, collection_id: str) -> Collection:
        """Return the collection of that id; ``CollectionNotFoundError`` when there is none."""
        try:
            return self.collections[collection_id]
        except KeyError:
            raise CollectionNotFoundError(
                "No such collection", value=collection_id, allowed=", ".join(self.collections)
            ) from None


def make_collection(
    schema: CollectionSchema,
    features: tuple[Feature, ...],
    interval: tuple[str | None, str | None] | None = None,
) -> Collection:
    """Return the collection of ``schema`` with ``features`` sorted by id, its extent worked out."""
    ordered = tuple(sorted(features, key=lambda feature: feature.id))
    bounds = [shapely.bounds(feature.geometry) for feature in ordered if feature.geometry is not None]
    bbox = None
    if bounds:
        west, south, east, north = zip(*bounds, strict=True)
        bbox = (float(min(west)), float(min(south)), float(max(east)), float(max(north)))
    return Collection(
        id=schema.id,
        title_zh=schema.title_zh,
        title_en=schema.title_en,
        description_zh=schema.description_zh,
        description_en=schema.description_en,
        geometry_type=schema.geometry_type,
        columns=schema.columns,
        features=ordered,
        bbox=bbox,
        interval=interval,
        index={feature.id: position for position, feature in enumerate(ordered)},
    )


def load_atlas(path: Path) -> Atlas:
    """Read a built atlas into memory.

    The link ``path`` is resolved once, first: a build that swaps it meanwhile does not mix two versions.

    Parameters
    ----------
    path
        Folder with ``manifest.json``, or a link to one.

    Raises
    ------
    InputError
        There is no atlas, it was written in another format, or a file of it is missing or damaged.
    """
    folder = path.resolve()
    if not (folder / "manifest.json").exists():
        raise InputError("No built atlas", value=str(path), allowed=_BUILD_FIRST)
    try:
        manifest = _read_json(folder / "manifest.json")
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise InputError(  # noqa: TRY301 (the file was read all right)
                "The atlas was built in another format",
                value=str(path),
                allowed=f"format {FORMAT}, {_BUILD_FIRST}",
            )
        collections = {name: _read_collection(folder, name) for name in manifest["collections"]}
        documents = {row["id"]: row for row in _read_json(folder / "documents.json")}
        # Not splitlines(): a quote may hold U+2028, which JSON leaves as it is.
        lines = _read_exact(folder / "statements.jsonl").split("\n")
        statements = tuple(json.loads(line) for line in lines if line)
        if unknown := {row["doc"] for row in statements} - documents.keys():
            raise KeyError(*sorted(unknown))
        return Atlas(
            path=folder,
            manifest=manifest,
            collections=collections,
            statements=statements,
            documents=documents,
            texts={name: _read_exact(folder / "documents" / f"{name}.txt") for name in documents},
            agreements=tuple(_read_json(folder / "agreements.json")),
            conflicts=tuple(_read_json(folder / "conflicts.json")),
            coverage=tuple(_read_json(folder / "coverage.json")),
            statements_by_id={row["id"]: row for row in statements},
        )
    except InputError:
        raise
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        # What a hand has changed in these files can be wrong in any way; who reads it needs one way out.
        why = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else repr(error)
        raise InputError(
            f"The built atlas is damaged ({why})", value=str(path), allowed=_BUILD_FIRST
        ) from error


def _read_json(path: Path) -> Any:  # noqa: ANN401 (JSON)
    return json.loads(path.read_text(encoding="utf-8"))


def _read_exact(path: Path) -> str:
    """Text with its newlines as they are: the offsets count in it."""
    with path.open(encoding="utf-8", newline="") as stream:
        return stream.read()


def _read_collection(folder: Path, name: str) -> Collection:
    schema_row = _read_json(folder / "collections" / f"{name}.schema.json")
    interval = schema_row.pop("interval", None)
    rows = _read_json(folder / "collections" / f"{name}.geojson")["features"]
    # One call for all geometries: the API loads the atlas at start.
    texts = [json.dumps(row["geometry"]) if row["geometry"] else None for row in rows]
    geometries = shapely.from_geojson(texts)
    features = tuple(
        Feature(row["id"], geometry, row["properties"])
        for row, geometry in zip(rows, geometries, strict=True)
    )
    return make_collection(
        CollectionSchema.from_dict(schema_row), features, tuple(interval) if interval else None
    )
