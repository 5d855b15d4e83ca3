"""What the tests of the algorithms that learn share: images, labels, and a worker that writes what the real one would."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingException, QgsVectorLayer

from rscd_plugin.algorithms import running
from rscd_plugin.core.errors import Cancelled
from rscd_plugin.core.jobs.registry import JOBS, from_dict, to_dict

from .conftest import Runner, write_raster


class LearningRunner(Runner):
    """`learn(id)` chooses the algorithm; then builds its job, asks its checks, or runs it as the desktop does."""

    def __init__(self, provider, name):
        super().__init__()
        self._name = name
        self._provider = provider

    def job(self, **parameters):
        """The job that the parameters ask for, once over JSON and back as on its way to the worker; without a run."""
        context = self.context()
        algorithm = self._provider.algorithm(self._name).create()
        values = self._values(parameters)
        assert algorithm.checkParameterValues(values, context) == (True, "")
        assert algorithm.prepare(values, context, self.feedback)
        self.algorithm = algorithm
        job = algorithm._job
        assert from_dict(JOBS[algorithm.JOB][0], json.loads(json.dumps(to_dict(job)))) == job
        return job

    def refused(self, words, **parameters):
        """Expect the message from the checks that the dialog makes, and from a run that makes none, as in a model graph."""
        values = self._values(parameters)
        algorithm = self._provider.algorithm(self._name).create()
        fine, message = algorithm.checkParameterValues(values, self.context())
        assert not fine and re.search(words, message), message
        if message.startswith("Incorrect parameter value"):
            return  # Processing's own check, which names the parameter alone
        try:
            algorithm.prepareAlgorithm(values, self.context(), self.feedback)
        except QgsProcessingException as error:
            assert re.search(words, str(error)), error
        else:
            raise AssertionError("it was let through")

    def __call__(self, **parameters):
        import processing

        values = self._values(parameters)
        return processing.run(f"rscd:{self._name}", values, context=self.context(), feedback=self.feedback)

    def _values(self, parameters):
        def told(value):
            return [told(item) for item in value] if isinstance(value, list) else str(value) if isinstance(value, Path) else value

        return {name: told(value) for name, value in {**self.outputs, **parameters}.items()}


def image(path, bands=3):
    """64 x 64 pixels of 0.5 m."""
    return write_raster(path, np.random.default_rng(0).integers(0, 255, (bands, 64, 64)).astype(np.uint8))


def mask(path):
    """Labels of the same place as a raster."""
    labels = np.zeros((1, 64, 64), np.uint8)
    labels[0, 8:24, 8:24] = 1
    return write_raster(path, labels)


def roofs(name="roofs"):
    """Two polygons in memory, with their kind."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=kind:string", name, "memory")
    for kind, left in (("house", 500004.0), ("shed", 500020.0)):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([kind])
        feature.setGeometry(QgsGeometry.fromWkt(f"POLYGON(({left} 5399990, {left} 5399996, {left + 8} 5399996, {left} 5399990))"))
        layer.dataProvider().addFeature(feature)
    return layer


class StandIn:
    """In the worker's place: writes `files` into the folder of the job's outputs, then does what `ending` does.

    `told` is what it got: the job's name, the job and its outputs.
    """

    told: tuple
    files: dict
    ending: object

    def __init__(self, environment):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def run(self, name, job, outputs, on_progress, on_log, is_cancelled):
        type(self).told = (name, job, outputs)
        for file, content in self.files.items():
            (Path(outputs.folder) / file).write_text(content)
        Path(outputs.checkpoint).write_text("checkpoint")
        values = type(self).ending()
        Path(outputs.checkpoint).unlink()
        files = {Path(file).stem: str(Path(outputs.folder) / file) for file in self.files}
        return {"files": files, **values}


def stand_in(monkeypatch, files, ending):
    """Have a StandIn work instead of the worker; returns it."""
    kind = type("Stand", (StandIn,), {"files": files, "ending": staticmethod(ending)})
    monkeypatch.setattr(running, "WorkerProcess", kind)
    return kind


def raising(error):
    """An ending that raises `error`."""

    def end():
        raise error

    return end


cancelled = raising(Cancelled())
