"""The API against a bare ASGI application that gives the same bytes: paired, by CPU time.

Two processes run the same uvicorn with the same options; one serves the atlas, the other looks each reply up in a
dictionary. Requests go to both in short blocks, in the order A B B A, so that whatever else the machine does falls
on both alike; what counts is the CPU time the two processes used (the scheduler's nanoseconds, all threads), which
other processes' work does not lengthen. The ratio of a case is the median of the ratios of its pairs of blocks.

Usage: python tests/bench/bench_api.py [--out docs/benchmarks.md]; under two minutes.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
PAIRS = 12
# Kept replies are served again without entering the application; a case that is made anew never asks twice.
BAR_KEPT = 0.5
FILTER = quote("accuracy_m < {n} AND kind <> 'x'")


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of request; ``path`` has ``{n}`` where every request is to be another one."""

    name: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def is_kept(self) -> bool:
        return "{n}" not in self.path

    @property
    def block(self) -> int:
        """Requests in a block: what is made anew takes longer each, so fewer tell as much."""
        return 100 if self.is_kept else 25

    def paths(self) -> list[str]:
        """One path for each request of the run; the numbers are far from what any default gives."""
        return [
            self.path.replace("{n}", str(100_003 + i))
            for i in range(1 if self.is_kept else PAIRS * self.block)
        ]


CASES = (
    Case("landing page", "/"),
    Case("collections", "/collections"),
    Case("page of 100 items", "/collections/places/items?limit=100"),
    Case("whole layer of polygons", "/collections/sub_zones/items"),
    Case("one item", "/collections/sub_zones/items/pazhou-west"),
    Case("one item, HTML", "/collections/sub_zones/items/pazhou-west?f=html"),
    Case("tile of level 12", "/tiles/WebMercatorQuad/12/1779/3337?f=mvt"),
    Case("page of 100 items, brotli", "/collections/places/items?limit=100", (("accept-encoding", "br"),)),
    Case("304 by ETag", "/collections/sub_zones/items", (("if-none-match", "*"),)),
    Case("page of 10 items, made anew", "/collections/places/items?limit=10&bbox=113,22,114,24.{n}"),
    Case("CQL2 filter, made anew", f"/collections/sites/items?limit=10&filter={FILTER}"),
    Case("where, made anew", "/where?lon=113.33&lat=23.{n}"),
)


def run_server(app: object, port: int) -> None:
    """Serve with the options of ``zone-atlas serve``."""
    import uvicorn  # noqa: PLC0415 (the client needs none of it)

    uvicorn.run(
        app, host="127.0.0.1", port=port, log_level="warning", access_log=False, proxy_headers=False, server_header=False, lifespan="off", timeout_keep_alive=600,
    )  # fmt: skip


def atlas_app() -> object:
    from api.app import create_app  # noqa: PLC0415 (the client needs none of it)
    from api.settings import Settings  # noqa: PLC0415
    from layers.project import Project  # noqa: PLC0415
    from layers.store import load_atlas  # noqa: PLC0415
    from maps.words import load_words  # noqa: PLC0415

    # Room for every reply: what is measured is keeping and finding, not throwing away.
    return create_app(
        Settings(response_cache_bytes=2**30), load_atlas(ROOT / "build/atlas"), load_words(Project.load(ROOT))
    )


class BareApp:
    """Gives whatever it was told to give: PUT makes a reply known, with the status and headers in ``x-`` headers."""

    def __init__(self) -> None:
        self.replies: dict[bytes, tuple[dict, dict]] = {}

    async def __call__(self, scope, receive, send) -> None:
        key = scope["path"].encode() + b"?" + scope["query_string"]
        if scope["method"] == "PUT":
            message, body = await receive(), b""
            while True:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    break
                message = await receive()
            given = [(name[2:], value) for name, value in scope["headers"] if name.startswith(b"x-")]
            status = int(dict(given).pop(b"status"))
            headers = [row for row in given if row[0] != b"status"]
            self.replies[key] = (
                {"type": "http.response.start", "status": status, "headers": headers},
                {"type": "http.response.body", "body": body},
            )
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        start, body = self.replies[key]
        await send(start)
        await send(body)


