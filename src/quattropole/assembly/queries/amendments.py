"""What is moved on the floor: the text under the current item, its amendments in order, who is recused, who objects."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from quattropole.assembly.queries.stage import current_item, running_votes_of
from quattropole.decisions.models import Amendment, Objection, Recusal, Vote
from quattropole.decisions.queries.amendments import (
    AmendmentView,
    ItemText,
    live_text,
    objections_to,
    recusals_under,
    with_text,
)
from quattropole.decisions.queries.methods import methods_for
from quattropole.meetings.models import AgendaItem, Meeting


@dataclass(frozen=True)
class OnFloor:
    """What a screen shows; without a current item only where amendments wait."""

    item: AgendaItem | None = None
    text: ItemText | None = None
    recusals: tuple[Recusal, ...] = ()
    last_vote: Vote | None = None
    objections: tuple[Objection, ...] = ()
    methods: tuple[str, ...] = ()
    waiting: tuple[AgendaItem, ...] = ()

    @property
    def next_view(self) -> AmendmentView | None:
        """The amendment that is voted on, else the one that comes next."""
        if self.text is None:
            return None
        return self.text.voting or next(iter(self.text.pending), None)

    @property
    def is_anything(self) -> bool:
        """Whether there is anything to show to those who only watch."""
        moved = self.text is not None and (self.text.pending or self.text.over)
        return bool(moved or self.recusals or self.objections or self.waiting)


def on_floor(meeting: Meeting, audiences: Collection[str], *, chairs: bool = False) -> OnFloor:
    """What is moved under the current item, for records of these audiences; `chairs` adds what the chair may do."""
    current = current_item(meeting, running_votes_of(meeting))
    if current is None:
        return OnFloor(waiting=tuple(_waiting(meeting, audiences)))
    if current.audience not in audiences:
        return OnFloor()
    item = with_text(AgendaItem.objects.filter(pk=current.pk)).get()
    has_text = getattr(item, "placement", None) is not None and item.kind != AgendaItem.Kind.ELECTION
    last = Vote.objects.filter(item=item, state=Vote.State.DECLARED).order_by("declared_at").last()
    return OnFloor(
        item=item,
        text=live_text(item, chairs=chairs) if has_text else None,
        recusals=tuple(recusals_under([item]).get(item.pk, ())),
        last_vote=last,
        objections=tuple(objections_to([last]).get(last.pk, ())) if last else (),
        methods=methods_for(meeting) if chairs else (),
    )


def _waiting(meeting: Meeting, audiences: Collection[str]) -> list[AgendaItem]:
    """The items under which amendments wait for their decision, before one is called."""
    moved = Count("placement__amendments", filter=Q(placement__amendments__state=Amendment.State.MOVED))
    items = AgendaItem.objects.filter(meeting=meeting, audience__in=audiences).annotate(moved=moved)
    return list(items.filter(moved__gt=0).order_by("position"))
