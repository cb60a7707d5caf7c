"""Many threads that write at the same time, on either database: each gets its turn, whatever the one before did."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from quattropole.network.models import Country

pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(acts: list[Callable[[], None]]) -> list[BaseException | None]:
    """Run the acts in threads that begin together; what each raised."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> BaseException | None:
        gate.wait()
        try:
            act()
        except ValueError as problem:
            return problem
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def write(code: str, *, fail: bool = False) -> None:
    with transaction.atomic():
        Country.objects.create(code=code)
        time.sleep(0.01)
        if fail:
            raise ValueError(code)


def test_writers_take_turns_and_none_is_turned_away() -> None:
    began = time.monotonic()
    assert in_threads([lambda code=f"{n:02}": write(code) for n in range(40)]) == [None] * 40
    assert Country.objects.count() == 40
    assert time.monotonic() - began < 5


def test_writer_that_fails_lets_the_next_one_write() -> None:
    acts = [lambda code=f"{n:02}", fail=n % 2 == 0: write(code, fail=fail) for n in range(20)]
    assert sum(problem is not None for problem in in_threads(acts)) == 10
    assert Country.objects.count() == 10


def test_connection_that_is_lost_in_the_middle_lets_the_next_one_write() -> None:
    def lose() -> None:
        connection.set_autocommit(False)
        if connection.vendor == "sqlite":
            connection._start_transaction_under_autocommit()
        Country.objects.create(code="XX")
        connection.close()

    assert in_threads([lose, lambda: write("01"), lose, lambda: write("02")]) == [None] * 4
    assert sorted(Country.objects.values_list("code", flat=True)) == ["01", "02"]
