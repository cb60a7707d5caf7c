"""What is due for the secretariat: convening, languages, agendas, answers, the register, terms, vacancies."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.charter import State
from quattropole.decisions import queries as decisions
from quattropole.decisions.models import Proposal
from quattropole.desk.queries.due import Due, Section, days_until, name_of, section, vote_due
from quattropole.meetings import queries as meetings
from quattropole.meetings.actions import last_day_to_convene
from quattropole.meetings.models import Invitation, Meeting
from quattropole.meetings.statutes import convening_offices, holders, rules_of
from quattropole.network.models import Mandate, Organ, Seat
from quattropole.network.queries import mandates_on, offices_on, runs_on
from quattropole.texts.names import language_name
from quattropole.texts.queries import localized

LOOK_AHEAD = timedelta(days=183)
"""How long before its end a term is shown: half a year."""


def secretariat_sections(viewer: Viewer) -> list[Section]:
    sources: Sequence[tuple[str, str, Callable[[Viewer], Iterable[Due]]]] = (
        ("convene", _("Meetings to convene"), _to_convene),
        ("agenda", _("Proposals that wait for an agenda"), _to_place),
        ("unanswered", _("Invitations without an answer"), _unanswered),
        ("register", _("Results that wait for the register"), _to_register),
        ("terms", _("Terms that end within six months, or are over"), _ending_terms),
        ("vacant", _("Vacant seats and offices"), _vacancies),
    )
    return [section(key, title, rows(viewer)) for key, title, rows in sources]


def _to_convene(viewer: Viewer) -> Iterable[Due]:
    planned = list(
        meetings.meetings_for(viewer)
        .filter(state=Meeting.State.PLANNED, starts_at__gte=clock.now())
        .prefetch_related("organ__offices")
    )
    convening = {
        meeting.pk: convening_offices(meeting.organ, rules_of(meeting.organ, meeting.day)) for meeting in planned
    }
    keys = sorted({key for offices in convening.values() for key in offices})
    people: dict[str, str] = {}
    for key, person in holders(viewer.network, keys, clock.today()) if keys else []:
        people.setdefault(key, str(person))
    for meeting in planned:
        last = last_day_to_convene(meeting)
        whom = next((people[key] for key in convening[meeting.pk] if key in people), "")
        yield Due(
            what=name_of(meeting),
            address=f"{reverse('meetings:detail', args=[meeting.pk])}#convocation",
            do=_("Convene"),
            whom=whom or meeting.organ.names,
            note=_("The statutes set no notice period.") if last is None else "",
            by=last or meeting.day,
            days_left=days_until(last or meeting.day),
        )


def _to_place(viewer: Viewer) -> Iterable[Due]:
    """Proposals that an organ has made and that stand on no agenda of the organ that decides."""
    for proposal in decisions.proposals_for(viewer).filter(state=Proposal.State.PROPOSED):
        if any(
            placement.item.meeting.organ_id == proposal.addressee_id and placement.item.meeting.state != "cancelled"
            for placement in proposal.placements.all()
        ):
            continue
        yield Due(
            what=localized(proposal.text)[0] or proposal.origin.names,
            address=reverse("decisions:proposal", args=[proposal.pk]),
            do=_("Put on an agenda"),
            whom=proposal.addressee.names,
        )


def _unanswered(viewer: Viewer) -> Iterable[Due]:
    open_invitations = (
        Invitation.objects.filter(
            convocation__meeting__state=Meeting.State.CONVENED, convocation__meeting__starts_at__gte=clock.now()
        )
        .exclude(seat__replies__meeting=F("convocation__meeting"))
        .values("convocation__meeting")
        .annotate(seats=Count("seat", distinct=True))
        .values_list("convocation__meeting", "seats")
    )
    counts = dict(open_invitations)
    for meeting in meetings.meetings_for(viewer).filter(pk__in=counts):
        seats = counts[meeting.pk]
        yield Due(
            what=name_of(meeting),
            address=f"{reverse('meetings:detail', args=[meeting.pk])}#answers",
            do=_("Show"),
            whom=ngettext("%(seats)s seat", "%(seats)s seats", seats) % {"seats": seats},
            by=meeting.day,
            days_left=days_until(meeting.day),
        )


def _to_register(viewer: Viewer) -> Iterable[Due]:
    for due in decisions.due_for_register(viewer):
        missing = ", ".join(language_name(code) for code in due.missing)
        yield vote_due(
            due.vote,
            _("Enter in the register"),
            _("Missing or outdated: %(languages)s") % {"languages": missing} if missing else "",
        )


def _ending_terms(viewer: Viewer) -> Iterable[Due]:
    """Offices one by one; seats of an organ that end on the same day together. Not where a successor is known."""
    today = clock.today()
    later = Mandate.objects.filter(begins__gt=OuterRef("begins"))
    ending = (
        Mandate.objects.filter(ends__gte=today, ends__lte=today + LOOK_AHEAD, begins__lte=today)
        .exclude(Q(seat__isnull=False) & Exists(later.filter(seat=OuterRef("seat"))))
        .exclude(Q(office__isnull=False) & Exists(later.filter(office=OuterRef("office"))))
        .select_related("office__organ", "seat__organ", "person")
        .order_by("ends")
    )
    seats: dict[tuple[Organ, date], int] = {}
    for mandate in ending:
        if mandate.ends is None:
            continue
        if mandate.office is not None:
            yield Due(
                what=mandate.office.names,
                address=reverse("decisions:elections"),
                do=_("Elections"),
                whom=str(mandate.person),
                by=mandate.ends,
                days_left=days_until(mandate.ends),
            )
        elif mandate.seat is not None:
            together = (mandate.seat.organ, mandate.ends)
            seats[together] = seats.get(together, 0) + 1
    yield from _acting(viewer)
    for (organ, ends), count in seats.items():
        yield Due(
            what=organ.names,
            address=reverse("website:organ", args=[organ.key]),
            do=_("Show"),
            whom=ngettext("%(seats)s seat", "%(seats)s seats", count) % {"seats": count},
            by=ends,
            days_left=days_until(ends),
        )


def _acting(viewer: Viewer) -> Iterable[Due]:
    """Offices whose term is over; those who held them go on acting until somebody is elected."""
    for held in offices_on(viewer.network, clock.today()):
        for mandate in held.mandates if held.is_acting else ():
            yield Due(
                what=held.office.names,
                address=reverse("decisions:elections"),
                do=_("Elections"),
                whom=str(mandate.person),
                note=_("The term is over; acts until a successor is elected."),
                by=mandate.ends,
                days_left=days_until(mandate.ends),
            )


def _vacancies(viewer: Viewer) -> Iterable[Due]:
    today = clock.today()
    running = mandates_on(today)
    empty = (
        Seat.objects.filter(runs_on(today, "since", "until"))
        .filter(Q(organ__until__isnull=True) | Q(organ__until__gte=today))
        .exclude(Exists(running.filter(seat=OuterRef("pk"))))
        .select_related("organ", "city")
        .order_by("organ__position", "city__position", "number")
    )
    for seat in empty:
        yield Due(
            what=seat.titles,
            address=reverse("website:organ", args=[seat.organ.key]),
            do=_("Show"),
            whom=seat.city.names if seat.city else seat.organ.names,
            note=str(seat.organ.names),
        )
    for held in offices_on(viewer.network, today):
        if held.state is State.VACANT:
            yield Due(
                what=held.office.names,
                address=reverse("decisions:elections"),
                do=_("Elections"),
                whom=held.office.organ.names,
                note=_("Office"),
            )
