"""A person does not vote under an item because of an interest in it (BGB § 34): declared, recorded, lifted."""

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.amendments import RUNNING, sitting_on
from quattropole.decisions.actions.excluding import keep_out
from quattropole.decisions.actions.voting import locked_vote
from quattropole.decisions.models import Elector, Recusal, Vote
from quattropole.decisions.rules import may_act_for, may_lift_recusal, may_recuse
from quattropole.live import Topic, publish
from quattropole.meetings.actions.locking import locked as locked_meeting
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.network.models import Person, Seat

RECUSING = (Meeting.State.PLANNED, Meeting.State.CONVENED, Meeting.State.OPEN)


def interest_verdict(item: AgendaItem, interest: str) -> charter.Verdict:
    """Whether an interest keeps its holder from voting under the item; raises `NotPossible` for an unknown one."""
    if interest not in charter.INTERESTS:
        raise NotPossible(_("That interest is not known."))
    statutes = item.network.charter.on(item.meeting.day)
    matter = statutes.matters.get(item.matter)
    if matter is not None and not matter.exclusion:
        interest = "own_election"
    return charter.excluded(statutes, charter.InterestFacts(interest=interest, matter=item.matter or None))


def recuse(item: AgendaItem, seat: Seat, *, interest: str, by: Viewer) -> list[Recusal]:
    """Record that who sits on the seat does not vote under the item; the charter decides whether the interest excludes.

    It is the person who is excluded: all seats on which the person sits in the meeting are, in a vote under way as
    well, where a ballot cast by name becomes void. Raises `NotPossible` with the charter's words for an interest that
    does not exclude, and where a ballot cannot be found any more; nothing is recorded then.
    """
    with transaction.atomic():
        item = AgendaItem.objects.select_related("meeting__organ", "network").get(pk=item.pk)
        running = _running(item)
        meeting = locked_meeting(item.meeting)
        require(may_recuse(by, item, seat), _("Only who sits on the seat, the chair and the secretariat may do this."))
        if meeting.state not in RECUSING:
            raise NotPossible(_("The meeting is over."))
        verdict = interest_verdict(item, interest)
        if not verdict.breached:
            raise NotPossible(f"{verdict.text(get_language() or 'de')} ({verdict.source.cite})")
        is_own = by.person is not None and may_act_for(by, meeting, seat)
        person = by.person if is_own and by.person is not None else sitting_on(seat, meeting)
        recused = [
            Recusal.objects.create(
                network=item.network,
                item=item,
                seat_id=pk,
                person=person,
                interest=interest,
                verdict=verdict.as_dict(),
                recorded_at=clock.now(),
                recorded_by=by.person,
            )
            for pk in _seats_of(person, seat, item)
        ]
        if not recused:
            raise NotPossible(_("This is recorded already."))
        if running is not None:
            electors = Elector.objects.filter(vote=running, seat__in=[one.seat_id for one in recused], person=person)
            for elector in electors.select_related("seat"):
                keep_out(running, elector.seat, interest=interest, by=by)
        elif Vote.objects.filter(item=item, state__in=RUNNING).exists():
            raise NotPossible(_("A vote on this item has just been opened. Try again."))
        record("seat recused", item, by=by.person, network=by.network, seat=seat.key, interest=interest)
        publish(meeting.pk, Topic.VOTES, Topic.AMENDMENTS)
    return recused


def _running(item: AgendaItem) -> Vote | None:
    """The vote under way on the item, locked: its ballots and the recusal come one after the other."""
    found = Vote.objects.filter(item=item, state__in=RUNNING).first()
    return locked_vote(found, *RUNNING) if found else None


def _seats_of(person: Person, seat: Seat, item: AgendaItem) -> list[int]:
    """The seats for which the person would vote and is not recused yet, the given one first."""
    sitting = Attendance.objects.filter(meeting=item.meeting_id, person=person, left_at__isnull=True)
    seats = dict.fromkeys([seat.pk, *sitting.order_by("seat").values_list("seat", flat=True)])
    there = Recusal.objects.filter(item=item, person=person, lifted_at__isnull=True).values_list("seat", flat=True)
    return [pk for pk in seats if pk not in set(there)]


def lift_recusal(recusal: Recusal, *, by: Viewer) -> Recusal:
    """The person votes again under the item. A second press changes nothing."""
    with transaction.atomic():
        current = Recusal.objects.select_related("item__meeting__organ", "seat").get(pk=recusal.pk)
        meeting = locked_meeting(current.item.meeting)
        require(may_lift_recusal(by, current), _("Only who declared it, the chair and the secretariat may do this."))
        if current.lifted_at is not None:
            return current
        if meeting.state not in RECUSING:
            raise NotPossible(_("The meeting is over."))
        if Vote.objects.filter(item=current.item_id, state__in=RUNNING).exists():
            raise NotPossible(_("A vote on this item is already running."))
        now = clock.now()
        others = Recusal.objects.filter(item=current.item_id, person=current.person_id, lifted_at__isnull=True)
        others.exclude(pk=current.pk).update(lifted_at=now)
        current.lifted_at = now
        current.save(update_fields=["lifted_at"])
        record("recusal lifted", current.item, by=by.person, network=by.network, seat=current.seat.key)
        publish(meeting.pk, Topic.VOTES, Topic.AMENDMENTS)
    return current
