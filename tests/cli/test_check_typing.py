"""`balm check`: whatever she types, it goes on, goes back, asks again or stops, and never breaks."""

from __future__ import annotations

import pytest

from balm import Pathway
from tests.cli.terminal import (
    Ran,
    Talk,
    Terminal,
    balm,
    both,
    but,
    check,
    clear,
    first_tick,
    flat,
    headline,
    in_pipe,
    in_terminal,
    ranges,
    titles,
    together,
    walk,
)

_NONSENSE = {
    "fainted": ["", "x", "99", "10", "-1", "1.5", "0 1", "1 x", "²", "9" * 5000, "\x00"],
    "bleeding": ["", "0", "6", "y", "1 2", "light", "²", "9" * 5000, "\x1b[A"],
    "temperature_c": ["98.6", "36.85", "nan", "200f"],
    "back_pain": ["11", "5f", "²"],
    "days_since_loss": ["731", "3f"],
    "still_feels_pregnant": ["1"],
}
NONSENSE = [(finding, said) for finding, many in _NONSENSE.items() for said in many]


@both
@pytest.mark.parametrize("after", [0, 1, 2, 6])
def test_q_stops_with_a_page(after: int, talk: Talk, pathway: Pathway) -> None:
    made = walk(clear, plan=False)
    out = talk([*made.lines[:after], "q"])
    assert titles(out) == made.titles[: max(after, 1) if after else 0]
    assert headline(pathway, "unknown") in out
    assert "Whom to call" in out
    assert flat(pathway.words["small_print.reviewed"]) in flat(out)


@both
def test_q_at_the_question_whether_to_go_on_stops_with_her_level(talk: Talk, pathway: Pathway) -> None:
    made = walk(clear, plan=False)
    out = talk([*made.lines[:-1], "q"])
    assert titles(out) == made.titles
    assert headline(pathway, "self_care") in out


@pytest.mark.parametrize("after", [0, 1, 2, 9, -1])
def test_the_end_of_the_input_is_never_a_traceback(after: int, pathway: Pathway) -> None:
    lines = walk(clear).lines
    out = in_pipe(lines[:after] if after >= 0 else lines)
    assert "Traceback" not in out
    assert flat(pathway.words["small_print.reviewed"]) in flat(out)


def test_a_last_line_without_an_end_is_still_read(pathway: Pathway) -> None:
    ran = balm("check", typed=f"GB\n{first_tick(pathway, 'fainted')}")
    assert (ran.status, headline(pathway, "emergency") in ran.out) == (0, True)


@pytest.mark.parametrize("after", [0, 1, 4])
def test_ctrl_d_ends_in_a_page(after: int, pathway: Pathway) -> None:
    out = in_terminal(walk(clear, plan=False).lines[:after])
    assert "Traceback" not in out
    assert headline(pathway, "unknown") in out


def test_ctrl_c_ends_it_quietly() -> None:
    terminal = Terminal("check")
    terminal.type("GB")
    assert not terminal.press("c")
    assert "Traceback" not in terminal.text
    assert terminal.end() == 130


@pytest.fixture(scope="module")
def after_nonsense() -> dict[tuple[str, str], Ran]:
    """How each interview ends in which the nonsense is the last thing that is typed: a process for each."""
    made = walk(clear)
    return dict(zip(NONSENSE, together(lambda one: check([*made.until(one[0]), one[1]]), NONSENSE), strict=True))


@pytest.mark.parametrize(("finding", "said"), NONSENSE, ids=lambda text: text[:12])
def test_nonsense_is_asked_again(finding: str, said: str, after_nonsense: dict[tuple[str, str], Ran], pathway: Pathway) -> None:
    made, ran = walk(clear), after_nonsense[finding, said]
    place = next(n for n, ask in enumerate(made.screens) if finding in ask.findings)
    assert (ran.status, ran.err) == (0, "")
    assert titles(ran.out) == made.titles[: place + 1], "no next screen, and no screen before"
    assert headline(pathway, "unknown") in ran.out


