"""What `balm verify` proves, as a page for a clinician or a safety officer: each claim, what was asked, and what it does not cover."""

from __future__ import annotations

from balm import Pathway
from balm.companion.build import made_modules
from balm.proofs.claims import CLAIMS
from balm.proofs.emitted import pairs, texts
from balm.proofs.everything import CLAIM_IDS, EXPRESSIONS, EXPRESSIONS_SENTENCE, TIME
from balm.proofs.goals import Exactly, Goal, Somebody
from balm.proofs.prove import Prover
from balm.proofs.time import SENTENCE

HEAD = """
# What is proved, and what is not

Tests try some people. A *solver* is a program that finds out whether anybody at all could make a statement false. Balm's rules are written
in a language so small that a solver can look at **every set of answers that can be given**: each of the {findings} findings answered with
any value that its question allows, or not answered, or answered "not sure". `balm verify` asks the solver each question on this page.

Each claim ends in one of three ways. *Proved*: there is nobody for whom it fails. *Refuted*: somebody was found, and the smallest such
person is printed: the fewest answers, then values as near to clear as they can be. *Unknown*: the solver gave up. Refuted and unknown
both count as failed.

## What a proof here does not say

- **That the decisions are right.** The rules are held to the decisions as they were settled, which are written down a second time, apart
  from the content, in `balm/proofs/decisions.toml`. No clinician has reviewed those decisions. A sign that nobody thought of is missing
  from both.
- **That the answers are true.** Nothing is shown of whether a question is understood, or a temperature well measured.
- **That anybody does what is advised**, that a number is answered, or that help comes in time.
- **Anything about words.** That a sentence fits its rule, or that a care item's steps are safe, is for readers.
- **The program itself, line by line.** The solver reads formulas that say the same as the program: a twin. Tests hold the two together: of
  thousands of drawn people every rule, level, question and care item comes out alike in both (`tests/proofs/test_standing.py`). A mistake
  that was made in both alike, or that shows in none of the drawn people, would not be seen there. Screens, wording and what is kept on the
  phone are held by other tests.

The claims from C1 to `rough` are proved by one solver, z3. `balm verify --second` puts the same questions to another, cvc5,
which shares no code with it, and the two must agree; of the four lowest and four highest bounds of C11, cvc5 is asked the last step, which
is the proof. A claim that nothing could break would hold nothing: `balm verify --mutants` breaks every rule in every small way, and
`tests/proofs` holds, for each claim, a pathway with one mistake and the person who must be found.

"All that she may still answer" means: what applies to her and is not answered yet gets any answer. What does not apply is not asked.
"""

