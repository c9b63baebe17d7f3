"""What a room needs beyond the core is an extra: whoever only asks what to do need not have it."""

from __future__ import annotations

from importlib import import_module

from balm.errors import CannotRun

_OF = {"z3": "proofs", "cvc5": "proofs", "typst": "summary", "icalendar": "summary"}


def need(module: str) -> None:
    """Load the module of an extra. Raises CannotRun, with what to install, where it is not there."""
    try:
        import_module(module)
    except ImportError as error:
        extra = _OF[module]
        raise CannotRun(f"this needs {module}; install the {extra} with: pip install 'balm[{extra}]'") from error
