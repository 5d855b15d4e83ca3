"""Real pairs with reference change maps, as the folder of real data holds them: where the dates lie, and what marks change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rscd_plugin.core.jobs.spec import RasterSource
from rscd_plugin.core.raster.grid import Bounds, Grid
from rscd_plugin.core.raster.source import open_raster, read_bands
from rscd_plugin.core.tiling.window import Window

CROP = "crop/lasvegas"
CROP_WINDOW = Window(158, 212, 400, 400)  # the middle of lasvegas
_PICTURES = (("dsifn", "dsifn", "*.png"), ("levir", "levir/1024", "test_*.png"), ("levirplus", "levirplus", "*.png"))


@dataclass(frozen=True)
class LabelledPair:
    """changed: a raster on pre's pixels whose first band marks change by values above `above`.

    unchanged: None where all other pixels are unchanged; else a raster that marks those that are by values above 0, and the
    rest count for nothing. crop: the part that is looked at, None for all.
    """

    pre: Path
    post: Path
    changed: Path
    above: int
    unchanged: Path | None = None
    crop: Window | None = None

    @property
    def extent(self) -> Bounds | None:
        """The crop as a job's `extent`; None where there is none."""
        return None if self.crop is None else Grid.of(open_raster(RasterSource(str(self.pre)))).crop(self.crop).bounds

    def labels(self) -> tuple[np.ndarray, np.ndarray]:
        """Where change is marked, and where the label says anything: two arrays (height, width) bool."""
        changed = self._band(self.changed) > self.above
        return changed, np.ones_like(changed) if self.unchanged is None else changed | (self._band(self.unchanged) > 0)

    def _band(self, path: Path) -> np.ndarray:
        raster = open_raster(RasterSource(str(path)))
        return read_bands(raster, (1,), self.crop or Grid.of(raster).window)[0]


def labelled_pairs(data: Path) -> dict[str, LabelledPair]:
    """`set/pair` → the pair, for all that are there."""
    cities = [label.parent for label in sorted(data.glob("oscd/*/label.tif"))]
    pairs = {f"oscd/{city.name}": LabelledPair(city / "pre.tif", city / "post.tif", city / "label.tif", 1) for city in cities}
    for name, folder, pattern in _PICTURES:
        for label in sorted((data / folder / "label").glob(pattern), key=lambda path: (len(path.name), path.name)):
            dates = (data / folder / date / label.name for date in "AB")
            pairs[f"{name}/{label.stem}"] = LabelledPair(*dates, label, 127)
    for label in sorted(data.glob("sztaki/*/label.bmp")):
        pairs[f"sztaki/{label.parent.name}"] = LabelledPair(label.parent / "A.bmp", label.parent / "B.bmp", label, 127)
    for label in sorted(data.glob("landsat/*/change.bmp")):
        place = label.parent
        unchanged = place / "unchanged.bmp"
        pairs[f"landsat/{place.name}"] = LabelledPair(place / "pre.tif", place / "post.tif", label, 0, unchanged)
    whole = pairs.get(CROP.replace("crop", "oscd"))
    if whole is not None:
        pairs[CROP] = LabelledPair(whole.pre, whole.post, whole.changed, whole.above, crop=CROP_WINDOW)
    return pairs
