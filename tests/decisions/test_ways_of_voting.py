"""Every majority with its denominator, by name, hands and in secret; delegations, weights, proxies, casting votes."""

import pytest
from django.utils import translation

from quattropole import clock
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.decisions import actions, queries, verify
from quattropole.decisions.models import Elector, Recusal, Vote
from quattropole.meetings.models import Attendance
from quattropole.network.models import City, Mandate, Network
from tests import factories
from tests.decisions import hall as halls
from tests.decisions import ways

SIMPLE = 'more_than = "1/2"\nof = "cast"'
OF_SEATS = 'more_than = "1/2"\nof = "seats"'
OF_PRESENT = 'more_than = "1/2"\nof = "present"'
OF_MEMBERS = 'more_than = "1/2"\nof = "members"'
TWO_THIRDS = 'at_least = "2/3"\nof = "cast"'
THREE_QUARTERS = 'at_least = "3/4"\nof = "cast"'
ALL_CAST = 'at_least = 1\nof = "cast"'
ALL_MEMBERS = 'at_least = 1\nof = "members"'
DOUBLE = 'more_than = "1/2"\nof = "cast"\nalso = [{ more_than = "1/2", of = "cities" }]'
INHABITANTS = 'more_than = "1/2"\nof = "cast"\nalso = [{ more_than = "1/2", of = "population" }]'


@pytest.mark.parametrize(
    ("method", "majority", "numbers", "carried", "base", "base_votes", "needed"),
    [
        ("named", SIMPLE, {"yes": 5, "no": 4}, True, "cast", 9, 5),
        ("hands", SIMPLE, {"yes": 5, "no": 5}, False, "cast", 10, 6),
        ("secret", SIMPLE, {"abstain": 10}, False, "cast", 0, 1),
        ("named", OF_SEATS, {"yes": 6, "no": 1}, False, "seats", 12, 7),
        ("hands", OF_SEATS, {"yes": 7, "no": 3}, True, "seats", 12, 7),
        ("secret", OF_PRESENT, {"yes": 5, "no": 1}, False, "present", 10, 6),
        ("named", OF_PRESENT, {"yes": 6, "no": 1, "abstain": 3}, True, "present", 10, 6),
        ("hands", OF_MEMBERS, {"yes": 6}, False, "members", 12, 7),
        ("secret", OF_MEMBERS, {"yes": 7}, True, "members", 12, 7),
        ("named", TWO_THIRDS, {"yes": 6, "no": 3}, True, "cast", 9, 6),
        ("secret", TWO_THIRDS, {"yes": 5, "no": 3}, False, "cast", 8, 6),
        ("hands", TWO_THIRDS, {}, False, "cast", 0, 1),
        ("named", THREE_QUARTERS, {"yes": 6, "no": 2, "abstain": 2}, True, "cast", 8, 6),
        ("hands", THREE_QUARTERS, {"yes": 6, "no": 3}, False, "cast", 9, 7),
        ("secret", ALL_CAST, {"yes": 1, "abstain": 9}, True, "cast", 1, 1),
        ("named", ALL_CAST, {"yes": 9, "no": 1}, False, "cast", 10, 10),
        ("secret", ALL_MEMBERS, {"yes": 10}, False, "members", 12, 12),
    ],
)
@pytest.mark.django_db
def test_majority_is_measured_against_its_base(
    method: str, majority: str, numbers: dict[str, int], carried: bool, base: str, base_votes: int, needed: int
) -> None:
    with ways.session(ways.majority(majority), absent=[10, 11]) as (hall, item):
        result = ways.result_of(hall, item, method, ways.ballots(**numbers))
        tally = result["tally"]
        assert result["carried"] is carried
        assert (tally["base"], tally["base_votes"], tally["needed"]) == (base, base_votes, needed)
        assert result["counts"]["not_voted"] == 10 - sum(numbers.values())
        assert (result["method"], result["unit"]) == (method, "seat")
        assert verify.run() == []


@pytest.mark.parametrize("method", ["named", "secret"])
@pytest.mark.django_db
def test_double_majority_counts_every_city_whether_it_is_there_or_not(method: str) -> None:
    """Six seats a city, Trier left but one: two cities for it are not more than the half of four."""
    away = range(19, 24) if method == "named" else ()
    with ways.session(ways.majority(DOUBLE), councillors=5, absent=away) as (hall, item):
        for_it = {place: "yes" if place % 6 else "no" for place in range(12)}
        against = {place: "no" if place % 6 > 1 else "yes" for place in range(12, 18)}
        result = ways.result_of(hall, item, method, for_it | against)
        (cities,) = result["tally"]["parts"]
        assert result["tally"]["reached"] > result["tally"]["votes_cast"] / 2
        assert (cities["base"], cities["base_votes"], cities["reached"], cities["needed"]) == ("cities", 4, 2, 3)
        assert result["carried"] is False
        assert "lacking" in str(result["findings"])
        assert verify.run() == []


