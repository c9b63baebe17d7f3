"""What comes out, as far as a type can say it. FHIR's own definitions say the rest."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

Id = Annotated[str, Field(max_length=64)]


class Resource(Schema):
    """Any FHIR R4 resource; which, `resourceType` says."""

    model_config = ConfigDict(extra="allow")

    resourceType: str  # noqa: N815 - FHIR's own word


class Issue(Schema):
    """`diagnostics`: what is wrong, and what to write instead."""

    severity: Literal["error"]
    code: str
    diagnostics: str


class OperationOutcome(Schema):
    """Why it was not done."""

    resourceType: Literal["OperationOutcome"]  # noqa: N815
    issue: list[Issue]


ERRORS: dict[int, type[Schema]] = dict.fromkeys((400, 401, 403, 404, 413, 429), OperationOutcome)
ANSWERS: dict[int, type[Schema]] = {200: Resource, **ERRORS}
