"""What public packages and a plain regular expression find in the gold documents, as predictions for the scorer.

Runs in the environment that has the packages, which is none of the project's: ``bench_extraction.py compare --python …``
starts it there. Reads ``{doc: text}`` on standard input and writes one JSON object a system: rows and what it cost.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import time
import warnings
from importlib import metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Found = tuple[int, int, dict[str, Any]]
_SENTENCE = re.compile(r"[^。！？!?\r\n]+[。！？!?]?")
_SCALE = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
    "百亿": 10**10,
    "千亿": 10**11,
}
_PLAIN = re.compile(
    r"(\d+(?:\.\d+)?)(万亿|千万|百万|千亿|百亿|[百千万亿]?)(?:余|多)?(元|美元|%|％|个百分点|家|户|个|座|人|名|位|平方米|平方公里|公顷|亩|公里|台|篇|项|件|条|倍)"
)
_ANY_UNIT = re.compile(
    r"(\d+(?:\.\d+)?)(万亿|千万|百万|千亿|百亿|[百千万亿]?)(?:余|多)?(?:[\u4e00-\u9fff%％㎡]|[A-Za-z]+)"
)


def _regex(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Found]]:
    def find(sentence: str) -> Iterator[Found]:
        for match in pattern.finditer(sentence):
            yield match.start(), match.end(), {"value": float(match[1]) * _SCALE[match[2]]}

    return find


def _jionlp_money() -> Callable[[str], Iterator[Found]]:
    import jionlp  # noqa: PLC0415

    def find(sentence: str) -> Iterator[Found]:
        for item in jionlp.ner.extract_money(sentence):
            number = item["detail"]["num"]
            if isinstance(number, list):
                value = {"value_min": float(number[0]), "value_max": float(number[1])}
            else:
                value = {"value": float(number)}
            yield (*item["offset"], value)

    return find


def _recognizers(*kinds: str) -> Callable[[str], Iterator[Found]]:
    import recognizers_number as number  # noqa: PLC0415
    import recognizers_number_with_unit as unit  # noqa: PLC0415
    from recognizers_text import Culture  # noqa: PLC0415

    calls = [getattr(number, kind, None) or getattr(unit, kind) for kind in kinds]

    def find(sentence: str) -> Iterator[Found]:
        for call in calls:
            for item in call(sentence, Culture.Chinese):
                value = (item.resolution or {}).get("value")
                with contextlib.suppress(TypeError, ValueError):
                    yield item.start, item.end + 1, {"value": float(str(value).rstrip("%"))}

    return find


def _chinese2digits() -> Callable[[str], Iterator[Found]]:
    import chinese2digits  # noqa: PLC0415

    def find(sentence: str) -> Iterator[Found]:
        taken = chinese2digits.takeNumberFromString(sentence)
        at = 0
        for words, digits in zip(taken["CHNumberStringList"], taken["digitsStringList"], strict=True):
            start = sentence.find(words, at)
            if start < 0:
                continue
            at = start + len(words)
            # It gives 31.7% as 0.317.
            percent = words.endswith(("%", "％")) or words.startswith("百分之")
            yield start, at, {"value": float(digits) * (100 if percent else 1)}

    return find


def _time_jionlp() -> Callable[[str], Iterator[Found]]:
    import jionlp  # noqa: PLC0415

    def find(sentence: str) -> Iterator[Found]:
        for item in jionlp.ner.extract_time(sentence, time_base={"year": 2023, "month": 6}):
            span = item["detail"].get("time")
            if item["type"] in ("time_point", "time_span") and isinstance(span, list):
                first, last = (str(end)[:7] for end in span)
                yield (*item["offset"], {"first": first, "last": last})

    return find


def _time_recognizers() -> Callable[[str], Iterator[Found]]:
    from datetime import date, datetime, timedelta  # noqa: PLC0415

    from recognizers_date_time import recognize_datetime  # noqa: PLC0415
    from recognizers_text import Culture  # noqa: PLC0415

    base = datetime(2023, 6, 1)  # noqa: DTZ001 (the package takes a naive one)

    def find(sentence: str) -> Iterator[Found]:
        for item in recognize_datetime(sentence, Culture.Chinese, reference=base):
            values = (item.resolution or {}).get("values") or [{}]
            first, last = values[-1].get("start"), values[-1].get("end")
            with contextlib.suppress(ValueError):
                if first and last:
                    end = date.fromisoformat(last) - timedelta(days=1)  # its ends are open
                    yield item.start, item.end + 1, {"first": first[:7], "last": str(end)[:7]}

    return find


SYSTEMS: dict[str, tuple[str, Callable[[], Callable[[str], Iterator[Found]]]]] = {
    "a plain regular expression": ("", lambda: _regex(_PLAIN)),
    "a regular expression, any unit": ("", lambda: _regex(_ANY_UNIT)),
    "JioNLP, money": ("jionlp", _jionlp_money),
    "Recognizers-Text, units and percent": (
        "recognizers-text-suite",
        lambda: _recognizers("recognize_percentage", "recognize_currency", "recognize_dimension"),
    ),
    "Recognizers-Text, every number": (
        "recognizers-text-suite",
        lambda: _recognizers("recognize_percentage", "recognize_number"),
    ),
    "chinese2digits, every number": ("chinese2digits", _chinese2digits),
}
TIMES: dict[str, tuple[str, Callable[[], Callable[[str], Iterator[Found]]]]] = {
    "JioNLP, time": ("jionlp", _time_jionlp),
    "Recognizers-Text, date and time": ("recognizers-text-suite", _time_recognizers),
}


def run(make: Callable[[], Callable[[str], Iterator[Found]]], texts: dict[str, str]) -> dict[str, Any]:
    """Return the rows that one system finds, sentence by sentence, the CPU seconds, and the sentences it failed on."""
    find = make()
    rows, failed = [], 0
    began = time.process_time()
    for doc, text in texts.items():
        for sentence in _SENTENCE.finditer(text):
            try:
                found = list(find(sentence.group()))
            except Exception:  # noqa: BLE001 (whatever a package raises is counted against it)
                failed += 1
                continue
            for start, end, value in found:
                low, high = sentence.start() + start, sentence.start() + end
                rows.append(
                    {
                        "doc": doc,
                        "kind": "quantity",
                        "start": low,
                        "end": high,
                        "quote": text[low:high],
                        **value,
                    }
                )
    return {"rows": rows, "seconds": time.process_time() - began, "failed": failed}


def main() -> None:
    """Run every system whose package is installed."""
    warnings.simplefilter("ignore")
    texts = json.load(sys.stdin)
    for group, systems in (("quantity", SYSTEMS), ("time", TIMES)):
        for name, (package, make) in systems.items():
            try:
                version = metadata.version(package) if package else ""
                with contextlib.redirect_stdout(io.StringIO()):
                    result = run(make, texts)
            except (ImportError, metadata.PackageNotFoundError) as error:
                result = {"missing": str(error), "rows": []}
                version = ""
            print(
                json.dumps({"system": name, "group": group, "package": package, "version": version} | result)
            )


if __name__ == "__main__":
    main()
