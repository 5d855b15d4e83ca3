"""The job `metric` on what it may also be given, in every mode: odd sizes, little data, other units, encoders of one's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import safetensors.torch

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.spec import METRIC_MODES
from rscd_plugin.core.metric import stopping
from rscd_plugin.core.models.feature_extractor import VggExtractor

from .metric_scenes import FINISHED, NODATA, planted, ranked, relative, run
from .rasters import Listener

every_mode = pytest.mark.parametrize("mode", METRIC_MODES)


@every_mode
@pytest.mark.parametrize(
    ("bands", "shape"),
    [(1, (64, 80)), (200, (64, 64)), (3, (50, 50)), (3, (16, 16))],
    ids=["one band", "200 bands", "50 x 50 pixels", "16 x 16 pixels"],
)
def test_sizes(mode: str, bands: int, shape: tuple[int, int], tmp_path: Path) -> None:
    pre, post, changed = planted(bands, shape)
    values = run(tmp_path, pre, post, mode=mode)
    # 200 bands of 4,096 pixels predict much of what changed: the closed form has nothing beside to make up for it
    assert ranked(relative(values), changed) > (0.75 if (mode, bands) == ("reference", 200) else 0.9)


@every_mode
@pytest.mark.parametrize("shape", [(5, 3), (1, 64), (64, 1)], ids=str)
def test_hardly_any_pixels(mode: str, shape: tuple[int, int], tmp_path: Path) -> None:
    values = run(tmp_path, *planted(2, shape)[:2], report=True, mode=mode)
    assert relative(values).shape == shape and np.isfinite(relative(values)).all()


@every_mode
def test_nan_is_nodata(mode: str, tmp_path: Path) -> None:
    pre, post, changed = planted()
    pre[1, 40:50, 20:40], post[:, :, 77:] = np.nan, np.nan
    score = relative(run(tmp_path, pre, post, mode=mode))
    assert np.array_equal(np.isnan(score), np.isnan(pre + post).any(axis=0))
    assert ranked(score, changed) > 0.9


@every_mode
@pytest.mark.parametrize("train_features", [False, True])
def test_an_encoder_of_ones_own(mode: str, train_features: bool, tmp_path: Path) -> None:
    """VGG16 under torchvision's names, thin, for three bands where the images have two."""
    safetensors.torch.save_file(VggExtractor(3, (4, 6, 8), seed=7).state_dict(), tmp_path / "vgg.safetensors")
    pre, post, changed = planted(2)
    listener, settings = Listener(), {"encoder": str(tmp_path / "vgg.safetensors"), "train_features": train_features}
    values = run(tmp_path, pre, post, listener, mode=mode, **settings)
    assert "Features come from vgg.safetensors" in listener.text and "3 bands and the images have 2" in listener.text
    assert ranked(relative(values), changed) > 0.9
    assert listener.shares == sorted(listener.shares)


@pytest.mark.parametrize("mode", ["optimised", "reference"])
def test_trained_features_of_a_network_that_is_believed(mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start's statistics are gathered anew for them; progress does not go back."""
    monkeypatch.setattr(stopping, "LEAST_AGREEMENT", -1.0)
    pre, post, _ = planted()
    listener = Listener()
    scores = [
        relative(run(tmp_path, pre, post, listener, mode=mode, train_features=True)),
        relative(run(tmp_path, pre, post, mode=mode, train_features=False)),
    ]
    assert "is used" in listener.text and listener.shares == sorted(listener.shares)
    assert np.isfinite(scores[0]).all() and not np.array_equal(*scores)


@every_mode
def test_a_file_that_holds_no_weights(mode: str, tmp_path: Path) -> None:
    (tmp_path / "garbage.safetensors").write_bytes(bytes(range(256)) * 8)
    with pytest.raises(UserError, match="garbage.safetensors cannot be read as weights"):
        run(tmp_path, *planted()[:2], mode=mode, encoder=str(tmp_path / "garbage.safetensors"))
    assert not FINISHED & {path.name for path in (tmp_path / "out").iterdir()}


@every_mode
def test_dates_in_other_units(mode: str, tmp_path: Path) -> None:
    """8 bits against millions with an offset."""
    pre, post, changed = planted()
    values = run(tmp_path, np.clip(pre / 4, 0, 255).astype(np.uint8), post * 1e6 + np.float32(5e7), mode=mode)
    assert ranked(relative(values), changed) > 0.9


@every_mode
def test_the_same_date_twice_has_no_change(mode: str, tmp_path: Path) -> None:
    pre, listener = planted()[0], Listener()
    values = run(tmp_path, pre, pre, listener, mode=mode, sensitivity=1.0, coregister="translation")
    assert values["changed_share"] == 0.0 and not relative(values).any()
    assert "no difference that stands out" in listener.text


@every_mode
@pytest.mark.parametrize("trouble", ["both constant", "one constant", "one pixel"])
def test_little_to_go_by(mode: str, trouble: str, tmp_path: Path) -> None:
    """An answer, and no change where there is nothing to tell it by."""
    pre, post, _ = planted()
    if trouble == "both constant":
        pre[:], post[:] = 5.0, 9.0
    elif trouble == "one constant":
        pre[:] = 5.0
    else:
        pre[:, 1:], pre[:, :, 1:] = NODATA, NODATA
    values = run(tmp_path, pre, post, mode=mode)
    assert np.array_equal(np.isfinite(relative(values)), pre[0] != NODATA)
    assert trouble == "one constant" or values["changed_share"] == 0.0


@every_mode
def test_no_pixel_in_both_dates(mode: str, tmp_path: Path) -> None:
    pre, post, _ = planted()
    pre[:, :30], post[:, 30:] = NODATA, NODATA
    with pytest.raises(UserError, match="No pixel holds data in both dates"):
        run(tmp_path, pre, post, mode=mode, coregister="translation")
    assert not FINISHED & {path.name for path in (tmp_path / "out").iterdir()}
