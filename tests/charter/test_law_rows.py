"""A worked example for every row of the law of the registered association (BGB §§ 21-79)."""

from datetime import date
from pathlib import Path

import pytest

from quattropole.charter import (
    ConsentFacts,
    ConveneFacts,
    Count,
    DeclareFacts,
    DemandFacts,
    DutyFacts,
    Effect,
    Form,
    InterestFacts,
    ItemFacts,
    Mode,
    OpenVoteFacts,
    Outcome,
    Presence,
    RegisterFacts,
    Statutes,
    appointment,
    consent_in_text_form,
    convene,
    declare_result,
    elect,
    excluded,
    leaving,
    may_carry_proxy,
    membership_size,
    must_convene,
    open_vote,
    register,
    represents,
)
from tests.charter.charters import CITIES, TODAY, all_present, charter_text, problems_of, statutes_with


@pytest.fixture
def law(tmp_path: Path) -> Statutes:
    """Statutes that say nothing of their own: only the law speaks."""
    return statutes_with(tmp_path)


def declare(statutes: Statutes, matter: str, count: Count, **more: object) -> DeclareFacts:
    facts: dict[str, object] = {"presence": all_present(40), **more}
    return DeclareFacts("assembly", matter, TODAY, vote_closed=True, count=count, **facts)  # type: ignore[arg-type] # free keywords


def test_26_majority_of_board_represents(law: Statutes) -> None:
    three = represents(law, board_members=4, acting=3, offices=frozenset())
    two = represents(law, board_members=4, acting=2, offices=frozenset())
    assert three.outcome is Outcome.MET
    assert (two.outcome, two.effect) == (Outcome.BREACHED, Effect.NO_AGENCY)
    assert two.source.cite == "§ 26 Abs. 2 Satz 1 BGB"


def test_26_statutes_may_name_offices(statutes: Statutes) -> None:
    assert not represents(statutes, board_members=4, acting=1, offices=frozenset({"president"})).breached
    assert represents(statutes, board_members=4, acting=3, offices=frozenset({"treasurer"})).breached


def test_27_assembly_appoints_board(law: Statutes) -> None:
    assert not appointment(law, appointed_by="assembly").breached
    other = appointment(law, appointed_by="board")
    assert (other.outcome, other.effect, other.source.cite) == (Outcome.BREACHED, Effect.VOID, "§ 27 Abs. 1 BGB")


def test_27_statutes_may_seat_the_mayors_ex_officio(statutes: Statutes) -> None:
    assert not appointment(statutes, appointed_by=None).breached
    assert appointment(statutes, appointed_by="assembly").breached


def test_28_board_decides_as_the_assembly(law: Statutes) -> None:
    facts = DeclareFacts("board", "ordinary", TODAY, True, Count(yes=2, no=2), Presence(4, 4))
    tie = declare_result(law, facts)
    assert tie.carried is False
    verdict = tie.verdict("majority")
    assert verdict is not None
    assert verdict.source.cite.startswith("§ 28 BGB; § 32 Abs. 1 Satz 3 BGB")


def test_28_statutes_cannot_lift_exclusion_for_the_board(law: Statutes) -> None:
    assert excluded(law, InterestFacts("contract_with_self", organ="board", matter="ordinary")).breached


def test_32_item_must_be_named(law: Statutes) -> None:
    facts = ConveneFacts(
        "assembly", date(2026, 9, 30), date(2026, 8, 1), items=(ItemFacts("1", "ordinary", named=False),)
    )
    verdict = convene(law, facts).verdict("item_named")
    assert verdict is not None
    assert (verdict.outcome, verdict.effect, verdict.source.cite) == (
        Outcome.BREACHED,
        Effect.VOID,
        "§ 32 Abs. 1 Satz 2 BGB",
    )
    assert convene(law, facts).refused


def test_32_procedural_motion_need_not_be_named(law: Statutes) -> None:
    facts = ConveneFacts(
        "assembly", date(2026, 9, 30), date(2026, 8, 1), items=(ItemFacts("1", "procedural", named=False),)
    )
    verdict = convene(law, facts).verdict("item_named")
    assert verdict is not None
    assert verdict.outcome is Outcome.NOT_REQUIRED


@pytest.mark.parametrize(
    ("count", "carried"),
    [
        (Count(yes=2, no=1, abstain=37), True),  # BGH II ZR 164/81: abstentions are not cast
        (Count(yes=2, no=1, invalid=37), True),
        (Count(yes=20, no=20), False),  # a tie fails
        (Count(yes=0, no=0, abstain=40), False),
        (Count(yes=19, no=20), False),
    ],
)
def test_32_majority_of_votes_cast(law: Statutes, count: Count, carried: bool) -> None:
    assert declare_result(law, declare(law, "ordinary", count)).carried is carried


