"""The thread of a proposal as the page draws it: each step with its address, and what is still to come."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Proposal, Resolution
from quattropole.decisions.queries import Step, proposal_thread

ENDED = {Proposal.State.REJECTED, Proposal.State.WITHDRAWN}


def resolution_address(entry: Resolution) -> str:
    """The public page of a resolution, made of what people cite."""
    return reverse("website:resolution", args=[entry.organ.key, entry.year, entry.number])


def _address_of(step: Step, entries: dict[int, Resolution]) -> str:
    if step.pk is None:
        return ""
    if step.kind == "proposal":
        return reverse("decisions:proposal", args=[step.pk])
    if step.kind == "meeting":
        return reverse("meetings:detail", args=[step.pk])
    if step.kind == "amendment":
        return reverse("decisions:amendment", args=[step.pk])
    return resolution_address(entries[step.pk]) if step.pk in entries else ""


def thread_steps(proposal: Proposal, viewer: Viewer) -> list[dict[str, Any]]:
    """The steps for `parts/thread.html`."""
    steps = proposal_thread(proposal, viewer)
    wanted = [step.pk for step in steps if step.kind == "resolution" and step.pk]
    entries = {entry.pk: entry for entry in Resolution.objects.filter(pk__in=wanted).select_related("organ")}
    drawn: list[dict[str, Any]] = [
        {
            "name": step.label,
            "note": step.words,
            "date": step.on,
            "address": "" if step.is_current else _address_of(step, entries),
            "current": step.is_current,
            "state": "open" if step.on is None or step.on > clock.today() else "done",
        }
        for step in steps
    ]
    if proposal.state in ENDED:
        drawn.append({"name": proposal.get_state_display(), "state": "failed"})
    elif proposal.state != Proposal.State.DECIDED:
        drawn.append({"name": _("Resolution"), "note": str(proposal.addressee), "state": "open"})
    return drawn
