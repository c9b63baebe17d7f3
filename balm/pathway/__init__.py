"""Content files -> a checked Pathway. Every error names file, line and the nearest right word."""

from balm.pathway.cache import load_pathway
from balm.pathway.model import Pathway

__all__ = ["Pathway", "load_pathway"]
