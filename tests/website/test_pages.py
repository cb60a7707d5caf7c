"""Every public page answers in every language, says nothing it should not, and asks the database a constant number of times."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.decisions.models import Placement, Proposal
from quattropole.meetings.models import Meeting
from quattropole.network.models import Alliance, AllianceMembership, HistoryEvent, Network
from tests import factories as make
from tests.factories import House, words

BERLIN = ZoneInfo("Europe/Luxembourg")
PAGES = ["", "network/", "cities/", "fields/", "organs/", "meetings/", "proposals/", "resolutions/", "secretariat/", "legal/"]


@pytest.fixture
def house(network: Network) -> House:
    network.hosts = ["testserver"]
    network.aims = words("Vier Städte.\n\nMehr.", "Quatre villes.\n\nPlus.")
    network.contact = {"address": ["11, boulevard J.-F. Kennedy"], "email": "info@example.org", "phone": "+352"}
    network.save()
    return make.make_house(network, councillors=3)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("page", PAGES)
def test_page_answers_in_every_language(client: Client, house: House, page: str, language: str) -> None:
    response = client.get(f"/{language}/{page}")
    assert response.status_code == 200
    html = response.content.decode()
    assert f'<html lang="{language}">' in html
    assert html.count("<h1") == 1
    assert f'hreflang="fr" href="http://testserver/fr/{page}"' in html
