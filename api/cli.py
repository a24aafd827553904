"""The command line ``zone-atlas``.

Every subcommand is a click command named like its module in ``api.commands``; they are imported only when
asked for, so that ``--help`` and ``where`` stay quick. Data goes to stdout, progress and log to stderr. Exit
status: 0 fine, 1 issues found, 2 wrong use or bad input.
"""

from __future__ import annotations

import importlib
import logging
import os
import pkgutil
import sys
from typing import Any

import click

import api.commands
from geo.errors import ZoneAtlasError
from seeds.errors import SeedsError

EXIT_BAD_INPUT = 2


class LazyGroup(click.Group):
    """A group whose commands are the modules of ``api.commands``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all subcommands, sorted."""
        del ctx
        return sorted(
            info.name for info in pkgutil.iter_modules(api.commands.__path__) if not info.name.startswith("_")
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command asked for."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"api.commands.{cmd_name}")
        command: click.Command = module.command
        return command


@click.group(
    cls=LazyGroup,
    name="zone-atlas",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Examples: zone-atlas build · zone-atlas check · zone-atlas where 113.3191 23.1090",
)
@click.option("-v", "--verbose", count=True, help="Say more on stderr; twice for debugging.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors on stderr.")
@click.version_option(package_name="zone-atlas")
@click.pass_context
def cli(ctx: click.Context, verbose: int, quiet: bool) -> None:  # noqa: FBT001 (click passes flags by name)
    """Zone Atlas (数字经济区图集): zones on a map, and the words each value on it comes from."""
    level = logging.ERROR if quiet else (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    ctx.obj = {"quiet": quiet}


def main(argv: list[str] | None = None) -> None:
    """Run the command line and exit; every known error becomes one line on stderr and status 2."""
    for stream in (sys.stdout, sys.stderr):
        # A C locale must not break Chinese output.
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    try:
        # Without standalone mode click returns the status of ctx.exit() instead of raising it.
        status = cli.main(args=argv, prog_name="zone-atlas", standalone_mode=False)
        if isinstance(status, int) and status:
            sys.exit(status)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_BAD_INPUT)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("zone-atlas: stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) went away: not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (ZoneAtlasError, SeedsError) as error:
        click.echo(f"zone-atlas: {error}", err=True)
        sys.exit(EXIT_BAD_INPUT)
    except OSError as error:
        name = error.filename or ""
        click.echo(f"zone-atlas: {error.strerror or error}{f': {name!r}' if name else ''}", err=True)
        sys.exit(EXIT_BAD_INPUT)


if __name__ == "__main__":
    main()
