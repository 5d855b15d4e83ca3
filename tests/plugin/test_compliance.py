"""One table of what is permanent, walked over every algorithm of the provider."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
)

PAIR = {"PRE": "raster", "POST": "raster", "EXTENT": "extent"}
ADVANCED_PAIR = {
    "GRID": "enum",
    "COREGISTER": "enum",
    "NORMALISE": "enum",
    "EXCLUDE": "source",
    "BANDS_PRE": "band",
    "BANDS_POST": "band",
    "MEMORY_MB": "number",
}
CHANGE_OUTPUTS = {
    "PROBABILITY": "outputRaster",
    "MASK": "outputRaster",
    "CHANGES": "outputVector",
    "CHANGED_AREA_M2": "outputNumber",
    "CHANGED_SHARE": "outputNumber",
    "THRESHOLD_USED": "outputNumber",
    "DEVICE_USED": "outputString",
}
SINGLES = {
    "IMAGES": "multilayer",
    "IMAGE_FOLDER": "file",
    "LABELS": "layer",
    "LABEL_FILTER": "expression",
    "CLASS_FIELD": "field",
}
ADVANCED_LEARNING = {
    "LABEL_FOLDER": "file",
    "CHIP_SIZE": "number",
    "BATCH_SIZE": "number",
    "LEARNING_RATE": "number",
    "ARCHITECTURE": "enum",
    "BANDS": "string",
    "SEED": "number",
    "RESUME": "file",
}
LEARNING = {**SINGLES, **ADVANCED_LEARNING, "EPOCHS": "number", "DEVICE": "enum"}
ACCURACY_NUMBERS = (
    "PRECISION",
    "RECALL",
    "F1",
    "IOU",
    "KAPPA",
    "OVERALL_ACCURACY",
    "AUROC",
    "AVERAGE_PRECISION",
    "CALIBRATION_ERROR",
    "OBJECT_PRECISION",
    "OBJECT_RECALL",
    "OBJECT_F1",
    "TRUE_POSITIVES",
    "FALSE_POSITIVES",
    "FALSE_NEGATIVES",
    "TRUE_NEGATIVES",
    "THRESHOLD_USED",
)
# Algorithm → its parameters by kind (destinations left out), the advanced ones, its outputs by kind.
TABLE = {
    "alignpair": (
        {**PAIR, **ADVANCED_PAIR},
        {*ADVANCED_PAIR},
        {
            "ALIGNED_PRE": "outputRaster",
            "ALIGNED_POST": "outputRaster",
            "REPORT": "outputHtml",
            "SHIFT_X_M": "outputNumber",
            "SHIFT_Y_M": "outputNumber",
            "RESIDUAL_PX": "outputNumber",
            "TIE_POINTS": "outputNumber",
        },
    ),
    "detectchanges": (
        {
            **PAIR,
            **ADVANCED_PAIR,
            "MODEL": "file",
            "CARD": "file",
            "THRESHOLD": "number",
            "DEVICE": "enum",
            "MIN_AREA": "number",
            "TILE_SIZE": "number",
            "HALO": "number",
            "BATCH_SIZE": "number",
        },
        {*ADVANCED_PAIR, "TILE_SIZE", "HALO", "BATCH_SIZE"},
        CHANGE_OUTPUTS,
    ),
    "classicchanges": (
        {
            **PAIR,
            **ADVANCED_PAIR,
            "METHOD": "enum",
            "SMOOTHING": "number",
            "THRESHOLD_METHOD": "enum",
            "THRESHOLD": "number",
            "MIN_AREA": "number",
            "SEED": "number",
        },
        {*ADVANCED_PAIR, "SEED"},
        CHANGE_OUTPUTS,
    ),
    "thresholdchanges": (
        {
            "PROBABILITY": "raster",
            "THRESHOLD_METHOD": "enum",
            "THRESHOLD": "number",
            "AREA_QUOTA": "number",
            "HYSTERESIS": "number",
            "CLEANING": "enum",
            "CLEANING_SIZE": "number",
            "MIN_AREA": "number",
        },
        set(),
        {
            "MASK": "outputRaster",
            "CHANGED_AREA_M2": "outputNumber",
            "CHANGED_SHARE": "outputNumber",
            "THRESHOLD_USED": "outputNumber",
        },
    ),
    "changepolygons": (
        {
            "MASK": "raster",
            "PROBABILITY": "raster",
            "PRE": "raster",
            "POST": "raster",
            "PRE_DATE": "string",
            "POST_DATE": "string",
            "KIND_BAND": "band",
            "SIMPLIFY": "number",
            "ORTHOGONALIZE": "boolean",
        },
        set(),
        {"CHANGES": "outputVector", "POLYGONS": "outputNumber", "AREA_M2": "outputNumber"},
    ),
    "metricchanges": (
        {
            **PAIR,
            **ADVANCED_PAIR,
            "MODE": "enum",
            "ITERATIONS": "number",
            "ENCODER": "file",
            "TRAIN_FEATURES": "boolean",
            "THRESHOLD_METHOD": "enum",
            "THRESHOLD": "number",
            "SENSITIVITY": "number",
            "MIN_AREA": "number",
            "SEED": "number",
            "DEVICE": "enum",
        },
        {*ADVANCED_PAIR, "ITERATIONS", "ENCODER", "TRAIN_FEATURES", "SEED"},
        {
            **CHANGE_OUTPUTS,
            "REPORT": "outputHtml",
            "ITERATIONS_USED": "outputNumber",
            "LOSS_FIRST": "outputNumber",
            "LOSS_LAST": "outputNumber",
        },
    ),
    "pretrainencoder": (
        {
            **LEARNING,
            "OBJECTIVE": "enum",
            "ENCODER": "file",
            "POINTS_PER_CLASS": "number",
            "RECIPE": "enum",
            "PUSH_WEIGHT": "number",
        },
        {*ADVANCED_LEARNING, "ENCODER", "POINTS_PER_CLASS", "RECIPE", "PUSH_WEIGHT"},
        {
            "ENCODER_OUT": "outputFile",
            "REPORT": "outputHtml",
            "LOSS_FIRST": "outputNumber",
            "LOSS_LAST": "outputNumber",
            "SEPARATION_BEFORE": "outputNumber",
            "SEPARATION_AFTER": "outputNumber",
            "EPOCHS_USED": "outputNumber",
            "DEVICE_USED": "outputString",
        },
    ),
    "traindetector": (
        {
            **LEARNING,
            "PRE_IMAGES": "multilayer",
            "POST_IMAGES": "multilayer",
            "CHANGE_LABELS": "multilayer",
            "START": "file",
            "MODEL_NAME": "string",
            "LICENCE": "string",
        },
        {*ADVANCED_LEARNING, "MODEL_NAME", "LICENCE"},
        {
            "MODEL": "outputFile",
            "WEIGHTS": "outputFile",
            "REPORT": "outputHtml",
            "THRESHOLD_USED": "outputNumber",
            "F1_VALIDATION": "outputNumber",
            "AVERAGE_PRECISION_VALIDATION": "outputNumber",
            "EPOCHS_USED": "outputNumber",
            "BATCH_SIZE_USED": "outputNumber",
            "CALIBRATED": "outputNumber",
            "DEVICE_USED": "outputString",
        },
    ),
    "samplepoints": (
        {
            "MAP": "raster",
            "SAMPLE_SIZE": "number",
            "EXPECTED": "string",
            "TARGET": "number",
            "ALLOCATION": "enum",
            "MIN_PER_STRATUM": "number",
            "EXTENT": "extent",
            "EXCLUDE": "source",
            "TRAINING_AREAS": "source",
            "SEED": "number",
        },
        {"SEED"},
        {
            "POINTS": "outputVector",
            "POINT_COUNT": "outputNumber",
            "STRATA_COUNT": "outputNumber",
            "EXPECTED_STANDARD_ERROR": "outputNumber",
            "SAMPLED_AREA_M2": "outputNumber",
            "MAP_HASH": "outputString",
        },
    ),
    "assesssample": (
        {"SAMPLE": "source", "MAP": "raster", "CLASS": "number", "TRAINING_AREAS": "source"},
        set(),
        {
            "REPORT": "outputHtml",
            "TABLE": "outputFile",
            **{
                f"{figure}{end}": "outputNumber"
                for figure in ("OVERALL_ACCURACY", "USERS_ACCURACY", "PRODUCERS_ACCURACY")
                for end in ("", "_SE")
            },
            **{f"AREA_{end}M2": "outputNumber" for end in ("", "LOW_", "HIGH_")},
            **{f"POINTS_{end}": "outputNumber" for end in ("USED", "WITHOUT_REFERENCE", "TRAINED")},
        },
    ),
    "assessaccuracy": (
        {
            "RESULT": "layer",
            "REFERENCE": "layer",
            "THRESHOLD": "number",
            "EXTENT": "extent",
            "AREA_OF_INTEREST": "source",
            "REFERENCE_VALUE": "number",
            "MATCH_IOU": "number",
            "PIXEL_SIZE": "number",
        },
        {"REFERENCE_VALUE", "MATCH_IOU", "PIXEL_SIZE"},
        {"REPORT": "outputHtml", "TABLE": "outputFile", **dict.fromkeys(ACCURACY_NUMBERS, "outputNumber")},
    ),
    "installruntime": (
        {"TIER": "enum", "BUILD": "enum", "WHEELS_FOLDER": "file"},
        {"BUILD", "WHEELS_FOLDER"},
        {"ENVIRONMENT_FOLDER": "outputString", "VERSIONS": "outputString"},
    ),
}
REQUIRED = {"PRE", "POST", "PROBABILITY", "MASK"}
REQUIRED_BY = {
    ("assessaccuracy", "RESULT"),
    ("assessaccuracy", "REFERENCE"),
    ("samplepoints", "MAP"),
    ("assesssample", "SAMPLE"),
}
# There is no point without these.
REQUIRED_OUTPUTS = {
    ("changepolygons", "CHANGES"),
    ("pretrainencoder", "ENCODER_OUT"),
    ("samplepoints", "POINTS"),
    ("traindetector", "MODEL"),
}
ON_REQUEST = {("traindetector", "WEIGHTS")}  # outputs that are not made unless asked for


@pytest.fixture(params=sorted(TABLE))
def algorithm(request, provider):
    return provider.algorithm(request.param)


def test_the_table_knows_every_algorithm(provider):
    assert sorted(found.name() for found in provider.algorithms()) == sorted(TABLE)


def test_id_and_names(algorithm):
    assert algorithm.id() == f"rscd:{algorithm.name()}"
    assert algorithm.name().isalpha() and algorithm.name().islower()
    assert algorithm.displayName() and algorithm.group() and algorithm.groupId() and algorithm.shortDescription()
    assert not algorithm.icon().isNull()
    assert not algorithm.flags() & QgsProcessingAlgorithm.FlagNoThreading
    assert type(algorithm.create()).__name__ == type(algorithm).__name__


def test_parameters(algorithm):
    kinds, advanced, _ = TABLE[algorithm.name()]
    definitions = {d.name(): d for d in algorithm.parameterDefinitions() if not d.isDestination()}
    assert {name: definition.type() for name, definition in definitions.items()} == kinds
    for name, definition in definitions.items():
        assert name.isupper() and definition.description()
        assert bool(definition.flags() & QgsProcessingParameterDefinition.FlagAdvanced) == (name in advanced), name
        optional = bool(definition.flags() & QgsProcessingParameterDefinition.FlagOptional)
        required = name in REQUIRED or (algorithm.name(), name) in REQUIRED_BY
        assert optional or definition.defaultValue() is not None or required, name


def test_enums_are_words_and_named_in_the_help(algorithm):
    for definition in algorithm.parameterDefinitions():
        if isinstance(definition, QgsProcessingParameterEnum):
            assert definition.usesStaticStrings()
            assert definition.defaultValue() == definition.options()[0]
            for word in definition.options():
                assert word in definition.description() and word in algorithm.shortHelpString()


def test_optional_numbers_are_empty_not_zero(algorithm):
    for definition in algorithm.parameterDefinitions():
        if isinstance(definition, QgsProcessingParameterNumber) and (
            definition.flags() & QgsProcessingParameterDefinition.FlagOptional
        ):
            assert definition.defaultValue() is None, definition.name()


def test_outputs_are_declared(algorithm):
    assert {output.name(): output.type() for output in algorithm.outputDefinitions()} == TABLE[algorithm.name()][2]
    for definition in algorithm.destinationParameterDefinitions():
        known = (algorithm.name(), definition.name())
        optional = bool(definition.flags() & QgsProcessingParameterDefinition.FlagOptional)
        assert optional == (known not in REQUIRED_OUTPUTS), known
        assert definition.createByDefault() == (known not in ON_REQUEST), known


def test_help_names_every_parameter_and_output(algorithm):
    text = algorithm.shortHelpString()
    kinds, _, outputs = TABLE[algorithm.name()]
    missing = [name for name in {**kinds, **outputs} if name not in text]
    assert not missing


def test_rasters_are_geotiff_only(provider):
    assert provider.supportedOutputRasterLayerExtensions() == ["tif"]
    assert QgsApplication.processingRegistry().providerById("rscd") is provider
