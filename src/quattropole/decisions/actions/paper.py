"""For those who cannot vote on a screen: ballots on paper, and consent in text form of members who are not there."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.voting import locked_vote
from quattropole.decisions.models import Ballot, Consent, Elector, Means, Participation, Vote
from quattropole.decisions.queries.choices import choice_on_ballot
from quattropole.decisions.rules import may_enter_paper
from quattropole.live import Topic, publish
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import place_of
from quattropole.network.models import Seat

INVALID = "invalid"


def enter_paper_ballot(vote: Vote, seat: Seat, *, choice: str, by: Viewer) -> Ballot:
    """Enter a ballot that a present seat gave on paper in a vote by name; `invalid` where it cannot be read.

    It is marked as such wherever it is shown. Entering the same again changes nothing.
    """
    with transaction.atomic():
        locked, elector = _paper_vote(vote, seat, by)
        if locked.method != Vote.Method.NAMED:
            raise NotPossible(_("This vote is secret: what is on the paper is counted, not entered seat by seat."))
        chosen = choice if choice == INVALID else choice_on_ballot(locked, choice)
        given = Ballot.objects.filter(vote=locked, seat=seat).first()
        if given is not None:
            if given.choice == chosen and given.means == Means.PAPER:
                return given
            raise NotPossible(_("The seat has already voted."))
        ballot = Ballot.objects.create(
            network=by.network,
            vote=locked,
            seat=seat,
            person=elector.person,
            choice=chosen,
            means=Means.PAPER,
            entered_by=acting(by),
            cast_at=clock.now(),
        )
        record("paper ballot entered", locked, by=by.person, network=by.network, seat=seat.key, choice=chosen)
        publish(locked.item.meeting_id, Topic.VOTES, Topic.PROGRESS)
    return ballot


def mark_paper_ballot(vote: Vote, seat: Seat, *, by: Viewer) -> Participation:
    """Note in a secret vote that a present seat votes on paper; it gets no ballot on a screen any more.

    Marking it again changes nothing.
    """
    with transaction.atomic():
        locked, _elector = _paper_vote(vote, seat, by)
        if locked.method != Vote.Method.SECRET:
            raise NotPossible(_("This vote is by name; enter what the seat chose."))
        _require_alike(locked)
        given = Participation.objects.filter(vote=locked, seat=seat).first()
        if given is not None:
            if given.means == Means.PAPER:
                return given
            raise NotPossible(_("The seat has already voted."))
        marked = Participation.objects.create(network=by.network, vote=locked, seat=seat, means=Means.PAPER)
        record("paper ballot entered", locked, by=by.person, network=by.network, seat=seat.key)
        publish(locked.item.meeting_id, Topic.VOTES, Topic.PROGRESS)
    return marked


def count_paper(vote: Vote, *, counts: Mapping[str, int], by: Viewer) -> Vote:
    """Enter what the secret ballots on paper say, all together; until the vote is closed a new count replaces the old.

    They must be as many as the seats that voted on paper when the vote is closed; then they become slips like any
    other, so that a few of them show nobody's vote.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN)
        _require_desk(locked, by)
        if locked.method != Vote.Method.SECRET:
            raise NotPossible(_("Only secret ballots on paper are counted by themselves."))
        if any(count < 0 for count in counts.values()):
            raise NotPossible(_("A count is a whole number, zero or more, for each choice."))
        found: dict[str, int] = {}
        for choice, count in counts.items():
            kept = choice if choice == INVALID else choice_on_ballot(locked, choice)
            found[kept] = found.get(kept, 0) + count
        locked.paper = {choice: count for choice, count in found.items() if count}
        marked = Participation.objects.filter(vote=locked, means=Means.PAPER).count()
        if sum(locked.paper.values()) > marked:
            raise NotPossible(
                _("%(counted)s ballots on paper are counted, but only %(marked)s seats voted on paper.")
                % {"counted": sum(locked.paper.values()), "marked": marked}
            )
        locked.save(update_fields=["paper"])
        record("paper ballots counted", locked, by=by.person, network=by.network, ballots=sum(locked.paper.values()))
        publish(locked.item.meeting_id, Topic.VOTES)
    return locked


def record_consent(vote: Vote, seat: Seat, *, by: Viewer) -> Consent:
    """Record that a member who is not in the meeting consents in text form, where all members must (§ 33(1) BGB).

    Until the result is declared. Recording it again changes nothing.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN, Vote.State.CLOSED)
        meeting = locked.item.meeting
        _require_desk(locked, by)
        statutes = by.network.charter.on(clock.today())
        if locked.election_id or charter.Base.MEMBERS not in statutes.bases_for(meeting.organ.key, locked.matter):
            raise NotPossible(_("Members who are absent consent in writing only where all members must."))
        given = Consent.objects.filter(vote=locked, seat=seat).first()
        if given is not None:
            return given
        place = place_of(meeting, seat)
        if place is None or place.person is None:
            raise NotPossible(_("Nobody holds this seat."))
        there = Elector.objects.filter(vote=locked)
        by_city = statutes.membership.kind is charter.MemberKind.CITY
        if there.filter(seat__city=seat.city_id).exists() if by_city else there.filter(seat=seat).exists():
            raise NotPossible(_("This member is in the meeting and votes there."))
        consent = Consent.objects.create(
            network=by.network,
            vote=locked,
            seat=seat,
            person=place.person,
            recorded_at=clock.now(),
            recorded_by=acting(by),
        )
        record("consent recorded", locked, by=by.person, network=by.network, seat=seat.key)
        publish(meeting.pk, Topic.VOTES)
    return consent


def _require_desk(vote: Vote, by: Viewer) -> None:
    require(
        may_enter_paper(by, vote.item.meeting),
        _("Only the secretariat and the person who chairs the meeting may do this."),
    )


def _paper_vote(vote: Vote, seat: Seat, by: Viewer) -> tuple[Vote, Elector]:
    """The open vote, locked, and the elector for whom paper is taken: present and not kept out."""
    locked = locked_vote(vote, Vote.State.OPEN)
    meeting = locked.item.meeting
    _require_desk(locked, by)
    if locked.method == Vote.Method.HANDS or meeting.mode == Meeting.Mode.CIRCULAR:
        raise NotPossible(_("No ballots are given on paper in this vote."))
    elector = Elector.objects.select_related("person").filter(vote=locked, seat=seat, excluded__isnull=True).first()
    if elector is None:
        raise NotPossible(_("This seat does not vote on this item."))
    if not meeting.attendances.filter(seat=seat, left_at__isnull=True).exists():
        raise NotPossible(_("The seat is not recorded as present."))
    return locked, elector


def _require_alike(vote: Vote) -> None:
    """Paper says neither its weight nor its city, so it cannot be counted in secret where these matter."""
    meeting = vote.item.meeting
    weights = Elector.objects.filter(vote=vote, excluded__isnull=True).values("votes").distinct().count()
    statutes = vote.network.charter.on(clock.today())
    by_city = not vote.election_id and statutes.counts_cities(meeting.organ.key, vote.matter)
    if weights > 1 or by_city:
        raise NotPossible(
            _("A secret ballot on paper cannot be counted here: seats or cities weigh differently. Lend a device.")
        )
