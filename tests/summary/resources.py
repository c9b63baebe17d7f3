"""FHIR resources of the examples, and what judges them: the R4B models of fhir.resources and the plain R4 models of fhirclient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from fhir.resources.R4B import get_fhir_model_class

from balm.summary.fhir import bundle
from balm.summary.told import Choice
from tests.summary.pages import MADE, OPEN, said, told


def bundle_of(given: Any, choice: Choice = OPEN, language: str = "en", made: str = MADE) -> dict[str, Any]:
    return bundle(said(language), told(given, choice, made))


def resources(whole: Mapping[str, Any], kind: str = "") -> list[dict[str, Any]]:
    """The resources of a Bundle, or those of one kind."""
    every = [one["resource"] for one in whole["entry"]]
    return [one for one in every if kind in ("", one["resourceType"])]


def check(resource: Mapping[str, Any]) -> None:
    """That both models take it as it is, and lose nothing of it."""
    kind = resource["resourceType"]
    get_fhir_model_class(kind).model_validate(resource)
    model = getattr(import_module(f"fhirclient.models.{kind.lower()}"), kind)
    assert model(resource).as_json() == resource


def items_in(resource: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every item of a Questionnaire or of a response, at any depth."""
    for item in resource.get("item", ()):
        yield item
        yield from items_in(item)
        for answer in item.get("answer", ()):
            yield from items_in(answer)


def walk(value: Any) -> Iterator[Any]:
    """Everything in a resource."""
    yield value
    for inside in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inside)
