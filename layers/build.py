"""Building the atlas: one pure function of the project's input files, written whole and swapped in at once.

The same inputs give the same bytes: everything is sorted, decimals are fixed, and no clock, path or
random number enters. Only this module writes a built atlas; ``layers.store`` reads it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from geo.bbox import BBox
from geo.constants import BUILT_DECIMALS
from geo.coverage import check_linework
from geo.errors import InputError
from geo.geojson import geometry_mapping
from geo.issue import Severity
from geo.linework import assemble_faces
from layers.agreements import agreement_rows
from layers.conflicts import conflict_rows
from layers.coverage_table import coverage_rows
from layers.data_checks import find_layer_faults, find_missing_files
from layers.digitized import read_digitized
from layers.evidence import read_evidence
from layers.features import all_collections
from layers.place_checks import check_place_ids
from layers.polygons import place_polygons
from layers.publish import check_place, staged_folder
from layers.schema import COLLECTIONS_BY_ID, PLACE_COLLECTIONS
from layers.store import FORMAT
from layers.tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from geo.issue import Issue
    from layers.evidence import Evidence
    from layers.project import Project
    from layers.store import Collection

_LOG = logging.getLogger(__name__)
_VERSION_DIGITS = 16
# Issues listed in the one error a build raises; `zone-atlas check` lists all.
_ISSUES_SHOWN = 5
# Places whose indicators are tabulated: what a planner compares.
_COVERAGE_COLLECTIONS = ("zones", "sub_zones", "districts")


def build_atlas(
    project: Project, out: Path | None = None, progress: Callable[[str], None] | None = None
) -> Path:
    """Build the atlas of ``project`` and put it into use; return the link that readers open.

    Parameters
    ----------
    project
        The project whose files are read.
    out
        Where the built atlas is to be found, ``build/atlas`` in the project by default. It becomes a
        link to a folder beside it (``layers.publish``).
    progress
        Called with one line before each phase.

    Raises
    ------
    InputError
        An input is missing or malformed, the layers have errors, or ``out`` cannot be written (told before
        anything is read). The atlas built before stays as it is.
    SeedsError
        A document or a table of ``seeds/`` is malformed, or a quote does not stand at its offsets.
    """
    say = progress or _LOG.info
    link = out or project.atlas_path
    check_place(link)
    say("reading layers")
    hashes = project.input_hashes()
    digitized = read_digitized(project)
    tables = read_tables(project)
    _refuse(digitized.issues)
    for issue in find_missing_files(digitized, tables):
        _LOG.warning("%s [%s]", issue.message, issue.rule)
    say("reading documents")
    evidence = read_evidence(project)
    for issue in evidence.issues:
        _LOG.warning("%s: %s [%s]", issue.where, issue.message, issue.rule)
    say("checking linework")
    frame = BBox(*project.frame_bbox)
    _refuse(check_linework(digitized.edges, digitized.faces, frame))
    _refuse(find_layer_faults(digitized, frame))
    assembly = assemble_faces(digitized.edges, digitized.faces)
    _refuse(check_place_ids(digitized, evidence.gazetteer.by_id))
    say("making polygons")
    polygons = place_polygons(assembly, digitized.edges, project.frame_bbox)
    say("joining")
    agreements = agreement_rows(polygons, tables.limits, tables.areas)
    conflicts = conflict_rows(tables.conflicts, evidence.statements_by_id, evidence.conflicts, evidence.names)
    collections = all_collections(digitized, polygons, evidence, agreements, conflicts)
    places = evidence.gazetteer.by_id
    coverage = coverage_rows(
        [key for key, place in places.items() if place.collection in _COVERAGE_COLLECTIONS],
        list(evidence.indicators),
        evidence.statements,
        {key: place.parent or None for key, place in places.items()},
    )
    with staged_folder(link) as folder:
        say("writing")
        _write_collections(folder / "collections", collections.values())
        _write_evidence(folder, evidence)
        for name, rows in (("agreements", agreements), ("conflicts", conflicts), ("coverage", coverage)):
            _write(folder / f"{name}.json", _rows_text(rows))
        _write(folder / "manifest.json", _pretty(_manifest(project, hashes, collections)))
        say("publishing")
    return link


def _refuse(issues: Iterable[Issue]) -> None:
    """Raise one error that names the first issues, if any is an error."""
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    if not errors:
        return
    shown = "; ".join(
        f"{issue.file + ' ' if issue.file else ''}{issue.where}: {issue.message} [{issue.rule}]"
        for issue in errors[:_ISSUES_SHOWN]
    )
    more = f"; and {len(errors) - _ISSUES_SHOWN} more" if len(errors) > _ISSUES_SHOWN else ""
    raise InputError(
        f"The layers have errors: {shown}{more}",
        allowed="layers that pass `zone-atlas check`, which lists them all",
    )


def _manifest(
    project: Project, hashes: Mapping[str, str], collections: Mapping[str, Collection]
) -> dict[str, Any]:
    boxes = [collections[name].bbox for name in PLACE_COLLECTIONS if name in collections]
    known = [box for box in boxes if box is not None]
    bbox = None
    if known:
        west, south, east, north = zip(*known, strict=True)
        bbox = [min(west), min(south), max(east), max(north)]
    return {
        "format": FORMAT,
        "project": {
            "id": project.id,
            "title_zh": project.title_zh,
            "title_en": project.title_en,
            "district": project.district,
            "city": project.city,
            "home_bbox": list(project.home_bbox),
            "map_approval": project.map_approval,
            "languages": list(project.languages),
            "frame": {"bbox": list(project.frame_bbox)},
            "redirects": dict(project.redirects),
        },
        "inputs": dict(hashes),
        "collections": list(collections),
        "counts": {name: len(collection.features) for name, collection in collections.items()},
        "bbox": bbox,
        "version": _version(hashes),
    }


def _version(hashes: Mapping[str, str]) -> str:
    """Hash of the inputs and of the program's version: other bytes only where one of them is another."""
    content = json.dumps([FORMAT, version("zone-atlas"), dict(hashes)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:_VERSION_DIGITS]


def _write_collections(folder: Path, collections: Iterable[Collection]) -> None:
    folder.mkdir()
    for collection in collections:
        lines = [
            _compact(
                {
                    "type": "Feature",
                    "id": feature.id,
                    "geometry": geometry_mapping(feature.geometry, BUILT_DECIMALS, feature.id),
                    "properties": feature.properties,
                }
            )
            for feature in collection.features
        ]
        body = ",\n".join(lines)
        _write(
            folder / f"{collection.id}.geojson", f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'
        )
        schema = COLLECTIONS_BY_ID[collection.id].to_dict() | {"geometry_type": collection.geometry_type}
        _write(folder / f"{collection.id}.schema.json", _pretty({**schema, "interval": collection.interval}))


def _write_evidence(folder: Path, evidence: Evidence) -> None:
    _write(folder / "statements.jsonl", "".join(f"{_compact(row)}\n" for row in evidence.statements))
    _write(folder / "documents.json", _rows_text(evidence.documents))
    (folder / "documents").mkdir()
    for document_id, text in evidence.texts.items():
        _write(folder / "documents" / f"{document_id}.txt", text)


def _rows_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return a JSON array with one row a line, so that two builds can be compared line by line."""
    body = ",\n".join(_compact(row) for row in rows)
    return f"[\n{body}\n]\n" if body else "[]\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    # newline="": offsets count in the document texts, line ends stay as they are.
    path.write_text(text, encoding="utf-8", newline="")
