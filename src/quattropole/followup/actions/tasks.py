"""Tasks are given, changed, and done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Resolution
from quattropole.followup import mail
from quattropole.followup.models import Task, TaskEvent
from quattropole.followup.queries.owners import Owner, people_of
from quattropole.followup.rules import may_change_task, may_give_task, may_work_on
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Office, Organ, Person, Seat


@dataclass(frozen=True)
class Given:
    """What a task says, as it is given or changed."""

    title: str
    owner: Owner
    description: str = ""
    due: date | None = None
    audience: str = Audience.ORGAN
    organ: Organ | None = None


def give_task(
    given: Given,
    *,
    by: Viewer,
    language: str,
    meeting: Meeting | None = None,
    item: AgendaItem | None = None,
    resolution: Resolution | None = None,
) -> Task:
    """Give a task, out of a meeting, an item, a resolution, or free; its owner is told by mail.

    Raises `NotPossible` for one that says nothing, is late already, or is somebody's of another network.
    """
    person = acting(by)
    meeting = item.meeting if item else meeting
    organ = given.organ or (meeting.organ if meeting else None) or (resolution.organ if resolution else None)
    require(may_give_task(by, organ), _only())
    _check(given, by)
    if given.due is not None and given.due < clock.today():
        raise NotPossible(_("The day on which it is due has passed."))
    with transaction.atomic():
        task = Task(
            network=by.network,
            title=given.title.strip()[:200],
            description=given.description.strip(),
            language=language,
            organ=organ,
            meeting=meeting,
            item=item,
            resolution=resolution,
            due=given.due,
            audience=given.audience,
            created_by=person,
            created_at=clock.now(),
            **owner_fields(given.owner),
        )
        task.save()
        _note(task, person, "given")
        record("task given", task, by=person, network=by.network, owner=str(given.owner), due=given.due)
        _tell_owner(task, by)
    return task


def change_task(task: Task, given: Given, *, by: Viewer) -> Task:
    """Change what a task says, whose it is, or until when. A new owner is told."""
    person = acting(by)
    with transaction.atomic():
        locked = _locked(task)
        require(may_change_task(by, locked), _only())
        _check(given, by)
        if locked.is_over:
            raise NotPossible(_("The task is over; take it up again first."))
        before, was = _said(locked), locked.owner
        locked.title, locked.description = given.title.strip()[:200], given.description.strip()
        locked.due, locked.audience = given.due, given.audience
        for name, value in owner_fields(given.owner).items():
            setattr(locked, name, value)
        after = _said(locked)
        changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
        if not changes:
            return locked
        locked.save()
        _note(locked, person, "changed", changes=changes)
        record("task changed", locked, by=person, network=by.network, fields=sorted(changes))
        if was != given.owner:
            _tell_owner(locked, by)
    return locked


ACTS = {
    Task.State.OPEN: "taken up again",
    Task.State.IN_PROGRESS: "in progress",
    Task.State.DONE: "done",
    Task.State.DROPPED: "dropped",
}


def set_state(task: Task, state: str, *, by: Viewer, note: str = "") -> Task:
    """Say how far a task is. Dropping one needs a reason in `note`. Raises `NotPossible` where nothing changes."""
    person = acting(by)
    with transaction.atomic():
        locked = _locked(task)
        require(may_work_on(by, locked), _("Only the owner of the task, and who gave it, may do this."))
        if state not in Task.State.values or state == locked.state:
            raise NotPossible(_("The task is in this state already."))
        if state == Task.State.DROPPED and not note.strip():
            raise NotPossible(_("Say why the task is dropped."))
        locked.state = Task.State(state)
        locked.ended_at = clock.now() if locked.is_over else None
        locked.save(update_fields=["state", "ended_at"])
        _note(locked, person, ACTS[Task.State(state)], note=note.strip())
        record("task state set", locked, by=person, network=by.network, state=state)
    return locked


def owner_fields(owner: Owner) -> dict[str, Owner | None]:
    """The fields of a task that name its owner."""
    return {
        "owner_person": owner if isinstance(owner, Person) else None,
        "owner_organ": owner if isinstance(owner, Organ) else None,
        "owner_seat": owner if isinstance(owner, Seat) else None,
        "owner_office": owner if isinstance(owner, Office) else None,
    }


def _only() -> str:
    return _("Only the secretariat and those who convene or chair the organ give tasks.")


def _check(given: Given, by: Viewer) -> None:
    if not given.title.strip():
        raise NotPossible(_("Say what is to be done."))
    if given.owner.network_id != by.network.pk:
        raise NotPossible(_("The owner belongs to another network."))
    if given.audience == Audience.PUBLIC or given.audience not in Audience.values:
        raise NotPossible(_("Tasks are for people of the network."))


def _locked(task: Task) -> Task:
    rows = Task.objects.select_for_update(of=("self",))
    return rows.select_related("organ", "owner_person", "owner_organ", "owner_seat", "owner_office").get(pk=task.pk)


def _said(task: Task) -> dict[str, Any]:
    """What people read of a task, for its history."""
    return {
        "title": task.title,
        "description": task.description,
        "due": task.due.isoformat() if task.due else "",
        "audience": task.audience,
        "owner": str(task.owner),
    }


def _note(task: Task, by: Person, act: str, *, note: str = "", changes: dict[str, Any] | None = None) -> None:
    TaskEvent.objects.create(
        network_id=task.network_id, task=task, at=clock.now(), by=by, act=act, note=note, changes=changes or {}
    )


def _tell_owner(task: Task, by: Viewer) -> None:
    people = people_of(task, clock.today())
    mail.write([(person, task) for person in people if person != by.person], "given")
