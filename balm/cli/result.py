"""An assessment as a page to read: what to do first, then why, then what helps, then what to leave."""

from __future__ import annotations

from collections.abc import Iterable

from balm.care.assess import Assessment
from balm.care.plan import CareEntry
from balm.care.say import bare_label
from balm.cli.paper import bullet, rule, style, wrap
from balm.pathway import Pathway

_HOW_SURE = {
    "high": "well studied",
    "moderate": "fairly well studied",
    "low": "little studied",
    "very_low": "hardly studied",
    "none": "not studied",
}
_HOW_KNOWN = {
    "high": "well understood",
    "moderate": "fairly well understood",
    "low": "little understood",
    "very_low": "hardly understood",
    "none": "not understood",
}


def page(pathway: Pathway, result: Assessment) -> str:
    """The whole page, with how to do each thing."""
    return "\n".join([*first_part(pathway, result), *second_part(pathway, result, details=True)])


def first_part(pathway: Pathway, result: Assessment) -> list[str]:
    """How urgent it is, whom to call, what to say, and why."""
    words, level, call = pathway.words, result["urgency"], result["call"]
    lines = []
    if isinstance(about := result.get("case", {}).get("about"), str):
        lines += [wrap(about), ""]
    if result["settled"] or level in ("emergency", "urgent"):
        headline = words.get(f"headline.{call['action']}") or words[f"level.{level}"]
        lines += [rule(), style(f" {headline.upper()} ", level or "bold"), rule()]
    else:
        lines += [rule(), style(f" {words['level.unknown'].upper()} ", "bold"), rule()]
    if not result["settled"]:
        highest, so_far = (words[f"level.{name}"].lower() if name else "" for name in (result["highest_possible"], level))
        left_open = words["interview.not_settled_but" if level else "interview.not_settled"]
        lines += [wrap(left_open.format(level=highest, so_far=so_far))]
    if call["who"]:
        lines += ["", style("Whom to call", "bold")]
        if call["number"] and call["action"] != "go_now":  # there the number is for the way, and `if_no_answer` gives it
            lines.append(f"  {style(call['number'], 'bold')}")
        lines += [wrap(f"{call['who'][:1].upper()}{call['who'][1:].rstrip('.')}.", "  ")]
        lines += [wrap(call["note"], "  ")] if call["note"] else []
        lines += [wrap(f"Also: {also['who']} {also['number']}".strip(), "  ") for also in call["also"]]
        lines += [wrap(call["if_no_answer"], "  "), "", style("What to say, or show", "bold"), wrap(f'"{call["say"]}"', "  ")]
    if result["reasons"]:
        lines += ["", style("Why", "bold")]
        top = [reason for reason in result["reasons"] if reason["urgency"] == level]
        for reason in top:
            named = f"{reason['rule']}: {_sources(pathway, reason['sources'])}" if reason["sources"] else reason["rule"]
            lines.append(bullet(f"{reason['because']} [{named}]"))
        if less := [f"{pathway.rules[reason['rule']].title} ({reason['rule']})" for reason in result["reasons"] if reason not in top]:
            lines.append(bullet(f"Less urgent on its own, and also so: {'; '.join(less)}."))
    if result["unresolved"]:
        lines += ["", style("What you were not sure of", "bold")]
        lines += [bullet(f"{bare_label(pathway.findings[one['finding']])}: {one['how']}") for one in result["unresolved"]]
    return lines


def last_line(pathway: Pathway, result: Assessment) -> list[str]:
    """What to do, said once more below a card that may be longer than the screen."""
    words, call = pathway.words, result["call"]
    headline = words.get(f"headline.{call['action']}") or words[f"level.{result['urgency']}"]
    return ["", style(f"{headline}{': ' if call['number'] else ''}{call['number'] or ''}", "bold")]


