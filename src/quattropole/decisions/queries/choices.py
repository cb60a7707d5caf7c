"""What one ballot may say, and how the votes of many add up.

A choice is one entry of the vote's choices; where an election fills several places it may also be several candidates,
sorted and joined by a plus sign: `c12+c15`. Open ballots, secret slips and paper ballots all use these words.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quattropole.access.rules import NotPossible
from quattropole.decisions.models import Vote
from quattropole.decisions.queries.standing import Standing

JOINT = "+"
PLAIN = ("yes", "no", "abstain", "invalid")
"""The choices that name nobody, in the order of a ballot."""
PAD = "."
"""Fills the choices of a secret ballot up to one length on their way, so that the length of a request tells nothing."""


def named_by(choice: str) -> tuple[str, ...]:
    """What a ballot names: one choice, or several candidates."""
    return tuple(choice.split(JOINT))


def called(names: Mapping[str, str], choice: str) -> str:
    """What a ballot says, in words: `names` are those of single choices."""
    return ", ".join(names.get(one, one) for one in named_by(choice))


def is_candidate(choice: str) -> bool:
    """Whether a single choice is a candidate, and not for example an abstention."""
    return choice[:1] == "c" and choice[1:].isdecimal()


def place_on_ballot(choice: str) -> tuple[int, int]:
    """Sorts choices as they stand on a ballot; PostgreSQL keeps the keys of a result in an order of its own."""
    if is_candidate(choice):
        return 0, int(choice[1:])
    return 1, PLAIN.index(choice) if choice in PLAIN else len(PLAIN)


def choice_on_ballot(vote: Vote | Standing, choice: str) -> str:
    """The choice as it is kept: known to the vote, candidates in their order, none twice.

    Raises `NotPossible` for anything else, so that no ballot that was cast on a screen is invalid.
    """
    named = sorted({one.rstrip(PAD) for one in named_by(choice)})
    if not set(named) <= set(vote.choices):
        raise NotPossible(_("That choice is not on the ballot."))
    if len(named) > 1 and not all(is_candidate(one) for one in named):
        raise NotPossible(_("Name candidates, or choose something else; not both."))
    if len(named) > vote.places:
        raise NotPossible(
            ngettext("Name one candidate.", "Name %(places)s candidates at most.", vote.places)
            % {"places": vote.places}
        )
    return JOINT.join(named)


def added_up(
    choices: Sequence[str], ballots: Iterable[tuple[str, Fraction]], entitled: Fraction
) -> dict[str, Fraction]:
    """Votes for each choice, `invalid` and `not_voted` included.

    `ballots`: what each says and its weight; one that names several candidates counts for each of them.
    `entitled`: the votes of all who may vote.
    """
    counts: dict[str, Fraction] = dict.fromkeys([*choices, "invalid"], Fraction(0))
    cast = Fraction(0)
    for choice, votes in ballots:
        cast += votes
        for named in named_by(choice):
            counts[named] += votes
    counts["not_voted"] = entitled - cast
    return counts
