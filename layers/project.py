"""A project: the folder whose data an atlas is built from, its settings and its paths.

Owns ``layers/project.toml`` and where each input lies. Reads no layer and no document.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS_FILE = "layers/project.toml"
BASE_LAYERS = ("water", "land", "roads", "metro_lines", "metro_stations", "green", "district_lines")
LAYER_TABLES = ("sources", "limits", "areas", "conflicts", "undrawn", "references")
SEED_TABLES = ("sources", "gazetteer", "indicators", "industries", "corrections")

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_REQUIRED = ("id", "title_zh", "title_en", "district", "city", "home_bbox", "frame")
_KNOWN = (*_REQUIRED, "map_approval", "languages", "landmarks", "redirects")
_LANGUAGES = ("zh", "en")
_READ_BYTES = 1 << 20

BBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place whose true position is known, to tell a layer in another datum by.

    ``lon_degree`` and ``lat_degree`` are WGS84; ``source`` says who vouches for them.
    """

    place_id: str
    lon_degree: float
    lat_degree: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Settings and paths of one atlas project.

    Attributes
    ----------
    root
        The project's folder.
    id
        Slug of the atlas.
    title_zh, title_en
        Its title.
    district, city
        Place ids of the home district (全区) and the home city (全市); either may be empty.
    home_bbox, frame_bbox
        First view, and what the base layers cover: (west, south, east, north) in degrees, WGS84.
    map_approval
        审图号 of the published map; empty when it has none.
    languages
        Languages offered, first one is the default.
    landmarks
        Known positions for the datum check.
    redirects
        (id, successor) of places that were merged into another; the successor is empty for a withdrawn one.
    """

    root: Path
    id: str
    title_zh: str
    title_en: str
    district: str
    city: str
    home_bbox: BBox
    frame_bbox: BBox
    map_approval: str = ""
    languages: tuple[str, ...] = _LANGUAGES
    landmarks: tuple[Landmark, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()

    @classmethod
    def load(cls, root: Path | str) -> Project:
        """Read the settings of the project in ``root``.

        Raises
        ------
        InputError
            The folder or the file is missing, not TOML, or a field is absent, unknown or of the wrong form;
            the message names file, field, value and what is allowed.
        """
        root = Path(root)
        if not root.is_dir():
            raise InputError(
                "No such project folder", value=str(root), allowed="a folder made by `zone-atlas new DIR`"
            )
        try:
            text = (root / SETTINGS_FILE).read_text(encoding="utf-8-sig")
        except (FileNotFoundError, IsADirectoryError) as error:
            raise InputError(
                "The project has no settings",
                value=str(root),
                where=SETTINGS_FILE,
                allowed="a folder made by `zone-atlas new DIR`",
            ) from error
        except UnicodeDecodeError as error:
            raise InputError(
                f"The settings are not UTF-8 at byte {error.start}", where=SETTINGS_FILE, allowed="TOML 1.0"
            ) from error
        return parse_settings(root, text)

    @property
    def digitized_dir(self) -> Path:
        """Folder of the hand-digitized layers."""
        return self.root / "layers" / "digitized"

    @property
    def seeds_dir(self) -> Path:
        """Folder of documents, gazetteer and word lists."""
        return self.root / "seeds"

    @property
    def documents_dir(self) -> Path:
        """Folder of the source documents."""
        return self.seeds_dir / "documents"

    @property
    def is_installed(self) -> bool:
        """Whether the project is the data inside an installed wheel, where nothing should be written."""
        return self.root.resolve() == default_root() and not (self.root / "pyproject.toml").is_file()

    @property
    def atlas_path(self) -> Path:
        """Where the built atlas is found: a link to the version in use.

        In the project; for the data inside an installed wheel in the working folder.
        """
        return (Path.cwd() if self.is_installed else self.root) / "build" / "atlas"

    def require_own(self) -> Project:
        """Return this project, whose files are about to be changed.

        Raises
        ------
        InputError
            It is the data inside an installed wheel: the next installation would undo the change, and no
            comparison would show it.
        """
        if self.is_installed:
            raise InputError(
                "The data inside the installed program is not edited",
                value=str(self.root),
                allowed="a project of your own: work in its folder or name it with --project; "
                "`zone-atlas new DIR` makes one",
            )
        return self

    def layer(self, name: str) -> Path:
        """Path of a digitized GeoJSON layer (``edges``, ``base/water``)."""
        return self.digitized_dir / f"{name}.geojson"

    def table(self, name: str) -> Path:
        """Path of a digitized CSV table (``sources``, ``limits`` …)."""
        return self.digitized_dir / f"{name}.csv"

    def seed_table(self, name: str) -> Path:
        """Path of a CSV table of ``seeds/`` (``gazetteer``, ``indicators`` …)."""
        return self.seeds_dir / f"{name}.csv"

    def relative(self, path: Path) -> str:
        """Return ``path`` relative to the project, with forward slashes, for messages and the manifest."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.name

    def documents(self) -> tuple[Path, ...]:
        """Source documents, sorted by name; hidden files are left out."""
        if not self.documents_dir.is_dir():
            return ()
        found = (path for path in self.documents_dir.iterdir() if path.is_file())
        return tuple(sorted(path for path in found if not path.name.startswith(".")))

    def inputs(self) -> tuple[Path, ...]:
        """Every file the built atlas depends on that exists, sorted by relative path."""
        wanted = [self.root / SETTINGS_FILE]
        wanted += [self.layer(name) for name in ("edges", "faces", "sites", "corridors")]
        wanted += [self.layer(f"base/{name}") for name in BASE_LAYERS]
        wanted += [self.table(name) for name in LAYER_TABLES]
        wanted += [self.seed_table(name) for name in SEED_TABLES]
        wanted += self.documents()
        return tuple(sorted((path for path in wanted if path.is_file()), key=self.relative))

    def input_hashes(self) -> dict[str, str]:
        """SHA-256 of every input file by relative path, in path order."""
        return {self.relative(path): file_sha256(path) for path in self.inputs()}


