"""Every parameter of a charter can be said in the charter language, and does what it says."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from quattropole.charter import (
    AdmitFacts,
    CastFacts,
    CharterError,
    Choice,
    ConsentFacts,
    ConveneFacts,
    Count,
    DeclareFacts,
    DemandFacts,
    DutyFacts,
    Form,
    ItemFacts,
    Member,
    OpenMeetingFacts,
    OpenVoteFacts,
    Outcome,
    Presence,
    SeatBasis,
    Statutes,
    admit_item,
    cast,
    compose,
    consent_in_text_form,
    convene,
    declare_result,
    delegation_votes,
    elect,
    explain,
    may_carry_proxy,
    may_serve_again,
    may_substitute,
    must_convene,
    open_meeting,
    open_vote,
    quorum,
    register,
    term,
    turn,
)
from quattropole.charter.composition import check_parity
from quattropole.charter.facts import RegisterFacts
from quattropole.charter.model import BallotUnit
from tests.charter.charters import CITIES, TODAY, all_present, statutes_with

MEMBERS = tuple(
    Member(city, date(2014, 10, 16), population=population, state=state)
    for city, population, state in zip(
        CITIES, (128_000, 120_000, 183_000, 110_000), ("LU", "FR", "DE", "DE"), strict=True
    )
)


def seats(groups: str) -> str:
    return "".join(f"[[versions.organs.assembly.seats]]\n{group.strip()}\n" for group in groups.split(";"))


def test_seat_law_ex_officio_delegated_and_elected(tmp_path: Path) -> None:
    text = seats('basis = "ex_officio"\nper_city = 1; basis = "delegated"\nper_city = 2; basis = "elected"\ntotal = 3')
    found = compose(statutes_with(tmp_path, seats=text).organs["assembly"], MEMBERS, TODAY)
    assert len(found) == 4 * 3 + 3
    assert [seat.key for seat in found[:3]] == ["luxembourg-1", "luxembourg-2", "luxembourg-3"]
    assert [seat.basis for seat in found[:2]] == [SeatBasis.EX_OFFICIO, SeatBasis.DELEGATED]
    assert [seat.key for seat in found[-3:]] == ["at-large-1", "at-large-2", "at-large-3"]


def test_seats_by_population_with_floor_and_ceiling(tmp_path: Path) -> None:
    text = seats('basis = "delegated"\nper_population = 50000\nat_least = 2\nat_most = 3')
    found = compose(statutes_with(tmp_path, seats=text).organs["assembly"], MEMBERS, TODAY)
    sizes = {city: sum(1 for seat in found if seat.city == city) for city in CITIES}
    assert sizes == {"luxembourg": 2, "metz": 2, "saarbruecken": 3, "trier": 2}


def test_votes_of_a_seat_and_of_a_delegation(tmp_path: Path) -> None:
    each = compose(
        statutes_with(tmp_path, seats=seats('basis = "delegated"\nper_city = 2\nvotes = 3')).organs["assembly"],
        MEMBERS,
        TODAY,
    )
    assert {seat.votes for seat in each} == {3}
    shared = compose(
        statutes_with(tmp_path, seats=seats('basis = "delegated"\nper_city = 3\nvotes_per_city = 10')).organs[
            "assembly"
        ],
        MEMBERS,
        TODAY,
    )
    assert {seat.votes for seat in shared} == {Fraction(10, 3)}
    assert sum(seat.votes for seat in shared) == 40


def test_a_seat_may_weigh_nought(tmp_path: Path) -> None:
    text = seats('basis = "delegated"\nper_city = 1\nvotes = 0')
    assert {seat.votes for seat in compose(statutes_with(tmp_path, seats=text).organs["assembly"], MEMBERS, TODAY)} == {
        0
    }


def test_parity_between_cities_and_states(tmp_path: Path) -> None:
    cities = statutes_with(tmp_path, assembly='parity = { between = "city" }').organs["assembly"]
    states = statutes_with(tmp_path, assembly='parity = { between = "state" }').organs["assembly"]
    assert check_parity(cities, MEMBERS, TODAY).outcome is Outcome.MET
    assert check_parity(states, MEMBERS, TODAY).breached
    assert check_parity(statutes_with(tmp_path).organs["assembly"], MEMBERS, TODAY).outcome is Outcome.NOT_REQUIRED


def test_member_kind_changes_who_all_members_are(tmp_path: Path) -> None:
    groups = {city: Count(yes=10) for city in CITIES}
    facts = DeclareFacts("assembly", "purpose_change", TODAY, True, Count(yes=40), all_present(40), groups=groups)
    absent = replace(facts, presence=Presence(40, 44, dict.fromkeys(CITIES, (10, 11))))
    seat = statutes_with(tmp_path, end='[versions.membership]\nkind = "seat"')
    city = statutes_with(tmp_path, end='[versions.membership]\nkind = "city"')
    assert declare_result(seat, absent).carried is False
    assert declare_result(city, absent).carried is True


@pytest.mark.parametrize(
    ("who", "city", "named", "allowed"),
    [
        ("same_city", "metz", False, True),
        ("same_city", "trier", True, False),
        ("named", "metz", True, True),
        ("named", "metz", False, False),
        ("named", "trier", True, False),
    ],
)
def test_substitution(tmp_path: Path, who: str, city: str, named: bool, allowed: bool) -> None:
    organ = statutes_with(tmp_path, board=f'substitution = {{ allowed = true, who = "{who}" }}').organs["board"]
    assert may_substitute(organ, "metz", city, named_by_city=named).breached is not allowed


def test_no_substitution_without_a_clause_nor_beside_the_holder(tmp_path: Path, statutes: Statutes) -> None:
    assert may_substitute(statutes_with(tmp_path).organs["board"], "metz", "metz").breached
    assert may_substitute(statutes.organs["board"], "metz", "metz", holder_present=True).breached


MAJORITIES = [
    ('more_than = "1/2", of = "cast"', Count(2, 1, 37), True),
    ('more_than = "1/2", of = "present"', Count(20, 1, 19), False),
    ('more_than = "1/2", of = "seats"', Count(22, 0), False),
    ('more_than = "1/2", of = "seats"', Count(23, 0), True),
    ('at_least = "2/3", of = "cast"', Count(2, 1), True),
    ('more_than = "1/2", of = "cities"', Count(30, 10), True),
    ('more_than = "1/2", of = "population"', Count(30, 10), True),
    ('at_least = "3/4", of = "population"', Count(30, 10), True),
    ('at_least = "9/10", of = "population"', Count(30, 10), False),
    ('more_than = "1/2", of = "cast", also = [{ at_least = 1, of = "cities" }]', Count(30, 10), False),
    ('at_least = 1, of = "members"', Count(40, 0), False),
]


@pytest.mark.parametrize(("majority", "count", "carried"), MAJORITIES)
def test_denominators(tmp_path: Path, majority: str, count: Count, carried: bool) -> None:
    """Three cities for it (431,000 of 541,000 inhabitants), one against."""
    statutes = statutes_with(tmp_path, matters=f"[versions.matters.admission]\nmajority = {{ {majority} }}")
    groups = {city: Count(10, 0) for city in CITIES[:3]} | {"trier": Count(0, 10)}
    populations = {member.city: member.population or 0 for member in MEMBERS}
    presence = Presence(40, 44, dict.fromkeys(CITIES, (10, 11)))
    facts = DeclareFacts("assembly", "admission", TODAY, True, count, presence, groups=groups, populations=populations)
    assert declare_result(statutes, facts).carried is carried


def test_a_missing_population_cannot_be_guessed(tmp_path: Path) -> None:
    majority = 'majority = { more_than = "1/2", of = "population" }'
    statutes = statutes_with(tmp_path, matters=f"[versions.matters.admission]\n{majority}")
    facts = DeclareFacts("assembly", "admission", TODAY, True, Count(40), all_present(40))
    findings = declare_result(statutes, facts)
    assert findings.carried is None
    assert [verdict.rule for verdict in findings.open_questions] == ["majority"]


def test_an_organ_may_have_its_own_majority(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, board='majority = { at_least = 1, of = "cast" }')
    facts = DeclareFacts("board", "ordinary", TODAY, True, Count(3, 1), Presence(4, 4))
    assert declare_result(statutes, facts).carried is False
    assert declare_result(statutes, replace(facts, count=Count(3, 0, 1))).carried is True


@pytest.mark.parametrize(
    ("rule", "present", "met"),
    [
        ('base = "seats", at_least = "1/2"', 22, True),
        ('base = "seats", more_than = "1/2"', 22, False),
        ('base = "members", at_least = "2/3"', 29, False),
        ('base = "members", at_least = "2/3"', 30, True),
        ('base = "cities", at_least = "3/4"', 33, True),
        ('base = "cities", at_least = 1', 33, False),
        ('base = "seats", at_least = "1/2", per_city = 1', 33, False),
    ],
)
def test_quorum_base_threshold_and_city(tmp_path: Path, rule: str, present: int, met: bool) -> None:
    organ = statutes_with(tmp_path, assembly=f"quorum = {{ {rule} }}").organs["assembly"]
    by_city = dict.fromkeys(CITIES[:3], (11, 11)) | {"trier": (0, 11)}
    assert quorum(organ, Presence(present, 44, by_city)).met is met


def test_a_matter_may_ask_for_a_larger_quorum(tmp_path: Path) -> None:
    matter = '[versions.matters.admission]\nquorum = { base = "seats", at_least = "2/3" }'
    statutes = statutes_with(tmp_path, matters=matter)
    facts = OpenVoteFacts("assembly", "admission", TODAY, True, frozenset(), Presence(29, 44))
    assert open_vote(statutes, facts).refused
    assert not open_vote(statutes, replace(facts, presence=Presence(30, 44))).refused
    assert not open_vote(statutes, replace(facts, matter="budget")).refused


def test_notice_may_be_public_or_written(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, assembly='notice = { days = 14, forms = ["publication", "written"] }')
    facts = ConveneFacts("assembly", date(2026, 9, 30), date(2026, 9, 1), items=(ItemFacts("1", "ordinary"),))
    assert convene(statutes, replace(facts, form=Form.PUBLICATION)).refused is False
    assert convene(statutes, replace(facts, form=Form.TEXT)).refused is True


def test_item_threshold_offices_organs_or_a_share_of_members(tmp_path: Path) -> None:
    statutes = statutes_with(
        tmp_path, assembly='items = { offices = ["president"], organs = ["board"], fraction = "1/20" }'
    )
    facts = AdmitFacts("assembly", "ordinary", frozenset(), TODAY, date(2026, 9, 30))

    def asked(**by: object) -> Outcome:
        verdict = admit_item(statutes, replace(facts, **by)).verdict("item_right")  # type: ignore[arg-type] # free keywords
        assert verdict is not None
        return verdict.outcome

    assert asked(by_office="president") is Outcome.MET
    assert asked(by_organ="board") is Outcome.MET
    assert asked(supporters=3, members=44) is Outcome.MET
    assert asked(supporters=2, members=44) is Outcome.BREACHED
    assert asked(by_organ="group") is Outcome.BREACHED
    assert asked() is Outcome.CANNOT_TELL


def test_proxy_only_within_the_city(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, assembly='proxies = { allowed = true, holder = "same_city" }')
    assert may_carry_proxy(statutes, "assembly", proxies_held=0, same_city=True).outcome is Outcome.MET
    assert may_carry_proxy(statutes, "assembly", proxies_held=0, same_city=False).breached


def test_casting_vote_of_the_chair(tmp_path: Path) -> None:
    facts = DeclareFacts("assembly", "ordinary", TODAY, True, Count(20, 20), all_present(40), casting=Choice.YES)
    chair = 'chair = { offices = ["president"], casting_vote = true }'
    assert declare_result(statutes_with(tmp_path, assembly=chair), facts).carried is True
    without = declare_result(statutes_with(tmp_path), facts)
    assert without.carried is False
    verdict = without.verdict("casting_vote")
    assert verdict is not None
    assert verdict.breached


def test_who_chairs(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, assembly='chair = { offices = ["president"] }')
    facts = OpenMeetingFacts("assembly", TODAY, all_present(), chair_office="president")
    assert not open_meeting(statutes, facts).duties
    assert [v.rule for v in open_meeting(statutes, replace(facts, chair_office=None)).duties] == ["chair"]


def test_presidency_single_double_and_rotating(tmp_path: Path) -> None:
    two = statutes_with(tmp_path, president="places = 2").offices["president"]
    assert elect(two, {"a": 30, "b": 25, "c": 10}, valid_ballots=40).elected == ("a", "b")
    rotating = statutes_with(
        tmp_path,
        president="""
