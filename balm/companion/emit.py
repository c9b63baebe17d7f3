"""Pathway -> what the page's engine reads: conditions as a module of plain functions, and the words as data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any as Anything

from balm.care.rough import care_days, turning_points
from balm.care.say import bare_label
from balm.pathway.compile import in_order_of_need
from balm.pathway.load import conditions
from balm.pathway.model import LEVELS, Pathway, Picture, SameAs
from balm.rules.kinds import Choice, Kind, Number
from balm.rules.nodes import Node
from balm.rules.to_javascript import to_javascript

LINE = ("kind", "name", "number", "text_to", "web", "hours", "crisis_line", "confidence", "expires", "seen_on", "source", "note")
MADE = "// Made from the content by balm/companion/emit.py. Change the content, not this."


def rules_module(pathway: Pathway) -> str:
    """The text of `rules.js`: every condition of the content as a function of a logic."""
    places = pathway.places

    def function(node: Node | None) -> str:
        return "null" if node is None else f"(k) => {to_javascript(node, places)}"

    named = {d.id: d.when for d in pathway.definitions.values()} | {r.id: r.when for r in pathway.rules.values()}
    lines = [MADE, ""]
    lines += [f"const d_{name} = {function(node)};" for name, node in named.items()]
    lines += ["", "export const RULES = [", *(f"  d_{rule}," for rule in pathway.rules), "];"]
    lines += [
        "",
        "/** Each with the rank of its level, the most urgent first. @type {[number, (k: any) => any][]} */",
        "export const JOINT = [",
    ]
    lines += [*(f"  [{LEVELS.index(level)}, {function(node)}]," for level, node in pathway.joint.items()), "];"]
    other = conditions(pathway.matrix, pathway.care, pathway.causes, pathway.recovery, pathway.sooner_if)
    lines += ["", "export const CONDITIONS = {", *(f"  {json.dumps(name)}: {function(node)}," for name, node in other.items()), "};"]
    lines += ["", "/** In the order in which they need each other: place, when asked, the fixed value or the place it is copied from. */"]
    lines += ["/** @type {[number, (k: any) => any, any, boolean][]} */", "export const GATES = ["]
    for finding in in_order_of_need(pathway.findings, pathway.meanings):
        if finding.asked_when is not None:
            copied = isinstance(finding.otherwise, SameAs)
            fixed = places[finding.otherwise.finding] if isinstance(finding.otherwise, SameAs) else finding.otherwise
            lines.append(f"  [{places[finding.id]}, {function(finding.asked_when)}, {json.dumps(fixed)}, {json.dumps(copied)}],")
    lines += [
        "];",
        "",
        '/** What "not sure" counts as, by place: a value (null: the worst), and when. */',
        "export const NOT_SURE_COUNTS = new Map(/** @type {[number, [any, ((k: any) => any) | null]][]} */ ([",
    ]
    for finding in pathway.findings.values():
        if finding.not_sure is not None:
            lines.append(f"  [{places[finding.id]}, [{json.dumps(finding.not_sure.value)}, {function(finding.not_sure.when)}]],")
    lines += [
        "]));",
        "",
        "/** The days at which a condition may turn, by the place of a finding whose days may be rough. */",
        "export const TURNS = new Map([",
    ]
    for finding in pathway.findings.values():
        if finding.rough:
            lines.append(f"  [{places[finding.id]}, {turning_points(pathway, finding.id)}],")
    care = sorted(places[name] for name in care_days(pathway))
    lines += [
        "]);",
        "",
        "/** Of these, the places on which the care turns, and not only the level. */",
        f"export const CARE_DAYS = {care};",
    ]
    return "\n".join([*lines, ""])


def content_data(pathway: Pathway) -> dict[str, Anything]:
    """Everything that the engine says, and the order in which it asks, as JSON data."""
    return {
        "version": pathway.version,
        "digest": pathway.digest,
        "reviewed": pathway.reviewed,
        "expires": pathway.expires,
        "while_waiting": pathway.while_waiting,
        "levels": [{"id": id_, "action": pathway.levels[id_].action, "hours": pathway.levels[id_].check_again_hours} for id_ in LEVELS],
        "findings": [
            {"id": f.id, "group": f.group, "kind": f.kind.name, "clear": f.clear, "words": dict(f.words), "bare": bare_label(f)}
            | _range(f.kind)
            | _of(f, ("label", "question", "help", "find_out", "lasts", "rough"))
            | {"pictures": _pictures(f.pictures)}
            for f in pathway.findings.values()
        ],
        "pages": dict(pathway.pages),
        "screens": [_of(screen, ("id", "page", "title", "ask", "intro", "findings")) for screen in pathway.screens],
        "rules": [
            _of(r, ("id", "name", "title", "urgency", "because", "say", "action", "call", "check_again_hours", "sources"))
            for r in pathway.rules.values()
        ],
        "care": [_care(pathway, id_) for id_ in pathway.care],
        "matrix": [
            _of(r, ("id", "from_level", "why", "avoid", "caution", "settle", "notes", "instead", "unknown_avoids"))
            for r in pathway.matrix.values()
        ],
        "causes": [
            _of(c, ("id", "title", "text", "certainty", "certainty_text", "sources"))
            | {"why": [said.text for said in c.why], "against": [said.text for said in c.against]}
            for c in pathway.causes.values()
        ],
        "recovery": [_of(t, ("id", "topic", "text", "beyond", "certainty", "sources")) for t in pathway.recovery.values()],
        "sooner_if": [sooner.text for sooner in pathway.sooner_if],
        "words": dict(pathway.words),
        "countries": [
            _of(c, ("code", "name", "reach_care", "members"))
            | {
                "lines": [
                    _of(
                        line,
                        (
                            "kind",
                            "name",
                            "number",
                            "text_to",
                            "web",
                            "hours",
                            "crisis_line",
                            "confidence",
                            "expires",
                            "seen_on",
                            "source",
                            "note",
                        ),
                    )
                    for line in c.lines
                ]
            }
            for c in pathway.countries.values()
        ],
    }


def summary_data(pathway: Pathway) -> dict[str, Anything]:
    """What the page for a clinician says, and what it leaves out."""
    page = pathway.summary
    dates = [_of(one, ("id", "title", "text", "days", "unless")) for one in page.dates.values()]
    return {
        "words": dict(page.words),
        "screen": dict(page.screen),
        "private": [_of(one, ("id", "label", "findings")) for one in page.private.values()],
        "dates": dates,
        "check_in": _of(page.check_in, ("title", "text")),
    }


def sources_data(pathway: Pathway) -> dict[str, Anything]:
    """Every source by its id, as she may read it."""
    return {source.id: _of(source, ("title", "body", "year", "url", "seen")) for source in pathway.sources.values()}


def _care(pathway: Pathway, id_: str) -> dict[str, Anything]:
    item = pathway.care[id_]
    keys = (
        "id",
        "title",
        "how",
        "stop",
        "certainty",
        "certainty_text",
        "borrowed_from",
        "warnings",
        "in_plan",
        "never_offer",
        "stricter_of",
        "sources",
    )
    limits = [{"country": limit.country, "text": limit.text, "sources": limit.sources} for limit in item.limits if limit.seen]
    spacing = [_of(one, ("country", "hours", "doses", "counts", "never_with")) for one in item.spacing]
    own = {"limits": limits, "has_limits": bool(item.limits), "pictures": _pictures(item.pictures), "spacing": spacing}
    return _of(item, (*keys, "minutes")) | own


def _pictures(pictures: Iterable[Picture]) -> list[dict[str, Anything]]:
    """`staged`: shown only while the condition "picture <care item> <place in the list>" of `rules.js` is true."""
    return [{"file": one.file, "text": one.text, "staged": one.when is not None} for one in pictures]


def _range(kind: Kind) -> dict[str, Anything]:
    if isinstance(kind, Choice):
        return {"choices": kind.choices}
    return {"low": kind.low, "high": kind.high, "decimals": kind.decimals, "unit": kind.unit} if isinstance(kind, Number) else {}


def _of(thing: object, names: Iterable[str]) -> dict[str, Anything]:
    return {name: getattr(thing, name) for name in names}
