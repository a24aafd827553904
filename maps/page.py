"""The atlas page: one page in two forms, rendered by Folium with templates, styles and scripts of our own.

*served*: scripts are files, data is fetched; fits ``POLICY``, which allows no inline script.
*inline*: one HTML file with data, evidence and assets that opens from disk and makes no request.
Both draw their first picture before any script runs: the style stands in the page, and so does a preview of
the map.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import folium
import jinja2
from branca.element import Figure, MacroElement
from folium.template import Template
from markupsafe import Markup, escape

from maps.bundle import page_data, page_texts
from maps.preview import preview
from maps.script import join_modules, slim_css
from maps.strings import html_lang, strings, translator
from maps.style import css, page_style
from maps.tiles import TILE_HOSTS, tile_providers
from maps.vendor import vendored_file

if TYPE_CHECKING:
    from layers.store import Atlas
    from maps.words import Words

MAPS_DIR = Path(__file__).resolve().parent
APP_DIR = MAPS_DIR / "static" / "app"
STYLE_SHEETS = ("panes.css", "base.css", "map.css", "panel.css", "tools.css", "print.css")


def _digest(text: str) -> str:
    """Return a source expression of a content-security policy: ``text`` and nothing else."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# Read once: a change of a sheet shows at the next start.
_STYLE = slim_css(css() + "".join((APP_DIR / name).read_text(encoding="utf-8") for name in STYLE_SHEETS))
_BOOT = (APP_DIR / "boot.js").read_text(encoding="utf-8")
_TILES = " ".join(f"https://{host}" for host in TILE_HOSTS)
# What a server should send as Content-Security-Policy with the served page.
POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {_digest(_STYLE)}; connect-src 'self'; "
    f"img-src 'self' data: {_TILES}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)
# The picture of the tab: three zones.
ICON = (MAPS_DIR / "static" / "icon.svg").read_text(encoding="utf-8")
MIN_ZOOM, MAX_ZOOM, ZOOM_STEP = 10, 18, 0.25
_MARGIN_DEGREES = 0.12  # how far beyond the frame the map may be dragged


