"""Steps of one meeting: done, open again, on another day, seen to by somebody else, not needed, added."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting
from quattropole.planning import rules
from quattropole.planning.kinds import ITEM_DEADLINE
from quattropole.planning.models import Step
from quattropole.planning.queries.timeline import TimelineStep, timeline_of
from quattropole.texts.localized import Localized

OWN = "own-"
"""How the keys of steps begin that somebody added."""


def require_planning(by: Viewer, meeting: Meeting) -> None:
    """Only those who prepare the organ's meetings plan them."""
    require(
        rules.may_plan(by, meeting),
        _("Only the secretariat and those who convene or chair the organ prepare its meetings."),
    )


def finish_step(meeting: Meeting, key: str, *, by: Viewer) -> Step:
    """Say that a step is done. A second press changes nothing."""
    person = acting(by)
    with transaction.atomic():
        shown, step = _opened(meeting, key, by)
        if shown.is_automatic or step.done_at is not None:
            return step
        step.done_at, step.done_by, step.not_needed = clock.now(), person, False
        step.save()
        _record("step done", step, by)
    return step


def reopen_step(meeting: Meeting, key: str, *, by: Viewer) -> Step:
    """Say that a step is not done after all."""
    with transaction.atomic():
        shown, step = _opened(meeting, key, by)
        if shown.is_automatic:
            raise NotPossible(_("The platform knows that this is done."))
        if step.done_at is None:
            return step
        step.done_at = step.done_by = None
        step.save()
        _record("step reopened", step, by)
    return step


def change_step(
    meeting: Meeting, key: str, *, due: date | None, owner: str, note: str, not_needed: bool, by: Viewer
) -> Step:
    """Set a step's day (None: as counted), its owner (empty: as usual), its note, and whether it is needed at all.

    A day set by hand stays when the meeting moves. The last day for items cannot be moved: the statutes set it.
    """
    require_planning(by, meeting)
    with transaction.atomic():
        shown, step = _opened(meeting, key, by)
        if key == ITEM_DEADLINE and (not_needed or (due is not None and due != shown.counted)):
            raise NotPossible(_("The statutes set this day."))
        if shown.is_own and due is None:
            raise NotPossible(_("Say by when it is to be done."))
        step.due = due if shown.is_own or due != shown.counted else None
        step.owner, step.note, step.not_needed = owner, note.strip()[:500], not_needed
        if not_needed:
            step.done_at = step.done_by = None
        step.save()
        _record("step changed", step, by, due=step.due, owner=owner, not_needed=not_needed)
    return step


def add_step(meeting: Meeting, *, titles: Mapping[str, str], due: date, owner: str, by: Viewer) -> Step:
    """Add a step that this meeting alone has."""
    require_planning(by, meeting)
    words = Localized({language: text.strip() for language, text in titles.items() if text.strip()})
    if not words:
        raise NotPossible(_("Say what is to be done."))
    with transaction.atomic():
        step: Step = Step.objects.create(
            network=meeting.network,
            meeting=meeting,
            key=f"{OWN}{uuid4().hex[:12]}",
            titles=words,
            due=due,
            owner=owner,
        )
        _record("step added", step, by, due=due, owner=owner)
    return step


def drop_step(meeting: Meeting, key: str, *, by: Viewer) -> None:
    """Take away a step that was added to this meeting."""
    require_planning(by, meeting)
    with transaction.atomic():
        step = Step.objects.select_for_update().filter(meeting=meeting, key=key, key__startswith=OWN).first()
        if step is None:
            return
        _record("step removed", step, by)
        step.delete()


def _opened(meeting: Meeting, key: str, by: Viewer) -> tuple[TimelineStep, Step]:
    """The step as it stands, and its row, locked; made where nobody has said anything about it yet."""
    shown = timeline_of(meeting).step(key)
    if shown is None:
        raise NotPossible(_("This meeting has no such step."))
    require(
        rules.may_do_step(by, meeting, shown.owner_key),
        _("Only those who prepare the meeting, or have to see to the step, may say so."),
    )
    Step.objects.get_or_create(meeting=meeting, key=key, defaults={"network": meeting.network})
    return shown, Step.objects.select_for_update().get(meeting=meeting, key=key)


def _record(act: str, step: Step, by: Viewer, **details: object) -> None:
    audit.record(act, step.meeting, by=by.person, network=by.network, step=step.key, **details)
