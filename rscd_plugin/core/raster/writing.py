"""Writing rasters by window, and the finished files that users open."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal

from ..errors import UserError
from ..progress import Progress
from ..tiling.window import Window
from .grid import Grid
from .source import GDAL_TYPES

BLOCK_PX = 256
Classes = dict[int, tuple[str, tuple[int, int, int, int]]]


class ScratchRaster:
    """One band on disk, or several, uncompressed, so that windows may be written in any order and again.

    classes: value → (name, colour as red, green, blue, alpha, 0-255), stored in the file.
    """

    def __init__(
        self,
        path: Path,
        grid: Grid,
        dtype: str,
        nodata: float | None = None,
        classes: Classes | None = None,
        bands: int = 1,
    ) -> None:
        self.path = path
        self.grid = grid
        self._dtype = np.dtype(dtype)
        self._type = GDAL_TYPES[dtype]  # said when writing: else GDAL wants NumPy of the version it was built with
        options = ["TILED=YES", f"BLOCKXSIZE={BLOCK_PX}", f"BLOCKYSIZE={BLOCK_PX}", "BIGTIFF=IF_SAFER", "SPARSE_OK=TRUE"]
        with explained(path):
            self.dataset = gdal.GetDriverByName("GTiff").Create(
                str(path), grid.width, grid.height, bands, self._type, options=options
            )
            self.dataset.SetGeoTransform(grid.transform)
            self.dataset.SetProjection(grid.crs_wkt)
            self.band = self.dataset.GetRasterBand(1)
            if nodata is not None:
                for number in range(1, bands + 1):
                    self.dataset.GetRasterBand(number).SetNoDataValue(nodata)
            if classes is not None:
                self._name(classes)

    def _name(self, classes: Classes) -> None:
        table = gdal.ColorTable()
        for value, (_, colour) in classes.items():
            table.SetColorEntry(value, colour)
        self.band.SetRasterColorTable(table)
        self.band.SetCategoryNames([classes[value][0] for value in sorted(classes)])

    def write(self, window: Window, pixels: np.ndarray) -> None:
        """Write (height, width) pixels. Raises UserError when the disk is full."""
        self.write_bands(window, pixels[np.newaxis])

    def write_bands(self, window: Window, pixels: np.ndarray) -> None:
        """Write (bands, height, width) pixels of all bands. Raises UserError when the disk is full."""
        for number, plane in enumerate(pixels, start=1):
            plane = np.ascontiguousarray(plane, self._dtype)
            with explained(self.path):
                band = self.dataset.GetRasterBand(number)
                band.WriteRaster(window.col, window.row, window.width, window.height, plane, buf_type=self._type)

    def read(self, window: Window) -> np.ndarray:
        """(height, width) pixels of the first band."""
        pixels = np.empty((window.height, window.width), self._dtype)
        self.band.ReadRaster(window.col, window.row, window.width, window.height, buf_obj=pixels)
        return pixels

    def flush(self) -> None:
        """Bring everything to disk. Raises UserError when it is full."""
        with explained(self.path):
            self.dataset.FlushCache()

    def finish(self, path: Path, overviews: str, metadata: dict[str, str], progress: Progress) -> None:
        """Write the file that the user gets: a compressed, tiled GeoTIFF with overviews, BIGTIFF where needed.

        overviews: how they are resampled, AVERAGE or MODE.
        """
        self.dataset.SetMetadata(metadata)
        self.flush()
        options = [
            "COMPRESS=DEFLATE",
            "PREDICTOR=YES",
            "LEVEL=3",
            "BIGTIFF=IF_SAFER",
            "NUM_THREADS=ALL_CPUS",
            f"OVERVIEW_RESAMPLING={overviews}",
        ]
        with explained(path):
            copy = gdal.Translate(str(path), self.dataset, format="COG", creationOptions=options, callback=progress.gdal_callback)
            copy.FlushCache()
        progress.report(1.0)


class explained:
    """GDAL's errors while writing `path` as UserError. Errors that GDAL only signals, as when closing a file, count too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._signalled: list[str] = []

    def __enter__(self) -> None:
        gdal.PushErrorHandler(self._note)

    def _note(self, severity: int, number: int, message: str) -> None:
        if severity >= gdal.CE_Failure:
            self._signalled.append(message)

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        gdal.PopErrorHandler()
        if kind is None and not self._signalled:
            return
        if kind is not None and not issubclass(kind, RuntimeError):
            return
        message = str(error) if error else self._signalled[0]
        if "User terminated" in message or "interrupt" in message.lower():
            return
        raise UserError(
            f"{self._path.parent} cannot be written to: {message}. Is the disk full, or the folder read-only?"
        ) from error
