"""The solvers are an extra: whoever only asks what to do need not have them."""

from __future__ import annotations

from importlib.util import find_spec

from balm.errors import CannotRun


def need_solver(*modules: str) -> None:
    """Raises CannotRun, with what to install, where a solver (z3, unless others are named) is not installed."""
    if missing := [module for module in modules or ("z3",) if find_spec(module) is None]:
        raise CannotRun(f"this needs {' and '.join(missing)}; install the proofs with: pip install 'balm[proofs]'")
