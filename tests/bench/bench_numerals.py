"""Chinese numerals: what ``seeds.numerals``, cn2an and pycnnum read, and the time they take for a number.

``python tests/bench/bench_numerals.py``, with the two packages in the environment; those that are not are left out.
"""

from __future__ import annotations

import importlib
import json
import random
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from seeds.numerals import MAGNITUDES, multiply, parse_chinese, to_chinese

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = {
    "一百二十": 120, "十五": 15, "两万亿": 2 * 10**12, "百": 100, "千亿": 10**11, "一百二": 120, "三万五": 35_000,
    "一千零五": 1_005, "一亿零三万": 100_030_000, "两千三百万": 23_000_000, "2.46万": 24_600, "3千": 3_000, "1.2万亿": 1_200_000_000_000,
    "300多万": None, "二〇二三": None, "第三": None, "三七": None,
}  # fmt: skip
ROUNDS = 20_000


def ours(text: str) -> float | None:
    """Read a numeral, or digits with a magnitude behind them."""
    digits = text.rstrip("十百千万亿")
    if digits and digits.replace(".", "", 1).isdigit():
        magnitude = text[len(digits) :]
        return multiply(digits, magnitude) if not magnitude or magnitude in MAGNITUDES else None
    return parse_chinese(text)


def readers() -> dict[str, Callable[[str], Any]]:
    """Return the readers by name and version."""
    found: dict[str, Callable[[str], Any]] = {"seeds.numerals": ours}
    for package, call in (
        ("cn2an", lambda module: lambda text: module.cn2an(text, "smart")),
        ("pycnnum", lambda module: module.cn2num),
    ):
        try:
            found[f"{package} {metadata.version(package)}"] = call(importlib.import_module(package))
        except ImportError:
            print(f"{package} is not installed", file=sys.stderr)
    return found


def main() -> None:
    """Print one JSON object a reader: cases wrong or raised on, round trips lost, microseconds a number."""
    rng = random.Random(1)
    numbers = [rng.randrange(10 ** rng.randrange(1, 17)) for _ in range(ROUNDS)]
    words = [to_chinese(number) for number in numbers]
    for name, read in readers().items():
        wrong = []
        for text, value in CASES.items():
            try:
                got = read(text)
            except Exception:  # noqa: BLE001 (raising is how the packages say no)
                got = None
            if got != value:
                wrong.append(f"{text}→{got}")
        lost = 0
        began = time.process_time()
        for number, text in zip(numbers, words, strict=True):
            try:
                lost += read(text) != number
            except Exception:  # noqa: BLE001
                lost += 1
        took = (time.process_time() - began) / ROUNDS * 1e6
        print(
            json.dumps(
                {"reader": name, "wrong": wrong, "lost": lost, "microseconds": took}, ensure_ascii=False
            )
        )


if __name__ == "__main__":
    main()
