"""The parameters of items requests, and the selection they describe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.cql2_filter import MAX_LENGTH, MAX_PARENTHESES, MAX_SIGNS, compile_filter, parse_filter
from api.jsonfg import PROFILE, PROFILES
from api.parameter import OFFSET, Parameter, limit_parameter, names_among, one_of, text_up_to
from api.problems import InvalidParameterError
from api.queryables import equality, queryable_parameters
from api.selection import Selection, SortKey
from api.timestamps import parse_datetime
from geo.crs import CRS84, GCJ02, STANDARD_URIS, by_uri, parse_bbox
from geo.errors import InputError, InvalidCrsError, InvalidDatetimeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.call import Call
    from api.rendering import RenderedCollection
    from api.service import Service

_CRS_CHOICES = (*STANDARD_URIS, GCJ02)


def _crs_of(name: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        try:
            return by_uri(text).uri
        except InvalidCrsError as error:
            raise InvalidCrsError(
                "CRS is not served",
                value=text[:200],
                where=f"parameter {name}",
                allowed=", ".join(_CRS_CHOICES),
            ) from error

    return parse


def _datetime(text: str) -> Any:  # noqa: ANN401 (an Interval)
    try:
        return parse_datetime(text)
    except InvalidDatetimeError as error:
        raise InvalidDatetimeError(
            error.what, value=error.value, where="parameter datetime", allowed=error.allowed
        ) from error


BBOX = Parameter(
    "bbox",
    "Only features that intersect the box: west,south,east,north in the axis order of `bbox-crs` "
    "(or six numbers, heights third and last). Features without geometry match, too.",
    {
        "type": "array",
        "items": {"type": "number"},
        # Version 1.0.0 of the standard demands the first two lines, 1.0.1 the third; clients read either.
        "minItems": 4,
        "maxItems": 6,
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    },
    explode=False,
)
BBOX_CRS = Parameter(
    "bbox-crs",
    "CRS of the numbers of `bbox`.",
    {"type": "string", "format": "uri", "enum": list(STANDARD_URIS), "default": CRS84},
    _crs_of("bbox-crs"),
    CRS84,
)
CRS = Parameter(
    "crs",
    "CRS of the geometries in the response, in that CRS's axis order. "
    f"`{GCJ02}` gives the shifted positions Chinese web maps draw with: for display only.",
    {"type": "string", "format": "uri", "enum": list(_CRS_CHOICES), "default": CRS84},
    _crs_of("crs"),
    CRS84,
)
DATETIME = Parameter(
    "datetime",
    "Only features that hold at an instant or in an interval (RFC 3339; `..` is an open end, and "
    "one end may be a duration such as `P1Y`). Features without a period match, too.",
    {"type": "string", "format": "date-time-interval"},
    _datetime,
    explode=False,
)
FILTER_LANGUAGES = ("cql2-text", "cql2-json")
FILTER = Parameter(
    "filter",
    "Only features for which this CQL2 expression over the queryables is true. "
    f"At most {MAX_LENGTH} characters, {MAX_PARENTHESES} levels of parentheses and {MAX_SIGNS} signs "
    "(NOT or minus) in a row.",
    {"type": "string", "format": "cql2-text", "minLength": 1, "maxLength": MAX_LENGTH},
    text_up_to("filter", MAX_LENGTH),
)
FILTER_LANG = Parameter(
    "filter-lang",
    "Language of `filter`.",
    {"type": "string", "enum": list(FILTER_LANGUAGES), "default": FILTER_LANGUAGES[0]},
    one_of("filter-lang", FILTER_LANGUAGES),
    FILTER_LANGUAGES[0],
)
FILTER_CRS = Parameter(
    "filter-crs",
    "CRS of the geometries in `filter`, in that CRS's axis order.",
    {"type": "string", "format": "uri", "enum": list(STANDARD_URIS), "default": CRS84},
    _crs_of("filter-crs"),
    CRS84,
)
SKIP_GEOMETRY = Parameter(
    "skipGeometry",
    "Leave the geometry out.",
    {"type": "boolean", "default": False},
    lambda text: one_of("skipGeometry", ("true", "false"))(text) == "true",
    default=False,
)


BOM = Parameter(
    "bom",
    "CSV only: begin with a byte order mark, for spreadsheets that need one.",
    {"type": "boolean", "default": False},
    lambda text: one_of("bom", ("true", "false"))(text) == "true",
    default=False,
)
PROFILE_PARAMETER = Parameter(
    "profile",
    "JSON-FG only: `jsonfg-plus` gives the geometry in WGS84 beside a place in another CRS.",
    {"type": "string", "enum": list(PROFILES), "default": PROFILE},
    one_of("profile", PROFILES),
    PROFILE,
)


def _sort_parameter(rendered: RenderedCollection) -> Parameter:
    sortable = [name for name, column in rendered.columns.items() if column.sortable]

    def parse(text: str) -> tuple[SortKey, ...]:
        keys = []
        for part in text.split(","):
            name = part.strip().lstrip("+-") if part.strip()[:1] in {"+", "-"} else part.strip()
            if name not in sortable:
                raise InvalidParameterError(
                    "Not a sortable property",
                    value=part[:80],
                    where="parameter sortby",
                    allowed=", ".join(sortable),
                )
            keys.append(SortKey(name, is_descending=part.strip().startswith("-")))
        return tuple(keys)

    signed = [sign + name for name in sortable for sign in ("", "+", "-")]
    return Parameter(
        "sortby",
        "Sortable properties, `-` before a name for descending; nulls come last.",
        {"type": "array", "minItems": 1, "items": {"type": "string", "enum": signed}},
        parse,
        (),
        explode=False,
        shared=False,
    )


def _properties_parameter(rendered: RenderedCollection) -> Parameter:
    names = list(rendered.columns)
    return Parameter(
        "properties",
        "Only these properties.",
        {"type": "array", "minItems": 1, "items": {"type": "string", "enum": names}},
        names_among("properties", names),
        explode=False,
        shared=False,
    )


def items_parameters(service: Service, ids: Mapping[str, str]) -> tuple[Parameter, ...]:
    """Return the parameters of the items of one collection."""
    rendered = service.collection(ids["collectionId"])
    settings = service.settings
    return (
        limit_parameter(settings.default_limit, settings.max_limit),
        OFFSET,
        BBOX,
        BBOX_CRS,
        DATETIME,
        CRS,
        _properties_parameter(rendered),
        _sort_parameter(rendered),
        SKIP_GEOMETRY,
        PROFILE_PARAMETER,
        BOM,
        FILTER,
        FILTER_LANG,
        FILTER_CRS,
        *queryable_parameters(rendered.columns.values()),
    )


def single_item_parameters(service: Service, ids: Mapping[str, str]) -> tuple[Parameter, ...]:
    """Return the parameters of one item."""
    return (CRS, PROFILE_PARAMETER, BOM, _properties_parameter(service.collection(ids["collectionId"])))


def read_selection(call: Call, rendered: RenderedCollection) -> Selection:
    """Return the selection the parameters of a call describe.

    Raises
    ------
    InputError
        A box that is no box in its CRS, a filter that is no filter.
    """
    values = call.values
    predicates = [
        equality(value, column)
        for name, column in rendered.columns.items()
        if column.queryable and (value := values.get(name)) is not None
    ]
    if values["filter"] is not None:
        tree = parse_filter(values["filter"], values["filter-lang"])
        predicates.append(compile_filter(tree, rendered.columns, values["filter-crs"]))
    bbox = None
    if values["bbox"] is not None:
        try:
            bbox = parse_bbox(values["bbox"], values["bbox-crs"])
        except InputError as error:
            raise type(error)(
                error.what, value=error.value, where="parameter bbox", allowed=error.allowed
            ) from error
    return Selection(
        bbox=bbox, interval=values["datetime"], predicates=tuple(predicates), order=values["sortby"]
    )
