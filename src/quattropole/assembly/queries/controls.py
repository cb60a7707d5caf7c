"""What the chair can do next: votes under way, what can be put to the vote, candidates, the item that follows."""

from dataclasses import dataclass

from django.db.models import Exists

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.assembly.queries.stage import running_votes_of
from quattropole.decisions.forms import ExcludeForm, HandsForm
from quattropole.decisions.models import Election, Placement, Vote
from quattropole.decisions.queries import (
    ElectionView,
    ItemBusiness,
    VoteView,
    election_views,
    eligible_for,
    vote_views,
)
from quattropole.decisions.queries.business import waiting_amendments
from quattropole.decisions.queries.counting import chair_decides
from quattropole.decisions.queries.methods import methods_for
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Person


@dataclass(frozen=True)
class Running:
    """A vote under way with the forms of the chair; `decides_tie`: its votes are equal, and the chair decides."""

    view: VoteView
    hands: HandsForm | None
    exclude: ExcludeForm | None
    decides_tie: bool = False


@dataclass(frozen=True)
class Offer:
    """What can be put to the vote on an item, and by which methods, the usual one first."""

    item: AgendaItem
    opens: bool = False
    methods: tuple[str, ...] = ()
    election: ElectionView | None = None
    eligible: tuple[Person, ...] = ()
    amendments_first: bool = False

    @property
    def is_anything(self) -> bool:
        """Whether there is anything to put to the vote, or to nominate for."""
        return self.opens or self.election is not None


def running_with_forms(meeting: Meeting) -> list[Running]:
    """The votes under way, the newest first."""
    votes = running_votes_of(meeting)
    views = vote_views(Viewer(meeting.network), votes, may_run=True)
    found = []
    for vote in votes:
        view = views[vote.pk]
        by_hands = view.is_open and vote.method == Vote.Method.HANDS
        found.append(
            Running(
                view,
                HandsForm(view=view) if by_hands else None,
                ExcludeForm(view=view) if view.may_exclude else None,
                decides_tie=view.is_closed and chair_decides(vote, clock.today()),
            )
        )
    return found


def offer_for(meeting: Meeting, item: AgendaItem) -> Offer:
    """What the chair can put to the vote on the item now."""
    listed = Vote.objects.filter(item=item, amendment__isnull=True, procedural_motion__isnull=True)
    votes = list(listed.select_related("item__meeting__organ", "election__office", "proposal").order_by("opened_at"))
    views = vote_views(Viewer(meeting.network), votes, may_run=True)
    placed = Placement.objects.filter(item=item).annotate(amendments_first=Exists(waiting_amendments()))
    placement = placed.select_related("proposal").first()
    amendments_first = bool(getattr(placement, "amendments_first", False))
    business = ItemBusiness(
        item=item,
        placement=placement,
        may_see_proposal=True,
        election=None,
        votes=tuple(views.values()),
        may_run=True,
        meeting_open=meeting.state == Meeting.State.OPEN,
        amendments_first=amendments_first,
    )
    election = Election.objects.filter(item=item).select_related("office__network", "item__meeting").first()
    if election is None:
        return Offer(item, opens=business.may_open, methods=methods_for(meeting), amendments_first=amendments_first)
    held = election_views(Viewer(meeting.network), meeting, [election], views, may_run=True)[item.pk]
    return Offer(
        item,
        opens=held.may_open_round,
        methods=methods_for(meeting, election),
        election=held,
        eligible=tuple(_eligible(election, held, meeting)),
    )


def _eligible(election: Election, held: ElectionView, meeting: Meeting) -> list[Person]:
    """Who can still be put up as a candidate."""
    if election.state != Election.State.NOMINATING:
        return []
    up = {candidate.person_id for candidate in held.candidates if candidate.withdrawn_at is None}
    return [person for person in eligible_for(election.office, meeting) if person.pk not in up]
