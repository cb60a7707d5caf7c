"""Who may prepare, convene, chair, answer, and who sees what of a meeting. Filters stand beside their predicates."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from quattropole.access.models import Addressed, Audience
from quattropole.access.rules import audience_filter, may_see
from quattropole.access.viewer import Viewer
from quattropole.charter import OrganRules, ProxyHolder
from quattropole.meetings import statutes
from quattropole.meetings.book.sources import holds_too_much
from quattropole.meetings.models import (
    AgendaItem,
    Attendance,
    Dispatch,
    Invitation,
    Meeting,
    MeetingBook,
    Paper,
    Reply,
)
from quattropole.network.models import Mandate, Organ, Seat
from quattropole.network.queries import mandates_on, runs_on


def may_prepare(viewer: Viewer, organ: Organ) -> bool:
    """Whether the viewer prepares the organ's meetings: the secretariat, and those who convene or chair."""
    if viewer.person is None or organ.network_id != viewer.network.pk:
        return False
    if viewer.is_secretariat:
        return True
    rules = statutes.rules_of(organ, viewer.day)
    offices = (
        *statutes.convening_offices(organ, rules),
        *statutes.chairing_offices(organ, rules),
    )
    return statutes.office_held(viewer, dict.fromkeys(offices)) is not None


def preparable_organs(viewer: Viewer) -> QuerySet[Organ]:
    """The organs that agree with `may_prepare`."""
    organs = Organ.objects.filter(network=viewer.network).exclude(kind=Organ.Kind.SECRETARIAT)
    if viewer.is_secretariat:
        return organs.order_by("position", "key")
    if viewer.person is None:
        return organs.none()
    allowed = [organ.pk for organ in organs if may_prepare(viewer, organ)]
    return organs.filter(pk__in=allowed).order_by("position", "key")


def may_convene(viewer: Viewer, organ: Organ) -> bool:
    """Whether the viewer convenes the organ: who holds a convening office, or a post that sends it for that office."""
    if viewer.person is None or organ.network_id != viewer.network.pk:
        return False
    rules = statutes.rules_of(organ, viewer.day)
    if statutes.office_held(viewer, statutes.convening_offices(organ, rules)):
        return True
    if not viewer.is_secretariat:
        return False
    if rules is None or not rules.conveners.offices:
        return True
    return any(post in rules.conveners.through for post in statutes.posts_held(viewer))


def may_chair(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the chair is the viewer's on the day: the first chairing office, or a deputy while those before are away.

    Where no office chairs the body, the secretariat does.
    """
    if viewer.person is None or meeting.network_id != viewer.network.pk:
        return False
    rules = statutes.rules_of(meeting.organ, viewer.day)
    offices = statutes.chairing_offices(meeting.organ, rules)
    if not offices:
        return viewer.is_secretariat
    order = [person.pk for _, person in statutes.holders(viewer.network, offices, viewer.day)]
    if viewer.person.pk not in order:
        return False
    before = set(order[: order.index(viewer.person.pk)])
    if not before:
        return True
    seen = list(meeting.attendances.filter(person__in=before).values_list("person_id", "left_at"))
    if any(left_at is None for _, left_at in seen):
        return False
    return meeting.chair_id not in before or meeting.chair_id in {person for person, _ in seen}


def may_record_attendance(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the viewer records who comes and goes: the chair or the secretariat."""
    if meeting.network_id != viewer.network.pk:
        return False
    return viewer.is_secretariat or may_chair(viewer, meeting)


def may_reply(viewer: Viewer, meeting: Meeting, seat: Seat) -> bool:
    """Whether the viewer answers for the seat: who holds it on the meeting's day, or today."""
    if viewer.person is None or meeting.network_id != viewer.network.pk or seat.organ_id != meeting.organ_id:
        return False
    days = Q()
    for day in {meeting.day, viewer.day}:
        days |= Q(begins__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))
    return Mandate.objects.filter(days, person=viewer.person, seat=seat).exists()


def may_check_in(viewer: Viewer, meeting: Meeting, seat: Seat) -> bool:
    """Whether the viewer says "I am here" for the seat: who holds it that day, or the substitute named for it."""
    return check_in_seats(viewer, meeting).filter(pk=seat.pk).exists()


def check_in_seats(viewer: Viewer, meeting: Meeting) -> QuerySet[Seat]:
    """The seats that agree with `may_check_in`; those held first."""
    if viewer.person is None or meeting.network_id != viewer.network.pk:
        return Seat.objects.none()
    held = mandates_on(meeting.day).filter(person=viewer.person, seat=OuterRef("pk"))
    named = Reply.objects.filter(meeting=meeting, substitute=viewer.person, seat=OuterRef("pk"))
    seats = Seat.objects.filter(runs_on(meeting.day, "since", "until"), organ=meeting.organ_id)
    return (
        seats.annotate(is_held=Exists(held))
        .filter(Q(is_held=True) | Exists(named))
        .select_related("city", "organ")
        .order_by("-is_held", "number", "key")
    )


def may_give_proxy(viewer: Viewer, meeting: Meeting, seat: Seat) -> bool:
    """Whether the viewer gives the seat's vote to somebody else: its holder; or the secretariat or the chair for it."""
    if may_record_attendance(viewer, meeting):
        return seat.organ_id == meeting.organ_id
    if viewer.person is None or meeting.network_id != viewer.network.pk:
        return False
    held = mandates_on(meeting.day).filter(person=viewer.person, seat=seat, seat__organ=meeting.organ_id)
    return held.exists()


