"""The examples in the docstrings run, and the README's table of rules is the one of the code."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import geo
from geo.errors import CoverageError, TopologyError, ZoneAtlasError
from geo.rules import RULES, Rule, fault

MODULES = sorted(module.name for module in pkgutil.iter_modules(geo.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    module = importlib.import_module(f"geo.{name}")
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_is_documented(name):
    module = importlib.import_module(f"geo.{name}")
    assert module.__doc__
    for key, value in vars(module).items():
        if (
            not key.startswith("_")
            and callable(value)
            and getattr(value, "__module__", "") == module.__name__
        ):
            assert value.__doc__, key


def test_the_readme_lists_every_module_and_every_rule_as_it_is():
    text = Path(geo.__path__[0], "README.md").read_text(encoding="utf-8")
    for rule, entry in RULES.items():
        assert f"| `{rule}` | {entry.severity} | {entry.fault} | {entry.remedy} |" in text
    assert text.count("\n| `") - text.split("## Linework")[0].count("\n| `") == len(Rule)
    for name in MODULES:
        assert f"`{name}`" in text.split("## Linework")[0]


def test_an_issue_carries_rule_severity_place_value_and_remedy():
    issue = fault(Rule.GAP, "A|B", "Hole of 5 m².", (113.3, 23.1), "faces.geojson")
    assert (issue.rule, issue.severity, issue.where) == ("gap", RULES[Rule.GAP].severity, "A|B")
    assert (issue.lon_degree, issue.lat_degree, issue.file) == (113.3, 23.1, "faces.geojson")
    assert issue.message == f"{RULES[Rule.GAP].fault} Hole of 5 m²."
    assert fault(Rule.GAP, "A", "").lon_degree is None


def test_errors_keep_their_four_parts():
    error = CoverageError("faces overlap", value=3, where="face A", allowed="none")
    assert isinstance(error, TopologyError)
    assert isinstance(error, ValueError)
    assert isinstance(error, ZoneAtlasError)
    assert str(error) == "faces overlap: 3 in face A; allowed: none"
    assert (error.what, error.value, error.where, error.allowed) == ("faces overlap", 3, "face A", "none")
