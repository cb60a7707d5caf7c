"""Where a meeting is, and how far the debate of its current item has come."""

from quattropole.assembly.models import Debate, Floor
from quattropole.decisions.models import Vote
from quattropole.meetings.models import AgendaItem, Meeting

PUT_OFF = (Debate.State.ADJOURNED, Debate.State.REFERRED)
"""An item in one of these is not decided in this meeting."""


def floor_of(meeting: Meeting) -> Floor:
    """The floor of the meeting as it stands; before anything was called, one that nobody has saved."""
    floor = Floor.objects.select_related("item").filter(meeting=meeting).first()
    if floor is None:
        return Floor(network=meeting.network, meeting=meeting)
    floor.meeting = meeting
    return floor


def debate_of(item: AgendaItem) -> Debate:
    """The debate of the item; before it begins, an open one that nobody has saved."""
    debate = Debate.objects.select_related("referred_to").filter(item=item).first()
    return debate or Debate(network=item.network, item=item)


def limit_of(floor: Floor, debate: Debate) -> int | None:
    """The time for one speech in seconds: what was decided for the item, else the chair's rule for the meeting."""
    return debate.speech_seconds or floor.speech_seconds


def open_vote_in(meeting: Meeting, item: AgendaItem | None = None) -> Vote | None:
    """A vote that is open for ballots, in the meeting or on one of its items."""
    votes = Vote.objects.filter(item__meeting=meeting, state=Vote.State.OPEN)
    return (votes if item is None else votes.filter(item=item)).order_by("opened_at", "pk").first()


def item_after(meeting: Meeting, item: AgendaItem | None) -> AgendaItem | None:
    """The item to call next, in the order of the agenda; those put off to another meeting are passed over."""
    items = meeting.items.exclude(debate__state__in=PUT_OFF).order_by("position")
    found: AgendaItem | None = items.filter(position__gt=item.position).first() if item else items.first()
    return found
