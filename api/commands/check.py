"""``zone-atlas check``: faults of linework and data, and stated limits and areas against the drawing."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands._project import progress_to_stderr, project_option
from geo.whole_file import check_writable, write_whole
from layers.project import Project

if TYPE_CHECKING:
    from layers.check import CheckResult

_EXIT_ISSUES = 1


@click.command(
    "check",
    short_help="Check layers, data and stated limits and areas.",
    epilog="Examples: zone-atlas check · zone-atlas check --format json · "
    "zone-atlas check --report issues.html",
)
@project_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Also draw the issues on a map, as one HTML file without outside requests.",
)
@click.option("--strict", is_flag=True, help="Warnings fail the check too.")
@click.pass_context
def command(ctx: click.Context, project_dir: Path, form: str, report: Path | None, strict: bool) -> None:  # noqa: FBT001
    """Check the linework, the data, and what the texts state against the drawing.

    Edges and labels must make an exact coverage, ids and sources must be known, sites must lie where
    the texts put them. Prints the issues and, as text, the table of stated limits and areas. Exit
    status 0 when there is no error, 1 when there is one, 2 when a file cannot be read at all.
    """
    from geo.issue import Severity  # noqa: PLC0415 (geopandas takes a while; --help does not need it)
    from layers.check import run_checks  # noqa: PLC0415

    say = progress_to_stderr(ctx)
    if report is not None:
        check_writable(report)
    project = Project.load(project_dir)
    result = run_checks(project, lambda phase: say(f"check: {phase} …"))
    writer = {"text": _text, "json": _json, "csv": _csv}[form]
    click.echo(writer(result), nl=False)
    if report is not None:
        from maps.check_report import report_page  # noqa: PLC0415

        write_whole(report, report_page(result, project))
        say(f"check: report written to {report}")
    failed = result.count(Severity.ERROR) or (strict and result.count(Severity.WARNING))
    ctx.exit(_EXIT_ISSUES if failed else 0)


def _text(result: CheckResult) -> str:
    from geo.issue import Severity  # noqa: PLC0415 (as above)

    lines = []
    for issue in result.issues:
        at = "" if issue.lon_degree is None else f" at {issue.lon_degree:.6f}, {issue.lat_degree:.6f}"
        lines.append(f"{issue.severity}: {issue.where} [{issue.rule}]{at}: {issue.message}")
        if issue.remedy:
            lines.append(f"    {issue.remedy} ({issue.file})" if issue.file else f"    {issue.remedy}")
    if result.agreements:
        lines += [
            "",
            "Stated limits and areas against the drawing (✓ agrees, ~ explained, – not tested, ✗ disagrees)",
        ]
        lines += [_agreement(row) for row in result.agreements]
    counts = ", ".join(f"{result.count(severity)} {severity}" for severity in Severity)
    return "\n".join([*lines, "", f"{counts}; {_tally(result)}"]) + "\n"


def _agreement(row: dict[str, Any]) -> str:
    mark = "✓" if row["agrees"] else "~" if row["explained"] else "✗" if row["tested"] else "–"
    if row["test"] == "side":
        drawn = f"{row['drawn'] or '—'} ({row['share']:.0%})"
        return f"  {mark} {row['place_id']} {row['side']}: {row['stated']} | {drawn}"
    difference = f"{row['difference_percent']:+.1f} %"
    return f"  {mark} {row['place_id']} area: {row['stated']} | {row['drawn']} ({difference})"


def _tally(result: CheckResult) -> str:
    agree = sum(row["agrees"] for row in result.agreements)
    explained = sum(not row["agrees"] and row["explained"] for row in result.agreements)
    total = len(result.agreements)
    return f"{total} stated limits and areas: {agree} agree, {explained} differ and are explained"


def _json(result: CheckResult) -> str:
    answer = {"issues": [asdict(issue) for issue in result.issues], "agreements": list(result.agreements)}
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def _csv(result: CheckResult) -> str:
    from geo.issue import Issue  # noqa: PLC0415 (as above)

    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [field.name for field in fields(Issue)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(issue) for issue in result.issues)
    return stream.getvalue()
