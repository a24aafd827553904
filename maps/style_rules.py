"""What each collection looks like as rules: which features, in which paint.

The writers of MapLibre, SLD and QML styles read these. Built from the tables of ``maps.style`` and the
atlas's own zones, so that every style shows the same colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maps.style import (
    BASE,
    FILL_OPACITY,
    LINES,
    SUB_ZONE_TINTS,
    SYMBOLS,
    Basis,
    Colour,
    Theme,
    zone_style,
)

if TYPE_CHECKING:
    from layers.store import Atlas, Feature

_PANES = (
    "base_land",
    "base_green",
    "base_water",
    "base_roads",
    "base_metro_lines",
    "base_metro_stations",
    "base_district_lines",
    "districts",
    "areas",
    "zones",
    "sub_zones",
    "corridors",
    "edges",
    "sites",
)


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours ``#RRGGBB``, opacities 0 to 1, widths, dashes and sizes in CSS pixels; empty or 0 for none."""

    fill: str = ""
    fill_opacity: float = 1.0
    stroke: str = ""
    stroke_width: float = 0.0
    stroke_opacity: float = 1.0
    dash: tuple[float, ...] = ()
    symbol: str = ""
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a legend: titles, which values of ``field`` it takes (all when that is empty), paint."""

    title_zh: str
    title_en: str
    paint: Paint
    field: str = ""
    values: tuple[str, ...] = ()


def drawing_order() -> tuple[str, ...]:
    """Return the ids of the drawn collections, lowest first."""
    return _PANES


def zone_order(atlas: Atlas) -> tuple[Feature, ...]:
    """Return the zones from east to west, the order in which ``maps.style.ZONES`` deals its colours."""
    zones = atlas.collections["zones"].features if "zones" in atlas.collections else ()
    return tuple(sorted(zones, key=lambda zone: -float(zone.properties["label_lon"])))


def rules(atlas: Atlas, collection: str, theme: Theme = Theme.LIGHT) -> tuple[Rule, ...]:
    """Return the rules of one collection, in the order of its legend; empty for one that is not drawn."""
    if collection not in atlas.collections:
        return ()
    if collection == "zones":
        return _zone_rules(atlas, theme)
    if collection == "sub_zones":
        return _sub_zone_rules(atlas, theme)
    if collection == "edges":
        return _edge_rules(theme)
    if collection == "sites":
        return _site_rules(theme)
    simple = _simple(theme).get(collection)
    if simple is None:
        return ()
    schema = atlas.collections[collection]
    return (Rule(schema.title_zh, schema.title_en, simple),)


def _zone_rules(atlas: Atlas, theme: Theme) -> tuple[Rule, ...]:
    found = []
    for index, zone in enumerate(zone_order(atlas)):
        style = zone_style(index)
        paint = Paint(
            fill=style.fill.on(theme),
            fill_opacity=FILL_OPACITY["zone"],
            stroke=style.ink.on(theme),
            stroke_width=1.0,
        )
        names = zone.properties
        found.append(Rule(names["name_zh"], names["name_en"], paint, "place_id", (zone.id,)))
    return tuple(found)


def _sub_zone_rules(atlas: Atlas, theme: Theme) -> tuple[Rule, ...]:
    tints = deal_tints(atlas.collections["sub_zones"].features, len(SUB_ZONE_TINTS))
    found = []
    for feature in atlas.collections["sub_zones"].features:
        paint = Paint(
            fill=SUB_ZONE_TINTS[tints[feature.id]].on(theme),
            fill_opacity=FILL_OPACITY["sub_zone"],
            stroke=BASE["halo"].on(theme),
            stroke_width=1.0,
        )
        names = feature.properties
        found.append(Rule(names["name_zh"], names["name_en"], paint, "place_id", (feature.id,)))
    return tuple(found)


def deal_tints(features: tuple[Feature, ...], count: int) -> dict[str, int]:
    """Deal ``count`` tints so that features that share an edge differ where that is possible; west to east.

    The page's script deals in the same way.
    """
    tints: dict[str, int] = {}
    edges = {feature.id: set(feature.properties.get("edge_ids") or ()) for feature in features}
    for feature in sorted(features, key=lambda item: (item.properties.get("label_lon", 0.0), item.id)):
        taken = {tint for other, tint in tints.items() if edges[other] & edges[feature.id]}
        free = [tint for tint in range(count) if tint not in taken]
        tints[feature.id] = free[0] if free else count - 1
    return tints


def _edge_rules(theme: Theme) -> tuple[Rule, ...]:
    from maps.strings import strings  # noqa: PLC0415 (only the edges need the table)

    ink = BASE["edge"].on(theme)
    found = []
    for basis, line in LINES.items():
        # A band as wide as its accuracy is for the page; elsewhere a schematic stretch is a faint dotted
        # line.
        opacity = 0.5 if basis is Basis.SCHEMATIC else 0.8
        paint = Paint(stroke=ink, stroke_width=line.width_px, stroke_opacity=opacity, dash=line.dash_px)
        names = strings()[f"basis.{basis}"]
        found.append(Rule(names["zh"], names["en"], paint, "basis", (basis.value,)))
    return tuple(found)


def _site_rules(theme: Theme) -> tuple[Rule, ...]:
    from maps.strings import strings  # noqa: PLC0415

    found = []
    for name, symbol in SYMBOLS.items():
        paint = Paint(
            fill=BASE["site" if symbol.solid else "site-paper"].on(theme),
            stroke=BASE["site"].on(theme),
            stroke_width=1.2,
            symbol=name,
            size=11.0,
        )
        names = strings()[f"symbol.{name}"]
        found.append(Rule(names["zh"], names["en"], paint, "kind", symbol.kinds))
    return tuple(found)


def _simple(theme: Theme) -> dict[str, Paint]:
    def on(name: str) -> str:
        return BASE[name].on(theme)

    area: Colour = BASE["edge"]
    return {
        "areas": Paint(
            fill=area.on(theme), fill_opacity=0.06, stroke=area.on(theme), stroke_width=0.8, dash=(4, 3)
        ),
        "districts": Paint(
            fill=on("land-home"), fill_opacity=0.0, stroke=on("district"), stroke_width=1.0, dash=(9, 4, 2, 4)
        ),
        "corridors": Paint(stroke=area.on(theme), stroke_width=6.0, stroke_opacity=0.3),
        "base_land": Paint(fill=on("land-home"), stroke=on("water-line"), stroke_width=0.8),
        "base_green": Paint(fill=on("green")),
        "base_water": Paint(fill=on("water"), stroke=on("water-line"), stroke_width=0.8),
        "base_roads": Paint(stroke=on("road-case"), stroke_width=2.4),
        "base_metro_lines": Paint(stroke=on("metro"), stroke_width=1.2),
        "base_metro_stations": Paint(
            fill=on("metro-station"), stroke=on("metro"), stroke_width=1.2, symbol="commercial", size=5.0
        ),
        "base_district_lines": Paint(stroke=on("district"), stroke_width=1.0, dash=(9, 4, 2, 4)),
    }