def test_nonsense_at_yes_or_no_is_asked_again() -> None:
    lines = walk(clear, plan=False).lines[:-1]
    assert in_pipe([*lines, "", "maybe", "1", "²", "yn", "n"]).count("y/n > ") == 6


def test_nonsense_for_a_country_is_asked_again() -> None:
    out = in_pipe(["Britain", "G", "12", "G B", "²²", "GB"])
    assert out.count("Country, or Enter to leave it out") == 6
    assert len(titles(out)) == 1


@both
def test_enter_on_a_list_to_tick_is_not_none_of_these(talk: Talk, pathway: Pathway) -> None:
    out = talk(["GB", "", "  ", first_tick(pathway, "fainted")])
    assert len(titles(out)) == 1
    assert headline(pathway, "emergency") in out


@both
def test_a_doubt_about_one_of_a_list_is_not_a_yes_and_not_a_no(talk: Talk, pathway: Pathway) -> None:
    out = talk(["GB", f"{first_tick(pathway, 'fainted')}?", "q"])
    assert headline(pathway, "urgent") in out
    assert "You are not sure about this." in flat(out)


@both
def test_help_on_a_list_says_more_about_each(talk: Talk, pathway: Pathway) -> None:
    out = flat(talk(["GB", "h"]))
    assert all(flat(f"{pathway.findings[f].question} {pathway.findings[f].help}") in out for f in pathway.screens[0].findings)


def test_every_range_of_days_that_is_shown_can_be_chosen(pathway: Pathway) -> None:
    made = walk(clear)
    before = made.until("days_since_loss")
    here, back = titles(in_pipe(before))[-1], titles(in_pipe([*before, "b"]))
    marks = ranges(in_pipe(before))
    assert len(marks) == len(pathway.findings["days_since_loss"].rough)
    shown = [titles(out) for out in together(lambda mark: in_pipe([*before, mark]), marks)]
    led_on = [mark for mark, seen in zip(marks, shown, strict=True) if seen != back and seen[-1] != here]
    assert led_on == marks


@both
def test_fahrenheit_is_understood_where_she_says_so(talk: Talk, pathway: Pathway) -> None:
    made = walk(but(clear, {"temperature_c": 36.8}))
    before = made.until("temperature_c")
    out = talk([*before, "98.2", "98.2 f", "b"])
    assert "36.8 C" in flat(out)
    shown = titles(out)
    place = shown.index(next(title for title in made.titles if "temperature" in title.lower()))
    assert shown[place + 1] == made.titles[place + 1]
    assert shown[place + 2] == shown[place]


def test_bytes_that_are_no_text_are_asked_again(pathway: Pathway) -> None:
    """Typed on a Latin-1 keyboard, or pasted: PYTHONIOENCODING makes the input as strict as an en_GB.UTF-8 terminal has it."""
    typed = b"\xe9\xff\nGB\n\xff\n" + first_tick(pathway, "fainted").encode() + b"\n"
    ran = balm("check", typed=typed, PYTHONIOENCODING="utf-8")
    assert (ran.status, ran.err) == (0, "")
    assert headline(pathway, "emergency") in ran.out


@both
def test_back_goes_back_and_takes_the_answer_away(talk: Talk, pathway: Pathway) -> None:
    first, second = walk(clear).titles[:2]
    out = talk(["GB", "0", "b", "b", first_tick(pathway, "fainted")])
    assert titles(out) == [first, second, first, first]
    assert "This is the first screen." in out
    assert headline(pathway, "emergency") in out


@both
def test_back_among_the_questions_for_the_plan_can_reach_the_level(talk: Talk, pathway: Pathway) -> None:
    made = walk(clear)
    level = made.for_level
    lines = [made.interview.country, *(line for typed in made.typed[:level] for line in typed), "y", "b"]
    shown = titles(talk(lines))
    assert shown[level] == made.titles[level]
    assert shown[level + 1] == made.titles[level - 1]
