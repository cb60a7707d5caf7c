"""The pages of tasks, and who comes in."""

import pytest
from django.test import Client
from django.urls import reverse

from quattropole import clock
from quattropole.followup.forms import owner_key
from quattropole.followup.models import Task
from tests import factories
from tests.followup.conftest import Office


def test_list_shows_own_tasks_and_to_the_secretariat_all(office: Office, client: Client) -> None:
    mine = office.give(audience="secretariat")
    other = office.give(office.holder(1), audience="secretariat", title="Anderes")
    listed = reverse("followup:tasks")
    assert client.get(listed).status_code in (302, 403)
    factories.sign_in(client, office.holder())
    page = client.get(listed + "?scope=all&state=every")
    assert mine.title in page.text
    assert other.title not in page.text
    assert client.get(reverse("followup:task", args=[other.pk])).status_code == 404
    factories.sign_in(client, office.house.secretary)
    page = client.get(listed)
    assert mine.title in page.text
    assert other.title in page.text
    assert other.title not in client.get(f"{listed}?words=bericht").text
    assert client.get(f"{listed}?scope=x&state=y&organ=z&page=q").status_code == 200
    assert client.get(f"{listed}?scope=organ&state=late&organ={office.house.assembly.pk}").status_code == 200


def test_task_is_given_from_an_item_changed_and_done(office: Office, client: Client) -> None:
    factories.sign_in(client, office.house.secretary)
    tab = client.get(reverse("followup:meeting_tasks", args=[office.meeting.pk]))
    new = f"{reverse('followup:task_new')}?item={office.item.pk}"
    assert new in tab.text
    assert client.get(new).status_code == 200
    due = clock.today().isoformat()
    given = {"title": "Bericht", "owner": owner_key(office.holder()), "due": due, "audience": "organ"}
    assert client.post(new, given | {"owner": "seat-999999"}).status_code == 200
    assert client.post(new, given | {"title": ""}).status_code == 200
    assert client.post(new, given | {"due": "2001-01-01"}).status_code == 409
    assert client.post(new, given).status_code == 302
    task = Task.objects.get()
    assert (task.item, task.owner, task.language) == (office.item, office.holder(), "de")
    assert "Bericht" in client.get(reverse("followup:meeting_tasks", args=[office.meeting.pk])).text
    change = reverse("followup:task_change", args=[task.pk])
    assert 'value="Bericht"' in client.get(change).text
    assert client.post(change, given | {"owner": owner_key(office.house.presidency)}).status_code == 302
    state = reverse("followup:task_state", args=[task.pk])
    assert client.post(state, {"state": "dropped"}).status_code == 409
    assert client.post(state, {"state": "nonsense"}).status_code == 400
    assert client.post(state, {"state": "done", "note": "fertig"}).status_code == 302
    assert "fertig" in client.get(reverse("followup:task", args=[task.pk])).text


@pytest.mark.parametrize("name", ["task", "task_change", "task_state"])
def test_task_of_others_does_not_exist_for_somebody_else(office: Office, client: Client, name: str) -> None:
    task = office.give(audience="secretariat")
    factories.sign_in(client, office.holder(1))
    address = reverse(f"followup:{name}", args=[task.pk])
    answer = client.post(address, {"state": "done"}) if name == "task_state" else client.get(address)
    assert answer.status_code == 404
    task.refresh_from_db()
    assert task.state == "open"


def test_who_may_not_give_tasks_gets_no_form(office: Office, client: Client) -> None:
    new = reverse("followup:task_new")
    factories.sign_in(client, office.holder())
    assert client.get(new).status_code == 403
    assert client.get(f"{new}?meeting={office.meeting.pk}").status_code in (403, 404)
    assert client.post(f"{new}?item={office.item.pk}", {"title": "x"}).status_code in (403, 404)
    factories.sign_in(client, office.house.president)
    assert client.get(new).status_code == 200
    assert client.get(f"{new}?item=999999").status_code == 404


def test_desk_shows_own_tasks(office: Office, client: Client) -> None:
    task = office.give()
    factories.sign_in(client, office.holder())
    assert task.title in client.get(reverse("desk:start")).text
