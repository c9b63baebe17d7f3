"""Reading TOML tables key by key, so that every mistake is reported at its place and none hides another.

A reader never raises for a mistake in the content: it notes the problem and goes on with an empty value, and `load` refuses the whole
at the end with everything that was noted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any as Anything
from typing import TypeVar

from balm.errors import ContentProblem, RuleRefused, nearest
from balm.rules.check_kinds import check_kinds
from balm.rules.kinds import Kind
from balm.rules.nodes import All, Any, Node
from balm.rules.parse import parse

T = TypeVar("T", bound=str)
_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(#.*)?$")
NOTHING: Node = All(())
"""Stands where a condition was refused; content with problems is never used, so nobody evaluates it."""


class ContentFile:
    """One TOML file: its text, its data, and where things stand in it."""

    def __init__(self, name: str, text: str, problems: list[ContentProblem]) -> None:
        self.name, self.text, self.problems = name, text, problems
        self.data: dict[str, Anything] = {}
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            line, column = (int(found[1]), int(found[2])) if found else (len(text.splitlines()), 1)
            self.report(line, column, re.sub(r" \(at .*\)", "", str(error)), "see https://toml.io for how TOML is written")

    def report(self, line: int, column: int, problem: str, hint: str = "") -> None:
        self.problems.append(ContentProblem(self.name, line, column, problem, hint))

    def top(self) -> Table:
        return Table(self, (), self.data)

    def tables(self) -> Iterator[Table]:
        """Every table of the top level, in order. A key that is not a table is reported."""
        for key, value in self.data.items():
            if isinstance(value, dict):
                yield Table(self, (key,), value)
            else:
                self.report(*self.place((), key), f'"{key}" stands outside a table', "put it under a [name]")

    def place(self, path: Sequence[str | int], key: str = "", snippet: str = "") -> tuple[int, int]:
        """Line and column of a table, of a key in it, or of a text after that key; the nearest that can be found."""
        lines = self.text.splitlines()
        start, end = self._section(lines, path)
        line = start
        if key:
            word = re.compile(rf'^\s*"?{re.escape(key)}"?\s*[=.]')
            inline = re.compile(rf'[{{,]\s*"?{re.escape(key)}"?\s*=')
            line = next((n for n in range(start, end) if word.match(lines[n])), start)
            if line == start:
                line = next((n for n in range(start, end) if inline.search(lines[n])), start)
        if snippet:
            for n in range(line, len(lines) if not path else end):
                if (column := lines[n].find(snippet)) >= 0:
                    return n + 1, column + 1
        return line + 1, 1

    def _section(self, lines: list[str], path: Sequence[str | int]) -> tuple[int, int]:
        """First and last line (from 0) of the deepest table on the path that has a header of its own."""
        headers = [(n, m[2].replace('"', "").replace(" ", ""), len(m[1])) for n, text in enumerate(lines) if (m := _HEADER.match(text))]
        for depth in range(len(path), 0, -1):
            names = [str(part) for part in path[:depth] if isinstance(part, str)]
            index = path[depth - 1] if isinstance(path[depth - 1], int) else 0
            found = [n for n, name, _ in headers if name == ".".join(names)]
            if found:
                start = found[min(int(index), len(found) - 1)]
                return start, next((n for n, _, _ in headers if n > start), len(lines))
        return 0, len(lines) if not headers or path else headers[0][0]


class Vocabulary:
    """What conditions may speak of: the kinds of the findings, and the definitions read so far."""

    def __init__(self, kinds: Mapping[str, Kind], definitions: Mapping[str, Node] | None = None) -> None:
        self.kinds = kinds
        self.definitions: dict[str, Node] = dict(definitions or {})


class Table:
    """One table. Each method takes one key; `done` reports the keys that nobody asked for."""

    def __init__(self, file: ContentFile, path: tuple[str | int, ...], data: Mapping[str, Anything]) -> None:
        self.file, self.path, self.data = file, path, data
        self._asked: set[str] = set()

    @property
    def id(self) -> str:
        return str(self.path[-1]) if self.path else ""

    def report(self, key: str, problem: str, hint: str = "", snippet: str = "") -> None:
        self.file.report(*self.file.place(self.path, key, snippet), problem, hint)

    def has(self, key: str) -> bool:
        return key in self.data

    def _get(self, key: str, kinds: tuple[type, ...], what: str, default: Anything) -> Anything:
        self._asked.add(key)
        if key not in self.data:
            if default is None:
                near = nearest(key, [k for k in self.data if k not in self._asked])
                self.report("", f'{self.id or "the file"} has no "{key}"', near.replace("did you mean", "or is it") or f"add {key} = ...")
            return default
        value = self.data[key]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.report(key, f'"{key}" is not {what}', f"write {what}")
            return default
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and must not be empty."""
        value = self._get(key, (str,), "a text in quotes", default)
        if key in self.data and value == "" and default is None:
            self.report(key, f'"{key}" is empty', "write it")
        return value or ""

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._get(key, (list,), "a list of texts", default)
        if isinstance(value, list) and not all(isinstance(item, str) and item for item in value):
            self.report(key, f'"{key}" holds something that is not a text', "write texts in quotes")
            return ()
        return tuple(value or ())

    def choice(self, key: str, options: Sequence[T], default: T | None = None) -> T:
        value = self._get(key, (str,), "one of: " + ", ".join(options), default)
        if value is not None and value not in options:
            near = nearest(value, options)
            self.report(key, f'"{value}" cannot be the {key} of {self.id}', near or "write one of: " + ", ".join(options))
        return value if value in options else options[0]

    def whole(self, key: str, default: int | None = None) -> int:
        return self._get(key, (int,), "a whole number", default) or 0

    def number(self, key: str) -> int | float:
        return self._get(key, (int, float), "a number", None) or 0

    def flag(self, key: str, default: bool) -> bool:
        return bool(self._get(key, (bool,), "true or false", default))

    def flag_or_none(self, key: str) -> bool | None:
        return self.flag(key, False) if key in self.data else None

    def value(self, key: str) -> Anything:
        self._asked.add(key)
        return self.data.get(key)

    def sub(self, key: str) -> Table:
        """The table under the key; an empty one when it is not there."""
        data = self._get(key, (dict,), "a table", {})
        return Table(self.file, (*self.path, key), data or {})

    def subs(self, key: str) -> tuple[Table, ...]:
        """The tables in the list under the key."""
        data = self._get(key, (list,), "a list of tables", []) or []
        if not all(isinstance(item, dict) for item in data):
            self.report(key, f'"{key}" holds something that is not a table', "write { ... }")
            return ()
        return tuple(Table(self.file, (*self.path, key, n), item) for n, item in enumerate(data))

    def mapping(self, key: str) -> dict[str, str]:
        """A table of texts."""
        data = self._get(key, (dict,), "a table of texts", {}) or {}
        if not all(isinstance(item, str) and item for item in data.values()):
            self.report(key, f'"{key}" holds something that is not a text', "write texts in quotes")
            return {}
        return dict(data)

    def alternatives(self, key: str) -> tuple[str, ...]:
        """The texts of a condition: one, or a list of which any one is enough."""
        value = self._get(key, (str, list), "a condition, or a list of conditions", None)
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return tuple(value)
        if isinstance(value, list):
            self.report(key, f'"{key}" holds something that is not a condition', "write conditions in quotes")
        return (value,) if isinstance(value, str) else ()

    def condition(self, key: str, vocabulary: Vocabulary) -> Node:
        texts = self.alternatives(key)
        nodes = tuple(self._parse(key, text, vocabulary) for text in texts)
        return nodes[0] if len(nodes) == 1 else Any(nodes) if nodes else NOTHING

    def condition_or_none(self, key: str, vocabulary: Vocabulary) -> Node | None:
        return self.condition(key, vocabulary) if key in self.data else None

    def _parse(self, key: str, text: str, vocabulary: Vocabulary) -> Node:
        try:
            return check_kinds(parse(text), vocabulary.kinds, vocabulary.definitions)
        except RuleRefused as refusal:
            line, column = self.file.place(self.path, key, text.splitlines()[0] if text.strip() else "")
            offset = column - 1 if refusal.line == 1 else 0
            self.file.report(line + refusal.line - 1, offset + refusal.column, refusal.problem, refusal.hint)
            return NOTHING

    def done(self) -> None:
        for key in self.data:
            if key not in self._asked:
                self.report(key, f'"{key}" means nothing here', nearest(key, frozenset(self._asked)) or "leave it out")
