"""`balm export`: the pathway itself, in the forms that other systems take in."""

from __future__ import annotations

import argparse
import json

from balm.cli.summary import write
from balm.companion.build import said_in
from balm.pathway import load_pathway


def run(options: argparse.Namespace) -> int:
    """Write the form that was asked for. Returns 0. Raises CannotRun where it cannot be written."""
    pathway = load_pathway()
    said = said_in(pathway, options.lang)
    if options.form == "dmn":
        from balm.summary.dmn import dmn

        text = dmn(said, pathway)
    else:
        from balm.summary.fhir import code_system, plan_definition, questionnaire

        make = {"questionnaire": questionnaire, "plan": plan_definition, "codes": code_system}[options.form]
        text = json.dumps(make(said, pathway), ensure_ascii=False, indent=1) + "\n"
    write(options.file, text.encode())
    return 0
