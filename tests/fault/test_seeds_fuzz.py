"""Damaged documents: 20,000 random mutations of the seeds' paragraphs, and mangled whole documents, crash nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from api.commands.extract import load_settings
from seeds.pipeline import extract_text
from seeds.reading import Document

ROOT = Path(__file__).resolve().parents[2]
SEEDS = [file.read_bytes().decode("utf-8") for file in sorted((ROOT / "seeds" / "documents").glob("*.txt"))]
PARAGRAPHS = [line for text in SEEDS for line in text.splitlines(keepends=True) if line.strip()]
MUTATIONS, BATCHES = 20_000, 8
LONGEST = 240
ODD = (
    "\x00", "\ufeff", "\u200b", "\u202e", "\ue000", "\ue001", "\ue003", "𠮷", "🏙", "\ud7ff", "\r", "\r\n", "\n\n", "\u2028", "\t",
    "(", ")", "“", "”", "《", "》", "【", "】", "|", "%", "％", "１２", "·", "——", "~", "/", "亿", "万亿", "亿亿", "百分之", "分之", "翻番",
    "第", "十三五", "2025年", "0", "00000", "1e9", "9" * 40, ".", "..", "+", "-", "一", "两百", "亩", "名称:", "专栏1", "目录\n", "(以下简称",
    "简称“”)", "其中", "分别为", "全区", "该区", "琶洲", "海珠区", "ﷺ", "ﬁ", "é", "e\u0301", "한국", "￥", "②", "Ⅳ", "½",
)  # fmt: skip


@pytest.fixture(scope="module")
def settings():
    return load_settings(ROOT, None, None)


def mutate(text, rng):
    """Return ``text`` with one to four pieces deleted, doubled, swapped, cut off, overwritten or strewn in."""
    for _ in range(rng.randint(1, 4)):
        if not text:
            return rng.choice(ODD)
        a, b = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
        b = min(b, a + 30)
        match rng.randrange(7):
            case 0:
                text = text[:a] + text[b:]
            case 1:
                text = text[:b] + text[a:b] + text[b:]
            case 2:
                c = min(len(text), b + (b - a))
                text = text[:a] + text[b:c] + text[a:b] + text[c:]
            case 3:
                text = text[:a] + rng.choice(ODD) + text[a:]
            case 4:
                text = text[:a] + rng.choice(ODD) + text[b:]
            case 5:
                text = text[a:] if rng.random() < 0.5 else text[:b]
            case _:
                other = rng.choice(PARAGRAPHS)
                at = rng.randrange(len(other))
                text = text[:a] + other[at : at + 30] + text[a:]
    return text


def holds(text, settings):
    """Return what is wrong with the extraction of ``text``: the exception, or a quote that does not stand in it."""
    try:
        extraction = extract_text(Document("fuzz", text, "", "utf-8"), settings)
    except Exception as error:  # noqa: BLE001 (any exception is the finding)
        return f"{type(error).__name__}: {error}"
    for row in extraction.statements:
        if text[row.start : row.end] != row.quote or not row.quote:
            return f"quote {row.quote!r} at {row.start}:{row.end}"
    return None


@pytest.mark.parametrize("batch", range(BATCHES))
def test_mutated_paragraphs(batch, settings):
    rng = random.Random(f"seeds-{batch}")
    broken = []
    for _ in range(MUTATIONS // BATCHES):
        paragraph = rng.choice(PARAGRAPHS)
        at = rng.randrange(max(1, len(paragraph) - LONGEST))
        text = mutate(paragraph[at : at + LONGEST], rng)
        wrong = holds(text, settings)
        if wrong is not None:
            broken.append((wrong, text))
    assert broken == []


def test_mangled_documents(settings):
    rng = random.Random("documents")
    broken = []
    for text in SEEDS:
        lines = text.splitlines(keepends=True)
        rng.shuffle(lines)
        variants = (
            "".join(lines),
            "".join(mutate(line, rng) for line in text.splitlines(keepends=True)),
            text.replace("\n", ""),
            text.replace("。", "\r\n"),
            "".join(reversed(text)),
        )
        broken += [
            (wrong, variant[:80]) for variant in variants if (wrong := holds(variant, settings)) is not None
        ]
    assert broken == []


@pytest.mark.parametrize(
    "text",
    ["营收" + "9" * 400 + ".5亿元。", "增长百分之" + "9" * 400 + "。", "9" * 400 + "-" + "9" * 401 + "家企业", "营收一" + "亿" * 30 + "元。",
     "营收一" + "万亿" * 3_000 + "元。", "营收1." + "9" * 5_000 + "亿元。", "百分之" + "一" * 3_000 + "点" + "五" * 3_000, "营收9" + "万亿" * 60 + "元。", "", " ", "\n", "\r\n\r\n", "\ufeff", "\x00", "亿", "百分之", "第", "(" * 5_000, "一" * 5_000, "9" * 5_000, "、" * 5_000,
     "“" * 2_000 + "1亿元" + "”" * 2_000, "1亿元" * 800, "海珠区" * 2_000, "在海珠区打造" * 1_000, "以" * 3_000 + "为主导", "\ue000" * 3_000,
     "琶洲、" * 150 + "分别为" + "1家、" * 150, "年" * 5_000, "2025年" * 2_000, "一是" * 2_000, "(以下简称“甲乙”)" * 800],
    ids=lambda text: f"{text[:6]!r}x{len(text)}",
)  # fmt: skip
def test_degenerate_texts(text, settings):
    assert holds(text, settings) is None
