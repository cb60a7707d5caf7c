"""Consent in text form of members who are not in the meeting, where all members must consent (BGB § 33(1) s. 2)."""

from dataclasses import dataclass

from quattropole import charter, clock
from quattropole.decisions.models import Consent, Elector, Vote
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import seats_of
from quattropole.network.models import Person, Seat


@dataclass(frozen=True)
class Consents:
    """Who consented in writing, and the seats, with their holders, that can still do so."""

    given: tuple[Consent, ...]
    absent: tuple[tuple[Seat, Person], ...]


def counts_consent(vote: Vote) -> bool:
    """Whether the result of the vote is measured against the members."""
    statutes, meeting = vote.network.charter.on(clock.today()), vote.item.meeting
    if vote.election_id or meeting.mode == Meeting.Mode.CIRCULAR or meeting.organ.key not in statutes.organs:
        return False
    return charter.Base.MEMBERS in statutes.bases_for(meeting.organ.key, vote.matter)


def consents_of(vote: Vote) -> Consents | None:
    """The consents to what is voted on; None where they do not count."""
    if not counts_consent(vote):
        return None
    given = tuple(Consent.objects.filter(vote=vote).select_related("seat", "person"))
    there = Elector.objects.filter(vote=vote).select_related("seat")
    by_city = vote.network.charter.on(clock.today()).membership.kind is charter.MemberKind.CITY
    here = {_member(elector.seat, by_city=by_city) for elector in there}
    here |= {_member(consent.seat, by_city=by_city) for consent in given}
    absent = [
        (place.seat, place.person)
        for place in seats_of(vote.item.meeting)
        if place.person is not None and _member(place.seat, by_city=by_city) not in here
    ]
    return Consents(given, tuple(absent))


def _member(seat: Seat, *, by_city: bool) -> int | None:
    """The member that a seat stands for: its city, or whoever holds it."""
    return seat.city_id if by_city else seat.pk
