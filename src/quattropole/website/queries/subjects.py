"""Fields of action, history, project groups, the secretariat."""

from datetime import date

from django.db.models import Prefetch

from quattropole.network.models import FieldHeading, FieldOfAction, HistoryEvent, Mandate, Organ, Seat
from quattropole.network.queries import mandates_on, runs_on


def headings() -> list[FieldHeading]:
    """The headings with their fields of action and these with their project groups."""
    groups = Organ.objects.filter(kind=Organ.Kind.GROUP).order_by("position", "key")
    fields = FieldOfAction.objects.prefetch_related(Prefetch("organs", groups)).order_by("position", "slug")
    return list(FieldHeading.objects.prefetch_related(Prefetch("fields", fields)).order_by("position", "slug"))


def field_at(slug: str) -> FieldOfAction:
    """A field of action with its heading and its bodies; raises `FieldOfAction.DoesNotExist`."""
    return FieldOfAction.objects.select_related("heading").prefetch_related("organs").get(slug=slug)


def history(*, milestones: bool = False) -> list[HistoryEvent]:
    """What happened to the network, in order; only its milestones if asked."""
    events = HistoryEvent.objects.order_by("when", "slug")
    return list(events.filter(milestone=True) if milestones else events)


def secretariat_on(day: date) -> list[tuple[Organ, list[tuple[Seat, Mandate | None]]]]:
    """The secretariat's posts and who holds them on a day."""
    held = mandates_on(day).select_related("person")
    posts = (
        Seat.objects.filter(runs_on(day, "since", "until"))
        .prefetch_related(Prefetch("mandates", held))
        .order_by("number", "key")
    )
    organs = Organ.objects.filter(kind=Organ.Kind.SECRETARIAT).prefetch_related(Prefetch("seats", posts))
    return [
        (organ, [(seat, next(iter(seat.mandates.all()), None)) for seat in organ.seats.all()])
        for organ in organs.order_by("position", "key")
    ]
