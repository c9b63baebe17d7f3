"""`balm check`: what it asks and what it comes to. What is asked is worked out by `walk`, not by a list kept here."""

from __future__ import annotations

import re

import pytest

from balm import Pathway
from balm.rules.kinds import NOT_SURE
from tests.cli.terminal import (
    Talk,
    both,
    but,
    clear,
    first_tick,
    flat,
    headline,
    in_pipe,
    plain,
    titles,
    told,
    unsure,
    walk,
)


@both
def test_the_first_screen_holds_what_threatens_life(talk: Talk, pathway: Pathway) -> None:
    assert {"fainted", "breathless", "chest_pain"} <= set(pathway.screens[0].findings)
    out = talk(["GB"])
    assert titles(out) == [f"1. {pathway.screens[0].title}"]
    assert all(pathway.findings[finding].label.lower() in flat(out).lower() for finding in pathway.screens[0].findings)


@both
def test_fainting_gives_the_emergency_card_after_one_screen(talk: Talk, pathway: Pathway) -> None:
    out = talk(["gb", first_tick(pathway, "fainted")])
    assert len(titles(out)) == 1
    assert headline(pathway, "emergency") in out
    assert re.search(r"(?m)^\s+999$", plain(out))
    assert "What may help" not in out


@both
@pytest.mark.parametrize("sign", ["saddle_numbness", "bladder_change", "cannot_bear_weight"])
def test_nerve_signs_send_her_to_an_emergency_department(sign: str, talk: Talk, pathway: Pathway) -> None:
    made = walk(but(clear, {sign: True}))
    out = talk(made.lines)
    assert titles(out) == made.titles
    assert pathway.words["headline.go_now"].upper() in out
    assert "[E7" in flat(out)


@both
def test_everything_clear_ends_in_self_care_and_a_plan(talk: Talk, pathway: Pathway) -> None:
    made, out = walk(clear), told(talk, clear)
    assert made.interview.standing().urgency == "self_care"
    assert titles(out) == made.titles
    assert headline(pathway, "self_care") in out
    offered = [entry["title"] for entry in made.interview.result()["care"] if entry["in_plan"]]
    assert offered
    assert all(f"{place} {title}" in flat(out) for place, title in enumerate(offered, 1))


@both
@pytest.mark.slow
def test_being_unsure_of_everything_ends_in_a_level_with_something_to_do(talk: Talk, pathway: Pathway) -> None:
    made, out = walk(unsure), told(talk, unsure)
    result = made.interview.result()
    assert titles(out) == made.titles
    assert result["urgency"] in ("urgent", "today")
    assert result["call"]["action"] == "go_now"  # among her doubts are nerve signs
    assert pathway.words["headline.go_now"].upper() in out
    assert flat(result["call"]["who"])[1:] in flat(out)
    assert flat(result["call"]["say"]) in flat(out)
    assert "What you were not sure of" in out


@both
def test_without_a_thermometer_it_goes_on(talk: Talk, pathway: Pathway) -> None:
    made = walk(but(clear, {"temperature_c": NOT_SURE}), plan=False)
    out = talk(made.lines)
    place = next(n for n, ask in enumerate(made.screens) if "temperature_c" in ask.findings)
    assert titles(out)[place + 1] == made.titles[place + 1]
    assert flat(pathway.findings["temperature_c"].find_out) in flat(out)
    assert headline(pathway, str(made.interview.standing().urgency)) in out


@both
def test_what_is_skipped_is_not_asked_again_and_leaves_it_unsettled(talk: Talk, pathway: Pathway) -> None:
    screen = next(screen for screen in pathway.screens if "suicidal_thoughts" in screen.findings)
    made = walk(but(clear, dict.fromkeys(screen.findings)), plan=False)
    result = made.interview.result()
    out = talk(made.lines)
    assert not result["settled"]
    assert titles(out) == made.titles
    assert flat(out).count(screen.ask) == 1
    words = pathway.words["interview.not_settled_but" if result["urgency"] else "interview.not_settled"]
    assert flat(words.format(level=pathway.words[f"level.{result['highest_possible']}"].lower())) in flat(out)
    assert headline(pathway, "self_care") not in out


def test_skipping_everything_ends_and_says_what_to_do(pathway: Pathway) -> None:
    made = walk(lambda finding: None)
    out = in_pipe(made.lines)
    assert titles(out) == made.titles
    assert headline(pathway, "unknown") in out
    assert "Whom to call" in out


@pytest.mark.parametrize(("country", "number"), [("us", "911"), ("PL", "112"), ("ZZ", None), ("", None)])
def test_the_country_decides_the_number(country: str, number: str | None, pathway: Pathway) -> None:
    out = flat(in_pipe([country, first_tick(pathway, "fainted")]))
    assert headline(pathway, "emergency") in out
    assert number is None or f" {number} " in out
    assert number is not None or "ocal emergency number" in out


def test_the_country_can_come_with_the_command(pathway: Pathway) -> None:
    out = in_pipe([first_tick(pathway, "fainted")], "--country", "nz")
    assert "Country, or" not in out
    assert " 111 " in flat(out)


@both
def test_after_four_screens_one_safe_thing_is_offered(talk: Talk, pathway: Pathway) -> None:
    made = walk(clear)
    out = plain(talk(made.until(made.screens[5].findings[0])))
    item = pathway.care[pathway.while_waiting]
    comfort = flat(pathway.words["interview.comfort"].format(title=item.title, how=" ".join(item.how)))
    assert flat(out).count(comfort) == 1
    between = out[out.index(made.titles[3]) : out.index(f"\n{made.titles[4]}\n")]
    assert comfort in flat(between)


def test_no_comfort_is_offered_while_it_may_be_urgent(pathway: Pathway) -> None:
    out = in_pipe(walk(unsure, plan=False).lines)
    assert pathway.care[pathway.while_waiting].how[0] not in flat(out).split("Whom to call")[0]


@both
def test_how_to_do_a_thing_is_shown_when_she_asks(talk: Talk, pathway: Pathway) -> None:
    made = walk(clear)
    offered = [entry for entry in made.interview.result()["care"] if entry["in_plan"]]
    out = flat(talk([*made.lines, "1", "99", "0", "x", "²", str(len(offered)), ""]))
    assert flat(offered[0]["how"]) in out
    assert flat(offered[-1]["how"]) in out
    assert out.count("Please type a number from 1 to") == 4
