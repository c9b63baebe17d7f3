"""The page as a tagged PDF: one page, and a second with the record where there is one. Its metadata names nobody and no time."""

from __future__ import annotations

import json
import re
from pathlib import Path

from balm.errors import CannotRun
from balm.summary.chart import svg
from balm.summary.page import Summary

TEMPLATE = Path(__file__).with_name("page.typ")


def to_pdf(page: Summary) -> bytes:
    """The page as PDF. Raises ImportError without the extra `summary`, CannotRun for letters of which no font is there."""
    import typst

    inputs = {"page": json.dumps(page, ensure_ascii=False), "chart": svg(page["chart"]) if page["chart"] else ""}
    # PDF/UA-1 is what the file declares: typst refuses to write what breaks the rules of it that a program can check. Nobody certified it.
    try:
        made: bytes = typst.compile(TEMPLATE.read_bytes(), sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if found := re.search(r'the text `?"(.+?)"`? could not be displayed', str(error)):
            raise CannotRun(f"{found[1]}: no font on this computer has it, so it cannot stand in a PDF; "
                            "install one that does, or leave the words with it out; --text shows them") from error  # fmt: skip
        raise
    return made