class Mode(StrEnum):
    """The two forms of the page."""

    SERVED = "served"
    INLINE = "inline"


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page.

    ``assets`` are the texts of the files a served page asks for below its own address (``boot.js``,
    ``leaflet.js``, ``page.js``, ``data.json``, ``texts.json``); empty for an inline page. ``version``
    changes when any of them does.
    """

    html: str
    assets: dict[str, str]
    version: str


def build_page(
    atlas: Atlas,
    mode: Mode | str = Mode.SERVED,
    *,
    base: str = ".",
    path: str = "/map",
    lang: str | None = None,
    words: Words | None = None,
    published: bool = False,
) -> Page:
    """Render the atlas page.

    Parameters
    ----------
    atlas
        The built atlas.
    mode
        ``served`` or ``inline``.
    base
        Address prefix of the server, without a slash at its end; used by served pages only. The default is
        relative, and right for a page at ``…/map`` behind whatever prefix a proxy puts before it.
    path
        Where the page stands below ``base``; its files stand below that.
    lang
        Language of the page before its script runs; the project's first one by default. The script then
        follows the browser.
    words
        Names of indicators, industries and sources; ids are shown without them.
    published
        The page will be made public: tiled base maps are left out unless the project has an approval number
        (审图号).
    """
    mode = Mode(mode)
    project = atlas.manifest.get("project", {})
    languages = [name for name in project.get("languages", ["zh", "en"]) if name in ("zh", "en")] or ["zh"]
    lang = lang or languages[0]
    approval = str(project.get("map_approval") or "")
    data = page_data(atlas, words)
    assets = {
        "leaflet.js": vendored_file("leaflet/leaflet.js").read_text(encoding="utf-8"),
        "page.js": "",
        "data.json": _json(data),
        "texts.json": _json(page_texts(atlas)),
    }
    figure, map_ = _figure(project, lang, approval, data)
    for child in list(figure._children.values()):  # noqa: SLF001 (branca renders in parts no other way)
        child.render()
    # Folium leaves its statements in the figure's script part: they go into the page's own file, never
    # inline.
    shared = {
        "strings": strings(),
        "style": page_style(),
        "tiles": tile_providers() if approval or not published else [],
    }
    assets["page.js"] = f"{_app_script()}ZoneAtlas.shared = {_json(shared)};\n{figure.script.render()}\n"
    version = hashlib.sha256("\0".join((_BOOT, *assets.values())).encode()).hexdigest()[:12]
    config: dict[str, Any] = {
        "mode": mode.value,
        "base": base,
        "map": map_.get_name(),
        "version": version,
        "languages": languages,
        "approval": approval,
    }
    if mode is Mode.SERVED:
        config["urls"] = {
            **{name: f"{base}{path}/{name}.json?v={version}" for name in ("data", "texts")},
            "scripts": [f"{base}{path}/{name}.js?v={version}" for name in ("leaflet", "page")],
        }
        assets["boot.js"] = _BOOT
        head, scripts = _links(base, path, version, config)
    else:
        head, scripts = _embedded(assets, config)
    t = translator(lang)
    title = str(project.get(f"title_{lang}") or project.get("title_zh") or t("title.default"))
    html = (
        _environment()
        .get_template("page.html.j2")
        .render(
            html_lang=html_lang(lang),
            policy=_inline_policy(scripts) if mode is Mode.INLINE else "",
            title=title,
            description=t("description", title=title),
            style=Markup(_STYLE),  # noqa: S704 (our own sheets)
            icon=f"data:image/svg+xml,{quote(ICON, safe='')}" if mode is Mode.SERVED else "",
            header=Markup(f"{head}{figure.header.render()}"),  # noqa: S704 (escaped where it is made)
            html=Markup(figure.html.render()),  # noqa: S704 (from an escaping template)
            scripts=Markup(scripts),  # noqa: S704 (JSON without "<", scripts of our own)
        )
    )
    return Page(html=html, assets=assets if mode is Mode.SERVED else {}, version=version)


class AtlasMap(folium.Map):
    """Folium's map without its ten outside files: the page brings its own assets, and allows zooming text."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 (as Folium declares it)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}
        });
        {% endmacro %}
        """
    )


class Shell(MacroElement):
    """The page around the map: bar, panel, drawer, furniture; and the call that starts the page's script."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}{{ this.markup }}{% endmacro %}
        {% macro script(this, kwargs) %}
        ZoneAtlas.start({{ this.map_name }});
        {% endmacro %}
        """
    )

    def __init__(self, markup: str, map_name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Shell"
        self._id = "atlas"
        self.markup = markup
        self.map_name = map_name


def _figure(
    project: dict[str, Any], lang: str, approval: str, data: dict[str, Any]
) -> tuple[Figure, AtlasMap]:
    west, south, east, north = project["home_bbox"]
    frame = project.get("frame", {}).get("bbox") or project["home_bbox"]
    map_ = AtlasMap(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_start=12,
        min_zoom=MIN_ZOOM,
        max_zoom=MAX_ZOOM,
        zoom_control=False,
        attributionControl=False,
        zoom_snap=ZOOM_STEP,
        zoom_delta=1,
        wheel_px_per_zoom_level=120,
        max_bounds=True,
        min_lon=frame[0] - _MARGIN_DEGREES,
        min_lat=frame[1] - _MARGIN_DEGREES,
        max_lon=frame[2] + _MARGIN_DEGREES,
        max_lat=frame[3] + _MARGIN_DEGREES,
    )
    map_._id = "atlas"  # noqa: SLF001 (branca draws random ids: the same atlas must give the same page)
    figure = map_.get_root()
    assert isinstance(figure, Figure)  # noqa: S101 (branca types it as its base)
    figure.header._children.clear()  # noqa: SLF001 (its meta element: the page template has its own)
    t = translator(lang)
    markup = (
        _environment()
        .get_template("shell.html.j2")
        .render(
            t=t,
            title=project.get(f"title_{lang}") or project.get("title_zh", ""),
            approval=approval,
            map_name=map_.get_name(),
            preview=preview(data),
            zones=_tree(data, lang),
        )
    )
    map_.add_child(Shell(markup, map_.get_name()))
    return figure, map_


def _tree(data: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """Zones from east to west with the names of their parts, as the panel first shows them."""

    def name(row: dict[str, Any]) -> str:
        return str((lang == "en" and row.get("en")) or row.get("zh") or row["id"])

    drawn = [row for row in data["places"] if "geometry" in row]
    zones = [row for row in reversed(drawn) if row["coll"] == "zones"]
    return [
        {
            "name": name(zone),
            "parts": [
                name(row)
                for coll in ("sub_zones", "areas")
                for row in drawn
                if row["coll"] == coll and row.get("parent") == zone["id"]
            ],
        }
        for zone in zones
    ]


def _links(base: str, path: str, version: str, config: dict[str, Any]) -> tuple[str, str]:
    # The first picture needs no script: this one asks for the others once it stands.
    own = escape(f"{base}{path}")
    return f'<script defer src="{own}/boot.js?v={version}"></script>\n', _data_block("config", config)


def _embedded(assets: dict[str, str], config: dict[str, Any]) -> tuple[str, str]:
    scripts = "".join(
        (
            _data_block("config", config),
            f'<script type="application/json" id="atlas-data">{assets["data.json"]}</script>\n',
            f'<script type="application/json" id="atlas-texts">{assets["texts.json"]}</script>\n',
            f"<script>{_closed(assets['leaflet.js'])}</script>\n",
            f"<script>{_closed(assets['page.js'])}</script>\n",
        )
    )
    return "", scripts


def _inline_policy(scripts: str) -> str:
    """Return the policy of the one-file page: its own scripts by hash, tiles the reader asks for, no more."""
    bodies = re.findall(r"<script>(.*?)</script>", scripts, re.DOTALL)
    hashes = " ".join(_digest(body) for body in bodies)
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_digest(_STYLE)}; img-src data: {_TILES}; "
        "base-uri 'none'; form-action 'none'"
    )


def _closed(script: str) -> str:
    """Return the script in a form that cannot end its own element."""
    return script.replace("</", "<\\/").replace("<!--", "<\\!--")


def _json(value: object) -> str:
    """Compact JSON that is also safe inside an HTML script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _data_block(name: str, value: object) -> str:
    return f'<script type="application/json" id="atlas-{name}">{_json(value)}</script>\n'


@cache
def _app_script() -> str:
    return join_modules(APP_DIR, "main")


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(MAPS_DIR / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