term = { years = 2, starts = "06-01" }
rotation = { order = [["metz", "trier"], ["luxembourg"]], first_begins = 2022-06-01 }
""",
    ).offices["president"]
    assert turn(rotating, date(2024, 5, 31)) == ("metz", "trier")
    assert turn(rotating, date(2024, 6, 1)) == ("luxembourg",)
    assert turn(rotating, date(2026, 6, 1)) == ("metz", "trier")
    assert turn(rotating, date(2022, 5, 31)) == ()


def test_term_start_length_acting_and_limit(tmp_path: Path) -> None:
    rules = 'term = { years = 3, starts = "06-01", acting_after = true, consecutive = 2 }'
    office = statutes_with(tmp_path, president=rules).offices["president"]
    assert office.term.acting_after
    found = term(office, date(2026, 3, 1))
    assert (found.begins, found.ends) == (date(2026, 6, 1), date(2029, 5, 31))
    assert may_serve_again(office, 1)
    assert not may_serve_again(office, 2)


def test_fee_gated_vote(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, end='[versions.membership]\nkind = "city"\nfee_gates_vote = true')
    facts = CastFacts("assembly", "ordinary", TODAY, begins=date(2024, 7, 1))
    assert cast(statutes, replace(facts, fee_paid=False)).refused
    assert not cast(statutes, replace(facts, fee_paid=True)).refused
    assert [verdict.rule for verdict in cast(statutes, facts).open_questions] == ["fee_paid"]
    assert not cast(statutes_with(tmp_path), replace(facts, fee_paid=False)).refused


@pytest.mark.parametrize(
    ("rule", "secret", "demanded", "refused"),
    [
        ("allowed = true", False, 0, False),
        ("allowed = true, always = true", False, 0, True),
        ("allowed = true, always = true", True, 0, False),
        ('allowed = true, demand = "1/10"', False, 4, False),
        ('allowed = true, demand = "1/10"', False, 5, True),
        ("allowed = true, demand = 0", False, 1, True),
        ("allowed = false", True, 0, True),
    ],
)
def test_secret_ballot_rules(tmp_path: Path, rule: str, secret: bool, demanded: int, refused: bool) -> None:
    statutes = statutes_with(tmp_path, assembly=f"secret = {{ {rule} }}")
    facts = OpenVoteFacts(
        "assembly",
        "ordinary",
        TODAY,
        True,
        frozenset(),
        all_present(),
        secret=secret,
        secret_demanded_by=demanded,
    )
    assert open_vote(statutes, facts).refused is refused


def test_a_secret_vote_with_a_unique_weight_is_barred(statutes: Statutes) -> None:
    facts = OpenVoteFacts(
        "assembly", "ordinary", TODAY, True, frozenset(), all_present(), secret=True, weights=(1,) * 43 + (5,)
    )
    assert [verdict.case for verdict in open_vote(statutes, facts).refusals] == ["weights"]


def test_working_and_authentic_languages(statutes: Statutes) -> None:
    assert statutes.working_languages == ("de", "fr", "lb", "en")
    assert statutes.authentic_languages == ("de", "fr")


def test_circular_resolution_by_a_share(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, board='circular = { allowed = true, at_least = "3/4" }')
    facts = ConsentFacts("board", "ordinary", TODAY, members=4, consents=3)
    assert consent_in_text_form(statutes, facts).carried is True
    none = statutes_with(tmp_path, board="circular = { allowed = false }")
    assert consent_in_text_form(none, replace(facts, consents=4)).refused


def test_registration_may_be_asked_for_by_the_statutes(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, matters="[versions.matters.admission.registration]\nrequired = true")
    facts = RegisterFacts("admission", TODAY, True, frozenset({"de", "fr"}), count=Count(40))
    verdict = register(statutes, facts).verdict("registration")
    assert verdict is not None
    assert verdict.breached


def test_luxembourg_association_law(tmp_path: Path) -> None:
    """15 days with the agenda, items by 1/20, 1/5 convene, proxies by members, 2/3 and 2/3, second meeting 15 and 8."""
    statutes = statutes_with(tmp_path, law="lu-asbl")
    items = (ItemFacts("1", "statute_change"),)
    meeting = date(2026, 9, 30)
    assert not convene(statutes, ConveneFacts("assembly", meeting, date(2026, 9, 14), items=items)).refused
    assert convene(statutes, ConveneFacts("assembly", meeting, date(2026, 9, 15), items=items)).refused
    assert convene(statutes, ConveneFacts("assembly", meeting, date(2026, 9, 14))).refused
    asked = DemandFacts(9, 44, Form.WRITTEN, purpose=True, reasons=False)
    assert must_convene(statutes, DutyFacts("assembly", TODAY, demand=asked)).duties
    assert not must_convene(statutes, DutyFacts("assembly", TODAY, demand=replace(asked, demanded_by=8))).duties
    assert not may_carry_proxy(statutes, "assembly", proxies_held=0).breached
    facts = DeclareFacts("assembly", "statute_change", TODAY, True, Count(20, 10), Presence(30, 44))
    assert declare_result(statutes, facts).carried is True
    assert declare_result(statutes, replace(facts, count=Count(19, 10), presence=Presence(29, 44))).refused
    again = replace(facts, count=Count(2, 1), presence=Presence(3, 44), second_call=True)
    assert declare_result(statutes, again).carried is True
    purpose = replace(facts, matter="purpose_change", count=Count(22, 8))
    assert declare_result(statutes, purpose).carried is False
    second = ConveneFacts("assembly", date(2026, 10, 15), date(2026, 10, 6), items=items, second_call_of=meeting)
    assert not convene(statutes, second).refused
    assert convene(statutes, replace(second, meeting_on=date(2026, 10, 14))).refused


def test_moselle_law_counts_members_present(tmp_path: Path) -> None:
    """An abstention works as a no."""
    statutes = statutes_with(tmp_path, law="moselle-local")
    facts = DeclareFacts("assembly", "ordinary", TODAY, True, Count(20, 10, 10), all_present(40))
    assert declare_result(statutes, facts).carried is False
    assert declare_result(statutes, replace(facts, count=Count(21, 10, 9))).carried is True
    assert elect(statutes.offices["president"], {"a": 20}, abstain=20, present=40).elected == ()
    change = replace(facts, matter="statute_change", count=Count(29, 0, 11))
    assert declare_result(statutes, change).carried is False


def test_tie_that_the_chair_decided_is_told_as_such(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, assembly='chair = { offices = ["president"], casting_vote = true }')
    facts = DeclareFacts("assembly", "ordinary", TODAY, True, Count(20, 20), all_present(40))
    told = {choice: declare_result(statutes, replace(facts, casting=choice)) for choice in (Choice.YES, Choice.NO)}
    cases = {choice: findings.verdict("majority") for choice, findings in told.items()}
    assert [verdict.case for verdict in cases.values() if verdict] == ["chair", "chair_no"]
    assert [findings.carried for findings in told.values()] == [True, False]
    tied = declare_result(statutes, facts).verdict("majority")
    assert tied is not None
    assert tied.case == "tie"


def test_ballots_by_seat_or_by_delegation(tmp_path: Path) -> None:
    assert statutes_with(tmp_path).organs["assembly"].ballots.unit is BallotUnit.SEAT
    cities = statutes_with(tmp_path, assembly='ballots = { unit = "delegation" }')
    assert cities.organs["assembly"].ballots.unit is BallotUnit.DELEGATION
    lines = [line.text for section in explain(cities, "en") for line in section.lines]
    assert "Each city votes as one: a seat that is present casts the votes of its city." in lines
    with pytest.raises(CharterError, match="one of seat, delegation"):
        statutes_with(tmp_path, assembly='ballots = { unit = "head" }')


@pytest.mark.parametrize(
    ("written", "votes"),
    [("12.5", Fraction(25, 2)), ('"12.5"', Fraction(25, 2)), ('"25/2"', Fraction(25, 2)), ("0.1", Fraction(1, 10))],
)
def test_decimal_weight_is_exact(tmp_path: Path, written: str, votes: Fraction) -> None:
    statutes = statutes_with(tmp_path, seats=seats(f'basis = "delegated"\nper_city = 10\nvotes = {written}'))
    assert {seat.votes for seat in compose(statutes.organs["assembly"], MEMBERS, TODAY)} == {votes}


@pytest.mark.parametrize(
    "written", ["-1.5", "1e2", "inf", "nan", '"one"', '"1,5"', "0.12345678901234", '"1.5/2"', "true"]
)
def test_weight_that_is_no_exact_number_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(CharterError, match=r"a weight of 0 or more.*12\.5"):
        statutes_with(tmp_path, seats=seats(f'basis = "delegated"\nper_city = 10\nvotes = {written}'))


@pytest.mark.parametrize(
    ("kind", "majority", "counts_cities"),
    [
        ("seat", 'more_than = "1/2"', False),
        ("seat", 'at_least = 1\nof = "members"', False),
        ("city", 'at_least = 1\nof = "members"', True),
        ("seat", 'more_than = "1/2"\nof = "population"', True),
        ("seat", 'more_than = "1/2"\nalso = [{ more_than = "1/2", of = "cities" }]', True),
    ],
)
def test_whether_a_result_depends_on_each_city(tmp_path: Path, kind: str, majority: str, counts_cities: bool) -> None:
    statutes = statutes_with(
        tmp_path,
        matters=f"[versions.matters.budget.majority]\n{majority}",
        end=f'[versions.membership]\nkind = "{kind}"',
    )
    assert statutes.counts_cities("assembly", "budget") is counts_cities


def test_void_ballots_of_a_city_can_turn_a_double_majority(tmp_path: Path) -> None:
    double = '[versions.matters.budget.majority]\nmore_than = "1/2"\nalso = [{ more_than = "1/2", of = "cities" }]'
    statutes = statutes_with(tmp_path, matters=double)
    cities = {"luxembourg": Count(2, 0), "metz": Count(2, 0), "saarbruecken": Count(1, 1), "trier": Count(0, 2)}
    void = {"saarbruecken": Count(no=1)}
    facts = DeclareFacts(
        *("assembly", "budget", TODAY, True, Count(5, 3), all_present(8)),
        excluded=Count(no=1),
        groups=cities,
        excluded_groups=void,
    )
    findings = declare_result(statutes, facts)
    assert findings.carried is True
    assert findings.tally is not None
    assert findings.tally.parts[0].reached == 3
    verdict = findings.verdict("excluded_ballots")
    assert verdict is not None
    assert verdict.case == "decisive"


def test_demanded_secrecy_is_named_in_the_refusal(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, assembly='secret = { allowed = true, demand = "1/10" }')
    facts = OpenVoteFacts("assembly", "ordinary", TODAY, True, frozenset(), all_present(), secret_demanded_by=5)
    (refusal,) = open_vote(statutes, facts).refusals
    assert refusal.case == "demanded"
    assert refusal.text("en") == "Assembly: the vote must be secret: 5 seats demand it, needed 5."


def test_a_delegation_casts_its_seats_that_are_there_or_its_votes_as_a_whole(tmp_path: Path) -> None:
    here = {"luxembourg": (1, 2, 3), "metz": (2,), "trier": ()}
    heads = statutes_with(tmp_path, seats=seats('basis = "delegated"\nper_city = 4\nvotes = 1.5')).organs["assembly"]
    assert delegation_votes(heads, MEMBERS, TODAY, here) == {"luxembourg": Fraction(9, 2), "metz": Fraction(3, 2)}
    block = statutes_with(tmp_path, seats=seats('basis = "delegated"\nper_city = 4\nvotes_per_city = 10'))
    assert delegation_votes(block.organs["assembly"], MEMBERS, TODAY, here) == {"luxembourg": 10, "metz": 10}
    mixed = 'basis = "delegated"\nper_city = 4\nvotes_per_city = 10;basis = "ex_officio"\nper_city = 1'
    both = statutes_with(tmp_path, seats=seats(mixed)).organs["assembly"]
    assert delegation_votes(both, MEMBERS, TODAY, {"metz": (1, 5), "trier": (5,)}) == {"metz": 11, "trier": 11}
