"""The page of an example, in every form that it has."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from balm import load_pathway
from balm.companion.build import said_in
from balm.summary.fhir import bundle
from balm.summary.page import Summary, summary
from balm.summary.pdf import to_pdf
from balm.summary.sheet import to_csv
from balm.summary.text import text
from balm.summary.told import Choice, Told, private_parts, tell

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
MADE = "2026-11-21T22:00+00:00"
PATHWAY = load_pathway()
ASK = "Is it all right to go back to work on Monday?"
OPEN = Choice("Ana Sá", ASK, frozenset(private_parts(PATHWAY)))
"""All that can be on the page."""


def example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def told(given: Any, choice: Choice = OPEN, made: str = MADE) -> Told:
    return tell(PATHWAY, given, choice, made)


@cache
def said(language: str = "en") -> Any:
    return said_in(PATHWAY, language)


def page(given: Any, choice: Choice = OPEN, language: str = "en") -> Summary:
    return summary(said(language), told(given, choice))


@cache
def renderings(name: str, language: str = "en") -> dict[str, str]:
    """The example's page in every form, as text without line breaks."""
    given = example(name)
    made = page(given, language=language)
    forms = {
        "text": text(made),
        "csv": to_csv(made, told(given)),
        "json": json.dumps(made, ensure_ascii=False),
        "pdf": pdf_text(to_pdf(made)),
        "fhir": unescape(json.dumps(bundle(said(language), told(given)), ensure_ascii=False)),
    }
    return {form: plain(whole) for form, whole in forms.items()}


def pdf_text(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def plain(whole: str) -> str:
    """The text with its quotes and breaks taken out, as each form writes them in its own way."""
    return re.sub(r'(\\n|["\\\s])+', "", whole)
