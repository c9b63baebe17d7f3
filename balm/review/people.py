"""People to try a pathway on: drawn by a seed, and one or more on each side of every edge of every rule.

Nobody here is a share of anything: these are people of whom rules speak, drawn far more often than they occur.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from random import Random

from balm.care.case import Case
from balm.pathway.model import Pathway
from balm.rules.evaluate import evaluate
from balm.rules.kinds import NOT_SURE, Answer, Choice, Kind, Number
from balm.rules.nodes import All, Any, Between, Compare, Named, Node, Not, OneOf, Value, Yes, walk

Answers = dict[str, Value]
_MOST = 12
"""Ways kept of making one condition true; the rest say the same with other numbers."""


def drawn(pathways: Sequence[Pathway], count: int, seed: int) -> Iterator[Case]:
    """So many people, the first half with every question answered (what is not drawn is clear), the other half with only some.

    Each begins with one to three of the ways in which a rule or a definition of the pathways is true, or nearly true; some other
    answers are added at random, and one in twenty is "not sure". The same seed draws the same people.
    """
    random, kinds, ways = Random(seed), _kinds(pathways), _ways(pathways)  # noqa: S311 - drawing people, not keys
    names = sorted(kinds)
    for n in range(count):
        complete = n < count / 2
        answers: dict[str, Answer] = {}
        for way in random.choices(ways, k=random.choice((1, 1, 1, 2, 3))):
            answers |= way
        for name in [name for name in answers if random.random() < 0.2]:
            answers[name] = _value(kinds[name], random)
        for name in random.sample(names, random.choice((0, 1, 2, 4))):
            answers[name] = _value(kinds[name], random)
        if not complete and random.random() < 0.5:  # somebody who has come far, with few questions left
            open_ = set(random.sample(names, random.choice((0, 1, 3, 10, 40))))
            clear = {name: finding.clear for one in pathways for name, finding in one.findings.items() if name not in open_}
            answers = {**clear, **answers}
        doubts = [name for name in answers if random.random() < 0.05] if len(answers) < 20 else random.sample(names, random.choice((0, 1)))
        yield Case(answers | dict.fromkeys(doubts, NOT_SURE), assume_clear=complete)


def at_the_edges(pathways: Sequence[Pathway], only: str = "") -> Iterator[Case]:
    """For each way in which a rule is true (with `only`, that rule): the person of whom just this is so, and for each of its answers the
    same person with every value that a threshold of any pathway sets apart. Each twice: the rest clear, and the rest unanswered."""
    kinds, edges = _kinds(pathways), _edges(pathways)
    seen: set[tuple[tuple[str, Value], ...]] = set()
    for pathway in pathways:
        for rule in pathway.rules.values():
            if only in ("", rule.id):
                for way in _alone(pathway, rule.when, kinds):
                    for answers in [way, *({**way, name: value} for name in way for value in sorted(edges.get(name, ()), key=str))]:
                        if (key := tuple(sorted(answers.items()))) not in seen:
                            seen.add(key)
                            yield Case(answers, assume_clear=True)
                            yield Case(answers)


def _alone(pathway: Pathway, node: Node, kinds: Mapping[str, Kind]) -> Iterator[Answers]:
    """The ways in which each alternative is true; and where that makes another true too, those ways again with the other one untrue."""
    alternatives = _alternatives(node)
    clear = {finding.id: finding.clear for finding in pathway.findings.values()}
    for own in alternatives:
        for way in ways_to(own, True, kinds, pathway.meanings):
            yield way
            apart = [way]
            for other in alternatives:
                if other is not own and evaluate(other, clear | way, pathway.meanings):
                    untrue = ways_to(other, False, kinds, pathway.meanings)
                    apart = [{**one, **more} for one in apart for more in untrue if _agree(one, more)][:_MOST]
            yield from apart


def _alternatives(node: Node) -> list[Node]:
    """Conditions without an "or" of their own, any of which is enough: (a or b) and c is a and c, or b and c."""
    if isinstance(node, Any):
        return [one for part in node.parts for one in _alternatives(part)]
    if isinstance(node, All):
        return [All(parts) for parts in product(*map(_alternatives, node.parts))]
    return [node]


def ways_to(
    node: Node, sign: bool, kinds: Mapping[str, Kind], meanings: Mapping[str, Node], turns: Mapping[str, set[Value]] | None = None
) -> list[Answers]:
    """Some answers, each of which makes the node true (or, with `sign` false, untrue): the values nearest to where it turns.

    `turns`: the values to choose from for each finding; by default those near the numbers in the node itself.
    """
    turns = _turns(node, kinds, meanings) if turns is None else turns
    match node:
        case Yes(finding):
            return [{finding: sign}]
        case Compare(finding) | OneOf(finding) | Between(finding):
            near = _values(node, kinds[finding])
            values = [*near, *sorted((value for value in turns[finding] if value not in near), key=str)]
            return [{finding: value} for value in values if _is(node, value) is sign][:_MOST]
        case Named(name):
            return ways_to(meanings[name], sign, kinds, meanings, turns)
        case Not(part):
            return ways_to(part, not sign, kinds, meanings, turns)
        case All(parts) | Any(parts):
            each = [ways_to(part, sign, kinds, meanings, turns) for part in parts]
            if isinstance(node, Any) is sign:
                return [way for ways in each for way in ways]
            together: list[Answers] = [{}]
            for ways in each:
                together = [{**one, **way} for one in together for way in ways if _agree(one, way)][:_MOST]
            return together


def _agree(one: Answers, other: Answers) -> bool:
    """Whether the two say the same of what both speak of."""
    return all(one.get(name, value) == value for name, value in other.items())


def _turns(node: Node, kinds: Mapping[str, Kind], meanings: Mapping[str, Node]) -> dict[str, set[Value]]:
    """Of each finding that the node compares, through its definitions too, the values near to where it turns."""
    found: dict[str, set[Value]] = {}
    for part in walk(node):
        if isinstance(part, Compare | OneOf | Between):
            found.setdefault(part.finding, set()).update(_values(part, kinds[part.finding]))
        elif isinstance(part, Named):
            for name, values in _turns(meanings[part.name], kinds, meanings).items():
                found.setdefault(name, set()).update(values)
    return found


def _is(node: Compare | OneOf | Between, value: Value) -> bool:
    return evaluate(node, {node.finding: value}, {}) is True


def _values(node: Compare | OneOf | Between, kind: Kind) -> list[Value]:
    """The values on both sides of each turn of the comparison, inside the kind's range; of a choice, all."""
    if isinstance(kind, Choice):
        return list(kind.choices)
    if not isinstance(kind, Number):
        return [True, False]
    turns = [node.low, node.high] if isinstance(node, Between) else [node.value] if isinstance(node, Compare) else []
    step = 10**-kind.decimals
    near = {_tidy(turn + n * step) for turn in turns if not isinstance(turn, str) for n in (-1, 0, 1)}
    return [value for value in sorted(near) if kind.low <= value <= kind.high]


