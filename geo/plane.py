"""A local plane in metres: short distances without a projection.

Near a latitude the ellipsoid's two radii turn degrees into metres. Away from that latitude, east–west lengths
are off by its tangent × the way / the earth's radius: at 23° one part in 15,000 for each kilometre. Used for
tolerances and standard deviations, never for a published length or area (``geo.measure`` is geodesic).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

# WGS84 (NGA.STND.0036, clause 3): semi-major axis in metres, flattening.
SEMI_MAJOR_M: Final = 6378137.0
FLATTENING: Final = 1.0 / 298.257223563


def metres_per_degree(lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the metres in a degree of longitude and in a degree of latitude at a latitude, WGS84."""
    square = FLATTENING * (2.0 - FLATTENING)
    phi = np.radians(np.asarray(lat, dtype=np.float64))
    curvature = 1.0 - square * np.sin(phi) ** 2
    east = SEMI_MAJOR_M * np.cos(phi) / np.sqrt(curvature)
    north = SEMI_MAJOR_M * (1.0 - square) / curvature**1.5
    return np.asarray(np.radians(east)), np.asarray(np.radians(north))


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """Metres east and north of (0°, 0°) at the scale of one latitude."""

    east_m_per_degree: float
    north_m_per_degree: float

    @classmethod
    def at(cls, lat: float) -> Self:
        """Return the plane of a latitude in degrees."""
        east, north = metres_per_degree(lat)
        return cls(float(east), float(north))

    def to_metres(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in degrees (x = longitude) in metres."""
        scale = np.array([self.east_m_per_degree, self.north_m_per_degree])
        moved: BaseGeometry = shapely.transform(geometry, lambda positions: positions * scale)
        return moved

    def to_degrees(self, x: float, y: float) -> tuple[float, float]:
        """Return longitude and latitude of a position in metres."""
        return x / self.east_m_per_degree, y / self.north_m_per_degree
