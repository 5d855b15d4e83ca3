"""Kinds of parameters that Processing reads wrongly or awkwardly by itself."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
)

from ..core.errors import UserError


def add_advanced(algorithm: QgsProcessingAlgorithm, parameter: QgsProcessingParameterDefinition) -> None:
    """Add a parameter that the dialog folds away.

    Enums among them may be left out altogether and then have their default: QGIS 3.22 would not run a graph that was saved
    before one was added.
    """
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
    if isinstance(parameter, QgsProcessingParameterEnum):
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.FlagOptional)
    algorithm.addParameter(parameter)


def decimal(
    name: str, title: str, default: float | None, most: float = 1e300, least: float = 0.0
) -> QgsProcessingParameterNumber:
    """A number from `least` to `most`, optional where there is no default."""
    return QgsProcessingParameterNumber(
        name,
        title,
        QgsProcessingParameterNumber.Double,
        defaultValue=default,
        optional=default is None,
        minValue=least,
        maxValue=most,
    )


def optional_file(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> str | None:
    """The whole path of a file, or None where it was left empty."""
    path = algorithm.parameterAsFile(parameters, name, context)
    return os.path.abspath(path) if path else None


def optional_double(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> float | None:
    """A number, or None where it was left empty (which Processing itself would read as 0)."""
    return None if parameters.get(name) is None else algorithm.parameterAsDouble(parameters, name, context)


def optional_int(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> int | None:
    """A whole number, or None where it was left empty."""
    return None if parameters.get(name) is None else algorithm.parameterAsInt(parameters, name, context)


def static_enum(name: str, title: str, options: tuple[str, ...]) -> QgsProcessingParameterEnum:
    """An enum whose values are the words themselves; they are named in the title, as help shows only numbers in QGIS 3.22."""
    return QgsProcessingParameterEnum(
        name, f"{title} [{', '.join(options)}]", options=list(options), defaultValue=options[0], usesStaticStrings=True
    )


def enum_value(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
    options: tuple[str, ...],
) -> str:
    """The word chosen. Raises UserError that lists the words."""
    value = algorithm.parameterAsEnumString(parameters, name, context)
    if value not in options:
        raise UserError(f"{name} is {parameters.get(name)!r}; it must be one of {', '.join(options)}.")
    return value
