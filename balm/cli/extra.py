"""The solvers are an extra: whoever only asks what to do need not have them."""

from __future__ import annotations

from importlib import import_module

from balm.errors import CannotRun


def need_solver(module: str = "z3") -> None:
    """Load the solver. Raises CannotRun, with what to install, where it is not there."""
    try:
        import_module(module)
    except ImportError as error:
        raise CannotRun(f"this needs {module}; install the proofs with: pip install 'balm[proofs]'") from error
