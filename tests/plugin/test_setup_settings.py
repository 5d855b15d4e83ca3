"""What the user sets for all runs: kept, shown on the options page, and felt by runs and the worker."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsSettings
from qgis.PyQt.QtCore import QObject, pyqtSignal

from rscd_plugin.core.errors import UserError
from rscd_plugin.core.jobs.selftest import SelftestJob, SelftestOutputs
from rscd_plugin.dock.setup.options_page import OptionsFactory, OptionsPage
from rscd_plugin.runtime.environment import default_folder, environment_folder, find_environment
from rscd_plugin.runtime.settings import Preferences, keep_preferences, preferences
from rscd_plugin.runtime.worker_process import WorkerProcess


@pytest.fixture(autouse=True)
def settings(qgis_app):
    """The plugin's settings, empty at first and afterwards."""
    found = QgsSettings()
    found.remove("rscd")
    yield found
    found.remove("rscd")


def test_kept_and_read_and_nonsense_has_its_default(settings: QgsSettings) -> None:
    assert preferences() == Preferences()
    wanted = Preferences("cpu", 2048, 3, "/models", "/runtime")
    keep_preferences(wanted)
    assert preferences() == wanted
    assert settings.value("rscd/model_folder") == "/models"  # other parts of the plugin read it by this name
    keep_preferences(Preferences())
    settings.beginGroup("rscd")
    assert settings.allKeys() == []
    settings.endGroup()
    settings.setValue("rscd/device", "abacus")
    settings.setValue("rscd/memory_mb", "much")
    settings.setValue("rscd/threads", "-4")
    assert preferences() == Preferences()


def test_the_folder_of_the_runtime(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keep_preferences(Preferences(environment_folder=str(tmp_path / "mine")))
    monkeypatch.setenv("RSCD_ENVIRONMENT", str(tmp_path / "variable"))
    assert environment_folder() == tmp_path / "variable"
    monkeypatch.delenv("RSCD_ENVIRONMENT")
    assert environment_folder() == tmp_path / "mine"
    keep_preferences(Preferences())
    assert environment_folder() == default_folder()


class Setup(QObject):
    changed = pyqtSignal()

    def __init__(self):
        super().__init__()
        self.heard = 0
        self.changed.connect(self._hear)

    def _hear(self):
        self.heard += 1


def test_the_options_page_reads_and_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RSCD_ENVIRONMENT")
    keep_preferences(Preferences("cuda", 512, 2, "/models", "/runtime"))
    setup = Setup()
    factory = OptionsFactory(setup)
    assert factory.title() and not factory.icon().isNull()
    page: OptionsPage = factory.createWidget(None)
    assert page.device.currentData() == "cuda"
    assert (page.memory.value(), page.threads.value()) == (512, 2)
    assert (page.models.filePath(), page.environment.filePath()) == ("/models", "/runtime")
    page.device.setCurrentIndex(page.device.findData("cpu"))
    page.memory.setValue(0)
    page.threads.setValue(1)
    page.models.setFilePath("")
    assert preferences().device == "cuda"  # until the user agrees
    page.apply()
    assert preferences() == Preferences("cpu", 0, 1, "", "/runtime")
    assert setup.heard == 1


def test_runs_that_leave_device_and_memory_open_have_the_users(provider, pair, model) -> None:
    context = QgsProcessingContext()

    def job(**parameters):
        outputs = dict.fromkeys(("PROBABILITY", "MASK", "CHANGES"), "TEMPORARY_OUTPUT")
        algorithm = provider.algorithm("detectchanges").create()
        values = {"PRE": str(pair[0]), "POST": str(pair[1]), "MODEL": str(model), **outputs, **parameters}
        return algorithm.checked_job(values, context)

    assert (job().device, job().memory_mb) == ("auto", 0)
    keep_preferences(Preferences("cpu", 777))
    assert (job().device, job().memory_mb) == ("cpu", 777)
    chosen = job(DEVICE="cuda", MEMORY_MB=100)
    assert (chosen.device, chosen.memory_mb) == ("cuda", 100)


def test_threads_reach_the_worker(model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    keep_preferences(Preferences(threads=1))
    job = SelftestJob(str(model), ("torch", "onnxruntime"), torch=True)
    with WorkerProcess(find_environment("learn")) as worker:
        found = worker.run("selftest", job, SelftestOutputs(), lambda share: None, lambda line: None, lambda: False)
    says = {device["library"]: device["says"] for device in found["devices"] if device["device"] == "cpu"}
    assert "threads: 1" in says["onnxruntime"]
    assert "threads: 1" in says["torch"]


def test_the_selftest_tells_what_does_not_work_without_failing(tmp_path: Path) -> None:
    job = SelftestJob(str(tmp_path / "nothing.onnx"), ("numpy", "rscd_is_not_there"))
    with WorkerProcess(find_environment()) as worker:
        found = worker.run("selftest", job, SelftestOutputs(), lambda share: None, lambda line: None, lambda: False)
        with pytest.raises(UserError, match="SelftestJob has no"):
            worker.run("selftest", Preferences(), SelftestOutputs(), lambda share: None, lambda line: None, lambda: False)
    assert "does not load: ModuleNotFoundError" in found["versions"]["rscd_is_not_there"]
    assert [device["works"] for device in found["devices"]] == [False, False]
    assert "nothing.onnx" in found["devices"][0]["says"]
