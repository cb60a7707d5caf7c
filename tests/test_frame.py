"""The frame holds: guards survive a flush, a test's folder is its own, scopes are closed."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django_scopes.exceptions import ScopeError

from quattropole.decisions.models import Resolution
from quattropole.network.models import Network, Organ
from tests import factories


def test_house_has_everybody_in_place(network: Network) -> None:
    house = factories.make_house(network, councillors=2)
    assert len(house.mayors) == 4
    assert len(house.councillors) == 8
    assert factories.make_viewer(house.president).holds_office("president")
    assert factories.make_viewer(house.secretary).is_secretariat


@pytest.mark.usefixtures("quattropole")
def test_network_that_comes_along_is_loaded_with_its_history() -> None:
    assert {organ.key for organ in Organ.objects.all()} >= {"board", "assembly"}
    assert Resolution.objects.exists()


@pytest.mark.django_db
def test_query_outside_a_network_is_an_error() -> None:
    with pytest.raises(ScopeError):
        Organ.objects.count()


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_register_and_keeps_its_guards() -> None:
    organ = factories.make_organ(factories.make_network())
    resolution = factories.make_resolution(organ)
    call_command("flush", interactive=False, verbosity=0)
    assert not Resolution._base_manager.filter(pk=resolution.pk).exists()
    again = factories.make_resolution(factories.make_organ(factories.make_network()))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM decisions_resolution WHERE id = %s", [again.pk])
