"""Texts to a patient, as a signed POST of `{"to", "texts", "id"}` to a gateway; sent as a webhook is, with the same care and signature."""

from __future__ import annotations

from balm.clinic.channels import Texts
from balm.clinic.channels.webhook import post, problem
from balm.clinic.models import Route

__all__ = ["problem", "send"]


def send(route: Route, message: Texts) -> None:
    """Post them. Raises NotSent."""
    post(route, message, message["id"])
