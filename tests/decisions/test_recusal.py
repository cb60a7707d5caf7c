"""Not voting under an item because of an interest (BGB § 34): the charter decides, the electorate follows."""

import pytest
from django.db import IntegrityError, transaction

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.decisions import actions
from quattropole.decisions.actions.casting import cast_secretly
from quattropole.decisions.models import Elector, Recusal
from quattropole.network.models import Network
from tests import factories
from tests.decisions import hall as halls
from tests.decisions.pages import address, page, sent, signed_in


def test_member_declares_an_interest_and_does_not_vote(network: Network) -> None:
    hall, item = halls.assembly(network)
    seat, person = hall.seated[0]
    (recusal,) = actions.recuse(item, seat, interest="contract_with_self", by=hall.viewer(0))
    assert (recusal.person, recusal.recorded_by) == (person, person)
    assert recusal.verdict["cite"] == "§ 34 BGB"
    assert AuditEntry.objects.filter(act="seat recused").exists()
    vote = actions.open_vote(item, method="named", by=hall.chair)
    elector = Elector.objects.get(vote=vote, seat=seat)
    assert elector.excluded == recusal.verdict
    with pytest.raises(NotPossible):
        actions.cast_ballot(vote, seat, choice="yes", by=hall.viewer(0))


def test_interest_that_does_not_exclude_is_told_so_and_not_recorded(network: Network) -> None:
    hall, item = halls.assembly(network)
    with pytest.raises(NotPossible, match="§ 34 BGB"):
        actions.recuse(item, hall.seated[0][0], interest="contract_with_own_city", by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.recuse(item, hall.seated[0][0], interest="bad mood", by=hall.viewer(0))
    assert not Recusal.objects.exists()


def test_own_election_excludes_nobody(network: Network) -> None:
    hall, item = halls.election(network)
    with pytest.raises(NotPossible):
        actions.recuse(item, hall.seated[0][0], interest="contract_with_self", by=hall.viewer(0))


def test_chair_and_secretariat_record_it_for_a_seat_and_nobody_else(network: Network) -> None:
    hall, item = halls.assembly(network)
    with pytest.raises(NotAllowed):
        actions.recuse(item, hall.seated[0][0], interest="own_discharge", by=hall.viewer(1))
    for place, viewer in ((0, hall.chair), (1, hall.secretary)):
        seat, person = hall.seated[place]
        (recusal,) = actions.recuse(item, seat, interest="own_discharge", by=viewer)
        assert (recusal.person, recusal.recorded_by) == (person, viewer.person)


def test_what_is_recorded_is_not_recorded_twice(network: Network) -> None:
    hall, item = halls.assembly(network)
    seat = hall.seated[0][0]
    actions.recuse(item, seat, interest="own_discharge", by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.recuse(item, seat, interest="own_discharge", by=hall.viewer(0))


def test_recusal_is_lifted_by_who_declared_it_or_by_the_chair(network: Network) -> None:
    hall, item = halls.assembly(network)
    seat = hall.seated[0][0]
    (declared,) = actions.recuse(item, seat, interest="own_discharge", by=hall.viewer(0))
    with pytest.raises(NotAllowed):
        actions.lift_recusal(declared, by=hall.viewer(1))
    assert actions.lift_recusal(declared, by=hall.viewer(0)).lifted_at is not None
    (recorded,) = actions.recuse(item, seat, interest="own_discharge", by=hall.chair)
    with pytest.raises(NotAllowed):
        actions.lift_recusal(recorded, by=hall.viewer(0))
    lifted = actions.lift_recusal(recorded, by=hall.secretary)
    assert actions.lift_recusal(lifted, by=hall.secretary).lifted_at == lifted.lifted_at
    vote = actions.open_vote(item, method="named", by=hall.chair)
    assert Elector.objects.get(vote=vote, seat=seat).excluded is None


def test_person_is_excluded_on_every_seat_on_which_the_person_sits(network: Network) -> None:
    hall, item = halls.assembly(network)
    seat, person = hall.seated[0]
    other = hall.seated[1][0]
    hall.meeting.attendances.filter(seat=other).update(left_at=clock.now())
    factories.make_attendance(hall.meeting, other, person, is_proxy=True, arrived_at=clock.now())
    recused = actions.recuse(item, seat, interest="lawsuit_with_self", by=hall.viewer(0))
    assert {recusal.seat for recusal in recused} == {seat, other}
    actions.lift_recusal(recused[0], by=hall.viewer(0))
    assert not Recusal.objects.filter(lifted_at__isnull=True).exists()


def test_recusal_is_of_the_person_and_not_of_the_substitute(network: Network) -> None:
    hall, item = halls.assembly(network)
    seat = hall.seated[0][0]
    actions.recuse(item, seat, interest="own_discharge", by=hall.viewer(0))
    hall.meeting.attendances.filter(seat=seat).update(left_at=clock.now())
    deputy = factories.make_person(network, city=seat.city)
    factories.make_attendance(hall.meeting, seat, deputy, is_substitute=True, arrived_at=clock.now())
    vote = actions.open_vote(item, method="named", by=hall.chair)
    assert Elector.objects.get(vote=vote, seat=seat).excluded is None


def test_recusal_is_not_lifted_while_a_vote_runs(network: Network) -> None:
    hall, item = halls.assembly(network)
    (recusal,) = actions.recuse(item, hall.seated[0][0], interest="own_discharge", by=hall.viewer(0))
    actions.open_vote(item, method="named", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.lift_recusal(recusal, by=hall.viewer(0))


def test_recusal_during_a_vote_excludes_there_and_makes_a_ballot_void(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "no", 3: "yes"})
    actions.recuse(item, hall.seated[0][0], interest="own_discharge", by=hall.viewer(0))
    actions.recuse(item, hall.seated[4][0], interest="own_discharge", by=hall.viewer(4))
    with pytest.raises(NotPossible):
        actions.cast_ballot(vote, hall.seated[4][0], choice="yes", by=hall.viewer(4))
    declared = halls.decide(hall, vote)
    assert (declared.result["counts"]["yes"], declared.result["counts"]["no"]) == (1, 1)
    assert declared.result["carried"] is False


def test_recusal_after_a_secret_ballot_is_refused_because_nobody_can_find_the_ballot(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    cast_secretly(vote, hall.seated[0][0], choice="yes", nonce="ab" * 16, by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.recuse(item, hall.seated[0][0], interest="own_discharge", by=hall.viewer(0))
    assert not Recusal.objects.exists()


def test_recusal_is_only_ever_lifted_in_the_database(network: Network) -> None:
    hall, item = halls.assembly(network)
    (recusal,) = actions.recuse(item, hall.seated[0][0], interest="own_discharge", by=hall.viewer(0))
    with pytest.raises(IntegrityError), transaction.atomic():
        Recusal.objects.filter(pk=recusal.pk).update(interest="none")
    actions.lift_recusal(recusal, by=hall.viewer(0))
    with pytest.raises(IntegrityError), transaction.atomic():
        Recusal.objects.filter(pk=recusal.pk).update(lifted_at=None)


def test_page_offers_the_own_seat_and_says_what_does_not_exclude(network: Network) -> None:
    hall, item = halls.assembly(network)
    seat, person = hall.seated[0]
    client = signed_in(person)
    form = page(client, address("recusals", item.pk))
    assert f'value="{seat.pk}"' in form
    assert f'value="{hall.seated[1][0].pk}"' not in form
    told = sent(client, address("recusals", item.pk), 409, seat=seat.pk, interest="contract_with_own_city")
    assert "§ 34 BGB" in told
    where = sent(client, address("recusals", item.pk), seat=seat.pk, interest="contract_with_self")
    assert where == address("item_text", item.pk)
    shown = page(client, where)
    recusal = Recusal.objects.get()
    assert address("recusal_lift", recusal.pk) in shown
    assert address("recusal_lift", recusal.pk) not in page(signed_in(hall.seated[1][1]), where)
    sent(client, address("recusal_lift", recusal.pk))
    assert not Recusal.objects.filter(lifted_at__isnull=True).exists()


def test_chair_chooses_among_all_seats_and_a_guest_among_none(network: Network) -> None:
    hall, item = halls.assembly(network)
    shown = page(signed_in(hall.house.president), address("recusals", item.pk))
    assert all(f'value="{seat.pk}"' in shown for seat, _ in hall.seated)
    guest = signed_in(factories.make_holder(factories.make_organ(network, "group"), hall.house.cities[0]))
    assert 'name="interest"' not in page(guest, address("recusals", item.pk))
    sent(guest, address("recusals", item.pk), 403, seat=hall.seated[0][0].pk, interest="own_discharge")
