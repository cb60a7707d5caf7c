"""Duties to the register: which wait, what belongs to them, and what has no effect yet."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Resolution
from quattropole.followup.models import Duty
from quattropole.followup.rules import visible_duties

OPEN = (Duty.State.TO_FILE, Duty.State.FILED)


@dataclass(frozen=True, slots=True)
class Document:
    """Something that goes to the register; `address` is where the platform has it."""

    label: str
    address: str = ""


def duties_for(viewer: Viewer) -> QuerySet[Duty]:
    """The duties that are for the viewer: what waits first, the most urgent on top."""
    waits = Case(When(state__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    duties = visible_duties(viewer).select_related("resolution__organ", "resolution__meeting")
    return duties.annotate(order=waits).order_by("order", "due", "pk")


def open_duties(viewer: Viewer) -> QuerySet[Duty]:
    """The duties that are for the viewer and not settled."""
    return duties_for(viewer).filter(state__in=OPEN)


def duty_of(viewer: Viewer, pk: int) -> Duty | None:
    """A duty, if it is for the viewer."""
    return duties_for(viewer).filter(pk=pk).first()


def duties_of(resolution: Resolution) -> list[Duty]:
    """What a resolution has to be filed for. Who sees the resolution may know whether it has effect. One query."""
    return list(Duty.objects.filter(resolution=resolution).order_by("pk"))


def documents_for(duty: Duty, law: str) -> list[Document]:
    """What is filed, as the law of the network asks for it. `law` is its key."""
    entry = duty.resolution
    file = ""
    if entry.vote_id is not None:
        file = reverse("website:result_pdf", args=[entry.organ.key, entry.year, entry.number])
    page = reverse("meetings:detail", args=[entry.meeting_id]) if entry.meeting_id else ""
    found = [Document(_("Minutes with the numbers of yes, no, abstentions and invalid ballots, signed"), page)]
    found.append(Document(_("The resolution with its result"), file))
    if duty.kind == Duty.Kind.BOARD:
        found.append(Document(_("List of the board: names, dates of birth, places of residence")))
    else:
        found.append(Document(_("The whole text of the statutes as it is after the change")))
    if law == "de-ev":
        found.append(
            Document(_("The filing itself, signed by the board in the number that represents, certified by a notary"))
        )
    return found


def says_all(law: str) -> bool:
    """Whether the platform knows what the law of this form asks to be filed."""
    return law == "de-ev"
