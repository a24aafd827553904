"""api/README.md names every setting, every module and every path of the server."""

from __future__ import annotations

import re
from pathlib import Path

from api.routes import all_operations
from api.settings import Settings

API = Path(__file__).resolve().parents[2] / "api"
TEXT = (API / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_documented():
    assert not [name for name in Settings.model_fields if f"`{name}`" not in TEXT]


def test_every_module_is_documented():
    modules = [path.name for path in API.glob("*.py") if path.name != "__init__.py"]
    assert not [name for name in modules if f"`{name}`" not in TEXT]


def test_every_first_part_of_a_path_is_documented():
    parts = {re.match(r"/([\w.]*)", operation.path)[1] for operation in all_operations()}
    assert not [part for part in parts if part and f"/{part}" not in TEXT]
