"""The real charters, loaded once, and the statutes of today."""

import pytest

from quattropole.charter import Charter, Statutes, load_charter
from tests.charter.charters import ROOT, TODAY


@pytest.fixture(scope="session")
def quattropole() -> Charter:
    return load_charter(ROOT / "networks" / "quattropole")


@pytest.fixture(scope="session")
def tonicites() -> Charter:
    return load_charter(ROOT / "networks" / "tonicites")


@pytest.fixture(scope="session")
def statutes(quattropole: Charter) -> Statutes:
    return quattropole.on(TODAY)
