"""How rules and answers are drawn, and the naive twin that the judgement is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from balm.care.case import Case
from balm.pathway.model import LEVELS, Pathway, SameAs
from balm.rules.evaluate import evaluate
from balm.rules.kinds import NOT_SURE, Answer, Choice, Kind, Number
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Yes
from tests.spec.language import KINDS

DEFINITIONS: dict[str, Node] = {"warm": Compare("warmth", ">=", 38), "ill": Any((Yes("a"), Not(Named("warm"))))}


def nodes() -> st.SearchStrategy[Node]:
    numbers = st.integers(0, 10)
    simple: st.SearchStrategy[Node] = st.one_of(
        st.sampled_from(["a", "b"]).map(Yes),
        st.builds(Compare, st.just("pain"), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), numbers),
        st.builds(Compare, st.just("warmth"), st.sampled_from(["<", ">="]), st.integers(330, 430).map(lambda n: n / 10)),
        st.builds(Compare, st.just("flow"), st.sampled_from(["=", "!="]), st.sampled_from(["none", "spots", "heavy"])),
        st.builds(OneOf, st.just("flow"), st.lists(st.sampled_from(["none", "spots", "heavy"]), min_size=1, unique=True).map(tuple)),
        st.tuples(numbers, numbers).map(sorted).map(lambda ends: Between("pain", ends[0], ends[1])),
        st.sampled_from(["warm", "ill"]).map(Named),
    )
    return st.recursive(simple, _joined, max_leaves=12)


def _joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(parts.map(Not), some.map(All), some.map(Any))


def value_of(kind: Kind) -> st.SearchStrategy[Answer]:
    if isinstance(kind, Choice):
        return st.sampled_from(kind.choices)
    if isinstance(kind, Number):
        if kind.decimals:
            return st.integers(int(kind.low * 10), int(kind.high * 10)).map(lambda n: n // 10 if n % 10 == 0 else n / 10)
        return st.one_of(st.integers(int(kind.low), int(kind.high)), st.integers(int(kind.low), min(int(kind.high), 45)))
    return st.booleans()


def toy_answers() -> st.SearchStrategy[dict[str, Answer]]:
    return st.fixed_dictionaries({name: st.one_of(st.none(), st.just(NOT_SURE), value_of(kind)) for name, kind in KINDS.items()})


@st.composite
def answers(draw: st.DrawFn, pathway: Pathway, most: int = 40, unsure: bool = True) -> dict[str, Answer]:
    """Answers to some findings; those that rules of one level share are drawn together more often than chance would."""
    names = draw(st.lists(st.sampled_from(list(pathway.findings)), max_size=most, unique=True))
    doubt = st.just(NOT_SURE) if unsure else st.nothing()
    return {name: draw(st.one_of(value_of(pathway.findings[name].kind), value_of(pathway.findings[name].kind), doubt)) for name in names}


@st.composite
def completions(draw: st.DrawFn, pathway: Pathway, given: Mapping[str, Answer]) -> dict[str, Answer]:
    """All findings answered: those given as they are, most others clear, some drawn, some not sure."""
    rest = {name: finding for name, finding in pathway.findings.items() if name not in given}
    some = st.lists(st.sampled_from(list(rest)), max_size=25, unique=True) if rest else st.just([])
    full = {name: finding.clear for name, finding in rest.items()} | dict(given)
    full |= {name: draw(value_of(rest[name].kind)) for name in draw(some)}
    return full | dict.fromkeys(draw(some)[:6], NOT_SURE)


# --- the naive twin: policy 3 and 8 word by word, over the reference evaluator; slow, and meant to be ---


def holds(node: Node, sign: bool, values: Mapping[str, Answer], meanings: Mapping[str, Node], doubt: Callable[[str], bool]) -> bool:
    """Whether the node (or its denial) is true when every comparison of an unknown finding comes out as `doubt` says of it."""
    match node:
        case Yes(finding) | Compare(finding) | OneOf(finding) | Between(finding):
            value = values[finding]
            if value is None or value == NOT_SURE:
                return doubt(finding)
            return evaluate(node, values, meanings) is sign
        case Named(name):
            return holds(meanings[name], sign, values, meanings, doubt)
        case Not(part):
            return holds(part, not sign, values, meanings, doubt)
        case All(parts) | Any(parts):
            together = all if isinstance(node, All) is sign else any
            return together(holds(part, sign, values, meanings, doubt) for part in parts)


def resolve(pathway: Pathway, case: Case) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """The values after applicability and stand-ins; and the values that a "not sure" would count as if another answer turned out so."""
    values: dict[str, Answer] = {}
    provisional: dict[str, Answer] = {}
    pending = list(pathway.findings.values())
    while pending:
        finding = pending.pop(0)
        given = case.answers.get(finding.id)
        gate = finding.asked_when
        try:
            applies = True if gate is None else evaluate(gate, _Strict(values), pathway.meanings)
            other = values[finding.otherwise.finding] if isinstance(finding.otherwise, SameAs) else finding.otherwise
        except KeyError:
            pending.append(finding)
            continue
        if given is not None:
            values[finding.id] = given
        elif applies is False:
            values[finding.id] = other
        else:
            values[finding.id] = finding.clear if case.assume_clear else None
    for finding in pathway.findings.values():
        counts = finding.not_sure
        if counts is None or counts.value is None or case.answers.get(finding.id) != NOT_SURE:
            continue
        truth = True if counts.when is None else evaluate(counts.when, values, pathway.meanings)
        if truth is True:
            values[finding.id] = counts.value
        elif truth is None and values["feels_hot_or_shivery"] is None:
            provisional[finding.id] = counts.value
    return values, provisional


class _Strict(dict[str, Answer]):
    """Answers that fail, rather than say None, for a finding that was not worked out yet."""

    def get(self, key: str, default: object = None) -> Answer:
        return self[key]


def naive_bounds(pathway: Pathway, case: Case) -> tuple[str | None, str]:
    """(urgency, highest possible), rule by rule, as the policy says it."""
    values, provisional = resolve(pathway, case)
    counted = values | provisional

    def worst(finding: str) -> bool:
        counts = pathway.findings[finding].not_sure
        return values[finding] == NOT_SURE and counts is not None and counts.value is None

    def unsure(finding: str) -> bool:
        return values[finding] == NOT_SURE and not worst(finding)

    def true(rule: Node, source: Mapping[str, Answer], doubt: Callable[[str], bool]) -> bool:
        return holds(rule, True, source, pathway.meanings, lambda finding: worst(finding) or doubt(finding))

    lowest, highest = len(LEVELS), LEVELS.index("self_care")
    for rule in pathway.rules.values():
        rank = LEVELS.index(rule.urgency)
        lower = min(rank + 1, LEVELS.index("soon"))
        if true(rule.when, values, lambda _: False):
            lowest = min(lowest, rank)
        if true(rule.when, counted, unsure):
            lowest = min(lowest, lower)
        if true(rule.when, counted, lambda finding: not unsure(finding)):
            highest = min(highest, rank)
        if true(rule.when, values, lambda _: True):
            highest = min(highest, lower)
    for level, joint in pathway.joint.items():
        if holds(joint, True, values, pathway.meanings, lambda _: False):
            lowest = min(lowest, LEVELS.index(level))
        if holds(joint, True, counted, pathway.meanings, lambda finding: worst(finding) or not unsure(finding)):
            highest = min(highest, LEVELS.index(level))
    lowest = min(lowest, LEVELS.index("self_care")) if highest == LEVELS.index("self_care") else lowest
    return (LEVELS[lowest] if lowest < len(LEVELS) else None), LEVELS[highest]
