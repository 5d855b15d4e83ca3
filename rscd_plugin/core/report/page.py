"""An HTML page from a template, with its pictures inside."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from matplotlib.figure import Figure

_TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "reports"


def write_page(template: str, values: dict[str, Any], path: Path) -> None:
    """Fill a template in resources/reports; all text is escaped, figures become data URIs."""
    environment = Environment(loader=FileSystemLoader(str(_TEMPLATES)), autoescape=True, undefined=StrictUndefined)
    shown = {name: _data_uri(value) if isinstance(value, Figure) else value for name, value in values.items()}
    path.write_text(environment.get_template(template).render(shown), encoding="utf-8")


def _data_uri(figure: Figure) -> str:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100, metadata={"Software": None})
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
