"""An amendment: the difference in every language, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quattropole.access.viewer import viewer_of
from quattropole.decisions.models import Amendment
from quattropole.decisions.queries.amendments import amendments_for, item_text, items_with_text


@require_safe
def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """One amendment that was moved, for everybody who may see its item."""
    viewer = viewer_of(request)
    found = get_object_or_404(amendments_for(viewer).exclude(state=Amendment.State.DRAFT), pk=pk)
    item = get_object_or_404(items_with_text(viewer), pk=found.placement.item_id)
    text = item_text(viewer, item)
    view = next(one for one in (*text.pending, *text.over) if one.amendment.pk == pk)
    return render(
        request,
        "website/amendment.html",
        {
            "view": view,
            "item": item,
            "meeting": item.meeting,
            "proposal": found.placement.proposal,
            "trail": [(_("Proposals"), reverse("website:proposals"))],
        },
    )
