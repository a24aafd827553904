"""The five plain top-level names are ours alone: strangers of the same name would shadow or overwrite them."""

import importlib
import importlib.metadata
import pathlib

import pytest

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
NAMES = ("geo", "seeds", "layers", "maps", "api")


@pytest.mark.parametrize("name", NAMES)
def test_package_is_ours(name):
    module = importlib.import_module(name)
    folder = pathlib.Path(module.__file__).resolve().parent
    owners = set(importlib.metadata.packages_distributions().get(name, []))
    assert folder == CHECKOUT / name or owners == {"zone-atlas"}, (
        f"{name} comes from {folder}, owned by {owners}"
    )
    assert owners <= {"zone-atlas"}, f"{name} is also brought by {owners - {'zone-atlas'}}"


def test_no_sixth_package():
    packages = {path.parent.name for path in CHECKOUT.glob("*/__init__.py")}
    assert packages == set(NAMES)
