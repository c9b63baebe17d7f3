"""Short ways to say who somebody is and to ask what Balm says of her."""

from __future__ import annotations

from typing import Any

from balm import Assessment, Pathway, assess
from balm.pathway.model import LEVELS


def person(pathway: Pathway, country: Any = "GB", **answers: Any) -> Assessment:
    """Everything clear but what is named."""
    return assess(pathway, {"country": country, "assume_clear": True, "answers": answers})


def partly(pathway: Pathway, country: Any = "GB", **answers: Any) -> Assessment:
    """Nothing answered but what is named."""
    return assess(pathway, {"country": country, "answers": answers})


def level(result: Assessment) -> str:
    assert result["urgency"] is not None
    return result["urgency"]


def at_least(result: Assessment, urgency: str) -> bool:
    return LEVELS.index(level(result)) <= LEVELS.index(urgency)


def status(result: Assessment, item: str) -> str:
    return next(entry["status"] for entry in result["care"] if entry["item"] == item)


def why(result: Assessment, item: str) -> str:
    return " ".join(next(entry["why"] for entry in result["care"] if entry["item"] == item))


def how(result: Assessment, item: str) -> str:
    return next(entry["how"] for entry in result["care"] if entry["item"] == item)


def rules(result: Assessment) -> list[str]:
    return [reason["rule"] for reason in result["reasons"]]
