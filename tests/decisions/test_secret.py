"""Secret ballots: who voted and what was voted apart, a receipt for the voter alone, nothing that tells the order."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.decisions import actions, queries, verify
from quattropole.decisions.actions import voting
from quattropole.decisions.models import CountedSlip, Election, Participation, Slip, Vote
from quattropole.decisions.queries.slips import slips_of
from quattropole.decisions.receipts import grouped, new_nonce, receipt_of, typed
from quattropole.network.models import Network
from tests.decisions import hall as halls
from tests.decisions import ways


def opened(network: Network, **options: Any) -> tuple[halls.Hall, Vote]:
    hall, item = halls.assembly(network, **options)
    return hall, actions.open_vote(item, method="secret", by=hall.chair)


def cast(hall: halls.Hall, vote: Vote, place: int, choice: str, nonce: str | None = None) -> str:
    seat = hall.seated[place][0]
    return actions.cast_secretly(vote, seat, choice=choice, nonce=nonce or new_nonce(), by=hall.viewer(place))


def cast_all(hall: halls.Hall, vote: Vote, choices: Mapping[int, str]) -> list[str]:
    return [cast(hall, vote, place, choice) for place, choice in choices.items()]


def test_receipt_follows_from_the_nonce_of_the_page_and_the_seat() -> None:
    nonce = new_nonce()
    receipt = receipt_of(nonce, vote=7, seat=3)
    assert receipt == receipt_of(nonce, vote=7, seat=3)
    assert len({receipt, receipt_of(nonce, vote=7, seat=4), receipt_of(nonce, vote=8, seat=3)}) == 3
    assert receipt_of(new_nonce(), vote=7, seat=3) != receipt
    assert len(receipt) == 16
    shown = grouped(receipt)
    assert [len(part) for part in shown.split("-")] == [4, 4, 4, 4]
    assert typed(f" {shown.lower()} ") == receipt
    assert typed("01") == "OI"


@pytest.mark.parametrize("nonce", ["", "x" * 32, "A" * 32, "a" * 31, "a" * 33, "a" * 32 + "\n"])
def test_damaged_nonce_casts_nothing(network: Network, nonce: str) -> None:
    hall, vote = opened(network)
    with pytest.raises(NotPossible):
        actions.cast_secretly(vote, hall.seated[0][0], choice="yes", nonce=nonce, by=hall.viewer(0))
    assert not Participation.objects.exists()


def test_who_voted_and_what_was_voted_have_nothing_in_common(network: Network) -> None:
    hall, vote = opened(network)
    receipt = cast(hall, vote, 0, "yes")
    participation, slip = Participation.objects.get(), Slip.objects.get()
    assert (participation.seat, slip.receipt, slip.choice) == (hall.seated[0][0], receipt, "yes")
    columns = {field.name for model in (Slip, Participation) for field in model._meta.fields}
    assert columns == {"id", "network", "vote", "seat", "means", "receipt", "choice", "votes", "city"}
    assert slip.city == ""
    log = " ".join(f"{entry.act} {entry.details}" for entry in AuditEntry.objects.all())
    assert receipt not in log
    assert "cast" not in log


def test_same_secret_ballot_three_times_has_one_receipt_and_counts_once(network: Network) -> None:
    hall, vote = opened(network)
    nonce = new_nonce()
    receipts = {cast(hall, vote, 0, "yes", nonce) for _time in range(3)}
    assert len(receipts) == 1
    assert Slip.objects.count() == Participation.objects.count() == 1
    with pytest.raises(NotPossible):
        cast(hall, vote, 0, "no", nonce)
    with pytest.raises(NotPossible) as told:
        cast(hall, vote, 0, "yes")
    assert not receipts & set(str(told.value).split())
    actions.close_vote(vote, by=hall.chair)
    assert {cast(hall, vote, 0, "yes", nonce)} == receipts
    with pytest.raises(NotPossible):
        cast(hall, vote, 1, "yes")
    assert CountedSlip.objects.get().receipt in receipts


def test_secret_vote_takes_no_ballot_by_name_and_the_other_way_round(network: Network) -> None:
    hall, vote = opened(network)
    with pytest.raises(NotPossible):
        actions.cast_ballot(vote, hall.seated[0][0], choice="yes", by=hall.viewer(0))
    with pytest.raises(NotAllowed):
        cast_for_another(hall, vote)
    with pytest.raises(NotPossible):
        cast(hall, vote, 0, "perhaps")
    actions.cancel_vote(vote, by=hall.chair)
    named = actions.open_vote(vote.item, method="named", by=hall.chair)
    with pytest.raises(NotPossible):
        cast(hall, named, 0, "yes")
    assert not Slip.objects.exists()


def cast_for_another(hall: halls.Hall, vote: Vote) -> None:
    actions.cast_secretly(vote, hall.seated[0][0], choice="yes", nonce=new_nonce(), by=hall.viewer(1))


def test_closing_empties_the_urn_into_a_list_in_the_order_of_the_codes(network: Network) -> None:
    hall, vote = opened(network)
    before = cast_all(hall, vote, {place: "yes" if place % 3 else "no" for place in range(9)})
    keys = set(Participation.objects.values_list("pk", flat=True))
    closed = actions.close_vote(vote, by=hall.chair)
    assert not Slip.objects.exists()
    listed = list(CountedSlip.objects.order_by("pk").values_list("receipt", flat=True))
    assert listed == sorted(before)
    assert Participation.objects.count() == 9
    assert not keys & set(Participation.objects.values_list("pk", flat=True))
    assert closed.ballots_digest == queries.ballot_digest(closed)
    assert AuditEntry.objects.get(act="vote closed").details["ballots"] == closed.ballots_digest
    declared = actions.declare_vote(closed, by=hall.chair)
    assert declared.result["counts"] == {"yes": 6, "no": 3, "abstain": 0, "invalid": 0, "not_voted": 3}
    assert verify.run() == []


def test_open_secret_vote_tells_no_result(network: Network) -> None:
    hall, vote = opened(network)
    cast_all(hall, vote, {0: "yes", 1: "no"})
    assert queries.choice_counts(vote) == {"yes": 0, "no": 0, "abstain": 0, "invalid": 0, "not_voted": 12}
    assert queries.counts_by_city(vote) == {}


def test_secret_vote_that_is_broken_off_leaves_no_ballot(network: Network) -> None:
    hall, vote = opened(network)
    cast_all(hall, vote, {0: "yes", 1: "no"})
    actions.cancel_vote(vote, by=hall.chair)
    assert not Slip.objects.exists()
    assert not CountedSlip.objects.exists()
    assert Participation.objects.count() == 2
    assert verify.run() == []


def test_rows_of_the_urn_have_no_number_of_arrival(network: Network) -> None:
    if connection.vendor == "sqlite":
        for table in ("decisions_slip", "decisions_participation"):
            with pytest.raises(DatabaseError, match="rowid"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT rowid FROM {table}")
        return
    hall, vote = opened(network)
    cast_all(hall, vote, dict.fromkeys(range(12), "yes"))
    actions.close_vote(vote, by=hall.chair)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM decisions_participation")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT seat_id FROM decisions_participation ORDER BY ctid")
        seats = [seat for (seat,) in cursor.fetchall()]
    assert seats == sorted(seats)


REFUSED = [
    "UPDATE decisions_slip SET choice = 'no'",
    "DELETE FROM decisions_slip",
    "UPDATE decisions_participation SET seat_id = seat_id + 1",
    "DELETE FROM decisions_participation",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_database_refuses_to_touch_the_urn(network: Network, statement: str) -> None:
    hall, vote = opened(network)
    cast(hall, vote, 0, "yes")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_database_refuses_strange_slips_and_participations(network: Network) -> None:
    hall, vote = opened(network, absent=[11])
    cast_all(hall, vote, {0: "yes", 1: "no"})
    absent = hall.seated[11][0]
    _refused(Participation(network=network, vote=vote, seat=absent))
    _refused(CountedSlip(network=network, vote=vote, receipt="A" * 16, choice="yes"))
    actions.close_vote(vote, by=hall.chair)
    _refused(Participation(network=network, vote=vote, seat=hall.seated[2][0]))
    _refused(Slip(vote=vote, receipt="A" * 16, choice="yes"))
    _refused(CountedSlip(network=network, vote=vote, receipt="A" * 16, choice="yes"))
    for statement in ("UPDATE decisions_countedslip SET choice = 'no'", "DELETE FROM decisions_countedslip"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.all().delete()
    open_vote = actions.declare_vote(vote, by=hall.chair)
    assert open_vote.result["counts"]["not_voted"] == 9


def _refused(row: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_large_city_that_differs_is_shown_and_a_small_one_hides_all(network: Network) -> None:
    hall, vote = opened(network, councillors=5)
    assert vote.cities == ["luxembourg", "metz", "saarbruecken", "trier"]
    cast_all(hall, vote, {place: "no" if place % 6 == 0 else "yes" for place in range(24)})
    result = halls.decide(hall, vote).result
    assert result["cities"] == {city: {"no": 1, "yes": 5} for city in vote.cities}
    assert set(CountedSlip.objects.values_list("city", flat=True)) == set(vote.cities)
    assert verify.run() == []


@pytest.mark.parametrize(
    "choices",
    [
        dict.fromkeys(range(24), "yes"),
        {place: "no" if place % 6 == 0 and place else "yes" for place in range(24)},
        {place: "no" if place % 6 == 0 else "yes" for place in range(24) if place not in {1, 2}},
    ],
    ids=["all alike", "one city alike", "four ballots of one city"],
)
def test_breakdown_that_would_show_somebodys_vote_is_not_kept(network: Network, choices: dict[int, str]) -> None:
    hall, vote = opened(network, councillors=5)
    cast_all(hall, vote, choices)
    result = halls.decide(hall, vote).result
    assert result["cities"] == {}
    assert set(CountedSlip.objects.values_list("city", flat=True)) == {""}


def test_slip_of_a_small_city_never_says_its_city(network: Network) -> None:
    hall, vote = opened(network, councillors=3)
    assert vote.cities == []
    cast_all(hall, vote, dict.fromkeys(range(16), "yes"))
    assert set(Slip.objects.values_list("city", flat=True)) == {""}


def test_seat_that_voted_in_secret_is_not_excluded_any_more(network: Network) -> None:
    hall, vote = opened(network)
    cast(hall, vote, 0, "yes")
    with pytest.raises(NotPossible):
        actions.exclude_seat(vote, hall.seated[0][0], interest="contract_with_self", by=hall.chair)
    actions.exclude_seat(vote, hall.seated[1][0], interest="contract_with_self", by=hall.chair)
    with pytest.raises(NotPossible):
        cast(hall, vote, 1, "yes")
    assert halls.decide(hall, vote).result["counts"]["not_voted"] == 10


def test_open_vote_is_refused_where_enough_demand_a_secret_one_and_the_refusal_says_so(network: Network) -> None:
    """The assembly's statutes: a tenth of those present can demand it, that is two of twelve."""
    hall, item = halls.assembly(network)
    demanded = [1]
    voting.secret_demands.append(lambda _item: demanded[0])
    try:
        vote = actions.open_vote(item, method="named", by=hall.chair)
        actions.cancel_vote(vote, by=hall.chair)
        demanded[0] = 2
        for method in ("named", "hands"):
            with pytest.raises(Refused) as refused:
                actions.open_vote(item, method=method, by=hall.chair)
            (verdict,) = refused.value.findings.refusals
            assert verdict.text("en") == "Assembly: the vote must be secret: 2 seats demand it, needed 2."
        assert actions.open_vote(item, method="secret", by=hall.chair).method == "secret"
    finally:
        voting.secret_demands.pop()