TOLD: dict[str, tuple[str, str]] = {
    "C1": (
        "One question for each decision: is there anybody of whom the decision is true and who is told less? It is read twice: by her "
        "bare answers, and with the values that questions take which do not apply to her.",
        "That the list of decisions is complete. What she is told more than was decided is the matter of `rules` and `no_more`.",
    ),
    "doubt": (
        'One question for each decision: whoever it is true of, or would be were every "not sure" to speak for it, is told at most one '
        'level less; a doubt of a `soon` stays `soon`. And one for each finding: "not sure" of it is left in doubt, or counts as what was '
        "decided.",
        "Doubts do not add up: ten urgent signs in doubt are still `today`, as one is. Whether one level lower is right is a clinical "
        "judgement. A temperature that was not measured counts as 36.8 °C when she does not feel hot or shivery: that was decided so.",
    ),
    "rules": (
        "One question for each decision: its rule is at its level, surely true of the same people, and possibly true of the same people. "
        "And no rule stands there that nobody decided.",
        "It compares the content with the decisions, not with medicine. Titles and reasons are words.",
    ),
    "no_more": (
        "One question for each level above self-care: is anybody told it of whom no decision of that level or a more urgent one is true?",
        'Only of those who answered all that applies to them, and "not sure" to nothing. How often people without a complication are told '
        "to get help is another matter: [simulation.md](simulation.md).",
    ),
    "C2": (
        "Two people who differ only in that the second has one or more signs worse. Is the second ever told less? Asked for each level, of "
        "the urgency and of the highest level that is possible. Which way is worse is stated apart from the content: choices are listed "
        "from least to worst, less sleep is worse, and a temperature is two signs, above and below 36 °C.",
        "Of the urgency, it compares people to whom the same questions apply and who left the same ones open: a worse sign may bring new "
        "questions, which are then unanswered. Circumstances are neither better nor worse (weeks, management, days since, tests, "
        "anaesthetic, age and the like), so nothing is said of changing those.",
    ),
    "C3": (
        "Two people, the second of whom is the first after she has answered more. Has her level fallen below what was called certain, or "
        "risen above what was called the highest possible? For each level.",
        "Answers that are taken back or changed. That is another person, to whom all the other claims apply.",
    ),
    "C4": (
        "Three questions: has anybody who answered everything no level, or two? Is anything but help offered in an emergency? Is nothing "
        "offered to somebody below it?",
        "That what is offered is enough, or what she would want. The first and the third are asked of those who answered every question "
        "with a value; for the others see C12.",
    ),
    "C5": (
        "Two people, the second of whom is the first after she has answered more: was the first told that she can look after herself, and "
        "the second is not?",
        "What comes tomorrow. Self-care is said of today's answers, with what to look out for; it does not say that nothing is wrong.",
    ),
    "C6": (
        "Is there anybody with back pain of 1 or more, for 14 days or more, whose level is below `soon`?",
        "Pain of which she did not say how long it has lasted: then the level waits for that (C5).",
    ),
    "C7": (
        "Is there anybody whose pain is unbearable and whose level is below `urgent`?",
        "The other sentences of the leaflet that Balm started from. `balm leaflet` goes through them one by one.",
    ),
    "C8": (
        "For each reason to leave a care item and each item that it speaks of: is the item offered to anybody for whom the reason is true, "
        "now or after she has answered more? The reasons are stated again, apart from the matrix.",
        "*Offered* means without anything to settle first. An item with a caution is shown together with what to settle, and what only a "
        "caution is for is no part of this claim. Reasons for which there is no question (such as past addiction or nasal polyps) stand as "
        "a fixed line on the item. Doses and steps are words.",
    ),
    "C9": (
        "For each rule: find somebody who answered everything, of whom it is true and no other rule of its level or above is.",
        "That such people are common. It shows only that no rule could be left out without anybody noticing.",
    ),
    "C10": (
        "For each rule: two people who say the same of all that its decision mentions. Is the rule true of one and not of the other?",
        "What decides whether a question applies, and what \"not sure\" of it counts by, belongs to what is mentioned.",
    ),
    "C11": (
        "For each level: is there anybody of whom every way of going on ends at that level or above, while it is not said yet? And anybody "
        "who is told that it is possible, though no way of going on leads there? Before that: do the joint conditions, which say at once "
        "what several rules cover between them, say nothing that no rule says? They are listed in [pathway.md](pathway.md).",
        'The lower bound is exact for those who said "not sure" to nothing. For the others it is safe (C3), and may be said later than it '
        "could be. Ways of going on are answers with values.",
    ),
    "C12": (
        'Of everybody who has answered all that applies to her, "not sure" wherever she likes: has anybody no level, an unsettled one, or, '
        "where it is self-care, nothing to do?",
        "That she gets to the end, and how long that takes.",
    ),
    "stop": (
        "Three questions: is nothing asked while the level could still change? Is something asked although it cannot? And where nothing is "
        "asked, is there an answer that would raise it? They hold of every set of answers, so also after any screens in any order.",
        "It speaks of the questions for the level. Those that are asked only for causes, for what is usual and for care may go on. Which "
        "screen comes first is not proved.",
    ),
    "signs": (
        "For each finding: is there anybody to whom it is not put, other than where that was decided? And does it then have the value that "
        "was decided?",
        "Whether the decision to leave a question out was right: nobody is asked for clots who says that she does not bleed.",
    ),
    "order": (
        'Findings of which "not sure" counts as something are read one after the other, in both orders, and all at once. Is anything read '
        "otherwise? All else that is judged is judged from the answers alone, whatever their order.",
        "What she changes later. And she may answer otherwise when she is asked in another order.",
    ),
    "rough": (
        '"About a week" is a range of days. Between the days at which some rule turns, are the same rules possible on '
        "each day? Then it is enough to try those, and the one with the highest level is taken.",
        "Days that do not lie in the range that she gave. Rows of the matrix are judged by the day that is taken: the earliest of those "
        "that lead to the same level.",
    ),
    TIME: (
        "The measures of the diary are stated again as formulas and z3 is asked of every row of days; the code itself is then held to the "
        "formulas, and run on every small diary, with entries late, repeated, out of order and in other time zones.",
        "How far it goes is said in [diary.md](diary.md#what-is-proved-of-it): some of it for any number of days, some for rows of 21 days "
        "(42 in the thorough run), some for every small diary. A clock that is wrong by hours within a day cannot be seen.",
    ),
    EXPRESSIONS: (
        "Each condition, as it runs on the phone (JavaScript), in Python and in SQL, is read back from that text and compared with the "
        "content's: is there an answer, a missing answer or a \"not sure\" on which they differ?",
        "The code around the conditions, and the languages themselves, are taken to mean what their readers say; tests compare whole "
        "results. cvc5 is not asked.",
    ),
}  # fmt: skip


def claims_page(pathway: Pathway, made: str) -> str:
    """The page, as Markdown. Nothing is proved in making it: `balm verify` does that, and its result stands nowhere but in its output."""
    prover = Prover(pathway)
    asked = {claim: _count(list(prover.goals(claim))) for claim in CLAIMS}
    compared = len(list(pairs(pathway, texts(pathway, made_modules(pathway)))))
    asked |= {TIME: "", EXPRESSIONS: f"({compared:,} expressions, by z3.)"}
    sentences = {id_: claim.sentence for id_, claim in CLAIMS.items()} | {TIME: SENTENCE, EXPRESSIONS: EXPRESSIONS_SENTENCE}
    lines = [made, HEAD.format(findings=len(pathway.findings)).rstrip(), "", "## The claims", "", "| | claim |", "|---|---|"]
    lines += [f"| [{id_}](#{id_.lower()}) | {sentences[id_]} |" for id_ in CLAIM_IDS]
    for id_ in CLAIM_IDS:
        what, limits = TOLD[id_]
        lines += [
            "",
            f"### {id_}",
            "",
            f"**{sentences[id_]}**",
            "",
            f"*Asked.* {what} {asked[id_]}".strip(),
            "",
            f"*Not covered.* {limits}",
        ]
    return "\n".join([*lines, ""])


def _count(goals: list[Goal]) -> str:
    exact = sum(isinstance(goal, Exactly) for goal in goals)
    named = sum(isinstance(goal, Somebody) for goal in goals)
    what = f"{len(goals)} question{'s' if len(goals) > 1 else ''}"
    if exact:
        what += f", {exact} of them over every way of going on"
    if named:
        what += ", each of which must have an answer"
    return f"({what}.)"
