"""The report of a check as one HTML page: issues on a plain map, in a list, and the table of agreements.

Self-contained: an SVG drawn here, styles inside, no script, no request. For looking at faults, not for
publishing.
"""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

import shapely

from geo.issue import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.issue import Issue
    from layers.check import CheckResult
    from layers.project import BBox, Project

_WIDTH = 1200.0
_SYMBOL = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
_STYLE = """
body{font:15px/1.5 "Source Han Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0 auto;
max-width:78rem;padding:1rem;color:#1c2730;background:#fff}
h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
svg{width:100%;height:auto;border:1px solid #c8d0d4;background:#f7f8f6}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid #dfe4e6}
.water{fill:#d3e3ec;stroke:none}.creek{fill:none;stroke:#d3e3ec;stroke-width:2}
.road{fill:none;stroke:#e0dcd2;stroke-width:1.4}
.edge{fill:none;stroke:#4a5a64;stroke-width:1.2}.schematic{stroke-dasharray:5 4;stroke:#8a979e}
.site{fill:#6b7a84}.error{color:#a3160f}.warning{color:#8a5a00}.info{color:#28566e}
circle.error{fill:#a3160f}circle.warning{fill:#8a5a00}circle.info{fill:#28566e}
text{font-size:13px;font-weight:700;fill:#fff;text-anchor:middle;dominant-baseline:central}
.no{white-space:nowrap}.muted{color:#53626b}
@media(prefers-color-scheme:dark){body{background:#14191d;color:#e4e9ec}
svg{background:#1b2227;border-color:#39454d}th,td{border-color:#2f3a41}
.error{color:#ff8f85}.warning{color:#f0bd62}.info{color:#8fc7e6}.muted{color:#a3b0b8}
.water{fill:#243742}.creek{stroke:#243742}.road{stroke:#33393b}
.edge{stroke:#aab7be}.schematic{stroke:#74838b}}
"""


def report_page(result: CheckResult, project: Project) -> str:
    """Return the report as an HTML document: no script, nothing from outside.

    The map shows the edges and sites that were checked over the water and roads of the base layers, and
    one numbered mark for each issue that has a place. The view is the part of the frame that holds edges.
    """
    counts = " · ".join(f"{result.count(severity)} {severity}" for severity in Severity)
    title = f"{project.title_zh} · 检查报告"
    return f"""<!DOCTYPE html>
<html lang="zh">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(title)}</title><style>{_STYLE}</style></head>
<body><main>
<h1>{escape(title)} <span lang="en">Check report</span></h1>
<p>{escape(counts)}</p>
{_map(result, project)}
<h2>问题 <span lang="en">Issues</span></h2>
{_issue_table(result.issues)}
<h2>文本与图形核对 <span lang="en">Stated limits and areas against the drawing</span></h2>
{_agreement_table(result)}
</main></body></html>
"""


def _map(result: CheckResult, project: Project) -> str:
    digitized = result.digitized
    view = _view(digitized.edges, project.frame_bbox)
    frame = _Projection(view)
    parts = []
    for name, style in (("water", "water"), ("roads", "road")):
        if name in digitized.base:
            parts += [frame.path(shape, style) for shape in digitized.base[name].geometry]
    for edge_id, basis, line in zip(
        digitized.edges["edge_id"], digitized.edges["basis"], digitized.edges.geometry, strict=True
    ):
        style = "edge schematic" if basis == "schematic" else "edge"
        parts.append(frame.path(line, style, str(edge_id)))
    for place_id, point in zip(digitized.sites["place_id"], digitized.sites.geometry, strict=True):
        lon, lat = shapely.get_coordinates(point)[0]
        parts.append(frame.dot(float(lon), float(lat), "site", 2.5, str(place_id)))
    for number, issue in enumerate(result.issues, 1):
        if issue.lon_degree is not None and issue.lat_degree is not None:
            parts.append(
                frame.mark(issue.lon_degree, issue.lat_degree, str(issue.severity), number, issue.where)
            )
    label = "检查的边线、点位与问题位置 / edges, sites and places of issues"
    body = "\n".join(parts)
    size = f"0 0 {frame.width:.0f} {frame.height:.0f}"
    return f'<svg viewBox="{size}" role="img" aria-label="{label}">\n{body}\n</svg>'


def _view(edges: gpd.GeoDataFrame, frame: BBox) -> BBox:
    if not len(edges):
        return frame
    west, south, east, north = (float(value) for value in edges.total_bounds)
    inside = (max(west, frame[0]), max(south, frame[1]), min(east, frame[2]), min(north, frame[3]))
    return inside if inside[0] < inside[2] and inside[1] < inside[3] else frame


