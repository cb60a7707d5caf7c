"""Pages of long lists: what they count, where they end, and that no page costs more queries than another."""

from collections.abc import Callable
from typing import Any

import pytest

from quattropole.network.models import Network, Person
from quattropole.website.queries import paging
from quattropole.website.queries.paging import page_of
from tests import factories


@pytest.fixture
def people(network: Network, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(paging, "COUNTED", 6)
    for _ in range(9):
        factories.make_person(network)
    return Person.objects.order_by("pk")


def numbers(page: Any) -> list[int]:
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    return [keys.index(person.pk) for person in page.object_list]


def test_page_of_a_short_list_counts_exactly(people: Any) -> None:
    page = page_of(people.filter(pk__in=people[:5].values("pk")), "2", size=2)
    assert (numbers(page), page.paginator.count, page.paginator.is_longer) == ([2, 3], 5, False)
    assert (page.has_previous(), page.has_next(), page.paginator.num_pages) == (True, True, 3)


def test_page_of_a_long_list_goes_on_beyond_what_is_counted(people: Any) -> None:
    first, beyond, last = (page_of(people, number, size=2) for number in ("1", "4", "5"))
    assert (numbers(first), first.paginator.is_longer, first.paginator.num_pages) == ([0, 1], True, 3)
    assert (numbers(beyond), beyond.has_next()) == ([6, 7], True)
    assert (numbers(last), last.has_next()) == ([8], False)


@pytest.mark.parametrize("given", [None, "", "x", "0", "-1", "9" * 30])
def test_page_without_a_usable_number_is_the_first(people: Any, given: str | None) -> None:
    assert numbers(page_of(people, given, size=2)) == [0, 1]


def test_page_beyond_the_end_is_the_last_known_one(people: Any) -> None:
    assert numbers(page_of(people, "99", size=2)) == [4, 5]
    assert numbers(page_of(people.filter(pk__in=people[:5].values("pk")), "99", size=2)) == [4]


def test_page_of_nothing_is_empty(people: Any) -> None:
    page = page_of(people.none(), "3")
    assert (list(page.object_list), page.paginator.count, page.has_other_pages()) == ([], 0, False)


@pytest.mark.parametrize("number", ["1", "3", "5"])
def test_page_takes_three_queries(people: Any, number: str, django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(3):
        page_of(people, number, size=2)
