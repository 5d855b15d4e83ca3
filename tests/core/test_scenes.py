"""The generated scenes: the same every time, exact, georeferenced, and no walk-over."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal, osr

from scripts.scenes import Scene, make_scene, write_scene


@pytest.fixture(scope="module")
def scene() -> Scene:
    return make_scene(42, size_px=768)


def best_f1(score: np.ndarray, truth: np.ndarray) -> float:
    """The best F1 any threshold on `score` can reach, by trying 200 of them."""
    truth = truth.astype(bool)
    best = 0.0
    for threshold in np.quantile(score, np.linspace(0.5, 0.9995, 200)):
        mask = score >= threshold
        best = max(best, 2 * (mask & truth).sum() / (mask.sum() + truth.sum()))
    return best


def polygon_mask(corners: np.ndarray, size_px: int) -> np.ndarray:
    """Pixel centres inside a convex polygon, from the side of each edge it lies on; corners (n, 2) as y, x."""
    rows, columns = np.mgrid[:size_px, :size_px]
    signs = []
    for (y0, x0), (y1, x1) in zip(corners, np.roll(corners, -1, axis=0)):
        signs.append((x1 - x0) * (rows - y0) - (y1 - y0) * (columns - x0))
    signs = np.stack(signs)
    return (signs >= 0).all(axis=0) | (signs <= 0).all(axis=0)


def test_shapes_types_and_share(scene: Scene) -> None:
    assert scene.pre.shape == scene.post.shape == (4, 768, 768)
    assert scene.pre.dtype == scene.post.dtype == scene.truth.dtype == np.uint8
    assert set(np.unique(scene.truth)) == {0, 1}
    assert 0.01 < scene.truth.mean() < 0.15
    assert max(abs(shift) for shift in scene.shift_px) <= 1.0


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    first, again, other = make_scene(7, 256), make_scene(7, 256), make_scene(8, 256)
    for name in ("pre", "post", "truth"):
        assert getattr(first, name).tobytes() == getattr(again, name).tobytes()
    assert first.pre.tobytes() != other.pre.tobytes()


def test_truth_is_the_footprints_of_what_came_or_went(scene: Scene) -> None:
    size_px = scene.truth.shape[0]
    expected = np.zeros((size_px, size_px), dtype=bool)
    for building in scene.buildings:
        if building.in_pre == building.in_post:
            continue
        for part in building.parts:
            along = np.array([np.sin(part.heading), np.cos(part.heading)]) * part.half_u
            sideways = np.array([np.cos(part.heading), -np.sin(part.heading)]) * part.half_v
            centre = np.array([part.y, part.x])
            corners = np.array([centre + a * along + b * sideways for a, b in ((1, 1), (1, -1), (-1, -1), (-1, 1))])
            expected |= polygon_mask(corners, size_px)
    wrong = int((expected != scene.truth.astype(bool)).sum())
    assert wrong <= 2  # pixel centres exactly on an edge, lost to rounding


def test_buildings_stand_clear_of_each_other(scene: Scene) -> None:
    from scripts.scenes.roofs import building_mask

    size_px = scene.truth.shape[0]
    total = sum(int(building_mask([building], size_px).sum()) for building in scene.buildings)
    assert total == int(building_mask(list(scene.buildings), size_px).sum())


def test_roofs_cover_what_was_there(scene: Scene) -> None:
    """An added building is really drawn: its pixels differ between the dates more than the rest of the scene."""
    difference = np.abs(scene.post.astype(float) - scene.pre).mean(axis=0)
    difference -= np.median(difference)
    changed = scene.truth.astype(bool)
    assert np.abs(difference[changed]).mean() > 1.15 * np.abs(difference[~changed]).mean()


def test_simple_differencing_does_poorly(scene: Scene) -> None:
    pre, post = (image.astype(np.float32) for image in (scene.pre, scene.post))
    plain = np.sqrt(((post - pre) ** 2).sum(axis=0))
    axes = (1, 2)
    normal_pre = (pre - pre.mean(axes, keepdims=True)) / pre.std(axes, keepdims=True)
    normal_post = (post - post.mean(axes, keepdims=True)) / post.std(axes, keepdims=True)
    normalised = np.sqrt(((normal_post - normal_pre) ** 2).sum(axis=0))
    assert best_f1(plain, scene.truth) < 0.5
    assert best_f1(normalised, scene.truth) < 0.5


def test_best_f1_would_notice_an_easy_scene(scene: Scene) -> None:
    assert best_f1(scene.truth + 0.1 * np.random.default_rng(0).random(scene.truth.shape), scene.truth) > 0.95


def test_written_files_are_georeferenced_and_described(scene: Scene, tmp_path) -> None:
    paths = write_scene(scene, tmp_path / "new" / "folder")
    assert set(paths) == {"pre", "post", "truth"}
    dates = []
    for name, path in paths.items():
        dataset = gdal.Open(str(path))
        left_m, width_m, _, top_m, _, height_m = dataset.GetGeoTransform()
        assert (width_m, height_m) == (0.5, -0.5)
        assert 400_000 < left_m < 600_000 and top_m > 0
        assert osr.SpatialReference(dataset.GetProjection()).GetAuthorityCode(None) == "32633"
        assert dataset.GetMetadata("IMAGE_STRUCTURE")["COMPRESSION"] == "DEFLATE"
        assert dataset.GetRasterBand(1).GetBlockSize() == [256, 256]
        array = np.frombuffer(dataset.ReadRaster(), dtype=np.uint8).reshape(-1, 768, 768)
        assert np.array_equal(array, np.atleast_3d(getattr(scene, name)).reshape(array.shape))
        dates.append(dataset.GetMetadataItem("TIFFTAG_DATETIME"))
        if name != "truth":
            bands = [dataset.GetRasterBand(index) for index in (1, 2, 3, 4)]
            assert [band.GetDescription() for band in bands] == ["red", "green", "blue", "nir"]
            interpretations = [band.GetColorInterpretation() for band in bands]
            assert interpretations[:3] == [gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand]
            assert interpretations[3] != gdal.GCI_AlphaBand
    assert dates[0] < dates[1]
