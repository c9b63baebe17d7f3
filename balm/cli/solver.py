"""What proves and explains needs the solver z3, which is an extra."""

from __future__ import annotations

from importlib import import_module

from balm.errors import CannotRun


def need_solver() -> None:
    """Load the solver. Raises CannotRun, which ends the command with 2, where it is not installed."""
    try:
        import_module("z3")
    except ImportError as error:
        raise CannotRun('this command needs the solver z3, which is not installed; install it with: pip install "balm[proofs]"') from error
