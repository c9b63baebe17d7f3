"""The pathway's rules as one DMN 1.3 decision table, for those who run their rules in an engine of their own.

One row for each way in which a rule can hold, the most urgent first, and the first row that matches wins (hit policy FIRST). Every engine
that was tried has it, and it also says which rule it was; PRIORITY would give the same level, but some engines lack it.
Every test names values that must be there: none is a "not". So an input that is null matches no test, and fewer answers never make a more
urgent level. The last row, self_care, tests every input, so that it needs an answer to each.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any as Anything

from balm.pathway.model import LEVELS, Finding, Pathway, SameAs
from balm.rules.kinds import Choice, Kind, Number
from balm.rules.nodes import Value
from balm.rules.to_rows import Row, Span, Words, to_rows

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DECISION = "urgency"
_TYPES = {"yes_no": "boolean", "number": "number", "choice": "string"}
_ABOUT = (
    "How urgently to get help, from {count} answers. Version {version}, digest {digest}. {reviewed}",
    "The table is for complete answers. The first row that matches says the level, and only answers that are there match. So a null "
    "input makes a lower bound: the true level may be more urgent, and no result means that nothing was found yet, never that all is well. "
    "self_care needs every answer.",
    'The answer "not sure" is not expressed. A null may stand in for it, and then the table says less than the pathway does.',
    "Where a question is not asked, its input has the value that its description gives.",
)


def dmn(content: Mapping[str, Anything], pathway: Pathway) -> str:
    """The XML text. `content` is what the companion says, in the reader's language: it gives the rules' titles and the questions.

    The decision `urgency` gives `level`, one of the five, and `rule`, the id of the first rule that holds ("none" at self_care).
    """
    names = columns(pathway)
    said = {finding["id"]: finding["question"] or finding["label"] for finding in content["findings"]}
    titles = {rule["id"]: f"{rule['id']}: {rule['title']}" for rule in content["rules"]}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        _open("definitions", xmlns=NAMESPACE, id="balm", name=pathway.title, namespace=f"urn:balm:pathway:{pathway.id}", exporter="Balm"),
        _text("description", _about(pathway, len(names))),
        _open("itemDefinition", id="type_judgement", name="judgement"),
        f'<itemComponent id="type_level" name="level"><typeRef>string</typeRef><allowedValues>{_LEVELS}</allowedValues></itemComponent>',
        '<itemComponent id="type_rule" name="rule"><typeRef>string</typeRef></itemComponent>',
        "</itemDefinition>",
        *(line for name in names for line in _input_data(pathway, pathway.findings[name], said[name])),
        _open("decision", id=DECISION, name=DECISION),
        _empty("variable", name=DECISION, typeRef="judgement"),
        *(f"<informationRequirement>{_empty('requiredInput', href=f'#data_{name}')}</informationRequirement>" for name in names),
        *_table(pathway, names, titles),
        "</decision>",
        "</definitions>",
        "",
    ]
    return "\n".join(lines)


def _about(pathway: Pathway, count: int) -> str:
    reviewed = "Clinicians have signed all of it." if pathway.reviewed else "No clinician has reviewed it."
    return "\n".join(_ABOUT).format(count=count, version=pathway.version, digest=pathway.digest, reviewed=reviewed)


def _table(pathway: Pathway, names: list[str], titles: Mapping[str, str]) -> Iterator[str]:
    kinds = pathway.kinds
    yield _open("decisionTable", id="table", hitPolicy="FIRST")
    for name in names:
        expression = f'<inputExpression typeRef="{_TYPES[kinds[name].name]}">{_cell(name)}</inputExpression>'
        yield f'<input id="in_{name}">{expression}</input>'
    yield f'<output id="out_level" name="level" typeRef="string"><outputValues>{_LEVELS}</outputValues></output>'
    yield '<output id="out_rule" name="rule" typeRef="string"/>'
    for number, (level, rule, row) in enumerate(rows(pathway), 1):
        cells = [f"<inputEntry>{_cell(unary(row[name], kinds[name]) if name in row else '-')}</inputEntry>" for name in names]
        cells += [f"<outputEntry>{_cell(_string(said))}</outputEntry>" for said in (level, rule)]
        about = _text("description", titles.get(rule, "Every input has an answer, and no rule holds."))
        yield _open("rule", id=f"row_{number}_{rule}") + about + "".join(cells) + "</rule>"
    yield "</decisionTable>"


def columns(pathway: Pathway) -> list[str]:
    """The findings that some rule reads, in the order in which the rows first test them: the most urgent rules' first."""
    return list(dict.fromkeys(name for _, _, row in _rule_rows(pathway) for name in row))


