"""What a questionnaire comes to, as cards. Judged by balm.care alone, and read by the reader of balm.summary.fhir."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any as Anything
from typing import cast
from uuid import uuid4

from balm.care.assess import Assessment, Reason, assess
from balm.care.case import CaseObject
from balm.care.nights import days_of_now, standing
from balm.clinic.judged import pathway
from balm.clinic.record import said
from balm.errors import AnswerProblem
from balm.pathway.model import LEVELS
from balm.summary.fhir import read_fhir
from balm.summary.fhir.codes import canonical
from balm.summary.words import capital

Json = dict[str, Anything]

MOST_NAMED = 12
"""So many open questions, or answers that cannot be read, are named; of the rest, how many there are."""
_LONGEST = 139
"""Letters of a summary, of which CDS Hooks takes fewer than 140."""
_INDICATORS = {"emergency": "critical", "urgent": "critical", "today": "warning"}


def responses_in(given: Iterable[object]) -> list[Json] | None:
    """Every response to our Questionnaire among these, themselves or in a Bundle; None where there is neither a response nor a Bundle."""
    found = [one for one in given if isinstance(one, dict) and one.get("resourceType") in ("QuestionnaireResponse", "Bundle")]
    return [response for one in found for response in _responses(one)] if found else None


def cards(responses: list[Json]) -> list[Json]:
    """A card for the level, and one for what is open where that could change it. While an emergency stands, nothing but getting help.

    Of no response there is no card. Raises CaseRefused for what cannot be judged at all.
    """
    if not responses:
        return []
    many = {"resourceType": "Bundle", "entry": [{"resource": one} for one in responses]}
    read = read_fhir(pathway(), responses[0] if len(responses) == 1 else many)
    results = [] if read.case is None else [assess(pathway(), cast(CaseObject, read.case))]
    if read.diary and read.diary["entries"]:
        now = max(datetime.fromisoformat(one["at"]) for one in read.diary["entries"])
        results.append(standing(pathway(), read.diary, days_of_now(now))[1])
    if not results:  # an entry without a time: it says nothing of any day
        results.append(assess(pathway(), {"answers": {}}))
    result = min(results, key=_rank)
    assumed = bool(read.case and read.case.get("assume_clear"))
    unread = [*_unread(read.refused)]
    found = [_level_card(result, unread, assumed=assumed)]
    if not result["settled"] and result["urgency"] != "emergency":
        found.append(_open_card(result))
    return found


def _responses(resource: Json) -> Iterator[Json]:
    if resource["resourceType"] == "QuestionnaireResponse":
        asked = resource.get("questionnaire", "")
        if isinstance(asked, str) and asked.partition("|")[0] in ("", canonical(pathway(), "questionnaire")):
            yield resource
        return
    entries = resource.get("entry")
    for one in entries if isinstance(entries, list) else []:
        inside = one.get("resource") if isinstance(one, dict) else None
        if isinstance(inside, dict) and inside.get("resourceType") == "QuestionnaireResponse":
            yield from _responses(inside)


def _rank(result: Assessment) -> tuple[int, int]:
    level = result["urgency"]
    return LEVELS.index(level) if level else len(LEVELS), LEVELS.index(result["highest_possible"])


def _level_card(result: Assessment, unread: list[str], *, assumed: bool) -> Json:
    level, words = result["urgency"], pathway().words
    summary = f"Balm: {words[f'level.{level}'] if level else words['level.unknown']}"
    if not result["settled"] and level != "emergency":
        summary += f". Not settled: it could still be: {_named(result['highest_possible'])}"
    call = result["call"]
    number = f"Number: {call['number']}." if call["number"] else ""
    help_ = [f"Whom: {call['who']}.", number, call["note"], call["if_no_answer"]] if call["who"] else []
    assumed_ = ["What the answers do not name was taken as clear, as they say."] if assumed else []
    parts = [*_reasons(result["reasons"]), " ".join(filter(None, help_)), *unread, *assumed_]
    if not result["reasons"]:
        parts.insert(
            0, "No sign of anything more urgent was found." if result["settled"] else "Nothing is known yet that says how urgent it is."
        )
    return _card(summary, parts, _indicator(result), [*_links(result["reasons"])])


def _open_card(result: Assessment) -> Json:
    """What was not answered, or not surely, and could still change the level. None of it counts as "no"."""
    bare = {one["id"]: one["bare"] for one in said()["findings"]}
    names = list(dict.fromkeys([*result["ask_next"], *(one["finding"] for one in result["unresolved"])]))
    named = [f"- {capital(bare[name])}" for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        named.append(f"- and {len(names) - MOST_NAMED} more")
    questions = "1 question is" if len(names) == 1 else f"{len(names)} questions are"
    summary = f"Balm: {questions} open. It could still be: {_named(result['highest_possible'])}"
    lead = "Not answered, or not sure, and it could change how urgent this is. None of it was taken as a no:"
    return _card(summary, [lead + "\n\n" + "\n".join(named)], _indicator(result), [])


def _card(summary: str, parts: list[str], indicator: str, links: list[Json]) -> Json:
    words, version = pathway().words, pathway().version
    reviewed = [] if pathway().reviewed else [words["small_print.reviewed"]]
    label = f"Balm {version}" + ("" if pathway().reviewed else ", which no clinician has reviewed")
    return {
        "uuid": str(uuid4()),
        "summary": summary if len(summary) <= _LONGEST else summary[: _LONGEST - 1] + "…",
        "detail": "\n\n".join(part for part in [*parts, *reviewed] if part),
        "indicator": indicator,
        "source": {"label": label},
        **({"links": links} if links else {}),
    }


def _indicator(result: Assessment) -> str:
    """As pressing as it is; and a warning where it could still turn out to be that, since nobody knows yet that it is not."""
    found = _INDICATORS.get(result["urgency"] or "", "info")
    could_be = not result["settled"] and result["highest_possible"] in _INDICATORS
    return "warning" if found == "info" and could_be else found


def _named(level: str) -> str:
    text = pathway().words[f"level.{level}"]
    return text[:1].lower() + text[1:]


def _reasons(reasons: list[Reason]) -> Iterator[str]:
    """Each reason, with the bodies that it rests on."""
    for one in reasons:
        bodies = dict.fromkeys(pathway().sources[source].body for source in one["sources"])
        yield f"- {one['because']}" + (f" [{one['rule']}: {'; '.join(bodies)}]" if bodies else "")


def _links(reasons: list[Reason]) -> Iterator[Json]:
    """The sources of the reasons that can be opened, each once."""
    for source in dict.fromkeys(source for one in reasons for source in one["sources"]):
        about = pathway().sources[source]
        if about.url and about.seen != "memory":
            yield {"label": f"{about.body}: {about.title}", "url": about.url, "type": "absolute"}


def _unread(refused: list[AnswerProblem]) -> Iterator[str]:
    """What could not be read, by its linkId and never by its words: it is somebody else's text."""
    if refused:
        places = list(dict.fromkeys(re.sub(r"[^\w. -]", "", one["at"])[:80] or "the answers" for one in refused))
        more = f" and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
        yield f"Could not be read, and counts as not answered: {', '.join(places[:MOST_NAMED])}{more}."
