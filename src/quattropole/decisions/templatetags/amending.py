"""What the pages of meetings show of amendments and recusals, read once for a whole agenda."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django import template
from django.db.models import Count, Q
from django.template.context import RequestContext
from django.utils.translation import get_language

from quattropole.decisions.models import Objection, Vote
from quattropole.decisions.queries.amendments import (
    AmendmentView,
    amendment_counts,
    item_text,
    items_with_text,
    objections_to,
    seated_person,
)
from quattropole.decisions.queries.rewording import Rewording, Said
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Person, Seat
from quattropole.texts.localized import reading_order

register = template.Library()


@dataclass
class Moved:
    """What is moved in a meeting, by the primary key of the item."""

    amendments: dict[int, int] = field(default_factory=dict)
    recusals: dict[int, int] = field(default_factory=dict)
    placed: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class ItemLine:
    """What is moved under one item; `has_page`: whether there is a text, or one could be moved."""

    has_page: bool
    amendments: int
    recusals: int


def _moved(context: RequestContext, meeting: Meeting) -> Moved:
    request = context["request"]
    if not hasattr(request, "moved_in"):
        request.moved_in = {}
    kept: dict[int, Moved] = request.moved_in
    if meeting.pk not in kept:
        found = Moved(amendments=dict(amendment_counts(context["viewer"], meeting)))
        recused = Count("recusals", filter=Q(recusals__lifted_at__isnull=True))
        items = AgendaItem.objects.filter(meeting=meeting).order_by()
        rows = items.values_list("pk", "placement").annotate(recused=recused)
        for item, placement, seats in rows:
            found.recusals[item] = seats
            if placement is not None:
                found.placed.add(item)
        kept[meeting.pk] = found
    return kept[meeting.pk]


@register.simple_tag(takes_context=True)
def item_line(context: RequestContext, item: AgendaItem) -> ItemLine:
    """What is moved under an item."""
    meeting = context.get("meeting")
    if not isinstance(meeting, Meeting) or meeting.pk != item.meeting_id:
        meeting = item.meeting
    found = _moved(context, meeting)
    convened = meeting.state in {Meeting.State.CONVENED, Meeting.State.OPEN, Meeting.State.CLOSED}
    is_text = item.kind != AgendaItem.Kind.ELECTION and (item.pk in found.placed or bool(item.matter))
    return ItemLine(
        has_page=convened and is_text and not meeting.is_record,
        amendments=found.amendments.get(item.pk, 0),
        recusals=found.recusals.get(item.pk, 0),
    )


@register.simple_tag
def objections_of(vote: Vote) -> list[Objection]:
    """The objections recorded to a vote's result."""
    return objections_to([vote]).get(vote.pk, [])


@register.simple_tag(takes_context=True)
def amendment_on(context: RequestContext, vote: Vote) -> AmendmentView | None:
    """The amendment that a vote is on, as the reader sees it; None for a vote on something else."""
    if vote.amendment_id is None:
        return None
    item = items_with_text(context["viewer"]).filter(pk=vote.item_id).first()
    if item is None:
        return None
    views = item_text(context["viewer"], item)
    return next((view for view in (*views.pending, *views.over) if view.amendment.pk == vote.amendment_id), None)


@register.filter
def with_person(seat: Seat, person: Person) -> str:
    """A seat and who sits on it."""
    return seated_person(str(seat), str(person))


@register.filter
def for_reader(languages: Collection[Rewording]) -> list[Rewording]:
    """The languages of an amendment, the reader's first, those that are not amended along last."""
    rank = {language: place for place, language in enumerate(reading_order(get_language() or "de"))}
    return sorted(languages, key=lambda one: (one.said is Said.LEFT_OUT, rank.get(one.language, len(rank))))
