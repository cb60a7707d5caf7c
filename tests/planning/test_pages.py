"""The pages of planning: who sees them, what one press does, and what is said where something is not possible."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quattropole import clock
from quattropole.desk.queries import desk_of
from quattropole.meetings.models import Meeting
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Person
from quattropole.planning.models import Check, Cost, Habit, HabitStep, Interpretation, Logistics, Step
from tests.factories import make_meeting, make_viewer, sign_in
from tests.meetings.conftest import Stage

PLAN = ("planning:meeting", "planning:logistics", "planning:answers")


@pytest.fixture
def page(client: Client, stage: Stage) -> Client:
    """The secretariat's browser."""
    sign_in(client, stage.house.secretary)
    return client


def address(stage: Stage, name: str, *more: Any) -> str:
    """The address of a page of the stage's meeting."""
    return reverse(f"planning:{name}", args=[stage.meeting.pk, *more])


@pytest.mark.parametrize("name", PLAN)
@pytest.mark.parametrize("state", ["planned", "convened"])
def test_plan_is_shown_to_those_who_prepare(page: Client, stage: Stage, name: str, state: str) -> None:
    if state == "convened":
        stage.convened()
    assert page.get(reverse(name, args=[stage.meeting.pk])).status_code == 200


@pytest.mark.parametrize("name", [*PLAN, "planning:step"])
def test_plan_is_not_for_others(client: Client, stage: Stage, name: str) -> None:
    args = [stage.meeting.pk, "room"] if name == "planning:step" else [stage.meeting.pk]
    assert client.get(reverse(name, args=args)).status_code in (302, 403, 404)
    sign_in(client, stage.house.councillors[0])
    assert client.get(reverse(name, args=args)).status_code == 403


POSTS = (
    ("add_step",),
    ("finish_step", "room"),
    ("reopen_step", "room"),
    ("drop_step", "own-x"),
    ("place_hint",),
    ("dismiss_hint",),
    ("take_back_hint",),
    ("interpret",),
    ("tick",),
    ("add_check",),
    ("drop_check",),
    ("add_cost",),
    ("remind",),
)


@pytest.mark.parametrize("action", POSTS, ids=lambda action: action[0])
def test_actions_are_not_for_others(client: Client, stage: Stage, action: tuple[str, ...]) -> None:
    stage.convened()
    sign_in(client, stage.house.councillors[0])
    assert client.post(address(stage, *action), {"hint": "formality:opening", "note": "X"}).status_code == 403
    assert not Step.objects.exists()


def test_pages_of_the_secretariat_are_not_for_others(client: Client, stage: Stage) -> None:
    habits = reverse("planning:habits", args=["assembly"])
    sign_in(client, stage.house.councillors[0])
    assert client.get(habits).status_code == 403
    assert client.post(habits, {"weekday": "1"}).status_code == 403
    assert client.get(reverse("planning:propose")).status_code == 403
    assert client.get(reverse("planning:mandates")).status_code == 200
    assert client.get(reverse("planning:calendar")).status_code == 200


def test_meeting_without_a_meeting_has_no_plan(page: Client, stage: Stage) -> None:
    circular = make_meeting(stage.house.board, mode="circular", deadline=clock.now())
    assert page.get(reverse("planning:meeting", args=[circular.pk])).status_code == 404


def test_timeline_has_its_drawing_and_the_same_as_a_table(page: Client, stage: Stage) -> None:
    said = page.get(address(stage, "meeting")).content.decode()
    assert said.count('role="group"') >= 2
    for key in ("room", "convocation", "item_deadline", "minutes"):
        assert f'id="step-{key}"' in said
    assert "§" in said


def test_step_is_ticked_by_one_press(page: Client, stage: Stage) -> None:
    answer = page.post(address(stage, "finish_step", "catering"), {"at": "step-catering"})
    assert answer.headers["Location"].endswith("#step-catering")
    assert Step.objects.get(key="catering").done_by == stage.house.secretary


