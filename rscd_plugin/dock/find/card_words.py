"""A model card in plain words."""

from __future__ import annotations

import json
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from ...core.engines.card import ModelCard, card_from_json

translate = QCoreApplication.translate


def card_of(values: dict[str, Any]) -> ModelCard:
    """The card from what the worker told of it. Raises UserError."""
    return card_from_json(json.dumps(values), translate("CardWords", "the model"))


def card_words(card: ModelCard) -> str:
    """What the model looks at, what it learnt from, and how far its numbers may be believed; one sentence a line."""
    lines = [_input(card)]
    if card.trained_on:
        lines.append(translate("CardWords", "Trained on: {what}").format(what=card.trained_on.rstrip(".") + "."))
    if card.calibrated:
        lines.append(translate("CardWords", "Its probabilities were calibrated on imagery that it had not seen."))
    else:
        lines.append(translate("CardWords", "Its probabilities are not calibrated: take them as a ranking, not as per cent."))
    if card.licence:
        lines.append(translate("CardWords", "Licence: {name}.").format(name=card.licence))
    return "\n".join(lines)


def _input(card: ModelCard) -> str:
    bands = ", ".join(card.bands)
    if card.pixel_size_m:
        text = translate("CardWords", "Looks at {bands}, at pixels of about {size} m.")
        return text.format(bands=bands, size=f"{card.pixel_size_m:g}")
    return translate("CardWords", "Looks at {bands}.").format(bands=bands)
