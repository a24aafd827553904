"""CQL2 (21-065r2), annex A: every queryable of every collection, over HTTP as text; a sample as JSON, too.

The tests that need the standard's own test data (Natural Earth) are not here; the standard's example expressions
are in ``tests/contract/test_api_cql2_standard.py``.
"""

from __future__ import annotations

import json
import random

import cql2
from ats_session import GEOJSON, abstract_test

CQL2 = "CQL2"
COMPARISONS = ("=", "<>", ">", "<", ">=", "<=")
TIMES = ("T_AFTER", "T_BEFORE", "T_DISJOINT", "T_EQUALS", "T_INTERSECTS")
SPANS = (
    *TIMES,
    "T_CONTAINS",
    "T_DURING",
    "T_FINISHEDBY",
    "T_FINISHES",
    "T_MEETS",
    "T_METBY",
    "T_OVERLAPPEDBY",
    "T_OVERLAPS",
    "T_STARTEDBY",
    "T_STARTS",
)
VALUES = {
    "string": "'foo'",
    "boolean": "true",
    "number": "3.14",
    "integer": "1",
    "date": "DATE('2022-04-14')",
}
WORLD = ("BBOX(-180,-90,180,90)", "POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))")
LINE, POINT, POINTS, NOWHERE = (
    "LINESTRING(7 50, 10 51)",
    "POINT(7.02 49.92)",
    "MULTIPOINT(7 50,10 51)",
    "POINT(90 180)",
)
COMBINED = "((NOT {0} AND {1}) OR ({2} and NOT {3}) or not ({0} AND {3}))"


def cql(name):
    return abstract_test(CQL2, f"/conf/{name}", per_collection=True)


def queryables(session, collection, *kinds):
    """(quoted name, kind) of the queryables of some kinds; a column of dates is of kind date."""
    rows = session.json(f"/collections/{collection['id']}/queryables", "application/schema+json")[
        "properties"
    ]
    for name, schema in rows.items():
        kind = (
            "date"
            if schema.get("format") == "date"
            else schema.get("type", "geometry" if "x-ogc-role" in schema else "")
        )
        if kind in kinds:
            yield f'"{name}"', kind


def found(session, collection, text):
    """Ids a filter selects."""
    page = session.json(
        session.items(collection),
        GEOJSON,
        filter=text,
        properties=first_column(session, collection),
        skipGeometry="true",
    )
    return {row["id"] for row in page["features"]}


def first_column(session, collection):
    rows = session.json(f"/collections/{collection['id']}/queryables", "application/schema+json")[
        "properties"
    ]
    return next(name for name in rows if name != "geometry")


def refused(session, collection, text):
    return session.get(session.items(collection), GEOJSON, filter=text).status_code == 400


@cql("basic-cql2/basic-test")
def there_are_queryables(session, collection):
    rows = session.json(f"/collections/{collection['id']}/queryables", "application/schema+json")[
        "properties"
    ]
    assert rows
    assert all("type" in row or "format" in row for row in rows.values())
    assert list(queryables(session, collection, *VALUES))


def check_pairs(session, collection, forms):
    """= and <>, > and <=, < and >= share nothing."""
    sets = {sign: found(session, collection, form) for sign, form in forms.items()}
    for one, other in (("=", "<>"), (">", "<="), ("<", ">=")):
        assert not sets[one] & sets[other], forms[one]
    return sets


@cql("basic-cql2/comparison")
def comparisons_part_the_features(session, collection):
    for name, kind in queryables(session, collection, *VALUES):
        check_pairs(session, collection, {sign: f"{name} {sign} {VALUES[kind]}" for sign in COMPARISONS})


@cql("basic-cql2/is-null")
def null_or_not(session, collection):
    everything = found(session, collection, "true")
    for name, _ in queryables(session, collection, *VALUES, "array", "geometry"):
        null, present = (
            found(session, collection, f"{name} IS NULL"),
            found(session, collection, f"{name} is not null"),
        )
        assert not null & present, name
        assert null | present == everything, name


@cql("basic-cql2/boolean")
def true_and_false(session, collection):
    assert (
        len(found(session, collection, "true"))
        == session.json(session.items(collection), GEOJSON)["numberMatched"]
    )
    assert found(session, collection, "false") == set()


def predicates(session, collection):
    for name, kind in queryables(session, collection, *VALUES, "geometry", "array"):
        yield f"{name} IS NULL"
        if kind in VALUES:
            yield f"{name} >= {VALUES[kind]}"
        elif kind == "geometry":
            yield f"S_INTERSECTS({name},BBOX(113,22,114,24))"
        else:
            yield f"A_OVERLAPS({name},('foo','bar'))"


