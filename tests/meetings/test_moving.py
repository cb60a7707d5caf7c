"""A convened meeting is corrected, or moved to another day where the statutes still allow it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from quattropole import clock
from quattropole.access.models import AuditEntry, Enclosure, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.meetings import actions
from quattropole.meetings.making import make_waiting
from quattropole.meetings.models import Convocation, Dispatch, Mailing, Reply
from tests import factories
from tests.factories import make_viewer, sign_in
from tests.meetings.conftest import Stage
from tests.meetings.test_dispatch import dispatch_to, words_of


def test_meeting_is_moved_after_the_convocation_while_the_notice_is_kept(stage: Stage) -> None:
    meeting = stage.convened()
    seat = stage.seat_of(stage.house.councillors[0])
    actions.reply(meeting, seat, answer="coming", by=stage.councillor())
    later = meeting.starts_at + timedelta(days=7)
    actions.change_meeting(meeting, starts_at=later, by=stage.secretary)
    make_waiting()
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence, meeting.state) == (later, 1, "convened")
    assert not Reply.objects.exists(), "who was coming then may not be coming now"
    dispatch = dispatch_to(stage.house.councillors[0])
    assert (dispatch.kind, dispatch.version) == (Mailing.Kind.CORRECTION, 2)
    text = words_of(dispatch)
    assert "Kampagne" in text
    entry = Enclosure.objects.filter(mail=dispatch.mail_id)[1]
    event = Calendar.from_ical(bytes(entry.content)).events[0]  # type: ignore[union-attr]  # one calendar
    assert (event.start, event["SEQUENCE"]) == (later, 1)
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert AuditEntry.objects.filter(act="meeting moved").count() == 1
    assert Convocation.objects.order_by("number").last().findings["refused"] is False  # type: ignore[union-attr]  # there are two


def test_meeting_is_not_moved_after_the_convocation_to_a_day_too_near(stage: Stage) -> None:
    meeting = stage.convened()
    mails = OutgoingMail.objects.count()
    clock.set_ahead(timedelta(days=40))
    with pytest.raises(Refused) as refusal:
        actions.change_meeting(meeting, starts_at=meeting.starts_at + timedelta(days=7), by=stage.secretary)
    verdict = refusal.value.findings.refusals[0]
    assert (verdict.rule, verdict.facts["found"]) == ("notice", 26)
    assert actions.check_move(meeting, meeting.starts_at + timedelta(days=7)).refused
    meeting.refresh_from_db()
    assert (meeting.sequence, Mailing.objects.count(), OutgoingMail.objects.count()) == (0, 1, mails)


def test_first_day_to_move_to_is_the_first_with_the_notice_kept(stage: Stage) -> None:
    meeting = stage.convened()
    first = actions.first_day_to_move(meeting)
    assert first == clock.today() + timedelta(days=29)

    def refused(day: date) -> bool:
        moment = meeting.starts_at + (day - timezone.localdate(meeting.starts_at))
        return actions.check_move(meeting, moment, by=stage.secretary).refused

    assert not refused(first)
    assert refused(first - timedelta(days=1))


def test_another_hour_of_the_same_day_is_a_correction(stage: Stage) -> None:
    meeting = stage.convened()
    clock.set_ahead(timedelta(days=50))
    later = meeting.starts_at + timedelta(hours=1)
    actions.change_meeting(meeting, starts_at=later, ends_at=later + timedelta(hours=2), by=stage.secretary)
    make_waiting()
    assert Mailing.objects.filter(kind=Mailing.Kind.CORRECTION).count() == 1
    assert Convocation.objects.count() == 1
    assert Reply.objects.count() == 0
    with pytest.raises(NotPossible):
        actions.change_meeting(meeting, starts_at=later + timedelta(hours=3), by=stage.secretary)
    with pytest.raises(NotPossible):
        actions.change_meeting(meeting, starts_at=clock.now() - timedelta(days=1), by=stage.secretary)


def test_who_holds_the_seat_on_the_new_day_is_invited(stage: Stage) -> None:
    meeting = stage.convened()
    leaving, seat = stage.house.councillors[0], stage.seat_of(stage.house.councillors[0])
    leaving.mandates.update(ends=meeting.day + timedelta(days=2))
    coming = factories.make_person(meeting.network, "Neu Gewählt", city=seat.city)
    factories.make_mandate(coming, seat, begins=meeting.day + timedelta(days=3))
    actions.change_meeting(meeting, starts_at=meeting.starts_at + timedelta(days=7), by=stage.secretary)
    told = set(Dispatch.objects.filter(version=2).values_list("person", flat=True))
    assert {leaving.pk, coming.pk} <= told
    assert len(told) == len(stage.house.councillors) + 1


def test_small_corrections_are_told_and_others_are_not(stage: Stage) -> None:
    meeting = stage.convened()
    actions.change_meeting(
        meeting, journeys={"de": "Bus **3**", "fr": "Bus **3**"}, interpretation=["de", "fr"], by=stage.secretary
    )
    make_waiting()
    text = words_of(dispatch_to(stage.house.councillors[0]))
    assert "Bus 3" in text
    assert "Französisch" in text
    actions.change_meeting(meeting, audience="network", by=stage.secretary)
    assert Mailing.objects.count() == 2
    with pytest.raises(NotAllowed):
        actions.change_meeting(meeting, place="Elsewhere", by=stage.councillor())


def test_only_who_convenes_moves_a_convened_meeting(stage: Stage) -> None:
    meeting = stage.convened()
    later = meeting.starts_at + timedelta(days=7)
    with pytest.raises(NotAllowed):
        actions.change_meeting(meeting, starts_at=later, by=make_viewer(stage.house.mayors[1]))
    actions.change_meeting(meeting, starts_at=later, by=stage.president)


def test_form_moves_a_convened_meeting_or_says_why_not(stage: Stage, client: Client) -> None:
    meeting = stage.convened()
    sign_in(client, stage.house.secretary)
    address = reverse("meetings:edit", args=[meeting.pk])
    assert client.get(address).context["first_day"] == actions.first_day_to_move(meeting)

    def sent(days: int) -> int:
        day = timezone.localtime(clock.now() + timedelta(days=days))
        given = {
            "starts_at": day.strftime("%Y-%m-%dT12:00"),
            "ends_at": day.strftime("%Y-%m-%dT15:30"),
            "mode": "on_site",
            "place": "Arsenal",
            "audience": "organ",
            "interpretation": ["de", "fr"],
            "title_de": "Sitzung",
            "journeys_fr": "À pied",
        }
        return client.post(address, given).status_code

    assert sent(20) == 409
    meeting.refresh_from_db()
    assert meeting.place != "Arsenal"
    assert sent(80) == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.interpretation, dict(meeting.journeys)) == (
        "Arsenal",
        ["de", "fr"],
        {"fr": "À pied"},
    )
    assert meeting.ends_at is not None


def test_second_call_says_so_and_what_it_means_for_the_quorum(stage: Stage) -> None:
    first = stage.opened()
    actions.close_meeting(first, by=stage.president)
    second = actions.plan_second_call(first, starts_at=clock.now() + timedelta(days=20), by=stage.secretary)
    actions.convene(second, by=stage.secretary)
    make_waiting()
    dispatch = dispatch_to(stage.house.councillors[0])
    assert dispatch.meeting == second
    sealed = dispatch.mailing.content["second_call"]
    assert (sealed["quorum_waived"], sealed["first_on"]) == (True, first.day.isoformat())
    assert dispatch.mail is not None
    for said in (words_of(dispatch), " ".join(dispatch.mail.body.split())):
        assert sealed["cite"] in said


def test_items_and_papers_are_never_for_more_people_than_a_meeting_that_was_narrowed(stage: Stage) -> None:
    meeting = stage.meeting
    actions.change_meeting(meeting, audience="public", by=stage.secretary)
    meeting.items.update(audience="public")
    kept = meeting.items.order_by("position").last()
    assert kept is not None
    meeting.items.filter(pk=kept.pk).update(audience="secretariat")
    actions.change_meeting(meeting, audience="organ", by=stage.secretary)
    assert set(meeting.items.exclude(pk=kept.pk).values_list("audience", flat=True)) <= {"organ"}
    assert meeting.items.get(pk=kept.pk).audience == "secretariat"
    assert not meeting.items.filter(audience="public").exists()


def test_what_signed_in_people_get_is_kept_by_no_cache_in_between(stage: Stage, client: Client) -> None:
    page = reverse("meetings:detail", args=[stage.meeting.pk])
    sign_in(client, stage.house.secretary)
    assert client.get(page)["Cache-Control"] == "private, no-cache"
