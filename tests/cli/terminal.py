"""`balm` as people run it: a process in a pipe, and a process in a real terminal whose screen is read back."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import pexpect
import pyte
import pytest

from balm import Pathway, load_pathway
from balm.care.ask import Ask
from balm.care.interview import Interview
from balm.pathway.model import Finding
from balm.rules.kinds import NOT_SURE, Answer, Choice, YesNo

BALM = str(Path(sys.executable).with_name("balm"))
COLUMNS, ROWS = 80, 24
SOON = 60
"""Seconds for what takes one on a machine with nothing else to do."""
T = TypeVar("T")
R = TypeVar("R")
_NOT_HERS = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "NO_COLOR", "COLUMNS", "LINES", "LC_ALL", "LC_CTYPE")
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PROMPT = rb"(?:> |keep nothing: )(?:\x1b\[0m)?\Z"


def environment(**more: str) -> dict[str, str]:
    """The environment of an ordinary terminal, whatever this test run was started with."""
    return {key: value for key, value in os.environ.items() if key not in _NOT_HERS} | {"TERM": "xterm-256color", "LANG": "C.UTF-8"} | more


def heed_ctrl_c() -> None:
    """For `preexec_fn`: a test run that was started in the background has Ctrl-C ignored, and so would what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True)
class Ran:
    """How one run of `balm` ended."""

    status: int
    out: str
    err: str


def balm(*arguments: str, typed: str | bytes = "", cwd: Path | None = None, **more: str) -> Ran:
    """Run the command in a pipe. `typed` is its whole standard input; `more` goes into its environment."""
    given = typed if isinstance(typed, bytes) else typed.encode()
    ran = subprocess.run([BALM, *arguments], input=given, capture_output=True, cwd=cwd, env=environment(**more), timeout=SOON)
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def together(run: Callable[[T], R], given: Sequence[T]) -> list[R]:
    """Run each of them, as many at a time as there are processors: a test of a hundred processes is then half as long on two."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(run, given))


def plain(text: str) -> str:
    """The text without what only a terminal needs."""
    return _ESCAPE.sub("", text).replace("\r\n", "\n")


def flat(text: str) -> str:
    """The text on one line, so that a sentence is found wherever its lines were broken."""
    return " ".join(plain(text).split())


def titles(text: str) -> list[str]:
    """The screens that were shown, such as '1. First, what cannot wait'."""
    return re.findall(r"(?m)^-{40,}\n(\d+\. .+)$", plain(text))


def too_wide(text: str) -> list[str]:
    """The lines of more than 80 columns, but for those that an unbreakable address makes so."""
    return [line for line in plain(text).split("\n") if len(line) > COLUMNS and not re.fullmatch(r"\s*\S*://\S*", line)]


class Terminal:
    """`balm` in a terminal of 80 by 24."""

    def __init__(self, *arguments: str, cwd: Path | None = None, **more: str) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._raw = bytearray()
        self.child = pexpect.spawn(
            BALM,
            list(arguments),
            dimensions=(ROWS, COLUMNS),
            cwd=cwd and str(cwd),
            env=environment(**more),
            timeout=SOON,
            preexec_fn=heed_ctrl_c,
        )
        self.child.delaybeforesend = None
        self.child.logfile_read = self
        self.wait()

    def write(self, data: bytes) -> None:
        """Called by pexpect with all that the command wrote."""
        self._raw += data
        self._stream.feed(data)

    def flush(self) -> None:
        """Called by pexpect; there is nothing to flush."""

    def wait(self) -> bool:
        """Wait until it asks for something, or ends. True when it asks."""
        asks: int = self.child.expect([_PROMPT, pexpect.EOF])
        return asks == 0

    def type(self, line: str) -> bool:
        """Type the line and Enter, and wait. True when it asks for more."""
        self.child.sendline(line)
        return self.wait()

    def turn_pages(self) -> None:
        """Enter, until the page is over."""
        while self.prompt.startswith("Enter for more"):
            self.type("")

    def press(self, key: str) -> bool:
        """Ctrl and the key. True when it asks for more."""
        self.child.sendcontrol(key)
        return self.wait()

    @property
    def raw(self) -> str:
        return self._raw.decode()

    @property
    def text(self) -> str:
        """All that was ever shown, what scrolled away too."""
        return plain(self.raw)

    @property
    def lines(self) -> list[str]:
        """What is on the screen now."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def prompt(self) -> str:
        """The line that the cursor stands on."""
        return self.lines[self._screen.cursor.y]

    def end(self) -> int:
        """The exit status, once it has ended."""
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus)


def check(lines: Sequence[str], *arguments: str, cwd: Path | None = None, **more: str) -> Ran:
    """`balm check` with these lines typed through a pipe that then ends."""
    return balm("check", *arguments, typed="".join(f"{line}\n" for line in lines), cwd=cwd, **more)


def in_pipe(lines: Sequence[str], *arguments: str, cwd: Path | None = None, **more: str) -> str:
    """All that `balm check` wrote while these lines were typed through a pipe; it must end well."""
    ran = check(lines, *arguments, cwd=cwd, **more)
    assert (ran.status, ran.err) == (0, ""), ran.err
    return ran.out


