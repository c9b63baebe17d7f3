"""Content folder -> Pathway. Reads everything, then refuses everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from balm.errors import ContentProblem, ContentRefused
from balm.pathway import read, read_diary, read_evidence, read_summary
from balm.pathway.checks import Wrong, check
from balm.pathway.compile import compile_program
from balm.pathway.content import CONTENT, content_digest, content_files
from balm.pathway.evidence import Country
from balm.pathway.model import LEVELS, CareItem, Cause, Finding, LevelId, Pathway, Row, Rule, Screen, Sooner, Topic
from balm.pathway.program import Program
from balm.pathway.tables import ContentFile, Table, Vocabulary
from balm.rules.nodes import Node

T = TypeVar("T")


def read_pathway(folder: Path = CONTENT, *, signatures: bool = True) -> Pathway:
    """The pathway in the folder, read and checked afresh. Without `signatures`, stale and half-filled ones are let pass: for whoever is
    about to compare or to sign, never for advice.

    Raises ContentRefused with every problem that was found, CannotRun when there is no content.
    """
    files = content_files(folder)
    reader = _Reader(files)
    pathway = reader.pathway(content_digest(files))
    problems = reader.problems + [reader.placed(wrong) for wrong in check(pathway, signatures=signatures)]
    if problems:
        raise ContentRefused(problems)
    return pathway


class _Reader:
    """The files of one reading, the problems noted so far, and which table each thing came from."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.problems: list[ContentProblem] = []
        self.files = {name: self._file(name, data) for name, data in files.items()}
        self.tables: dict[tuple[str, str], Table] = {("top", ""): self.files["pathway.toml"].top()} if "pathway.toml" in self.files else {}
        self.used: set[str] = set()

    def _file(self, name: str, data: bytes) -> ContentFile:
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            self.problems.append(ContentProblem(name, data[: error.start].count(b"\n") + 1, 1, "not UTF-8", "save the file as UTF-8"))
            text = ""
        return ContentFile(name, text, self.problems)

    def placed(self, wrong: Wrong) -> ContentProblem:
        table = self.tables.get((wrong.kind, wrong.id))
        if table is None:
            return ContentProblem("pathway.toml", 1, 1, wrong.problem, wrong.hint)
        line, column = table.file.place(table.path, wrong.key, wrong.snippet)
        return ContentProblem(table.file.name, line, column, wrong.problem, wrong.hint)

    def under(self, start: str) -> list[ContentFile]:
        found = [file for name, file in self.files.items() if name == start or name.startswith(start + "/")]
        if not found:
            self.problems.append(
                ContentProblem(start, 1, 1, "there is no such file or folder", "the content's README lists what belongs here")
            )
        self.used |= {file.name for file in found}
        return found

    def each(self, kind: str, tables: list[Table], make: Callable[[Table], T]) -> dict[str, T]:
        made: dict[str, T] = {}
        for table in tables:
            if table.id in made:
                table.report("", f'"{table.id}" is there twice', "give it a name of its own")
            made[table.id] = make(table)
            self.tables[kind, table.id] = table
            table.done()
        return made

    def all_tables(self, start: str) -> list[Table]:
        return [table for file in self.under(start) for table in file.tables()]

    def pathway(self, digest: str) -> Pathway:
        top = (self.under("pathway.toml") or [ContentFile("pathway.toml", "", self.problems)])[0].top()
        named_levels = top.sub("levels")
        levels = {level: read.level(named_levels.sub(level), level) for level in LEVELS}

        questions = self.all_tables("questions")
        kinds = {table.id: read.kind(table) for table in questions}
        vocabulary = Vocabulary(kinds)
        named = top.sub("definitions")
        definitions = {}
        for name in named.data:
            table = named.sub(name)
            definitions[name] = read.definition(table, vocabulary)
            if name in kinds:
                table.report("", f'"{name}" is a finding already', "give the definition another name")
            vocabulary.definitions[name] = definitions[name].when
            self.tables["definition", name] = table
            table.done()

        findings = self.each("finding", questions, lambda table: read.finding(table, kinds[table.id], vocabulary))
        interview = (self.under("screens.toml") or [ContentFile("screens.toml", "", self.problems)])[0].top()
        screens, pages = tuple(map(self._screen, interview.subs("screen"))), interview.mapping("pages")
        interview.done()
        rules: dict[str, Rule] = {}
        for level in LEVELS[:-1]:
            tables = self.all_tables(f"rules/{level}.toml")
            rules |= self.each("rule", tables, partial(read.rule, urgency=level, usual=levels[level], vocabulary=vocabulary))

        joint = self._joint(vocabulary)

        matrix_file = self.under("care/matrix.toml")
        care_tables = self._care_tables(top)
        with_rules = Vocabulary(kinds, vocabulary.definitions | {rule.id: rule.when for rule in rules.values()})
        matrix = self.each("row", [t for file in matrix_file for t in file.tables()], lambda table: read.row(table, with_rules))
        causes = self.each("cause", self.all_tables("causes.toml"), lambda table: read.cause(table, vocabulary))
        recovery = self.each("topic", self.all_tables("recovery.toml"), lambda table: read.topic(table, vocabulary))
        diary_file = (self.under("diary.toml") or [ContentFile("diary.toml", "", self.problems)])[0]
        diary = read_diary.diary(diary_file.top(), kinds, self.tables)
        page_file = (self.under("summary.toml") or [ContentFile("summary.toml", "", self.problems)])[0]
        summary = read_summary.summary_page(page_file.top(), kinds, self.tables)
        rows = {table.id: table.data for file in matrix_file for table in file.tables()}
        care = self.each("care", care_tables, lambda table: read.care_item(table, rows, with_rules))
        facts = self.each("fact", self.all_tables("evidence/facts.toml"), read_evidence.fact)
        claims = self.each("claim", self.all_tables("evidence/leaflet.toml"), read_evidence.claim)
        sources = self.each("source", self.all_tables("evidence/sources"), read_evidence.source)
        countries, words = self._countries(), self._words()
        sooner_if = tuple(read.sooner(table, with_rules) for table in top.subs("sooner_if"))
        names = {key: top.text(key) for key in ("id", "title", "version", "licence", "language", "expires", "while_waiting")}
        top.done()
        for name in sorted(set(self.files) - self.used):
            self.problems.append(ContentProblem(name, 1, 1, "nothing reads this file", "the content's README lists what belongs where"))
        rule_nodes = {rule.id: rule.when for rule in rules.values()}
        meanings = {name: definition.when for name, definition in definitions.items()} | rule_nodes
        return Pathway(
            id=names["id"],
            title=names["title"],
            version=names["version"],
            licence=names["licence"],
            expires=names["expires"],
            while_waiting=names["while_waiting"],
            digest=digest,
            levels=levels,
            definitions=definitions,
            findings=findings,
            screens=screens,
            pages=pages,
            rules=rules,
            joint=joint,
            care=care,
            matrix=matrix,
            causes=causes,
            recovery=recovery,
            diary=diary,
            summary=summary,
            facts=facts,
            claims=claims,
            sources=sources,
            countries=countries,
            sooner_if=sooner_if,
            words=words,
            program=self._program(findings, meanings, rule_nodes, joint, conditions(matrix, care, causes, recovery, sooner_if)),
        )

    def _program(
        self,
        findings: Mapping[str, Finding],
        meanings: Mapping[str, Node],
        rules: Mapping[str, Node],
        joint: Mapping[LevelId, Node],
        other: Mapping[str, Node],
    ) -> Program:
        return compile_program({}, {}, {}, {}, {}) if self.problems else compile_program(findings, meanings, rules, joint, other)

    def _joint(self, vocabulary: Vocabulary) -> dict[LevelId, Node]:
        """The joint conditions, from the most urgent level on. A content whose rules cover no gap between them has no such file."""
        if "joint.toml" not in self.files:
            return {}
        file = self.under("joint.toml")[0].top()
        found = {level: file.sub(level) for level in LEVELS[:-1] if level in file.data}
        joint = {level: table.condition("when", vocabulary) for level, table in found.items()}
        for table in (*found.values(), file):
            table.done()
        return joint

    def _care_tables(self, top: Table) -> list[Table]:
        """The care items in the order of the files that the pathway names. A file that it does not name is reported as unread."""
        named = [f"care/{name}.toml" for name in top.texts("care")]
        for name in named:
            if name not in self.files:
                top.report("care", f'there is no "{name}"', "name the files of care/ without .toml", name[5:-5])
        return [table for name in named if name in self.files for table in self.all_tables(name)]

    def _screen(self, table: Table) -> Screen:
        screen = read.screen(table)
        self.tables["screen", screen.id] = table
        table.done()
        return screen

    def _countries(self) -> dict[str, Country]:
        countries: dict[str, Country] = {}
        for file in self.under("services"):
            table = file.top()
            country = read_evidence.country(table)
            table.done()
            countries[country.code] = country
            self.tables["country", country.code] = table
        return countries

    def _words(self) -> dict[str, str]:
        words: dict[str, str] = {}
        for file in self.under("words/en.toml"):
            for table in file.tables():
                self.tables["words", table.id] = table
                words |= {f"{table.id}.{key}": table.text(key) for key in table.data}
        return words


