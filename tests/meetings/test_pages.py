"""The pages: they show what the person may see and do, say why something stops, and stay cheap."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from quattropole import clock
from quattropole.meetings import actions
from quattropole.meetings.models import Meeting, Reply
from quattropole.network.models import Person
from tests import factories
from tests.factories import make_attendance, make_item, make_meeting, sign_in, words
from tests.meetings.conftest import Stage


def page_of(name: str, stage: Stage, *more: object) -> str:
    """The address of a page of the stage's meeting."""
    return reverse(f"meetings:{name}", args=[stage.meeting.pk, *more])


def as_person(person: Person) -> Client:
    """A browser in which the person is signed in."""
    browser = Client()
    sign_in(browser, person)
    return browser


FORM = {
    "title_de": "Sitzung",
    "starts_at": "2030-05-02T14:00",
    "mode": "on_site",
    "place": "Rathaus",
    "audience": "organ",
}


def test_visitor_is_asked_to_sign_in(stage: Stage, client: Client) -> None:
    for address in (reverse("meetings:list"), page_of("detail", stage), page_of("session", stage)):
        assert client.get(address).status_code == 403


def test_meeting_that_is_not_for_somebody_is_not_there(stage: Stage) -> None:
    browser = as_person(stage.house.mayors[2])
    for name in ("detail", "session", "reply"):
        assert browser.get(page_of(name, stage)).status_code == 404


def test_secretariat_plans_a_meeting(stage: Stage) -> None:
    browser = as_person(stage.house.secretary)
    assert browser.get(reverse("meetings:new")).status_code == 200
    answer = browser.post(reverse("meetings:new"), {**FORM, "organ": stage.house.board.pk})
    meeting = Meeting.objects.order_by("-pk").first()
    assert meeting is not None
    assert answer["Location"] == reverse("meetings:detail", args=[meeting.pk])
    assert meeting.starts_at.isoformat() == "2030-05-02T12:00:00+00:00"


def test_form_keeps_what_was_typed_when_the_act_is_not_possible(stage: Stage) -> None:
    browser = as_person(stage.house.secretary)
    past = {**FORM, "organ": stage.house.board.pk, "starts_at": "2020-05-02T14:00", "place": "Arsenal"}
    answer = browser.post(reverse("meetings:new"), past)
    assert answer.status_code == 409
    assert "Arsenal" in answer.content.decode()


def test_councillor_gets_no_controls_and_no_way_around_them(stage: Stage) -> None:
    browser = as_person(stage.house.councillors[0])
    page = browser.get(page_of("detail", stage))
    assert page.status_code == 200
    assert page_of("convene", stage) not in page.content.decode()
    for name in ("convene", "cancel"):
        assert browser.post(page_of(name, stage)).status_code == 403
    for name in ("edit", "add_item", "add_paper"):
        assert browser.get(page_of(name, stage)).status_code == 403
    assert browser.get(reverse("meetings:new")).status_code == 403


def test_preview_shows_the_verdicts_before_the_button(stage: Stage) -> None:
    page = as_person(stage.house.secretary).get(page_of("detail", stage)).content.decode()
    assert page.index("qp-verdict--met") < page.index(f'action="{page_of("convene", stage)}"')


def test_convening_too_late_is_refused_with_the_paragraph_in_the_reader_s_language(stage: Stage) -> None:
    stage.meeting.starts_at = clock.now() + timedelta(days=20)
    stage.meeting.save()
    browser = as_person(stage.house.secretary)
    for language, word in (("de", "Einberufung"), ("fr", "convocation")):
        with translation.override(language):
            answer = browser.post(page_of("convene", stage))
        assert answer.status_code == 409
        text = answer.content.decode()
        assert 'role="alert"' in text
        assert "qp-verdict--breached" in text
        assert word in text
    stage.meeting.refresh_from_db()
    assert stage.meeting.state == Meeting.State.PLANNED


def test_strategic_item_over_the_page_is_refused_and_what_was_typed_stays(stage: Stage) -> None:
    browser = as_person(stage.house.secretary)
    data = {"title_de": "Neue Strategie", "kind": "resolution", "matter": "strategic", "audience": "organ"}
    answer = browser.post(page_of("add_item", stage), data)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Portal der Großregion" in text
    assert "Neue Strategie" in text
    assert stage.meeting.items.count() == 1
    assert browser.post(page_of("add_item", stage), {**data, "matter": "ordinary"}).status_code == 302


def test_convening_twice_over_the_page_says_so(stage: Stage) -> None:
    browser = as_person(stage.house.secretary)
    assert browser.post(page_of("convene", stage)).status_code == 302
    second = browser.post(page_of("convene", stage))
    assert second.status_code == 409
    assert 'role="alert"' in second.content.decode()


