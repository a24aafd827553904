"""Small drawings and assertions for tests of linework; public, so that other packages' tests may use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coverage import check_faces
from geo.crs import FRAME_CRS
from geo.issue import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry


def edges_frame(lines: Mapping[str, str | BaseGeometry | None], accuracy_m: float = 10.0) -> gpd.GeoDataFrame:
    """Return an edges frame (``edge_id``, ``accuracy_m``) of id → WKT or geometry in EPSG:4326."""
    shapes = np.empty(len(lines), dtype=object)
    shapes[:] = [shapely.from_wkt(line) if isinstance(line, str) else line for line in lines.values()]
    columns = {"edge_id": pd.Series(list(lines), dtype="object"), "accuracy_m": [accuracy_m] * len(lines)}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=FRAME_CRS))


def labels_frame(points: Mapping[str, tuple[float, float]], places: str = "") -> gpd.GeoDataFrame:
    """Return a labels frame (``face_id``, ``place_ids``) of id → position; all get the same ``places``."""
    columns = {
        "face_id": pd.Series(list(points), dtype="object"),
        "place_ids": pd.Series([places] * len(points), dtype="object"),
    }
    shapes = [shapely.Point(position) for position in points.values()]
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=FRAME_CRS))


def assert_coverage_valid(faces: gpd.GeoDataFrame, id_field: str = "face_id") -> None:
    """Raise ``AssertionError`` with the first fault if polygons overlap, leave gaps or do not match."""
    faults = [issue for issue in check_faces(faces, id_field) if issue.severity is Severity.ERROR]
    if faults:
        raise AssertionError(f"{len(faults)} faults, first: {faults[0]}")
