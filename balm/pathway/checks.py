"""What must hold of the content beyond each file on its own. `CHECKS` is the list; each check says what is wrong, and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from balm.errors import nearest
from balm.pathway.model import ACTIONS, Pathway, SameAs
from balm.pathway.words import SENTENCES
from balm.rules.kinds import Number, WrongAnswer, YesNo
from balm.rules.nodes import findings_in


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong with one thing of the content: which thing, under which key, at which text."""

    kind: str
    id: str
    key: str
    problem: str
    hint: str = ""
    snippet: str = ""


def check(pathway: Pathway, *, signatures: bool = True) -> list[Wrong]:
    """Everything that is wrong, check by check; without `signatures`, all but what is wrong with those."""
    left_out = () if signatures else (signatures_belong_to_the_text_that_was_signed,)
    return [wrong for one in CHECKS if one not in left_out for wrong in one(pathway)]


def sources_are_known_and_were_seen(pathway: Pathway) -> Iterator[Wrong]:
    for kind, id_, sources in _cited(pathway):
        for source in sources:
            if source not in pathway.sources:
                near = nearest(source, frozenset(pathway.sources))
                yield Wrong(kind, id_, "sources", f'unknown source "{source}"', near, source)
            elif pathway.sources[source].seen == "memory":
                yield Wrong(kind, id_, "sources", f'"{source}" was never seen', "cite what was seen, or nothing", source)


def everything_has_a_source(pathway: Pathway) -> Iterator[Wrong]:
    for kind, id_, sources in _cited(pathway):
        if not sources and kind != "fact":  # a fact may be that nobody says anything
            yield Wrong(kind, id_, "sources", f"{id_} has no source", "name one or more")


def facts_are_known(pathway: Pathway) -> Iterator[Wrong]:
    for rule in pathway.rules.values():
        for fact in rule.facts:
            if fact not in pathway.facts:
                yield Wrong("rule", rule.id, "facts", f'unknown fact "{fact}"', nearest(fact, frozenset(pathway.facts)), fact)


def care_items_are_known(pathway: Pathway) -> Iterator[Wrong]:
    named: list[tuple[str, str, str, Iterable[str]]] = []
    for row in pathway.matrix.values():
        named += [("row", row.id, key, getattr(row, key)) for key in ("avoid", "caution", "settle", "notes", "instead")]
    named += [("care", item.id, "stricter_of", item.stricter_of) for item in pathway.care.values()]
    named += [("claim", claim.id, "care", claim.care) for claim in pathway.claims.values()]
    for kind, id_, key, items in named:
        for item in items:
            if item not in pathway.care:
                yield Wrong(kind, id_, key, f'unknown care item "{item}"', nearest(item, frozenset(pathway.care)), item)
    for claim in pathway.claims.values():
        for rule in claim.rules:
            if rule not in pathway.rules:
                yield Wrong("claim", claim.id, "rules", f'unknown rule "{rule}"', nearest(rule, frozenset(pathway.rules)), rule)


def what_waits_is_known(pathway: Pathway) -> Iterator[Wrong]:
    if not _is_date(pathway.expires):
        yield Wrong(
            "top", "", "expires", f'"{pathway.expires}" is not a date', 'write year-month-day, such as "2027-11-22"', pathway.expires
        )
    if pathway.while_waiting not in pathway.care:
        near = nearest(pathway.while_waiting, frozenset(pathway.care))
        yield Wrong(
            "top", "", "while_waiting", f'unknown care item "{pathway.while_waiting}"', near or "name a care item", pathway.while_waiting
        )


def every_finding_stands_on_one_screen(pathway: Pathway) -> Iterator[Wrong]:
    counts = Counter(finding for screen in pathway.screens for finding in screen.findings)
    for screen in pathway.screens:
        for finding in screen.findings:
            if finding not in pathway.findings:
                near = nearest(finding, frozenset(pathway.findings))
                yield Wrong("screen", screen.id, "findings", f'unknown finding "{finding}"', near, finding)
            elif screen.ticks and not isinstance(pathway.findings[finding].kind, YesNo):
                yield Wrong("screen", screen.id, "findings", f'"{finding}" cannot be ticked', "give it a screen of its own", finding)
        if not 1 <= len(screen.findings) <= 9:
            yield Wrong("screen", screen.id, "findings", f"{screen.id} has {len(screen.findings)} choices", "one to nine fit a screen")
        if screen.page and screen.page not in pathway.pages:
            near = nearest(screen.page, frozenset(pathway.pages))
            yield Wrong("screen", screen.id, "page", f'unknown page "{screen.page}"', near or "name it under [pages]", screen.page)
        if screen.ticks and not screen.ask:
            yield Wrong("screen", screen.id, "ask", f"{screen.id} asks nothing", "write the question above the list")
    for finding in pathway.findings:
        if counts[finding] != 1:
            yield Wrong("finding", finding, "", f'"{finding}" stands on {counts[finding]} screens', "put it on one screen of screens.toml")


