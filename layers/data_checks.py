"""Checks of the digitized data beyond topology: sources, hierarchies, sites, datum, water, base map, shares.

One small function a rule, each yielding ``Issue``. ``layers.check`` gathers them. A disagreement that a
row of ``conflicts.csv`` names (by the ids of both places) is explained: it is recorded as ``info``, not
as a fault.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo import layer_checks
from geo.bbox import BBox
from geo.boundary import EdgeIndex
from geo.constants import DIGITIZED_DECIMALS
from geo.coverage import check_layer
from geo.datum import gcj02_to_wgs84
from geo.issue import Issue, Severity
from geo.measure import area_km2, length_m
from geo.membership import probability_within
from geo.plane import LocalPlane
from geo.rules import Rule, fault
from layers import dictionary
from layers.schema import POLYGON_COLLECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

    from layers.digitized import Digitized
    from layers.polygons import PlacePolygon
    from layers.project import Landmark
    from layers.tables import Tables
    from seeds.gazetteer import Gazetteer, Place

_DIR = "layers/digitized"
# Schematic edges must stay under a third of the length of the edges that bound sub-zones.
MAX_SCHEMATIC_SHARE = 1 / 3
# A part that leaves its whole by more than this share of its own area is a fault; below it is rounding.
_LEAVING_SHARE = 1e-6
# Base layers may overlap the frame by a hair where a curve was rounded.
_BASE_MARGIN_DEG = 0.001
_BANKS, _ROADS = ("bank", "creek"), ("road", "expressway")


def find_missing_files(digitized: Digitized, tables: Tables) -> Iterator[Issue]:
    """Yield the optional tables and layers that do not exist: the map lacks what they hold."""
    for rule, names, ending, remedy in (
        ("missing-table", tables.missing, "csv", "Add it, with its header at least."),
        ("missing-layer", digitized.missing, "geojson", "Add it, as an empty FeatureCollection at least."),
    ):
        for name in names:
            file = f"{_DIR}/{name}.{ending}"
            yield Issue(rule, Severity.WARNING, name, f"{file} does not exist.", remedy, file=file)


def find_layer_faults(digitized: Digitized, frame: BBox) -> Iterator[Issue]:
    """Yield what any layer can have wrong (types, ids, axes, frame), of sites, corridors and base layers."""
    wide = BBox(
        max(frame.west - _BASE_MARGIN_DEG, -180.0),
        max(frame.south - _BASE_MARGIN_DEG, -90.0),
        min(frame.east + _BASE_MARGIN_DEG, 180.0),
        min(frame.north + _BASE_MARGIN_DEG, 90.0),
    )
    layers = [("sites", digitized.sites, dictionary.SITES, frame)]
    layers += [("corridors", digitized.corridors, dictionary.CORRIDORS, wide)]
    layers += [(f"base/{name}", layer, dictionary.BASE[0], wide) for name, layer in digitized.base.items()]
    for name, layer, spec, within in layers:
        for issue in check_layer(layer, spec.id_field, spec.geometry_types, within):
            yield in_layer(issue, name)


def find_unknown_sources(digitized: Digitized, tables: Tables) -> Iterator[Issue]:
    """Yield uses of a source key that ``sources.csv`` does not have."""
    known = {row.source for row in tables.sources}
    layers = [("edges", digitized.edges, "edge_id"), ("sites", digitized.sites, "place_id")]
    layers += [("corridors", digitized.corridors, "place_id")]
    layers += [(f"base/{name}", frame, "id") for name, frame in digitized.base.items()]
    uses = [
        (identity, source, f"{_DIR}/{name}.geojson", shapely.get_coordinates(shape)[0])
        for name, frame, id_field in layers
        for identity, source, shape in zip(frame[id_field], frame["source"], frame.geometry, strict=True)
    ]
    uses += [(row.place_id, row.source, f"{_DIR}/limits.csv", None) for row in tables.limits]
    uses += [(row.place_id, row.source, f"{_DIR}/areas.csv", None) for row in tables.areas]
    uses += [
        (row.conflict_id, source, f"{_DIR}/conflicts.csv", None)
        for row in tables.conflicts
        for source in (row.source_a, row.source_b)
    ]
    for identity, source, file, at in uses:
        if source not in known:
            lon, lat = (float(at[0]), float(at[1])) if at is not None else (None, None)
            yield Issue(
                "unknown-source", Severity.ERROR, identity, f"Source {source!r} is not in sources.csv.",
                "Add the source with publisher, title, date and licence, or correct the key.", lon, lat, file,
            )  # fmt: skip


def find_unlisted(
    polygons: Iterable[str], digitized: Digitized, tables: Tables, places: Mapping[str, Place]
) -> Iterator[Issue]:
    """Yield places of a drawn collection that are neither drawn nor listed as undrawn, or are both."""
    drawn = {*polygons, *digitized.sites["place_id"], *digitized.corridors["place_id"]}
    listed = {row.place_id for row in tables.undrawn}
    for place_id, place in places.items():
        if place.collection and place_id not in drawn and place_id not in listed:
            yield Issue(
                "not-drawn", Severity.WARNING, place_id,
                f"{place.name_zh} is in collection {place.collection}, but it is not drawn.",
                "Draw it, or say in undrawn.csv why it is not.", file=f"{_DIR}/undrawn.csv",
            )  # fmt: skip
    for place_id in sorted(listed):
        if place_id not in places:
            yield _unknown_place(place_id, "undrawn.csv")
        elif place_id in drawn:
            yield Issue(
                "drawn-and-undrawn", Severity.ERROR, place_id, "Listed as undrawn, but it is drawn.",
                "Remove the row of undrawn.csv, or the drawing.", file=f"{_DIR}/undrawn.csv",
            )  # fmt: skip


def find_unknown_in_tables(
    polygons: Mapping[str, PlacePolygon], digitized: Digitized, tables: Tables, places: Mapping[str, Place]
) -> Iterator[Issue]:
    """Yield what the tables name and nobody knows: place ids, undrawn places, followed features."""
    followed = set(digitized.edges["follows"])
    for file, place_id in sorted(
        {("limits.csv", row.place_id) for row in tables.limits}
        | {("areas.csv", row.place_id) for row in tables.areas}
    ):
        if place_id not in places:
            yield _unknown_place(place_id, file)
        elif place_id not in polygons:
            yield Issue(
                "stated-not-drawn", Severity.WARNING, place_id,
                "A text states its extent, but it is not drawn.",
                "Draw it from the stated limits, or remove the row.", file=f"{_DIR}/{file}",
            )  # fmt: skip
    for row in tables.conflicts:
        for place_id in row.place_ids:
            if place_id not in places:
                yield _unknown_place(place_id, "conflicts.csv")
    for limit in tables.limits:
        for name in limit.satisfied_by:
            if name not in followed and not limit.explanation:
                yield Issue(
                    "unknown-follows", Severity.WARNING, limit.place_id,
                    f"satisfied_by names {name!r}, which no edge follows.",
                    "Write it as the edges do.", file=f"{_DIR}/limits.csv",
                )  # fmt: skip


def find_schematic_excess(
    polygons: Mapping[str, PlacePolygon], places: Mapping[str, Place]
) -> Iterator[Issue]:
    """Yield one issue when schematic edges are a third or more of the length of the edges of sub-zones."""
    edges: dict[str, tuple[str, float]] = {}
    for place_id, polygon in polygons.items():
        if place_id in places and places[place_id].collection == "sub_zones":
            boundary = polygon.boundary
            for edge_id, basis, line in zip(
                boundary["edge_id"], boundary["basis"], boundary.geometry, strict=True
            ):
                edges[edge_id] = (basis, length_m(line))
    total = sum(length for _, length in edges.values())
    schematic = sum(length for basis, length in edges.values() if basis == "schematic")
    if total and schematic / total >= MAX_SCHEMATIC_SHARE:
        yield Issue(
            "schematic-share", Severity.ERROR, "sub_zones",
            f"{schematic / total:.0%} of the sub-zone edges by length is schematic; allowed: under a third.",
            "Find a basis for more of the edges, or leave the place undrawn.", file=f"{_DIR}/edges.geojson",
        )  # fmt: skip


def find_broken_hierarchy(
    polygons: Mapping[str, PlacePolygon], places: Mapping[str, Place], explained: set[frozenset[str]]
) -> Iterator[Issue]:
    """Yield parts that leave their whole, and zones that are not the union of their sub-zones."""
    for place_id, polygon in polygons.items():
        place = places.get(place_id)
        whole = polygons.get(place.parent) if place else None
        if place is None or whole is None:
            continue
        rest = shapely.difference(polygon.geometry, whole.geometry)
        outside = area_km2(rest) if rest.area else 0.0
        if outside > _LEAVING_SHARE * polygon.area_km2:
            yield _hierarchy_issue(
                "part-outside-whole", place_id, place.parent, rest, outside, polygon.area_km2, explained
            )
    for place_id, polygon in polygons.items():
        parts = [
            part.geometry
            for part_id, part in polygons.items()
            if part_id in places
            and places[part_id].parent == place_id
            and places[part_id].collection == "sub_zones"
        ]
        if not parts:
            continue
        rest = shapely.difference(polygon.geometry, shapely.union_all(parts))
        missing = area_km2(rest) if rest.area else 0.0
        if missing > _LEAVING_SHARE * polygon.area_km2:
            yield _hierarchy_issue("zone-not-union", place_id, "", rest, missing, polygon.area_km2, explained)


def find_misplaced_sites(
    digitized: Digitized,
    polygons: Mapping[str, PlacePolygon],
    places: Mapping[str, Place],
    explained: set[frozenset[str]],
) -> Iterator[Issue]:
    """Yield sites outside the nearest drawn place above them in the gazetteer.

    One that would lie inside were its position taken for GCJ-02 is named as shifted instead.
    """
    expected = {}
    for site in digitized.sites["place_id"]:
        parent = _drawn_parent(site, polygons, places)
        if parent:
            expected[site] = (parent, polygons[parent].geometry)
    index = EdgeIndex.of_edges(digitized.edges)
    positions = dict(zip(digitized.sites["place_id"], digitized.sites.geometry, strict=True))
    accuracy = dict(zip(digitized.sites["place_id"], digitized.sites["accuracy_m"], strict=True))
    for issue in layer_checks.find_outside(digitized.sites, "place_id", expected, index):
        parent, polygon = expected[issue.where]
        point = positions[issue.where]
        lon, lat = gcj02_to_wgs84(point.x, point.y)
        there = (float(lon), float(lat))
        moved = there != (point.x, point.y)
        if moved and probability_within(*there, float(accuracy[issue.where]), polygon, index) >= 0.5:
            detail = f"Taken for GCJ-02 it would lie in {parent}, where it belongs."
            yield fault(Rule.GCJ02_SHIFTED, issue.where, detail, point, f"{_DIR}/sites.geojson")
        elif _is_explained(explained, issue.where, parent):
            yield _explained(issue)
        else:
            yield in_layer(issue, "sites")


def find_contradicted_sites(
    digitized: Digitized,
    polygons: Mapping[str, PlacePolygon],
    gazetteer: Gazetteer,
    statements: Iterable[dict[str, object]],
    explained: set[frozenset[str]],
) -> Iterator[Issue]:
    """Yield, as warnings, sites outside the place that a statement puts them in (hosts, part_of)."""
    sites = set(digitized.sites["place_id"])
    index = EdgeIndex.of_edges(digitized.edges)
    seen: set[tuple[str, str]] = set()
    for row in statements:
        place_id, relation = str(row["place_id"] or ""), row.get("relation")
        objects = row.get("objects")
        for name in objects if isinstance(objects, list) else []:
            other = gazetteer.by_name.get(name)
            if other is None or not other.place_id or relation not in ("hosts", "part_of"):
                continue
            site, whole = (other.place_id, place_id) if relation == "hosts" else (place_id, other.place_id)
            if site not in sites or whole not in polygons or (site, whole) in seen:
                continue
            seen.add((site, whole))
            found = layer_checks.find_outside(
                digitized.sites[digitized.sites["place_id"] == site],
                "place_id", {site: (whole, polygons[whole].geometry)}, index,
            )  # fmt: skip
            for issue in found:
                if _is_explained(explained, site, whole):
                    yield _explained(issue)
                else:
                    message = f"{issue.message} Statement {row['id']} puts it there."
                    yield Issue(
                        "site-outside-stated", Severity.WARNING, site, message,
                        "Check position and statement; record a conflict that stays in conflicts.csv.",
                        issue.lon_degree, issue.lat_degree, f"{_DIR}/sites.geojson",
                    )  # fmt: skip


def find_datum_shifts(digitized: Digitized, landmarks: Iterable[Landmark]) -> Iterator[Issue]:
    """Yield sites that stand off a landmark of the same id by a datum shift of Chinese web maps."""
    known = {item.place_id: (item.lon_degree, item.lat_degree) for item in landmarks}
    points = list(zip(digitized.sites["place_id"], digitized.sites.geometry, strict=True))
    for issue in layer_checks.find_datum_shifts(points, known):
        yield in_layer(issue, "sites")


def find_in_water(digitized: Digitized) -> Iterator[Issue]:
    """Yield sites that lie in a water polygon of the base map, farther from its bank than their accuracy."""
    if "water" not in digitized.base:
        return
    water = digitized.base["water"]
    points = list(zip(digitized.sites["place_id"], digitized.sites.geometry, strict=True))
    accuracy = dict(zip(digitized.sites["place_id"], digitized.sites["accuracy_m"], strict=True))
    shapes = list(zip(water["id"], water.geometry, strict=True))
    for issue in layer_checks.find_in_water(points, shapes, accuracy):
        yield in_layer(issue, "sites")


def find_off_base(digitized: Digitized) -> Iterator[Issue]:
    """Yield edges along a bank or road that leave the base map's bank or road by more than both accuracies.

    The base map is drawn apart from the edges, so a vertex moved by mistake stands out against it. A road is
    compared with the base map's road of the same name, a bank with any water.
    """
    for features, layer in ((_BANKS, "water"), (_ROADS, "roads")):
        base = digitized.base.get(layer)
        edges = digitized.edges[digitized.edges["feature"].isin(features)]
        if base is None:
            continue
        for follows, group in edges.groupby("follows", sort=True):
            alike = base
            if layer == "roads":
                alike = base[[bool(name) and name in str(follows) for name in base["name_zh"]]]
            if len(alike):
                yield from _off_base(gpd.GeoDataFrame(group), alike, layer)


def _off_base(edges: gpd.GeoDataFrame, base: gpd.GeoDataFrame, layer: str) -> Iterator[Issue]:
    plane = LocalPlane.at(float(edges.total_bounds[1]))
    lines = [plane.to_metres(shape.boundary if shape.area else shape) for shape in base.geometry]
    tree = shapely.STRtree(lines)
    accuracies = np.nan_to_num(np.asarray(base["accuracy_m"], dtype=float))
    for edge_id, accuracy, line in zip(edges["edge_id"], edges["accuracy_m"], edges.geometry, strict=True):
        vertices = shapely.points(shapely.get_coordinates(plane.to_metres(line)))
        nearest, distance = tree.query_nearest(vertices, all_matches=False, return_distance=True)
        allowed = accuracies[nearest[1]] + accuracy
        excess = distance - allowed
        worst = int(excess.argmax())
        # An end far away means that the base map does not show this feature, not that the edge is wrong.
        if excess[worst] > 0 and excess[0] <= 0 and excess[-1] <= 0:
            lon, lat = shapely.get_coordinates(line)[worst]
            yield Issue(
                "edge-off-base", Severity.ERROR, edge_id,
                f"Vertex {worst} at {lon:.6f}, {lat:.6f} is {distance[worst]:.0f} m from the nearest line of "
                f"base/{layer}; both accuracies together allow {allowed[worst]:.0f} m.",
                "Move the vertex back onto the feature, or correct the base map or the accuracy.",
                float(lon), float(lat), f"{_DIR}/edges.geojson",
            )  # fmt: skip


def explained_pairs(tables: Tables) -> set[frozenset[str]]:
    """Return the sets of places whose disagreement a row of ``conflicts.csv`` records."""
    return {frozenset(row.place_ids) for row in tables.conflicts}


def _is_explained(explained: set[frozenset[str]], *places: str) -> bool:
    """Whether a recorded conflict names all of ``places``."""
    return any(ids.issuperset(places) for ids in explained)


def _drawn_parent(site: str, polygons: Mapping[str, PlacePolygon], places: Mapping[str, Place]) -> str | None:
    seen = {site}
    place = places.get(site)
    while place is not None and place.parent and place.parent not in seen:
        seen.add(place.parent)
        parent = places.get(place.parent)
        if parent is not None and parent.collection in POLYGON_COLLECTIONS and place.parent in polygons:
            return place.parent
        place = parent
    return None


def _hierarchy_issue(
    rule: str,
    place_id: str,
    other: str,
    rest: BaseGeometry,
    area: float,
    whole: float,
    explained: set[frozenset[str]],
) -> Issue:
    point = rest.representative_point()
    share = f"{area:.4f} km² ({area / whole:.2%})"
    said = (
        f"{share} of it lie outside {other}, its parent."
        if other
        else f"{share} of it lie in none of its sub-zones."
    )
    is_explained = bool(other) and _is_explained(explained, place_id, other)
    return Issue(
        rule, Severity.INFO if is_explained else Severity.ERROR, place_id, said,
        "Correct place_ids of the face there, or the parent in the gazetteer; record a conflict that stays.",
        round(point.x, DIGITIZED_DECIMALS), round(point.y, DIGITIZED_DECIMALS), f"{_DIR}/faces.geojson",
    )  # fmt: skip


def _unknown_place(place_id: str, file: str) -> Issue:
    return Issue(
        "unknown-place", Severity.ERROR, place_id, f"place_id {place_id!r} is not in the gazetteer.",
        "Correct the id, or add the place to seeds/gazetteer.csv.", file=f"{_DIR}/{file}",
    )  # fmt: skip


def _explained(issue: Issue) -> Issue:
    message = f"{issue.message} Explained in conflicts.csv."
    return replace(issue, severity=Severity.INFO, message=message, remedy="", file=f"{_DIR}/sites.geojson")


def in_layer(issue: Issue, name: str) -> Issue:
    """Return an issue of ``geo`` with the file of the layer ``name`` it was found in."""
    return replace(issue, rule=str(issue.rule), file=issue.file or f"{_DIR}/{name}.geojson")
