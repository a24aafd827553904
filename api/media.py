"""Formats the server speaks: the key of ``f`` and the media type in one enum, and the choice of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from api.problems import NotAcceptableError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Format(Enum):
    """A representation: ``key`` is what ``f`` takes, ``media_type`` what Content-Type says."""

    JSON = ("json", "application/json")
    GEOJSON = ("geojson", "application/geo+json")
    JSONFG = ("jsonfg", "application/vnd.ogc.fg+json")
    HTML = ("html", "text/html")
    OPENAPI = ("openapi", "application/vnd.oai.openapi+json;version=3.0")
    SCHEMA = ("schema", "application/schema+json")
    CSV = ("csv", "text/csv")
    FGB = ("fgb", "application/vnd.flatgeobuf")
    PARQUET = ("parquet", "application/vnd.apache.parquet")
    GPKG = ("gpkg", "application/geopackage+sqlite3")
    KML = ("kml", "application/vnd.google-earth.kml+xml")
    GPX = ("gpx", "application/gpx+xml")
    SHP = ("shp", "application/zip")
    MVT = ("mvt", "application/vnd.mapbox-vector-tile")
    TILEJSON = ("tilejson", "application/vnd.mapbox.tile+json")
    MAPLIBRE = ("mapbox", "application/vnd.mapbox.style+json")
    SLD = ("sld", "application/vnd.ogc.sld+xml")
    QML = ("qml", "application/vnd.qgis.qml+xml")
    TEXT = ("text", "text/plain")

    @property
    def key(self) -> str:
        """Value of the ``f`` parameter."""
        return self.value[0]

    @property
    def media_type(self) -> str:
        """Media type without charset."""
        return self.value[1]

    @property
    def content_type(self) -> str:
        """Value of the Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type

    @property
    def is_json(self) -> bool:
        """Whether it is a kind of JSON."""
        return self in _JSON_FAMILY

    @property
    def is_heavy(self) -> bool:
        """Whether writing it takes long enough to be kept off the event loop."""
        return self in EXPORTS


# Written by layers.export, WGS84 only.
EXPORTS = (Format.CSV, Format.FGB, Format.PARQUET, Format.GPKG, Format.KML, Format.GPX, Format.SHP)
# Clients that ask for plain JSON read any of these.
_JSON_FAMILY = frozenset(
    {
        Format.JSON,
        Format.GEOJSON,
        Format.JSONFG,
        Format.OPENAPI,
        Format.SCHEMA,
        Format.MAPLIBRE,
        Format.TILEJSON,
    }
)
_ALSO_KNOWN_AS = {
    "application/vnd.mapbox-vector-tile": frozenset(
        {"application/x-protobuf", "application/vnd.mapbox-vector-tile"}
    ),
    "application/vnd.oai.openapi+json": frozenset({"application/openapi+json"}),
}


def format_keys(formats: Sequence[Format]) -> dict[str, Format]:
    """Return the formats by the value of ``f``; ``json`` also names whatever kind of JSON there is."""
    keys = {fmt.key: fmt for fmt in formats}
    family = [fmt for fmt in formats if fmt in _JSON_FAMILY]
    if family:
        keys.setdefault(Format.JSON.key, family[0])
    return keys


@dataclass(frozen=True, slots=True)
class _Range:
    """One entry of an Accept header."""

    type: str
    subtype: str
    quality: float

    def matches(self, fmt: Format) -> int:
        """Return how exactly it names ``fmt``: 0 not at all, 1 any, 2 type, 3 JSON family, 4 exactly."""
        essence = fmt.media_type.split(";")[0]
        name = f"{self.type}/{self.subtype}"
        if name == essence or name in _ALSO_KNOWN_AS.get(essence, ()):
            return 4
        if name == "application/json" and fmt in _JSON_FAMILY:
            return 3
        if self.subtype == "*" and self.type == essence.split("/")[0]:
            return 2
        return 1 if name == "*/*" else 0


def _parse_accept(header: str) -> list[_Range]:
    ranges = []
    for entry in header.split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        main, _, sub = name.lower().partition("/")
        if not main or not sub:
            continue
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        ranges.append(_Range(main, sub, quality))
    return ranges


def choose_format(accept: str | None, offered: Sequence[Format]) -> Format:
    """Return the offered format the Accept header likes best; the first offered one among equals.

    Raises
    ------
    NotAcceptableError
        Nothing offered is acceptable (RFC 9110, 15.5.7).
    """
    ranges = _parse_accept(accept or "")
    if not ranges:
        return offered[0]
    best: tuple[float, int, int] | None = None
    chosen = offered[0]
    for index, fmt in enumerate(offered):
        # The most exact range that matches decides (RFC 9110, 12.5.1).
        exactness, quality = max(((entry.matches(fmt), entry.quality) for entry in ranges), default=(0, 0.0))
        if exactness == 0 or quality == 0.0:
            continue
        rank = (quality, exactness, -index)
        if best is None or rank > best:
            best, chosen = rank, fmt
    if best is None:
        raise NotAcceptableError(
            "None of the acceptable formats is served",
            value=accept,
            where="header Accept",
            allowed=", ".join(fmt.media_type for fmt in offered),
        )
    return chosen


def choose_language(accept_language: str | None, offered: Sequence[str]) -> str:
    """Return the offered language tag that Accept-Language likes best, the first offered one if none."""
    best_quality, chosen = 0.0, offered[0]
    for entry in (accept_language or "").split(","):
        tag, _, parameters = entry.partition(";")
        primary = tag.strip().lower().split("-")[0]
        quality = 1.0
        key, _, value = parameters.strip().partition("=")
        if key == "q":
            try:
                quality = float(value)
            except ValueError:
                quality = 0.0
        if primary in offered and quality > best_quality:
            best_quality, chosen = quality, primary
    return chosen
