"""The independent reference that the digitized layers are measured against: lines and points in metres.

A reference is a folder of GeoJSON files that is no part of the project. Only ``layers.accuracy`` reads it;
nothing of it is kept. What measures which edge stands in ``references.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import Transformer

from geo.crs import FRAME_CRS
from geo.errors import InputError
from geo.geojson import read_features
from layers.tables import HEADERS, read_rows

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.project import Project

# CGCS2000 / 3-degree Gauss-Kruger, central meridian 114° E. EPSG has northing first; ``always_xy`` below turns
# that round, so that here x is always the easting.
METRE_CRS: Final = "EPSG:4547"
# The layer of a reference folder that holds named points.
POINT_LAYER: Final = "points"
# Points that stand for a whole neighbourhood, or for nothing: no ground truth.
UNFIT_KINDS: Final = frozenset({"unverified", "station_proxy"})
# Ends of pieces nearer than this belong together: the piece goes on there.
JOINED_M: Final = 1.0
_LINE_TYPES = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")
_FIELDS = ("name_zh", "name_en", "kind")


@dataclass(frozen=True, slots=True)
class Match:
    """A row of ``references.csv``: ``match`` is a regular expression on the names and kind of ``layer``.

    ``feature_id`` is an edge, or a site that has another name in the reference.
    """

    feature_id: str
    layer: str
    match: str


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """The lines that measure one edge.

    Attributes
    ----------
    lines
        One geometry per feature of the reference, metres (easting, northing); rings for polygons.
    accuracy_m
        Accuracy of each, metres at 95 %, NaN where it states none; same length as ``lines``.
    open_ends
        Where a line stops without another going on, shape ``(n, 2)``.
    """

    lines: NDArray[np.object_]
    accuracy_m: NDArray[np.float64]
    open_ends: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReferencePoint:
    """A named point of the reference: ``names`` are the ways its label can be read; metres and accuracy (95 %)."""

    names: frozenset[str]
    label: str
    x: float
    y: float
    accuracy_m: float


def metres(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in degrees (x = longitude) in metres of EPSG:4547, x = easting, y = northing."""
    to_metres = _transformer()
    moved: BaseGeometry = shapely.transform(
        geometry, lambda xy: np.column_stack(to_metres.transform(xy[:, 0], xy[:, 1]))
    )
    return moved


def read_matches(project: Project) -> tuple[Match, ...]:
    """Read ``references.csv`` of ``project``.

    Raises
    ------
    InputError
        The table is missing or malformed, or ``match`` is no regular expression.
    """
    path = project.table("references")
    rows = read_rows(path, HEADERS["references"], project.relative(path))
    for line, row in enumerate(rows, 2):
        try:
            re.compile(row["match"])
        except re.error as error:
            raise InputError(
                f"match is no regular expression ({error})",
                value=row["match"],
                where=f"{project.relative(path)} row {line}",
            ) from error
    return tuple(Match(row["edge_id"], row["layer"], row["match"]) for row in rows)


def reference_line(folder: Path, matches: list[Match]) -> ReferenceLine | None:
    """Return the lines of ``folder`` that the rows of one edge name, or None if there are none.

    Raises
    ------
    InputError
        A layer is missing or malformed.
    """
    lines: list[BaseGeometry] = []
    accuracy: list[float] = []
    for match in matches:
        for row in _layer(folder / f"{match.layer}.geojson"):
            geometry = row["geometry"]
            if geometry.geom_type not in _LINE_TYPES or not _names(row, match.match):
                continue
            outline = geometry.boundary if geometry.geom_type.endswith("Polygon") else geometry
            lines.append(metres(outline))
            accuracy.append(_accuracy(row))
    if not lines:
        return None
    return ReferenceLine(np.array(lines, dtype=object), np.array(accuracy), _open_ends(lines))


def reference_points(folder: Path) -> tuple[ReferencePoint, ...]:
    """Return the named points of ``folder``, without those that are no ground truth, in file order.

    Raises
    ------
    InputError
        The point layer is missing or malformed.
    """
    points = []
    for row in _layer(folder / f"{POINT_LAYER}.geojson"):
        geometry, name = row["geometry"], row.get("name_zh")
        if geometry.geom_type != "Point" or not name or row.get("kind") in UNFIT_KINDS:
            continue
        place = shapely.get_coordinates(metres(geometry))[0]
        points.append(
            ReferencePoint(label_names(name), name, float(place[0]), float(place[1]), _accuracy(row))
        )
    return tuple(points)


def label_names(label: str) -> frozenset[str]:
    """Return the names a label can stand for: the whole, the part outside brackets, and each inside.

    Examples
    --------
    >>> sorted(label_names("新港东路1068号（中洲交易中心）"))
    ['中洲交易中心', '新港东路1068号', '新港东路1068号(中洲交易中心)']
    """
    plain = label.replace("（", "(").replace("）", ")")
    outside = re.sub(r"\([^()]*\)", "", plain)
    inside = re.findall(r"\(([^()]*)\)", plain)
    parts = (part.strip() for part in (plain, outside, *inside))
    return frozenset(part for part in parts if part)


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs(FRAME_CRS, METRE_CRS, always_xy=True)


@cache
def _layer(path: Path) -> list[dict[str, object]]:
    frame = read_features(path, fields=("name_zh",))
    rows: list[dict[str, object]] = frame.to_dict("records")
    return rows


def _names(row: dict[str, object], pattern: str) -> bool:
    values = (row.get(field) for field in _FIELDS)
    return any(isinstance(value, str) and re.search(pattern, value) for value in values)


def _accuracy(row: dict[str, object]) -> float:
    value = row.get("accuracy_m")
    return float(value) if isinstance(value, int | float) else float("nan")


def _open_ends(lines: list[BaseGeometry]) -> NDArray[np.float64]:
    parts = [part for part in shapely.get_parts(lines) if not part.is_ring]
    ends = np.array([end for part in parts for end in (part.coords[0][:2], part.coords[-1][:2])])
    if not len(ends):
        return np.empty((0, 2))
    everything = shapely.get_parts(lines)
    open_ends = []
    for index, end in enumerate(ends):
        others = np.array([part is not parts[index // 2] for part in everything])
        away = shapely.distance(shapely.Point(end), everything[others])
        if not len(away) or away.min() > JOINED_M:
            open_ends.append(end)
    return np.array(open_ends).reshape(-1, 2)
