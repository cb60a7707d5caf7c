"""Debates and motions are found in order, or what is wrong with them is said."""

from datetime import timedelta

import pytest
from django.db.models import F

from quattropole.assembly import verify
from quattropole.assembly.actions import floor as floor_acts
from quattropole.assembly.actions import procedure
from quattropole.assembly.models import ProceduralMotion, Speech
from quattropole.decisions import actions as decisions
from quattropole.decisions.models import Vote
from quattropole.network.models import Network
from tests import factories
from tests.assembly.floor import asks, debating, speaking
from tests.decisions import hall as halls

pytestmark = pytest.mark.django_db


def test_a_debate_that_was_changed_afterwards_is_found(network: Network) -> None:
    hall, item = debating(network)
    speech, _waiting = asks(hall, item, 1, 4)
    speaking(hall, speech, 30)
    assert verify.run() == []
    floor_acts.call_item(factories.make_item(hall.meeting), by=hall.chair)
    floor_acts.call_item(item, by=hall.chair)
    asks(hall, item, 5)
    floor_acts.call_item(factories.make_item(hall.meeting), by=hall.chair)
    assert verify.run() == []
    Speech.objects.filter(pk=speech.pk).update(ended_at=F("ended_at") + timedelta(seconds=1))
    assert verify.run() == [f"quattropole: debate {item.debate.pk}: the speeches do not fit their seal"]


def test_a_motion_that_does_not_follow_from_its_vote_is_found(network: Network) -> None:
    hall, item = debating(network)
    motion = procedure.move(item, ProceduralMotion.Kind.CLOSE_LIST, by=hall.viewer(1))
    vote = procedure.put_to_vote(motion, method=Vote.Method.HANDS, by=hall.chair)
    decisions.count_hands(vote, counts={"yes": 7}, by=hall.chair)
    halls.decide(hall, vote)
    assert verify.run() == []
    ProceduralMotion.objects.update(state=ProceduralMotion.State.LOST)
    assert verify.run() == [f"quattropole: procedural motion {motion.pk}: its state does not follow from its vote"]
