"""Machine translation: two services that speak over HTTP, told kindly when they fail, never for what is not theirs."""

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible
from quattropole.network.models import Network
from quattropole.texts.actions import Change, new_text, write_wordings
from quattropole.texts.localized import Localized
from quattropole.texts.models import State
from quattropole.translation import actions
from quattropole.translation.machine import TranslatorProblem, protocol
from quattropole.translation.machine.translating import protected, restored
from quattropole.translation.memory import catch_up
from quattropole.translation.sources import unit_for
from tests import factories
from tests.factories import House

KEY = "a-very-secret-key"


class Service(BaseHTTPRequestHandler):
    """Speaks DeepL's and LibreTranslate's protocols; turns words into capitals, keeps tags."""

    def do_POST(self) -> None:
        server: Any = self.server
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.asked.append((self.path, dict(self.headers), content))
        if server.status != 200:
            self._answer(server.status, {"message": "error", "error": "error"})
            return
        if server.nonsense:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")
            return
        if server.silent:
            server.silent.wait(3)
        if self.path == "/v2/translate":
            if self.headers.get("Authorization") != f"DeepL-Auth-Key {KEY}":
                self._answer(403, {})
                return
            self._answer(200, {"translations": [{"text": self._said(text)} for text in content["text"]]})
        elif self.path == "/translate":
            self._answer(200, {"translatedText": [self._said(text) for text in content["q"]]})
        else:
            self._answer(404, {})

    def _said(self, text: str) -> str:
        server: Any = self.server
        said = "".join(
            part if part.startswith("<") else part.upper().replace("&AMP;", "&amp;") for part in _split(text)
        )
        return said.replace("<x", "<y") if server.loses_tags else said

    def _answer(self, status: int, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name that the base class gives it
        pass


def _split(text: str) -> list[str]:
    import re

    return re.split(r"(<[^>]*>)", text)


@pytest.fixture
def service() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.asked, server.status, server.nonsense, server.silent, server.loses_tags = [], 200, False, None, False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["deepl", "libretranslate"])
def switched_on(request: Any, service: Any, settings: Any) -> Any:
    settings.TRANSLATOR, settings.TRANSLATOR_KEY = request.param, KEY
    settings.TRANSLATOR_URL = f"http://127.0.0.1:{service.server_port}"
    return service


@pytest.fixture
def house(network: Network) -> House:
    return factories.make_house(network, councillors=1)


def make(house: House, audience: str = Audience.PUBLIC) -> str:
    text = new_text(["de", "fr"], ["de", "fr"])
    body = "# Ziel\n\nDer **Rat** & [alle](https://example.org). Ende.\n\n```\nbleibt\n```"
    write_wordings(text, [Change("de", "Titel", body, 0, State.REVIEWED)], by="x")
    proposal = factories.make_proposal(house.board, house.assembly, text=text, audience=audience)
    return f"proposal.{proposal.pk}"


def translate(house: House, key: str) -> int:
    viewer = factories.make_viewer(house.secretary)
    unit = unit_for(viewer, key)
    assert unit is not None
    return actions.translate_by_machine(unit, "de", "fr", by=viewer)


def test_a_machine_writes_with_its_mark_and_keeps_markdown(switched_on: Any, house: House) -> None:
    key = make(house)
    assert translate(house, key) == 0
    unit = unit_for(factories.make_viewer(house.secretary), key)
    assert unit is not None
    french = unit.side("fr")
    assert french.state is State.MACHINE
    assert french.words.title == "TITEL"
    assert french.words.body == "# ZIEL\n\nDER **RAT** & [ALLE](https://example.org). ENDE.\n\n```\nbleibt\n```"
    assert unit.side("de").state is State.REVIEWED


def test_public_pages_say_that_a_machine_translated(switched_on: Any, house: House, client: Client) -> None:
    key = make(house)
    translate(house, key)
    page = client.get(f"/fr/proposals/{key.partition('.')[2]}/").content.decode()
    assert "TITEL" in page
    assert "traduction automatique" in page
    assert "traduction automatique" in client.get("/fr/proposals/").content.decode()