@cql("basic-cql2/logical")
def combinations_hold(session, collection):
    """The combination is what sets give, as text and as JSON, wherever no operand is unknown."""
    pick = random.Random(21065)
    known = list(predicates(session, collection))
    for _ in range(10):
        parts = [pick.choice(known) for _ in range(4)]
        whole = found(session, collection, COMBINED.format(*parts))
        holds = [found(session, collection, part) for part in parts]
        fails = [found(session, collection, f"NOT ({part})") for part in parts]
        everything = set.intersection(*(yes | no for yes, no in zip(holds, fails, strict=True)))
        expected = {
            feature for feature in everything
            for p, q, r, s in [[feature in one for one in holds]]
            if (not p and q) or (r and not s) or not (p and s)
        }  # fmt: skip
        assert whole & everything == expected, parts
        tree = json.dumps(cql2.parse_text(COMBINED.format(*parts)).to_json())
        page = session.json(session.items(collection), GEOJSON, filter=tree, filter_lang="cql2-json")
        assert {row["id"] for row in page["features"]} == whole, parts


@cql("advanced-comparison-operators/like")
def like_patterns(session, collection):
    for name, _ in queryables(session, collection, "string"):
        every, some, empty, twice = (
            found(session, collection, f"{name} LIKE '{p}'") for p in ("%", "_%", "", "%%")
        )
        assert not some & empty, name
        assert every == twice == some | empty, name
        found(session, collection, f"{name} like '\\%\\_'")


@cql("advanced-comparison-operators/between")
def between_bounds(session, collection):
    for name, _ in queryables(session, collection, "number", "integer"):
        inside = found(session, collection, f"{name} BETWEEN 0 AND 100")
        assert inside == found(session, collection, f"{name} >= 0 AND {name} <= 100")
        assert found(session, collection, f"{name} between 100.0 and 1.0") == set()


@cql("advanced-comparison-operators/in")
def in_a_list(session, collection):
    lists = {
        "number": "(1, 2, 3)",
        "integer": "(1, 2, 3)",
        "string": "('foo', 'bar')",
        "boolean": "(true)",
        "date": "('2022-04-14', '2022-04-15')",
    }
    for name, kind in queryables(session, collection, *lists):
        found(session, collection, f"{name} IN {lists[kind]}")
    for name, _ in queryables(session, collection, "boolean"):
        assert found(session, collection, f"{name} in (true)") == found(session, collection, f"{name} = true")


@cql("case-insensitive-comparison/casei")
def casei_compares(session, collection):
    for name, _ in queryables(session, collection, "string"):
        assert not found(session, collection, f"CASEI({name}) = casei('foo')") & found(
            session, collection, f"CASEI({name}) <> casei('FOO')"
        )


@cql("case-insensitive-comparison/casei-like")
def casei_matches(session, collection):
    for name, _ in queryables(session, collection, "string"):
        assert found(session, collection, f"CASEI({name}) LIKE casei('a%')") == found(
            session, collection, f"CASEI({name}) LIKE casei('A%')"
        )


@cql("accent-insensitive-comparison/accenti")
def accenti_compares(session, collection):
    for name, _ in queryables(session, collection, "string"):
        assert not found(session, collection, f"ACCENTI({name}) = accenti('äöüéáí')") & found(
            session, collection, f"ACCENTI({name}) <> accenti('aoueai')"
        )
        assert found(session, collection, f"ACCENTI(CASEI({name})) LIKE accenti(casei('Ä%'))") == found(
            session, collection, f"ACCENTI(CASEI({name})) LIKE accenti(casei('a%'))"
        )


@cql("basic-spatial-functions/s_intersects")
def intersects_points_and_boxes(session, collection):
    placed = None
    for name, _ in queryables(session, collection, "geometry"):
        placed = found(session, collection, f"{name} IS NOT NULL")
        assert found(session, collection, f"S_INTERSECTS({name},{WORLD[0]})") == placed
        found(session, collection, f"S_INTERSECTS({name},{POINT})")
        assert refused(session, collection, f"S_INTERSECTS({name},{NOWHERE})")
        found(
            session,
            collection,
            f"S_INTERSECTS({name},BBOX(-180,-90,-90,90)) AND S_INTERSECTS({name},BBOX(90,-90,180,90))",
        )
    assert (placed is None) == ("spatial" not in collection.get("extent", {}))


