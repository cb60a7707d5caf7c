"""A vote from its opening to its close."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record, seal
from quattropole.access.rules import NotAllowed, NotPossible, Refused, acting, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.electorate import freeze_electorate
from quattropole.decisions.models import Amendment, Ballot, Election, Elector, HandCount, Proposal, Vote
from quattropole.decisions.queries import ballot_digest, proposed_by_of, texts_present, wording_of
from quattropole.decisions.rules import may_cast, may_run_votes
from quattropole.live import Topic, publish
from quattropole.meetings.models import AgendaItem, Convocation, Meeting
from quattropole.meetings.queries import presence, weights_of
from quattropole.network.models import Seat
from quattropole.texts.localized import Localized

YES_NO_ABSTAIN = ("yes", "no", "abstain")


def locked_vote(vote: Vote, *states: str) -> Vote:
    """The vote, locked against everyone who casts or closes; raises `NotPossible` unless in one of `states`."""
    locked = (
        Vote.objects.select_for_update(of=("self",)).select_related("item__meeting__organ", "proposal").get(pk=vote.pk)
    )
    if locked.state not in states:
        raise NotPossible(_("The vote is %(state)s.") % {"state": locked.get_state_display()})
    return locked


def _only_chair() -> str:
    return _("Only the person who chairs the meeting may do this.")


def _open_meeting(item: AgendaItem, by: Viewer) -> Meeting:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=item.meeting_id)
    require(may_run_votes(by, meeting), _only_chair())
    if meeting.state != Meeting.State.OPEN:
        raise NotPossible(_("The meeting is not in session."))
    if Vote.objects.filter(item=item, state__in=[Vote.State.OPEN, Vote.State.CLOSED]).exists():
        raise NotPossible(_("A vote on this item is already running."))
    return meeting


def _convocation_ok(meeting: Meeting) -> bool:
    convocation = Convocation.objects.filter(meeting=meeting).order_by("number").last()
    return convocation is not None and not convocation.findings.get("refused", True)


@dataclass(frozen=True)
class Question:
    """What is put to the vote: its wording in every language, its matter in the charter, the choices on the ballot.

    `places`: how many candidates one ballot may name; `number`: the round of an election.
    """

    titles: Localized
    bodies: Localized
    matter: str
    choices: Sequence[str] = YES_NO_ABSTAIN
    proposal: Proposal | None = None
    amendment: Amendment | None = None
    election: Election | None = None
    number: int = 1
    places: int = 1


before_opening: list[Callable[[AgendaItem, Question, str], str | None]] = []
"""What other rooms ask before a vote is opened: the item, what is asked, how it is voted on; why not, or None."""

secret_demands: list[Callable[[AgendaItem], int]] = []
"""How many of those present demand that votes on an item be secret; votes on procedure are open all the same."""

breaking_off: list[Callable[[Vote, Viewer], None]] = []
"""What else follows when a vote is broken off, in its transaction."""


def secret_demanded_by(item: AgendaItem, question: Question) -> int:
    """How many seats demand that this question be answered in secret."""
    if question.matter == "procedural":
        return 0
    return max((demanded(item) for demanded in secret_demands), default=0)


def begin_vote(item: AgendaItem, question: Question, *, method: str, by: Viewer) -> Vote:
    """Ask the charter, then open the vote for the seats that are present. Callers check what is voted on.

    Raises `Refused` with the charter's findings, `NotPossible` where the meeting or the item does not allow it.
    """
    meeting = _open_meeting(item, by)
    for asked in before_opening:
        obstacle = asked(item, question, method)
        if obstacle:
            raise NotPossible(obstacle)
    office = question.election.office.key if question.election else None
    findings = charter.open_vote(
        by.network.charter.on(clock.today()),
        charter.OpenVoteFacts(
            organ=meeting.organ.key,
            matter=question.matter,
            on=clock.today(),
            item_named_in_convocation=item.named_in_id is not None,
            proposed_by=proposed_by_of(item),
            presence=presence(meeting),
            convocation_ok=_convocation_ok(meeting),
            office=office,
            secret=method == Vote.Method.SECRET,
            secret_demanded_by=secret_demanded_by(item, question),
            weights=tuple(weights_of(meeting).values()),
            texts_present=texts_present(question.titles, question.bodies) if question.proposal else None,
        ),
    )
    if findings.refused:
        raise Refused(findings)
    vote = Vote.objects.create(
        network=by.network,
        item=item,
        proposal=question.proposal,
        amendment=question.amendment,
        election=question.election,
        round=question.number,
        matter=question.matter,
        method=method,
        choices=list(question.choices),
        places=question.places,
        titles=question.titles,
        bodies=question.bodies,
        opened_at=clock.now(),
        opened_by=by.person,
        opening=findings.as_dict(),
    )
    electors = freeze_electorate(vote, by=by)
    if method == Vote.Method.HANDS and any(elector.votes != "1" for elector in electors):
        raise NotPossible(_("Seats weigh differently here; hands cannot be counted. Vote by name."))
    record(
        "vote opened",
        vote,
        by=by.person,
        network=by.network,
        method=method,
        round=question.number,
        matter=question.matter,
    )
    publish(meeting.pk, Topic.VOTES)
    return vote


def require_open_proposal(item: AgendaItem) -> Proposal | None:
    """The proposal under the item, locked until the transaction ends, so that nobody withdraws it while a vote opens.

    None where the item has none; raises `NotPossible` where it is withdrawn or decided.
    """
    proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("text").filter(placements__item=item.pk).first()
    )
    if proposal is not None and proposal.state not in {Proposal.State.DRAFT, Proposal.State.PROPOSED}:
        raise NotPossible(_("This proposal is closed; it cannot be voted on."))
    return proposal


def open_vote(item: AgendaItem, *, method: str, by: Viewer) -> Vote:
    """Open a vote on an agenda item: on its proposal as it reads now, or on the item itself."""
    with transaction.atomic():
        item = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
        if item.kind == AgendaItem.Kind.ELECTION:
            raise NotPossible(_("This item is an election; open a round of it."))
        proposal = require_open_proposal(item)
        if proposal is not None:
            titles, bodies = wording_of(proposal)
        elif item.matter:
            titles, bodies = item.titles, item.notes
        else:
            raise NotPossible(_("Nothing is decided under this item."))
        question = Question(titles, bodies, item.matter or "procedural", proposal=proposal)
        return begin_vote(item, question, method=method, by=by)


def _wait_for_close(vote: Vote) -> None:
    """Ballots do not wait for each other, but a ballot and the closing of its vote come one after the other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM decisions_vote WHERE id = %s FOR SHARE", [vote.pk])