def conditions(
    matrix: Mapping[str, Row],
    care: Mapping[str, CareItem],
    causes: Mapping[str, Cause],
    recovery: Mapping[str, Topic],
    sooner_if: Sequence[Sooner],
) -> dict[str, Node]:
    """Every condition that is not a rule, under the name by which care asks for it."""
    named: dict[str, Node | None] = {}
    for row in matrix.values():
        named[f"row {row.id}"] = row.when
    for item in care.values():
        named |= {f"picture {item.id} {n}": picture.when for n, picture in enumerate(item.pictures)}
    for cause in causes.values():
        named[f"cause {cause.id} fits"] = cause.fits_when
        named[f"cause {cause.id} possible"] = cause.possible_when
        named[f"cause {cause.id} ruled out"] = cause.ruled_out_when
        named |= {f"cause {cause.id} why {n}": said.when for n, said in enumerate(cause.why)}
        named |= {f"cause {cause.id} against {n}": said.when for n, said in enumerate(cause.against)}
    for topic in recovery.values():
        named[f"topic {topic.id}"] = topic.when
        named[f"topic {topic.id} within"] = topic.within
    for n, sooner in enumerate(sooner_if):
        named[f"sooner {n} when"], named[f"sooner {n} unless"] = sooner.when, sooner.unless
    return {name: node for name, node in named.items() if node is not None}