def carried_by_anyone(organ: OrganRules) -> bool:
    """Whether a vote may be carried by somebody without a seat in the organ."""
    return organ.proxies.allowed and organ.proxies.holder is ProxyHolder.ANYONE


def _invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """The viewer's invitations for seats that are still the viewer's, or were on the day of the meeting.

    Whoever gave a seat up before the meeting has no part in it any more.
    """
    until = "seat__mandates__ends"
    held = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": viewer.day})
    held |= Q(**{f"{until}__gte": TruncDate("convocation__meeting__starts_at")})
    return Invitation.objects.filter(held, person=viewer.person, seat__mandates__person=viewer.person)


def sits_in(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the viewer has a part in this meeting, seat in the organ or not.

    That is: prepares or chairs it by an office, was invited, is named as a substitute, or is present.
    """
    if viewer.person is None:
        return False
    person = viewer.person
    return (
        meeting.organ.key in organs_led_by(viewer)
        or _invitations(viewer).filter(convocation__meeting=meeting).exists()
        or Reply.objects.filter(meeting=meeting, substitute=person).exists()
        or Attendance.objects.filter(meeting=meeting, person=person).exists()
    )


def _part_in(viewer: Viewer, meeting: str, organ: str) -> Q:
    """The filter that agrees with `sits_in`; `meeting` and `organ` are the paths to them."""
    if viewer.person is None:
        return Q(pk__in=[])
    here, person = OuterRef(meeting), viewer.person
    return (
        Q(**{f"{organ}__key__in": organs_led_by(viewer)})
        | Q(Exists(_invitations(viewer).filter(convocation__meeting=here)))
        | Q(Exists(Reply.objects.filter(meeting=here, substitute=person)))
        | Q(Exists(Attendance.objects.filter(meeting=here, person=person)))
    )


def organs_led_by(viewer: Viewer) -> list[str]:
    """Keys of the organs that the viewer convenes or chairs under the statutes."""
    organs = viewer.network.charter.on(viewer.day).organs
    leading = {key: (*rules.conveners.offices, *rules.chair.offices) for key, rules in organs.items()}
    offices = sorted({office for offices in leading.values() for office in offices})
    held = {
        office
        for office, person in statutes.holders(viewer.network, offices, viewer.day)
        if viewer.person is not None and person.pk == viewer.person.pk
    }
    return [key for key, offices in leading.items() if held.intersection(offices)]


INNER = (Audience.NETWORK, Audience.ORGAN)


def _reaches(viewer: Viewer, record: Addressed, meeting: Meeting) -> bool:
    """Whether a record of a meeting is for the viewer: by its audience, or because of a part in the meeting."""
    if may_see(viewer, record, meeting.organ_id):
        return True
    return record.network_id == viewer.network.pk and record.audience in INNER and sits_in(viewer, meeting)


def _reached(viewer: Viewer, meeting: str, organ: str) -> Q:
    """The filter that agrees with `_reaches`."""
    part = Q(network=viewer.network, audience__in=INNER) & _part_in(viewer, meeting, organ)
    return audience_filter(viewer, organ) | part


def may_see_meeting(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the meeting is for the viewer."""
    return _reaches(viewer, meeting, meeting)


def visible_meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings that agree with `may_see_meeting`."""
    return Meeting.objects.filter(_reached(viewer, "pk", "organ"))


def may_see_item(viewer: Viewer, item: AgendaItem) -> bool:
    """Whether the item is for the viewer; who has a part in the meeting sees what its organ sees."""
    return _reaches(viewer, item, item.meeting)


def visible_items(viewer: Viewer) -> QuerySet[AgendaItem]:
    """The items that agree with `may_see_item`."""
    return AgendaItem.objects.filter(_reached(viewer, "meeting_id", "meeting__organ"))


def may_see_paper(viewer: Viewer, paper: Paper) -> bool:
    """Whether the paper is for the viewer; who has a part in the meeting sees what its organ sees."""
    return _reaches(viewer, paper, paper.meeting)


def visible_papers(viewer: Viewer) -> QuerySet[Paper]:
    """The papers that agree with `may_see_paper`."""
    return Paper.objects.filter(_reached(viewer, "meeting_id", "meeting__organ"))


def visible_books(viewer: Viewer) -> QuerySet[MeetingBook]:
    """The meeting books that are for the viewer. Those that `book.sources.holds_too_much` names are kept back."""
    return MeetingBook.objects.filter(_reached(viewer, "meeting_id", "meeting__organ"))


def may_see_book(viewer: Viewer, book: MeetingBook) -> bool:
    """Whether the book is for the viewer, and everything in it still is for all of its readers."""
    return visible_books(viewer).filter(pk=book.pk).exists() and not holds_too_much(book)


def may_see_dispatch(viewer: Viewer, dispatch: Dispatch) -> bool:
    """Whether the letter is the viewer's own, or the viewer prepares the meetings of the organ."""
    if viewer.person is None or dispatch.network_id != viewer.network.pk:
        return False
    return dispatch.person_id == viewer.person.pk or may_prepare(viewer, dispatch.meeting.organ)


def visible_dispatches(viewer: Viewer) -> QuerySet[Dispatch]:
    """The dispatches that agree with `may_see_dispatch`."""
    if viewer.person is None:
        return Dispatch.objects.none()
    own = Q(person=viewer.person)
    organs = preparable_organs(viewer).order_by()
    return Dispatch.objects.filter(own | Q(meeting__organ__in=organs), network=viewer.network)
