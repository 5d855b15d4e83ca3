"""The report of pretraining: complete in itself, plain about what was gained, and clear where embeddings collapsed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from rscd_plugin.core.errors import Cancelled
from rscd_plugin.core.jobs.spec import RasterSource
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.report import pretrain_report
from rscd_plugin.core.report.learning_pictures import MOST_NAMED, class_legend, shown_name
from rscd_plugin.core.report.pretrain_report import PretrainRun, write_pretrain_report

from .learning_runs import Page, pretrain_run
from .rasters import Listener

HOSTILE = "<i>&roofs>"
TITLES = ["Encoder pretrained", "Course of training", "Embeddings", "Views and points", "What it learnt from", "Settings"]
PICTURES = [
    "Terms of the loss by epoch",
    "Separation and spread by epoch",
    "Embeddings before and after",
    "Three views of some squares, with their points",
    "Some squares of single dates",
]


@pytest.fixture(scope="module")
def one() -> PretrainRun:
    """Of one band and one class."""
    return pretrain_run(bands=1)


@pytest.fixture(scope="module")
def many() -> PretrainRun:
    return pretrain_run(class_names=(HOSTILE, "$x_", "road"), epochs=2, objective="joint")


def page_of(run: PretrainRun, folder: Path) -> Page:
    write_pretrain_report(run, folder / "report.html", Progress())
    return Page(folder / "report.html")


def looked(run: PretrainRun, before: tuple[float | None, float | None], after: tuple[float | None, float | None]) -> PretrainRun:
    """The run with other separations and spreads."""
    looks = (replace(look, separation=pair[0], spread=pair[1]) for look, pair in ((run.before, before), (run.after, after)))
    return replace(run, **dict(zip(("before", "after"), looks)))


def test_everything_is_told(many: PretrainRun, tmp_path: Path) -> None:
    page = page_of(many, tmp_path)
    assert (page.titles, page.pictures) == (TITLES, PICTURES)
    for told in (
        "The encoder learnt from 8 labelled squares of single dates, from 1 image, with 3 classes besides background",
        "by the objective joint (SaDL together with",
        "It went through all of its 2 epochs. The weights after epoch 2 are used.",
        f"a separation of {many.after.separation:.2f}",
        f"background {HOSTILE} $x_ road",
    ):
        assert told in page.text, told
    rows = dict(row for row in page.rows if len(row) == 2)
    assert (rows["Objective"], rows["Points of each class and square"], rows["Recipe"]) == ("joint", "8", "tuned")
    assert rows["Classes of single dates"] == f"background, {HOSTILE}, $x_, road"
    assert rows["Start"].strip() == "Starts from start.safetensors." and "Architecture" not in rows
    assert (rows["Learning rate, at most"], rows["Time"], rows["Bands"]) == ("0.001", "31 s", "band 1, band 2, band 3")
    (row,) = (row for row in page.rows if row[0].startswith("Spread"))
    assert row[1:] == [f"{look.spread:.2f}" for look in (many.before, many.after)]
    assert 'class="warning"' not in page.source and HOSTILE not in page.source


def test_one_class_and_band(one: PretrainRun, tmp_path: Path) -> None:
    page = page_of(one, tmp_path)
    assert page_of(one, tmp_path).source == page.source
    assert (page.titles, page.pictures) == (TITLES, PICTURES)
    assert "with 1 class besides background" in page.text and "It went through its one epoch." in page.text


@pytest.mark.parametrize(("spread", "warned"), [(0.19, True), (0.21, False)])
def test_a_collapse_is_a_warning(one: PretrainRun, spread: float, warned: bool, tmp_path: Path) -> None:
    page = page_of(looked(one, (0.6, 0.9), (0.5, spread)), tmp_path)
    assert ("The embeddings have collapsed" in page.text) == ('class="warning"' in page.source) == warned
    assert ("Do not use it" in page.text) == warned
    assert "0.50, no better than before: pretraining did not help here (0.60)" in page.text


def test_a_gain_is_called_so(one: PretrainRun, tmp_path: Path) -> None:
    assert "a separation of 0.91, better than before (0.62)" in page_of(looked(one, (0.62, 0.9), (0.91, 0.9)), tmp_path).text


def test_nothing_to_judge_by(one: PretrainRun, tmp_path: Path) -> None:
    history = replace(one.history, epochs=tuple(replace(epoch, figures={}) for epoch in one.history.epochs), stopped="patience")
    page = page_of(looked(replace(one, history=history), (None, None), (None, None)), tmp_path)
    assert page.pictures == [title for title in PICTURES if title != "Separation and spread by epoch"]
    assert "There was nothing to judge the epochs by." in page.text and "it had not become better for a while" in page.text
    assert [row[1:] for row in page.rows if row[0].startswith(("Separation", "Spread"))] == [["unknown", "unknown"]] * 2


def test_embeddings_are_drawn_in_the_colours_of_their_classes(many: PretrainRun) -> None:
    for axes, look in zip(pretrain_report._planes(many.before, many.after).axes, (many.before, many.after)):
        (points,) = axes.collections
        np.testing.assert_allclose(points.get_offsets(), look.plane)
        colours = points.get_facecolors()
        assert {tuple(colour) for colour in colours[look.classes == 0]} == {(1.0, 1.0, 1.0, 1.0)}
        assert len({tuple(colour) for colour in colours}) == len(np.unique(look.classes)) == 4


def test_a_single_point_can_be_drawn(one: PretrainRun) -> None:
    alone = replace(one.after, plane=np.zeros((1, 1)), classes=np.ones(1, np.int64))
    assert len(pretrain_report._planes(alone, alone).axes) == 2


def test_points_lie_where_the_loss_reads_them(many: PretrainRun) -> None:
    batch = many.sadl.draw(4, torch.Generator().manual_seed(0))
    axes = pretrain_report._views(many.sadl).axes
    assert len(axes) == 12
    for place, panel in enumerate(axes):
        chip, number = place // 3, place % 3 + 1
        shown = batch["valid"][chip] & (batch["classes"][chip] > 0) if number == 3 else batch["valid"][chip]
        (points,) = panel.collections
        np.testing.assert_allclose(points.get_offsets(), batch[f"points_{number}"][chip][shown] - 0.5, atol=1e-5)
        (image,) = panel.get_images()
        values = np.asarray(image.get_array())
        assert values.shape == (64, 64, 3) and values.min() >= 0 and values.max() <= 1
    # The same ground has the same number.
    numbers = [[text.get_text() for text in panel.texts] for panel in axes[:3]]
    assert numbers[0] == numbers[1] == numbers[2] != []


def test_a_legend_names_some_of_many_classes() -> None:
    names = tuple(f"class {number}" for number in range(40))
    legend = class_legend(names)
    assert len(legend) == MOST_NAMED + 1 and legend[-1][1] == f"and {40 - MOST_NAMED} more"
    assert len(class_legend(names[:MOST_NAMED])) == MOST_NAMED and legend[0] == ("#ff0099", "class 0")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/ann/a.tif", "a.tif"),
        (r"C:\Users\ann\a.tif", "a.tif"),
        ("/vsicurl/https://ann:secret@host/a.tif?token=secret", "a.tif?***"),
        ("GPKG:/home/ann/a.gpkg:ortho", "a.gpkg:ortho"),
        ("/home/ann/folder.zarr/", "folder.zarr"),
    ],
)
def test_an_image_is_called_by_its_file(path: str, name: str) -> None:
    assert shown_name(RasterSource(path)) == name


def test_progress_and_cancel(one: PretrainRun, tmp_path: Path) -> None:
    listener = Listener()
    write_pretrain_report(one, tmp_path / "a.html", listener)
    assert listener.shares == sorted(listener.shares) and listener.shares[-1] == 1.0
    with pytest.raises(Cancelled):
        write_pretrain_report(one, tmp_path / "b.html", Progress(is_cancelled=lambda: True))
    assert not (tmp_path / "b.html").exists()
