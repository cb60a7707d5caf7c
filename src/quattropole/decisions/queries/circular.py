"""Decisions without a meeting: what the statutes say, who has answered, who still has to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import Prefetch, QuerySet

from quattropole import charter, clock
from quattropole.access.models import OutgoingMail
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Ballot, Elector, Vote
from quattropole.decisions.queries.facts import choice_counts, count_of, proposed_by_of
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import meetings_for
from quattropole.network.models import Organ, Person

REMINDER = "meeting circular_reminder"
"""The cause of a reminder in the outbox."""
LAST_CALL = timedelta(days=2)


def allowed(
    organ: Organ, matter: str, on: date, *, proposed_by: frozenset[str] = frozenset(), office: str | None = None
) -> charter.Findings:
    """What the statutes of a day say to asking the organ's members without a meeting, were they all to consent.

    Refused: the organ cannot decide this way, or not this matter, whatever the answers.
    """
    facts = charter.ConsentFacts(
        organ.key, matter, on, members=1, consents=1, answers=1, proposed_by=proposed_by, office=office
    )
    return charter.consent_in_text_form(organ.network.charter.on(on), facts)


def consent_findings(vote: Vote, on: date) -> charter.Findings:
    """Whether the answers to a vote without a meeting make a resolution (BGB § 32(3), or the statutes).

    Members are counted, not votes: each who was asked once. In an election the one with the most votes is who is
    consented to.
    """
    members = Elector.objects.filter(vote=vote, excluded__isnull=True).count()
    answers = Ballot.objects.filter(vote=vote).count()
    counts = choice_counts(vote)
    candidates = [choice for choice in vote.choices if choice.startswith("c")]
    for_it = max((counts[choice] for choice in candidates), default=Fraction(0)) if candidates else counts["yes"]
    against = Fraction(counts.get("no", 0))
    return charter.consent_in_text_form(
        vote.network.charter.on(on),
        charter.ConsentFacts(
            organ=vote.item.meeting.organ.key,
            matter=vote.matter,
            on=on,
            members=members,
            consents=int(for_it),
            objections=int(against),
            answers=answers,
            count=None if vote.election_id else count_of(vote),
            proposed_by=proposed_by_of(vote.item),
            office=vote.election.office.key if vote.election else None,
        ),
    )


def consent_verdicts(vote: Vote, on: date) -> tuple[charter.Verdict, ...]:
    """What the statutes say to a round of an election without a meeting; nothing for a round in a meeting."""
    return consent_findings(vote, on).verdicts if vote.item.meeting.mode == Meeting.Mode.CIRCULAR else ()


def consent_tally(findings: charter.Findings) -> dict[str, object]:
    """Where consent alone decides: what was needed and what was reached, in members, as a tally is stored."""
    verdict = findings.verdict("circular")
    if verdict is None:
        return {}
    return {
        "base": charter.Base.MEMBERS.value,
        "base_votes": verdict.facts["members"],
        "votes_cast": verdict.facts["answers"],
        "needed": verdict.facts.get("needed"),
        "reached": verdict.facts["consents"],
        "parts": [],
    }


@dataclass(frozen=True)
class Answered:
    """One member who is asked: whether and how the answer came. What it was shows only when the vote is closed."""

    elector: Elector
    ballot: Ballot | None


@dataclass(frozen=True)
class Circular:
    """A decision without a meeting with its votes (the last is the running one) and who has answered in it."""

    meeting: Meeting
    votes: tuple[Vote, ...]
    members: tuple[Answered, ...]
    reminded_at: datetime | None

    @property
    def vote(self) -> Vote:
        """The vote that runs, or the last one."""
        return self.votes[-1]

    @property
    def answered(self) -> int:
        """How many members have answered."""
        return sum(1 for member in self.members if member.ballot is not None)

    @property
    def waiting(self) -> tuple[Answered, ...]:
        """Who has not answered."""
        return tuple(member for member in self.members if member.ballot is None)

    @property
    def is_over(self) -> bool:
        """Whether no answer counts any more: the deadline has passed."""
        return self.meeting.deadline is not None and clock.now() >= self.meeting.deadline

    @property
    def may_close(self) -> bool:
        """Whether the vote can be closed: the deadline has passed, or everybody has answered."""
        return self.vote.state == Vote.State.OPEN and (self.is_over or not self.waiting)


def circulars_for(viewer: Viewer) -> QuerySet[Meeting]:
    """The decisions without a meeting that the viewer may see, newest first."""
    votes = Vote.objects.select_related("election__office").order_by("pk")
    asked = meetings_for(viewer).filter(mode=Meeting.Mode.CIRCULAR)
    return asked.prefetch_related(Prefetch("items__votes", queryset=votes))


def circular_of(meeting: Meeting) -> Circular:
    """A decision without a meeting, in four queries."""
    votes = tuple(
        Vote.objects.filter(item__meeting=meeting)
        .select_related("item__meeting__organ", "election__office", "proposal")
        .order_by("pk")
    )
    cast = Ballot.objects.filter(vote=votes[-1]).select_related("entered_by", "paper")
    given = {ballot.seat_id: ballot for ballot in cast}
    electors = (
        Elector.objects.filter(vote=votes[-1], excluded__isnull=True)
        .select_related("seat__city", "person")
        .order_by("seat__city__position", "seat__number", "seat__key")
    )
    members = tuple(Answered(elector, given.get(elector.seat_id)) for elector in electors)
    return Circular(meeting, votes, members, last_reminder(meeting))


def last_reminder(meeting: Meeting) -> datetime | None:
    """When members were last reminded of the deadline."""
    sent = OutgoingMail.objects.filter(cause=REMINDER, cause_id=meeting.pk).order_by("-created_at").first()
    return sent.created_at if sent else None


def silent(vote: Vote) -> list[Person]:
    """Who has been asked and has not answered, each person once."""
    voted = Ballot.objects.filter(vote=vote).values("seat")
    people = Person.objects.filter(
        pk__in=Elector.objects.filter(vote=vote, excluded__isnull=True).exclude(seat__in=voted).values("person")
    )
    return list(people.order_by("family_name", "slug"))


def reminders_due(opened_at: datetime, deadline: datetime) -> tuple[datetime, ...]:
    """When those who have not answered are reminded: half way, and two days before the deadline."""
    half = opened_at + (deadline - opened_at) / 2
    return tuple(sorted({half, max(half, deadline - LAST_CALL)}))


def reminder_is_due(moments: Iterable[datetime], now: datetime, reminded_at: datetime | None) -> bool:
    """Whether one of the moments has come since the last reminder."""
    return any(moment <= now and (reminded_at is None or reminded_at < moment) for moment in moments)
