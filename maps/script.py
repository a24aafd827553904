"""The page's own script: the ES modules of ``maps/static/app`` joined into one classic script.

One file means one request when served, and a page that runs from ``file://`` when inlined (browsers refuse to
import modules from disk). The modules keep to a small part of the language, checked here: imports are named
and relative, one statement each; exports stand before ``function``, ``function*``, ``async function``,
``class`` or ``const``; no cycles. Each module becomes a function scope that returns its exports. Whole-line
comments and indentation are left out, so no text in backquotes may run over several lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.errors import ZoneAtlasError

if TYPE_CHECKING:
    from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function\*?|class|const) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^\s*//.*\n|^[ \t]+", re.MULTILINE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s*([{};,])\s*|\s+")
_OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


class ScriptError(ZoneAtlasError, ValueError):
    """A module of the page cannot be joined."""


def join_modules(folder: Path, entry: str, shared: Path | None = None) -> str:
    """Join module ``entry`` (name without ``.js``) and all it imports into one strict classic script.

    Modules that ``folder`` does not have are looked for in ``shared``, those of another page. Modules appear
    after those they import. The exports of ``entry`` become properties of ``globalThis.ZoneAtlas``.

    Raises
    ------
    ScriptError
        A module is missing, imports in a circle, or has an import or export in another form.
    """
    order: list[str] = []
    bodies: dict[str, str] = {}
    _visit((folder, shared or folder), entry, (), order, bodies)
    joined = "".join(bodies[name] for name in order)
    return f'"use strict";\n(() => {{\n{joined}globalThis.ZoneAtlas = {_variable(entry)};\n}})();\n'


def _visit(
    folders: tuple[Path, Path], name: str, trail: tuple[str, ...], order: list[str], bodies: dict[str, str]
) -> None:
    if name in trail:
        raise ScriptError(
            "Modules import each other in a circle", value=" → ".join((*trail, name)), where=folders[0].name
        )
    if name in bodies:
        return
    places = [folder / f"{name}.js" for folder in folders]
    path = next((place for place in places if place.is_file()), places[0])
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        where = f"{trail[-1]}.js" if trail else folders[0].name
        raise ScriptError("No such module", value=f"{name}.js", where=where) from error
    for match in _IMPORT.finditer(source):
        _visit(folders, match[2], (*trail, name), order, bodies)
    exports = [match[1] for match in _EXPORT.finditer(source)]
    body = _EXPORT.sub("", _IMPORT.sub(_import, source))
    if other := _OTHER.search(body):
        raise ScriptError(
            "An import or export the page cannot join",
            value=other[0],
            where=path.name,
            allowed='import { a, b } from "./name.js"; export function|function*|async function|class|const',
        )
    body = _COMMENT.sub("", body)
    bodies[name] = f"const {_variable(name)} = (() => {{\n{body}return {{ {', '.join(exports)} }};\n}})();\n"
    order.append(name)


def slim_css(text: str) -> str:
    """Return a style sheet without comments and needless white space; strings in it must not hold either."""
    return _CSS_SPACE.sub(lambda match: match[1] or " ", _CSS_COMMENT.sub("", text)).replace(";}", "}")


def _import(match: re.Match[str]) -> str:
    names = ", ".join(part.strip().replace(" as ", ": ") for part in match[1].split(",") if part.strip())
    return f"const {{ {names} }} = {_variable(match[2])};\n"


def _variable(name: str) -> str:
    return f"m_{name.replace('-', '_')}"
