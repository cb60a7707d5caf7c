"""Minutes drafted from a whole assembly: what happened is in them, with the figures of the results."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from quattropole import clock
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.assembly.actions import floor as floors
from quattropole.assembly.actions import procedure
from quattropole.decisions import actions as decisions
from quattropole.decisions.actions import answering, circular
from quattropole.decisions.models import Resolution, Vote
from quattropole.decisions.queries.results import result_view
from quattropole.decisions.receipts import new_nonce
from quattropole.meetings import actions as meetings
from quattropole.meetings.models import Attendance, Meeting, Reply
from quattropole.minutes import actions
from quattropole.minutes.actions.drafting import gather
from quattropole.minutes.models import Minutes, Version
from quattropole.minutes.queries.differences import differing
from quattropole.minutes.saying import Part, part_of, plain_text
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Mandate, Network, Person, Seat
from tests import factories
from tests.decisions import hall as halls
from tests.minutes import past as pasts


def text_of(part: Part) -> str:
    return "\n".join([part.title, *(plain_text(section.blocks) for section in part.sections)])


def said(minutes: Minutes, language: str, version: Version = Version.FULL) -> Part:
    with translation.override(language):
        whole = pasts.read(minutes)
        return part_of(whole, whole.sections.all(), version)


def test_minutes_tell_what_happened_in_each_language(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft(speakers="times")
    for language, title, change in (("de", "Gemeinsames Büro", "40 Cent"), ("fr", "Bureau commun", "40 centimes")):
        text = text_of(said(minutes, language))
        entry = pasts.resolution(past)
        for expected in (title, change, entry.label, entry.digest, "Zu teuer.", str(past.hall.seated[3][1])):
            assert expected in text, (language, expected)


def test_every_figure_of_the_minutes_is_that_of_the_result(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    for language in ("de", "fr"):
        tables = [
            block
            for section in said(minutes, language).sections
            for block in section.blocks
            if block["kind"] == "table" and block["figures"]
        ]
        assert len(tables) == len(past.votes) == 2
        for table, vote in zip(tables, past.votes, strict=True):
            with translation.override(language):
                view = result_view(vote.result)
            assert view is not None
            expected = [[str(line.votes), line.share or "–"] for line in view.choices]
            assert [row[1:] for row in table["rows"]] == [*expected, [str(view.not_voted), "–"]]
            facts = [pair for section in said(minutes, language).sections for pair in _pairs(section.blocks)]
            assert str(view.votes_cast) in facts
            assert view.majorities[0].needed_of in facts
            assert any("BGB" in value for value in facts), "the rule is cited"


def _pairs(blocks: list[dict[str, object]]) -> list[str]:
    return [value for block in blocks if block["kind"] == "pairs" for _word, value in block["pairs"]]  # type: ignore[attr-defined]  # lists of words


def test_both_languages_have_the_same_structure(network: Network) -> None:
    minutes = pasts.assembly(network).draft(speakers="names", names_votes=True)
    shapes = [
        [[block["kind"] for block in section.blocks] for section in said(minutes, language).sections]
        for language in ("de", "fr")
    ]
    assert shapes[0] == shapes[1]
    assert [len(shape) > 0 for shape in shapes[0]] == [True, True, True]


def test_speakers_are_named_only_where_that_is_wanted(network: Network) -> None:
    past = pasts.assembly(network)
    speaker = str(past.hall.seated[3][1])
    minutes = past.draft()

    def item_text() -> str:
        return plain_text(said(minutes, "de").sections[1].put)

    assert speaker not in item_text()
    taker = past.hall.house.secretary
    actions.set_up(minutes, speakers="names", names_votes=False, taker=taker, by=past.secretary)
    assert speaker in item_text()


def test_who_voted_how_is_told_only_where_that_is_wanted(network: Network) -> None:
    past = pasts.assembly(network)
    minutes = past.draft()
    assert not any(vote["ballots"] for vote in pasts.section(minutes, past.item).facts["votes"])
    taker = past.hall.house.secretary
    actions.set_up(minutes, speakers="none", names_votes=True, taker=taker, by=past.secretary)
    assert len(pasts.section(minutes, past.item).facts["votes"][1]["ballots"]) == 11


def test_absent_seats_are_listed_and_excused_where_they_answered_so(network: Network) -> None:
    hall, _item = halls.assembly(network, absent=[0, 1])
    seat, person = hall.seated[0]
    Reply.objects.create(
        network=network, meeting=hall.meeting, seat=seat, answer=Reply.Answer.ABSENT, by=person, at=clock.now()
    )
    minutes = actions.draft_minutes(hall.meeting, by=hall.secretary)
    assert [one["excused"] for one in minutes.frame["absent"]] == [True, False]
    assert len(minutes.frame["attendance"]) == 10


def test_people_who_come_and_go_have_their_times(network: Network) -> None:
    hall, _item = halls.assembly(network, absent=[0])
    seat, _person = hall.seated[0]
    substitute = factories.make_person(network, "Eva Ersatz")
    clock.set_ahead(clock.ahead() + timedelta(minutes=5))
    Attendance.objects.create(
        network=network, meeting=hall.meeting, seat=seat, person=substitute, is_substitute=True, arrived_at=clock.now()
    )
    clock.set_ahead(clock.ahead() + timedelta(minutes=5))
    meetings.close_meeting(hall.meeting, by=hall.chair)
    minutes = actions.draft_minutes(Meeting.objects.get(pk=hall.meeting.pk), by=hall.secretary)
    (stay,) = minutes.frame["attendance"][0]["stays"]
    assert (stay["person"], stay["substitute"]) == ("Eva Ersatz", True)
    assert stay["left_at"] > stay["arrived_at"]
    with translation.override("de"):
        assert "Eva Ersatz" in plain_text(said(minutes, "de").sections[0].blocks)


def test_facts_are_gathered_anew_and_what_people_wrote_stays(network: Network) -> None:
    past = pasts.assembly(network, closed=False)
    minutes = past.draft()
    pasts.written(minutes, past.item, "Man sprach.", "On parlait.", by=past.secretary)
    assert differing(pasts.read(minutes)) == []
    meetings.close_meeting(past.hall.meeting, by=past.chair)
    assert [bool(one.lines) for one in differing(pasts.read(minutes))][:1] == [True]
    assert actions.gather_anew(minutes, by=past.secretary) is True
    assert differing(pasts.read(minutes)) == []
    assert "Man sprach." in text_of(said(minutes, "de"))
    assert actions.gather_anew(minutes, by=past.secretary) is False


def test_minutes_go_out_only_with_the_facts_of_the_whole_meeting(network: Network) -> None:
    past = pasts.assembly(network, closed=False)
    minutes = past.draft()
    with pytest.raises(NotPossible):
        actions.propose_minutes(minutes, by=past.secretary)
    clock.set_ahead(clock.ahead() + timedelta(seconds=1))
    meetings.close_meeting(past.hall.meeting, by=past.chair)
    with pytest.raises(NotPossible):
        actions.propose_minutes(minutes, by=past.secretary)
    clock.set_ahead(clock.ahead() + timedelta(seconds=1))
    actions.gather_anew(minutes, by=past.secretary)
    assert actions.propose_minutes(minutes, by=past.secretary) > 0


def test_minutes_are_not_begun_before_the_meeting(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    by = factories.make_viewer(house.secretary)
    with pytest.raises(NotPossible):
        actions.draft_minutes(factories.make_meeting(house.assembly), by=by)


def test_second_minutes_of_a_meeting_are_refused(network: Network) -> None:
    past = pasts.assembly(network)
    past.draft()
    with pytest.raises(NotPossible):
        past.draft()


def test_a_member_cannot_begin_or_gather(network: Network) -> None:
    past = pasts.assembly(network)
    member = past.hall.viewer(4)
    with pytest.raises(NotAllowed):
        actions.draft_minutes(past.meeting, by=member)
    minutes = past.draft()
    with pytest.raises(NotAllowed):
        actions.gather_anew(minutes, by=member)


def test_a_meeting_of_two_thousand_seats_takes_as_many_queries_as_a_small_one(network: Network) -> None:
    hall, _item = halls.assembly(network, councillors=1)
    minutes = Minutes(network=network, meeting=hall.meeting, taker=hall.house.secretary, names_votes=True)
    with CaptureQueriesContext(connection) as small:
        gather(minutes)
    _fill(hall, 2000)
    with CaptureQueriesContext(connection) as large:
        frame, _sections = gather(minutes)
    assert len(frame["attendance"]) == 2008
    assert len(large) <= len(small) <= 30


def _fill(hall: halls.Hall, number: int) -> None:
    """So many more seats of one city, each with who holds it and is there."""
    organ, city, network = hall.meeting.organ, hall.house.cities[0], hall.house.network
    people = Person.objects.bulk_create(
        Person(network=network, slug=f"many-{one}", family_name=f"Name {one}", city=city) for one in range(number)
    )
    seats = Seat.objects.bulk_create(
        Seat(network=network, organ=organ, key=f"many-{one}", number=100 + one, city=city, basis=Seat.Basis.DELEGATED)
        for one in range(number)
    )
    held = list(zip(seats, people, strict=True))
    Mandate.objects.bulk_create(
        Mandate(network=network, seat=seat, person=person, begins=factories.BEGINNING) for seat, person in held
    )
    Attendance.objects.bulk_create(
        Attendance(network=network, meeting=hall.meeting, seat=seat, person=person, arrived_at=clock.now())
        for seat, person in held
    )


def test_a_decision_without_a_meeting_has_its_record_of_answers(network: Network) -> None:
    house = halls.furnish(network, 1)
    proposal = halls.proposed(house)
    secretary = factories.make_viewer(house.secretary)
    deadline = clock.now() + timedelta(days=30)
    meeting = circular.start_circular(proposal, deadline=deadline, by=secretary)
    vote = Vote.objects.get(item__meeting=meeting)
    hall = halls.Hall(house, meeting, halls.seats_of(house.assembly))
    halls.cast(hall, vote, dict.fromkeys(range(7), "yes"))
    set_demo_ahead(31)
    answering.close_circular(meeting, by=None)
    decisions.declare_vote(Vote.objects.get(pk=vote.pk), by=factories.make_viewer(house.president))
    minutes = actions.draft_minutes(Meeting.objects.get(pk=meeting.pk), by=factories.make_viewer(house.secretary))
    assert len(minutes.frame["absent"]) == 1, "who has not answered"
    facts = minutes.sections.get(kind="item").facts
    assert [one["choice"] for one in facts["votes"][0]["ballots"]] == ["yes"] * 7
    assert str(hall.seated[0][1]) in text_of(said(minutes, "de"))


def test_a_meeting_before_the_platform_has_minutes_from_its_sources(quattropole: Network) -> None:
    record = Resolution.objects.filter(meeting__isnull=False, is_record=True).select_related("meeting").first()
    assert record is not None
    assert record.meeting is not None
    secretary = Person.objects.get(slug="secretariat-post-1")
    minutes = actions.draft_minutes(record.meeting, by=factories.make_viewer(secretary))
    assert minutes.frame["absent"] == []
    for language in ("de", "fr"):
        text = text_of(said(minutes, language))
        assert record.label in text
        assert record.digest in text


def test_items_stand_in_the_order_they_were_called(network: Network) -> None:
    hall, first = halls.assembly(network)
    second = factories.make_item(hall.meeting, kind="information")
    left_out = factories.make_item(hall.meeting, kind="information")
    floors.call_item(second, by=hall.chair)
    clock.set_ahead(clock.ahead() + timedelta(minutes=3))
    floors.call_item(first, by=hall.chair)
    minutes = actions.draft_minutes(hall.meeting, by=hall.secretary)
    sections = minutes.sections.filter(kind="item").order_by("position")
    assert [section.item for section in sections] == [second, first, left_out]
    assert [bool(section.facts["called_at"]) for section in sections] == [True, True, False]


def test_interruptions_and_motions_on_procedure_are_told(network: Network) -> None:
    hall, item = halls.assembly(network)
    floors.call_item(item, by=hall.chair)
    floors.pause(hall.meeting, "Beratung der Fraktionen", by=hall.chair)
    clock.set_ahead(clock.ahead() + timedelta(minutes=10))
    floors.resume(hall.meeting, by=hall.chair)
    motion = procedure.move(item, "close_list", by=hall.viewer(4))
    procedure.carry_unopposed(motion, by=hall.chair)
    minutes = actions.draft_minutes(hall.meeting, by=hall.secretary)
    (interruption,) = minutes.frame["interruptions"]
    assert interruption["reason"] == "Beratung der Fraktionen"
    assert interruption["to"] > interruption["from"]
    (told,) = pasts.section(minutes, item).facts["procedure"]
    assert (told["kind"], told["state"], told["unopposed"]) == ("close_list", "carried", True)
    assert "Beratung der Fraktionen" in text_of(said(minutes, "de"))


def test_an_election_has_its_candidates_rounds_and_figures(network: Network) -> None:
    hall, item = halls.election(network)
    candidate = hall.house.mayors[1]
    election = decisions.prepare_election(item, by=hall.secretary)
    decisions.nominate(election, candidate, by=hall.secretary)
    vote = decisions.open_round(election, method="secret", by=hall.chair)
    for place in range(9):
        seat = hall.seated[place][0]
        choice = vote.choices[0] if place < 7 else vote.choices[1]
        decisions.cast_secretly(vote, seat, choice=choice, nonce=new_nonce(), by=hall.viewer(place))
    halls.decide(hall, vote)
    minutes = actions.draft_minutes(hall.meeting, by=hall.secretary)
    facts = pasts.section(minutes, item).facts
    assert facts["candidates"][0]["names"] == [str(candidate)]
    text = text_of(said(minutes, "fr"))
    assert str(candidate) in text
    with translation.override("fr"):
        view = result_view(Vote.objects.get(pk=vote.pk).result)
    assert view is not None
    rows = [
        block["rows"][0]
        for section in said(minutes, "fr").sections
        for block in section.blocks
        if block["kind"] == "table" and block["figures"]
    ]
    assert rows[0][1:] == [str(view.choices[0].votes), view.choices[0].share]
    assert not facts["votes"][0]["ballots"], "nobody knows who voted how"
