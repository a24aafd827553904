"""Features as bytes, made once: a page of items is then a join of what is already there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from api.call import to_json
from geo import crs as crs_names
from geo.geojson import geometry_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.bbox import BBox
    from layers.schema import Column
    from layers.store import Collection, Feature


class RenderedCollection:
    """One collection with its features as GeoJSON bytes, by CRS, and an index of their boxes.

    Not a dataclass: it is a cache around a ``Collection`` and fills as other CRS are asked for.
    """

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.columns: dict[str, Column] = {column.name: column for column in collection.columns}
        self._prefixes = tuple(
            b'{"type":"Feature","id":' + to_json(feature.id) + b',"geometry":'
            for feature in collection.features
        )
        self._properties = tuple(to_json(feature.properties) for feature in collection.features)
        self._geometries: dict[str, tuple[bytes, ...]] = {}
        self._bodies: dict[str, tuple[bytes, ...]] = {}
        self.bodies(crs_names.CRS84)

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self._prefixes)

    @property
    def features(self) -> Sequence[Feature]:
        """Return the features, sorted by id."""
        return self.collection.features

    @cached_property
    def is_all_placed(self) -> bool:
        """Whether every feature has a geometry."""
        return all(feature.geometry is not None for feature in self.features)

    def geometries(self, crs: str) -> tuple[bytes, ...]:
        """Return every feature's geometry as GeoJSON bytes in a served CRS, axis order of that CRS."""
        if crs not in self._geometries:
            decimals = crs_names.by_uri(crs).decimals
            self._geometries[crs] = tuple(
                to_json(geometry_mapping(crs_names.transform(feature.geometry, crs), decimals))
                if feature.geometry is not None
                else b"null"
                for feature in self.features
            )
        return self._geometries[crs]

    def bodies(self, crs: str) -> tuple[bytes, ...]:
        """Return every feature whole, as GeoJSON bytes in a served CRS."""
        if crs not in self._bodies:
            self._bodies[crs] = tuple(
                prefix + geometry + b',"properties":' + properties + b"}"
                for prefix, geometry, properties in zip(
                    self._prefixes, self.geometries(crs), self._properties, strict=True
                )
            )
        return self._bodies[crs]

    def body(self, position: int, crs: str, names: Iterable[str] | None, *, with_geometry: bool) -> bytes:
        """Return one feature with only the properties ``names`` (None: all), with or without its geometry."""
        if names is None and with_geometry:
            return self.bodies(crs)[position]
        properties: dict[str, Any] = self.features[position].properties
        chosen = (
            properties if names is None else {name: properties[name] for name in names if name in properties}
        )
        geometry = self.geometries(crs)[position] if with_geometry else b"null"
        return self._prefixes[position] + geometry + b',"properties":' + to_json(chosen) + b"}"

    @cached_property
    def _index(self) -> tuple[shapely.STRtree, np.ndarray[Any, np.dtype[np.int64]], frozenset[int]]:
        geometries = {
            position: feature.geometry
            for position, feature in enumerate(self.features)
            if feature.geometry is not None
        }
        placed = list(geometries)
        tree = shapely.STRtree(list(geometries.values()))
        unplaced = frozenset(range(len(self.features))).difference(placed)
        return tree, np.asarray(placed, dtype=np.int64), unplaced

    def in_bbox(self, bbox: BBox) -> set[int]:
        """Return the positions of features that intersect the box, and of those without a geometry.

        Features Part 1, /req/core/fc-bbox-response: features without a spatial geometry match, too.
        """
        tree, placed, unplaced = self._index
        hits = tree.query(bbox.to_geometry(), predicate="intersects")
        return {int(placed[hit]) for hit in hits} | unplaced
