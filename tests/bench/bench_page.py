"""What the map page costs: the real atlas in one file, and a synthetic one of 500 zones and 5,000 sites, in Chromium.

Opens each from disk with the software renderer, drags the map, and writes a table to ``docs/benchmarks.md``, section
"Page".  Usage: bench_page.py [--out FILE] [--atlas DIR] [--runs N]
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import shapely
from playwright.sync_api import sync_playwright

from layers.project import Project, default_root
from layers.store import Atlas, Feature, load_atlas
from maps.page import build_page
from maps.words import load_words

ZONES, SITES, COLUMNS = 500, 5000, 25
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
KINDS = (
    "park",
    "headquarters",
    "laboratory",
    "base",
    "heritage",
    "commercial",
    "scenic",
    "culture",
    "transport",
)
BASES = ("stated", "neighbour", "proxy", "inferred", "schematic")
STEPS, STEP_PX = 60, 9
# Times between frames, measured by the page itself.
RECORD = """() => { const times = []; let last = performance.now(); let on = true;
  const tick = now => { times.push(now - last); last = now; if (on) requestAnimationFrame(tick); };
  requestAnimationFrame(now => { last = now; requestAnimationFrame(tick); });
  window.stopRecording = () => { on = false; return times; }; }"""
OPENING = """() => ({ paint: (performance.getEntriesByName('first-contentful-paint')[0] || { startTime: null }).startTime,
  zones: (performance.getEntriesByName('zones-drawn')[0] || { startTime: null }).startTime, ready: performance.now() })"""
# Notes the moment the first zone stands in the live map, before anything else of the page has run.
WATCH = """const watch = () => { if (document.querySelector('.leaflet-container path.zone, .leaflet-container path.sub-zone')) performance.mark('zones-drawn'); else requestAnimationFrame(watch); }; requestAnimationFrame(watch);"""


def synthetic(atlas: Atlas) -> Atlas:
    """The real base layers under a wavy grid of 500 zones with shared edges, and 5,000 sites at random (fixed seed)."""
    dice = random.Random(5)
    west, south, east, north = atlas.manifest["project"]["frame"]["bbox"]
    rows = ZONES // COLUMNS
    dx, dy = (east - west) / COLUMNS, (north - south) / rows
    corner = {
        (i, j): (west + (i + dice.uniform(-0.3, 0.3)) * dx, south + (j + dice.uniform(-0.3, 0.3)) * dy)
        for i in range(COLUMNS + 1)
        for j in range(rows + 1)
    }
    lines = {}
    for (i, j), start in corner.items():
        for end_key in ((i + 1, j), (i, j + 1)):
            if end_key in corner:
                end = corner[end_key]
                bends = [
                    (
                        start[0] + (end[0] - start[0]) * share + dice.uniform(-0.04, 0.04) * dx,
                        start[1] + (end[1] - start[1]) * share + dice.uniform(-0.04, 0.04) * dy,
                    )
                    for share in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
                ]
                lines[(i, j), end_key] = shapely.LineString([start, *bends, end])
    zones, edges, bounds = [], [], {key: [] for key in lines}
    for i in range(COLUMNS):
        for j in range(rows):
            zone = f"zone-{i:02}-{j:02}"
            around = [
                ((i, j), (i + 1, j)),
                ((i + 1, j), (i + 1, j + 1)),
                ((i, j + 1), (i + 1, j + 1)),
                ((i, j), (i, j + 1)),
            ]
            ring = [
                *lines[around[0]].coords,
                *lines[around[1]].coords,
                *reversed(lines[around[2]].coords),
                *reversed(lines[around[3]].coords),
            ]
            for key in around:
                bounds[key].append(zone)
            names = {
                "place_id": zone,
                "name_zh": f"试验{i}片{j}区",
                "name_en": f"Trial {i}-{j}",
                "kind": "zone",
                "area_km2": 5.0,
                "accuracy_m": 30.0,
            }
            zones.append(
                Feature(zone, shapely.make_valid(shapely.orient_polygons(shapely.Polygon(ring))), names)
            )
    for number, (key, line) in enumerate(lines.items()):
        edges.append(
            Feature(
                f"edge-{number}",
                line,
                {
                    "edge_id": f"edge-{number}",
                    "follows": "试验",
                    "basis": BASES[number % 5],
                    "accuracy_m": 60.0,
                    "places": bounds[key],
                },
            )
        )
    sites = [
        Feature(
            f"site-{n}", shapely.Point(dice.uniform(west, east), dice.uniform(south, north)),
            {"place_id": f"site-{n}", "name_zh": f"试验点位{n}", "name_en": f"Site {n}", "kind": KINDS[n % 9], "accuracy_m": 150.0, "basis": "mapped"},
        )
        for n in range(SITES)
    ]  # fmt: skip
    made = {
        "zones": tuple(zones),
        "sub_zones": (),
        "areas": (),
        "corridors": (),
        "sites": tuple(sites),
        "edges": tuple(edges),
        "places": (),
    }
    collections = {
        name: replace(item, features=made.get(name, item.features))
        for name, item in atlas.collections.items()
    }
    return replace(atlas, collections=collections, statements=(), coverage=(), conflicts=(), agreements=())


def resident_mib(browser) -> float:
    """Resident memory of the largest renderer process of the browser."""
    session = browser.new_browser_cdp_session()
    pids = [
        row["id"]
        for row in session.send("SystemInfo.getProcessInfo")["processInfo"]
        if row["type"] == "renderer"
    ]
    sizes = [
        int(line.split()[1])
        for pid in pids
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
        if line.startswith("VmRSS")
    ]
    return max(sizes) / 1024


def measure(playwright, path: Path, zoom: float | None) -> dict[str, float]:
    """One opening and one drag of the page at ``path``: milliseconds, mebibytes."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(WATCH)
    view = f"#v={zoom}/23.08/113.33" if zoom else ""
    page.goto(path.as_uri() + view)
    page.wait_for_selector("body.ready", timeout=120_000)
    row = page.evaluate(OPENING)
    page.wait_for_timeout(500)
    page.mouse.move(1150, 500)
    page.mouse.down()
    page.evaluate(RECORD)
    for step in range(1, STEPS + 1):
        page.mouse.move(1150 - step * STEP_PX, 500 - step * 2)
    page.mouse.up()
    page.wait_for_timeout(600)
    frames = page.evaluate("stopRecording()")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    metrics = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
    row |= {
        "median": statistics.median(frames),
        "p95": statistics.quantiles(frames, n=20)[-1],
        "longest": max(frames),
        "heap": metrics["JSHeapUsedSize"] / 2**20,
        "nodes": metrics["Nodes"],
        "rss": resident_mib(browser),
    }
    browser.close()
    return row


