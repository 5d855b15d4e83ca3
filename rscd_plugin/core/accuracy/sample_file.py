"""An interpreted sample as its file holds it, and what a map and the training areas say of its points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from osgeo import gdal, ogr, osr

from ..errors import UserError
from ..jobs.sample_spec import NEEDED_FIELDS
from ..jobs.spec import VectorSource
from ..progress import Progress
from ..raster.burning import crs_of, open_layer
from ..raster.class_map import NO_CLASS, ClassMap
from ..tiling.window import Window

_WHOLE = 1e-6  # how far from 1 the weights of all strata may sum for rounding's sake


@dataclass(frozen=True)
class SamplePoint:
    """x, y: in the sample's CRS. reference: None where nobody has looked yet."""

    x: float
    y: float
    stratum: int
    map_class: int | None
    reference: int | None
    trained: bool = False


@dataclass(frozen=True)
class SampleFile:
    """strata: value → area in m², None for what no point of the file stands for. map_hash: of the map that was sampled."""

    points: list[SamplePoint]
    strata: dict[int | None, float]
    pixel_size: float
    map_hash: str
    crs: osr.SpatialReference | None


def read_sample(source: VectorSource) -> SampleFile:
    """The points as they are. Raises UserError when it is no sample, one that was mixed of several, or damaged."""
    _dataset, layer = open_layer(source, "SAMPLE")
    names = [field.name for field in layer.schema]
    missing = [name for name in NEEDED_FIELDS if name not in names]
    if missing:
        raise UserError(
            f"SAMPLE lacks the fields {', '.join(missing)}, so it is no sample of 'Sample points to assess a map' "
            "(rscd:samplepoints). Choose the layer that it made, with all its fields."
        )
    points, strata, weights, others = [], {}, {}, set()
    for feature in layer:
        shape = feature.GetGeometryRef()
        if shape is None or ogr.GT_Flatten(shape.GetGeometryType()) not in (ogr.wkbPoint, ogr.wkbMultiPoint) or shape.IsEmpty():
            raise UserError(f"SAMPLE: feature {feature.GetFID()} has no point. Take it out, or give it back its place.")
        place = shape.Centroid()
        stratum = _whole_number(feature, "stratum")
        if stratum is None:
            raise UserError(f"SAMPLE: feature {feature.GetFID()} has no stratum. Points may not be added by hand: take it out.")
        points.append(
            SamplePoint(
                place.GetX(), place.GetY(), stratum, _whole_number(feature, "map_class"), _whole_number(feature, "reference")
            )
        )
        area, weight = (feature.GetFieldAsDouble(name) for name in ("stratum_m2", "weight"))
        others.add((feature.GetField("map_hash"), feature.GetFieldAsDouble("pixel_size")))
        if not (area > 0 and 0 < weight <= 1 + _WHOLE) or strata.setdefault(stratum, area) != area:
            raise UserError(
                f"SAMPLE: the points of stratum {stratum} do not agree on its area (stratum_m2, weight). Points of different "
                "samples cannot be put together, nor may these fields be edited."
            )
        weights[stratum] = weight
    if not points:
        raise UserError("SAMPLE holds no points.")
    if len(others) > 1:
        raise UserError("SAMPLE holds points of more than one map. Assess each sample by itself.")
    rest = 1.0 - sum(weights.values())
    if rest < -_WHOLE:
        raise UserError("SAMPLE: the weights of its strata sum to more than 1. Points of several samples cannot be put together.")
    total_m2 = max(strata[value] / weight for value, weight in weights.items())
    known: dict[int | None, float] = dict(sorted(strata.items()))
    if rest > _WHOLE:
        known[None] = rest * total_m2
    map_hash, pixel_size = others.pop()
    return SampleFile(points, known, pixel_size, map_hash or "", crs_of(layer, source.crs_wkt))


def _whole_number(feature: ogr.Feature, name: str) -> int | None:
    """A class; also from a field of text or of decimals, as some formats and editors make of it."""
    value: Any = feature.GetField(name)
    if value is None or str(value).strip() == "":
        return None
    try:
        number = float(value)
        if number == int(number):
            return int(number)
    except (ValueError, OverflowError):
        pass
    raise UserError(f"SAMPLE: {name} of feature {feature.GetFID()} is '{value}'. The number of a class is needed, as 0 or 1.")


def classes_at(sample: SampleFile, classes: ClassMap, progress: Progress) -> list[int | None]:
    """What the map has at each point; None where it has no data. Raises UserError when it has none anywhere."""
    if bool(sample.crs) != bool(classes.grid.crs):
        raise UserError("SAMPLE and MAP must both have a CRS. Give the other one its CRS.")
    places = np.array([(point.x, point.y) for point in sample.points])
    if sample.crs is not None:
        change = osr.CoordinateTransformation(sample.crs, classes.grid.crs)
        places = np.array(change.TransformPoints(places.tolist()))[:, :2]
    inverse = gdal.InvGeoTransform(classes.grid.transform)
    pixels = [gdal.ApplyGeoTransform(inverse, x, y) for x, y in places]
    found: list[int | None] = [None] * len(pixels)
    for done, number in enumerate(sorted(range(len(pixels)), key=lambda number: pixels[number][1])):
        progress.report(done / len(pixels))
        col, row = pixels[number]
        if 0 <= col < classes.grid.width and 0 <= row < classes.grid.height:
            value = int(classes.read(Window(int(col), int(row), 1, 1))[0, 0])
            found[number] = None if value == NO_CLASS else value
    if all(value is None for value in found):
        raise UserError(
            "MAP has no data at any point of SAMPLE. Check that both show the same place and that their CRS are right."
        )
    return found


def trained_at(sample: SampleFile, training: VectorSource) -> list[bool]:
    """Whether a training area touches the pixel of each point."""
    _dataset, layer = open_layer(training, "TRAINING_AREAS")
    crs = crs_of(layer, training.crs_wkt)
    if bool(crs) != bool(sample.crs):
        raise UserError("TRAINING_AREAS and SAMPLE must both have a CRS. Give the other one its CRS.")
    change = None if crs is None or crs.IsSame(sample.crs) else osr.CoordinateTransformation(sample.crs, crs)
    half = sample.pixel_size * 0.4999
    found = []
    for point in sample.points:
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for right, up in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)):
            ring.AddPoint_2D(point.x + right * half, point.y + up * half)
        pixel = ogr.Geometry(ogr.wkbPolygon)
        pixel.AddGeometry(ring)
        if change is not None:
            pixel.Transform(change)
        layer.SetSpatialFilter(pixel)
        layer.ResetReading()
        shapes = (feature.GetGeometryRef() for feature in layer)
        found.append(any(shape is not None and shape.Intersects(pixel) for shape in shapes))
    return found
