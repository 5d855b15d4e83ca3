"""Small trainings for tests of their reports: what they leave behind, from a real loop, and pages read back."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from rscd_plugin.core.jobs.learning_spec import LabelledImage, LabelSource, PretrainJob, TrainJob
from rscd_plugin.core.jobs.spec import RasterSource
from rscd_plugin.core.learning.chips.chips import Chips
from rscd_plugin.core.learning.chips.gather import Gathered, Split
from rscd_plugin.core.learning.chips.scaling import find_scaling
from rscd_plugin.core.learning.detector import calibration
from rscd_plugin.core.learning.detector.task import DetectorTask, count_validation, made_validation
from rscd_plugin.core.learning.detector.training import Trained
from rscd_plugin.core.learning.detector.validation import LogitCounts
from rscd_plugin.core.learning.networks import Begun
from rscd_plugin.core.learning.sadl.recipe import RECIPES
from rscd_plugin.core.learning.sadl.task import SadlNetwork, SadlTask
from rscd_plugin.core.learning.training import loop
from rscd_plugin.core.learning.training.history import TrainingHistory
from rscd_plugin.core.learning.training.settings import LoopSettings
from rscd_plugin.core.models.detector import ChangeDetector
from rscd_plugin.core.models.encoder import Encoder
from rscd_plugin.core.models.initialising import seeded
from rscd_plugin.core.progress import Progress
from rscd_plugin.core.report.pretrain_report import PretrainRun
from rscd_plugin.core.report.train_report import TrainRun

from .learning_chips import square_chips

CHIP = 64
ITERATIONS = 12  # of an epoch
BLOCKS = 2  # that are enough to judge by
VOID = {"br", "hr", "img", "input", "link", "meta"}


def split_of(dates: int, bands: int = 3, classes: int = 1, count: int = 8) -> Split:
    """Squares of brightness, of each class in turn; validation is other ground, in blocks of two squares."""
    parts = []
    for seed in (5, 6):
        chips = square_chips(count, dates, side=72, bands=bands, seed=seed)
        for place in range(count):
            chips.labels[place][chips.labels[place] == 1] = place % classes + 1
        parts.append(replace(chips, samples=np.zeros(count, np.int64), blocks=np.arange(count) // 2 + 100 * seed))
    return Split(*parts)


def gathered_of(kinds: set[str], bands: int = 3, class_names: tuple[str, ...] = ("foreground",)) -> Gathered:
    splits = {
        "pairs": split_of(2, bands) if "pairs" in kinds else None,
        "single": split_of(1, bands, len(class_names)) if "single" in kinds else None,
    }
    scaling = find_scaling([split.training for split in splits.values() if split])
    names = tuple(f"band {number}" for number in range(1, bands + 1))
    extents = ((15.0, 48.0, 15.1, 48.1),)
    return Gathered(
        **splits,
        scaling=scaling,
        band_names=names,
        class_names=class_names if splits["single"] else (),
        pixel_size_m=0.5,
        extents=extents,
        images_used=1,
        images_left_out=2,
        squares_looked_at=20,
        squares_dropped=4,
    )


def sample(*paths: str) -> LabelledImage:
    return LabelledImage(tuple(RasterSource(path) for path in paths), LabelSource(raster=RasterSource("/home/ann/labels.tif")))


def _encoder(bands: int) -> Encoder:
    return Encoder(bands, (8, 12, 16, 24), (1, 1, 1, 1))


def _fitted(task: DetectorTask | SadlTask, job: TrainJob | PretrainJob) -> TrainingHistory:
    settings = LoopSettings(epochs=job.epochs, batch=job.batch_size, learning_rate=3e-3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "ITERATIONS_PER_EPOCH", ITERATIONS)
        patch.setattr(calibration, "LEAST_BLOCKS", BLOCKS)
        return loop.fit(task, settings, Progress(), lambda epoch, network: None)


def train_run(
    kinds: set[str], bands: int = 3, class_names: tuple[str, ...] = ("foreground",), epochs: int = 2, **more: object
) -> TrainRun:
    """A detector trained on `kinds`: of pairs, single, or both. more: of the job."""
    gathered = gathered_of(kinds, bands, class_names)
    own = {
        "chip_size": CHIP,
        "epochs": epochs,
        "batch_size": 4,
        "samples": (sample("/home/ann/pre.tif", r"C:\Users\ann\post.tif"),),
    }
    job = TrainJob(**{**own, **more})
    with seeded(0):
        begun = Begun(
            ChangeDetector(_encoder(bands), 16, len(class_names) + 1 if gathered.single else 0),
            None,
            ("Starts from random weights.",),
        )
    validation = (
        gathered.pairs.validation if gathered.pairs else made_validation(gathered.single.validation, gathered.scaling, CHIP, 8)
    )
    training = {kind: split.training for kind, split in (("pairs", gathered.pairs), ("single", gathered.single)) if split}
    task = DetectorTask(begun.network, gathered.scaling, CHIP, **training, validation=validation)
    history = _fitted(task, job)
    counts = count_validation(begun.network, validation, gathered.scaling, Progress())
    return TrainRun(job, gathered, begun, Trained(history, 1.0, counts, _calibrated(counts)), validation, "cpu", 125.0)


def pretrain_run(bands: int = 3, class_names: tuple[str, ...] = ("foreground",), epochs: int = 1, **more: object) -> PretrainRun:
    """An encoder pretrained by SaDL. more: of the job."""
    gathered = gathered_of({"single"}, bands, class_names)
    own = {"chip_size": CHIP, "epochs": epochs, "batch_size": 4, "points_per_class": 8, "objective": "sadl"}
    job = PretrainJob(**{**own, "samples": (sample("/home/ann/image.tif"),), **more})
    with seeded(0):
        begun = Begun(
            SadlNetwork(_encoder(bands), 16, (32, 24), 8),
            Path("/home/ann/start.safetensors"),
            ("Starts from start.safetensors.",),
        )
    split = gathered.single
    task = SadlTask(
        begun.network, split.training, split.validation, gathered.scaling, CHIP, job.points_per_class, RECIPES[job.recipe]
    )
    before = task.look(Progress())
    history = _fitted(task, job)
    return PretrainRun(job, gathered, begun, task, history, before, task.look(Progress()), "cpu", 31.0)


class Page(HTMLParser):
    """A page read back. titles: its headings. text: what is to be read. pictures: of each, what it is called.

    Every element is closed, the page needs nothing beside it, and each picture can be read and shows something.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.titles: list[str] = []
        self.pictures: list[str] = []
        self.rows: list[list[str]] = []
        self._open: list[str] = []
        self._texts: list[str] = []
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)
        self.close()
        assert not self._open
        self.text = re.sub(r"\s+", " ", " ".join(self._texts))
        assert not re.search(r"/home|/tmp|/work|C:\\|Users", re.sub(r'"data:[^"]+"', '""', self.source))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert "href" not in values
        if tag == "img":
            kind, _, data = values["src"].partition(",")
            assert kind == "data:image/png;base64"
            assert imread(io.BytesIO(base64.b64decode(data))).std() > 0
            self.pictures.append(values["alt"])
        if tag not in VOID:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag in ("h1", "h2"):
            self.titles.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        self._texts.append(data)
        if "td" in self._open or "th" in self._open:
            self.rows[-1][-1] += data
        if self._open[-1:] in (["h1"], ["h2"]):
            self.titles[-1] += data


def _calibrated(counts: LogitCounts) -> calibration.Calibration:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibration, "LEAST_BLOCKS", BLOCKS)
        return calibration.calibrate(counts)


def trained_otherwise(run: TrainRun, **what: object) -> TrainRun:
    """The run, with another history, counts or calibration."""
    return replace(run, trained=replace(run.trained, **what))


def judged_on(run: TrainRun, chips: Chips, **more: object) -> TrainRun:
    """The run, judged on other pairs. more: what else is other."""
    counts = count_validation(run.begun.network, chips, run.gathered.scaling, Progress())
    return trained_otherwise(replace(run, validation=chips, **more), counts=counts, calibration=_calibrated(counts))
