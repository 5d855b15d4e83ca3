"""QGIS's own proxy, handed to pip by variables of its process, and kept out of every log."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from ..core.errors import UserError

_HIDDEN = "***"


@dataclass(frozen=True)
class Proxy:
    """An HTTP proxy. excluded: hosts that are reached without it."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    excluded: tuple[str, ...] = ()

    def variables(self) -> dict[str, str]:
        """As pip takes it; the password is in no argument, which other users of the machine could see."""
        login = quote(self.user, safe="")
        if login and self.password:
            login += ":" + quote(self.password, safe="")
        address = f"http://{login + '@' if login else ''}{self.host}:{self.port}"
        found = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), address)
        if self.excluded:
            found.update({name: ",".join(self.excluded) for name in ("NO_PROXY", "no_proxy")})
        return found

    def redacted(self, line: str) -> str:
        """The line without the password, however it is written."""
        for secret in {self.password, quote(self.password, safe=""), quote(self.password)} - {""}:
            line = line.replace(secret, _HIDDEN)
        return line


def qgis_proxy() -> Proxy | None:
    """The proxy of QGIS's network options; None where there is none, or where it is the system's, which pip finds itself.

    Raises UserError for a kind of proxy that pip cannot use.
    """
    from qgis.core import QgsNetworkAccessManager, QgsSettings
    from qgis.PyQt.QtNetwork import QNetworkProxy

    if not QgsSettings().value("proxy/proxyEnabled", False, type=bool):
        return None
    used = QgsNetworkAccessManager.instance().fallbackProxy()
    if not used.hostName():
        return None
    if used.type() == QNetworkProxy.ProxyType.Socks5Proxy:
        raise UserError(
            "QGIS is set to a SOCKS proxy, which pip cannot use. Expected an HTTP proxy (Settings, Options, Network), or a "
            "folder of wheels."
        )
    if used.type() not in (QNetworkProxy.ProxyType.HttpProxy, QNetworkProxy.ProxyType.HttpCachingProxy):
        return None
    settings = QgsSettings()
    texts = [settings.value(f"proxy/{name}", "") or "" for name in ("proxyExcludedUrls", "noProxyUrls")]
    excluded = [url for text in texts for url in (text if isinstance(text, list) else str(text).split("|")) if url]
    return Proxy(used.hostName(), used.port(), used.user(), used.password(), tuple(map(_host, excluded)))


def _host(url: str) -> str:
    """pip wants hosts where QGIS has the beginnings of addresses."""
    return url.split("://")[-1].split("/")[0]
