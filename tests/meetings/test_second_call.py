"""The second call: on the same agenda after a meeting without a quorum, only where and when the statutes allow it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from quattropole import clock
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.meetings import actions, queries
from quattropole.meetings.models import Meeting
from tests import factories
from tests.factories import sign_in
from tests.meetings.conftest import Stage


def without_quorum(stage: Stage, *numbers: int) -> Meeting:
    """The meeting, held by these councillors only, and over."""
    stage.opened()
    for number in numbers:
        person = stage.house.councillors[number]
        actions.record_arrival(stage.meeting, stage.seat_of(person), by=stage.secretary)
    actions.close_meeting(stage.meeting, by=stage.president)
    stage.meeting.refresh_from_db()
    return stage.meeting


def test_second_call_takes_up_the_agenda_and_needs_no_quorum(stage: Stage) -> None:
    first = without_quorum(stage, 0, 1)
    second = actions.plan_second_call(first, starts_at=clock.now() + timedelta(days=20), by=stage.secretary)
    assert second.second_call_of == first
    assert [(item.titles, item.matter, item.proposed_by) for item in second.items.all()] == [
        (item.titles, item.matter, item.proposed_by) for item in first.items.all()
    ]
    stage.meeting = second
    opened = stage.opened()
    assert opened.opening["refused"] is False
    quorum = queries.quorum_of(opened)
    assert (quorum.required, quorum.met, quorum.present) == (False, True, 0)
    rules = {verdict["rule"]: verdict["outcome"] for verdict in opened.opening["verdicts"]}
    assert rules["quorum"] == "not_required"


def test_second_call_has_the_shorter_notice_of_the_statutes(stage: Stage) -> None:
    first = without_quorum(stage)
    second = actions.plan_second_call(first, starts_at=clock.now() + timedelta(days=16), by=stage.secretary)
    assert not actions.check_convocation(second, by=stage.secretary).refused
    assert actions.last_day_to_convene(second) == second.day - timedelta(days=15)
    convocation = actions.convene(second, by=stage.secretary)
    notice = next(found for found in convocation.findings["verdicts"] if found["rule"] == "notice")
    assert notice["facts"]["days"] == 14


def test_second_call_too_early_is_refused_by_the_statutes(stage: Stage) -> None:
    first = without_quorum(stage)
    with pytest.raises(Refused) as refused:
        actions.plan_second_call(first, starts_at=clock.now() + timedelta(days=10), by=stage.secretary)
    (verdict,) = refused.value.findings.verdicts
    assert verdict.rule == "second_call"
    assert Meeting.objects.count() == 1


def test_meeting_with_its_quorum_is_not_called_again(stage: Stage) -> None:
    first = without_quorum(stage, 0, 1, 3, 4, 6, 9)
    with pytest.raises(NotPossible):
        actions.plan_second_call(first, starts_at=clock.now() + timedelta(days=20), by=stage.secretary)


def test_meeting_is_called_again_once_and_only_when_it_is_over(stage: Stage) -> None:
    starts_at = clock.now() + timedelta(days=90)
    with pytest.raises(NotPossible):
        actions.plan_second_call(stage.meeting, starts_at=starts_at, by=stage.secretary)
    first = without_quorum(stage)
    with pytest.raises(NotAllowed):
        actions.plan_second_call(first, starts_at=starts_at, by=stage.councillor())
    second = actions.plan_second_call(first, starts_at=starts_at, by=stage.secretary)
    with pytest.raises(NotPossible):
        actions.plan_second_call(first, starts_at=starts_at, by=stage.secretary)
    actions.cancel_meeting(second, by=stage.secretary)
    actions.plan_second_call(first, starts_at=starts_at, by=stage.secretary)


def test_board_has_no_second_call_in_its_statutes(stage: Stage) -> None:
    meeting = factories.make_meeting(stage.house.board, state="closed", starts_at=clock.now())
    meeting.quorum_marks.create(network=stage.house.network, at=clock.now(), met=False, present=1, size=4, needed=3)
    with pytest.raises(Refused):
        actions.plan_second_call(meeting, starts_at=clock.now() + timedelta(days=30), by=stage.secretary)


def test_second_call_is_offered_where_it_is_possible_and_planned_over_the_page(stage: Stage) -> None:
    first = without_quorum(stage)
    address = reverse("meetings:second_call", args=[first.pk])
    page = reverse("meetings:detail", args=[first.pk])
    member, desk = Client(), Client()
    sign_in(member, stage.house.councillors[0])
    sign_in(desk, stage.house.secretary)
    assert address not in member.get(page).content.decode()
    assert address in desk.get(page).content.decode()
    assert desk.post(address, {"starts_at": "x"}).status_code == 409
    early = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    refused = desk.post(address, {"starts_at": early})
    assert refused.status_code == 409
    assert "qp-verdict--breached" in refused.content.decode()
    late = (clock.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    assert member.post(address, {"starts_at": late}).status_code == 403
    answer = desk.post(address, {"starts_at": late})
    second = Meeting.objects.get(second_call_of=first)
    assert answer["Location"] == reverse("meetings:detail", args=[second.pk])
    assert address not in desk.get(page).content.decode()
