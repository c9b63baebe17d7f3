"""Tables -> the values of `model`, one small function for each kind of thing that the content holds."""

from __future__ import annotations

import hashlib
import json
import keyword
import re
from collections.abc import Mapping
from typing import Any as Anything
from typing import Literal

from balm.pathway.evidence import Review
from balm.pathway.model import (
    ACTIONS,
    LEVELS,
    CareItem,
    Cause,
    CountsAs,
    Definition,
    Finding,
    Level,
    LevelId,
    Limits,
    Picture,
    Row,
    Rule,
    Said,
    SameAs,
    Screen,
    Sooner,
    Spacing,
    Topic,
)
from balm.pathway.read_evidence import threshold
from balm.pathway.tables import Table, Vocabulary
from balm.rules.kinds import Choice, Kind, Number, WrongAnswer, YesNo
from balm.rules.nodes import Named, Node, Value, walk
from balm.rules.to_text import to_text

CERTAINTY = ("high", "moderate", "low", "very_low", "none")
_TAKEN = frozenset({"in", "between", "values", "found", "add"})
"""Words of the language, and of the functions that conditions are compiled to."""
_BY_ITEM = ("avoid", "caution", "settle", "notes", "instead")
LASTS: tuple[Literal["episode", "day"], ...] = ("episode", "day")


def level(table: Table, level_id: LevelId) -> Level:
    return Level(level_id, table.text("means"), table.choice("action", ACTIONS), table.whole("check_again_hours"))


def definition(table: Table, vocabulary: Vocabulary) -> Definition:
    return Definition(table.id, table.text("means"), table.condition("when", vocabulary))


def kind(table: Table) -> Kind:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", table.id) or keyword.iskeyword(table.id) or table.id in _TAKEN:
        table.report("", f'"{table.id}" cannot name a finding', "write lower-case letters, digits and single _, such as back_pain")
    name = table.choice("kind", ("yes_no", "choice", "number"))
    if name == "choice":
        choices = table.texts("choices")
        if len(choices) < 2 or len(set(choices)) != len(choices):
            table.report("choices", f"{table.id} needs two or more different choices", "list them from the least to the worst")
        return Choice(choices)
    if name == "number":
        low, high, step = table.number("min"), table.number("max"), table.number("step")
        if low >= high or step not in (1, 0.1):
            table.report("step", f"{table.id} has no sensible range", "write min below max, and step = 1 or 0.1")
        return Number(low, high, 1 if step == 0.1 else 0, table.text("unit", ""))
    return YesNo()


def finding(table: Table, own_kind: Kind, vocabulary: Vocabulary) -> Finding:
    words = table.mapping("words")
    if isinstance(own_kind, Choice) and set(words) != set(own_kind.choices):
        table.report("words", f"the words of {table.id} do not match its choices", "write one for each of: " + ", ".join(own_kind.choices))
    label = table.text("label")
    if isinstance(own_kind, YesNo) == ("{value}" in label):
        table.report("label", f"the label of {table.id} does not fit its kind", "write {value} in it unless the finding is yes/no")
    return Finding(
        id=table.id,
        group=table.text("group"),
        kind=own_kind,
        clear=_value(table, "clear", own_kind),
        meaning=table.text("meaning"),
        label=label,
        question=table.text("question"),
        help=table.text("help"),
        find_out=table.text("find_out"),
        words=words,
        lasts=table.choice("lasts", LASTS),
        asked_when=table.condition_or_none("asked_when", vocabulary),
        otherwise=_otherwise(table, own_kind, vocabulary),
        not_sure=_counts_as(table, own_kind, vocabulary),
        rough=_rough(table, own_kind),
        pictures=tuple(_picture(row, vocabulary) for row in table.subs("pictures")),
    )


def _value(table: Table, key: str, own_kind: Kind) -> Value:
    value = table.value(key)
    try:
        return own_kind.accept(value)
    except WrongAnswer as wrong:
        table.report(key, f"{table.id}: {wrong.problem}", wrong.hint)
        return False


