"""A collection as zipped shapefiles, for programs that read nothing else.

The format's limits are met openly: field names of ten ASCII characters, text in GB18030 (two bytes for
a Chinese character, as Chinese programs expect) cut at 254 bytes, one kind of geometry a file. A
dictionary in the zip tells which field is which column, and which texts were cut.
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio

from layers.export_tables import flat_frame, is_nested
from layers.schema import ColumnType

if TYPE_CHECKING:
    import pandas as pd

    from layers.store import Collection

ENCODING = "GB18030"
_TEXT_BYTES = 254
# A fixed time in the zip keeps its bytes the same.
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)
_KINDS = {
    "Point": "point", "MultiPoint": "multipoint", "LineString": "line", "MultiLineString": "line",
    "Polygon": "polygon", "MultiPolygon": "polygon",
}  # fmt: skip


def shapefile_bytes(collection: Collection) -> bytes:
    """Return a zip of shapefiles, one for each kind of geometry, with a dictionary of fields.

    Features without geometry are a plain table. With one kind only, the file is named like the
    collection; else ``<id>_point``, ``<id>_line``, ``<id>_polygon`` and ``<id>_none``.
    """
    frame = flat_frame(collection, nested=False)
    names = {
        column.name: column.short or column.name[:10]
        for column in collection.columns
        if not is_nested(column)
    }
    cut = _cut_texts(frame, collection)
    frame = frame.rename(columns=names)
    with tempfile.TemporaryDirectory(prefix="zone-atlas-") as folder:
        for name, part in _parts(frame, collection.id):
            path = Path(folder) / f"{name}.shp"
            if isinstance(part, gpd.GeoDataFrame):
                pyogrio.write_dataframe(part, path, driver="ESRI Shapefile", encoding=ENCODING)
            else:
                pyogrio.write_dataframe(
                    part,
                    path.with_suffix(".dbf"),
                    driver="ESRI Shapefile",
                    encoding=ENCODING,
                )
        (Path(folder) / f"{collection.id}_fields.csv").write_bytes(_dictionary(collection, names, cut))
        return _zip(Path(folder))


def _parts(frame: pd.DataFrame, name: str) -> list[tuple[str, pd.DataFrame]]:
    if not isinstance(frame, gpd.GeoDataFrame):
        return [(name, frame)]
    kinds = frame.geometry.geom_type.map(_KINDS).where(frame.geometry.notna(), "none")
    found = sorted(set(kinds))
    if len(found) == 1:
        return [(name, frame)]
    parts: list[tuple[str, pd.DataFrame]] = []
    for kind in found:
        part = frame[kinds == kind]
        parts.append((f"{name}_{kind}", part.drop(columns="geometry") if kind == "none" else part))
    return parts


def _cut_texts(frame: pd.DataFrame, collection: Collection) -> set[str]:
    """Cut texts to what a field holds, in place of this function's own frame; return the columns cut."""
    cut = set()
    for column in collection.columns:
        if column.name not in frame.columns or column.type not in (ColumnType.STRING, ColumnType.STRINGS):
            continue
        values = [_cut(value) for value in frame[column.name]]
        if any(was_cut for _, was_cut in values):
            cut.add(column.name)
        frame[column.name] = [value for value, _ in values]
    return cut


def _cut(value: Any) -> tuple[str | None, bool]:  # noqa: ANN401 (a cell)
    if not isinstance(value, str):
        return None, False
    encoded = value.encode(ENCODING)
    if len(encoded) <= _TEXT_BYTES:
        return value, False
    # ignore: the last character may have been cut in half.
    return encoded[:_TEXT_BYTES].decode(ENCODING, errors="ignore"), True


def _dictionary(collection: Collection, names: dict[str, str], cut: set[str]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(["field", "column", "title_zh", "title_en", "unit", "cut_at_254_bytes"])
    for column in collection.columns:
        if column.name in names:
            is_cut = "yes" if column.name in cut else ""
            writer.writerow(
                [names[column.name], column.name, column.title_zh, column.title_en, column.unit, is_cut]
            )
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _zip(folder: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            if path.suffix == ".dbf":
                # Bytes 1 to 3 of a dBase header are the day of writing: fixed, as the zip's.
                content = content[:1] + bytes((100, 1, 1)) + content[4:]
            archive.writestr(zipfile.ZipInfo(path.name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