def test_supplement_is_offered_and_sent_over_the_page(stage: Stage) -> None:
    stage.convened()
    actions.add_item(stage.meeting, kind="information", titles=words("Y"), audience="organ", by=stage.secretary)
    browser = as_person(stage.house.secretary)
    assert page_of("supplement", stage) in browser.get(page_of("detail", stage)).content.decode()
    assert browser.post(page_of("supplement", stage)).status_code == 302
    assert browser.post(page_of("supplement", stage)).status_code == 409


def test_items_are_moved_and_removed_over_the_page(stage: Stage) -> None:
    browser = as_person(stage.house.secretary)
    second = make_item(stage.meeting, kind="information")
    browser.post(page_of("move_item", stage, second.pk), {"direction": "up"})
    assert stage.meeting.items.get(position=1) == second
    browser.post(page_of("remove_item", stage, second.pk))
    assert stage.meeting.items.count() == 1


def test_councillor_reads_and_answers(stage: Stage) -> None:
    stage.convened()
    person = stage.house.councillors[0]
    browser = as_person(person)
    page = browser.get(page_of("reply", stage)).content.decode()
    assert "Kampagne" in page
    assert stage.meeting.place in page
    seat = stage.seat_of(person)
    assert browser.post(page_of("reply", stage), {"seat": seat.pk, "answer": "coming"}).status_code == 302
    assert Reply.objects.get().answer == "coming"
    outsider = factories.make_person(stage.meeting.network, city=stage.house.cities[0])
    answer = browser.post(page_of("reply", stage), {"seat": seat.pk, "answer": "substitute", "substitute": outsider.pk})
    assert answer.status_code == 200, "the form offers only those whom the statutes let sit"
    assert Reply.objects.get().answer == "coming"


def test_somebody_without_a_seat_cannot_answer(stage: Stage) -> None:
    stage.convened()
    assert as_person(stage.house.secretary).get(page_of("reply", stage)).status_code == 403


def test_president_opens_records_and_closes_over_the_page(stage: Stage) -> None:
    stage.on_its_day()
    browser = as_person(stage.house.president)
    assert browser.post(page_of("open", stage)).status_code == 302
    seat = stage.seat_of(stage.house.councillors[0])
    for _ in range(2):
        assert browser.post(page_of("arrive", stage), {"seat": seat.pk}).status_code == 302
    attendance = stage.meeting.attendances.get()
    page = browser.get(page_of("session", stage)).content.decode()
    assert page_of("leave", stage) in page
    assert browser.post(page_of("leave", stage), {"attendance": attendance.pk}).status_code == 302
    assert browser.post(page_of("arrive_all", stage)).status_code == 302
    assert browser.post(page_of("close", stage)).status_code == 302
    assert browser.post(page_of("close", stage)).status_code == 409
    stage.meeting.refresh_from_db()
    assert stage.meeting.state == Meeting.State.CLOSED


def test_member_sees_the_session_without_the_chair_s_controls(stage: Stage) -> None:
    stage.opened()
    browser = as_person(stage.house.councillors[0])
    page = browser.get(page_of("session", stage)).content.decode()
    for name in ("open", "close", "arrive", "leave"):
        assert f'action="{page_of(name, stage)}"' not in page
    assert browser.post(page_of("close", stage)).status_code == 403


@pytest.mark.parametrize(
    "data", [{}, {"seat": "x"}, {"seat": "999999"}, {"seat": "9" * 5000}, {"seat": "1", "person": "999999"}]
)
def test_arrival_of_nobody_known_is_not_found(stage: Stage, data: dict[str, str]) -> None:
    stage.opened()
    assert as_person(stage.house.president).post(page_of("arrive", stage), data).status_code == 404


def test_session_of_a_planned_meeting_leads_to_its_preparation(stage: Stage) -> None:
    answer = as_person(stage.house.secretary).get(page_of("session", stage))
    assert answer["Location"] == page_of("detail", stage)


def test_titles_are_escaped_and_notes_are_safe(stage: Stage) -> None:
    make_item(stage.meeting, titles=words("<script>x</script>"), notes=words("<img src=x onerror=alert(1)> **fett**"))
    page = as_person(stage.house.councillors[0]).get(page_of("detail", stage)).content.decode()
    assert "<script>x" not in page
    assert "onerror" not in page.replace("&lt;img src=x onerror", "")
    assert "<strong>fett</strong>" in page


def test_text_in_another_language_says_so(stage: Stage) -> None:
    make_item(stage.meeting, titles={"fr": "Seulement en français"})
    page = as_person(stage.house.councillors[0]).get(page_of("detail", stage)).content.decode()
    assert '<span lang="fr">Seulement en français</span>' in page


