"""``zone-atlas serve``: the API, its pages and the map over HTTP."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING, Any

import click

from api.commands._project import atlas_option, open_atlas, project_option
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from api.settings import Settings


def _bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; an address that cannot be had is one clear message."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise InputError(
            "No such host", value=host, where="--host", allowed="an address of this machine"
        ) from error
    listener = socket.socket(family, kind, proto)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        # bind() alone succeeds beside a listener with SO_REUSEADDR on some systems; listen() does not.
        listener.listen(2048)
    except OSError as error:
        listener.close()
        reasons = {
            errno.EADDRINUSE: ("The port is occupied", "a free port, e.g. --port 8001 (0 takes any)"),
            errno.EACCES: ("The port may not be opened by this user", "a port from 1024 on"),
        }
        what, allowed = reasons.get(
            error.errno or 0, (f"Cannot listen ({error.strerror})", "an address of this machine")
        )
        raise InputError(what, value=port, where=f"--host {host} --port", allowed=allowed) from error
    return listener


def read_settings(given: dict[str, str | None]) -> Settings:
    """Return the settings: what the command line gives, else the environment, else the default.

    Raises
    ------
    InputError
        A value cannot be used; the message names the setting and the value.
    """
    # Imported here: --help stays quick.
    from pydantic import ValidationError  # noqa: PLC0415

    from api.settings import Settings  # noqa: PLC0415

    kept: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    try:
        return Settings(**kept)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise InputError(
            "Bad setting of the server",
            value=first["input"],
            where=f"{name} (environment: ZONE_ATLAS_{name.upper()})",
            allowed=first["msg"].removeprefix("Value error, "),
        ) from error


@click.command(
    epilog="Examples: zone-atlas serve · zone-atlas serve --port 8001 · "
    "zone-atlas serve --root-path /atlas --host 0.0.0.0"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes a free one."
)
@project_option
@atlas_option
@click.option("--root-path", default=None, help="Path prefix a proxy puts before this server.")
@click.option("--public-url", default=None, help="Base address in all links.")
@click.pass_context
def command(
    ctx: click.Context,
    host: str,
    port: int,
    project_dir: Path,
    atlas_dir: Path | None,
    root_path: str | None,
    public_url: str | None,
) -> None:
    """Serve the built atlas: OGC API, evidence pages and the map."""
    # Imported here: --help stays quick.
    import uvicorn  # noqa: PLC0415

    from api.app import create_app  # noqa: PLC0415
    from layers.project import Project  # noqa: PLC0415
    from maps.words import load_words  # noqa: PLC0415

    settings = read_settings({"root_path": root_path, "public_url": public_url})
    atlas = open_atlas(project_dir, atlas_dir)
    listener = _bind(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}{settings.root_path}"
    app = create_app(settings, atlas, load_words(Project.load(project_dir)))
    app.state.pages.warm()
    if not ctx.obj or not ctx.obj.get("quiet"):
        click.echo(f"Map          {address}/map", err=True)
        click.echo(f"API          {address}/", err=True)
        click.echo(f"API page     {address}/api.html", err=True)
        click.echo(f"Collections  {address}/collections", err=True)
        click.echo("Stop with Ctrl-C.", err=True)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        # Forwarded headers are read by api.forwarded, from trusted proxies only.
        proxy_headers=False,
        server_header=False,
        lifespan="off",
    )
    uvicorn.Server(config).run(sockets=[listener])
