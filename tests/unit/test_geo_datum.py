import numpy as np
import pytest

from geo.datum import (
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    outside_china,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from geo.measure import distance_m


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # 广州塔 and 天安门 as published in both systems (to the digits given).
        ((113.3191, 23.1090), (113.3245, 23.1064)),
        ((116.391265, 39.907374), (116.397507, 39.908777)),
        ((121.473701, 31.230416), (121.478250, 31.228475)),
    ],
)
def test_known_points(wgs84, gcj02):
    assert np.array(wgs84_to_gcj02(*wgs84)) == pytest.approx(gcj02, abs=6e-5)
    assert np.array(gcj02_to_wgs84(*gcj02)) == pytest.approx(wgs84, abs=6e-5)


def test_the_shift_at_haizhu_is_some_600_metres_to_the_south_east():
    lon, lat = wgs84_to_gcj02(113.32, 23.10)
    assert distance_m(113.32, 23.10, float(lon), float(lat)) == pytest.approx(620, abs=30)
    assert lon > 113.32
    assert lat < 23.10


def test_the_baidu_shift_at_haizhu_is_some_1270_metres():
    lon, lat = wgs84_to_bd09(113.32, 23.10)
    assert distance_m(113.32, 23.10, float(lon), float(lat)) == pytest.approx(1270, abs=60)


def test_outside_china_nothing_moves():
    for lon, lat in [(0.0, 0.0), (139.7, 35.7), (2.35, 48.86), (113.3, 0.5), (72.0, 30.0)]:
        assert outside_china(lon, lat)
        assert wgs84_to_gcj02(lon, lat) == (lon, lat)
        assert gcj02_to_wgs84(lon, lat) == (lon, lat)
    assert not outside_china(113.3, 23.1)


def test_arrays_keep_their_shape_and_mix_inside_and_outside():
    lon, lat = np.array([[113.3, 0.0], [116.4, 120.0]]), np.array([[23.1, 0.0], [39.9, 30.0]])
    there_lon, there_lat = wgs84_to_gcj02(lon, lat)
    assert there_lon.shape == (2, 2)
    assert (there_lon[0, 1], there_lat[0, 1]) == (0.0, 0.0)
    assert there_lon[0, 0] == wgs84_to_gcj02(113.3, 23.1)[0]
    back_lon, back_lat = gcj02_to_wgs84(there_lon, there_lat)
    assert back_lon == pytest.approx(lon, abs=1e-9)
    assert back_lat == pytest.approx(lat, abs=1e-9)


def test_a_scalar_spreads_over_an_array():
    lon, lat = wgs84_to_gcj02(113.3, np.array([23.0, 23.1, 23.2]))
    assert lon.shape == lat.shape == (3,)


def test_baidu_there_and_back():
    lon, lat = np.linspace(75, 134, 200), np.linspace(18, 53, 200)
    assert np.array(bd09_to_gcj02(*gcj02_to_bd09(lon, lat))) == pytest.approx(np.array([lon, lat]), abs=1e-9)
    assert np.array(bd09_to_wgs84(*wgs84_to_bd09(lon, lat))) == pytest.approx(np.array([lon, lat]), abs=1e-9)


def test_the_input_is_not_changed():
    lon, lat = np.array([113.3]), np.array([23.1])
    gcj02_to_wgs84(lon, lat)
    assert (lon[0], lat[0]) == (113.3, 23.1)
