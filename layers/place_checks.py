"""Checks of digitized layers against the gazetteer: every id names a place, in the layer it belongs to."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import shapely

from geo.issue import Issue, Severity
from geo.linework import split_place_ids
from layers.schema import POLYGON_COLLECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.digitized import Digitized
    from seeds.gazetteer import Place

_FACES, _SITES, _CORRIDORS = (f"layers/digitized/{name}.geojson" for name in ("faces", "sites", "corridors"))


def check_place_ids(digitized: Digitized, places: Mapping[str, Place]) -> list[Issue]:
    """Return the issues of ids in faces, sites and corridors that are unknown or of another layer."""
    issues: list[Issue] = []
    for face_id, place_ids, point in zip(
        digitized.faces["face_id"], digitized.faces["place_ids"], digitized.faces.geometry, strict=True
    ):
        for place_id in split_place_ids(place_ids):
            issues += _check(
                place_id, face_id, POLYGON_COLLECTIONS, places, shapely.get_coordinates(point)[0], _FACES
            )
    for frame, collection, file in (
        (digitized.sites, "sites", _SITES),
        (digitized.corridors, "corridors", _CORRIDORS),
    ):
        for place_id, shape in zip(frame["place_id"], frame.geometry, strict=True):
            issues += _check(
                place_id, place_id, (collection,), places, shapely.get_coordinates(shape)[0], file
            )
    return issues


def near_matches(wanted: str, known: Mapping[str, object] | list[str], count: int = 3) -> list[str]:
    """Return up to ``count`` known ids that look like ``wanted``, best first."""
    return difflib.get_close_matches(wanted, list(known), n=count, cutoff=0.5)


def _check(
    place_id: str,
    where: str,
    collections: tuple[str, ...],
    places: Mapping[str, Place],
    position: tuple[float, float],
    file: str,
) -> list[Issue]:
    lon, lat = float(position[0]), float(position[1])
    place = places.get(place_id)
    if place is None:
        near = near_matches(place_id, places)
        hint = f" (near: {', '.join(near)})" if near else ""
        return [
            Issue(
                "unknown-place", Severity.ERROR, where,
                f"place_id {place_id!r} is not in the gazetteer{hint}",
                "Correct the id, or add the place to seeds/gazetteer.csv.", lon, lat, file,
            )
        ]  # fmt: skip
    if place.collection not in collections:
        return [
            Issue(
                "wrong-collection", Severity.ERROR, where,
                f"{place_id} is drawn here, but its collection is {place.collection or 'empty'!r}; "
                f"allowed: {', '.join(collections)}",
                "Change collection in seeds/gazetteer.csv, or draw the place in the layer of its collection.",
                lon, lat, file,
            )
        ]  # fmt: skip
    return []
