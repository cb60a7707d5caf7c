"""Who may vote: frozen when a vote is opened, with the weight of each seat and whoever is recused."""

from fractions import Fraction

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Elector, Recusal, Vote
from quattropole.meetings.models import Attendance
from quattropole.meetings.queries import present, weights_of


def freeze_electorate(vote: Vote, *, by: Viewer) -> list[Elector]:
    """Write down the seats that are present, with their votes; a seat recused from the item is there, but excluded."""
    meeting = vote.item.meeting
    weights = weights_of(meeting)
    recused = {
        (recusal.seat_id, recusal.person_id): recusal.verdict
        for recusal in Recusal.objects.filter(item=vote.item_id, lifted_at__isnull=True)
    }
    return Elector.objects.bulk_create(
        [_elector(vote, there, weights.get(there.seat_id, 1), recused, by) for there in present(meeting)],
        batch_size=500,
    )


def _elector(
    vote: Vote,
    there: Attendance,
    votes: int | Fraction,
    recused: dict[tuple[int, int], dict[str, object]],
    by: Viewer,
) -> Elector:
    return Elector(
        network=by.network,
        vote=vote,
        seat=there.seat,
        person=there.person,
        is_substitute=there.is_substitute,
        is_proxy=there.is_proxy,
        votes=str(votes),
        excluded=recused.get((there.seat_id, there.person_id)),
    )
