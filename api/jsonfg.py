"""JSON-FG 1.0 (OGC 21-045r1): features with their time, their type and, in any CRS, their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.call import to_json
from api.selection import TEMPORAL_PROPERTY, feature_interval
from api.timestamps import MAX, MIN
from geo.crs import CRS84

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.rendering import RenderedCollection

CONFORMS_TO: Final = ("http://www.opengis.net/spec/json-fg-1/1.0/conf/core",)
PROFILE: Final = "jsonfg"
# The geometry in WGS84 beside the place in another CRS, for clients that know GeoJSON only.
PROFILE_PLUS: Final = "jsonfg-plus"
PROFILES: Final = (PROFILE, PROFILE_PLUS)


def root_members(rendered: RenderedCollection, crs: str) -> dict[str, Any]:
    """Return the members a JSON-FG document has at its root, for a page or a single feature."""
    return {"conformsTo": list(CONFORMS_TO), "featureType": rendered.collection.id, "coordRefSys": crs}


def feature_time(collection_id: str, properties: dict[str, Any]) -> dict[str, Any] | None:
    """Return the ``time`` member: a date or an interval of dates; None when the feature has no time."""
    held = feature_interval(collection_id, properties)
    if held is None:
        return None
    text = properties.get(TEMPORAL_PROPERTY[collection_id])
    if isinstance(text, str) and "T" in text:
        return {"timestamp": text}
    start, end = held
    first = ".." if start == MIN else start.date().isoformat()
    last = ".." if end == MAX else end.date().isoformat()
    return {"date": first} if first == last else {"interval": [first, last]}


def feature_bytes(
    rendered: RenderedCollection,
    position: int,
    crs: str,
    names: Iterable[str] | None,
    profile: str,
    *,
    with_geometry: bool,
) -> bytes:
    """Return one feature as JSON-FG.

    In CRS84 the geometry stands in ``geometry`` and ``place`` is null; in any other CRS it stands in
    ``place``, and
    ``geometry`` is null unless the profile is ``jsonfg-plus``.
    """
    feature = rendered.features[position]
    properties = feature.properties
    chosen = properties if names is None else {name: properties[name] for name in names if name in properties}
    is_plain = crs == CRS84
    geometry = place = b"null"
    if with_geometry and (is_plain or profile == PROFILE_PLUS):
        geometry = rendered.geometries(CRS84)[position]
    if with_geometry and not is_plain:
        place = rendered.geometries(crs)[position]
    return b"".join(
        (
            b'{"type":"Feature","id":',
            to_json(feature.id),
            b',"featureType":',
            to_json(rendered.collection.id),
            b',"time":',
            to_json(feature_time(rendered.collection.id, properties)),
            b',"place":',
            place,
            b',"geometry":',
            geometry,
            b',"properties":',
            to_json(chosen),
            b"}",
        )
    )
