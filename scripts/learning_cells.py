"""One cell of the evaluation of learning from few labels: what is learnt from, how it starts, how many labels, which seed.

python -m scripts.learning_cells DATA FOLDER CELL: CELL as JSON; the result goes to FOLDER. `scripts.benchmark_learning` gives
each cell such a process of its own.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.special import expit

from rscd_plugin.core.accuracy.ranking import average_precision, best_f1, f1
from rscd_plugin.core.jobs.learning_spec import ARCHITECTURES
from rscd_plugin.core.learning.chips.chips import Chips
from rscd_plugin.core.learning.detector.task import DetectorTask
from rscd_plugin.core.learning.detector.training import train_detector
from rscd_plugin.core.learning.joint import JointTask
from rscd_plugin.core.learning.networks import make_detector, make_pretraining, trained_parts
from rscd_plugin.core.learning.recipes import AVERAGING
from rscd_plugin.core.learning.sadl.recipe import RECIPES
from rscd_plugin.core.learning.sadl.task import SadlTask
from rscd_plugin.core.learning.training.loop import fit
from rscd_plugin.core.learning.training.schedule import OPTIMISERS
from rscd_plugin.core.learning.training.settings import LoopSettings
from rscd_plugin.core.learning.training.task import Task
from rscd_plugin.core.models.encoder_card import EncoderCard
from rscd_plugin.core.models.weights import save_weights
from rscd_plugin.core.progress import Progress

from .learning_data import SCALING, Source, Tile, draw_budget

CHIP_PX, BATCH, POINTS = 128, 8, 16
BANDS = ("red", "green", "blue")
CLASSES = 2
RANDOM, SADL, JOINT, ONE_DATE, MIXED, IMAGENET = STARTS = ("random", "sadl", "joint", "one_date", "mixed", "imagenet")
TUNED = RECIPES["tuned"]
SADL_RECIPES = {
    SADL: TUNED,
    "sadl_paper": RECIPES["paper"],
    # The first one less one of its ingredients each.
    "sadl_within": replace(TUNED, push_across=False),
    "sadl_weight_1": replace(TUNED, push_weight=1.0),
    "sadl_anywhere": replace(TUNED, near_edges=0.0),
    "sadl_sgd": replace(TUNED, optimiser="sgd"),
}
INGREDIENTS = tuple(SADL_RECIPES)[1:]  # starts too
# Start → what it is pretrained with.
PRETRAINED = {**{name: name for name in SADL_RECIPES}, JOINT: JOINT, ONE_DATE: ONE_DATE, MIXED: ONE_DATE}
PRETRAINING_EPOCHS = 16
TRAINING_EPOCHS = {"levir": {5: 12, 20: 36, 100: 36}, "generated": {5: 6, 20: 8, 100: 12}}


@dataclass(frozen=True)
class Cell:
    """source: levir or generated. start: of STARTS or INGREDIENTS; mixed begins like one_date and keeps its labels in training.
    per_cent: of the change labels; 0: none, the pretrained detector as it is. counted: whether random makes up for the others'
    pretraining.
    """

    source: str
    start: str
    per_cent: int
    seed: int
    counted: bool = True

    @property
    def name(self) -> str:
        """Of its file."""
        return "-".join([self.source, self.start, str(self.per_cent), str(self.seed)] + ([] if self.counted else ["uncounted"]))

    @property
    def epochs(self) -> int:
        """Of training on change labels."""
        if self.per_cent == 0:
            return 0
        own = TRAINING_EPOCHS[self.source][self.per_cent]
        return own + PRETRAINING_EPOCHS if self.start in (RANDOM, IMAGENET) and self.counted else own


def run_cell(cell: Cell, source: Source, folder: Path, imagenet: Path | None) -> dict[str, Any]:
    """Train as the cell says and score on tiles that nothing was learnt from."""
    started = time.process_time()
    if cell.start in PRETRAINED:
        weights = pretrained(PRETRAINED[cell.start], cell.seed, source, folder)
    else:
        weights = imagenet if cell.start == IMAGENET else None
    begun = make_detector(str(weights) if weights else None, ARCHITECTURES[0], BANDS, CLASSES, cell.seed)
    detector, threshold, chosen, share = begun.network.eval(), 0.5, 0, 1.0
    labels = (0, 0)
    if cell.epochs:
        training, validation = draw_budget(source.pairs(), cell.per_cent, cell.seed)
        labels = (len(training), len(validation))
        single = source.singles() if cell.start == MIXED else None
        chips = {"pairs": training} if single is None else {"pairs": training, "single": single}
        settings = _settings(cell.epochs, cell.seed, AVERAGING)
        trained = train_detector(begun, chips, validation, SCALING, CHIP_PX, settings, Progress(), lambda epoch, network: None)
        threshold, chosen = float(expit(trained.calibration.threshold_logit)), trained.history.chosen
        share = trained.share
    figures = {name: score(detector, tiles, threshold) for name, tiles in source.tests().items()}
    return {
        "cell": asdict(cell),
        "figures": figures,
        "labels": labels,
        "epochs": cell.epochs,
        "chosen": chosen,
        "share": share,
        "threshold": threshold,
        "cpu_seconds": time.process_time() - started,
        "device": "cpu",
        "torch": torch.__version__,
    }


def pretrained(objective: str, seed: int, source: Source, folder: Path) -> Path:
    """Weights learnt from single dates alone. They are made once."""
    file = folder / f"{objective}-{seed}.safetensors"
    if file.is_file():
        return file
    single = source.singles()
    network, task = _pretraining(objective, seed, single, source.unseen_singles())
    started = time.process_time()
    averaging = AVERAGING if objective == ONE_DATE else 0.0
    optimiser = SADL_RECIPES[objective].optimiser if objective in SADL_RECIPES else "adamw"
    history = fit(
        task, _settings(PRETRAINING_EPOCHS, seed, averaging, optimiser), Progress(on_log=print), lambda epoch, kept: None
    )
    parts = trained_parts(network)
    encoder = parts["encoder"]
    metrics = {"cpu_seconds": round(time.process_time() - started, 1), **history.epochs[-1].figures}
    card = EncoderCard(
        objective, BANDS, SCALING.scale, SCALING.mean, SCALING.std, encoder.widths, encoder.blocks, metrics=metrics, seed=seed
    )
    save_weights(file, parts, card)
    return file


def score(detector: torch.nn.Module, tiles: list[Tile], threshold: float) -> dict[str, float]:
    """Figures of the changed pixels of all tiles together, each tile answered whole."""
    answers = []
    with torch.inference_mode():
        for tile in tiles:
            pair = (torch.from_numpy(date.astype(np.float32))[None] for date in (tile.pre, tile.post))
            logits = detector(*(SCALING.normalised(SCALING.zero_to_one(date)) for date in pair))
            answers.append(torch.sigmoid(logits)[0, 0].numpy().ravel())
    probability, changed = np.concatenate(answers), np.concatenate([tile.changed.ravel() for tile in tiles])
    return {
        "f1": f1(probability >= threshold, changed),
        "f1_at_half": f1(probability >= 0.5, changed),
        "best_f1": best_f1(probability, changed),
        "ap": average_precision(probability, changed),
    }


def _pretraining(objective: str, seed: int, single: Chips, unseen: Chips) -> tuple[torch.nn.Module, Task]:
    if objective == ONE_DATE:
        detector = make_detector(None, ARCHITECTURES[0], BANDS, CLASSES, seed).network
        return detector, DetectorTask(detector, SCALING, CHIP_PX, single=single)
    joint = objective == JOINT
    network = make_pretraining(JOINT if joint else SADL, None, ARCHITECTURES[0], BANDS, CLASSES, seed).network
    recipe = SADL_RECIPES[SADL if joint else objective]
    sadl = SadlTask(network.sadl if joint else network, single, unseen, SCALING, CHIP_PX, POINTS, recipe)
    if not joint:
        return network, sadl
    return network, JointTask(network, sadl, DetectorTask(network.detector, SCALING, CHIP_PX, single=single))


def _settings(epochs: int, seed: int, averaging: float, optimiser: str = "adamw") -> LoopSettings:
    rate = OPTIMISERS[optimiser].learning_rate
    return LoopSettings(epochs, BATCH, rate, optimiser, seed=seed, averaging=averaging)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.learning_cells", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("cell")
    parser.add_argument("--imagenet", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    values = json.loads(arguments.cell)
    source = Source(values["source"], arguments.data, arguments.folder)
    if "pretraining" in values:
        pretrained(values["pretraining"], values["seed"], source, arguments.folder)
        return
    cell = Cell(**values)
    result = run_cell(cell, source, arguments.folder, arguments.imagenet)
    file = arguments.folder / f"{cell.name}.json"
    file.with_suffix(".unfinished").write_text(json.dumps(result, indent=1))
    file.with_suffix(".unfinished").replace(file)


if __name__ == "__main__":
    main()
