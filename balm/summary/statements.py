"""What the page says, statement by statement: one line of text each, under an id that is the same in every rendering and language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TypedDict

from balm.care.entries import HELPED
from balm.rules.kinds import NOT_SURE
from balm.summary.days import written_days
from balm.summary.told import Told, section_of
from balm.summary.words import Said, because, capital, lower, phrase

WINDOW = 14
"""Days over which medicines are counted."""
TOLD = 3
"""Of what her clinic said, so many, the last first; the rest is counted."""
_A_DAY = 24 * 60 * 60
NAMED = 8
"""Of what could still change the level, so many are named, the most urgent first; the rest is counted."""
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
"""What no reader can see, and what would steer a terminal or turn the line round: it may stand in her words."""
_HELPED = (*HELPED, "unknown")


class Statement(TypedDict):
    """`hers`: the text holds her own words, in her own language."""

    id: str
    text: str
    hers: bool


class Statements:
    """The statements of what she tells, in the language of `said`."""

    def __init__(self, said: Said, told: Told) -> None:
        self.said, self.told = said, told
        self.words: dict[str, str] = said["summary"]["words"]
        self.findings = {one["id"]: one for one in said["findings"]}
        derived = told.seen["findings"] if told.seen else []
        self.counted = {one["finding"] for one in derived if one["used"] and one["by"].startswith("run ")}

    def head(self) -> Iterator[Statement]:
        """Who, and of which day."""
        choice = self.told.choice
        if choice.name:
            yield _statement("name", self.words["name"].format(name=choice.name))
        if "person" not in choice.leave_out and self._known("age_years"):
            yield _statement("age_years", self._phrase("age_years"))
        yield _statement("made", self.words["made"].format(day=self.told.today))

    def sections(self) -> Iterator[tuple[str, Iterable[Statement]]]:
        """Each section of the page by its name, in the order in which a clinician reads it."""
        ask = self.told.choice.ask.strip()
        yield "level", self._level()
        yield "ask", [_statement("ask", ask, hers=True)] if ask else []
        yield "loss", self._loss()
        yield "signs", self._signs()
        yield "unsure", [_statement(name, capital(self._bare(name))) for name in self._of("unsure")]
        yield "noticed", self._noticed()
        yield "medicines", self._medicines()
        yield "tried", self._tried()
        yield "told", self._told()
        yield "person", [self._answer(name) for name in self._of("person") if name != "age_years"]
        yield "mood", self._mood()
        yield "notes", self._notes()
        yield "open", self._open()
        yield "clear", self._clear()

    def level(self) -> str:
        """How urgent it is, as it was said to her; that it cannot be said yet where that is so."""
        result, words = self.told.result, self.said["words"]
        urgency = result["urgency"]
        if urgency is None or not (result["settled"] or urgency in ("emergency", "urgent")):
            return str(words["level.unknown"])
        return str(words.get(f"headline.{result['call']['action']}") or words[f"level.{urgency}"])

    def foot(self) -> Iterator[Statement]:
        """What the page is not, who has checked it, and by what it was made."""
        yield _statement("not_a_diagnosis", self.words["not_a_diagnosis"])
        if not self.said["reviewed"]:
            yield _statement("reviewed", self.said["words"]["small_print.reviewed"])
        if self.said["language"]["made"] == "machine":
            yield _statement("translated", self.words["translated"])
        yield _statement("left_out", self.words["left_out"])
        yield _statement("version", self.words["version"].format(version=self.said["version"], digest=self.said["digest"][:12]))

    def _level(self) -> Iterator[Statement]:
        result, words = self.told.result, self.said["words"]
        if not result["settled"]:
            so_far = result["urgency"]
            levels = {"level": words[f"level.{result['highest_possible']}"], "so_far": words[f"level.{so_far}"] if so_far else ""}
            text = words["interview.not_settled_but" if so_far else "interview.not_settled"]
            yield _statement("open", text.format(**{name: lower(level) for name, level in levels.items()}))
        else:
            yield _statement("settled", self.words["settled"])
        rules = {rule["id"]: rule for rule in self.said["rules"]}
        for reason in self.told.reasons:
            if reason["rule"] not in rules:
                yield _statement("reason.joint", words["reason.joint"])
                continue
            rule = rules[reason["rule"]]
            title, why = f"{capital(rule['title'])} ({rule['id']}).", because(words, rule, unsure="unsure_of" in reason)
            yield _statement(f"reason.{rule['id']}", f"{title} {why}" if reason["urgency"] == result["urgency"] else title)
        if self.told.withheld:
            yield _statement("withheld", self.words["withheld"])

    def _loss(self) -> Iterator[Statement]:
        if lost := self.told.case.get("date_of_loss"):
            yield _statement("date_of_loss", self.words["date_of_loss"].format(day=lost))
        yield from map(self._answer, self._of("loss"))

    def _signs(self) -> list[Statement]:
        """The signs, first those that the reasons name, then in the order of the questions."""
        signs = self._of("signs")
        first = [name for reason in self.told.reasons for name in reason["findings"] if name in signs]
        return [self._answer(name) for name in dict.fromkeys([*first, *signs])] or [_statement("no_signs", self.words["no_signs"])]

    def _noticed(self) -> Iterator[Statement]:
        titles = {one["id"]: one["title"] for one in self.said["diary"]["noticed"]}
        for one in self.told.seen["noticed"] if self.told.seen else ():
            yield _statement(f"noticed.{one['id']}", titles[one["id"]])

    def _medicines(self) -> Iterator[Statement]:
        taken = sorted((one.at, one.item) for entry in self.told.entries for one in entry.medicine)
        now, today = int(datetime.fromisoformat(self.told.made).timestamp()), date.fromisoformat(self.told.today).toordinal()
        todays = [entry.at.second for entry in self.told.entries if entry.day == today and not entry.ahead]
        since = min([now, *todays[-1:]]) - _A_DAY  # as the judgement counts them: back from the last entry of today
        for item, drug in self.said["diary"]["medicines"].items():
            hers = [at for at, name in taken if name == item]
            if hers:
                counted = {
                    "day": sum(at.second > since for at in hers),
                    "days": len({at.day for at in hers if at.day > today - WINDOW}),
                    "window": WINDOW,
                    "last": date.fromordinal(hers[-1].day).isoformat(),
                }
                yield _statement(f"medicine.{item}", self.words["taken"].format(medicine=drug["label"], **counted))

    def _tried(self) -> Iterator[Statement]:
        tried = [one for entry in self.told.entries for one in entry.tried]
        for item in self.said["care"]:
            said = [one.helped or "unknown" for one in tried if one.item == item["id"]]
            if said:
                counts = [self.words[f"helped_{how}"].format(count=said.count(how)) for how in _HELPED if how in said]
                yield _statement(f"tried.{item['id']}", f"{item['title']}: {'; '.join(counts)}")

    def _told(self) -> Iterator[Statement]:
        every = list(enumerate(self.told.seen["told_clinic"] if self.told.seen else ()))
        for n, one in reversed(every[-TOLD:]):
            yield _statement(f"told.{n}", f"{one['day']}: {one['words']}", hers=True)
        if len(every) > TOLD:
            yield _statement("told_before", self.words["told_before"].format(count=len(every) - TOLD))

    def _mood(self) -> Iterator[Statement]:
        yield from map(self._answer, self._of("mood"))
        if "mood" in self.told.choice.put_in:
            for day in written_days(self.told):
                if day["mood"]:
                    yield _statement(f"mood.{day['day']}", f"{day['day']}: {self.said['diary']['moods'][day['mood']]}")

    def _notes(self) -> Iterator[Statement]:
        for entry in self.told.entries if "notes" in self.told.choice.put_in else ():
            if entry.notes.strip():
                yield _statement(f"note.{entry.at.second}", f"{date.fromordinal(entry.day)}: {entry.notes.strip()}", hers=True)

    def _open(self) -> Iterator[Statement]:
        """What is not known: by name what could still change the level, and by pages of the interview all that was not answered."""
        hidden, pages, titles = self.told.hidden, dict[str, list[str]](), dict[str, str]()
        for screen in self.said["screens"]:
            page = screen["page"] or screen["id"]
            pages.setdefault(page, []).extend(name for name in screen["findings"] if name not in hidden)
            titles.setdefault(page, self.said["pages"].get(page) or screen["title"])
        level = [name for name in self.told.result["ask_next"] if name not in hidden]
        if level:
            named = "; ".join(self._bare(name) for name in level[:NAMED])
            more = self.words["open_more"].format(count=len(level) - NAMED) if len(level) > NAMED else ""
            yield _statement("open_level", self.words["open_level"].format(signs=named + more))
        left = {page: [name for name in names if self.told.answers[name] is None] for page, names in pages.items()}
        whole = [titles[page] for page, names in left.items() if names and len(names) == len(pages[page])]
        part = [f"{titles[page]} ({len(names)}/{len(pages[page])})" for page, names in left.items() if 0 < len(names) < len(pages[page])]
        if whole:
            yield _statement("open_pages", self.words["open_pages"].format(pages="; ".join(whole)))
        if part:
            yield _statement("open_partly", self.words["open_partly"].format(pages="; ".join(part)))

    def _clear(self) -> Iterator[Statement]:
        """What was asked and is no, or as in whoever does not have the sign."""
        for name in self._of("clear"):
            yield _statement(name, self._bare(name) if self.told.given[name] is False else self._phrase(name))
        if self.told.assumed:
            yield _statement("clear_rest", self.words["clear_rest"])

    def _of(self, section: str) -> list[str]:
        """The findings whose answers stand in the section, in the order of the questions."""
        given, pathway = self.told.given, self.told.pathway
        return [name for name in self.findings if name in given and section_of(pathway, name, given[name]) == section]

    def _known(self, name: str) -> bool:
        return self.told.given.get(name) not in (None, NOT_SURE)

    def _answer(self, name: str) -> Statement:
        if self.told.given[name] is False:
            return _statement(name, capital(self.words["not"].format(sign=self._bare(name))))
        counted = name in self.counted and f" {self.words['counted']}"
        return _statement(name, self._phrase(name) + (counted or ""))

    def _phrase(self, name: str) -> str:
        return capital(phrase(self.said["words"], self.findings[name], self.told.given[name]))

    def _bare(self, name: str) -> str:
        return str(self.findings[name]["bare"])


def _statement(name: str, text: str, *, hers: bool = False) -> Statement:
    return {"id": name, "text": _UNSEEN.sub(" ", text), "hers": hers}
