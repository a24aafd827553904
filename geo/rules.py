"""The rules of the checks: id, severity, fault and remedy in one table; docs and tests derive from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shapely.geometry import Point

from geo.issue import Issue, Severity


class Rule(StrEnum):
    """Stable ids of the checks."""

    # Any layer
    WRONG_GEOMETRY_TYPE = "wrong-geometry-type"
    NON_FINITE_COORDINATE = "non-finite-coordinate"
    SWAPPED_AXES = "swapped-axes"
    OUT_OF_FRAME = "out-of-frame"
    DUPLICATE_ID = "duplicate-id"
    # Edges
    ZERO_LENGTH_EDGE = "zero-length-edge"
    DUPLICATE_VERTEX = "duplicate-vertex"
    SPIKE = "spike"
    SELF_INTERSECTION = "self-intersection"
    DUPLICATE_EDGE = "duplicate-edge"
    EDGE_CROSSING = "edge-crossing"
    EDGE_OVERLAP = "edge-overlap"
    UNSPLIT_JUNCTION = "unsplit-junction"
    DANGLING_EDGE = "dangling-edge"
    UNDERSHOOT = "undershoot"
    BRIDGE_EDGE = "bridge-edge"
    MISSING_ACCURACY = "missing-accuracy"
    # Faces and labels
    UNLABELLED_FACE = "unlabelled-face"
    DOUBLY_LABELLED_FACE = "doubly-labelled-face"
    LABEL_OUTSIDE = "label-outside"
    INVALID_POLYGON = "invalid-polygon"
    GAP = "gap"
    OVERLAP = "overlap"
    SLIVER = "sliver"
    UNMATCHED_BOUNDARY = "unmatched-boundary"
    # Points
    GCJ02_SHIFTED = "gcj02-shifted"
    POINT_IN_WATER = "point-in-water"
    POINT_OUTSIDE = "point-outside"


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says: its severity, the fault in one sentence, and what to do about it."""

    severity: Severity
    fault: str
    remedy: str


_E, _W = Severity.ERROR, Severity.WARNING

RULES: Final[dict[Rule, RuleText]] = {
    Rule.WRONG_GEOMETRY_TYPE: RuleText(
        _E,
        "The geometry is not of the layer's type, is empty or missing.",
        "Draw it again as the layer's type.",
    ),
    Rule.NON_FINITE_COORDINATE: RuleText(
        _E, "A coordinate is NaN or infinite.", "Delete the vertex or type its coordinate again."
    ),
    Rule.SWAPPED_AXES: RuleText(
        _E,
        "The position lies in the frame only with its two numbers exchanged.",
        "Exchange them: longitude comes first.",
    ),
    Rule.OUT_OF_FRAME: RuleText(
        _E,
        "The position lies outside the frame of the project.",
        "Move it, or widen the frame in project.toml.",
    ),
    Rule.DUPLICATE_ID: RuleText(_E, "Two features have the same id.", "Give one of them an id of its own."),
    Rule.ZERO_LENGTH_EDGE: RuleText(_E, "The edge has no length.", "Delete the edge."),
    Rule.DUPLICATE_VERTEX: RuleText(
        _W, "Two vertices in a row stand in the same place.", "Delete one of the two vertices."
    ),
    Rule.SPIKE: RuleText(_E, "The line runs out and straight back.", "Delete the vertex at the tip."),
    Rule.SELF_INTERSECTION: RuleText(
        _E, "The edge crosses or touches itself.", "Move the vertices apart, or split the edge there."
    ),
    Rule.DUPLICATE_EDGE: RuleText(
        _E, "Two edges run over the same vertices.", "Delete one: a shared border is drawn once."
    ),
    Rule.EDGE_CROSSING: RuleText(
        _E, "Two edges cross away from their ends.", "Split both edges where they cross."
    ),
    Rule.EDGE_OVERLAP: RuleText(
        _E, "Two edges share a stretch.", "Split them at its ends and keep the shared stretch once."
    ),
    Rule.UNSPLIT_JUNCTION: RuleText(
        _E, "An end lies on another edge, away from that edge's ends.", "Split the other edge at this place."
    ),
    Rule.DANGLING_EDGE: RuleText(
        _E, "An end meets no other edge.", "Snap the end to the edge it should meet, or delete the edge."
    ),
    Rule.UNDERSHOOT: RuleText(
        _E,
        "An end stops just short of (or just past) another edge.",
        "Snap the end to that edge and split it there.",
    ),
    Rule.BRIDGE_EDGE: RuleText(
        _E, "The edge has the same face on both sides.", "Delete the edge, or close the face it should bound."
    ),
    Rule.MISSING_ACCURACY: RuleText(
        _E, "The edge states no positive accuracy.", "Fill accuracy_m: metres at 95 %, above 0."
    ),
    Rule.UNLABELLED_FACE: RuleText(
        _E, "No label lies in the face.", "Put a label point in it (with empty place_ids if it is no place)."
    ),
    Rule.DOUBLY_LABELLED_FACE: RuleText(
        _E,
        "More than one label lies in the face.",
        "Delete all but one, or draw the edge missing between them.",
    ),
    Rule.LABEL_OUTSIDE: RuleText(
        _E, "The label lies in no face or on an edge.", "Move the label into its face, or close the face."
    ),
    Rule.INVALID_POLYGON: RuleText(
        _E,
        "The polygon is not valid in the sense of OGC Simple Features.",
        "Correct the edges at the named place.",
    ),
    Rule.GAP: RuleText(
        _E,
        "The faces leave a hole between them.",
        "Close it: move the borders together, or label it as a face.",
    ),
    Rule.OVERLAP: RuleText(
        _E, "Two faces cover the same ground.", "Draw their border once and build both from it."
    ),
    Rule.SLIVER: RuleText(
        _W, "The face is a thin splinter.", "Draw the two lines beside it as one, or say why it is."
    ),
    Rule.UNMATCHED_BOUNDARY: RuleText(
        _E, "Neighbours touch without sharing their vertices.", "Build both faces from the same edge."
    ),
    Rule.GCJ02_SHIFTED: RuleText(
        _E,
        "The position is off by the GCJ-02 shift: a coordinate of a Chinese web map taken for WGS84.",
        "Convert it with gcj02_to_wgs84.",
    ),
    Rule.POINT_IN_WATER: RuleText(_W, "The point lies in the water.", "Check the position and its datum."),
    Rule.POINT_OUTSIDE: RuleText(
        _E,
        "The point lies outside the place a document puts it in.",
        "Check the point, the place, and the document.",
    ),
}


def fault(
    rule: Rule, where: str, detail: str, at: Point | tuple[float, float] | None = None, file: str = ""
) -> Issue:
    """Return the issue of a rule: its text from the table, the value in ``detail``, its place from ``at``.

    Parameters
    ----------
    where
        Id of the feature, or of the two features joined by ``|``.
    detail
        What was found, with the value.
    at
        Place, EPSG:4326 with x = longitude.
    """
    text = RULES[rule]
    lon, lat = (at.x, at.y) if isinstance(at, Point) else at or (None, None)
    return Issue(
        rule.value, text.severity, where, f"{text.fault} {detail}".strip(), text.remedy, lon, lat, file
    )
