"""Base maps of others, for those who ask for one: where their tiles are, and on which datum.

None is used unless the reader chooses it. Tiles on GCJ-02 are shifted at display, never the vectors. A
published map may show tiles only with an approval number (审图号).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Datum(StrEnum):
    """What a provider's tiles are aligned to."""

    WGS84 = "wgs84"  # also CGCS2000: the same within centimetres
    GCJ02 = "gcj02"


@dataclass(frozen=True, slots=True)
class TileProvider:
    """One layer of tiles; ``{key}`` in ``url`` is the reader's own key."""

    id: str
    url: str
    subdomains: str
    datum: Datum
    max_zoom: int
    credit: str
    key: bool = False
    overlay_url: str = ""


def _tianditu(layer: str) -> str:
    return (
        f"https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
        f"&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
        "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
    )


_TIANDITU_HOSTS = "01234567"
PROVIDERS: tuple[TileProvider, ...] = (
    TileProvider(
        "osm", "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "", Datum.WGS84, 19,
        "© OpenStreetMap contributors",
    ),
    TileProvider(
        "tianditu-vec", _tianditu("vec"), _TIANDITU_HOSTS, Datum.WGS84, 18, "© 天地图", key=True,
        overlay_url=_tianditu("cva"),
    ),
    TileProvider(
        "tianditu-img", _tianditu("img"), _TIANDITU_HOSTS, Datum.WGS84, 18, "© 天地图", key=True,
        overlay_url=_tianditu("cia"),
    ),
    TileProvider(
        "amap",
        "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}",
        "1234", Datum.GCJ02, 18, "© 高德地图",
    ),
    TileProvider(
        "tencent", "https://rt{s}.map.gtimg.com/tile?z={z}&x={x}&y={-y}&styleid=1&version=400",
        "0123", Datum.GCJ02, 18, "© 腾讯地图",
    ),
)  # fmt: skip
TILE_HOSTS = (
    "tile.openstreetmap.org",
    *(f"t{n}.tianditu.gov.cn" for n in range(8)),
    *(f"webrd0{n}.is.autonavi.com" for n in range(1, 5)),
    *(f"rt{n}.map.gtimg.com" for n in range(4)),
)


def tile_providers() -> list[dict[str, Any]]:
    """Return the providers as plain JSON values for the page."""
    return [asdict(provider) | {"datum": provider.datum.value} for provider in PROVIDERS]
