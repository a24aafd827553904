"""Errors of the project's base and of geometry.

::

    ZoneAtlasError
    ├ InputError(ValueError)       outside data or a parameter is wrong
    │ ├ InvalidBBoxError · InvalidDatetimeError · UnknownParameterError · InvalidLimitError · InvalidCrsError
    ├ NotFoundError(LookupError)
    │ ├ CollectionNotFoundError · FeatureNotFoundError
    └ TopologyError(ValueError)    CoverageError

``seeds`` may not import ``geo``; its tree has a base of its own (``seeds.errors.SeedsError``) with the same
parts.
"""

from __future__ import annotations


class ZoneAtlasError(Exception):
    """Base of every error the project raises on purpose.

    Parameters
    ----------
    what
        What failed, as a sentence without the value.
    value
        The bad value, shown by ``repr``; None when there is none to show.
    where
        File, feature id, field or offset it stands in.
    allowed
        What would have been accepted, or how to mend it.
    """

    def __init__(
        self,
        what: str,
        *,
        value: object = None,
        where: str | None = None,
        allowed: str | None = None,
    ) -> None:
        self.what = what
        self.value = value
        self.where = where
        self.allowed = allowed
        parts = [what]
        if value is not None:
            parts.append(f": {value!r}")
        if where:
            parts.append(f" in {where}")
        if allowed:
            parts.append(f"; allowed: {allowed}")
        super().__init__("".join(parts))


class InputError(ZoneAtlasError, ValueError):
    """Outside data or a parameter does not have the form it must have."""


class InvalidBBoxError(InputError):
    """A bounding box is not four (or six) finite numbers in range."""


class InvalidDatetimeError(InputError):
    """A datetime or interval is not RFC 3339 / OGC form."""


class UnknownParameterError(InputError):
    """A parameter name nobody declared."""


class InvalidLimitError(InputError):
    """A limit is not a positive whole number."""


class InvalidCrsError(InputError):
    """A CRS name is not one that is served."""


class NotFoundError(ZoneAtlasError, LookupError):
    """A named thing does not exist."""


class CollectionNotFoundError(NotFoundError):
    """No collection of that id."""


class FeatureNotFoundError(NotFoundError):
    """No feature of that id."""


class TopologyError(ZoneAtlasError, ValueError):
    """Linework does not make a coverage."""


class CoverageError(TopologyError):
    """Faces overlap or leave a gap."""
