"""Vector tiles from memory: the WebMercatorQuad grid (OGC 17-083r4) and Mapbox Vector Tiles 2.1. No HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import mapbox_vector_tile
import numpy as np
import shapely

from api.problems import ResourceNotFoundError
from geo.crs import EPSG3857, transform
from layers.schema import ColumnType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shapely.geometry.base import BaseGeometry

    from api.rendering import RenderedCollection
    from layers.store import Collection

WEB_MERCATOR_QUAD: Final = "WebMercatorQuad"
WEB_MERCATOR_QUAD_URI: Final = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
MAX_LEVEL: Final = 18
# Half the circumference of the sphere of EPSG:3857, metres: pi times 6,378,137 m.
HALF_WORLD_M: Final = 20_037_508.342789244
_PIXELS: Final = 256
# OGC 17-083r4, 6.1.1: scale denominators count pixels of 0.28 mm.
_PIXEL_M: Final = 0.000_28
_EXTENT: Final = 4096
# Drawn beyond the tile's edge, so that outlines do not show at seams; of the extent.
_BUFFER: Final = 64 / _EXTENT
_SCALARS: Final = frozenset({ColumnType.STRING, ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN})


@dataclass(frozen=True, slots=True)
class TileAddress:
    """One tile: level, row from the north, column from the west."""

    level: int
    row: int
    column: int

    @classmethod
    def parse(cls, level: str, row: str, column: str) -> TileAddress:
        """Read an address; ``ResourceNotFoundError`` when there is no such tile in the grid."""
        numbers = []
        for text in (level, row, column):
            if not (text.isascii() and text.isdigit() and len(text) < 10):
                raise ResourceNotFoundError(
                    "No such tile", value=f"{level}/{row}/{column}", allowed="whole numbers"
                )
            numbers.append(int(text))
        size = 1 << numbers[0] if numbers[0] <= MAX_LEVEL else 0
        if not (numbers[1] < size and numbers[2] < size):
            raise ResourceNotFoundError(
                "No such tile",
                value=f"{level}/{row}/{column}",
                allowed=f"levels 0 to {MAX_LEVEL}, rows and columns below 2^level",
            )
        return cls(*numbers)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return (west, south, east, north) in EPSG:3857, metres."""
        side = 2 * HALF_WORLD_M / (1 << self.level)
        west = -HALF_WORLD_M + self.column * side
        north = HALF_WORLD_M - self.row * side
        return west, north - side, west + side, north


class TileSource:
    """The features of one collection, ready to be cut into tiles."""

    def __init__(self, rendered: RenderedCollection) -> None:
        self.collection = rendered.collection
        placed = [feature for feature in rendered.features if feature.geometry is not None]
        self._shapes = [
            transform(feature.geometry, EPSG3857) for feature in placed if feature.geometry is not None
        ]
        self._properties = [_flat(self.collection, feature.id, feature.properties) for feature in placed]
        self._tree = shapely.STRtree(self._shapes)

    def layer(self, address: TileAddress) -> dict[str, Any] | None:
        """Return the tile's layer of this collection, None when nothing is in it.

        Nothing is simplified: positions snap to the tile's grid, the same on both sides of a shared
        border, so
        neighbours stay neighbours.
        """
        west, south, east, north = address.bounds
        margin = (east - west) * _BUFFER
        box = (west - margin, south - margin, east + margin, north + margin)
        hits = np.sort(self._tree.query(shapely.box(*box), predicate="intersects"))
        features = []
        for hit in hits:
            clipped = shapely.clip_by_rect(self._shapes[int(hit)], *box)
            if not clipped.is_empty:
                snapped = _to_grid(clipped, address, int(shapely.get_dimensions(self._shapes[int(hit)])))
                features.append({"geometry": snapped, "properties": self._properties[int(hit)]})
        return {"name": self.collection.id, "features": features} if features else None


