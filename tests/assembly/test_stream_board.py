"""What the screens of a meeting show: rendered once for all, again only when it is outdated, and what that costs."""

from collections.abc import Collection, Mapping

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language

from quattropole.assembly import parts
from quattropole.assembly.parts.screens import Kind, Part, PersonalPart, Role, Screen
from quattropole.assembly.stream.board import Board
from quattropole.decisions import actions
from quattropole.live import Topic
from quattropole.meetings.models import Meeting
from quattropole.network.models import Network
from tests import factories
from tests.decisions import hall as halls

MEMBER_DE, MEMBER_FR = Screen(Kind.MEMBER, "de"), Screen(Kind.MEMBER, "fr")
CONSOLE = Screen(Kind.CONSOLE, "de", Role.CHAIR)


class Workshop:
    """Parts that count how often they are rendered."""

    def __init__(self) -> None:
        self.rendered: list[tuple[str, Screen, str]] = []
        self.asked: list[set[int]] = []
        self.faults: dict[str, Exception] = {}
        self.words: dict[str, str] = {}
        self.keys: dict[int, str] = {}

    def part(self, name: str, topic: Topic, kinds: Collection[Kind] = tuple(Kind)) -> Part:
        return Part(name, frozenset(kinds), frozenset({topic}), lambda meeting, screen: self._render(name, screen))

    def personal(self, name: str, *topics: Topic, said_by_key: Collection[Topic] = ()) -> PersonalPart:
        def render(meeting: Meeting, screen: Screen, key: str) -> str:
            return self._render(name, screen, key)

        kinds = frozenset({Kind.MEMBER})
        return PersonalPart(name, kinds, frozenset(topics), self._keys, render, frozenset(said_by_key))

    def count(self, name: str) -> int:
        return sum(1 for rendered, _, _ in self.rendered if rendered == name)

    def _keys(self, meeting: Meeting, people: Collection[int]) -> Mapping[int, str]:
        self.asked.append(set(people))
        return {person: self.keys.get(person, "") for person in people}

    def _render(self, name: str, screen: Screen, key: str = "") -> str:
        self.rendered.append((name, screen, key))
        if name in self.faults:
            raise self.faults[name]
        return f"<p>{self.words.get(name, name)} {screen.language} {screen.role} {key}</p>"


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Three parts in place of those that come with the platform."""
    made = Workshop()
    shown = (made.part("agenda", Topic.AGENDA), made.part("stage", Topic.VOTES), made.personal("ballot", Topic.VOTES))
    monkeypatch.setattr(parts, "PARTS", shown)
    return made


@pytest.fixture
def meeting(network: Network) -> Meeting:
    """A meeting of nobody in particular."""
    return factories.make_meeting(factories.make_organ(network), state=Meeting.State.OPEN)


def test_part_is_rendered_once_for_a_hundred_viewers_of_one_screen(meeting: Meeting, workshop: Workshop) -> None:
    looks = Board(meeting.pk).looks({MEMBER_DE: range(1, 101)})
    assert workshop.count("agenda") == workshop.count("stage") == workshop.count("ballot") == 1
    assert len({id(look) for look in looks.values()}) == 1


def test_each_language_and_role_is_a_screen_of_its_own(meeting: Meeting, workshop: Workshop) -> None:
    board = Board(meeting.pk)
    looks = board.looks({MEMBER_DE: [1], MEMBER_FR: [1], CONSOLE: [2]})
    assert workshop.count("agenda") == 3
    assert looks[CONSOLE, 2].names == ("agenda", "stage")
    assert "chair" in str(looks[CONSOLE, 2].parts[0])


def test_only_what_the_news_touch_is_rendered_again(meeting: Meeting, workshop: Workshop) -> None:
    board = Board(meeting.pk)
    board.look(MEMBER_DE, 1)
    board.hear([Topic.AGENDA])
    board.look(MEMBER_DE, 1)
    board.look(MEMBER_DE, 1)
    assert (workshop.count("agenda"), workshop.count("stage"), workshop.count("ballot")) == (2, 1, 1)


def test_part_that_reads_the_same_afterwards_is_not_sent(meeting: Meeting, workshop: Workshop) -> None:
    board = Board(meeting.pk)
    before = board.look(MEMBER_DE, 1)
    board.hear(Topic)
    after = board.look(MEMBER_DE, 1)
    assert after.digests == before.digests
    assert after.parts[0] is before.parts[0]


def test_news_that_only_change_who_has_a_key_render_no_key_again(
    meeting: Meeting, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot = workshop.personal("ballot", Topic.VOTES, Topic.PROGRESS, said_by_key=[Topic.PROGRESS])
    monkeypatch.setattr(parts, "PARTS", (ballot,))
    board, people = Board(meeting.pk), range(1, 11)
    board.looks({MEMBER_DE: people})
    workshop.keys[3] = "voted"
    board.hear([Topic.PROGRESS])
    looks = board.looks({MEMBER_DE: people})
    assert [key for _name, _screen, key in workshop.rendered] == ["", "voted"]
    assert "voted" in str(looks[MEMBER_DE, 3].parts[0])
    board.hear([Topic.VOTES])
    board.looks({MEMBER_DE: people})
    assert workshop.count("ballot") == 4


def test_who_comes_first_is_told_apart_together_with_all_who_may_come(network: Network, workshop: Workshop) -> None:
    hall, _item = halls.assembly(network)
    board, people = Board(hall.meeting.pk), [person.pk for _seat, person in hall.seated]
    board.look(MEMBER_DE, people[0])
    assert workshop.asked == [set(people)]
    for person in people[1:]:
        board.look(MEMBER_DE, person)
    assert len(workshop.asked) == 1
    board.look(MEMBER_DE, 999_999)
    assert workshop.asked[1] == {999_999}


def test_news_that_come_while_a_part_is_rendered_outdate_it(meeting: Meeting, workshop: Workshop) -> None:
    board = Board(meeting.pk)
    late = workshop.part("late", Topic.AGENDA)

    def render(read: Meeting, screen: Screen) -> str:
        if workshop.count("late") == 0:
            board.hear([Topic.AGENDA])
        return late.render(read, screen)

    parts.PARTS = (Part("late", late.kinds, late.topics, render),)
    board.look(MEMBER_DE, 1)
    board.look(MEMBER_DE, 1)
    assert workshop.count("late") == 2


def test_people_are_told_apart_in_one_question_and_alike_ones_share_a_part(
    meeting: Meeting, workshop: Workshop
) -> None:
    workshop.keys = {person: "voted" if person % 3 else "ready" for person in range(1, 101)}
    looks = Board(meeting.pk).looks({MEMBER_DE: range(1, 51), MEMBER_FR: range(51, 101), CONSOLE: [200]})
    assert workshop.asked == [set(range(1, 101))]
    assert workshop.count("ballot") == 4
    assert "voted" in str(looks[MEMBER_DE, 1].parts[2])
    assert "ready" in str(looks[MEMBER_DE, 3].parts[2])


def test_newcomer_is_told_apart_without_asking_for_all_again(meeting: Meeting, workshop: Workshop) -> None:
    board = Board(meeting.pk)
    board.looks({MEMBER_DE: [1, 2]})
    board.looks({MEMBER_DE: [3]})
    board.hear([Topic.VOTES])
    board.looks({MEMBER_DE: [1, 2, 3]})
    assert workshop.asked == [{1, 2}, {3}, {1, 2, 3}]


def test_part_that_fails_is_logged_and_leaves_the_others(
    meeting: Meeting, workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    board = Board(meeting.pk)
    workshop.faults["stage"] = ZeroDivisionError()
    look = board.look(MEMBER_DE, 1)
    assert [part is None for part in look.parts] == [False, True, False]
    assert "stage" in caplog.text
    del workshop.faults["stage"]
    assert all(board.look(MEMBER_DE, 1).parts)


def test_part_that_fails_later_stays_as_it_was(meeting: Meeting, workshop: Workshop) -> None:
    board = Board(meeting.pk)
    before = board.look(MEMBER_DE, 1)
    workshop.faults["stage"] = ZeroDivisionError()
    board.hear([Topic.VOTES])
    assert board.look(MEMBER_DE, 1).parts[1] is before.parts[1]


def test_database_that_does_not_answer_is_no_fault_of_a_part(meeting: Meeting, workshop: Workshop) -> None:
    workshop.faults["stage"] = OperationalError("gone")
    with pytest.raises(OperationalError):
        Board(meeting.pk).look(MEMBER_DE, 1)


def test_meeting_is_read_only_if_something_is_rendered(meeting: Meeting, workshop: Workshop) -> None:
    board = Board(meeting.pk)
    board.look(MEMBER_DE, 1)
    with CaptureQueriesContext(connection) as queries:
        board.look(MEMBER_DE, 1)
    assert not queries.captured_queries


def test_what_nobody_looks_at_any_more_is_forgotten(meeting: Meeting, workshop: Workshop) -> None:
    workshop.keys = {1: "voted", 2: "ready"}
    board = Board(meeting.pk)
    board.looks({MEMBER_DE: [1, 2], MEMBER_FR: [3]})
    board.forget_others({MEMBER_DE: [2]})
    assert {screen for screen, _, _ in board.rendered} == {MEMBER_DE}
    assert {key for _, name, key in board.rendered if name == "ballot"} == {"ready"}
    assert board.keys["ballot"].keys() == {2}


def test_part_is_rendered_in_the_language_of_the_screen_and_the_scope_of_its_network(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(read: Meeting, screen: Screen) -> str:
        return f"{Meeting.objects.count()} {get_language()}"

    monkeypatch.setattr(parts, "PARTS", (Part("state", frozenset(Kind), frozenset(), render),))
    factories.make_meeting(factories.make_organ(factories.make_network("tonicites")))
    looks = Board(meeting.pk).looks({MEMBER_DE: [1], MEMBER_FR: [1]})
    assert {look.parts[0].html for look in looks.values() if look.parts[0]} == {"1 de", "1 fr"}


def test_real_screens_cost_the_same_queries_for_four_and_for_forty_members(network: Network) -> None:
    hall, item = halls.assembly(network, councillors=9)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "no"})

    def queries(members: int) -> int:
        people = [person.pk for _, person in hall.seated[:members]]
        with CaptureQueriesContext(connection) as found:
            Board(hall.meeting.pk).looks({MEMBER_DE: people[::2], MEMBER_FR: people[1::2]})
        return len(found.captured_queries)

    assert queries(4) == queries(40)
