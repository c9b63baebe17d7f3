"""What must hold of the pathway for every set of answers: answered, unanswered and "not sure". Each claim is one function and one sentence.

The claims speak of the decisions as they were settled (decisions.toml), and not of the content's own rules, so that an edit of the content
that weakens it is caught.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations, pairwise

import z3

from balm.care.judge import lowered
from balm.care.rough import turning_points
from balm.pathway.model import LEVELS, Pathway, SameAs
from balm.proofs.asking import asks_something
from balm.proofs.care import offered, withheld
from balm.proofs.exact import completes, lower_bound, upper_bound
from balm.proofs.goals import Claim, Exactly, Goal, Goals, Never, Somebody
from balm.proofs.person import Person
from balm.proofs.standing import NO, SELF_CARE, YES, Filled, Run, Standing, filled_in_order
from balm.proofs.stated import Decision, Stated
from balm.proofs.worse import no_better
from balm.rules.nodes import findings_in
from balm.rules.to_smt import Symbol, as_term
from balm.rules.to_text import to_text

CLAIMS: dict[str, Claim] = {}
_RULE_LEVELS = LEVELS[:SELF_CARE]


def _claim(id_: str, sentence: str) -> Callable[[Goals], None]:
    def add(goals: Goals) -> None:
        CLAIMS[id_] = Claim(id_, sentence, goals)

    return add


@_claim(
    "C1", "Every emergency that was decided is an emergency, every urgent sign at least urgent, and so on down, whatever else is answered."
)
def _each_decision_reaches_its_level(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    meanings = settled.meanings
    said, read = Run(p.pathway, _as_said(p.person), meanings), Run(p.pathway, _as_read(p), meanings)
    for one in settled.decisions:
        so = z3.Or(said.of(one.when).yes, read.of(one.when).yes)
        wanted = f'at least "{one.urgency}"'
        yield Never(f"{one.id} {one.name}", z3.And(so, z3.Not(p.at_least(one.urgency))), (p.person,), wanted, (one.id,))


@_claim("doubt", 'What only "not sure" leaves undecided counts one level lower, and never as "no".')
def _a_doubt_counts_one_level_lower(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    left_open = Run(p.pathway, _as_doubted(p), settled.meanings)
    for one in settled.decisions:
        level = LEVELS[lowered(LEVELS.index(one.urgency))]
        wrong = z3.And(left_open.of(one.when).yes, z3.Not(p.at_least(level)))
        yield Never(f"{one.id} {one.name}", wrong, (p.person,), f'at least "{level}"', (one.id,))
    for name in p.pathway.findings:
        decided, wanted = _as_was_decided(p, name, settled)
        yield Never(f"{name}, not sure", z3.And(p.person.said[name].unsure, z3.Not(decided)), (p.person,), wanted)


@_claim("rules", "Each rule is surely true, and possibly true, of exactly those of whom its decision is; and there is no other rule.")
def _each_rule_is_its_decision(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    surely, perhaps = Run(p.pathway, _as_read(p), settled.meanings), Run(p.pathway, _as_open(p), settled.meanings)
    for one in settled.decisions:
        rule = p.pathway.rules.get(one.id)
        wanted = f'"{one.urgency}" whenever it was decided so, and only then'
        if rule is None or rule.urgency != one.urgency:
            yield Never(f"{one.id} {one.name}, its level", YES, (p.person,), wanted, (one.id,))
            continue
        differs = z3.Or(p.sure[one.id].yes != surely.of(one.when).yes, p.possible[one.id].yes != perhaps.of(one.when).yes)
        yield Never(f"{one.id} {one.name}", differs, (p.person,), wanted, (one.id,))
    for rule_id in set(p.pathway.rules) - {one.id for one in settled.decisions}:
        yield Never(f"{rule_id}, which nobody decided", YES, (p.person,), "no such rule", (rule_id,))


@_claim("no_more", "Nobody who answered everything is told a level that no decision asks for.")
def _no_level_without_a_decision(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    read = Run(p.pathway, _as_read(p), settled.meanings)
    for rank, level in enumerate(_RULE_LEVELS):
        so = z3.Or([read.of(one.when).yes for one in settled.decisions if LEVELS.index(one.urgency) <= rank])
        wrong = z3.And(p.person.sure_of_all, _nothing_left(p), p.at_least(level), z3.Not(so))
        yield Never(level, wrong, (p.person,), f'less than "{level}"')


@_claim("C2", "Making any one sign worse, all else equal as it is read, never lowers the level; nor ever the highest that is possible.")
def _worse_is_never_lower(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    names = p.pathway.findings
    worse = z3.And([_read_no_better(name, p, q) for name in names])
    said_worse = z3.And([_said_no_better(name, p.person, q.person) for name in names])
    for level in _RULE_LEVELS:
        urgency = z3.And(worse, p.at_least(level), z3.Not(q.at_least(level)))
        yield Never(f"urgency, {level}", urgency, (p.person, q.person), f'the second, who is worse, at least "{level}" as the first is')
        highest = z3.And(said_worse, p.may_reach(level), z3.Not(q.may_reach(level)))
        yield Never(f"highest possible, {level}", highest, (p.person, q.person), f'"{level}" still possible for the second, who is worse')


@_claim("C3", "Whatever she still answers, the level never falls below `urgency` and never rises above `highest_possible`.")
def _later_levels_stay_within_the_bounds(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    later = completes(p, q.person)
    for level in _RULE_LEVELS:
        lower = z3.And(later, p.at_least(level), z3.Not(q.at_least(level)))
        yield Never(f"urgency, {level}", lower, (p.person, q.person), f'the second, who answered more, at least "{level}" still')
        higher = z3.And(later, q.may_reach(level), z3.Not(p.may_reach(level)))
        yield Never(f"highest possible, {level}", higher, (p.person, q.person), f'"{level}" called possible of the first')


@_claim(
    "C4", "Every complete set of answers has exactly one level; an emergency offers nothing but help, every other level something to do."
)
def _one_level_and_something_to_do(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    person = p.person
    two = [z3.And(p.says(level), p.says(other)) for level, other in combinations(LEVELS, 2)]
    one = z3.And(z3.Or([p.says(level) for level in LEVELS]), z3.Not(z3.Or(two)))
    yield Never("one level", z3.And(person.answered_all, z3.Not(one)), (person,), "exactly one level")
    care = p.pathway.care.values()
    something = z3.Or([z3.Not(withheld(p, item)) for item in care])
    yield Never("nothing at an emergency", z3.And(p.at_least("emergency"), something), (person,), "every care item withheld")
    nothing = z3.And(person.answered_all, z3.Not(p.at_least("emergency")), *[z3.Not(offered(p, item)) for item in care])
    yield Never("something below it", nothing, (person,), "a care item that is offered")


@_claim("C5", "Self-care is never said while an answer that is left could raise the level.")
def _self_care_only_when_settled(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    wrong = z3.And(p.self_care, completes(p, q.person), z3.Not(q.self_care))
    yield Never("self-care", wrong, (p.person, q.person), "no self-care said of the first, since the second is she, later")


@_claim("C6", "Back pain that has lasted 14 days or more is never self-care.")
def _the_two_week_rule(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    pain, days = p.person.said["back_pain"], p.person.said["pain_days"]
    so = z3.And(pain.answered, pain.value >= 1, days.answered, days.value >= 14)
    yield Never("two weeks", z3.And(so, z3.Not(p.at_least("soon"))), (p.person,), 'at least "soon"')


@_claim("C7", "Unbearable pain is at least urgent, as the leaflet that Balm started from says.")
def _the_leaflets_own_rule(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    pain = p.person.said["pain_unbearable"]
    yield Never("unbearable", z3.And(pain.answered, pain.value, z3.Not(p.at_least("urgent"))), (p.person,), 'at least "urgent"')


@_claim("C8", "No care item is offered where the matrix says avoid, whatever she still answers; and where that is known, it is withheld.")
def _nothing_harmful_is_offered(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    later = Run(q.pathway, _as_read(q), settled.meanings)
    known = Run(p.pathway, _symbols(p, lambda one: one.known, lambda _: NO), settled.meanings)
    on_from_here, care = completes(p, q.person), p.pathway.care
    for row in settled.avoid:
        so = later.of(row.when).yes
        for item in row.items:
            wrong = z3.And(offered(p, care[item]), on_from_here, so)
            yield Never(f"{item}, {row.name}", wrong, (p.person, q.person), f"{item} not offered: {row.name}")
            if row.withheld:
                shown = z3.And(known.of(row.when).yes, z3.Not(withheld(p, care[item])))
                yield Never(f"{item} withheld, {row.name}", shown, (p.person,), f"{item} withheld: {row.name}")
    for level, items in settled.avoid_from.items():
        for item in items:
            yield Never(
                f"{item}, {level}", z3.And(offered(p, care[item]), p.may_reach(level)), (p.person,), f'{item} not offered at "{level}"'
            )
    for item in settled.never_offered:
        yield Never(f"{item}, ever", offered(p, care[item]), (p.person,), f"{item} not offered to anybody")


@_claim("C9", "No rule is dead: of each there is somebody of whom it is the only rule at its level, with none above it.")
def _no_rule_is_dead(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    rules = p.pathway.rules
    for rule in rules.values():
        others = [other.id for other in rules.values() if other is not rule and LEVELS.index(other.urgency) <= LEVELS.index(rule.urgency)]
        alone = z3.And(p.sure[rule.id].yes, *[z3.Not(p.sure[other].yes) for other in others])
        right = z3.And(alone, p.person.answered_all)
        yield Somebody(rule.id, right, (p.person,), "somebody of whom this is the only rule at its level, with none above it", (rule.id,))


@_claim("C10", "No rule depends on a finding that its decision does not mention.")
def _no_rule_looks_elsewhere(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    runs = [(p.sure, q.sure), (p.unsure, q.unsure), (p.reachable, q.reachable), (p.possible, q.possible)]
    for one in settled.decisions:
        if one.id in p.pathway.rules:
            same = z3.And([_same_said(name, p.person, q.person) for name in _mentioned(one, p.pathway, settled)])
            differs = z3.Or([mine[one.id].yes != hers[one.id].yes for mine, hers in runs])
            yield Never(one.id, z3.And(same, differs), (p.person, q.person), f"{one.id} true of both or of neither", (one.id,))


@_claim(
    "C11",
    "`urgency` and `highest_possible` are the lowest and the highest level over all that she may still answer, odd answers among them, and "
    'no looser: the highest always, the lowest for whoever said "not sure" to nothing.',
)
def _the_bounds_are_exact(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    read = Run(p.pathway, _as_read(p))
    for rank, level in enumerate(_RULE_LEVELS):
        if level in p.pathway.joint:
            by_rules = z3.Or([read[rule].yes for rule, at in zip(p.pathway.rules, p.pathway.ranks, strict=True) if at <= rank])
            wrong = z3.And(p.person.answered_all, read.of(p.pathway.joint[level]).yes, z3.Not(by_rules))
            yield Never(f"joint conditions, {level}", wrong, (p.person,), f'a rule that is true at "{level}" or above')
    for level in _RULE_LEVELS:
        lowest, highest = partial(lower_bound, p, q, level), partial(upper_bound, p, q, level)
        yield Exactly(f"lowest, {level}", lowest, (p.person,), f'"{level}" said, as every completion has it')
        yield Exactly(f"highest, {level}", highest, (p.person,), f'"{level}" not called possible, as no completion has it')


@_claim("C12", 'Whoever answers all that she is asked, "not sure" included, gets a level and something to do.')
def _whoever_answers_gets_a_level(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    done = _nothing_left(p)
    yield Never("a level", z3.And(done, p.says(None)), (p.person,), "a level")
    yield Never("settled", z3.And(done, z3.Not(p.settled)), (p.person,), "a settled level")
    idle = z3.And(done, z3.Not(p.at_least("emergency")), *[z3.Not(offered(p, item)) for item in p.pathway.care.values()])
    yield Never("something to do", idle, (p.person,), "a care item that is offered")


@_claim(
    "stop",
    "Wherever she stops, what is shown is at least as urgent as what is surely true (C1), and questions end only when nothing that is "
    "unanswered can raise the level.",
)
def _asking_ends_only_when_settled(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    asked = asks_something(p)
    yield Never("unsettled, and nothing is asked", z3.And(z3.Not(p.settled), z3.Not(asked)), (p.person,), "a question")
    yield Never("settled, and asked on", z3.And(p.settled, asked), (p.person,), "no further question for the level")
    raised = z3.Or([z3.And(q.at_least(level), z3.Not(p.at_least(level))) for level in _RULE_LEVELS])
    yield Never(
        "nothing is asked, and an answer raises it",
        z3.And(z3.Not(asked), completes(p, q.person), raised),
        (p.person, q.person),
        "a question that finds out",
    )


@_claim(
    "signs", "Applicability hides no sign: a finding is left unasked only where that was decided, and then has the value that was decided."
)
def _nothing_else_is_left_unasked(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    run = Run(p.pathway, _symbols(p, lambda one: one.known, lambda _: YES), settled.meanings)
    for name, finding in p.pathway.findings.items():
        left_out = z3.And(p.person.said[name].unanswered, z3.Not(p.asked[name]))
        if name not in settled.asked_only_when:
            yield Never(name, left_out, (p.person,), f"{name} asked, always")
            continue
        when, value = settled.asked_only_when[name]
        yield Never(name, z3.And(left_out, run.of(when).yes), (p.person,), f"{name} asked, while it may apply")
        right = (finding.otherwise.finding if isinstance(finding.otherwise, SameAs) else finding.otherwise) == value
        yield Never(f"{name}, its value", z3.And(left_out, z3.BoolVal(not right)), (p.person,), f"{name} taken as {value}")


@_claim("order", "The order in which she answers does not matter.")
def _order_does_not_matter(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    doubtful = [name for name, finding in p.pathway.findings.items() if finding.not_sure is not None]
    for name, order in (("as they stand", doubtful), ("the other way round", doubtful[::-1])):
        other = filled_in_order(p.person, order)
        differs = z3.Or([_read_otherwise(p.filled[one], other[one]) for one in p.filled])
        yield Never(f'"not sure" read {name}', differs, (p.person,), "every answer read as in any other order")


@_claim("rough", "Of days that are known only roughly, the days that are tried stand for every day that it may be.")
def _rough_days_are_covered(p: Standing, q: Standing, settled: Stated) -> Iterator[Goal]:
    for name, finding in p.pathway.findings.items():
        if not finding.rough:
            continue
        others = z3.And([_same_said(other, p.person, q.person) for other in p.pathway.findings if other != name])
        mine, hers = p.person.said[name], q.person.said[name]
        points = turning_points(p.pathway, name)
        for first, last in pairwise(points):
            if last - first > 1:
                within = [z3.And(one.answered, one.value >= first, one.value <= last) for one in (mine, hers)]
                differs = z3.Or([p.possible[rule].yes != q.possible[rule].yes for rule in p.pathway.rules])
                wrong = z3.And(others, *within, differs)
                yield Never(f"{name} {first} to {last}", wrong, (p.person, q.person), "the same rules true on both days")


def _as_was_decided(p: Standing, name: str, settled: Stated) -> tuple[z3.BoolRef, str]:
    """That "not sure" of the finding is read as was decided, and that in words."""
    read, (value, when) = p.filled[name], settled.not_sure.get(name, (None, None))
    if value is None:
        return read.unsure, f"{name} left in doubt"
    if value == "worst":
        return read.worst, f"{name} taken as whatever makes it the most urgent"
    counts = read.value == as_term(value, p.pathway.kinds[name], name)
    if when is None:
        return z3.And(read.known, counts), f"{name} taken as {value}"
    so = Run(p.pathway, _symbols(p, lambda one: one.known, lambda _: NO), settled.meanings).of(when)
    may = z3.And(read.provisional, counts, z3.Not(so.no))
    as_decided = z3.If(so.yes, z3.And(read.known, counts), z3.Or(read.unsure, may))
    return as_decided, f"{name} taken as {value} when {to_text(when)}, and else left in doubt"


def _nothing_left(p: Standing) -> z3.BoolRef:
    """She has answered all that applies to her."""
    return z3.Not(z3.Or(list(p.asked.values())))


def _symbols(p: Standing, known: Callable[[Filled], z3.BoolRef], says: Callable[[Filled], z3.BoolRef]) -> dict[str, Symbol]:
    return {name: Symbol(p.pathway.kinds[name], known(one), one.value, says(one)) for name, one in p.filled.items()}


def _as_said(person: Person) -> dict[str, Symbol]:
    """Her bare answers: what she did not say, and what she is not sure of, is not known."""
    return {name: Symbol(said.kind, said.answered, said.value, NO) for name, said in person.said.items()}


def _as_read(p: Standing) -> dict[str, Symbol]:
    """Her answers with the values of what does not apply; days that she is not sure of count as the worst they may be."""
    return _symbols(p, lambda one: one.known, lambda one: one.worst)


def _as_open(p: Standing) -> dict[str, Symbol]:
    """Whatever is not known may be so."""
    return _symbols(p, lambda one: one.known, lambda _: YES)


def _as_doubted(p: Standing) -> dict[str, Symbol]:
    """The same, with every "not sure" as if it were so, and every stand-in at its word."""
    return _symbols(p, lambda one: z3.Or(one.known, one.provisional), lambda one: z3.Or(one.unsure, one.worst))


def _read_no_better(name: str, p: Standing, q: Standing) -> z3.BoolRef:
    mine, hers = p.filled[name], q.filled[name]
    same = [getattr(mine, state) == getattr(hers, state) for state in ("known", "unanswered", "unsure", "provisional", "worst")]
    counts = z3.Or(mine.known, mine.provisional)
    return z3.And(*same, z3.Implies(counts, no_better(name, p.pathway, mine.value, hers.value)))


def _said_no_better(name: str, p: Person, q: Person) -> z3.BoolRef:
    mine, hers = p.said[name], q.said[name]
    worse = z3.Implies(mine.answered, no_better(name, p.pathway, mine.value, hers.value))
    return z3.And(mine.answered == hers.answered, mine.unsure == hers.unsure, worse)


def _same_said(name: str, p: Person, q: Person) -> z3.BoolRef:
    mine, hers = p.said[name], q.said[name]
    return z3.And(mine.answered == hers.answered, mine.unsure == hers.unsure, mine.value == hers.value)


def _read_otherwise(mine: Filled, hers: Filled) -> z3.BoolRef:
    states = [getattr(mine, state) != getattr(hers, state) for state in ("known", "unanswered", "unsure", "provisional", "worst")]
    return z3.Or(*states, z3.And(mine.known, mine.value != hers.value))


def _mentioned(one: Decision, pathway: Pathway, settled: Stated) -> frozenset[str]:
    """What the decision mentions, what decides whether that applies, and what "not sure" of it counts by."""
    found: set[str] = set()
    left = set(findings_in(one.when, settled.meanings))
    while left - found:
        name = (left - found).pop()
        found.add(name)
        if name in settled.asked_only_when:
            when, value = settled.asked_only_when[name]
            left |= findings_in(when, settled.meanings) | {name for name in pathway.findings if name == value}
        counts = pathway.findings[name].not_sure
        if counts is not None and counts.when is not None:
            left |= findings_in(counts.when, pathway.meanings)
    return frozenset(found)
