"""Notice periods by BGB §§ 187, 188, with dates worked by hand."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quattropole.charter import ConveneFacts, Findings, Form, ItemFacts, Outcome, Statutes, Verdict, convene
from tests.charter.charters import statutes_with

ITEMS = (ItemFacts("1", "strategic", proposed_by=frozenset({"board"})),)


def gate(statutes: Statutes, sent: date, meeting: date, **more: object) -> Findings:
    facts = ConveneFacts("assembly", meeting, sent, by_office="president", items=ITEMS, **more)  # type: ignore[arg-type] # free keywords
    return convene(statutes, facts)


def notice(findings: Findings) -> Verdict:
    verdict = findings.verdict("notice")
    assert verdict is not None
    return verdict


@pytest.mark.parametrize(
    ("sent", "meeting", "met"),
    [
        # 28 days: sent on 1 September, the days counted are 2 to 29 September; the meeting may be on the 30th.
        (date(2026, 9, 1), date(2026, 9, 30), True),
        (date(2026, 9, 2), date(2026, 9, 30), False),
        # Over February of a common year: 1 March less 29 days is 31 January.
        (date(2026, 1, 31), date(2026, 3, 1), True),
        (date(2026, 2, 1), date(2026, 3, 1), False),
        # Over 29 February 2028: one day more.
        (date(2028, 2, 1), date(2028, 3, 1), True),
        (date(2028, 2, 2), date(2028, 3, 1), False),
        # Over the turn of the year.
        (date(2026, 12, 15), date(2027, 1, 13), True),
        (date(2026, 12, 16), date(2027, 1, 13), False),
        # On the day of the meeting, and after it.
        (date(2026, 9, 30), date(2026, 9, 30), False),
        (date(2026, 10, 1), date(2026, 9, 30), False),
    ],
)
def test_notice_of_28_days_by_hand(statutes: Statutes, sent: date, meeting: date, met: bool) -> None:
    findings = gate(statutes, sent, meeting)
    assert notice(findings).outcome is (Outcome.MET if met else Outcome.BREACHED)
    assert findings.refused is not met


def test_notice_says_the_last_day(statutes: Statutes) -> None:
    verdict = notice(gate(statutes, date(2026, 9, 10), date(2026, 9, 30)))
    assert verdict.facts["latest"] == date(2026, 9, 1)
    assert verdict.facts["found"] == 19
    assert "19 volle Tage; verlangt sind 28. Letzter Tag war der 1. September 2026." in verdict.text("de")
    assert "1er septembre 2026" in verdict.text("fr")


@given(days=st.integers(0, 60), meeting=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_notice_counts_whole_days_between(tmp_path_factory: pytest.TempPathFactory, days: int, meeting: date) -> None:
    """Counted one by one: the days after the trigger and before the meeting."""
    from quattropole.charter.gates.checks import full_days

    sent = meeting - timedelta(days=days)
    between = sum(1 for n in range(1, days) if sent < sent + timedelta(days=n) < meeting)
    assert max(full_days(sent, meeting), 0) == between


def test_notice_from_receipt_needs_the_day_of_receipt(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, assembly='notice = { days = 14, trigger = "receipt" }')
    items = (ItemFacts("1", "ordinary"),)
    meeting, sent = date(2026, 9, 30), date(2026, 9, 1)
    unknown = convene(statutes, ConveneFacts("assembly", meeting, sent, items=items))
    assert notice(unknown).outcome is Outcome.CANNOT_TELL
    assert not unknown.refused
    in_time = ConveneFacts("assembly", meeting, sent, received_on=date(2026, 9, 15), items=items)
    late = ConveneFacts("assembly", meeting, sent, received_on=date(2026, 9, 16), items=items)
    assert notice(convene(statutes, in_time)).outcome is Outcome.MET
    assert notice(convene(statutes, late)).breached


def test_notice_of_a_second_call_is_its_own(statutes: Statutes) -> None:
    first, second = date(2026, 9, 30), date(2026, 10, 16)
    assert not gate(statutes, date(2026, 10, 1), second, second_call_of=first).refused
    assert gate(statutes, date(2026, 10, 2), second, second_call_of=first).refused
    early = gate(statutes, date(2026, 9, 30), date(2026, 10, 13), second_call_of=first)
    assert "second_call" in {verdict.rule for verdict in early.refusals}


def test_second_call_announced_before_the_first_needs_a_clause(tmp_path: Path, statutes: Statutes) -> None:
    first, second, sent = date(2026, 9, 30), date(2026, 10, 30), date(2026, 8, 1)
    assert gate(statutes, sent, second, second_call_of=first).refused
    clause = "second_call = { allowed = true, days_after = 14, notice_days = 14, announced_before = true }"
    with_clause = statutes_with(tmp_path, assembly=clause)
    facts = ConveneFacts("assembly", second, sent, items=(ItemFacts("1", "ordinary"),), second_call_of=first)
    assert not convene(with_clause, facts).refused


def test_convocation_by_word_of_mouth_is_not_text_form(statutes: Statutes) -> None:
    sent, meeting = date(2026, 8, 1), date(2026, 9, 30)
    assert gate(statutes, sent, meeting, form=Form.ORAL).refused
    assert not gate(statutes, sent, meeting, form=Form.WRITTEN).refused


def test_convener_must_be_entitled(statutes: Statutes) -> None:
    def convened(office: str | None, post: str | None = None) -> Outcome:
        facts = ConveneFacts(
            "assembly", date(2026, 9, 30), date(2026, 8, 1), by_office=office, by_post=post, items=ITEMS
        )
        verdict = convene(statutes, facts).verdict("convener")
        assert verdict is not None
        return verdict.outcome

    assert convened("president") is Outcome.MET
    assert convened("president", "secretariat") is Outcome.MET
    assert convened("president", "press") is Outcome.BREACHED
    assert convened("treasurer") is Outcome.BREACHED
    assert convened(None) is Outcome.CANNOT_TELL


def test_convocation_needs_its_agenda(statutes: Statutes) -> None:
    facts = ConveneFacts("assembly", date(2026, 9, 30), date(2026, 8, 1), by_office="president")
    assert [verdict.rule for verdict in convene(statutes, facts).refusals] == ["agenda"]


def test_convocation_in_one_language_is_a_duty_left(statutes: Statutes) -> None:
    findings = gate(statutes, date(2026, 8, 1), date(2026, 9, 30), languages=frozenset({"de"}))
    assert not findings.refused
    assert [verdict.rule for verdict in findings.duties] == ["convocation_languages"]
