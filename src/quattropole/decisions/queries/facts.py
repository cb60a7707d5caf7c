"""What the charter asks about a vote, read from the database."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db.models import Q

from quattropole import charter
from quattropole.decisions.models import Proposal, Vote
from quattropole.decisions.queries.urn import Counts, Number, shown_by_city, urn_of, whole
from quattropole.meetings.models import AgendaItem
from quattropole.meetings.queries import presence
from quattropole.network.models import City
from quattropole.texts.localized import Localized
from quattropole.texts.queries import localized


def wording_of(proposal: Proposal) -> tuple[Localized, Localized]:
    """Titles and bodies of the proposal's text as they read now, in the languages that have words."""
    return localized(proposal.text)


def amended_wording(item: AgendaItem) -> tuple[Localized, Localized] | None:
    """What carried amendments made of the text under an item: the languages that were amended along, and no other."""
    placement = getattr(item, "placement", None)
    if placement is None or not placement.amended_titles:
        return None
    return Localized(placement.amended_titles), Localized(placement.amended_bodies)


def wording_under(item: AgendaItem) -> tuple[Localized, Localized]:
    """What is decided under an item, as it reads now: amended, or the proposal's own text; empty without a proposal."""
    placement = getattr(item, "placement", None)
    if placement is None:
        return Localized(), Localized()
    return amended_wording(item) or wording_of(placement.proposal)


def texts_present(titles: Localized, bodies: Localized) -> frozenset[str]:
    """The languages in which both the title and the wording are there."""
    return frozenset(titles.languages()) & frozenset(bodies.languages())


def proposed_by_of(item: AgendaItem) -> frozenset[str]:
    """The organs that have proposed what stands under the item, for the charter's right of proposal."""
    placement = getattr(item, "placement", None)
    if placement is None:
        return frozenset(item.proposed_by)
    proposal = placement.proposal
    proposed = {proposal.origin.key} if proposal.proposed_on or placement.purpose == "propose" else set()
    return frozenset(proposed) | frozenset(item.proposed_by)


def choice_counts(vote: Vote) -> Counts:
    """The votes for each choice, `invalid` and `not_voted` included: hands, or the weights of the seats."""
    return urn_of(vote).counts()


def counts_json(counts: Mapping[str, Number]) -> dict[str, int | str]:
    """Counts for storing: whole numbers as numbers, fractions as "3/4"."""
    return {choice: votes if isinstance(votes, int) else str(votes) for choice, votes in counts.items()}


def as_count(counts: Mapping[str, Number]) -> charter.Count:
    """The count of a yes/no vote, for the charter."""
    return charter.Count(
        yes=counts.get("yes", 0),
        no=counts.get("no", 0),
        abstain=counts.get("abstain", 0),
        invalid=counts.get("invalid", 0),
        not_voted=counts.get("not_voted", 0),
    )


def count_of(vote: Vote) -> charter.Count:
    """The count of a yes/no vote as it stands, void ballots left out."""
    return as_count(choice_counts(vote))


def counts_by_city(vote: Vote) -> dict[str, Counts]:
    """City slug -> choice -> votes, as everybody may see it; empty where hands were counted, or secrecy forbids it."""
    return shown_by_city(vote, urn_of(vote))


def presence_json(who: charter.Presence) -> dict[str, Any]:
    """Who is there when a vote is opened, for storing."""
    return {
        "present_seats": who.present_seats,
        "seats": who.seats,
        "by_city": {city: list(sizes) for city, sizes in who.by_city.items()},
        "present_votes": None if who.present_votes is None else str(who.present_votes),
        "votes": None if who.votes is None else str(who.votes),
    }


def presence_of(vote: Vote) -> charter.Presence:
    """Who was there when the vote was opened, as it was written down then: what majorities are measured against."""
    stored = vote.presence
    if not stored:
        return _presence_by_the_clock(vote)
    cities = City.objects.filter(slug__in=stored["by_city"])
    return charter.Presence(
        present_seats=stored["present_seats"],
        seats=stored["seats"],
        by_city={city: (here, size) for city, (here, size) in stored["by_city"].items()},
        present_votes=None if stored["present_votes"] is None else whole(Fraction(stored["present_votes"])),
        votes=None if stored["votes"] is None else whole(Fraction(stored["votes"])),
        city_names={
            city.slug: {code: city.names.shown(code).text for code, _name in settings.LANGUAGES} for city in cities
        },
    )


def _presence_by_the_clock(vote: Vote) -> charter.Presence:
    """The same for a vote of which nothing was written down: who had come by then and had not left."""
    meeting = vote.item.meeting
    there = meeting.attendances.filter(arrived_at__lte=vote.opened_at).filter(
        Q(left_at__isnull=True) | Q(left_at__gt=vote.opened_at)
    )
    return presence(meeting, there=list(there))


def completed_wording(vote: Vote) -> tuple[Localized, Localized]:
    """The wording voted on; languages that came later are added from the text under its item, amended or not.

    Those voted on never change.
    """
    if vote.election_id:
        return Localized(vote.result["titles"]), Localized(vote.result["bodies"])
    titles, bodies = Localized(vote.titles), Localized(vote.bodies)
    if vote.proposal is not None:
        later_titles, later_bodies = amended_wording(vote.item) or wording_of(vote.proposal)
        titles = Localized({**later_titles, **titles})
        bodies = Localized({**later_bodies, **bodies})
    return titles, bodies


def settled_languages(proposal: Proposal) -> frozenset[str]:
    """The languages in which an organ has carried the proposal: their wording stays as it was voted on."""
    carried = proposal.votes.filter(state=Vote.State.DECLARED, result__carried=True)
    return frozenset(language for vote in carried for language in texts_present(vote.titles, vote.bodies))
