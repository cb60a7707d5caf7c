"""What tests of pages share: addresses, a signed-in browser, what forms send."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation

from quattropole.decisions.models import Proposal
from quattropole.network.models import Person
from quattropole.texts.models import Wording
from tests import factories


def address(name: str, *parts: Any, language: str = "de") -> str:
    with translation.override(language):
        return reverse(f"decisions:{name}", args=parts)


def signed_in(person: Person) -> Client:
    client = Client()
    factories.sign_in(client, person)
    return client


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def sent(client: Client, url: str, status: int = 303, **data: Any) -> str:
    answer = client.post(url, data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode() if status != 303 else answer["Location"]


def editor(proposal: Proposal | None = None, **typed: str) -> dict[str, Any]:
    """What the side-by-side editor sends when nothing but `typed` was changed."""
    data: dict[str, Any] = {}
    wordings = {w.language: w for w in Wording.objects.filter(text__proposal=proposal)} if proposal else {}
    for language in ("de", "fr", "lb", "en"):
        wording = wordings.get(language)
        data[f"title_{language}"] = wording.title if wording else ""
        data[f"body_{language}"] = wording.body if wording else ""
        data[f"state_{language}"] = wording.state if wording else "draft"
        data[f"based_on_{language}"] = wording.revision if wording else 0
    return data | typed