@pytest.mark.django_db
def test_organ_whose_votes_are_always_secret_opens_no_other() -> None:
    with ways.session((ways.SECRET, ways.SECRET.replace("allowed = true", "allowed = true, always = true"))) as (
        hall,
        item,
    ):
        with pytest.raises(Refused):
            actions.open_vote(item, method="named", by=hall.chair)
        assert actions.open_vote(item, method="secret", by=hall.chair).pk


@pytest.mark.django_db(transaction=True)
def test_urn_stays_without_numbers_when_its_table_is_changed() -> None:
    if connection.vendor == "postgresql":
        return
    for model in (Slip, Participation):
        field = models.CharField(max_length=3, default="x")
        field.set_attributes_from_name("added_for_this_test")
        with connection.schema_editor() as editor:
            editor.add_field(model, field)
        with connection.schema_editor() as editor:
            editor.remove_field(model, field)
        with pytest.raises(DatabaseError, match="rowid"), connection.cursor() as cursor:
            cursor.execute(f"SELECT rowid FROM {model._meta.db_table}")


def test_election_in_secret_is_counted_published_and_verified(network: Network) -> None:
    hall, _item = halls.election(network)
    election = Election.objects.get()
    first, second = (actions.nominate(election, hall.house.mayors[place], by=hall.secretary) for place in (1, 2))
    vote = actions.open_round(Election.objects.get(), method="secret", by=hall.chair)
    cast_all(hall, vote, {place: first.choice if place < 7 else second.choice for place in range(11)})
    actions.mark_paper_ballot(vote, hall.seated[11][0], by=hall.secretary)
    actions.count_paper(vote, counts={"abstain": 1}, by=hall.secretary)
    result = halls.decide(hall, vote).result
    assert result["outcome"]["elected"] == [first.choice]
    assert (result["counts"][first.choice], result["counts"][second.choice], result["counts"]["abstain"]) == (7, 4, 1)
    assert (result["paper"], result["is_withheld"]) == (1, True)
    names = {line.choice for line in slips_of(vote).lines}
    assert str(hall.house.mayors[1]) in names
    assert verify.run() == []
