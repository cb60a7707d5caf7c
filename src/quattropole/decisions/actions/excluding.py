"""Keeping a seat from voting because of an interest of its holder (BGB § 34)."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.voting import locked_vote, only_chair
from quattropole.decisions.models import Ballot, Elector, Participation, Vote
from quattropole.decisions.queries import motion_findings
from quattropole.decisions.rules import may_run_votes
from quattropole.live import Topic, publish
from quattropole.network.models import Seat


def exclude_seat(vote: Vote, seat: Seat, *, interest: str, by: Viewer) -> Elector:
    """Keep a seat from voting because of an interest of its holder (§ 34 BGB); the charter decides whether it does.

    `interest` is one of `charter.INTERESTS`. In a vote by name also after the seat has voted, until the result is
    declared: the ballot stays on record and is void. The verdict that is kept says whether it was decisive, once the
    vote is closed; declaring says it in any case.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN, Vote.State.CLOSED)
        require(may_run_votes(by, locked.item.meeting), only_chair())
        return keep_out(locked, seat, interest=interest, by=by)


def keep_out(vote: Vote, seat: Seat, *, interest: str, by: Viewer) -> Elector:
    """The same for a vote that is locked. Callers check the right; raises `NotPossible` where it cannot be any more."""
    elector = Elector.objects.select_for_update().filter(vote=vote, seat=seat).first()
    if elector is None:
        raise NotPossible(_("The seat is not recorded as present."))
    _require_possible(vote, seat)
    verdict = _verdict(vote, interest, by)
    elector.excluded = verdict.as_dict()
    voted = Ballot.objects.filter(vote=vote, seat=seat).exists()
    if voted and vote.state == Vote.State.CLOSED and not vote.election_id:
        _exclude_counted(vote, elector, interest, by)
    elector.save(update_fields=["excluded"])
    record("seat excluded", vote, by=by.person, network=by.network, seat=seat.key, interest=interest, voted=voted)
    publish(vote.item.meeting_id, Topic.VOTES)
    return elector


def _require_possible(vote: Vote, seat: Seat) -> None:
    """Raise `NotPossible` where the ballot cannot be found any more, or is not the seat's alone."""
    if vote.unit == Vote.Unit.DELEGATION:
        raise NotPossible(
            _("Here a seat votes for its whole city. Break the vote off, note the recusal, and open the vote again.")
        )
    if vote.method == Vote.Method.SECRET and Participation.objects.filter(vote=vote, seat=seat).exists():
        raise NotPossible(_("The seat has voted in secret; nobody can find its ballot any more."))
    if vote.method != Vote.Method.NAMED and vote.state != Vote.State.OPEN:
        raise NotPossible(_("The vote is closed; its ballots cannot be told apart. Break it off and vote again."))


def _verdict(vote: Vote, interest: str, by: Viewer) -> charter.Verdict:
    if interest not in charter.INTERESTS:
        raise NotPossible(_("That interest is not known."))
    verdict = charter.excluded(by.network.charter.on(clock.today()), _facts(vote, interest))
    if not verdict.breached:
        raise NotPossible(verdict.text(get_language() or "de"))
    return verdict


def _facts(vote: Vote, interest: str) -> charter.InterestFacts:
    return charter.InterestFacts(interest=interest, organ=vote.item.meeting.organ.key, matter=vote.matter)


def _exclude_counted(vote: Vote, elector: Elector, interest: str, by: Viewer) -> None:
    """Say of a ballot that counted until now whether the vote ends otherwise without it."""
    today = clock.today()
    before = motion_findings(vote, today).carried
    elector.save(update_fields=["excluded"])
    facts = replace(_facts(vote, interest), voted=True, decisive=motion_findings(vote, today).carried != before)
    elector.excluded = charter.excluded(by.network.charter.on(today), facts).as_dict()
