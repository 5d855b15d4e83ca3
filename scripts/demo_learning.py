"""The demo of learning: from an orthophoto and building footprints to a change detector, through qgis_process as a user would.

Both are generated; the detector never sees a labelled change. It then finds what has changed since the orthophoto was taken.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

from scripts.compare import count
from scripts.overview import draw_overview
from scripts.rscd_call import CHECKOUT, run_shown, short
from scripts.scenes import make_scene, write_scene
from scripts.scenes.roofs import building_mask

FOLDER = CHECKOUT / "build" / "demo_learning"
SEED, SIZE_PX = 43, 1280
PRE, POST, TRUTH = (FOLDER / f"{name}.tif" for name in ("pre", "post", "truth"))
FOOTPRINTS = FOLDER / "footprints.gpkg"
ENCODER, MODEL = FOLDER / "encoder.safetensors", FOLDER / "detector.onnx"
PRETRAINING, TRAINING = FOLDER / "pretraining.html", FOLDER / "training.html"
PROBABILITY, MASK, CHANGES = (FOLDER / name for name in ("change_probability.tif", "change_mask.tif", "changes.gpkg"))
OVERVIEW = FOLDER / "overview.png"
WRITTEN = (ENCODER, PRETRAINING, MODEL, TRAINING, PROBABILITY, MASK, CHANGES, OVERVIEW)


def main() -> int:
    """Make the place, learn from its earlier date, find what changed, and say how good that was."""
    gdal.UseExceptions()
    ogr.UseExceptions()
    _make_place()
    for file in WRITTEN:
        file.unlink(missing_ok=True)
    labelled = {"IMAGES": PRE, "LABELS": FOOTPRINTS, "BANDS": "1,2,3"}
    steps = {
        "pretraining": run_shown("pretrainencoder", **labelled, EPOCHS="4", ENCODER_OUT=ENCODER, REPORT=PRETRAINING),
        "training": run_shown("traindetector", **labelled, START=ENCODER, EPOCHS="8", MODEL=MODEL, REPORT=TRAINING),
        "detecting": run_shown(
            "detectchanges", PRE=PRE, POST=POST, MODEL=MODEL, PROBABILITY=PROBABILITY, MASK=MASK, CHANGES=CHANGES
        ),
    }
    counts = count(MASK, TRUTH)
    draw_overview(PRE, POST, PROBABILITY, CHANGES, OVERVIEW)
    print(f"\nWhat was found to have changed, {SIZE_PX} x {SIZE_PX} pixels, against the exact truth:\n")
    for name, value in (("precision", counts.precision), ("recall", counts.recall), ("F1", counts.f1)):
        print(f"  {name:<32}{value:>10.3f}")
    for name, results in steps.items():
        print(f"  seconds of {name:<21}{results['seconds']:>10}")
    print("\nNo change was ever labelled: only footprints of the earlier date.")
    print(f"Look at {short(OVERVIEW)}, {short(PRETRAINING)} and {short(TRAINING)}.")
    return 0


def _make_place() -> None:
    """Both dates, the truth, and the footprints of the earlier date."""
    print("demo: making an orthophoto with footprints, and a later date …", flush=True)
    scene = make_scene(SEED, SIZE_PX)
    write_scene(scene, FOLDER)
    standing = building_mask([building for building in scene.buildings if building.in_pre], SIZE_PX)
    _write_footprints(standing, PRE, FOOTPRINTS)


def _write_footprints(mask: np.ndarray, like: Path, file: Path) -> None:
    """Polygons of what a mask (H, W; not 0) marks on the grid of `like`."""
    grid = gdal.Open(str(like))
    raster = gdal.GetDriverByName("MEM").Create("", grid.RasterXSize, grid.RasterYSize, 1, gdal.GDT_Byte)
    raster.SetGeoTransform(grid.GetGeoTransform())
    raster.SetProjection(grid.GetProjection())
    band = raster.GetRasterBand(1)
    band.WriteRaster(0, 0, grid.RasterXSize, grid.RasterYSize, np.ascontiguousarray(mask, np.uint8).tobytes())
    file.unlink(missing_ok=True)
    polygons = ogr.GetDriverByName("GPKG").CreateDataSource(str(file))
    layer = polygons.CreateLayer("footprints", grid.GetSpatialRef(), ogr.wkbPolygon)
    gdal.Polygonize(band, band, layer, -1)
    polygons.FlushCache()


if __name__ == "__main__":
    sys.exit(main())
