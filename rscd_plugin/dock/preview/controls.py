"""The preview's button, what it says, and when it is made anew."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ...core.errors import UserError
from ...core.jobs.describe import DescribeJob, DescribeOutputs
from ...layers.locale_words import number_words, short_number
from ...runtime.scratch import ScratchFolder
from .item import PreviewItem
from .picture import Picture
from .request import PreviewRequest

if TYPE_CHECKING:
    from ...runtime.warm_worker import WarmWorker
    from ..find.algorithm_call import AlgorithmCall

TOPIC = "preview"
_CARD_TOPIC = "preview-card"
_SETTLE_MS = 400
_COARSER = 1.5  # than the model's pixels: from here on it sees things smaller than it knows them


class PreviewControls(QWidget):
    """A switch for the preview, whether it follows the map, and a line that tells what is seen.

    call: gives what Run would run now, or raises UserError with what is missing. warm_worker: does the work.
    """

    def __init__(
        self, iface: Any, warm_worker: WarmWorker, call: Callable[[], AlgorithmCall], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._canvas = iface.mapCanvas()
        self._worker = warm_worker
        self._call = call
        self._item = PreviewItem(self._canvas, self.tr("Preview"))
        self._scratch = ExitStack()
        self._folder: Path | None = None  # in it a folder for each preview, by number
        self._asked = self._forgotten = 0  # numbers of previews
        self._asked_at = 0.0
        self._request: PreviewRequest | None = None
        self._picture: Picture | None = None
        self._pixel_sizes_m: dict[tuple[str, str | None], float | None] = {}  # of models, as their cards say
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        self._build()
        self.button.toggled.connect(self._toggled)
        self.follow.toggled.connect(self._map_moved)
        self._canvas.extentsChanged.connect(self._map_moved)
        self._canvas.destinationCrsChanged.connect(self._crs_changed)
        QgsProject.instance().cleared.connect(self._switch_off)

    def _build(self) -> None:
        self.button = QPushButton(self.tr("Prev&iew"), self)
        self.button.setCheckable(True)
        self.button.setToolTip(self.tr("Show on the map what Run would find in the current view, at the screen's resolution"))
        self.follow = QCheckBox(self.tr("&Follow the map"), self)
        self.follow.setToolTip(self.tr("Make the preview anew whenever the map has been moved or zoomed"))
        self.status = QLabel(self)
        self.status.setWordWrap(True)
        self.status.hide()
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addWidget(self.follow)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.status)

    def refresh(self) -> None:
        """Make the preview of what the map shows now, if it is switched on: for choices that have changed, too."""
        if not self.button.isChecked():
            return
        self._drop()
        try:
            call = self._call()
            request = PreviewRequest(call.algorithm, call.parameters, self._canvas.mapSettings(), self._next_folder())
        except UserError as error:
            self._fail(str(error))
            return
        self._request = request
        self._say(self.tr("Making the preview…"))
        self._asked_at = time.monotonic()
        self._ask_for_card(request)
        self._worker.ask(
            TOPIC,
            request.job_name,
            request.make_job,
            request.outputs,
            lambda values: self._answered(request, values),
            self._fail,
            request.tier,
        )

    def take_down(self) -> None:
        """Leave nothing on the canvas and on the disk."""
        self._switch_off()
        self._canvas.extentsChanged.disconnect(self._map_moved)
        self._canvas.destinationCrsChanged.disconnect(self._crs_changed)
        QgsProject.instance().cleared.disconnect(self._switch_off)
        sip.delete(self._item)  # which takes it off the canvas; the canvas itself would keep it as long as it lives

    def _toggled(self, on: bool) -> None:
        if on:
            self.refresh()
        else:
            self._say("")
            self._end()

    def _map_moved(self) -> None:
        if self.button.isChecked() and self.follow.isChecked():
            self._settle.start()

    def _crs_changed(self) -> None:
        """What is shown lies elsewhere now."""
        self._item.clear()
        if self.button.isChecked():
            self._settle.start()

    def _switch_off(self) -> None:
        self.button.setChecked(False)

    def _fail(self, text: str) -> None:
        """Say why there is none; it stays on, since the map may be moved to where there is one."""
        self._item.clear()
        self._say(text)

    def _say(self, text: str) -> None:
        self.status.setText(text)
        self.status.setVisible(bool(text))

    def _next_folder(self) -> Path:
        if self._folder is None:
            self._folder = self._scratch.enter_context(ScratchFolder(Path(tempfile.gettempdir())))
        self._asked += 1
        return self._folder / str(self._asked)

    def _ask_for_card(self, request: PreviewRequest) -> None:
        """Which pixel size the model wants; known from the first preview with it on."""
        model = request.model
        if model is None or model in self._pixel_sizes_m:
            return

        def known(values: dict[str, Any]) -> None:
            self._pixel_sizes_m[model] = (values["card"] or {}).get("pixel_size_m")

        self._worker.ask(_CARD_TOPIC, "describe", DescribeJob(*model), DescribeOutputs(), known, lambda _text: None)

    def _answered(self, request: PreviewRequest, values: dict[str, Any]) -> None:
        def drawn(image: Any, extent: Any) -> None:
            self._picture = None
            self._item.show_image(image, extent)
            self._say(self._told(request))
            self._forget_files(request.folder)

        self._picture = Picture(values["files"]["probability"], self._canvas.mapSettings(), drawn)

    def _told(self, request: PreviewRequest) -> str:
        """What is seen, and how far it is to be trusted."""
        seconds = number_words(time.monotonic() - self._asked_at, 1)
        size_m = request.views.pixel_size_m
        if size_m is None:
            sentences = [self.tr("Preview made in {seconds} s.").format(seconds=seconds)]
        else:
            text = self.tr("Preview at {size} m a pixel, made in {seconds} s.")
            sentences = [text.format(size=short_number(size_m), seconds=seconds)]
        wanted_m = self._pixel_sizes_m.get(request.model) if request.model else None
        if request.views.shrunk and wanted_m and size_m and size_m > _COARSER * wanted_m:
            text = self.tr("The model wants {wanted} m: zoom in to see what Run would find.")
            sentences.append(text.format(wanted=short_number(wanted_m)))
        elif request.model is None:
            sentences.append(self.tr("Scores are relative to what is in view."))
        if request.quickened:
            sentences.append(self.tr("The preview uses the mode “fast”."))
        return " ".join(sentences)

    def _forget_files(self, newest: Path) -> None:
        """Files of this preview and older ones: jobs end in the order in which they began."""
        for number in range(self._forgotten + 1, int(newest.name) + 1):
            shutil.rmtree(newest.with_name(str(number)), ignore_errors=True)
        self._forgotten = int(newest.name)

    def _drop(self) -> None:
        """What is being made is not wanted any more."""
        self._settle.stop()
        self._worker.cancel(TOPIC)
        if self._request is not None:
            self._request.cancel()
            self._request = None
        if self._picture is not None:
            self._picture.cancel()
            self._picture = None

    def _end(self) -> None:
        """Off: no job, no picture, no files."""
        self._drop()
        self._item.clear()
        self._scratch.close()
        self._folder = None
