"""The outer shell: OGC API, HTML pages and the command line."""
