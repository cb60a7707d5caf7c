"""Objections (Widerspruch) to a result, for the minutes. What is recorded stays as it is."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.amendments import sitting_on
from quattropole.decisions.actions.voting import locked_vote
from quattropole.decisions.models import Objection, Vote
from quattropole.decisions.rules import may_act_for, may_record_objection
from quattropole.live import Topic, publish
from quattropole.meetings.models import Meeting
from quattropole.network.models import Seat

REASONS_AT_MOST = 4000


def record_objection(vote: Vote, seat: Seat, *, reasons: str = "", language: str = "", by: Viewer) -> Objection:
    """Record that a seat objects to a declared result, once, until the meeting is closed.

    Raises `NotPossible` before the declaration, after the meeting, and where the seat has objected already.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.DECLARED)
        meeting = locked.item.meeting
        require(
            may_record_objection(by, locked, seat) and seat.organ_id == meeting.organ_id,
            _("Only who sits on the seat and the secretariat may do this."),
        )
        if meeting.state != Meeting.State.OPEN:
            raise NotPossible(_("Objections are recorded until the meeting is closed."))
        if language and language not in by.network.languages:
            raise NotPossible(_("The network does not work in this language."))
        is_own = by.person is not None and may_act_for(by, meeting, seat)
        person = by.person if is_own and by.person is not None else sitting_on(seat, meeting)
        try:
            with transaction.atomic():
                objection = Objection.objects.create(
                    network=by.network,
                    vote=locked,
                    seat=seat,
                    person=person,
                    reasons=reasons.replace("\r\n", "\n").strip()[:REASONS_AT_MOST],
                    language=language or person.language,
                    recorded_at=clock.now(),
                    recorded_by=by.person,
                )
        except IntegrityError as twice:
            raise NotPossible(_("The objection of this seat is recorded already.")) from twice
        record("objection recorded", locked, by=by.person, network=by.network, seat=seat.key)
        publish(meeting.pk, Topic.VOTES, Topic.AMENDMENTS)
    return objection
