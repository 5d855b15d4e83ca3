"""A whole run on small rasters, with the identity model: post's one band divided by 255 is the change probability."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import ogr

from rscd_plugin.core.jobs.detect import detect
from rscd_plugin.core.jobs.spec import ChangeOutputs, DetectJob

from .onnx_models import identity_model
from .rasters import UTM, Listener, read_raster, source, write_raster

FIELDS = ("id", "area_px", "area_m2", "mean_probability", "max_probability")


@dataclass(frozen=True)
class Run:
    """values: what the job returned. probability, mask: (height, width). polygons: FIELDS and geometry as WKT, by id."""

    values: dict[str, Any]
    log: str
    shares: list[float]
    probability: np.ndarray
    mask: np.ndarray
    polygons: list[dict[str, Any]]


def read_polygons(path: str | Path) -> list[dict[str, Any]]:
    file = ogr.Open(str(path))
    found = []
    for feature in file.GetLayerByName("changes"):
        values = {name: None if feature.IsFieldNull(name) else feature[name] for name in FIELDS}
        found.append({**values, "area": feature.GetGeometryRef().GetArea(), "wkt": feature.GetGeometryRef().ExportToWkt()})
    return sorted(found, key=lambda polygon: polygon["id"])


def run_detect(
    folder: Path, post: np.ndarray, epsg: int | None = UTM, pixel: float = 0.5, nodata: float | None = None, **settings: Any
) -> Run:
    """Detect on `post` (height, width); everything lies in `folder`. settings: of the job."""
    folder.mkdir(exist_ok=True)
    origin = (10.0, 50.0) if epsg == 4326 else (500_000.0, 5_400_000.0)
    raster = {"epsg": epsg, "pixel": pixel, "origin": origin}
    write_raster(folder / "pre.tif", np.zeros_like(post), **raster)
    write_raster(folder / "post.tif", post, nodata=[nodata], **raster)
    model = identity_model(folder / "identity.onnx")
    job = DetectJob(source(folder / "pre.tif"), source(folder / "post.tif"), str(model), device="cpu", memory_mb=512, **settings)
    listener = Listener()
    values = detect(job, ChangeOutputs(str(folder)), listener)
    files = values["files"]
    return Run(
        values,
        listener.text,
        listener.shares,
        read_raster(files["probability"]),
        read_raster(files["mask"]),
        read_polygons(files["changes"]),
    )
