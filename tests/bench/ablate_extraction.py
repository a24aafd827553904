"""Extraction: what each component is worth (ablation), and how fast it is.

python tests/bench/ablate_extraction.py ablation
python tests/bench/ablate_extraction.py speed [--largest MB]
"""

import argparse
import re
import sys
import time
import tracemalloc
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from gold_score import read_gold, scores  # noqa: E402

from seeds import attribution, context, mapped, pipeline, quantities, roles, structure  # noqa: E402
from seeds.gazetteer import Gazetteer  # noqa: E402
from seeds.indicators import Vocabulary  # noqa: E402
from seeds.pipeline import Settings, extract  # noqa: E402
from seeds.reading import Document, read_document  # noqa: E402

SEEDS = ROOT / "seeds"
GOLD = ROOT / "tests" / "gold"


def settings(**changes):
    gazetteer = changes.get("gazetteer") or Gazetteer.load(SEEDS / "gazetteer.csv")
    return Settings(gazetteer, Vocabulary.load(SEEDS / "indicators.csv", SEEDS / "industries.csv"))


def documents():
    return [*sorted((SEEDS / "documents").glob("00[1-4]*.txt")), *sorted((GOLD / "synthetic" / "documents").glob("*.txt"))]


def plain_copy(source):
    return mapped.Mapped(source, None)


def no_sections(text):
    whole = structure.parse_structure(text)
    blocks = tuple(structure.Block(b.start, b.end, b.kind, b.text_start, None) for b in whole.blocks)
    return structure.Structure(blocks, (), whole.title, whole.sentence_ends, whole.segment_ends, whole.clause_ends)


def no_kinds(text):
    whole = structure.parse_structure(text)
    body = structure.BlockKind.BODY
    blocks = tuple(structure.Block(b.start, b.end, body, b.text_start, b.section) for b in whole.blocks)
    return structure.Structure(blocks, whole.sections, whole.title, whole.sentence_ends, whole.segment_ends, whole.clause_ends)


NEVER = re.compile(r"(?!)")
ABLATIONS = {
    "everything on": [],
    "matching copy (width, traditional, broken lines)": [patch.object(context, "map_text", plain_copy)],
    "project gazetteer": ["gazetteer"],
    "national divisions": ["national"],
    "names told by their endings": [patch.object(context, "find_patterns", lambda text, known: [])],
    "全区, 我市, 该园 resolved": [patch.object(context, "_DEICTIC", NEVER)],
    "headings": [patch.object(context, "parse_structure", no_sections)],
    "contents, captions, bylines told apart": [patch.object(context, "parse_structure", no_kinds)],
    "names and codes shut out of numbers": [patch.object(quantities, "_shut_spans", lambda text: [])],
    "classifier words barred (三个方面, 家庭)": [patch.object(quantities, "_NOT_THINGS", NEVER)],
    "reference places told from subjects": [patch.object(attribution, "is_subject", lambda *a, **k: True)],
    "status cues (将, 力争, headings)": [patch.object(attribution, "_AHEAD", NEVER), patch.object(attribution, "_HEAD_AHEAD", NEVER)],
    "policy cues": [patch.object(attribution, "_POLICY", NEVER)],
    "place of the earlier clause in roles": [patch.object(roles, "walk", None)],
}  # fmt: skip


def ablation():
    gold = read_gold(GOLD)
    print("| component off | detection F1 | strict F1 | role F1 |\n|---|---|---|---|")
    for name, patches in ABLATIONS.items():
        own = settings()
        if patches == ["gazetteer"]:
            own, patches = settings(gazetteer=Gazetteer()), []
        elif patches == ["national"]:
            own, patches = settings(gazetteer=Gazetteer(own.gazetteer.places, national=False)), []
        if name.endswith("in roles"):
            patches = [patch.object(roles, "walk", clauses_alone(roles.walk))]
        for item in patches:
            item.start()
        rows = [s.to_dict() for e in extract(documents(), own) for s in e.statements]
        for item in patches:
            item.stop()
        got = scores(rows, gold)
        print(f"| {name} | {got['detection']:.3f} | {got['strict']:.3f} | {got['role']:.3f} |", flush=True)


def clauses_alone(walk):
    """Return a walk in which no clause hears of another's place."""

    def alone(context, masked, block):
        for clause in walk(context, masked, block):
            near = clause.topic.level in ("clause", "acted", "based", "named", "label", "heading")
            yield clause if near else type(clause)(
                clause.context, clause.masked, clause.start, clause.end, type(clause.topic)((), "document"),
                type(clause.topic)((), "document"), None, clause.following,
            )  # fmt: skip

    return alone


def speed(largest):
    own = settings()
    base = "\n".join(read_document(path).text for path in sorted((SEEDS / "documents").glob("*.txt")))
    pipeline.extract_text(Document("warm", base, "", "utf-8"), own)
    loop = time.process_time()
    for _ in range(10**7):
        pass
    loop = time.process_time() - loop
    print(f"An empty loop of 10^7 turns took {loop:.2f} s of this machine's CPU time.\n")
    print("| corpus, MB | CPU s | MB/s a core | peak memory above start, MB |\n|---|---|---|---|")
    size = 0.1
    while size <= largest:
        copies = max(1, round(size * 1e6 / len(base.encode())))
        tracemalloc.start()
        start = time.process_time()
        for number in range(copies):
            pipeline.extract_text(Document(str(number), base, "", "utf-8"), own)
        took = time.process_time() - start
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        start = time.process_time()
        for number in range(copies):
            pipeline.extract_text(Document(str(number), base, "", "utf-8"), own)
        took = time.process_time() - start
        done = copies * len(base.encode()) / 1e6
        print(f"| {done:.2f} | {took:.2f} | {done / took:.2f} | {peak:.1f} |", flush=True)
        size *= 10


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["ablation", "speed"])
    parser.add_argument("--largest", type=float, default=1.0, help="largest corpus, MB")
    args = parser.parse_args()
    if args.what == "ablation":
        ablation()
    else:
        speed(args.largest)


if __name__ == "__main__":
    main()