def _same_ballot(given: Ballot, choice: str) -> Ballot:
    if given.choice == choice:
        return given
    raise NotPossible(_("A different vote was already cast for this seat; it counts and cannot be changed."))


def cast_ballot(vote: Vote, seat: Seat, *, choice: str, by: Viewer) -> Ballot:
    """Cast the seat's ballot. The same ballot sent again is answered like the first and counted once.

    Raises `NotAllowed` for a person without the seat, `NotPossible` when closed, already cast, or no such choice.
    """
    elector = Elector.objects.filter(vote=vote, seat=seat).first()
    if elector is None or not may_cast(by, elector):
        raise NotAllowed(_("You have no vote here: the seat is held by somebody else."))
    if choice not in vote.choices:
        raise NotPossible(_("That choice is not on the ballot."))
    with transaction.atomic():
        _wait_for_close(vote)
        current = Vote.objects.only("state", "method").get(pk=vote.pk)
        given = Ballot.objects.filter(vote=vote, seat=seat).first()
        if given is not None:
            return _same_ballot(given, choice)
        if current.state != Vote.State.OPEN:
            raise NotPossible(_("The vote is closed; your ballot was not counted."))
        if current.method != Vote.Method.NAMED:
            raise NotPossible(_("This vote is by show of hands."))
        elector.refresh_from_db(fields=["excluded"])
        _check_seat(vote, elector, by)
        try:
            with transaction.atomic():
                return Ballot.objects.create(
                    network=by.network, vote=vote, seat=seat, person=acting(by), choice=choice, cast_at=clock.now()
                )
        except IntegrityError:
            given = Ballot.objects.filter(vote=vote, seat=seat).first()
            if given is None:
                raise
            return _same_ballot(given, choice)


