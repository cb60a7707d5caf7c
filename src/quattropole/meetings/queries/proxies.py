"""Who may carry the vote of a seat, and what the statutes say to that."""

from django.db.models import Exists, OuterRef, QuerySet

from quattropole import charter
from quattropole.charter import ProxyHolder, Verdict
from quattropole.meetings.models import Meeting
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import Mandate, Person, Seat
from quattropole.network.queries import mandates_on


def proxy_verdict(meeting: Meeting) -> Verdict | None:
    """What the statutes say to proxies in the organ at all; None for a body that they do not know."""
    version = meeting.network.charter.on(meeting.day)
    if meeting.organ.key not in version.organs:
        return None
    return charter.may_carry_proxy(version, meeting.organ.key, proxies_held=0, same_city=True)


def carriers_for(meeting: Meeting, seat: Seat) -> QuerySet[Person]:
    """Who may be asked to carry the seat's vote, those of its own city first; whether the cap is reached is not asked.

    Nobody where the statutes know no proxies.
    """
    organ = rules_of(meeting.organ, meeting.day)
    if organ is None or not organ.proxies.allowed:
        return Person.objects.none()
    sitting = mandates_on(meeting.day).filter(seat__organ=meeting.organ_id, person=OuterRef("pk"))
    holders: QuerySet[Mandate] = mandates_on(meeting.day).filter(seat=seat)
    people = Person.objects.exclude(pk__in=holders.values("person")).annotate(
        is_near=Exists(sitting.filter(seat__city=seat.city_id))
    )
    if organ.proxies.holder is not ProxyHolder.ANYONE:
        people = people.filter(Exists(sitting))
    if organ.proxies.holder is ProxyHolder.SAME_CITY:
        people = people.filter(is_near=True)
    return people.order_by("-is_near", "is_placeholder", "family_name", "given_name", "slug")
