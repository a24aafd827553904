"""Subcommands of ``zone-atlas``, one module a command."""
