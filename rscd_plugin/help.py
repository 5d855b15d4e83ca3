"""Where the user guide is: the pages that ship with the plugin, those of a checkout, else those of the homepage."""

from __future__ import annotations

import configparser
from pathlib import Path

from qgis.PyQt.QtCore import QUrl

_PLUGIN = Path(__file__).resolve().parent
_PLACES = (_PLUGIN / "guide", _PLUGIN.parent / "build" / "guide")  # in an installed plugin; after `make guide`


def guide_url(page: str = "index", anchor: str = "") -> str:
    """The address of a page of the guide, such as `guide_url("reviewing")`. anchor: a heading in it, as the page's links name it.

    Some systems drop the anchor on their way to the browser: the page itself should be the right one.
    """
    for folder in _PLACES:
        file = folder / f"{page}.html"
        if file.is_file():
            url = QUrl.fromLocalFile(str(file))
            break
    else:
        url = QUrl(f"{_homepage()}/guide/{page}.html")
    if anchor:
        url.setFragment(anchor)
    return url.toString(QUrl.ComponentFormattingOption.FullyEncoded)


def _homepage() -> str:
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(_PLUGIN / "metadata.txt", encoding="utf-8")
    return metadata["general"]["homepage"].rstrip("/")
