"""The checks of whole layers: every rule over edges and labels, over faces, over points, gathered and sorted.

Rules stand one function each in ``edge_checks``, ``face_checks`` and ``layer_checks``; their texts in
``rules``. Nothing is repaired, and a broken feature does not keep the others from being checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import LineString

from geo import edge_checks, face_checks, layer_checks
from geo.linework import assemble_faces, issue_order
from geo.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import geopandas as gpd

    from geo.bbox import BBox
    from geo.issue import Issue


def check_layer(
    layer: gpd.GeoDataFrame, id_field: str, types: Collection[str], frame: BBox | None = None
) -> list[Issue]:
    """Return the faults any layer can have: geometry type, finiteness, ids, axes and frame.

    Parameters
    ----------
    layer
        EPSG:4326, x = longitude.
    types
        Allowed geometry types.
    frame
        Box that all vertices must lie in; None leaves ``swapped-axes`` and ``out-of-frame`` out.
    """
    features = layer_checks.features_of(layer, id_field)
    issues = [
        *layer_checks.find_wrong_types(features, types),
        *layer_checks.find_non_finite(features),
        *layer_checks.find_duplicate_ids(features),
        *(layer_checks.find_misplaced(features, frame) if frame else ()),
    ]
    return _sorted(issues)


def check_linework(
    edges: gpd.GeoDataFrame, labels: gpd.GeoDataFrame, frame: BBox | None = None
) -> list[Issue]:
    """Return every fault of edges and face labels, and of the faces they make.

    An end that is named as an undershoot or an unsplit junction is not named again as dangling.

    Parameters
    ----------
    edges
        ``edge_id``, ``accuracy_m`` (tested if there), LineStrings; EPSG:4326, x = longitude.
    labels
        ``face_id``, ``place_ids``, Points.
    frame
        See ``check_layer``.
    """
    issues = check_layer(edges, "edge_id", {"LineString"}, frame)
    issues += check_layer(labels, "face_id", {"Point"}, frame)
    lines = [
        (edge_id, line)
        for edge_id, line in layer_checks.features_of(edges, "edge_id")
        if isinstance(line, LineString)
        and not line.is_empty
        and np.isfinite(shapely.get_coordinates(line)).all()
    ]
    issues += edge_checks.find_zero_length(lines)
    lines = [(edge_id, line) for edge_id, line in lines if line.length > 0.0]
    issues += edge_checks.find_duplicate_vertices(lines)
    issues += edge_checks.find_spikes(lines)
    issues += edge_checks.find_self_intersections(lines)
    issues += edge_checks.find_duplicate_edges(lines)
    contacts = [*edge_checks.find_bad_contacts(lines), *edge_checks.find_undershoots(lines)]
    issues += contacts
    if "accuracy_m" in edges.columns:
        issues += edge_checks.find_missing_accuracy(edges["edge_id"].tolist(), edges["accuracy_m"].tolist())
    explained = {
        (issue.lon_degree, issue.lat_degree)
        for issue in contacts
        if issue.rule in (Rule.UNDERSHOOT, Rule.UNSPLIT_JUNCTION)
    }
    assembly = assemble_faces(edges, labels)
    issues += [
        issue
        for issue in assembly.issues
        if issue.rule != Rule.DANGLING_EDGE or (issue.lon_degree, issue.lat_degree) not in explained
    ]
    issues += check_faces(assembly.faces)
    return _sorted(issues)


def check_points(
    points: gpd.GeoDataFrame,
    id_field: str,
    *,
    frame: BBox | None = None,
    known: Mapping[str, tuple[float, float]] | None = None,
    water: gpd.GeoDataFrame | None = None,
) -> list[Issue]:
    """Return the faults of a layer of points: those of any layer, datum shifts, points in the water.

    Parameters
    ----------
    points
        Points with ``id_field`` and, if known, ``accuracy_m``; EPSG:4326, x = longitude.
    frame
        See ``check_layer``.
    known
        Id of a point → its WGS84 position by an independent source; only these are tested for a datum shift.
    water
        Polygons with ``id``; a point farther inside than its own accuracy is named.
    """
    features = layer_checks.features_of(points, id_field)
    issues = check_layer(points, id_field, {"Point"}, frame)
    issues += layer_checks.find_datum_shifts(features, known or {})
    if water is not None:
        values = points["accuracy_m"] if "accuracy_m" in points.columns else [0.0] * len(points)
        pairs = zip(points[id_field], values, strict=True)
        accuracy_m = {str(identity): float(value) for identity, value in pairs if pd.notna(value)}
        issues += layer_checks.find_in_water(features, layer_checks.features_of(water, "id"), accuracy_m)
    return _sorted(issues)


def check_faces(faces: gpd.GeoDataFrame, id_field: str = "face_id") -> list[Issue]:
    """Return the faults of polygons as a coverage: invalid, gap, overlap, sliver, spike, unmatched boundary.

    Every enclosed hole of the union counts as a gap: label the water too.
    """
    polygons = [
        (face_id, shape)
        for face_id, shape in layer_checks.features_of(faces, id_field)
        if shape is not None and shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty
    ]
    issues = [
        *face_checks.find_invalid(polygons),
        *face_checks.find_gaps(polygons),
        *face_checks.find_overlaps(polygons),
        *face_checks.find_slivers(polygons),
        *face_checks.find_polygon_spikes(polygons),
        *face_checks.find_unmatched(polygons),
    ]
    return _sorted(issues)


def _sorted(issues: Iterable[Issue]) -> list[Issue]:
    """Return the issues without repeats, by rule, id and place."""
    return sorted(set(issues), key=issue_order)
