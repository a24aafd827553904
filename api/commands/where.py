"""``zone-atlas where``: which zone a point lies in, how certain that is, and what the documents say of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from api.commands._project import atlas_option, open_atlas, project_option

if TYPE_CHECKING:
    from pathlib import Path

    from layers.locate import Membership
    from layers.store import Atlas

# Kept beside layers.locate.DATUMS (a test compares them), so that --help need not import geometry.
DATUMS = ("wgs84", "cgcs2000", "gcj02", "bd09")
_CERTAINTY_ZH = {"within": "在内", "likely": "很可能", "unsure": "不确定", "outside": "在外"}
_QUOTES_SHOWN = 3


@click.command(
    "where",
    short_help="Tell which zone a point lies in.",
    context_settings={"ignore_unknown_options": True},
    epilog="Examples: zone-atlas where 113.3191 23.1090 · zone-atlas where --crs gcj02 113.3245 23.1065 · "
    "zone-atlas where 113.3594 23.1025 --accuracy 50 --format json",
)
@click.argument("lon", type=float)
@click.argument("lat", type=float)
@click.option(
    "--crs",
    "datum",
    type=click.Choice(DATUMS),
    default="wgs84",
    show_default=True,
    help="Datum of the position; gcj02 is what Chinese web maps show, bd09 what Baidu shows.",
)
@click.option(
    "--accuracy",
    "accuracy_m",
    type=click.FloatRange(min=0),
    default=20.0,
    show_default=True,
    help="Radius in metres that holds the true position with 95 %.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@project_option
@atlas_option
def command(
    lon: float,
    lat: float,
    datum: str,
    accuracy_m: float,
    form: str,
    project_dir: Path,
    atlas_dir: Path | None,
) -> None:
    """Tell which zone, sub-zone, area and district the point LON LAT lies in, each with its certainty.

    Memberships are probabilities, from the accuracy of the point and of the boundary nearby. Exit
    status 0 also when the point lies in no place of the atlas.
    """
    from layers.locate import locate, to_wgs84  # noqa: PLC0415 (geopandas takes a while; --help does not need it)

    atlas = open_atlas(project_dir, atlas_dir)
    there_lon, there_lat = to_wgs84(lon, lat, datum)
    memberships = locate(atlas, there_lon, there_lat, accuracy_m)
    if form == "json":
        answer = {
            "lon": round(there_lon, 7),
            "lat": round(there_lat, 7),
            "accuracy_m": accuracy_m,
            "memberships": [_json_row(atlas, item) for item in memberships],
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    click.echo(f"{there_lon:.6f} {there_lat:.6f} (WGS84, ± {accuracy_m:g} m)")
    if not memberships:
        click.echo("不在图集的任何区域内 · in no place of this atlas")
    for item in memberships:
        click.echo(_line(item))
        for quote in _said(atlas, item)[:_QUOTES_SHOWN]:
            click.echo(f"    「{quote['quote']}」 {quote['title']} [{quote['start']}:{quote['end']}]")


def _line(item: Membership) -> str:
    title = f"{item.name_zh} {item.name_en}".strip()
    word = f"{_CERTAINTY_ZH[item.certainty]} {item.certainty}"
    return f"  {title} ({item.place_id}) · {word}, {item.probability:.2f}"


def _json_row(atlas: Atlas, item: Membership) -> dict[str, Any]:
    properties = atlas.collections[item.collection].feature(item.place_id).properties
    return {
        **asdict(item),
        "positioning": properties["positioning"],
        "focus_industries": properties["focus_industries"],
        "statements": _said(atlas, item),
    }


def _said(atlas: Atlas, item: Membership) -> list[dict[str, Any]]:
    """Positioning and focus of the place, each clause once, with the document it stands in."""
    roles = atlas.collections[item.collection].feature(item.place_id).properties["roles"]
    chosen: dict[tuple[str, int, int], dict[str, Any]] = {}
    for relation in ("positioned_as", "focus_industry"):
        for role in roles:
            if role["relation"] == relation:
                span = (role["doc"], role["start"], role["end"])
                chosen.setdefault(span, {**role, "title": _title(atlas, role["doc"])})
    return list(chosen.values())


def _title(atlas: Atlas, doc: str) -> str:
    return f"《{atlas.documents[doc]['title']}》" if doc in atlas.documents else doc
