"""The rules as a FHIR PlanDefinition: for each, when it holds, why, how urgent it is, and which sources it rests on."""

from __future__ import annotations

from balm.pathway.evidence import Source
from balm.pathway.model import Pathway
from balm.rules.to_fhirpath import to_fhirpath
from balm.summary.fhir.codes import Codes, Json, about, canonical, system
from balm.summary.fhir.questionnaire import definitions
from balm.summary.words import Said

_WHAT = (
    "Each action is one rule, the most urgent first; its condition is over a QuestionnaireResponse, which is %resource, and its code is "
    "the level. Without an answer a condition is empty, which means not known: never read it as false. A level holds when the condition "
    "of one of its rules is true; that nothing more urgent holds is known only when no condition above is empty. These are the rules, not "
    'the whole judgement: what a question that does not apply stands for, what "not sure" counts as, and what several rules cover between '
    "them is left out."
)
_TYPES = "http://terminology.hl7.org/CodeSystem/plan-definition-type"


def plan_definition(content: Said, pathway: Pathway) -> Json:
    """The PlanDefinition: `content` is the content in the reader's language, as the companion reads it."""
    return {
        "resourceType": "PlanDefinition",
        **about(content, pathway, "plan", "BalmRules", _WHAT),
        "type": {"coding": [{"system": _TYPES, "code": "eca-rule"}]},
        "subjectCodeableConcept": {"coding": [{"system": "http://hl7.org/fhir/resource-types", "code": "Patient"}]},
        "relatedArtifact": [{"type": "depends-on", "resource": canonical(pathway, "questionnaire") + f"|{pathway.version}"}],
        "action": _actions(content, pathway),
    }


def _actions(content: Said, pathway: Pathway) -> list[Json]:
    codes, named = Codes(content, pathway), definitions(pathway)
    said = {rule["id"]: rule for rule in content["rules"]}
    return [
        {
            "id": rule.id,
            "prefix": rule.id,
            "title": said[rule.id]["title"],
            "description": f"{said[rule.id]['because']} {said[rule.id]['say']}".strip(),
            "code": [codes.concept(f"level.{rule.urgency}")],
            "reason": [codes.concept(rule.id)],
            "documentation": [_citation(pathway.sources[source]) for source in rule.sources],
            "condition": [
                {
                    "kind": "applicability",
                    "expression": {
                        "description": "true, false, or empty: not known",
                        "language": "text/fhirpath",
                        "expression": to_fhirpath(rule.when, named, system(pathway)),
                    },
                }
            ],
        }
        for rule in pathway.rules.values()
    ]


def _citation(source: Source) -> Json:
    year = f" ({source.year})" if source.year else ""
    told = {"type": "citation", "label": source.id, "display": source.title, "citation": f"{source.body}{year}. {source.title}"}
    return told | ({"url": source.url} if source.url and source.seen != "memory" else {})