def whether_to_ask_never_runs_in_a_circle(pathway: Pathway) -> Iterator[Wrong]:
    for finding in pathway.findings:
        seen, todo = set[str](), [finding]
        while todo:
            for other in (leans_on(pathway, todo.pop()) & set(pathway.findings)) - seen:
                seen.add(other)
                todo.append(other)
        if finding in seen:
            yield Wrong("finding", finding, "asked_when", f'whether "{finding}" applies depends on itself', "break the circle")


def a_question_stands_after_what_decides_whether_it_applies(pathway: Pathway) -> Iterator[Wrong]:
    place = {finding: n for n, screen in enumerate(pathway.screens) for finding in screen.findings}
    for name, finding in pathway.findings.items():
        gates = leans_on(pathway, name) & set(place)
        if finding.asked_when is not None and gates and name in place and min(place[gate] for gate in gates) >= place[name]:
            yield Wrong("screen", pathway.screens[place[name]].id, "findings", f'"{name}" is asked too early', "move it down", name)


def every_care_item_is_guarded_in_an_emergency(pathway: Pathway) -> Iterator[Wrong]:
    stopped = {item for row in pathway.matrix.values() if row.from_level == "emergency" for item in row.avoid}
    for item in pathway.care:
        if item not in stopped:
            yield Wrong("care", item, "", f"{item} is not withheld in an emergency", "add it to the emergency row of care/matrix.toml")


def a_faster_action_never_belongs_to_a_slower_level(pathway: Pathway) -> Iterator[Wrong]:
    for rule in pathway.rules.values():
        if rule.action == "none" or (rule.urgency != "emergency" and ACTIONS.index(rule.action) < ACTIONS.index("go_now")):
            yield Wrong(
                "rule", rule.id, "action", f'"{rule.action}" does not fit the level {rule.urgency}', "choose the action of its level"
            )


def signatures_belong_to_the_text_that_was_signed(pathway: Pathway) -> Iterator[Wrong]:
    for kind, item in ((kind, item) for kind, items in pathway.signed.items() for item in items):
        if item.review.digest and item.review.digest != item.digest:
            hint = f"read it again, and sign {item.digest}, or empty the review"
            yield Wrong(kind, item.id, "review", f"{item.id} was changed after it was signed", hint)
        by = item.review
        filled = [bool(by.who), bool(by.role), _is_date(by.date), bool(by.digest)]
        if any((by.who, by.role, by.date, by.digest)) and not all(filled):
            hint = "fill who, role, date (such as 2026-11-22) and digest, or empty all four"
            yield Wrong(kind, item.id, "review", f"the review of {item.id} is half filled", hint)


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def every_sentence_of_the_product_is_there_with_its_places(pathway: Pathway) -> Iterator[Wrong]:
    for key, fields in SENTENCES.items():
        text = pathway.words.get(key)
        if text is None:
            yield Wrong("words", key.split(".")[0], "", f'"{key}" is missing', "write it")
        elif set(re.findall(r"\{(\w*)\}", text)) - fields:
            hint = "keep " + ", ".join(f"{{{name}}}" for name in sorted(fields)) if fields else "write no brackets"
            yield Wrong("words", key.split(".")[0], key.split(".")[1], f'"{key}" has a place that nobody fills', hint)
    for key in pathway.words:
        if key not in SENTENCES:
            near = nearest(key, frozenset(SENTENCES))
            yield Wrong("words", key.split(".")[0], key.split(".")[1], f'nothing says "{key}"', near or "leave it out")


def services_are_dated(pathway: Pathway) -> Iterator[Wrong]:
    for country in pathway.countries.values():
        for line in country.lines:
            if not _is_date(line.seen_on) or not _is_date(line.expires):
                yield Wrong("country", country.code, "line", f"{line.name}: not a date", "write one such as 2026-11-22", line.name)
            elif date.fromisoformat(line.seen_on) >= date.fromisoformat(line.expires):
                yield Wrong("country", country.code, "line", f"{line.name} expires before it was seen", "mend the dates", line.name)


