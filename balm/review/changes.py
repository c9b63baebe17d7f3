"""What one pathway says that another does not: thing by thing, field by field, in plain English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from balm.pathway.diary import Noticed
from balm.pathway.model import CareItem, Pathway, Row, Rule
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Yes, walk
from balm.rules.to_english import to_english
from balm.rules.to_text import to_text

_UNSAID = frozenset({"id", "digest", "review", "alternatives"})
"""Fields that say nothing of their own: `alternatives` is `when` before it was read."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a thing: what stands only in the old pathway, and what only in the new one."""

    name: str
    before: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was `added`, `removed` or `changed`. A thing whose own text is the same has no fields, and `through` names what
    changed its meaning. `unsigned`: who had signed it, where that signature no longer holds."""

    kind: str
    id: str
    title: str
    what: str
    fields: tuple[Field, ...] = ()
    through: tuple[str, ...] = ()
    unsigned: str = ""


def changes(old: Pathway, new: Pathway) -> list[Change]:
    """Every difference between the two, kind by kind, in the content's order."""
    found = [change for kind, before in _things(old).items() for change in _of_kind(kind, before, _things(new)[kind], old, new)]
    own = {change.id for change in found}
    return found + list(_through(old, new, own))


def _things(pathway: Pathway) -> dict[str, Mapping[str, object]]:
    diary = pathway.diary
    return {
        "level": {str(level): it for level, it in pathway.levels.items()},
        "definition": pathway.definitions,
        "rule": pathway.rules,
        "finding": pathway.findings,
        "screen": {screen.id: screen for screen in pathway.screens},
        "care item": pathway.care,
        "row of the matrix": pathway.matrix,
        "cause": pathway.causes,
        "what is usual": pathway.recovery,
        "what the diary can show": diary.noticed,
        "run of days": diary.runs,
        "place": diary.places,
        "medicine": diary.medicines,
        "window of the diary": {"windows": diary.windows},
        "claim of the leaflet": pathway.claims,
        "fact": pathway.facts,
        "source": pathway.sources,
        "country": pathway.countries,
        "sentence": {key: (text,) for key, text in pathway.words.items()},
    }


def _of_kind(kind: str, before: Mapping[str, object], now: Mapping[str, object], old: Pathway, new: Pathway) -> Iterator[Change]:
    for id_ in [*before, *(id_ for id_ in now if id_ not in before)]:
        if id_ not in now or id_ not in before:
            one, pathway, what = (before[id_], old, "removed") if id_ not in now else (now[id_], new, "added")
            own = tuple(Field(name, said, ()) if what == "removed" else Field(name, (), said) for name, said in _said(one, pathway).items())
            yield Change(kind, id_, _title(one), what, own)
        elif different := tuple(_different(_said(before[id_], old), _said(now[id_], new))):
            yield Change(kind, id_, _title(now[id_]), "changed", different, unsigned=_unsigned(now[id_]))


def _different(before: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]]) -> Iterator[Field]:
    for name in [*before, *(name for name in now if name not in before)]:
        old, new = before.get(name, ()), now.get(name, ())
        if old != new:
            gone, come = tuple(line for line in old if line not in new), tuple(line for line in new if line not in old)
            yield Field(name, gone, come) if gone or come else Field(name, old, new)  # else only their order is another


def _through(old: Pathway, new: Pathway, own: set[str]) -> Iterator[Change]:
    """The things whose own text is the same, and which mean something else all the same."""
    groups: list[tuple[str, Mapping[str, Rule | CareItem | Noticed], Mapping[str, Rule | CareItem | Noticed]]] = [
        ("rule", dict(old.rules), dict(new.rules)),
        ("care item", dict(old.care), dict(new.care)),
        ("what the diary can show", dict(old.diary.noticed), dict(new.diary.noticed)),
    ]
    for kind, before, now in groups:
        for id_ in before:
            if id_ in now and id_ not in own and before[id_].digest != now[id_].digest:
                text = str(_said(now[id_], new))  # a digest also covers the definitions that the words of an item name
                worded = {name for name in new.definitions if re.search(rf"\b{name}\b", text)}
                names = tuple(sorted((_leans_on(old, before[id_]) | _leans_on(new, now[id_]) | worded) & own))
                yield Change(kind, id_, now[id_].title, "changed", through=names, unsigned=_unsigned(now[id_]))


def _leans_on(pathway: Pathway, item: Rule | CareItem | Noticed) -> set[str]:
    """The definitions, rules and rows by which the item gets its meaning; of the diary, the names in its condition."""
    if isinstance(item, Rule):
        return names_in(pathway, item.when)
    if isinstance(item, Noticed):
        said = {part.finding.removesuffix("_known") for part in walk(item.when) if isinstance(part, Yes | Compare | OneOf | Between)}
        return said | {"windows"} | {part.name for part in walk(item.when) if isinstance(part, Named)}
    rows = rows_of(pathway, item)
    return {row.id for row in rows} | {name for row in rows if row.when is not None for name in names_in(pathway, row.when)}


def names_in(pathway: Pathway, node: Node) -> set[str]:
    """Every definition and rule that the condition names, and what they name in their turn."""
    named = {part.name for part in walk(node) if isinstance(part, Named)}
    return named | {name for one in named for name in names_in(pathway, pathway.meanings[one])}


def rows_of(pathway: Pathway, item: CareItem) -> list[Row]:
    """The rows of the matrix that speak of the item, or of what it is the stricter of."""
    own = {item.id, *item.stricter_of}
    return [row for row in pathway.matrix.values() if own & {*row.avoid, *row.caution, *row.settle, *row.notes, *row.instead}]


def _unsigned(thing: object) -> str:
    if isinstance(thing, Rule | CareItem | Noticed) and thing.review.digest not in ("", thing.digest):
        return f"{thing.review.who}, {thing.review.role}, {thing.review.date}"
    return ""


def _title(thing: object) -> str:
    return next((str(getattr(thing, name)) for name in ("title", "label", "means", "name") if hasattr(thing, name)), "")


def _said(thing: object, pathway: Pathway) -> dict[str, tuple[str, ...]]:
    """Each field of the thing, as lines that can be read."""
    if not is_dataclass(thing):
        return {"text": tuple(_lines(thing, pathway))}
    said = {field.name: tuple(_lines(getattr(thing, field.name), pathway)) for field in fields(thing) if field.name not in _UNSAID}
    return {name: lines for name, lines in said.items() if lines}


def _lines(value: object, pathway: Pathway) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, Any):
        return [english(pathway, part) for part in value.parts]
    if isinstance(value, Yes | Compare | OneOf | Between | Named | Not | All):
        return [english(pathway, value)]
    if isinstance(value, Mapping):
        return [f"{key}: {' '.join(_lines(one, pathway))}" for key, one in value.items()]
    if isinstance(value, tuple):
        return [line for one in value for line in _lines(one, pathway)] if not _pair(value) else [f"{value[0]} to {value[1]}"]
    if is_dataclass(value):
        return ["; ".join(" ".join(lines) for lines in _said(value, pathway).values())]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def _pair(value: tuple[object, ...]) -> bool:
    return len(value) == 2 and all(isinstance(one, int) for one in value)


def english(pathway: Pathway, node: Node) -> str:
    """The condition in plain English; one that speaks of the diary's measures, for which there are no such words, as it is written."""
    meanings = {name: f'"{name.replace("_", " ")}"' for name in pathway.definitions}
    try:
        return to_english(node, pathway.findings, meanings)
    except KeyError:
        return to_text(node)
