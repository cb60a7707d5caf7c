"""Convening: notice, who may, one convocation however often it is pressed, and the mails."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from quattropole import clock
from quattropole.access.addresses import address_of
from quattropole.access.models import AuditEntry, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.charter import Outcome
from quattropole.meetings import actions
from quattropole.meetings.making import make_waiting
from quattropole.meetings.models import Convocation, Dispatch, Invitation, Meeting
from tests import factories
from tests.factories import make_meeting, make_viewer, words
from tests.meetings.conftest import Stage


def test_convening_invites_every_seat_and_names_the_items(stage: Stage) -> None:
    convocation = actions.convene(stage.meeting, by=stage.secretary)
    stage.meeting.refresh_from_db()
    assert stage.meeting.state == Meeting.State.CONVENED
    assert convocation.invitations.count() == len(stage.house.councillors)
    assert stage.meeting.items.get().named_in == convocation
    assert convocation.agenda[0]["titles"] == {"de": "Kampagne", "fr": "Campagne"}
    assert convocation.findings["refused"] is False
    assert AuditEntry.objects.filter(act="meeting convened").count() == 1


def test_short_notice_is_refused_with_its_paragraph_and_nothing_is_sent(stage: Stage) -> None:
    stage.meeting.starts_at = clock.now() + timedelta(days=28)
    stage.meeting.save()
    with pytest.raises(Refused) as refusal:
        actions.convene(stage.meeting, by=stage.secretary)
    verdict = refusal.value.findings.refusals[0]
    assert verdict.rule == "notice"
    assert verdict.facts["found"] == 27
    assert not Convocation.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert stage.meeting.items.get().named_in is None


def test_last_day_to_convene_is_the_last_day_on_which_it_is_in_time(stage: Stage) -> None:
    last = actions.last_day_to_convene(stage.meeting)
    assert last == stage.meeting.day - timedelta(days=29)
    in_time = actions.check_convocation(stage.meeting, on=last).verdict("notice")
    late = actions.check_convocation(stage.meeting, on=last + timedelta(days=1)).verdict("notice")
    assert in_time is not None
    assert in_time.outcome is Outcome.MET
    assert late is not None
    assert late.outcome is Outcome.BREACHED


def test_preview_changes_nothing_and_says_what_convening_would(stage: Stage) -> None:
    findings = actions.check_convocation(stage.meeting, by=stage.secretary)
    assert not findings.refused
    assert not Convocation.objects.exists()
    assert actions.convene(stage.meeting, by=stage.secretary).findings["verdicts"] == findings.as_dict()["verdicts"]


def test_convening_twice_makes_one_convocation(stage: Stage) -> None:
    stage.convened()
    with pytest.raises(NotPossible):
        actions.convene(stage.meeting, by=stage.secretary)
    assert Convocation.objects.count() == 1


def test_meeting_without_agenda_is_not_convened(stage: Stage) -> None:
    empty = make_meeting(stage.house.assembly)
    with pytest.raises(NotPossible):
        actions.convene(empty, by=stage.secretary)


def test_virtual_assembly_needs_a_resolution(stage: Stage) -> None:
    stage.meeting.mode, stage.meeting.link = Meeting.Mode.VIRTUAL, "https://example.org/room"
    stage.meeting.save()
    with pytest.raises(Refused) as refusal:
        actions.convene(stage.meeting, by=stage.secretary)
    assert refusal.value.findings.refusals[0].rule == "attendance_mode"
    stage.meeting.mode_resolution = "2026-4"
    stage.meeting.save()
    actions.convene(stage.meeting, by=stage.secretary)


def test_president_and_secretariat_convene_and_nobody_else(stage: Stage) -> None:
    for person in (stage.house.councillors[0], stage.house.mayors[1]):
        with pytest.raises(NotAllowed):
            actions.convene(stage.meeting, by=make_viewer(person))
    with pytest.raises(NotAllowed):
        actions.convene(stage.meeting, by=make_viewer(network=stage.meeting.network))
    actions.convene(stage.meeting, by=stage.president)


def test_secretariat_of_another_network_may_nothing(stage: Stage) -> None:
    other = factories.make_network("elsewhere")
    with scope(network=other):
        stranger = factories.make_secretary(other)
    with scope(network=other), pytest.raises(NotAllowed):
        actions.convene(stage.meeting, by=make_viewer(stranger))


def test_convocation_is_written_in_the_reader_s_language(stage: Stage) -> None:
    french = stage.house.councillors[4]
    french.language = "fr"
    french.save()
    convocation = actions.convene(stage.meeting, by=stage.secretary)
    make_waiting()
    mail = OutgoingMail.objects.get(person=french)
    assert mail.language == "fr"
    assert "1. Campagne" in mail.body
    assert f"/fr/desk/meetings/{stage.meeting.pk}/" in mail.body
    assert stage.meeting.place in mail.body
    assert Invitation.objects.get(convocation=convocation, person=french).mail == mail
    german = OutgoingMail.objects.get(person=stage.house.councillors[0])
    assert "1. Kampagne" in german.body
    assert "&" not in german.body


def test_mail_links_to_the_origin_of_the_network(stage: Stage, settings: Any) -> None:
    network = stage.meeting.network
    network.hosts = ["quattropole.example"]
    network.save()
    meeting = Meeting.objects.select_related("network").get(pk=stage.meeting.pk)
    assert address_of(meeting.network, "meetings:list") == "http://quattropole.example/de/desk/meetings/"
    settings.CSRF_TRUSTED_ORIGINS = ["https://other.example", "https://quattropole.example:8443"]
    actions.convene(meeting, by=stage.secretary)
    make_waiting()
    assert f"https://quattropole.example:8443/de/desk/meetings/{meeting.pk}/" in OutgoingMail.objects.all()[0].body


def test_person_with_two_seats_gets_one_mail_and_two_invitations(stage: Stage) -> None:
    person = stage.house.councillors[0]
    factories.make_mandate(person, factories.make_seat(stage.house.assembly, stage.house.cities[0], number=9))
    convocation = actions.convene(stage.meeting, by=stage.secretary)
    make_waiting()
    assert convocation.invitations.filter(person=person).count() == 2
    assert OutgoingMail.objects.filter(person=person).count() == 1


def test_those_who_hold_the_seat_on_the_meeting_s_day_are_invited(stage: Stage) -> None:
    leaving, seat = stage.house.councillors[0], stage.seat_of(stage.house.councillors[0])
    leaving.mandates.update(ends=stage.meeting.day - timedelta(days=1))
    coming = factories.make_person(stage.meeting.network, "Neu Gewählt", city=seat.city)
    factories.make_mandate(coming, seat, begins=stage.meeting.day)
    convocation = actions.convene(stage.meeting, by=stage.secretary)
    invited = set(convocation.invitations.values_list("person", flat=True))
    assert coming.pk in invited
    assert leaving.pk not in invited


def test_person_without_address_is_invited_without_mail(stage: Stage) -> None:
    silent = stage.house.councillors[0]
    silent.email = ""
    silent.save()
    convocation = actions.convene(stage.meeting, by=stage.secretary)
    make_waiting()
    assert convocation.invitations.get(person=silent).mail is None
    dispatch = Dispatch.objects.get(person=silent)
    assert (dispatch.means, dispatch.mail, dispatch.posted_at) == (Dispatch.Means.POST, None, None)
    assert bytes(dispatch.letter or b"").startswith(b"%PDF")


def test_convening_needs_as_many_queries_for_three_as_for_three_hundred_seats(stage: Stage) -> None:
    """Apart from the rows it writes, which SQLite takes in portions."""

    def queries(organ_size: int) -> int:
        organ = factories.make_organ(stage.meeting.network, f"group-{organ_size}")
        for number in range(organ_size):
            factories.make_holder(organ, stage.house.cities[0], number=number)
        meeting = make_meeting(organ)
        actions.add_item(meeting, kind="information", titles=words("X"), audience="organ", by=stage.secretary)
        with CaptureQueriesContext(connection) as captured:
            actions.convene(meeting, by=stage.secretary)
        return sum(1 for query in captured if not query["sql"].startswith("INSERT"))

    assert queries(3) == queries(300)


def test_item_added_in_time_after_the_convocation_is_named_by_a_supplement(stage: Stage) -> None:
    meeting = stage.convened()
    item = actions.add_item(
        meeting,
        kind="resolution",
        titles=words("Nachtrag", "Supplément"),
        matter="strategic",
        audience="organ",
        proposed_by=frozenset({"board"}),
        by=stage.secretary,
    )
    assert item.findings["refused"] is False
    with pytest.raises(NotAllowed):
        actions.send_supplement(meeting, by=stage.councillor())
    supplement = actions.send_supplement(meeting, by=stage.secretary)
    make_waiting()
    item.refresh_from_db()
    assert (supplement.number, item.named_in) == (2, supplement)
    mails = OutgoingMail.objects.filter(cause="meeting supplement")
    assert mails.count() == len(stage.house.councillors)
    assert "Nachtrag" in mails[0].body
    assert "Kampagne" not in mails[0].body
    with pytest.raises(NotPossible):
        actions.send_supplement(meeting, by=stage.secretary)


def test_supplement_that_comes_too_late_is_refused(stage: Stage) -> None:
    meeting = stage.convened()
    actions.add_item(meeting, kind="resolution", titles=words("Y"), audience="organ", by=stage.secretary)
    clock.set_ahead(timedelta(days=45))
    with pytest.raises(Refused) as refusal:
        actions.send_supplement(meeting, by=stage.secretary)
    assert {verdict.rule for verdict in refusal.value.findings.refusals} == {"item_named", "item_deadline"}
    assert not OutgoingMail.objects.filter(cause="meeting supplement").exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_pressing_at_once_make_one_convocation() -> None:
    network = factories.make_network()
    with scope(network=network):
        house = factories.make_house(network, councillors=2)
        meeting = make_meeting(house.assembly)
        secretary = make_viewer(house.secretary)
        actions.add_item(meeting, kind="resolution", titles=words("X"), audience="organ", by=secretary)
    together = threading.Barrier(2)
    done: list[str] = []

    def press(person: object) -> None:
        with scope(network=network):
            viewer = make_viewer(person)  # type: ignore[arg-type]  # a Person
            own = Meeting.objects.select_related("organ__network", "network").get(pk=meeting.pk)
            together.wait()
            try:
                actions.convene(own, by=viewer)
                done.append("convened")
            except NotPossible:
                done.append("too late")
            finally:
                connection.close()

    threads = [threading.Thread(target=press, args=(person,)) for person in (house.secretary, house.president)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(done) == ["convened", "too late"]
    with scope(network=network):
        assert Convocation.objects.count() == 1
        assert Invitation.objects.count() == 8
        assert Dispatch.objects.count() == 8
        make_waiting()
        assert OutgoingMail.objects.count() == 8