def _check_seat(vote: Vote, elector: Elector, by: Viewer) -> None:
    """A seat that is excluded, a mandate that ended, or a seat that left the room votes no more."""
    if elector.excluded is not None:
        raise NotPossible(Localized(elector.excluded["texts"]).shown().text)
    if not elector.is_substitute and elector.seat_id not in {seat.pk for seat in by.seats}:
        raise NotAllowed(_("The mandate for this seat has ended."))
    if not vote.item.meeting.attendances.filter(seat=elector.seat_id, left_at__isnull=True).exists():
        raise NotPossible(_("The seat is not recorded as present."))


def exclude_seat(vote: Vote, seat: Seat, *, interest: str, by: Viewer) -> Elector:
    """Keep a seat from voting because of an interest of its holder (§ 34 BGB); the charter decides whether it does.

    `interest` is one of `charter.INTERESTS`. Only before the seat has voted.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN)
        require(may_run_votes(by, locked.item.meeting), _only_chair())
        if Ballot.objects.filter(vote=locked, seat=seat).exists():
            raise NotPossible(_("The seat has already voted."))
        elector = Elector.objects.select_for_update().filter(vote=locked, seat=seat).first()
        if elector is None:
            raise NotPossible(_("The seat is not recorded as present."))
        if interest not in charter.INTERESTS:
            raise NotPossible(_("That interest is not known."))
        verdict = charter.excluded(
            by.network.charter.on(clock.today()),
            charter.InterestFacts(interest=interest, organ=locked.item.meeting.organ.key, matter=locked.matter),
        )
        if not verdict.breached:
            raise NotPossible(verdict.text(get_language() or "de"))
        elector.excluded = verdict.as_dict()
        elector.save(update_fields=["excluded"])
        record("seat excluded", locked, by=by.person, network=by.network, seat=seat.key, interest=interest)
    return elector


def count_hands(vote: Vote, *, counts: Mapping[str, int], by: Viewer) -> HandCount:
    """Enter the counted show of hands; until the vote is closed a new count replaces the old one.

    Raises `NotPossible` where the hands are more than the seats that may vote.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN)
        require(may_run_votes(by, locked.item.meeting), _only_chair())
        if locked.method != Vote.Method.HANDS:
            raise NotPossible(_("This vote is by name; every seat votes for itself."))
        allowed = [*locked.choices, "invalid"]
        unknown = set(counts) - set(allowed)
        if unknown or any(count < 0 for count in counts.values()):
            raise NotPossible(_("A count is a whole number, zero or more, for each choice."))
        electors = Elector.objects.filter(vote=locked, excluded__isnull=True).count()
        hands = sum(counts.values())
        if hands > electors:
            raise NotPossible(
                _("%(hands)s hands were counted, but only %(seats)s seats may vote.")
                % {"hands": hands, "seats": electors}
            )
        count, _created = HandCount.objects.update_or_create(
            vote=locked,
            defaults={
                "network": by.network,
                "counts": {choice: counts.get(choice, 0) for choice in allowed},
                "counted_by": acting(by),
                "counted_at": clock.now(),
            },
        )
        record("hands counted", locked, by=by.person, network=by.network, counts=count.counts)
    return count


def close_vote(vote: Vote, *, by: Viewer) -> Vote:
    """Close the vote: no ballot counts from here on. The ballots are sealed with a digest in the audit log."""
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN)
        require(may_run_votes(by, locked.item.meeting), _only_chair())
        if locked.method == Vote.Method.HANDS:
            counted = HandCount.objects.filter(vote=locked).first()
            if counted is None:
                raise NotPossible(_("Enter the counted hands first."))
            locked.ballots_digest = seal(counted.counts)
        else:
            locked.ballots_digest = ballot_digest(locked)
        locked.state = Vote.State.CLOSED
        locked.closed_at = clock.now()
        locked.save(update_fields=["state", "closed_at", "ballots_digest"])
        record("vote closed", locked, by=by.person, network=by.network, ballots=locked.ballots_digest)
    return locked


def cancel_vote(vote: Vote, *, by: Viewer) -> Vote:
    """Break a vote off before its result is declared; its ballots stay on record and count for nothing."""
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN, Vote.State.CLOSED)
        require(may_run_votes(by, locked.item.meeting), _only_chair())
        locked.state = Vote.State.CANCELLED
        locked.save(update_fields=["state"])
        record("vote cancelled", locked, by=by.person, network=by.network)
        for following in breaking_off:
            following(locked, by)
    return locked
