"""The pages that show what the pathway says: its questions, one rule, the leaflet, and whether the content is in order."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any as Anything

from balm.cli.paper import headed, style, wrap
from balm.errors import CannotRun, ContentRefused, nearest
from balm.pathway import Pathway, load_pathway
from balm.pathway.checks import CHECKS, expired
from balm.pathway.content import CONTENT
from balm.pathway.evidence import Source
from balm.pathway.model import Finding, Rule
from balm.pathway.near import nearest_finding
from balm.rules.kinds import Choice, Number
from balm.rules.nodes import Any, Named, Node, walk
from balm.rules.to_english import to_english


def _print_json(value: Anything) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=1))
    return 0


def questions(options: argparse.Namespace) -> int:
    pathway = load_pathway()
    for name in options.finding:
        if name not in pathway.findings:
            raise CannotRun(f'unknown finding "{name}"; {nearest_finding(pathway, name) or "`balm questions` lists them"}')
    asked = [pathway.findings[name] for name in options.finding] or list(pathway.findings.values())
    if options.json:
        return _print_json([_question(finding) for finding in asked])
    for finding in asked:
        print(style(finding.id, "bold"), f"({finding.group})")
        print(wrap(finding.question, "  "))
        print(wrap(finding.help, "  "))
        print(wrap(_answers(finding), "  "))
        print(wrap(f"Not sure? {finding.find_out}", "  "))
        print()
    return 0


def _question(finding: Finding) -> dict[str, Anything]:
    kind = finding.kind
    spec: dict[str, Anything] = {"id": finding.id, "group": finding.group, "kind": kind.name, "clear": finding.clear}
    if isinstance(kind, Choice):
        spec |= {"choices": kind.choices}
    if isinstance(kind, Number):
        spec |= {"min": kind.low, "max": kind.high, "decimals": kind.decimals, "unit": kind.unit}
    texts = ("meaning", "label", "question", "help", "find_out", "lasts")
    return spec | {name: getattr(finding, name) for name in texts} | ({"words": dict(finding.words)} if finding.words else {})


def _answers(finding: Finding) -> str:
    match finding.kind:
        case Choice(choices):
            return "Answers: " + "; ".join(f"{finding.words[word]} ({word})" for word in choices)
        case Number(low, high, decimals, unit):
            return f"Answer: a {'number' if decimals else 'whole number'} from {low} to {high} {unit}".rstrip()
        case _:
            return "Answers: yes (true); no (false)"


def rule(options: argparse.Namespace) -> int:
    pathway = load_pathway()
    if options.rule is None:
        if options.json:
            keys = ("id", "name", "urgency", "title")
            return _print_json([{key: getattr(one, key) for key in keys} for one in pathway.rules.values()])
        for one in pathway.rules.values():
            print(f"{one.id:4} {one.urgency:10} {one.title}")
        return 0
    found = pathway.rules.get(options.rule.upper())
    if found is None:
        raise CannotRun(f'unknown rule "{options.rule}"; {nearest(options.rule.upper(), list(pathway.rules)) or "`balm rule` lists them"}')
    if options.json:
        return _print_json(_rule(pathway, found))
    by = found.review
    signed = f"Reviewed by {by.who}, {by.role}, {by.date}." if by.who else "Not reviewed by a clinician."
    for paragraph in [*rule_page(pathway, found), "", wrap(f"{signed} The text to sign has the digest {found.digest}.")]:
        print(paragraph)
    return 0


def rule_page(pathway: Pathway, found: Rule) -> list[str]:
    """The rule in English, with its sources, its facts, and where sources disagree; as paragraphs."""
    headline = pathway.words.get(f"headline.{found.action}") or pathway.words[f"level.{found.urgency}"]
    page = [style(f"{found.id}  {found.title}", "bold"), wrap(f"{headline} ({found.urgency}, {found.action.replace('_', ' ')})."), ""]
    said = [to_english(node, pathway.findings, _short_meanings(pathway)) for node in alternatives(found)]
    page += headed("When any of these is true:" if len(said) > 1 else "When this is true:", said)
    for name in sorted({part.name for part in walk(found.when) if isinstance(part, Named)}):
        page.append(wrap(f'"{name.replace("_", " ")}" means: {pathway.definitions[name].means}.', "  "))
    page += ["", wrap(f"Why: {found.because} {found.say}".strip()), "", *cited(pathway, found.sources)]
    facts = [f"{fact}: {pathway.facts[fact].says} {pathway.facts[fact].disagreement}".strip() for fact in found.facts]
    spread = [
        f"{row.threshold}: {row.advice} ({', '.join(pathway.sources[source].body for source in row.sources)})" for row in found.spread
    ]
    page += ["", *headed("Facts:", facts)] if facts else []
    page += ["", *headed("Where sources disagree:", spread)] if spread else []
    return page


def cited(pathway: Pathway, sources: Iterable[str]) -> list[str]:
    """The sources, each with its year, kind and strength, and how it was seen."""
    return headed("Sources:", (_cite(pathway.sources[id_]) for id_ in sources))


def _cite(source: Source) -> str:
    seen = "" if source.seen in ("seen", "part") else f", seen only as a {source.seen.replace('_', ' ')}"
    about = f"{source.year or 'undated'}; {source.kind}, strength {source.strength}{seen}"
    return f"{source.body}: {source.title} ({about}). {source.url or source.citation}"


def alternatives(found: Rule) -> list[Node]:
    """The parts of a rule of which any one is enough."""
    return list(found.when.parts) if isinstance(found.when, Any) else [found.when]


def _short_meanings(pathway: Pathway) -> dict[str, str]:
    return {name: f'"{name.replace("_", " ")}"' for name in pathway.definitions}


def _rule(pathway: Pathway, found: Rule) -> dict[str, Anything]:
    english = [to_english(node, pathway.findings, {d.id: d.means for d in pathway.definitions.values()}) for node in alternatives(found)]
    return {
        "id": found.id,
        "name": found.name,
        "title": found.title,
        "urgency": found.urgency,
        "action": found.action,
        "when": list(found.alternatives),
        "english": english,
        "because": found.because,
        "say": found.say,
        "facts": list(found.facts),
        "sources": [asdict(pathway.sources[source]) for source in found.sources],
        "spread": [asdict(row) for row in found.spread],
        "review": asdict(found.review),
        "digest": found.digest,
    }


def leaflet(options: argparse.Namespace) -> int:
    pathway = load_pathway()
    if options.claim is not None and options.claim not in pathway.claims:
        raise CannotRun(f'unknown claim "{options.claim}"; the claims are {", ".join(pathway.claims)}')
    claims = [claim for claim in pathway.claims.values() if options.claim in (None, claim.id)]
    if options.json:
        return _print_json([asdict(claim) for claim in claims])
    for claim in claims:
        print(style(f"{claim.id}  {claim.claim}", "bold") if len(claim.claim) < 70 else wrap(claim.claim, f"{claim.id}  ", "   "))
        print(wrap(f"{claim.verdict.replace('_', ' ').upper()}. {claim.verdict_text}", "   "))
        print(wrap(f"Balm says instead: {claim.instead}", "   "))
        if claim.missing:
            print(wrap(f"What it leaves out: {'; '.join(claim.missing)}.", "   "))
        if claim.rules:
            print(wrap(f"Rules: {', '.join(claim.rules)}", "   "))
        if claim.care:
            print(wrap(f"Care: {', '.join(pathway.care[item].title.lower() for item in claim.care)}", "   "))
        print(wrap(f"Sources: {'; '.join(dict.fromkeys(pathway.sources[source].body for source in claim.sources))}", "   "))
        print()
    return 0


def content(options: argparse.Namespace) -> int:
    """Report everything that is wrong with the content, or what it holds. Past numbers are a warning."""
    from balm.pathway.load import read_pathway  # brings the parser, which the other pages do without

    folder = Path(options.folder) if options.folder else CONTENT
    try:
        pathway = read_pathway(folder)
    except ContentRefused as refused:
        for problem in refused.problems:
            print(problem)
        print(f"{len(refused.problems)} to mend")
        return 1
    items = [item for items in pathway.signed.values() for item in items]
    if options.what == "digests":
        for item in items:
            print(f"{item.id:16} {item.digest}  {item.review.who}".rstrip())
        return 0
    signed = sum(bool(item.review.who) for item in items)
    print(f"{pathway.title}")
    print(f"Version {pathway.version}, digest {pathway.digest[:12]}")
    counts = {
        "findings": pathway.findings,
        "screens": pathway.screens,
        "rules": pathway.rules,
        "care items": pathway.care,
        "causes": pathway.causes,
        "topics of recovery": pathway.recovery,
        "things that the diary can show": pathway.diary.noticed,
        "sources": pathway.sources,
        "countries": pathway.countries,
    }
    print(wrap(", ".join(f"{len(things)} {name}" for name, things in counts.items())))
    print(f"{signed} of {len(items)} rules, care items and things of the diary are signed by a clinician")
    print(f"Nothing wrong, by {len(CHECKS)} checks over all of it")
    for line in expired(pathway, date.today()):
        print(f"warning: check this number again: {line}")
    return 0
