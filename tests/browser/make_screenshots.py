"""Pictures of the page to look at: every view at three sizes, light and dark, from the built atlas, network blocked.

Run by ``make screenshots``; ``--only home`` makes one view, ``--best`` only those shown in the README.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from layers.project import Project, default_root
from layers.store import load_atlas
from maps.page import build_page
from maps.words import load_words

SIZES = ((1440, 900), (1024, 768), (390, 844))
THEMES = ("light", "dark")
# View → state in the address, language, and what is clicked when it stands.
VIEWS = {
    "home": ("", "zh", ()),
    "card": ("#s=pazhou-west", "zh", ()),
    "evidence": ("#s=pazhou-west", "zh", (".positioning .quote-mark",)),
    "west": ("#v=14/23.098/113.28", "zh", ()),
    "figures": ("#t=figures", "zh", ()),
    "industries": ("#t=industries", "zh", ()),
    "compare": ("#c=pazhou-west~pazhou-south", "zh", ()),
    "legend": ("#v=13.5/23.09/113.34", "zh", ("#legend summary",)),
    "english": ("#s=zhongda-valley", "en", ()),
}
BEST = (
    ("home", (1440, 900), "light"),
    ("evidence", (1440, 900), "light"),
    ("west", (1440, 900), "dark"),
    ("card", (390, 844), "light"),
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main() -> int:
    """Write the pictures and name them on stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", choices=sorted(VIEWS))
    parser.add_argument("--best", action="store_true")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    project = Project.load(default_root())
    html = build_page(load_atlas(project.atlas_path), "inline", words=load_words(project)).html
    every = [(view, size, theme) for view in VIEWS for size in SIZES for theme in THEMES]
    wanted = BEST if options.best else [item for item in every if options.only in (None, item[0])]
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "atlas.html"
        file.write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        for view, (width, height), theme in wanted:
            state, lang, clicks = VIEWS[view]
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=theme,
                locale="zh-CN" if lang == "zh" else "en-GB",
                reduced_motion="reduce",
                offline=True,
            )
            page = context.new_page()
            page.goto(file.as_uri() + state)
            page.wait_for_selector("body.ready")
            for selector in clicks:
                page.locator(selector).first.click()
            page.mouse.move(0, 0)
            page.wait_for_timeout(400)
            path = options.out / f"{view}-{width}x{height}-{theme}.png"
            page.screenshot(path=path)
            sys.stdout.write(f"{path}\n")
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
