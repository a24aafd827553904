"""Abstract tests of OGC API – Features (Parts 1 and 2), CQL2 and – Tiles, our own implementation, against a live server.

These are not the OGC executable test suites (``run_cite.py`` runs those where they can be had): each test is
written from the text of the standard's annex A and carries its id. Every collection, over real HTTP.

Usage: python tests/interop/run_conformance.py [--server URL] [--out build/conformance]
Exit status: 0 nothing failed, 1 something failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import ats_cql2
import ats_crs
import ats_features
import ats_tiles
from ats_session import REGISTER, Session, run_all
from run_cite import ROOT, serve

NAME = "abstract tests, our own implementation; not the OGC executable test suite"
MODULES = (ats_features, ats_crs, ats_cql2, ats_tiles)


def table(rows, requests):
    """The report for people."""
    lines = [
        f"# Conformance: {NAME}",
        "",
        "| standard | abstract test | run on | result |",
        "|---|---|--:|---|",
    ]
    for row in rows:
        result = "pass" if not row["failures"] else f"**FAIL** {'; '.join(row['failures'])[:300]}"
        lines.append(f"| {row['standard']} | `{row['id']}` | {row['subjects']} | {result} |")
    lines += ["", f"{summary(rows)}; {requests} requests.", ""]
    return "\n".join(lines)


def summary(rows):
    failed = sum(bool(row["failures"]) for row in rows)
    return f"{len(rows)} abstract tests, {sum(row['subjects'] for row in rows)} runs: {len(rows) - failed} passed, {failed} failed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--server", help="root of a running server; without it one is started")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "conformance")
    options = parser.parse_args()
    assert {test.run.__module__ for test in REGISTER} == {module.__name__ for module in MODULES}
    process, server = (None, options.server) if options.server else serve()
    try:
        session = Session(server)
        rows = run_all(session)
    finally:
        if process is not None:
            process.terminate()
            process.wait(10)
    options.out.mkdir(parents=True, exist_ok=True)
    report = {"name": NAME, "requests": session.requests, "tests": rows}
    (options.out / "abstract-tests.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    (options.out / "abstract-tests.md").write_text(table(rows, session.requests), encoding="utf-8")
    print(NAME)
    for row in rows:
        for failure in row["failures"]:
            print(f"  FAILED {row['standard']} {row['id']}: {failure}")
    print(summary(rows))
    return int(any(row["failures"] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