def rows(pathway: Pathway) -> Iterator[tuple[str, str, Row]]:
    """The table: level, rule and tests, the most urgent first. The last is ("self_care", "none", a test of every column)."""
    yield from _rule_rows(pathway)
    yield "self_care", "none", {name: _anything(pathway.kinds[name]) for name in columns(pathway)}


def _rule_rows(pathway: Pathway) -> Iterator[tuple[str, str, Row]]:
    for rule in pathway.rules.values():
        for row in to_rows(rule.when, pathway.meanings, pathway.kinds):
            yield rule.urgency, rule.id, row


def unary(test: Words | Span, kind: Kind) -> str:
    """The test as a FEEL unary test: `"a", "b"`, `true`, `>= 2`, `[2..4]`. A number with decimals is written with one: `>= 38.0`."""
    if isinstance(test, Words):
        return ", ".join(_literal(word, kind) for word in test.of)
    (low, above), (high, below) = test.low, test.high
    if low == high:
        return _literal(low, kind)
    if high == math.inf:
        return f"{'>' if above else '>='} {_literal(low, kind)}"
    if low == -math.inf:
        return f"{'<' if below else '<='} {_literal(high, kind)}"
    return f"{'(' if above else '['}{_literal(low, kind)}..{_literal(high, kind)}{')' if below else ']'}"


def _anything(kind: Kind) -> Words | Span:
    if isinstance(kind, Number):
        return Span((kind.low, 0), (kind.high, 0))
    return Words(kind.choices if isinstance(kind, Choice) else (True, False))


def _input_data(pathway: Pathway, finding: Finding, question: str) -> Iterator[str]:
    kind = finding.kind
    values = f"{kind.low} to {kind.high} {kind.unit}".strip() if isinstance(kind, Number) else unary(_anything(kind), kind)
    about = f"{question}\n{values}"
    if finding.asked_when is not None:
        asked = " or ".join(_feel(row, pathway) for row in to_rows(finding.asked_when, pathway.meanings, pathway.kinds))
        about += f"\nAsked when {asked}. Else its value is {_otherwise(finding)}."
    yield _open("inputData", id=f"data_{finding.id}", name=finding.id) + _text("description", about)
    yield _empty("variable", name=finding.id, typeRef=_TYPES[kind.name]) + "</inputData>"


def _feel(row: Row, pathway: Pathway) -> str:
    return " and ".join(f"{name} in ({unary(test, pathway.kinds[name])})" for name, test in row.items())


def _otherwise(finding: Finding) -> str:
    if isinstance(finding.otherwise, SameAs):
        return f"that of {finding.otherwise.finding}"
    assert finding.otherwise is not None
    return _literal(finding.otherwise, finding.kind)


def _literal(value: Value, kind: Kind) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    return repr(float(value) if isinstance(kind, Number) and kind.decimals else value)


def _string(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _open(tag: str, **attributes: str) -> str:
    return f"<{tag}" + "".join(f' {name}="{escape(value)}"' for name, value in attributes.items()) + ">"


def _empty(tag: str, **attributes: str) -> str:
    return _open(tag, **attributes)[:-1] + "/>"


def _text(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text, quote=False)}</{tag}>"


def _cell(text: str) -> str:
    return _text("text", text)


_LEVELS = _cell(", ".join(map(_string, LEVELS)))
