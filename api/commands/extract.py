"""``zone-atlas extract``: statements of documents, with the words they stand in."""

from __future__ import annotations

import csv
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seeds.amend import Terms
from seeds.corrections import apply_corrections, read_corrections
from seeds.errors import DocumentError, SeedDataError
from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.pipeline import Settings, extract

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seeds.statement import Statement

EXIT_BAD_INPUT = 2
_FIELDS = (
    "id", "doc", "kind", "start", "end", "quote", "place", "place_id", "subject", "measure", "value", "value_min",  # noqa: E501
    "value_max", "unit", "comparator", "period", "status", "indicator_id", "relation", "objects", "industry_ids",  # noqa: E501
    "section", "page", "rule", "review", "sentence",
)  # fmt: skip
_TABLE_FIELDS = ("doc", "start", "place", "what", "quote", "period", "status")
_PROJECT = Path(__file__).resolve().parents[2]


@click.command(
    "extract",
    epilog="Examples: zone-atlas extract seeds/documents/*.txt --format jsonl > statements.jsonl · "
    "zone-atlas extract plan.docx report.pdf --format csv --document-date 2024-01 · "
    "zone-atlas extract plan.txt --format table",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "table"]), default="jsonl", show_default=True,
    help="One JSON object a line, a CSV table, or lines to read.",
)  # fmt: skip
@click.option(
    "--gazetteer", type=click.Path(path_type=Path), help="Gazetteer file; default: that of the project."
)
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    help="Project folder: gazetteer, lists, default district and city.",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to use.")
@click.option(
    "--document-date", help="YYYY, YYYY-MM or YYYY-MM-DD: what 今年 means where a document does not say."
)
@click.option("--reviewed", is_flag=True, help="Apply the decisions of the project’s corrections.csv.")
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    form: str,
    gazetteer: Path | None,
    project: Path | None,
    jobs: int,
    document_date: str | None,
    reviewed: bool,  # noqa: FBT001 (click passes flags by name)
) -> None:
    """Extract statements (numbers and roles of places) from FILES, each with its exact quote and offsets.

    Reads .txt, .md, .html, .docx and text PDFs. A file that cannot be read is named on stderr, the others are
    still done, and the exit status is 2.
    """
    settings = load_settings(project or _PROJECT, gazetteer, document_date)
    failed: list[DocumentError] = []

    def report(error: DocumentError) -> None:
        failed.append(error)
        click.echo(f"zone-atlas: {error}", err=True)

    quiet = bool((ctx.obj or {}).get("quiet")) or not sys.stderr.isatty()
    write = {"jsonl": _write_jsonl, "csv": _write_csv, "table": _write_table}[form]
    done = 0
    seeds = (project or _PROJECT) / "seeds"
    decisions = read_corrections(seeds / "corrections.csv") if reviewed else ()
    terms = Terms(settings.gazetteer, settings.vocabulary)

    def statements() -> Iterable[Statement]:
        nonlocal done
        for extraction in extract(files, settings, jobs=jobs, on_error=report):
            done += 1
            if not quiet:
                click.echo(
                    f"{done}/{len(files)} {extraction.document.doc}: {len(extraction.statements)}", err=True
                )
            judged, unapplied = apply_corrections(extraction, decisions, terms)
            for row in unapplied:
                click.echo(f"zone-atlas: {row.decision.statement_id}: {row.message} [{row.rule}]", err=True)
            yield from judged.statements

    write(statements())
    if failed:
        ctx.exit(EXIT_BAD_INPUT)


def load_settings(project: Path, gazetteer: Path | None, document_date: str | None) -> Settings:
    """Return the settings of a project folder; what it does not have is left empty, save a gazetteer asked for."""  # noqa: E501
    seeds = project / "seeds"
    path = gazetteer or seeds / "gazetteer.csv"
    names = Gazetteer.load(path) if gazetteer is not None or path.exists() else Gazetteer()
    lists = (seeds / "indicators.csv", seeds / "industries.csv")
    vocabulary = Vocabulary.load(*lists) if all(file.exists() for file in lists) else Vocabulary()
    toml = project / "layers" / "project.toml"
    try:
        home: dict[str, Any] = tomllib.loads(toml.read_text(encoding="utf-8")) if toml.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise SeedDataError(f"Malformed TOML: {error}", where=str(toml)) from error
    return Settings(
        names,
        vocabulary,
        default_district=names.by_id.get(str(home.get("district", ""))),
        default_city=names.by_id.get(str(home.get("city", ""))),
        dates=_dates(seeds / "sources.csv"),
        date=document_date,
    )


def _dates(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row["date"] for row in csv.DictReader(stream) if row.get("id") and row.get("date")}


def _write_jsonl(statements: Iterable[Statement]) -> None:
    for statement in statements:
        sys.stdout.write(json.dumps(statement.to_dict(), ensure_ascii=False) + "\n")


def _write_csv(statements: Iterable[Statement]) -> None:
    writer = csv.DictWriter(sys.stdout, _FIELDS, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for statement in statements:
        row = statement.to_dict()
        for key in ("objects", "industry_ids", "section"):
            row[key] = "|".join(row.get(key) or ())
        writer.writerow(row)


def _write_table(statements: Iterable[Statement]) -> None:
    sys.stdout.write("\t".join(_TABLE_FIELDS) + "\n")
    for statement in statements:
        what = statement.subject if statement.kind == "quantity" else statement.relation
        detail = statement.quote if statement.kind == "quantity" else "、".join(statement.objects)
        cells = (
            statement.doc, str(statement.start), statement.place or "", what or "", detail,
            statement.period or "", statement.status or "",
        )  # fmt: skip
        sys.stdout.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
