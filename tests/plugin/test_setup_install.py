"""Installing: builds, progress, cancel, repair, and what may not happen to folders of others. A real pip, no network."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rscd_plugin.core.errors import Cancelled, UserError
from rscd_plugin.runtime.builds import expected_sizes, names_own_index, requirements_of, torch_index
from rscd_plugin.runtime.environment import condition, find_environment, make_environment, remove_environment
from rscd_plugin.runtime.install_progress import STEPS, InstallProgress, InstallState
from rscd_plugin.runtime.installation import Watcher
from rscd_plugin.runtime.packages import Source
from rscd_plugin.runtime.tiers import MARKER_NAME, read_marker, tier_requirements

from .wheels import write_detect_wheels, write_wheel


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> Path:
    return write_detect_wheels(tmp_path_factory.mktemp("wheels"))


class Made:
    """An environment that was installed over what a killed installation left, and what was told of it."""

    def __init__(self, folder: Path, wheels: Path):
        self.folder = folder
        (folder / "lib" / "python3.1" / "site-packages" / "half.dist-info").mkdir(parents=True)
        (folder / "rscd-unfinished").touch()
        self.before = condition("detect", folder).state
        self.states: list[InstallState] = []
        watcher = Watcher(on_state=self.states.append)
        self.environment = make_environment(folder, "detect", watcher, source=Source(wheels))

    def copy(self, folder: Path) -> Path:
        """Environments may be moved: nothing in them is run by its own name."""
        return shutil.copytree(self.folder, folder / "environment", symlinks=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory, wheels) -> Made:
    return Made(tmp_path_factory.mktemp("made") / "environment", wheels)


def packages_folder(folder: Path) -> Path:
    return next(folder.glob("lib/python*/site-packages"))


def installed(folder: Path) -> set[str]:
    return {info.name.split("-")[0] for info in packages_folder(folder).glob("*.dist-info")}


def test_from_a_folder_of_wheels_over_what_a_killed_installation_left(made: Made) -> None:
    assert made.before == "unfinished"
    assert (made.environment.tiers, made.environment.build) == (("detect",), "cpu")
    assert not list(made.folder.rglob("half.dist-info"))
    assert {"onnxruntime", "scikit_image"} <= installed(made.folder) and "onnxruntime_gpu" not in installed(made.folder)
    assert not (made.folder / ".downloads").exists()
    assert sorted(item.name for item in made.folder.parent.iterdir()) == ["environment"]  # the lock is gone

    steps = [state.step for state in made.states]
    assert steps == sorted(steps, key=STEPS.index) and steps[-1] == "checking"
    shares = [state.share for state in made.states]
    assert shares == sorted(shares) and 0.9 < shares[-1] <= 1.0
    assert max(state.of_packages for state in made.states) >= 2


def test_what_does_not_work_is_made_anew_and_what_works_is_left_alone(tmp_path: Path, made: Made, wheels: Path) -> None:
    folder = made.copy(tmp_path)
    marker = (folder / MARKER_NAME).stat().st_mtime_ns
    said: list[str] = []
    make_environment(folder, "detect", Watcher(said.append), build="auto", source=Source(wheels), mend=True)
    assert said == ["Importing what was installed …"]
    assert (folder / MARKER_NAME).stat().st_mtime_ns == marker

    # Without a trial nobody notices.
    (packages_folder(folder) / "onnxruntime.py").write_text("raise ImportError('DLL load failed')\n")
    assert condition("detect", folder).state == "ready"
    said.clear()
    make_environment(folder, "detect", Watcher(said.append), build="auto", source=Source(wheels), mend=True)
    assert "DLL load failed" in "\n".join(said)
    assert "version" in (packages_folder(folder) / "onnxruntime.py").read_text()


def test_the_other_build_is_made_from_scratch_and_removed(tmp_path: Path, made: Made, wheels: Path) -> None:
    folder = made.copy(tmp_path)
    other = make_environment(folder, "detect", Watcher(), build="gpu", source=Source(wheels))
    assert other.build == "gpu" and find_environment("detect", folder) == other
    assert "onnxruntime_gpu" in installed(folder) and "onnxruntime" not in installed(folder)
    assert make_environment(folder, "detect", Watcher(), build="auto", source=Source(wheels)) == other

    remove_environment(folder)
    assert not folder.exists()
    assert condition("detect", folder).state == "missing"


def test_a_lost_base_python_is_told_at_a_look(tmp_path: Path, made: Made) -> None:
    folder = made.copy(tmp_path)
    marker = json.loads((folder / MARKER_NAME).read_text())
    (folder / MARKER_NAME).write_text(json.dumps({**marker, "base": str(tmp_path / "gone" / "python3")}))
    assert condition("detect", folder).state == "broken"
    with pytest.raises(UserError, match="broken.*gone/python3"):
        find_environment("detect", folder)
    del marker["build"]  # as older versions wrote it
    (folder / MARKER_NAME).write_text(json.dumps(marker))
    assert find_environment("detect", folder).build == "cpu"


def test_what_is_stopped_before_pip_changed_anything_leaves_the_old_as_it_was(tmp_path: Path, made: Made) -> None:
    files = tmp_path / "requirements"
    files.mkdir()
    write_wheel(files, "rscd_probe_slow", "1.0", code="import time; time.sleep(60)")
    shutil.copy(tier_requirements("detect")[0], files)
    # Nobody answers there: pip would try for minutes.
    (files / "requirements-learn.txt").write_text("--index-url http://192.0.2.1/simple\nrscd_probe_far_away\n")
    folder = made.copy(tmp_path)
    old = find_environment("detect", folder)
    began: list[str] = []
    watcher = Watcher(lambda line: began.append(line) if line.startswith("Looking") else None, is_cancelled=lambda: bool(began))
    with pytest.raises(Cancelled):
        make_environment(folder, "learn", watcher, requirements_folder=files)
    assert find_environment("detect", folder) == old
    assert condition("learn", folder, files).state == "partial"

    # Stopped after that, it counts as not there, and its room on the disk is given back.
    (files / "requirements-learn.txt").write_text(f"--no-index\n--find-links {files}\nrscd_probe_slow\n")
    began = []
    watcher = Watcher(lambda line: began.append(line) if line.startswith("Importing") else None, is_cancelled=lambda: bool(began))
    with pytest.raises(Cancelled):
        make_environment(folder, "learn", watcher, requirements_folder=files)
    assert condition("detect", folder).state == "missing"
    assert list(folder.iterdir()) == []


def test_environments_of_others_are_neither_changed_nor_removed(tmp_path: Path, wheels: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (tmp_path / "mine.py").touch()
    with pytest.raises(UserError, match="the plugin did not make it"):
        make_environment(tmp_path, "detect", Watcher(), source=Source(wheels))
    with pytest.raises(UserError, match="the plugin did not make it"):
        remove_environment(tmp_path)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["mine.py", "pyvenv.cfg"]
    with pytest.raises(UserError, match=r"wheels .*nowhere does not exist"):
        make_environment(tmp_path / "new", "detect", Watcher(), source=Source(tmp_path / "nowhere"))


def test_the_gpu_build_never_asks_for_both_onnxruntimes(tmp_path: Path) -> None:
    files = tier_requirements("learn")
    lines = [line for file in requirements_of(files, "gpu", tmp_path) for line in file.read_text().splitlines()]
    asked = [line for line in lines if "onnxruntime" in line and not line.startswith("#")]
    assert asked == ["onnxruntime-gpu[cuda,cudnn]>=1.16,<2"]
    assert "torch==2.13.0" in lines
    assert requirements_of(files, "cpu", tmp_path) == list(files)
    odd = tmp_path / "odd.txt"
    odd.write_text("onnxruntime-extensions\nonnxruntime\n")
    assert requirements_of([odd], "gpu", tmp_path)[0].read_text().split() == [
        "onnxruntime-extensions",
        "onnxruntime-gpu[cuda,cudnn]",
    ]


@pytest.mark.parametrize(
    ("platform", "build", "tail"),
    [("linux", "cpu", "cpu"), ("linux", "gpu", ""), ("win32", "gpu", "cu130"), ("win32", "cpu", "")],
)
def test_where_pytorch_comes_from(monkeypatch: pytest.MonkeyPatch, platform: str, build: str, tail: str) -> None:
    monkeypatch.setattr("sys.platform", platform)
    expected = ["--extra-index-url", f"https://download.pytorch.org/whl/{tail}"] if tail else []
    assert torch_index(tier_requirements("learn"), build) == expected
    assert torch_index(tier_requirements("detect"), build) == []


def test_an_index_of_the_users_own_is_seen() -> None:
    assert names_own_index("global.timeout='60'\nglobal.index-url='https://me:word@example.org/simple'")
    assert names_own_index(":env:.no-index='1'")
    assert names_own_index("site.extra-index-url='file:///wheels'")
    assert not names_own_index("global.timeout='60'\n:env:.cert='/a?index-url=b'")


def test_sizes_are_of_what_is_missing() -> None:
    whole = expected_sizes("learn", "cpu")
    more = expected_sizes("learn", "cpu", ("detect",), "cpu")
    assert 0 < more.download_mb < whole.download_mb and 0 < more.disk_mb < whole.disk_mb
    assert expected_sizes("learn", "gpu", ("detect", "learn"), "cpu") == expected_sizes("learn", "gpu")
    assert expected_sizes("detect", "cpu", ("detect", "learn"), "cpu").download_mb == 0


def test_progress_of_a_download(tmp_path: Path) -> None:
    """The lines are pip's own, of a real installation."""
    states: list[InstallState] = []
    progress = InstallProgress(tmp_path, 100_000_000, False, states.append)
    progress.begin("downloading")
    progress.line("Collecting torch==2.13.0 (from -r requirements-learn.txt (line 5))")
    progress.line("  Downloading https://index/torch-2.13.0%2Bcpu-cp311-cp311-manylinux_2_28_x86_64.whl (191.8 MB)")
    assert (states[-1].package, states[-1].bytes_expected) == ("torch", 191_800_000)
    (tmp_path / "pip-unpack-x").mkdir()
    (tmp_path / "pip-unpack-x" / "torch.whl").write_bytes(bytes(50_000_000))
    progress.look()
    assert states[-1].bytes_done == 50_000_000
    assert 0.2 < states[-1].share < 0.25
    assert not progress.has_touched
    progress.line("Installing collected packages: torch, scikit-image")
    assert progress.has_touched
    assert (states[-1].step, states[-1].packages, states[-1].of_packages) == ("installing", 0, 2)


def test_a_marker_knows_its_build(tmp_path: Path) -> None:
    (tmp_path / MARKER_NAME).write_text('{"base": "a", "requirements": {}, "versions": {}}')
    assert read_marker(tmp_path).build == "cpu"
