"""Lighthouse on the served pages, mobile and desktop; prints a table and writes it with the raw reports.

Scores of accessibility, best practices and SEO are checked (they do not depend on the machine's load);
performance is reported, since these machines are shared.  Usage: run_audit.py [--out DIR] [--url URL ...]
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIGHTHOUSE = ROOT / "tests/tools/node_modules/.bin/lighthouse"
CHROME_FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
METRICS = {
    "first-contentful-paint": "FCP s",
    "largest-contentful-paint": "LCP s",
    "total-blocking-time": "TBT ms",
    "cumulative-layout-shift": "CLS",
}
CHECKED = ("accessibility", "best-practices", "seo")
BAR = 95


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(port: int) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "-q", "serve", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONSAFEPATH": ""},
    )
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/conformance", timeout=2).close()
        except OSError:
            if server.poll() is not None:
                sys.exit("the server ended before it answered")
            time.sleep(0.1)
        else:
            return server
    server.kill()
    sys.exit("the server did not answer")


def lighthouse(url: str, form: str, out: pathlib.Path) -> dict[str, float]:
    report = out / f"{form}-{url.rstrip('/').rsplit('/', 1)[-1] or 'landing'}.json".replace(":", "_")
    command = [
        str(LIGHTHOUSE),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--chrome-flags={CHROME_FLAGS}",
    ]
    if form == "desktop":
        command.append("--preset=desktop")
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": "/usr/bin/chromium"}, timeout=300)
    data = json.loads(report.read_text(encoding="utf-8"))
    row = {name: round(100 * data["categories"][name]["score"]) for name in CATEGORIES}
    for audit, label in METRICS.items():
        value = data["audits"][audit]["numericValue"]
        row[label] = round(value / 1000, 2) if label.endswith(" s") else round(value, 3)
    for name in CATEGORIES:
        for ref in data["categories"][name]["auditRefs"]:
            audit = data["audits"][ref["id"]]
            if audit["score"] is not None and audit["score"] < 0.9 and ref["weight"]:
                print(
                    f"  {form} {url} {name}: {audit['id']} {audit['score']} {audit.get('displayValue', '')}",
                    file=sys.stderr,
                )
    return row


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build/audit")
    parser.add_argument("--path", nargs="*", default=["/map", "/"])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = serve(port)
    failed = False
    try:
        head = [*CATEGORIES, *METRICS.values()]
        print("| page | form | " + " | ".join(head) + " |\n|---|---|" + "--:|" * len(head))
        for path in args.path:
            for form in ("mobile", "desktop"):
                row = lighthouse(f"http://127.0.0.1:{port}{path}", form, args.out)
                print(
                    f"| {path} | {form} | " + " | ".join(str(row[name]) for name in head) + " |", flush=True
                )
                failed |= any(row[name] < BAR for name in CHECKED)
    finally:
        server.terminate()
        server.wait(10)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
