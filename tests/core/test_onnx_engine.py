"""Sessions that cannot be had, devices that are not there, memory that runs out; and tiles chosen to fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from rscd_plugin.core.engines.card import ModelCard
from rscd_plugin.core.engines.onnx_engine import OnnxEngine
from rscd_plugin.core.engines.tile_choice import TileChoice, choose_tiles, memory_budget_bytes
from rscd_plugin.core.errors import UserError

from .onnx_models import expected_rise, rise_model
from .rasters import Listener

PLENTY = 4 << 30


class SmallMemory:
    """A session whose device holds `most` tiles: what a small GPU does, which cannot be had everywhere."""

    def __init__(self, session: onnxruntime.InferenceSession, most: int, message: str) -> None:
        self._session = session
        self._most = most
        self._message = message
        self.batches: list[int] = []

    def run(self, names: None, feed: dict[str, np.ndarray]) -> list[Any]:
        count = len(next(iter(feed.values())))
        self.batches.append(count)
        if count > self._most:
            raise RuntimeError(self._message)
        return self._session.run(names, feed)


def engine(model: Path, **card: object) -> OnnxEngine:
    made = OnnxEngine(model, None, "cpu", Listener())
    made.use_card(ModelCard(**card))
    return made


@pytest.mark.parametrize(
    "message",
    [
        "BFCArena::AllocateRawInternal: Failed to allocate memory for requested buffer of size 8589934592",
        "CUDA failure 2: out of memory ; GPU=0",
        "std::bad_alloc",
    ],
)
def test_without_memory_the_batch_is_halved_and_the_run_goes_on(tmp_path: Path, message: str) -> None:
    made = engine(rise_model(tmp_path / "m.onnx"))
    made.session = small = SmallMemory(made.session, 2, message)
    pre, post = np.random.default_rng(0).random((2, 9, 3, 8, 8)).astype(np.float32)
    listener = Listener()
    answer = made.predict(pre, post, np.ones((9, 8, 8), bool), listener)
    np.testing.assert_allclose(answer, expected_rise(pre, post), atol=1e-6)
    assert small.batches == [9, 4, 2, 2, 2, 2, 1]
    assert "ran out at 9 tiles at once: going on with 4" in listener.text and "going on with 2" in listener.text
    small.batches.clear()
    made.predict(pre, post, np.ones((9, 8, 8), bool), listener)
    assert max(small.batches) == 2, "remembered from then on"


@pytest.mark.parametrize("batch", [None, 4])
def test_one_tile_too_large_is_said(tmp_path: Path, batch: int | None) -> None:
    made = engine(rise_model(tmp_path / "m.onnx", batch=batch))
    made.session = SmallMemory(made.session, 0, "out of memory")
    tiles = np.zeros((4, 3, 8, 16), np.float32)
    with pytest.raises(UserError, match="tile of 8 x 16 pixels does not fit into the memory of cpu.*TILE_SIZE"):
        made.predict(tiles, tiles, np.ones((4, 8, 16), bool), Listener())


def test_other_failures_are_not_taken_for_memory(tmp_path: Path) -> None:
    made = engine(rise_model(tmp_path / "m.onnx"))
    made.session = small = SmallMemory(made.session, 0, "Concat: sizes do not match\nmore lines")
    tiles = np.zeros((4, 3, 8, 8), np.float32)
    with pytest.raises(UserError, match="m.onnx failed on a tile of 8 x 8 pixels: Concat: sizes do not match Does it"):
        made.predict(tiles, tiles, np.ones((4, 8, 8), bool), Listener())
    assert small.batches == [4]


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.98])
def test_a_model_cut_short(tmp_path: Path, keep: float) -> None:
    path = rise_model(tmp_path / "cut.onnx")
    content = path.read_bytes()
    path.write_bytes(content[: int(keep * len(content)) if keep < 1 else int(keep)])
    with pytest.raises(UserError, match="cut.onnx"):
        OnnxEngine(path, None, "cpu", Listener())


def test_no_model(tmp_path: Path) -> None:
    (tmp_path / "text.onnx").write_text("This is no model.")
    with pytest.raises(UserError, match="text.onnx cannot be loaded as an ONNX model"):
        OnnxEngine(tmp_path / "text.onnx", None, "cpu", Listener())
    for missing in (tmp_path / "missing.onnx", tmp_path):
        with pytest.raises(UserError, match="There is no model file"):
            OnnxEngine(missing, None, "cpu", Listener())


@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_the_device_is_what_the_session_runs_on(tmp_path: Path, device: str) -> None:
    listener = Listener()
    made = OnnxEngine(rise_model(tmp_path / "m.onnx"), None, device, listener)
    assert made.device == ("cuda" if "CUDAExecutionProvider" in made.session.get_providers() else "cpu")
    assert f"Device: {made.device}" in listener.text
    assert ("chosen automatically" in listener.text) is (device == "auto")


def test_asked_for_cuda_it_runs_there_or_says_why_not(tmp_path: Path) -> None:
    model = rise_model(tmp_path / "m.onnx")
    try:
        made = OnnxEngine(model, None, "cuda", Listener())
    except UserError as error:
        built_for_cuda = "CUDAExecutionProvider" in onnxruntime.get_available_providers()
        assert str(error).startswith("DEVICE is cuda, but")
        assert ("could not start CUDA" if built_for_cuda else "built for the CPU only") in str(error)
        assert "choose auto or cpu" in str(error)
    else:
        assert made.session.get_providers()[0] == "CUDAExecutionProvider"


def choose(made: OnnxEngine, tile: int = 0, halo: int | None = None, batch: int = 0, budget: int = PLENTY) -> TileChoice:
    return choose_tiles(made, tile, halo, batch, budget, Listener())


def test_what_the_user_fixed_is_kept(tmp_path: Path) -> None:
    made = engine(rise_model(tmp_path / "m.onnx"), halo_px=8)
    choice = choose(made, 192, 24, 3)
    assert (choice.tile_px, choice.halo_px, choice.batch) == (192, 24, 3)
    with pytest.raises(UserError, match="TILE_SIZE is 200; this model takes multiples of 32"):
        choose(made, 200)


def test_a_halo_of_the_card_is_cut_off_and_tiles_without_one_are_faded(tmp_path: Path) -> None:
    model = rise_model(tmp_path / "m.onnx")
    known = choose(engine(model, halo_px=8))
    assert (known.halo_px, known.fade) == (8, False)
    unknown = choose(engine(model))
    assert unknown.fade and 0 < unknown.halo_px <= unknown.tile_px // 4


@pytest.mark.parametrize("halo_px", [0, 40, 300])
def test_tiles_chosen_fit_the_model(tmp_path: Path, halo_px: int) -> None:
    made = engine(rise_model(tmp_path / "m.onnx"), halo_px=halo_px, size_multiple=48)
    for budget in (PLENTY, 1):
        choice = choose(made, budget=budget)
        assert choice.tile_px % 48 == 0 and choice.tile_px > 2 * halo_px
    assert choose(made, budget=1).tile_px < choose(made).tile_px


def test_a_model_of_fixed_size_and_batch(tmp_path: Path) -> None:
    made = engine(rise_model(tmp_path / "m.onnx", batch=4, side=64))
    assert choose(made, batch=9).tile_px == choose(made, 64).tile_px == 64
    assert choose(made, batch=9).batch == 4
    with pytest.raises(UserError, match="TILE_SIZE is 128, but m.onnx takes tiles of 64 x 64 pixels only"):
        choose(made, 128)


def test_the_memory_budget() -> None:
    assert memory_budget_bytes(100) == 100 << 20
    assert 0 < memory_budget_bytes(0) <= 4 << 30
