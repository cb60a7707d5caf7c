"""The networks that every request asks for: kept, and never out of date."""

from typing import Any

import pytest

from quattropole.network.middleware import network_of
from quattropole.network.models import Network
from quattropole.network.standing import all_networks
from tests import factories

pytestmark = pytest.mark.django_db


def test_networks_are_kept_and_asked_for_with_one_short_query(django_assert_num_queries: Any) -> None:
    factories.make_network()
    first = all_networks()
    with django_assert_num_queries(1) as asked:
        second = all_networks()
    assert first[0] is second[0]
    assert "charter_source" not in asked.captured_queries[0]["sql"]


def test_networks_are_as_they_are_in_the_database() -> None:
    made = factories.make_network(hosts=["one.example.org"], contact={"phones": ["+352 1"]})
    found, kept = all_networks()[0], Network.objects.get(pk=made.pk)
    for field in Network._meta.concrete_fields:
        value = getattr(found, field.attname)
        assert (value, type(value)) == (getattr(kept, field.attname), type(getattr(kept, field.attname)))


def test_statutes_that_are_known_are_not_fetched_again(django_assert_num_queries: Any) -> None:
    factories.make_network()
    known = all_networks()[0].charter
    Network.objects.update(name="Renamed")
    with django_assert_num_queries(1):
        assert all_networks()[0].charter is known


def test_change_of_a_network_is_seen_by_the_next_request() -> None:
    network = factories.make_network(hosts=["old.example.org"])
    assert network_of("old.example.org") == network
    network.hosts, network.name = ["new.example.org"], "Renamed"
    network.save()
    found = network_of("new.example.org")
    assert found is not None
    assert found.name == "Renamed"


def test_new_statutes_are_seen_by_the_next_request() -> None:
    network = factories.make_network()
    assert all_networks()[0].charter_source == network.charter_source
    network.charter_source = factories.charter_source("tonicites")
    network.charter_digest = "another"
    network.save()
    assert all_networks()[0].charter_source == network.charter_source


def test_two_networks_answer_under_their_names() -> None:
    one = factories.make_network("quattropole", hosts=["one.example.org"])
    two = factories.make_network("tonicites", hosts=["two.example.org"])
    assert [network_of("one.example.org"), network_of("two.example.org")] == [one, two]
    assert network_of("three.example.org") == one
