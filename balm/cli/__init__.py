"""The command line: `balm check`, `balm assess`, and the pages that show what the pathway says."""

from balm.cli.main import main

__all__ = ["main"]
