"""The companion: the check-up as a private web app, made of static files that work without a network. `build` makes the folder."""

from balm.companion.build import build

__all__ = ["build"]
