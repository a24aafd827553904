"""Polygons of places from faces: geometry, boundary edges, measures, what the boundary rests on.

A place's polygon is the union of the faces that name it; its boundary edges are those with exactly one
side in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon

from geo.boundary import EdgeIndex
from geo.errors import CoverageError
from geo.linework import places_of_faces
from geo.measure import area_interval_km2, length_m, mean_accuracy_m, perimeter_km
from layers.schema import BASES

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.linework import FaceAssembly
    from layers.project import BBox

# An edge that runs this close to the frame was cut by it; digitized decimals are 0.000001°.
_ON_FRAME_DEG = 2e-6
# Precision of the label point, as a share of the polygon's smaller extent.
_LABEL_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class PlacePolygon:
    """One place's polygon and what its boundary rests on.

    Attributes
    ----------
    geometry
        Polygon or MultiPolygon, EPSG:4326, right-hand rule.
    boundary
        The boundary edges: the edge frame's rows, sorted by ``edge_id``.
    area_km2, area_low_km2, area_high_km2
        Geodesic area and its 95 % interval from the edges' accuracies.
    accuracy_m
        Mean of the edges' accuracies at 95 %, weighted by length.
    basis
        Share of the boundary's length by basis, in the order of ``layers.schema.BASES``.
    clipped
        Whether part of the boundary is the frame.
    label
        (longitude, latitude) well inside the largest part.
    """

    place_id: str
    geometry: Polygon | MultiPolygon
    boundary: gpd.GeoDataFrame
    area_km2: float
    area_low_km2: float
    area_high_km2: float
    perimeter_km: float
    accuracy_m: float
    basis: dict[str, float]
    clipped: bool
    label: tuple[float, float]

    @property
    def edge_ids(self) -> tuple[str, ...]:
        """Ids of the boundary edges, sorted."""
        return tuple(self.boundary["edge_id"])

    @property
    def schematic_share(self) -> float:
        """Share of the boundary's length that is schematic, 0 to 1."""
        return self.basis.get("schematic", 0.0)


def place_polygons(
    assembly: FaceAssembly, edges: gpd.GeoDataFrame, frame: BBox | None = None
) -> dict[str, PlacePolygon]:
    """Return the polygon of every place that a face names, by place id, sorted.

    Parameters
    ----------
    assembly
        Faces with their places, and the face on either side of each edge.
    edges
        The digitized edges (EPSG:4326).
    frame
        (west, south, east, north) of the project, to tell which polygons it cuts.

    Raises
    ------
    CoverageError
        The faces of a place do not make a valid polygon.
    """
    index = EdgeIndex.of_edges(edges)
    by_id = edges.set_index("edge_id", drop=False)
    lengths = {
        edge_id: length_m(line) for edge_id, line in zip(edges["edge_id"], edges.geometry, strict=True)
    }
    places = places_of_faces(assembly)
    return {
        place_id: _measure(place_id, geometry, by_id.loc[list(edge_ids)], index, lengths, frame)
        for place_id, edge_ids, geometry in zip(
            places["place_id"], places["edge_ids"], places.geometry, strict=True
        )
    }


def label_point(polygon: Polygon | MultiPolygon) -> tuple[float, float]:
    """Return (longitude, latitude) of a point far from every edge of the largest part.

    The pole of inaccessibility, found with longitudes scaled by the cosine of the latitude so that
    distances count the same in both directions.
    """
    part = max(getattr(polygon, "geoms", [polygon]), key=lambda item: float(item.area))
    scale = math.cos(math.radians(float(part.centroid.y)))
    scaled = affinity.scale(part, xfact=scale, yfact=1, origin=(0, 0))
    west, south, east, north = scaled.bounds
    tolerance = min(east - west, north - south) * _LABEL_TOLERANCE
    line = shapely.maximum_inscribed_circle(scaled, tolerance=tolerance)
    lon, lat = shapely.get_coordinates(line)[0]
    return float(lon / scale), float(lat)


def lies_on_frame(line: BaseGeometry, frame: BBox) -> bool:
    """Tell whether all of ``line`` runs along the sides of ``frame``."""
    return bool(shapely.box(*frame).exterior.buffer(_ON_FRAME_DEG).covers(line))


def _measure(
    place_id: str,
    geometry: BaseGeometry,
    boundary: gpd.GeoDataFrame,
    index: EdgeIndex,
    lengths: dict[str, float],
    frame: BBox | None,
) -> PlacePolygon:
    if not isinstance(geometry, Polygon | MultiPolygon) or not geometry.is_valid:
        raise CoverageError(
            "The faces of the place do not make a polygon",
            value=shapely.is_valid_reason(geometry),
            where=place_id,
            allowed="faces that touch along edges",
        )
    area, low, high = area_interval_km2(geometry, index)
    weights = np.array([lengths[edge_id] for edge_id in boundary["edge_id"]])
    total = float(weights.sum())
    shares = {
        name: float(weights[(boundary["basis"] == name).to_numpy(dtype=bool)].sum()) / total for name in BASES
    }
    return PlacePolygon(
        place_id=place_id,
        geometry=geometry,
        boundary=boundary,
        area_km2=area,
        area_low_km2=low,
        area_high_km2=high,
        perimeter_km=perimeter_km(geometry),
        accuracy_m=mean_accuracy_m(geometry, index),
        basis={name: share for name, share in shares.items() if share > 0},
        clipped=frame is not None and any(lies_on_frame(line, frame) for line in boundary.geometry),
        label=label_point(geometry),
    )
