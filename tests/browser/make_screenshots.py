"""Pictures of the page to look at: every view at three sizes, light and dark, from the built atlas, network blocked.

Run by ``make screenshots``; ``--only home card`` makes some views, ``--best`` only those shown in the README.
Sheets for print are rendered as the printer gets them, one picture a page.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from layers.project import Project, default_root
from layers.store import load_atlas
from maps.page import build_page
from maps.words import load_words

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = ((1440, 900), (1024, 768), (390, 844))
THEMES = ("light", "dark")
COLOURS = 128  # of the pictures that are kept: flat tones and a little antialiasing need no more
PRINT_DPI = 110


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: state in the address, language, what is clicked and typed, on which paper."""

    state: str = ""
    lang: str = "zh"
    clicks: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()  # clicked on the map, as shares of its width and height
    query: str = ""
    typed: tuple[str, str] | None = None  # a field and what is written into it
    scroll: str = ""  # brought to the top of the panel
    paper: str = ""


VIEWS = {
    "home": View(),
    "card": View("#s=pazhou-west"),
    "card-zone": View("#s=pazhou-pilot-zone"),
    "card-site": View("#s=haizhu-wetland"),
    "boundary": View("#s=pazhou-west", scroll=".card-boundary"),
    "evidence": View("#s=pazhou-west", clicks=(".positioning .quote-mark",)),
    "west": View("#v=14/23.098/113.28"),
    "near": View("#v=15.5/23.1035/113.355"),
    "places": View(clicks=("details.tree summary", ".filters summary")),
    "figures": View("#t=figures"),
    "coverage": View("#t=figures", scroll=".coverage"),
    "conflicts": View("#t=figures", scroll=".all-conflicts"),
    "industries": View("#t=industries"),
    "documents": View("#t=documents"),
    "table": View("#t=table"),
    "compare": View("#c=pazhou-west~pazhou-south"),
    "compare-documents": View("#c=001_365d70c0e39d70a2~002_9f3e569738168c4a"),
    "time": View("#s=haizhu&y=2025"),
    "search": View(clicks=("#search",), typed=("#search", "pz")),
    "measure": View("#v=13.5/23.09/113.34", clicks=("#tool-measure",), points=((0.4, 0.4), (0.6, 0.42), (0.55, 0.6), (0.4, 0.4))),
    "where": View("#v=14/23.1035/113.345", clicks=("#tool-where",), typed=("#where-input", "113.3411 23.1078")),
    "legend": View("#v=13.5/23.09/113.34", clicks=("#legend summary",)),
    "layers": View("#p=1", clicks=("#layers summary",)),
    "share": View("#s=pazhou-west", clicks=("#share",)),
    "embed": View(query="?embed=1"),
    "embed-card": View("#s=zhongda-valley", query="?embed=1"),
    "english": View("#s=zhongda-valley", lang="en"),
    "english-home": View(lang="en"),
    "english-figures": View("#t=figures", lang="en"),
    "print-a4": View(paper="a4"),
    "print-a3": View(paper="a3", lang="en"),
    "print-card": View("#s=pazhou-west", paper="a4"),
}  # fmt: skip
BEST = (
    ("home", (1440, 900), "light"),
    ("evidence", (1440, 900), "light"),
    ("west", (1440, 900), "dark"),
    ("card", (390, 844), "light"),
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def open_view(browser: Browser, file: Path, view: View, size: tuple[int, int], theme: str) -> Page:
    """Open the page as ``view`` asks, and wait until nothing moves."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=theme,  # type: ignore[arg-type]
        locale="zh-CN" if view.lang == "zh" else "en-GB",
        reduced_motion="reduce",
        has_touch=size[0] < 720,
        offline=True,
    )
    page = context.new_page()
    page.goto(file.as_uri() + view.query + view.state)
    page.wait_for_selector("body.ready")
    for selector in view.clicks:
        page.locator(selector).first.click()
    frame = page.locator(".folium-map").bounding_box()
    for x, y in view.points if frame else ():
        page.mouse.click(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"])
    if view.typed:
        page.locator(view.typed[0]).fill(view.typed[1])
        if view.typed[0] == "#where-input":
            page.locator(view.typed[0]).press("Enter")
    if view.scroll:
        page.locator("#panel").evaluate("node => node.classList.add('up')")
        page.locator(view.scroll).first.evaluate("node => node.scrollIntoView({ block: 'start' })")
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)
    return page


def picture(browser: Browser, file: Path, name: str, size: tuple[int, int], theme: str, out: Path) -> Path:
    """Write one picture of the screen, in few colours, and return where."""
    page = open_view(browser, file, VIEWS[name], size, theme)
    path = out / f"{name}-{size[0]}x{size[1]}-{theme}.png"
    page.screenshot(path=path)
    page.context.close()
    return path


def sheets(browser: Browser, file: Path, name: str, out: Path) -> list[Path]:
    """Print as the page itself would, and return a picture of every sheet."""
    view = VIEWS[name]
    page = open_view(browser, file, view, (1440, 900), "light")
    page.evaluate(
        "paper => { document.body.dataset.paper = paper; dispatchEvent(new Event('beforeprint')); }",
        view.paper,
    )
    pdf = out / f"{name}.pdf"
    page.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
    page.context.close()
    if shutil.which("pdftoppm") is None:
        return [pdf]
    subprocess.run(["pdftoppm", "-r", str(PRINT_DPI), "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    return sorted(out.glob(f"{name}-*.png"))


def main() -> int:
    """Write the pictures and name them on stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", choices=sorted(VIEWS), nargs="*", default=sorted(VIEWS))
    parser.add_argument("--sizes", type=int, nargs="*", default=[size[0] for size in SIZES], help="widths")
    parser.add_argument("--themes", choices=THEMES, nargs="*", default=THEMES)
    parser.add_argument("--best", action="store_true")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    project = Project.load(default_root())
    html = build_page(load_atlas(project.atlas_path), "inline", words=load_words(project)).html
    on_screen = [name for name in VIEWS if name in options.only and not VIEWS[name].paper]
    on_paper = [name for name in VIEWS if name in options.only and VIEWS[name].paper and not options.best]
    wanted = BEST if options.best else [
        (name, size, theme) for name in on_screen for size in SIZES if size[0] in options.sizes for theme in options.themes
    ]  # fmt: skip
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "atlas.html"
        file.write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        for name, size, theme in wanted:
            sys.stdout.write(f"{picture(browser, file, name, size, theme, options.out)}\n")
        for name in on_paper:
            for path in sheets(browser, file, name, options.out):
                sys.stdout.write(f"{path}\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
