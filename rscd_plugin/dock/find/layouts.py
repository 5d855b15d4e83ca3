"""What lets a form fit into a narrow panel."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QComboBox, QSizePolicy


def fit_narrow(combo: QComboBox) -> None:
    """Let it take the room there is, however long its entries."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(10)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
