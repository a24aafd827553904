"""OGC API – Styles: the one style definition as MapLibre, SLD and QML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.call import Operation, Reply, to_json
from api.html import show
from api.media import Format
from api.problems import ResourceNotFoundError
from maps.style_export import maplibre_style, qml, sld
from maps.style_rules import drawing_order

if TYPE_CHECKING:
    from api.call import Call

# Every layer in one style; the others are one collection each.
ATLAS_STYLE = "atlas"
_FORMATS = (Format.MAPLIBRE, Format.SLD, Format.QML)


def _styles(call: Call) -> list[str]:
    drawn = [name for name in drawing_order() if name in call.service.atlas.collections]
    return [ATLAS_STYLE, *drawn]


def _formats(style_id: str) -> tuple[Format, ...]:
    return (Format.MAPLIBRE,) if style_id == ATLAS_STYLE else _FORMATS


def _title(call: Call, style_id: str) -> str:
    if style_id == ATLAS_STYLE:
        return call.pick(call.service.project.get("title_zh", ""), call.service.project.get("title_en", ""))
    collection = call.service.atlas.collection(style_id)
    return call.pick(collection.title_zh, collection.title_en)


def styles(call: Call) -> Reply:
    """Return the list of styles."""
    rows: list[dict[str, Any]] = []
    for style_id in _styles(call):
        links = [
            call.link("stylesheet", call.url("styles", style_id, f=fmt.key), fmt.media_type, fmt.key)
            for fmt in _formats(style_id)
        ]
        rows.append({"id": style_id, "title": _title(call, style_id), "links": links})
    title = call.text("styles")
    document = {"title": title, "styles": rows, "default": ATLAS_STYLE, "links": call.self_links(title)}
    entries = [link["href"] for row in rows for link in row["links"]]
    return show(call, "list", document, entries=entries)


def style(call: Call) -> Reply:
    """Return one style sheet."""
    style_id = call.ids["styleId"]
    known = _styles(call)
    if style_id not in known:
        raise ResourceNotFoundError("No such style", value=style_id, allowed=", ".join(known))
    atlas = call.service.atlas
    if call.format is Format.MAPLIBRE:
        chosen = None if style_id == ATLAS_STYLE else (style_id,)
        document = maplibre_style(atlas, call.base, lang=call.lang, collections=chosen)
        return Reply(to_json(document), Format.MAPLIBRE.content_type)
    if style_id == ATLAS_STYLE:
        raise ResourceNotFoundError(
            "The style of the whole atlas has one format", value=call.format.key, allowed=Format.MAPLIBRE.key
        )
    make = sld if call.format is Format.SLD else qml
    return Reply(make(atlas, style_id, lang=call.lang).encode(), call.format.content_type)


OPERATIONS = (
    Operation("/styles", "getStyles", "Styles", "Styles", styles),
    Operation("/styles/{styleId}", "getStyle", "One style sheet", "Styles", style, formats=_FORMATS),
)
