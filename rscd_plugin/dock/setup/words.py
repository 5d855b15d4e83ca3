"""The runtime in plain words: its condition, the steps of its installation, sizes, the graphics card."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QLocale

from ...runtime.builds import LEAST_DRIVER
from ...runtime.driver import Graphics
from ...runtime.environment import Condition
from ...runtime.install_progress import InstallState


def condition_words(found: Condition, tier: str) -> str:
    """One or two sentences on how the runtime stands, for work that needs `tier`."""
    translate = QCoreApplication.translate
    if found.state == "ready":
        return translate("RuntimeWords", "The runtime is installed.")
    if found.state == "missing":
        return translate("RuntimeWords", "The runtime is not installed yet. It holds the packages that do the work.")
    if found.state == "unfinished":
        return translate("RuntimeWords", "The installation of the runtime was stopped before its end.")
    if found.state == "broken":
        return translate(
            "RuntimeWords", "The runtime is broken: the Python that it was made from ({base}) was moved or removed."
        ).format(base=found.base)
    if found.state == "outdated":
        return translate("RuntimeWords", "The runtime belongs to another version of the plugin, and must be renewed.")
    return translate("RuntimeWords", "The runtime can find changes with a model. For this, PyTorch is needed as well.")


def state_words(state: InstallState) -> str:
    """What is being done, with numbers."""
    translate = QCoreApplication.translate
    if state.step == "making":
        return translate("RuntimeWords", "Making the folder ready.")
    if state.step == "checking":
        return translate("RuntimeWords", "Trying out what was installed.")
    if state.step == "installing":
        return translate("RuntimeWords", "Installing: {done} of {all} packages.").format(
            done=state.packages, all=state.of_packages
        )
    if state.bytes_done and state.bytes_expected:
        return translate("RuntimeWords", "Downloading {package}: {done} of about {all}. Packages so far: {n}.").format(
            package=state.package, done=size_words(state.bytes_done), all=size_words(state.bytes_expected), n=state.packages
        )
    if state.package:
        return translate("RuntimeWords", "Collecting packages: {package}. So far: {n}.").format(
            package=state.package, n=state.packages
        )
    return translate("RuntimeWords", "Asking for packages.")


def size_words(size_bytes: float) -> str:
    """`340 MB`, `1.4 GB`, in the user's notation."""
    return QLocale().formattedDataSize(int(size_bytes), 1 if size_bytes >= 1e9 else 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def time_words(seconds: int) -> str:
    """`0:05`, `12:30`."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def graphics_words(found: Graphics) -> str:
    """Whether the GPU build would work here, and why not."""
    translate = QCoreApplication.translate
    if found.refusal == "platform":
        return translate("RuntimeWords", "There is no GPU build for this kind of computer.")
    if found.refusal == "none":
        return translate("RuntimeWords", "No NVIDIA GPU with a driver was found, so it would not work here.")
    if found.refusal == "driver":
        return translate(
            "RuntimeWords", "{name} has driver {driver}; {least} or newer is needed. Renew the driver, then look again."
        ).format(name=found.name, driver=found.driver, least=LEAST_DRIVER[0])
    if found.refusal == "chip":
        return translate("RuntimeWords", "{name} is of a generation that today's packages support no longer.").format(
            name=found.name
        )
    return translate("RuntimeWords", "{name} with driver {driver} was found: it will work here.").format(
        name=found.name, driver=found.driver
    )
