"""Balm: how urgently to get help with pain after a miscarriage, why, and what helps. The engine, free of input and output.

from balm import assess, load_pathway

pathway = load_pathway()
result = assess(pathway, {"country": "GB", "assume_clear": True, "answers": {"back_pain": 6, "pain_days": 15}})
result["urgency"]   # "soon"
"""

from balm.care.assess import Assessment, assess
from balm.care.case import CaseObject
from balm.errors import BalmError, CannotRun, CaseRefused, ContentRefused
from balm.pathway import Pathway, load_pathway

__all__ = ["Assessment", "BalmError", "CannotRun", "CaseObject", "CaseRefused", "ContentRefused", "Pathway", "assess", "load_pathway"]