class _Projection:
    """Degrees to SVG units: plate carrée, true at the middle latitude; enough for a sketch of faults."""

    def __init__(self, view: BBox) -> None:
        self._west, _, east, self._north = view
        middle = math.radians((view[1] + self._north) / 2)
        self._x_scale = _WIDTH / (east - self._west)
        self._y_scale = self._x_scale / math.cos(middle)
        self.width = _WIDTH
        self.height = (self._north - view[1]) * self._y_scale

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self._west) * self._x_scale, (self._north - lat) * self._y_scale

    def path(self, shape: BaseGeometry, style: str, title: str = "") -> str:
        """Return lines or rings as an SVG path; points as dots."""
        if shape.geom_type in ("Point", "MultiPoint"):
            return "".join(self.dot(lon, lat, style, 2.0) for lon, lat in shapely.get_coordinates(shape))
        is_area = shape.geom_type in ("Polygon", "MultiPolygon")
        pieces = []
        for part in getattr(shape, "geoms", [shape]):
            rings = [part.exterior, *part.interiors] if is_area else [part]
            for ring in rings:
                points = " ".join(
                    "{:.1f},{:.1f}".format(*self.xy(lon, lat)) for lon, lat in shapely.get_coordinates(ring)
                )
                pieces.append(f"M{points}{'Z' if is_area else ''}")
        if style == "water" and not is_area:
            style = "creek"
        text = f"<title>{escape(title)}</title>" if title else ""
        return f'<path class="{style}" fill-rule="evenodd" d="{"".join(pieces)}">{text}</path>'

    def dot(self, lon: float, lat: float, style: str, radius: float, title: str = "") -> str:
        x, y = self.xy(lon, lat)
        text = f"<title>{escape(title)}</title>" if title else ""
        return f'<circle class="{style}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}">{text}</circle>'

    def mark(self, lon: float, lat: float, severity: str, number: int, where: str) -> str:
        x, y = self.xy(lon, lat)
        # Off the view the mark stands at its rim: the list tells the true place.
        x, y = min(max(x, 11.0), self.width - 11), min(max(y, 11.0), self.height - 11)
        circle = f'<circle class="{severity}" cx="{x:.1f}" cy="{y:.1f}" r="11">'
        circle += f"<title>{escape(where)}</title></circle>"
        return f'<a href="#i{number}">{circle}<text x="{x:.1f}" y="{y:.1f}">{number}</text></a>'


def _issue_table(issues: Iterable[Issue]) -> str:
    rows = []
    for number, issue in enumerate(issues, 1):
        at = "" if issue.lon_degree is None else f"{issue.lon_degree:.6f}, {issue.lat_degree:.6f}"
        rows.append(
            f'<tr id="i{number}"><td>{number}</td>'
            f'<td class="{issue.severity} no">{_SYMBOL[issue.severity]} {issue.severity}</td>'
            f"<td>{escape(issue.where)}</td><td>{escape(issue.rule)}</td><td>{escape(issue.message)}"
            f'<div class="muted">{escape(issue.remedy)}</div></td>'
            f'<td class="muted">{escape(issue.file)}<br>{at}</td></tr>'
        )
    if not rows:
        return "<p>没有问题。 <span lang='en'>No issue.</span></p>"
    head = "<tr><th>#</th><th>级别</th><th>对象</th><th>规则</th><th>说明</th><th>文件、位置</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _agreement_table(result: CheckResult) -> str:
    rows = []
    for row in result.agreements:
        state = (
            "相符 ✓"
            if row["agrees"]
            else "有说明 ~"
            if row["explained"]
            else "不符 ✗"
            if row["tested"]
            else "未检验 –"
        )
        style = "error" if state.startswith("不符") else ""
        figure = f"{row['share']:.0%}" if row["test"] == "side" else f"{row['difference_percent']:+.1f} %"
        rows.append(
            f"<tr><td>{escape(row['place_id'])}</td><td>{row['side'] or 'km²'}</td>"
            f"<td>{escape(row['stated'])}</td><td>{escape(row['drawn'] or '—')}</td>"
            f'<td class="no">{figure}</td><td class="{style} no">{state}</td>'
            f'<td class="muted">{escape(row["explanation"] or "")}</td></tr>'
        )
    if not rows:
        return "<p>没有所载的四至或面积。 <span lang='en'>No stated limit or area.</span></p>"
    names = ("区域", "项", "文本所载", "图形", "吻合", "结果", "说明")
    head = f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
