"""What goes over the line: events, states, tickets, and when a meeting is looked at again."""

import gzip
import itertools
import math
import re
import zlib

import pytest
from django.core import signing

from quattropole.assembly.parts.screens import OWN, Kind, Role, Screen
from quattropole.assembly.stream.admission import Watch
from quattropole.assembly.stream.board import KNOWN_STATES, Look
from quattropole.assembly.stream.events import NOTHING, rendered, retry, state_from
from quattropole.assembly.stream.packing import BEGINNING, Piece, ending
from quattropole.assembly.stream.schedule import COALESCE, PAUSE, RETRY, ROUND, Schedule
from quattropole.assembly.stream.tickets import keeps_stream, ticket_for, watch_by
from quattropole.live import Topic

NAMES = ("head", "agenda", "stage")
MEMBER = Watch(7, Screen(Kind.MEMBER, "fr"), person=3, account=4, session="abc", proof="Pr-oof_1")
PATH = "/fr/desk/meetings/7/live/stream/"


def look(*htmls: str | None) -> Look:
    """A look at three parts; None for one that could not be rendered."""
    pairs = zip(NAMES, htmls, strict=False)
    return Look(NAMES, tuple(None if html is None else rendered(name, html) for name, html in pairs))


def test_event_carries_every_line_of_the_part_and_nothing_of_one_reader() -> None:
    part = rendered("agenda", f"<form>{OWN}\n   <b>\r\n  1</b>\n</form>\n")
    assert part.event == b"event: agenda\ndata: <form>\ndata: <b>\ndata: 1</b>\ndata: </form>\n\n"
    assert OWN in part.html


@pytest.mark.parametrize("html", ["<pre>a\n  b</pre>", "<textarea>a\n  b</textarea>"])
def test_event_keeps_the_spaces_that_are_shown(html: str) -> None:
    assert b"data:   b" in rendered("agenda", html).event


def test_parts_that_differ_only_for_one_reader_have_one_digest() -> None:
    assert rendered("agenda", f"<p>1</p>{OWN}").digest == rendered("agenda", "<p>1</p>").digest
    assert rendered("agenda", "<p>1</p>").digest != rendered("agenda", "<p>2</p>").digest


def test_look_sends_only_what_differs_from_what_was_seen() -> None:
    before, after = look("head", "agenda", "stage"), look("head", "agenda 2", "stage")
    sent = after.since(after.seen_in(before.state)).events
    assert re.findall(rb"event: (\w+)", sent) == [b"agenda", b"at"]
    assert f"id: {after.state}".encode() in sent


def test_look_says_only_its_state_to_whoever_has_it_already() -> None:
    same = look("head", "agenda", "stage")
    sent = same.since(same.seen_in(look("head", "agenda", "stage").state))
    assert sent.events == f"event: at\nid: {same.state}\ndata:\n\n".encode()


def test_events_of_a_look_are_made_once_for_all() -> None:
    before, after = look("head", "agenda", "stage"), look("head", "agenda 2", "stage")
    assert after.since(before.digests) is after.since(look("head", "agenda", "stage").digests)


def test_states_that_clients_make_up_are_not_kept_for_ever() -> None:
    shown = look("head", "agenda", "stage")
    for number in range(1000):
        shown.since((f"{number:08}", "x" * 8, "y" * 8))
    assert len(shown._since) <= KNOWN_STATES


@pytest.mark.parametrize("given", ["", "x", "0" * 32, look("a", "b", "c").state[8:] + "0" * 8])
def test_state_of_another_page_or_version_counts_as_nothing(given: str) -> None:
    assert state_from(given, NAMES) == (NOTHING,) * 3


def test_state_survives_its_way_to_the_browser_and_back() -> None:
    shown = look("head", None, "stage")
    assert shown.seen_in(shown.state) == shown.digests
    assert re.fullmatch(r"[\w-]+", shown.state)


def test_part_that_could_not_be_rendered_is_sent_as_soon_as_it_can() -> None:
    broken, whole = look("head", None, "stage"), look("head", "agenda", "stage")
    assert b"agenda" not in broken.since(broken.seen_in("")).events
    assert b"event: agenda" in whole.since(whole.seen_in(broken.state)).events


def test_pieces_packed_once_make_a_whole_gzip_stream_in_any_order() -> None:
    pieces = [Piece(text.encode() * 50) for text in ("Sitzung\n", "séance\n", "Sitzung\n")]
    for sent in (pieces, pieces[::-1], pieces[1:]):
        whole = b"".join(piece.events for piece in sent)
        stream = BEGINNING + b"".join(piece.packed for piece in sent) + ending(zlib.crc32(whole), len(whole))
        assert gzip.decompress(stream) == whole
    assert len(pieces[0].packed) < len(pieces[0].events) / 5


def test_browsers_come_back_within_two_seconds_but_not_all_at_once() -> None:
    pauses = {int(retry().events.split()[1]) for _ in range(50)}
    assert len(pauses) > 5
    assert min(pauses) >= 1000
    assert max(pauses) <= 2000


def asked(
    path: str = PATH, ticket: str = "", cookie: str = "sessionid=abc", last: str = ""
) -> tuple[Watch | None, str]:
    """Who comes with a ticket (by default a good one) and a cookie."""
    query = f"kind=member&seen=as-loaded&ticket={ticket or ticket_for(MEMBER)}"
    headers = [(b"cookie", cookie.encode()), *([(b"last-event-id", last.encode())] if last else [])]
    return watch_by(path, query.encode(), headers)


