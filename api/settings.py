"""Settings of the server, from arguments or from environment variables that begin with ``ZONE_ATLAS_``."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MAX_LIMIT = 10_000
_MEBIBYTE = 1024 * 1024
_BASE_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?")
_PREFIX = re.compile(r"/[^\s?#]*")


class Settings(BaseSettings):
    """What a deployment may change. Immutable; nobody reads the environment at import."""

    model_config = SettingsConfigDict(env_prefix="ZONE_ATLAS_", frozen=True, extra="ignore")

    public_url: str = Field(
        default="",
        description="Base address in all links (https://maps.example/atlas); empty: from the request.",
    )
    root_path: str = Field(
        default="", description="Path prefix a proxy puts before this server, e.g. /atlas."
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        default=(IPv4Network("127.0.0.1/32"), IPv6Network("::1/128")),
        description="Addresses or networks whose forwarded headers are believed, separated by commas.",
    )
    cors_origin: str = Field(
        default="*", description="Value of Access-Control-Allow-Origin; empty: header not sent."
    )
    max_age_s: int = Field(default=60, ge=0, description="Cache-Control max-age of data, in seconds.")
    default_limit: int = Field(
        default=MAX_LIMIT, ge=1, le=MAX_LIMIT, description="Features a page when no limit is given."
    )
    max_limit: int = Field(
        default=MAX_LIMIT, ge=1, le=MAX_LIMIT, description="Largest page; a larger limit is lowered to it."
    )
    response_cache_bytes: int = Field(
        default=64 * _MEBIBYTE, ge=0, description="Memory for rendered responses; 0 turns the cache off."
    )

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Read the comma-separated form environment variables have."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("public_url")
    @classmethod
    def _base_address(cls, value: str) -> str:
        """Drop trailing slashes: every path begins with one."""
        if value and not _BASE_ADDRESS.fullmatch(value):
            raise ValueError("an address like https://maps.example/atlas")
        return value.rstrip("/")

    @field_validator("root_path")
    @classmethod
    def _prefix(cls, value: str) -> str:
        """Drop trailing slashes: every path begins with one."""
        if value and not _PREFIX.fullmatch(value):
            raise ValueError("a path like /atlas")
        return value.rstrip("/")
