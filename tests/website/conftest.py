"""A small network that answers under the test client's host."""

import pytest

from quattropole.network.models import Alliance, City, Network
from tests import factories as make
from tests.factories import House, words


@pytest.fixture
def house(network: Network) -> House:
    network.hosts = ["testserver"]
    network.aims = words("Vier Städte.\n\nMehr.", "Quatre villes.\n\nPlus.")
    network.contact = {"address": ["11, boulevard J.-F. Kennedy"], "email": "info@example.org", "phones": ["+352 1"]}
    network.save()
    return make.make_house(network, councillors=3)


def belong(network: Network, name: str, since: dict[str, str], **fields: str) -> Alliance:
    """An alliance to which the cities (slug -> since when) belong."""
    alliance = Alliance(
        network=network, slug=name.lower().replace("é", "e"), kind=Alliance.Kind.NETWORK, names=words(name), **fields
    )
    alliance.save()
    for slug, when in since.items():
        alliance.memberships.create(network=network, city=City.objects.get(slug=slug), since=when)
    return alliance
