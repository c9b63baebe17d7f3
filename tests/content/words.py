"""Every sentence that is shown to her, with the name of where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from balm import Pathway
from balm.companion.translate import clinic_words, english_words

FOR_CLINICIANS = frozenset({"meaning", "threshold", "advice", "says", "disagreement", "unverified", "means", "note", "claim", "ours"})
"""Words that clinicians read; she does not."""
_OTHER = """
id name group unit certainty verdict topic lasts action call urgency digest kind item when sources facts alternatives review avoid caution
spread findings care rules stricter_of asked_when spacing otherwise not_sure clear product_rules file day told_when finding sets
"""
NOT_SENTENCES = frozenset(_OTHER.split())
SHOWN = ("findings", "screens", "rules", "care", "matrix", "causes", "recovery", "claims")


def sentences(pathway: Pathway) -> Iterator[tuple[str, str]]:
    for room in SHOWN:
        held: Any = getattr(pathway, room)
        for thing in held.values() if hasattr(held, "values") else held:
            yield from _texts(thing, f"{room}.{thing.id}")
    diary = pathway.diary
    for things in (diary.noticed, diary.runs, diary.places, diary.medicines):
        for id_, thing in things.items():
            yield from _texts(thing, f"diary.{id_}")
    yield from ((f"diary.{key}", text) for key, text in [*diary.moods.items(), *diary.because.items()])
    yield from ((f"words.{key}", text) for key, text in pathway.words.items())
    summary = pathway.summary
    yield from ((f"summary.{key}", text) for key, text in [*summary.words.items(), *summary.screen.items()])
    yield from ((f"summary.{one.id}", one.label) for one in summary.private.values())
    yield from (
        (f"summary.{one.id}.{name}", getattr(one, name))
        for one in [*summary.dates.values(), summary.check_in]
        for name in ("title", "text")
    )
    yield from ((f"screens.pages.{key}", text) for key, text in pathway.pages.items())
    yield from ((f"words.sooner_if.{n}", said.text) for n, said in enumerate(pathway.sooner_if))
    yield from ((f"page.{key}", text) for key, text in english_words().items())
    yield from ((f"clinic.{key}", text) for key, text in clinic_words().items())
    for country in pathway.countries.values():
        yield f"services.{country.code}.reach_care", country.reach_care


def _texts(thing: Any, path: str) -> Iterator[tuple[str, str]]:
    for field in fields(thing):
        if field.name in FOR_CLINICIANS | NOT_SENTENCES:
            continue
        yield from _inside(getattr(thing, field.name), f"{path}.{field.name}")


def _inside(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _inside(item, f"{path}.{n}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(item, f"{path}.{key}")
    elif is_dataclass(value) and not path.endswith(("fits_when", "possible_when", "ruled_out_when", "within")):
        yield from _texts(value, path)
