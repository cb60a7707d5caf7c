"""What the charter computes from the ballots of a vote: asked when a result is declared, and again by `verify`."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from quattropole import charter
from quattropole.access.models import AuditEntry
from quattropole.decisions.models import Consent, Election, Vote
from quattropole.decisions.queries.choices import is_candidate
from quattropole.decisions.queries.circular import consent_findings
from quattropole.decisions.queries.elections import office_rules
from quattropole.decisions.queries.facts import as_count, counts_json, presence_of
from quattropole.decisions.queries.urn import Counts, Urn, shown_by_city, sum_of, urn_of
from quattropole.meetings.models import Meeting

NOT_CAST = frozenset({"abstain", "invalid"})
"""Ballots that are handed in and not cast: they stand for nobody, and against nobody."""


def motion_findings(vote: Vote, on: date) -> charter.Findings:
    """What the statutes of a day say to declaring the vote: for a yes/no vote with its tally."""
    if vote.item.meeting.mode == Meeting.Mode.CIRCULAR and vote.state in {Vote.State.CLOSED, Vote.State.DECLARED}:
        return consent_findings(vote, on)
    statutes = vote.network.charter.on(on)
    if vote.election_id:
        return charter.declare_result(statutes, _facts_without_count(vote, on))
    return charter.declare_result(statutes, _motion_facts(vote, on, statutes))


def _facts_without_count(vote: Vote, on: date) -> charter.DeclareFacts:
    return charter.DeclareFacts(
        organ=vote.item.meeting.organ.key,
        matter=vote.matter,
        on=on,
        vote_closed=vote.state in {Vote.State.CLOSED, Vote.State.DECLARED},
        count=charter.Count(),
        presence=presence_of(vote),
        second_call=vote.item.meeting.second_call_of_id is not None,
    )


def _motion_facts(vote: Vote, on: date, statutes: charter.Statutes) -> charter.DeclareFacts:
    """Everything that the majority of a yes/no vote may be measured against."""
    facts, urn = _facts_without_count(vote, on), urn_of(vote)
    bases = statutes.bases_for(facts.organ, vote.matter)
    consents = _consents(vote, statutes.membership.kind) if charter.Base.MEMBERS in bases else 0
    heads = _heads_for(vote, urn) if statutes.membership.kind is charter.MemberKind.SEAT else None
    return replace(
        facts,
        count=as_count(urn.counts(urn.ballots)),
        excluded=replace(as_count(urn.counts(urn.void)), not_voted=0),
        groups=_groups(vote, urn, facts.presence.by_city),
        excluded_groups={city: as_count(counts) for city, counts in urn.cities(urn.void).items()},
        populations=vote.presence.get("populations", {}),
        members=vote.presence.get("members"),
        members_yes=None if heads is None else heads + consents,
        consents=consents,
        casting=charter.Choice(vote.casting) if vote.casting else None,
    )


def _groups(vote: Vote, urn: Urn, cities: Iterable[str]) -> dict[str, charter.Count]:
    """The ballots of each city that has seats, whether anybody of it is there or not; none for a show of hands."""
    if vote.method == Vote.Method.HANDS or (urn.ballots and not urn.by_city):
        return {}
    cast = urn.cities(urn.ballots)
    return {city: as_count(cast.get(city, {})) for city in cities}


def _heads_for(vote: Vote, urn: Urn) -> int | None:
    """How many seats are for it, where seats weigh differently; None where their votes say so already."""
    by_hands_or_city = vote.method == Vote.Method.HANDS or vote.unit != Vote.Unit.SEAT
    if by_hands_or_city or all(cast.votes == 1 for cast in urn.ballots):
        return None
    return sum(1 for cast in urn.valid if cast.choice == charter.Choice.YES)


def _consents(vote: Vote, kind: charter.MemberKind) -> int:
    """Members who are not there and consented in text form (BGB § 33(1) s. 2): persons, or cities."""
    given = Consent.objects.filter(vote=vote)
    if kind is charter.MemberKind.SEAT:
        return given.count()
    return given.exclude(seat__city=None).values("seat__city").distinct().count()


def chair_decides(vote: Vote, on: date) -> bool:
    """Whether the votes of a closed vote are equal and the statutes have the chair decide then.

    Not in a secret vote, where the chair would have to vote openly, not in an election, nor without a meeting.
    """
    statutes = vote.network.charter.on(on)
    organ = statutes.organs.get(vote.item.meeting.organ.key)
    if organ is None or not organ.chair.casting_vote or vote.election_id or vote.method == Vote.Method.SECRET:
        return False
    if vote.item.meeting.mode == Meeting.Mode.CIRCULAR:
        return False
    majority = statutes.majority_for(organ.key, vote.matter)
    count = as_count(urn_of(vote).counts())
    return charter.tally(majority, count, casting=charter.Choice.YES).decided_by_chair


def election_of(vote: Vote) -> Election:
    """The election of which the vote is a round; raises `ValueError` for any other vote."""
    if vote.election is None:
        raise ValueError(f"vote {vote.pk} is no round of an election")
    return vote.election


def round_outcome(vote: Vote, on: date) -> charter.ElectionOutcome:
    """Who is elected in this round, or goes on to the next, under the statutes of a day."""
    urn = urn_of(vote)
    counts = urn.counts()
    outcome = charter.elect(
        office_rules(election_of(vote).office, on),
        {choice: counts[choice] for choice in vote.choices if is_candidate(choice)},
        vote.round,
        against=counts.get("no", 0),
        abstain=counts["abstain"],
        invalid=counts["invalid"],
        present=urn.votes,
        valid_ballots=sum_of(cast.votes for cast in urn.valid if cast.choice not in NOT_CAST),
        places=vote.places,
    )
    if vote.item.meeting.mode == Meeting.Mode.CIRCULAR and not consent_findings(vote, on).carried:
        return replace(outcome, elected=(), run_off=(), tied=(), tie=False, text_key="none")
    return outcome


def counted(vote: Vote) -> dict[str, Any]:
    """What a result keeps of how the votes fell, for a yes/no vote and for a round of an election alike.

    `void`: ballots of those excluded after they had voted, `paper`: how many came on paper; `is_withheld`: the votes
    by city are not told because they would show how somebody voted in secret.
    """
    urn = urn_of(vote)
    counts = urn.counts()
    cities = shown_by_city(vote, urn)
    void = {choice: votes for choice, votes in urn.counts(urn.void).items() if votes and choice != "not_voted"}
    return {
        "method": vote.method,
        "unit": vote.unit,
        "counts": counts_json(counts),
        "per_mille": _shares(vote, urn, counts),
        "entitled": counts_json({"": urn.votes})[""],
        "is_weighted": any(votes != "1" for votes in vote.electors.values_list("votes", flat=True)),
        "void": counts_json(void),
        "paper": urn.paper,
        "cities": {city: counts_json(votes) for city, votes in cities.items()},
        "is_withheld": vote.method == Vote.Method.SECRET and not cities,
    }


def _shares(vote: Vote, urn: Urn, counts: Counts) -> dict[str, int]:
    """What part of the ballots each choice has, in thousandths that add up to a thousand.

    Where one ballot names several candidates the parts overlap: each is of all valid ballots, abstentions included.
    """
    parts = {choice: counts[choice] for choice in vote.choices}
    if vote.places == 1:
        return charter.shares(parts)
    given = sum_of(cast.votes for cast in urn.valid if cast.choice != "invalid")
    return {choice: charter.share(votes, given) for choice, votes in parts.items()}


def lot_seed(vote: Vote) -> str:
    """From what a lot is drawn in a closed vote: the seal of the log's entry on its closing.

    Nobody knows it before, and it cannot be changed after: it covers the ballots, the moment, and the log before it.
    """
    entry = AuditEntry.objects.filter(act="vote closed", subject_type="decisions.vote", subject_id=vote.pk)
    return entry.order_by("number").values_list("digest", flat=True)[0]
