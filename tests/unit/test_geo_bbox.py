import math

import pytest
import shapely

from geo.bbox import BBox, parse_numbers
from geo.errors import InputError, InvalidBBoxError


def test_parse_takes_four_numbers():
    assert BBox.parse("113.2,23.0,113.4,23.1") == BBox(113.2, 23.0, 113.4, 23.1)
    assert BBox.parse(" 113.2, 23 ,113.4,+23.1e0").to_tuple() == (113.2, 23.0, 113.4, 23.1)


def test_parse_leaves_heights_out():
    assert BBox.parse("113.2,23.0,-5,113.4,23.1,600") == BBox(113.2, 23.0, 113.4, 23.1)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "1 parts"),
        ("1,2,3", "3 parts"),
        ("1,2,3,4,5", "5 parts"),
        ("1,2,3,4,5,6,7", "7 parts"),
        ("1;2;3;4", "1 parts"),
        ("1,2,3,north", "'north'"),
        ("1,2,,4", "''"),
        ("nan,2,3,4", "'nan'"),
        ("1,2,inf,4", "'inf'"),
        ("1,2,3,1e999", "'1e999'"),
        ("1_0,2,3,4", "'1_0'"),
        ("１,2,3,4", "'１'"),
        ("1,2,9,3,4,8", "bottom above"),
        ("181,2,3,4", "west"),
        ("1,-91,3,4", "south"),
        ("1,2,-180.001,4", "east"),
        ("1,2,3,90.5", "north"),
        ("1,5,3,4", "south above"),
    ],
)
def test_parse_refuses_and_says_why(text, part):
    with pytest.raises(InvalidBBoxError, match="bbox") as caught:
        BBox.parse(text)
    assert part in str(caught.value)
    assert caught.value.allowed
    assert isinstance(caught.value, InputError | ValueError)


def test_a_box_of_a_settings_list_needs_four_numbers():
    assert BBox.of_numbers([1, 2, 3, 4]) == BBox(1.0, 2.0, 3.0, 4.0)
    with pytest.raises(InvalidBBoxError, match="3 numbers"):
        BBox.of_numbers([1, 2, 3])


def test_degenerate_boxes_are_boxes():
    point = BBox(113.0, 23.0, 113.0, 23.0)
    assert point.contains(113.0, 23.0)
    assert point.intersects(shapely.Point(113.0, 23.0))


def test_west_above_east_runs_over_the_antimeridian():
    box = BBox.parse("170,-10,-170,10")
    assert box.crosses_antimeridian
    assert box.contains(175, 0)
    assert box.contains(-175, 0)
    assert not box.contains(0, 0)
    assert not box.contains(175, 11)
    assert box.intersects(shapely.Point(-171, 5))
    assert not box.intersects(shapely.Point(113, 5))
    parts = shapely.get_parts(box.to_geometry())
    assert sorted(part.bounds for part in parts) == [(-180, -10, -170, 10), (170, -10, 180, 10)]


def test_intersects_touching_and_missing_geometries():
    box = BBox(0, 0, 1, 1)
    assert box.intersects(shapely.Point(1, 1))
    assert box.intersects(shapely.from_wkt("LINESTRING (-1 0.5, 2 0.5)"))
    assert not box.intersects(shapely.Point(1.0001, 1))
    assert not box.intersects(None)
    assert not box.intersects(shapely.Point())


def test_a_box_around_a_geometry():
    assert BBox.of_geometry(shapely.from_wkt("LINESTRING (1 5, 3 2)")) == BBox(1, 2, 3, 5)
    with pytest.raises(InvalidBBoxError):
        BBox.of_geometry(shapely.Point())


def test_of_six_numbers_the_third_and_last_are_heights():
    assert parse_numbers("1,2,3,4,5,6") == (1.0, 2.0, 4.0, 5.0)


def test_text_form_keeps_every_bit():
    box = BBox(math.pi, math.e, math.pi + 1e-12, 3.0)
    assert BBox.parse(box.to_text()) == box
