"""Tasks: whose they are, who sees them, what became of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from quattropole import clock
from quattropole.access.models import AuditEntry, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.followup import actions, queries, rules
from quattropole.followup.actions import Given
from quattropole.followup.models import Task, TaskEvent
from quattropole.followup.queries.owners import people_of
from quattropole.network.actions import end_mandate
from quattropole.network.models import Network
from tests import factories
from tests.followup.conftest import Office


def test_task_is_given_told_and_noted(office: Office) -> None:
    task = office.give(item=office.item, description="Bis zur nächsten Sitzung.")
    assert (task.organ, task.meeting, task.item) == (office.house.assembly, office.meeting, office.item)
    mail = OutgoingMail.objects.get()
    assert (mail.person, mail.kind, mail.cause) == (office.holder(), "task", "task given")
    assert "Bericht schreiben" in mail.subject
    assert f"/desk/tasks/{task.pk}/" in mail.body
    assert [event.act for event in task.events.all()] == ["given"]
    assert AuditEntry.objects.get().act == "task given"


def test_who_gives_a_task_to_oneself_gets_no_mail(office: Office) -> None:
    office.give(office.house.secretary)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "said", [{"title": "  "}, {"days": -1}, {"audience": "public"}, {"audience": "everyone"}], ids=str
)
def test_task_that_says_nothing_or_is_late_is_not_given(office: Office, said: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        office.give(**said)
    assert not Task.objects.exists()


def test_owner_of_another_network_is_refused(office: Office) -> None:
    other = factories.make_network("tonicites", charter=factories.charter_source("tonicites"))
    with pytest.raises(NotPossible):
        office.give(factories.make_person(other))


def test_those_who_lead_an_organ_give_tasks_of_it_and_nobody_else(office: Office) -> None:
    office.give(by=office.president, meeting=office.meeting)
    with pytest.raises(NotAllowed):
        office.give(by=office.councillor(), meeting=office.meeting)
    with pytest.raises(NotAllowed):
        office.give(by=office.president)
    with pytest.raises(NotAllowed):
        office.give(by=factories.make_viewer(network=office.house.network))


def test_predicate_agrees_with_the_filter(office: Office) -> None:
    house = office.house
    seat = house.assembly.seats.order_by("pk")[3]
    tasks = [
        office.give(office.holder(0), audience="secretariat"),
        office.give(seat, audience="secretariat"),
        office.give(house.presidency, audience="secretariat"),
        office.give(house.board, audience="secretariat"),
        office.give(office.holder(1), meeting=office.meeting),
        office.give(office.holder(1), audience="network"),
        office.give(office.holder(1), by=office.president, meeting=office.meeting, audience="secretariat"),
    ]
    outsider = factories.make_person(house.network)
    people = [house.secretary, house.president, house.mayors[1], *house.councillors[:4], outsider]
    viewers = [factories.make_viewer(person) for person in people] + [factories.make_viewer(network=house.network)]
    for viewer in viewers:
        assert {task.pk for task in tasks if rules.may_see_task(viewer, task)} == set(
            rules.visible_tasks(viewer).values_list("pk", flat=True)
        )
        assert {task.pk for task in tasks if rules.is_owner(viewer, task)} == set(
            Task.objects.filter(rules.owned_by(viewer)).values_list("pk", flat=True)
        )
    assert rules.visible_tasks(viewers[-1]).count() == rules.visible_tasks(viewers[-2]).count() == 0


def test_task_of_a_seat_passes_on_with_the_mandate(office: Office) -> None:
    holder, successor = office.holder(), factories.make_person(office.house.network, "Neu Gewählt")
    mandate = holder.mandates.get(seat__isnull=False)
    assert mandate.seat is not None
    task = office.give(mandate.seat, audience="secretariat")
    today = clock.today()
    assert people_of(task, today) == [holder]
    end_mandate(mandate, on=today)
    factories.make_mandate(successor, mandate.seat, begins=today + timedelta(days=1))
    clock.set_ahead(timedelta(days=1))
    assert people_of(task, clock.today()) == [successor]
    assert not rules.may_see_task(factories.make_viewer(holder), task)
    assert rules.may_work_on(factories.make_viewer(successor), task)
    with pytest.raises(NotAllowed):
        actions.set_state(task, "done", by=factories.make_viewer(holder))


def test_task_of_a_vacant_seat_is_the_secretariats_to_know(office: Office) -> None:
    mandate = office.holder().mandates.get(seat__isnull=False)
    assert mandate.seat is not None
    task = office.give(mandate.seat)
    end_mandate(mandate, on=clock.today())
    assert people_of(task, clock.today() + timedelta(days=1)) == [office.house.secretary]


def test_organ_is_told_through_who_chairs_it(office: Office) -> None:
    assert people_of(office.give(office.house.assembly), clock.today()) == [office.house.president]


def test_change_is_noted_and_a_new_owner_told(office: Office) -> None:
    task = office.give()
    OutgoingMail.objects.all().delete()
    given = Given("Bericht schreiben", office.holder(1), due=None)
    actions.change_task(task, given, by=office.secretary)
    assert [mail.person for mail in OutgoingMail.objects.all()] == [office.holder(1)]
    event = TaskEvent.objects.get(act="changed")
    assert set(event.changes) == {"owner", "due"}
    actions.change_task(task, given, by=office.secretary)
    assert TaskEvent.objects.count() == 2
    with pytest.raises(NotAllowed):
        actions.change_task(task, given, by=office.councillor(1))


def test_owner_says_how_far_it_is(office: Office) -> None:
    task = office.give()
    own = office.councillor()
    actions.set_state(task, "doing", by=own)
    with pytest.raises(NotPossible):
        actions.set_state(task, "doing", by=own)
    with pytest.raises(NotPossible):
        actions.set_state(task, "dropped", by=own)
    done = actions.set_state(task, "done", by=own, note="Liegt vor.")
    assert done.ended_at is not None
    with pytest.raises(NotPossible):
        actions.change_task(task, Given("x", own.person), by=office.secretary)
    again = actions.set_state(task, "open", by=office.secretary)
    assert again.ended_at is None
    with pytest.raises(NotAllowed):
        actions.set_state(task, "done", by=office.councillor(1))
    assert [event.act for event in task.events.all()] == ["given", "in progress", "done", "taken up again"]


def test_database_wants_one_owner_and_keeps_the_history(office: Office) -> None:
    task = office.give()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(owner_organ=office.house.board)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskEvent.objects.update(act="done")


def test_follow_ups_are_the_running_tasks_of_an_organ_that_are_due(network: Network, office: Office) -> None:
    today = clock.today()
    assembly = office.house.assembly
    due = office.give(organ=assembly, days=0)
    office.give(organ=assembly, days=9)
    office.give(organ=assembly, days=None)
    actions.set_state(office.give(organ=assembly, days=0), "done", by=office.secretary)
    of_seat = office.give(assembly.seats.first(), days=0)
    assert queries.follow_ups_for(assembly, today) == [due, of_seat]
    assert queries.follow_ups_for(office.house.board, today) == []


@pytest.mark.parametrize("number", [3, 30])
def test_list_makes_the_same_queries_for_few_and_many(
    office: Office, number: int, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        office.give(office.holder(index % 4), meeting=office.meeting)
    viewer = office.secretary
    assert viewer.is_secretariat
    with django_assert_num_queries(2):
        page = queries.task_page(viewer, 1, queries.TaskFilter(scope="all"))
        shown = [(str(task.owner), str(task.organ), str(task.meeting.organ)) for task in page if task.meeting]
    assert len(shown) == number
