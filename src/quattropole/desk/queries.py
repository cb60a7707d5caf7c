"""What is due for a person: computed from the rooms, nothing stored, with a constant number of queries."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.charter import State
from quattropole.decisions import queries as decisions
from quattropole.decisions.models import Proposal, Vote
from quattropole.meetings import queries as meetings
from quattropole.meetings import rules as meeting_rules
from quattropole.meetings.actions import last_day_to_convene
from quattropole.meetings.models import Invitation, Meeting
from quattropole.meetings.statutes import convening_offices, holders, rules_of
from quattropole.network.models import Mandate, Organ, Seat
from quattropole.network.queries import mandates_on, offices_on, runs_on
from quattropole.texts.localized import Localized
from quattropole.texts.names import language_name
from quattropole.texts.queries import localized, missing_or_behind

LOOK_AHEAD = timedelta(days=183)
"""How long before its end a term is shown: half a year."""
ROWS = 25

Words = Localized | str


@dataclass(frozen=True)
class Due:
    """One thing that is due: what, from whom, by when, and the page where it is done."""

    what: Words
    address: str
    do: str
    whom: Words = ""
    note: str = ""
    by: date | None = None
    days_left: int | None = None

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.days_left is not None and self.days_left < 0

    @property
    def is_near(self) -> bool:
        """Whether its day comes within a week."""
        return self.days_left is not None and 0 <= self.days_left <= 7


@dataclass(frozen=True)
class Section:
    """Things of one kind that are due, the most urgent first; `more` of them are not shown."""

    key: str
    title: str
    rows: Sequence[Due]
    more: int = 0


@dataclass(frozen=True)
class OwnMeeting:
    """A coming meeting in which the viewer sits, with the papers there are for the viewer."""

    meeting: Meeting
    papers: int


@dataclass(frozen=True)
class Desk:
    """A person's start page."""

    sections: Sequence[Section]
    own: Sequence[OwnMeeting] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How much is due."""
        return sum(len(section.rows) + section.more for section in self.sections)

    @property
    def late(self) -> int:
        """How much of it is late."""
        return sum(1 for section in self.sections for row in section.rows if row.is_late)


def desk_of(viewer: Viewer) -> Desk:
    """Everything that is due for the viewer, by the positions held today."""
    sections = [*_member_sections(viewer), *_chair_sections(viewer)]
    if viewer.is_secretariat:
        sections += _secretariat_sections(viewer)
    return Desk([section for section in sections if section.rows], _own_meetings(viewer))


def _section(key: str, title: str, rows: Iterable[Due]) -> Section:
    ordered = sorted(rows, key=lambda row: row.by or date.max)
    return Section(key, title, ordered[:ROWS], max(0, len(ordered) - ROWS))


def _days_left(day: date | None) -> int | None:
    return (day - clock.today()).days if day else None


def _name(meeting: Meeting) -> Localized:
    titles: Localized = meeting.titles
    return titles if any(titles.values()) else Localized(meeting.organ.names)


def _vote_due(vote: Vote, do: str, note: str = "") -> Due:
    return Due(
        what=vote.titles,
        address=reverse("decisions:vote", args=[vote.pk]),
        do=do,
        whom=vote.item.meeting.organ.names,
        note=note,
        by=clock.today(),
        days_left=0,
    )


def _member_sections(viewer: Viewer) -> list[Section]:
    if viewer.person is None:
        return []
    answers = [
        Due(
            what=_name(invitation.convocation.meeting),
            address=f"{reverse('meetings:reply', args=[invitation.convocation.meeting_id])}?seat={invitation.seat_id}",
            do=_("Answer"),
            whom=invitation.seat.titles,
            by=invitation.convocation.meeting.day,
            days_left=_days_left(invitation.convocation.meeting.day),
        )
        for invitation in meetings.unanswered_by(viewer.person)
    ]
    votes = [_vote_due(vote, _("Vote")) for vote in decisions.running_votes(viewer)]
    return [
        _section("votes", _("Votes that are open"), votes),
        _section("answers", _("Invitations without your answer"), answers),
    ]


def _chair_sections(viewer: Viewer) -> list[Section]:
    """For those who chair: meetings of today to open or to close, votes to close and to declare."""
    if not viewer.offices and not viewer.is_secretariat:
        return []
    running = meetings.meetings_for(viewer).filter(
        Q(state=Meeting.State.OPEN) | Q(state=Meeting.State.CONVENED, starts_at__lt=clock.now() + timedelta(days=1))
    )
    chaired = [
        meeting
        for meeting in running.prefetch_related("organ__offices")
        if (meeting.state == Meeting.State.OPEN or meeting.day == clock.today())
        and meeting_rules.may_chair(viewer, meeting)
    ]
    sessions = [
        Due(
            what=_name(meeting),
            address=reverse("meetings:session", args=[meeting.pk]),
            do=_("Close the meeting") if meeting.state == Meeting.State.OPEN else _("Open the meeting"),
            whom=meeting.organ.names,
            by=meeting.day,
            days_left=_days_left(meeting.day),
        )
        for meeting in chaired
    ]
    if not chaired:
        return []
    here = {meeting.pk for meeting in chaired}
    running_votes = decisions.votes_for(viewer).filter(item__meeting__in=here)
    votes = [
        _vote_due(vote, _("Declare the result") if vote.state == Vote.State.CLOSED else _("Close the vote"))
        for vote in running_votes.filter(state__in=[Vote.State.OPEN, Vote.State.CLOSED])
    ]
    return [
        _section("sessions", _("Meetings that you chair"), sessions),
        _section("results", _("Votes to close and to declare"), votes),
    ]


def _secretariat_sections(viewer: Viewer) -> list[Section]:
    sources: Sequence[tuple[str, str, Callable[[Viewer], Iterable[Due]]]] = (
        ("convene", _("Meetings to convene"), _to_convene),
        ("languages", _("Proposals without all authentic languages"), _to_translate),
        ("agenda", _("Proposals that wait for an agenda"), _to_place),
        ("unanswered", _("Invitations without an answer"), _unanswered),
        ("register", _("Results that wait for the register"), _to_register),
        ("terms", _("Terms that end within six months, or are over"), _ending_terms),
        ("vacant", _("Vacant seats and offices"), _vacancies),
    )
    return [_section(key, title, rows(viewer)) for key, title, rows in sources]


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
            what=_name(meeting),
            address=f"{reverse('meetings:detail', args=[meeting.pk])}#convocation",
            do=_("Convene"),
            whom=whom or meeting.organ.names,
            note=_("The statutes set no notice period.") if last is None else "",
            by=last or meeting.day,
            days_left=_days_left(last or meeting.day),
        )


def _to_translate(viewer: Viewer) -> Iterable[Due]:
    for proposal in decisions.to_translate(viewer):
        missing = ", ".join(language_name(code) for code in missing_or_behind(proposal.text))
        by = _needed_by(proposal)
        yield Due(
            what=localized(proposal.text)[0] or proposal.origin.names,
            address=reverse("decisions:proposal", args=[proposal.pk]),
            do=_("Write"),
            whom=proposal.origin.names,
            note=_("Missing or outdated: %(languages)s") % {"languages": missing},
            by=by,
            days_left=_days_left(by),
        )


def _needed_by(proposal: Proposal) -> date | None:
    """The day by which a proposal's languages are needed: that of the next meeting on whose agenda it is."""
    days = [placement.item.meeting.day for placement in proposal.placements.all()]
    return min((day for day in days if day >= clock.today()), default=None)


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
            what=_name(meeting),
            address=f"{reverse('meetings:detail', args=[meeting.pk])}#answers",
            do=_("Show"),
            whom=ngettext("%(seats)s seat", "%(seats)s seats", seats) % {"seats": seats},
            by=meeting.day,
            days_left=_days_left(meeting.day),
        )


