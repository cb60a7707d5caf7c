"""A vote as facts: its result as it was declared, and what was recorded around it."""

from dataclasses import dataclass, field

from quattropole.decisions.models import Ballot, Consent, Elector, Objection, Vote
from quattropole.minutes.gathering.naming import Facts, moment, person_words, seat_words


@dataclass
class Around:
    """What was recorded around the votes of a meeting, by the vote's key. `ballots`: only where votes are named."""

    objections: dict[int, list[Objection]] = field(default_factory=dict)
    consents: dict[int, list[Consent]] = field(default_factory=dict)
    excluded: dict[int, list[Elector]] = field(default_factory=dict)
    ballots: dict[int, list[Ballot]] = field(default_factory=dict)


def vote_facts(vote: Vote, audience: str, around: Around) -> Facts:
    """The vote; `result` is kept as it was declared and read by `result_view` alone."""
    motion = getattr(vote, "procedural_motion", None)
    return {
        "id": vote.pk,
        "about": _about(vote, is_procedural=motion is not None),
        "amendment": vote.amendment.number if vote.amendment else None,
        "office": dict(vote.election.office.names) if vote.election else {},
        "round": vote.round,
        "titles": dict(vote.titles),
        "method": vote.method,
        "unit": vote.unit,
        "state": vote.state,
        "opened_at": moment(vote.opened_at),
        "closed_at": moment(vote.closed_at),
        "declared_at": moment(vote.declared_at),
        "declared_by": person_words(vote.declared_by),
        "result": vote.result,
        "ballots_sha256": vote.ballots_digest,
        "audience": audience,
        "objections": [_objection(one) for one in around.objections.get(vote.pk, [])],
        "consents": [seat_words(one.seat) for one in around.consents.get(vote.pk, [])],
        "excluded": [_excluded(one) for one in around.excluded.get(vote.pk, [])],
        "ballots": [_ballot(one) for one in around.ballots.get(vote.pk, [])],
    }


def _about(vote: Vote, *, is_procedural: bool) -> str:
    if vote.election_id:
        return "election"
    if vote.amendment_id:
        return "amendment"
    return "procedure" if is_procedural else "motion"


def _objection(objection: Objection) -> Facts:
    return {
        "seat": seat_words(objection.seat),
        "person": person_words(objection.person),
        "reasons": objection.reasons,
        "language": objection.language,
    }


def _excluded(elector: Elector) -> Facts:
    verdict = elector.excluded or {}
    return {
        "seat": seat_words(elector.seat),
        "person": person_words(elector.person),
        "cite": verdict.get("cite", ""),
        "texts": verdict.get("texts", {}),
    }


def _ballot(ballot: Ballot) -> Facts:
    return {
        "seat": seat_words(ballot.seat),
        "person": person_words(ballot.person),
        "choice": ballot.choice,
        "means": ballot.means,
        "cast_at": moment(ballot.cast_at),
    }
