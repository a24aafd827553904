"""Where a point lies: memberships in every drawn place, each with its probability and the word for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from geo.boundary import EdgeIndex
from geo.datum import bd09_to_wgs84, gcj02_to_wgs84
from geo.errors import InputError
from geo.membership import Certainty, certainty, membership_table

if TYPE_CHECKING:
    from layers.store import Atlas, Feature

# What a point read off a web map or a phone is good for, where nothing better is stated (95 %, metres).
DEFAULT_ACCURACY_M = 20.0
# The finest answer to "where is this?" first.
_ORDER = ("sub_zones", "zones", "areas", "districts")
DATUMS = ("wgs84", "cgcs2000", "gcj02", "bd09")
_PROBABILITY_DECIMALS = 4
# A position is a position on Earth; that it lies off the atlas is an answer, not an error.
_MAX_LON, _MAX_LAT = 180.0, 90.0
# What EdgeIndex reads: accuracy, and what tells errors that go together.
_EDGE_COLUMNS = ("edge_id", "accuracy_m", "source", "follows")


@dataclass(frozen=True, slots=True)
class Membership:
    """One place a point may lie in, with the probability (0..1) and its word."""

    place_id: str
    collection: str
    name_zh: str
    name_en: str
    probability: float
    certainty: Certainty


class Locator:
    """Answers where points lie in one atlas; its polygons and edges are indexed once.

    Parameters
    ----------
    atlas
        A built atlas.
    """

    def __init__(self, atlas: Atlas) -> None:
        self._owners = [
            (name, feature)
            for name in _ORDER
            if name in atlas.collections
            for feature in atlas.collections[name].features
        ]
        self._polygons = gpd.GeoDataFrame(
            geometry=np.array([feature.geometry for _, feature in self._owners], dtype=object),
            crs="EPSG:4326",
        )
        edges = atlas.collections["edges"].features if "edges" in atlas.collections else ()
        columns = {name: [edge.properties[name] for edge in edges] for name in _EDGE_COLUMNS}
        lines = np.array([edge.geometry for edge in edges], dtype=object)
        frame = gpd.GeoDataFrame(columns, geometry=lines, crs="EPSG:4326")
        self._edges = EdgeIndex.of_edges(frame)

    def locate(self, lon: float, lat: float, accuracy_m: float = DEFAULT_ACCURACY_M) -> list[Membership]:
        """As the function ``locate``, for the atlas of this locator."""
        if not (abs(lon) <= _MAX_LON and abs(lat) <= _MAX_LAT):
            raise InputError(
                "Not a position",
                value=(lon, lat),
                allowed="longitude -180..180 first, then latitude -90..90",
            )
        table = membership_table([lon], [lat], [accuracy_m], self._polygons, self._edges)
        found = [
            _membership(self._owners[row], float(probability))
            for row, probability in zip(table["polygon"], table["probability"], strict=True)
        ]
        return sorted(
            found, key=lambda item: (_ORDER.index(item.collection), -item.probability, item.place_id)
        )


def locate(atlas: Atlas, lon: float, lat: float, accuracy_m: float = DEFAULT_ACCURACY_M) -> list[Membership]:
    """Return the places the point lies in with a probability of at least 0.05.

    Sorted by collection (sub_zones, zones, areas, districts), then from the most probable down. The
    probability comes from the point's accuracy and that of the boundary edges nearby
    (``geo.membership``). Who asks often keeps a ``Locator``.

    Parameters
    ----------
    lon, lat
        WGS84, degrees.
    accuracy_m
        Radius that holds the true position with 95 %, metres; 0 for a point known exactly.

    Raises
    ------
    InputError
        If a number is not finite, not on Earth, or the accuracy is negative.
    """
    return Locator(atlas).locate(lon, lat, accuracy_m)


def to_wgs84(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """Return a position in WGS84 degrees.

    ``cgcs2000`` and ``wgs84`` agree to centimetres at epoch 2000 and are taken as one; ``gcj02`` is
    what Chinese web maps show, ``bd09`` what Baidu shows.

    Raises
    ------
    InputError
        If the datum is not one of ``DATUMS``.
    """
    if datum in ("wgs84", "cgcs2000"):
        return lon, lat
    if datum not in DATUMS:
        raise InputError("Unknown datum", value=datum, allowed=", ".join(DATUMS))
    there_lon, there_lat = (gcj02_to_wgs84 if datum == "gcj02" else bd09_to_wgs84)(lon, lat)
    return float(there_lon), float(there_lat)


def _membership(owner: tuple[str, Feature], value: float) -> Membership:
    collection, feature = owner
    probability = round(value, _PROBABILITY_DECIMALS)
    return Membership(
        place_id=feature.id,
        collection=collection,
        name_zh=feature.properties["name_zh"],
        name_en=feature.properties["name_en"] or "",
        probability=probability,
        certainty=certainty(probability),
    )
