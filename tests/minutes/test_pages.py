"""The pages of minutes: the whole way in a browser's requests, who gets what, two editors, without scripts."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation

from quattropole.desk.queries import desk_of
from quattropole.meetings.models import Meeting
from quattropole.minutes.models import Minutes, Section, Signature
from quattropole.network.models import Network, Person
from tests import factories
from tests.minutes import past as pasts


def address(name: str, *parts: object, language: str = "de") -> str:
    with translation.override(language):
        return reverse(f"minutes:{name}", args=parts)


def browser(person: Person) -> Client:
    client = Client()
    factories.sign_in(client, person)
    return client


def page(client: Client, name: str, *parts: object, status: int = 200, language: str = "de") -> str:
    answer = client.get(address(name, *parts, language=language))
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def sent(client: Client, name: str, *parts: object, status: int = 302, **data: Any) -> str:
    answer = client.post(address(name, *parts), data)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def typed(section: Section, de: str, fr: str, based_on: int = 0) -> dict[str, Any]:
    """What the editor of an item sends."""
    data: dict[str, Any] = {}
    for kind in ("introduction", "discussion", "remarks"):
        for language, body in (("de", de), ("fr", fr)):
            data[f"{kind}-body_{language}"] = body if kind == "discussion" else ""
            data[f"{kind}-title_{language}"] = ""
            data[f"{kind}-state_{language}"] = "reviewed"
            data[f"{kind}-based_on_{language}"] = based_on if kind == "discussion" else 0
    return data


def test_minutes_go_their_whole_way(network: Network) -> None:
    past = pasts.assembly(network)
    house = past.hall.house
    secretary, president, member = browser(house.secretary), browser(house.president), browser(past.hall.seated[4][1])
    meeting = past.meeting
    assert "begin/" in page(secretary, "meeting", meeting.pk)
    assert "begin/" not in page(member, "meeting", meeting.pk)
    sent(secretary, "begin", meeting.pk, speakers="names", taker=house.secretary.pk)
    minutes = Minutes.objects.get()
    section = pasts.section(minutes, past.item)
    assert "Gemeinsames Büro" in page(secretary, "minutes", minutes.pk)
    assert "Bureau commun" in page(secretary, "minutes", minutes.pk, language="fr")
    assert "qp-languages-side" in page(secretary, "section", minutes.pk, section.pk)
    page(secretary, "gather", minutes.pk)
    sent(secretary, "gather", minutes.pk)
    sent(secretary, "section", minutes.pk, section.pk, **typed(section, "Man sprach.", "On parlait."))
    assert "Man sprach." in page(secretary, "minutes", minutes.pk)
    page(member, "minutes", minutes.pk, status=404)
    sent(secretary, "propose", minutes.pk)
    assert "request/" in page(member, "minutes", minutes.pk)
    sent(member, "request", minutes.pk, section=section.pk, body="Ich sprach auch.")
    assert "Ich sprach auch." in page(secretary, "minutes", minutes.pk)
    sent(secretary, "answer", minutes.requests.get().pk, taken="no", answer="Nicht gehört.")
    following = pasts.next_meeting(past)
    item = following.items.get()
    assert "approve/" in page(secretary, "minutes", minutes.pk)
    sent(secretary, "approve", minutes.pk, where=f"item-{item.pk}")
    minutes.refresh_from_db()
    assert "sign/" in page(president, "minutes", minutes.pk)
    assert "sign/" not in page(member, "minutes", minutes.pk)
    sent(president, "sign", minutes.pk, digest=minutes.digest)
    sent(secretary, "sign", minutes.pk, digest=minutes.digest)
    sent(secretary, "seal", minutes.pk)
    assert "publish/" in page(secretary, "minutes", minutes.pk)
    sent(secretary, "publish", minutes.pk)
    assert secretary.get(address("pdf", minutes.pk)).content.startswith(b"%PDF")
    sent(secretary, "correct", minutes.pk)
    corrigendum = Minutes.objects.get(number=2)
    page(secretary, "section", corrigendum.pk, corrigendum.sections.get().pk)
    page(secretary, "minutes", corrigendum.pk)
    page(secretary, "list")
    page(member, "list")


def test_two_editors_see_what_the_other_wrote(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    section = pasts.section(minutes, past.item)
    client = browser(past.hall.house.secretary)
    sent(client, "section", minutes.pk, section.pk, **typed(section, "Die erste.", "La première."))
    shown = sent(client, "section", minutes.pk, section.pk, status=409, **typed(section, "Die zweite.", "La deuxième."))
    for words in ("Die erste.", "Die zweite.", "La première.", "La deuxième."):
        assert words in shown
    assert 'name="discussion-based_on_de" value="1"' in shown
    sent(client, "section", minutes.pk, section.pk, **typed(section, "Beides.", "Les deux.", based_on=1))
    assert "Beides." in page(client, "minutes", minutes.pk)


def test_a_member_gets_no_page_and_no_act_of_a_draft(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    section = pasts.section(minutes, past.item)
    member = browser(past.hall.seated[4][1])
    for name, parts in (("minutes", [minutes.pk]), ("pdf", [minutes.pk]), ("section", [minutes.pk, section.pk])):
        page(member, name, *parts, status=404)
    for name in ("propose", "settings", "gather", "take_back", "approve", "sign", "seal", "publish", "correct"):
        sent(member, name, minutes.pk, status=404)
    sent(member, "begin", past.meeting.pk, status=403, speakers="none", taker=past.hall.seated[4][1].pk)


def test_a_member_who_reads_cannot_act(network: Network) -> None:
    past = pasts.assembly(network)
    done = pasts.approved(past, past.draft())
    section = pasts.section(done, past.item)
    member = browser(past.hall.seated[4][1])
    assert "Gemeinsames Büro" in page(member, "minutes", done.pk)
    page(member, "section", done.pk, section.pk, status=403)
    for name in ("propose", "take_back", "sign", "seal", "publish", "correct", "gather"):
        sent(member, name, done.pk, status=403, digest=done.digest)
    assert not Signature.objects.exists()


def test_pages_answer_nonsense_with_a_message(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    client = browser(past.hall.house.secretary)
    page(client, "minutes", 999_999, status=404)
    page(client, "section", minutes.pk, 999_999, status=404)
    sent(client, "answer", 999_999, status=404)
    sent(client, "settings", minutes.pk, status=200, speakers="loud", taker="x")
    sent(client, "seal", minutes.pk, status=409)
    sent(client, "publish", minutes.pk, status=409)
    sent(client, "propose", minutes.pk)
    sent(client, "approve", minutes.pk, status=200, where="meeting-1")
    sent(client, "request", minutes.pk, status=200, body="")


def test_minutes_have_their_page_among_those_of_a_meeting(network: Network) -> None:
    past = pasts.assembly(network)
    client = browser(past.hall.house.secretary)
    with translation.override("de"):
        shown = client.get(reverse("meetings:detail", args=[past.meeting.pk])).content.decode()
    assert address("meeting", past.meeting.pk) in shown
    planned = factories.make_meeting(past.hall.house.assembly)
    with translation.override("de"):
        shown = client.get(reverse("meetings:detail", args=[planned.pk])).content.decode()
    assert address("meeting", planned.pk) not in shown
    assert "begin/" not in page(client, "meeting", planned.pk)


def test_the_desk_says_what_is_due(network: Network) -> None:
    past = pasts.assembly(network)
    house = past.hall.house

    def due(person: Person) -> list[str]:
        sections = desk_of(factories.make_viewer(person)).sections
        return [section.key for section in sections if section.key.startswith("minutes")]

    member = past.hall.seated[4][1]
    assert due(house.secretary) == due(house.president) == ["minutes-begin"]
    minutes = past.draft()
    assert (due(house.secretary), due(member)) == (["minutes-write"], [])
    done = pasts.approved(past, minutes)
    assert due(house.secretary) == due(house.president) == ["minutes-sign"]
    assert Meeting.objects.filter(pk=done.meeting_id).exists()
