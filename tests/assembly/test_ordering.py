"""The order of speakers, computed: what always holds, and what each rule does."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from quattropole.assembly.models import Floor
from quattropole.assembly.queries.ordering import Held, Request, Rules, Speaker, Turns, in_order

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)

cities = st.sampled_from(["metz", "trier", "luxembourg", ""])
languages = st.sampled_from(["de", "fr", ""])
genders = st.sampled_from(["w", "m", "o", ""])
speakers = st.builds(Speaker, who=st.sampled_from("abcdefgh"), city=cities, language=languages, gender=genders)
rules = st.builds(Rules, turns=st.sampled_from(Turns), newcomers_first=st.booleans())
speeches = st.lists(st.builds(Held, speaker=speakers, seconds=st.integers(0, 600)), max_size=12)


@st.composite
def lists_of_requests(draw: st.DrawFn) -> list[Request]:
    """Requests with keys of their own; several may fall on one moment."""
    drawn = draw(
        st.lists(
            st.tuples(speakers, st.integers(0, 20), st.booleans(), st.none() | st.integers(0, 5)),
            max_size=15,
        )
    )
    return [
        Request(key, speaker, NOON + timedelta(seconds=asked), is_order, rank)
        for key, (speaker, asked, is_order, rank) in enumerate(drawn)
    ]


def group_of(speaker: Speaker, turns: Turns) -> str:
    return {Turns.CITY: speaker.city, Turns.LANGUAGE: speaker.language, Turns.GENDER: speaker.gender}.get(turns, "")


def free(requests: Sequence[Request]) -> list[Request]:
    """Those whose place is computed: no points of order, nothing that the chair has placed."""
    return [request for request in requests if not request.is_order and request.rank is None]


def asked(place: int, **speaker: str) -> Request:
    """A request made `place` minutes after noon."""
    who = speaker.pop("who", f"person {place}")
    return Request(place, Speaker(who, **speaker), NOON + timedelta(minutes=place))


def keys(requests: Sequence[Request]) -> list[int]:
    return [request.key for request in requests]


@given(lists_of_requests(), speeches, rules)
def test_order_is_a_permutation_of_the_requests(waiting: list[Request], held: list[Held], how: Rules) -> None:
    assert sorted(keys(in_order(waiting, held, how))) == sorted(keys(waiting))


@given(lists_of_requests(), speeches, rules, st.randoms())
def test_order_does_not_depend_on_how_the_requests_were_read(
    waiting: list[Request], held: list[Held], how: Rules, chance: Random
) -> None:
    shuffled = list(waiting)
    chance.shuffle(shuffled)
    assert keys(in_order(shuffled, held, how)) == keys(in_order(waiting, held, how))


@given(lists_of_requests(), speeches, rules)
def test_points_of_order_come_first_then_what_the_chair_placed(
    waiting: list[Request], held: list[Held], how: Rules
) -> None:
    called = in_order(waiting, held, how)
    kinds = [0 if request.is_order else 1 if request.rank is not None else 2 for request in called]
    assert kinds == sorted(kinds)
    orders = [request for request in called if request.is_order]
    assert orders == sorted(orders, key=lambda request: (request.asked, request.key))
    ranks = [request.rank or 0 for request in called if not request.is_order and request.rank is not None]
    assert ranks == sorted(ranks)


@given(lists_of_requests(), speeches, st.sampled_from(Turns))
def test_newcomers_come_before_those_who_have_spoken(waiting: list[Request], held: list[Held], turns: Turns) -> None:
    spoken = {speech.speaker.who for speech in held}
    called = free(in_order(waiting, held, Rules(turns, newcomers_first=True)))
    has_spoken = [request.speaker.who in spoken for request in called]
    assert has_spoken == sorted(has_spoken)


@given(lists_of_requests(), speeches, st.sampled_from([Turns.CITY, Turns.LANGUAGE, Turns.GENDER]))
def test_no_group_is_called_twice_in_a_row_while_another_waits(
    waiting: list[Request], held: list[Held], turns: Turns
) -> None:
    called = free(in_order(waiting, held, Rules(turns)))
    groups = [group_of(request.speaker, turns) for request in called]
    placed = sorted(
        (request for request in waiting if not request.is_order and request.rank is not None),
        key=lambda request: (request.rank or 0, request.asked, request.key),
    )
    before = [group_of(speech.speaker, turns) for speech in held]
    before += [group_of(request.speaker, turns) for request in placed]
    for place, group in enumerate(groups):
        last = groups[place - 1] if place else before[-1] if before else None
        assert group != last or set(groups[place:]) == {group}


@given(lists_of_requests(), speeches, rules)
def test_within_a_group_who_asked_first_is_called_first(waiting: list[Request], held: list[Held], how: Rules) -> None:
    spoken = {speech.speaker.who for speech in held} if how.newcomers_first else set()
    lines: dict[tuple[str, bool], list[tuple[datetime, int]]] = {}
    for request in free(in_order(waiting, held, how)):
        line = (group_of(request.speaker, how.turns), request.speaker.who in spoken)
        lines.setdefault(line, []).append((request.asked, request.key))
    assert all(line == sorted(line) for line in lines.values())


@given(lists_of_requests(), speeches, rules)
def test_calling_the_first_leaves_the_others_as_they_were(waiting: list[Request], held: list[Held], how: Rules) -> None:
    """What the list shows as next is what comes, as long as nobody asks and the speech takes no time."""
    called = free(in_order(free(waiting), held, how))
    if not called:
        return
    first, others = called[0], called[1:]
    twice = any(request.speaker.who == first.speaker.who for request in others)
    if how.newcomers_first and twice:
        return  # who has just spoken is a newcomer no more
    assert keys(in_order(others, [*held, Held(first.speaker)], how)) == keys(others)


def test_without_rules_the_order_is_that_of_asking() -> None:
    waiting = [asked(3, city="metz"), asked(1, city="metz"), asked(2, city="trier")]
    assert keys(in_order(waiting, [], Rules())) == [1, 2, 3]


def test_cities_take_turns_and_who_spoke_least_comes_sooner() -> None:
    waiting = [asked(1, city="metz"), asked(2, city="metz"), asked(3, city="trier"), asked(4, city="luxembourg")]
    held = [Held(Speaker("x", city="trier"), 60)]
    assert keys(in_order(waiting, held, Rules(Turns.CITY))) == [1, 4, 2, 3]


def test_of_two_cities_that_spoke_as_often_the_one_with_less_time_is_next() -> None:
    waiting = [asked(1, city="metz"), asked(2, city="trier")]
    held = [Held(Speaker("x", city="metz"), 300), Held(Speaker("y", city="trier"), 30)]
    held.append(Held(Speaker("z", city="luxembourg"), 10))
    assert keys(in_order(waiting, held, Rules(Turns.CITY))) == [2, 1]


def test_languages_take_turns_and_an_unknown_one_has_its_own_turn() -> None:
    waiting = [asked(1, language="de"), asked(2, language="de"), asked(3, language="fr"), asked(4)]
    assert keys(in_order(waiting, [], Rules(Turns.LANGUAGE))) == [1, 3, 4, 2]


def test_women_and_men_take_turns() -> None:
    waiting = [asked(1, gender="m"), asked(2, gender="m"), asked(3, gender="w"), asked(4, gender="w")]
    assert keys(in_order(waiting, [], Rules(Turns.GENDER))) == [1, 3, 2, 4]


def test_turns_go_on_from_newcomers_to_those_who_have_spoken() -> None:
    waiting = [asked(1, who="old", city="metz"), asked(2, who="older", city="trier"), asked(3, who="new", city="metz")]
    held = [Held(Speaker("old", city="metz")), Held(Speaker("older", city="trier"))]
    assert keys(in_order(waiting, held, Rules(Turns.CITY, newcomers_first=True))) == [3, 2, 1]


def test_turns_are_named_as_the_floor_stores_them() -> None:
    assert {turn.value for turn in Turns} == set(Floor.Alternation.values)
