"""The answers to a decision without a meeting: reminded, entered, closed at the deadline, or taken back."""

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Ballot, Elector, Means, Vote
from quattropole.decisions.queries import ballot_digest
from quattropole.decisions.queries.circular import silent
from quattropole.decisions.rules import may_run_votes
from quattropole.live import Topic, publish
from quattropole.meetings import mail
from quattropole.meetings.actions.papers import add_paper
from quattropole.meetings.dispatching import Act, tell_invited
from quattropole.meetings.models import Mailing, Meeting
from quattropole.meetings.rules import may_convene
from quattropole.network.models import Seat


def only_conveners() -> str:
    """Why somebody else may not ask the members, nor act on what was asked."""
    return _("Only those who convene the organ under the statutes may ask its members without a meeting.")


def locked_circular(meeting: Meeting) -> Meeting:
    """The decision without a meeting as it stands now, held until the transaction ends. Raises `NotPossible`."""
    current = (
        Meeting.objects.select_for_update(of=("self",)).select_related("organ__network", "network").get(pk=meeting.pk)
    )
    if current.mode != Meeting.Mode.CIRCULAR:
        raise NotPossible(_("This is a meeting; its votes are closed by whoever chairs it."))
    return current


def remind(meeting: Meeting, *, by: Viewer | None) -> int:
    """Write to those who have not answered; how many. `by` is None for the reminder that comes by itself."""
    if by is not None:
        require(may_convene(by, meeting.organ), only_conveners())
    with transaction.atomic():
        current = locked_circular(meeting)
        vote = Vote.objects.filter(item__meeting=current, state=Vote.State.OPEN).first()
        if vote is None or current.deadline is None or clock.now() >= current.deadline:
            raise NotPossible(_("No answer is awaited any more."))
        told = mail.write_to(current, silent(vote), "circular_reminder", vote=vote)
        record("members reminded", current, by=by.person if by else None, network=current.network, reminded=told)
    return told


def enter_answer(meeting: Meeting, seat: Seat, *, choice: str, upload: File[bytes], by: Viewer) -> Ballot:
    """Enter an answer that came by e-mail or letter: it counts like one given on the page, and its message is kept.

    Raises `NotPossible` for a seat that was not asked or has answered, a choice that is not there, a file of no
    accepted type.
    """
    require(may_convene(by, meeting.organ), only_conveners())
    with transaction.atomic():
        current = locked_circular(meeting)
        vote = Vote.objects.select_for_update(of=("self",)).filter(item__meeting=current, state=Vote.State.OPEN).first()
        if vote is None or current.deadline is None or clock.now() >= current.deadline:
            raise NotPossible(_("No answer is awaited any more."))
        elector = Elector.objects.filter(vote=vote, seat=seat, excluded__isnull=True).select_related("person").first()
        if elector is None:
            raise NotPossible(_("This seat was not asked."))
        if choice not in vote.choices:
            raise NotPossible(_("That choice is not on the ballot."))
        if Ballot.objects.filter(vote=vote, seat=seat).exists():
            raise NotPossible(_("An answer for this seat is there already; it counts and cannot be changed."))
        paper = add_paper(
            current,
            None,
            upload=upload,
            title=_("Answer of %(person)s") % {"person": elector.person},
            language=by.network.languages[0],
            audience=Audience.SECRETARIAT,
            by=by,
        )
        ballot = Ballot.objects.create(
            network=by.network,
            vote=vote,
            seat=seat,
            person=elector.person,
            choice=choice,
            cast_at=clock.now(),
            means=Means.PAPER,
            entered_by=acting(by),
            paper=paper,
        )
        record("answer entered", vote, by=by.person, network=by.network, seat=seat.key, paper=paper.sha256)
        publish(current.pk, Topic.PROGRESS)
    return ballot


def close_circular(meeting: Meeting, *, by: Viewer | None) -> Vote:
    """Close the vote when its deadline has passed, or when everybody has answered; no answer counts from here on.

    `by` is None where the platform closes it at its deadline. The result is then declared like any other.
    """
    if by is not None:
        require(may_convene(by, meeting.organ) or may_run_votes(by, meeting), only_conveners())
    with transaction.atomic():
        current = locked_circular(meeting)
        vote = (
            Vote.objects.select_for_update(of=("self",))
            .select_related("item__meeting__organ")
            .filter(item__meeting=current, state=Vote.State.OPEN)
            .first()
        )
        if vote is None:
            raise NotPossible(_("The vote is closed already."))
        over = current.deadline is not None and clock.now() >= current.deadline
        if not over and silent(vote):
            raise NotPossible(_("Members can answer until the deadline; it has not passed, and not all have answered."))
        vote.ballots_digest = ballot_digest(vote)
        vote.state, vote.closed_at = Vote.State.CLOSED, clock.now()
        vote.save(update_fields=["state", "closed_at", "ballots_digest"])
        current.state, current.closed_at = Meeting.State.CLOSED, clock.now()
        current.save(update_fields=["state", "closed_at"])
        record("vote closed", vote, by=by.person if by else None, network=current.network, ballots=vote.ballots_digest)
        publish(current.pk, Topic.VOTES)
    return vote


def withdraw_circular(meeting: Meeting, *, by: Viewer) -> Meeting:
    """Take the question back before its result is declared; the answers stay on record and count for nothing."""
    require(may_convene(by, meeting.organ), only_conveners())
    acting(by)
    with transaction.atomic():
        current = locked_circular(meeting)
        running = Vote.objects.select_for_update(of=("self",)).filter(
            item__meeting=current, state__in=[Vote.State.OPEN, Vote.State.CLOSED]
        )
        vote = running.first()
        if vote is None:
            raise NotPossible(_("The result has been declared already."))
        vote.state = Vote.State.CANCELLED
        vote.save(update_fields=["state"])
        current.state = Meeting.State.CANCELLED
        current.save(update_fields=["state"])
        tell_invited(current, Act(Mailing.Kind.CANCELLATION, by))
        record("vote cancelled", vote, by=by.person, network=by.network)
        publish(current.pk, Topic.VOTES)
    return current
