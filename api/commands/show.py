"""``zone-atlas show``: one statement with its quote in context, or one place's card."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from api.commands._project import atlas_option, open_atlas, project_option

if TYPE_CHECKING:
    from pathlib import Path

    from layers.store import Atlas, Feature

_RELATIONS_ZH = {
    "positioned_as": "定位", "focus_industry": "重点产业", "hosts": "承载", "part_of": "隶属", "task": "任务",
}  # fmt: skip


@click.command(
    "show",
    short_help="Show a statement or a place.",
    epilog="Examples: zone-atlas show pazhou-west · zone-atlas show s-0123456789ab --format json",
)
@click.argument("identifier", metavar="STATEMENT_ID|PLACE_ID")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@project_option
@atlas_option
def command(identifier: str, form: str, project_dir: Path, atlas_dir: Path | None) -> None:
    """Show a statement with its quote in context, or a place with all that the documents say of it.

    The id is one that the map, the API and the exports show. An unknown id exits with 2 and names those
    like it.
    """
    atlas = open_atlas(project_dir, atlas_dir)
    statement = atlas.statements_by_id.get(identifier)
    if statement is not None:
        click.echo(_json(statement) if form == "json" else "\n".join(_statement_lines(atlas, statement)))
        return
    place = _place(atlas, identifier)
    click.echo(_json(place.properties) if form == "json" else "\n".join(_card_lines(atlas, place)))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _place(atlas: Atlas, identifier: str) -> Feature:
    """Return the feature of the richest collection that has the place: drawn ones before ``places``."""
    from geo.errors import FeatureNotFoundError  # noqa: PLC0415 (as below)
    from layers.place_checks import near_matches  # noqa: PLC0415 (geopandas takes a while)
    from layers.schema import PLACE_COLLECTIONS  # noqa: PLC0415

    for name in (*PLACE_COLLECTIONS, "places"):
        collection = atlas.collections.get(name)
        if collection is not None and identifier in collection.index:
            return collection.feature(identifier)
    places = atlas.collection("places").index
    names = {feature.properties["name_zh"]: key for feature in atlas.collection("places").features
             for key in [feature.id]}  # fmt: skip
    near = [
        names.get(match, match)
        for match in near_matches(identifier, [*places, *names, *atlas.statements_by_id])
    ]
    raise FeatureNotFoundError(
        "No statement or place of that id",
        value=identifier,
        allowed=f"near: {', '.join(near)}" if near else "an id that the map, the API or an export shows",
    )


def _statement_lines(atlas: Atlas, row: dict[str, Any]) -> list[str]:
    from layers.excerpt import excerpt  # noqa: PLC0415 (kept with the others)

    document = atlas.documents[row["doc"]]
    found = excerpt(atlas.texts[row["doc"]], row["start"], row["end"])
    lines = [
        f"{row['id']} · {row['kind']}",
        f"  …{found.before}【{found.quote}】{found.after}…",
        _field("文献", f"《{document['title']}》 {row['doc']} [{row['start']}:{row['end']}]"),
        _field("章节", " › ".join(row["section"])),
        _field("地名", f"{row['place'] or ''} ({row['place_id'] or '—'})"),
    ]
    if row["kind"] == "role":
        lines += [
            _field("关系", f"{_RELATIONS_ZH[row['relation']]} {row['relation']}"),
            _field("对象", "、".join(row["objects"])),
        ]
    else:
        lines += [
            _field("指标", f"{row['subject'] or ''} ({row['indicator_id'] or '—'}), {row['measure']}"),
            _field("数值", _value(row)),
            _field("时期", f"{row['period'] or '—'}, {row['status'] or '—'}"),
        ]
    lines.append(_field("规则", f"{row['rule']}, {row['review']}"))
    if row.get("conflicts_with"):
        lines.append(_field("冲突", ", ".join(row["conflicts_with"])))
    return [line for line in lines if line]


def _card_lines(atlas: Atlas, place: Feature) -> list[str]:
    properties = place.properties
    lines = [
        f"{properties['name_zh']} {properties['name_en'] or ''} ({place.id}) · {properties['kind']}".strip(),
        _field("定位", properties["positioning"] or "文件未载"),
        _field("重点产业", "、".join(properties["focus_industries"])),
        _field("承载", "、".join(properties["hosts"])),
    ]
    if properties.get("area_km2") is not None:
        interval = f"{properties['area_low_km2']:.2f}–{properties['area_high_km2']:.2f}"
        lines += [
            _field("面积", f"{properties['area_km2']:.2f} km² ({interval})"),
            _field("边界", ", ".join(f"{name} {share:.0%}" for name, share in properties["basis"].items())),
        ]
    if properties.get("zones"):
        lines.append(
            _field(
                "所在", ", ".join(f"{row['place_id']} ({row['certainty']})" for row in properties["zones"])
            )
        )
    for role in properties["roles"]:
        lines.append(
            f"  {role['statement_id']} {_RELATIONS_ZH[role['relation']]} 「{_short(role['quote'])}」"
        )
    for row in properties["indicators"]:
        status = ", ".join(part for part in (row["period"], row["status"]) if part)
        lines.append(f"  {row['statement_id']} {row['subject'] or ''} 「{row['quote']}」 {status}")
    for name in properties["documents"]:
        lines.append(_field("文献", f"《{atlas.documents[name]['title']}》 {name}"))
    return [line for line in lines if line]


def _field(label: str, value: str) -> str:
    return f"  {label}: {value}" if value else ""


def _short(text: str, limit: int = 120) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit]}…"


def _value(row: dict[str, Any]) -> str:
    if row.get("value_min") is not None or row.get("value_max") is not None:
        number = f"{row.get('value_min')} … {row.get('value_max')}"
    else:
        number = f"{row['comparator'] or '='} {row['value']:,.10g}"
    return f"{number} {row['unit'] or ''}".strip()