@cql("basic-spatial-functions-plus/spatial-data-types")
def intersects_every_type(session, collection):
    shapes = ("MULTIPOINT(7.02 49.92, 90 80)", "LINESTRING(-180 -45, 0 -45)", "MULTILINESTRING((-180 -45, 0 -45), (0 45, 180 45))", *WORLD,
              "MULTIPOLYGON(((113 22,114 22,114 24,113 24,113 22)),((0 0,10 0,10 10,0 10,0 0)))", "GEOMETRYCOLLECTION(POINT(7.02 49.92), POLYGON((0 0,10 0,10 10,0 10,0 0)))")  # fmt: skip
    for name, _ in queryables(session, collection, "geometry"):
        for shape in shapes:
            found(session, collection, f"S_INTERSECTS({name},{shape})")


def spatial(function):
    """The sets of one function for the world twice, and for the line."""

    def check(session, collection):
        for name, _ in queryables(session, collection, "geometry"):
            box, polygon = (found(session, collection, f"{function}({name},{shape})") for shape in WORLD)
            assert box == polygon, function
            line = found(session, collection, f"{function}({name},{LINE})")
            if function == "S_DISJOINT":
                assert box == set()
                assert not line & found(session, collection, f"S_INTERSECTS({name},{LINE})")
                assert refused(session, collection, f"{function}({name},{NOWHERE})")
            if function == "S_WITHIN":
                assert box == found(session, collection, f"{name} IS NOT NULL")
            if function == "S_CONTAINS":
                assert not box & found(session, collection, f"S_WITHIN({name},{WORLD[0]})")

    return check


for relation in (
    "s_intersects",
    "s_disjoint",
    "s_equals",
    "s_touches",
    "s_crosses",
    "s_within",
    "s_contains",
    "s_overlaps",
):
    cql(f"spatial-functions/{relation}")(spatial(relation.upper()))


@cql("temporal-functions/temporal-functions-1")
def relations_of_a_date(session, collection):
    for name, _ in queryables(session, collection, "date"):
        for function in TIMES:
            found(session, collection, f"{function}({name},DATE('2022-04-24'))")
            found(session, collection, f"{function}({name},INTERVAL('2021-01-01','2021-12-31'))")
            found(session, collection, f"{function}({name},TIMESTAMP('2022-04-24T07:59:57Z'))")
        meets, misses = (
            found(session, collection, f"{function}({name},INTERVAL('2021-01-01','2026-12-31'))")
            for function in ("T_INTERSECTS", "T_DISJOINT")
        )
        assert not meets & misses


@cql("temporal-functions/temporal-functions-2")
def relations_of_an_interval(session, collection):
    for name, _ in queryables(session, collection, "date"):
        for function in SPANS:
            found(
                session,
                collection,
                f"{function}(INTERVAL({name},{name}),INTERVAL('2021-01-01','2021-12-31'))",
            )


@cql("array-functions/array-predicates")
def relations_of_arrays(session, collection):
    for name, _ in queryables(session, collection, "array"):
        a, b, c, d = (
            found(session, collection, f"A_{f}({name},('foo','bar'))")
            for f in ("CONTAINS", "CONTAINEDBY", "EQUALS", "OVERLAPS")
        )
        assert c == a & b
        assert a <= d


@cql("property-property/comparison-value-property")
def values_on_the_left(session, collection):
    for name, kind in queryables(session, collection, *VALUES):
        check_pairs(session, collection, {sign: f"{VALUES[kind]} {sign} {name}" for sign in COMPARISONS})


@cql("property-property/comparison-property-property")
def properties_on_both_sides(session, collection):
    for name, _ in queryables(session, collection, *VALUES):
        sets = check_pairs(session, collection, {sign: f"{name} {sign} {name}" for sign in COMPARISONS})
        assert not (sets["<>"] | sets["<"] | sets[">"]), name
        assert sets["="] == sets[">="] == sets["<="] == found(session, collection, f"{name} IS NOT NULL"), (
            name
        )


@cql("property-property/comparison-value-value")
def values_on_both_sides(session, collection):
    everything = found(session, collection, "true")
    for value in (*VALUES.values(), "TIMESTAMP('2022-04-14T14:48:46Z')"):
        sets = check_pairs(session, collection, {sign: f"{value} {sign} {value}" for sign in COMPARISONS})
        assert not (sets["<>"] | sets["<"] | sets[">"]), value
        assert sets["="] == sets[">="] == sets["<="] == everything, value


@cql("arithmetic/arithmetic")
def arithmetic_holds(session, collection):
    for name, _ in queryables(session, collection, "number", "integer"):
        plain = found(session, collection, f"{name} > 3")
        for form in (
            f"{name} + 2 > 5",
            f"{name} * 2 > 6",
            f"{name} - 1 > 2",
            f"{name} / 2 > 1.5",
            f"{name} > 2 + 2 ^ 0",
            f"{name} > 7 div 2",
            f"{name} > 11 % 4",
        ):
            assert found(session, collection, form) == plain, form
