"""The agenda: admitted by the statutes, in order, sealed by the convocation."""

import pytest

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.meetings import actions
from quattropole.meetings.models import AgendaItem
from tests.factories import make_item, make_meeting, make_viewer, words
from tests.meetings.conftest import Stage


def add(stage: Stage, title: str = "Bericht", **fields: object) -> AgendaItem:
    """An item for information, unless the fields say otherwise."""
    given = {"kind": "information", "titles": words(title), "audience": "organ", "by": stage.secretary}
    return actions.add_item(stage.meeting, **(given | fields))  # type: ignore[arg-type]  # mixed on purpose


def test_strategic_item_without_proposal_of_the_board_is_refused(stage: Stage) -> None:
    entries = AuditEntry.objects.count()
    with pytest.raises(Refused) as refusal:
        add(stage, kind="resolution", matter="strategic")
    verdict = refusal.value.findings.refusals[0]
    assert verdict.rule == "right_of_proposal"
    assert "Portal der Großregion" in verdict.source.cite
    assert all(verdict.text(language) for language in ("de", "fr", "en"))
    assert stage.meeting.items.count() == 1
    assert AuditEntry.objects.count() == entries


def test_strategic_item_proposed_by_the_board_is_admitted_with_its_findings(stage: Stage) -> None:
    item = stage.meeting.items.get()
    assert item.proposed_by == ["board"]
    assert item.findings["refused"] is False
    assert {"right_of_proposal", "competence"} <= {verdict["rule"] for verdict in item.findings["verdicts"]}


def test_resolution_without_a_matter_is_an_ordinary_one(stage: Stage) -> None:
    assert add(stage, kind="resolution").matter == "ordinary"
    assert add(stage).matter == ""


def test_election_of_an_office_that_another_organ_elects_is_refused(stage: Stage) -> None:
    with pytest.raises(Refused) as refusal:
        add(stage, kind="election", office="treasurer")
    assert refusal.value.findings.refusals[0].rule == "competence"


def test_item_needs_a_title(stage: Stage) -> None:
    with pytest.raises(NotPossible):
        add(stage, titles={"de": "  "})


def test_items_are_numbered_in_order_and_moved(stage: Stage) -> None:
    second, third = add(stage, "B"), add(stage, "C")
    assert [item.position for item in stage.meeting.items.all()] == [1, 2, 3]
    actions.move_item(third, to=1, by=stage.secretary)
    assert [item.titles["de"] for item in stage.meeting.items.all()] == ["C", "Kampagne", "B"]
    actions.remove_item(third, by=stage.secretary)
    actions.remove_item(third, by=stage.secretary)
    assert [item.position for item in stage.meeting.items.all()] == [1, 2]
    actions.move_item(second, to=99, by=stage.secretary)
    assert stage.meeting.items.get(pk=second.pk).position == 2


def test_what_the_convocation_names_is_neither_moved_nor_removed(stage: Stage) -> None:
    stage.convened()
    item = stage.meeting.items.get()
    with pytest.raises(NotPossible):
        actions.remove_item(item, by=stage.secretary)
    with pytest.raises(NotPossible):
        actions.move_item(item, to=1, by=stage.secretary)


def test_item_added_after_the_convocation_is_not_named_in_it(stage: Stage) -> None:
    stage.convened()
    late = add(stage)
    assert late.named_in is None
    actions.remove_item(late, by=stage.secretary)
    assert stage.meeting.items.count() == 1


def test_item_added_too_late_is_refused(stage: Stage) -> None:
    stage.meeting.starts_at = clock.now() + (stage.meeting.starts_at - clock.now()) / 6
    stage.meeting.save()
    with pytest.raises(Refused) as refusal:
        add(stage, kind="resolution", matter="ordinary")
    assert refusal.value.findings.refusals[0].rule == "item_deadline"


@pytest.mark.parametrize("who", ["councillor", "mayor"])
def test_agenda_is_only_for_those_who_prepare(stage: Stage, who: str) -> None:
    person = stage.house.councillors[0] if who == "councillor" else stage.house.mayors[2]
    item = stage.meeting.items.get()
    with pytest.raises(NotAllowed):
        add(stage, by=make_viewer(person))
    with pytest.raises(NotAllowed):
        actions.move_item(item, to=1, by=make_viewer(person))
    with pytest.raises(NotAllowed):
        actions.remove_item(item, by=make_viewer(person))


def test_agenda_of_a_closed_meeting_is_closed(stage: Stage) -> None:
    over = make_meeting(stage.house.assembly, state="closed")
    make_item(over)
    with pytest.raises(NotPossible):
        actions.add_item(over, kind="information", titles=words("X"), audience="organ", by=stage.secretary)