def _to_register(viewer: Viewer) -> Iterable[Due]:
    for due in decisions.due_for_register(viewer):
        missing = ", ".join(language_name(code) for code in due.missing)
        yield _vote_due(
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
                days_left=_days_left(mandate.ends),
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
            days_left=_days_left(ends),
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
                days_left=_days_left(mandate.ends),
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


def _own_meetings(viewer: Viewer) -> list[OwnMeeting]:
    """The coming meetings in which the viewer sits, whether by a seat or as a substitute."""
    if viewer.person is None:
        return []
    part = (
        Q(organ__in=viewer.organ_ids)
        | Q(replies__substitute=viewer.person)
        | Q(convocations__invitations__person=viewer.person)
    )
    coming = list(
        meetings.meetings_for(viewer)
        .filter(part, state__in=[Meeting.State.CONVENED, Meeting.State.OPEN])
        .distinct()
        .order_by("starts_at")[:ROWS]
    )
    papers = dict(
        meeting_rules.visible_papers(viewer)
        .filter(meeting__in=[meeting.pk for meeting in coming])
        .values("meeting")
        .annotate(papers=Count("pk"))
        .values_list("meeting", "papers")
    )
    return [OwnMeeting(meeting, papers.get(meeting.pk, 0)) for meeting in coming]
