"""From a draft over the board to the assembly's agenda."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django_scopes import scope

from quattropole import clock
from quattropole.access.models import Audience, AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.decisions import actions, queries
from quattropole.decisions.models import Election, Placement, Proposal, Resolution
from quattropole.decisions.rules import may_see_proposal, visible_proposals
from quattropole.meetings.actions import add_paper
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from quattropole.texts.actions import Change, Conflict
from tests import factories
from tests.decisions import hall as halls


def test_secretariat_and_members_of_the_organ_draft_and_nobody_else(network: Network) -> None:
    house = halls.furnish(network)
    for person in (house.secretary, house.mayors[1]):
        drafted = actions.draft_proposal(
            house.board, house.assembly, matter="ordinary", by=factories.make_viewer(person)
        )
        assert drafted.state == Proposal.State.DRAFT
        assert drafted.text.authentic == ["de", "fr"]
    for stranger in (factories.make_viewer(house.councillors[0]), factories.make_viewer(None, network=network)):
        with pytest.raises(NotAllowed):
            actions.draft_proposal(house.board, house.assembly, matter="ordinary", by=stranger)
    assert AuditEntry.objects.filter(act="proposal drafted").count() == 2


def test_strangers_neither_write_change_withdraw_nor_place(network: Network) -> None:
    house = halls.furnish(network)
    proposal = halls.proposed(house)
    meeting = halls.plan(house.assembly)
    by = factories.make_viewer(house.councillors[0])
    with pytest.raises(NotAllowed):
        actions.write_proposal(proposal, [Change("de", "Neu", "Neu", 1)], by=by)
    with pytest.raises(NotAllowed):
        actions.change_proposal(proposal, matter="ordinary", field=None, audience="public", by=by)
    with pytest.raises(NotAllowed):
        actions.withdraw_proposal(proposal, by=by)
    with pytest.raises(NotAllowed):
        actions.place_proposal(proposal, meeting, by=by)
    assert not Placement.objects.exists()


def test_somebody_elses_words_are_not_overwritten(network: Network) -> None:
    house = halls.furnish(network)
    proposal, by = halls.proposed(house), factories.make_viewer(house.secretary)
    actions.write_proposal(proposal, [Change("de", "Erste", "Fassung", 1)], by=by)
    with pytest.raises(Conflict):
        actions.write_proposal(proposal, [Change("de", "Andere", "Fassung", 1)], by=by)
    proposal.refresh_from_db()
    assert queries.wording_of(proposal)[0]["de"] == "Erste"


def test_strategic_proposal_without_the_board_is_refused_in_german_and_french(network: Network) -> None:
    house = halls.furnish(network)
    draft = factories.make_proposal(house.board, house.assembly, matter="strategic")
    by = factories.make_viewer(house.secretary)
    with pytest.raises(Refused) as refused:
        actions.place_proposal(draft, halls.plan(house.assembly), by=by)
    verdict = next(v for v in refused.value.findings.refusals if v.rule == "right_of_proposal")
    assert verdict.source.cite
    assert "Vorstand" in verdict.text("de")
    assert verdict.text("fr") not in {verdict.text("de"), verdict.text("en")}
    assert not AgendaItem.objects.exists()
    draft.refresh_from_db()
    assert draft.state == Proposal.State.DRAFT


def test_board_makes_the_proposal_and_the_assembly_decides_it(network: Network) -> None:
    house = halls.furnish(network)
    secretary = factories.make_viewer(house.secretary)
    draft = factories.make_proposal(house.board, house.assembly, matter="strategic", audience=Audience.PUBLIC)
    item = actions.place_proposal(draft, halls.plan(house.board), by=secretary)
    assert halls.placement_of(item).purpose == Placement.Purpose.PROPOSE
    hall = halls.begin(house, item.meeting)
    vote = actions.open_vote(AgendaItem.objects.get(pk=item.pk), method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "yes", 2: "yes", 3: "abstain"})
    halls.decide(hall, vote)
    draft.refresh_from_db()
    assert (draft.state, draft.proposed_on) == (Proposal.State.PROPOSED, clock.today())

    item = actions.place_proposal(draft, halls.plan(house.assembly), by=factories.make_viewer(house.secretary))
    assert halls.placement_of(item).purpose == Placement.Purpose.DECIDE
    assert item.proposed_by == ["board"]
    hall = halls.begin(house, item.meeting)
    vote = actions.open_vote(AgendaItem.objects.get(pk=item.pk), method="named", by=hall.chair)
    halls.cast(hall, vote, dict.fromkeys(range(12), "yes"))
    halls.decide(hall, vote)
    draft.refresh_from_db()
    assert draft.state == Proposal.State.DECIDED
    assert [entry.organ.key for entry in Resolution.objects.order_by("pk")] == ["board", "assembly"]
    steps = queries.proposal_thread(draft, factories.make_viewer(None, network=network))
    assert [step.kind for step in steps] == ["proposal", "meeting", "meeting", "resolution", "resolution"]


def test_what_the_board_has_proposed_is_what_the_assembly_gets(network: Network) -> None:
    house = halls.furnish(network)
    text = factories.make_text(fr="", title=("Titel", ""))
    draft = factories.make_proposal(house.board, house.assembly, text=text)
    item = actions.place_proposal(draft, halls.plan(house.board), by=factories.make_viewer(house.secretary))
    hall = halls.begin(house, item.meeting)
    vote = actions.open_vote(AgendaItem.objects.get(pk=item.pk), method="hands", by=hall.chair)
    actions.count_hands(vote, counts={"yes": 4}, by=hall.chair)
    halls.decide(hall, vote)
    with pytest.raises(NotPossible):
        actions.write_proposal(draft, [Change("de", "Anders", "Der Wortlaut.", 1)], by=hall.secretary)
    actions.write_proposal(draft, [Change("fr", "Titre", "Le texte.", 1)], by=hall.secretary)
    assert actions.register_resolution(vote, by=hall.secretary).bodies["fr"] == "Le texte."


def test_board_that_does_not_carry_leaves_a_draft_and_assembly_rejects(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "no", 2: "no"})
    halls.decide(hall, vote)
    assert Proposal.objects.get().state == Proposal.State.REJECTED
    assert not Resolution.objects.exists()
    with pytest.raises(NotPossible):
        actions.open_vote(item, method="named", by=hall.chair)


def test_proposal_stands_once_on_coming_agendas_and_only_of_its_organs(network: Network) -> None:
    house = halls.furnish(network)
    by = factories.make_viewer(house.secretary)
    proposal = halls.proposed(house)
    actions.place_proposal(proposal, halls.plan(house.assembly), by=by)
    with pytest.raises(NotPossible):
        actions.place_proposal(proposal, halls.plan(house.assembly), by=by)
    with pytest.raises(NotPossible):
        actions.place_proposal(proposal, halls.plan(house.board), by=by)
    with pytest.raises(NotPossible):
        actions.place_proposal(proposal, halls.plan(factories.make_organ(network, "group")), by=by)


def test_untitled_proposal_is_not_placed(network: Network) -> None:
    house = halls.furnish(network)
    by = factories.make_viewer(house.secretary)
    draft = actions.draft_proposal(house.board, house.assembly, matter="ordinary", by=by)
    with pytest.raises(NotPossible):
        actions.place_proposal(draft, halls.plan(house.board), by=by)


def test_running_vote_freezes_the_text_and_a_later_change_does_not_touch_it(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="hands", by=hall.chair)
    proposal = Proposal.objects.get()
    with pytest.raises(NotPossible):
        actions.write_proposal(proposal, [Change("de", "Neu", "Neu", 1)], by=hall.secretary)
    with pytest.raises(NotPossible):
        actions.withdraw_proposal(proposal, by=hall.secretary)
    actions.cancel_vote(vote, by=hall.chair)
    actions.write_proposal(proposal, [Change("de", "Neu", "Neu", 1)], by=hall.secretary)
    vote.refresh_from_db()
    assert vote.titles["de"] == "Titel"


def test_matter_is_fixed_once_proposed(network: Network) -> None:
    house = halls.furnish(network)
    by = factories.make_viewer(house.secretary)
    proposal = halls.proposed(house)
    with pytest.raises(NotPossible):
        actions.change_proposal(proposal, matter="strategic", field=None, audience="public", by=by)
    field = factories.make_field(network)
    assert actions.change_proposal(proposal, matter="ordinary", field=field, audience="public", by=by).field == field


def test_withdrawn_proposal_leaves_the_agendas_that_were_not_sent(network: Network) -> None:
    house = halls.furnish(network)
    by = factories.make_viewer(house.secretary)
    meeting = halls.plan(house.assembly)
    factories.make_item(meeting, kind="information")
    proposal = halls.proposed(house)
    actions.place_proposal(proposal, meeting, by=by)
    factories.make_item(meeting, kind="information")
    actions.withdraw_proposal(proposal, by=factories.make_viewer(house.mayors[1]))
    assert [item.position for item in meeting.items.order_by("position")] == [1, 2]
    assert not Placement.objects.exists()
    with pytest.raises(NotPossible):
        actions.place_proposal(proposal, meeting, by=by)


@pytest.mark.django_db(transaction=True)
def test_withdrawn_proposal_takes_the_papers_of_its_item_along_and_the_log_names_them() -> None:
    network = factories.make_network()
    with scope(network=network):
        house = halls.furnish(network)
        by = factories.make_viewer(house.secretary)
        meeting, proposal = halls.plan(house.assembly), halls.proposed(house)
        item = actions.place_proposal(proposal, meeting, by=by)
        paper = add_paper(
            meeting,
            item,
            upload=SimpleUploadedFile("note.txt", b"A note."),
            title="Note",
            language="de",
            audience="organ",
            by=by,
        )
        stored = Path(paper.file.path)
        assert stored.exists()
        actions.withdraw_proposal(proposal, by=by)
        assert not stored.exists()
        removed = AuditEntry.objects.get(act="agenda item removed")
        assert removed.details["papers"] == [paper.sha256]


def test_withdrawn_proposal_stays_on_an_agenda_that_was_sent_but_is_not_voted_on(network: Network) -> None:
    hall, item = halls.assembly(network)
    actions.withdraw_proposal(Proposal.objects.get(), by=hall.secretary)
    assert Placement.objects.filter(item=item).exists()
    with pytest.raises(NotPossible):
        actions.open_vote(item, method="named", by=hall.chair)


def test_agenda_follows_titles_until_it_is_sent_and_audience_until_it_is_held(network: Network) -> None:
    house = halls.furnish(network)
    by = factories.make_viewer(house.secretary)
    proposal = halls.proposed(house, text=factories.make_text(title=("Titel", "")), audience=Audience.ORGAN)
    item = actions.place_proposal(proposal, halls.plan(house.assembly), by=by)
    assert dict(item.titles) == {"de": "Titel"}
    actions.write_proposal(proposal, [Change("fr", "Titre", "Le texte.", 1)], by=by)
    actions.change_proposal(proposal, matter="ordinary", field=None, audience=Audience.PUBLIC, by=by)
    item.refresh_from_db()
    assert (dict(item.titles), item.audience) == ({"de": "Titel", "fr": "Titre"}, Audience.PUBLIC)
    halls.begin(house, item.meeting)
    actions.write_proposal(proposal, [Change("fr", "Autre titre", "Le texte.", 2)], by=by)
    item.refresh_from_db()
    assert item.titles["fr"] == "Titre"


def test_proposal_for_an_election_becomes_an_election_on_the_agenda(network: Network) -> None:
    house = halls.furnish(network)
    by = factories.make_viewer(house.secretary)
    proposal = halls.proposed(house, matter="election", office=house.presidency)
    item = actions.place_proposal(proposal, halls.plan(house.assembly), by=by)
    assert item.kind == AgendaItem.Kind.ELECTION
    assert Election.objects.get().item == item


def test_filter_and_predicate_agree_on_who_sees_a_proposal(network: Network) -> None:
    house = halls.furnish(network)
    group = factories.make_organ(network, "group")
    outsider = factories.make_holder(group, house.cities[0])
    for audience in Audience.values:
        halls.proposed(house, audience=audience)
    people = [None, outsider, house.councillors[0], house.mayors[1], house.secretary]
    seen = []
    for person in people:
        viewer = factories.make_viewer(person, network=network)
        listed = set(visible_proposals(viewer))
        assert listed == {one for one in Proposal.objects.all() if may_see_proposal(viewer, one)}
        seen.append(len(listed))
    assert seen == [1, 2, 3, 3, 4]


def test_messages_are_in_the_readers_language(network: Network) -> None:
    house = halls.furnish(network)
    with translation.override("fr"), pytest.raises(NotAllowed) as told:
        actions.draft_proposal(
            house.board, house.assembly, matter="ordinary", by=factories.make_viewer(None, network=network)
        )
    assert told.value.reason
