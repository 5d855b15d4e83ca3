"""The worker's protocol over a real process."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from rscd_plugin.core.jobs.registry import JOBS
from rscd_plugin.core.jobs.spec import DetectJob

from .onnx_models import identity_model
from .rasters import read_raster, source, write_raster
from .worker import Worker

SMALL = (40, 50)


def make_job(folder: Path, size: tuple[int, int] = SMALL, **settings: object) -> DetectJob:
    post = np.random.default_rng(0).integers(0, 256, size).astype(np.uint8)
    pre = write_raster(folder / "pre.tif", np.zeros(size, np.uint8))
    post = write_raster(folder / "post.tif", post)
    model = identity_model(folder / "identity.onnx")
    return DetectJob(source(pre), source(post), str(model), device="cpu", memory_mb=256, **settings)


def test_a_result_and_what_comes_before_it(tmp_path: Path) -> None:
    with Worker() as worker:
        worker.ask(make_job(tmp_path), tmp_path / "out", 7)
        answer, before = worker.answer()
        worker.close_input()
        assert worker.process.wait(10) == 0
        assert worker.process.stdout.read() == b""
    assert answer["type"] == "result"
    assert {message["id"] for message in (answer, *before)} == {7}
    assert {message["type"] for message in before} == {"log", "progress"}
    values = answer["values"]
    assert sorted(values["files"]) == ["changes", "mask", "probability"]
    assert all(Path(path).parent == tmp_path / "out" and Path(path).is_file() for path in values["files"].values())
    expected = read_raster(tmp_path / "post.tif").astype(np.float32) / np.float32(255)
    np.testing.assert_array_equal(read_raster(values["files"]["probability"]), expected)
    assert values["device_used"] == "cpu" and values["threshold_used"] == 0.5


def test_progress_only_grows(tmp_path: Path) -> None:
    with Worker() as worker:
        worker.ask(make_job(tmp_path, (900, 900), tile_size=32, threshold=1.0), tmp_path / "out")
        answer, before = worker.answer()
    assert answer["type"] == "result"
    shares = [message["share"] for message in before if message["type"] == "progress"]
    assert len(shares) > 3
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] == 1.0


def test_two_jobs_on_one_warm_worker(tmp_path: Path) -> None:
    job = make_job(tmp_path)
    with Worker() as worker:
        for number in (1, 2):
            worker.ask(job, tmp_path / f"out{number}", number)
        first, second = worker.answer()[0], worker.answer()[0]
    assert (first["id"], first["type"], second["id"], second["type"]) == (1, "result", 2, "result")
    pixels = [read_raster(answer["values"]["files"]["mask"]) for answer in (first, second)]
    np.testing.assert_array_equal(*pixels)


def test_what_is_wrong_is_answered_and_the_worker_lives_on(tmp_path: Path) -> None:
    spec = {"pre": {"path": "nowhere.tif"}, "post": {"path": "nowhere.tif"}, "model": "none.onnx"}
    outputs = {"folder": str(tmp_path)}
    requests = [
        ({"id": 1, "job": "detect", "spec": spec, "outputs": outputs}, 1, "nowhere.tif cannot be opened as a raster"),
        ({"id": 2, "job": "dance", "spec": {}, "outputs": {}}, 2, f"There is no job 'dance'; there are {', '.join(JOBS)}."),
        ({"id": 3, "job": "detect", "spec": {**spec, "colour": 1}, "outputs": outputs}, 3, "DetectJob has no ['colour']"),
        ({"id": 4, "job": "detect", "spec": {**spec, "threshold": 2}, "outputs": outputs}, 4, "THRESHOLD is 2"),
        ({"id": 5, "job": "detect", "spec": spec}, None, "and got something else"),
        ([1, 2], None, "and got something else"),
    ]
    with Worker() as worker:
        for request, number, words in requests:
            worker.send(json.dumps(request))
            answer, _ = worker.answer()
            assert (answer["type"], answer["id"]) == ("error", number), answer
            assert words in answer["text"]
        for line in ('{"id": 1, "job":', "", b"\xff\xfe\x00"):
            worker.send(line)
            answer, _ = worker.answer()
            assert answer["type"] == "error" and "not valid JSON" in answer["text"]
        worker.ask(make_job(tmp_path), tmp_path / "out", 9)
        assert worker.answer()[0]["type"] == "result"


def test_prints_of_libraries_go_to_standard_error(tmp_path: Path) -> None:
    chatter = (
        "import atexit, builtins, os, threading\n"
        "def chat():\n"
        "    print('from Python'); os.write(1, b'from C\\n'); os.system('echo from a child')\n"
        "from rscd_plugin.core.raster import pair\n"
        "read = pair.Pair.read\n"
        "pair.Pair.read = lambda self, window: (chat(), read(self, window))[1]\n"
    )
    with Worker(chatter) as worker:
        worker.ask(make_job(tmp_path), tmp_path / "out")
        answer, _ = worker.answer()
        assert answer["type"] == "result"
        worker.close_input()
        assert all(f"from {who}" in worker.stderr for who in ("Python", "C", "a child"))


def test_the_end_of_input_stops_a_running_job(tmp_path: Path) -> None:
    job = make_job(tmp_path, (2000, 2000), tile_size=16)
    with Worker() as worker:
        worker.ask(job, tmp_path / "out")
        share = 0.0
        while share < 0.05:
            message = worker.message()
            share = message.get("share", 0.0)
        started = time.monotonic()
        worker.close_input()
        answer, _ = worker.answer()
        assert worker.process.wait(10) == 0
        assert time.monotonic() - started < 2
    assert answer["type"] == "cancelled"
    assert not list((tmp_path / "out").glob("change*")), "nothing finished is left behind"


def test_it_works_with_another_numpy_than_gdals(tmp_path: Path) -> None:
    """Where the two differ `gdal_array` cannot be imported; nothing may need it."""
    with Worker("sys.modules['osgeo.gdal_array'] = None") as worker:
        worker.ask(make_job(tmp_path), tmp_path / "out")
        answer, _ = worker.answer()
    assert answer["type"] == "result", answer


def test_a_bug_is_told_as_one_with_its_traceback(tmp_path: Path) -> None:
    breaking = "from rscd_plugin.core.jobs import detect\ndetect.check_values = lambda *a: 1 / 0"
    with Worker(breaking) as worker:
        worker.ask(make_job(tmp_path), tmp_path / "out")
        answer, _ = worker.answer()
    assert answer["type"] == "bug" and "ZeroDivisionError" in answer["text"] and "Traceback" in answer["text"]


def test_the_parent_is_gone(tmp_path: Path) -> None:
    """Nobody reads, nobody writes: it ends, rather than to compute for nobody."""
    with Worker() as worker:
        worker.ask(make_job(tmp_path, (2000, 2000), tile_size=16), tmp_path / "out")
        while worker.message()["type"] != "progress":
            pass
        started = time.monotonic()
        worker.process.stdout.close()
        worker.close_input()
        worker.process.wait(10)
        assert time.monotonic() - started < 2


@pytest.mark.parametrize("name", ["torch", "qgis", "PyQt5"])
def test_a_worker_loads_nothing_it_does_not_need(tmp_path: Path, name: str) -> None:
    after = f"import atexit, sys\natexit.register(lambda: print('loaded:', '{name}' in sys.modules, file=sys.stderr))"
    with Worker(after) as worker:
        worker.ask(make_job(tmp_path), tmp_path / "out")
        assert worker.answer()[0]["type"] == "result"
        worker.close_input()
        assert "loaded: False" in worker.stderr