@pytest.mark.django_db
def test_double_majority_with_the_inhabitants_as_they_were_at_opening() -> None:
    with ways.session(ways.majority(INHABITANTS)) as (hall, item):
        sizes = {"luxembourg": 128_000, "metz": 120_000, "saarbruecken": 183_000, "trier": 110_000}
        for city in City.objects.all():
            City.objects.filter(pk=city.pk).update(population=sizes[city.slug])
        closed = ways.vote_on(hall, item, "named", ways.ballots(yes=6, no=3))
        City.objects.update(population=1)
        result = actions.declare_vote(closed, by=hall.chair).result
        (inhabitants,) = result["tally"]["parts"]
        assert (inhabitants["base_votes"], inhabitants["reached"]) == (541_000, 248_000)
        assert result["carried"] is False
        assert verify.run() == []


@pytest.mark.django_db
def test_result_that_counts_cities_is_not_counted_by_hands_nor_in_small_secret_groups() -> None:
    with ways.session(ways.majority(DOUBLE)) as (hall, item):
        for method in ("hands", "secret"):
            with pytest.raises(NotPossible, match="Satzung"):
                actions.open_vote(item, method=method, by=hall.chair)
        assert not Vote.objects.exists()
        assert ways.result_of(hall, item, "named", ways.ballots(yes=12))["carried"] is True


@pytest.mark.django_db
def test_members_that_are_cities_consent_as_cities() -> None:
    changes = (ways.majority(ALL_MEMBERS), (ways.MEMBERS, 'kind = "city"'), ways.NO_CITY_QUORUM)
    with ways.session(*changes, absent=[9, 10, 11]) as (hall, item):
        vote = actions.open_vote(item, method="named", by=hall.chair)
        for place in range(9):
            ways.cast(hall, vote, place, "yes")
        with pytest.raises(NotPossible):
            actions.record_consent(vote, hall.seated[0][0], by=hall.secretary)
        actions.close_vote(vote, by=hall.chair)
        actions.record_consent(vote, hall.seated[9][0], by=hall.secretary)
        result = actions.declare_vote(vote, by=hall.chair).result
        assert (result["tally"]["base_votes"], result["tally"]["reached"], result["carried"]) == (4, 4, True)
        assert verify.run() == []


@pytest.mark.django_db
def test_absent_members_consent_in_writing_where_all_must() -> None:
    with ways.session(ways.majority(ALL_MEMBERS), absent=[11]) as (hall, item):
        vote = actions.open_vote(item, method="named", by=hall.chair)
        absent = hall.seated[11][0]
        with pytest.raises(NotAllowed):
            actions.record_consent(vote, absent, by=hall.viewer(0))
        with pytest.raises(NotPossible):
            actions.record_consent(vote, hall.seated[0][0], by=hall.secretary)
        first = actions.record_consent(vote, absent, by=hall.secretary)
        assert actions.record_consent(vote, absent, by=hall.chair).pk == first.pk
        for place in range(11):
            ways.cast(hall, vote, place, "yes")
        actions.close_vote(vote, by=hall.chair)
        result = actions.declare_vote(vote, by=hall.chair).result
        assert (result["tally"]["base_votes"], result["tally"]["reached"], result["carried"]) == (12, 12, True)
        assert verify.run() == []


@pytest.mark.django_db
def test_consent_in_writing_counts_nowhere_else() -> None:
    with ways.session(absent=[11]) as (hall, item):
        vote = actions.open_vote(item, method="named", by=hall.chair)
        with pytest.raises(NotPossible):
            actions.record_consent(vote, hall.seated[11][0], by=hall.secretary)
        assert queries.consents_of(vote) is None


@pytest.mark.django_db
def test_decimal_weights_count_exactly_and_a_weight_of_nothing_nothing() -> None:
    """The first seat of a city weighs 1, the others 12.5; that of Metz is made to weigh nothing."""
    with ways.session(ways.delegated('votes = "12.5"')) as (hall, item):
        with pytest.raises(NotPossible):
            actions.open_vote(item, method="hands", by=hall.chair)
        vote = actions.open_vote(item, method="named", by=hall.chair)
        assert dict(Elector.objects.values_list("seat__number", "votes")) == {1: "1", 2: "25/2", 3: "25/2"}
        Elector.objects.filter(vote=vote, seat=hall.seated[3][0]).update(votes="0")
        for place, choice in {0: "yes", 1: "yes", 3: "no", 4: "no", 5: "abstain"}.items():
            ways.cast(hall, vote, place, choice)
        result = halls.decide(hall, vote).result
        assert result["counts"] == {"yes": "27/2", "no": "25/2", "abstain": "25/2", "invalid": 0, "not_voted": "129/2"}
        assert result["carried"] is True
        assert sum(result["per_mille"].values()) == 1000
        assert verify.run() == []


