"""``zone-atlas serve``: what it says when it cannot start, and that it names the addresses when it can."""

from __future__ import annotations

import socket

import pytest

from api.cli import main
from api.commands.serve import _bind
from geo.errors import InputError


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stopped:
        main(["serve", *arguments])
    return stopped.value.code, capsys.readouterr().err


def test_an_occupied_port_is_named_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError) as caught:
            _bind("127.0.0.1", port)
    assert caught.value.value == port
    assert "--port" in str(caught.value)


def test_a_free_port_can_be_bound_and_bound_again():
    first = _bind("127.0.0.1", 0)
    port = first.getsockname()[1]
    first.close()
    _bind("127.0.0.1", port).close()


def test_a_host_that_does_not_exist_is_named():
    with pytest.raises(InputError) as caught:
        _bind("no-such-host.invalid", 0)
    assert caught.value.where == "--host"


def test_a_missing_atlas_is_one_message_and_status_2(capsys, tmp_path):
    code, said = run(capsys, "--atlas", str(tmp_path / "none"))
    assert code == 2
    assert "No built atlas" in said
    assert "zone-atlas build" in said
    assert "Traceback" not in said


def test_a_port_out_of_range_is_status_2(capsys):
    code, said = run(capsys, "--port", "70000")
    assert code == 2
    assert "70000" in said
