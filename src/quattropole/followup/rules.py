"""Who sees, gives and does tasks, and who keeps the duties to the register. Filters stand beside their predicates."""

from django.db.models import Q, QuerySet

from quattropole.access.rules import audience_filter, may_see
from quattropole.access.viewer import Viewer
from quattropole.followup.models import Duty, Task
from quattropole.meetings.rules import may_prepare
from quattropole.network.models import Organ


def is_owner(viewer: Viewer, task: Task) -> bool:
    """Whether the task is the viewer's today: by name, or by the seat, the office or the organ that owns it."""
    if viewer.person is None or task.network_id != viewer.network.pk:
        return False
    return (
        task.owner_person_id == viewer.person.pk
        or (task.owner_seat_id is not None and task.owner_seat_id in {seat.pk for seat in viewer.seats})
        or (task.owner_office_id is not None and task.owner_office_id in {office.pk for office in viewer.offices})
        or (task.owner_organ_id is not None and task.owner_organ_id in viewer.organ_ids)
    )


def owned_by(viewer: Viewer) -> Q:
    """The filter that agrees with `is_owner`."""
    if viewer.person is None:
        return Q(pk__in=[])
    return Q(network=viewer.network) & (
        Q(owner_person=viewer.person)
        | Q(owner_seat__in=[seat.pk for seat in viewer.seats])
        | Q(owner_office__in=[office.pk for office in viewer.offices])
        | Q(owner_organ__in=viewer.organ_ids)
    )


def may_see_task(viewer: Viewer, task: Task) -> bool:
    """Its owner, who gave it, and its audience."""
    if viewer.person is None or task.network_id != viewer.network.pk:
        return False
    return task.created_by_id == viewer.person.pk or is_owner(viewer, task) or may_see(viewer, task, task.organ_id)


def visible_tasks(viewer: Viewer) -> QuerySet[Task]:
    """The tasks that agree with `may_see_task`."""
    if viewer.person is None:
        return Task.objects.none()
    given = Q(network=viewer.network, created_by=viewer.person)
    return Task.objects.filter(given | owned_by(viewer) | audience_filter(viewer, "organ"))


def may_give_task(viewer: Viewer, organ: Organ | None = None) -> bool:
    """The secretariat; and for an organ, those who convene or chair it."""
    if viewer.is_secretariat:
        return organ is None or organ.network_id == viewer.network.pk
    return organ is not None and may_prepare(viewer, organ)


def may_change_task(viewer: Viewer, task: Task) -> bool:
    """Who gave it, and who may give tasks of its organ."""
    if viewer.person is None or task.network_id != viewer.network.pk:
        return False
    return task.created_by_id == viewer.person.pk or may_give_task(viewer, task.organ)


def may_work_on(viewer: Viewer, task: Task) -> bool:
    """Who says how far it is: its owner, and who may change it."""
    return is_owner(viewer, task) or may_change_task(viewer, task)


def may_see_duties(viewer: Viewer) -> bool:
    """The board, which files with the register, and the secretariat, which prepares it."""
    return viewer.is_secretariat or any(seat.organ.kind == Organ.Kind.BOARD for seat in viewer.seats)


def visible_duties(viewer: Viewer) -> QuerySet[Duty]:
    """The duties that agree with `may_see_duties`."""
    duties = Duty.objects.filter(network=viewer.network)
    return duties if may_see_duties(viewer) else duties.none()


def may_keep_duties(viewer: Viewer) -> bool:
    """Who records what was filed and entered: the secretariat."""
    return viewer.is_secretariat
