"""A toy vocabulary, and one call that runs a condition on both forms: the naive reference and the compiled one."""

from __future__ import annotations

from collections.abc import Mapping

from balm.rules.check_kinds import check_kinds
from balm.rules.evaluate import Truth, evaluate
from balm.rules.kinds import NOT_SURE, Answer, Choice, Kind, Number, YesNo
from balm.rules.nodes import Node
from balm.rules.parse import parse
from balm.rules.to_python import to_python
from balm.rules.unknown import ALWAYS, NEVER

KINDS: dict[str, Kind] = {
    "a": YesNo(),
    "b": YesNo(),
    "pain": Number(0, 10),
    "warmth": Number(33, 43, 1, "celsius"),
    "flow": Choice(("none", "spots", "heavy")),
}


def read(text: str, definitions: Mapping[str, Node] | None = None) -> Node:
    return check_kinds(parse(text), KINDS, tuple(definitions or ()))


def compiled(node: Node, answers: Mapping[str, Answer], definitions: Mapping[str, Node]) -> Truth:
    """The compiled form's answer: run once with every unknown ALWAYS (possibly true), once with NEVER (surely true)."""
    functions: dict[str, object] = {}
    exec(to_python("run", {"it": node}, definitions, KINDS), functions)
    run = functions["run"]
    assert callable(run)
    known = [answers.get(name) for name in KINDS]
    possibly, surely = (bool(run([fill if v is None or v == NOT_SURE else v for v in known])) for fill in (ALWAYS, NEVER))
    assert possibly or not surely
    return True if surely else None if possibly else False


def truth(text: str, answers: Mapping[str, Answer], definitions: Mapping[str, Node] | None = None) -> Truth:
    """What the text says of the answers. Fails when the two forms do not say the same."""
    node = read(text, definitions)
    said = evaluate(node, answers, definitions or {})
    assert compiled(node, answers, definitions or {}) is said
    return said
