"""The texts that run, read back, and beside each expression in them the one of the content that it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any as Anything

from balm.care.rough import care_days, turning_points
from balm.pathway.compile import in_order_of_need
from balm.pathway.diary import day_kinds, measure_kinds
from balm.pathway.model import LEVELS, Finding, Pathway, SameAs
from balm.pathway.select import select
from balm.proofs.person import Person, free
from balm.proofs.read_back import Module, NotRead
from balm.proofs.read_javascript import read_javascript
from balm.proofs.read_python import UNANSWERED, read_python
from balm.proofs.read_sql import read_sql
from balm.proofs.standing import Run
from balm.proofs.written import Expression, diary_expressions_of, expressions_of
from balm.rules.kinds import Kind
from balm.rules.nodes import Named, Node, Not
from balm.rules.to_smt import Symbol


@dataclass(frozen=True)
class Texts:
    """What runs: the compiled Python, the two JavaScript modules as the browser gets them, and SQL."""

    python: str
    rules_js: str
    diary_js: str
    sql: Mapping[str, str]
    """Three SELECTs, by the table that they ask: people, measures and entries."""


class Vocabulary:
    """What some expressions speak of, as symbols, for a person who answered each finding, or is not sure of it, or did not."""

    def __init__(self, pathway: Pathway, name: str, kinds: Mapping[str, Kind], written: Mapping[str, Expression]) -> None:
        self.pathway, self.written = pathway, written
        self.nodes = {key: one.node for key, one in written.items()}
        self.named = {key: node for key, node in self.nodes.items() if " " not in key}
        """The nodes that others may name."""
        self.person = Person(pathway, name, {finding: free(f"{name}.{finding}", kind) for finding, kind in kinds.items()})
        said = self.person.said
        self._symbols = {f: Symbol(kind, said[f].answered, said[f].value, said[f].unsure) for f, kind in kinds.items()}
        self.meant = self.run(self.named)

    def run(self, names: Mapping[str, Node]) -> Run:
        """The formulas of nodes in which names come to these."""
        return Run(self.pathway, self._symbols, names)


def vocabularies(pathway: Pathway) -> dict[str, Vocabulary]:
    """What can be said of a person, of the measures of the days behind her, and of one entry of her diary."""
    diary = pathway.diary
    measured, entered = diary_expressions_of(pathway)
    return {
        "people": Vocabulary(pathway, "people", pathway.kinds, expressions_of(pathway)),
        "measures": Vocabulary(pathway, "measures", measure_kinds(pathway.kinds, diary.runs), measured),
        "entries": Vocabulary(pathway, "entries", day_kinds(pathway.kinds, diary.moods), entered),
    }


def texts(pathway: Pathway, modules: Mapping[str, str]) -> Texts:
    """The texts of the pathway. `modules` is `balm.companion.build.made_modules(pathway)`."""
    sql = {table: select(one.nodes, one.named, table) for table, one in vocabularies(pathway).items()}
    return Texts(pathway.program.source, modules["engine/rules.js"], modules["engine/diary_rules.js"], sql)


@dataclass(frozen=True)
class Wanted:
    """The expression of this name, or its denial."""

    vocabulary: Vocabulary
    name: str
    denied: bool = False

    @property
    def node(self) -> Node:
        node = self.vocabulary.nodes[self.name]
        return Not(node) if self.denied else node


@dataclass(frozen=True)
class Belongs:
    """What a text should hold, as a `Module` says what it holds, with a Wanted for each expression; None: the name means nothing."""

    named: Mapping[str, Wanted | None]
    rest: Mapping[str, Anything]


@dataclass(frozen=True)
class Pair:
    """What stands in a text and what belongs there: a Wanted, or something that `read` is not.

    `names` holds what each name in the text should come to: whether it does is the matter of its own pair.
    """

    back_end: str
    label: str
    wanted: Anything
    read: Anything
    names: Mapping[str, Node]
    run: Run | None


def pairs(pathway: Pathway, texts: Texts) -> Iterator[Pair]:
    """Every expression of every text, and whatever else in a text differs from what belongs there."""
    spoken = vocabularies(pathway)
    people, measures, entries = spoken.values()
    names = {name: name for one in (measures, entries) for name in one.person.said}
    findings = list(pathway.findings)
    yield from _text("Python", lambda: read_python(texts.python, findings), lambda module: _python(pathway, people, module))
    yield from _text(
        "JavaScript, rules.js", lambda: read_javascript(texts.rules_js, dict(enumerate(findings))), lambda _: _rules_js(pathway, people)
    )
    yield from _text(
        "JavaScript, diary_rules.js", lambda: read_javascript(texts.diary_js, names), lambda _: _diary_js(pathway, measures, entries)
    )
    for table, one in spoken.items():

        def read(table: str = table, one: Vocabulary = one) -> Module:
            return read_sql(texts.sql[table], one.person.said)

        def wanted(_: Module, table: str = table, one: Vocabulary = one) -> Belongs:
            return Belongs({}, {"columns": {name: Wanted(one, name) for name in one.nodes}, "table": table})

        yield from _text(f"SQL, {table}", read, wanted)


def _python(pathway: Pathway, people: Vocabulary, module: Module) -> Belongs:
    named: dict[str, Wanted | None] = {}
    for name in module.named:
        sign, _, meant = name.partition(".")[2].partition("__")
        named[name] = Wanted(people, meant, sign == "not") if sign in ("is", "not") and meant in people.named else None

    def fill(finding: Finding, where_it_applies: Anything) -> list[Anything]:
        other = finding.otherwise
        fixed = ["values", pathway.places[other.finding]] if isinstance(other, SameAs) else other
        return [pathway.places[finding.id], where_it_applies, Wanted(people, f"asked_when {finding.id}"), fixed]

    asked = [it for it in in_order_of_need(pathway.findings, pathway.meanings) if it.asked_when is not None]
    hang = {it.id: it for it in asked if it.otherwise != it.clear}
    rest = {
        "rules": [Wanted(people, rule) for rule in pathway.rules],
        "joint": [Wanted(people, f"joint {level}") for level in pathway.joint],
        "conditions": [Wanted(people, name) for name in pathway.program.condition_names],
        "fill_blank": [fill(it, UNANSWERED) for it in asked],
        "clear": [UNANSWERED if it.id in hang else it.clear for it in pathway.findings.values()],
        "fill_clear": [fill(it, it.clear) for it in hang.values()],
    }
    return Belongs(named, rest)


def _rules_js(pathway: Pathway, people: Vocabulary) -> Belongs:
    def gate(it: Finding) -> list[Anything]:
        copied = isinstance(it.otherwise, SameAs)
        fixed = pathway.places[it.otherwise.finding] if isinstance(it.otherwise, SameAs) else it.otherwise
        return [pathway.places[it.id], Wanted(people, f"asked_when {it.id}"), fixed, copied]

    counts = {
        pathway.places[it.id]: [it.not_sure.value, Wanted(people, f"not_sure {it.id}") if it.not_sure.when is not None else None]
        for it in pathway.findings.values()
        if it.not_sure is not None
    }
    rest = {
        "RULES": [Named(rule) for rule in pathway.rules],
        "JOINT": [[LEVELS.index(level), Wanted(people, f"joint {level}")] for level in pathway.joint],
        "CONDITIONS": {name: Wanted(people, name) for name in pathway.program.condition_names},
        "GATES": [gate(it) for it in in_order_of_need(pathway.findings, pathway.meanings) if it.asked_when is not None],
        "NOT_SURE_COUNTS": counts,
        "TURNS": {pathway.places[it.id]: turning_points(pathway, it.id) for it in pathway.findings.values() if it.rough},
        "CARE_DAYS": sorted(pathway.places[name] for name in care_days(pathway)),
    }
    return Belongs({name: Wanted(people, name) for name in pathway.meanings}, rest)


def _diary_js(pathway: Pathway, measures: Vocabulary, entries: Vocabulary) -> Belongs:
    runs, noticed = pathway.diary.runs, pathway.diary.noticed
    rest = {
        "RUN_DAY": {name: Wanted(entries, f"{name} day") for name in runs},
        "RUN_TOLD": {name: Wanted(measures, f"{name} told") for name in runs},
        "NOTICED": {name: Named(name) for name in noticed},
    }
    return Belongs({name: Wanted(measures, name) for name in noticed}, rest)


def _text(back_end: str, read: Callable[[], Module], wanted: Callable[[Module], Belongs]) -> Iterator[Pair]:
    try:
        module = read()
    except (NotRead, ValueError, SyntaxError) as problem:
        yield Pair(back_end, "the whole text", None, problem, {}, None)
        return
    belongs = wanted(module)
    named = {name: one for name, one in belongs.named.items() if isinstance(one, Wanted)}
    names = {name: one.node for name, one in named.items()}
    runs = {one.vocabulary: one.vocabulary.run({**one.vocabulary.named, **names}) for one in named.values()}
    for label, one, stands in _beside("", {**belongs.named, **belongs.rest}, {**module.named, **module.rest}):
        run = runs.get(one.vocabulary, one.vocabulary.meant) if isinstance(one, Wanted) else None
        yield Pair(back_end, label, one, stands, {**one.vocabulary.named, **names} if run else {}, run)


def _beside(label: str, wanted: Anything, read: Anything) -> Iterator[tuple[str, Anything, Anything]]:
    """Each Wanted with what stands in its place, and whatever else is not what belongs there."""
    if isinstance(wanted, Wanted):
        yield label, wanted, read
    elif isinstance(wanted, dict) and isinstance(read, dict) and set(wanted) == set(read):
        for key, part in wanted.items():
            yield from _beside(f"{label} {key}".strip(), part, read[key])
    elif isinstance(wanted, list) and isinstance(read, list) and len(wanted) == len(read):
        for n, part in enumerate(wanted):
            yield from _beside(f"{label} {n}".strip(), part, read[n])
    elif isinstance(wanted, dict) and isinstance(read, dict):
        yield f"{label} {', '.join(map(str, set(wanted) ^ set(read)))}".strip(), "in the content", "not the same names"
    elif type(wanted) is not type(read) or wanted != read:
        yield label, wanted, read