def second_part(pathway: Pathway, result: Assessment, *, details: bool) -> list[str]:
    """What may be behind it, what is usual, what helps, what to leave, when to look again, and the small print.

    `details` adds how to do each thing; without it the things are numbered, in the order of `offered`.
    """
    lines: list[str] = []
    if result["settled"] and result["urgency"] != "emergency":
        lines += _care(result, details)
    elif result["urgency"] not in ("emergency", "urgent"):
        item = pathway.care[pathway.while_waiting]
        lines += ["", wrap(pathway.words["interview.meanwhile"].format(title=item.title, how=" ".join(item.how)))]
    if result["check_again"]["sooner_if"]:
        hours = result["check_again"]["within_hours"]
        again = f"Check again within {hours} hour{'s' if hours != 1 else ''}, and do not wait if:" if hours else "Do not wait if:"
        lines += ["", style(again, "bold"), *(bullet(text) for text in result["check_again"]["sooner_if"])]
    if result["settled"]:
        lines += [*_usual(result), *_causes(result)]
    words = pathway.words
    lines += ["", rule(), *([] if pathway.reviewed else [wrap(words["small_print.reviewed"])])]
    lines += [wrap(words[f"small_print.{part}"]) for part in ("young", "records", "report")]
    lines.append(wrap(f"Pathway {result['pathway']['version']}, {result['pathway']['digest'][:12]}."))
    return lines


def offered(result: Assessment) -> list[CareEntry]:
    """What today's plan suggests, in its order."""
    return [entry for entry in result["care"] if entry["in_plan"]]


def how_to(entry: CareEntry) -> list[str]:
    """One thing of the plan: how to do it, when to stop, and how sure anyone is that it helps."""
    borrowed = f" Borrowed from {entry['borrowed_from']}." if entry["borrowed_from"] else ""
    lines = [style(entry["title"], "bold"), wrap(entry["how"], "  ")]
    lines += [wrap("Stop if:", "  "), *(bullet(text) for text in entry["stop"])] if entry["stop"] else []
    lines += [wrap(text, "  ") for text in entry["warnings"]]
    return [*lines, wrap(f"How sure anyone is: {entry['certainty_text']}{borrowed}", "  ")]


def _causes(result: Assessment) -> list[str]:
    """The causes; while help is needed now, only those that fit, so that nothing harmless explains a sign away."""
    lines = []
    for cause in result["causes"]:
        if result["urgency"] == "urgent" and cause["fit"] != "fits":
            continue
        fit = "fits" if cause["fit"] == "fits" else "possible"
        lines.append(bullet(f"{cause['title']} ({fit}; {_HOW_KNOWN[cause['certainty']]}). {cause['text']}"))
        lines += [wrap(f"For it: {' '.join(cause['why'])}", "    ")] if cause["why"] else []
        lines += [wrap(f"Against it: {' '.join(cause['against'])}", "    ")] if cause["against"] else []
    return ["", style("What may be behind the pain (nobody can be sure from here)", "bold"), *lines] if lines else []


def _usual(result: Assessment) -> list[str]:
    """What is usual, and from where on it is not. Not while help is needed now: it could wait, and she must not."""
    lines = []
    for topic in result["expected"] if result["urgency"] != "urgent" else []:
        beyond = "" if topic["within"] is True else f" {topic['beyond']}"
        lines.append(bullet(f"{topic['topic'].replace('_', ' ').capitalize()}: {topic['text']}{beyond}"))
    return ["", style("What is usual by now", "bold"), *lines] if lines else []


def _care(result: Assessment, details: bool) -> list[str]:
    lines = []
    if offered(result):
        lines += ["", style("What may help today", "bold")]
        for place, entry in enumerate(offered(result), 1):
            lines += ["", *how_to(entry)] if details else [bullet(f"{entry['title']} ({_HOW_SURE[entry['certainty']]})", str(place))]
    if cautions := [entry for entry in result["care"] if entry["status"] == "caution"]:
        lines += ["", style("Only after settling something first", "bold")]
        lines += [bullet(f"{entry['title']}: {' '.join(entry['why'])}", "?") for entry in cautions]
    if withheld := [entry for entry in result["care"] if entry["status"] == "withhold"]:
        lines += ["", style("What to leave for now", "bold")]
        lines += [bullet(f"{entry['title']}: {' '.join(entry['why'])}", "x") for entry in withheld]
    if others := [entry["title"].lower() for entry in result["care"] if entry["status"] == "offer" and not entry["in_plan"]]:
        lines += ["", wrap(f"Also all right, if you want it: {', '.join(others)}.")]
    return lines


def _sources(pathway: Pathway, ids: Iterable[str]) -> str:
    named = list(dict.fromkeys(pathway.sources[source].body for source in ids))
    return "; ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