def in_terminal(lines: Sequence[str], *arguments: str, cwd: Path | None = None, **more: str) -> str:
    """The same in a terminal, where pages are turned, and Ctrl-D ends what is still asked once the lines are through."""
    terminal = Terminal("check", *arguments, cwd=cwd, **more)
    asks = True
    for line in lines:
        terminal.turn_pages()
        assert asks, f"it ended before {line[:80]!r}:\n{terminal.text[-2000:]}"
        asks = terminal.type(line)
    while asks:
        asks = terminal.type("") if "Enter" in terminal.prompt else terminal.press("d")
    assert terminal.end() == 0, terminal.text[-2000:]
    return re.sub(r"Enter for more > *\n", "", terminal.text)


Talk = Callable[..., str]
"""`in_pipe` or `in_terminal`."""

both = pytest.mark.parametrize("talk", [in_pipe, in_terminal], ids=["pipe", "terminal"])
"""Runs a test of `talk` both ways."""

Person = Callable[[Finding], Answer]
"""What somebody answers to each question; None is to skip it."""


def clear(finding: Finding) -> Answer:
    """Somebody with nothing wrong."""
    return finding.clear


def unsure(finding: Finding) -> Answer:
    """Somebody who is not sure of anything."""
    return NOT_SURE


def but(person: Person, answers: Mapping[str, Answer]) -> Person:
    """The same person, with these answers instead."""
    return lambda finding: answers[finding.id] if finding.id in answers else person(finding)


@dataclass
class Walk:
    """An interview as it must go: what is typed, screen by screen, and what it comes to."""

    interview: Interview
    screens: list[Ask] = field(default_factory=list)
    typed: list[list[str]] = field(default_factory=list)
    for_level: int = 0
    """How many of the screens decide the level."""

    @property
    def lines(self) -> list[str]:
        """All that is typed, from the country to the last question."""
        level, plan = self.typed[: self.for_level], self.typed[self.for_level :]
        go_on = ["y"] if plan else ["n"] if self.interview.ask("plan") else []
        return [self.interview.country, *(line for typed in [*level, go_on, *plan] for line in typed)]

    def until(self, finding: str) -> list[str]:
        """What is typed before the screen that asks for this finding."""
        place = next(n for n, ask in enumerate(self.screens) if finding in ask.findings)
        return [self.interview.country, *(line for typed in self.typed[:place] for line in typed)]

    @property
    def titles(self) -> list[str]:
        return [f"{number}. {ask.screen.title}" for number, ask in enumerate(self.screens, 1)]


@cache
def walk(person: Person, *, plan: bool = True) -> Walk:
    """The interview of this person in Britain, worked out in this process and not by reading the screen."""
    pathway = load_pathway()
    made = Walk(Interview(pathway, "GB", date.today()))
    for about in ("urgency", "plan") if plan else ("urgency",):
        while ask := made.interview.ask(about):
            answers = {name: said for name in ask.findings if (said := person(pathway.findings[name])) is not None}
            made.screens.append(ask)
            made.typed.append(keys(pathway, ask, answers))
            made.interview.answer(ask, answers)
        made.for_level = made.for_level or len(made.screens)
    return made


@cache
def told(talk: Talk, person: Person) -> str:
    """All that was shown in the whole interview of this person. Kept, for several tests look at the same one."""
    return talk(walk(person).lines)


def keys(pathway: Pathway, ask: Ask, answers: Mapping[str, Answer]) -> list[str]:
    """What is typed on one screen to give these answers."""
    if not answers:
        return ["s"]
    if len(ask.findings) == 1:
        return [key(pathway.findings[ask.findings[0]], answers[ask.findings[0]])]
    if all(value == NOT_SURE for value in answers.values()):
        return ["?", *("?" for _ in ask.findings)]
    marks = [f"{place}{'?' if answers[name] == NOT_SURE else ''}" for place, name in enumerate(ask.findings, 1) if answers[name]]
    return [" ".join(marks) or "0"]


def key(finding: Finding, answer: Answer) -> str:
    """What is typed to give this answer to a question that stands alone."""
    if answer == NOT_SURE:
        return "?"
    if isinstance(finding.kind, YesNo):
        return "y" if answer else "n"
    if isinstance(finding.kind, Choice):
        return str(finding.kind.choices.index(str(answer)) + 1)
    return str(answer)


def headline(pathway: Pathway, level: str) -> str:
    """What stands at the top of the page for the level."""
    return pathway.words[f"level.{level}"].upper()


def first_tick(pathway: Pathway, finding: str) -> str:
    """What is typed on the first screen to say that this is so."""
    return str(pathway.screens[0].findings.index(finding) + 1)


def ranges(text: str) -> list[str]:
    """What can be typed for each range of days that the last screen shows."""
    return re.findall(r"(?m)^  (\S+) (?:Today|\d+ (?:to \d+ days|days or longer))$", re.split(r"(?m)^\d+\. ", plain(text))[-1])
