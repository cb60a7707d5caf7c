"""The thread of a decision as `parts/thread.html` draws it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.decisions.models import Placement, Proposal, Resolution
from quattropole.decisions.queries import Step
from quattropole.texts.localized import Localized

PAGES = {"proposal": "website:proposal", "meeting": "website:meeting", "amendment": "website:amendment"}


@dataclass(frozen=True, slots=True)
class DrawnStep:
    name: str
    note: Localized | str
    date: date | None
    state: str
    address: str
    current: bool


def drawn(steps: Iterable[Step], resolutions: Iterable[Resolution] = ()) -> list[DrawnStep]:
    """The steps with their pages; what lies in the future is still open."""
    addresses = {resolution.pk: address_of(resolution) for resolution in resolutions}
    return [
        DrawnStep(
            name=step.label,
            note=step.words,
            date=step.on,
            state="open" if step.on is None or step.on > clock.today() else "done",
            address=_address(step, addresses),
            current=step.is_current,
        )
        for step in steps
    ]


def ahead(proposal: Proposal) -> list[DrawnStep]:
    """What still lies before an open proposal: the meeting that decides, and the resolution."""
    if proposal.state not in {Proposal.State.DRAFT, Proposal.State.PROPOSED}:
        return []
    steps = [DrawnStep(_("Resolution"), "", None, "open", "", current=False)]
    if not any(placement.purpose == Placement.Purpose.DECIDE for placement in proposal.placements.all()):
        steps.insert(0, DrawnStep(_("Meeting"), str(proposal.addressee), None, "open", "", current=False))
    return steps


def address_of(resolution: Resolution) -> str:
    """The public page of a resolution, made of what people cite. The organ must be at hand."""
    return reverse("website:resolution", args=[resolution.organ.key, resolution.year, resolution.number])


def _address(step: Step, resolutions: dict[int, str]) -> str:
    if step.pk is None or step.is_current:
        return ""
    if step.kind == "resolution":
        return resolutions.get(step.pk, "")
    return reverse(PAGES[step.kind], args=[step.pk]) if step.kind in PAGES else ""
