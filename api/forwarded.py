"""The public address of the server: from settings, forwarded headers of trusted proxies, or Host."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.settings import Settings

_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\Z")
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*\Z")


@lru_cache(maxsize=4096)
def _is_trusted(client: str, settings: Settings) -> bool:
    try:
        address = ip_address(client)
    except ValueError:
        return False
    return any(address in network for network in settings.trusted_proxies)


def _forwarded(header: str) -> dict[str, str]:
    """Return the first element of an RFC 7239 Forwarded header, keys lowered, quotes removed."""
    pairs = {}
    for part in header.split(",", maxsplit=1)[0].split(";"):
        key, _, value = part.strip().partition("=")
        pairs[key.lower()] = value.strip('"')
    return pairs


def public_base(
    scheme: str, headers: Mapping[bytes, bytes], client: str, settings: Settings
) -> tuple[str | None, str]:
    """Return (public address without trailing slash, path prefix); the address is None if Host is malformed.

    Forwarded headers (RFC 7239 ``Forwarded``, or ``X-Forwarded-Proto``, ``-Host``, ``-Prefix``) count only
    when the
    peer is a trusted proxy, so that nobody else can put foreign addresses into links that are then cached.
    """
    prefix = settings.root_path
    host = headers.get(b"host", b"localhost").decode("latin-1")
    if (
        settings.trusted_proxies
        and any(name in headers for name in _FORWARDED_NAMES)
        and _is_trusted(client, settings)
    ):
        standard = _forwarded(headers.get(b"forwarded", b"").decode("latin-1"))

        def first(name: bytes) -> str:
            return headers.get(name, b"").decode("latin-1").split(",")[0].strip()

        proto = standard.get("proto") or first(b"x-forwarded-proto")
        if proto.lower() in {"http", "https"}:
            scheme = proto.lower()
        host = standard.get("host") or first(b"x-forwarded-host") or host
        offered = first(b"x-forwarded-prefix").rstrip("/")
        if offered and _PREFIX.match(offered):
            prefix = offered
    if settings.public_url:
        return settings.public_url, prefix
    if not _HOST.match(host):
        return None, prefix
    return f"{scheme}://{host}{prefix}", prefix


_FORWARDED_NAMES = (b"forwarded", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-prefix")
