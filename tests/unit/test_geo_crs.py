import pytest
import shapely

from geo.bbox import BBox
from geo.crs import (
    CRS84,
    EPSG3857,
    EPSG4326,
    EPSG4490,
    EPSG4547,
    GCJ02,
    SERVED,
    STANDARD_URIS,
    Axes,
    by_name,
    by_uri,
    parse_bbox,
    to_crs84,
    transform,
)
from geo.errors import InvalidBBoxError, InvalidCrsError

TOWER = shapely.Point(113.3191, 23.1090)

# Known answers: PROJ's command line (cs2cs OGC:CRS84 → each), axis order of the EPSG register.
EXPECTED = {
    CRS84: (113.3191, 23.1090),
    EPSG4326: (23.1090, 113.3191),
    EPSG4490: (23.1090, 113.3191),
    EPSG3857: (12614624.509, 2645205.677),
    EPSG4547: (2556771.435, 430247.439),
    GCJ02: (113.324510, 23.106389),
}


@pytest.mark.parametrize("uri", SERVED)
def test_positions_come_in_the_order_of_the_crs(uri):
    first, second = transform(TOWER, uri).coords[0]
    tolerance = 1e-6 if SERVED[uri].decimals == 7 else 1e-3
    assert (first, second) == pytest.approx(EXPECTED[uri], abs=tolerance)


@pytest.mark.parametrize("uri", SERVED)
def test_there_and_back(uri):
    back = to_crs84(transform(TOWER, uri), uri)
    assert back.coords[0] == pytest.approx(TOWER.coords[0], abs=1e-10)


def test_axes_follow_the_register():
    assert {uri: SERVED[uri].axes for uri in STANDARD_URIS} == {
        CRS84: Axes.LON_LAT,
        EPSG4326: Axes.LAT_LON,
        EPSG3857: Axes.EASTING_NORTHING,
        EPSG4490: Axes.LAT_LON,
        EPSG4547: Axes.NORTHING_EASTING,
    }


def test_every_part_of_a_geometry_is_moved():
    shape = shapely.from_wkt(
        "MULTIPOLYGON (((113 23, 114 23, 114 24, 113 23), (113.5 23.2, 113.6 23.2, 113.6 23.3, 113.5 23.2)))"
    )
    moved = transform(shape, EPSG4326)
    assert moved.bounds == (23, 113, 24, 114)
    assert shapely.get_num_coordinates(moved) == shapely.get_num_coordinates(shape)
    assert shape.bounds == (113, 23, 114, 24)


@pytest.mark.parametrize(
    "uri", ["", "EPSG:4326", "http://www.opengis.net/def/crs/EPSG/0/4549", EPSG4326.lower()]
)
def test_unknown_uris_are_refused_with_the_allowed_ones(uri):
    for use in (by_uri, lambda name: transform(TOWER, name), lambda name: parse_bbox("1,2,3,4", name)):
        with pytest.raises(InvalidCrsError) as caught:
            use(uri)
        assert caught.value.value == uri
        assert EPSG4547 in str(caught.value)


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("EPSG:4547", EPSG4547),
        ("epsg:4490", EPSG4490),
        ("4326", EPSG4326),
        ("[EPSG:3857]", EPSG3857),
        ("CRS84", CRS84),
        ("OGC:CRS84", CRS84),
        ("wgs84", CRS84),
        ("WGS-84", CRS84),
        ("cgcs2000", EPSG4490),
        ("gcj02", GCJ02),
        ("GCJ-02", GCJ02),
        (EPSG4547, EPSG4547),
    ],
)
def test_people_may_use_short_names(text, uri):
    assert by_name(text).uri == uri


@pytest.mark.parametrize("text", ["", "EPSG:4549", "mars", "EPSG:"])
def test_other_short_names_are_refused(text):
    with pytest.raises(InvalidCrsError):
        by_name(text)


def test_a_position_without_image_is_refused():
    with pytest.raises(InvalidCrsError) as caught:
        transform(shapely.Point(0, 95), EPSG3857)
    assert caught.value.value == [0.0, 95.0]


def test_bbox_numbers_stand_in_the_order_of_the_crs():
    box = BBox(113.2, 23.0, 113.4, 23.1)
    assert parse_bbox("113.2,23.0,113.4,23.1") == box
    assert parse_bbox("23.0,113.2,23.1,113.4", EPSG4326) == box
    assert parse_bbox("23.0,113.2,-9,23.1,113.4,9", EPSG4490) == box


def test_a_projected_bbox_encloses_the_box_it_was_made_from():
    # 2556771.435 N, 430247.439 E is the tower: one kilometre around it.
    box = parse_bbox("2556271,429747,2557271,430747", EPSG4547)
    assert box.contains(TOWER.x, TOWER.y)
    for x in (429747, 430247, 430747):
        for y in (2556271, 2557271):
            corner = to_crs84(shapely.Point(y, x), EPSG4547)
            assert box.west <= corner.x <= box.east
            assert box.south - 1e-8 <= corner.y <= box.north + 1e-8
    assert box.east - box.west == pytest.approx(0.00977, abs=1e-4)
    mercator = parse_bbox("12614000,2645000,12615000,2646000", EPSG3857)
    assert mercator.contains(TOWER.x, TOWER.y)


def test_a_degree_box_over_the_antimeridian_stays_one():
    assert parse_bbox("-10,170,10,-170", EPSG4326) == BBox(170, -10, -170, 10)


@pytest.mark.parametrize("text", ["2557271,429747,2556271,430747", "2556271,430747,2557271,429747"])
def test_exchanged_corners_of_a_projected_box_are_refused(text):
    with pytest.raises(InvalidBBoxError, match="northing, easting"):
        parse_bbox(text, EPSG4547)


def test_a_gcj02_box_is_moved_by_the_shift():
    box = parse_bbox("113.3245,23.1064,113.3246,23.1065", GCJ02)
    assert box.west == pytest.approx(113.3191, abs=2e-5)
    assert box.north == pytest.approx(23.1091, abs=2e-5)


def test_a_point_box_in_metres_is_a_point():
    box = parse_bbox("2556771.435,430247.439,2556771.435,430247.439", EPSG4547)
    assert box.west == pytest.approx(113.3191, abs=1e-7)
    assert box.west == pytest.approx(box.east)
