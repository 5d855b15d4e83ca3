"""The plugin's texts in the user's language."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .algorithms.base import RESOURCES


def install_translator() -> QTranslator | None:
    """Install the translation for QGIS's language; None where there is none, and texts stay English.

    To be called before the provider is made, since algorithms take their titles when they are. Keep what it returns, and
    give it to `remove_translator` in the end.
    """
    translator = QTranslator()
    # de_AT finds rscd_de: Qt shortens the name at each underscore.
    if not translator.load(f"rscd_{QgsApplication.locale()}", str(RESOURCES / "i18n")):
        return None
    QCoreApplication.installTranslator(translator)
    return translator


def remove_translator(translator: QTranslator | None) -> None:
    """Take it away again."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
