"""How far every place of one date lies from where the other date has it, and how that is found from tie points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import RBFInterpolator

Transform = tuple[float, float, float, float, float, float]
TRUST_PX = 1.5  # tie points this near to a model agree with it
_ROUNDS = 500
_LATTICE = 7


@dataclass(frozen=True)
class Displacement:
    """What lies at (col, row) of the grid is found at (col, row) + displacement in the other date; all in pixels.

    affine: (d_col at the origin, per column, per row, d_row at the origin, per column, per row), or None, and then control:
    (col, row, d_col, d_row) of places between which a thin plate spline interpolates.
    """

    affine: tuple[float, float, float, float, float, float] | None
    control: tuple[tuple[float, float, float, float], ...] = ()

    def at(self, places: np.ndarray) -> np.ndarray:
        """Displacements (n, 2) of places (n, 2), as columns and rows."""
        if self.affine is None:
            known = np.array(self.control)
            return RBFInterpolator(known[:, :2], known[:, 2:], kernel="thin_plate_spline", degree=1)(places)
        coefficients = np.array(self.affine).reshape(2, 3)
        return coefficients[:, 0] + places @ coefficients[:, 1:].T

    def shifted(self, col: int, row: int) -> Displacement:
        """The same displacement of the same ground, counted on a grid that begins `col` columns and `row` rows earlier."""
        if self.affine is None:
            return Displacement(None, tuple((c + col, r + row, d_col, d_row) for c, r, d_col, d_row in self.control))
        (d_col, d_row), (_, cc, cr, _, rc, rr) = self.at(np.array([[-col, -row]]))[0], self.affine
        return Displacement((float(d_col), cc, cr, float(d_row), rc, rr))

    def moved(self, transform: Transform) -> Transform:
        """The geotransform whose pixel (col, row) lies where `transform` has (col, row) + displacement. Affine ones only."""
        (x0, dx_col, dx_row, y0, dy_col, dy_row), (c0, cc, cr, r0, rc, rr) = transform, self.affine
        return (
            x0 + dx_col * c0 + dx_row * r0,
            dx_col * (1 + cc) + dx_row * rc,
            dx_col * cr + dx_row * (1 + rr),
            y0 + dy_col * c0 + dy_row * r0,
            dy_col * (1 + cc) + dy_row * rc,
            dy_col * cr + dy_row * (1 + rr),
        )


def translation(places: np.ndarray, shifts: np.ndarray) -> tuple[Displacement, np.ndarray]:
    """The shift that most tie points agree on, and which they are: (n,) bool.

    places, shifts: (n, 2) columns and rows. Begins at the tie point with most others within TRUST_PX; then a mean with biweight
    weights (Mosteller and Tukey 1977), which follows small changes of the points smoothly, as a count of them would not.
    """
    apart = np.linalg.norm(shifts[:, None] - shifts, axis=-1)
    centre = shifts[(apart < TRUST_PX).sum(axis=1).argmax()]
    for _ in range(50):
        weights = np.clip(1 - (np.linalg.norm(shifts - centre, axis=1) / TRUST_PX) ** 2, 0, None) ** 2
        before, centre = centre, (shifts * weights[:, None]).sum(axis=0) / weights.sum()
        if np.abs(before - centre).max() < 1e-6:
            break
    model = Displacement((float(centre[0]), 0.0, 0.0, float(centre[1]), 0.0, 0.0))
    return model, residuals(model, places, shifts) < TRUST_PX


def affine(places: np.ndarray, shifts: np.ndarray, trust_px: float = TRUST_PX) -> tuple[Displacement, np.ndarray]:
    """The affine displacement that most tie points agree on, and which they are.

    Random sample consensus (Fischler and Bolles 1981), then least squares. Fewer than three points, or all on a line, give a
    translation.
    """
    best, agreeing = translation(places, shifts)
    generator = np.random.default_rng(0)
    for _ in range(_ROUNDS if len(places) >= 3 else 0):
        chosen = generator.choice(len(places), 3, replace=False)
        if abs(np.linalg.det(np.column_stack([places[chosen], np.ones(3)]))) < 1.0:
            continue
        model = _least_squares(places[chosen], shifts[chosen])
        found = residuals(model, places, shifts) < trust_px
        if found.sum() > agreeing.sum():
            best, agreeing = model, found
    for _ in range(10):
        if agreeing.sum() < 4 or np.linalg.matrix_rank(places[agreeing] - places[agreeing].mean(axis=0)) < 2:
            break
        best = _least_squares(places[agreeing], shifts[agreeing])
        agreeing = residuals(best, places, shifts) < trust_px
    return best, agreeing


def smooth(places: np.ndarray, shifts: np.ndarray, width: int, height: int) -> tuple[Displacement, np.ndarray]:
    """A smooth displacement over a grid of `width` x `height` pixels, and the tie points that agree with it.

    An affine one within twice TRUST_PX first; then a smoothing thin plate spline (Duchon 1977) through the points that agree,
    given by its values on a lattice.
    """
    rough, agreeing = affine(places, shifts, 2 * TRUST_PX)
    if agreeing.sum() < 8:
        return rough, agreeing
    size = max(width, height)
    spline = RBFInterpolator(
        places[agreeing] / size,
        shifts[agreeing] - rough.at(places[agreeing]),
        kernel="thin_plate_spline",
        degree=1,
        smoothing=0.01 * agreeing.sum(),
    )
    cols, rows = np.meshgrid(np.linspace(0, width, _LATTICE), np.linspace(0, height, _LATTICE))
    lattice = np.column_stack([cols.ravel(), rows.ravel()])
    values = np.column_stack([lattice, rough.at(lattice) + spline(lattice / size)])
    model = Displacement(None, tuple(tuple(map(float, point)) for point in values))
    return model, agreeing & (residuals(model, places, shifts) < TRUST_PX)


def residuals(model: Displacement, places: np.ndarray, shifts: np.ndarray) -> np.ndarray:
    """How far tie points lie from where the model has them: (n,) pixels."""
    return np.linalg.norm(shifts - model.at(places), axis=1)


def _least_squares(places: np.ndarray, shifts: np.ndarray) -> Displacement:
    design = np.column_stack([np.ones(len(places)), places])
    solved = np.linalg.lstsq(design, shifts, rcond=None)[0].T
    return Displacement(tuple(map(float, solved.ravel())))
