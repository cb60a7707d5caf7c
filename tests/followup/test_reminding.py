"""Whoever owns a task is reminded of each moment once, however often and by how many the reminding runs."""

from datetime import date, timedelta

import pytest
from django_scopes import scope
from django_tasks_db.models import DBTaskResult

from quattropole import clock
from quattropole.access import preferences
from quattropole.access.models import OutgoingMail
from quattropole.followup import actions
from quattropole.followup.actions import reminding
from quattropole.followup.actions.reminding import moment_of
from quattropole.followup.models import Reminder, Task
from quattropole.followup.tasks import look_after_follow_ups, next_morning
from quattropole.network.actions import end_mandate
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Network
from tests import factories
from tests.access.test_at_once import at_once
from tests.factories import make_viewer
from tests.followup.conftest import Office

DUE, GIVEN = date(2026, 6, 30), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("today", "given", "moment"),
    [
        (date(2026, 6, 15), GIVEN, None),
        (date(2026, 6, 16), GIVEN, date(2026, 6, 16)),
        (date(2026, 6, 26), GIVEN, date(2026, 6, 16)),
        (date(2026, 6, 27), GIVEN, date(2026, 6, 27)),
        (date(2026, 6, 30), GIVEN, DUE),
        (date(2026, 7, 6), GIVEN, DUE),
        (date(2026, 7, 7), GIVEN, date(2026, 7, 7)),
        (date(2026, 9, 1), GIVEN, date(2026, 9, 1)),
        (date(2026, 6, 20), date(2026, 6, 18), None),
        (date(2026, 6, 30), DUE, None),
    ],
)
def test_moments_are_two_weeks_and_three_days_before_on_the_day_and_every_week_after(
    today: date, given: date, moment: date | None
) -> None:
    assert moment_of(DUE, given, today) == moment


def told(office: Office) -> list[str]:
    reminders = OutgoingMail.objects.filter(cause="task reminder").order_by("pk")
    return [str(mail.person) for mail in reminders]


def test_each_moment_reminds_once(office: Office) -> None:
    network = office.house.network
    office.give(days=20)
    written = []
    for day in range(40):
        clock.set_ahead(timedelta(days=day))
        written += [day] * reminding.remind(network)
        assert reminding.remind(network) == 0
    assert written == [6, 17, 20, 27, 34]


def test_after_a_long_standstill_one_reminder_is_enough(office: Office) -> None:
    office.give(days=20)
    clock.set_ahead(timedelta(days=100))
    assert reminding.remind(office.house.network) == 1


def test_task_that_is_over_reminds_nobody(office: Office) -> None:
    task = office.give(days=20)
    actions.set_state(task, "done", by=office.secretary)
    clock.set_ahead(timedelta(days=20))
    assert reminding.remind(office.house.network) == 0


def test_reminder_goes_to_who_holds_the_seat_then(office: Office) -> None:
    mandate = office.holder().mandates.get(seat__isnull=False)
    assert mandate.seat is not None
    successor = factories.make_person(office.house.network, "Neu Gewählt")
    office.give(mandate.seat, days=20)
    clock.set_ahead(timedelta(days=6))
    reminding.remind(office.house.network)
    end_mandate(mandate, on=clock.today())
    factories.make_mandate(successor, mandate.seat, begins=clock.today() + timedelta(days=1))
    clock.set_ahead(timedelta(days=7))
    reminding.remind(office.house.network)
    assert told(office) == [str(office.holder()), "Neu Gewählt"]


def test_who_wants_no_mail_about_tasks_gets_none_and_is_not_asked_again(office: Office) -> None:
    preferences.choose(office.holder(), {"task": "never"}, "de", by=make_viewer(office.holder()))
    office.give(days=20)
    clock.set_ahead(timedelta(days=20))
    assert reminding.remind(office.house.network) == 0
    assert Reminder.objects.get().mail is None


def test_task_looks_again_tomorrow_morning_and_plans_it_once(office: Office) -> None:
    office.give(days=20)
    set_demo_ahead(20)
    DBTaskResult.objects.all().delete()
    assert look_after_follow_ups.call() == {"reminded": 1}
    assert look_after_follow_ups.call() == {"reminded": 0}
    (planned,) = DBTaskResult.objects.filter(task_path=look_after_follow_ups.module_path)
    assert planned.run_after is not None
    assert abs(planned.run_after - (next_morning(office.house.network) - clock.ahead())) < timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once() -> None:
    network: Network = factories.make_network()
    with scope(network=network):
        house = factories.make_house(network, councillors=1)
        meeting = factories.make_meeting(house.assembly)
        office = Office(house, meeting, factories.make_item(meeting))
        for _ in range(3):
            office.give(days=0)
        Task.objects.update(created_at=clock.now() - timedelta(days=20))
        results = at_once(network, *[lambda: reminding.remind(network)] * 3)
        assert sum(results) == 3
        assert Reminder.objects.count() == 3
