"""Whether a seat may cast its ballot now: all that decides it, read with one fixed statement.

This is what two thousand people ask in the same minute. As queries of the ORM it would be seven, and to compose them
takes longer than to answer them.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from quattropole.decisions.models import Ballot, Elector, Participation, Vote
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.network.models import City, Mandate, Organ, Seat


@dataclass(frozen=True, slots=True)
class Standing:
    """A seat in a vote, for the person who votes for it as frozen at the opening. Rows are named by primary key.

    `votes`: its weight, an exact fraction; `excluded`: the verdict that keeps it from voting.
    `begins` and `ends`: of the mandate on which the vote rests, the person's own, or with a proxy that of whoever holds
    the seat; both None where there is none on the day.
    `choice`: what was cast by name, or nothing; `took_part`: it has voted in secret.
    """

    vote: int
    state: str
    method: str
    matter: str
    choices: tuple[str, ...]
    places: int
    cities: tuple[str, ...]
    meeting: int
    mode: str
    organ: str
    seat: int
    city: str
    is_substitute: bool
    votes: str
    excluded: dict[str, Any] | None
    choice: str
    took_part: bool
    begins: date | None
    ends: date | None
    is_present: bool

    @property
    def has_voted(self) -> bool:
        """Whether there is a ballot of the seat."""
        return bool(self.choice) or self.took_part


_STATEMENT = f"""
    SELECT vote.id, vote.state, vote.method, vote.matter, vote.choices, vote.places, vote.cities,
        meeting.id, meeting.mode,
        (SELECT organ.key FROM {Organ._meta.db_table} organ WHERE organ.id = meeting.organ_id),
        elector.seat_id,
        (SELECT city.slug FROM {Seat._meta.db_table} seat JOIN {City._meta.db_table} city ON city.id = seat.city_id
            WHERE seat.id = elector.seat_id),
        elector.is_substitute, elector.votes, elector.excluded,
        (SELECT ballot.choice FROM {Ballot._meta.db_table} ballot
            WHERE ballot.vote_id = elector.vote_id AND ballot.seat_id = elector.seat_id),
        EXISTS (SELECT 1 FROM {Participation._meta.db_table} participation
            WHERE participation.vote_id = elector.vote_id AND participation.seat_id = elector.seat_id),
        (SELECT CAST(held.begins AS TEXT) || '/' || COALESCE(CAST(held.ends AS TEXT), '')
            FROM {Mandate._meta.db_table} held WHERE held.seat_id = elector.seat_id
            AND (elector.is_proxy OR held.person_id = elector.person_id)
            AND held.begins <= %s AND (held.ends IS NULL OR held.ends >= %s)),
        EXISTS (SELECT 1 FROM {Attendance._meta.db_table} there
            WHERE there.meeting_id = meeting.id AND there.seat_id = elector.seat_id AND there.left_at IS NULL)
    FROM {Elector._meta.db_table} elector
    JOIN {Vote._meta.db_table} vote ON vote.id = elector.vote_id
    JOIN {AgendaItem._meta.db_table} item ON item.id = vote.item_id
    JOIN {Meeting._meta.db_table} meeting ON meeting.id = item.meeting_id
    WHERE elector.network_id = %s AND elector.vote_id = %s AND elector.person_id = %s
    ORDER BY elector.id
"""  # noqa: S608  # names of our own tables
"""Few joins: to plan ten of them costs PostgreSQL more than to answer."""


def standings(vote: int, person: int, *, network: int, day: date) -> list[Standing]:
    """The seats for which a person votes in a vote, on a day; none for everybody else."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, [day.isoformat(), day.isoformat(), network, vote, person])
        return [_standing(*row) for row in cursor.fetchall()]


def _standing(
    vote: int, state: str, method: str, matter: str, choices: str, places: int, cities: str,
    meeting: int, mode: str, organ: str, seat: int, city: str | None,
    is_substitute: bool, votes: str, excluded: str | None, choice: str | None, took_part: bool,
    mandate: str | None, is_present: bool,
) -> Standing:  # fmt: skip
    begins, _until, ends = (mandate or "/").partition("/")
    return Standing(
        vote, state, method, matter, tuple(json.loads(choices)), places, tuple(json.loads(cities)),
        meeting, mode, organ, seat, city or "",
        bool(is_substitute), votes, json.loads(excluded) if excluded else None, choice or "", bool(took_part),
        _day(begins), _day(ends), bool(is_present),
    )  # fmt: skip


def _day(given: str) -> date | None:
    return date.fromisoformat(given) if given else None
