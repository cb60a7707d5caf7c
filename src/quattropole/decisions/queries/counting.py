"""What the charter computes from the ballots of a vote: asked when a result is declared, and again by `verify`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from quattropole import charter
from quattropole.access.models import AuditEntry
from quattropole.decisions.models import Election, Vote
from quattropole.decisions.queries.choices import is_candidate
from quattropole.decisions.queries.circular import consent_findings
from quattropole.decisions.queries.elections import office_rules
from quattropole.decisions.queries.facts import (
    Number,
    choice_counts,
    count_of,
    counts_by_city,
    entitled_votes,
    presence_of,
    whole,
)
from quattropole.meetings.models import Meeting


def motion_findings(vote: Vote, on: date) -> charter.Findings:
    """What the statutes of a day say to declaring the vote: for a yes/no vote with its tally."""
    if vote.item.meeting.mode == Meeting.Mode.CIRCULAR and vote.state in {Vote.State.CLOSED, Vote.State.DECLARED}:
        return consent_findings(vote, on)
    groups = {
        city: charter.Count(
            yes=counts.get("yes", 0),
            no=counts.get("no", 0),
            abstain=counts.get("abstain", 0),
            invalid=counts.get("invalid", 0),
            not_voted=counts.get("not_voted", 0),
        )
        for city, counts in counts_by_city(vote).items()
    }
    return charter.declare_result(
        vote.network.charter.on(on),
        charter.DeclareFacts(
            organ=vote.item.meeting.organ.key,
            matter=vote.matter,
            on=on,
            vote_closed=vote.state in {Vote.State.CLOSED, Vote.State.DECLARED},
            count=charter.Count() if vote.election_id else count_of(vote),
            presence=presence_of(vote),
            groups=groups,
        ),
    )


def election_of(vote: Vote) -> Election:
    """The election of which the vote is a round; raises `ValueError` for any other vote."""
    if vote.election is None:
        raise ValueError(f"vote {vote.pk} is no round of an election")
    return vote.election


def round_outcome(vote: Vote, on: date) -> charter.ElectionOutcome:
    """Who is elected in this round, or goes on to the next, under the statutes of a day."""
    counts = choice_counts(vote)
    entitled = entitled_votes(vote)
    outcome = charter.elect(
        office_rules(election_of(vote).office, on),
        {choice: counts[choice] for choice in vote.choices if is_candidate(choice)},
        vote.round,
        against=counts.get("no", 0),
        abstain=counts["abstain"],
        invalid=counts["invalid"],
        present=whole(entitled),
        valid_ballots=whole(entitled - counts["not_voted"] - counts["abstain"] - counts["invalid"]),
        places=vote.places,
    )
    if vote.item.meeting.mode == Meeting.Mode.CIRCULAR and not consent_findings(vote, on).carried:
        return replace(outcome, elected=(), run_off=(), tied=(), tie=False, text_key="none")
    return outcome


def round_shares(vote: Vote, counts: Mapping[str, Number]) -> dict[str, int]:
    """What part of the ballots each candidate has, in thousandths, those against and the abstentions beside them.

    Where one ballot names several candidates the parts overlap: each is of all valid ballots, abstentions included.
    """
    parts = {choice: counts[choice] for choice in vote.choices}
    if vote.places == 1:
        return charter.shares(parts)
    handed_in = entitled_votes(vote) - counts["not_voted"] - counts["invalid"]
    return {choice: charter.share(votes, handed_in) for choice, votes in parts.items()}


def lot_seed(vote: Vote) -> str:
    """From what a lot is drawn in a closed vote: the seal of the log's entry on its closing.

    Nobody knows it before, and it cannot be changed after: it covers the ballots, the moment, and the log before it.
    """
    entry = AuditEntry.objects.filter(act="vote closed", subject_type="decisions.vote", subject_id=vote.pk)
    return entry.order_by("number").values_list("digest", flat=True)[0]
