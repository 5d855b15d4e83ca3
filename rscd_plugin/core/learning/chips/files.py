"""Chips written to disk, and used from there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ...errors import UserError
from ...progress import Progress
from ...whole_file import is_disk_full
from .chips import NO_LABEL, Chips
from .labelled_image import OpenImages
from .survey import FoundSquare


def write_chips(squares: Sequence[FoundSquare], images: OpenImages, dtype: str, stem: Path, progress: Progress) -> Chips:
    """Read the squares of at least one, write pixels and labels to `<stem>_images.npy` and `<stem>_labels.npy`, and map these.

    Where a date holds no data its bands get the mean of the rest of the square. The maps may be written to, the files stay as
    they are. Raises UserError when the disk is full.
    """
    paths = [stem.with_name(f"{stem.name}_{what}.npy") for what in ("images", "labels")]
    first = images[squares[0].image].read(squares[0].window, dtype)[0]
    try:
        with paths[0].open("wb") as image_file, paths[1].open("wb") as label_file:
            _write_header(image_file, dtype, (len(squares), *first.shape))
            _write_header(label_file, "uint8", (len(squares), *first.shape[2:]))
            for done, square in enumerate(squares):
                progress.report(done / len(squares))
                image = images[square.image]
                pixels, valid = image.read(square.window, dtype)
                labels = image.labels.read(square.window)
                labels[~valid.all(axis=0)] = NO_LABEL
                for date, date_valid in zip(pixels, valid):
                    _fill(date, date_valid)
                image_file.write(pixels.tobytes())
                label_file.write(labels.tobytes())
    except OSError as error:
        if not is_disk_full(error):
            raise
        raise UserError(
            f"The disk is full: the {len(squares)} squares to learn from need {len(squares) * first.nbytes / 1e6:.0f} MB in "
            f"{stem.parent}. Free some space, or choose another folder for temporary files."
        ) from error
    progress.report(1.0)
    # Written as a plain file and mapped afterwards: a map that grows a file on a full disk would kill the process.
    mapped = [np.lib.format.open_memmap(path, mode="c") for path in paths]
    return Chips(
        *mapped,
        samples=np.array([square.image for square in squares], np.int64),
        windows=np.array([(square.window.col, square.window.row) for square in squares], np.int64),
        blocks=np.array([square.block for square in squares], np.int64),
    )


def _write_header(file: BinaryIO, dtype: str, shape: tuple[int, ...]) -> None:
    description = np.lib.format.dtype_to_descr(np.dtype(dtype))
    np.lib.format.write_array_header_1_0(file, {"descr": description, "fortran_order": False, "shape": shape})


def _fill(pixels: np.ndarray, valid: np.ndarray) -> None:
    """Put the mean of each band where `valid` (height, width) is not. pixels: (bands, height, width)."""
    if valid.all() or not valid.any():
        pixels[:, ~valid] = 0
        return
    means = pixels[:, valid].mean(axis=1, dtype=np.float64)
    pixels[:, ~valid] = (means if pixels.dtype.kind == "f" else np.rint(means))[:, None].astype(pixels.dtype)
