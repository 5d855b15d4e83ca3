"""Steps for scripts/desktop --session: a run is started, and QGIS quits before it has ended."""

import os
import sys
from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer
from qgis.utils import plugins

sys.path.insert(0, os.environ["RSCD_CHECKOUT"])
from scripts.desktop_driver import Session, click

FOLDER = Path(os.environ["RSCD_SESSION"])


def steps(session):
    find = plugins["rscd_plugin"].desktop.find
    layers = [QgsRasterLayer(os.environ[name], name) for name in ("TEST_PRE", "TEST_POST")]
    QgsProject.instance().addMapLayers(layers)
    find.form.pair.choose(*layers)
    find.form.method.model.set_model(os.environ["TEST_MODEL"])
    find.form.destination.choose(str(FOLDER))
    plugins["rscd_plugin"].desktop.dock.setUserVisible(True)
    yield lambda: find.run_button.isEnabled()
    click(find.run_button)
    yield lambda: find.queue.current is not None and find.queue.current.share > 0.12  # tiles go through the model
    (FOLDER / "running").touch()
    yield float(os.environ.get("TEST_STAY_S", 0))


SESSION = Session(steps, FOLDER)
SESSION.start()
