"""Drawn people, and what each engine says of every rule for each of them: 0 for no, 1 for not known, 2 for yes, a byte a person."""

from __future__ import annotations

import base64
import csv
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from balm import Pathway, load_pathway
from balm.pathway.program import Program
from balm.rules.evaluate import evaluate
from balm.rules.kinds import NOT_SURE, Answer, Choice, Kind, Number
from balm.rules.nodes import Between, Compare, Node, findings_in, walk
from balm.rules.unknown import ALWAYS, NEVER

Said = dict[str, bytes]
"""What an engine says: by rule, a byte a person."""
NO, OPEN, YES = 0, 1, 2
MANY, FEWER = (100_000, 20261123), (5_000, 7)
"""How many people the tests draw, and by which seed."""
_CODES = {False: NO, None: OPEN, True: YES}


@dataclass(frozen=True)
class People:
    """`columns`: for each finding a byte a person, which is the place of her answer in the finding's table of 256 in `answers`."""

    count: int
    columns: Mapping[str, bytes]
    answers: Mapping[str, list[Answer]]

    def first(self, count: int) -> People:
        return People(count, {name: column[:count] for name, column in self.columns.items()}, self.answers)

    def rows(self, known: Mapping[str, list[Any]]) -> Iterator[tuple[Any, ...]]:
        """Each person's values, where `known` says what each place in a table is."""
        return zip(*([known[name][byte] for byte in column] for name, column in self.columns.items()), strict=True)


def draw(pathway: Pathway, count: int, seed: int) -> People:
    """A fifth of the answers are missing and a twelfth "not sure"; numbers lie at and around what the rules compare them with."""
    chance = random.Random(seed)
    nodes = list(pathway.meanings.values())
    answers: dict[str, list[Answer]] = {}
    for name, kind in pathway.kinds.items():
        values = _values(kind, name, nodes)
        answers[name] = [*[None] * 52, *[NOT_SURE] * 21, *(values[n % len(values)] for n in range(183))]
    return People(count, {name: chance.randbytes(count) for name in pathway.kinds}, answers)


def _values(kind: Kind, name: str, nodes: list[Node]) -> list[Answer]:
    if isinstance(kind, Choice):
        return list(kind.choices)
    if not isinstance(kind, Number):
        return [True, False]
    step = 10**kind.decimals
    ends = {kind.low, kind.high}
    for part in (part for node in nodes for part in walk(node)):
        match part:
            case Compare(finding, _, value) if finding == name and not isinstance(value, str):
                ends.add(value)
            case Between(finding, low, high) if finding == name:
                ends |= {low, high}
    steps = {round(end * step) + near for end in ends for near in (-1, 0, 1)}
    return [kind.accept(n / step) for n in sorted(steps) if kind.low <= n / step <= kind.high]


@cache
def compiled_says(count: int, seed: int) -> tuple[People, Said]:
    """People drawn for Balm's pathway, and what its compiled rules say: what the slower tests hold the other engines to."""
    pathway = load_pathway()
    people = draw(pathway, count, seed)
    return people, compiled(pathway, pathway.program.source, people)


def reference(pathway: Pathway, people: People) -> Said:
    """`evaluate`, once for each different set of the answers on which a rule hangs."""
    columns = {name: column.translate(_first_alike(people.answers[name])) for name, column in people.columns.items()}
    said = {}
    for rule in pathway.rules.values():
        names = sorted(findings_in(rule.when, pathway.meanings))
        keys = list(zip(*(columns[name] for name in names), strict=True))
        outcome = {}
        for key in set(keys):
            answers = {name: people.answers[name][byte] for name, byte in zip(names, key, strict=True)}
            outcome[key] = _CODES[evaluate(rule.when, answers, pathway.meanings)]
        said[rule.id] = bytes(map(outcome.__getitem__, keys))
    return said


def _first_alike(answers: list[Answer]) -> bytes:
    """For each place of the table the first with the same answer; missing and "not sure" are the same for the language."""
    known = [None if answer == NOT_SURE else answer for answer in answers]
    return bytes(known.index(answer) for answer in known)


