"""Reads of the room: texts and facts of a vote, results as people see them, the register, threads."""

from quattropole.decisions.queries.business import (
    AgendaBusiness,
    ElectionView,
    ItemBusiness,
    VoteView,
    agenda_business,
    cities_by_slug,
    election_views,
    vote_views,
)
from quattropole.decisions.queries.elections import elections_for, eligible_for, going_on, office_rules
from quattropole.decisions.queries.facts import (
    ballot_digest,
    choice_counts,
    count_of,
    counts_by_city,
    counts_json,
    presence_of,
    proposed_by_of,
    texts_present,
    wording_of,
)
from quattropole.decisions.queries.proposals import proposal_for, proposals_for, to_translate
from quattropole.decisions.queries.register import Filters, register_of, resolution_at, years_of
from quattropole.decisions.queries.results import Bar, ChoiceLine, CityLine, ResultView, choice_names, result_view
from quattropole.decisions.queries.threads import Step, proposal_thread, thread_of
from quattropole.decisions.queries.voting import (
    BallotView,
    ballots_of,
    electors_of,
    running_votes,
    votes_for,
    votes_to_declare,
    votes_to_register,
)

__all__ = [
    "AgendaBusiness",
    "BallotView",
    "Bar",
    "ChoiceLine",
    "CityLine",
    "ElectionView",
    "Filters",
    "ItemBusiness",
    "ResultView",
    "Step",
    "VoteView",
    "agenda_business",
    "ballot_digest",
    "ballots_of",
    "choice_counts",
    "choice_names",
    "cities_by_slug",
    "count_of",
    "counts_by_city",
    "counts_json",
    "election_views",
    "elections_for",
    "electors_of",
    "eligible_for",
    "going_on",
    "office_rules",
    "presence_of",
    "proposal_for",
    "proposal_thread",
    "proposals_for",
    "proposed_by_of",
    "register_of",
    "resolution_at",
    "result_view",
    "running_votes",
    "texts_present",
    "thread_of",
    "to_translate",
    "vote_views",
    "votes_for",
    "votes_to_declare",
    "votes_to_register",
    "wording_of",
    "years_of",
]
