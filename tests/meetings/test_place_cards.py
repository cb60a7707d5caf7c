"""Place cards: printed for everybody, in everybody's language; good for one seat, on one day, for its holder alone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from quattropole import clock
from quattropole.look.codes import qr_code
from quattropole.meetings import actions, queries
from quattropole.meetings.cards import cards_for, read_token, token_of
from quattropole.meetings.models import Attendance, Meeting, Reply
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Person, Substitute
from tests import factories
from tests.factories import make_person, sign_in
from tests.meetings.conftest import Stage


def as_person(person: Person) -> Client:
    browser = Client()
    sign_in(browser, person)
    return browser


def card_of(stage: Stage, number: int = 0) -> str:
    """The address of the card on the place of a councillor."""
    return reverse("meetings:card", args=[token_of(stage.meeting, stage.seat_of(stage.house.councillors[number]))])


def cards_page(stage: Stage, browser: Client, **query: str) -> str:
    answer = browser.get(reverse("meetings:cards", args=[stage.meeting.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_code_draws_the_modules_that_the_library_computes() -> None:
    text = "https://example.org/de/desk/here/12.345.abcdefghijklmnop/"
    drawn = qr_code(text)
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    dark = {(x, y) for y, row in enumerate(code.get_matrix()) for x, module in enumerate(row) if module}
    filled = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawn.path)
        for step in range(int(length))
    }
    assert filled == dark
    assert drawn.size == len(code.get_matrix())


def test_token_names_meeting_and_seat_and_cannot_be_altered(stage: Stage) -> None:
    seat = stage.seat_of(stage.house.councillors[0])
    token = token_of(stage.meeting, seat)
    assert read_token(token) == (stage.meeting.pk, seat.pk)
    signature = token.rpartition(".")[2]
    assert re.fullmatch(r"[a-z2-7]{16}", signature)
    for forged in (f"{stage.meeting.pk}.{seat.pk + 1}.{signature}", token[:-1], token + "a", "", "x", "1.2"):
        assert read_token(forged) is None


def test_cards_are_printed_for_the_secretariat_and_the_chair_alone(stage: Stage) -> None:
    stage.convened()
    address = reverse("meetings:cards", args=[stage.meeting.pk])
    for person in (stage.house.secretary, stage.house.president):
        assert as_person(person).get(address).status_code == 200
    assert as_person(stage.house.councillors[0]).get(address).status_code == 403
    assert Client().get(address).status_code == 403


def test_every_holder_has_a_card_with_code_text_alternative_and_short_address(stage: Stage) -> None:
    stage.convened()
    page = cards_page(stage, as_person(stage.house.secretary))
    assert page.count("qp-place-card ") == 12
    assert page.count('class="qp-place-cards__sheet"') == 2
    for number, person in enumerate(stage.house.councillors):
        assert str(person) in page
        assert f"testserver{card_of(stage, number)}" in page
    assert page.count('role="img" aria-label="QR') == 12
    assert "cards.css" in page
    assert "style=" not in page
    metz = cards_page(stage, as_person(stage.house.secretary), city="metz")
    assert metz.count("qp-place-card ") == 3


def test_card_speaks_the_language_of_its_person_and_of_the_network(stage: Stage) -> None:
    Person.objects.filter(pk=stage.house.councillors[3].pk).update(language="fr")
    Person.objects.filter(pk=stage.house.councillors[4].pk).update(language="lb")
    stage.convened()
    cards = {
        card.place.holder: card
        for card in cards_for(stage.meeting, queries.roll_of(stage.meeting).places, origin="https://q.example")
    }
    german, french, luxembourgish = (cards[stage.house.councillors[number]] for number in (0, 3, 4))
    assert (german.languages, french.languages) == (("de", "fr"), ("fr", "de"))
    assert luxembourgish.languages == ("lb", "de", "fr")
    assert "/fr/desk/here/" in french.address
    page = cards_page(stage, as_person(stage.house.secretary))
    assert "Siège 1, Metz" in page, "the seat is named in the language of the card"
    assert '<article class="qp-place-card city-0" lang="fr">' in page


def test_substitute_who_was_announced_has_the_card_of_the_seat(stage: Stage) -> None:
    meeting = stage.convened()
    guest = make_person(meeting.network, "Guest Somebody", city=stage.house.cities[0])
    Substitute.objects.create(network=meeting.network, organ=stage.house.assembly, person=guest)
    seat = stage.seat_of(stage.house.councillors[0])
    actions.reply(meeting, seat, answer="substitute", substitute=guest, by=stage.councillor(0))
    assert "Guest Somebody" in cards_page(stage, as_person(stage.house.secretary))
    stage.wait_for_its_day()
    assert as_person(guest).post(card_of(stage)).status_code == 302
    there = Attendance.objects.get()
    assert (there.person, there.is_substitute, there.means) == (guest, True, "card")


def test_scanned_card_asks_once_and_checks_in_with_one_tap(stage: Stage) -> None:
    stage.on_its_day()
    browser = as_person(stage.house.councillors[0])
    page = browser.get(card_of(stage))
    assert page.status_code == 200
    assert not Attendance.objects.exists(), "reading the page changes nothing"
    for _ in range(2):
        assert browser.post(card_of(stage)).status_code == 302
    there = Attendance.objects.get()
    assert (there.means, there.mode, there.person) == ("card", "on_site", stage.house.councillors[0])
    assert '<form method="post">' not in browser.get(card_of(stage)).content.decode()


def test_scanned_card_leads_to_the_sign_in_and_back(stage: Stage) -> None:
    stage.on_its_day()
    answer = Client().get(card_of(stage))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert "here" in answer["Location"]
    assert Client().post(card_of(stage)).status_code == 302
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(("language", "word"), [("de", "Sitz 1"), ("fr", "Siège 1")])
def test_card_of_another_seat_is_refused_with_its_reason(stage: Stage, language: str, word: str) -> None:
    stage.on_its_day()
    with translation.override(language):
        address = card_of(stage, 0)
        for person in (stage.house.councillors[1], stage.house.secretary, make_person(stage.house.network)):
            for answer in (as_person(person).get(address), as_person(person).post(address)):
                assert answer.status_code == 403
                assert 'role="alert"' in answer.content.decode()
                assert word in answer.content.decode()
    assert not Attendance.objects.exists()


def test_card_is_good_on_the_day_of_its_meeting_only(stage: Stage) -> None:
    stage.convened()
    browser = as_person(stage.house.councillors[0])
    assert browser.post(card_of(stage)).status_code == 403
    stage.wait_for_its_day()
    assert browser.get(card_of(stage)).status_code == 200
    set_demo_ahead((clock.ahead() + timedelta(days=1)).days)
    assert browser.post(card_of(stage)).status_code == 403
    assert not Attendance.objects.exists()


def test_card_of_a_closed_meeting_or_of_another_meeting_is_no_use(stage: Stage) -> None:
    stage.opened()
    browser = as_person(stage.house.councillors[0])
    actions.close_meeting(stage.meeting, by=stage.president)
    assert browser.post(card_of(stage)).status_code == 403
    later = factories.make_meeting(stage.house.assembly, state="convened")
    token = token_of(later, stage.seat_of(stage.house.councillors[0]))
    assert browser.post(reverse("meetings:card", args=[token])).status_code == 403


def test_forged_card_and_card_of_another_network_are_not_there(stage: Stage) -> None:
    stage.on_its_day()
    browser = as_person(stage.house.councillors[0])
    for token in ("x", "1.2.abcdefghijklmnop", token_of(stage.meeting, stage.seat_of(stage.house.mayors[1]))):
        assert browser.get(reverse("meetings:card", args=[token])).status_code == 404


def test_card_checks_in_to_no_virtual_meeting_and_is_printed_without_a_code(stage: Stage) -> None:
    stage.on_its_day()
    Meeting.objects.filter(pk=stage.meeting.pk).update(mode="virtual", link="https://example.org")
    assert as_person(stage.house.councillors[0]).post(card_of(stage)).status_code == 403
    page = cards_page(stage, as_person(stage.house.secretary))
    assert "qp-place-card__code" not in page


def test_card_brings_somebody_from_the_screen_into_the_room(stage: Stage) -> None:
    stage.on_its_day()
    Meeting.objects.filter(pk=stage.meeting.pk).update(mode="hybrid", link="https://example.org")
    person = stage.house.councillors[0]
    stage.meeting.refresh_from_db()
    actions.check_in(stage.meeting, stage.seat_of(person), mode="remote", by=stage.councillor(0))
    assert as_person(person).post(card_of(stage)).status_code == 302
    assert [there.mode for there in Attendance.objects.order_by("pk")] == ["remote", "on_site"]


def test_card_of_a_seat_that_somebody_else_fills_says_who(stage: Stage) -> None:
    meeting = stage.on_its_day()
    guest = make_person(meeting.network, "Guest Somebody", city=stage.house.cities[0])
    Substitute.objects.create(network=meeting.network, organ=stage.house.assembly, person=guest)
    seat = stage.seat_of(stage.house.councillors[0])
    Reply.objects.create(
        network=meeting.network,
        meeting=meeting,
        seat=seat,
        answer="substitute",
        substitute=guest,
        by=stage.house.councillors[0],
        at=clock.now(),
    )
    actions.record_arrival(meeting, seat, person=guest, by=stage.secretary)
    answer = as_person(stage.house.councillors[0]).post(card_of(stage))
    assert answer.status_code == 409
    assert "Guest Somebody" in answer.content.decode()


def test_cards_of_a_large_body_are_printed_city_by_city(stage: Stage) -> None:
    organ = factories.make_organ(stage.house.network, "council")
    for number in range(250):
        factories.make_holder(organ, stage.house.cities[number % 4], number=number)
    stage.meeting = factories.make_meeting(organ, state="convened")
    browser = as_person(stage.house.secretary)
    assert cards_page(stage, browser).count("qp-place-card ") == 240
    assert cards_page(stage, browser, city="trier").count("qp-place-card ") == 62
