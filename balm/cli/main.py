"""Reads the command, and runs it. What a command needs is imported when it runs, so that help comes in a blink."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NoReturn, TypeAlias

from balm.errors import BalmError, CaseRefused

DESCRIPTION = """\
Lower back pain after a miscarriage: how urgently to get help, why, what may
be behind it, what helps at home and what to leave.

No clinician has reviewed it yet, and it is not certified as a medical device.
If you think that it is an emergency, call your emergency number now.
"""


Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"balm: {message}\nTry: {self.prog} --help\n")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version  # slow to import, and seldom asked for

        print(f"balm {version('balm')}")
        parser.exit(0)


def parser() -> argparse.ArgumentParser:
    top = _Parser(prog="balm", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, help_: str, module: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_, formatter_class=argparse.RawDescriptionHelpFormatter)
        sub.set_defaults(run=module if "." in module else f"{module}.run")
        return sub

    def place(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--country", default="", metavar="CODE", help="two letters, such as GB; decides whose numbers are shown")
        sub.add_argument("--lang", default="", metavar="CODE", help="language, such as en; English where it is not there")

    check = command("check", "ask about today, one screen at a time, and say what to do", "check")
    place(check)
    check.add_argument("--json", action="store_true", help="print the result as JSON instead; the questions go to the error stream")

    assess = command("assess", "assess cases: one JSON object a line in, one a line out, in the same order", "stream")
    assess.add_argument(
        "file", nargs="?", default="-", help='JSON lines, or a ".json" file with one object or a list; "-" is standard input'
    )
    place(assess)
    form = assess.add_mutually_exclusive_group()
    form.add_argument("--brief", action="store_true", help="only the id, the level, and the ids of the reasons")
    form.add_argument("--text", action="store_true", help="a page to read instead of JSON")
    form.add_argument("--json", action="store_true", help="JSON lines, which is what it does anyway")

    _diary(command("diary", "a diary in one file: write, look back, to a phone and back, delete", "diary"))

    explain = command("explain", "the fewest answers that force a case's level, and the smallest change that would give another", "explain")
    explain.add_argument(
        "file", nargs="?", default="-", help='JSON lines, or a ".json" file with one object or a list; "-" is standard input'
    )
    explain.add_argument("--json", action="store_true", help="print one JSON object a case instead")

    summary = command(
        "summary", "one case or diary as one page for a clinician: text, PDF, and files that other systems take in", "summary"
    )
    summary.add_argument(
        "file",
        nargs="?",
        default="",
        help='a case or a diary: JSON, a file of a phone, a table, FHIR; "-" is standard input; the diary of this computer unless told',
    )
    summary.add_argument("--text", action="store_true", help="print the page, which is what it does when nothing else is asked for")
    for output, what in (
        ("pdf", "the page as a tagged PDF; needs balm[summary]"),
        ("json", "the page's statements as JSON"),
        ("csv", "the statements and the record as a table"),
        ("fhir", "the page and the record as a FHIR R4 Bundle"),
        ("ics", "dates to be reminded of, for a calendar; needs balm[summary]"),
    ):
        summary.add_argument(f"--{output}", metavar="FILE", help=f'{what}; "-" is standard output')
    summary.add_argument("--lang", default="en", metavar="CODE", help="the language of whoever reads the page; en unless told")
    summary.add_argument("--name", default="", help="a name to put on the page; none unless told")
    summary.add_argument("--ask", default="", metavar="TEXT", help="what she would like to ask, in her own words")
    summary.add_argument("--put-in", action="append", default=[], metavar="PART", help="mood, sex, home or notes: out unless put in")
    summary.add_argument("--leave-out", action="append", default=[], metavar="PART", help="a section, such as medicines, or a finding")
    summary.add_argument("--today", default="", metavar="DATE", help="the day it is of, such as 2026-11-22; today unless told")

    export = command("export", "the pathway itself, for other systems: FHIR R4, DMN 1.3", "export")
    export.add_argument(
        "form", choices=["questionnaire", "plan", "codes", "dmn"], help="what to write: docs/interchange.md says what each is"
    )
    export.add_argument("file", nargs="?", default="-", help='where to; "-" is standard output')
    export.add_argument("--lang", default="en", metavar="CODE", help="language of its words; en unless told")

    build = command("build", "write the companion, the web app, as static files", "web.build")
    build.add_argument("folder", help="where to write it; made if it is not there")
    build.add_argument("--without-triage", action="store_true", help="the diary, the signs and the numbers alone; nothing in it judges")
    build.add_argument(
        "--clinic",
        default="",
        metavar="ADDRESS",
        help="where a clinic's API is, https://clinic.example/api/; she may agree to send it her checks",
    )
    build.add_argument("--release", action="store_true", help="refuse while any rule or care item lacks a clinician's signature")

    serve = command("serve", "build the companion and serve it on this machine, at 127.0.0.1", "web.serve")
    serve.add_argument("--port", type=int, default=8000, metavar="N", help="8000 unless told; 0 takes a free one")

    language = command("language", "what a translation of the companion lacks, and taking in a translator's work", "language")
    language.add_argument("code", help="such as es")
    form = language.add_mutually_exclusive_group()
    form.add_argument("--all", action="store_true", help="print every text, not only what is missing or stale")
    form.add_argument("--take", metavar="FILE", help='take in JSON lines: {"place": ..., "text": ...}')

    _clinic(command("clinic", "the follow-up service for a clinic: begin it, run it, keep it; needs the extra balm[clinic]", "clinic"))

    questions = command("questions", "every question, with its answers", "pages.questions")
    questions.add_argument("finding", nargs="*", help="only these findings")
    questions.add_argument("--json", action="store_true", help="print JSON")

    rule = command("rule", "one rule in English, with its sources; or the list of rules", "pages.rule")
    rule.add_argument("rule", nargs="?", help="the rule's id, such as E7")
    rule.add_argument("--json", action="store_true", help="print JSON")

    leaflet = command("leaflet", "the leaflet that Balm started from, claim by claim, with today's verdict", "pages.leaflet")
    leaflet.add_argument("claim", nargs="?", help="one claim only, such as 5c")
    leaflet.add_argument("--json", action="store_true", help="print JSON")

    simulate = command("simulate", "draw ordinary recoveries, and count what Balm would say to them and why", "simulate")
    simulate.add_argument("--people", type=int, default=1000, metavar="N", help="1000 unless told, a third each by management")
    simulate.add_argument("--seed", type=int, default=1, metavar="N", help="1 unless told; the same seed gives the same people")
    simulate.add_argument("--days", type=int, default=28, metavar="N", help="28 unless told, at most 56")
    simulate.add_argument("--json", action="store_true", help="print JSON: every day, every rule")
    simulate.add_argument("--picture", metavar="FILE", help="write the levels by day as an SVG too")

    content = command("content", "work on the content", "pages.content")
    content.add_argument(
        "what",
        choices=["check", "digests"],
        help="check: report every error of the content at once; digests: what a clinician signs, item by item",
    )
    content.add_argument("folder", nargs="?", help="the content's folder; by default the one that comes with Balm")

    review = command("review", "read each rule, care item and thing of the diary, and sign those that you agree with", "review")
    review.add_argument("--as", dest="who", default="", metavar="NAME", help="the name to sign with; asked for if left out")
    review.add_argument("--rule", default="", metavar="ID", help="only this one, by its id, such as E7 or local_heat")
    review.add_argument("--list", action="store_true", help="only list what is signed, by whom, and what was changed since")
    review.add_argument("--content", metavar="DIR", help="the content's folder; by default the one that comes with Balm")

    verify = command("verify", "prove every claim about the pathway, over every set of answers; needs the extra balm[proofs]", "verify")
    verify.add_argument("--claim", action="append", metavar="ID", help="only this claim, such as C2; may be given more than once")
    verify.add_argument("--content", metavar="DIR", help="the content's folder; by default the one that comes with Balm")
    verify.add_argument("--json", action="store_true", help="print JSON")
    form = verify.add_mutually_exclusive_group()
    form.add_argument("--mutants", action="store_true", help="break every rule in every small way, and show what notices")
    form.add_argument("--second", action="store_true", help="ask a second, independent solver (cvc5) the same; the two must agree")
    form.add_argument("--export", metavar="DIR", help="write the questions as SMT-LIB 2, for any solver")
    form.add_argument("--mend", action="store_true", help="find anew what several rules cover between them, and write joint.toml")

    diff = command("diff", "what changed between two versions of the content, and which people change level", "diff")
    diff.add_argument("old", help="the folder of the content as it was")
    diff.add_argument("new", help="the folder of the content as it is now")
    diff.add_argument("--seed", type=int, default=1, metavar="N", help="draws other people; 1 unless told")
    diff.add_argument("--json", action="store_true", help="print JSON")
    return top


_TYPED = """\
What you type as flags stays in the shell's history. The questions, which come
without any flags, and --json - do not."""
_KEPT = """\
The diary is one file: --file, or else $BALM_DIARY, or else balm/diary.sqlite in
$XDG_DATA_HOME (~/.local/share). Passphrases are asked for at the terminal, or
come from the environment: BALM_PASSPHRASE, for a new one BALM_NEW_PASSPHRASE,
for a file that goes out or comes in BALM_FILE_PASSPHRASE."""


def _diary(diary: argparse.ArgumentParser) -> None:
    diary.epilog = _KEPT
    commands = diary.add_subparsers(dest="what", metavar="WHAT", required=True)

    def command(name: str, help_: str, run: str, epilog: str = "") -> argparse.ArgumentParser:
        form = argparse.RawDescriptionHelpFormatter
        sub: argparse.ArgumentParser = commands.add_parser(name, help=help_, description=help_, epilog=epilog, formatter_class=form)
        sub.set_defaults(run=f"diary.{run}")
        sub.add_argument("--file", metavar="PATH", help="the diary's file, instead of the usual one")
        return sub

    add = command("add", "write how it is, or was; without flags it asks", "add.run", _TYPED)
    add.add_argument("--at", metavar="WHEN", help="now unless told; 21:40, or 2026-11-03 21:40, or with the offset from UTC")
    add.add_argument("--pain", metavar="N", help="back pain then, from 0 to 10")
    add.add_argument("--worst", metavar="N", help="back pain at its worst that day so far, from 0 to 10")
    add.add_argument("--bleeding", metavar="WORD", help="none, spotting, light, period or heavier_than_period")
    add.add_argument("--temperature", metavar="N", help="in Celsius, such as 36.8; in Fahrenheit with an f, such as 98.2f")
    add.add_argument("--sleep", metavar="HOURS", help="hours slept")
    add.add_argument("--mood", metavar="WORD", help="all_right, up_and_down, low or very_low")
    add.add_argument(
        "--place", action="append", metavar="PLACE", help="where it hurts, such as low_back, more than once for more; none: nowhere"
    )
    add.add_argument(
        "--took", action="append", metavar="ITEM[@TIME]", help="a medicine, such as ibuprofen@14:00, more than once for more; or none"
    )
    add.add_argument(
        "--tried", action="append", metavar="ITEM=HELPED", help="what was tried, such as local_heat=a_little; or yes, no, worse"
    )
    add.add_argument("--note", metavar="TEXT", help="anything else")
    add.add_argument("--told", metavar="TEXT", help="what the clinic said when they were told")
    add.add_argument(
        "--answer", action="append", metavar="FINDING=VALUE", help="any other answer, such as dizzy=yes; `balm questions` lists them"
    )
    add.add_argument("--json", metavar="FILE", help="entries as JSON instead, one object or a list; - is standard input")

    show = command("show", "what today needs, what the days show, and the days", "show.run")
    show.add_argument("--days", type=int, default=14, metavar="N", help="the last N days; 14 unless told")
    show.add_argument("--notes", action="store_true", help="your notes of these days too")
    show.add_argument("--today", metavar="DATE", help="as it looked on that day; today unless told")
    show.add_argument("--json", action="store_true", help="print what the diary shows as JSON")

    about = command("about", "the date of the loss, the country, when the diary was begun", "keep.about", _TYPED)
    about.add_argument("--date-of-loss", metavar="DATE", help="such as 2026-11-03; none takes it away")
    about.add_argument("--country", metavar="CODE", help="two letters, such as GB; decides whose numbers are shown; none takes it away")
    about.add_argument("--begun", metavar="DATE", help="the first day of the diary; set by the first entry; none takes it away")

    export = command("export", "write all of it into one locked file, which the companion on a phone takes in", "move.export")
    export.add_argument("to", metavar="FILE", help="the file to make; - is standard output")
    export.add_argument("--plain", action="store_true", help="the diary as JSON without any lock, to read or to work on")

    import_ = command("import", "take in a file of the companion's, or a diary as JSON; what is here stays", "move.import_")
    import_.add_argument("file_in", metavar="FILE", help="the file to take in; - is standard input")

    guard = command("passphrase", "lock the diary with a passphrase, or with another one", "keep.passphrase")
    guard.add_argument("--remove", action="store_true", help="take the passphrase away")

    wipe = command("wipe", "delete the diary, once you have typed the word", "keep.wipe_all")
    wipe.add_argument("--yes", action="store_true", help="do not ask")


_RUN_BY = """\
All settings come from the environment; docs/operations.md lists them. Without
DATABASE_URL it runs on SQLite in this folder, on this machine alone, to try it."""


def _clinic(clinic: argparse.ArgumentParser) -> None:
    clinic.epilog = _RUN_BY
    commands = clinic.add_subparsers(dest="what", metavar="WHAT", required=True)

    def command(name: str, help_: str, within: Subparsers = commands) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = within.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=f"clinic.{name}")
        return sub

    init = command("init", "make the secret and the database, and the first clinic with its administrator; asks for what it lacks")
    init.add_argument("--name", default="", help="the clinic's name; or $BALM_CLINIC")
    init.add_argument("--country", default="", metavar="CODE", help="two letters, such as GB; or $BALM_COUNTRY")
    init.add_argument(
        "--administrator", default="", metavar="NAME", help="or $BALM_ADMINISTRATOR; the password is asked for, or $BALM_PASSWORD"
    )

    init.add_argument("--made-up", type=int, default=0, metavar="N", help="with N made-up patients, to look round; on SQLite alone")

    serve = command("serve", "run the web workers, and the background worker beside them")
    serve.add_argument("--port", type=int, default=8000, metavar="N", help="8000 unless told")
    serve.add_argument("--host", default="127.0.0.1", help="this machine alone unless told; put nginx before it")
    serve.add_argument("--workers", type=int, default=3, metavar="N", help="web workers; 3 unless told: one more than processors")
    serve.add_argument("--web-only", action="store_true", help="without the background worker: `balm clinic work` runs elsewhere")

    command("work", "send alerts and reminders, escalate what nobody acknowledged, file texts that were left; several may run")

    audit = commands.add_parser("audit", help="the audit log", description="the audit log")
    hows = audit.add_subparsers(dest="how", metavar="HOW", required=True)
    verify = command("verify", "whether each clinic's audit log is as it was written", hows)
    expect = "a digest that it printed before and that you kept elsewhere: it must stand there still; may be said again for another clinic"
    verify.add_argument("--expect", action="append", default=[], metavar="DIGEST", help=expect)

    command("retain", "erase every record that is older than its clinic keeps; run it once a day")

    erase = command("erase", "erase all that is kept of one patient, who asked for it")
    erase.add_argument("code", metavar="CODE", help="hers, such as K7Q-FM3W")
    backup = command("backup", "write a whole copy into a file, while the service runs")
    backup.add_argument("copy", metavar="FILE", help="a new file")
    restore = command("restore", "put a copy in the place of the database")
    restore.add_argument("copy", metavar="FILE", help="what `balm clinic backup` made, on the same kind of database")
    restore.add_argument("--replace", action="store_true", help="even though a clinic is there, which is lost")

    route = command(
        "route", "send a clinic's alerts to a webhook or by e-mail too, and reminders to a gateway for texts; without a kind, list them"
    )
    route.add_argument("kind", nargs="?", choices=["webhook", "email", "text"], help="how; text: reminders alone")
    route.add_argument("address", nargs="?", default="", help="such as https://hooks.example/balm or ward@hospital.example")
    route.add_argument("--escalates", action="store_true", help="only what nobody acknowledged in time")
    dead = command("dead", "alerts that could not be delivered and were given up")
    dead.add_argument("--again", action="store_true", help="try those again whose alert is still open")
    text = command("text", "what a text gateway needs to bring check-ins by text: where to post, and its secret")
    reader = commands.add_parser("reader", help="other systems of the clinic, let in by a token", description="other systems of the clinic")
    who = reader.add_subparsers(dest="how", metavar="HOW", required=True)
    added = command("add", "let a system in, by a token that is printed this once", who)
    added.add_argument("--scope", action="append", choices=["record", "level"], help="read records (unless told), or ask for levels")
    listed = command("list", "the systems that were let in, and when each last asked", who)
    revoked = command("revoke", "let a system in no longer", who)
    for sub in (added, revoked):
        sub.add_argument("name", metavar="NAME", help="what the clinic calls it")
    export = command("export", "write every record of a clinic into a folder as FHIR, a resource on each line (NDJSON)")
    export.add_argument("folder", metavar="FOLDER", help="a new folder; only its owner can read it")
    export.add_argument("--type", action="append", metavar="TYPE", help="only this type of resource, such as RiskAssessment")
    for sub, name in ((added, "add"), (listed, "list_"), (revoked, "revoke"), (export, "export")):
        sub.set_defaults(run=f"readers.{name}")
    for sub in (erase, route, dead, text, added, listed, revoked, export):
        sub.add_argument("--clinic", default="", metavar="NAME", help="which, where there are several")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 done, 1 something was refused, 2 it could not be done."""
    if sys.stdin is None or sys.stdout is None:
        if sys.stderr is not None:
            print("balm: standard input or output is closed; open both, or use /dev/null", file=sys.stderr)
        os._exit(2)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    options = parser().parse_args(arguments)
    module, _, function = options.run.rpartition(".")
    run: Callable[[argparse.Namespace], int] = getattr(import_module(f"balm.cli.{module}"), function)
    try:
        status = run(options)
        sys.stdout.flush()
        return status
    except CaseRefused as refusal:
        for one in refusal.errors:
            print(
                "balm: " + "; ".join(filter(None, [f"{one['at']}: {one['problem']}" if one["at"] else one["problem"], one["hint"]])),
                file=sys.stderr,
            )
        return refusal.exit_code
    except BalmError as error:
        print(f"balm: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; say nothing more on the way out
        return 0
    except OSError as error:  # a full disk
        print(f"balm: the output cannot be written: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