class Server:
    """A server process, one connection to it, and the CPU time it used."""

    def __init__(self, kind: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", kind, "--port", str(self.port)], cwd=ROOT
        )
        for _ in range(600):
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.connection.connect()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise SystemExit("the server did not answer")

    def cpu_ns(self) -> int:
        """Nanoseconds its threads have run."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir())

    def get(self, path: str, headers: dict[str, str]) -> tuple[int, bytes, list[tuple[str, str]]]:
        self.connection.request("GET", path, headers=headers)
        reply = self.connection.getresponse()
        body = reply.read()
        return reply.status, body, reply.getheaders()

    def tell(self, path: str, status: int, body: bytes, headers: list[tuple[str, str]]) -> None:
        kept = {f"x-{name}": value for name, value in headers if name.lower() not in {"date", "connection"}}
        self.connection.request("PUT", path, body=body, headers={**kept, "x-status": str(status)})
        self.connection.getresponse().read()

    def block(self, paths: list[str], headers: dict[str, str], count: int) -> tuple[int, float]:
        """CPU nanoseconds and seconds for ``count`` requests."""
        before, begun = self.cpu_ns(), time.perf_counter()
        for i in range(count):
            self.get(paths[i % len(paths)], headers)
        return self.cpu_ns() - before, time.perf_counter() - begun

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def measure(case: Case, atlas: Server, bare: Server, source: Server) -> dict[str, float]:
    """Medians over the pairs of blocks; ``source`` is a second server of the atlas that the bare one learns from."""
    headers = {"accept-encoding": "identity", **dict(case.headers)}
    paths = case.paths()
    size = 0
    for path in paths:
        status, body, given = source.get(path, headers)
        # The replies differ by the port in their links, not in length.
        bare.tell(path, status, body, given)
        size = max(size, len(body))
    if case.is_kept:
        for server in (atlas, bare):
            for _ in range(20):
                server.get(paths[0], headers)
    ratios, ours, walls = [], [], []
    for pair in range(PAIRS):
        used = {}
        for server in (atlas, bare) if pair % 2 == 0 else (bare, atlas):
            part = paths if case.is_kept else paths[pair * case.block : (pair + 1) * case.block]
            used[server] = server.block(part, headers, case.block)
        ratios.append(used[bare][0] / used[atlas][0])
        ours.append(used[atlas][0] / case.block / 1000)
        walls.append(used[bare][1] / used[atlas][1])
    low, _, high = statistics.quantiles(ratios, n=4)
    return {
        "bytes": size,
        "us": statistics.median(ours),
        "ratio": statistics.median(ratios),
        "low": low,
        "high": high,
        "wall": statistics.median(walls),
    }


def section(rows: list[tuple[Case, dict[str, float]]]) -> str:
    lines = "\n".join(
        f"| {case.name} | {row['bytes'] / 1000:,.1f} | {row['us']:.0f} | {row['ratio']:.2f} | {row['low']:.2f}–{row['high']:.2f} | {row['wall']:.2f} |"
        for case, row in rows
    )
    return f"""## API

Requests a CPU second of the server, as a share of what a bare ASGI application reaches that looks the same bytes up in a dictionary under the
same uvicorn: one connection, {PAIRS} pairs of blocks of 100 requests (25 where each is made anew), interleaved, CPU time by the scheduler's count. Median and quartiles
of the pairs; the last column is the same by the clock, which other work on the machine disturbs ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}
when measured, {platform.machine()}). Made by `tests/bench/bench_api.py`. Bar: 0.5 for pages of items. "Made anew": every request is another one,
nothing kept can answer it.

| request | kB | CPU µs a request | share of bare ASGI | quartiles | by the clock |
|---|--:|--:|--:|--:|--:|
{lines}
"""


def write(out: Path, text: str) -> None:
    """Put the section into the report in place of the old one."""
    old = out.read_text(encoding="utf-8") if out.is_file() else "# Benchmarks\n"
    found = re.search(r"^## API\n.*?(?=^## |\Z)", old, re.MULTILINE | re.DOTALL)
    new = f"{old[: found.start()]}{text}\n{old[found.end() :]}" if found else f"{old.rstrip()}\n\n{text}"
    out.write_text(new.rstrip() + "\n", encoding="utf-8", newline="")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs/benchmarks.md")
    parser.add_argument("--serve", choices=("atlas", "bare"), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        run_server(atlas_app() if options.serve == "atlas" else BareApp(), options.port)
        return 0
    servers = [Server("atlas"), Server("bare"), Server("atlas")]
    try:
        rows = []
        for case in CASES:
            rows.append((case, measure(case, *servers)))
            print(
                case.name,
                {key: round(value, 3) for key, value in rows[-1][1].items()},
                file=sys.stderr,
                flush=True,
            )
    finally:
        for server in servers:
            server.stop()
    write(options.out, section(rows))
    pages = [row["ratio"] for case, row in rows if "items" in case.name and case.is_kept]
    return int(min(pages) < BAR_KEPT)


if __name__ == "__main__":
    sys.exit(main())
