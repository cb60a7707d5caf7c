"""Casting a ballot: once for each seat, while the vote is open."""

from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.rules import NotAllowed, NotPossible, acting
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Ballot, CountedSlip, Elector, Means, Participation, Slip, Vote
from quattropole.decisions.queries.choices import choice_on_ballot
from quattropole.decisions.receipts import receipt_of
from quattropole.decisions.rules import may_cast
from quattropole.live import Topic, publish
from quattropole.meetings.models import Meeting
from quattropole.network.models import Seat
from quattropole.network.queries import mandates_on
from quattropole.texts.localized import Localized


def cast_ballot(vote: Vote, seat: Seat, *, choice: str, by: Viewer) -> Ballot:
    """Cast the seat's ballot by name. The same ballot sent again is answered like the first and counted once.

    Raises `NotAllowed` for a person without the seat, `NotPossible` when closed, already cast, or no such choice.
    """
    elector = _own_elector(vote, seat, by)
    choice = choice_on_ballot(vote, choice)
    with transaction.atomic():
        current = _current(vote)
        given = Ballot.objects.filter(vote=vote, seat=seat).first()
        if given is not None:
            return _same_ballot(given, choice)
        _require_open(current, Vote.Method.NAMED)
        _check_seat(vote, elector, by)
        try:
            with transaction.atomic():
                ballot = Ballot.objects.create(
                    network=by.network, vote=vote, seat=seat, person=acting(by), choice=choice, cast_at=clock.now()
                )
        except IntegrityError:
            given = Ballot.objects.filter(vote=vote, seat=seat).first()
            if given is None:
                _require_admitted(elector)
                raise
            return _same_ballot(given, choice)
        publish(vote.item.meeting_id, Topic.PROGRESS)
        return ballot


def cast_secretly(vote: Vote, seat: Seat, *, choice: str, nonce: str, by: Viewer) -> str:
    """Put the seat's secret ballot into the urn, and beside it, without a link, that the seat has voted.

    Returns the receipt, which follows from the `nonce` of the page: the same ballot sent again has the same one, is
    answered like the first and counted once. Neither the choice nor the receipt is written anywhere else.

    Raises `NotAllowed` for a person without the seat, `NotPossible` when closed, already cast, or no such choice.
    """
    elector = _own_elector(vote, seat, by)
    choice = choice_on_ballot(vote, choice)
    receipt = receipt_of(nonce, vote=vote.pk, seat=seat.pk)
    with transaction.atomic():
        current = _current(vote)
        if Participation.objects.filter(vote=vote, seat=seat).exists():
            return _same_slip(vote, receipt, choice)
        _require_open(current, Vote.Method.SECRET)
        _check_seat(vote, elector, by)
        city = elector.seat.city.slug if elector.seat.city else ""
        try:
            with transaction.atomic():
                Participation.objects.create(network=by.network, vote=vote, seat=seat, means=Means.DEVICE)
                Slip.objects.create(
                    receipt=receipt,
                    vote=vote,
                    choice=choice,
                    votes=elector.votes,
                    city=city if city in current.cities else "",
                )
        except IntegrityError:
            if not Participation.objects.filter(vote=vote, seat=seat).exists():
                _require_admitted(elector)
                raise
            return _same_slip(vote, receipt, choice)
        publish(vote.item.meeting_id, Topic.PROGRESS)
    return receipt


def _own_elector(vote: Vote, seat: Seat, by: Viewer) -> Elector:
    elector = Elector.objects.select_related("seat__city").filter(vote=vote, seat=seat).first()
    if elector is None or not may_cast(by, elector):
        raise NotAllowed(_("You have no vote here: the seat is held by somebody else."))
    return elector


def _current(vote: Vote) -> Vote:
    """The vote as it stands. Ballots do not wait for each other, but a ballot and the closing of its vote do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM decisions_vote WHERE id = %s FOR SHARE", [vote.pk])
    return Vote.objects.only("state", "method", "cities").get(pk=vote.pk)


def _require_open(current: Vote, method: str) -> None:
    if current.state != Vote.State.OPEN:
        raise NotPossible(_("The vote is closed; your ballot was not counted."))
    if current.method == Vote.Method.HANDS:
        raise NotPossible(_("This vote is by show of hands."))
    if current.method == Vote.Method.SECRET != method:
        raise NotPossible(_("This vote is secret. Load the page again and vote."))
    if current.method != method:
        raise NotPossible(_("This vote is by name; every seat votes for itself."))


def _same_ballot(given: Ballot, choice: str) -> Ballot:
    if given.choice == choice:
        return given
    raise NotPossible(_("A different vote was already cast for this seat; it counts and cannot be changed."))


def _same_slip(vote: Vote, receipt: str, choice: str) -> str:
    """The receipt again, for whoever holds the page from which the ballot came; all others are told no more."""
    slips = Slip.objects.filter(vote=vote, receipt=receipt), CountedSlip.objects.filter(vote=vote, receipt=receipt)
    given = next((chosen for found in slips for chosen in found.values_list("choice", flat=True)), None)
    if given is None:
        raise NotPossible(
            _("This seat has voted already, on another page or on paper. Its ballot counts and cannot be changed.")
        )
    if given != choice:
        raise NotPossible(_("A different vote was already cast for this seat; it counts and cannot be changed."))
    return receipt


def _check_seat(vote: Vote, elector: Elector, by: Viewer) -> None:
    """A seat that is excluded, a mandate that ended, or a seat that left the room votes no more."""
    _tell_excluded(elector)
    meeting = vote.item.meeting
    by_letter = meeting.mode == Meeting.Mode.CIRCULAR
    begins, ends = _mandate_days(elector, by)
    findings = charter.cast(
        by.network.charter.on(by.day),
        charter.CastFacts(
            organ=meeting.organ.key,
            matter=vote.matter,
            on=by.day,
            begins=begins,
            ends=ends,
            present=by_letter or meeting.attendances.filter(seat=elector.seat_id, left_at__isnull=True).exists(),
        ),
    )
    for refusal in findings.refusals:
        told = refusal.text(get_language() or "de")
        raise NotAllowed(told) if refusal.rule == "mandate" else NotPossible(told)
    if by_letter and (meeting.deadline is None or clock.now() >= meeting.deadline):
        raise NotPossible(_("The deadline has passed; your answer was not counted."))


def _tell_excluded(elector: Elector) -> None:
    if elector.excluded is not None:
        raise NotPossible(Localized(elector.excluded["texts"]).shown().text)


def _require_admitted(elector: Elector) -> None:
    """The database refuses a ballot of a seat that was excluded a moment ago; say so."""
    elector.refresh_from_db(fields=["excluded"])
    _tell_excluded(elector)


def _mandate_days(elector: Elector, by: Viewer) -> tuple[date | None, date | None]:
    """First and last day of the mandate on which the vote rests: one's own, or with a proxy that of its giver.

    A substitute acts for the seat, whoever holds it.
    """
    if elector.is_substitute:
        return by.day, None
    mandates = list(mandates_on(by.day).filter(seat=elector.seat_id)) if elector.is_proxy else by.mandates
    return next(((held.begins, held.ends) for held in mandates if held.seat_id == elector.seat_id), (None, None))
