"""Real pairs that do not fit: other size and pixel size, other zone, degrees against metres."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal, osr

from rscd_plugin.core.jobs.pairs import open_pair
from rscd_plugin.core.jobs.spec import AlignJob, RasterSource
from rscd_plugin.core.progress import Progress
from scripts.rscd_call import call

CITY = "abudhabi"


def test_dates_of_other_size_and_pixel_size(real_data, tmp_path):
    folder = real_data / "oscd" / CITY
    results = call(
        "alignpair",
        PRE=folder / "pre.tif",
        POST=folder / "post.tif",
        NORMALISE="pif",
        ALIGNED_PRE=tmp_path / "a.tif",
        ALIGNED_POST=tmp_path / "b.tif",
        REPORT=tmp_path / "r.html",
    )
    assert int(results["TIE_POINTS"]) > 30 and float(results["RESIDUAL_PX"]) < 0.3
    a, b, pre = (gdal.Open(str(path)) for path in (tmp_path / "a.tif", tmp_path / "b.tif", folder / "pre.tif"))
    assert a.GetGeoTransform() == b.GetGeoTransform() == pre.GetGeoTransform()
    assert (b.RasterXSize, b.RasterYSize, b.RasterCount) == (pre.RasterXSize, pre.RasterYSize, 4)


@pytest.mark.parametrize("epsg", [32640, 32639, 3857])
def test_degrees_against_metres_give_the_same_shift(real_data, tmp_path, epsg):
    """Post warped to another CRS first: what is found must stay, within 0.3 pixels."""
    folder = real_data / "oscd" / CITY
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    post = str(tmp_path / "post.tif")
    gdal.Warp(post, str(folder / "post.tif"), dstSRS=f"EPSG:{epsg}", resampleAlg="cubic", errorThreshold=0.0)
    shifts = []
    for path in (str(folder / "post.tif"), post):
        job = AlignJob(RasterSource(str(folder / "pre.tif")), RasterSource(path), coregister="translation")
        _, found = open_pair(job, Progress())
        assert found.reliable
        shifts.append(found.shift_px)
    np.testing.assert_allclose(shifts[0], shifts[1], atol=0.3)
