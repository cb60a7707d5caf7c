"""What `quattropole verify` finds in this room."""

from datetime import timedelta

from quattropole.followup import actions, verify
from quattropole.followup.models import Duty, Task
from tests import factories
from tests.followup.conftest import Office
from tests.followup.test_duties import resolve


def test_all_is_well_after_ordinary_work(office: Office) -> None:
    task = office.give()
    actions.set_state(task, "done", by=office.secretary)
    office.give()
    actions.follow_resolution(resolve(office), office.secretary)
    assert verify.run() == []


def test_state_without_history_is_found(office: Office) -> None:
    task = office.give()
    Task.objects.filter(pk=task.pk).update(state="done")
    (problem,) = verify.run()
    assert f"task {task.pk} is done" in problem


def test_duty_that_follows_from_nothing_is_found(office: Office) -> None:
    duty = actions.follow_resolution(resolve(office), office.secretary)
    assert duty is not None
    other = factories.make_resolution(office.house.assembly, matter="budget", adopted_on=duty.resolution.adopted_on)
    early = duty.resolution.adopted_on - timedelta(days=1)
    Duty.objects.filter(pk=duty.pk).update(resolution=other, registered_on=early)
    assert len(verify.run()) == 2
