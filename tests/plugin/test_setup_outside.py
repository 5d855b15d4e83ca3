"""What setting up meets outside: the NVIDIA driver, and proxies with passwords."""

from __future__ import annotations

import base64
import socketserver
import threading
from pathlib import Path

import pytest
from qgis.core import QgsNetworkAccessManager, QgsSettings

from rscd_plugin.core.errors import UserError
from rscd_plugin.runtime.driver import look_for_graphics
from rscd_plugin.runtime.environment import make_environment
from rscd_plugin.runtime.installation import Watcher
from rscd_plugin.runtime.packages import Source
from rscd_plugin.runtime.proxy import Proxy, qgis_proxy

OLD = 'case "$1" in *compute_cap*) echo "Field \\"compute_cap\\" is not a valid field to query."; exit 2;; esac; '


@pytest.mark.parametrize(
    ("script", "refusal", "name"),
    [
        ("echo 'NVIDIA L4, 580.65.06, 8.9'", "", "NVIDIA L4"),
        ("echo 'Quadro P400, 580.65.06, 6.1'; echo 'NVIDIA L4, 580.65.06, 8.9'", "", "NVIDIA L4"),
        ("echo 'Tesla V100, 590.1, 7.0'", "chip", "Tesla V100"),
        ("echo 'NVIDIA A2, 535.104.05, 8.6'", "driver", "NVIDIA A2"),
        (OLD + "echo 'Tesla K80, 470.57'", "driver", "Tesla K80"),
        ("echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'; exit 9", "none", ""),
        ("echo 'No devices were found'", "none", ""),
        ("kill -9 $$", "none", ""),
    ],
)
def test_the_driver_is_asked_by_its_own_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, refusal: str, name: str
) -> None:
    monkeypatch.setattr("rscd_plugin.runtime.driver.gpu_is_offered", lambda: True)
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    found = look_for_graphics()
    assert (found.refusal, found.name) == (refusal, name)


def test_a_driver_that_hangs_and_a_platform_without_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("rscd_plugin.runtime.driver.gpu_is_offered", lambda: True)
    monkeypatch.setattr("rscd_plugin.runtime.driver._ANSWERS_WITHIN_S", 0.3)
    assert look_for_graphics().refusal == "none"
    monkeypatch.setattr("rscd_plugin.runtime.driver.gpu_is_offered", lambda: False)
    assert look_for_graphics().refusal == "platform"


class RefusingProxy(socketserver.StreamRequestHandler):
    """Notes what it is asked, and says no in words that hold the password, as some proxies do."""

    def handle(self):
        head = []
        for line in self.rfile:
            if not line.strip():
                break
            head.append(line.decode().strip())
        self.server.asked.append(head)
        self.wfile.write(b"HTTP/1.1 403 no entry for se:cret\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def test_the_proxy_is_used_and_its_password_is_told_to_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_RETRIES", "1")
    files = tmp_path / "requirements"
    files.mkdir()
    (files / "requirements-detect.txt").write_text("--index-url https://packages.invalid/simple\nrscd_probe\n")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), RefusingProxy) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        proxy = Proxy("127.0.0.1", server.server_address[1], "anna", "se:cret")
        said: list[str] = []
        with pytest.raises(UserError) as error:
            make_environment(
                tmp_path / "environment", "detect", Watcher(said.append), requirements_folder=files, source=Source(proxy=proxy)
            )
        server.shutdown()
    login = base64.b64encode(b"anna:se:cret").decode()
    assert any(f"Proxy-Authorization: Basic {login}" in head for head in server.asked)
    told = "\n".join([*said, str(error.value), repr(proxy)])
    assert "rscd_probe" in told and "for ***" in told
    assert "se:cret" not in told and "se%3Acret" not in told


@pytest.fixture
def network_settings(qgis_app):
    """Sets QGIS's proxy as its options do."""
    settings = QgsSettings()

    def change(**values):
        for name, value in values.items():
            settings.setValue(f"proxy/{name}", value)
        QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()

    yield change
    settings.remove("proxy")
    QgsNetworkAccessManager.instance().setupDefaultProxyAndCache()


def test_qgis_own_proxy(network_settings) -> None:
    assert qgis_proxy() is None
    network_settings(
        proxyEnabled=True,
        proxyType="HttpProxy",
        proxyHost="proxy.example.org",
        proxyPort="3128",
        proxyUser="anna",
        proxyPassword="a word/with@signs",
        noProxyUrls=["http://intern.example.org/wms"],
    )
    found = qgis_proxy()
    assert found == Proxy("proxy.example.org", 3128, "anna", "a word/with@signs", ("intern.example.org",))
    assert found.variables()["HTTPS_PROXY"] == "http://anna:a%20word%2Fwith%40signs@proxy.example.org:3128"
    assert found.variables()["NO_PROXY"] == "intern.example.org"
    network_settings(proxyType="Socks5Proxy")
    with pytest.raises(UserError, match="SOCKS.*folder of wheels"):
        qgis_proxy()
    network_settings(proxyEnabled=False)
    assert qgis_proxy() is None
