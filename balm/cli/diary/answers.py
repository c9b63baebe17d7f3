"""An answer, from a word that somebody typed."""

from __future__ import annotations

import re

from balm.pathway import Pathway
from balm.rules.kinds import NOT_SURE, Answer, Number, YesNo

_NUMBER = re.compile(r"(-?\d{1,9}(?:[.,]\d{1,9})?)\s*°?\s*([cf]?)", re.ASCII | re.IGNORECASE)
_YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def answer_of(pathway: Pathway, finding: str, text: str) -> Answer:
    """The answer that the text says to the finding; the text itself where it says none, for the diary says what is wrong with it.

    A temperature may be in Fahrenheit, with an f behind it.
    """
    kind, said = pathway.kinds.get(finding), text.strip()
    if said in ("?", NOT_SURE):
        return NOT_SURE
    if isinstance(kind, YesNo):
        return _YES_NO.get(said.lower(), text)
    if isinstance(kind, Number) and (found := _NUMBER.fullmatch(said)) and (not found[2] or kind.unit == "celsius"):
        number = float(found[1].replace(",", "."))
        if found[2] in ("f", "F"):
            number = round((number - 32) * 5 / 9, 1)
        return int(number) if number == int(number) else number
    return text
