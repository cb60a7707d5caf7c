"""Keeping a seat from voting because of an interest of its holder (BGB § 34)."""

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.voting import locked_vote, only_chair
from quattropole.decisions.models import Ballot, Elector, Vote
from quattropole.decisions.rules import may_run_votes
from quattropole.network.models import Seat


def exclude_seat(vote: Vote, seat: Seat, *, interest: str, by: Viewer) -> Elector:
    """Keep a seat from voting because of an interest of its holder (§ 34 BGB); the charter decides whether it does.

    `interest` is one of `charter.INTERESTS`. Only before the seat has voted.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN)
        require(may_run_votes(by, locked.item.meeting), only_chair())
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
