"""Passages are written in both languages at once, by those who may, until the minutes are approved."""

import pytest
from django.db import IntegrityError, transaction

from quattropole.access.models import AuditEntry, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.minutes import actions
from quattropole.minutes.actions import PassageProblem
from quattropole.minutes.models import Passage, Request, Section
from quattropole.network.models import Network
from quattropole.texts.actions import Change, Conflict
from quattropole.texts.models import Wording, WordingRevision
from tests.minutes import past as pasts


def test_a_passage_is_made_with_its_first_words(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    empty = [Change("de", "", "", 0), Change("fr", "", "", 0)]
    section = pasts.section(minutes, past.item)
    assert actions.write_section(section, {"discussion": empty, "remarks": empty}, by=past.secretary) == []
    assert not Passage.objects.exists()
    pasts.written(minutes, past.item, "Man sprach.", "On parlait.", by=past.secretary)
    passage = Passage.objects.get()
    assert (passage.kind, passage.text.languages, passage.text.authentic) == ("discussion", ["de", "fr"], ["de", "fr"])


def test_two_people_who_write_at_once_lose_nothing(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    pasts.written(minutes, past.item, "Die erste Fassung.", "La première.", by=past.secretary)
    with pytest.raises(PassageProblem) as refused:
        pasts.written(minutes, past.item, "Die andere Fassung.", "L’autre.", by=past.secretary)
    assert isinstance(refused.value.problem, Conflict)
    assert refused.value.problem.theirs["de"].body == "Die erste Fassung."
    pasts.written(minutes, past.item, "Beide Fassungen.", "Les deux.", by=past.secretary, based_on=1)
    bodies = WordingRevision.objects.filter(wording__language="de").order_by("number").values_list("body", flat=True)
    assert list(bodies) == ["Die erste Fassung.", "Beide Fassungen."]


def test_only_the_secretariat_and_the_taker_write(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    with pytest.raises(NotAllowed):
        pasts.written(minutes, past.item, "Ich auch.", "Moi aussi.", by=past.hall.viewer(4))
    taker = past.hall.seated[4][1]
    actions.set_up(minutes, speakers="none", names_votes=False, taker=taker, by=past.secretary)
    pasts.written(minutes, past.item, "Ich auch.", "Moi aussi.", by=past.hall.viewer(4))
    assert AuditEntry.objects.filter(act="minutes written").count() == 1


def test_minutes_with_a_language_missing_are_not_sent_out(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    only_german = [Change("de", "Aussprache", "Nur deutsch.", 0)]
    actions.write_section(pasts.section(minutes, past.item), {"discussion": only_german}, by=past.secretary)
    with pytest.raises(NotPossible):
        actions.propose_minutes(minutes, by=past.secretary)


def test_members_are_written_to_when_minutes_go_out(network: Network) -> None:
    past = pasts.assembly(network)
    told = actions.propose_minutes(past.draft(), by=past.secretary)
    mails = OutgoingMail.objects.filter(cause="minutes proposed")
    assert mails.count() == told == 12
    assert set(mails.values_list("kind", flat=True)) == {"minutes"}


def test_a_correction_is_asked_for_answered_and_recorded(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    member = past.hall.viewer(4)
    with pytest.raises(NotPossible):
        actions.request_correction(minutes, body="Zu früh.", by=member)
    actions.propose_minutes(minutes, by=past.secretary)
    section = pasts.section(minutes, past.item)
    asked = actions.request_correction(minutes, body="Ich sprach auch.", section=section, by=member)
    with pytest.raises(NotAllowed):
        actions.answer_request(asked, taken=True, answer="", by=member)
    following = pasts.next_meeting(past)
    with pytest.raises(NotPossible):
        actions.approve_minutes(minutes, meeting=following, by=past.secretary)
    actions.answer_request(asked, taken=True, answer="Ergänzt.", by=past.secretary)
    pasts.written(minutes, past.item, "Auch Sitz 5 sprach.", "Le siège 5 aussi.", by=past.secretary)
    done = actions.approve_minutes(minutes, meeting=following, by=past.secretary)
    assert done.corrected == [section.position]
    assert Request.objects.get().outcome == Request.Outcome.TAKEN


def test_somebody_from_elsewhere_cannot_ask_for_a_correction(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    actions.propose_minutes(minutes, by=past.secretary)
    stranger = pasts.stranger(network)
    with pytest.raises(NotAllowed):
        actions.request_correction(minutes, body="Und ich?", by=stranger)


def test_a_meeting_of_another_organ_or_an_earlier_one_cannot_approve(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    actions.propose_minutes(minutes, by=past.secretary)
    with pytest.raises(NotPossible):
        actions.approve_minutes(minutes, meeting=past.meeting, by=past.secretary)
    following = pasts.next_meeting(past)
    following.organ = past.hall.house.board
    following.save(update_fields=["organ"])
    with pytest.raises(NotPossible):
        actions.approve_minutes(minutes, meeting=following, by=past.secretary)


def test_a_vote_that_carried_nothing_approves_nothing(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    actions.propose_minutes(minutes, by=past.secretary)
    following = pasts.next_meeting(past)
    with pytest.raises(NotPossible):
        actions.approve_minutes(minutes, meeting=following, vote=past.votes[0], by=past.secretary)


def test_a_member_cannot_record_the_approval(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    actions.propose_minutes(minutes, by=past.secretary)
    with pytest.raises(NotAllowed):
        actions.approve_minutes(minutes, meeting=pasts.next_meeting(past), by=past.hall.viewer(4))


def test_approved_minutes_are_frozen_in_the_action_and_in_the_database(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    pasts.written(minutes, past.item, "Man sprach.", "On parlait.", by=past.secretary)
    done = pasts.approved(past, minutes)
    with pytest.raises(NotPossible):
        pasts.written(done, past.item, "Anders.", "Autrement.", by=past.secretary, based_on=1)
    with pytest.raises(NotPossible):
        actions.gather_anew(done, by=past.secretary)
    section = pasts.section(done, past.item)
    changes = [
        lambda: Section.objects.filter(pk=section.pk).update(facts={}),
        lambda: Section.objects.filter(pk=section.pk).delete(),
        lambda: Passage.objects.filter(section=section).delete(),
        lambda: Wording.objects.filter(text__minutes_passage__section=section).update(body="Anders."),
        lambda: type(done).objects.filter(pk=done.pk).update(frame={}),
        lambda: type(done).objects.filter(pk=done.pk).update(state="draft"),
        lambda: type(done).objects.filter(pk=done.pk).update(digest="0" * 64),
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
