"""A fault found in data: one record a fault, collected and reported together, never repaired in silence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue matters: an ``error`` fails a check, a ``warning`` is shown, ``info`` is recorded."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One fault.

    Attributes
    ----------
    rule
        Stable id of the check, kebab-case (``dangling-edge``).
    severity
        See ``Severity``.
    where
        Id of the feature (edge, face, site, place) or the file it stands in.
    message
        What is wrong, with the value.
    remedy
        What to do about it.
    lon_degree, lat_degree
        Place of the fault, EPSG:4326 with x = longitude; None when it has none.
    file
        File name relative to the project, if known.
    """

    rule: str
    severity: Severity
    where: str
    message: str
    remedy: str = ""
    lon_degree: float | None = None
    lat_degree: float | None = None
    file: str = ""
