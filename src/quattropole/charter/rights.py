"""What a seat may do: propose, be substituted, vote; and who speaks for the association."""

from datetime import date

from quattropole.charter.facts import CastFacts, InterestFacts
from quattropole.charter.model import OrganRules
from quattropole.charter.statutes import Statutes
from quattropole.charter.verdicts import Findings, Verdict

INTERESTS = (
    "contract_with_self",
    "lawsuit_with_self",
    "own_discharge",
    "own_election",
    "contract_with_relative",
    "contract_with_own_city",
    "none",
)


def may_propose(
    statutes: Statutes, organ: str, matter: str, proposed_by: frozenset[str], *, office: str | None = None
) -> Verdict:
    """Whether an organ that must propose a matter has done so (right of proposal)."""
    raise NotImplementedError


def may_substitute(
    organ: OrganRules,
    seat_city: str,
    substitute_city: str,
    *,
    named_by_city: bool = False,
    holder_present: bool = False,
) -> Verdict:
    """Whether somebody of ``substitute_city`` may sit for a seat of ``seat_city``."""
    raise NotImplementedError


def may_carry_proxy(statutes: Statutes, organ: str, *, proxies_held: int, same_city: bool = False) -> Verdict:
    """Whether somebody may vote for an absent member besides (BGB § 38)."""
    raise NotImplementedError


def excluded(statutes: Statutes, facts: InterestFacts) -> Verdict:
    """Whether an interest keeps a person from voting (BGB § 34): BREACHED means excluded.

    Effect: the ballot is void; if the person voted all the same, the resolution is void only if that was decisive.
    """
    raise NotImplementedError


def cast(statutes: Statutes, facts: CastFacts) -> Findings:
    """Whether this person may cast this ballot now."""
    raise NotImplementedError


def represents(statutes: Statutes, *, board_members: int, acting: int, offices: frozenset[str]) -> Verdict:
    """Whether those acting speak for the association (BGB § 26(2) s. 1)."""
    raise NotImplementedError


def appointment(statutes: Statutes, *, appointed_by: str | None) -> Verdict:
    """Whether the board came into its seats by the right organ, or ex officio (BGB § 27(1))."""
    raise NotImplementedError


def leaving(statutes: Statutes, declared_on: date, leaves_on: date) -> Verdict:
    """Whether a member that declared its leaving may go on that day (BGB § 39)."""
    raise NotImplementedError


def membership_size(statutes: Statutes, members: int, *, registering: bool = False) -> Verdict:
    """Whether the association has members enough to be registered, or to keep its capacity (BGB §§ 56, 73)."""
    raise NotImplementedError
