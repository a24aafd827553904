"""The independent reference that the digitized layers are measured against: lines and points in metres.

A reference is a folder of GeoJSON files that is no part of the project. Only ``layers.accuracy`` reads it;
nothing of it is kept. What measures which edge stands in ``references.csv``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Transformer

from geo.crs import FRAME_CRS
from geo.errors import InputError
from geo.geojson import read_features
from layers.tables import HEADERS, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.project import Project

# CGCS2000 / 3-degree Gauss-Kruger, central meridian 114° E. EPSG has northing first; ``always_xy`` below
# turns that round, so that here x is always the easting.
METRE_CRS: Final = "EPSG:4547"
# The layer of a reference folder that holds named points.
POINT_LAYER: Final = "points"
# Points that stand for a neighbourhood, for nothing, or for a stop that only borrows the name of a place.
UNFIT_KINDS: Final = frozenset(
    {"unverified", "station_proxy", "bus_stop", "tram_stop", "subway_entrance", "ferry_terminal"}
)
# A label that goes on after the name of a place (小米大厦B座) still means it, if the name is this long.
LEAST_PREFIX: Final = 4
# Ends of pieces nearer than this belong together: the piece goes on there.
JOINED_M: Final = 1.0
_LINE_TYPES = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")
_FIELDS = ("name_zh", "name_en", "kind")


@dataclass(frozen=True, slots=True)
class Match:
    """A row of ``references.csv``: ``match`` is a regular expression on the names and kind in ``layer``."""

    edge_id: str
    layer: str
    match: str

    def names(self, row: Mapping[str, object]) -> bool:
        """Whether the expression occurs in a name or the kind of a reference feature."""
        values = (row.get(field) for field in _FIELDS)
        return any(isinstance(value, str) and re.search(self.match, value) for value in values)


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
    """A named point, metres (easting, northing); ``accuracy_m`` holds with 95 %, NaN if none is stated."""

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


class Reference:
    """A folder of reference layers, each read when it is first asked for.

    Parameters
    ----------
    folder
        Holds GeoJSON files with ``name_zh`` and, where known, ``name_en``, ``kind`` and ``accuracy_m``.

    Raises
    ------
    InputError
        There is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InputError(
                "No such reference folder", value=str(folder), allowed="a folder of GeoJSON layers"
            )
        self.folder = folder
        self._layers: dict[str, list[dict[str, Any]]] = {}

    def line(self, matches: Iterable[Match]) -> ReferenceLine | None:
        """Return the lines that the rows of one edge name, or None if there are none.

        Raises
        ------
        InputError
            A layer is missing or malformed.
        """
        return _gathered(row for match in matches for row in self._rows(match.layer) if match.names(row))

    def lines_by_name(self, layer: str, owned: Collection[str]) -> dict[str, ReferenceLine]:
        """Return the lines of ``layer`` by the one of the ``owned`` names each label means.

        An empty dictionary if the reference has no such layer.

        Raises
        ------
        InputError
            The layer is malformed.
        """
        if not (self.folder / f"{layer}.geojson").exists():
            return {}
        named: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self._rows(layer):
            name = name_of(row["name_zh"], owned) if row["name_zh"] else None
            if name is not None and row["geometry"].geom_type.endswith("LineString"):
                named[name].append(row)
        gathered = {name: _gathered(rows) for name, rows in named.items()}
        return {name: line for name, line in gathered.items() if line is not None}

    def points(self) -> tuple[ReferencePoint, ...]:
        """Return the named points, without those that are no ground truth, in file order.

        Raises
        ------
        InputError
            The point layer is missing or malformed.
        """
        points = []
        for row in self._rows(POINT_LAYER):
            geometry, name = row["geometry"], row.get("name_zh")
            if geometry.geom_type != "Point" or not name or row.get("kind") in UNFIT_KINDS:
                continue
            x, y = shapely.get_coordinates(metres(geometry))[0].tolist()
            points.append(ReferencePoint(name, x, y, _accuracy(row)))
        return tuple(points)

    def _rows(self, layer: str) -> list[dict[str, Any]]:
        if layer not in self._layers:
            path = self.folder / f"{layer}.geojson"
            if not path.is_file():
                there = ", ".join(sorted(other.name for other in self.folder.glob("*.geojson")))
                raise InputError(
                    "The reference folder lacks a layer",
                    value=path.name,
                    where=str(self.folder),
                    allowed=f"{POINT_LAYER}.geojson and what references.csv names; has {there or 'none'}",
                )
            frame = read_features(path, fields=("name_zh",))
            self._layers[layer] = [
                {str(name): value for name, value in row.items()} for row in frame.to_dict("records")
            ]
        return self._layers[layer]


def name_of(label: str, owned: Collection[str]) -> str | None:
    """Return the one of the ``owned`` names that a label of the reference means, or None.

    In this order: the whole label, the part outside brackets, what stands in brackets, the longest owned name
    that the label begins with.

    Examples
    --------
    >>> name_of("新港东路1068号（中洲交易中心）", {"中洲交易中心"})
    '中洲交易中心'
    >>> name_of("小米大厦B座", {"小米大厦", "小米"})
    '小米大厦'
    """
    plain = plain_brackets(label)
    outside = re.sub(r"\([^()]*\)", "", plain).strip()
    inside: list[str] = re.findall(r"\(([^()]*)\)", plain)
    for candidate in (plain, outside, *(part.strip() for part in inside)):
        if candidate and candidate in owned:
            return candidate
    begun = sorted(name for name in owned if len(name) >= LEAST_PREFIX and plain.startswith(name))
    return max(begun, key=len, default=None)


def plain_brackets(text: str) -> str:
    """Return ``text`` with half-width brackets."""
    return text.replace("（", "(").replace("）", ")")


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs(FRAME_CRS, METRE_CRS, always_xy=True)


def _gathered(rows: Iterable[dict[str, Any]]) -> ReferenceLine | None:
    lines: list[BaseGeometry] = []
    accuracy: list[float] = []
    for row in rows:
        geometry = row["geometry"]
        if geometry.geom_type in _LINE_TYPES:
            outline = geometry.boundary if geometry.geom_type.endswith("Polygon") else geometry
            lines.append(metres(outline))
            accuracy.append(_accuracy(row))
    if not lines:
        return None
    return ReferenceLine(np.array(lines, dtype=object), np.array(accuracy), _open_ends(lines))


def _accuracy(row: Mapping[str, object]) -> float:
    value = row.get("accuracy_m")
    return float(value) if isinstance(value, int | float) else float("nan")


def _open_ends(lines: list[BaseGeometry]) -> NDArray[np.float64]:
    parts = shapely.get_parts(lines)
    open_ends: list[tuple[float, ...]] = []
    for index, part in enumerate(parts):
        if part.is_ring:
            continue
        others = np.delete(parts, index)
        open_ends += [
            end
            for end in (part.coords[0][:2], part.coords[-1][:2])
            if not len(others) or shapely.distance(shapely.Point(end), others).min() > JOINED_M
        ]
    return np.array(open_ends, dtype=np.float64).reshape(-1, 2)