def _tidy(value: int | float) -> int | float:
    value = round(value, 1)
    return int(value) if value == int(value) else value


def _edges(pathways: Sequence[Pathway]) -> dict[str, set[Value]]:
    """Every value of a finding that some condition of a pathway sets apart from the next."""
    found: dict[str, set[Value]] = {}
    for pathway in pathways:
        nodes = [*pathway.meanings.values(), *(f.asked_when for f in pathway.findings.values() if f.asked_when is not None)]
        for node in nodes:
            for name, values in _turns(node, pathway.kinds, pathway.meanings).items():
                found.setdefault(name, set()).update(values)
            found.update({part.finding: {True, False} for part in walk(node) if isinstance(part, Yes)})
    return found


def _kinds(pathways: Sequence[Pathway]) -> dict[str, Kind]:
    """The kinds of all their findings; where two disagree, the last has it, and who cannot read an answer leaves it out."""
    return {name: kind for pathway in pathways for name, kind in pathway.kinds.items()}


def _ways(pathways: Sequence[Pathway]) -> list[Answers]:
    kinds = _kinds(pathways)
    return [way for pathway in pathways for node in pathway.meanings.values() for way in ways_to(node, True, kinds, pathway.meanings)]


def _value(kind: Kind, random: Random) -> Value:
    if isinstance(kind, Choice):
        return random.choice(kind.choices)
    if isinstance(kind, Number):
        low, high = (round(end * 10**kind.decimals) for end in (kind.low, kind.high if random.random() < 0.3 else min(kind.high, 45)))
        return _tidy(random.randint(low, high) / 10**kind.decimals)
    return random.random() < 0.5
