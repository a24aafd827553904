"""Scores of statements against gold: the same counting as the project's scorer, in one place for the benchmarks."""

import collections
import json
import re
from pathlib import Path

SAME = [
    ("海珠区", "海珠", "全区"), ("广州", "广州市", "全市", "我市"), ("深圳", "深圳市"), ("全国", "我国", "中国"),
    ("粤港澳大湾区", "大湾区", "湾区"), ("广深", "广州和深圳", "广州与深圳", "广深两地"),
    ("琶洲试验区", "琶洲人工智能与数字经济试验区", "琶洲"), ("琶洲实验室", "人工智能与数字经济广东省实验室(广州)"),
    ("海珠智汇科技园", "海珠区智汇科技园"), ("唯品会总部大厦", "唯品会大厦"), ("琶洲算法产业基地", "算法产业基地"),
]  # fmt: skip
_CANON = {name: names[0] for names in SAME for name in names}


def place_key(name):
    """Return what two spellings of one place have in common."""
    if not name:
        return None
    name = re.sub(r"[“”\"\s]", "", name).translate(str.maketrans("（）", "()"))
    if name in _CANON:
        return _CANON[name]
    bare = name[:-1] if re.fullmatch(r"[\u4e00-\u9fff]{2,3}[区市]", name) else name
    return _CANON.get(bare, bare)


def read_gold(folder):
    """Return the gold lines of a folder and of its ``synthetic`` folder."""
    files = sorted([*Path(folder).glob("*.jsonl"), *(Path(folder) / "synthetic").glob("*.jsonl")])
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _overlap(a, b):
    return min(a["end"], b["end"]) - max(a["start"], b["start"])


def _same_value(a, b):
    for key in ("value", "value_min", "value_max"):
        x, y = a.get(key), b.get(key)
        if (x is None) != (y is None) or (x is not None and abs(x - y) > 1e-6 * max(abs(x), abs(y), 1e-12)):
            return False
    return True


def _strict(a, b):
    unit = {"名": "人", "位": "人"}
    return (
        _same_value(a, b)
        and unit.get(a.get("unit"), a.get("unit")) == unit.get(b.get("unit"), b.get("unit"))
        and a.get("measure") == b.get("measure")
        and a.get("status") == b.get("status")
        and place_key(a.get("place")) == place_key(b.get("place"))
    )


def _role(a, b):
    if a["relation"] != b["relation"] or place_key(a["place"]) != place_key(b["place"]):
        return False
    return any(x in y or y in x for x in a["objects"] for y in b["objects"])


def f1(predicted, gold, fits):
    """Return precision, recall and F1 of a greedy one-to-one matching; optional gold counts neither way."""
    by_doc = collections.defaultdict(list)
    for j, g in enumerate(gold):
        by_doc[g["doc"]].append(j)
    pairs = sorted(
        (
            (bool(gold[j].get("certain", True)), _overlap(p, gold[j]), -i, -j)
            for i, p in enumerate(predicted)
            for j in by_doc[p["doc"]]
            if _overlap(p, gold[j]) > 0 and fits(p, gold[j])
        ),
        reverse=True,
    )
    used_p, used_g = set(), set()
    for _, _, i, j in pairs:
        if -i not in used_p and -j not in used_g:
            used_p.add(-i)
            used_g.add(-j)
    certain = {j for j, g in enumerate(gold) if g.get("certain", True)}
    right = len(used_g & certain)
    counted = len(predicted) - len(used_g - certain)
    precision = right / counted if counted else 0.0
    recall = right / len(certain) if certain else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def scores(rows, gold):
    """Return F1 of detection, strict quantities and roles."""
    docs = {g["doc"] for g in gold}
    rows = [row for row in rows if row["doc"] in docs]
    kinds = {kind: ([r for r in rows if r["kind"] == kind], [g for g in gold if g["kind"] == kind]) for kind in ("quantity", "role")}
    return {
        "detection": f1(*kinds["quantity"], _same_value)[2],
        "strict": f1(*kinds["quantity"], _strict)[2],
        "role": f1(*kinds["role"], _role)[2],
    }
