"""What watchers of a meeting are sent, when, and whose stream ends."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, transaction

from quattropole import clock
from quattropole.access.models import Account, Audience, Identity
from quattropole.assembly import parts
from quattropole.assembly.parts.screens import Kind
from quattropole.assembly.stream.admission import Watch
from quattropole.assembly.stream.broadcast import Broadcast
from quattropole.live import Topic, publish, publish_departure
from quattropole.meetings.models import Meeting
from quattropole.network.actions import end_mandate
from quattropole.network.models import Network, Person
from tests import factories
from tests.assembly.line import Line, act, running, until, watch_of, watcher
from tests.assembly.test_stream_board import Workshop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Three parts in place of those that come with the platform."""
    made = Workshop()
    shown = (
        made.part("agenda", Topic.AGENDA),
        made.part("progress", Topic.PROGRESS),
        made.personal("ballot", Topic.VOTES),
    )
    monkeypatch.setattr(parts, "PARTS", shown)
    return made


@pytest.fixture
def meeting(network: Network) -> Meeting:
    """A meeting of an assembly, in session."""
    return factories.make_meeting(
        factories.make_organ(network), state=Meeting.State.OPEN, opened_at=clock.now(), audience=Audience.PUBLIC
    )


def members(meeting: Meeting, number: int) -> list[Person]:
    """People who sit in the assembly."""
    city = factories.make_city(meeting.network)
    return [factories.make_holder(meeting.organ, city, number=place) for place in range(1, number + 1)]


def run(scenario: Callable[[Broadcast], Awaitable[None]]) -> None:
    """Play a scenario in the event loop of a server process."""

    async def play() -> None:
        async with running() as broadcast:
            await scenario(broadcast)

    asyncio.run(play())


async def watching(broadcast: Broadcast, workshop: Workshop, *watches: Watch) -> list[Line]:
    """Lines that have got what there was to see; from now on `workshop` counts anew."""
    lines = [Line() for _ in watches]
    for watch, line in zip(watches, lines, strict=True):
        broadcast.join(watcher(watch, line))
    await until(lambda: all(line.chunks for line in lines))
    before = -1
    while before != len(workshop.rendered):  # a process that begins to hear others looks once more
        before = len(workshop.rendered)
        await asyncio.sleep(0.2)
    workshop.rendered.clear()
    workshop.asked.clear()
    return lines


def test_hundred_viewers_of_one_screen_cost_one_rendering_and_get_the_same_bytes(
    meeting: Meeting, workshop: Workshop
) -> None:
    watches = [watch_of(meeting, person) for person in members(meeting, 100)]

    async def scenario(broadcast: Broadcast) -> None:
        lines = await watching(broadcast, workshop, *watches)
        assert {tuple(line.events) for line in lines} == {("agenda", "progress", "ballot")}
        for line in lines:
            line.forget()
        workshop.words["agenda"] = "another agenda"
        await act(lambda: publish(meeting.pk, Topic.AGENDA))
        await until(lambda: all(line.chunks for line in lines))
        assert [name for name, _, _ in workshop.rendered] == ["agenda"]
        assert len({id(line.chunks[0]) for line in lines}) == 1
        assert {tuple(line.events) for line in lines} == {("agenda",)}

    run(scenario)


def test_compressed_stream_is_whole_and_reads_like_any_other(meeting: Meeting, workshop: Workshop) -> None:
    watch, other = (watch_of(meeting, person) for person in members(meeting, 2))

    async def scenario(broadcast: Broadcast) -> None:
        packed, plain = Line(), Line()
        broadcast.join(watcher(watch, packed, packs=True))
        broadcast.join(watcher(other, plain))
        await until(lambda: packed.chunks and plain.chunks)
        for number in range(3):
            workshop.words["agenda"] = f"agenda {number}."
            broadcast.hear(meeting.pk, frozenset({Topic.AGENDA}))
            await until(lambda number=number: f"agenda {number}." in plain.text and len(packed.chunks) == number + 2)
        broadcast.close()
        await until(lambda: packed.is_closed)
        assert packed.unpacked.split("\n", 1)[1] == plain.text.split("\n", 1)[1]

    run(scenario)


def test_nobody_is_sent_what_does_not_differ(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])

    async def scenario(broadcast: Broadcast) -> None:
        (line,) = await watching(broadcast, workshop, watch)
        line.forget()
        await act(lambda: publish(meeting.pk, *set(Topic) - {Topic.RIGHTS}))
        await until(lambda: workshop.count("agenda") == 1)
        await asyncio.sleep(0.1)
        assert not line.chunks

    run(scenario)


