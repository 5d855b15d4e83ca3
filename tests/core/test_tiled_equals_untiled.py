"""Tiles leave no trace: two engines whose tiled answer must equal the untiled one to the last bit, from file to file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rscd_plugin.core.jobs.detect import detect
from rscd_plugin.core.jobs.spec import ChangeOutputs, DetectJob

from .onnx_models import RADIUS_PX, convolution_model, expected_convolution, identity_model
from .rasters import Listener, read_raster, source, write_raster

SIZES = [(61, 47), (96, 96), (20, 17), (128, 33), (1, 50)]
UNTILED_PX = 256


def probability_of(folder: Path, model: Path, tile_size: int, halo_px: int, batch_size: int = 1) -> np.ndarray:
    job = DetectJob(
        source(folder / "pre.tif"), source(folder / "post.tif"), str(model), tile_size=tile_size, halo_px=halo_px,
        batch_size=batch_size, device="cpu", threshold=0.5, memory_mb=512,
    )  # fmt: skip
    values = detect(job, ChangeOutputs(str(folder), mask=False, changes=False), Listener())
    return read_raster(values["files"]["probability"])


def write_pair(folder: Path, size: tuple[int, int], highest: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(sum(size))
    pair = generator.integers(0, highest + 1, (2, size[1], size[0])).astype(np.uint8)
    for name, pixels in zip(("pre", "post"), pair):
        write_raster(folder / f"{name}.tif", pixels)
    return pair[0], pair[1]


@pytest.mark.parametrize("size", SIZES)
def test_identity(tmp_path: Path, size: tuple[int, int]) -> None:
    model = identity_model(tmp_path / "identity.onnx")
    _, post = write_pair(tmp_path, size, 255)
    for tile_size, halo_px, batch_size in ((UNTILED_PX, 0, 1), (17, 0, 1), (32, 5, 3), (16, 7, 2)):
        answer = probability_of(tmp_path, model, tile_size, halo_px, batch_size)
        np.testing.assert_array_equal(answer, post.astype(np.float32) / np.float32(255))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("size", SIZES)
def test_convolutions_with_a_halo_of_their_radius(tmp_path: Path, size: tuple[int, int], seed: int) -> None:
    model = convolution_model(tmp_path / "convolution.onnx", seed)
    pre, post = write_pair(tmp_path, size, 3)
    untiled = probability_of(tmp_path, model, UNTILED_PX, RADIUS_PX)
    np.testing.assert_array_equal(untiled, expected_convolution(pre, post, seed))
    assert len(np.unique(untiled)) > 10
    for tile_size, batch_size in ((2 * RADIUS_PX + 1, 64), (25, 1), (32, 4), (48, 2)):
        tiled = probability_of(tmp_path, model, tile_size, RADIUS_PX, batch_size)
        np.testing.assert_array_equal(tiled, untiled, err_msg=f"tiles of {tile_size}")


@pytest.mark.parametrize("seed", [1, 2])
def test_a_halo_one_pixel_too_short_is_betrayed(tmp_path: Path, seed: int) -> None:
    model = convolution_model(tmp_path / "convolution.onnx", seed)
    step = 32 - 2 * (RADIUS_PX - 1)
    write_pair(tmp_path, (32 + step, 32 + 2 * step), 3)  # tiles share two halos and not a pixel more
    untiled = probability_of(tmp_path, model, UNTILED_PX, RADIUS_PX)
    short = probability_of(tmp_path, model, 32, RADIUS_PX - 1)
    differ = short != untiled
    assert differ.any()
    assert differ.mean() < 0.1, "only the border of kept parts can differ"


def test_faded_tiles_agree_where_the_halo_is_long_enough(tmp_path: Path) -> None:
    """Without halo_px in the card neighbours are faded into each other, where both of them are right: half a halo away."""
    model = convolution_model(tmp_path / "convolution.onnx", 1)
    card = tmp_path / "card.json"
    card.write_text('{"bands": ["grey"], "size_multiple": 1}')
    write_pair(tmp_path, (61, 47), 3)
    untiled = probability_of(tmp_path, model, UNTILED_PX, RADIUS_PX)
    job = DetectJob(
        source(tmp_path / "pre.tif"), source(tmp_path / "post.tif"), str(model), card=str(card), tile_size=36,
        halo_px=2 * RADIUS_PX, device="cpu", memory_mb=512,
    )  # fmt: skip
    listener = Listener()
    values = detect(job, ChangeOutputs(str(tmp_path), mask=False, changes=False), listener)
    assert "faded" in listener.text
    np.testing.assert_allclose(read_raster(values["files"]["probability"]), untiled, rtol=0, atol=1e-6)
