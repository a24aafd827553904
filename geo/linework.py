"""Edges and labels to faces: boundaries are drawn once, polygons are made from them.

Words: an *edge* is a LineString that meets other edges at its two ends only; a *node* is a place where ends
meet; a *face* is what edges enclose; a *label* is a point inside a face that names it.

Nothing is noded here. Lines that cross, or an end that lies on the inside of another edge, are not joined
behind the digitizer's back; they are issues (``geo.coverage.check_linework`` names each). So every
coordinate of a face is a coordinate somebody drew, and two neighbours share theirs to the last bit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import LineString, Polygon

from geo.crs import FRAME_CRS
from geo.edge_checks import find_duplicate_edges, undirected
from geo.issue import Issue, Severity
from geo.rules import Rule, fault

if TYPE_CHECKING:
    from collections.abc import Iterable

Position = tuple[float, float]
# Side of an edge that lies in no face.
OUTSIDE: Final = ""


@dataclass(frozen=True, slots=True)
class FaceAssembly:
    """What edges and labels give.

    Attributes
    ----------
    faces
        One row a face, sorted by ``face_id``: ``face_id`` (str), ``place_ids`` (tuple of str), ``edge_ids``
        (sorted tuple of str), ``geometry`` (Polygon, exterior counter-clockwise, EPSG:4326, x = longitude).
        A face without a label has the id ``unlabelled:<lon>,<lat>`` of an inner point and no places.
    issues
        Faults found while assembling: edges drawn twice, dangling and bridge edges, unlabelled and doubly
        labelled faces, labels that lie in no face.
    sides
        One row an edge, sorted by ``edge_id``: ``edge_id``, ``left``, ``right`` – the face ids on either
        hand when walking along the edge as drawn; ``""`` where there is no face. An edge that bounds
        nothing (dangling or bridge) has the face it lies in on both hands.
    """

    faces: gpd.GeoDataFrame
    issues: list[Issue]
    sides: pd.DataFrame

    @property
    def is_sound(self) -> bool:
        """Whether no issue is an error."""
        return all(issue.severity is not Severity.ERROR for issue in self.issues)


def assemble_faces(edges: gpd.GeoDataFrame, labels: gpd.GeoDataFrame) -> FaceAssembly:
    """Return the faces that edges enclose, named by the labels inside them.

    Parameters
    ----------
    edges
        LineStrings with ``edge_id``; EPSG:4326, x = longitude.
    labels
        Points with ``face_id`` and ``place_ids`` (ids joined by ``|``, or a list).

    Returns
    -------
    FaceAssembly
        Independent of the order of the rows and of the direction in which edges are drawn (but for
        ``sides``, where the direction says which side is left).

    Examples
    --------
    >>> ring = shapely.from_wkt("LINESTRING (0 0, 1 0, 1 1, 0 0)")
    >>> edges = gpd.GeoDataFrame({"edge_id": ["a"]}, geometry=[ring], crs="EPSG:4326")
    >>> point = gpd.GeoDataFrame(
    ...     {"face_id": ["F"], "place_ids": ["here"]}, geometry=[shapely.Point(0.7, 0.3)], crs="EPSG:4326"
    ... )
    >>> assemble_faces(edges, point).sides.to_dict("records")
    [{'edge_id': 'a', 'left': 'F', 'right': ''}]
    """
    lines = _lines(edges)
    polygons = _polygonize([line for _, line in lines])
    names, places, issues = _label(polygons, labels)
    issues += find_duplicate_edges(lines)
    side_of_segment = _segments_on_the_left(polygons, names)
    tree = shapely.STRtree(polygons)
    sides = [
        (edge_id, *(_sides(line, side_of_segment) or (_face_around(line, tree, names),) * 2))
        for edge_id, line in lines
    ]
    issues += _loose_edges(lines, sides)
    edge_ids: defaultdict[str, set[str]] = defaultdict(set)
    for edge_id, left, right in sides:
        if left != right:
            edge_ids[left].add(edge_id)
            edge_ids[right].add(edge_id)
    order = sorted(range(len(polygons)), key=lambda index: names[index])
    faces = gpd.GeoDataFrame(
        {
            "face_id": pd.Series([names[index] for index in order], dtype="object"),
            "place_ids": pd.Series([places[index] for index in order], dtype="object"),
            "edge_ids": pd.Series([tuple(sorted(edge_ids[names[index]])) for index in order], dtype="object"),
        },
        geometry=gpd.GeoSeries([polygons[index] for index in order], crs=FRAME_CRS),
        crs=FRAME_CRS,
    )
    table = pd.DataFrame(sides, columns=["edge_id", "left", "right"], dtype="object")
    return FaceAssembly(faces, sorted(issues, key=issue_order), table)


def boundary_edges(sides: pd.DataFrame, face_ids: Iterable[str]) -> list[str]:
    """Return the sorted ids of the edges that bound the union of some faces: those with one side in it.

    Parameters
    ----------
    sides
        The table of ``FaceAssembly``.
    """
    members = set(face_ids)
    rows = zip(sides["edge_id"], sides["left"], sides["right"], strict=True)
    return sorted(edge_id for edge_id, left, right in rows if (left in members) is not (right in members))


def places_of_faces(assembly: FaceAssembly) -> gpd.GeoDataFrame:
    """Return one row a place: the union of the faces that name it.

    Columns ``place_id`` (sorted), ``face_ids``, ``edge_ids`` (the edges of its boundary; both sorted
    tuples) and ``geometry`` (Polygon or MultiPolygon, right-hand rule). Every vertex of the edges is kept,
    so neighbours stay edge-matched.
    """
    members: defaultdict[str, list[int]] = defaultdict(list)
    for row, place_ids in enumerate(assembly.faces["place_ids"]):
        for place_id in place_ids:
            members[place_id].append(row)
    rows: list[dict[str, Any]] = []
    for place_id in sorted(members):
        part = assembly.faces.iloc[members[place_id]]
        face_ids = tuple(sorted(part["face_id"]))
        union = shapely.coverage_union_all(part.geometry.to_numpy())
        if isinstance(union, shapely.GeometryCollection) and len(union.geoms) == 1:
            union = union.geoms[0]
        rows.append(
            {
                "place_id": place_id,
                "face_ids": face_ids,
                "edge_ids": tuple(boundary_edges(assembly.sides, face_ids)),
                "geometry": shapely.orient_polygons(union),
            }
        )
    columns = ["place_id", "face_ids", "edge_ids", "geometry"]
    frame = pd.DataFrame(rows, columns=columns, dtype="object")
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=FRAME_CRS)


def split_place_ids(value: object) -> tuple[str, ...]:
    """Return the ids of a ``place_ids`` cell: text joined by ``|``, a list, or null."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ()
    parts = value.split("|") if isinstance(value, str) else [str(part) for part in value]  # type: ignore[attr-defined]
    return tuple(part.strip() for part in parts if part.strip())


