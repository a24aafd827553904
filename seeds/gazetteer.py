"""Places by name: the project's own gazetteer, and every administrative division of China behind it.

Names are matched leftmost-longest with an Aho-Corasick automaton from a library, so that the time does
not depend on how many names there are, and a name is never found inside a longer one that begins with it.
"""

# ruff: noqa: SIM905 (a list of words needs no quotation marks)

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind

from seeds.divisions import Division, divisions
from seeds.errors import AmbiguousToponymError, SeedDataError, unreadable
from seeds.mapped import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COLUMNS = (
    "place_id", "name_zh", "name_en", "aliases", "kind", "collection", "parent", "in_district", "note",
)  # fmt: skip
KINDS = frozenset(
    "country region province city district subdistrict zone sub_zone area quarter park base building headquarters "  # noqa: E501
    "laboratory institute university heritage commercial scenic culture wetland green waterway road corridor transport "  # noqa: E501
    "village island facility alliance other".split()
)
ADMINISTRATIVE = frozenset({"country", "region", "province", "city", "district"})


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the gazetteer; ``place_id`` is None for places known only from the national list or from a pattern."""  # noqa: E501

    place_id: str | None
    name_zh: str
    kind: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    collection: str = ""
    parent: str = ""
    in_district: bool = False
    note: str = ""

    @property
    def is_administrative(self) -> bool:
        """Whether it is a country, region, province, city or district."""
        return self.kind in ADMINISTRATIVE


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text: half-open span, the words, the place."""

    start: int
    end: int
    text: str
    place: Place


class Gazetteer:
    """Places, by id and by name.

    Parameters
    ----------
    places
        The project's own places; names and aliases must each stand for one place.
    national
        Whether the country's administrative divisions are found too, where ``places`` lacks the name.
    """

    def __init__(self, places: Iterable[Place] = (), *, national: bool = True) -> None:
        self.places = tuple(places)
        self.by_id: dict[str, Place] = {place.place_id: place for place in self.places if place.place_id}
        self.by_name: dict[str, Place] = {}
        self.short_of: dict[str, Division] = {}
        for place in self.places:
            for name in (place.name_zh, *place.aliases):
                key = fold(name)
                other = self.by_name.setdefault(key, place)
                if other is not place and other.place_id != place.place_id:
                    raise AmbiguousToponymError(
                        "One name for two places", value=name, where=f"{other.place_id}, {place.place_id}",
                        allowed="each name and alias once",
                    )  # fmt: skip
        if national:
            self._add_divisions()
        names = list(self.by_name)
        self._names = names
        self._automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest) if names else None

    @classmethod
    def load(cls, path: Path | str, *, national: bool = True) -> Gazetteer:
        """Read a gazetteer file (see docs/architecture.md).

        Raises
        ------
        SeedDataError
            If the header, an id, a kind or a parent is not as it must be; the message names file and line.
        AmbiguousToponymError
            If two places claim one name.
        """
        path = Path(path)
        try:
            # Spreadsheets begin their UTF-8 with a byte order mark.
            with path.open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.DictReader(stream)
                if tuple(reader.fieldnames or ()) != COLUMNS:
                    raise SeedDataError(
                        "Wrong header",
                        value=",".join(reader.fieldnames or ()),
                        where=str(path),
                        allowed=",".join(COLUMNS),
                    )
                places = [_place(row, f"{path}:{reader.line_num}") for row in reader]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise unreadable("The gazetteer", error, path, COLUMNS) from error
        ids: set[str] = set()
        for place in places:
            if place.place_id in ids:
                raise SeedDataError(
                    "Two rows with one place_id", value=place.place_id, where=str(path), allowed="unique ids"
                )
            ids.add(place.place_id or "")
        for place in places:
            if place.parent and place.parent not in ids:
                raise SeedDataError(
                    "Unknown parent", value=place.parent, where=f"{path}, {place.place_id}",
                    allowed="a place_id of the same file",
                )  # fmt: skip
        return cls(places, national=national)

    def find(self, text: str) -> list[Mention]:
        """Return the places named in ``text``, leftmost-longest, without overlap, with offsets into ``text``."""  # noqa: E501
        return self.find_folded(fold(text))

    def find_folded(self, text: str) -> list[Mention]:
        """As ``find``, for a text that is already a matching copy."""
        if self._automaton is None:
            return []
        names, by_name = self._names, self.by_name
        return [
            Mention(start, end, names[index], by_name[names[index]])
            for index, start, end in self._automaton.find_matches_as_indexes(text)
        ]

    def _add_divisions(self) -> None:
        for name, place, short in _national():
            if name not in self.by_name:
                self.by_name[name] = place
                if short is not None:
                    self.short_of[name] = short


