"""The two READMEs say the same, and every command they show exists and is shown."""

import importlib
import pathlib
import re

import click
import pytest

from api.cli import cli

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")


def commands_in(text):
    return set(re.findall(r"zone-atlas ([a-z]+)", text))


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_command_is_documented_and_exists(text):
    assert commands_in(text) == set(cli.list_commands(click.Context(cli)))


def test_both_languages_have_the_same_form():
    shape = re.compile(r"^(#+|\||-|```|!\[|>)", re.MULTILINE)
    assert shape.findall(ENGLISH) == shape.findall(CHINESE)
    assert re.findall(r"```sh\n(.*?)```", ENGLISH, re.DOTALL) == re.findall(
        r"```sh\n(.*?)```", CHINESE, re.DOTALL
    )


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_files_named_exist(text):
    named = set(re.findall(r"`((?:docs|layers|seeds|geo|maps|api)/[\w./-]*)`", text))
    named |= set(re.findall(r"\]\((?!http)([^)#]+)\)", text))
    missing = [name for name in sorted(named) if not (ROOT / name).exists()]
    assert missing == []


def test_make_targets_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z-]+)", ENGLISH)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("name", sorted(cli.list_commands(click.Context(cli))))
def test_every_command_has_help_with_an_example(name):
    command = importlib.import_module(f"api.commands.{name}").command
    assert command.help
    assert "Example" in (command.epilog or ""), name
