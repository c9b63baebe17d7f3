"""The interview as a FHIR Questionnaire, in the reader's language: what another program needs to ask the same, and to hand it back.

Every question can be left out. A yes/no and a choice have "not sure" among their answers; a number has an item `<finding>.not_sure` beside
it, since R4 lets no number be answered by a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any as Anything

from balm.pathway.model import Pathway
from balm.rules.kinds import NOT_SURE, Kind, Number, YesNo
from balm.rules.nodes import Node
from balm.rules.to_fhirpath import to_fhirpath
from balm.summary.fhir.codes import NO, UCUM, UNITS, YES, Codes, Json, about, system
from balm.summary.words import Said, capital

_STANDARD = "http://hl7.org/fhir/StructureDefinition"
_ENABLE_WHEN = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"
_CONTROL = "http://hl7.org/fhir/questionnaire-item-control"
_RADIO = (
    {"url": f"{_STANDARD}/questionnaire-itemControl", "valueCodeableConcept": {"coding": [{"system": _CONTROL, "code": "radio-button"}]}},
    {"url": f"{_STANDARD}/questionnaire-choiceOrientation", "valueCode": "horizontal"},
)
_WHAT = (
    "An item is hidden only when its condition is surely false: what is not answered hides nothing. No answer is ever required, and none "
    "may be read as no. The codings are of the project's own code system."
)


def questionnaire(content: Said, pathway: Pathway) -> Json:
    """The Questionnaire: `content` is the content in the reader's language, as the companion reads it, with `language` in it."""
    return {
        "resourceType": "Questionnaire",
        **about(content, pathway, "questionnaire", "BalmQuestionnaire", _WHAT),
        "subjectType": ["Patient"],
        "item": items(content, pathway),
    }


def items(content: Said, pathway: Pathway) -> list[Json]:
    """What whoever fills it in must know, the case, the screens of the interview by their pages, and what only the diary asks."""
    return [*_warning(content, pathway), _case(content), *_Screens(content, pathway).groups(), _diary(content, Codes(content, pathway))]


def definitions(pathway: Pathway) -> dict[str, str]:
    """What each name in a condition comes to, as FHIRPath."""
    named: dict[str, str] = {}
    for name, node in pathway.meanings.items():
        named[name] = to_fhirpath(node, named, system(pathway))
    return named


class _Screens:
    def __init__(self, content: Said, pathway: Pathway) -> None:
        self.content, self.pathway, self.codes = content, pathway, Codes(content, pathway)
        self.said = {one["id"]: one for one in content["findings"]}
        self.named = definitions(pathway)

    def groups(self) -> list[Json]:
        """A group for each page, or for a screen that stands alone; within it one for each screen with more than one question."""
        groups: dict[str, Json] = {}
        for screen in self.content["screens"]:
            asked = [item for finding in screen["findings"] for item in self._questions(finding)]
            link, page = f"screen.{screen['id']}", screen["page"]
            if len(screen["findings"]) > 1:
                asked = [_group(link, " ".join(filter(None, (screen["intro"], screen["ask"]))), asked)]
            own = f"page.{page}" if page else f"{link}.page"
            groups.setdefault(own, _group(own, self.content["pages"].get(page) or screen["title"], []))["item"] += asked
        return list(groups.values())

    def _questions(self, finding: str) -> list[Json]:
        said, kind, page = self.said[finding], self.pathway.kinds[finding], self.content["page"]
        gate = self._gate(self.pathway.findings[finding].asked_when)
        item: Json = {"linkId": finding, "code": [self.codes.coding(finding)], "text": said["question"], "required": False}
        if isinstance(kind, Number):
            unsure = {
                "linkId": f"{finding}.{NOT_SURE}",
                "text": page["check.unsure_of"].format(sign=said["bare"]),
                "type": "choice",
                "required": False,
                "answerOption": _options([self.codes.coding(NOT_SURE)]),
            }
            number = item | {"type": "decimal" if kind.decimals else "integer"}
            return [
                _with(number, [*gate, *_range(kind)], _help(finding, said["help"])),
                _with(unsure, [*gate, *_RADIO], _help(f"{finding}.{NOT_SURE}", said["find_out"])),
            ]
        answers = [self.codes.coding(YES), self.codes.coding(NO)] if isinstance(kind, YesNo) else self.codes.options(finding)
        item |= {"type": "choice", "answerOption": _options([*answers, self.codes.coding(NOT_SURE)])}
        if isinstance(kind, YesNo):
            gate = [*gate, *_RADIO]
        unsure_too = f"{page['check.unsure']}: {said['find_out']}" if said["find_out"] else ""
        return [_with(item, gate, _help(finding, "\n".join(filter(None, (said["help"], unsure_too)))))]

    def _gate(self, node: Node | None) -> list[Json]:
        """Asked unless the condition is surely false: `allTrue` makes true of what is not known."""
        if node is None:
            return []
        expression = f"({to_fhirpath(node, self.named, system(self.pathway))}).allTrue()"
        return [{"url": _ENABLE_WHEN, "valueExpression": {"language": "text/fhirpath", "expression": expression}}]


