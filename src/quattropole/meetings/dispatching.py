"""Formal mail is ordered: in the transaction of the act, with what the letters say, for everyone whom it concerns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from quattropole import clock
from quattropole.access.outbox import language_for
from quattropole.access.viewer import Viewer
from quattropole.meetings import statutes
from quattropole.meetings.models import AgendaItem, Convocation, Dispatch, Invitation, Mailing, Meeting
from quattropole.meetings.sealing import seal
from quattropole.network.models import Person, Seat
from quattropole.network.queries import SeatOn


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be told: the kind of letter, what it names and changes, what the charter found, who acts."""

    kind: Mailing.Kind
    by: Viewer | None
    items: Sequence[AgendaItem] = ()
    verdicts: Iterable[Mapping[str, Any]] = ()
    changes: Iterable[dict[str, Any]] = ()
    convocation: Convocation | None = None


Invitees = dict[Person, list[Seat]]


def invitees_of(places: Iterable[SeatOn]) -> Invitees:
    """Who holds the seats; whoever holds several is one person."""
    invitees: Invitees = {}
    for place in places:
        if place.person is not None:
            invitees.setdefault(place.person, []).append(place.seat)
    return invitees


def invited_to(meeting: Meeting) -> Invitees:
    """Everyone who has been invited, with the seats for which. One query."""
    invited: Invitees = {}
    rows = Invitation.objects.filter(convocation__meeting=meeting).select_related("person", "seat__city")
    for row in rows.order_by("pk"):
        seats = invited.setdefault(row.person, [])
        if row.seat not in seats:
            seats.append(row.seat)
    return invited


def invite(meeting: Meeting, places: Iterable[SeatOn], act: Act) -> list[Invitation]:
    """An invitation for every filled seat, and one letter a person, ordered with the act."""
    if act.convocation is None:
        raise ValueError("people are invited by a convocation")
    invitees = invitees_of(places)
    made = note_invited(act.convocation, invitees)
    order(meeting, invitees, act)
    return made


def note_invited(convocation: Convocation, invitees: Invitees) -> list[Invitation]:
    """An invitation for every seat."""
    made: list[Invitation] = Invitation.objects.bulk_create(
        [
            Invitation(
                network=convocation.network,
                convocation=convocation,
                person=person,
                seat=seat,
                language=_language(convocation.meeting, person),
            )
            for person, seats in invitees.items()
            for seat in seats
        ],
        batch_size=500,
    )
    return made


def tell_invited(meeting: Meeting, act: Act) -> int:
    """Order a letter to everyone who was invited; to how many."""
    invited = invited_to(meeting)
    order(meeting, invited, act)
    return len(invited)


def order(meeting: Meeting, invitees: Invitees, act: Act) -> Mailing:
    """Seal what the letters say and order one for each person, in the caller's transaction; made after it."""
    organ = statutes.rules_of(meeting.organ, meeting.day)
    offices = statutes.convening_offices(meeting.organ, organ)
    office, post = statutes.acts_for(act.by, organ, offices) if act.by is not None else (None, None)
    now = clock.now()
    last = meeting.mailings.aggregate(last=Max("version"))["last"] or 0
    mailing: Mailing = Mailing.objects.create(
        network=meeting.network,
        meeting=meeting,
        convocation=act.convocation,
        kind=act.kind,
        version=last + 1,
        content=seal(
            meeting,
            items=act.items,
            verdicts=act.verdicts,
            changes=act.changes,
            by=act.by.person if act.by else None,
            office=office,
            post=post,
        ),
        by=act.by.person if act.by else None,
        ordered_at=now,
    )
    Dispatch.objects.bulk_create(
        [_dispatch(mailing, person, seats) for person, seats in invitees.items()], batch_size=200
    )
    transaction.on_commit(_make_soon)
    return mailing


def _dispatch(mailing: Mailing, person: Person, seats: Sequence[Seat]) -> Dispatch:
    language = _language(mailing.meeting, person)
    return Dispatch(
        network=mailing.network,
        mailing=mailing,
        meeting=mailing.meeting,
        convocation=mailing.convocation,
        kind=mailing.kind,
        version=mailing.version,
        person=person,
        seats=[seat.key for seat in seats],
        addressee=_addressee(person, seats, language),
        language=language,
        means=Dispatch.Means.MAIL if person.email else Dispatch.Means.POST,
        ordered_at=mailing.ordered_at,
    )


def _addressee(person: Person, seats: Sequence[Seat], language: str) -> dict[str, Any]:
    """How the letter addresses the person, in the person's language."""
    city = next((seat.city for seat in seats if seat.city is not None), None)
    with translation.override(language):
        return {
            "name": str(person),
            "function": person.functions.shown(language).text,
            "seats": [str(seat) for seat in seats],
            "city": str(city) if city else "",
            "postal": person.postal_address.splitlines(),
        }


def _language(meeting: Meeting, person: Person) -> str:
    person.network = meeting.network
    return language_for(person)


def _make_soon() -> None:
    from quattropole.meetings.tasks import make_letters

    make_letters.enqueue()
