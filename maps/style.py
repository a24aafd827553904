"""The one definition of how the atlas looks: colours, patterns, lines, symbols, type.

Screen (CSS variables, page script), print, QGIS (QML), SLD and MapLibre styles all derive from these tables;
see ``maps.style_export``. Colours come in pairs, for light and for dark ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Theme(StrEnum):
    """Ground the map is drawn on."""

    LIGHT = "light"
    DARK = "dark"


class Basis(StrEnum):
    """What a stretch of boundary stands on, best first."""

    STATED = "stated"
    NEIGHBOUR = "neighbour"
    PROXY = "proxy"
    INFERRED = "inferred"
    SCHEMATIC = "schematic"


class Pattern(StrEnum):
    """Hatch that tells a zone without colour."""

    DIAGONAL = "diagonal"
    DOTS = "dots"
    HORIZONTAL = "horizontal"
    CROSS = "cross"
    VERTICAL = "vertical"


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour on light and on dark ground, ``#RRGGBB``."""

    light: str
    dark: str

    def on(self, theme: Theme) -> str:
        """Return the colour for ``theme``."""
        return self.light if theme is Theme.LIGHT else self.dark


@dataclass(frozen=True, slots=True)
class ZoneStyle:
    """Fill, tone of the name, and pattern of one zone."""

    fill: Colour
    ink: Colour
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a boundary of one basis is drawn.

    ``width_px`` and ``dash_px`` (on, off, …) are CSS pixels; ``band`` lines get a soft band as wide on the
    ground as their accuracy instead of a crisp stroke.
    """

    width_px: float
    dash_px: tuple[float, ...] = ()
    band: bool = False


@dataclass(frozen=True, slots=True)
class Symbol:
    """A site symbol: an SVG path in a 24 by 24 box, filled with ink or paper, and the kinds it stands for."""

    path: str
    solid: bool
    kinds: tuple[str, ...]


UI: dict[str, Colour] = {
    "paper": Colour("#FFFFFF", "#15181B"),
    "panel": Colour("#FCFBF9", "#181C1F"),
    "raised": Colour("#FFFFFF", "#20262A"),
    "sunken": Colour("#F3F1EC", "#111416"),
    "rule": Colour("#E2DED5", "#2E363B"),
    "ink": Colour("#1C2226", "#E9ECEE"),
    "ink-2": Colour("#4E575C", "#B4BDC3"),
    "ink-3": Colour("#636C72", "#929CA3"),
    "accent": Colour("#0B6175", "#5FC0D5"),
    "accent-wash": Colour("#E3F0F2", "#16323A"),
    "focus": Colour("#B3421B", "#FFB38A"),
    "quote": Colour("#FFF0B8", "#5A4A14"),
    "quote-strong": Colour("#FFDD66", "#755C08"),
    "good": Colour("#2E6B3F", "#85C795"),
    "warn": Colour("#8A4B00", "#F0B36A"),
    "shadow": Colour("#1C222626", "#00000080"),
}

BASE: dict[str, Colour] = {
    "land-home": Colour("#F7F5F0", "#1E2226"),
    "land": Colour("#EDEBE5", "#191C1F"),
    "water": Colour("#CDE2EC", "#16303C"),
    "water-line": Colour("#9CC0D2", "#2A5163"),
    "water-ink": Colour("#3F7590", "#7FB2C8"),
    "green": Colour("#DDE9D3", "#23301F"),
    "green-ink": Colour("#4F6F42", "#8FB07F"),
    "road": Colour("#FFFFFF", "#2C3136"),
    "road-case": Colour("#DCD7CC", "#14171A"),
    "road-ink": Colour("#7A7368", "#8C949A"),
    "metro": Colour("#B9B3A8", "#4A5056"),
    "metro-station": Colour("#FFFFFF", "#1E2226"),
    "district": Colour("#A9A49A", "#5A6066"),
    "district-ink": Colour("#77726A", "#99A1A7"),
    "halo": Colour("#F7F5F0", "#15181B"),
    "edge": Colour("#25414A", "#C9DCE2"),
    "site": Colour("#23292D", "#E9ECEE"),
    "site-paper": Colour("#FFFFFF", "#1E2226"),
}

# Zones take these in turn from east to west: teal, violet, brick for the atlas that ships. Apart in hue and
# in lightness.
ZONES: tuple[ZoneStyle, ...] = (
    ZoneStyle(Colour("#0E6F86", "#3FA9C1"), Colour("#07495A", "#8ED6E6"), Pattern.DIAGONAL),
    ZoneStyle(Colour("#75509E", "#A987D3"), Colour("#4F3173", "#CFB8EE"), Pattern.DOTS),
    ZoneStyle(Colour("#B5562B", "#DD8458"), Colour("#7F3612", "#F3B291"), Pattern.HORIZONTAL),
    ZoneStyle(Colour("#4F7A28", "#93BE68"), Colour("#35551A", "#BEDF9D"), Pattern.CROSS),
    ZoneStyle(Colour("#A23B6B", "#D97BA6"), Colour("#762248", "#F0AFCB"), Pattern.VERTICAL),
)
# Sub-zones take one of these tints of their zone, so that neighbours differ.
SUB_ZONE_TINTS: tuple[Colour, ...] = (
    Colour("#2A8AA0", "#3FA9C1"),
    Colour("#5FAFBD", "#2B8199"),
    Colour("#0E6F86", "#62C3D6"),
)
# A whole zone covers half the window: chosen, it stops at 0.40, where roads and water are still read below
# it, and over so large a ground it looks as dark as a sub-zone does at 0.55.
FILL_OPACITY = {
    "zone": 0.22,
    "sub_zone": 0.34,
    "area": 0.10,
    "hover": 0.50,
    "selected": 0.55,
    "zone_hover": 0.32,
    "zone_selected": 0.40,
}

LINES: dict[Basis, LineStyle] = {
    Basis.STATED: LineStyle(2.0),
    Basis.NEIGHBOUR: LineStyle(1.5),
    Basis.PROXY: LineStyle(1.5, (10, 5)),
    Basis.INFERRED: LineStyle(1.5, (4, 4)),
    Basis.SCHEMATIC: LineStyle(1.4, (0.1, 5), band=True),
}

SYMBOLS: dict[str, Symbol] = {
    "park": Symbol("M5 5H19V19H5Z", solid=False, kinds=("park",)),
    "headquarters": Symbol("M5 5H19V19H5Z", solid=True, kinds=("headquarters", "building")),
    "laboratory": Symbol(
        "M12 2.5L21.5 12L12 21.5L2.5 12Z", solid=True, kinds=("laboratory", "institute", "university")
    ),
    "base": Symbol("M7.5 3.8H16.5L21 12L16.5 20.2H7.5L3 12Z", solid=False, kinds=("base", "alliance")),
    "heritage": Symbol("M12 3L21 11V20.5H3V11Z", solid=False, kinds=("heritage", "quarter", "village")),
    "commercial": Symbol("M12 4A8 8 0 1 1 12 20A8 8 0 1 1 12 4Z", solid=False, kinds=("commercial",)),
    "scenic": Symbol(
        "M12 1.5L14.6 9.4L22.5 12L14.6 14.6L12 22.5L9.4 14.6L1.5 12L9.4 9.4Z",
        solid=True,
        kinds=("scenic", "wetland", "green", "waterway", "island", "area"),
    ),
    "culture": Symbol("M12 3.5L21.5 20H2.5Z", solid=False, kinds=("culture",)),
    "transport": Symbol(
        "M12 7A5 5 0 1 1 12 17A5 5 0 1 1 12 7Z", solid=True, kinds=("transport", "road", "corridor")
    ),
    "facility": Symbol("M9 4H15V9H20V15H15V20H9V15H4V9H9Z", solid=False, kinds=("facility", "other")),
}
SYMBOL_PX = 13

FONT_STACK = (
    '"PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif'
)
FONT_PX = {"xs": 12, "s": 14, "m": 16, "l": 20, "xl": 28}
PANEL_PX = 400
DRAWER_PX = 480


def symbol_of(kind: str) -> str:
    """Name of the symbol for a gazetteer kind; ``facility`` for a kind no symbol claims."""
    for name, symbol in SYMBOLS.items():
        if kind in symbol.kinds:
            return name
    return "facility"


def zone_style(index: int) -> ZoneStyle:
    """Style of the ``index``-th zone counted from the east; styles repeat after the last."""
    return ZONES[index % len(ZONES)]


def css_variables(theme: Theme) -> str:
    """CSS declarations (``--name:value;``) of every colour for ``theme``."""
    colours = {**UI, **{f"map-{name}": colour for name, colour in BASE.items()}}
    for index, zone in enumerate(ZONES):
        colours[f"zone-{index}"] = zone.fill
        colours[f"zone-{index}-ink"] = zone.ink
    for index, tint in enumerate(SUB_ZONE_TINTS):
        colours[f"tint-{index}"] = tint
    return "".join(f"--{name}:{colour.on(theme)};" for name, colour in colours.items())


def css() -> str:
    """Return the sheet the others build on: variables for both themes, sizes, lines by basis."""
    sizes = "".join(f"--fs-{name}:{px / 16:g}rem;" for name, px in FONT_PX.items())
    lines = "".join(
        f".edge-{basis}{{stroke-width:{line.width_px:g}px;"
        + (f"stroke-dasharray:{' '.join(f'{part:g}' for part in line.dash_px)};" if line.dash_px else "")
        + "}\n"
        for basis, line in LINES.items()
    )
    fills = "".join(f"--fill-{name.replace('_', '-')}:{value:g};" for name, value in FILL_OPACITY.items())
    zones = "".join(
        f".zone-{i}{{--zone:var(--zone-{i});--zone-ink:var(--zone-{i}-ink)}}\n" for i in range(len(ZONES))
    )
    tints = "".join(f".tint-{i}{{--tint:var(--tint-{i})}}\n" for i in range(len(SUB_ZONE_TINTS)))
    dark = css_variables(Theme.DARK)
    return (
        f":root{{{sizes}{fills}--font:{FONT_STACK};--panel-width:{PANEL_PX}px;--drawer-width:{DRAWER_PX}px;"
        "color-scheme:light;"
        f"{css_variables(Theme.LIGHT)}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        "@media screen and (prefers-color-scheme:dark)"
        f"{{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
        f"@media print{{:root:root{{color-scheme:light;{css_variables(Theme.LIGHT)}}}}}\n"
        f"{lines}{zones}{tints}"
    )


def page_style() -> dict[str, Any]:
    """Return the part of the style the page's script needs, as plain JSON values."""
    return {
        "zones": [{"pattern": zone.pattern.value} for zone in ZONES],
        "tints": len(SUB_ZONE_TINTS),
        "lines": {
            basis.value: {"width": line.width_px, "dash": list(line.dash_px), "band": line.band}
            for basis, line in LINES.items()
        },
        "symbols": {name: {"path": symbol.path, "solid": symbol.solid} for name, symbol in SYMBOLS.items()},
        "symbolPx": SYMBOL_PX,
    }
