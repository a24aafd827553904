"""Errors of documents, gazetteer and statements.

::

    SeedsError
    ├ DocumentError(ValueError)     not text, encrypted, scanned, too large, missing
    ├ SeedDataError(ValueError)     a malformed row of a seed table (gazetteer, indicators, sources …)
    └ ProvenanceError(ValueError)   SpanMismatchError · AmbiguousToponymError
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class SeedsError(Exception):
    """Base of this package's errors: what failed, the value, where, and what is allowed.

    The parts are the same as those of ``geo.errors.ZoneAtlasError``, which this package may not import.
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


class DocumentError(SeedsError, ValueError):
    """A document cannot be read as text."""


class SeedDataError(SeedsError, ValueError):
    """A seed file (gazetteer, indicators, industries, sources, corrections) is malformed."""


def unreadable(what: str, error: Exception, path: Path, columns: Sequence[str]) -> SeedDataError:
    """Return the error of a table that cannot be opened, decoded or parsed, in words of its own.

    Parameters
    ----------
    what
        How the table is called, ``The gazetteer``.
    error
        What opening or reading it raised.
    path, columns
        The file, and the header it should have.
    """
    if isinstance(error, OSError):
        why = error.strerror or type(error).__name__
    elif isinstance(error, UnicodeDecodeError):
        why = f"not UTF-8 at byte {error.start}"
    else:
        why = f"not CSV, {error}"
    return SeedDataError(
        f"{what} cannot be read ({why})", where=str(path), allowed=f"CSV in UTF-8: {','.join(columns)}"
    )


class ProvenanceError(SeedsError, ValueError):
    """A statement does not hold up against its document."""


class SpanMismatchError(ProvenanceError):
    """``text[start:end]`` is not the quote."""


class AmbiguousToponymError(ProvenanceError):
    """A name that stands for more than one place."""
