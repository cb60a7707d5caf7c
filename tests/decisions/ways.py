"""An assembly in session under statutes that are changed for one test, and figures read from its results."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import django_scopes

from quattropole.decisions import actions
from quattropole.decisions.models import Vote
from quattropole.decisions.receipts import new_nonce
from quattropole.meetings.models import AgendaItem
from tests import factories
from tests.decisions import hall as halls
from tests.decisions.hall import Hall

Change = tuple[str, str]

PROPOSING = "[versions.matters.budget.proposing]"
DELEGATED = 'basis = "delegated"\nper_city = 10\n'
CHAIR = 'chair = { assumed = true, offices = ["president", "vice_president"], casting_vote = false }\nsecret'
DECIDES = (CHAIR, CHAIR.replace("casting_vote = false", "casting_vote = true"))
MEMBERS = 'kind = "seat"'
QUORUM = 'quorum = { assumed = true, base = "seats", at_least = "1/2", per_city = 1 }'
NO_CITY_QUORUM = (QUORUM, QUORUM.replace(", per_city = 1", ""))


SECRET = 'secret = { assumed = true, allowed = true, demand = "1/10" }'


def majority(text: str) -> Change:
    """Another majority for the budget."""
    return PROPOSING, f"[versions.matters.budget.majority]\n{text}\n\n{PROPOSING}"


def assembly_rule(text: str) -> Change:
    """One more rule of the assembly."""
    return CHAIR, f"{text}\n{CHAIR}"


def delegated(text: str) -> Change:
    """What the delegated seats of the assembly weigh."""
    return DELEGATED, f"{DELEGATED}{text}\n"


def statutes(*changes: Change) -> str:
    """The statutes of QuattroPole with changes."""
    source = factories.charter_source()
    for old, new in changes:
        if old not in source:
            raise AssertionError(f"the statutes do not say {old!r} any more")
        source = source.replace(old, new, 1)
    return source


@contextmanager
def session(
    *changes: Change, councillors: int = 2, absent: Iterable[int] = (), matter: str = "budget"
) -> Iterator[tuple[Hall, AgendaItem]]:
    """An assembly in session that decides one proposal of the board, with everybody there but the `absent` places."""
    made = factories.make_network(charter=statutes(*changes))
    with django_scopes.scope(network=made):
        house = halls.furnish(made, councillors)
        proposal = halls.proposed(house, matter=matter)
        item = actions.place_proposal(proposal, halls.plan(house.assembly), by=factories.make_viewer(house.secretary))
        hall = halls.begin(house, item.meeting, absent)
        yield hall, AgendaItem.objects.get(pk=item.pk)


def vote_on(hall: Hall, item: AgendaItem, method: str, choices: Mapping[int, str]) -> Vote:
    """Open, cast (ballots by place, or as many hands), close; not declared."""
    vote = actions.open_vote(item, method=method, by=hall.chair)
    if method == Vote.Method.HANDS:
        hands = {choice: list(choices.values()).count(choice) for choice in set(choices.values())}
        actions.count_hands(vote, counts=hands, by=hall.chair)
    for place, choice in choices.items() if method != Vote.Method.HANDS else ():
        cast(hall, vote, place, choice)
    return actions.close_vote(vote, by=hall.chair)


def cast(hall: Hall, vote: Vote, place: int, choice: str) -> None:
    """The ballot of whoever sits on the seat at this place, openly or in secret."""
    seat = hall.seated[place][0]
    actions.cast(vote.pk, choice=choice, nonce=new_nonce(), seat=seat.pk, by=hall.viewer(place))


def result_of(hall: Hall, item: AgendaItem, method: str, choices: Mapping[int, str], **declared: str) -> dict[str, Any]:
    """The result of a vote from its opening to its declaration."""
    closed = vote_on(hall, item, method, choices)
    return dict(actions.declare_vote(closed, by=hall.chair, **declared).result)


def ballots(**numbers: int) -> dict[int, str]:
    """So many yes, no, abstain, from the first place on."""
    listed = [choice for choice, number in numbers.items() for _ballot in range(number)]
    return dict(enumerate(listed))
