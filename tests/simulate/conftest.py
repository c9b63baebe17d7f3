"""The runs that several tests look at: a small one, and the default one that the recorded share is of."""

from __future__ import annotations

import pytest

from balm import Pathway
from balm.simulate.count import Counts, count, recoveries


@pytest.fixture(scope="session")
def small(pathway: Pathway) -> Counts:
    return count(pathway, recoveries(60, seed=7, days=28))


@pytest.fixture(scope="session")
def default(pathway: Pathway) -> Counts:
    return count(pathway, recoveries(1000, seed=1, days=28))
