"""The review page: documents at the left, what was read out of them at the right, decisions between.

It writes to the reader's own browser storage only, and offers the decisions as the table that
``zone-atlas review import`` takes. *served*: files of their own, fits ``REVIEW_POLICY``; *inline*: one file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from maps.bundle import Utf16
from maps.page import APP_DIR, Mode, Page
from maps.script import join_modules
from maps.strings import html_lang, strings
from maps.style import css
from maps.words import Words
from seeds.amend import CHOICES, FIELDS, LISTS, NUMBERS, QUANTITY_FIELDS, ROLE_FIELDS, field_text, fields_of
from seeds.review_table import COLUMNS
from seeds.statement import QUANTITY, ROLE, Statement

if TYPE_CHECKING:
    from layers.store import Atlas

_MAPS_DIR = Path(__file__).resolve().parent
_REVIEW_DIR = _MAPS_DIR / "static" / "review"
# Of the pages' common table: the words that both pages say.
_SHARED_STRINGS = ("lang.", "theme.", "status.", "relation.", "title.default", "load.noscript")
REVIEW_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def review_page(
    atlas: Atlas,
    mode: Mode | str = Mode.SERVED,
    *,
    base: str = ".",
    path: str = "/review",
    lang: str | None = None,
    words: Words | None = None,
) -> Page:
    """Render the review page.

    Parameters
    ----------
    atlas
        The built atlas.
    mode
        ``served``: the page asks for ``assets`` (script, style sheet, data) below ``path``;
        ``inline``: one file that opens from disk and makes no request.
    base
        Address prefix of the server; the default is relative and right behind any proxy.
    path
        Where the page stands below ``base``.
    lang
        Language it opens in; the project's first one by default.
    words
        Names of indicators and industries; ids are offered without them.
    """
    mode = Mode(mode)
    project = atlas.manifest.get("project", {})
    languages = [name for name in project.get("languages", ["zh", "en"]) if name in ("zh", "en")] or ["zh"]
    lang = lang or languages[0]
    assets = {
        "review.js": f"{_script()}ZoneAtlas.start();\n",
        "review.css": _style(),
        "data.json": _json(review_data(atlas, words)),
    }
    version = hashlib.sha256("\0".join(assets.values()).encode()).hexdigest()[:12]
    titles = {name: str(project.get(f"title_{name}") or "") for name in languages}
    config: dict[str, Any] = {
        "lang": lang,
        "languages": languages,
        "strings": review_strings(),
        "title": titles,
    }
    if mode is Mode.SERVED:
        config["url"] = f"{base}{path}/data.json?v={version}"
    table = review_strings()
    title = str(project.get(f"title_{lang}") or project.get("title_zh") or table["title.default"][lang])
    script = _closed(assets["review.js"])
    html = (
        _environment()
        .get_template("review.html.j2")
        .render(
            t=lambda key: table[key][lang],
            html_lang=html_lang(lang),
            title=title,
            is_inline=mode is Mode.INLINE,
            policy=_inline_policy(script, assets["review.css"]) if mode is Mode.INLINE else "",
            own=f"{base}{path}",
            version=version,
            map_url=f"{base}/map" if mode is Mode.SERVED else "",
            style=Markup(assets["review.css"]),  # noqa: S704 (our own sheets)
            script=Markup(script),  # noqa: S704 (our own script, closed)
            config=Markup(_json(config)),  # noqa: S704 (JSON without "<")
            data=Markup(assets["data.json"]),  # noqa: S704 (JSON without "<")
        )
    )
    return Page(html=html, assets=assets if mode is Mode.SERVED else {}, version=version)


def review_data(atlas: Atlas, words: Words | None = None) -> dict[str, Any]:
    """Return what the page shows: documents with texts, statements with fields as cells, choices.

    Offsets count UTF-16 units, as browsers do; the page counts code points again for the table it writes.
    """
    words = words or Words()
    units = {name: Utf16(text) for name, text in atlas.texts.items()}
    places = atlas.collections.get("places")
    named = [feature.properties for feature in places.features] if places else []
    return {
        "project": str(atlas.manifest.get("project", {}).get("id", "")),
        "documents": [
            {
                "id": row["id"],
                "zh": row.get("title") or row["id"],
                "en": row.get("title_en") or "",
                "issuer": row.get("issuer") or "",
                "date": row.get("date") or "",
                "text": atlas.texts[row["id"]],
            }
            for row in atlas.documents.values()
        ],
        "statements": [_statement(row, units[row["doc"]]) for row in atlas.statements],
        "places": [
            {"id": row["place_id"], "zh": row.get("name_zh") or "", "en": row.get("name_en") or ""}
            for row in named
        ],
        "indicators": _named(words.indicators),
        "industries": _named(words.industries),
        "columns": [f"{key} {name}" for key, name in COLUMNS.items()],
        "keys": list(COLUMNS),
        "fields": {QUANTITY: list(QUANTITY_FIELDS), ROLE: list(ROLE_FIELDS), "all": list(FIELDS)},
        "choices": {name: list(values) for name, values in CHOICES.items()},
        "numbers": list(NUMBERS),
        "lists": list(LISTS),
    }


def review_strings() -> dict[str, dict[str, str]]:
    """Return the page's own strings with those it shares with the map: key → language → text."""
    own: dict[str, dict[str, str]] = json.loads((_REVIEW_DIR / "strings.json").read_text(encoding="utf-8"))
    return {key: row for key, row in strings().items() if key.startswith(_SHARED_STRINGS)} | own


def _statement(row: dict[str, Any], unit: Utf16) -> dict[str, Any]:
    statement = Statement.from_dict(row)
    return {
        "id": row["id"],
        "doc": row["doc"],
        "kind": row["kind"],
        "start": unit(row["start"]),
        "end": unit(row["end"]),
        "section": row["section"],
        "page": "" if row["page"] is None else str(row["page"]),
        "rule": row["rule"],
        "review": row["review"],
        "fields": {name: field_text(statement, name) for name in fields_of(row["kind"])},
    }


def _named(rows: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    return [{"id": key, "zh": row["name_zh"], "en": row["name_en"]} for key, row in rows.items()]


def _inline_policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _closed(script: str) -> str:
    return re.sub(r"<(?=/|!--)", r"<\\", script)


def _json(value: object) -> str:
    """Return compact JSON that is safe inside a script element too."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def _script() -> str:
    return join_modules(_REVIEW_DIR, "main", APP_DIR)


@cache
def _style() -> str:
    sheets = (APP_DIR / "base.css", _REVIEW_DIR / "review.css")
    return css() + "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_MAPS_DIR / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
