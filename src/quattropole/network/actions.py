"""Mandates begin and end. Whoever calls these has checked the right to do so, and keeps the audit log."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from quattropole.live import EVERY_MEETING, Topic, publish
from quattropole.network.models import Mandate, Office, Person, Seat
from quattropole.network.queries import going_with
from quattropole.texts.localized import Localized

DAY = timedelta(days=1)

followers: list[Callable[[Mandate], None]] = []
"""What other rooms do when a mandate begins or ends, in the same transaction: they are told which one."""


class MandateProblem(Exception):
    """A mandate cannot begin or end so; the message says why, in the reader's language."""


@transaction.atomic
def begin_mandate(
    person: Person,
    held: Seat | Office,
    *,
    begins: date,
    ends: date | None = None,
    assumed: bool = False,
    note: Localized | None = None,
) -> Mandate:
    """`person` holds a seat or an office from `begins` to `ends`, both included.

    Who holds the seat or the single office then without an end, or with a later one, leaves it the day before.
    Seats that go with the seat, such as a board member's in the assembly, begin along with it.
    Raises `MandateProblem` where somebody holds it from a later day on.
    """
    if ends is not None and ends < begins:
        raise MandateProblem(_("A mandate cannot end before it begins."))
    if person.network_id != held.network_id:
        raise MandateProblem(_("This person belongs to another network."))
    mandate = _begin(person, held, begins, ends, assumed, note)
    if isinstance(held, Seat):
        for follower in going_with(held, begins):
            _begin(person, follower, begins, ends, assumed, None)
    publish(EVERY_MEETING, Topic.RIGHTS)
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, on: date) -> Mandate:
    """The mandate's last day is `on`, and that of the seats that go with it. A later end is brought forward only."""
    ended = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if on < ended.begins:
        raise MandateProblem(_("A mandate cannot end before it begins."))
    if ended.ends is not None and ended.ends < on:
        raise MandateProblem(_("The mandate has already ended."))
    _end(ended, on)
    if ended.seat is not None:
        for follower in going_with(ended.seat, on):
            for other in Mandate.objects.filter(_reaching(on), seat=follower, person=ended.person, begins__lte=on):
                _end(other, on)
    publish(EVERY_MEETING, Topic.RIGHTS)
    return ended


def _begin(
    person: Person, held: Seat | Office, begins: date, ends: date | None, assumed: bool, note: Localized | None
) -> Mandate:
    place = {"seat": held} if isinstance(held, Seat) else {"office": held}
    places = 1 if isinstance(held, Seat) else held.places
    others = list(Mandate.objects.select_for_update(of=("self",)).filter(_reaching(begins), **place))
    later = [other for other in others if other.begins >= begins and (ends is None or other.begins <= ends)]
    if len(later) >= places:
        raise MandateProblem(
            _("%(person)s holds this from %(day)s on.")
            % {"person": later[0].person.name, "day": later[0].begins.isoformat()}
        )
    running = [other for other in others if other.begins < begins]
    if places == 1:
        for predecessor in running:
            _end(predecessor, begins - DAY)
    elif len(running) + len(later) >= places:
        raise MandateProblem(_("All places of this office are held on that day; end a mandate first."))
    mandate: Mandate = Mandate.objects.create(
        network_id=held.network_id,
        person=person,
        begins=begins,
        ends=ends,
        assumed=assumed,
        note=note or Localized(),
        **place,
    )
    _tell(mandate)
    return mandate


def _reaching(day: date) -> Q:
    """Mandates that have not ended before a day."""
    return Q(ends__isnull=True) | Q(ends__gte=day)


def _end(mandate: Mandate, on: date) -> None:
    mandate.ends = on
    mandate.save(update_fields=["ends"])
    _tell(mandate)


def _tell(mandate: Mandate) -> None:
    for follow in followers:
        follow(mandate)