def test_election_needs_more_than_half_of_votes_cast(law: Statutes) -> None:
    office = law.offices["president"]
    assert elect(office, {"gros": 20, "leibe": 19}).elected == ("gros",)
    assert elect(office, {"gros": 19, "leibe": 15, "polfer": 6}).elected == ()
    assert elect(office, {"gros": 19}, against=19).elected == ()


def test_election_by_relative_majority_only_if_the_statutes_say_so(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, president="majority = { relative = true }")
    outcome = elect(statutes.offices["president"], {"gros": 19, "leibe": 15, "polfer": 6})
    assert outcome.elected == ("gros",)


def mode(statutes: Statutes, mode: Mode, *, resolved: bool = False, explained: bool = True) -> Outcome:
    facts = ConveneFacts(
        "assembly",
        date(2026, 9, 30),
        date(2026, 8, 1),
        mode=mode,
        virtual_resolved=resolved,
        rights_explained=explained,
        items=(ItemFacts("1", "ordinary"),),
    )
    verdict = convene(statutes, facts).verdict("attendance_mode")
    assert verdict is not None
    assert verdict.effect is (Effect.VOID if verdict.breached else Effect.NONE)
    return verdict.outcome


def test_32_2_hybrid_may_be_allowed_by_the_convener(law: Statutes) -> None:
    assert mode(law, Mode.HYBRID) is Outcome.MET


def test_32_2_virtual_needs_an_earlier_resolution(law: Statutes) -> None:
    assert mode(law, Mode.VIRTUAL) is Outcome.BREACHED
    assert mode(law, Mode.VIRTUAL, resolved=True) is Outcome.MET


def test_32_2_convocation_says_how_rights_are_exercised(law: Statutes) -> None:
    assert mode(law, Mode.HYBRID, explained=False) is Outcome.BREACHED


def test_32_3_without_a_meeting_all_consent_in_text_form(law: Statutes) -> None:
    assert consent_in_text_form(law, ConsentFacts("board", "ordinary", TODAY, members=4, consents=4)).carried is True
    three = consent_in_text_form(law, ConsentFacts("board", "ordinary", TODAY, members=4, consents=3))
    assert three.carried is False
    verdict = three.verdict("circular")
    assert verdict is not None
    assert (verdict.effect, verdict.source.cite) == (Effect.NOT_CARRIED, "§ 32 Abs. 3 BGB")


def test_32_3_by_word_of_mouth_is_not_text_form(law: Statutes) -> None:
    facts = ConsentFacts("board", "ordinary", TODAY, members=4, consents=4, form=Form.ORAL)
    assert consent_in_text_form(law, facts).carried is False


@pytest.mark.parametrize(("yes", "carried"), [(29, False), (30, True), (31, True)])
def test_33_statute_change_needs_three_quarters_of_votes_cast(law: Statutes, yes: int, carried: bool) -> None:
    findings = declare_result(law, declare(law, "statute_change", Count(yes=yes, no=40 - yes)))
    assert findings.carried is carried
    assert findings.tally is not None
    assert findings.tally.needed == 30


def test_33_statute_change_without_its_majority_would_be_void(law: Statutes) -> None:
    facts = RegisterFacts("statute_change", TODAY, False, frozenset({"de", "fr"}), count=Count(29, 11))
    verdict = register(law, facts).verdict("carried")
    assert verdict is not None
    assert (verdict.effect, verdict.source.cite) == (Effect.VOID, "§ 33 Abs. 1 Satz 1 BGB")


def test_33_purpose_change_needs_all_members_absent_ones_in_text_form(statutes: Statutes) -> None:
    presence = Presence(40, 44, dict.fromkeys(CITIES, (10, 11)))
    facts = DeclareFacts("assembly", "purpose_change", TODAY, True, Count(yes=40), presence)
    assert declare_result(statutes, facts).carried is False
    with_absent = DeclareFacts("assembly", "purpose_change", TODAY, True, Count(yes=40), presence, consents=4)
    assert declare_result(statutes, with_absent).carried is True
    one_against = DeclareFacts("assembly", "purpose_change", TODAY, True, Count(39, 1), presence, consents=4)
    assert declare_result(statutes, one_against).carried is False


@pytest.mark.parametrize("interest", ["contract_with_self", "lawsuit_with_self", "own_discharge"])
def test_34_excludes_from_voting(law: Statutes, interest: str) -> None:
    verdict = excluded(law, InterestFacts(interest))
    assert (verdict.outcome, verdict.effect, verdict.source.cite) == (
        Outcome.BREACHED,
        Effect.BALLOT_VOID,
        "§ 34 BGB",
    )


