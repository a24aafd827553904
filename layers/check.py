"""Checking a project: all rules of topology and data, and the stated limits and areas, in one result.

What cannot be read at all (a missing or malformed file) raises, as in a build; what can be read and is
wrong becomes an ``Issue``. Nothing is repaired.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.bbox import BBox
from geo.coverage import check_linework
from geo.errors import CoverageError
from geo.issue import Issue, Severity
from geo.linework import assemble_faces
from layers import data_checks
from layers.agreements import agreement_rows
from layers.digitized import read_digitized
from layers.evidence import read_evidence
from layers.place_checks import check_place_ids
from layers.polygons import place_polygons
from layers.tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from layers.digitized import Digitized
    from layers.evidence import Evidence
    from layers.polygons import PlacePolygon
    from layers.project import Project
    from layers.tables import Tables

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found.

    Attributes
    ----------
    issues
        Errors first, then by rule, id and place.
    agreements
        Rows of ``agreements.json``; empty where the linework makes no polygons.
    digitized
        The layers that were checked, for a report that draws them.
    """

    issues: tuple[Issue, ...]
    agreements: tuple[dict[str, Any], ...]
    digitized: Digitized

    def count(self, severity: Severity) -> int:
        """Return the number of issues of that severity."""
        return sum(issue.severity is severity for issue in self.issues)


def check_project(project: Project) -> list[Issue]:
    """Return all issues of a project, errors first. See ``run_checks``."""
    return list(run_checks(project).issues)


def run_checks(project: Project, progress: Callable[[str], None] | None = None) -> CheckResult:
    """Check the layers of ``project`` and compare them with what texts state.

    Raises
    ------
    InputError, SeedsError
        A file is missing or cannot be read, as in ``layers.build.build_atlas``.
    """
    say = progress or (lambda _: None)
    say("reading layers")
    digitized = read_digitized(project)
    tables = read_tables(project)
    say("reading documents")
    evidence = read_evidence(project)
    say("checking linework")
    frame = BBox(*project.frame_bbox)
    issues = [*digitized.issues, *data_checks.find_missing_files(digitized, tables)]
    face_ids = set(digitized.faces["face_id"])
    issues += [
        data_checks.in_layer(issue, "faces" if issue.where in face_ids else "edges")
        for issue in check_linework(digitized.edges, digitized.faces, frame)
    ]
    issues += data_checks.find_layer_faults(digitized, frame)
    issues += evidence.issues
    issues += check_place_ids(digitized, evidence.gazetteer.by_id)
    issues += data_checks.find_unknown_sources(digitized, tables)
    issues += data_checks.find_in_water(digitized)
    issues += data_checks.find_datum_shifts(digitized, project.landmarks)
    issues += data_checks.find_off_base(digitized)
    say("making polygons")
    polygons, faults = _polygons(digitized, project)
    issues += faults
    places = evidence.gazetteer.by_id
    issues += data_checks.find_unlisted(polygons, digitized, tables, places)
    issues += data_checks.find_unknown_in_tables(polygons, digitized, tables, places)
    say("comparing with the texts")
    issues += _place_issues(polygons, digitized, tables, evidence)
    agreements = agreement_rows(polygons, tables.limits, tables.areas)
    issues += _disagreements(agreements)
    return CheckResult(_sorted(issues), tuple(agreements), digitized)


def _polygons(digitized: Digitized, project: Project) -> tuple[dict[str, PlacePolygon], list[Issue]]:
    """Return the polygons of the places, none when the linework does not make them."""
    try:
        assembly = assemble_faces(digitized.edges, digitized.faces)
        return place_polygons(assembly, digitized.edges, project.frame_bbox), []
    except CoverageError as error:
        where = error.where or "edges"
        return {}, [Issue("no-polygon", Severity.ERROR, where, str(error), "Mend the linework first.")]


def _place_issues(
    polygons: Mapping[str, PlacePolygon], digitized: Digitized, tables: Tables, evidence: Evidence
) -> list[Issue]:
    places = evidence.gazetteer.by_id
    explained = data_checks.explained_pairs(tables)
    statements = [row for row in evidence.statements if row["review"] != "rejected"]
    return [
        *data_checks.find_schematic_excess(polygons, places),
        *data_checks.find_broken_hierarchy(polygons, places, explained),
        *data_checks.find_misplaced_sites(digitized, polygons, places, explained),
        *data_checks.find_contradicted_sites(digitized, polygons, evidence.gazetteer, statements, explained),
    ]


def _disagreements(agreements: Iterable[Mapping[str, Any]]) -> list[Issue]:
    """Stated limits and areas that the drawing neither meets nor explains."""
    issues = []
    for row in agreements:
        if row["agrees"] or row["explained"] or not row["tested"]:
            continue
        if row["test"] == "side":
            rule, file = "limit-disagrees", "layers/digitized/limits.csv"
            message = (
                f"Side {row['side']}: the text says {row['stated']}; {row['share']:.0%} of it is as stated, "
                f"drawn along {row['drawn'] or 'nothing'}."
            )
        else:
            rule, file = "area-disagrees", "layers/digitized/areas.csv"
            message = (
                f"The text says {row['stated']}; drawn {row['drawn']}, {row['difference_percent']:+.1f} %."
            )
        remedy = "Correct the linework, or explain the difference, with its source, in the table."
        issues.append(Issue(rule, Severity.ERROR, row["place_id"], message, remedy, file=file))
    return issues


def _sorted(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(
        sorted(
            set(issues),
            key=lambda issue: (
                _ORDER.index(issue.severity), issue.rule, issue.where, issue.lon_degree or 0.0,
                issue.lat_degree or 0.0, issue.message,
            ),
        )
    )  # fmt: skip
