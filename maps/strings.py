"""The one table of strings (``strings.json``): every text the pages speak themselves, Chinese and English."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
Translator = Callable[..., str]

_PATH = Path(__file__).resolve().parent / "strings.json"


@cache
def strings() -> dict[str, dict[str, str]]:
    """Return the table: key → language → text; placeholders stand in braces."""
    table: dict[str, dict[str, str]] = json.loads(_PATH.read_text(encoding="utf-8"))
    return table


def translator(lang: str) -> Translator:
    """Return a function from key (and values for its placeholders) to the text in ``lang``."""

    def t(key: str, **values: object) -> str:
        text = strings()[key][lang]
        return text.format(**values) if values else text

    return t


def html_lang(lang: str) -> str:
    """BCP 47 tag of a page language."""
    return "zh-Hans" if lang == "zh" else lang