def test_step_is_changed_on_its_page(page: Client, stage: Stage) -> None:
    due = clock.today() + timedelta(days=9)
    sent = {"due": due.isoformat(), "owner": "office:president", "note": "Fest"}
    assert page.post(address(stage, "step", "room"), sent).status_code == 302
    said = page.get(address(stage, "step", "room")).content.decode()
    assert "Fest" in said
    assert Step.objects.get(key="room").due == due
    assert page.get(address(stage, "step", "nonsense")).status_code == 404
    assert page.post(address(stage, "finish_step", "nonsense")).status_code == 409


@pytest.mark.parametrize("due", ["0001-01-01", "9999-12-31"])
def test_step_is_not_added_for_a_day_nobody_can_mean(page: Client, stage: Stage, due: str) -> None:
    asked = {"title": "Saal buchen", "due": due, "owner": "secretariat"}
    response = page.post(reverse("planning:add_step", args=[stage.meeting.pk]), asked)
    assert response.status_code == 409
    assert page.get(reverse("planning:meeting", args=[stage.meeting.pk])).status_code == 200


def test_hint_with_a_null_character_is_no_hint(page: Client, stage: Stage) -> None:
    for act in ("take_back_hint", "dismiss_hint", "place_hint"):
        response = page.post(reverse(f"planning:{act}", args=[stage.meeting.pk]), {"hint": "\x00", "note": "\x00"})
        assert response.status_code in {302, 409}


def test_hint_is_put_on_the_agenda_or_says_why_not(page: Client, stage: Stage) -> None:
    year = stage.meeting.day.year - 1
    assert page.post(address(stage, "place_hint"), {"hint": f"matter:discharge:{year}"}).status_code == 302
    refused = page.post(address(stage, "place_hint"), {"hint": f"matter:accounts:{year}"})
    assert refused.status_code == 409
    assert "qp-verdict--breached" in refused.content.decode()
    assert page.post(address(stage, "dismiss_hint"), {"hint": "formality:opening", "note": ""}).status_code == 409
    assert page.post(address(stage, "dismiss_hint"), {"hint": "formality:opening", "note": "Nein"}).status_code == 302
    assert "Nein" in page.get(address(stage, "meeting")).content.decode()
    assert page.post(address(stage, "take_back_hint"), {"hint": "formality:opening"}).status_code == 302


def test_room_interpreters_checklist_and_costs_are_kept(page: Client, stage: Stage) -> None:
    room = {"room": "Großer Saal", "capacity": "80", "is_accessible": "true", "is_confirmed": "on"}
    assert page.post(address(stage, "logistics"), room).status_code == 302
    assert Logistics.objects.get().is_accessible is True
    assert page.post(address(stage, "logistics"), {"is_confirmed": "on"}).status_code == 409
    pair = {"first": "fr", "second": "de", "interpreters": "2", "is_booked": "on"}
    assert page.post(address(stage, "interpret"), pair).status_code == 302
    assert page.post(address(stage, "interpret"), pair | {"second": "fr"}).status_code == 409
    stage.meeting.refresh_from_db()
    assert stage.meeting.interpretation == ["de", "fr"]
    page.post(address(stage, "tick"), {"line": "water", "done": "1"})
    assert page.post(address(stage, "tick"), {"line": "nonsense", "done": "1"}).status_code == 409
    page.post(address(stage, "add_check"), {"title": "Fahnen"})
    page.post(address(stage, "drop_check"), {"line": "wifi"})
    assert Check.objects.get(key="water").done_by == stage.house.secretary
    page.post(address(stage, "add_cost"), {"label": "Saal", "amount": "1250,50"})
    assert Cost.objects.get().cents == 125_050
    said = page.get(address(stage, "logistics")).content.decode()
    for words in ("Großer Saal", "Fahnen", "1.250,50"):
        assert words in said
    assert "Wireless" not in said
    page.post(address(stage, "drop_cost", Cost.objects.get().pk))
    page.post(address(stage, "drop_interpretation", Interpretation.objects.get().pk))
    assert not Cost.objects.exists()
    assert not Interpretation.objects.exists()


