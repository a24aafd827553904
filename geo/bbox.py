"""Bounding boxes in degrees, CRS84 (longitude first).

Owns the box, its parsing and the antimeridian rule. Boxes given in another CRS are turned into one of these
by ``geo.crs.parse_bbox``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import shapely
from shapely.geometry import MultiPolygon, Polygon

from geo.errors import InvalidBBoxError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

FORM = "4 numbers (west,south,east,north) or 6 (west,south,bottom,east,north,top)"


def parse_numbers(text: str) -> tuple[float, float, float, float]:
    """Return the four horizontal numbers of a bbox parameter, in the order given.

    The form is that of OGC API – Features Part 1, clause 7.15.3: four numbers, or six with the third and the
    last being heights. Heights are checked (finite, bottom ≤ top) and then left out: nothing here has height.
    No range is checked, as the unit depends on the CRS.

    Raises
    ------
    InvalidBBoxError
        If the text is not four or six finite decimal numbers joined by commas, or bottom > top.
    """
    parts = text.split(",")
    if len(parts) not in (4, 6):
        raise InvalidBBoxError(f"bbox has {len(parts)} parts", value=text, allowed=FORM)
    numbers = [_number(part, text) for part in parts]
    if len(numbers) == 6:
        if numbers[2] > numbers[5]:
            raise InvalidBBoxError("bbox has its bottom above its top", value=text, allowed=FORM)
        del numbers[5], numbers[2]
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _number(part: str, text: str) -> float:
    # float() also takes "1_0", "nan", "infinity" and digits of other scripts; a query parameter must not.
    stripped = part.strip()
    if not stripped.isascii() or "_" in stripped:
        raise InvalidBBoxError(f"bbox part {part!r} is not a number", value=text, allowed=FORM)
    try:
        number = float(stripped)
    except ValueError as error:
        raise InvalidBBoxError(f"bbox part {part!r} is not a number", value=text, allowed=FORM) from error
    if not math.isfinite(number):
        raise InvalidBBoxError(f"bbox part {part!r} is not finite", value=text, allowed=FORM)
    return number


@dataclass(frozen=True, slots=True)
class BBox:
    """A closed box of longitudes and latitudes in degrees.

    ``west > east`` means the box crosses the antimeridian (RFC 7946, clause 5.2), so it is never an error.

    Raises
    ------
    InvalidBBoxError
        At creation: a number is not finite, a longitude is outside -180..180, a latitude outside -90..90,
        or south > north.
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        """Check finiteness, range and order."""
        for name, limit in (("west", 180.0), ("south", 90.0), ("east", 180.0), ("north", 90.0)):
            number = getattr(self, name)
            if not math.isfinite(number) or abs(number) > limit:
                raise InvalidBBoxError(
                    f"bbox {name} is out of range", value=number, allowed=f"{-limit:g}..{limit:g}"
                )
        if self.south > self.north:
            raise InvalidBBoxError(
                "bbox has its south above its north", value=(self.south, self.north), allowed="south <= north"
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the box of a ``west,south,east,north`` string (or of six numbers, heights left out).

        Examples
        --------
        >>> BBox.parse("113.2,23.0,113.4,23.1")
        BBox(west=113.2, south=23.0, east=113.4, north=23.1)
        """
        return cls(*parse_numbers(text))

    @classmethod
    def of_numbers(cls, numbers: Sequence[float]) -> Self:
        """Return the box of four numbers west, south, east, north, as settings files hold them."""
        if len(numbers) != 4:
            raise InvalidBBoxError(f"bbox has {len(numbers)} numbers", value=list(numbers), allowed=FORM)
        return cls(*(float(number) for number in numbers))

    @classmethod
    def of_geometry(cls, geometry: BaseGeometry) -> Self:
        """Return the smallest box around a geometry in degrees; ``InvalidBBoxError`` if it is empty."""
        return cls(*(float(number) for number in geometry.bounds))

    @property
    def crosses_antimeridian(self) -> bool:
        """Whether the box runs over 180° (west > east)."""
        return self.west > self.east

    def to_tuple(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north."""
        return self.west, self.south, self.east, self.north

    def to_text(self) -> str:
        """Return the parameter form; ``BBox.parse`` of it gives an equal box."""
        return ",".join(repr(float(number)) for number in self.to_tuple())

    def to_geometry(self) -> Polygon | MultiPolygon:
        """Return the box as a polygon, or as two if it crosses the antimeridian. EPSG:4326, x = longitude."""
        if not self.crosses_antimeridian:
            return shapely.box(self.west, self.south, self.east, self.north)
        east_part = shapely.box(self.west, self.south, 180.0, self.north)
        west_part = shapely.box(-180.0, self.south, self.east, self.north)
        return MultiPolygon([west_part, east_part])

    def contains(self, lon_degree: float, lat_degree: float) -> bool:
        """Return whether a position lies in the closed box."""
        if not self.south <= lat_degree <= self.north:
            return False
        if self.crosses_antimeridian:
            return lon_degree >= self.west or lon_degree <= self.east
        return self.west <= lon_degree <= self.east

    def intersects(self, geometry: BaseGeometry | None) -> bool:
        """Return whether a geometry in degrees shares a point with the box; None and empty never do.

        Features Part 1, requirement ``/req/core/fc-bbox-response``, asks for features that intersect the box.
        """
        return geometry is not None and bool(self.to_geometry().intersects(geometry))
