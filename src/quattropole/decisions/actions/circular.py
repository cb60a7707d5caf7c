"""Deciding without a meeting: every member is asked in text form, until a deadline (BGB § 32(3) and the statutes).

Such a decision is kept as a meeting of the mode `circular`: it has a convocation that went to everyone, an item, a vote
by name. Nobody sits in it, so there is neither presence nor quorum; who is asked is every holder of a seat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.answering import locked_circular, only_conveners
from quattropole.decisions.actions.elections import require_open_places
from quattropole.decisions.actions.proposals import proposed_by
from quattropole.decisions.models import Candidacy, Election, Elector, Placement, Proposal, Vote
from quattropole.decisions.queries import (
    ballot_paper,
    eligible_for,
    going_on,
    last_end,
    office_rules,
    texts_present,
    wording_of,
)
from quattropole.decisions.queries.circular import allowed
from quattropole.live import Topic, publish
from quattropole.meetings.dispatching import Act, invite
from quattropole.meetings.models import AgendaItem, Convocation, Mailing, Meeting
from quattropole.meetings.queries import seats_of
from quattropole.meetings.rules import may_convene
from quattropole.network.models import Office, Organ, Person
from quattropole.texts.localized import Localized
from quattropole.texts.names import language_name


@dataclass(frozen=True)
class _Asked:
    """What the members are asked, before it is sent."""

    organ: Organ
    kind: str
    matter: str
    titles: Localized
    bodies: Localized
    proposed_by: frozenset[str]
    audience: str
    office: Office | None = None


def start_circular(proposal: Proposal, *, deadline: datetime, by: Viewer) -> Meeting:
    """Ask the members of the organ that is to make or to decide the proposal, and open the vote on it.

    Raises `Refused` where the statutes do not allow it, `NotPossible` where a text or an answerable deadline lacks.
    """
    with transaction.atomic():
        locked = (
            Proposal.objects.select_for_update(of=("self",))
            .select_related("text", "origin", "addressee")
            .get(pk=proposal.pk)
        )
        purpose, organ = _step_of(locked)
        require(may_convene(by, organ), only_conveners())
        titles, bodies = wording_of(locked)
        _require_texts(by, titles, bodies)
        deciding = purpose == Placement.Purpose.DECIDE
        asked = _Asked(
            organ,
            AgendaItem.Kind.RESOLUTION,
            locked.matter if deciding else "ordinary",
            titles,
            bodies,
            proposed_by(locked) if deciding else frozenset({locked.origin.key}),
            locked.audience,
        )
        meeting, item = _send(asked, deadline, by)
        Placement.objects.create(network=by.network, item=item, proposal=locked, purpose=purpose)
        _open(item, asked, ["yes", "no", "abstain"], by, proposal=locked)
    return meeting


def _step_of(proposal: Proposal) -> tuple[str, Organ]:
    """What comes next for a proposal, and which organ does it."""
    if proposal.office_id:
        raise NotPossible(_("This proposal is about an election; start the election without a meeting instead."))
    if proposal.state not in {Proposal.State.DRAFT, Proposal.State.PROPOSED}:
        raise NotPossible(_("This proposal is closed; it cannot be voted on."))
    if Vote.objects.filter(item__placement__proposal=proposal, state__in=[Vote.State.OPEN, Vote.State.CLOSED]).exists():
        raise NotPossible(_("A vote on this proposal is running already."))
    if proposal.state == Proposal.State.DRAFT and proposal.origin_id != proposal.addressee_id:
        return Placement.Purpose.PROPOSE, proposal.origin
    return Placement.Purpose.DECIDE, proposal.addressee


def start_circular_election(
    office: Office, candidates: Sequence[Person], *, term: charter.Term | None = None, deadline: datetime, by: Viewer
) -> Meeting:
    """Elect without a meeting: candidates are named, every member of the electing organ is asked.

    `term`: the days for which is elected, by default those that the charter gives. As in 2020, when the assembly
    elected the president of 2021 and 2022 by electronic vote.
    """
    with transaction.atomic():
        rules = office_rules(office, clock.today())
        organ = Organ.objects.select_related("network").filter(key=rules.elected_by or "").first()
        if organ is None:
            raise NotPossible(_("Nobody elects this office; it goes by rotation."))
        require(may_convene(by, organ), only_conveners())
        if not candidates:
            raise NotPossible(_("There is no candidate yet. Nominate one first."))
        titles = Localized()
        for language in by.network.languages:
            with translation.override(language):
                titles[language] = _("Election: %(office)s") % {"office": office.names}
        proposing = frozenset({rules.proposed_by}) if rules.proposed_by else frozenset()
        asked = _Asked(
            organ,
            AgendaItem.Kind.ELECTION,
            "election",
            titles,
            Localized(),
            proposing,
            Audience.ORGAN,
            office,
        )
        meeting, item = _send(asked, deadline, by)
        able = {person.pk for person in eligible_for(office, meeting)}
        strange = next((person for person in candidates if person.pk not in able), None)
        if strange is not None:
            raise NotPossible(_("%(person)s cannot be elected to this office.") % {"person": strange})
        term = term or charter.term(rules, clock.today(), last_end(office, clock.today()))
        election = Election.objects.create(
            network=by.network,
            item=item,
            office=office,
            term_begins=term.begins,
            term_ends=term.ends,
            state=Election.State.VOTING,
        )
        for position, person in enumerate(dict.fromkeys(candidates), start=1):
            Candidacy.objects.create(
                network=by.network,
                election=election,
                person=person,
                position=position,
                nominated_at=clock.now(),
                nominated_by=by.person,
            )
        _open_round(election, asked, 1, by)
    return meeting


def next_round(meeting: Meeting, *, deadline: datetime, by: Viewer) -> Vote:
    """The run-off of an election without a meeting: everyone is asked again, until a new deadline."""
    require(may_convene(by, meeting.organ), only_conveners())
    with transaction.atomic():
        current = locked_circular(meeting)
        election = (
            Election.objects.select_for_update(of=("self",))
            .select_related("office__network", "item")
            .get(item__meeting=current)
        )
        if election.state != Election.State.VOTING or election.rounds.filter(
            state__in=[Vote.State.OPEN, Vote.State.CLOSED]
        ):
            raise NotPossible(_("No further round is due."))
        _require_time(deadline)
        current.deadline, current.state, current.closed_at = deadline, Meeting.State.OPEN, None
        current.save(update_fields=["deadline", "state", "closed_at"])
        asked = _Asked(
            current.organ,
            AgendaItem.Kind.ELECTION,
            "election",
            election.item.titles,
            Localized(),
            frozenset(election.item.proposed_by),
            election.item.audience,
            election.office,
        )
        _convoke(current, [election.item], current.convocations.count() + 1, {}, by)
        return _open_round(election, asked, election.rounds.filter(state=Vote.State.DECLARED).count() + 1, by)


def _open_round(election: Election, asked: _Asked, number: int, by: Viewer) -> Vote:
    standing = going_on(election.candidacies.select_related("person", "partner"), election.rounds.all())
    if not standing:
        raise NotPossible(_("There is no candidate yet. Nominate one first."))
    choices, places = ballot_paper(standing, require_open_places(election, standing))
    return _open(election.item, asked, choices, by, election=election, number=number, places=places)


def _require_texts(by: Viewer, titles: Localized, bodies: Localized) -> None:
    """What everybody is asked to sign must be there in every authentic language before it goes out."""
    here = texts_present(titles, bodies)
    missing = [language_name(language) for language in by.network.authentic_languages if language not in here]
    if missing:
        raise NotPossible(_("The text is missing in: %(languages)s.") % {"languages": ", ".join(missing)})


def _require_time(deadline: datetime) -> None:
    if deadline <= clock.now():
        raise NotPossible(_("The deadline has passed already. Choose a later one."))


def _send(asked: _Asked, deadline: datetime, by: Viewer) -> tuple[Meeting, AgendaItem]:
    """Make the decision known to every member: the record of a meeting without a meeting, and its convocation."""
    _require_time(deadline)
    office = asked.office.key if asked.office else None
    findings = allowed(asked.organ, asked.matter, clock.today(), proposed_by=asked.proposed_by, office=office)
    if findings.refused:
        raise Refused(findings)
    now = clock.now()
    meeting = Meeting.objects.create(
        network=by.network,
        organ=asked.organ,
        titles=asked.titles,
        starts_at=now,
        mode=Meeting.Mode.CIRCULAR,
        deadline=deadline,
        state=Meeting.State.OPEN,
        opened_at=now,
        opening=findings.as_dict(),
        audience=asked.audience,
    )
    item = AgendaItem.objects.create(
        network=by.network,
        meeting=meeting,
        position=1,
        kind=asked.kind,
        matter=asked.matter,
        proposed_by=sorted(asked.proposed_by),
        office=office or "",
        titles=asked.titles,
        notes=asked.bodies,
        added_at=now,
        audience=asked.audience,
        findings=findings.as_dict(),
    )
    _convoke(meeting, [item], 1, findings.as_dict(), by)
    return meeting, item


def _convoke(
    meeting: Meeting, items: Sequence[AgendaItem], number: int, findings: dict[str, Any], by: Viewer
) -> Convocation:
    convocation = Convocation.objects.create(
        network=by.network,
        meeting=meeting,
        number=number,
        sent_at=clock.now(),
        by=by.person,
        form=charter.Form.TEXT.value,
        agenda=[
            {"item": item.pk, "position": item.position, "matter": item.matter, "titles": dict(item.titles)}
            for item in items
        ],
        findings=findings,
    )
    for item in items:
        item.named_in = convocation
        item.save(update_fields=["named_in"])
    act = Act(Mailing.Kind.CIRCULAR, by, items, findings.get("verdicts", []), convocation=convocation)
    invited = invite(meeting, seats_of(meeting), act)
    if not invited:
        raise NotPossible(_("Nobody holds a seat in this organ; there is nobody to ask."))
    record(
        "members asked without a meeting",
        meeting,
        by=by.person,
        network=by.network,
        convocation=convocation.pk,
        asked=len(invited),
        deadline=meeting.deadline,
    )
    return convocation


def _open(item: AgendaItem, asked: _Asked, choices: list[str], by: Viewer, **subject: Any) -> Vote:
    """Open the vote for every holder of a seat."""
    vote = Vote.objects.create(
        network=by.network,
        item=item,
        matter=asked.matter,
        method=Vote.Method.NAMED,
        choices=choices,
        titles=asked.titles,
        bodies=asked.bodies,
        opened_at=clock.now(),
        opened_by=by.person,
        opening=item.findings,
        round=subject.pop("number", 1),
        **subject,
    )
    Elector.objects.bulk_create(
        [
            Elector(network=by.network, vote=vote, seat=place.seat, person=place.person)
            for place in seats_of(item.meeting)
            if place.person is not None
        ],
        batch_size=500,
    )
    record(
        "vote opened", vote, by=by.person, network=by.network, method=vote.method, round=vote.round, matter=vote.matter
    )
    publish(item.meeting_id, Topic.VOTES)
    transaction.on_commit(_look_after)
    return vote


def _look_after() -> None:
    from quattropole.decisions.tasks import look_after_circulars

    look_after_circulars.enqueue()