def compiled(pathway: Pathway, source: str, people: People) -> Said:
    """The compiled rules, with what is not known saying yes, and with it saying no."""
    run = Program(source, ()).rules
    said = {rule: bytearray(people.count) for rule in pathway.rules}
    columns = list(said.values())
    for fill in (ALWAYS, NEVER):
        known = {name: [fill if v is None or v == NOT_SURE else v for v in table] for name, table in people.answers.items()}
        for n, values in enumerate(people.rows(known)):
            for place in run(values):  # type: ignore[arg-type] # it reads them by their places, as it reads a list
                columns[place][n] += 1
    return {rule: bytes(column) for rule, column in said.items()}


def duckdb(pathway: Pathway, select: str, people: People, folder: Path) -> Said:
    """The SELECT over a table that is read from CSV, where what is not known is empty."""
    import duckdb as database

    written = {name: ["" if v is None or v == NOT_SURE else str(v).lower() for v in table] for name, table in people.answers.items()}
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(people.rows(written))
    types = ", ".join(f"'{name}': '{_type(kind)}'" for name, kind in pathway.kinds.items())
    codes = ", ".join(f'CASE WHEN "{rule}" THEN 2 WHEN "{rule}" IS NULL THEN 1 ELSE 0 END' for rule in pathway.rules)
    with database.connect(config={"threads": 2}) as connection:
        read = f"read_csv('{folder / 'people.csv'}', header = false, columns = {{{types}}}, nullstr = '', parallel = false)"
        connection.execute(f"CREATE TABLE people AS SELECT * FROM {read}")
        rows = connection.execute(f"SELECT {codes} FROM ({select})").fetchall()
    return dict(zip(pathway.rules, map(bytes, zip(*rows, strict=True)), strict=True))


def _type(kind: Kind) -> str:
    if isinstance(kind, Choice):
        return "VARCHAR"
    return ("DECIMAL(5, 1)" if kind.decimals else "INTEGER") if isinstance(kind, Number) else "BOOLEAN"


_RUN = """
async ([engine, rules, tables, count]) => {
  const { RULES } = await import(rules);
  const { bounds, UNANSWERED, UNSURE, SURE, POSSIBLE } = await import(`${engine}/logic.js`);
  const state = (value) => value === null ? UNANSWERED : value === "not_sure" ? UNSURE : value;
  const known = tables.map((table) => table.map(state));
  const columns = new Uint8Array(await (await fetch(`${engine}/people.bin`)).arrayBuffer());
  const said = new Uint8Array(count * RULES.length);
  for (let n = 0; n < count; n++) {
    const k = bounds(known.map((table, place) => table[columns[place * count + n]]), 15);
    RULES.forEach((rule, r) => {
      const bits = rule(k);
      said[r * count + n] = bits & SURE ? 2 : bits & POSSIBLE ? 1 : 0;
    });
  }
  return await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1]);
    reader.readAsDataURL(new Blob([said]));
  });
}
"""


def javascript(pathway: Pathway, rules_js: str, people: People, page: Page, engine: str) -> Said:
    """The rules module, run in the browser over the page's own logic. `engine` is the address of the built folder of that name."""
    page.route("**/people.bin", lambda route: route.fulfill(body=b"".join(people.columns.values())))
    page.route("**/drawn_rules.js*", lambda route: route.fulfill(body=rules_js, content_type="text/javascript"))
    rules = f"{engine}/drawn_rules.js?{abs(hash(rules_js))}"  # a module is kept by its address
    said = base64.b64decode(page.evaluate(_RUN, [engine, rules, list(people.answers.values()), people.count]))
    page.unroute("**/people.bin")
    page.unroute("**/drawn_rules.js*")
    return {rule: said[n * people.count : (n + 1) * people.count] for n, rule in enumerate(pathway.rules)}


def differing(wanted: Said, said: Said) -> dict[str, int]:
    """The rules of which the two say different things, each with the first person of whom they do."""
    return {
        rule: next(n for n, pair in enumerate(zip(column, said[rule], strict=True)) if pair[0] != pair[1])
        for rule, column in wanted.items()
        if column != said[rule]
    }
