"""Every mail the platform writes, in every language: whole, in one language, addressed, and with the way out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from quattropole import clock
from quattropole.access import digests, outbox
from quattropole.access.bounces import message_id
from quattropole.access.composing import compose
from quattropole.access.kinds import kinds
from quattropole.access.models import MailPreference, OutgoingMail
from quattropole.followup import actions
from quattropole.followup.actions import Given, reminding
from quattropole.network.models import Network
from tests import factories
from tests.factories import House

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def given(house: House) -> None:
    owner = house.councillors[0]
    secretary = factories.make_viewer(house.secretary)
    due = clock.today() + timedelta(days=3)
    actions.give_task(Given("Bericht", owner, "Bis Freitag.", due), by=secretary, language="de")


def reminder(house: House) -> None:
    given(house)
    OutgoingMail.objects.all().delete()
    clock.set_ahead(timedelta(days=3))
    reminding.remind(house.network)


def late(house: House) -> None:
    given(house)
    OutgoingMail.objects.all().delete()
    clock.set_ahead(timedelta(days=17))
    reminding.remind(house.network)


def duty(house: House) -> None:
    adopted = clock.today()
    entry = factories.make_resolution(house.assembly, adopted_on=adopted, matter="statute_change")
    actions.follow_resolution(entry, factories.make_viewer(house.secretary))
    clock.set_ahead(timedelta(days=14))
    reminding.remind(house.network)


def digest(house: House) -> None:
    MailPreference.objects.create(network=house.network, person=house.councillors[0], kind="task", pace="daily")
    given(house)
    OutgoingMail.objects.update(next_try_at=clock.now())
    digests.gather()
    OutgoingMail.objects.filter(cause="task given").update(digest=None)
    OutgoingMail.objects.filter(cause="task given").delete()


MAILS: dict[str, Callable[[House], None]] = {
    "given": given,
    "reminder": reminder,
    "late": late,
    "duty": duty,
    "digest": digest,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAILS)
def test_mail_is_written_in_its_readers_language(network: Network, name: str, language: str) -> None:
    network.hosts = ["quattropole.example"]
    network.save()
    house = factories.make_house(network, councillors=1)
    for person in (house.councillors[0], house.secretary):
        person.language = language
        person.save()
    MAILS[name](house)
    (mail,) = OutgoingMail.objects.all()
    assert mail.language == language
    message = compose(mail, [], outbox.get_connection())
    said = message.body
    with translation.override(language):
        greeting = translation.gettext("Dear %(person)s,") % {"person": mail.person}
        footer = translation.gettext("What you get by mail, when, and in which language")
    assert said.startswith(greeting)
    assert footer in said
    assert f"quattropole.example/{language}/" in said
    for leftover in ("{{", "{%", "%(", "None", "&#", "&amp;", "\n\n\n\n"):
        assert leftover not in said, said
    assert mail.subject
    assert max(len(line) for line in said.splitlines() if "://" not in line) < 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_are_named_in_every_language(language: str) -> None:
    with translation.override(language):
        names = [str(kind.label) for kind in kinds()]
    assert all(names)
    assert len(set(names)) == len(names)


def test_mail_looks_the_same_at_every_attempt(network: Network) -> None:
    mail = outbox.queue_mail(factories.make_person(network), "a", "b\n", language="de", cause="test", kind="task")
    assert mail is not None
    texts: list[Any] = [compose(mail, [], outbox.get_connection()) for _ in range(2)]
    assert texts[0].extra_headers["Message-ID"] == texts[1].extra_headers["Message-ID"] == message_id(mail)