def _lines(edges: gpd.GeoDataFrame) -> list[tuple[str, LineString]]:
    """Return id and line of each edge that is a finite line with a length, sorted by id.

    The others bound nothing; the checks name them.
    """
    lines = [
        (str(edge_id), line)
        for edge_id, line in zip(edges["edge_id"], edges.geometry, strict=True)
        if isinstance(line, LineString)
        and line.length > 0.0
        and np.isfinite(shapely.get_coordinates(line)).all()
    ]
    return sorted(lines, key=lambda pair: (pair[0], pair[1].wkb))


def _polygonize(lines: list[LineString]) -> list[Polygon]:
    """Return the faces in an order of their own (by bounds), rings starting at their lowest vertex.

    Both are fixed so that the result does not depend on the order or direction of the edges. An edge drawn
    twice (an issue of its own) is used once: the two would enclose nothing and hide the faces beside them.
    """
    distinct = {undirected(line): line for line in lines}
    collection = shapely.polygonize(list(distinct.values()))
    polygons = [_canonical(polygon) for polygon in collection.geoms if isinstance(polygon, Polygon)]
    return sorted(polygons, key=lambda polygon: (polygon.bounds, polygon.wkb))


def _canonical(polygon: Polygon) -> Polygon:
    oriented = shapely.orient_polygons(polygon)
    holes = sorted((_from_lowest(ring.coords) for ring in oriented.interiors), key=lambda ring: ring[0])
    return Polygon(_from_lowest(oriented.exterior.coords), holes)


def _from_lowest(ring: Any) -> list[Position]:  # noqa: ANN401 - shapely's CoordinateSequence
    positions = [(float(x), float(y)) for x, y, *_ in ring][:-1]
    start = positions.index(min(positions))
    turned = positions[start:] + positions[:start]
    return [*turned, turned[0]]


