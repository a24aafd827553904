"""Run the OGC executable test suites (Maven, Java 17) against the live server and keep their reports.

Usage: python tests/interop/run_cite.py --out build/cite [--required]

Exit status: 0 no failure, 1 failures, 2 a suite ended without a report. A suite that the Maven repository in use does
not hold cannot be run: that is said loudly, written into the report folder, and is status 3 with ``--required``.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>zone.atlas</groupId><artifactId>conformance</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.opengis.cite</groupId><artifactId>{artifact}</artifactId><version>{version}</version></dependency>
  </dependencies>
</project>
"""
_PROPERTIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE properties SYSTEM "http://java.sun.com/dtd/properties.dtd">
<properties version="1.0">
  <entry key="iut">{server}/</entry>
  <entry key="noofcollections">-1</entry>
</properties>
"""
_MAVEN_SECONDS, _SUITE_SECONDS = 600, 1800


@dataclass(frozen=True, slots=True)
class Suite:
    """One executable test suite."""

    artifact: str
    version: str
    main_class: str


SUITES = (
    Suite("ets-ogcapi-features10", "1.9", "org.opengis.cite.ogcapifeatures10.TestNGController"),
    Suite("ets-ogcapi-tiles10", "1.2", "org.opengis.cite.ogcapitiles10.TestNGController"),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a suite reported."""

    passed: int
    failed: int
    skipped: int
    failures: tuple[str, ...]


def read_results(path: Path) -> Counts:
    """Return the counts of a ``testng-results.xml``, with the names and messages of what failed."""
    root = ET.parse(path).getroot()
    failures = []
    for method in root.iter("test-method"):
        if method.get("status") == "FAIL" and method.get("is-config") != "true":
            message = method.findtext("exception/message") or ""
            failures.append(f"{method.get('signature', '').split('(')[0]}: {' '.join(message.split())[:300]}")
    return Counts(
        int(root.get("passed", 0)), int(root.get("failed", 0)), int(root.get("skipped", 0)), tuple(failures)
    )


def fetch(suite: Suite, folder: Path) -> Path | None:
    """Bring the suite and what it needs into ``folder``/lib by Maven; None when the repository does not hold it."""
    lib = folder / "lib"
    folder.mkdir(parents=True, exist_ok=True)
    pom = folder / "pom.xml"
    pom.write_text(_POM.format(artifact=suite.artifact, version=suite.version), encoding="utf-8")
    command = ["mvn", "-q", "-B", "-f", pom, "dependency:copy-dependencies", f"-DoutputDirectory={lib}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_MAVEN_SECONDS, check=False)
    if done.returncode:
        (folder / "maven.log").write_text(done.stdout + done.stderr, encoding="utf-8")
        return None
    return lib


def run(suite: Suite, lib: Path, server: str, folder: Path) -> Counts | None:
    """Run a suite against a server; None when it left no report."""
    properties = folder / "test-run-props.xml"
    properties.write_text(_PROPERTIES.format(server=server), encoding="utf-8")
    command = ["java", "-cp", f"{lib}/*", suite.main_class, "-o", str(folder), str(properties)]
    with (folder / "suite.log").open("w", encoding="utf-8") as log:
        subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, timeout=_SUITE_SECONDS, check=False)
    reports = sorted(folder.rglob("testng-results.xml"), key=lambda path: path.stat().st_mtime)
    return read_results(reports[-1]) if reports else None


def serve() -> tuple[subprocess.Popen[str], str]:
    """Start the real server on a free port; return the process and its address."""
    command = [Path(sys.executable).with_name("zone-atlas"), "serve", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT)
    assert process.stderr is not None
    for line in process.stderr:
        found = re.match(r"API\s+(http://\S+)/$", line)
        if found:
            return process, found[1]
    raise SystemExit("the server did not start")


def main() -> int:
    """Run every suite; see the module's docstring for the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "cite")
    parser.add_argument("--required", action="store_true", help="fail when a suite cannot be fetched")
    options = parser.parse_args()
    status = 0
    process, server = serve()
    try:
        for suite in SUITES:
            folder = (options.out / suite.artifact).resolve()
            lib = fetch(suite, folder)
            name = f"org.opengis.cite:{suite.artifact}:{suite.version}"
            if lib is None:
                note = (
                    f"NOT RUN: the Maven repository in use does not hold {name}; see {folder / 'maven.log'}"
                )
                (folder / "NOT-RUN.txt").write_text(note + "\n", encoding="utf-8")
                print(note)
                status = max(status, 3 if options.required else 0)
                continue
            counts = run(suite, lib, server, folder)
            if counts is None:
                print(f"{name}: no report; see {folder / 'suite.log'}")
                status = max(status, 2)
                continue
            print(f"{name}: {counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped")
            for failure in counts.failures:
                print(f"  FAILED {failure}")
            status = max(status, 1 if counts.failed else 0)
    finally:
        process.terminate()
        process.wait(10)
    return status


if __name__ == "__main__":
    sys.exit(main())