def test_34_own_election_is_allowed(law: Statutes) -> None:
    assert excluded(law, InterestFacts("own_election")).outcome is Outcome.MET


def test_34_resolution_is_void_only_if_the_ballot_was_decisive(law: Statutes) -> None:
    close = InterestFacts(
        "own_discharge", organ="assembly", matter="discharge", voted=True, count=Count(21, 20), ballots=Count(yes=1)
    )
    clear = InterestFacts(
        "own_discharge", organ="assembly", matter="discharge", voted=True, count=Count(30, 10), ballots=Count(yes=1)
    )
    assert excluded(law, close).effect is Effect.VOID
    assert excluded(law, clear).effect is Effect.BALLOT_VOID


def test_34_void_ballots_are_not_counted(law: Statutes) -> None:
    facts = declare(law, "discharge", Count(yes=20, no=19), excluded=Count(yes=1))
    findings = declare_result(law, facts)
    assert findings.carried is False
    verdict = findings.verdict("excluded_ballots")
    assert verdict is not None
    assert verdict.facts["decisive"] is True


def test_34_statutes_may_extend_but_not_narrow(tmp_path: Path) -> None:
    wider = statutes_with(tmp_path, end='[versions.exclusion]\nalso = ["contract_with_relative"]')
    assert excluded(wider, InterestFacts("contract_with_relative")).source.cite == "Satzung"
    assert excluded(wider, InterestFacts("own_discharge")).breached
    problems = problems_of(tmp_path, charter_text(end='[versions.exclusion]\nalso = []\ninterests = ["own_discharge"]'))
    assert [problem.key for problem in problems] == ["versions[1].exclusion.interests"]


def test_36_convene_where_statutes_or_interest_require(statutes: Statutes, law: Statutes) -> None:
    due = must_convene(statutes, DutyFacts("assembly", date(2026, 12, 1)))
    assert [verdict.rule for verdict in due.duties] == ["convening_duty"]
    assert not must_convene(statutes, DutyFacts("assembly", date(2026, 12, 1), met_on=(date(2026, 5, 1),))).duties
    needed = must_convene(law, DutyFacts("assembly", TODAY, interest_requires=True))
    assert [(v.effect, v.source.cite) for v in needed.duties] == [(Effect.DUTY, "§ 36 BGB")]


def demand(statutes: Statutes, by: int, form: Form = Form.WRITTEN, *, reasons: bool = True) -> bool:
    asked = DemandFacts(by, 44, form, purpose=True, reasons=reasons)
    return bool(must_convene(statutes, DutyFacts("assembly", TODAY, demand=asked)).duties)


def test_37_a_tenth_may_demand_in_writing_with_reasons(law: Statutes) -> None:
    assert demand(law, 5)
    assert not demand(law, 4)  # 1/10 of 44 is 4.4
    assert not demand(law, 5, Form.TEXT)
    assert not demand(law, 5, reasons=False)


def test_37_statutes_may_change_the_fraction_only(tmp_path: Path) -> None:
    assert demand(statutes_with(tmp_path, assembly='demand = { fraction = "1/20" }'), 3)
    text = charter_text(assembly='demand = { fraction = "1/20", form = "oral" }')
    assert "§ 37" in problems_of(tmp_path, text)[0].expected


def test_38_no_proxy_by_law(law: Statutes) -> None:
    verdict = may_carry_proxy(law, "assembly", proxies_held=0)
    assert (verdict.outcome, verdict.effect, verdict.source.cite) == (
        Outcome.BREACHED,
        Effect.BALLOT_VOID,
        "§ 38 Satz 2 BGB",
    )


def test_38_statutes_may_allow_proxies_up_to_a_cap(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, assembly="proxies = { allowed = true, cap = 2 }")
    assert not may_carry_proxy(statutes, "assembly", proxies_held=1).breached
    assert may_carry_proxy(statutes, "assembly", proxies_held=2).breached


def test_39_leaving_with_two_years_at_most(tmp_path: Path, statutes: Statutes) -> None:
    assert leaving(statutes, date(2026, 1, 31), date(2027, 1, 30)).breached
    assert not leaving(statutes, date(2026, 1, 31), date(2027, 1, 31)).breached
    text = charter_text(end='[versions.membership]\nkind = "city"\nleaving_months = 25')
    assert [problem.expected for problem in problems_of(tmp_path, text)] == ["at most 24 (§ 39 BGB)"]


def test_41_dissolution_needs_three_quarters(law: Statutes) -> None:
    assert declare_result(law, declare(law, "dissolution", Count(29, 11))).carried is False
    assert declare_result(law, declare(law, "dissolution", Count(30, 10))).carried is True


