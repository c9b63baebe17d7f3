"""Balm: how urgently to get help with pain after a miscarriage, why, and what helps. The engine, free of input and output.

from balm import assess, load_pathway

pathway = load_pathway()
result = assess(pathway, {"country": "GB", "assume_clear": True, "answers": {"back_pain": 6, "pain_days": 15}})
result["urgency"]   # "soon"
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balm.care.assess import Assessment, assess
    from balm.care.case import CaseObject
    from balm.care.diary import LookBack, look_back
    from balm.errors import BalmError, CannotRun, CaseRefused, ContentRefused
    from balm.pathway import Pathway, load_pathway

__all__ = [
    "Assessment",
    "BalmError",
    "CannotRun",
    "CaseObject",
    "CaseRefused",
    "ContentRefused",
    "LookBack",
    "Pathway",
    "assess",
    "load_pathway",
    "look_back",
]

_HOME = {
    "Assessment": "balm.care.assess",
    "assess": "balm.care.assess",
    "CaseObject": "balm.care.case",
    "LookBack": "balm.care.diary",
    "look_back": "balm.care.diary",
    "Pathway": "balm.pathway",
    "load_pathway": "balm.pathway",
}


def __getattr__(name: str) -> object:
    """Each name when it is first asked for, so that `balm --help` loads nothing that it does not need."""
    if name not in __all__:
        raise AttributeError(f"module 'balm' has no attribute {name!r}")
    return getattr(import_module(_HOME.get(name, "balm.errors")), name)