@functools.cache
def _national() -> tuple[tuple[str, Place, Division | None], ...]:
    out: list[tuple[str, Place, Division | None]] = [
        ("全国", Place(None, "中国", "country"), None),
        ("我国", Place(None, "中国", "country"), None),
        ("中国", Place(None, "中国", "country"), None),
        *((name, Place(None, name, "region"), None) for name in _REGIONS),
        *((name, Place(None, name, "zone"), None) for name in _NEW_AREAS),
        *((name, Place(None, f"{name}新区", "zone"), None) for name in SHORT_NEW_AREAS),
        ("大湾区", Place(None, "粤港澳大湾区", "region"), None),
        ("长三角", Place(None, "长三角", "region"), None),
        ("京津冀", Place(None, "京津冀", "region"), None),
        ("香港", Place(None, "香港", "province"), None),
        ("澳门", Place(None, "澳门", "province"), None),
    ]
    seen = {name for name, _, _ in out}
    for division in divisions():
        place = Place(None, division.name, division.kind, parent="")
        for name in (division.name, division.short):
            if name and name not in seen:
                seen.add(name)
                short = division if name == division.short and division.county else None
                out.append((name, place, short))
    return tuple(out)


# Areas of national standing that are no administrative divisions and so in no list of them (国家级新区
# and the like).
SHORT_NEW_AREAS = ("贵安", "雄安", "西咸")
_NEW_AREAS = (
    "两江新区", "舟山群岛新区", "兰州新区", "西咸新区", "贵安新区", "西海岸新区", "金普新区", "天府新区", "湘江新区",  # noqa: E501
    "江北新区", "福州新区", "滇中新区", "哈尔滨新区", "长春新区", "赣江新区", "雄安新区", "前海", "前海合作区",  # noqa: E501
    "前海深港现代服务业合作区", "横琴", "横琴粤澳深度合作区",
)  # fmt: skip
_REGIONS = (
    "全球", "粤港澳大湾区", "长江经济带", "长江三角洲", "珠三角", "珠江三角洲", "成渝地区双城经济圈", "黄河流域",  # noqa: E501
    "东盟", "欧盟", "海峡西岸", "环渤海",
)  # fmt: skip


def _place(row: Mapping[str, str | None], where: str) -> Place:
    place_id, name, kind = row["place_id"] or "", row["name_zh"] or "", row["kind"] or ""
    if None in row.values() or None in row:
        raise SeedDataError(
            "A row has the wrong number of fields", value=place_id, where=where,
            allowed=f"{len(COLUMNS)} fields, as the header has",
        )  # fmt: skip
    if (
        not place_id
        or not place_id.replace("-", "").isalnum()
        or not place_id.isascii()
        or place_id != place_id.lower()
    ):
        raise SeedDataError(
            "Not a slug", value=place_id, where=where, allowed="lower-case ASCII words joined by -"
        )
    if not name:
        raise SeedDataError("A place without a name", value=place_id, where=where, allowed="a name_zh")
    if kind not in KINDS:
        raise SeedDataError("Unknown kind", value=kind, where=where, allowed=", ".join(sorted(KINDS)))
    return Place(
        place_id=place_id,
        name_zh=name,
        kind=kind,
        name_en=row["name_en"] or "",
        aliases=tuple(alias for alias in (row["aliases"] or "").split("|") if alias),
        collection=row["collection"] or "",
        parent=row["parent"] or "",
        in_district=row["in_district"] == "true",
        note=row["note"] or "",
    )