def test_names_by_machine_are_marked_on_public_pages_until_read(switched_on: Any, house: House, client: Client) -> None:
    house.board.names, house.board.about = Localized(de="Vorstand"), Localized(de="Über uns.")
    house.board.save()
    catch_up()
    translate(house, f"organ.{house.board.pk}")
    page = client.get("/fr/organs/board/").content.decode()
    assert "VORSTAND" in page
    assert page.count("traduction automatique") >= 2
    assert "traduction automatique" not in client.get("/de/organs/board/").content.decode()
    house.board.refresh_from_db()
    assert house.board.names.machine == {"fr"}
    assert house.board.names == {"de": "Vorstand", "fr": "VORSTAND"}


@pytest.mark.parametrize("audience", [Audience.ORGAN, Audience.SECRETARIAT])
def test_what_is_not_for_everybody_is_not_sent(switched_on: Any, house: House, audience: str, settings: Any) -> None:
    with pytest.raises(NotPossible):
        translate(house, make(house, audience))
    assert switched_on.asked == []
    settings.TRANSLATOR_AUDIENCE = "organ"
    if audience == Audience.ORGAN:
        translate(house, make(house, audience))
    else:
        with pytest.raises(NotPossible):
            translate(house, make(house, audience))


def test_a_machine_does_not_write_over_people(switched_on: Any, house: House) -> None:
    key = make(house)
    viewer = factories.make_viewer(house.secretary)
    translate(house, key)
    translate(house, key)
    unit = unit_for(viewer, key)
    assert unit is not None
    with pytest.raises(NotPossible):
        actions.translate_by_machine(unit, "fr", "de", by=viewer)


@pytest.mark.parametrize(
    ("status", "said"), [(403, "key"), (429, "wait"), (456, "used up"), (500, "500"), (400, "pair")]
)
def test_errors_of_the_service_are_told_and_nothing_is_written(
    switched_on: Any, house: House, status: int, said: str, caplog: Any
) -> None:
    from django.utils import translation

    key = make(house)
    switched_on.status = status
    with (
        caplog.at_level(logging.DEBUG),
        translation.override("en"),
        pytest.raises(TranslatorProblem, match=said) as told,
    ):
        translate(house, key)
    assert KEY not in str(told.value) + caplog.text
    unit = unit_for(factories.make_viewer(house.secretary), key)
    assert unit is not None
    assert not unit.side("fr").words


def test_a_service_that_is_away_slow_or_mad_is_told(
    switched_on: Any, house: House, settings: Any, monkeypatch: Any
) -> None:
    key = make(house)
    switched_on.nonsense = True
    with pytest.raises(TranslatorProblem):
        translate(house, key)
    switched_on.nonsense, switched_on.silent = False, threading.Event()
    monkeypatch.setattr(protocol, "TIMEOUT", 0.2)
    with pytest.raises(TranslatorProblem):
        translate(house, key)
    switched_on.silent.set()
    settings.TRANSLATOR_URL = "http://127.0.0.1:1"
    with pytest.raises(TranslatorProblem):
        translate(house, key)
    settings.TRANSLATOR_URL = "file:///etc/passwd"
    with pytest.raises(TranslatorProblem):
        translate(house, key)


def test_lost_codes_are_counted_and_never_halved(switched_on: Any, house: House) -> None:
    switched_on.loses_tags = True
    assert translate(house, make(house)) == 1
    assert restored("**a** b", 'A <x id="1"/> B') == ("A  B", False)
    assert restored("a < b", protected("a < b")) == ("a < b", True)


def test_without_a_service_nothing_is_offered(house: House, client: Client) -> None:
    key = make(house)
    with pytest.raises(NotPossible):
        translate(house, key)
    factories.sign_in(client, house.secretary)
    address = reverse("translation:machine", args=[key, "fr"])
    assert address not in client.get(reverse("translation:editor", args=[key, "fr"])).content.decode()
    assert client.post(address, {"from": "de"}, follow=True).status_code == 200


def test_key_of_a_service_is_not_in_its_repr() -> None:
    from quattropole.translation.machine.deepl import FREE_ADDRESS, DeepL

    assert KEY not in repr(DeepL(KEY))
    assert DeepL("x:fx").address == FREE_ADDRESS
