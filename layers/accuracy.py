"""Positional accuracy of the digitized layers, measured against an independent reference.

An edge that follows a physical line is sampled about every 10 m (EPSG:4547); each sample's distance to the
nearest reference line counts, but not where that line has stopped: beside an open end there is nothing to
measure against. (The method is the distance form of the buffer overlay of Goodchild & Hunter 1997,
doi:10.1080/136588197242419.) Two tests say whether an edge stands in the right datum: the same distances if
its numbers were GCJ-02 or BD-09. A site is measured against the reference point of the same name.

A line drawn with the same reference at hand lies near it for that reason alone: what is measured then is the
drawing. So the reference's own accuracy is carried into every result.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.datum import bd09_to_wgs84, gcj02_to_wgs84
from layers.reference import (
    Reference,
    metres,
    name_of,
    plain_brackets,
    read_matches,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.digitized import Digitized
    from layers.project import Project
    from layers.reference import Match, ReferenceLine, ReferencePoint
    from seeds.gazetteer import Gazetteer

    Shift = Callable[
        [NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]
    ]

# Distance between samples along an edge, metres; the brief of the measurement.
STEP_M: Final = 10.0
# A sample whose nearest reference position is this near an open end lies beyond the line.
END_M: Final = 0.5
# What an edge may follow that can be surveyed.
PHYSICAL: Final = ("bank", "creek", "road", "expressway", "rail", "bridge")
PERCENTILE: Final = 95.0


class Verdict(StrEnum):
    """What a measurement says of the accuracy the edge states."""

    HELD = "held"  # the 95th percentile is within the stated accuracy
    EXCEEDED = "exceeded"
    UNMEASURED = "unmeasured"  # no reference line beside it


@dataclass(frozen=True, slots=True)
class Distances:
    """Distances in metres of samples about 10 m apart; ``count`` 0 makes the rest NaN.

    ``bias_east_m`` and ``bias_north_m`` are the mean way from the edge to the reference. Along a straight
    line only the part across it can show.
    """

    count: int
    mean_m: float
    p95_m: float
    max_m: float
    bias_east_m: float
    bias_north_m: float


@dataclass(frozen=True, slots=True)
class EdgeAccuracy:
    """One edge against its reference lines.

    ``share`` is the part of its length that has a reference line beside it; ``reference_m`` the coarsest
    accuracy among the lines that were nearest; ``as_gcj02_m`` and ``as_bd09_m`` the mean distance had the
    edge been drawn in that datum.
    """

    edge_id: str
    feature: str
    length_m: float
    stated_m: float
    share: float
    distances: Distances
    reference_m: float
    as_gcj02_m: float
    as_bd09_m: float
    samples_m: NDArray[np.float64]

    @property
    def verdict(self) -> Verdict:
        """Whether the stated accuracy holds."""
        if not self.distances.count:
            return Verdict.UNMEASURED
        return Verdict.HELD if self.distances.p95_m <= self.stated_m else Verdict.EXCEEDED

    @property
    def datum_is_sure(self) -> bool:
        """Whether the edge lies nearer to its reference as WGS84 than it would in either other datum.

        A datum in which it would lie beside no reference line at all (NaN) is no rival.
        """
        rivals = [value for value in (self.as_gcj02_m, self.as_bd09_m) if np.isfinite(value)]
        return bool(self.distances.count) and all(self.distances.mean_m < value for value in rivals)


@dataclass(frozen=True, slots=True)
class SiteAccuracy:
    """One site against the reference point of its name; all lengths in metres."""

    place_id: str
    name_zh: str
    basis: str
    stated_m: float
    distance_m: float
    reference_m: float
    reference: str


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    """All measurements, sorted by id; ``unmeasured_sites`` have no reference point of their name.

    ``base`` holds the lines of the base layers that the reference has by name.
    """

    edges: tuple[EdgeAccuracy, ...]
    sites: tuple[SiteAccuracy, ...]
    unmeasured_sites: tuple[str, ...]
    base: tuple[EdgeAccuracy, ...] = ()

    @property
    def measured(self) -> tuple[EdgeAccuracy, ...]:
        """Edges with a reference line beside them."""
        return tuple(edge for edge in self.edges if edge.verdict is not Verdict.UNMEASURED)

    @property
    def exceeded(self) -> tuple[EdgeAccuracy, ...]:
        """Edges and base lines whose 95th percentile is above the accuracy they state."""
        return tuple(edge for edge in (*self.edges, *self.base) if edge.verdict is Verdict.EXCEEDED)


def measure(project: Project, layers: Digitized, gazetteer: Gazetteer, reference: Path) -> AccuracyReport:
    """Measure the edges and sites of ``project`` against the folder ``reference``.

    Raises
    ------
    InputError
        ``references.csv`` or a layer of the reference that it names is missing or malformed.
    """
    matches: dict[str, list[Match]] = defaultdict(list)
    for match in read_matches(project):
        matches[match.edge_id].append(match)
    against = Reference(reference)
    edges = measure_edges(layers.edges, matches, against)
    names = {place_id: (place.name_zh, *place.aliases) for place_id, place in gazetteer.by_id.items()}
    sites, missing = measure_sites(layers.sites, names, against.points())
    return AccuracyReport(edges, sites, missing, measure_base(layers.base, against))


def measure_edges(
    edges: gpd.GeoDataFrame, matches: dict[str, list[Match]], reference: Reference
) -> tuple[EdgeAccuracy, ...]:
    """Measure every edge that follows a physical line, sorted by id.

    Parameters
    ----------
    edges
        LineStrings with ``edge_id``, ``feature``, ``accuracy_m``; EPSG:4326, x = longitude.
    matches
        Rows of ``references.csv`` by edge id. An edge without any is reported as unmeasured.
    reference
        The lines to measure against.
    """
    results = []
    for row in _rows(edges, "edge_id"):
        if row["feature"] in PHYSICAL:
            line = reference.line(matches[row["edge_id"]]) if row["edge_id"] in matches else None
            results.append(
                _edge(row["edge_id"], row["feature"], float(row["accuracy_m"]), row["geometry"], line)
            )
    return tuple(results)


def measure_base(base: Mapping[str, gpd.GeoDataFrame], reference: Reference) -> tuple[EdgeAccuracy, ...]:
    """Measure the named lines of the base layers against lines of the same name, sorted by layer and id.

    Parameters
    ----------
    base
        Base layers by name, with ``id``, ``name_zh``, ``kind``, ``accuracy_m``; EPSG:4326, x = longitude. The
        reference layer of the same name measures each.
    reference
        The lines to measure against; what it does not have is left out.
    """
    results = []
    for layer, frame in sorted(base.items()):
        rows = [row for row in _rows(frame, "id") if row["geometry"].geom_type == "LineString"]
        named = [row for row in rows if isinstance(row["name_zh"], str) and row["name_zh"]]
        named = [row for row in named if np.isfinite(row["accuracy_m"])]
        lines = reference.lines_by_name(layer, {row["name_zh"] for row in named})
        results += [
            _edge(row["id"], row["kind"], float(row["accuracy_m"]), row["geometry"], lines[row["name_zh"]])
            for row in named
            if row["name_zh"] in lines
        ]
    return tuple(edge for edge in results if edge.verdict is not Verdict.UNMEASURED)


def measure_sites(
    sites: gpd.GeoDataFrame,
    names: dict[str, tuple[str, ...]],
    points: Iterable[ReferencePoint],
) -> tuple[tuple[SiteAccuracy, ...], tuple[str, ...]]:
    """Measure every site against the most accurate reference point of its name, the nearest of equals.

    Parameters
    ----------
    sites
        Points with ``place_id``, ``basis``, ``accuracy_m``; EPSG:4326, x = longitude.
    names
        Name and aliases by place id.
    points
        Named points of the reference.

    Returns
    -------
    tuple
        The measured sites sorted by id, and the ids of the others.
    """
    owner = {plain_brackets(name): place_id for place_id, known in names.items() for name in known}
    meant: dict[str, list[ReferencePoint]] = defaultdict(list)
    for point in points:
        name = name_of(point.label, owner)
        if name is not None:
            meant[owner[name]].append(point)
    measured, missing = [], []
    for row in _rows(sites, "place_id"):
        place_id = row["place_id"]
        here = shapely.get_coordinates(metres(row["geometry"]))[0]
        found = [
            (point.accuracy_m, float(np.hypot(point.x - here[0], point.y - here[1])), point)
            for point in meant[place_id]
        ]
        if not found:
            missing.append(place_id)
            continue
        accuracy, distance, point = min(found, key=lambda item: item[:2])
        measured.append(
            SiteAccuracy(
                place_id,
                names[place_id][0],
                row["basis"],
                float(row["accuracy_m"]),
                distance,
                accuracy,
                point.label,
            )
        )
    return tuple(measured), tuple(missing)


def summarize(samples_m: NDArray[np.float64], ways: NDArray[np.float64] | None = None) -> Distances:
    """Return the figures of distances in metres; ``ways`` are the (east, north) ways, shape ``(n, 2)``."""
    if not len(samples_m):
        nan = float("nan")
        return Distances(0, nan, nan, nan, nan, nan)
    east, north = (float("nan"), float("nan")) if ways is None else ways.mean(axis=0)
    return Distances(
        len(samples_m),
        float(samples_m.mean()),
        float(np.percentile(samples_m, PERCENTILE)),
        float(samples_m.max()),
        float(east),
        float(north),
    )


def _rows(frame: gpd.GeoDataFrame, key: str) -> list[dict[str, Any]]:
    return [
        {str(name): value for name, value in row.items()} for row in frame.sort_values(key).to_dict("records")
    ]


def _edge(
    edge_id: str, feature: str, stated_m: float, drawn: BaseGeometry, line: ReferenceLine | None
) -> EdgeAccuracy:
    length = float(metres(drawn).length)
    nan, none = float("nan"), np.empty(0)
    if line is None:
        return EdgeAccuracy(edge_id, feature, length, stated_m, 0.0, summarize(none), nan, nan, nan, none)
    samples, ways, nearest, share = _distances(metres(drawn), line)
    return EdgeAccuracy(
        edge_id,
        feature,
        length,
        stated_m,
        share,
        summarize(samples, ways),
        float(np.nanmax(line.accuracy_m[nearest])) if np.isfinite(line.accuracy_m[nearest]).any() else nan,
        _mean_if_shifted(drawn, line, gcj02_to_wgs84),
        _mean_if_shifted(drawn, line, bd09_to_wgs84),
        samples,
    )


def _mean_if_shifted(drawn: BaseGeometry, line: ReferenceLine, to_wgs84: Shift) -> float:
    moved = shapely.transform(drawn, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1])))
    samples, *_ = _distances(metres(moved), line)
    return float(samples.mean()) if len(samples) else float("nan")


def _distances(
    drawn: BaseGeometry, line: ReferenceLine
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp], float]:
    """Distances, ways (east, north) and nearest line of the samples beside ``line``, and their share."""
    steps = max(1, round(drawn.length / STEP_M))
    points = np.asarray(shapely.line_interpolate_point(drawn, np.linspace(0.0, drawn.length, steps + 1)))  # type: ignore[call-overload]  # the stubs want a list
    away = shapely.distance(points[:, None], line.lines[None, :])
    nearest = away.argmin(axis=1)
    ways = np.array(
        [
            np.diff(shapely.get_coordinates(shapely.shortest_line(point, line.lines[index])), axis=0)[0]
            for point, index in zip(points, nearest, strict=True)
        ]
    )
    feet = shapely.points(shapely.get_coordinates(points) + ways)
    beside = np.ones(len(points), dtype=bool)
    if len(line.open_ends):
        ends = shapely.multipoints(line.open_ends)
        # A sample on the very end of the line is beside it all the same.
        beside = (shapely.distance(feet, ends) > END_M) | (away.min(axis=1) <= END_M)
    return away.min(axis=1)[beside], ways[beside], nearest[beside], float(beside.mean())
