"""All that is known before a run: what stands against it, and what it will take."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field

from qgis.core import QgsProcessingUtils
from qgis.PyQt.QtCore import QCoreApplication, QLocale

from ...core.errors import UserError
from .area import Area
from .area_picker import AreaPicker
from .choices import MODEL_METHOD, Choices
from .estimate import LARGE_PIXELS, Estimate, estimate, pixels_in
from .fit import match_problems, model_problems
from .method_picker import MethodPicker
from .pair_picker import PairPicker
from .problems import Level, Problem, folder_problems, layer_problems, plain

translate = QCoreApplication.translate


@dataclass
class Readiness:
    """of_input: what stands against any look at the pair, a preview too; of_results: only against writing results."""

    of_input: list[Problem] = field(default_factory=list)
    of_results: list[Problem] = field(default_factory=list)
    area: Area | None = None
    estimate: Estimate | None = None

    @property
    def problems(self) -> list[Problem]:
        """All of them."""
        return self.of_input + self.of_results

    @property
    def blocked(self) -> bool:
        """Whether Run has to wait."""
        return any(problem.blocks for problem in self.problems)


def readiness(pair: PairPicker, method: MethodPicker, area: AreaPicker, folder: str | None, choices: Choices) -> Readiness:
    """Look at everything; opens headers of local files only."""
    pre, post = pair.pre(), pair.post()
    found = Readiness(layer_problems(pre, post))
    if folder is None:
        found.of_results.append(Problem(translate("Readiness", "Choose the folder for the results."), Level.HINT))
    else:
        found.of_results += folder_problems(folder)
    if pre is None or post is None or any(problem.blocks for problem in found.of_input):
        return found
    if choices.method == MODEL_METHOD:
        if method.model.card is not None and "BANDS_PRE" not in choices.more:
            found.of_input += model_problems(pre, post, method.model.card, method.model.assumed)
    elif "BANDS_PRE" not in choices.more:
        found.of_input += match_problems(pre, post)
    if choices.model and not os.path.isfile(choices.model):
        found.of_input.append(Problem(translate("Readiness", "The model file is not there any more. Choose another model.")))
    try:
        found.area = area.area(pre, post)
    except UserError as error:
        found.of_input.append(Problem(plain(error)))
        return found
    pixels = pixels_in(found.area.rectangle, pre)
    found.estimate = estimate(choices.short_method(), choices.method == MODEL_METHOD, pixels)
    if pixels >= LARGE_PIXELS:
        text = translate("Readiness", "This is a lot. {estimate} Try a smaller area first.")
        found.of_results.append(Problem(text.format(estimate=found.estimate.words()), level=Level.WARNING))
    if folder is not None and (not folder or os.path.isdir(folder)):
        found.of_results += _disk_problems(found.estimate, folder or QgsProcessingUtils.tempFolder())
    return found


def _disk_problems(needed: Estimate, folder: str) -> list[Problem]:
    free = shutil.disk_usage(folder).free
    if needed.disk_bytes <= free:
        return []
    text = translate(
        "Readiness", "The run may need {needed} of disk in {folder}, and {free} are free. Choose another place or a smaller area."
    )
    sizes = {"needed": needed.disk_bytes, "free": free}
    return [Problem(text.format(folder=folder, **{name: QLocale().formattedDataSize(size, 1) for name, size in sizes.items()}))]
