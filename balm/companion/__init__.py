"""The companion: the check-up as a private web app, made of static files that work without a network."""

from balm.companion.build import build
from balm.companion.serve import server

__all__ = ["build", "server"]
