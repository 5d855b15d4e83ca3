"""A model card in plain words."""

from __future__ import annotations

import json
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from ...core.engines.card import ModelCard, card_from_json
from ...layers.locale_words import short_number

translate = QCoreApplication.translate


def card_of(values: dict[str, Any]) -> ModelCard:
    """The card from what the worker told of it. Raises UserError."""
    return card_from_json(json.dumps(values), translate("CardWords", "the model"))


def card_in_short(card: ModelCard) -> str:
    """What the model looks at, and how far its numbers may be believed."""
    if card.calibrated:
        return f"{_input(card)} {translate('CardWords', 'Its probabilities are calibrated.')}"
    return f"{_input(card)} {translate('CardWords', 'Its probabilities are not calibrated: a ranking, no per cent.')}"


def card_in_full(card: ModelCard) -> str:
    """What else it says about itself, a sentence a line; may be empty."""
    lines = []
    if card.name:
        lines.append(translate("CardWords", "Name: {name}").format(name=card.name))
    if card.trained_on:
        lines.append(translate("CardWords", "Trained on: {what}").format(what=card.trained_on))
    classes = [name for number, name in enumerate(card.class_names) if number != card.unchanged_class]
    if len(classes) > 1:
        lines.append(translate("CardWords", "Kinds of change: {names}").format(names=", ".join(classes)))
    lines += [f"{name.replace('_', ' ')}: {short_number(value)}" for name, value in card.metrics.items()]
    if card.licence:
        lines.append(translate("CardWords", "Licence: {name}").format(name=card.licence))
    return "\n".join(lines)


def _input(card: ModelCard) -> str:
    bands = ", ".join(card.bands)
    if card.pixel_size_m:
        text = translate("CardWords", "Looks at {bands}, at pixels of about {size} m.")
        return text.format(bands=bands, size=short_number(card.pixel_size_m, 6))
    return translate("CardWords", "Looks at {bands}.").format(bands=bands)
