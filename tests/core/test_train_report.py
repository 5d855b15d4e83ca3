"""The report of training a detector: complete in itself, and right about what it learnt from and what it is worth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rscd_plugin.core.errors import Cancelled
from rscd_plugin.core.learning.chips.chips import NO_LABEL, Chips
from rscd_plugin.core.learning.detector.validation import BINS, LARGEST_LOGIT, block_figures
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.report import train_report
from rscd_plugin.core.report.train_report import TrainRun, write_train_report

from .learning_runs import CHIP, Page, judged_on, sample, split_of, train_run, trained_otherwise
from .rasters import Listener

SECTIONS = ["Course of training", "Precision and recall", "What its probabilities are worth", "Examples"]
LAST = ["What it learnt from", "Settings"]
HOSTILE = "<i>&roofs>"


@pytest.fixture(scope="module")
def both() -> TrainRun:
    """Of real pairs and single dates with two classes."""
    own = {"class_names": (HOSTILE, "$x_"), "name": HOSTILE, "licence": HOSTILE, "seed": 7}
    return train_run({"pairs", "single"}, epochs=2, **own)


@pytest.fixture(scope="module")
def page(both: TrainRun, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """Its page."""
    return page_of(both, tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def made() -> TrainRun:
    """Of single dates alone, of one band and one class."""
    return train_run({"single"}, bands=1, epochs=1)


def page_of(run: TrainRun, folder: Path) -> Page:
    write_train_report(run, folder / "report.html", Progress())
    return Page(folder / "report.html")


def test_everything_is_told(both: TrainRun, tmp_path: Path) -> None:
    job = replace(both.job, resume="/home/ann/check.pt", samples=(sample(f"/home/ann/{HOSTILE}.tif", r"C:\Users\ann\b.tif"),))
    halved = trained_otherwise(both, history=replace(both.trained.history, batch_halvings=2))
    page = page_of(replace(halved, job=job), tmp_path)
    assert page.titles == [f"Change detector trained: {HOSTILE}", *SECTIONS, "Ground kept apart, block by block", *LAST]
    assert page.pictures == [
        "Terms of the loss by epoch",
        "F1 and average precision by epoch",
        "Precision by recall",
        "Share of changed pixels by probability",
        "Pre, post, label and probability",
        "Some labelled pairs",
        "Some squares of single dates",
    ]
    for told in (
        "learnt from 8 labelled pairs and 8 labelled squares of single dates, from 1 image.",
        "It went through all of its 2 epochs.",
        f"Epoch {both.trained.history.chosen} did best on ground kept apart and is used.",
        "On 8 labelled pairs in 4 blocks of ground kept apart",
        "lose a third of their score or more",
        both.trained.calibration.reason,
    ):
        assert told in page.text, told
    rows = dict(row for row in page.rows if len(row) == 2)
    apart = "8 squares in 4 blocks to learn from, 8 squares in 4 blocks kept apart to judge by; 72 x 72 pixels each"
    assert rows["Labelled pairs"] == rows["Labelled single dates"] == apart
    assert rows["Classes of single dates"] == f"background, {HOSTILE}, $x_" and rows["Licence"] == HOSTILE
    assert rows["Training"].endswith("is used; went on from check.pt")
    assert rows["Batch"].startswith("4, in parts of 1 for want of memory")
    assert (rows["Device"], rows["Time"], rows["Seed"]) == (f"cpu, {both.trained.history.precision}", "2 min", "7")
    assert rows["Size of what it saw"] == f"{CHIP} x {CHIP} pixels"
    assert rows["Start"].strip() == "Starts from random weights." and rows["Pixel size"] == "0.5 m"
    assert "No labelled pair was given" not in page.text and HOSTILE not in page.source


def test_figures_are_those_of_the_pixels_at_the_threshold(both: TrainRun, page: Page) -> None:
    lower_ends = np.linspace(-LARGEST_LOGIT, LARGEST_LOGIT, BINS + 1)[:-1]
    pooled, first = both.trained.counts.pooled, np.searchsorted(lower_ends, both.trained.calibration.threshold_logit)
    hits, marked, changed = pooled[1, first:].sum(), pooled[:, first:].sum(), pooled[1].sum()
    rows = dict(row for row in page.rows if len(row) == 2)
    assert float(rows["F1"]) == pytest.approx(2 * hits / (marked + changed), abs=6e-3)
    assert float(rows["Precision"]) == pytest.approx(hits / marked, abs=6e-3)
    assert float(rows["Recall"]) == pytest.approx(hits / changed, abs=6e-3)
    assert float(rows["Threshold"]) == pytest.approx(both.trained.calibration.threshold, abs=6e-4)


def test_blocks_are_told_the_worst_first(both: TrainRun, page: Page) -> None:
    head = page.rows.index(["Block", "Image", "Pixels", "Changed", "Marked", "F1", "Precision", "Recall"])
    found = page.rows[head + 1 : head + 5]
    expected = {row.block: row for row in block_figures(both.trained.counts, both.trained.calibration.threshold_logit)}
    assert {int(row[0]) for row in found} == set(expected) and found[-1][0] == "603"
    assert found[-1][5:] == ["–", "–", "–"] and float(found[-1][3].split()[0]) == 0.0
    scores = [expected[int(row[0])].f1 for row in found[:-1]]
    assert scores == sorted(scores)
    assert [row[5] for row in found[:-1]] == [f"{score:.3f}" for score in scores]
    assert {row[1] for row in found} == {"pre.tif and post.tif"}
    assert "4 blocks, the worst first. 1 holds no change and comes last" in page.text


def test_many_blocks_are_not_all_told(both: TrainRun) -> None:
    counts = np.tile(both.trained.counts.counts, (20, 1, 1))
    counts[np.arange(80) % 4 == 3] = 0
    counts[3, 0, 4000] = counts[7, 0, 10] = 5  # marked, and not, where nothing is changed
    known = both.trained.counts
    many = trained_otherwise(both, counts=replace(known, blocks=tuple(range(80)), samples=(0,) * 80, counts=counts))
    rows, told = train_report._worst_blocks(many)
    assert len(rows) == 30 and told.startswith("80 blocks, of which the 30 worst are shown, the worst first. 20 hold no change")
    few = trained_otherwise(both, counts=replace(known, blocks=(3, 7, 9), samples=(0,) * 3, counts=counts[[7, 3, 0]]))
    assert [row.block for row, _ in train_report._worst_blocks(few)[0]] == [9, 7, 3]


def test_made_pairs_are_called_so(made: TrainRun, tmp_path: Path) -> None:
    """Written twice, the page is the same."""
    page = page_of(made, tmp_path)
    assert page_of(made, tmp_path).source == page.source
    assert page.titles == ["Change detector trained", *SECTIONS, "Made pairs, one by one", *LAST]
    assert "Some labelled pairs" not in page.pictures and len(page.pictures) == 6
    for told in (
        "No labelled pair was given",
        "Real changes look different",
        "On 8 made pairs of ground kept apart",
        "8 made pairs, the worst",
    ):
        assert told in page.text, told
    assert ["Pair", "Pixels", "Changed", "Marked", "F1", "Precision", "Recall"] in page.rows
    assert not [row for row in page.rows if row[0] == "Labelled pairs"]


def test_pairs_alone_have_no_classes(both: TrainRun, tmp_path: Path) -> None:
    gathered = replace(both.gathered, single=None, class_names=())
    page = page_of(replace(both, gathered=gathered), tmp_path)
    assert "Some squares of single dates" not in page.pictures and "Classes of single dates" not in page.text
    assert "learnt from 8 labelled pairs, from 1 image." in page.text


def test_too_little_to_judge_by(both: TrainRun, tmp_path: Path) -> None:
    """One block: neither calibrated nor were there scores. A single epoch, ended early."""
    chips = both.validation.rows(np.array([0, 1]))
    epochs = tuple(replace(epoch, figures={}) for epoch in both.trained.history.epochs[:1])
    history = replace(both.trained.history, epochs=epochs, chosen=1, stopped="nan")
    run = judged_on(trained_otherwise(both, history=history), chips)
    page = page_of(run, tmp_path)
    assert not run.trained.calibration.calibrated and run.trained.calibration.reason in page.text
    assert "F1 and average precision by epoch" not in page.pictures and len(page.pictures) == 6
    assert "so the last epoch, 1, is used." in page.text and "after 1 of 2 epochs: the loss became not a number" in page.text
    (axes,) = train_report._reliability(run.trained.calibration).axes
    assert [line.get_label().split(":")[0] for line in axes.get_lines()] == ["as it should be", "not calibrated"]


def test_ground_without_change(both: TrainRun, tmp_path: Path) -> None:
    page = page_of(judged_on(both, both.validation.rows(np.array([6, 7]))), tmp_path)
    assert "Precision by recall" not in page.pictures and "Precision and recall" not in page.titles
    assert "where no pixel is changed" in page.text and "F1" not in {row[0] for row in page.rows}


def test_the_curve_and_the_threshold_on_it(both: TrainRun) -> None:
    pooled = train_report._at_threshold(both)
    (axes,) = train_report._curve(both, pooled, 0.5).axes
    curve, _, ring = axes.get_lines()
    points = np.stack(curve.get_data(), axis=1)
    ((recall, precision),) = ring.get_xydata()
    assert (recall, precision) == (pooled.recall, pooled.precision)
    assert np.abs(points - (recall, precision)).sum(axis=1).min() < 1e-12
    assert (np.diff(points[:, 0]) >= 0).all() and points[-1, 0] == 1.0


def test_examples_with_change_come_first() -> None:
    chips = split_of(2).validation
    assert train_report._chosen_samples(chips) == [0, 1, 2, 3, 4, 5]
    assert train_report._chosen_samples(chips.rows(np.array([6, 7, 2]))) == [2, 0, 1]
    long = chips.rows(np.arange(24) % 6)
    assert train_report._chosen_samples(long) == [0, 4, 8, 12, 16, 20]


def test_examples_show_what_the_model_gives(both: TrainRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """Probabilities are calibrated, and unlabelled ground is blank."""
    shown: list[tuple[str, np.ndarray, str]] = []
    monkeypatch.setattr(train_report, "gallery", lambda images, columns: shown.extend(images))
    chips: Chips = both.validation.rows(np.array([0, 7]))
    chips.labels[0, :10] = NO_LABEL
    train_report._samples(trained_otherwise(judged_on(both, chips), calibration=both.trained.calibration), Progress())
    assert [title for title, *_ in shown[:4]] == [f"block 600: {name}" for name in ("pre", "post", "label", "probability")]
    pre, post, label, probability = (values for _, values, _ in shown[:4])
    assert pre.shape == post.shape == (72, 72, 3) and post.max() > pre.max()
    assert np.isnan(label[:10]).all() and label[10:].sum() == (chips.labels[0] == 1).sum()
    marked = probability > both.trained.calibration.threshold
    row = block_figures(
        judged_on(both, both.validation.rows(np.array([0]))).trained.counts, both.trained.calibration.threshold_logit
    )[0]
    assert marked.mean() == pytest.approx(row.marked_share, abs=0.005) and 0 < marked.mean() < 0.5


def test_large_squares_are_shown_smaller(both: TrainRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_report, "_MOST_VIEW_PX", 40)
    shown: list[tuple[str, np.ndarray, str]] = []
    monkeypatch.setattr(train_report, "gallery", lambda images, columns: shown.extend(images))
    train_report._samples(replace(both, validation=both.validation.rows(np.array([0]))), Progress())
    assert {values.shape[:2] for _, values, _ in shown} == {(36, 36)}


def test_progress_and_cancel(both: TrainRun, tmp_path: Path) -> None:
    listener = Listener()
    write_train_report(judged_on(both, both.validation.rows(np.array([0]))), tmp_path / "a.html", listener)
    assert listener.shares == sorted(listener.shares) and listener.shares[-1] == 1.0
    with pytest.raises(Cancelled):
        write_train_report(both, tmp_path / "b.html", Progress(is_cancelled=lambda: True))
    assert not (tmp_path / "b.html").exists()
