"""Statutes for tests: those of QuattroPole with other majorities, weights or offices. No network has them."""

from tests import factories

STRATEGIC = "[versions.matters.budget.proposing]"
PRESIDENT = '[versions.offices.president]\nnames = { de = "Präsidentin oder Präsident"'
TIE = '[versions.offices.president.tie]\nassumed = true\nthen = "lot"'
DELEGATED = 'basis = "delegated"\nper_city = 10\n'
CASTING = 'chair = { assumed = true, offices = ["president", "vice_president"], casting_vote = false }\nsecret'


def _with(*changes: tuple[str, str]) -> str:
    source = factories.charter_source()
    for old, new in changes:
        if old not in source:
            raise AssertionError(f"the statutes do not say {old!r} any more")
        source = source.replace(old, new, 1)
    return source


def with_majority(majority: str, *, matter: str = "strategic", votes: str = "", casting: bool = False) -> str:
    """A majority of its own for a matter; `votes`: of a delegated seat; `casting`: the chair decides ties."""
    changes = [(STRATEGIC, f"[versions.matters.{matter}.majority]\n{majority}\n\n{STRATEGIC}")]
    if votes:
        changes.append((DELEGATED, f'{DELEGATED}votes = "{votes}"\n'))
    if casting:
        changes.append((CASTING, CASTING.replace("casting_vote = false", "casting_vote = true")))
    return _with(*changes)


def with_presidency(*, places: int = 2, then: str = "lot", majority: str = "") -> str:
    """A presidency of several; `then`: what a tie leads to; `majority`: another than that of the law."""
    more = f"\n[versions.offices.president.majority]\n{majority}" if majority else ""
    return _with(
        (PRESIDENT, PRESIDENT.replace("]\n", f"]\nplaces = {places}\n", 1)),
        (TIE, TIE.replace('"lot"', f'"{then}"') + more),
    )