def test_ticket_lets_in_with_the_cookie_of_its_session() -> None:
    assert asked() == (MEMBER, "as-loaded")


def test_state_of_the_last_event_counts_more_than_that_of_the_page() -> None:
    assert asked(last="newer")[1] == "newer"


@pytest.mark.parametrize(
    ("path", "cookie", "ticket"),
    [
        (PATH, "sessionid=other", ""),
        (PATH, "", ""),
        ("/fr/desk/meetings/8/live/stream/", "sessionid=abc", ""),
        ("/de/desk/meetings/7/live/stream/", "sessionid=abc", ""),
        (PATH, "sessionid=abc", "7.console.fr.chair.3.4.Pr-oof_1:1x:y"),
        (PATH, "sessionid=abc", "%00"),
    ],
)
def test_ticket_is_worth_nothing_elsewhere(path: str, cookie: str, ticket: str) -> None:
    assert asked(path, ticket, cookie)[0] is None


def test_ticket_is_worth_nothing_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = ticket_for(MEMBER)
    later = signing.time.time() + 25 * 3600
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert asked(ticket=ticket)[0] is None


@pytest.mark.parametrize("cookie", ["", "sessionid=abc"])
def test_ticket_of_the_gallery_needs_no_session(cookie: str) -> None:
    visitor = Watch(7, Screen(Kind.GALLERY, "de"))
    assert asked("/de/live/7/stream/", ticket_for(visitor), cookie)[0] == visitor


def test_role_at_the_console_is_in_the_ticket() -> None:
    console = Watch(7, Screen(Kind.CONSOLE, "fr", Role.CHAIR), 3, 4, "abc", "x")
    assert asked(ticket=ticket_for(console))[0] == console


@pytest.mark.parametrize("path", ["/fr/desk/meetings/7/live/", "/fr/live/x/stream/", "/live/7/stream/", PATH + "x"])
def test_other_addresses_are_no_streams(path: str) -> None:
    assert not keeps_stream(path, b"")


def test_whoever_sits_behind_a_proxy_that_holds_streams_back_asks_for_what_is_new() -> None:
    assert keeps_stream(PATH, b"kind=member&seen=x")
    assert not keeps_stream(PATH, b"kind=member&seen=x&once=1")


def test_news_are_gathered_for_a_moment() -> None:
    schedule = Schedule(began=0)
    schedule.hear([Topic.FLOOR], 1.0)
    schedule.hear([Topic.VOTES], 1.02)
    assert schedule.due == pytest.approx(1.0 + COALESCE)
    assert schedule.take(1.06).topics == {Topic.FLOOR, Topic.VOTES}
    assert schedule.due == ROUND


def test_ballots_alone_are_looked_at_twice_a_second_at_most() -> None:
    schedule, looked = Schedule(began=0), []
    for now in [step / 100 for step in range(100, 400)]:
        schedule.hear([Topic.PROGRESS], now)
        if schedule.due <= now:
            assert schedule.take(now).topics == {Topic.PROGRESS}
            looked.append(now)
    assert 5 <= len(looked) <= 7
    assert all(after - before > PAUSE - 0.001 for before, after in itertools.pairwise(looked))


def test_large_hall_is_looked_at_less_often() -> None:
    schedule = Schedule(began=0)
    schedule.hear([Topic.PRESENCE], 1.0)
    schedule.take(1.05)
    schedule.looked(1.05, 1.45)
    schedule.hear([Topic.PRESENCE], 1.5)
    assert schedule.due == pytest.approx(2.65)


def test_other_news_do_not_wait_for_ballots() -> None:
    schedule = Schedule(began=0)
    schedule.hear([Topic.PROGRESS], 1.0)
    schedule.take(1.05)
    schedule.hear([Topic.PROGRESS], 1.1)
    schedule.hear([Topic.VOTES], 1.1)
    assert schedule.due == pytest.approx(1.15)
    assert schedule.take(1.16).topics == {Topic.PROGRESS, Topic.VOTES}


def test_everything_is_looked_at_once_in_a_while() -> None:
    schedule = Schedule(began=0)
    assert schedule.due == ROUND
    occasion = schedule.take(ROUND)
    assert occasion.is_round
    assert occasion.is_for_all
    assert schedule.due == 2 * ROUND


def test_newcomers_do_not_bring_forward_what_others_wait_for() -> None:
    schedule = Schedule(began=0)
    schedule.hear([Topic.PROGRESS], 1.0)
    schedule.take(1.05)
    schedule.hear([Topic.PROGRESS], 1.1)
    schedule.welcome(1.1)
    occasion = schedule.take(1.15)
    assert not occasion.is_for_all
    assert schedule.take(1.55).topics == {Topic.PROGRESS}


def test_failed_look_is_tried_again_a_little_later() -> None:
    schedule = Schedule(began=0)
    schedule.hear([Topic.FLOOR], 1.0)
    occasion = schedule.take(1.05)
    schedule.failed(occasion, 1.1)
    assert schedule.due == pytest.approx(1.1 + RETRY)
    assert schedule.take(2.1).topics == {Topic.FLOOR}
    assert schedule.due < math.inf
