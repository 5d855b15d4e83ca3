"""A raster on another grid, computed while it is read: reprojected, and displaced, in one resampling."""

from __future__ import annotations

import re
import uuid
from typing import Any

from osgeo import gdal

from .displacement import Displacement
from .grid import Grid

_ABOUT_AS_LARGE = 0.8  # below, several pixels of the raster fall on one of the target, and their mean is wanted
_UNNAMED = re.compile(r"^\s*(<|$)")


def warped(
    dataset: gdal.Dataset, target: Grid, displacement: Displacement | None = None, resampling: str = "bilinear"
) -> gdal.Dataset:
    """A raster on `target`. Exact, so that it does not depend on the windows read. resampling: GDAL's name for it.

    displacement: what stands at a place p of the result is taken from where the raster has p + displacement(p), in pixels of
    `target`. Outside the raster pixels have its own nodata value where every band has one, else an alpha band says so.
    """
    nodata = [dataset.GetRasterBand(number + 1).GetNoDataValue() for number in range(dataset.RasterCount)]
    options = ["UNIFIED_SRC_NODATA=NO"]
    if _pixel_size(Grid.of(dataset), target) >= _ABOUT_AS_LARGE:
        options += ["XSCALE=1", "YSCALE=1"]  # GDAL's own estimate, chunk by chunk, blurs a little on turned grids
    some_have_nodata = None in nodata and nodata.count(None) < len(nodata)
    if some_have_nodata:
        options.append("INIT_DEST=" + ",".join("0" if value is None else repr(value) for value in nodata))
    needs_own_place = displacement is not None or _is_turned(target)
    if needs_own_place and _UNNAMED.match(dataset.GetDescription()):
        dataset = gdal.Translate(f"/vsimem/rscd-{uuid.uuid4().hex}.vrt", dataset, format="VRT")
    result = gdal.Warp(
        "",
        dataset,
        format="VRT",
        srcSRS=dataset.GetProjectionRef() or None,
        dstSRS=target.crs_wkt or None,
        outputBounds=target.bounds,
        width=target.width,
        height=target.height,
        resampleAlg=resampling,
        errorThreshold=0.0,
        dstAlpha=None in nodata,
        warpOptions=options,
    )
    if needs_own_place:
        result = gdal.Open(_placed(result.GetMetadata("xml:VRT")[0], target, displacement))
    if some_have_nodata:  # with an alpha band GDAL drops them
        for number in range(1, result.RasterCount):
            if nodata[number - 1] is not None:
                result.GetRasterBand(number).SetNoDataValue(nodata[number - 1])
    return result


def _pixel_size(grid: Grid, target: Grid) -> float:
    """Side of a pixel of `grid`, in pixels of `target`, both taken as squares."""
    sizes = [each.pixel_size_m() if target.crs_wkt else 1.0 for each in (grid, target)]
    return sizes[0] / sizes[1]


def _is_turned(grid: Grid) -> bool:
    """Whether `gdal.Warp`, which knows north-up targets only, cannot make this grid by itself."""
    return grid.is_rotated or grid.transform[1] < 0 or grid.transform[5] > 0


def _placed(vrt: str, target: Grid, displacement: Displacement | None) -> str:
    """The XML of a warped VRT, with its pixels put where `target` and the displacement want them."""
    tree = gdal.ParseXMLString(vrt)
    transformer = _element(tree, "GenImgProjTransformer")
    transformer[2:] = [child for child in transformer[2:] if child[1] not in ("DstGeoTransform", "DstInvGeoTransform")]
    if displacement is None:
        transformer += _geotransform(target.transform)
    elif displacement.affine is not None:
        transformer += _geotransform(displacement.moved(target.transform))
    else:
        points = [_control_point(target, *point) for point in displacement.control]
        transformer.append(_tag("DstTPSTransformer", _tag("TPSTransformer", _tag("Reversed", "0"), _tag("GCPList", *points))))
    _element(tree, "GeoTransform")[2:] = [[gdal.CXT_Text, ", ".join(map(repr, target.transform))]]
    return gdal.SerializeXMLTree(tree)


def _geotransform(transform: tuple[float, ...]) -> list[Any]:
    inverse = gdal.InvGeoTransform(transform)
    pairs = (("DstGeoTransform", transform), ("DstInvGeoTransform", inverse))
    return [_tag(name, ",".join(map(repr, map(float, values)))) for name, values in pairs]


def _control_point(target: Grid, col: float, row: float, d_col: float, d_row: float) -> list[Any]:
    x, y = target.xy(col + d_col, row + d_row)
    values = {"Pixel": col, "Line": row, "X": x, "Y": y}
    attributes = [[gdal.CXT_Attribute, name, [gdal.CXT_Text, repr(float(value))]] for name, value in values.items()]
    return [gdal.CXT_Element, "GCP", [gdal.CXT_Attribute, "Id", [gdal.CXT_Text, ""]], *attributes]


def _tag(name: str, *content: Any) -> list[Any]:
    return [gdal.CXT_Element, name, *([gdal.CXT_Text, part] if isinstance(part, str) else part for part in content)]


def _element(node: list[Any], name: str) -> list[Any] | None:
    """The first element of that name below a node, as GDAL's list of kind, name and children."""
    for child in node[2:]:
        if isinstance(child, list) and child[0] == gdal.CXT_Element:
            found = child if child[1] == name else _element(child, name)
            if found is not None:
                return found
    return None
