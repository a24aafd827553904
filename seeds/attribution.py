"""What a number is about: its place, period, status, measure and subject.

Each is looked for in the clause, then the sentence, then what came before in the paragraph, then the
headings, then the document, and taken from the first that names one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seeds.dating import find_period, find_period_above
from seeds.measures import find_direction, find_measure, find_subject
from seeds.status import find_status
from seeds.whereabouts import find_place

if TYPE_CHECKING:
    from seeds.context import Context
    from seeds.quantities import Quantity
    from seeds.structure import Block


@dataclass(frozen=True, slots=True)
class Attribution:
    """What ``attribute`` finds; None where the document does not say."""

    place: str | None
    place_id: str | None
    subject: str | None
    measure: str
    period: str | None
    status: str
    direction: str | None


def attribute(context: Context, quantity: Quantity, block: Block) -> Attribution:
    """Return what ``quantity``, which stands in ``block``, is about."""
    measure = find_measure(context, quantity)
    mention = find_place(context, quantity.start, block)
    period, ahead = find_period(context, quantity.start, block)
    status = find_status(context, quantity, block, ahead=ahead, period=period)
    if period is None and status == "target":
        period = find_period_above(context, block)
    if mention is not None:
        place: str | None = context.name(mention)
        place_id = mention.place.place_id
    else:
        default = context.home.default
        place = default.name_zh if default is not None else None
        place_id = default.place_id if default is not None else None
    return Attribution(
        place=place,
        place_id=place_id,
        subject=find_subject(context, quantity, measure),
        measure=measure,
        period=period,
        status=status,
        direction=find_direction(context, quantity, measure),
    )