def working_root() -> Path:
    """Folder of the project meant when none is named: the working folder if it is one, else the default."""
    here = Path.cwd()
    return here if (here / SETTINGS_FILE).is_file() else default_root()


def default_root() -> Path:
    """Folder of the project that the installed packages belong to: the checkout, or the installed data."""
    return Path(__file__).resolve().parent.parent


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_READ_BYTES):
            digest.update(block)
    return digest.hexdigest()


def parse_settings(root: Path, text: str) -> Project:
    """Return the project in ``root`` with this text as its settings; ``InputError`` as ``Project.load``."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"The settings are not TOML ({error})", where=SETTINGS_FILE, allowed="TOML 1.0"
        ) from error
    for key in raw:
        if key not in _KNOWN:
            raise InputError("Unknown setting", value=key, where=SETTINGS_FILE, allowed=", ".join(_KNOWN))
    for key in _REQUIRED:
        if key not in raw:
            raise InputError(
                "A setting is missing",
                value=key,
                where=SETTINGS_FILE,
                allowed=f"all of {', '.join(_REQUIRED)}",
            )
    frame = raw["frame"]
    if not isinstance(frame, dict) or "bbox" not in frame:
        raise _bad("frame", frame, "a table [frame] with bbox = [west, south, east, north]")
    languages = raw.get("languages", list(_LANGUAGES))
    if not isinstance(languages, list) or not languages or any(item not in _LANGUAGES for item in languages):
        raise _bad("languages", languages, 'a list of "zh", "en"')
    return Project(
        root=root,
        id=_text(raw, "id", _SLUG.fullmatch, "a slug of a-z, 0-9 and -"),
        title_zh=_text(raw, "title_zh", bool, "text"),
        title_en=_text(raw, "title_en", bool, "text"),
        district=_text(
            raw, "district", lambda text: not text or _SLUG.fullmatch(text), "a place id or empty"
        ),
        city=_text(raw, "city", lambda text: not text or _SLUG.fullmatch(text), "a place id or empty"),
        home_bbox=_bbox("home_bbox", raw["home_bbox"]),
        frame_bbox=_bbox("frame.bbox", frame["bbox"]),
        map_approval=_text({"map_approval": "", **raw}, "map_approval", lambda _: True, "text"),
        languages=tuple(languages),
        landmarks=tuple(_landmark(item) for item in _landmark_tables(raw.get("landmarks", []))),
        redirects=_redirects(raw.get("redirects", {})),
    )


def _bad(field: str, value: object, allowed: str) -> InputError:
    return InputError(f"Bad value of {field}", value=value, where=SETTINGS_FILE, allowed=allowed)


def _text(raw: dict[str, Any], field: str, accepts: Callable[[str], object], allowed: str) -> str:
    value = raw[field]
    if not isinstance(value, str) or not accepts(value):
        raise _bad(field, value, allowed)
    return value


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _bbox(field: str, value: object) -> BBox:
    allowed = "[west, south, east, north] in degrees, west < east, south < north"
    if not isinstance(value, list) or len(value) != 4 or not all(_number(item) for item in value):
        raise _bad(field, value, allowed)
    west, south, east, north = (float(item) for item in value)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise _bad(field, value, allowed)
    return west, south, east, north


def _redirects(value: object) -> tuple[tuple[str, str], ...]:
    allowed = "a table [redirects] of old-id = new-id, or an empty text for a withdrawn place"
    if not isinstance(value, dict):
        raise _bad("redirects", value, allowed)
    for old, new in value.items():
        if not _SLUG.fullmatch(old) or not isinstance(new, str) or (new and not _SLUG.fullmatch(new)):
            raise _bad("redirects", {old: new}, allowed)
    return tuple(sorted(value.items()))


def _landmark_tables(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise _bad("landmarks", value, "tables [[landmarks]] with place_id, lon, lat, source")
    return value


def _landmark(item: dict[str, Any]) -> Landmark:
    fields = {"place_id", "lon", "lat", "source"}
    if set(item) != fields or not _number(item["lon"]) or not _number(item["lat"]):
        raise _bad("landmarks", item, "place_id, lon, lat (numbers, WGS84 degrees), source")
    return Landmark(str(item["place_id"]), float(item["lon"]), float(item["lat"]), str(item["source"]))
