"""The chain of acts: who reads it, that it cannot be changed, and that a change is found."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django_scopes import scope

from quattropole.access import verify
from quattropole.access.audit import faults, record, seal
from quattropole.access.models import AuditEntry
from quattropole.network.models import Network
from tests import factories


def write(network: Network, count: int = 3) -> None:
    person = factories.make_person(network, "Anna Muster")
    with scope(network=network), transaction.atomic():
        for number in range(count):
            record("vote opened", network, by=person, network=network, items=number, text="Größe <b>")


def by_sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def drop_guard(name: str) -> None:
    by_sql(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON access_auditentry"))


@pytest.fixture
def readers(network: Network, client: Client) -> Client:
    factories.sign_in(client, factories.make_secretary(network))
    return client


def test_acts_form_a_chain(network: Network) -> None:
    write(network)
    entries = list(AuditEntry.objects.order_by("number"))
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]
    assert verify.run() == []


@pytest.mark.django_db(transaction=True)
def test_act_without_a_transaction_is_refused() -> None:
    network = factories.make_network()
    with scope(network=network), pytest.raises(transaction.TransactionManagementError):
        record("vote opened", network, by=None, network=network)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_auditentry SET actor = 'Mallory'",
        "DELETE FROM access_auditentry",
        "UPDATE access_auditentry SET number = number + 1 WHERE number = 3",
    ],
)
def test_database_refuses_to_change_the_log(network: Network, statement: str) -> None:
    write(network)
    with pytest.raises(DatabaseError), transaction.atomic():
        by_sql(statement)
    assert verify.run() == []


def test_database_refuses_a_gap_and_a_false_link(network: Network) -> None:
    write(network)
    last = AuditEntry.objects.get(number=3)
    for number, previous in [(5, last.digest), (4, "0" * 64), (3, last.previous)]:
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditEntry(
                network=network, number=number, at=last.at, actor="x", act="y", previous=previous, digest="z"
            ).save()


@pytest.fixture
def unguarded(network: Network) -> Network:
    """A network whose log somebody can change, because the guards were dropped."""
    write(network)
    drop_guard("audit_no_update")
    drop_guard("audit_no_delete")
    return network


def problems() -> list[str]:
    return [problem for problem in verify.run() if not problem.startswith("database")]


@pytest.mark.parametrize(
    "change",
    ["actor = 'Mallory'", "act = 'vote closed'", "details = '{}'", "subject = 'x'", "at = '2001-01-01 00:00:00'"],
)
def test_verify_finds_a_changed_entry(unguarded: Network, change: str) -> None:
    by_sql(f"UPDATE access_auditentry SET {change} WHERE number = 2")
    assert problems() == ["quattropole: audit entry 2: content was changed"]


def test_verify_finds_an_entry_sealed_again(unguarded: Network) -> None:
    by_sql("UPDATE access_auditentry SET actor = 'Mallory', digest = %s WHERE number = 2", seal("forged"))
    assert [problem.split(": ")[1] for problem in problems()] == ["audit entry 2", "audit entry 3"]


def test_verify_finds_a_removed_entry(unguarded: Network) -> None:
    by_sql("DELETE FROM access_auditentry WHERE number = 2")
    assert "quattropole: audit entry 3: expected entry 2" in problems()


def test_verify_names_missing_guards(unguarded: Network) -> None:
    missing = [problem for problem in verify.run() if problem.startswith("database")]
    assert len(missing) == 2
    assert "audit_no_update" in "".join(missing)


def test_verify_finds_a_guard_that_was_switched_off(network: Network) -> None:
    if connection.vendor == "sqlite":
        by_sql("DROP TRIGGER audit_chain")
    else:
        by_sql("ALTER TABLE access_auditentry DISABLE TRIGGER audit_chain")
    assert "audit_chain" in "".join(verify.run())


def test_tail_cut_off_is_found_by_what_others_remember(unguarded: Network) -> None:
    last = AuditEntry.objects.get(number=3)
    anchors = [verify.Anchor("resolution 2026-1", last.number, last.digest)]
    assert list(verify.cut_off(anchors)) == []
    by_sql("DELETE FROM access_auditentry WHERE number = 3")
    assert list(faults(unguarded)) == [], "the chain alone cannot tell"
    assert list(verify.cut_off(anchors)) == ["resolution 2026-1 remembers audit entry 3, which is not in the log"]


def test_heads_name_the_end_of_every_chain(network: Network) -> None:
    factories.make_network("tonicites")
    write(network)
    last = AuditEntry.objects.get(number=3)
    assert verify.heads() == [f"quattropole 3 {last.digest}", "tonicites 0 -"]


def test_chains_of_two_networks_are_apart(network: Network) -> None:
    other = factories.make_network("tonicites")
    write(network)
    write(other, 2)
    write(network, 1)
    assert verify.run() == []
    with scope(network=other):
        assert AuditEntry.objects.count() == 2


def test_act_in_another_network_joins_the_chain_of_that_network(network: Network) -> None:
    other = factories.make_network("tonicites")
    with transaction.atomic():
        for _ in range(2):
            record("account linked", other, by=None, network=other)
    with scope(network=other):
        assert list(AuditEntry.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("kind", ["visitor", "assembly", "board", "secretariat"])
def test_log_is_shown_to_those_who_may_read_it(client: Client, network: Network, kind: str) -> None:
    if kind != "visitor":
        factories.sign_in(client, factories.make_holder(factories.make_organ(network, kind)))
    expected = 200 if kind in {"board", "secretariat"} else 403
    assert client.get("/de/access/log/").status_code == expected
    assert client.get("/de/access/log.jsonl").status_code == expected


def test_log_filters_by_person_and_act(readers: Client, network: Network) -> None:
    write(network)
    other = factories.make_person(network, "Bruno Beispiel")
    with transaction.atomic():
        record("vote closed", network, by=other, network=network)
    page = readers.get("/de/access/log/", {"person": other.pk}).context["log"]
    assert [line.entry.act for line in page.lines] == ["vote closed"]
    page = readers.get("/de/access/log/", {"act": "vote opened"}).context["log"]
    assert [line.entry.number for line in page.lines] == [3, 2, 1]
    assert readers.get("/de/access/log/", {"person": "x", "page": "zz"}).status_code == 200
    assert readers.get("/de/access/log/", {"person": "9" * 40}).status_code == 200


@pytest.mark.parametrize("page", ["/de/access/log/", "/de/access/log.jsonl"])
def test_log_takes_any_filter(readers: Client, page: str) -> None:
    for asked in ({"act": "\0"}, {"act": "a\0b"}, {"person": "9" * 5000}, {"person": "²"}, {"page": "9" * 5000}):
        assert readers.get(page, asked).status_code == 200


def test_log_escapes_what_it_shows(readers: Client, network: Network) -> None:
    write(network)
    assert "Größe &lt;b&gt;" in readers.get("/de/access/log/").content.decode()


def test_log_shows_a_broken_seal(readers: Client, unguarded: Network) -> None:
    by_sql("UPDATE access_auditentry SET actor = 'Mallory' WHERE number = 2")
    page = readers.get("/de/access/log/")
    assert [(line.entry.number, line.holds) for line in page.context["log"].lines] == [(3, True), (2, False), (1, True)]
    whole = readers.get("/de/access/log/", {"check": "1"})
    assert [fault.number for fault in whole.context["faults"]] == [2]


def test_log_needs_the_same_number_of_queries_for_any_length(
    readers: Client, network: Network, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for entries in (3, 300):
        write(network, entries)
        with django_assert_max_num_queries(30) as captured:
            readers.get("/de/access/log/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_export_is_enough_to_compute_the_chain_again(readers: Client, network: Network) -> None:
    write(network)
    lines = [json.loads(line) for line in readers.get("/de/access/log.jsonl").content.decode().splitlines()]
    previous = "0" * 64
    for line in lines:
        sealed = [line[name] for name in ("network", "number", "at_microseconds", "person", "actor", "act")]
        sealed += [line[name] for name in ("subject_type", "subject_id", "subject", "details")]
        assert seal([*sealed, previous]) == line["digest"]
        previous = line["digest"]
    assert len(lines) == 3