def section(rows: list[tuple[str, int, dict[str, float]]], runs: int) -> str:
    """The section of the report."""
    cells = "\n".join(
        f"| {name} | {size / 1e6:.2f} | {row['paint'] or 0:.0f} | {row['zones'] or 0:.0f} | {row['ready']:.0f} | {row['median']:.0f} | {row['p95']:.0f} | {row['longest']:.0f} | {row['heap']:.0f} | {row['rss']:.0f} | {row['nodes']:.0f} |"
        for name, size, row in rows
    )
    return f"""## Page

One HTML file opened from disk in headless Chromium with the software renderer, 1440 × 900, then dragged {STEPS * STEP_PX} px in {STEPS} steps.
Medians of {runs} runs; {os.cpu_count()} cores shared with other work (load {os.getloadavg()[0]:.1f} when measured), {platform.machine()}. Made by `tests/bench/bench_page.py`.
The synthetic atlas has {ZONES} zones with shared edges and {SITES} sites over the real base map. Bars: file ≤ 3 MB, zones ≤ 2,000 ms, median frame ≤ 50 ms.

| page | file MB | first paint ms | zones live ms | all ready ms | frame median ms | frame p95 ms | longest ms | JS heap MiB | renderer RSS MiB | DOM nodes |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
{cells}

"First paint" already shows land, water and zones (a still picture in the page); "zones live" is when they can be clicked. "Longest" includes the redraw when the drag ends.
"""


def write(out: Path, text: str) -> None:
    """Put the section into the report in place of the old one."""
    old = out.read_text(encoding="utf-8") if out.is_file() else "# Benchmarks\n"
    head, _, rest = old.partition("## Page\n")
    _, mark, after = rest.partition("\n## ")
    out.write_text(f"{head.rstrip()}\n\n{text}{mark}{after}", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    root = default_root()
    parser.add_argument("--out", type=Path, default=root / "docs/benchmarks.md")
    parser.add_argument("--atlas", type=Path, default=root / "build/atlas")
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    atlas, words = load_atlas(args.atlas), load_words(Project.load(root))
    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for name, given, zoom in (
            ("real, whole district", atlas, None),
            ("synthetic, whole frame", synthetic(atlas), 11.5),
            ("synthetic, close", synthetic(atlas), 14),
        ):
            path = Path(folder) / "page.html"
            path.write_text(build_page(given, "inline", words=words).html, encoding="utf-8")
            runs = [measure(playwright, path, zoom) for _ in range(args.runs)]
            row = {key: statistics.median(run[key] or 0 for run in runs) for key in runs[0]}
            rows.append((name, path.stat().st_size, row))
            print(name, {key: round(value, 1) for key, value in row.items()}, file=sys.stderr, flush=True)
    write(args.out, section(rows, args.runs))
    real, *others = rows
    return int(real[1] > 3e6 or real[2]["zones"] > 2000 or any(row["median"] > 50 for _, _, row in others))


if __name__ == "__main__":
    sys.exit(main())
