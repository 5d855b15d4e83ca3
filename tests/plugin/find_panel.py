"""The tab Find with real layers, and what its tests share."""

from __future__ import annotations

import gc

import pytest
from qgis.core import QgsProject, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QEvent

from rscd_plugin.dock.find.find_section import FindSection
from rscd_plugin.layers.result_group import add_results
from rscd_plugin.runtime.warm_worker import WarmWorker

from .desktop import FakeInterface
from .test_interrupted import wait_until


class Panel:
    """A section in a window of its own. find: the section; iface: the window."""

    def __init__(self):
        self.iface = FakeInterface()
        self.worker = WarmWorker()
        self.find = FindSection(self.iface, self.worker, add_results)
        self.find.setParent(self.iface.mainWindow())
        self.form = self.find.form
        self.closed = False

    def texts(self) -> list[str]:
        """What stands against a run."""
        self.find.look()
        return self.find.problems.texts()

    def runs(self):
        return self.find.queue.runs

    def wait(self) -> None:
        """Until all runs have ended and their results have arrived."""
        wait_until(lambda: all(run.state.value in ("done", "failed", "cancelled") for run in self.runs()))
        QCoreApplication.processEvents()

    def messages(self) -> list[str]:
        """In the message bar, the newest first."""
        return [item.text() for item in self.iface.messageBar().items()]

    def close(self) -> None:
        """As the plugin does when it is switched off; a second time does nothing."""
        if self.closed:
            return
        self.closed = True
        self.find.take_down()
        self.worker.stop()
        self.find.deleteLater()
        self.iface.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


@pytest.fixture
def panel(provider):
    """An empty project, and the tab."""
    QgsProject.instance().clear()
    QgsSettings().remove("rscd")
    made = Panel()
    yield made
    made.close()
    QgsProject.instance().clear()
    QgsSettings().remove("rscd")
