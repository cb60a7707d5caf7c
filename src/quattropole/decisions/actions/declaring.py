"""The result: computed by the charter from the ballots, declared by the chair, with its consequences."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.elections import conclude_round, round_result
from quattropole.decisions.actions.registering import enter
from quattropole.decisions.actions.voting import locked_vote
from quattropole.decisions.models import Placement, Proposal, Vote
from quattropole.decisions.queries import chair_decides, counted, motion_findings
from quattropole.decisions.queries.circular import consent_tally
from quattropole.decisions.rules import may_run_votes
from quattropole.live import Topic, publish

consequences: list[Callable[[Vote, Viewer], None]] = []
"""What else follows from a declared result, in its transaction: called with the vote and who declared it.

They come before the entry in the log, which has one writer at a time: nobody holds it while waiting for a record."""


def motion_result(vote: Vote, findings: charter.Findings) -> dict[str, Any]:
    """The result of a yes/no vote as it is stored and shown everywhere."""
    verdict = deciding(findings)
    return {
        "kind": "motion",
        "carried": bool(findings.carried),
        "tally": findings.tally.as_dict() if findings.tally else consent_tally(findings),
        "casting": vote.casting,
        **counted(vote),
        "texts": verdict.texts if verdict else {},
        "findings": findings.as_dict(),
    }


def deciding(findings: charter.Findings) -> charter.Verdict | None:
    """The verdict that says the result in words: the first of those that decide that failed, else the majority."""
    said = [findings.verdict(rule) for rule in ("circular_participation", "circular", "majority")]
    found = [verdict for verdict in said if verdict is not None]
    return next((verdict for verdict in found if verdict.breached), found[-1] if found else None)


def declare_vote(vote: Vote, *, by: Viewer, casting: str = "") -> Vote:
    """Declare the result of a closed vote; the charter computes it from what was cast, nothing is typed.

    `casting`: with which answer, `yes` or `no`, the chair decides a tie, where the charter has the chair do so.
    In the same transaction: the proposal is proposed, decided or rejected, a won election begins mandates, and what
    was carried enters the register, unless an authentic language is still missing (then it is due for registering).
    Raises `Refused` for an open vote, `NotPossible` for one already declared, or where the chair does not decide.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN, Vote.State.CLOSED)
        require(may_run_votes(by, locked.item.meeting), _("Only the person who chairs the meeting may do this."))
        if casting:
            _decide_tie(locked, casting)
        if locked.election_id and locked.state == Vote.State.CLOSED:
            result = round_result(locked, by=by)
        else:
            findings = motion_findings(locked, clock.today())
            if findings.refused:
                raise Refused(findings)
            result = motion_result(locked, findings)
        locked.state, locked.result = Vote.State.DECLARED, result
        locked.declared_at, locked.declared_by = clock.now(), by.person
        locked.save(update_fields=["state", "result", "casting", "declared_at", "declared_by"])
        for consequence in consequences:
            consequence(locked, by)
        record(
            "result declared",
            locked,
            by=by.person,
            network=by.network,
            carried=result["carried"],
            counts=result["counts"],
            **({"casting": casting} if casting else {}),
        )
        if locked.election_id:
            conclude_round(locked, by=by)
        elif locked.proposal_id:
            _conclude_motion(locked, by=by)
        if result["carried"] and enters_register(locked):
            _register_if_complete(locked, by=by)
        publish(locked.item.meeting_id, Topic.VOTES)
    return locked


def _decide_tie(vote: Vote, casting: str) -> None:
    if vote.state != Vote.State.CLOSED or not chair_decides(vote, clock.today()):
        raise NotPossible(_("The chair does not decide here: there is no tie, or the statutes do not provide for it."))
    if casting not in {charter.Choice.YES, charter.Choice.NO}:
        raise NotPossible(_("The chair decides with yes or no."))
    vote.casting = casting


def enters_register(vote: Vote) -> bool:
    """Whether a carried vote is a resolution: not one on procedure, nor on an amendment."""
    return vote.matter != "procedural" and vote.amendment_id is None


def _conclude_motion(vote: Vote, *, by: Viewer) -> None:
    """What the result means for the proposal."""
    placement = Placement.objects.filter(item=vote.item).first()
    if vote.proposal is None or placement is None:
        return
    proposal = Proposal.objects.select_for_update().get(pk=vote.proposal.pk)
    carried = vote.result["carried"]
    if placement.purpose == Placement.Purpose.DECIDE:
        proposal.state = Proposal.State.DECIDED if carried else Proposal.State.REJECTED
        proposal.proposed_on = proposal.proposed_on or clock.today()
    elif carried:
        proposal.state, proposal.proposed_on = Proposal.State.PROPOSED, clock.today()
    else:
        return
    proposal.save(update_fields=["state", "proposed_on"])
    record("proposal " + proposal.state, proposal, by=by.person, network=by.network)


def _register_if_complete(vote: Vote, *, by: Viewer) -> None:
    try:
        with transaction.atomic():
            enter(vote, by=by)
    except Refused as refused:
        record(
            "registering deferred",
            vote,
            by=by.person,
            network=by.network,
            rules=[verdict.rule for verdict in refused.findings.refusals],
        )
