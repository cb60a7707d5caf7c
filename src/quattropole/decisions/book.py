"""What stands under items that are decided, for the meeting book: the wording of the proposal."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy

from quattropole.decisions.models import Placement
from quattropole.decisions.queries.facts import amended_wording, wording_of
from quattropole.meetings.book.sources import BookText
from quattropole.meetings.models import AgendaItem
from quattropole.texts.queries import wordings_of


def wordings_for_book(items: Sequence[AgendaItem], audiences: Collection[str]) -> dict[int, list[BookText]]:
    """The wording under each item as it reads now, amended or as proposed, where all readers of the book may see it."""
    placements = (
        Placement.objects.filter(item__in=items, proposal__audience__in=audiences)
        .select_related("item", "proposal__text")
        .prefetch_related(wordings_of("proposal__text"))
    )
    found: dict[int, list[BookText]] = {}
    for placement in placements:
        titles, bodies = amended_wording(placement.item) or wording_of(placement.proposal)
        if titles or bodies:
            found[placement.item_id] = [BookText(gettext_lazy("Proposal"), titles, bodies)]
    return found