def _otherwise(table: Table, own_kind: Kind, vocabulary: Vocabulary) -> Value | SameAs | None:
    if table.has("asked_when") != table.has("otherwise"):
        table.report(
            "asked_when", f"{table.id} needs both asked_when and otherwise, or neither", "say when it is asked, and its value when not"
        )
    if not table.has("otherwise"):
        return None
    if not isinstance(table.data["otherwise"], dict):
        return _value(table, "otherwise", own_kind)
    other = table.sub("otherwise")
    name = other.text("same_as")
    other.done()
    if type(vocabulary.kinds.get(name)) is not type(own_kind):
        table.report("otherwise", f'{table.id} cannot be the same as "{name}"', "name a finding of the same kind")
    return SameAs(name)


def _counts_as(table: Table, own_kind: Kind, vocabulary: Vocabulary) -> CountsAs | None:
    if not table.has("not_sure"):
        return None
    own = table.sub("not_sure")
    worst = own.value("counts_as") == "worst"
    counts = CountsAs(None if worst else _value(own, "counts_as", own_kind), own.condition_or_none("when", vocabulary))
    own.done()
    return counts


def _rough(table: Table, own_kind: Kind) -> tuple[tuple[int, int], ...]:
    value = table.value("rough")
    if value is None:
        return ()
    ranges = [tuple(pair) for pair in value if isinstance(pair, list) and len(pair) == 2 and all(isinstance(n, int) for n in pair)]
    days = [n for low, high in ranges for n in range(low, high + 1)]
    every = list(range(int(own_kind.low), int(own_kind.high) + 1)) if isinstance(own_kind, Number) else []
    if not 2 <= len(ranges) <= 7 or len(ranges) != len(value) or days != every:
        hint = "cover every day from min to max once, in two to seven ranges"
        table.report("rough", f"the rough ranges of {table.id} leave a gap or overlap", hint)
    return tuple((low, high) for low, high in ranges)


def screen(table: Table) -> Screen:
    return Screen(
        table.text("id"),
        table.text("title"),
        table.text("ask", ""),
        table.texts("findings"),
        table.text("intro", ""),
        table.text("page", ""),
    )


def rule(table: Table, urgency: LevelId, usual: Level, vocabulary: Vocabulary) -> Rule:
    return Rule(
        id=table.id,
        name=table.text("name"),
        title=table.text("title"),
        urgency=urgency,
        alternatives=table.alternatives("when"),
        when=table.condition("when", vocabulary),
        because=table.text("because"),
        action=table.choice("action", ACTIONS, usual.action),
        call=table.choice("call", ("", "crisis", "unit", "hospital"), ""),
        say=table.text("say", ""),
        check_again_hours=table.whole("check_again_hours") if table.has("check_again_hours") else None,
        facts=table.texts("facts"),
        sources=table.texts("sources"),
        spread=tuple(threshold(row) for row in table.subs("spread")),
        review=review(table),
        digest=item_digest(table.data, vocabulary.definitions, urgency),
    )


def review(table: Table) -> Review:
    if not table.has("review"):
        table.report("", f"{table.id} has no review", 'add review = { who = "", role = "", date = "", digest = "" }')
    own = table.sub("review")
    read = Review(own.text("who", ""), own.text("role", ""), own.text("date", ""), own.text("digest", ""), own.text("registration", ""))
    own.done()
    return read


def item_digest(data: Mapping[str, Anything], meanings: Mapping[str, Node], *more: Anything) -> str:
    """What a signature signs, as the sha256 in 16 hex digits: everything that the item says but the signature itself; what the names
    in its conditions stand for; and whatever else decides about it."""
    own = {key: value for key, value in data.items() if key != "review"}
    text = json.dumps([own, *more], sort_keys=True)
    names = {name for name in meanings if re.search(rf"\b{name}\b", text)}
    while more_names := {other for name in names for other in _names_in(meanings[name])} - names:
        names |= more_names
    said = {name: to_text(meanings[name]) for name in sorted(names)}
    return hashlib.sha256(json.dumps([own, *more, said], sort_keys=True).encode()).hexdigest()[:16]


def _names_in(node: Node) -> set[str]:
    return {part.name for part in walk(node) if isinstance(part, Named)}


