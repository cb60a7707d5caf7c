"""The published list of a secret vote: every ballot under its code, to count again, or to look for one's own."""

from dataclasses import dataclass

from quattropole.decisions.models import Candidacy, CountedSlip, Vote
from quattropole.decisions.queries.choices import called
from quattropole.decisions.queries.results import choice_names
from quattropole.decisions.receipts import grouped, typed


@dataclass(frozen=True)
class SlipLine:
    """One ballot: its code as people read it, what it says, how much it weighs."""

    code: str
    choice: str
    votes: str


@dataclass(frozen=True)
class SlipList:
    """All ballots of a secret vote in the order of their codes. `votes` of a line matter only where they differ."""

    lines: tuple[SlipLine, ...]
    digest: str

    @property
    def is_weighted(self) -> bool:
        """Whether some ballots weigh more than others."""
        return any(line.votes != "1" for line in self.lines)

    def find(self, code: str) -> SlipLine | None:
        """The ballot with this code, however it is typed."""
        wanted = grouped(typed(code))
        return next((line for line in self.lines if line.code == wanted), None)


def is_listed(vote: Vote) -> bool:
    """Whether the ballots of the vote are published: once a secret vote is closed."""
    return vote.method == Vote.Method.SECRET and vote.state in {Vote.State.CLOSED, Vote.State.DECLARED}


def slips_of(vote: Vote) -> SlipList:
    """The published list of a vote; two queries."""
    candidates = Candidacy.objects.filter(election=vote.election_id).select_related("person", "partner")
    names = choice_names({one.choice: one.name for one in candidates} if vote.election_id else {})
    rows = CountedSlip.objects.filter(vote=vote).order_by("receipt").values_list("receipt", "choice", "votes")
    lines = (SlipLine(grouped(receipt), called(names, choice), votes) for receipt, choice, votes in rows)
    return SlipList(tuple(lines), vote.ballots_digest)
