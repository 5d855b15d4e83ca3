"""What all algorithms of the provider share."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingAlgorithm
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from ..help import guide_url

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


class RscdAlgorithm(QgsProcessingAlgorithm):
    """Subclasses set ID, TITLE, GROUP, GROUP_ID, SUMMARY, HELP and GUIDE_PAGE, and add parameters in `initAlgorithm`."""

    ID: str
    TITLE: str
    GROUP: str
    GROUP_ID: str
    SUMMARY: str
    HELP: str
    GUIDE_PAGE: str  # where the user guide tells most of it

    def createInstance(self) -> RscdAlgorithm:
        """A fresh one, as Processing wants it for each run."""
        return type(self)()

    def name(self) -> str:
        """The permanent id."""
        return self.ID

    def displayName(self) -> str:
        """The name in the Toolbox."""
        return self.tr(self.TITLE)

    def group(self) -> str:
        """The group in the Toolbox."""
        return self.tr(self.GROUP)

    def groupId(self) -> str:
        """The permanent id of the group."""
        return self.GROUP_ID

    def shortDescription(self) -> str:
        """The tool tip in the Toolbox."""
        return self.tr(self.SUMMARY)

    def shortHelpString(self) -> str:
        """The help beside the dialog, as HTML."""
        return self.tr(self.HELP)

    def helpUrl(self) -> str:
        """Where the dialog's help button leads: a page of the user guide."""
        return guide_url(self.GUIDE_PAGE)

    def icon(self) -> QIcon:
        """The plugin's."""
        return QIcon(str(RESOURCES / "icons" / "rscd.svg"))

    def tr(self, text: str) -> str:
        """The text in the user's language. All algorithms share one context, as they share many texts."""
        return QCoreApplication.translate("RscdAlgorithm", text)