@pytest.mark.django_db
def test_rare_weight_bars_a_secret_vote_and_the_absent_do_not_count() -> None:
    with ways.session(ways.delegated("votes = 2"), councillors=3) as (hall, item):
        with pytest.raises(Refused) as refused:
            actions.open_vote(item, method="secret", by=hall.chair)
        assert [verdict.case for verdict in refused.value.findings.refusals] == ["weights"]
        Attendance.objects.filter(seat__number=1).update(left_at=clock.now())
        vote = actions.open_vote(item, method="secret", by=hall.chair)
        assert set(vote.electors.values_list("votes", flat=True)) == {"2"}
        ways.cast(hall, vote, 1, "yes")
        assert halls.decide(hall, vote).result["counts"]["yes"] == 2


BY_CITY = ways.assembly_rule('ballots = { assumed = true, unit = "delegation" }')


@pytest.mark.django_db
def test_delegation_casts_the_votes_of_its_seats_that_are_there() -> None:
    """Two of Luxembourg have left; the first of each city that is there speaks for it."""
    with ways.session(BY_CITY, absent=[0, 2]) as (hall, item):
        vote = actions.open_vote(item, method="named", by=hall.chair)
        assert vote.unit == Vote.Unit.DELEGATION
        speaking = {place: hall.seated[place][0].pk for place in (1, 3, 6, 9)}
        assert dict(vote.electors.values_list("seat_id", "votes")) == dict(
            zip(speaking.values(), ["1", "3", "3", "3"], strict=True)
        )
        with pytest.raises(NotAllowed):
            ways.cast(hall, vote, 4, "yes")
        with pytest.raises(NotPossible):
            actions.exclude_seat(vote, hall.seated[1][0], interest="contract_with_self", by=hall.chair)
        for place, choice in {1: "yes", 3: "yes", 6: "no", 9: "abstain"}.items():
            ways.cast(hall, vote, place, choice)
        result = halls.decide(hall, vote).result
        assert result["counts"] == {"yes": 4, "no": 3, "abstain": 3, "invalid": 0, "not_voted": 0}
        assert result["unit"] == "delegation"
        assert verify.run() == []


@pytest.mark.django_db
def test_delegation_with_votes_as_a_whole_casts_them_all() -> None:
    block = (BY_CITY, ways.delegated("votes_per_city = 9"), ways.majority(OF_SEATS))
    with ways.session(*block, absent=[0, 2]) as (hall, item):
        with pytest.raises(NotPossible):
            actions.open_vote(item, method="hands", by=hall.chair)
        vote = actions.open_vote(item, method="named", by=hall.chair)
        assert [elector.votes for elector in vote.electors.order_by("pk")] == ["9", "10", "10", "10"]
        for place, choice in {1: "yes", 3: "yes", 6: "no"}.items():
            ways.cast(hall, vote, place, choice)
        tally = halls.decide(hall, vote).result["tally"]
        assert (tally["reached"], tally["base_votes"], tally["needed"], tally["carried"]) == (19, 40, 21, False)
        assert verify.run() == []


@pytest.mark.django_db
def test_recused_seat_does_not_speak_for_its_city_and_its_vote_is_missing() -> None:
    with ways.session(BY_CITY) as (hall, item):
        for place in (0, 3, 4, 5):
            seat, person = hall.seated[place]
            verdict = {"texts": {"de": "Ausgeschlossen.", "fr": "Exclu."}, "cite": "§ 34 BGB"}
            Recusal.objects.create(
                network=item.network,
                item=item,
                seat=seat,
                person=person,
                interest="contract_with_self",
                verdict=verdict,
                recorded_at=clock.now(),
            )
        vote = actions.open_vote(item, method="named", by=hall.chair)
        electors = {elector.seat_id: elector for elector in vote.electors.all()}
        assert electors[hall.seated[1][0].pk].votes == "2"
        assert electors[hall.seated[3][0].pk].excluded is not None
        ways.cast(hall, vote, 1, "yes")
        with pytest.raises(NotPossible, match="Ausgeschlossen"):
            ways.cast(hall, vote, 3, "no")
        result = halls.decide(hall, vote).result
        assert (result["counts"]["yes"], result["counts"]["not_voted"]) == (2, 6)


