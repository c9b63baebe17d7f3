"""`balm check`: the interview on a terminal, or in a pipe. One screen at a time, adaptive, and it ends in something to do."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from datetime import date
from pathlib import Path

from balm.care.ask import Ask
from balm.care.interview import Interview
from balm.cli.desk import Back, Desk, Stop
from balm.cli.paper import wrap
from balm.cli.result import first_part, how_to, last_line, offered, second_part
from balm.pathway import load_pathway

FIRST_SCREENS = 4
"""After so many screens, what cannot wait has been asked, and she gets one thing to do while the rest is asked."""


def run(options: argparse.Namespace) -> int:
    """Ask, answer, and offer to save. Returns 0, also when she stops half-way: then the page says what is known so far."""
    pathway = load_pathway()
    desk = Desk(pathway, sys.stderr if options.json else sys.stdout)
    interview = Interview(pathway, today=date.today())
    try:
        desk.opening()
        interview.country = options.country.upper() or desk.country()
        _ask_until_settled(interview, desk)
        result = interview.result()
        if result["urgency"] != "emergency":
            if not options.json:
                desk.show(first_part(pathway, result))
            if interview.ask("plan") and desk.yes("\nWe know how urgent it is. A few more questions make the advice fit you.\nGo on?"):
                _ask_for_the_plan(interview, desk)
    except (Stop, EOFError):
        desk.say("")
    result = interview.result()
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    elif result["urgency"] == "emergency":  # nothing may stand between her and the phone, and the number stays on the screen
        desk.show([*first_part(pathway, result), "", wrap(pathway.words["small_print.reviewed"]), *last_line(pathway, result)], pause=False)
    else:
        desk.show([*first_part(pathway, result), *second_part(pathway, result, details=False)])
        _show_how(interview, desk)
        _offer_to_save(interview, desk)
    return 0


def _ask_until_settled(interview: Interview, desk: Desk) -> None:
    comforted = False
    while ask := interview.ask("urgency"):
        standing = interview.standing()
        if not comforted and len(interview.steps) >= FIRST_SCREENS and standing.urgency not in ("emergency", "urgent"):
            comforted = True
            desk.comfort()
        _one_screen(interview, desk, ask)


def _ask_for_the_plan(interview: Interview, desk: Desk) -> None:
    while ask := interview.ask("plan"):
        _one_screen(interview, desk, ask)
        if interview.ask("urgency"):  # she went back behind the level
            _ask_until_settled(interview, desk)


def _one_screen(interview: Interview, desk: Desk, ask: Ask) -> None:
    try:
        answers, rough = desk.screen(ask, len(interview.steps) + 1)
        interview.answer(ask, answers, rough)
    except Back:
        if interview.back() is None:
            desk.say("This is the first screen.")


def _show_how(interview: Interview, desk: Desk) -> None:
    """How to do the things of the plan, one at a time, as she asks."""
    things = offered(interview.result()) if interview.standing().settled else []
    while things:
        try:
            said = desk.read("\nA number to read how to do it, or Enter to go on > ")
        except (Stop, EOFError):
            return
        if not said:
            return
        if said in (places := [str(place) for place in range(1, len(things) + 1)]):
            desk.show(how_to(things[places.index(said)]))
        else:
            desk.say(f"Please type a number from 1 to {len(things)}.")


def _for_her_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _offer_to_save(interview: Interview, desk: Desk) -> None:
    case = {
        "country": interview.country,
        "today": str(interview.today),
        "answers": dict(interview.case().answers),
        "rough": {finding: list(days) for step in interview.steps for finding, days in step.rough.items()},
    }
    desk.say("")
    desk.say(wrap("Keep these answers in a file? Anybody who can open this computer could read it. Nothing is kept unless you say so."))
    while True:
        try:
            name = desk.read("File name, such as today.json, or Enter to keep nothing: ")
        except (Stop, EOFError):
            return
        if not name:
            return
        try:
            with open(Path(name).expanduser(), "x", encoding="utf-8", opener=_for_her_alone) as file:
                json.dump(case, file)
                file.write("\n")
        except FileExistsError:
            desk.say(f"{name} is there already. Choose another name.")
        except (OSError, RuntimeError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            desk.say(f"{name} cannot be written: {why}. Choose another name.")
        else:
            desk.say(f"Kept in {name}. `balm assess {shlex.quote(name)} --text` shows this page again.")
            return
