"""The features of every collection, from polygons, digitized points and lines, and evidence. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.boundary import EdgeIndex
from geo.constants import BUILT_DECIMALS
from geo.measure import length_m
from geo.membership import certainty, membership_table
from layers.evidence import period_interval
from layers.join import by_place, place_properties
from layers.schema import COLLECTIONS_BY_ID, PLACE_COLLECTIONS, POLYGON_COLLECTIONS
from layers.store import Feature, make_collection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from layers.digitized import Digitized
    from layers.evidence import Evidence
    from layers.polygons import PlacePolygon
    from layers.store import Collection

Row = dict[str, Any]

# Places that a site may be a member of, in the order in which memberships are listed.
_MEMBERSHIP_COLLECTIONS = ("zones", "sub_zones", "areas", "districts")
_AREA_DECIMALS, _SHARE_DECIMALS, _METRE_DECIMALS = 4, 4, 1


def all_collections(
    digitized: Digitized,
    polygons: Mapping[str, PlacePolygon],
    evidence: Evidence,
    agreements: Sequence[Row],
    conflicts: Sequence[Row],
) -> dict[str, Collection]:
    """Return every collection by id, in the order of ``layers.schema.COLLECTIONS``; empty ones are left out.

    Base layers that the project does not have are left out as well.
    """
    said = by_place(evidence.statements)
    properties = {
        place_id: place_properties(place, said.get(place_id, []))
        for place_id, place in evidence.gazetteer.by_id.items()
    }
    collection_of = {place_id: place.collection for place_id, place in evidence.gazetteer.by_id.items()}
    found: dict[str, list[Feature]] = {
        name: _polygon_features(name, polygons, properties, collection_of, agreements, conflicts)
        for name in POLYGON_COLLECTIONS
    }
    drawn = {name: [polygons[feature.id] for feature in found[name]] for name in _MEMBERSHIP_COLLECTIONS}
    found["sites"] = _site_features(digitized, drawn, properties)
    found["corridors"] = _corridor_features(digitized.corridors, properties)
    found["edges"] = _edge_features(digitized.edges, polygons)
    placed = {feature.id: feature for name in PLACE_COLLECTIONS for feature in found[name]}
    found["places"] = [
        Feature(
            place_id,
            placed[place_id].geometry if place_id in placed else None,
            {**row, "collection": collection_of[place_id] or None},
        )
        for place_id, row in properties.items()
    ]
    found["statements"] = [
        Feature(row["id"], _representative(placed.get(row["place_id"] or "")), row)
        for row in evidence.statements
    ]
    found["documents"] = [Feature(row["id"], None, row) for row in evidence.documents]
    for name, frame in digitized.base.items():
        found[f"base_{name}"] = _base_features(frame)
    intervals = {
        name: period_interval([row for feature in found[name] for row in said.get(feature.id, [])])
        for name in (*PLACE_COLLECTIONS, "places")
    }
    intervals["statements"] = period_interval(evidence.statements)
    return {
        name: _collection(name, found[name], intervals.get(name))
        for name in COLLECTIONS_BY_ID
        if found.get(name)
    }


def _collection(
    name: str, features: Iterable[Feature], interval: tuple[str, str] | None = None
) -> Collection:
    """One collection, its geometry type worked out so that all features have the same one where they can."""
    schema = COLLECTIONS_BY_ID[name]
    ordered = tuple(
        Feature(feature.id, feature.geometry, _in_order(feature.properties, name)) for feature in features
    )
    kinds = {feature.geometry.geom_type for feature in ordered if feature.geometry is not None}
    if kinds == {"Polygon", "MultiPolygon"} and schema.geometry_type == "MultiPolygon":
        ordered = tuple(Feature(item.id, _multi(item.geometry), item.properties) for item in ordered)
        kinds = {"MultiPolygon"}
    if schema.geometry_type in ("Geometry", "MultiPolygon") and len(kinds) == 1:
        schema = replace(schema, geometry_type=kinds.pop())
    return make_collection(schema, ordered, interval)


def _in_order(properties: Row, name: str) -> Row:
    """Properties in the order of the columns; what a kind of feature does not have is null."""
    empty: dict[str, Any] = {"strings": [], "objects": []}
    return {
        column.name: properties.get(column.name, empty.get(column.type) if not column.nullable else None)
        for column in COLLECTIONS_BY_ID[name].columns
    }


def _multi(geometry: BaseGeometry | None) -> BaseGeometry | None:
    return shapely.MultiPolygon([geometry]) if isinstance(geometry, shapely.Polygon) else geometry


def _polygon_features(
    collection: str,
    polygons: Mapping[str, PlacePolygon],
    properties: Mapping[str, Row],
    collection_of: Mapping[str, str],
    agreements: Sequence[Row],
    conflicts: Sequence[Row],
) -> list[Feature]:
    features = []
    for place_id, polygon in polygons.items():
        if collection_of.get(place_id) != collection:
            continue
        row = properties[place_id] | {
            "area_km2": round(polygon.area_km2, _AREA_DECIMALS),
            "area_low_km2": round(polygon.area_low_km2, _AREA_DECIMALS),
            "area_high_km2": round(polygon.area_high_km2, _AREA_DECIMALS),
            "perimeter_km": round(polygon.perimeter_km, _AREA_DECIMALS),
            "accuracy_m": round(polygon.accuracy_m, _METRE_DECIMALS),
            "basis": {name: round(share, _SHARE_DECIMALS) for name, share in polygon.basis.items()},
            "schematic_share": round(polygon.schematic_share, _SHARE_DECIMALS),
            "edge_ids": list(polygon.edge_ids),
            "agreements": [item for item in agreements if item["place_id"] == place_id],
            "conflicts": [item for item in conflicts if place_id in item["place_ids"]],
            "clipped": polygon.clipped,
            "label_lon": round(polygon.label[0], BUILT_DECIMALS),
            "label_lat": round(polygon.label[1], BUILT_DECIMALS),
        }
        features.append(Feature(place_id, polygon.geometry, row))
    return features


def site_memberships(
    sites: gpd.GeoDataFrame, drawn: Mapping[str, Sequence[PlacePolygon]], edges: EdgeIndex
) -> list[list[Row]]:
    """Return, for each row of ``sites``, its memberships of at least "unsure".

    Each is ``{"place_id", "collection", "probability", "certainty"}``; they are grouped by collection
    in the order of ``drawn`` and within it sorted from the most probable down.

    Parameters
    ----------
    sites
        Points with ``accuracy_m`` (95 %), EPSG:4326.
    drawn
        Polygons by collection.
    edges
        Index of all edges, for the accuracy of the boundaries.
    """
    result: list[list[Row]] = [[] for _ in range(len(sites))]
    if not len(sites):
        return result
    positions = shapely.get_coordinates(sites.geometry.to_numpy())
    accuracy = np.asarray(sites["accuracy_m"], dtype=float)
    for collection, polygons in drawn.items():
        if not polygons:
            continue
        table = membership_table(positions[:, 0], positions[:, 1], accuracy, _shapes(polygons), edges)
        for point, polygon, probability in zip(
            table["point"], table["polygon"], table["probability"], strict=True
        ):
            rounded = round(float(probability), _SHARE_DECIMALS)
            result[point].append(
                {
                    "place_id": polygons[polygon].place_id,
                    "collection": collection,
                    "probability": rounded,
                    "certainty": str(certainty(rounded)),
                }
            )
    return result


def _shapes(polygons: Sequence[PlacePolygon]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[polygon.geometry for polygon in polygons], crs="EPSG:4326")


def _site_features(
    digitized: Digitized, drawn: Mapping[str, Sequence[PlacePolygon]], properties: Mapping[str, Row]
) -> list[Feature]:
    sites = digitized.sites
    memberships = site_memberships(sites, drawn, EdgeIndex.of_edges(digitized.edges))
    features = []
    for site, zones in zip(sites.to_dict("records"), memberships, strict=True):
        row = properties[site["place_id"]] | {
            **_provenance(site),
            "zone": _most_probable(zones, "zones"),
            "sub_zone": _most_probable(zones, "sub_zones"),
            "zones": zones,
        }
        features.append(Feature(site["place_id"], site["geometry"], row))
    return features


def _most_probable(memberships: Sequence[Row], collection: str) -> str | None:
    return next((row["place_id"] for row in memberships if row["collection"] == collection), None)


def _corridor_features(corridors: gpd.GeoDataFrame, properties: Mapping[str, Row]) -> list[Feature]:
    return [
        Feature(
            line["place_id"],
            line["geometry"],
            properties[line["place_id"]] | _provenance(line) | _length(line["geometry"]),
        )
        for line in corridors.to_dict("records")
    ]


def _edge_features(edges: gpd.GeoDataFrame, polygons: Mapping[str, PlacePolygon]) -> list[Feature]:
    bounds: dict[str, list[str]] = {edge_id: [] for edge_id in edges["edge_id"]}
    for place_id, polygon in polygons.items():
        for edge_id in polygon.edge_ids:
            bounds[edge_id].append(place_id)
    return [
        Feature(
            edge["edge_id"],
            edge["geometry"],
            _provenance(edge) | _length(edge["geometry"]) | {"places": sorted(bounds[edge["edge_id"]])},
        )
        for edge in edges.to_dict("records")
    ]


def _base_features(frame: gpd.GeoDataFrame) -> list[Feature]:
    return [Feature(row["id"], row["geometry"], _provenance(row)) for row in frame.to_dict("records")]


def _provenance(record: Mapping[Any, Any]) -> Row:
    """Return the digitized properties of a feature; empty text and missing numbers become null."""
    return {
        str(key): None if value == "" or value != value else value  # noqa: PLR0124 (NaN is the value unlike itself)
        for key, value in record.items()
        if key != "geometry"
    }


def _length(geometry: BaseGeometry) -> Row:
    return {"length_m": round(length_m(geometry), _METRE_DECIMALS)}


def _representative(feature: Feature | None) -> BaseGeometry | None:
    if feature is None or feature.geometry is None:
        return None
    if "label_lon" in feature.properties:
        return shapely.Point(feature.properties["label_lon"], feature.properties["label_lat"])
    if feature.geometry.geom_type == "Point":
        return feature.geometry
    return shapely.line_interpolate_point(shapely.line_merge(feature.geometry), 0.5, normalized=True)
