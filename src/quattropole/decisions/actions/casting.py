"""Casting a ballot: once for each seat, while the vote is open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import IntegrityError, connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.rules import NotAllowed, NotPossible, acting
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Ballot, CountedSlip, Means, Participation, Slip, Vote
from quattropole.decisions.queries.choices import choice_on_ballot
from quattropole.decisions.queries.standing import Standing, standings
from quattropole.decisions.receipts import receipt_of
from quattropole.live import Topic, publish
from quattropole.meetings.models import Meeting
from quattropole.network.models import Seat
from quattropole.texts.localized import Localized

Done = TypeVar("Done")


@dataclass(frozen=True)
class Cast:
    """A ballot that is in: `receipt` where it is secret, else nothing."""

    meeting: int
    receipt: str = ""


def cast(vote: int, *, choice: str, nonce: str, by: Viewer, seat: int | None = None) -> Cast:
    """Cast a ballot by name or in secret, as the vote has it; vote and seat by primary key.

    Without `seat`: that of the only seat for which the person votes and that has not voted yet. As `cast_ballot` and
    `cast_secretly` otherwise.
    """

    def deed() -> Cast:
        standing = _standing(vote, seat, by)
        if standing.method == Vote.Method.SECRET:
            return Cast(standing.meeting, _cast_secretly(standing, choice, nonce, by))
        _cast_by_name(standing, choice, by)
        return Cast(standing.meeting)

    return _once(deed)


def cast_ballot(vote: Vote, seat: Seat, *, choice: str, by: Viewer) -> Ballot:
    """Cast the seat's ballot by name. The same ballot sent again is answered like the first and counted once.

    Raises `NotAllowed` for a person without the seat, `NotPossible` when closed, already cast, or no such choice.
    """
    return _once(lambda: _cast_by_name(_standing(vote.pk, seat.pk, by), choice, by))


def cast_secretly(vote: Vote, seat: Seat, *, choice: str, nonce: str, by: Viewer) -> str:
    """Put the seat's secret ballot into the urn, and beside it, without a link, that the seat has voted.

    Returns the receipt, which follows from the `nonce` of the page: the same ballot sent again has the same one, is
    answered like the first and counted once. Neither the choice nor the receipt is written anywhere else.

    Raises `NotAllowed` for a person without the seat, `NotPossible` when closed, already cast, or no such choice.
    """
    return _once(lambda: _cast_secretly(_standing(vote.pk, seat.pk, by), choice, nonce, by))


def _once(deed: Callable[[], Done]) -> Done:
    """Do it in one transaction.

    What another connection does for the same seat in the same instant, the database refuses to do twice; the second
    look sees what was done, and tells.
    """
    try:
        with transaction.atomic():
            return deed()
    except IntegrityError:
        with transaction.atomic():
            return deed()


def _standing(vote: int, seat: int | None, by: Viewer) -> Standing:
    """How the seat stands. Ballots do not wait for each other, but a ballot and the closing of its vote do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM decisions_vote WHERE id = %s FOR SHARE", [vote])
    own = standings(vote, acting(by).pk, network=by.network.pk, day=by.day)
    if seat is not None:
        own = [standing for standing in own if standing.seat == seat]
    if len(own) > 1:
        own = [standing for standing in own if not standing.has_voted]
    if not own:
        raise NotAllowed(_("You have no vote here: the seat is held by somebody else."))
    if len(own) > 1:
        raise NotPossible(_("You vote for several seats here. Say for which one this ballot is."))
    return own[0]


def _cast_by_name(standing: Standing, choice: str, by: Viewer) -> Ballot:
    choice = choice_on_ballot(standing, choice)
    if standing.choice:
        _require_same(standing.choice, choice)
        return Ballot.objects.get(vote=standing.vote, seat=standing.seat)
    _require_open(standing, Vote.Method.NAMED)
    _check_seat(standing, by)
    ballot = Ballot(
        network=by.network,
        vote_id=standing.vote,
        seat_id=standing.seat,
        person=acting(by),
        choice=choice,
        cast_at=clock.now(),
    )
    ballot.save(force_insert=True)
    publish(standing.meeting, Topic.PROGRESS)
    return ballot


def _cast_secretly(standing: Standing, choice: str, nonce: str, by: Viewer) -> str:
    choice = choice_on_ballot(standing, choice)
    receipt = receipt_of(nonce, vote=standing.vote, seat=standing.seat)
    if standing.took_part:
        _require_same_slip(standing, receipt, choice)
        return receipt
    _require_open(standing, Vote.Method.SECRET)
    _check_seat(standing, by)
    Participation(network=by.network, vote_id=standing.vote, seat_id=standing.seat, means=Means.DEVICE).save(
        force_insert=True
    )
    Slip(
        receipt=receipt,
        vote_id=standing.vote,
        choice=choice,
        votes=standing.votes,
        city=standing.city if standing.city in standing.cities else "",
    ).save(force_insert=True)
    publish(standing.meeting, Topic.PROGRESS)
    return receipt


def _require_open(standing: Standing, method: str) -> None:
    if standing.state != Vote.State.OPEN:
        raise NotPossible(_("The vote is closed; your ballot was not counted."))
    if standing.method == Vote.Method.HANDS:
        raise NotPossible(_("This vote is by show of hands."))
    if standing.method == Vote.Method.SECRET != method:
        raise NotPossible(_("This vote is secret. Load the page again and vote."))
    if standing.method != method:
        raise NotPossible(_("This vote is by name; every seat votes for itself."))


def _require_same(given: str, choice: str) -> None:
    if given != choice:
        raise NotPossible(_("A different vote was already cast for this seat; it counts and cannot be changed."))


def _require_same_slip(standing: Standing, receipt: str, choice: str) -> None:
    """Whoever holds the page from which the ballot came gets the same answer; all others are told no more."""
    urns = [model.objects.filter(vote=standing.vote, receipt=receipt) for model in (Slip, CountedSlip)]
    given = next((chosen for urn in urns for chosen in urn.values_list("choice", flat=True)), None)
    if given is None:
        raise NotPossible(
            _("This seat has voted already, on another page or on paper. Its ballot counts and cannot be changed.")
        )
    _require_same(given, choice)


def _check_seat(standing: Standing, by: Viewer) -> None:
    """A seat that is excluded, a mandate that ended, or a seat that left the room votes no more."""
    if standing.excluded is not None:
        raise NotPossible(Localized(standing.excluded["texts"]).shown().text)
    by_letter = standing.mode == Meeting.Mode.CIRCULAR
    begins, ends = _mandate_days(standing, by)
    findings = charter.cast(
        by.network.charter.on(by.day),
        charter.CastFacts(
            organ=standing.organ,
            matter=standing.matter,
            on=by.day,
            begins=begins,
            ends=ends,
            present=by_letter or standing.is_present,
        ),
    )
    for refusal in findings.refusals:
        told = refusal.text(get_language() or "de")
        raise NotAllowed(told) if refusal.rule == "mandate" else NotPossible(told)
    if by_letter:
        _require_in_time(standing)


def _require_in_time(standing: Standing) -> None:
    deadline = Meeting.objects.values_list("deadline", flat=True).get(pk=standing.meeting)
    if deadline is None or clock.now() >= deadline:
        raise NotPossible(_("The deadline has passed; your answer was not counted."))


def _mandate_days(standing: Standing, by: Viewer) -> tuple[date | None, date | None]:
    """First and last day of the mandate on which the vote rests: one's own, or with a proxy that of its giver.

    A substitute acts for the seat, whoever holds it.
    """
    return (by.day, None) if standing.is_substitute else (standing.begins, standing.ends)
