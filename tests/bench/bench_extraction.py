"""Measure the extractor and write the tables of ``docs/extraction.md`` between their marks.

::

    python tests/bench/bench_extraction.py scores ablation    # the same figures on every machine
    python tests/bench/bench_extraction.py speed              # of the machine it runs on; --largest, --jobs
    python tests/bench/bench_extraction.py compare numerals --python …   # an interpreter that has the packages compared with

Those packages are no dependencies of the project. Install them anywhere else:
``pip install jionlp recognizers-text-suite "emoji<1.7" chinese2digits cn2an pycnnum``.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

from extraction_ablation import PARTS  # noqa: E402
from extraction_scoring import Places, Report, months, read_places, read_rows, same_value, score  # noqa: E402
from extraction_scoring import match as match_rows  # noqa: E402
from extraction_speed import MEGABYTE, interpreter, measure  # noqa: E402

from api.commands.extract import load_settings  # noqa: E402
from seeds.pipeline import Settings, extract, extract_text  # noqa: E402
from seeds.reading import Document, read_document  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE = ROOT / "docs" / "extraction.md"
GOLD = ROOT / "tests" / "gold"
SEEDS = ROOT / "seeds" / "documents"
MADE_UP, OPENED, UNSEEN = GOLD / "synthetic", GOLD / "exam", GOLD / "unseen"
Row = dict[str, Any]

SETS: dict[str, tuple[list[Path], Path]] = {
    "documents of the atlas, visible": (sorted(GOLD.glob("0*.jsonl")), SEEDS),
    "made-up texts, visible": (sorted(MADE_UP.glob("s*.jsonl")), MADE_UP / "documents"),
    "made-up texts, opened exams": (sorted(OPENED.glob("s*.jsonl")), OPENED / "documents"),
    "made-up texts, held out": (sorted(UNSEEN.glob("s*.jsonl")), UNSEEN / "documents"),
}
VISIBLE, HELD_OUT = list(SETS)[:3], list(SETS)[3:]
BARS = {"detection": 0.985, "strict": 0.88, "roles": 0.75, "period": 0.9}
FIELDS = ("unit", "measure", "status", "comparator", "place", "period")


def files_of(names: Iterable[str]) -> list[tuple[Path, Path]]:
    """Return pairs of gold file and document of the named sets."""
    return [(file, SETS[name][1] / f"{file.stem}.txt") for name in names for file in SETS[name][0]]


def read_gold(pairs: Sequence[tuple[Path, Path]]) -> tuple[list[Row], dict[str, str]]:
    """Return gold lines, and texts by document."""
    gold = [row for file, _ in pairs for row in read_rows(file)]
    return gold, {path.stem: read_document(path).text for _, path in pairs}


def rows_of(pairs: Sequence[tuple[Path, Path]], settings: Settings) -> list[Row]:
    """Return what the extractor finds."""
    paths = [path for _, path in pairs]
    return [row.to_dict() for found in extract(paths, settings) for row in found.statements]


def places_of(settings: Settings) -> Places:
    """Return which names stand for one place in the gold."""
    return read_places(settings.gazetteer.places, MADE_UP / "aliases.tsv", OPENED / "aliases.tsv")


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, text: int = 1) -> str:
    """Return a Markdown table; the first ``text`` columns are words, the others numbers."""
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + "|".join("---" if at < text else "--:" for at in range(len(head))) + "|")
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


# --- scores and ablation -------------------------------------------------------------------------------------------


def scores(settings: Settings) -> str:
    """Return the scores of each gold set and each text."""
    places = places_of(settings)
    groups = {
        "**all visible**": files_of(VISIBLE),
        "**all held out**": files_of(HELD_OUT),
        **{f"**{name}** ({len(SETS[name][0])})": files_of([name]) for name in SETS},
        **{f"`{pair[0].stem}`": [pair] for pair in files_of(SETS)},
    }
    rows, bars = [], ""
    for name, pairs in groups.items():
        gold, texts = read_gold(pairs)
        found = score(rows_of(pairs, settings), gold, texts, places)
        rows.append((name, *_cells(found)))
        if name == "**all held out**":
            bars = _bars(found)
    head = (
        "gold",
        "quantities",
        "detection",
        "strict",
        *FIELDS,
        "roles",
        "F1",
        "precision",
        "recall",
        "not in text",
    )
    return f"{table(head, rows)}\n\nWhat was asked for, beside the three held-out made-up texts (the exams on real passages above miss strict and roles):\n\n{bars}"


def _bars(found: Report) -> str:
    """Return what was asked for beside what the held-out texts reach."""
    figures = {
        "detection": found.detection.f1,
        "strict": found.strict.f1,
        "roles": found.roles.f1,
        "period": found.right["period"],
    }
    rows = [
        (name, f"{BARS[name]:.3f}", f"{value:.3f}", "met" if value >= BARS[name] else "**missed**")
        for name, value in figures.items()
    ]
    rows.append(
        ("not in text", "0", str(found.not_in_text), "met" if not found.not_in_text else "**missed**")
    )
    return table(("score", "asked", "reached", ""), rows)


def _cells(found: Report) -> tuple[str, ...]:
    roles = found.roles
    role_cells = [f"{x:.3f}" for x in (roles.f1, roles.precision, roles.recall)] if roles.gold else ["–"] * 3
    return (
        str(found.detection.gold), f"{found.detection.f1:.3f}", f"{found.strict.f1:.3f}",
        *(f"{found.right[name]:.3f}" for name in FIELDS),
        str(roles.gold), *role_cells, str(found.not_in_text),
    )  # fmt: skip


def false_quantities(settings: Settings) -> int:
    """Return how many quantities are read out of the adversarial strings, a line each of one text."""
    text = (GOLD / "adversarial.txt").read_text(encoding="utf-8")
    document = Document("adversarial", f"数字经济发展情况报道。\n{text}", "", "utf-8")
    return sum(row.kind == "quantity" for row in extract_text(document, settings).statements)


def ablation(settings: Settings) -> str:
    """Return what each part is worth: points lost without it on all gold, and false quantities let through."""
    places = places_of(settings)
    pairs = files_of(SETS)
    gold, texts = read_gold(pairs)

    def run(with_settings: Settings) -> tuple[list[float], int, int]:
        found = score(rows_of(pairs, with_settings), gold, texts, places)
        right = found.right
        figures = [
            found.detection.f1,
            found.strict.f1,
            right["place"],
            right["period"],
            right["comparator"],
            found.roles.f1,
        ]
        return figures, false_quantities(with_settings), found.not_in_text

    whole, false, astray = run(settings)
    rows: list[tuple[object, ...]] = [
        ("**all parts**", "", *(f"{value:.3f}" for value in whole), false, astray)
    ]
    for part in PARTS:
        with part.off(settings) as other:
            less, false, astray = run(other)
        changes = (_points(now - then) for now, then in zip(less, whole, strict=True))
        rows.append((part.name, part.without, *changes, false, astray))
    head = (
        "part",
        "without it",
        "detection",
        "strict",
        "place",
        "period",
        "comparator",
        "roles",
        "false on adversarial",
        "not in text",
    )
    return table(head, rows, text=2)


def _points(change: float) -> str:
    points = round(100 * change, 1)
    return "·" if points == 0 else f"{points:+.1f}".replace("-", "−")


# --- speed ---------------------------------------------------------------------------------------------------------


def speed(largest: int, jobs: Sequence[int]) -> str:
    """Return throughput, growth, memory and the gain of more processes."""
    sizes = (MEGABYTE // 10, MEGABYTE, 3 * MEGABYTE, 10 * MEGABYTE, 30 * MEGABYTE, 100 * MEGABYTE)
    rows: list[tuple[str, ...]] = []
    base = 0.0
    for size in sizes:
        if size > largest:
            break
        found = measure(size, 20_000, 1)
        rate = found["bytes"] / MEGABYTE / found["cpu"]
        base = base or rate
        rows.append((
            f"{found['bytes'] / MEGABYTE:.1f}", f"{found['files']:.0f}", f"{found['statements']:.0f}", f"{found['cpu']:.1f}",
            f"{rate:.2f}", f"{base / rate:.2f}", f"{found['peak'] / MEGABYTE:.0f}",
        ))  # fmt: skip
    corpora = table(
        ("MB", "files", "statements", "CPU s", "MB/s a core", "time a byte against the first", "peak MB"),
        rows,
        text=0,
    )
    document = _growing("kB in one document", (10_000, 100_000, MEGABYTE), "paragraphs")
    sentence = _growing("kB in one sentence", (3_000, 10_000, 30_000, 100_000, 300_000), "sentence")
    return (
        f"{interpreter()}.\n\n{corpora}\n\nOne document that grows:\n\n{document}\n\n"
        f"One sentence that grows: paragraphs without their full stops, on one line.\n\n{sentence}\n\n"
        f"Processes, on corpora of {min(largest, 3 * MEGABYTE) / MEGABYTE:g} MB, their start included:\n\n"
        f"{_processes(min(largest, 3 * MEGABYTE), jobs)}"
    )


def _growing(head: str, sizes: Sequence[int], shape: str) -> str:
    """Return what single texts of growing size take."""
    rows, base = [], 0.0
    for size in sizes:
        found = measure(size, size, 1, shape)
        rate = found["bytes"] / MEGABYTE / found["cpu"]
        base = base or rate
        rows.append((
            f"{found['bytes'] / 1000:.0f}", f"{found['statements']:.0f}", f"{found['cpu']:.2f}", f"{rate:.2f}", f"{base / rate:.2f}",
            f"{found['peak'] / MEGABYTE:.0f}",
        ))  # fmt: skip
    return table(
        (head, "statements", "CPU s", "MB/s", "time a byte against the first", "peak MB"), rows, text=0
    )


def _processes(size: int, jobs: Sequence[int]) -> str:
    """Return what a corpus takes with each number of processes; the clock says little where other work shares the cores."""
    rows, base = [], 0.0
    for count in jobs:
        found = measure(size, 20_000, count)
        base = base or found["clock"]
        rows.append((
            f"`--jobs {count}`", f"{found['statements']:.0f}", f"{found['clock']:.1f}", f"{base / found['clock']:.2f}",
            f"{found['children']:.1f}", f"{found['cpu']:.1f}", f"{found['peak'] / MEGABYTE:.0f}", f"{found['peak_worker'] / MEGABYTE:.0f}",
        ))  # fmt: skip
    head = (
        "",
        "statements",
        "s by the clock",
        "times as fast",
        "CPU s in workers",
        "CPU s in the parent",
        "peak MB",
        "peak MB of a worker",
    )
    return table(head, rows)


# --- other systems -------------------------------------------------------------------------------------------------


def compare(settings: Settings, python: str) -> str:
    """Return detection by other systems on the same gold, and how often the nearest time expression is the period."""
    sets = {"atlas": [VISIBLE[0]], "made up": [VISIBLE[1], HELD_OUT[0]]}
    gold = {name: read_gold(files_of(names)) for name, names in sets.items()}
    texts = {doc: text for _, of_set in gold.values() for doc, text in of_set.items()}
    call = [python, str(HERE / "extraction_compare.py")]
    done = subprocess.run(call, input=json.dumps(texts), capture_output=True, text=True, check=True)
    systems = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"system"')]
    for system in systems:
        if "missing" in system:
            sys.exit(f"{system['system']}: {system['missing']}")
    rows_of(files_of(SETS), settings)
    began = time.process_time()
    ours = rows_of(files_of(SETS), settings)
    seconds = time.process_time() - began
    systems.insert(
        0,
        {
            "system": "**zone-atlas**",
            "group": "quantity",
            "package": "",
            "rows": ours,
            "seconds": seconds,
            "failed": 0,
        },
    )
    places = places_of(settings)
    characters = sum(map(len, texts.values()))
    rows = []
    for system in systems:
        if system["group"] == "quantity":
            cells = []
            for of_set, of_texts in gold.values():
                found = score(system["rows"], of_set, of_texts, places).detection
                cells += [f"{found.precision:.3f}", f"{found.recall:.3f}", f"{found.f1:.3f}"]
            rows.append(
                (_titled(system), *cells, f"{characters / system['seconds'] / 1000:.0f}", system["failed"])
            )
    head = (
        "system",
        "atlas: P",
        "R",
        "F1",
        "made up: P",
        "R",
        "F1",
        "1000 characters a CPU s",
        "sentences it raised on",
    )
    quantities = table(head, rows)
    cells = [f"{_matched_period(ours, of_set):.3f}" for of_set, _ in gold.values()]
    rows = [("**zone-atlas**, the statement's period", *cells, 0)]
    for system in systems:
        if system["group"] == "time":
            cells = [
                f"{_nearest(system['rows'], of_set, of_texts):.3f}" for of_set, of_texts in gold.values()
            ]
            rows.append((_titled(system), *cells, system["failed"]))
    counts = " and ".join(str(len(_dated(of_set))) for of_set, _ in gold.values())
    times = table(("system", "atlas", "made up", "sentences it raised on"), rows)
    return f"{quantities}\n\nPeriods: share right of the {counts} gold quantities that have one.\n\n{times}"


def _titled(system: Row) -> str:
    return (
        f"{system['system']} ({system['package']} {system['version']})"
        if system["package"]
        else str(system["system"])
    )


def _dated(gold: Sequence[Row]) -> list[Row]:
    return [
        row for row in gold if row["kind"] == "quantity" and row.get("certain", True) and row.get("period")
    ]


def _matched_period(ours: Sequence[Row], gold: Sequence[Row]) -> float:
    dated = _dated(gold)
    mine = [row for row in ours if row["kind"] == "quantity"]
    pairs = match_rows(mine, dated, same_value)
    return sum(months(mine[i]["period"]) == months(dated[j]["period"]) for i, j in pairs) / len(dated)


def _nearest(times: Sequence[Row], gold: Sequence[Row], texts: dict[str, str]) -> float:
    """Share of dated gold whose period is the last time expression before the number in its sentence."""
    dated = _dated(gold)
    right = 0
    for row in dated:
        ends = [m.end() for m in re.finditer(r"[。！？!?\r\n]", texts[row["doc"]][: row["start"]])]
        begin = ends[-1] if ends else 0
        before = [
            t for t in times if t["doc"] == row["doc"] and begin <= t["start"] and t["end"] <= row["start"]
        ]
        if before:
            last = max(before, key=lambda t: int(t["start"]))
            right += (last["first"], last["last"]) == months(row["period"])
    return right / len(dated)


def numerals(python: str) -> str:
    """Return what readers of Chinese numerals get wrong, and their time a number."""
    call = [python, str(HERE / "bench_numerals.py")]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    rows = []
    for line in done.stdout.splitlines():
        found = json.loads(line)
        wrong = "、".join(found["wrong"]) or "none"
        rows.append((found["reader"], wrong, found["lost"], f"{found['microseconds']:.0f}"))
    return table(("reader", "read wrongly", "lost of 20,000 round trips", "µs a number"), rows, text=2)


# --- the page ------------------------------------------------------------------------------------------------------


def write(section: str, text: str) -> None:
    """Put ``text`` between the marks of ``section`` in the page."""
    page = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {section} -->\n", f"<!-- end of {section} -->"
    before, _, rest = page.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        sys.exit(f"{PAGE.name} has no marks of {section}")
    PAGE.write_text(f"{before}{begin}\n{text}\n\n{end}{after}", encoding="utf-8")


def main() -> None:
    """Make the sections named on the command line, and print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="+", choices=["scores", "ablation", "speed", "compare", "numerals"])
    parser.add_argument(
        "--python", default=sys.executable, help="interpreter that has the packages compared with"
    )
    parser.add_argument("--largest", type=int, default=10 * MEGABYTE, help="bytes of the largest corpus")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="numbers of processes to compare")
    parser.add_argument("--dry-run", action="store_true", help="print, do not write")
    options = parser.parse_args()
    settings = load_settings(ROOT, None, None)
    makers = {
        "scores": lambda: scores(settings),
        "ablation": lambda: ablation(settings),
        "speed": lambda: speed(options.largest, options.jobs),
        "compare": lambda: compare(settings, options.python),
        "numerals": lambda: numerals(options.python),
    }
    for section in options.sections:
        text = makers[section]()
        print(text, end="\n\n")
        if not options.dry_run:
            write(section, text)


if __name__ == "__main__":
    main()
