"""What people do: propose, place on an agenda, vote, elect, register. One transaction each."""

from quattropole.decisions.actions.candidacies import nominate, withdraw_candidacy
from quattropole.decisions.actions.casting import cast_ballot
from quattropole.decisions.actions.closing import cancel_vote, close_vote, count_hands
from quattropole.decisions.actions.declaring import declare_vote
from quattropole.decisions.actions.elections import open_round, prepare_election
from quattropole.decisions.actions.excluding import exclude_seat
from quattropole.decisions.actions.proposals import (
    change_proposal,
    draft_proposal,
    place_proposal,
    withdraw_proposal,
    write_proposal,
)
from quattropole.decisions.actions.registering import register_resolution
from quattropole.decisions.actions.turns import take_turn
from quattropole.decisions.actions.voting import open_vote

__all__ = [
    "cancel_vote",
    "cast_ballot",
    "change_proposal",
    "close_vote",
    "count_hands",
    "declare_vote",
    "draft_proposal",
    "exclude_seat",
    "nominate",
    "open_round",
    "open_vote",
    "place_proposal",
    "prepare_election",
    "register_resolution",
    "take_turn",
    "withdraw_candidacy",
    "withdraw_proposal",
    "write_proposal",
]
