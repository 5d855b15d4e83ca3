"""The base interpreter: a candidate is believed only after it has run."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from rscd_plugin.core.errors import Cancelled, UserError
from rscd_plugin.runtime.command import run_command
from rscd_plugin.runtime.python import candidates, find_base_interpreter, scrubbed_environment


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_the_base_interpreter_runs_and_has_gdal_and_numpy() -> None:
    found = find_base_interpreter()
    assert found.program in candidates()
    assert found.version.startswith("3.")
    assert found.gdal_version
    assert found.numpy_major in (1, 2)


def test_candidates_that_will_not_do_are_named_with_the_reason(tmp_path: Path) -> None:
    places = [
        tmp_path / "python-nowhere",
        script(tmp_path / "python-bare", "echo \"ModuleNotFoundError: No module named 'osgeo'\"; exit 1"),
        script(tmp_path / "python-talks", "echo hello"),
        script(tmp_path / "python-old", 'echo \'{"version": "3.7.1", "numpy": "1.20.0", "gdal": "3.0.0"}\''),
    ]
    with pytest.raises(UserError) as error:
        find_base_interpreter(places)
    for part in ("no such file", "No module named 'osgeo'", "it is no Python", "3.7.1, and 3.9", "apt-get install"):
        assert part in str(error.value)


def test_a_bad_candidate_is_passed_over(tmp_path: Path) -> None:
    bad = script(tmp_path / "python3", "exit 3")
    assert find_base_interpreter([bad, *candidates()]).program != bad


def test_the_program_qgis_is_never_a_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/Applications/QGIS.app/Contents/MacOS/QGIS")
    for platform in ("win32", "darwin", "linux"):
        monkeypatch.setattr("sys.platform", platform)
        assert candidates()
        assert all(place.name.startswith("python") for place in candidates())


def test_children_do_not_see_the_python_variables_of_qgis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    names = scrubbed_environment().keys()
    assert not [name for name in names if name.startswith("PYTHON")]
    assert "PATH" in names
    assert os.environ["PYTHONHOME"] == "/nowhere"
    monkeypatch.delenv("PYTHONHOME")


def test_a_command_is_read_line_by_line_and_stopped_at_once(tmp_path: Path) -> None:
    lines: list[str] = []
    talk = script(tmp_path / "talk", "echo one; echo two >&2; printf three; exit 7")
    finished = run_command(talk, [], scrubbed_environment(), lines.append)
    assert (finished.exit_code, finished.output, lines) == (7, "one\ntwo\nthree", ["one", "two", "three"])

    begun = time.monotonic()
    with pytest.raises(Cancelled):
        sleeper = script(tmp_path / "sleeper", "exec sleep 60")
        run_command(sleeper, [], scrubbed_environment(), is_cancelled=lambda: time.monotonic() - begun > 0.3)
    assert time.monotonic() - begun < 1.3

    crash = script(tmp_path / "crash", "kill -9 $$")
    assert run_command(crash, [], scrubbed_environment()).exit_code == -1
    with pytest.raises(UserError, match="could not be started"):
        run_command(tmp_path / "nothing", [], scrubbed_environment())