def the_diary_answers_findings_that_are_there_with_values_that_they_have(pathway: Pathway) -> Iterator[Wrong]:
    diary, known = pathway.diary, frozenset(pathway.findings)
    sets = [("place", it.id, it.sets) for it in diary.places.values()]
    sets += [("medicine", it.id, it.sets) for it in diary.medicines.values()]
    sets += [("noticed", it.id, it.sets) for it in diary.noticed.values()]
    for kind, id_, values in sets:
        for finding, value in values.items():
            if finding not in known:
                yield Wrong(kind, id_, "sets", f'unknown finding "{finding}"', nearest(finding, known), finding)
                continue
            try:
                pathway.findings[finding].kind.accept(value)
            except WrongAnswer as wrong:
                yield Wrong(kind, id_, "sets", f"{finding}: {wrong.problem}", wrong.hint, finding)
    for finding in diary.whole_day:
        if finding not in known:
            yield Wrong("whole_day", "", "whole_day", f'unknown finding "{finding}"', nearest(finding, known), finding)
    for finding in diary.last_day:
        if finding not in diary.whole_day:
            hint = "what is asked of the last day is asked of the whole day too; add it there"
            yield Wrong("whole_day", "", "last_day", f'"{finding}" is not in whole_day', hint, finding)
    drugs = frozenset(diary.medicines)
    for it in pathway.care.values():
        for name in (name for one in it.spacing for name in (*one.counts, *one.never_with)):
            if name not in drugs:
                yield Wrong("care", it.id, "spacing", f'"{name}" is not a medicine of the diary', nearest(name, drugs), name)
    for run in diary.runs.values():
        if not isinstance(pathway.kinds.get(run.finding), Number):
            numbers = frozenset(name for name, kind in pathway.kinds.items() if isinstance(kind, Number))
            near = nearest(run.finding, numbers) or "name a finding that counts days"
            yield Wrong("run", run.id, "finding", f'"{run.finding}" is not a finding that is a number', near, run.finding)


CHECKS: tuple[Callable[[Pathway], Iterable[Wrong]], ...] = (
    sources_are_known_and_were_seen,
    everything_has_a_source,
    facts_are_known,
    care_items_are_known,
    what_waits_is_known,
    every_finding_stands_on_one_screen,
    whether_to_ask_never_runs_in_a_circle,
    a_question_stands_after_what_decides_whether_it_applies,
    every_care_item_is_guarded_in_an_emergency,
    a_faster_action_never_belongs_to_a_slower_level,
    signatures_belong_to_the_text_that_was_signed,
    every_sentence_of_the_product_is_there_with_its_places,
    services_are_dated,
    the_diary_answers_findings_that_are_there_with_values_that_they_have,
)


def leans_on(pathway: Pathway, finding: str) -> frozenset[str]:
    """The findings that decide whether this one applies, what it is otherwise, and what its "not sure" counts as."""
    it = pathway.findings[finding]
    conditions = [it.asked_when, it.not_sure.when if it.not_sure else None]
    found = {name for node in conditions if node for name in findings_in(node, pathway.meanings)}
    return frozenset(found | ({it.otherwise.finding} if isinstance(it.otherwise, SameAs) else set()))


def _cited(pathway: Pathway) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for rule in pathway.rules.values():
        yield "rule", rule.id, rule.sources
        for row in rule.spread:
            yield "rule", rule.id, row.sources
    for item in pathway.care.values():
        yield "care", item.id, item.sources
        for limits in item.limits:
            if limits.seen:
                yield "care", item.id, limits.sources
    yield from (("row", row.id, row.sources) for row in pathway.matrix.values())
    yield from (("cause", cause.id, cause.sources) for cause in pathway.causes.values())
    yield from (("topic", topic.id, topic.sources) for topic in pathway.recovery.values())
    yield from (("noticed", noticed.id, noticed.sources) for noticed in pathway.diary.noticed.values())
    yield from (("date", reminder.id, reminder.sources) for reminder in pathway.summary.dates.values())
    yield from (("fact", fact.id, fact.sources) for fact in pathway.facts.values())
    yield from (("claim", claim.id, claim.sources) for claim in pathway.claims.values())


def expired(pathway: Pathway, today: date) -> list[str]:
    """The numbers that are past their date: a warning, not an error, for a number does not stop working at midnight."""
    return [
        f"{country.code}: {line.name}, seen on {line.seen_on}, expired on {line.expires}"
        for country in pathway.countries.values()
        for line in country.lines
        if date.fromisoformat(line.expires) < today
    ]
