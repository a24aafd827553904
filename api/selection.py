"""Which features a request for items is about: box, time, filter, order. No HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.timestamps import parse_period

if TYPE_CHECKING:
    from api.rendering import RenderedCollection
    from api.timestamps import Interval
    from geo.bbox import BBox
    from layers.store import Feature

Predicate = Callable[["Feature"], bool]

# The property that says when a feature holds, by collection: what ``datetime`` is compared with.
TEMPORAL_PROPERTY = {"statements": "period", "documents": "date", "catalogue": "date"}


@dataclass(frozen=True, slots=True)
class SortKey:
    """One property to sort by."""

    name: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """What to select. Empty means everything, in order of id."""

    bbox: BBox | None = None
    interval: Interval | None = None
    predicates: tuple[Predicate, ...] = ()
    order: tuple[SortKey, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether no condition is set."""
        return self.bbox is None and self.interval is None and not self.predicates and not self.order


def feature_interval(collection_id: str, properties: dict[str, Any]) -> Interval | None:
    """Return when a feature holds, None when it has no temporal geometry."""
    name = TEMPORAL_PROPERTY.get(collection_id)
    return parse_period(properties.get(name)) if name else None


def select(rendered: RenderedCollection, selection: Selection) -> Sequence[int]:
    """Return the positions of the selected features, in order.

    Features without a geometry pass any box, features without a period pass any time (Features Part 1,
    /req/core/fc-bbox-response and fc-time-response). Nulls sort last in either direction; ties keep the
    order of id.
    """
    if selection.is_everything:
        return range(len(rendered))
    positions: list[int] = (
        list(range(len(rendered))) if selection.bbox is None else sorted(rendered.in_bbox(selection.bbox))
    )
    features = rendered.features
    if selection.interval is not None:
        start, end = selection.interval
        kept = []
        for position in positions:
            held = feature_interval(rendered.collection.id, features[position].properties)
            if held is None or (held[0] <= end and held[1] >= start):
                kept.append(position)
        positions = kept
    for predicate in selection.predicates:
        positions = [position for position in positions if predicate(features[position])]
    for key in reversed(selection.order):
        positions = _sorted(positions, features, key)
    return positions


def _sorted(positions: list[int], features: Sequence[Feature], key: SortKey) -> list[int]:
    def value(position: int) -> Any:  # noqa: ANN401 (JSON)
        return features[position].properties.get(key.name)

    present = [position for position in positions if value(position) is not None]
    absent = [position for position in positions if value(position) is None]
    # sorted() is stable in both directions: ties keep the order of id.
    return sorted(present, key=value, reverse=key.is_descending) + absent
