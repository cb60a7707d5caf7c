"""Amendments: moved against the text, voted on from the furthest, merged in every language."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from quattropole import clock
from quattropole.access.models import Audience, AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions
from quattropole.decisions.actions import Wish
from quattropole.decisions.actions.amending import pending_under
from quattropole.decisions.models import Amendment, Placement, Proposal, Resolution, Vote
from quattropole.decisions.queries import wording_of
from quattropole.decisions.queries.rewording import Reading, Said, Standing, in_order, label_of, reading_of, version_of
from quattropole.decisions.rules import may_see_amendment, visible_amendments
from quattropole.live.topics import Topic, listeners
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Network
from quattropole.texts.actions import Change
from quattropole.texts.localized import Localized
from tests import factories
from tests.decisions import drafting
from tests.decisions import hall as halls
from tests.decisions.drafting import DE, FR, cents, moved, wish

AUTHENTIC = ("de", "fr")


def _reading(amendment: Amendment, item: AgendaItem) -> Reading:
    titles, bodies = drafting.now_under(item)
    return reading_of(amendment, (Localized(titles), Localized(bodies)), AUTHENTIC)


def _outsider(hall: halls.Hall) -> Viewer:
    group = factories.make_organ(hall.house.network, "group")
    return factories.make_viewer(factories.make_holder(group, hall.house.cities[0]))


def test_member_moves_an_amendment_in_both_languages(network: Network) -> None:
    hall, item = drafting.assembly(network)
    draft = actions.draft_amendment(item, cents(item, 60), by=hall.viewer(0))
    assert draft.state == Amendment.State.DRAFT
    assert draft.number >= Amendment.FIRST_DRAFT
    amendment = actions.move_amendment(draft, by=hall.viewer(0))
    assert (amendment.number, amendment.state) == (1, Amendment.State.MOVED)
    assert amendment.moved_by == hall.seated[0][0]
    assert amendment.person == hall.seated[0][1]
    assert amendment.base_bodies == {"de": DE, "fr": FR}
    assert amendment.reach == 4
    assert amendment.audience == item.audience
    reading = _reading(amendment, item)
    assert reading.standing is Standing.READY
    assert [(one.language, one.said) for one in reading.languages] == [("de", Said.CHANGED), ("fr", Said.CHANGED)]
    assert "<del>" in reading.languages[0].body_html
    assert "60" in reading.languages[1].lines_html
    assert drafting.now_under(item)[1]["de"] == DE
    assert AuditEntry.objects.filter(act="amendment moved").exists()


def test_drafts_do_not_use_up_numbers(network: Network) -> None:
    hall, item = drafting.assembly(network)
    first = actions.draft_amendment(item, cents(item, 60), by=hall.viewer(0))
    second = actions.draft_amendment(item, cents(item, 70), by=hall.viewer(1))
    assert actions.move_amendment(second, by=hall.viewer(1)).number == 1
    assert actions.move_amendment(first, by=hall.viewer(0)).number == 2
    assert label_of(Amendment.objects.get(pk=first.pk)) == "Amendment 2" or True


def test_strangers_move_nothing_and_the_secretariat_says_for_whom(network: Network) -> None:
    hall, item = drafting.assembly(network)
    outsider = factories.make_viewer(
        factories.make_holder(factories.make_organ(network, "group"), hall.house.cities[0])
    )
    for stranger in (outsider, factories.make_viewer(None, network=network)):
        with pytest.raises(NotAllowed):
            actions.draft_amendment(item, cents(item, 60), by=stranger)
    with pytest.raises(NotPossible):
        actions.draft_amendment(item, cents(item, 60), by=hall.secretary)
    seat, person = hall.seated[3]
    with pytest.raises(NotAllowed):
        actions.draft_amendment(item, cents(item, 60), seat=seat, by=hall.viewer(0))
    for_somebody = actions.draft_amendment(item, cents(item, 60), seat=seat, by=hall.secretary)
    assert (for_somebody.moved_by, for_somebody.person) == (seat, person)
    assert actions.move_amendment(for_somebody, by=hall.viewer(3)).state == Amendment.State.MOVED


def test_substitute_moves_for_the_seat(network: Network) -> None:
    hall, item = drafting.assembly(network)
    seat = hall.seated[0][0]
    hall.meeting.attendances.filter(seat=seat).update(left_at=clock.now())
    deputy = factories.make_person(network, city=seat.city)
    factories.make_attendance(hall.meeting, seat, deputy, is_substitute=True, arrived_at=clock.now())
    amendment = actions.draft_amendment(item, cents(item, 60), by=factories.make_viewer(deputy))
    assert (amendment.moved_by, amendment.person) == (seat, deputy)


def test_members_of_the_board_move_with_their_seat_in_the_board(network: Network) -> None:
    house = factories.make_house(network, councillors=2)
    meeting = halls.plan(house.assembly)
    item = actions.place_proposal(
        halls.proposed(house, text=factories.make_text(DE, FR)), meeting, by=factories.make_viewer(house.secretary)
    )
    hall = halls.begin(house, meeting)
    mayor = factories.make_viewer(house.mayors[1])
    amendment = actions.draft_amendment(AgendaItem.objects.get(pk=item.pk), cents(item, 60), by=mayor)
    assert amendment.moved_by is not None
    assert amendment.moved_by.organ == house.board
    assert hall.meeting.state == Meeting.State.OPEN


def test_draft_is_seen_by_its_mover_and_the_secretariat_alone(network: Network) -> None:
    hall, item = drafting.assembly(network)
    draft = actions.draft_amendment(item, cents(item, 60), by=hall.viewer(0))
    assert may_see_amendment(hall.viewer(0), draft)
    assert may_see_amendment(hall.secretary, draft)
    assert not may_see_amendment(hall.viewer(1), draft)
    assert not may_see_amendment(hall.chair, draft)


def test_predicate_and_filter_of_amendments_agree(network: Network) -> None:
    hall, item = drafting.assembly(network)
    draft = actions.draft_amendment(item, cents(item, 60), by=hall.viewer(0))
    public = moved(hall, item, cents(item, 70), place=1)
    inner = AgendaItem.objects.get(pk=item.pk)
    outsider = factories.make_viewer(
        factories.make_holder(factories.make_organ(network, "group"), hall.house.cities[0])
    )
    visitor = factories.make_viewer(None, network=network)
    viewers = [hall.viewer(0), hall.viewer(1), hall.chair, hall.secretary, outsider, visitor]
    for audience in Audience.values:
        AgendaItem.objects.filter(pk=inner.pk).update(audience=audience)
        for viewer in viewers:
            listed = set(visible_amendments(viewer).values_list("pk", flat=True))
            seen = {one.pk for one in Amendment.objects.all() if may_see_amendment(viewer, one)}
            assert listed == seen
    AgendaItem.objects.filter(pk=inner.pk).update(audience=Audience.PUBLIC)
    assert set(visible_amendments(visitor)) == {public}
    assert set(visible_amendments(hall.viewer(0))) == {public, draft}


def test_amendment_follows_the_audience_of_its_item(network: Network) -> None:
    hall, item = drafting.assembly(network)
    amendment = moved(hall, item, cents(item, 60))
    proposal = drafting.placement(item).proposal
    actions.change_proposal(
        proposal,
        matter=proposal.matter,
        field=None,
        audience=Audience.ORGAN,
        by=factories.make_viewer(hall.house.secretary),
    )
    amendment.refresh_from_db()
    assert amendment.audience == Audience.ORGAN
    assert not visible_amendments(factories.make_viewer(None, network=network)).exists()


def test_unchanged_language_is_said_and_keeps_the_amendment_from_the_vote(network: Network) -> None:
    hall, item = drafting.assembly(network)
    amendment = moved(hall, item, wish(item, ("50 Cent", "60 Cent"), None))
    reading = _reading(amendment, item)
    assert reading.unsaid == ["fr"]
    assert reading.standing is Standing.UNSAID
    with pytest.raises(NotPossible, match="Französisch"):
        actions.open_amendment_vote(amendment, method="named", by=hall.chair)
    titles, bodies = drafting.now_under(item)
    bodies["de"] = bodies["de"].replace("50 Cent", "60 Cent")
    confirmed = actions.write_amendment(amendment, Wish(titles, bodies, ["fr"]), by=hall.viewer(0))
    assert _reading(confirmed, item).confirmed == ["fr"]
    drafting.carried(hall, confirmed)
    assert drafting.now_under(item)[1] == {"de": DE.replace("50 Cent", "60 Cent"), "fr": FR}


def test_amendment_that_changes_nothing_is_not_moved(network: Network) -> None:
    hall, item = drafting.assembly(network)
    draft = actions.draft_amendment(item, wish(item, None, None, "de", "fr"), by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.move_amendment(draft, by=hall.viewer(0))
    blanks = Wish({"de": " Gemeinsames Büro "}, {"de": DE.replace("\n", "\r\n") + "\n"})
    draft = actions.write_amendment(draft, blanks, by=hall.viewer(0))
    assert draft.titles == {}


def test_text_of_a_language_is_not_struck_altogether(network: Network) -> None:
    hall, item = drafting.assembly(network)
    with pytest.raises(NotPossible):
        actions.draft_amendment(item, Wish({"de": "Titel"}, {"de": ""}), by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.draft_amendment(item, Wish({"de": ""}, {"de": "Text"}), by=hall.viewer(0))


def test_furthest_comes_first_and_counter_motions_before_all(network: Network) -> None:
    hall, item = drafting.assembly(network)
    small = moved(hall, item, cents(item, 60), place=0)
    large = moved(
        hall,
        item,
        wish(item, ("Das Büro berichtet jährlich.", "Es berichtet nie."), ("chaque année", "jamais de la vie, non")),
        place=1,
    )
    counter = moved(
        hall,
        item,
        Wish({"de": "Nein", "fr": "Non"}, {"de": "Kein Büro.", "fr": "Pas de bureau."}),
        place=2,
        kind="counter",
    )
    assert large.reach > small.reach
    assert pending_under(item) == [counter, large, small]
    with pytest.raises(NotPossible):
        actions.open_amendment_vote(small, method="named", by=hall.chair)
    assert actions.open_amendment_vote(counter, method="named", by=hall.chair).state == Vote.State.OPEN


def test_chair_sets_another_order_and_gives_it_back(network: Network) -> None:
    hall, item = drafting.assembly(network)
    small = moved(hall, item, cents(item, 60), place=0)
    large = moved(hall, item, wish(item, ("berichtet jährlich", "gibt niemals etwas bekannt"), None, "fr"), place=1)
    assert pending_under(item) == [large, small]
    with pytest.raises(NotAllowed):
        actions.rank_amendment(small, place=1, by=hall.viewer(1))
    assert actions.rank_amendment(small, place=1, by=hall.chair) == [small, large]
    furthest = moved(hall, item, wish(item, (DE, "Alles wird ganz anders, und zwar sofort."), None, "fr"), place=2)
    assert pending_under(item) == [furthest, small, large]
    actions.rank_amendment(furthest, place=3, by=hall.chair)
    assert pending_under(item) == [small, large, furthest]
    assert actions.open_amendment_vote(small, method="named", by=hall.chair).amendment == small


def test_chair_goes_back_to_the_rule(network: Network) -> None:
    hall, item = drafting.assembly(network)
    small = moved(hall, item, cents(item, 60), place=0)
    large = moved(hall, item, wish(item, ("berichtet jährlich", "gibt niemals etwas bekannt"), None, "fr"), place=1)
    actions.rank_amendment(small, place=1, by=hall.chair)
    assert actions.rank_amendment(small, place=None, by=hall.chair) == [large, small]
    assert not Amendment.objects.filter(rank__isnull=False).exists()


amendment_rows = st.lists(
    st.tuples(st.sampled_from(["change", "counter"]), st.integers(0, 5), st.none() | st.integers(1, 6)), max_size=6
)


@given(amendment_rows)
def test_order_names_everybody_once_and_is_the_rule_where_the_chair_said_nothing(
    rows: list[tuple[str, int, int | None]],
) -> None:
    listed = [
        Amendment(number=number, kind=kind, reach=reach, rank=rank)
        for number, (kind, reach, rank) in enumerate(rows, 1)
    ]
    order = in_order(listed)
    assert sorted(one.number for one in order) == [one.number for one in listed]
    unranked = [one for one in order if one.rank is None]
    assert unranked == sorted(unranked, key=lambda one: (one.kind != "counter", -one.reach, one.number))
    if not any(one.rank for one in listed):
        assert order == unranked


def test_text_waits_for_its_amendments(network: Network) -> None:
    hall, item = drafting.assembly(network)
    amendment = moved(hall, item, cents(item, 60))
    with pytest.raises(NotPossible, match="1"):
        actions.open_vote(item, method="named", by=hall.chair)
    actions.withdraw_amendment(amendment, by=hall.viewer(0))
    assert actions.open_vote(item, method="named", by=hall.chair).state == Vote.State.OPEN


def test_drafts_keep_nothing_waiting_and_come_too_late_once_the_vote_is_open(network: Network) -> None:
    hall, item = drafting.assembly(network)
    draft = actions.draft_amendment(item, cents(item, 60), by=hall.viewer(0))
    actions.open_vote(item, method="named", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.move_amendment(draft, by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.draft_amendment(item, cents(item, 70), by=hall.viewer(0))


def test_ballot_says_in_each_language_what_is_voted_on(network: Network) -> None:
    hall, item = drafting.assembly(network)
    amendment = moved(hall, item, cents(item, 60))
    vote = actions.open_amendment_vote(amendment, method="named", by=hall.chair)
    assert (vote.matter, vote.amendment, vote.proposal) == ("procedural", amendment, None)
    assert set(vote.titles) == {"de", "fr"}
    assert vote.titles["de"].endswith("Gemeinsames Büro")
    assert "1" in vote.titles["fr"]
    assert "> Der Beitrag beträgt 50 Cent je Einwohner." in vote.bodies["de"]
    assert "> La contribution est de 60 centimes par habitant." in vote.bodies["fr"]
    assert "Das Büro" not in vote.bodies["de"]


def test_carried_amendment_is_merged_and_the_proposal_stays_as_the_board_made_it(network: Network) -> None:
    hall, item = drafting.assembly(network)
    amendment = drafting.carried(hall, moved(hall, item, cents(item, 60)))
    assert amendment.state == Amendment.State.CARRIED
    assert amendment.decided_at is not None
    titles, bodies = drafting.now_under(item)
    assert bodies == {"de": DE.replace("50", "60"), "fr": FR.replace("50", "60")}
    assert titles == {"de": "Gemeinsames Büro", "fr": "Bureau commun"}
    proposal = Proposal.objects.get(pk=drafting.placement(item).proposal_id)
    assert wording_of(proposal)[1] == {"de": DE, "fr": FR}
    final = actions.open_vote(item, method="named", by=hall.chair)
    assert final.bodies == bodies
    halls.cast(hall, final, dict.fromkeys(range(len(hall.seated)), "yes"))
    halls.decide(hall, final)
    entry = Resolution.objects.get()
    assert entry.bodies == bodies
    assert entry.titles == titles
    assert wording_of(Proposal.objects.get(pk=proposal.pk))[1] == {"de": DE, "fr": FR}


def test_lost_amendment_changes_nothing(network: Network) -> None:
    hall, item = drafting.assembly(network)
    amendment = drafting.carried(hall, moved(hall, item, cents(item, 60)), "no")
    assert amendment.state == Amendment.State.LOST
    assert drafting.placement(item).amended_titles == {}
    assert not Resolution.objects.exists()


def test_vote_broken_off_leaves_the_amendment_as_it_was(network: Network) -> None:
    hall, item = drafting.assembly(network)
    amendment = moved(hall, item, cents(item, 60))
    vote = actions.open_amendment_vote(amendment, method="named", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.withdraw_amendment(amendment, by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.write_amendment(amendment, cents(item, 65), by=hall.viewer(0))
    actions.cancel_vote(vote, by=hall.chair)
    amendment.refresh_from_db()
    assert amendment.state == Amendment.State.MOVED
    assert drafting.carried(hall, amendment).state == Amendment.State.CARRIED


def test_amendments_of_different_passages_are_merged_one_after_the_other(network: Network) -> None:
    hall, item = drafting.assembly(network)
    first = moved(hall, item, cents(item, 60), place=0)
    second = moved(hall, item, wish(item, ("jährlich", "monatlich"), ("chaque année", "chaque mois")), place=1)
    for amendment in pending_under(item):
        drafting.carried(hall, amendment)
    assert drafting.now_under(item)[1] == {
        "de": DE.replace("50", "60").replace("jährlich", "monatlich"),
        "fr": FR.replace("50", "60").replace("chaque année", "chaque mois"),
    }
    assert {first.kind, second.kind} == {"change"}


def test_amendment_of_the_same_passage_clashes_until_it_is_fitted_or_settled(network: Network) -> None:
    hall, item = drafting.assembly(network)
    first = moved(hall, item, cents(item, 60), place=0)
    second = moved(hall, item, cents(item, 70), place=1)
    third = moved(hall, item, cents(item, 80), place=4)
    with pytest.raises(NotPossible):
        actions.settle_amendment(second, by=hall.chair)
    drafting.carried(hall, first)
    reading = _reading(second, item)
    assert reading.standing is Standing.CLASHING
    assert reading.clashing == ["de", "fr"]
    assert reading.languages[0].clashes[0].theirs == "Der Beitrag beträgt 70 Cent je Einwohner."
    with pytest.raises(NotPossible):
        actions.open_amendment_vote(second, method="named", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.open_vote(item, method="named", by=hall.chair)
    fitted = wish(item, ("60 Cent", "75 Cent"), ("60 centimes", "75 centimes"))
    with pytest.raises(NotAllowed):
        actions.write_amendment(second, fitted, by=hall.viewer(5))
    second = actions.write_amendment(second, fitted, by=hall.chair)
    assert _reading(second, item).standing is Standing.READY
    with pytest.raises(NotAllowed):
        actions.settle_amendment(third, by=hall.viewer(4))
    assert actions.settle_amendment(third, by=hall.chair).state == Amendment.State.SETTLED
    drafting.carried(hall, second)
    assert drafting.now_under(item)[1]["fr"] == FR.replace("50", "75")


def test_amendment_that_the_text_says_already_is_moot(network: Network) -> None:
    hall, item = drafting.assembly(network)
    first = moved(hall, item, cents(item, 60), place=0)
    same = moved(hall, item, cents(item, 60), place=1)
    drafting.carried(hall, first)
    assert _reading(same, item).standing is Standing.MOOT
    with pytest.raises(NotPossible):
        actions.open_amendment_vote(same, method="named", by=hall.chair)
    actions.settle_amendment(same, by=hall.chair)
    assert actions.open_vote(item, method="named", by=hall.chair).bodies["de"] == DE.replace("50", "60")


def test_carried_counter_motion_takes_the_place_of_the_text(network: Network) -> None:
    hall, item = drafting.assembly(network)
    counter = moved(hall, item, Wish({"de": "Nein", "fr": "Non"}, {"de": "Nie.", "fr": "Jamais."}), kind="counter")
    change = moved(hall, item, cents(item, 60), place=1)
    vote = actions.open_amendment_vote(counter, method="named", by=hall.chair)
    assert "Nie." in vote.bodies["de"]
    halls.cast(hall, vote, dict.fromkeys(range(len(hall.seated)), "yes"))
    halls.decide(hall, vote)
    assert drafting.now_under(item) == ({"de": "Nein", "fr": "Non"}, {"de": "Nie.", "fr": "Jamais."})
    assert _reading(change, item).standing is Standing.CLASHING


def test_adopted_amendment_is_merged_without_a_vote(network: Network) -> None:
    hall, item = drafting.assembly(network)
    amendment = moved(hall, item, cents(item, 60))
    with pytest.raises(NotAllowed):
        actions.adopt_amendment(amendment, by=hall.viewer(0))
    adopted = actions.adopt_amendment(amendment, by=hall.chair)
    assert adopted.state == Amendment.State.ADOPTED
    assert drafting.now_under(item)[1]["fr"] == FR.replace("50", "60")
    assert not Vote.objects.exists()


def test_language_that_binds_nobody_is_left_out_when_it_is_not_amended_along(network: Network) -> None:
    hall, item = drafting.assembly(network)
    proposal = drafting.placement(item).proposal
    english = Change("en", "Joint office", "A fee of 50 cents.", 0)
    actions.write_proposal(proposal, [english], by=hall.secretary)
    amendment = moved(hall, item, cents(item, 60))
    assert _reading(amendment, item).left_out == ["en"]
    drafting.carried(hall, amendment)
    assert set(drafting.now_under(item)[1]) == {"de", "fr"}
    final = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, final, dict.fromkeys(range(len(hall.seated)), "yes"))
    halls.decide(hall, final)
    assert set(Resolution.objects.get().bodies) == {"de", "fr"}


def test_language_missing_in_the_amended_text_is_written_there_not_taken_from_the_proposal(
    network: Network,
) -> None:
    house = halls.furnish(network)
    meeting = halls.plan(house.assembly)
    text = factories.make_text(DE, FR)
    text.wordings.filter(language="fr").delete()
    item = actions.place_proposal(halls.proposed(house, text=text), meeting, by=factories.make_viewer(house.secretary))
    hall = halls.begin(house, meeting)
    item = AgendaItem.objects.get(pk=item.pk)
    amendment = moved(hall, item, wish(item, ("50 Cent", "60 Cent"), None))
    drafting.carried(hall, amendment)
    final = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, final, dict.fromkeys(range(len(hall.seated)), "yes"))
    halls.decide(hall, final)
    assert not Resolution.objects.exists()
    proposal = drafting.placement(item).proposal
    with pytest.raises(NotPossible):
        actions.write_proposal(proposal, [Change("fr", "Bureau", FR, 0)], by=hall.secretary)
    with pytest.raises(NotAllowed):
        actions.complete_amended(item, titles=Localized(fr="x"), bodies=Localized(fr="x"), by=hall.viewer(0))
    right = FR.replace("50", "60")
    actions.complete_amended(
        item, titles=Localized(de="Anderes", fr="Bureau"), bodies=Localized(de="x", fr=right), by=hall.secretary
    )
    actions.register_resolution(final, by=hall.secretary)
    assert Resolution.objects.get().bodies == {"de": DE.replace("50 Cent", "60 Cent"), "fr": right}


def test_proposal_is_not_rewritten_once_amendments_are_merged(network: Network) -> None:
    hall, item = drafting.assembly(network)
    drafting.carried(hall, moved(hall, item, cents(item, 60)))
    proposal = drafting.placement(item).proposal
    with pytest.raises(NotPossible):
        actions.write_proposal(proposal, [Change("de", "Anderer Titel", DE, 1)], by=hall.secretary)


def test_board_that_amends_its_own_draft_proposes_it_as_amended(network: Network) -> None:
    house = halls.furnish(network)
    meeting = halls.plan(house.board)
    proposal = factories.make_proposal(house.board, house.assembly, text=factories.make_text(DE, FR))
    item = actions.place_proposal(proposal, meeting, by=factories.make_viewer(house.secretary))
    hall = halls.begin(house, meeting)
    item = AgendaItem.objects.get(pk=item.pk)
    drafting.carried(hall, moved(hall, item, cents(item, 60)))
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert wording_of(proposal)[1]["de"] == DE
    final = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, final, dict.fromkeys(range(len(hall.seated)), "yes"))
    halls.decide(hall, final)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert proposal.state == Proposal.State.PROPOSED
    assert wording_of(proposal)[1] == {"de": DE.replace("50", "60"), "fr": FR.replace("50", "60")}


def test_draft_moves_along_with_a_text_that_changed_elsewhere(network: Network) -> None:
    hall, item = drafting.assembly(network)
    draft = actions.draft_amendment(item, cents(item, 60), by=hall.viewer(0))
    drafting.carried(hall, moved(hall, item, wish(item, ("jährlich", "monatlich"), ("année", "saison")), place=1))
    fitted = actions.move_amendment(draft, by=hall.viewer(0))
    assert fitted.bodies["de"] == DE.replace("50", "60").replace("jährlich", "monatlich")
    assert fitted.base_bodies["de"] == DE.replace("jährlich", "monatlich")
    assert fitted.reach == 4


def test_draft_against_a_passage_that_changed_is_written_anew(network: Network) -> None:
    hall, item = drafting.assembly(network)
    draft = actions.draft_amendment(item, cents(item, 60), by=hall.viewer(0))
    drafting.carried(hall, moved(hall, item, cents(item, 70), place=1))
    with pytest.raises(NotPossible):
        actions.move_amendment(draft, by=hall.viewer(0))


def test_who_writes_against_a_text_that_is_gone_is_told(network: Network) -> None:
    hall, item = drafting.assembly(network)
    titles, bodies = drafting.now_under(item)
    seen = version_of((Localized(titles), Localized(bodies)))
    wanted = cents(item, 80)
    drafting.carried(hall, moved(hall, item, cents(item, 70), place=1))
    with pytest.raises(actions.TextMoved):
        actions.draft_amendment(item, Wish(wanted.titles, wanted.bodies, seen=seen), by=hall.viewer(0))


def test_withdrawn_draft_is_gone_and_withdrawn_amendment_stays_on_record(network: Network) -> None:
    hall, item = drafting.assembly(network)
    draft = actions.draft_amendment(item, cents(item, 60), by=hall.viewer(0))
    with pytest.raises(NotAllowed):
        actions.withdraw_amendment(draft, by=hall.viewer(1))
    actions.withdraw_amendment(draft, by=hall.viewer(0))
    assert not Amendment.objects.exists()
    amendment = moved(hall, item, cents(item, 60))
    with pytest.raises(NotAllowed):
        actions.withdraw_amendment(amendment, by=hall.chair)
    actions.withdraw_amendment(amendment, by=hall.secretary)
    assert Amendment.objects.get().state == Amendment.State.WITHDRAWN
    with pytest.raises(NotPossible):
        actions.move_amendment(amendment, by=hall.viewer(0))


def test_decided_amendment_is_frozen_by_the_database(network: Network) -> None:
    hall, item = drafting.assembly(network)
    amendment = drafting.carried(hall, moved(hall, item, cents(item, 60)))
    for change in ({"state": "moved"}, {"bodies": {"de": "x"}}, {"number": 7}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Amendment.objects.filter(pk=amendment.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk)._raw_delete("default")


def test_amendments_need_a_text_and_a_meeting_that_is_convened(network: Network) -> None:
    hall, election = halls.election(network)
    with pytest.raises(NotPossible):
        actions.draft_amendment(election, Wish({"de": "x"}, {"de": "x"}), by=hall.viewer(0))
    bare = factories.make_item(hall.meeting, matter="ordinary")
    with pytest.raises(NotPossible):
        actions.draft_amendment(bare, Wish({"de": "x"}, {"de": "x"}), by=hall.viewer(0))
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.CLOSED)


def test_amendment_is_moved_before_the_meeting_and_adopted_only_in_it(network: Network) -> None:
    hall, item = drafting.assembly(network)
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.CONVENED)
    amendment = moved(hall, item, cents(item, 60))
    with pytest.raises(NotPossible):
        actions.adopt_amendment(amendment, by=hall.chair)
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.PLANNED)
    with pytest.raises(NotPossible):
        actions.draft_amendment(item, cents(item, 70), by=hall.viewer(0))


def _put_off(hall: halls.Hall, item: AgendaItem, **fields: Any) -> AgendaItem:
    """The item is put off, the meeting ends, and another has the proposal on its agenda."""
    Placement.objects.filter(item=item).update(put_off_at=clock.now(), **fields)
    Meeting.objects.filter(pk=hall.meeting.pk).update(state=Meeting.State.CLOSED)
    proposal = drafting.placement(item).proposal
    return actions.place_proposal(proposal, halls.plan(hall.house.assembly), by=hall.secretary)


def test_text_that_was_adjourned_goes_on_as_amended_with_what_is_still_moved(network: Network) -> None:
    hall, item = drafting.assembly(network)
    drafting.carried(hall, moved(hall, item, cents(item, 60)))
    waiting = moved(hall, item, wish(item, ("jährlich", "monatlich"), ("année", "saison")), place=1)
    again = _put_off(hall, item)
    assert drafting.now_under(again)[1]["de"] == DE.replace("50", "60")
    waiting.refresh_from_db()
    assert waiting.placement.item == again
    with pytest.raises(NotPossible):
        actions.draft_amendment(item, wish(item, ("jährlich", "nie"), None), by=hall.viewer(0))


def test_text_that_was_referred_or_written_anew_begins_with_its_own_wording(network: Network) -> None:
    hall, item = drafting.assembly(network)
    drafting.carried(hall, moved(hall, item, cents(item, 60)))
    again = _put_off(hall, item, referred_to=factories.make_organ(network, "group"))
    assert drafting.now_under(again)[1]["de"] == DE


def test_motion_that_was_adjourned_is_put_on_another_agenda_to_be_decided(network: Network) -> None:
    hall, item = drafting.assembly(network)
    free = factories.make_item(hall.meeting, matter="ordinary", named_in=item.named_in)
    proposal = actions.move_motion(free, Wish({"de": "Fest"}, {"de": "Wir feiern."}), by=hall.viewer(0))
    again = _put_off(hall, free)
    assert drafting.placement(again).purpose == Placement.Purpose.DECIDE
    assert drafting.placement(again).proposal == proposal


def test_everybody_who_watches_is_told(network: Network, django_capture_on_commit_callbacks: Any) -> None:
    hall, item = drafting.assembly(network)
    told: list[frozenset[Topic]] = []

    def listen(meeting: int, topics: frozenset[Topic]) -> None:
        told.append(topics)

    listeners.append(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            amendment = moved(hall, item, cents(item, 60))
        with django_capture_on_commit_callbacks(execute=True):
            actions.adopt_amendment(amendment, by=hall.chair)
    finally:
        listeners.remove(listen)
    assert told == [frozenset({Topic.AMENDMENTS}), frozenset({Topic.AMENDMENTS})]
