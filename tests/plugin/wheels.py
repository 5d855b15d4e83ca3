"""Tiny wheels and environments made of them: a real pip, without the network."""

from __future__ import annotations

import zipfile
from pathlib import Path


def write_wheel(folder: Path, name: str, version: str, code: str = "", module: str = "") -> None:
    """The smallest wheel that pip takes: one module (default: named like it) with a version, which runs `code`."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{module or name}.py": f'__version__ = "{version}"\n{code}\n',
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)


def write_detect_wheels(folder: Path, import_code: str = "") -> Path:
    """What the tier "detect" wants and a bare QGIS lacks, as empty packages; `import_code` runs when onnxruntime is imported."""
    folder.mkdir(exist_ok=True)
    for name, version in (("psutil", "7.0.0"), ("scipy", "1.17.0"), ("matplotlib", "3.9.0"), ("jinja2", "3.1.9")):
        write_wheel(folder, name, version)
    write_wheel(folder, "scikit_image", "0.25.0", module="skimage")
    write_wheel(folder, "onnxruntime", "1.20.0", import_code)
    write_wheel(folder, "onnxruntime_gpu", "1.20.0", import_code, module="onnxruntime")
    return folder
