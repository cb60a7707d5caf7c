"""What people do: propose, place on an agenda, vote, elect, register. One transaction each."""

from quattropole.decisions.actions.amending import (
    adopt_amendment,
    complete_amended,
    open_amendment_vote,
    rank_amendment,
    settle_amendment,
)
from quattropole.decisions.actions.amendments import (
    TextMoved,
    Wish,
    draft_amendment,
    move_amendment,
    withdraw_amendment,
    write_amendment,
)
from quattropole.decisions.actions.candidacies import nominate, withdraw_candidacy
from quattropole.decisions.actions.casting import Cast, cast, cast_ballot, cast_secretly
from quattropole.decisions.actions.closing import cancel_vote, close_vote, count_hands
from quattropole.decisions.actions.declaring import declare_vote
from quattropole.decisions.actions.elections import open_round, prepare_election
from quattropole.decisions.actions.excluding import exclude_seat
from quattropole.decisions.actions.motions import move_motion
from quattropole.decisions.actions.objections import record_objection
from quattropole.decisions.actions.paper import (
    count_paper,
    enter_paper_ballot,
    mark_paper_ballot,
    record_consent,
)
from quattropole.decisions.actions.proposals import (
    change_proposal,
    draft_proposal,
    place_proposal,
    withdraw_proposal,
    write_proposal,
)
from quattropole.decisions.actions.recusals import lift_recusal, recuse
from quattropole.decisions.actions.registering import register_resolution
from quattropole.decisions.actions.turns import take_turn
from quattropole.decisions.actions.voting import open_vote

__all__ = [
    "Cast",
    "TextMoved",
    "Wish",
    "adopt_amendment",
    "cancel_vote",
    "cast",
    "cast_ballot",
    "cast_secretly",
    "change_proposal",
    "close_vote",
    "complete_amended",
    "count_hands",
    "count_paper",
    "declare_vote",
    "draft_amendment",
    "draft_proposal",
    "enter_paper_ballot",
    "exclude_seat",
    "lift_recusal",
    "mark_paper_ballot",
    "move_amendment",
    "move_motion",
    "nominate",
    "open_amendment_vote",
    "open_round",
    "open_vote",
    "place_proposal",
    "prepare_election",
    "rank_amendment",
    "record_consent",
    "record_objection",
    "recuse",
    "register_resolution",
    "settle_amendment",
    "take_turn",
    "withdraw_amendment",
    "withdraw_candidacy",
    "withdraw_proposal",
    "write_amendment",
    "write_proposal",
]
