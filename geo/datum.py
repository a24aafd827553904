"""The two obfuscated datums of Chinese web maps, both ways, on arrays.

GCJ-02 (高德, 腾讯, Google China) shifts WGS84 by up to some 700 m by a smooth function of position.
BD-09 (百度) shifts GCJ-02 once more. Neither is a CRS that PROJ knows. The functions are those in general
use, known by reverse engineering only (first published as ``EvilTransform``, 2013). The inverses are
iterated: a round trip closes to less than 0.1 mm inside China. CGCS2000 needs none of this: to the metre it
is WGS84.

Outside the rectangle 72.004–137.8347° E, 0.8293–55.8271° N the shift is not applied (a rule of that code).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]

# Krassovsky 1940 ellipsoid, metres, and its first eccentricity squared, as the published code has them.
SEMI_MAJOR_M: Final = 6378245.0
ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
# Origin of the polynomial, degrees.
ORIGIN_LON: Final = 105.0
ORIGIN_LAT: Final = 35.0
# Rectangle outside of which GCJ-02 equals WGS84, degrees.
CHINA_WEST: Final = 72.004
CHINA_EAST: Final = 137.8347
CHINA_SOUTH: Final = 0.8293
CHINA_NORTH: Final = 55.8271
# BD-09: angular frequency per degree, and the constant part of the shift, degrees.
BD_FREQUENCY: Final = np.pi * 3000.0 / 180.0
BD_LON: Final = 0.0065
BD_LAT: Final = 0.006
# The fixed-point iteration gains more than two digits a step (the shift changes by under 1 % of the
# distance).
ITERATIONS: Final = 8


def outside_china(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Return where the GCJ-02 rule applies no shift. Degrees in, booleans of the broadcast shape out."""
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    inside = (x >= CHINA_WEST) & (x <= CHINA_EAST) & (y >= CHINA_SOUTH) & (y <= CHINA_NORTH)
    return np.asarray(~inside)


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 longitude and latitude of WGS84 positions.

    Parameters
    ----------
    lon, lat
        Degrees, scalars or arrays that broadcast together.

    Examples
    --------
    >>> lon, lat = wgs84_to_gcj02(113.3191, 23.1090)
    >>> round(float(lon), 4), round(float(lat), 4)
    (113.3245, 23.1064)
    """
    x, y = _broadcast(lon, lat)
    shift_x, shift_y = _shift(x, y)
    still = outside_china(x, y)
    return np.where(still, x, x + shift_x), np.where(still, y, y + shift_y)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return WGS84 longitude and latitude of GCJ-02 positions, by fixed-point iteration.

    Near the rim of the rectangle two positions can have the same GCJ-02 position; the one inside is returned.

    Examples
    --------
    >>> lon, lat = gcj02_to_wgs84(113.3245, 23.1065)
    >>> round(float(lon), 4), round(float(lat), 4)
    (113.3191, 23.1091)
    """
    x, y = _broadcast(lon, lat)
    guess_x, guess_y = x, y
    for _ in range(ITERATIONS):
        shift_x, shift_y = _shift(guess_x, guess_y)
        guess_x, guess_y = x - shift_x, y - shift_y
    still = outside_china(guess_x, guess_y)
    return np.where(still, x, guess_x), np.where(still, y, guess_y)


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 longitude and latitude of GCJ-02 positions, degrees."""
    x, y = _broadcast(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * BD_FREQUENCY)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * BD_FREQUENCY)
    return radius * np.cos(angle) + BD_LON, radius * np.sin(angle) + BD_LAT


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 longitude and latitude of BD-09 positions, by fixed-point iteration, degrees."""
    x, y = _broadcast(lon, lat)
    guess_x, guess_y = x - BD_LON, y - BD_LAT
    for _ in range(ITERATIONS * 2):
        ahead_x, ahead_y = gcj02_to_bd09(guess_x, guess_y)
        guess_x, guess_y = guess_x - (ahead_x - x), guess_y - (ahead_y - y)
    return guess_x, guess_y


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 longitude and latitude of WGS84 positions, degrees."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return WGS84 longitude and latitude of BD-09 positions, degrees."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _broadcast(lon: ArrayLike, lat: ArrayLike) -> Pair:
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    return x, y


def _shift(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Pair:
    """Return the GCJ-02 shift in degrees at WGS84 positions, without the outside-China rule."""
    x, y = lon - ORIGIN_LON, lat - ORIGIN_LAT
    root = np.sqrt(np.abs(x))
    common = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north = north + (common + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    north = north + (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east = east + (common + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    east = east + (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    # Metres to degrees on the ellipsoid: meridian radius for the north part, parallel radius for the east
    # part.
    phi = np.radians(lat)
    curvature = 1.0 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / (curvature * np.sqrt(curvature))
    parallel_m = SEMI_MAJOR_M / np.sqrt(curvature) * np.cos(phi)
    return np.degrees(east / parallel_m), np.degrees(north / meridian_m)
