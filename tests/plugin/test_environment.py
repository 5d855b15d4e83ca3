"""The private environment: found, made, refused, stopped. Real interpreters and a real pip, without the network."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from rscd_plugin.core.errors import Cancelled, UserError
from rscd_plugin.runtime import environment as subject
from rscd_plugin.runtime.environment import environment_folder, find_environment, make_environment
from rscd_plugin.runtime.installation import Watcher
from rscd_plugin.runtime.tiers import MARKER_NAME, read_marker, required_names, tier_requirements

from .wheels import write_wheel


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    """A folder of requirement files for both tiers, from local wheels only."""
    folder = tmp_path / "requirements"
    folder.mkdir()
    for name in ("rscd_probe_detect", "rscd_probe_learn"):
        write_wheel(folder, name, "1.2.3")
    offline = f"--no-index\n--find-links {folder}\n"
    (folder / "requirements-detect.txt").write_text(f"{offline}# a comment\nrscd_probe_detect>=1\n")
    (folder / "requirements-learn.txt").write_text(f"{offline}rscd_probe_learn==1.2.3\n")
    return folder


def test_make_find_and_do_nothing_the_second_time(tmp_path: Path, requirements: Path) -> None:
    folder = tmp_path / "environment"
    said: list[str] = []
    made = make_environment(folder, "detect", Watcher(said.append), requirements_folder=requirements)
    assert made.tiers == ("detect",)
    assert dict(made.versions)["rscd_probe_detect"] == "1.2.3"
    assert {"numpy", "osgeo.gdal", "python"} <= set(dict(made.versions))
    assert made.python.is_file()
    assert any("Successfully installed" in line for line in said)
    assert find_environment("detect", folder, requirements) == made
    major = int(dict(made.versions)["numpy"].split(".")[0])
    assert (folder / "constraints.txt").read_text() == f"numpy>={major},<{major + 1}\n"

    said.clear()
    with (requirements / "requirements-detect.txt").open("a") as file:
        file.write("# another comment changes nothing\n")
    assert make_environment(folder, "detect", Watcher(said.append), requirements_folder=requirements) == made
    assert said == []

    with pytest.raises(UserError, match='holds detect; tier "learn" is needed.*TIER=learn'):
        find_environment("learn", folder, requirements)
    both = make_environment(folder, "learn", Watcher(said.append), requirements_folder=requirements)
    assert both.tiers == ("detect", "learn")

    (requirements / "requirements-learn.txt").write_text("rscd_probe_learn>=9\n")
    assert find_environment("detect", folder, requirements).tiers == ("detect",)


def test_a_failed_installation_says_why_and_leaves_no_marker(tmp_path: Path, requirements: Path) -> None:
    folder = tmp_path / "environment"
    wanted = requirements / "requirements-detect.txt"
    good = wanted.read_text()
    wanted.write_text("--no-index\nrscd_no_such_package\n")
    with pytest.raises(UserError, match="Installing packages failed(.|\n)*rscd_no_such_package"):
        make_environment(folder, "detect", Watcher(), requirements_folder=requirements)
    assert folder.is_dir()
    assert read_marker(folder) is None

    wanted.write_text(good)
    write_wheel(requirements, "rscd_probe_detect", "1.2.4", code="import rscd_is_not_there")
    with pytest.raises(UserError, match="Importing what was installed failed(.|\n)*rscd_is_not_there"):
        make_environment(folder, "detect", Watcher(), requirements_folder=requirements)
    assert read_marker(folder) is None


def test_a_cancel_stops_pip_within_a_second(tmp_path: Path, requirements: Path) -> None:
    folder = tmp_path / "environment"
    stopped_at: list[float] = []

    def installing(line: str) -> None:
        if line.startswith("Installing packages") and not stopped_at:
            stopped_at.append(time.monotonic())

    # Nobody answers there: pip would try for minutes.
    (requirements / "requirements-detect.txt").write_text("--index-url http://192.0.2.1/simple\nrscd_probe_far_away\n")
    with pytest.raises(Cancelled):
        make_environment(
            folder, "detect", Watcher(installing, is_cancelled=lambda: bool(stopped_at)), requirements_folder=requirements
        )
    assert time.monotonic() - stopped_at[0] < 1.0
    assert read_marker(folder) is None


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path, requirements: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(UserError, match="not empty"):
        make_environment(tmp_path, "detect", Watcher(), requirements_folder=requirements)
    with pytest.raises(UserError, match="is a file"):
        make_environment(tmp_path / "holiday.jpg", "detect", Watcher(), requirements_folder=requirements)


def test_missing_and_broken_say_how_to_make_it(tmp_path: Path, requirements: Path) -> None:
    with pytest.raises(UserError, match="not installed.*Install the runtime.*rscd:installruntime -- TIER=detect"):
        find_environment("detect", tmp_path / "nothing", requirements)
    folder = tmp_path / "environment"
    made = make_environment(folder, "detect", Watcher(), requirements_folder=requirements)
    marker = (folder / MARKER_NAME).read_text()
    (folder / MARKER_NAME).write_text("{}")
    with pytest.raises(UserError, match="not installed"):
        find_environment("detect", folder, requirements)
    (folder / MARKER_NAME).write_text(marker)
    made.python.unlink()
    with pytest.raises(UserError, match="broken"):
        find_environment("detect", folder, requirements)


def test_the_folder_lies_outside_the_plugin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RSCD_ENVIRONMENT", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert environment_folder() == tmp_path / "rscd" / "environment"
    monkeypatch.setenv("RSCD_ENVIRONMENT", str(tmp_path / "mine"))
    assert environment_folder() == tmp_path / "mine"
    assert Path(subject.__file__).parent not in environment_folder().parents


def test_the_real_requirement_files_name_what_is_imported() -> None:
    assert required_names(tier_requirements("detect")) == ["onnxruntime", "psutil", "scipy", "skimage", "matplotlib", "jinja2"]
    assert required_names(tier_requirements("learn"))[-3:] == ["torch", "onnx", "onnxscript"]
