"""The Nu HTML checker has no error to report: every kind of page the project makes, as sent and as the script leaves it."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

VNU = Path(__file__).resolve().parents[1] / "tools/node_modules/vnu-jar/build/dist/vnu.jar"
PAGES = {
    "map": "/map", "landing": "/", "collections": "/collections", "collection": "/collections/zones", "items": "/collections/sub_zones/items",
    "item": "/collections/zones/items/zhongda-valley", "place": "/places/pazhou-west", "documents": "/documents", "document": "/documents/002_9f3e569738168c4a",
    "statements": "/statements", "where": "/where?lon=113.335&lat=23.1", "conflicts": "/conflicts", "coverage": "/coverage", "agreements": "/agreements",
    "conformance": "/conformance", "api": "/api.html",
}  # fmt: skip


# Properties of SVG 2 that are right in a style sheet and that the checker's CSS part does not know.
UNKNOWN_TO_CHECKER = (
    "CSS: “paint-order”: Property “paint-order” doesn't exist.",
    "CSS: “vector-effect”: Property “vector-effect” doesn't exist.",
)


def errors(folder):
    """What the checker holds against the files of ``folder``."""
    java = shutil.which("java")
    assert java, "Java is needed for the Nu HTML checker"
    done = subprocess.run(
        [java, "-Xss8m", "-jar", str(VNU), "--format", "json", "--errors-only", "--skip-non-html", *map(str, sorted(folder.glob("*.html")))],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    report = json.loads(done.stderr)
    return [
        f"{Path(row.get('url', '')).name}:{row.get('lastLine')}: {row['message']} {row.get('extract', '')[:160]!r}"
        for row in report["messages"]
        if row["type"] in ("error", "non-document-error") and row["message"] not in UNKNOWN_TO_CHECKER
    ]


def test_pages_are_valid_html(api_url, inline_file, tmp_path):
    for lang in ("zh", "en"):
        for name, path in PAGES.items():
            # Only where both forms stand at one address is the form asked for.
            query = f"{'&' if '?' in path else '?'}lang={lang}{'' if path in ('/map', '/api.html') else '&f=html'}"
            with urllib.request.urlopen(f"{api_url}{path}{query}") as answer:
                assert answer.headers.get_content_type() == "text/html", path
                (tmp_path / f"{name}-{lang}.html").write_bytes(answer.read())
    shutil.copy(inline_file, tmp_path / "inline.html")
    assert errors(tmp_path) == []


@pytest.mark.parametrize("state", ["", "#s=pazhou-west", "#t=figures", "#t=table"])
def test_page_stays_valid_when_drawn(open_page, inline_file, tmp_path, state):
    page = open_page(inline_file.as_uri() + state)
    page.evaluate("document.querySelectorAll('script, style').forEach(node => node.remove())")
    (tmp_path / "drawn.html").write_text(
        "<!DOCTYPE html>\n" + page.evaluate("document.documentElement.outerHTML"), encoding="utf-8"
    )
    assert errors(tmp_path) == []
