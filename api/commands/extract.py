"""``zone-atlas extract``: statements of documents, with the words they stand in."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands._project import project_option
from layers.evidence import DATES_ALLOWED, extraction_settings, is_document_date
from layers.project import Project
from seeds.amend import Terms
from seeds.corrections import apply_corrections, read_corrections
from seeds.errors import DocumentError
from seeds.pipeline import extract

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seeds.pipeline import Extraction, Settings
    from seeds.statement import Statement

EXIT_BAD_INPUT = 2
_FIELDS = (
    "id", "doc", "kind", "start", "end", "quote", "place", "place_id", "subject", "measure", "value", "value_min",  # noqa: E501
    "value_max", "unit", "comparator", "period", "status", "direction", "indicator_id", "relation", "objects", "industry_ids",  # noqa: E501
    "section", "page", "rule", "review", "sentence",
)  # fmt: skip
_TABLE_FIELDS = ("doc", "start", "place", "what", "quote", "period", "status")


def _document_date(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Check --document-date before any document is read."""
    del ctx, param
    if value is not None and not is_document_date(value):
        raise click.BadParameter(f"{value!r} is not a date; allowed: {DATES_ALLOWED}.")
    return value


@click.command(
    "extract",
    short_help="Extract statements from documents.",
    epilog="Examples: zone-atlas extract seeds/documents/*.txt > statements.jsonl · "
    "zone-atlas extract plan.docx report.pdf --format csv --document-date 2024-01 · "
    "zone-atlas extract plan.txt --format table",
)
# Not readable=True: click would refuse all files for the one that may not be read.
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "table"]), default="jsonl", show_default=True,
    help="One JSON object a line, a CSV table, or lines to read.",
)  # fmt: skip
@click.option(
    "--gazetteer",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=None,
    show_default="that of the project",
    help="Gazetteer file.",
)
@project_option
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to use.")
@click.option(
    "--document-date",
    callback=_document_date,
    help="YYYY, YYYY-MM or YYYY-MM-DD: what 今年 means where a document does not say.",
)
@click.option("--reviewed", is_flag=True, help="Apply the decisions of the project’s corrections.csv.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    form: str,
    gazetteer: Path | None,
    project_dir: Path,
    jobs: int,
    document_date: str | None,
    reviewed: bool,
) -> None:
    """Extract statements (numbers and roles of places) from FILES, each with its exact quote and offsets.

    Reads .txt, .md, .html, .docx and text PDFs. Names, word lists and dates are those of the project. A file
    that cannot be read or has no text is named on stderr, the others are still done, and the exit status is
    2. A text without a statement is no error; it is named on stderr too.
    """
    project = Project.load(project_dir)
    settings = extraction_settings(project, gazetteer, document_date)
    corrections = project.seed_table("corrections")
    decisions = read_corrections(corrections, project.relative(corrections)) if reviewed else ()
    terms = Terms(settings.gazetteer, settings.vocabulary)
    quiet = bool((ctx.obj or {}).get("quiet"))
    # One file named twice would give every statement twice, under one id.
    wanted = list(dict.fromkeys(files))
    failed: list[DocumentError] = []
    done = 0

    def fail(error: DocumentError) -> None:
        failed.append(error)
        click.echo(f"zone-atlas: {error}", err=True)

    def note(extraction: Extraction) -> None:
        name = extraction.document.doc
        if not extraction.document.text.strip("\ufeff \t\r\n\u3000"):
            fail(DocumentError("The document has no text", value=name, allowed="a file with words in it"))
        elif not quiet and sys.stderr.isatty():
            click.echo(f"{done}/{len(wanted)} {name}: {len(extraction.statements)}", err=True)
        elif not quiet and not extraction.statements:
            click.echo(f"extract: no statement in {name}", err=True)

    def statements() -> Iterable[Statement]:
        nonlocal done
        for extraction in extract(wanted, settings, jobs=jobs, on_error=fail):
            done += 1
            note(extraction)
            judged, unapplied = apply_corrections(extraction, decisions, terms)
            for row in unapplied:
                click.echo(f"zone-atlas: {row.decision.statement_id}: {row.message} [{row.rule}]", err=True)
            yield from judged.statements

    write = {"jsonl": _write_jsonl, "csv": _write_csv, "table": _write_table}[form]
    write(statements())
    if failed:
        ctx.exit(EXIT_BAD_INPUT)


def load_settings(project: Path, gazetteer: Path | None, document_date: str | None) -> Settings:
    """Return what extraction may know of the project in a folder: ``layers.evidence.extraction_settings``."""
    return extraction_settings(Project.load(project), gazetteer, document_date)


def _write_jsonl(statements: Iterable[Statement]) -> None:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for statement in statements:
        sys.stdout.write(encode(statement.to_dict()) + "\n")


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
