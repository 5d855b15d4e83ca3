"""From the layers and folders that the user chose to labelled images: what a job learns from."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsMapLayer, QgsProcessingContext, QgsRasterLayer

from ..core.errors import UserError
from ..core.jobs.learning_spec import LabelledImage, LabelSource
from ..core.jobs.spec import RasterSource
from ..layers.image_folder import file_source, matching, rasters_in
from ..layers.label_export import LabelExport
from ..layers.label_source import label_source
from ..layers.raster_source import raster_source
from .base import RscdAlgorithm
from .learning_parameters import (
    BANDS,
    CLASS_FIELD,
    IMAGE_FOLDER,
    IMAGES,
    LABEL_FILTER,
    LABEL_FOLDER,
    LABELS,
    band_numbers,
)

PRE_IMAGES = "PRE_IMAGES"
POST_IMAGES = "POST_IMAGES"
CHANGE_LABELS = "CHANGE_LABELS"
SINGLES = (IMAGES, IMAGE_FOLDER, LABELS, LABEL_FOLDER)
PAIRS = (PRE_IMAGES, POST_IMAGES, CHANGE_LABELS)
_HOW_SINGLES = f"Choose rasters in {IMAGES} or a folder in {IMAGE_FOLDER}, and what is known of them in {LABELS}."


class LabelledImages:
    """Reads the parameters; touches layers, so for `prepareAlgorithm`.

    exports: layers of labels that are to be written before the worker starts.
    """

    def __init__(self, algorithm: RscdAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        self._algorithm = algorithm
        self._parameters = parameters
        self._context = context
        self._fewest_bands: tuple[int, str] | None = None
        self.exports: list[LabelExport] = []

    def given(self, *names: str) -> bool:
        """Whether any of these parameters is."""
        return any(_items(self._parameters.get(name)) for name in names)

    def singles(self) -> tuple[LabelledImage, ...]:
        """Images of one date with their labels. Raises UserError unless there is exactly one kind of each."""
        for one, other in ((IMAGES, IMAGE_FOLDER), (LABELS, LABEL_FOLDER)):
            if self.given(one) and self.given(other):
                raise UserError(f"{one} and {other} are both given, and it is one or the other. Leave one of them empty.")
        if not self.given(IMAGES, IMAGE_FOLDER):
            raise UserError(f"No images of one date are given. {_HOW_SINGLES}")
        if not self.given(LABELS, LABEL_FOLDER):
            raise UserError(f"The images of one date have no labels. {_HOW_SINGLES}")
        if self.given(LABEL_FOLDER):
            return self._from_two_folders()
        (layer,) = self.layers(LABELS)
        # As text: as an expression, Processing would read a wrong one as none at all.
        label_filter = self._algorithm.parameterAsString(self._parameters, LABEL_FILTER, self._context).strip()
        class_field = self._algorithm.parameterAsString(self._parameters, CLASS_FIELD, self._context)
        labels = self._labels(layer, LABELS, label_filter, class_field)
        if self.given(IMAGES):
            images = self._rasters(IMAGES)
        else:
            images = [self._file(file, IMAGE_FOLDER) for file in rasters_in(self._folder(IMAGE_FOLDER), IMAGE_FOLDER)]
        return tuple(LabelledImage((image,), labels) for image in images)

    def pairs(self) -> tuple[LabelledImage, ...]:
        """Pairs of dates with the changes between them. Raises UserError unless there are as many of each, or one label layer."""
        counts = {name: len(_items(self._parameters.get(name))) for name in PAIRS}
        pre_count, post_count, label_count = counts.values()
        if not pre_count or pre_count != post_count or label_count not in (1, pre_count):
            found = ", ".join(f"{name} has {count}" for name, count in counts.items())
            raise UserError(
                f"{found}. As many post as pre images are needed, in the same order, and as many layers of changes, or a single "
                "one for all pairs."
            )
        pre, post = self._rasters(PRE_IMAGES), self._rasters(POST_IMAGES)
        changes = [self._labels(layer, CHANGE_LABELS) for layer in self.layers(CHANGE_LABELS)]
        changes = changes * len(pre) if len(changes) == 1 else changes
        return tuple(LabelledImage(dates, labels) for dates, labels in zip(zip(pre, post), changes))

    def bands(self) -> tuple[int, ...]:
        """The bands chosen. To be asked once the images are read. Raises UserError when an image has not so many."""
        text = self._algorithm.parameterAsString(self._parameters, BANDS, self._context)
        numbers = band_numbers(text)
        if numbers and self._fewest_bands and max(numbers) > self._fewest_bands[0]:
            count, image = self._fewest_bands
            raise UserError(f"BANDS names band {max(numbers)}, and {image} has {count}. Choose bands that all images have.")
        return numbers

    def _from_two_folders(self) -> tuple[LabelledImage, ...]:
        if not self.given(IMAGE_FOLDER):
            raise UserError(f"{LABEL_FOLDER} goes with {IMAGE_FOLDER}, by the names of the files. For layers give {LABELS}.")
        if self.given(LABEL_FILTER, CLASS_FIELD):
            raise UserError(
                f"{LABEL_FILTER} and {CLASS_FIELD} are for polygons in {LABELS}; leave them empty with {LABEL_FOLDER}."
            )
        images = rasters_in(self._folder(IMAGE_FOLDER), IMAGE_FOLDER)
        masks = matching(images, rasters_in(self._folder(LABEL_FOLDER), LABEL_FOLDER), IMAGE_FOLDER, LABEL_FOLDER)
        return tuple(
            LabelledImage((self._file(image, IMAGE_FOLDER),), LabelSource(raster=file_source(mask, LABEL_FOLDER)[0]))
            for image, mask in zip(images, masks)
        )

    def _labels(self, layer: QgsMapLayer, name: str, label_filter: str = "", class_field: str = "") -> LabelSource:
        expressions = self._algorithm.createExpressionContext(self._parameters, self._context)
        labels, export = label_source(layer, name, self._context, expressions, label_filter, class_field)
        if export is not None:
            self.exports.append(export)
        return labels

    def _rasters(self, name: str) -> list[RasterSource]:
        sources = []
        for layer in self.layers(name):
            if not isinstance(layer, QgsRasterLayer):
                raise UserError(f"{name}: the layer '{layer.name()}' is no raster. Choose raster layers or files.")
            sources.append(raster_source(layer, name))
            self._note_bands(layer.bandCount(), layer.name())
        return sources

    def _file(self, file: Any, name: str) -> RasterSource:
        source, bands = file_source(file, name)
        self._note_bands(bands, file.name)
        return source

    def _note_bands(self, count: int, image: str) -> None:
        if self._fewest_bands is None or count < self._fewest_bands[0]:
            self._fewest_bands = (count, image)

    def _folder(self, name: str) -> str:
        return self._algorithm.parameterAsFile(self._parameters, name, self._context)

    def layers(self, name: str) -> list[QgsMapLayer]:
        """The layers of a parameter, in its order. Processing itself leaves out those that it cannot open, without a word."""
        layers = []
        for item in _items(self._parameters.get(name)):
            found = self._algorithm.parameterAsLayerList({name: [item]}, name, self._context)
            if not found:
                raise UserError(f"{name}: {_told(item)} cannot be opened as a layer. Is the file there and whole?")
            layers += found
        return layers


def _items(value: Any) -> list[Any]:
    """What a parameter with one or several values holds."""
    if value is None or value == "":
        return []
    return [item for item in value if item not in (None, "")] if isinstance(value, (list, tuple)) else [value]


def _told(item: Any) -> str:
    return item.name() if isinstance(item, QgsMapLayer) else str(item)