@pytest.mark.parametrize("language", ["de", "fr", "lb", "en"])
@pytest.mark.parametrize("state", ["planned", "convened", "open", "closed", "cancelled"])
def test_pages_are_there_in_every_language_and_state(stage: Stage, language: str, state: str) -> None:
    Meeting.objects.filter(pk=stage.meeting.pk).update(state=state)
    browsers = [as_person(stage.house.secretary), as_person(stage.house.councillors[0])]
    with translation.override(language):
        for browser in browsers:
            for address in (reverse("meetings:list"), page_of("detail", stage), page_of("session", stage)):
                assert browser.get(address).status_code in (200, 302)


def test_nothing_on_the_pages_is_inline_or_from_elsewhere(stage: Stage) -> None:
    stage.opened()
    for name in ("detail", "session"):
        page = as_person(stage.house.president).get(page_of(name, stage)).content.decode()
        for forbidden in (" style=", "<script>", " onclick=", " onload=", "javascript:"):
            assert forbidden not in page


def queries_of(browser: Client, address: str) -> int:
    """How many queries a page takes."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def grown(stage: Stage, size: int) -> Meeting:
    """An open meeting of a new body with so many items, papers, seats, answers and people present."""
    organ = factories.make_organ(stage.meeting.network, f"group-{size}")
    meeting = make_meeting(organ, state="open", audience="network")
    for number in range(size):
        item = make_item(meeting, audience="network")
        meeting.papers.create(
            network=organ.network,
            item=item,
            number=number + 1,
            title="P",
            language="de",
            name="p.pdf",
            size=1,
            media_type="application/pdf",
            sha256="0" * 64,
            uploaded_at=clock.now(),
            audience="network",
        )
        person = factories.make_holder(organ, stage.house.cities[number % 4], number=number)
        seat = stage.seat_of(person)
        Reply.objects.create(
            network=organ.network, meeting=meeting, seat=seat, answer="coming", by=person, at=clock.now()
        )
        make_attendance(meeting, seat, person)
    return meeting


@pytest.mark.parametrize("name", ["detail", "session"])
@pytest.mark.parametrize("who", ["secretary", "councillor"])
def test_page_takes_as_many_queries_for_three_as_for_sixty_of_everything(stage: Stage, name: str, who: str) -> None:
    small, large = grown(stage, 3), grown(stage, 60)
    browser = as_person(stage.house.secretary if who == "secretary" else stage.house.councillors[0])
    first, second = (reverse(f"meetings:{name}", args=[meeting.pk]) for meeting in (small, large))
    assert queries_of(browser, first) == queries_of(browser, second)


@pytest.mark.parametrize("state", ["planned", "closed"])
def test_list_takes_as_many_queries_for_three_as_for_three_hundred(stage: Stage, state: str) -> None:
    browser = as_person(stage.house.secretary)
    for _ in range(2):
        make_meeting(stage.house.assembly, state=state)
    before = queries_of(browser, reverse("meetings:list"))
    Meeting.objects.bulk_create(
        Meeting(
            network=stage.meeting.network,
            organ=stage.house.assembly,
            host_city=stage.house.cities[number % 4],
            starts_at=clock.now() + timedelta(days=number),
            state=state,
        )
        for number in range(300)
    )
    assert queries_of(browser, reverse("meetings:list")) == before


def test_stopped_act_changes_nothing(stage: Stage, monkeypatch: Any) -> None:
    """A fault half-way through convening leaves neither convocation nor mail."""
    from quattropole.access.models import OutgoingMail

    def broken(*args: object, **options: object) -> None:
        raise RuntimeError("the power is out")

    monkeypatch.setattr("quattropole.meetings.actions.convening.audit.record", broken)
    with pytest.raises(RuntimeError):
        actions.convene(stage.meeting, by=stage.secretary)
    stage.meeting.refresh_from_db()
    assert stage.meeting.state == Meeting.State.PLANNED
    assert not stage.meeting.convocations.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("starts_at", ["9999-12-31T23:30", "1024-01-01T10:00"])
def test_meeting_is_not_planned_for_a_year_nobody_can_mean(client: Client, stage: Stage, starts_at: str) -> None:
    sign_in(client, stage.house.secretary)
    organ = stage.house.assembly.pk
    asked = {"organ": organ, "starts_at": starts_at, "mode": "on_site", "place": "Metz", "audience": "public"}
    response = client.post(reverse("meetings:new"), asked)
    assert "starts_at" in response.context["form"].errors
    assert Meeting.objects.count() == 1
