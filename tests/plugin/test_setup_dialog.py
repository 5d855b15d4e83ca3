"""The windows of setting up, driven as a user does: real installations of tiny packages, a real test of the devices."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QEvent

from rscd_plugin.dock.setup.runtime_bar import RuntimeBar
from rscd_plugin.dock.setup.runtime_setup import RuntimeSetup
from rscd_plugin.runtime.driver import Graphics
from rscd_plugin.runtime.environment import condition

from .desktop import FakeInterface
from .wheels import write_detect_wheels


@pytest.fixture
def window(qgis_app):
    made = FakeInterface()
    yield made
    made.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def setup(window, monkeypatch):
    monkeypatch.setattr("rscd_plugin.dock.setup.setup_dialog.look_for_graphics", lambda _cancelled: Graphics(refusal="none"))
    made = RuntimeSetup(window, window.menu)
    yield made
    made.take_down()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.menu.actions() == [] and window.options_factories == []
    assert until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


@pytest.fixture
def folder(tmp_path, monkeypatch, qgis_app):
    """Where the runtime belongs by default, for this test."""
    monkeypatch.delenv("RSCD_ENVIRONMENT")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    QgsSettings().remove("rscd")
    yield tmp_path / "rscd" / "environment"
    QgsSettings().remove("rscd")


def until(fulfilled, seconds: float = 40.0) -> bool:
    """Let QGIS live until it is so."""
    latest = time.monotonic() + seconds
    while not fulfilled() and time.monotonic() < latest:
        QCoreApplication.processEvents()
        time.sleep(0.01)
    return fulfilled()


def test_from_missing_to_installed_to_removed(setup, folder: Path, tmp_path: Path) -> None:
    bar = RuntimeBar(setup)
    assert not bar.frame.isHidden() and "not installed" in bar.words.text()
    bar.button.click()
    dialog, form = setup.dialog, setup.dialog.form
    assert dialog.isVisible()
    assert until(lambda: "No NVIDIA GPU" in form.graphics_label.text())
    assert not form.gpu.isEnabled()
    assert "120" in form.sizes_label.text() and "450" in form.sizes_label.text() and "free" in form.sizes_label.text()
    form.learn.setChecked(True)
    assert "340" in form.sizes_label.text()
    form.detect.setChecked(True)

    form.source.setCurrentIndex(1)
    assert not dialog.install_button.isEnabled() and "whl" in dialog.problem_label.text()
    wheels = write_detect_wheels(tmp_path / "wheels", "import time; time.sleep(0.5)")
    form.wheels.setFilePath(str(wheels))
    assert dialog.install_button.isEnabled()

    heard = []
    setup.changed.connect(lambda: heard.append(condition("detect").state))
    dialog.install_button.click()
    assert dialog.is_busy() and not dialog.cancel_button.isHidden() and form.isHidden()
    assert "being installed" in bar.words.text()
    told = []  # heard rather than looked for: on a busy machine it may be over between two looks
    setup.moved.connect(lambda _state: told.append((bar.words.text(), dialog.view.bar.value())))
    dialog.close()  # it goes on
    assert until(lambda: any("%" in words and value > 100 for words, value in told))
    setup.open_setup()
    assert until(lambda: not dialog.is_busy())
    assert heard == ["ready"]
    assert "works" in dialog.view.words.text() and dialog.view.bar.value() == dialog.view.bar.maximum()
    assert "Successfully installed" in dialog.view.log.toPlainText()
    assert bar.frame.isHidden()
    assert "repair" in dialog.install_button.text()
    bar.set_tier("learn")
    assert not bar.frame.isHidden() and "PyTorch" in bar.words.text()

    setup.open_status()
    page = setup.status.page
    assert str(folder) in page.as_text() and "onnxruntime 1.20.0" in page.as_text()
    page.setup_button.click()
    assert dialog.isVisible()
    page._ask_to_remove()
    assert folder.is_dir()
    page.remove()
    assert until(lambda: len(heard) == 2)
    assert heard[-1] == "missing" and not folder.exists()
    assert not page.test_button.isEnabled()


def test_a_cancel_and_a_failure_say_so(setup, folder: Path, tmp_path: Path) -> None:
    setup.open_setup()
    dialog, form = setup.dialog, setup.dialog.form
    form.source.setCurrentIndex(1)
    form.wheels.setFilePath(str(write_detect_wheels(tmp_path / "wheels")))
    dialog.install()
    assert until(lambda: dialog.view.log.toPlainText() != "")
    begun = time.monotonic()
    dialog.cancel_button.click()
    assert until(lambda: not dialog.is_busy())
    assert time.monotonic() - begun < 3.0
    assert "Cancelled" in dialog.view.words.text()
    assert condition("detect").state == "missing"

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "holiday.jpg").touch()
    dialog.install()
    assert until(lambda: not dialog.is_busy())
    assert "not empty" in dialog.view.words.text()
    assert not dialog.view.details.isCollapsed()
    assert [item.name for item in folder.iterdir()] == ["holiday.jpg"]


def test_the_gpu_build_is_chosen_only_where_it_will_work(setup, folder: Path) -> None:
    setup.open_setup("learn")
    form = setup.dialog.form
    assert form.choice().tier == "learn"
    form.show_graphics(Graphics("NVIDIA L4", "580.65", "8.9"))
    assert form.choice().build == "gpu" and "3.1" in form.sizes_label.text()
    form.show_graphics(Graphics("NVIDIA A2", "535.1", "8.6", "driver"))
    assert form.choice().build == "cpu" and not form.gpu.isEnabled()
    assert "535.1" in form.graphics_label.text() and "580" in form.graphics_label.text()
    form.show_graphics(Graphics("NVIDIA L4", "580.65", "8.9"))
    form.cpu.click()  # the user's own choice stays
    form.show_graphics(Graphics("NVIDIA L4", "580.65", "8.9"))
    assert form.choice().build == "cpu"


def test_a_full_disk_is_told_beforehand(setup, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rscd_plugin.dock.setup.setup_form.free_bytes", lambda _folder: 100_000_000)
    setup.open_setup()
    assert not setup.dialog.install_button.isEnabled()
    assert "not enough room" in setup.dialog.problem_label.text()


def test_another_folder_is_remembered(setup, folder: Path, tmp_path: Path) -> None:
    setup.open_setup()
    dialog = setup.dialog
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "holiday.jpg").touch()
    dialog.form.folder.setFilePath(str(tmp_path / "mine"))
    dialog.install()
    assert until(lambda: not dialog.is_busy())
    assert condition().folder == tmp_path / "mine"


def test_the_status_page_tests_the_devices(setup) -> None:
    """With the environment of the tests, and no settings of its own."""
    setup.open_status()
    page = setup.status.page
    page.test_button.click()
    assert not page.test_button.isEnabled()
    assert until(lambda: page.test_button.isEnabled())
    text = page.as_text()
    assert "onnxruntime on cpu: works: CPUExecutionProvider" in text
    assert "torch on cpu: works" in text and "onnxruntime on cuda: " in text
    page.copy_button.click()
    assert QgsApplication.clipboard().text() == text
    page.refresh()
    assert "onnxruntime on cpu" not in page.as_text()  # what was found counts no more


def test_taken_down_in_the_middle(window, folder: Path, tmp_path: Path) -> None:
    setup = RuntimeSetup(window, window.menu)
    setup.open_setup()
    dialog = setup.dialog
    dialog.form.source.setCurrentIndex(1)
    dialog.form.wheels.setFilePath(str(write_detect_wheels(tmp_path / "wheels")))
    dialog.install()
    assert until(lambda: dialog.view.log.toPlainText() != "")
    setup.take_down()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert until(lambda: QgsApplication.taskManager().countActiveTasks() == 0, 3.0)
    assert window.menu.actions() == [] and window.options_factories == []
    assert condition("detect").state == "missing"