def _label(
    polygons: list[Polygon], labels: gpd.GeoDataFrame
) -> tuple[list[str], list[tuple[str, ...]], list[Issue]]:
    """Return the face ids and places by polygon, and the issues of labels."""
    issues: list[Issue] = []
    found: defaultdict[int, list[tuple[str, tuple[str, ...], shapely.Point]]] = defaultdict(list)
    tree = shapely.STRtree(polygons)
    for face_id, place_ids, point in zip(
        labels["face_id"], labels["place_ids"], labels.geometry, strict=True
    ):
        if not isinstance(point, shapely.Point) or point.is_empty or not np.isfinite(point.coords[0]).all():
            continue
        hits = tree.query(point, predicate="within")
        if len(hits) == 0:
            issues.append(fault(Rule.LABEL_OUTSIDE, str(face_id), f"At {_place(point)}.", point))
        for hit in hits:
            found[int(hit)].append((str(face_id), split_place_ids(place_ids), point))
    names: list[str] = []
    places: list[tuple[str, ...]] = []
    for index, polygon in enumerate(polygons):
        here = sorted(found[index], key=lambda entry: (entry[0], entry[2].coords[0]))
        if not here:
            inside = polygon.representative_point()
            names.append(f"unlabelled:{inside.x:.6f},{inside.y:.6f}")
            places.append(())
            issues.append(fault(Rule.UNLABELLED_FACE, names[-1], f"Face around {_place(inside)}.", inside))
            continue
        names.append(here[0][0])
        places.append(here[0][1])
        if len(here) > 1:
            ids = [entry[0] for entry in here]
            issues.append(
                fault(Rule.DOUBLY_LABELLED_FACE, "|".join(ids), f"Labels {', '.join(ids)}.", here[1][2])
            )
    return names, places, issues


def _segments_on_the_left(polygons: list[Polygon], names: list[str]) -> dict[tuple[Position, Position], str]:
    """Return the face on the left of each directed segment: that which its oriented ring bounds."""
    sides: dict[tuple[Position, Position], str] = {}
    for polygon, name in zip(polygons, names, strict=True):
        for ring in (polygon.exterior, *polygon.interiors):
            positions = [(float(x), float(y)) for x, y in ring.coords]
            sides.update(dict.fromkeys(pairwise(positions), name))
    return sides


def _sides(line: LineString, side_of_segment: dict[tuple[Position, Position], str]) -> tuple[str, str] | None:
    """Return the faces left and right of a line, or None if it bounds no face. One segment tells for all."""
    positions = [(float(x), float(y)) for x, y, *_ in line.coords]
    start, end = next(pair for pair in pairwise(positions) if pair[0] != pair[1])
    left, right = side_of_segment.get((start, end)), side_of_segment.get((end, start))
    return None if left is None and right is None else (left or OUTSIDE, right or OUTSIDE)


def _face_around(line: LineString, tree: shapely.STRtree, names: list[str]) -> str:
    hits = tree.query(line.interpolate(0.5, normalized=True), predicate="within")
    return names[int(hits[0])] if len(hits) else OUTSIDE


def _loose_edges(lines: list[tuple[str, LineString]], sides: list[tuple[str, str, str]]) -> list[Issue]:
    """Return the issues of edges that bound nothing: a dangling end, or one face on both sides."""
    degree: defaultdict[Position, int] = defaultdict(int)
    for _, line in lines:
        for x, y, *_ in (line.coords[0], line.coords[-1]):
            degree[float(x), float(y)] += 1
    issues: list[Issue] = []
    for (edge_id, line), (_, left, right) in zip(lines, sides, strict=True):
        ends = [(float(x), float(y)) for x, y, *_ in (line.coords[0], line.coords[-1])]
        loose = [end for end in ends if degree[end] == 1]
        issues += [fault(Rule.DANGLING_EDGE, edge_id, f"End at {_place(end)}.", end) for end in loose]
        if not loose and left == right:
            middle = line.interpolate(0.5, normalized=True)
            issues.append(fault(Rule.BRIDGE_EDGE, edge_id, f"{left or 'No face'} lies on both.", middle))
    return issues


def _place(at: shapely.Point | Position) -> str:
    x, y = (at.x, at.y) if isinstance(at, shapely.Point) else at
    return f"{x:.6f}, {y:.6f}"


def issue_order(issue: Issue) -> tuple[str, str, float, float, str]:
    """Return the sort key of an issue: rule, id, place, message (a place may be None)."""
    return issue.rule, issue.where, issue.lon_degree or 0.0, issue.lat_degree or 0.0, issue.message