def test_56_seven_members_to_register(law: Statutes) -> None:
    six = membership_size(law, 6, registering=True)
    assert (six.breached, six.source.cite) == (True, "§ 56 BGB")
    assert not membership_size(law, 7, registering=True).breached


def test_73_under_three_members_capacity_is_lost(law: Statutes) -> None:
    assert membership_size(law, 2).breached
    assert not membership_size(law, 3).breached


def test_67_a_new_board_is_filed_with_the_register(law: Statutes) -> None:
    facts = RegisterFacts("election", TODAY, True, frozenset({"de", "fr"}), count=Count(30, 10))
    assert [(v.rule, v.source.cite) for v in register(law, facts).duties] == [("board_registration", "§ 67 Abs. 1 BGB")]


def test_71_statute_change_has_effect_only_on_registration(law: Statutes) -> None:
    facts = RegisterFacts("statute_change", TODAY, True, frozenset({"de", "fr"}), count=Count(40, 0))
    waiting = register(law, facts)
    assert not waiting.refused
    verdict = waiting.verdict("registration")
    assert verdict is not None
    assert (verdict.effect, verdict.source.cite) == (Effect.NO_EFFECT_YET, "§ 71 Abs. 1 BGB")
    entered = RegisterFacts(
        "statute_change", TODAY, True, frozenset({"de", "fr"}), count=Count(40, 0), public_register_on=date(2026, 5, 1)
    )
    verdict = register(law, entered).verdict("registration")
    assert verdict is not None
    assert verdict.outcome is Outcome.MET


def test_71_statutes_cannot_do_without_registration(tmp_path: Path) -> None:
    text = charter_text(matters="[versions.matters.statute_change.registration]\nrequired = false")
    assert "§ 71" in problems_of(tmp_path, text)[0].expected


def test_71_a_changed_version_is_valid_only_from_its_registration(tmp_path: Path) -> None:
    later = """
[[versions]]
key = "second"
amends = "first"
valid_from = 2016-01-01
registered_on = 2016-03-01
names = { de = "S", fr = "S", en = "S" }
cite = "S"
"""
    problems = problems_of(tmp_path, charter_text(end=later))
    assert [problem.key for problem in problems] == ["versions[2].valid_from"]


def test_law_is_silent_on_notice_quorum_and_term(law: Statutes) -> None:
    facts = ConveneFacts("assembly", TODAY, TODAY, items=(ItemFacts("1", "ordinary"),))
    notice = convene(law, facts).verdict("notice")
    assert notice is not None
    assert (notice.outcome, notice.source.cite) == (
        Outcome.NOT_REQUIRED,
        "BGB §§ 32, 58 Nr. 4: keine gesetzliche Frist",
    )
    vote = open_vote(law, OpenVoteFacts("assembly", "ordinary", TODAY, True, frozenset(), Presence(1, 40)))
    quorum = vote.verdict("quorum")
    assert quorum is not None
    assert (quorum.outcome, quorum.source.cite) == (Outcome.NOT_REQUIRED, "BGB § 32: kein gesetzliches Quorum")
    assert law.offices["president"].term.years is None


def test_void_is_the_norm_and_statutes_may_adopt_voidability(tmp_path: Path, law: Statutes) -> None:
    facts = OpenVoteFacts("assembly", "ordinary", TODAY, False, frozenset(), all_present())
    assert open_vote(law, facts).refused
    softer = statutes_with(tmp_path, end='[versions.validity]\nbreach = "voidable"')
    findings = open_vote(softer, facts)
    assert not findings.refused
    assert [verdict.effect for verdict in findings.warnings] == [Effect.VOIDABLE]


def test_a_defect_counts_only_if_relevant_for_a_judicious_member(law: Statutes) -> None:
    def vote(*, relevant: bool) -> bool:
        facts = OpenVoteFacts(
            "assembly",
            "ordinary",
            TODAY,
            True,
            frozenset(),
            all_present(),
            convocation_ok=False,
            defect_relevant=relevant,
        )
        return open_vote(law, facts).refused

    assert vote(relevant=True)
    assert not vote(relevant=False)


def test_minutes_need_all_four_figures(law: Statutes) -> None:
    without = RegisterFacts("statute_change", TODAY, True, frozenset({"de", "fr"}))
    assert [verdict.rule for verdict in register(law, without).refusals] == ["minutes"]


def test_second_call_needs_a_clause_of_the_statutes(law: Statutes, statutes: Statutes) -> None:
    facts = ConveneFacts(
        "assembly",
        date(2026, 10, 30),
        date(2026, 10, 1),
        by_office="president",
        items=(ItemFacts("1", "ordinary"),),
        second_call_of=date(2026, 9, 30),
    )
    verdict = convene(law, facts).verdict("second_call")
    assert verdict is not None
    assert verdict.breached
    assert not convene(statutes, facts).refused
