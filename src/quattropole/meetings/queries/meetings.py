"""Reads of meetings: those somebody may see, their agenda and papers, one's own seats, who may be named for them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from quattropole import charter, clock
from quattropole.access.viewer import Viewer
from quattropole.meetings import rules
from quattropole.meetings.models import AgendaItem, Invitation, Meeting
from quattropole.meetings.queries.papers import PaperView, papers_for
from quattropole.meetings.queries.presence import Place
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import Person, Seat, Substitute
from quattropole.network.queries import mandates_on, runs_on


def meetings_for(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings that the viewer may see, newest first, with what a list shows."""
    return (
        rules.visible_meetings(viewer)
        .select_related("organ__network", "host_city", "network")
        .order_by("-starts_at", "-pk")
    )


def agenda_for(viewer: Viewer, meeting: Meeting, papers: Sequence[PaperView] | None = None) -> list[AgendaItem]:
    """The items that the viewer may see, in order, each with `seen_papers`: its papers that the viewer may see."""
    papers = papers_for(viewer, meeting) if papers is None else papers
    items = list(rules.visible_items(viewer).filter(meeting=meeting).select_related("named_in").order_by("position"))
    for item in items:
        item.meeting = meeting
        item.seen_papers = [paper for paper in papers if paper.item_id == item.pk]
    return items


def own_places(viewer: Viewer, meeting: Meeting) -> list[Place]:
    """The seats for which the viewer may answer (held on the meeting's day or today), with their answers."""
    if viewer.person is None:
        return []
    days = Q()
    for day in {meeting.day, viewer.day}:
        days |= Q(mandates__begins__lte=day) & (Q(mandates__ends__isnull=True) | Q(mandates__ends__gte=day))
    seats = (
        Seat.objects.filter(
            days, runs_on(meeting.day, "since", "until"), organ=meeting.organ_id, mandates__person=viewer.person
        )
        .select_related("city", "organ__network")
        .distinct()
    )
    replies = {given.seat_id: given for given in meeting.replies.select_related("substitute", "by")}
    return [Place(seat, viewer.person, replies.get(seat.pk), None) for seat in seats]


def unanswered_by(person: Person) -> QuerySet[Invitation]:
    """Invitations of the person to coming meetings to which the seat has not answered, the last one of each meeting."""
    later = Invitation.objects.filter(
        convocation__meeting=OuterRef("convocation__meeting"),
        seat=OuterRef("seat"),
        person=OuterRef("person"),
        pk__gt=OuterRef("pk"),
    )
    return (
        Invitation.objects.filter(
            person=person,
            convocation__meeting__state=Meeting.State.CONVENED,
            convocation__meeting__starts_at__gte=clock.now(),
        )
        .exclude(seat__replies__meeting=F("convocation__meeting"))
        .exclude(Exists(later))
        .select_related("convocation__meeting__organ", "seat__city")
        .order_by("convocation__meeting__starts_at")
    )


def substitutes_for(seat: Seat, day: date) -> QuerySet[Person]:
    """Who may be named for a seat on a day, those whom the city named for the organ first.

    Nobody where the statutes know no substitutes; else people of the same city who hold no seat in the organ
    themselves; where the statutes ask for it, only those whom the city named.
    """
    organ = rules_of(seat.organ, day)
    if organ is not None and not organ.substitution.allowed:
        return Person.objects.none()
    sitting = mandates_on(day).filter(seat__organ=seat.organ_id).values("person")
    named = Substitute.objects.filter(runs_on(day, "since", "until"), organ=seat.organ_id, person=OuterRef("pk"))
    people = (
        Person.objects.filter(city=seat.city_id)
        .exclude(pk__in=sitting)
        .annotate(is_named=Exists(named))
        .order_by("-is_named", "is_placeholder", "family_name", "given_name", "slug")
    )
    if organ is not None and organ.substitution.who == charter.Substitutes.NAMED:
        return people.filter(is_named=True)
    return people