def test_news_of_a_transaction_that_fails_go_to_nobody(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])

    def fail() -> None:
        with transaction.atomic():
            publish(meeting.pk, Topic.AGENDA)
            transaction.set_rollback(True)

    async def scenario(broadcast: Broadcast) -> None:
        await watching(broadcast, workshop, watch)
        await act(fail)
        await asyncio.sleep(0.2)
        assert not workshop.rendered

    run(scenario)


def test_many_news_at_once_are_one_look(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])

    async def scenario(broadcast: Broadcast) -> None:
        (line,) = await watching(broadcast, workshop, watch)
        for number in range(20):
            workshop.words["agenda"] = f"agenda {number}"
            broadcast.hear(meeting.pk, frozenset({Topic.AGENDA}))
        await until(lambda: "agenda 19" in line.text)
        assert workshop.count("agenda") == 1

    run(scenario)


def test_ballots_are_shown_twice_a_second_at_most(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])

    async def scenario(broadcast: Broadcast) -> None:
        (line,) = await watching(broadcast, workshop, watch)
        for number in range(60):
            workshop.words["progress"] = f"{number} ballots"
            broadcast.hear(meeting.pk, frozenset({Topic.PROGRESS}))
            await asyncio.sleep(0.02)
        await until(lambda: "59 ballots" in line.text)
        assert 2 <= workshop.count("progress") <= 5

    run(scenario)


def test_slow_client_gets_the_newest_state_and_no_queue(meeting: Meeting, workshop: Workshop) -> None:
    watch, other = (watch_of(meeting, person) for person in members(meeting, 2))

    async def scenario(broadcast: Broadcast) -> None:
        slow, quick = await watching(broadcast, workshop, watch, other)
        slow.flowing.clear()
        slow.forget()
        for number in range(1, 5):
            workshop.words["agenda"] = f"agenda {number}."
            broadcast.hear(meeting.pk, frozenset({Topic.AGENDA}))
            await until(lambda number=number: f"agenda {number}." in quick.text)
        slow.flowing.set()
        await until(lambda: "agenda 4." in slow.text)
        assert "agenda 1." in slow.text  # it was on its way already
        assert "agenda 2." not in slow.text
        assert "agenda 3." not in slow.text
        assert slow.state == quick.state

    run(scenario)


def test_whoever_comes_back_gets_exactly_what_differs(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])
    left = ""

    async def before(broadcast: Broadcast) -> None:
        nonlocal left
        (line,) = await watching(broadcast, workshop, watch)
        left = line.state

    async def afterwards(broadcast: Broadcast) -> None:
        same, later = Line(), Line()
        broadcast.join(watcher(watch, same, left))
        await until(lambda: same.chunks)
        assert same.events == []
        assert same.state == left
        workshop.words["progress"] = "3 ballots"
        broadcast.hear(meeting.pk, frozenset({Topic.PROGRESS}))
        await until(lambda: same.events)
        broadcast.join(watcher(watch, later, left))
        await until(lambda: later.chunks)
        assert later.events == ["progress"]

    run(before)
    run(afterwards)  # another process: it knows nothing of the first


def test_each_person_is_sent_the_own_part(meeting: Meeting, workshop: Workshop) -> None:
    people = members(meeting, 3)
    watches = [watch_of(meeting, person) for person in people]

    async def scenario(broadcast: Broadcast) -> None:
        lines = await watching(broadcast, workshop, *watches)
        for line in lines:
            line.forget()
        workshop.keys = {people[1].pk: "voted"}
        broadcast.hear(meeting.pk, frozenset({Topic.VOTES}))
        await until(lambda: lines[1].chunks)
        await asyncio.sleep(0.1)
        assert [line.events for line in lines] == [[], ["ballot"], []]
        assert workshop.asked == [{person.pk for person in people}]

    run(scenario)


def test_stream_tells_its_retry_and_that_nobody_on_the_way_may_keep_it(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])

    async def scenario(broadcast: Broadcast) -> None:
        (line,) = await watching(broadcast, workshop, watch)
        assert line.status == 200
        assert line.text.startswith("retry: 1")

    run(scenario)


def test_failing_part_does_not_end_the_stream(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])

    async def scenario(broadcast: Broadcast) -> None:
        line = Line()
        workshop.faults["agenda"] = ZeroDivisionError()
        broadcast.join(watcher(watch, line))
        await until(lambda: line.chunks)
        assert line.events == ["progress", "ballot"]
        workshop.faults.clear()
        broadcast.hear(meeting.pk, frozenset({Topic.AGENDA}))
        await until(lambda: "agenda" in line.events)

    run(scenario)


