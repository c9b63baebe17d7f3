"""Where `balm check` reads and writes: screens of choices, by keyboard alone, on a terminal or in a pipe."""

from __future__ import annotations

import re
import sys
from typing import TextIO

from balm.care.ask import Ask
from balm.care.rough import Days
from balm.cli.paper import bullet, rule, style, wrap
from balm.pathway import Pathway
from balm.pathway.model import Finding
from balm.rules.kinds import NOT_SURE, Answer, Choice, Number, WrongAnswer, YesNo

PAGE = 22
"""Lines of a screenful, which leaves room for the prompt at 24."""
RANGES = "tuvwxyz"
"""The letters for ranges of days: none that means something else, such as b for back."""
Said = tuple[dict[str, Answer], dict[str, Days]]
_HOW_TO_TICK = (
    "Type the numbers that are true, such as 1 4 (3? if you are not sure of 3). Or:",
    "0 none of these   ? not sure   h more about each   b back   s skip   q stop",
)


class Back(Exception):
    """She wants the screen before."""


class Stop(Exception):
    """She wants to stop here."""


class Desk:
    """Where she reads and writes."""

    def __init__(self, pathway: Pathway, out: TextIO) -> None:
        self.pathway, self.out = pathway, out
        self.can_page = sys.stdin.isatty() and sys.stdout.isatty() and out is sys.stdout

    def say(self, text: str) -> None:
        print(text, file=self.out)

    def read(self, prompt: str) -> str:
        """One line, without blanks at its ends. Raises Stop for q, EOFError at the end of a pipe."""
        print(prompt, end="", flush=True, file=self.out)
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            self.say(line.strip())  # so that what a pipe answered can be read beside what was asked
        if not line:
            raise EOFError
        if line.strip().lower() in ("q", "quit"):
            raise Stop
        return line.strip()

    def yes(self, question: str) -> bool:
        while True:
            said = self.read(f"{question} y/n > ").lower()
            if said in ("y", "yes", "n", "no"):
                return said[0] == "y"

    def opening(self) -> None:
        words = self.pathway.words
        self.say(wrap("We are sorry that you need this. We will ask what cannot wait first. You can stop at any time."))
        self.say(wrap("If you think that it is an emergency, call your emergency number now."))
        if not self.pathway.reviewed:
            self.say(wrap(words["small_print.reviewed"]))

    def country(self) -> str:
        known = ", ".join(sorted(code for code in self.pathway.countries if len(code) == 2 and code != "EU"))
        self.say("")
        self.say(wrap(f"Which country are you in? It decides whose phone numbers you see. Two letters ({known}, or any EU country)."))
        while True:
            said = self.read("Country, or Enter to leave it out > ").upper()
            if not said or re.fullmatch("[A-Z]{2}", said):
                return said
            self.say("Two letters, such as GB.")

    def comfort(self) -> None:
        item = self.pathway.care[self.pathway.while_waiting]
        text = self.pathway.words["interview.comfort"].format(title=item.title, how=" ".join(item.how))
        self.say("")
        self.say(style(wrap(text), "bold", self.out))

    def show(self, paragraphs: list[str], *, pause: bool = True) -> bool:
        """The page, a screenful at a time where somebody sits at a terminal; breaks fall between paragraphs where they can. Whether all
        of it was shown: she can leave a page."""
        self.say("")
        shown = 0
        for paragraph in paragraphs:
            height = paragraph.count("\n") + 1
            if self.can_page and pause and shown and shown + height > PAGE:
                try:
                    self.read(style("Enter for more > ", "dim", self.out))
                except (Stop, EOFError):
                    return False
                shown = 0
            self.say(paragraph)
            shown += height
        return True

    def screen(self, ask: Ask, number: int) -> Said:
        """What she says to one screen. Raises Back, Stop or EOFError."""
        findings = [self.pathway.findings[name] for name in ask.findings]
        self.say("")
        self.say(rule())
        self.say(style(f"{number}. {ask.screen.title}", "bold", self.out))
        if ask.screen.intro:
            self.say(wrap(ask.screen.intro))
        if ask.screen.ticks and len(findings) > 1:
            return self._ticks(ask.screen.ask, findings)
        answers: dict[str, Answer] = {}
        rough: dict[str, Days] = {}
        self._single(findings[0], answers, rough)
        return answers, rough

    def _ticks(self, question: str, findings: list[Finding]) -> Said:
        self.say(wrap(question))
        for place, finding in enumerate(findings, 1):
            self.say(bullet(finding.label[:1].upper() + finding.label[1:], str(place)))
        self.say("")
        for line in _HOW_TO_TICK:
            self.say(wrap(line))
        while True:
            said = self.read("> ").lower()
            if said == "b":
                raise Back
            if said == "s":
                return {}, {}
            if said == "h":
                for place, finding in enumerate(findings, 1):
                    self.say(bullet(f"{finding.question} {finding.help}", str(place)))
                continue
            if said == "?":
                return self._one_by_one(findings)
            if said == "0":
                return {finding.id: False for finding in findings}, {}
            marks = re.findall(r"(\d+)\s*(\?)?", said)
            places = [str(place) for place in range(1, len(findings) + 1)]
            if not marks or re.sub(r"[\d\s,?]", "", said) or not all(place in places for place, _ in marks):
                self.say(f"Please type numbers from 1 to {len(findings)}, or 0, ?, h, b, s or q.")
                continue
            given: dict[str, Answer] = {finding.id: False for finding in findings}
            given |= {findings[int(place) - 1].id: NOT_SURE if doubt else True for place, doubt in marks}
            return given, {}

    def _one_by_one(self, findings: list[Finding]) -> Said:
        """Not sure about a whole list: each on its own, so that one doubt does not become nine."""
        self.say("One at a time, then.")
        answers: dict[str, Answer] = {}
        for finding in findings:
            self._single(finding, answers, {})
        return answers, {}

    def _single(self, finding: Finding, answers: dict[str, Answer], rough: dict[str, Days]) -> None:
        self.say("")
        self.say(wrap(finding.question))
        self.say(wrap(finding.help, "  "))
        kind = finding.kind
        if isinstance(kind, Choice):
            for place, word in enumerate(kind.choices, 1):
                self.say(bullet(finding.words[word], str(place)))
            how = f"1 to {len(kind.choices)}"
        elif finding.rough:
            for letter, (low, high) in zip(RANGES, finding.rough, strict=False):
                self.say(bullet(_days(finding, low, high), letter))
            how = "A letter, or the exact number of days"
        elif isinstance(kind, Number):
            how = f"A number from {kind.low} to {kind.high}" + (", or with f for Fahrenheit" if kind.unit == "celsius" else "")
        else:
            how = "y or n"
        self.say(wrap(f"{how}. ? not sure. b back. s skip. q stop."))
        while True:
            said = self.read("> ").lower()
            if said == "b":
                raise Back
            if said == "s":
                return
            if said == "?":
                answers[finding.id] = NOT_SURE
                self.say(wrap(f"All right. {finding.find_out}"))
                return
            if finding.rough and len(said) == 1 and said in RANGES[: len(finding.rough)]:
                rough[finding.id] = finding.rough[RANGES.index(said)]
                return
            try:
                answers[finding.id] = _value(finding, said)
                return
            except WrongAnswer as wrong:
                self.say(wrap(f"{wrong.problem}; {wrong.hint}."))