PROXIES = ways.assembly_rule("proxies = { assumed = true, allowed = true, cap = 1 }")


def carried(hall: halls.Hall, place: int, by: int) -> None:
    """The seat at `place` is represented by whoever sits at the place `by`."""
    factories.make_attendance(
        hall.meeting, hall.seated[place][0], hall.seated[by][1], arrived_at=clock.now(), is_proxy=True
    )


@pytest.mark.django_db
def test_carrier_casts_for_the_own_seat_and_for_the_one_carried_but_no_more_than_the_cap() -> None:
    with ways.session(PROXIES, absent=[1, 2]) as (hall, item):
        carried(hall, 1, by=0)
        carried(hall, 2, by=0)
        vote = actions.open_vote(item, method="named", by=hall.chair)
        listed = {elector.seat_id: elector for elector in vote.electors.filter(is_proxy=True)}
        assert listed[hall.seated[1][0].pk].excluded is None
        assert (listed[hall.seated[2][0].pk].excluded or {})["rule"] == "proxy"
        viewer = hall.viewer(0)
        for place, choice in ((0, "yes"), (1, "no")):
            actions.cast_ballot(vote, hall.seated[place][0], choice=choice, by=viewer)
        with pytest.raises(NotPossible):
            actions.cast_ballot(vote, hall.seated[2][0], choice="no", by=viewer)
        counts = halls.decide(hall, vote).result["counts"]
        assert (counts["yes"], counts["no"], counts["not_voted"]) == (1, 1, 9)


@pytest.mark.django_db
def test_proxy_ends_with_the_mandate_of_its_giver_and_counts_nothing_where_none_is_allowed() -> None:
    with ways.session(PROXIES, absent=[1]) as (hall, item):
        carried(hall, 1, by=0)
        vote = actions.open_vote(item, method="named", by=hall.chair)
        Mandate.objects.filter(seat=hall.seated[1][0]).update(ends=clock.today().replace(day=1).replace(year=2020))
        with pytest.raises(NotAllowed):
            actions.cast_ballot(vote, hall.seated[1][0], choice="no", by=hall.viewer(0))


@pytest.mark.django_db
def test_proxy_without_a_clause_is_kept_out() -> None:
    with ways.session(absent=[1]) as (hall, item):
        carried(hall, 1, by=0)
        vote = actions.open_vote(item, method="named", by=hall.chair)
        assert vote.electors.get(is_proxy=True).excluded is not None


@pytest.mark.parametrize(("casting", "carried"), [("yes", True), ("no", False), ("", False)])
@pytest.mark.parametrize("method", ["named", "hands"])
@pytest.mark.django_db
def test_chair_decides_a_tie_where_the_statutes_say_so(method: str, casting: str, carried: bool) -> None:
    with ways.session(ways.DECIDES) as (hall, item):
        closed = ways.vote_on(hall, item, method, ways.ballots(yes=4, no=4, abstain=1))
        assert queries.chair_decides(closed, clock.today())
        declared = actions.declare_vote(closed, by=hall.chair, casting=casting)
        assert (declared.result["carried"], declared.casting) == (carried, casting)
        assert declared.result["tally"]["decided_by_chair"] is bool(casting)
        with translation.override("en"):
            view = queries.result_view(declared.result)
            assert view is not None
            assert ("The chair decided" in str(view.sentence)) is bool(casting)
        assert verify.run() == []


@pytest.mark.django_db
def test_chair_decides_no_other_vote() -> None:
    with ways.session(ways.DECIDES) as (hall, item):
        for method, numbers in (("named", {"yes": 5, "no": 4}), ("named", {}), ("secret", {"yes": 5, "no": 5})):
            closed = ways.vote_on(hall, item, method, ways.ballots(**numbers))
            assert not queries.chair_decides(closed, clock.today())
            with pytest.raises(NotPossible):
                actions.declare_vote(closed, by=hall.chair, casting="yes")
            actions.cancel_vote(closed, by=hall.chair)
        tied = ways.vote_on(hall, item, "named", ways.ballots(yes=1, no=1))
        with pytest.raises(NotPossible):
            actions.declare_vote(tied, by=hall.chair, casting="abstain")


def test_chair_without_a_casting_vote_does_not_decide(network: Network) -> None:
    hall, item = halls.assembly(network)
    closed = ways.vote_on(hall, item, "named", ways.ballots(yes=1, no=1))
    with pytest.raises(NotPossible):
        actions.declare_vote(closed, by=hall.chair, casting="yes")
    assert actions.declare_vote(closed, by=hall.chair).result["carried"] is False
