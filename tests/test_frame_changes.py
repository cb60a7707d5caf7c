"""What changed is written down by the database, whoever changes it, and taken over by each reader once."""

from collections.abc import Mapping

import pytest
from django.db import connection, transaction
from django_scopes import scope

from quattropole.changes.models import Change
from quattropole.changes.reading import Reader
from quattropole.network.models import City
from tests import factories

pytestmark = pytest.mark.django_db


def rows() -> set[tuple[str, int]]:
    return set(Change.objects.values_list("subject", "object_id"))


def test_changes_of_every_kind_are_written_down() -> None:
    network = factories.make_network()
    Change.objects.all().delete()
    with scope(network=network):
        city = factories.make_city(network, "metz")
        assert ("network.city", city.pk) in rows()
        Change.objects.all().delete()
        City.objects.update(population=5)
        assert ("network.city", city.pk) in rows()
        Change.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM network_membership WHERE city_id = %s", [city.pk])
            cursor.execute("DELETE FROM network_city WHERE id = %s", [city.pk])
        assert ("network.city", city.pk) in rows()


def test_each_reader_takes_a_change_once_and_the_last_removes_it() -> None:
    Change.objects.all().delete()
    Change.objects.create(subject="network.city", object_id=7)
    taken: list[Mapping[str, set[int]]] = []
    search = Reader("for_search", 1, taken.append)
    api = Reader("for_api", 2, taken.append)
    assert search.catch_up()
    assert search.catch_up()
    assert taken == [{"network.city": {7}}]
    assert Change.objects.count() == 1
    assert api.catch_up()
    assert taken == [{"network.city": {7}}] * 2
    assert Reader("for_translation", 3, taken.append).catch_up()
    assert not Change.objects.exists()


def test_a_reader_that_fails_takes_nothing() -> None:
    Change.objects.all().delete()
    Change.objects.create(subject="network.city", object_id=7)

    def fail(changed: Mapping[str, set[int]]) -> None:
        raise RuntimeError

    reader = Reader("for_search", 1, fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        reader.catch_up()
    assert reader.is_behind()
