"""Which drawn edge each segment of a polygon's boundary comes from, and so how accurate it is.

Measures and membership both need it. Polygons made from linework share their vertices with the edges to the
last bit, so a segment is looked up by its two positions; a boundary that no edge explains is an error,
never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import shapely

from geo.errors import CoverageError, InputError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

# Decimals at which two positions are the same drawn vertex: built layers are written with seven.
KEY_DECIMALS = 6

Key = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class EdgeIndex:
    """Segment → row of the edge it was drawn in, with the edges' accuracies.

    Attributes
    ----------
    rows
        Undirected segment (lower position first, six decimals) → row number in the edges frame.
    accuracy_m
        Accuracy at 95 % by row, metres, shape ``(n,)``.
    groups
        By row, the number of the group of edges whose errors are taken as one: same ``source`` and
        ``follows`` where the frame has these columns, else each edge by itself.
    """

    rows: dict[Key, int]
    accuracy_m: NDArray[np.float64]
    groups: NDArray[np.int64]

    @classmethod
    def of_edges(cls, edges: gpd.GeoDataFrame) -> Self:
        """Return the index of an edges frame (``accuracy_m``; LineStrings in EPSG:4326, x = longitude).

        Raises
        ------
        InputError
            If an accuracy is not a positive finite number.
        """
        accuracy = np.asarray(
            [float(value) if value is not None else np.nan for value in edges["accuracy_m"]]
        )
        bad = ~(np.isfinite(accuracy) & (accuracy > 0.0))
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            where = f"edge {edges['edge_id'].iloc[row]}" if "edge_id" in edges.columns else f"row {row}"
            raise InputError("accuracy_m is missing or not positive", value=float(accuracy[row]), where=where)
        rows: dict[Key, int] = {}
        for row, line in enumerate(edges.geometry):
            rows.update(dict.fromkeys(segment_keys(segments_of(line)), row))
        columns = [column for column in ("source", "follows") if column in edges.columns]
        if columns:
            groups = edges.groupby(columns, dropna=False, sort=True).ngroup().to_numpy().astype(np.int64)
        else:
            groups = np.arange(len(edges), dtype=np.int64)
        return cls(rows, accuracy, groups)

    def lookup(self, segments: NDArray[np.float64], where: str = "") -> NDArray[np.int64]:
        """Return the row of the edge of each segment, shape ``(n,)``, for segments of shape ``(n, 2, 2)``.

        Raises
        ------
        CoverageError
            If a segment belongs to no edge.
        """
        found = [self.rows.get(key, -1) for key in segment_keys(segments)]
        result = np.asarray(found, dtype=np.int64)
        if (result < 0).any():
            lost = segments[int(np.flatnonzero(result < 0)[0])].tolist()
            raise CoverageError(
                f"{int((result < 0).sum())} of {len(result)} boundary segments belong to no edge",
                value=lost,
                where=where or None,
                allowed="polygons made from these edges",
            )
        return result


def segments_of(geometry: BaseGeometry) -> NDArray[np.float64]:
    """Return the segments of a geometry's lines or rings, shape ``(n, 2, 2)``: segment, end, (x, y).

    Rings run as in the geometry turned by the right-hand rule, so the inside is on the left. Zero-length
    segments are left out. Points and empty geometries give shape ``(0, 2, 2)``.
    """
    parts = shapely.get_parts(shapely.orient_polygons(geometry))
    rings = [ring for part in parts for ring in _rings(part)]
    pieces = [np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings if len(ring) > 1]
    if not pieces:
        return np.empty((0, 2, 2))
    segments = np.concatenate(pieces)
    kept: NDArray[np.float64] = segments[(segments[:, 0] != segments[:, 1]).any(axis=1)]
    return kept


def segment_keys(segments: NDArray[np.float64]) -> list[Key]:
    """Return the undirected, rounded key of each segment of shape ``(n, 2, 2)``."""
    rounded = np.round(segments, KEY_DECIMALS).reshape(-1, 4).tolist()
    return [(ax, ay, bx, by) if (ax, ay) <= (bx, by) else (bx, by, ax, ay) for ax, ay, bx, by in rounded]


def _rings(part: BaseGeometry) -> list[NDArray[np.float64]]:
    if isinstance(part, shapely.Polygon):
        return [shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)]
    if isinstance(part, shapely.LineString):
        return [shapely.get_coordinates(part)]
    return []