def _warning(content: Said, pathway: Pathway) -> list[Json]:
    """A form answers nothing: it says so by saying what to do."""
    words = content["words"]
    texts = {
        "reviewed": "" if pathway.reviewed else words["small_print.reviewed"],
        "unsettled": f"{words['level.unknown']}. {capital(words['who.unsettled'])}.",
    }
    return [{"linkId": f"note.{name}", "text": text, "type": "display"} for name, text in texts.items() if text]


def _case(content: Said) -> Json:
    """What a case holds besides answers."""
    page, words = content["page"], content["summary"]["words"]
    return _group(
        "case",
        page["check.before"],
        [
            _question("case.country", page["country.label"], "string"),
            _question("case.date_of_loss", words["date_of_loss"].format(day="").strip(" :"), "date"),
            _question("case.today", capital(content["words"]["say.today"]), "date"),
            _hidden("case.assume_clear", "boolean"),
            _question("case.ask", words["ask"], "text"),
        ],
    )


def _diary(content: Said, codes: Codes) -> Json:
    """What only an entry of the diary holds. An item of this group that is answered makes the response an entry, but for `diary.begun`."""
    page = content["page"]

    def choice(link: str, *, many: bool = False, below: Iterable[Json] = ()) -> Json:
        asked = _question(link, codes.concepts[link].display, "choice") | {"repeats": many}
        unsure = [codes.coding(NOT_SURE)] if link == "diary.medicine" else []
        return _with(asked | {"answerOption": _options([*codes.options(link), *unsure])}, [], below)

    worst = _question("diary.pain_worst", codes.concepts["diary.pain_worst"].display, "integer")
    helped = choice("diary.helped")
    return _group(
        "diary",
        page["diary.title"],
        [
            _question("diary.at", page["entry.when"], "dateTime"),
            _hidden("diary.written", "dateTime"),
            _with(worst, _range(Number(0, 10))),
            choice("diary.places", many=True),
            choice("diary.mood"),
            choice("diary.medicine", many=True, below=[_question("diary.medicine.at", page["medicines.when"], "dateTime")]),
            choice("diary.tried", many=True, below=[helped]),
            _question("diary.notes", page["entry.notes"], "text"),
            _question("diary.told_clinic", page["entry.told"], "text"),
            _hidden("diary.begun", "date"),
        ],
    )


def _group(link: str, text: str, below: list[Json]) -> Json:
    return {"linkId": link, "text": text, "type": "group", "required": False, "item": below}


def _question(link: str, text: str, kind: str) -> Json:
    return {"linkId": link, "text": text, "type": kind, "required": False}


def _hidden(link: str, kind: str) -> Json:
    """What a program fills in, and nobody is asked."""
    item = {"linkId": link, "type": kind, "required": False}
    return _with(item, [_extension("questionnaire-hidden", valueBoolean=True)])


def _help(link: str, text: str) -> list[Json]:
    control = {"valueCodeableConcept": {"coding": [{"system": _CONTROL, "code": "help"}]}}
    item = {"linkId": f"{link}.help", "text": text, "type": "display"}
    return [_with(item, [_extension("questionnaire-itemControl", **control)])] if text else []


def _with(item: Json, extensions: Iterable[Json], below: Iterable[Json] = ()) -> Json:
    """The item with these extensions before and these items within it."""
    found, inside = [*extensions], [*below]
    return ({"extension": found} if found else {}) | item | ({"item": inside} if inside else {})


def _range(kind: Kind) -> list[Json]:
    assert isinstance(kind, Number)
    value = "valueDecimal" if kind.decimals else "valueInteger"
    found = [_extension("minValue", **{value: kind.low}), _extension("maxValue", **{value: kind.high})]
    if kind.decimals:
        found.append(_extension("maxDecimalPlaces", valueInteger=kind.decimals))
    if kind.unit:
        code, written = UNITS[kind.unit]
        found.append(_extension("questionnaire-unit", valueCoding={"system": UCUM, "code": code, "display": written}))
    return found


def _extension(name: str, **value: Anything) -> Json:
    return {"url": f"{_STANDARD}/{name}", **value}


def _options(codings: Iterable[Mapping[str, Anything]]) -> list[Json]:
    return [{"valueCoding": dict(coding)} for coding in codings]
