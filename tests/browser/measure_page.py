"""How the page bears growth: opening time, frame times while dragging, memory; the real atlas and a synthetic one.

The synthetic atlas has 5,000 sites and 500 zones, made from a fixed seed. Numbers go to stdout as a table; nothing is
judged here, since machines differ.  Usage: measure_page.py [--sites N] [--zones N]
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import sync_playwright
from shapely.geometry import Point, Polygon

from layers.project import Project, default_root
from layers.store import Atlas, Feature, load_atlas
from maps.page import build_page
from maps.style import SYMBOLS

FLAGS = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
SEED = 7
FRAMES = """() => { window.frames_ms = []; let last = performance.now();
  const tick = () => { const now = performance.now(); frames_ms.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick); }"""
SUMMARY = """() => { const t = [...frames_ms].sort((a, b) => a - b); return [t[t.length >> 1], t[Math.floor(t.length * 0.95)], t[t.length - 1]]; }"""


def grown(atlas: Atlas, sites: int, zones: int) -> Atlas:
    """Return the atlas with its sites and sub-zones replaced by made-up ones."""
    rng = random.Random(SEED)
    west, south, east, north = atlas.manifest["project"]["frame"]["bbox"]
    kinds = [symbol.kinds[0] for symbol in SYMBOLS.values()]
    blank = {"zones": [], "statement_ids": [], "aliases": [], "parent": None, "documents": []}
    made_sites = []
    for number in range(sites):
        names = {
            "place_id": f"x-{number}",
            "name_zh": f"合成点位{number}",
            "name_en": f"Synthetic site {number}",
        }
        properties = {
            **blank,
            **names,
            "kind": kinds[number % len(kinds)],
            "basis": "mapped",
            "accuracy_m": 20.0,
        }
        made_sites.append(
            Feature(f"x-{number}", Point(rng.uniform(west, east), rng.uniform(south, north)), properties)
        )
    made_zones = []
    columns = math.ceil(math.sqrt(zones))
    width, height = (east - west) / columns, (north - south) / columns
    for number in range(zones):
        x, y = west + (number % columns + 0.5) * width, south + (number // columns + 0.5) * height
        ring = [
            (
                x + 0.45 * width * rng.uniform(0.8, 1) * math.cos(a),
                y + 0.45 * height * rng.uniform(0.8, 1) * math.sin(a),
            )
            for a in (math.tau * step / 60 for step in range(60))
        ]
        names = {
            "place_id": f"z-{number}",
            "name_zh": f"合成区{number}",
            "name_en": f"Synthetic zone {number}",
        }
        properties = {**blank, **names, "kind": "sub_zone", "edge_ids": [], "label_lon": x, "label_lat": y}
        made_zones.append(Feature(f"z-{number}", Polygon(ring), properties))
    collections = dict(atlas.collections)
    collections["sites"] = replace(collections["sites"], features=tuple(made_sites))
    collections["sub_zones"] = replace(collections["sub_zones"], features=tuple(made_zones))
    return replace(atlas, collections=collections)


def main() -> int:
    """Measure both atlases and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=5000)
    parser.add_argument("--zones", type=int, default=500)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    atlas = load_atlas(Project.load(default_root()).atlas_path)
    pages = {
        "real": atlas,
        f"{options.sites} sites, {options.zones} zones": grown(atlas, options.sites, options.zones),
    }
    sys.stdout.write(
        "| atlas | file MB | ready ms | nodes | heap MB | frame median ms | p95 ms | worst ms |\n"
    )
    sys.stdout.write("|---|--:|--:|--:|--:|--:|--:|--:|\n")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        for name, one in pages.items():
            file = Path(folder) / "page.html"
            file.write_text(build_page(one, "inline").html, encoding="utf-8")
            page = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
            page.goto(file.as_uri())
            page.wait_for_selector("body.ready", timeout=60_000)
            ready = page.evaluate("performance.now()")
            nodes = page.evaluate("document.querySelectorAll('*').length")
            heap = page.evaluate("performance.memory.usedJSHeapSize / 1e6")
            page.wait_for_timeout(500)
            page.evaluate(FRAMES)
            for turn in range(3):
                page.mouse.move(900, 500)
                page.mouse.down()
                for step in range(40):
                    page.mouse.move(900 + 6 * step, 500 + (3 if turn % 2 else -3) * step)
                page.mouse.up()
                page.wait_for_timeout(200)
            median, late, worst = page.evaluate(SUMMARY)
            size = file.stat().st_size / 1e6
            sys.stdout.write(
                f"| {name} | {size:.1f} | {ready:.0f} | {nodes} | {heap:.0f} | {median:.0f} | {late:.0f} | {worst:.0f} |\n"
            )
            page.context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
