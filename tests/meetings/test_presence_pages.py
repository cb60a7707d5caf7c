"""The pages of presence: the own device, the desk seat by seat, proxies; live answers; in German and in French."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django_scopes import scope

from quattropole.meetings import actions, queries
from quattropole.meetings.models import Attendance, Meeting, Proxy
from quattropole.network.models import Person, Substitute
from tests import factories
from tests.factories import make_person, make_viewer, sign_in
from tests.meetings.conftest import Stage
from tests.meetings.test_proxies import charter_with, hall_under

LIVE = {"HX-Request": "true", "HX-Target": "live-answer"}


def as_person(person: Person) -> Client:
    browser = Client()
    sign_in(browser, person)
    return browser


def page_of(name: str, stage: Stage, *more: object) -> str:
    return reverse(f"meetings:{name}", args=[stage.meeting.pk, *more])


@pytest.fixture
def hall(db: None) -> Iterator[Stage]:
    """An assembly on its day whose members may each carry two proxies."""
    stage = hall_under(charter_with("allowed = true, cap = 2"))
    with scope(network=stage.house.network):
        yield stage


def test_member_says_to_be_here_and_to_leave_over_the_page(stage: Stage) -> None:
    stage.on_its_day()
    browser = as_person(stage.house.councillors[0])
    page = browser.get(page_of("session", stage)).content.decode()
    assert f'action="{page_of("here", stage)}"' in page
    assert 'value="remote"' not in page, "the meeting takes place on site"
    for _ in range(2):
        answer = browser.post(page_of("here", stage), {"mode": "on_site"})
        assert answer["Location"] == page_of("session", stage)
    assert f'action="{page_of("gone", stage)}"' in browser.get(page_of("session", stage)).content.decode()
    for _ in range(2):
        assert browser.post(page_of("gone", stage)).status_code == 302
    there = Attendance.objects.get()
    assert there.means == "device"
    assert there.left_at is not None


def test_who_holds_no_seat_is_not_asked_and_cannot_check_in(stage: Stage) -> None:
    stage.on_its_day()
    browser = as_person(stage.house.secretary)
    assert page_of("here", stage) not in browser.get(page_of("session", stage)).content.decode()
    assert browser.post(page_of("here", stage)).status_code == 403
    assert Client().post(page_of("here", stage)).status_code == 403
    assert as_person(stage.house.mayors[2]).post(page_of("here", stage)).status_code == 404


def test_hybrid_meeting_offers_both_ways_and_the_link(stage: Stage) -> None:
    stage.on_its_day()
    Meeting.objects.filter(pk=stage.meeting.pk).update(mode="hybrid", link="https://video.example.org")
    browser = as_person(stage.house.councillors[0])
    page = browser.get(page_of("session", stage)).content.decode()
    assert "checkin-on-site" in page
    assert "checkin-remote" in page
    browser.post(page_of("here", stage), {"mode": "remote"})
    page = browser.get(page_of("session", stage)).content.decode()
    assert "checkin-on-site" in page
    assert "checkin-remote" not in page
    assert "https://video.example.org" in page
    browser.post(page_of("here", stage), {"mode": "on_site"})
    assert [there.mode for there in Attendance.objects.order_by("pk")] == ["remote", "on_site"]


def test_live_page_is_answered_by_a_message_and_stays(stage: Stage) -> None:
    stage.on_its_day()
    browser = as_person(stage.house.councillors[0])
    done = browser.post(page_of("here", stage), {"mode": "on_site"}, headers=LIVE)
    assert done.status_code == 200
    assert "<html" not in done.content.decode()
    stopped = browser.post(page_of("here", stage), {"mode": "remote"}, headers=LIVE)
    assert stopped.status_code == 409
    assert 'role="alert"' in stopped.content.decode()
    assert "<html" not in stopped.content.decode()
    opened = as_person(stage.house.president).post(page_of("open", stage), headers=LIVE)
    assert opened.status_code == 200


def test_live_refusal_tells_the_paragraph(stage: Stage) -> None:
    stage.on_its_day()
    seat = stage.seat_of(stage.house.councillors[0])
    guest = make_person(stage.house.network, city=stage.house.cities[1])
    answer = as_person(stage.house.secretary).post(
        page_of("arrive", stage), {"seat": seat.pk, "person": guest.pk}, headers=LIVE
    )
    assert answer.status_code == 409
    assert "qp-verdict--breached" in answer.content.decode()


def test_form_leads_back_to_where_it_was_sent_from_and_nowhere_else(stage: Stage) -> None:
    stage.on_its_day()
    browser = as_person(stage.house.secretary)
    seat = stage.seat_of(stage.house.councillors[0])
    back = f"{page_of('seats', stage)}?q=x"
    data = {"seat": seat.pk, "back": back, "at": f"seat-{seat.pk}"}
    assert browser.post(page_of("arrive", stage), data)["Location"] == f"{back}#seat-{seat.pk}"
    for wrong in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        answer = browser.post(page_of("arrive", stage), {**data, "back": wrong})
        assert answer["Location"] == f"{page_of('session', stage)}#seat-{seat.pk}"


def test_desk_shows_one_seat_with_its_coming_and_going(stage: Stage) -> None:
    stage.on_its_day()
    person = stage.house.councillors[0]
    seat = stage.seat_of(person)
    guest = make_person(stage.house.network, "Guest Somebody", city=stage.house.cities[0])
    Substitute.objects.create(network=stage.house.network, organ=stage.house.assembly, person=guest)
    actions.check_in(stage.meeting, seat, by=make_viewer(person))
    actions.check_out(stage.meeting, by=make_viewer(person))
    browser = as_person(stage.house.secretary)
    page = browser.get(page_of("seat", stage, seat.pk)).content.decode()
    assert "Guest Somebody" in page
    assert "§ 38" in page, "why no vote is carried for somebody else"
    data = {"seat": seat.pk, "person": guest.pk, "mode": "on_site", "back": page_of("seat", stage, seat.pk)}
    assert browser.post(page_of("arrive", stage), data)["Location"] == page_of("seat", stage, seat.pk)
    page = browser.get(page_of("seat", stage, seat.pk)).content.decode()
    assert page.count("<tr><th") == 3
    assert as_person(stage.house.councillors[1]).get(page_of("seat", stage, seat.pk)).status_code == 403
    foreign = stage.seat_of(stage.house.mayors[1])
    assert browser.get(page_of("seat", stage, foreign.pk)).status_code == 404


def test_desk_finds_a_seat_among_many(stage: Stage) -> None:
    organ = factories.make_organ(stage.house.network, "council")
    people = [factories.make_holder(organ, stage.house.cities[number % 4], number=number) for number in range(130)]
    stage.meeting = factories.make_meeting(organ, state="open")
    browser = as_person(stage.house.secretary)
    page = browser.get(page_of("seats", stage), {"q": str(people[77])}).content.decode()
    assert page.count('id="seat-') == 1
    assert page_of("arrive", stage) in page
    everybody = browser.get(page_of("seats", stage)).content.decode()
    assert everybody.count('id="seat-') == 50
    assert (
        browser.get(page_of("seats", stage), {"city": "metz", "q": "nobody"}).content.decode().count('id="seat-') == 0
    )
    assert as_person(people[0]).get(page_of("seats", stage)).status_code in (403, 404)


def test_desk_needs_as_many_queries_for_three_as_for_three_hundred_seats(stage: Stage) -> None:
    def queries_for(size: int) -> int:
        organ = factories.make_organ(stage.house.network, f"group-{size}")
        stage.meeting = factories.make_meeting(organ, state="convened")
        for number in range(size):
            factories.make_holder(organ, stage.house.cities[number % 4], number=number)
        browser = as_person(stage.house.secretary)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(page_of("seats", stage)).status_code == 200
        return len(captured)

    assert queries_for(3) == queries_for(300)


def test_holder_gives_and_withdraws_the_vote_over_the_page(hall: Stage) -> None:
    giver, carrier = hall.house.councillors[:2]
    browser = as_person(giver)
    assert page_of("own_proxy", hall) in browser.get(page_of("detail", hall)).content.decode()
    page = browser.get(page_of("own_proxy", hall)).content.decode()
    assert str(carrier) in page
    assert browser.post(page_of("own_proxy", hall), {"carrier": giver.pk}).status_code == 200, "not a choice"
    assert browser.post(page_of("own_proxy", hall), {"carrier": carrier.pk}).status_code == 302
    assert page_of("withdraw_proxy", hall) in browser.get(page_of("session", hall)).content.decode()
    for _ in range(2):
        assert browser.post(page_of("withdraw_proxy", hall)).status_code == 302
    assert Proxy.objects.get().withdrawn_at is not None
    assert as_person(carrier).post(page_of("withdraw_proxy", hall)).status_code == 404


def test_secretariat_records_and_withdraws_a_proxy(hall: Stage) -> None:
    seat = hall.seat_of(hall.house.councillors[0])
    browser = as_person(hall.house.secretary)
    carrier = hall.house.councillors[1]
    answer = browser.post(page_of("proxy", hall, seat.pk), {"carrier": carrier.pk})
    assert answer["Location"] == page_of("seat", hall, seat.pk)
    assert str(carrier) in browser.get(page_of("seat", hall, seat.pk)).content.decode()
    proxy = Proxy.objects.get()
    assert proxy.recorded_by == hall.house.secretary
    stranger = as_person(hall.house.councillors[2])
    assert stranger.get(page_of("proxy", hall, seat.pk)).status_code == 403
    assert stranger.post(page_of("withdraw_proxy", hall), {"proxy": proxy.pk}).status_code == 403
    assert browser.post(page_of("withdraw_proxy", hall), {"proxy": proxy.pk}, headers=LIVE).status_code == 200


def test_proxy_over_the_cap_is_refused_on_the_page_with_the_paragraph(hall: Stage) -> None:
    carrier = hall.house.councillors[5]
    for number in (0, 1):
        person = hall.house.councillors[number]
        actions.give_proxy(hall.meeting, hall.seat_of(person), carrier, by=make_viewer(person))
    answer = as_person(hall.house.councillors[2]).post(page_of("own_proxy", hall), {"carrier": carrier.pk})
    assert answer.status_code == 409
    assert "qp-verdict--breached" in answer.content.decode()


def test_page_says_why_no_vote_is_given_away(stage: Stage) -> None:
    stage.on_its_day()
    browser = as_person(stage.house.councillors[0])
    page = browser.get(page_of("own_proxy", stage)).content.decode()
    assert "§ 38" in page
    assert 'name="carrier"' not in page
    assert page_of("own_proxy", stage) not in browser.get(page_of("session", stage)).content.decode()


def test_member_sees_who_carries_the_own_vote(hall: Stage) -> None:
    giver, carrier = hall.house.councillors[:2]
    actions.give_proxy(hall.meeting, hall.seat_of(giver), carrier, by=make_viewer(giver))
    actions.check_in(hall.meeting, hall.seat_of(carrier), by=make_viewer(carrier))
    assert str(carrier) in as_person(giver).get(page_of("session", hall)).content.decode()
    own = as_person(carrier).get(page_of("session", hall)).content.decode()
    assert str(hall.seat_of(giver)) in own


def test_each_reader_stands_to_the_meeting_in_one_way(hall: Stage) -> None:
    people = hall.house.councillors
    actions.check_in(hall.meeting, hall.seat_of(people[1]), by=make_viewer(people[1]))
    actions.give_proxy(hall.meeting, hall.seat_of(people[0]), people[1], by=make_viewer(people[0]))
    actions.give_proxy(hall.meeting, hall.seat_of(people[2]), people[3], by=make_viewer(people[2]))
    guest = make_person(hall.house.network, city=hall.house.cities[1])
    Substitute.objects.create(network=hall.house.network, organ=hall.house.assembly, person=guest)
    actions.record_arrival(hall.meeting, hall.seat_of(people[4]), person=guest, by=hall.secretary)
    everybody = [*people[:6], guest, hall.house.secretary]
    found = queries.standings(hall.meeting, [person.pk for person in everybody])
    assert [found[person.pk].own for person in everybody] == [
        "carried",
        "here",
        "given",
        "away",
        "taken",
        "away",
        "here",
        "none",
    ]
    assert found[people[1].pk].carries == (hall.seat_of(people[0]).pk,)
    assert found[people[3].pk].carries == (hall.seat_of(people[2]).pk,)
    assert found[guest.pk].seat == hall.seat_of(people[4]).pk
    for standing in found.values():
        assert queries.Standing.read(standing.key) == standing


@pytest.mark.parametrize("language", ["de", "fr"])
def test_pages_speak_the_reader_s_language(hall: Stage, language: str) -> None:
    person = hall.house.councillors[0]
    seat = hall.seat_of(person)
    with translation.override(language):
        word = "Sitz 1" if language == "de" else "Siège 1"
        desk = as_person(hall.house.secretary)
        for address in (page_of("seat", hall, seat.pk), page_of("seats", hall), page_of("proxy", hall, seat.pk)):
            answer = desk.get(address)
            assert answer.status_code == 200
            assert f'<html lang="{language}">' in answer.content.decode()
            assert word in answer.content.decode()
        assert as_person(person).get(page_of("own_proxy", hall)).status_code == 200
