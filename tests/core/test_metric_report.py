"""The report of Metric-CD: complete in itself, with and without a history, and nothing left when it fails."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from rscd_plugin.core.metric import modes
from rscd_plugin.core.metric.history import THUMBNAIL_PX, TOTAL, Check, History
from rscd_plugin.core.raster.grid import Grid
from rscd_plugin.core.raster.writing import ScratchRaster
from rscd_plugin.core.report import metric_report

from .metric_scenes import NODATA, difference_mode, planted, run


def history(checks: int = 5, chosen: int = 2) -> History:
    """Of ten iterations after each check."""
    thumbnail = np.linspace(0, 1, THUMBNAIL_PX * 100, dtype=np.float32).reshape(100, THUMBNAIL_PX)
    thumbnail[:10] = np.nan
    count = 10 * (checks - 1)
    image, features = np.linspace(-0.5, -2.0, count), np.linspace(3.0, 1.0, count)
    terms = {"image": image, "features": features, TOTAL: image + features}
    return History(
        {name: tuple(values.tolist()) for name, values in terms.items()},
        tuple(Check(10 * index, 0.5 if index == 0 else 0.9 - 0.5 / index, thumbnail) for index in range(checks)),
        chosen=10 * chosen,
        iterations_used=count,
        iterations_most=200,
        sentence="It stopped as <nothing> more was to be had.",
    )


def page_of(folder: Path, told: History, monkeypatch: pytest.MonkeyPatch, bands: int = 3, **settings: object) -> str:
    """The report of a run with the score |pre - post|."""
    monkeypatch.setitem(modes.METRIC_MODES, "fast", difference_mode(told))
    pre, post, _ = planted(bands)
    pre[:, :5] = NODATA
    values = run(folder, pre, post, report=True, mode="fast", **settings)
    assert (values["iterations_used"], values["loss_first"]) == (told.iterations_used, told.loss_first)
    return Path(values["files"]["report"]).read_text(encoding="utf-8")


def pictures(page: str) -> list[str]:
    """What the pictures are called; each can be read, and the page needs nothing beside it."""
    assert not re.search(r'(?:src|href)="(?!data:)', page)
    found = re.findall(r'<img src="data:image/png;base64,([^"]+)" alt="([^"]+)">', page)
    for data, _ in found:
        assert imread(io.BytesIO(base64.b64decode(data))).std() > 0
    return [title for _, title in found]


def test_everything_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"seed": 7, "sensitivity": 0.25, "threshold_method": "otsu", "device": "cpu", "coregister": "translation"}
    page = page_of(tmp_path, history(), monkeypatch, **settings)
    assert len(pictures(page)) == 5
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", re.sub(r'"data:[^"]+"', '""', page)))
    for told in (
        "It stopped as &lt;nothing&gt; more was to be had.",
        "Iterations 40 of at most 200; that after 20 is used",
        "Co-registration translation: ",
        "Mode fast",
        "otsu: ",
        "after a sensitivity of 0.25",
        "per cent of the valid area",
        "Seed 7",
        "Device cpu",
        "1 and 1, 2 and 2, 3 and 3",
    ):
        assert told in text, told


@pytest.mark.parametrize("bands", [1, 3])
def test_without_iterations(bands: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(tmp_path, History(), monkeypatch, bands)
    assert pictures(page) == ["Pre, post and relative score", "Histogram of the relative score"]
    assert "Nothing was optimised" in page and "Iterations" not in page


def test_without_any_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(modes.METRIC_MODES, "fast", difference_mode(history(chosen=0)))
    pre = planted()[0]
    page = Path(run(tmp_path, pre, pre, report=True, mode="fast")["files"]["report"]).read_text(encoding="utf-8")
    assert len(pictures(page)) == 5
    assert "No network was chosen: the start is the result." in page
    assert "0.00 per cent" in page and "that after 0 is used (the start)" in page


@pytest.mark.parametrize(("checks", "chosen"), [(5, 2), (5, 0), (1, 0)])
def test_the_bar_that_a_network_must_pass_is_no_look_at_a_network(checks: int, chosen: int) -> None:
    told = history(checks, chosen)
    (axes,) = metric_report._criterion(told).axes
    drawn = {line.get_label(): line for line in axes.get_lines()}
    assert drawn["what a network must exceed"].get_linestyle() == "--"
    assert set(drawn["what a network must exceed"].get_ydata()) == {0.5}
    looks = [(check.iteration, check.criterion) for check in told.checks[1:]]
    assert [tuple(point) for point in drawn["network"].get_xydata()] == looks if looks else "network" not in drawn
    assert [tuple(point) for point in drawn["chosen"].get_xydata()] == [looks[chosen - 1]] if chosen else "chosen" not in drawn
    assert axes.get_ylim()[0] == 0 and axes.get_ylim()[1] >= 1


def test_a_loss_of_one_term_is_one_line() -> None:
    terms = {"image": (2.0, 1.0), "features": (1.0, 1.0), TOTAL: (3.0, 2.0)}
    (axes,) = metric_report._loss(terms).axes
    assert [line.get_label() for line in axes.get_lines()] == ["image", "features", TOTAL]
    (axes,) = metric_report._loss({"image": (2.0, 1.0), TOTAL: (2.0, 1.0)}).axes
    assert [list(line.get_ydata()) for line in axes.get_lines()] == [[2.0, 1.0]]


@pytest.mark.parametrize(("checks", "chosen"), [(1, 0), (12, 7), (40, 17), (40, 39)])
def test_few_of_many_checks_are_shown_and_the_chosen_one(
    checks: int, chosen: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    gallery = metric_report.gallery

    def spy(images: list, columns: int) -> object:
        shown.extend(title for title, _, _ in images)
        return gallery(images, columns)

    monkeypatch.setattr(metric_report, "gallery", spy)
    page_of(tmp_path, history(checks, chosen), monkeypatch)
    titles = shown[shown.index("relative score") + 1 :]
    assert titles[0].startswith("start") and 1 <= len(titles) <= 13
    when = f"after {10 * chosen}" if chosen else "start"
    assert [title for title in titles if title.endswith("chosen")] == [f"{when}, chosen"]


def test_the_relative_score_is_seen_as_means(tmp_path: Path) -> None:
    """NaN has no say in a mean, and stays where there is nothing else."""
    pixels = np.random.default_rng(0).random((60, 90)).astype(np.float32)
    pixels[:6] = np.nan
    pixels[30, 40] = np.nan
    raster = ScratchRaster(tmp_path / "r.tif", Grid("", (0, 1, 0, 0, 0, -1), 90, 60), "float32", float("nan"))
    raster.write(raster.grid.window, pixels)
    blocks = pixels.reshape(10, 6, 15, 6).swapaxes(1, 2).reshape(10, 15, 36)
    expected = np.full((10, 15), np.nan)
    expected[1:] = np.nanmean(blocks[1:], axis=2)
    np.testing.assert_allclose(metric_report._coarse(raster, (10, 15)), expected, rtol=1e-5)
