"""FHIR R4, out and in: the pathway as Questionnaire, PlanDefinition and CodeSystem, what she tells as a Bundle, and answers read back."""

from balm.summary.fhir.bundle import bundle, patient_named
from balm.summary.fhir.codes import code_system
from balm.summary.fhir.plan import plan_definition
from balm.summary.fhir.questionnaire import questionnaire
from balm.summary.fhir.read import Read, read_fhir

__all__ = ["Read", "bundle", "code_system", "patient_named", "plan_definition", "questionnaire", "read_fhir"]