def _value(finding: Finding, said: str) -> Answer:
    kind = finding.kind
    if isinstance(kind, YesNo):
        if said in ("y", "yes", "n", "no"):
            return said[0] == "y"
        raise WrongAnswer("That is not y or n", "type y, n or ?")
    if isinstance(kind, Choice):
        if said in (places := [str(place) for place in range(1, len(kind.choices) + 1)]):
            return kind.choices[places.index(said)]
        raise WrongAnswer("That is not one of them", f"type a number from 1 to {len(kind.choices)}, or ?")
    found = re.fullmatch(r"(-?\d{1,4}(?:[.,]\d{1,2})?)\s*(°?\s*[cf])?", said)
    if found is None or (found[2] and kind.unit != "celsius"):
        raise WrongAnswer("That is not a number", f"type a number from {kind.low} to {kind.high}, or ?")
    number = float(found[1].replace(",", "."))
    if kind.unit == "celsius" and found[2] and found[2].endswith("f"):
        number = round((number - 32) * 5 / 9, 1)
    return kind.accept(number)


def _days(finding: Finding, low: int, high: int) -> str:
    if (low, high) == (0, 0):
        return "Today" if finding.id.startswith("days_since") else "Less than a day"
    return f"{low} days or longer" if high == finding.rough[-1][1] else f"{low} to {high} days"
