"""The atlas's look in other programs' formats: MapLibre style, OGC SLD 1.1, QGIS QML.

All three are written from ``maps.style_rules``; none says anything the rules do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from maps.style import BASE, Theme
from maps.style_rules import Paint, Rule, drawing_order, rules

if TYPE_CHECKING:
    from layers.store import Atlas

_SLD = "http://www.opengis.net/sld"
_SLD_SCHEMA = "http://schemas.opengis.net/sld/1.1.0/StyledLayerDescriptor.xsd"
_SE = "http://www.opengis.net/se"
_OGC = "http://www.opengis.net/ogc"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
# Names of the drawn symbols in SLD (well-known marks) and QGIS (simple markers).
_MARKS = {
    "park": ("square", "square"),
    "headquarters": ("square", "square"),
    "laboratory": ("square", "diamond"),
    "base": ("circle", "hexagon"),
    "heritage": ("triangle", "pentagon"),
    "commercial": ("circle", "circle"),
    "scenic": ("star", "star"),
    "culture": ("triangle", "triangle"),
    "transport": ("circle", "circle"),
    "facility": ("cross", "cross_fill"),
}
_PX_TO_MM = 25.4 / 96
_GEOMETRY = {"sites": "point", "base_metro_stations": "point"}
_LINES = frozenset({"edges", "corridors", "base_roads", "base_metro_lines", "base_district_lines"})


def geometry_of(collection: str) -> str:
    """Return ``point``, ``line`` or ``fill``: how features of the collection are painted."""
    return _GEOMETRY.get(collection, "line" if collection in _LINES else "fill")


def maplibre_style(
    atlas: Atlas,
    base: str,
    *,
    theme: Theme = Theme.LIGHT,
    lang: str = "zh",
    collections: tuple[str, ...] | None = None,
) -> dict[str, Any]:
    """Return a MapLibre style (version 8) whose sources are the API's GeoJSON items below ``base``.

    No sprite and no glyphs are named, so no other host is asked: sites are circles there, and nothing is
    lettered.
    """
    wanted = [name for name in drawing_order() if collections is None or name in collections]
    sources: dict[str, Any] = {}
    layers: list[dict[str, Any]] = [
        {"id": "background", "type": "background", "paint": {"background-color": BASE["land"].on(theme)}}
    ]
    for name in wanted:
        found = rules(atlas, name, theme)
        if not found:
            continue
        sources[name] = {"type": "geojson", "data": f"{base}/collections/{name}/items?f=json&limit=10000"}
        for index, rule in enumerate(found):
            layers += _maplibre_layers(name, index, rule, lang)
    project = atlas.manifest.get("project", {})
    west, south, east, north = project.get("home_bbox", (0.0, 0.0, 0.0, 0.0))
    return {
        "version": 8,
        "name": project.get(f"title_{lang}", ""),
        "center": [round((west + east) / 2, 5), round((south + north) / 2, 5)],
        "zoom": 11.5,
        "sources": sources,
        "layers": layers,
    }


def _maplibre_layers(collection: str, index: int, rule: Rule, lang: str) -> list[dict[str, Any]]:
    paint = rule.paint
    common: dict[str, Any] = {
        "source": collection,
        "metadata": {"title": rule.title_zh if lang == "zh" else rule.title_en},
    }
    if rule.field:
        common["filter"] = ["in", ["get", rule.field], ["literal", list(rule.values)]]
    kind = geometry_of(collection)
    if kind == "point":
        circle = {
            "circle-radius": paint.size / 2,
            "circle-color": paint.fill,
            "circle-stroke-color": paint.stroke,
            "circle-stroke-width": paint.stroke_width,
        }
        return [{"id": f"{collection}-{index}", "type": "circle", **common, "paint": circle}]
    found: list[dict[str, Any]] = []
    if kind == "fill" and paint.fill:
        # A collection may mix polygons and lines (water): each layer takes its own.
        own = ["match", ["geometry-type"], ["Polygon", "MultiPolygon"], True, False]
        both = {**common, "filter": ["all", own, common["filter"]] if "filter" in common else own}
        fill = {"fill-color": paint.fill, "fill-opacity": paint.fill_opacity}
        found.append({"id": f"{collection}-{index}-fill", "type": "fill", **both, "paint": fill})
    if paint.stroke:
        line: dict[str, Any] = {
            "line-color": paint.stroke,
            "line-width": paint.stroke_width,
            "line-opacity": paint.stroke_opacity,
        }
        if paint.dash:
            # MapLibre counts dashes in line widths.
            line["line-dasharray"] = [round(part / paint.stroke_width, 2) for part in paint.dash]
        found.append({"id": f"{collection}-{index}-line", "type": "line", **common, "paint": line})
    return found


def sld(atlas: Atlas, collection: str, *, theme: Theme = Theme.LIGHT, lang: str = "zh") -> str:
    """Return an OGC Styled Layer Descriptor 1.1 (Symbology Encoding 1.1) document for one collection."""
    for prefix, uri in (("", _SLD), ("se", _SE), ("ogc", _OGC), ("xsi", _XSI)):
        ET.register_namespace(prefix, uri)
    root = ET.Element(
        f"{{{_SLD}}}StyledLayerDescriptor",
        {
            "version": "1.1.0",
            f"{{{_XSI}}}schemaLocation": f"{_SLD} {_SLD_SCHEMA}",
        },
    )
    layer = ET.SubElement(root, f"{{{_SLD}}}NamedLayer")
    ET.SubElement(layer, f"{{{_SE}}}Name").text = collection
    style = ET.SubElement(layer, f"{{{_SLD}}}UserStyle")
    ET.SubElement(style, f"{{{_SE}}}Name").text = collection
    feature_style = ET.SubElement(style, f"{{{_SE}}}FeatureTypeStyle")
    for index, rule in enumerate(rules(atlas, collection, theme)):
        node = ET.SubElement(feature_style, f"{{{_SE}}}Rule")
        ET.SubElement(node, f"{{{_SE}}}Name").text = f"{collection}-{index}"
        description = ET.SubElement(node, f"{{{_SE}}}Description")
        ET.SubElement(description, f"{{{_SE}}}Title").text = rule.title_zh if lang == "zh" else rule.title_en
        if rule.field:
            _sld_filter(node, rule)
        _sld_symbolizer(node, geometry_of(collection), rule.paint)
    return _document(root)


def _sld_filter(node: ET.Element, rule: Rule) -> None:
    where = ET.SubElement(node, f"{{{_OGC}}}Filter")
    if len(rule.values) > 1:
        where = ET.SubElement(where, f"{{{_OGC}}}Or")
    for value in rule.values:
        test = ET.SubElement(where, f"{{{_OGC}}}PropertyIsEqualTo")
        ET.SubElement(test, f"{{{_OGC}}}PropertyName").text = rule.field
        ET.SubElement(test, f"{{{_OGC}}}Literal").text = value


def _sld_symbolizer(node: ET.Element, kind: str, paint: Paint) -> None:
    if kind == "point":
        graphic = ET.SubElement(ET.SubElement(node, f"{{{_SE}}}PointSymbolizer"), f"{{{_SE}}}Graphic")
        mark = ET.SubElement(graphic, f"{{{_SE}}}Mark")
        ET.SubElement(mark, f"{{{_SE}}}WellKnownName").text = _MARKS[paint.symbol][0]
        _sld_paint(mark, paint)
        ET.SubElement(graphic, f"{{{_SE}}}Size").text = f"{paint.size:g}"
        if paint.symbol == "laboratory":
            ET.SubElement(graphic, f"{{{_SE}}}Rotation").text = "45"
    else:
        name = "LineSymbolizer" if kind == "line" else "PolygonSymbolizer"
        _sld_paint(ET.SubElement(node, f"{{{_SE}}}{name}"), paint)


def _sld_paint(node: ET.Element, paint: Paint) -> None:
    def parameters(parent: ET.Element, values: dict[str, str]) -> None:
        for name, value in values.items():
            ET.SubElement(parent, f"{{{_SE}}}SvgParameter", {"name": name}).text = value

    if paint.fill:
        fill = ET.SubElement(node, f"{{{_SE}}}Fill")
        parameters(fill, {"fill": paint.fill, "fill-opacity": f"{paint.fill_opacity:g}"})
    if paint.stroke:
        values = {"stroke": paint.stroke, "stroke-width": f"{paint.stroke_width:g}"}
        values["stroke-opacity"] = f"{paint.stroke_opacity:g}"
        if paint.dash:
            values["stroke-dasharray"] = " ".join(f"{part:g}" for part in paint.dash)
        parameters(ET.SubElement(node, f"{{{_SE}}}Stroke"), values)


def qml(atlas: Atlas, collection: str, *, theme: Theme = Theme.LIGHT, lang: str = "zh") -> str:
    """Return a QGIS layer style (QML, symbology only) for one collection."""
    root = ET.Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology"})
    renderer = ET.SubElement(root, "renderer-v2", {"type": "RuleRenderer", "symbollevels": "0"})
    top = ET.SubElement(renderer, "rules", {"key": "{root}"})
    symbols = ET.SubElement(renderer, "symbols")
    kind = geometry_of(collection)
    for index, rule in enumerate(rules(atlas, collection, theme)):
        attributes = {
            "key": f"{{{collection}-{index}}}",
            "symbol": str(index),
            "label": rule.title_zh if lang == "zh" else rule.title_en,
        }
        if rule.field:
            values = ", ".join("'" + value.replace("'", "''") + "'" for value in rule.values)
            attributes["filter"] = f'"{rule.field}" IN ({values})'
        ET.SubElement(top, "rule", attributes)
        symbol = ET.SubElement(
            symbols,
            "symbol",
            {"name": str(index), "type": {"point": "marker"}.get(kind, kind), "alpha": "1", "force_rhr": "0"},
        )
        _qml_layer(symbol, kind, rule.paint)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + _document(root, declaration=False)


def _qml_layer(symbol: ET.Element, kind: str, paint: Paint) -> None:
    dashed = ";".join(f"{part * _PX_TO_MM:.3f}" for part in paint.dash)
    if kind == "line":
        name = "SimpleLine"
        options = {
            "line_color": _rgba(paint.stroke, paint.stroke_opacity),
            "line_width": f"{paint.stroke_width * _PX_TO_MM:.3f}",
            "line_width_unit": "MM",
            "joinstyle": "round",
            "use_custom_dash": "1" if dashed else "0",
        }
        if dashed:
            options |= {"customdash": dashed, "customdash_unit": "MM"}
    else:
        name = "SimpleMarker" if kind == "point" else "SimpleFill"
        options = {
            "color": _rgba(paint.fill or "#000000", paint.fill_opacity if paint.fill else 0.0),
            "outline_color": _rgba(paint.stroke or "#000000", paint.stroke_opacity if paint.stroke else 0.0),
            "outline_style": ("dash" if dashed else "solid") if paint.stroke else "no",
            "outline_width": f"{paint.stroke_width * _PX_TO_MM:.3f}",
            "outline_width_unit": "MM",
        }
        if kind == "point":
            options |= {
                "name": _MARKS[paint.symbol][1],
                "size": f"{paint.size * _PX_TO_MM:.3f}",
                "size_unit": "MM",
            }
        else:
            options["style"] = "solid" if paint.fill else "no"
    layer = ET.SubElement(symbol, "layer", {"class": name, "enabled": "1", "locked": "0", "pass": "0"})
    table = ET.SubElement(layer, "Option", {"type": "Map"})
    for key, value in options.items():
        ET.SubElement(table, "Option", {"name": key, "value": value, "type": "QString"})


def _rgba(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def _document(root: ET.Element, *, declaration: bool = True) -> str:
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n' if declaration else f"{text}\n"
