"""Settings of the server that cannot be meant: one message and status 2, before anything listens."""

from __future__ import annotations

import pytest

from api.cli import main
from api.commands.serve import read_settings
from geo.errors import InputError


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_url", "not a url"),
        ("public_url", "maps.example/atlas"),
        ("public_url", "ftp://maps.example"),
        ("public_url", "https://maps.example/atlas?x=1"),
        ("root_path", "atlas"),
        ("root_path", "/at las"),
    ],
)
def test_a_base_address_that_no_link_can_start_with_is_refused(name: str, value: str) -> None:
    with pytest.raises(InputError) as caught:
        read_settings({name: value})
    assert name in str(caught.value)
    assert value in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("public_url", "https://maps.example/atlas/", "https://maps.example/atlas"),
        ("public_url", "http://[::1]:8000", "http://[::1]:8000"),
        ("public_url", "", ""),
        ("root_path", "/atlas/", "/atlas"),
    ],
)
def test_a_good_base_address_loses_only_its_last_slash(name: str, value: str, kept: str) -> None:
    assert getattr(read_settings({name: value}), name) == kept


def test_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONE_ATLAS_ROOT_PATH", "/from-environment")
    assert read_settings({"root_path": None}).root_path == "/from-environment"
    assert read_settings({"root_path": "/given"}).root_path == "/given"


def test_a_wrong_environment_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZONE_ATLAS_MAX_AGE_S", "abc")
    with pytest.raises(SystemExit) as stop:
        main(["serve", "--port", "0"])
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert "max_age_s" in said
    assert "'abc'" in said
    assert "Traceback" not in said
