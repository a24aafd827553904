"""``zone-atlas review``: people judge what was read, in a spreadsheet or in the browser."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from api.commands._output import check_targets
from api.commands._project import atlas_option, open_atlas, progress_to_stderr, project_option
from geo.whole_file import write_whole
from layers.project import Project
from seeds.statement import REVIEWS

_EXIT_ISSUES = 1
_EXIT_BAD_INPUT = 2


@click.group(
    "review",
    short_help="Judge statements in a spreadsheet or in the browser.",
    epilog="Examples: zone-atlas review export --out review.csv · "
    "zone-atlas review import review.csv --who 李明 · "
    "zone-atlas review page --out review.html · zone-atlas review list",
)
def command() -> None:
    """Accept, correct, reject and add statements, with who, when and why.

    Decisions are kept in seeds/corrections.csv and applied by `zone-atlas build`. One whose quote no longer
    stands in its document is reported and never applied.
    """


@command.command(
    "export",
    short_help="Write the statements as a table for spreadsheets.",
    epilog="Examples: zone-atlas review export --out review.csv · "
    "zone-atlas review export --review machine --doc 001_365d70c0e39d70a2 > review.csv",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    show_default="stdout",
    help="File to write.",
)
@click.option("--doc", "docs", multiple=True, help="Only this document; may be given again.")
@click.option(
    "--review", "--status", "reviews", multiple=True, type=click.Choice(REVIEWS),
    help="Only statements in this state of review; may be given again.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
@project_option
@click.pass_context
def export(
    ctx: click.Context,
    *,
    out: Path | None,
    docs: tuple[str, ...],
    reviews: tuple[str, ...],
    force: bool,
    project_dir: Path,
) -> None:
    """Write one row a statement, with its quote in context, all fields, and empty columns for the decision.

    CSV in UTF-8 with byte order mark: spreadsheets open it as it is. Fill in action (accept, correct,
    reject, add), who, when and why; to correct, name field and new_value, or change the statement's cells.
    """
    from layers.review import ReviewDesk  # noqa: PLC0415 (reading takes a while, --help does not need it)

    report = progress_to_stderr(ctx)
    if out is not None:
        check_targets([out], force=force)
    report("review: reading documents …")
    desk = ReviewDesk(Project.load(project_dir))
    for doc in docs:
        if doc not in desk.titles:
            raise click.UsageError(f"No such document: {doc!r}; allowed: {', '.join(desk.titles)}")
    data = desk.table(docs, reviews)
    if out is None:
        sys.stdout.buffer.write(data)
        return
    write_whole(out, data)
    click.echo(str(out))


@command.command(
    "import",
    short_help="Take a filled-in table back.",
    epilog="Examples: zone-atlas review import review.csv · zone-atlas review import review.csv --who 李明 · "
    "zone-atlas review import review.csv --dry-run",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--who", default="", help="Reviewer, for rows that name none.")
@click.option("--when", "date", default="", show_default="today", help="Date, for rows that give none.")
@click.option("--dry-run", is_flag=True, help="Check the table and write nothing.")
@project_option
@click.pass_context
def import_(ctx: click.Context, *, file: Path, who: str, date: str, dry_run: bool, project_dir: Path) -> None:
    """Add the decisions of FILE to seeds/corrections.csv: all of them, or none when a row cannot be taken.

    Rows without an action are left alone; rows taken before are recognized. Exit status 2 when a row was
    refused; every refused row is named on stderr with field, value and what is allowed.
    """
    from layers.review import ReviewDesk  # noqa: PLC0415 (as above)
    from seeds.review_import import iso_date  # noqa: PLC0415 (as above)

    report = progress_to_stderr(ctx)
    when = iso_date(date, "--when") if date else dt.datetime.now().astimezone().date().isoformat()
    project = Project.load(project_dir)
    if not dry_run:
        project.require_own()
    report("review: reading documents …")
    desk = ReviewDesk(project)
    judged = desk.take(file.read_bytes(), who=who, when=when, write=not dry_run)
    for note in judged.notes:
        report(f"review: {note}")
    for error in judged.errors:
        click.echo(f"zone-atlas: {error}", err=True)
    if judged.errors:
        click.echo(f"zone-atlas: {len(judged.errors)} rows refused, nothing was written", err=True)
        ctx.exit(_EXIT_BAD_INPUT)
    counts: dict[str, int] = {}
    for decision in judged.new:
        counts[decision.action] = counts.get(decision.action, 0) + 1
    said = ", ".join(f"{count} {action}" for action, count in counts.items()) or "nothing new"
    known = f", {judged.known} known already" if judged.known else ""
    click.echo(f"{'would add' if dry_run else 'added'}: {said}{known}")
    if judged.new and not dry_run:
        report("review: run `zone-atlas build` to bring them into the atlas")


@command.command(
    "list",
    short_help="List all decisions and whether they stand.",
    epilog="Example: zone-atlas review list",
)
@project_option
@click.pass_context
def list_(ctx: click.Context, *, project_dir: Path) -> None:
    """Print one line a decision: date, reviewer, action, statement, quote, what changes, why.

    Decisions that fit no more are marked, with the reason on stderr; the exit status is then 1.
    """
    from layers.review import ReviewDesk  # noqa: PLC0415 (as above)

    desk = ReviewDesk(Project.load(project_dir))
    gone = {row.decision: row for row in desk.unapplied}
    for decision in desk.standing:
        changes = "; ".join(f"{name}={value}" for name, value in decision.changes)
        parts = (
            "!" if decision in gone else "·", decision.when, decision.who, decision.action,
            decision.statement_id, decision.doc, decision.quote, changes, decision.why,
        )  # fmt: skip
        click.echo("\t".join(" ".join(part.split()) for part in parts))
    for row in gone.values():
        click.echo(f"zone-atlas: line {row.decision.line}: {row.message} [{row.rule}]", err=True)
    ctx.exit(_EXIT_ISSUES if gone else 0)


@command.command(
    "page",
    short_help="Write the review page as one HTML file.",
    epilog="Example: zone-atlas review page --out review.html",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language it opens in."
)
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
@project_option
@atlas_option
def page(*, out: Path, lang: str, force: bool, project_dir: Path, atlas_dir: Path | None) -> None:
    """Write a page that shows documents and statements side by side and keeps decisions in the browser.

    It makes no request. Its download is the table that `zone-atlas review import` takes. Needs a built atlas.
    """
    from maps.review import review_page  # noqa: PLC0415 (as above)
    from maps.words import load_words  # noqa: PLC0415 (as above)

    check_targets([out], force=force)
    atlas = open_atlas(project_dir, atlas_dir)
    words = load_words(Project.load(project_dir))
    write_whole(out, review_page(atlas, "inline", lang=lang, words=words).html)
    click.echo(str(out))