def test_streams_outlive_a_database_that_does_not_answer(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])

    async def scenario(broadcast: Broadcast) -> None:
        line = Line()
        workshop.faults["agenda"] = OperationalError("the database is restarting")
        broadcast.join(watcher(watch, line))
        await asyncio.sleep(0.3)
        assert line.status == 0
        workshop.faults.clear()
        await until(lambda: line.events == ["agenda", "progress", "ballot"])

    run(scenario)


def test_stream_ends_when_the_mandate_has_ended(meeting: Meeting, workshop: Workshop) -> None:
    leaving, staying = members(meeting, 2)
    watches = [watch_of(meeting, person) for person in (leaving, staying)]

    async def scenario(broadcast: Broadcast) -> None:
        gone, here = await watching(broadcast, workshop, *watches)
        await act(lambda: end_mandate(leaving.mandates.get(), on=clock.today() - timedelta(days=1)))
        await until(lambda: gone.is_closed)
        assert not here.is_closed
        again = Line()
        broadcast.join(watcher(watches[0], again))
        await until(lambda: again.status)
        assert again.status == 403
        assert not again.text

    run(scenario)


def test_signing_out_ends_all_streams_of_the_account(meeting: Meeting, workshop: Workshop) -> None:
    leaving, staying = members(meeting, 2)
    phone, laptop, other = (watch_of(meeting, person) for person in (leaving, leaving, staying))

    async def scenario(broadcast: Broadcast) -> None:
        lines = await watching(broadcast, workshop, phone, laptop, other)
        await act(lambda: publish_departure(phone.account or 0))
        await until(lambda: lines[0].is_closed and lines[1].is_closed)
        assert not lines[2].is_closed

    run(scenario)


@pytest.mark.parametrize("lost", ["session", "password", "account", "identity"])
def test_stream_is_not_opened_without_what_it_was_given_for(meeting: Meeting, workshop: Workshop, lost: str) -> None:
    person = members(meeting, 1)[0]
    watch = watch_of(meeting, person)
    account = Account.objects.get(pk=watch.account)
    if lost == "session":
        Session.objects.all().delete()
    elif lost == "password":
        account.set_password("another password")
        account.save()
    elif lost == "account":
        Account.objects.update(is_active=False)
    else:
        Identity.objects.all().delete()

    async def scenario(broadcast: Broadcast) -> None:
        line = Line()
        broadcast.join(watcher(watch, line))
        await until(lambda: line.status)
        assert line.status == 403

    run(scenario)


def test_gallery_closes_with_the_public(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, None, Kind.GALLERY)

    async def scenario(broadcast: Broadcast) -> None:
        (line,) = await watching(broadcast, workshop, watch)
        assert line.events == ["agenda", "progress"]
        await act(lambda: Meeting.objects.update(audience=Audience.ORGAN))
        await act(lambda: publish(meeting.pk, Topic.MEETING))
        await until(lambda: line.is_closed)

    run(scenario)


def test_meeting_that_is_gone_ends_its_streams(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])

    async def scenario(broadcast: Broadcast) -> None:
        (line,) = await watching(broadcast, workshop, watch)
        await act(lambda: Meeting.objects.all().delete())
        await act(lambda: publish(meeting.pk, Topic.AGENDA))
        await until(lambda: line.is_closed)

    run(scenario)


def test_stopping_server_ends_its_streams(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])

    async def scenario(broadcast: Broadcast) -> None:
        (line,) = await watching(broadcast, workshop, watch)
        broadcast.close()
        await until(lambda: line.is_closed)

    run(scenario)


def test_page_shows_what_is_on_the_board_of_a_watched_meeting(meeting: Meeting, workshop: Workshop) -> None:
    watch = watch_of(meeting, members(meeting, 1)[0])

    async def scenario(broadcast: Broadcast) -> None:
        await watching(broadcast, workshop, watch)
        board = broadcast.board_of(meeting.pk)
        assert broadcast.board_of(meeting.pk) is board
        await act(lambda: board.look(watch.screen, watch.person))
        assert not workshop.rendered
        workshop.words["agenda"] = "another agenda"
        await act(lambda: publish(meeting.pk, Topic.AGENDA))
        look = await act(lambda: board.look(watch.screen, watch.person))
        assert "another agenda" in str(look.parts[0])

    run(scenario)


def test_meeting_that_nobody_watches_is_not_looked_at(meeting: Meeting, workshop: Workshop) -> None:
    async def scenario(broadcast: Broadcast) -> None:
        await act(lambda: publish(meeting.pk, Topic.AGENDA))
        assert broadcast.board_of(meeting.pk) is not broadcast.board_of(meeting.pk)
        assert not workshop.rendered

    run(scenario)