def test_cost_of_another_meeting_is_not_found(page: Client, stage: Stage) -> None:
    other = make_meeting(stage.house.board)
    cost = Cost.objects.create(network=other.network, meeting=other, label="X", cents=1)
    assert page.post(address(stage, "drop_cost", cost.pk)).status_code == 404


def test_answers_page_reminds_once_and_gives_lists(page: Client, stage: Stage) -> None:
    stage.convened()
    assert page.post(address(stage, "remind")).status_code == 302
    assert page.post(address(stage, "remind")).status_code == 409
    door = page.get(address(stage, "answers_csv", "door"))
    assert door.headers["Content-Type"].startswith("text/csv")
    assert len(door.content.decode().splitlines()) == 13
    assert len(page.get(address(stage, "answers_csv", "catering")).content.decode().splitlines()) == 5


def test_habits_are_set_on_their_page(page: Client, stage: Stage) -> None:
    where = reverse("planning:habits", args=["assembly"])
    sent = {"weekday": "3", "starts": "18:00", "minutes": "90", "interpretation": ["de", "fr"]}
    assert page.post(where, sent).status_code == 302
    assert Habit.objects.get().weekday == 3
    step = reverse("planning:habit_step", args=["assembly", "catering"])
    assert page.post(step, {"days": "12", "anchor": "before", "owner": "secretariat"}).status_code == 302
    assert HabitStep.objects.get(key="catering").days == 12
    new = reverse("planning:add_habit_step", args=["assembly"])
    assert page.post(new, {"title": "Chor", "days": "9", "anchor": "after", "owner": "secretariat"}).status_code == 302
    assert page.post(new, {"title": ""}).status_code == 409
    assert "Chor" in page.get(where).content.decode()
    assert page.get(step).status_code == 200
    page.post(reverse("planning:drop_habit_step", args=["assembly", "catering"]))
    assert not HabitStep.objects.filter(key="catering").exists()
    assert page.get(reverse("planning:habits", args=["nonsense"])).status_code == 404


def test_next_meeting_is_planned_from_its_proposal(page: Client, stage: Stage) -> None:
    where = reverse("planning:propose")
    shown = page.get(where, {"organ": stage.house.board.pk})
    form = shown.context["form"]
    sent = {
        "organ": stage.house.board.pk,
        "starts_at": form["starts_at"].value().strftime("%Y-%m-%dT%H:%M"),
        "ends_at": form["ends_at"].value().strftime("%Y-%m-%dT%H:%M"),
        "interpretation": form["interpretation"].value(),
        "mode": form["mode"].value(),
        "place": "Rathaus",
        "audience": "organ",
    }
    assert page.post(where, sent | {"place": ""}).status_code == 409
    assert page.post(where, sent).status_code == 302
    meeting = Meeting.objects.get(organ=stage.house.board)
    assert meeting.interpretation == ["de", "fr"]
    assert meeting.ends_at is not None
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=2)


def test_mandates_page_takes_any_filter(page: Client, stage: Stage) -> None:
    where = reverse("planning:mandates")
    for asked in (
        {},
        {"organ": "assembly", "city": "metz", "months": "24"},
        {"months": "x", "organ": "?", "page": "-1"},
        {"organ": "\x00", "city": "metz\x00"},
    ):
        assert page.get(where, asked).status_code == 200
    assert page.get(reverse("planning:year", args=[2027])).status_code == 200
    assert page.get(reverse("planning:year", args=[1])).status_code == 404


def test_desk_shows_steps_to_their_owner_who_opens_and_finishes_them(client: Client, stage: Stage) -> None:
    mayor: Person = stage.house.mayors[1]
    stage.meeting.audience = "network"
    stage.meeting.save()
    Step.objects.create(
        network=stage.house.network, meeting=stage.meeting, key="catering", owner=f"person:{mayor.slug}"
    )
    set_demo_ahead(50)
    sections = {section.key: section for section in desk_of(make_viewer(mayor)).sections}
    (row,) = sections["planning"].rows
    sign_in(client, mayor)
    assert client.get(row.address).status_code == 200
    assert client.post(address(stage, "finish_step", "catering")).status_code == 302
    assert "planning" not in {section.key for section in desk_of(make_viewer(mayor)).sections}
