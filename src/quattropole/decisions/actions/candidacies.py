"""Candidates: who is put up, alone or two together, and who steps back."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Candidacy, Election, Placement, Proposal, Vote
from quattropole.decisions.queries import eligible_for, going_on, office_rules
from quattropole.decisions.rules import may_nominate, may_step_back
from quattropole.live import Topic, publish
from quattropole.network.models import Organ, Person

OVER = frozenset({Election.State.DECIDED, Election.State.FAILED})


def eligible(election: Election) -> list[Person]:
    """Who can be elected on the day of the meeting, by the charter's rules on eligibility."""
    return eligible_for(election.office, election.item.meeting, election.term_begins)


def not_eligible(election: Election, person: Person) -> str:
    """Why a person cannot be elected, with the paragraph."""
    rules = office_rules(election.office, election.item.meeting.day)
    if rules.eligible.seat_in and not person.mandates.filter(seat__organ__key=rules.eligible.seat_in).exists():
        organ = Organ.objects.filter(key=rules.eligible.seat_in).first()
        return _("Only holders of a seat in “%(organ)s” can be elected (%(cite)s).") % {
            "organ": organ or rules.eligible.seat_in,
            "cite": rules.eligible.source.cite,
        }
    source = rules.rotation.source if rules.rotation is not None else rules.term.source
    return _("%(person)s cannot be elected for this term (%(cite)s).") % {"person": person, "cite": source.cite}


def require_eligible(election: Election, candidates: Iterable[Candidacy]) -> None:
    """Raise `NotPossible` for a candidate who could be elected when nominated and no longer can."""
    able = {person.pk for person in eligible(election)}
    people = [person for candidate in candidates for person in candidate.people]
    gone = next((person for person in people if person.pk not in able), None)
    if gone is not None:
        raise NotPossible(f"{gone}: {not_eligible(election, gone)}")


def locked_election(election: Election) -> Election:
    """The election, locked until the transaction ends."""
    return (
        Election.objects.select_for_update(of=("self",))
        .select_related("item__meeting__organ", "office__network")
        .get(pk=election.pk)
    )


def standing_candidates(election: Election) -> list[Candidacy]:
    """Who stands in the next round: all candidates, or after a round those whom its result sends on."""
    return going_on(election.candidacies.select_related("person", "partner"), election.rounds.all())


def nominate(election: Election, person: Person, *, partner: Person | None = None, by: Viewer) -> Candidacy:
    """Put somebody up as a candidate, before the first round. Nominating twice changes nothing.

    `partner`: who stands together with the person for an office with two places; then everybody stands in pairs.
    """
    with transaction.atomic():
        locked = locked_election(election)
        require(
            may_nominate(by, locked.item.meeting),
            _("Only the secretariat, the chair and members of the electing organ nominate candidates."),
        )
        if locked.state != Election.State.NOMINATING:
            raise NotPossible(_("The election has begun; no more candidates can be nominated."))
        able = {one.pk for one in eligible(locked)}
        for one in (person, partner):
            if one is not None and one.pk not in able:
                raise NotPossible(not_eligible(locked, one))
        return _candidacy(locked, person, partner, by)


def _candidacy(election: Election, person: Person, partner: Person | None, by: Viewer) -> Candidacy:
    """The candidacy of one or two, made or taken up again."""
    others = list(election.candidacies.select_related("person", "partner"))
    given = next((one for one in others if {*one.people} == {person, partner} - {None}), None)
    given = given or next((one for one in others if one.person_id == person.pk and one.withdrawn_at), None)
    _require_fitting(election, person, partner, [one for one in others if one.withdrawn_at is None and one != given])
    if given is not None and given.withdrawn_at is None:
        return given
    if given is None:
        given = Candidacy(
            network=by.network,
            election=election,
            person=person,
            position=len(others) + 1,
            nominated_at=clock.now(),
            nominated_by=by.person,
        )
    if given.person_id == person.pk:
        given.partner = partner
    given.withdrawn_at = None
    given.save()
    together = {"partner": partner.slug} if partner else {}
    record("candidate nominated", election, by=by.person, network=by.network, person=person.slug, **together)
    publish(election.item.meeting_id, Topic.VOTES)
    return given


def _require_fitting(election: Election, person: Person, partner: Person | None, standing: list[Candidacy]) -> None:
    """Two stand together only for two places, and nobody stands twice, nor alone against pairs."""
    if partner is not None and (election.office.places != 2 or partner == person):
        raise NotPossible(_("Two different people can stand together, for an office with two places."))
    if any({*one.people} & {person, partner} for one in standing):
        raise NotPossible(_("Nobody can be nominated twice in one election."))
    if any((one.partner_id is None) != (partner is None) for one in standing):
        raise NotPossible(_("In one election all candidates stand alone, or all stand in pairs."))


def withdraw_candidacy(candidacy: Candidacy, *, by: Viewer) -> Candidacy:
    """A candidate steps back, before the first round or between two rounds; stepping back twice changes nothing."""
    with transaction.atomic():
        locked = locked_election(candidacy.election)
        require(
            may_step_back(by, candidacy, locked.item.meeting),
            _("Only the candidate, whoever nominated the candidate, the secretariat and the chair may do this."),
        )
        if locked.state in OVER:
            raise NotPossible(_("The election is over."))
        if locked.rounds.filter(state__in=[Vote.State.OPEN, Vote.State.CLOSED]).exists():
            raise NotPossible(_("A round is running; nobody can step back now."))
        current = Candidacy.objects.select_related("person").get(pk=candidacy.pk)
        if current.withdrawn_at is None:
            current.withdrawn_at = clock.now()
            current.save(update_fields=["withdrawn_at"])
            _end_if_deserted(locked, by=by)
            record("candidate withdrawn", locked, by=by.person, network=by.network, person=current.person.slug)
            publish(locked.item.meeting_id, Topic.VOTES)
    return current


def _end_if_deserted(election: Election, *, by: Viewer) -> None:
    """After a round nobody new can stand: where all step back, it ends with those who were elected, if any were."""
    if election.state == Election.State.VOTING and not standing_candidates(election):
        end_election(election, by=by)


def end_election(election: Election, *, by: Viewer) -> None:
    """No further round follows: decided where a round elected somebody, else without result. Closes its proposal."""
    election.state = Election.State.DECIDED if election.mandates.exists() else Election.State.FAILED
    election.save(update_fields=["state"])
    placement = Placement.objects.filter(item=election.item_id).first()
    if placement is None:
        return
    proposal = Proposal.objects.select_for_update().get(pk=placement.proposal_id)
    decided = election.state == Election.State.DECIDED
    proposal.state = Proposal.State.DECIDED if decided else Proposal.State.REJECTED
    proposal.save(update_fields=["state"])
    record("proposal " + proposal.state, proposal, by=by.person, network=by.network)