def _to_grid(geometry: BaseGeometry, address: TileAddress, dimension: int) -> BaseGeometry:
    """Return a geometry of EPSG:3857 in whole units of the tile's grid, y up, parts of ``dimension`` only.

    Rounding makes thin rings cross themselves and small ones collapse. What is left of such a feature keeps
    its dimension; one smaller than the grid is one unit wide instead of gone.
    """
    west, south, east, _ = address.bounds
    factor = _EXTENT / (east - west)
    snapped = shapely.transform(geometry, lambda positions: np.round((positions - (west, south)) * factor))
    parts = [
        part
        for part in shapely.get_parts(_flattened(shapely.make_valid(snapped)))
        if shapely.get_dimensions(part) == dimension
    ]
    if parts:
        joined: BaseGeometry = parts[0] if len(parts) == 1 else _MULTI[dimension](parts)
        return joined
    x, y = snapped.bounds[:2]
    return shapely.box(x, y, x + 1, y + 1) if dimension == 2 else shapely.LineString([(x, y), (x + 1, y)])


def _flattened(geometry: BaseGeometry) -> BaseGeometry:
    """Return a collection of single geometries, nested ones taken apart."""
    parts = shapely.get_parts(geometry)
    return shapely.GeometryCollection([single for part in parts for single in shapely.get_parts(part)])


_MULTI: Final[dict[int, Callable[..., Any]]] = {
    0: shapely.multipoints,
    1: shapely.multilinestrings,
    2: shapely.multipolygons,
}


def _flat(collection: Collection, feature_id: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a tile can hold: text, numbers and booleans; lists joined by ``|``; no nulls."""
    row: dict[str, Any] = {"id": feature_id}
    for column in collection.columns:
        value = properties.get(column.name)
        if value is None or column.name == "id":
            continue
        if column.type in _SCALARS:
            row[column.name] = value
        elif column.type is ColumnType.STRINGS and value:
            row[column.name] = "|".join(value)
    return row


def encode_tile(sources: list[TileSource], address: TileAddress) -> bytes:
    """Return the Mapbox Vector Tile of some collections, empty bytes when nothing is in it."""
    layers = [layer for source in sources if (layer := source.layer(address)) is not None]
    if not layers:
        return b""
    # Rounding may make a thin ring cross itself.
    options = {"extents": _EXTENT, "y_coord_down": False, "on_invalid_geometry": shapely.make_valid}
    return bytes(mapbox_vector_tile.encode(layers, default_options=options))


@lru_cache(maxsize=1)
def tile_matrix_set() -> dict[str, Any]:
    """Return the definition of WebMercatorQuad, levels 0 to ``MAX_LEVEL`` (OGC 17-083r4, annex D.1)."""
    matrices = []
    for level in range(MAX_LEVEL + 1):
        cell_m = 2 * HALF_WORLD_M / _PIXELS / (1 << level)
        matrices.append(
            {
                "id": str(level),
                "scaleDenominator": cell_m / _PIXEL_M,
                "cellSize": cell_m,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-HALF_WORLD_M, HALF_WORLD_M],
                "tileWidth": _PIXELS,
                "tileHeight": _PIXELS,
                "matrixWidth": 1 << level,
                "matrixHeight": 1 << level,
            }
        )
    return {
        "id": WEB_MERCATOR_QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": WEB_MERCATOR_QUAD_URI,
        "crs": EPSG3857,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": matrices,
    }


def matrix_limits(bbox: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    """Return, for each level, the rows and columns that a CRS84 box touches."""
    west, south, east, north = shapely.bounds(transform(shapely.box(*bbox), EPSG3857))
    limits = []
    for level in range(MAX_LEVEL + 1):
        side = 2 * HALF_WORLD_M / (1 << level)
        last = (1 << level) - 1

        def index(distance_m: float, side: float = side, last: int = last) -> int:
            return min(max(int(distance_m // side), 0), last)

        limits.append(
            {
                "tileMatrix": str(level),
                "minTileRow": index(HALF_WORLD_M - north),
                "maxTileRow": index(HALF_WORLD_M - south),
                "minTileCol": index(west + HALF_WORLD_M),
                "maxTileCol": index(east + HALF_WORLD_M),
            }
        )
    return limits