def care_item(table: Table, rows: Mapping[str, Mapping[str, Anything]], vocabulary: Vocabulary) -> CareItem:
    """The item. A signature on it also covers the rows of the matrix that name it, and what the names in them stand for."""
    own = {table.id, *table.data.get("stricter_of", ())}
    named = {name: row for name, row in rows.items() if own & {item for key in _BY_ITEM for item in row.get(key, ())}}
    return CareItem(
        id=table.id,
        title=table.text("title"),
        how=table.texts("how"),
        stop=table.texts("stop"),
        certainty=table.choice("certainty", CERTAINTY),
        certainty_text=table.text("certainty_text"),
        borrowed_from=table.text("borrowed_from", ""),
        warnings=table.texts("warnings", ()),
        in_plan=table.flag("in_plan", True),
        never_offer=table.text("never_offer", ""),
        stricter_of=table.texts("stricter_of", ()),
        limits=tuple(_limits(row) for row in table.subs("limits")),
        sources=table.texts("sources"),
        product_rules=table.texts("product_rules", ()),
        pictures=tuple(_picture(row, vocabulary) for row in table.subs("pictures")),
        minutes=table.whole("minutes", 0),
        spacing=tuple(_spacing(row) for row in table.subs("spacing")),
        review=review(table),
        digest=item_digest(table.data, vocabulary.definitions, named),
    )


def _picture(table: Table, vocabulary: Vocabulary) -> Picture:
    read = Picture(table.text("file"), table.text("text"), table.condition_or_none("when", vocabulary))
    if not re.fullmatch("[a-z]+(-[a-z]+)*", read.file):
        table.report("file", f'"{read.file}" is not the name of a drawing', "write it as knee-rolls, without .svg")
    table.done()
    return read


def _spacing(table: Table) -> Spacing:
    read = Spacing(
        table.text("country", ""), table.whole("hours"), table.whole("doses"), table.texts("counts"), table.texts("never_with", ())
    )
    if not (1 <= read.hours <= 24 and 1 <= read.doses * read.hours <= 24):
        table.report("hours", f"{read.doses} doses, {read.hours} hours apart, do not fit into 24 hours", "write what the sources say")
    table.done()
    return read


def _limits(table: Table) -> Limits:
    read = Limits(
        table.text("country"), table.texts("text"), table.texts("sources", ()), table.flag("seen", False), table.text("unverified", "")
    )
    if read.seen != bool(read.text):
        table.report(
            "text", "a limit is shown exactly when it was seen", "write text = [...] with seen = true, or text = [] with seen = false"
        )
    table.done()
    return read


def row(table: Table, vocabulary: Vocabulary) -> Row:
    if table.has("when") == table.has("from_level"):
        table.report("", f"{table.id} holds by a condition or by a level", "write when = ... or from_level = ..., one of them")
    return Row(
        id=table.id,
        when=table.condition_or_none("when", vocabulary),
        from_level=table.choice("from_level", LEVELS) if table.has("from_level") else None,
        why=table.text("why"),
        avoid=table.texts("avoid", ()),
        caution=table.texts("caution", ()),
        settle=table.mapping("settle"),
        notes=table.mapping("notes"),
        instead=table.mapping("instead"),
        unknown_avoids=table.choice("if_unknown", ("caution", "avoid"), "caution") == "avoid",
        sources=table.texts("sources"),
    )


def _said(table: Table, vocabulary: Vocabulary) -> Said:
    read = Said(table.condition("when", vocabulary), table.text("text"))
    table.done()
    return read


def sooner(table: Table, vocabulary: Vocabulary) -> Sooner:
    when, unless = table.condition_or_none("when", vocabulary), table.condition_or_none("unless", vocabulary)
    read = Sooner(table.text("text"), when, unless)
    table.done()
    return read


def cause(table: Table, vocabulary: Vocabulary) -> Cause:
    return Cause(
        id=table.id,
        title=table.text("title"),
        text=table.text("text"),
        fits_when=table.condition("fits_when", vocabulary),
        possible_when=table.condition("possible_when", vocabulary),
        ruled_out_when=table.condition_or_none("ruled_out_when", vocabulary),
        why=tuple(_said(row, vocabulary) for row in table.subs("why")),
        against=tuple(_said(row, vocabulary) for row in table.subs("against")),
        certainty=table.choice("certainty", CERTAINTY),
        certainty_text=table.text("certainty_text"),
        sources=table.texts("sources"),
    )


def topic(table: Table, vocabulary: Vocabulary) -> Topic:
    return Topic(
        id=table.id,
        topic=table.text("topic"),
        when=table.condition("when", vocabulary),
        text=table.text("text"),
        within=table.condition_or_none("within", vocabulary),
        beyond=table.text("beyond", ""),
        certainty=table.choice("certainty", CERTAINTY),
        sources=table.texts("sources"),
    )
