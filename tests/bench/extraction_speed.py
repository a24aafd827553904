"""How fast extraction is, and how much memory it takes, on corpora made by shuffling the paragraphs of the gold texts.

CPU time is measured, so that what else the machine does changes little; times by the clock are given for processes only.
"""

from __future__ import annotations

import json
import platform
import random
import re
import resource
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000
_DOCUMENT_BYTES = 20_000


def make_corpus(folder: Path, texts: list[str], size: int, document: int = _DOCUMENT_BYTES) -> list[Path]:
    """Write files of about ``document`` bytes, ``size`` bytes in all: paragraphs of ``texts``, dealt anew for each file."""
    rng = random.Random(size)
    paragraphs = [line for text in texts for line in text.splitlines(keepends=True) if line.strip()]
    files, written = [], 0
    while written < size:
        wanted, lines = min(document, size - written), []
        length = 0
        while length < wanted:
            lines.append(rng.choice(paragraphs))
            length += len(lines[-1].encode())
        files.append(folder / f"text{len(files):06}.txt")
        files[-1].write_text("".join(lines), encoding="utf-8", newline="")
        written += length
    return files


def make_sentence(folder: Path, texts: list[str], size: int) -> list[Path]:
    """Write one file whose text is a single sentence of about ``size`` bytes: paragraphs without their full stops."""
    (file,) = make_corpus(folder, texts, size, size)
    sentence = re.sub(r"[。！？；!?;\s]+", "，", file.read_text(encoding="utf-8"))
    file.write_text(f"情况汇报\n{sentence}", encoding="utf-8", newline="")
    return [file]


def interpreter() -> str:
    """Return which Python measures, and how it was built: that alone makes a fifth of the speed."""
    optimised = "--enable-optimizations" in str(sysconfig.get_config_var("CONFIG_ARGS"))
    return f"Python {platform.python_version()}, built {'with' if optimised else 'without'} profile-guided optimisation"


def measure(size: int, document: int, jobs: int, shape: str = "paragraphs") -> dict[str, float]:
    """Return seconds of CPU and of the clock, peak memory and statements, measured in a process of its own.

    ``shape`` is ``paragraphs``, in files of ``document`` bytes, or ``sentence``, one of ``size`` bytes.
    """
    with tempfile.TemporaryDirectory() as name:
        call = [sys.executable, __file__, name, str(size), str(document), str(jobs), shape]
        done = subprocess.run(call, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _child(folder: Path, size: int, document: int, jobs: int, shape: str) -> dict[str, Any]:
    sys.path.insert(0, str(ROOT))
    from api.commands.extract import load_settings  # noqa: PLC0415 (only in the measured process)
    from seeds.pipeline import extract  # noqa: PLC0415

    gold = ROOT / "tests" / "gold"
    sources = sorted([*(ROOT / "seeds" / "documents").glob("*.txt"), *gold.glob("*/documents/*.txt")])
    texts = [file.read_bytes().decode("utf-8") for file in sources]
    files = (
        make_sentence(folder, texts, size)
        if shape == "sentence"
        else make_corpus(folder, texts, size, document)
    )
    encode = json.JSONEncoder(ensure_ascii=False).encode
    settings = load_settings(ROOT, None, None)
    for _ in extract(files[:1], settings):
        pass  # tables are made on first use
    statements = 0
    cpu, clock = time.process_time(), time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for found in extract(files, settings, jobs=jobs):
        for statement in found.statements:
            statements += bool(encode(statement.to_dict()))
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "bytes": sum(file.stat().st_size for file in files),
        "files": len(files),
        "cpu": cpu,
        "children": children,
        "clock": clock,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "peak_worker": after.ru_maxrss * 1024 if jobs > 1 else 0,
        "statements": statements,
    }


if __name__ == "__main__":
    print(json.dumps(_child(Path(sys.argv[1]), *(int(text) for text in sys.argv[2:5]), sys.argv[5])))
