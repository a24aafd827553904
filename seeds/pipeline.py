"""From documents to statements: reading, structure, quantities and roles, each with the words it stands in."""  # noqa: E501

from __future__ import annotations

import logging
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from seeds.attribution import attribute
from seeds.context import Context, make_context
from seeds.errors import DocumentError
from seeds.gazetteer import Gazetteer, Place
from seeds.indicators import Vocabulary
from seeds.periods import DocumentDate
from seeds.quantities import Quantity, doublings, find_quantities
from seeds.reading import Document, read_document
from seeds.roles import find_roles
from seeds.statement import QUANTITY, ROLE, Statement
from seeds.structure import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

_LOG = logging.getLogger(__name__)
_SILENT = (BlockKind.CONTENTS, BlockKind.BYLINE)


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A heading in the source text: title, level from 1, half-open span of the section."""

    title: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document gives: the document, its sections, and its statements sorted by span, kind and id."""

    document: Document
    sections: tuple[SectionSpan, ...]
    statements: tuple[Statement, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What extraction may know beside the document: names, vocabularies, default places and dates by document id."""  # noqa: E501

    gazetteer: Gazetteer
    vocabulary: Vocabulary
    default_district: Place | None = None
    default_city: Place | None = None
    dates: Mapping[str, str] | None = None
    date: str | None = None

    def date_of(self, doc: str) -> DocumentDate | None:
        """Return the date given for a document (YYYY, YYYY-MM or YYYY-MM-DD), None if none was."""
        text = (self.dates or {}).get(doc) or self.date
        if not text:
            return None
        parts = text.split("-")
        try:
            return DocumentDate(int(parts[0]), int(parts[1]) if len(parts) > 1 else None)
        except ValueError as error:
            raise DocumentError(
                "Not a date", value=text, where=doc, allowed="YYYY, YYYY-MM or YYYY-MM-DD"
            ) from error


def extract_text(document: Document, settings: Settings) -> Extraction:
    """Return all statements of one document. The result depends on the document and the settings only."""
    context = make_context(
        document.text,
        settings.gazetteer,
        date=settings.date_of(document.doc),
        default_district=settings.default_district,
        default_city=settings.default_city,
    )
    statements = [*_quantities(document, context, settings), *_roles(document, context, settings)]
    # The id is a hash: made once each.
    unique = {statement.id: statement for statement in statements}
    ordered = sorted(unique.items(), key=lambda item: (item[1].start, item[1].end, item[1].kind, item[0]))
    unique = dict(ordered)
    for statement in unique.values():
        statement.verify(document.text)
    sections = tuple(
        SectionSpan(section.title, section.level, *context.mapped.span(section.start, section.end))
        for section in context.structure.sections
    )
    return Extraction(document, sections, tuple(unique.values()), context.structure.title)


def _quantities(document: Document, context: Context, settings: Settings) -> Iterator[Statement]:
    text, structure = context.text, context.structure
    found = [*find_quantities(text), *doublings(text)]
    for quantity in found:
        block = structure.block_at(quantity.start)
        if _in_a_name(context, quantity):
            continue
        if (
            block is None
            or block.kind in _SILENT
            or quantity.start < block.text_start
            or quantity.end > block.end
        ):
            continue
        yield _statement(document, context, settings, quantity, block)


def _in_a_name(context: Context, quantity: Quantity) -> bool:
    """Return whether the number is a part of a place's name (七台河, 五家渠)."""
    before = context.mentions_between(max(0, quantity.start - _LONGEST_NAME), quantity.end + _LONGEST_NAME)
    return any(
        mention.start <= quantity.start < mention.end
        and context.text[mention.start : mention.end] == mention.text
        for mention in before
    )


_LONGEST_NAME = 24


def _statement(
    document: Document, context: Context, settings: Settings, quantity: Quantity, block: Block
) -> Statement:
    about = attribute(context, quantity, block)
    start, end = context.mapped.span(quantity.start, quantity.end)
    low, high = context.structure.segment(quantity.start)
    sentence = context.mapped.span(max(low, block.start), max(quantity.end, min(high, block.end)))
    is_range = quantity.value_max is not None
    return Statement(
        doc=document.doc,
        kind=QUANTITY,
        start=start,
        end=end,
        quote=document.text[start:end],
        sentence=document.text[slice(*sentence)].strip(),
        place=about.place,
        place_id=about.place_id,
        subject=about.subject,
        measure=about.measure,
        value=None if is_range else quantity.value,
        value_min=quantity.value if is_range else None,
        value_max=quantity.value_max,
        unit=quantity.unit,
        comparator=quantity.comparator,
        period=about.period,
        status=about.status,
        direction=about.direction,
        indicator_id=settings.vocabulary.indicator(about.subject, quantity.unit, about.measure),
        section=context.structure.path(block.section),
        page=document.page(start),
        rule=f"quantity.{quantity.kind or 'bare'}",
    )


def _roles(document: Document, context: Context, settings: Settings) -> Iterator[Statement]:
    for role in find_roles(context):
        start, end = context.mapped.span(role.start, role.end)
        block = context.structure.block_at(role.start)
        low, high = context.structure.segment(role.start)
        if block is not None:
            low, high = max(low, block.start), max(role.end, min(high, block.end))
        sentence = context.mapped.span(low, high)
        yield Statement(
            doc=document.doc,
            kind=ROLE,
            start=start,
            end=end,
            quote=document.text[start:end],
            sentence=document.text[slice(*sentence)].strip(),
            place=role.place,
            place_id=role.place_id,
            relation=role.relation,
            objects=tuple(_source_words(document, context, span) for span in role.objects),
            industry_ids=settings.vocabulary.industries(
                [context.text[slice(*span)] for span in role.objects], role.relation
            ),
            section=context.structure.path(block.section if block else None),
            page=document.page(start),
            rule=role.rule,
        )


def _source_words(document: Document, context: Context, span: tuple[int, int]) -> str:
    return document.text[slice(*context.mapped.span(*span))]


def extract_documents(
    paths: Iterable[Path | str],
    gazetteer: Gazetteer | None = None,
    *,
    vocabulary: Vocabulary | None = None,
    default_district: Place | None = None,
    default_city: Place | None = None,
    dates: Mapping[str, str] | None = None,
    jobs: int = 1,
    on_error: Callable[[DocumentError], None] | None = None,
) -> Iterator[Statement]:
    """Yield the statements of documents, in the order of ``paths``, sorted by span within each.

    Parameters
    ----------
    paths
        Document files (see ``seeds.reading``).
    gazetteer
        The project's places; None: administrative divisions of China only.
    vocabulary
        Controlled indicators and industries; None: no ids are given.
    default_district, default_city
        What 全区 and 全市 mean where a document does not say.
    dates
        Dates by document id, as YYYY, YYYY-MM or YYYY-MM-DD, for documents that do not tell their own.
    jobs
        Number of processes.
    on_error
        Called with the error of each unreadable document, which is left out; None: the first is raised.

    Raises
    ------
    DocumentError
        If a document cannot be read and ``on_error`` is None.
    """
    for extraction in extract(
        paths,
        Settings(gazetteer or Gazetteer(), vocabulary or Vocabulary(), default_district, default_city, dates),
        jobs=jobs,
        on_error=on_error,
    ):
        yield from extraction.statements


def extract(
    paths: Iterable[Path | str],
    settings: Settings,
    *,
    jobs: int = 1,
    on_error: Callable[[DocumentError], None] | None = None,
) -> Iterator[Extraction]:
    """Yield one ``Extraction`` a document, in the order of ``paths``; see ``extract_documents``."""
    if jobs <= 1:
        results: Iterable[Extraction | DocumentError] = (_one(path, settings) for path in paths)
        yield from _unwrap(results, on_error)
        return
    yield from _unwrap(_in_workers(paths, settings, jobs), on_error)


_BATCH, _BATCHES_AHEAD = 4, 4  # documents sent to a worker at once; batches under way for each worker


def _in_workers(
    paths: Iterable[Path | str], settings: Settings, jobs: int
) -> Iterator[Extraction | DocumentError]:
    """Yield what the workers find, in order; only so much is under way that memory stays flat."""
    pool = ProcessPoolExecutor(jobs, initializer=_set_worker, initargs=(_portable(settings),))
    coming = iter(paths)
    under_way: deque[Future[list[Extraction | DocumentError]]] = deque()
    try:
        while True:
            while len(under_way) < _BATCHES_AHEAD * jobs and (batch := list(islice(coming, _BATCH))):
                under_way.append(pool.submit(_in_worker, batch))
            if not under_way:
                return
            yield from under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _unwrap(
    results: Iterable[Extraction | DocumentError], on_error: Callable[[DocumentError], None] | None
) -> Iterator[Extraction]:
    for result in results:
        if not isinstance(result, DocumentError):
            yield result
        elif on_error is None:
            raise result
        else:
            on_error(result)


def _one(path: Path | str, settings: Settings) -> Extraction | DocumentError:
    try:
        return extract_text(read_document(path), settings)
    except DocumentError as error:
        return error


# An automaton cannot be sent to another process: workers get the places and build their own, once.
_Portable = tuple[tuple[Place, ...], Settings]
_worker_settings: list[Settings] = []


def _portable(settings: Settings) -> _Portable:
    return settings.gazetteer.places, replace(settings, gazetteer=_EMPTY)


def _set_worker(portable: _Portable) -> None:
    places, settings = portable
    _worker_settings[:] = [replace(settings, gazetteer=Gazetteer(places))]


def _in_worker(paths: list[Path | str]) -> list[Extraction | DocumentError]:
    return [_one(path, _worker_settings[0]) for path in paths]


class _NoGazetteer(Gazetteer):
    """Stands in the settings on their way to a worker, where the real one is built."""

    def __init__(self) -> None:
        super().__init__(national=False)


_EMPTY = _NoGazetteer()
