"""The gates on the walk of a proposal, under the statutes of QuattroPole."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from quattropole.charter import (
    AdmitFacts,
    CastFacts,
    Charter,
    ConsentFacts,
    ConveneFacts,
    Count,
    DeclareFacts,
    Effect,
    Findings,
    ItemFacts,
    OpenMeetingFacts,
    OpenVoteFacts,
    Outcome,
    Presence,
    RegisterFacts,
    Statutes,
    Verdict,
    admit_item,
    cast,
    consent_in_text_form,
    convene,
    declare_result,
    load_charter,
    may_propose,
    may_stand,
    open_meeting,
    open_vote,
    register,
)
from tests.charter.charters import CITIES, TODAY, all_present, statutes_with

QUATTROPOLE = Path(__file__).parents[2] / "networks" / "quattropole"
MEETING = date(2026, 9, 30)
BOARD = frozenset({"board"})
BOTH = frozenset({"de", "fr"})
ADMIT = AdmitFacts("assembly", "strategic", BOARD, date(2026, 8, 1), MEETING, by_organ="board")
VOTE = OpenVoteFacts("assembly", "strategic", MEETING, True, BOARD, all_present())
DECLARE = DeclareFacts("assembly", "strategic", MEETING, True, Count(30, 8, 4, 1, 1), all_present())
REGISTER = RegisterFacts("strategic", MEETING, True, BOTH, count=Count(30, 8), number=8, last_number=7)


def refused_for(findings: Findings) -> list[str]:
    return [verdict.rule for verdict in findings.refusals]


def verdict(findings: Findings, rule: str) -> Verdict:
    found = findings.verdict(rule)
    assert found is not None
    return found


def test_a_proposal_walks_through_every_gate(statutes: Statutes) -> None:
    item = ItemFacts("campaign", "strategic", proposed_by=BOARD, texts=BOTH)
    sent = ConveneFacts(
        "assembly", MEETING, date(2026, 8, 20), by_office="president", by_post="secretariat", items=(item,)
    )
    opened = OpenMeetingFacts("assembly", MEETING, all_present(), chair_office="president")
    for findings in (
        admit_item(statutes, ADMIT),
        convene(statutes, sent),
        open_meeting(statutes, opened),
        open_vote(statutes, VOTE),
        declare_result(statutes, DECLARE),
        register(statutes, REGISTER),
    ):
        assert not findings.refused, findings.refusals
        assert findings.statutes_key == "2016-again"
        assert not any(found.breached for found in findings.verdicts)


def test_strategic_item_without_the_boards_proposal_is_refused_with_its_source(statutes: Statutes) -> None:
    findings = admit_item(statutes, replace(ADMIT, proposed_by=frozenset({"coordination"})))
    assert refused_for(findings) == ["right_of_proposal"]
    found = findings.refusals[0]
    assert "auf Vorschlag des Vorstandes" in found.source.cite
    assert found.text("de") == "„Strategische Entscheidung“ braucht einen Vorschlag (Vorstand); es liegt keiner vor."
    assert found.text("fr") == "« Décision stratégique » demande une proposition (Directoire) ; il n’y en a pas."
    assert refused_for(open_vote(statutes, replace(VOTE, proposed_by=frozenset()))) == ["right_of_proposal"]
    assert may_propose(statutes, "assembly", "strategic", frozenset()).breached


def test_the_board_cannot_decide_strategy(statutes: Statutes) -> None:
    vote = replace(VOTE, organ="board", presence=Presence(4, 4))
    assert refused_for(open_vote(statutes, vote)) == ["competence"]


def test_president_is_elected_by_the_board_in_2014_and_by_the_assembly_today(quattropole: Charter) -> None:
    first, today = quattropole.on(date(2014, 12, 1)), quattropole.on(TODAY)
    by_board = replace(VOTE, organ="board", matter="election", office="president", presence=Presence(4, 4))
    by_assembly = replace(VOTE, matter="election", office="president")
    assert not open_vote(first, by_board).refused
    assert refused_for(open_vote(first, by_assembly)) == ["competence"]
    assert not open_vote(today, by_assembly).refused
    assert refused_for(open_vote(today, by_board)) == ["competence"]
    assert refused_for(open_vote(today, replace(by_assembly, proposed_by=frozenset()))) == ["right_of_proposal"]


def test_an_item_after_the_deadline_is_refused(statutes: Statutes) -> None:
    """Until 21 full days before 30 September: the last day is 8 September."""
    assert not admit_item(statutes, replace(ADMIT, added_on=date(2026, 9, 8))).refused
    late = admit_item(statutes, replace(ADMIT, added_on=date(2026, 9, 9)))
    assert refused_for(late) == ["item_deadline"]
    assert late.refusals[0].facts["latest"] == date(2026, 9, 8)


def test_an_item_added_after_the_convocation_must_be_made_known(statutes: Statutes) -> None:
    after = replace(ADMIT, added_on=date(2026, 9, 1), convened_on=date(2026, 8, 20))
    findings = admit_item(statutes, after)
    assert not findings.refused
    assert [found.case for found in findings.duties] == ["send_supplement"]
    told = admit_item(statutes, replace(after, renotified_on=date(2026, 9, 2)))
    assert verdict(told, "item_named").case == "supplement"
    assert refused_for(admit_item(statutes, replace(after, renotified_on=date(2026, 9, 9)))) == ["item_named"]


def test_a_meeting_without_quorum_may_be_held_but_not_vote(statutes: Statutes) -> None:
    few = Presence(10, 44, dict.fromkeys(CITIES, (2, 11)))
    assert not open_meeting(statutes, OpenMeetingFacts("assembly", MEETING, few, "president")).refused
    assert refused_for(open_vote(statutes, replace(VOTE, presence=few))) == ["quorum"]


def test_a_missing_city_refuses_the_vote_and_is_named(statutes: Statutes) -> None:
    presence = Presence(
        33,
        44,
        dict.fromkeys(CITIES[1:], (11, 11)) | {"luxembourg": (0, 11)},
        city_names={"luxembourg": {"de": "Luxemburg", "fr": "Luxembourg", "en": "Luxembourg"}},
    )
    findings = open_vote(statutes, replace(VOTE, presence=presence))
    assert refused_for(findings) == ["quorum_city"]
    assert findings.refusals[0].text("de") == "Luxemburg: 0 von 11 Sitzen besetzt, nötig 1. Die Stadt fehlt."


def test_unknown_presence_by_city_is_not_guessed(statutes: Statutes) -> None:
    findings = open_vote(statutes, replace(VOTE, presence=Presence(40, 44)))
    assert not findings.refused
    assert [found.rule for found in findings.open_questions] == ["quorum_city"]


def test_an_open_vote_is_not_declared(statutes: Statutes) -> None:
    findings = declare_result(statutes, replace(DECLARE, vote_closed=False))
    assert refused_for(findings) == ["vote_closed"]
    assert findings.refusals[0].effect is Effect.BARRED
    assert findings.carried is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": Count(40, 5)},
        {"count": Count(-1, 5)},
        {"count": Count(30, 8), "excluded": Count(yes=31)},
        {"count": Count(30, 8), "excluded": Count(no=-1)},
    ],
)
def test_a_count_that_cannot_be_true_is_not_declared(statutes: Statutes, wrong: dict[str, Count]) -> None:
    findings = declare_result(statutes, replace(DECLARE, **wrong))  # type: ignore[arg-type] # free keywords
    assert "count_possible" in refused_for(findings)
    assert findings.carried is None


def test_a_rejection_is_declared_not_refused(statutes: Statutes) -> None:
    findings = declare_result(statutes, replace(DECLARE, count=Count(8, 30)))
    assert (findings.refused, findings.carried) == (False, False)
    assert verdict(findings, "majority").effect is Effect.NOT_CARRIED


def test_the_result_says_how_it_was_found(statutes: Statutes) -> None:
    findings = declare_result(statutes, DECLARE)
    assert findings.tally is not None
    assert (findings.tally.needed, findings.tally.reached, findings.tally.votes_cast) == (20, 30, 38)
    assert verdict(findings, "majority").text("en") == (
        "“Strategic decision” is carried: yes 30, no 8, abstentions 4, invalid 1. "
        "Measured against: more than 1/2, votes cast. Needed 20, reached 30."
    )


def test_register_refuses_a_missing_authentic_text(statutes: Statutes) -> None:
    findings = register(statutes, replace(REGISTER, texts_present=frozenset({"de", "lb"})))
    assert refused_for(findings) == ["authentic_texts"]
    assert findings.refusals[0].text("de") == "Der Text fehlt in einer verbindlichen Sprache: Französisch."


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"number": 9}, "number"),
        ({"number": 7}, "number"),
        ({"carried": False}, "carried"),
        ({"declared": False}, "declared"),
    ],
)
def test_register_refuses_gaps_and_what_was_not_carried(
    statutes: Statutes, wrong: dict[str, object], rule: str
) -> None:
    assert refused_for(register(statutes, replace(REGISTER, **wrong))) == [rule]  # type: ignore[arg-type] # free keywords


def test_consent_needs_the_boards_proposal_too(statutes: Statutes) -> None:
    facts = ConsentFacts("assembly", "strategic", TODAY, members=44, consents=44)
    assert refused_for(consent_in_text_form(statutes, facts)) == ["right_of_proposal"]
    assert consent_in_text_form(statutes, replace(facts, proposed_by=BOARD)).carried is True
    assert consent_in_text_form(statutes, replace(facts, proposed_by=BOARD, objections=1)).carried is False


CAST = CastFacts("assembly", "strategic", MEETING, begins=date(2024, 7, 1), ends=date(2029, 6, 30))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"vote_open": False}, "vote_open"),
        ({"already_cast": True}, "cast_once"),
        ({"present": False}, "cast_present"),
        ({"begins": None}, "mandate"),
        ({"begins": date(2026, 10, 1)}, "mandate"),
        ({"ends": date(2026, 9, 29)}, "mandate"),
        ({"interest": "contract_with_self"}, "exclusion"),
        ({"proxy": True}, "proxy"),
        ({"substitute_for_city": "metz", "substitute_city": "trier", "substitute_named": True}, "substitution"),
        ({"substitute_for_city": "metz", "substitute_city": "metz"}, "substitution"),
    ],
)
def test_who_may_not_cast(statutes: Statutes, change: dict[str, object], rule: str) -> None:
    assert refused_for(cast(statutes, replace(CAST, **change))) == [rule]  # type: ignore[arg-type] # free keywords


def test_who_may_cast(statutes: Statutes) -> None:
    assert not cast(statutes, CAST).refused
    assert not cast(statutes, replace(CAST, ends=MEETING)).refused
    assert not cast(statutes, replace(CAST, interest="own_election", matter="election")).refused
    named = replace(CAST, substitute_for_city="metz", substitute_city="metz", substitute_named=True)
    assert not cast(statutes, named).refused


def test_unknown_keys_are_named(statutes: Statutes) -> None:
    with pytest.raises(LookupError, match="no organ 'senate', only board, assembly"):
        open_vote(statutes, replace(VOTE, organ="senate"))
    with pytest.raises(LookupError, match="no matter 'party'"):
        declare_result(statutes, replace(DECLARE, matter="party"))


def test_unanimity_in_tonicites(tonicites: Charter) -> None:
    rules = tonicites.on(TODAY)
    cities = ("luxembourg", "esch", "metz", "thionville", "arlon", "longwy")
    presence = Presence(12, 12, dict.fromkeys(cities, (2, 2)))
    facts = DeclareFacts("steering", "strategic", TODAY, True, Count(12), presence)
    assert declare_result(rules, facts).carried is True
    assert declare_result(rules, replace(facts, count=Count(11, 1))).carried is False
    assert declare_result(rules, replace(facts, count=Count(11, 0, 1))).carried is True
    assert declare_result(rules, replace(facts, count=Count(abstain=12))).carried is False
    without_one = Presence(10, 12, dict.fromkeys(cities[1:], (2, 2)) | {"luxembourg": (0, 2)})
    assert declare_result(rules, replace(facts, count=Count(10), presence=without_one)).refused


def test_findings_are_machine_readable(statutes: Statutes) -> None:
    findings = declare_result(statutes, replace(DECLARE, matter="statute_change", count=Count(30, 10)))
    read = json.loads(json.dumps(findings.as_dict()))
    assert (read["gate"], read["on"], read["statutes"], read["carried"]) == (
        "declare_result",
        "2026-09-30",
        "2016-again",
        True,
    )
    assert read["tally"]["threshold"] == "3/4"
    majority = next(found for found in read["verdicts"] if found["rule"] == "majority")
    assert (majority["outcome"], majority["facts"]["threshold"]) == ("met", "3/4")
    assert set(majority["texts"]) == {"de", "fr", "en"}
    assert verdict(findings, "majority").outcome is Outcome.MET


def test_an_election_names_its_office(statutes: Statutes) -> None:
    findings = open_vote(statutes, replace(VOTE, matter="election"))
    assert verdict(findings, "competence").outcome is Outcome.CANNOT_TELL


def test_who_may_be_a_candidate(statutes: Statutes, tonicites: Charter, tmp_path: Path) -> None:
    assert may_stand(statutes, "president", seats_in=frozenset({"board", "assembly"})).outcome is Outcome.MET
    councillor = may_stand(statutes, "president", seats_in=frozenset({"assembly"}))
    assert (councillor.breached, councillor.effect) == (True, Effect.VOID)
    assert councillor.text("de").endswith("Dafür braucht es einen Sitz im Organ Vorstand.")
    steering, rules = frozenset({"steering"}), tonicites.on(TODAY)
    assert may_stand(rules, "presidency", seats_in=steering, city="arlon").outcome is Outcome.MET
    assert may_stand(rules, "presidency", seats_in=steering, city="trier").case == "rotation"
    limited = statutes_with(tmp_path, president="term = { years = 2, consecutive = 2 }")
    assert may_stand(limited, "president", seats_in=frozenset(), terms_in_a_row=1).outcome is Outcome.NOT_REQUIRED
    assert may_stand(limited, "president", seats_in=frozenset(), terms_in_a_row=2).case == "limit"


PANDEMIC = date(2020, 11, 16)


def by_electronic_vote(answers: int, yes: int, no: int) -> Findings:
    """The assembly resolves without a meeting under COVMG § 5(3): 44 members, whose answers are counted."""
    statutes = load_charter(QUATTROPOLE).on(PANDEMIC)
    count = Count(yes=yes, no=no, abstain=answers - yes - no)
    facts = ConsentFacts(
        "assembly", "ordinary", PANDEMIC, members=44, consents=yes, objections=no, answers=answers, count=count
    )
    return consent_in_text_form(statutes, facts)


def test_covmg_5_3_half_of_the_members_must_answer() -> None:
    assert by_electronic_vote(22, 22, 0).carried is True
    too_few = by_electronic_vote(21, 21, 0)
    assert too_few.carried is False
    found = verdict(too_few, "circular_participation")
    assert found.breached
    assert found.source.cite == "COVMG § 5 Abs. 3"


def test_covmg_5_3_the_majority_decides_among_the_answers() -> None:
    assert by_electronic_vote(40, 20, 19).carried is True
    assert by_electronic_vote(40, 20, 20).carried is False
    assert by_electronic_vote(44, 0, 0).carried is False


def test_after_the_pandemic_every_member_must_consent_again() -> None:
    statutes = load_charter(QUATTROPOLE).on(date(2022, 9, 1))
    facts = ConsentFacts("assembly", "ordinary", date(2022, 9, 1), members=44, consents=43, answers=44)
    assert consent_in_text_form(statutes, facts).carried is False
    assert consent_in_text_form(statutes, replace(facts, consents=44)).carried is True
