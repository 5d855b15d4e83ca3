"""For all tests."""

from __future__ import annotations

import os

# Whatever the developer's language, texts are looked at in English; read when Qt starts.
os.environ["LC_ALL"] = "C.UTF-8"
