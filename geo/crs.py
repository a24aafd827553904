"""Names of the coordinate reference systems that are served, and transforms from and to CRS84.

Inside the project every geometry is CRS84: WGS84, x = longitude, y = latitude. (Frames call it EPSG:4326,
as GIS files do; PROJ holds the two unequal because EPSG:4326 is latitude first. Both names live here only.)
Output of ``transform`` follows the axis order of the named CRS, as OGC API – Features Part 2, clause 6.2
demands: 4326 and 4490 are latitude, longitude; 4547 is northing, easting; 3857 is easting, northing.

WGS84 and CGCS2000 are taken as one datum: both are realizations of the ITRS and differ by decimetres (plate
motion since epoch 2000.0), less than any line here is accurate; PROJ does the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import Transformer

from geo.bbox import BBox, parse_numbers
from geo.constants import BUILT_DECIMALS
from geo.datum import gcj02_to_wgs84, wgs84_to_gcj02
from geo.errors import InvalidBBoxError, InvalidCrsError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG4326: Final = "http://www.opengis.net/def/crs/EPSG/0/4326"
EPSG3857: Final = "http://www.opengis.net/def/crs/EPSG/0/3857"
EPSG4490: Final = "http://www.opengis.net/def/crs/EPSG/0/4490"
EPSG4547: Final = "http://www.opengis.net/def/crs/EPSG/0/4547"
# No register has GCJ-02: a name of our own, never the default and never in exports.
GCJ02: Final = "urn:zone-atlas:crs:GCJ02"

# What frames carry (``GeoDataFrame.crs``); x = longitude there, whatever EPSG says of the axis order.
FRAME_CRS: Final = "EPSG:4326"
# Points on each side of a box, its corners included, that a transform bends.
BOX_DENSITY: Final = 21
# Decimals that keep a millimetre.
METRE_DECIMALS: Final = 3


class Axes(StrEnum):
    """Order of the two numbers of a position."""

    LON_LAT = "longitude, latitude"
    LAT_LON = "latitude, longitude"
    EASTING_NORTHING = "easting, northing"
    NORTHING_EASTING = "northing, easting"


@dataclass(frozen=True, slots=True)
class Crs:
    """A served CRS: its URI, the name PROJ and people use, its axis order and the decimals worth writing."""

    uri: str
    name: str
    title: str
    axes: Axes
    decimals: int

    @property
    def is_swapped(self) -> bool:
        """Whether the first number runs north."""
        return self.axes in (Axes.LAT_LON, Axes.NORTHING_EASTING)


SERVED: Final = {
    crs.uri: crs
    for crs in (
        Crs(CRS84, "OGC:CRS84", "WGS 84 longitude-latitude", Axes.LON_LAT, BUILT_DECIMALS),
        Crs(EPSG4326, "EPSG:4326", "WGS 84", Axes.LAT_LON, BUILT_DECIMALS),
        Crs(EPSG3857, "EPSG:3857", "WGS 84 / Pseudo-Mercator", Axes.EASTING_NORTHING, METRE_DECIMALS),
        Crs(EPSG4490, "EPSG:4490", "CGCS2000", Axes.LAT_LON, BUILT_DECIMALS),
        Crs(
            EPSG4547,
            "EPSG:4547",
            "CGCS2000 / 3-degree Gauss-Kruger CM 114E",
            Axes.NORTHING_EASTING,
            METRE_DECIMALS,
        ),
        Crs(GCJ02, "GCJ02", "GCJ-02, as Chinese web maps give it", Axes.LON_LAT, BUILT_DECIMALS),
    )
}
STANDARD_URIS: Final = (CRS84, EPSG4326, EPSG3857, EPSG4490, EPSG4547)


def by_uri(uri: str) -> Crs:
    """Return the served CRS of a URI; ``InvalidCrsError`` lists the allowed ones."""
    if uri not in SERVED:
        raise InvalidCrsError("CRS is not served", value=uri, allowed=", ".join(SERVED))
    return SERVED[uri]


def by_name(text: str) -> Crs:
    """Return the served CRS of a URI or of a short name in any case.

    For people at the command line: ``EPSG:4547``, ``4547``, ``CRS84``, ``wgs84``, ``cgcs2000``, ``gcj02``.
    An API parameter is read by ``by_uri``.

    Raises
    ------
    InvalidCrsError
        If it is none of these.
    """
    if text in SERVED:
        return SERVED[text]
    key = text.strip().strip("[]").upper().replace("-", "").removeprefix("EPSG:").removeprefix("OGC:")
    aliases = {"CRS84": CRS84, "WGS84": CRS84, "CGCS2000": EPSG4490, "GCJ02": GCJ02}
    aliases |= {uri.rsplit("/", 1)[-1]: uri for uri in STANDARD_URIS}
    if key not in aliases:
        raise InvalidCrsError(
            "CRS is not known", value=text, allowed="CRS84, EPSG:4326, EPSG:3857, EPSG:4490, EPSG:4547, GCJ02"
        )
    return SERVED[aliases[key]]


def transform(geometry: BaseGeometry, uri: str) -> BaseGeometry:
    """Return a CRS84 geometry in the CRS ``uri``, positions in that CRS's own axis order.

    Raises
    ------
    InvalidCrsError
        If the CRS is not served, or a position has no finite image in it (a latitude above 90°).
    """
    crs = by_uri(uri)
    return geometry if uri == CRS84 else _apply(geometry, crs, inverse=False)


def to_crs84(geometry: BaseGeometry, uri: str) -> BaseGeometry:
    """Return a geometry in the CRS ``uri``, in its axis order, as CRS84: the inverse of ``transform``."""
    crs = by_uri(uri)
    return geometry if uri == CRS84 else _apply(geometry, crs, inverse=True)


def parse_bbox(text: str, uri: str = CRS84) -> BBox:
    """Return the CRS84 box of a ``bbox`` parameter whose numbers are in the CRS ``uri`` (``bbox-crs``).

    The numbers stand in that CRS's axis order: ``south,west,north,east`` for 4326 and 4490,
    ``south,west,north,east`` in metres for 4547. The sides are densified, so the result encloses the box.

    Raises
    ------
    InvalidBBoxError
        If the numbers are malformed, out of range, or lower and upper corner are exchanged.
    InvalidCrsError
        If the CRS is not served.
    """
    crs = by_uri(uri)
    numbers = parse_numbers(text)
    if crs.is_swapped:
        numbers = (numbers[1], numbers[0], numbers[3], numbers[2])
    if crs.axes in (Axes.LON_LAT, Axes.LAT_LON) and uri != GCJ02:
        # Same degrees, other order: kept to the last bit, and a box over the antimeridian stays one.
        return BBox(*numbers)
    west, south, east, north = numbers
    if west > east or south > north:
        raise InvalidBBoxError(
            "bbox has its corners exchanged",
            value=text,
            allowed=f"lower corner first, {crs.axes} ({crs.name})",
        )
    along, up = np.linspace(west, east, BOX_DENSITY), np.linspace(south, north, BOX_DENSITY)
    sides = [
        *((x, y) for x in along.tolist() for y in (south, north)),
        *((x, y) for y in up.tolist() for x in (west, east)),
    ]
    return BBox.of_geometry(_apply(shapely.MultiPoint(sides), crs, inverse=True, swapped=False))


def _apply(geometry: BaseGeometry, crs: Crs, *, inverse: bool, swapped: bool | None = None) -> BaseGeometry:
    """Return the geometry moved position by position; ``swapped`` overrides the far side's axis order."""
    swap = crs.is_swapped if swapped is None else swapped

    def move(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        if inverse and swap:
            positions = positions[:, ::-1]
        x, y = positions[:, 0], positions[:, 1]
        if crs.uri == GCJ02:
            moved = gcj02_to_wgs84(x, y) if inverse else wgs84_to_gcj02(x, y)
        elif crs.axes is Axes.LAT_LON:
            moved = x, y
        else:
            moved = _transformer(crs.name, inverse=inverse).transform(x, y)
        result = np.column_stack(moved)
        if not np.isfinite(result).all():
            bad = positions[~np.isfinite(result).all(axis=1)][0].tolist()
            raise InvalidCrsError(
                f"position has no image in {crs.name}", value=bad, allowed="positions inside its area"
            )
        return result[:, ::-1] if swap and not inverse else result

    moved: BaseGeometry = shapely.transform(geometry, move)
    return moved


@cache
def _transformer(name: str, *, inverse: bool) -> Transformer:
    # always_xy: both sides longitude or easting first; the axis order of the CRS is applied by the caller.
    # EPSG:4547 starts from its own datum: PROJ has only a null ("ballpark") shift between WGS84 and CGCS2000,
    # takes a second to find it, and might take another where more grids are installed.
    base = "EPSG:4490" if name == "EPSG:4547" else "OGC:CRS84"
    ends = (name, base) if inverse else (base, name)
    return Transformer.from_crs(*ends, always_xy=True)
