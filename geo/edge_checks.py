"""What can be wrong with drawn edges: one small function a rule, each yielding issues.

Input everywhere is ``Lines``: id and LineString (EPSG:4326, x = longitude), sorted by id. ``geo.coverage``
runs them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from geo.constants import COINCIDENT_M, SPIKE_ANGLE_DEG, UNDERSHOOT_M
from geo.plane import LocalPlane
from geo.rules import Rule, fault

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.issue import Issue

Position = tuple[float, float]
Lines = Sequence[tuple[str, LineString]]


def find_zero_length(lines: Lines) -> Iterator[Issue]:
    """Yield edges whose vertices all stand in one place."""
    for edge_id, line in lines:
        if line.length == 0.0:
            yield fault(Rule.ZERO_LENGTH_EDGE, edge_id, "Length 0 m.", _first(line))


def find_duplicate_vertices(lines: Lines) -> Iterator[Issue]:
    """Yield consecutive vertices nearer to each other than ``COINCIDENT_M``, of edges that have a length."""
    for edge_id, line in lines:
        if line.length == 0.0:
            continue
        steps = np.hypot(*np.diff(_metric(line), axis=0).T)
        for index in np.flatnonzero(steps < COINCIDENT_M):
            at = _vertex(line, int(index) + 1)
            yield fault(
                Rule.DUPLICATE_VERTEX,
                edge_id,
                f"Vertices {index} and {index + 1} are {steps[index]:.2f} m apart (least {COINCIDENT_M} m).",
                at,
            )


def find_spikes(lines: Lines) -> Iterator[Issue]:
    """Yield vertices where an edge turns back with an inner angle below ``SPIKE_ANGLE_DEG``."""
    for edge_id, line in lines:
        positions = _metric(line)
        for index, angle in enumerate(inner_angles_deg(positions), start=1):
            if angle < SPIKE_ANGLE_DEG:
                at = _vertex(line, index)
                detail = f"Inner angle {angle:.2f}° at vertex {index} (least {SPIKE_ANGLE_DEG}°)."
                yield fault(Rule.SPIKE, edge_id, detail, at)


def inner_angles_deg(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the angle in degrees between the two segments at each inner vertex, shape ``(n - 2,)``.

    Positions are metres, shape ``(n, 2)``. 180 is straight on. A vertex that repeats its neighbour has no
    angle: NaN.
    """
    back, ahead = positions[:-2] - positions[1:-1], positions[2:] - positions[1:-1]
    sizes = np.hypot(*back.T) * np.hypot(*ahead.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = (back * ahead).sum(axis=1) / sizes
    result: NDArray[np.float64] = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return result


def find_self_intersections(lines: Lines) -> Iterator[Issue]:
    """Yield the places where an edge crosses or touches itself; a closed edge may end where it begins."""
    for edge_id, line in lines:
        if line.length == 0.0 or line.is_simple:
            continue
        for at in _self_contacts(line):
            yield fault(Rule.SELF_INTERSECTION, edge_id, f"At {at.x:.6f}, {at.y:.6f}.", at)


def find_duplicate_edges(lines: Lines) -> Iterator[Issue]:
    """Yield pairs of edges with the same vertices, in either direction."""
    seen: dict[tuple[Position, ...], str] = {}
    for edge_id, line in lines:
        key = undirected(line)
        if key in seen:
            at = line.interpolate(0.5, normalized=True)
            yield fault(Rule.DUPLICATE_EDGE, f"{seen[key]}|{edge_id}", f"{edge_id} repeats {seen[key]}.", at)
        else:
            seen[key] = edge_id


def find_bad_contacts(lines: Lines) -> Iterator[Issue]:
    """Yield contacts between two edges other than end to end.

    A contact inside both is ``edge-crossing``; one that is the end of one but not of the other (to
    ``COINCIDENT_M``) is ``unsplit-junction``, named by the edge to split and the edge that ends there; a
    shared stretch is ``edge-overlap``. Duplicate edges are left to their own rule.
    """
    geometries = [line for _, line in lines]
    for i, j in meeting_pairs(geometries):
        if undirected(geometries[i]) != undirected(geometries[j]):
            yield from _contacts(lines[i], lines[j])


def meeting_pairs(shapes: Sequence[BaseGeometry]) -> list[tuple[int, int]]:
    """Return the sorted pairs of row numbers, lower first, of geometries that share a point."""
    if not shapes:
        return []
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return sorted((i, j) for i, j in zip(first.tolist(), second.tolist(), strict=True) if i < j)


def find_undershoots(lines: Lines) -> Iterator[Issue]:
    """Yield loose ends that stop within ``UNDERSHOOT_M`` of another edge without being joined to it.

    An end that lies on the other edge (within ``COINCIDENT_M``) is an ``unsplit-junction`` instead, when it
    is away from that edge's ends.
    """
    if not lines:
        return
    plane = LocalPlane.at(float(np.mean([line.centroid.y for _, line in lines])))
    metric = [plane.to_metres(line) for _, line in lines]
    tree = shapely.STRtree(metric)
    for row, end in loose_ends(lines):
        at = plane.to_metres(Point(end))
        nearby = [int(k) for k in tree.query(at, predicate="dwithin", distance=UNDERSHOOT_M) if k != row]
        if not nearby:
            continue
        nearest = min(nearby, key=lambda k: (metric[k].distance(at), k))
        distance = float(metric[nearest].distance(at))
        edge_id, other_id = lines[row][0], lines[nearest][0]
        at_its_end = any(at.distance(Point(c)) <= UNDERSHOOT_M for c in _ends(metric[nearest]))
        if distance > COINCIDENT_M or at_its_end:
            detail = f"End of {edge_id} is {distance:.2f} m from {other_id}."
            yield fault(Rule.UNDERSHOOT, edge_id, detail, end)
        elif not metric[nearest].intersects(at):
            yield _unsplit(other_id, edge_id, end)


def find_missing_accuracy(edge_ids: Sequence[str], accuracy_m: Sequence[object]) -> Iterator[Issue]:
    """Yield edges whose ``accuracy_m`` is not a positive finite number."""
    for edge_id, value in zip(edge_ids, accuracy_m, strict=True):
        is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        if not is_number or not np.isfinite(float(value)) or float(value) <= 0.0:  # type: ignore[arg-type]
            yield fault(Rule.MISSING_ACCURACY, edge_id, f"accuracy_m is {value!r}.")


def loose_ends(lines: Lines) -> list[tuple[int, Position]]:
    """Return row and position of every end that meets no other end (exactly), in row order."""
    degree: defaultdict[Position, int] = defaultdict(int)
    for _, line in lines:
        for end in _ends(line):
            degree[end] += 1
    return [(row, end) for row, (_, line) in enumerate(lines) for end in _ends(line) if degree[end] == 1]


def _contacts(one: tuple[str, LineString], two: tuple[str, LineString]) -> Iterator[Issue]:
    (one_id, one_line), (two_id, two_line) = one, two
    one_ends, two_ends = _ends(one_line), _ends(two_line)
    shared = one_line.intersection(two_line)
    for part in shapely.get_parts(shared)[~shapely.is_empty(shapely.get_parts(shared))]:
        if part.length > 0.0:
            at = part.interpolate(0.5, normalized=True)
            stretch = LocalPlane.at(at.y).to_metres(part).length
            yield fault(Rule.EDGE_OVERLAP, f"{one_id}|{two_id}", f"Shared stretch of {stretch:.1f} m.", at)
            continue
        at = part.representative_point()
        in_one, in_two = _is_at(at, one_ends), _is_at(at, two_ends)
        if in_one and in_two:
            continue
        if in_one or in_two:
            split, ending = (two_id, one_id) if in_one else (one_id, two_id)
            yield _unsplit(split, ending, (at.x, at.y))
        else:
            detail = f"{one_id} and {two_id} at {at.x:.6f}, {at.y:.6f}."
            yield fault(Rule.EDGE_CROSSING, f"{one_id}|{two_id}", detail, at)


def _unsplit(split: str, ending: str, at: Position) -> Issue:
    return fault(Rule.UNSPLIT_JUNCTION, f"{split}|{ending}", f"{ending} ends on {split}.", at)


def _is_at(at: Point, ends: Sequence[Position]) -> bool:
    plane = LocalPlane.at(at.y)
    here = plane.to_metres(at)
    return any(here.distance(plane.to_metres(Point(end))) <= COINCIDENT_M for end in ends)


def _self_contacts(line: LineString) -> list[Point]:
    """Return the places where segments of a line meet that are no neighbours, or where neighbours overlap."""
    positions = shapely.get_coordinates(line)
    positions = positions[np.append(True, (np.diff(positions, axis=0) != 0.0).any(axis=1))]
    segments = [LineString(pair) for pair in np.stack([positions[:-1], positions[1:]], axis=1)]
    is_ring = bool((positions[0] == positions[-1]).all())
    places: dict[Position, Point] = {}
    for i, j in meeting_pairs(segments):
        contact = segments[i].intersection(segments[j])
        is_neighbour = j == i + 1 or (is_ring and i == 0 and j == len(segments) - 1)
        if is_neighbour and contact.length == 0.0:
            continue
        at = (
            contact.interpolate(0.5, normalized=True)
            if contact.length > 0.0
            else contact.representative_point()
        )
        places.setdefault((round(at.x, 9), round(at.y, 9)), at)
    return [places[key] for key in sorted(places)]


def _metric(line: LineString) -> NDArray[np.float64]:
    plane = LocalPlane.at(float(line.coords[0][1]))
    positions: NDArray[np.float64] = shapely.get_coordinates(plane.to_metres(line))
    return positions


def undirected(line: LineString) -> tuple[Position, ...]:
    """Return the positions of a line in the one of its two directions that sorts first."""
    positions = tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line))
    return min(positions, positions[::-1])


def _ends(line: BaseGeometry) -> tuple[Position, Position]:
    positions = shapely.get_coordinates(line)
    return tuple(positions[0].tolist()), tuple(positions[-1].tolist())


def _first(line: LineString) -> Position:
    return _vertex(line, 0)


def _vertex(line: LineString, index: int) -> Position:
    x, y = shapely.get_coordinates(line)[index].tolist()
    return x, y
