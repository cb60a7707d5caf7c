"""A connection that is kept between requests: used again without a question, made anew when the server has cut it."""

from typing import Any

import pytest
from django.db import close_old_connections, connection

from quattropole.network.models import Country

pytestmark = pytest.mark.django_db(transaction=True)


def begin_a_request() -> None:
    close_old_connections()
    assert Country.objects.count() == 0


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The connection as it is between the requests of a server."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    connection.close()
    begin_a_request()
    yield connection.connection
    connection.close()


def test_connection_is_used_again_without_asking(kept: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        begin_a_request()
    assert connection.connection is kept


def test_connection_that_the_server_has_cut_is_made_anew(kept: Any) -> None:
    if connection.vendor == "postgresql":
        pid = kept.info.backend_pid
        connection.connection = None
        with connection.cursor() as another:
            another.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connection.close()
        connection.connection, connection.closed_in_transaction = kept, False
        connection.health_check_done, connection.close_at = False, None
    else:
        kept.close()
        connection.close()
    begin_a_request()
    assert connection.connection is not kept
