"""Re-computes what must hold here: seals and numbers of the register, ballots, and the results that follow."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone
from django_scopes import scope

from quattropole import charter
from quattropole.access.verify import Anchor, cut_off
from quattropole.decisions.actions.registering import digest_of
from quattropole.decisions.models import Elector, Resolution, Vote
from quattropole.decisions.queries import ballot_digest, motion_findings, round_outcome
from quattropole.decisions.queries import counted as recount
from quattropole.network.models import Network

CHUNK = 500


def run() -> list[str]:
    """Everything that does not hold, one sentence each; empty if all is well."""
    problems: list[str] = []
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            found = [*gaps(), *entries(), *counted(), *cut_off(_anchors())]
        problems += [f"{network.slug}: {problem}" for problem in found]
    return problems


def gaps() -> Iterator[str]:
    """Series of the register that do not run from 1 without a gap."""
    series = (
        Resolution.objects.order_by("organ__key", "year")
        .values_list("organ__key", "year")
        .annotate(first=Min("number"), last=Max("number"), size=Count("pk"))
    )
    for organ, year, first, last, size in series:
        if first != 1 or last != size:
            yield f"the register of {organ} in {year} has {size} entries, numbered from {first} to {last}"


def entries() -> Iterator[str]:
    """Entries whose seal does not fit their content, or whose result is not the one that was declared."""
    for entry in Resolution.objects.select_related("organ", "vote").order_by("pk").iterator(chunk_size=CHUNK):
        name = f"resolution {entry.organ.key} {entry.label}"
        if digest_of(entry) != entry.digest:
            yield f"{name}: the content does not fit its seal"
        if entry.vote is not None and entry.result != entry.vote.result:
            yield f"{name}: the result is not the one that was declared"


def counted() -> Iterator[str]:
    """Votes whose ballots do not fit their seal, or whose result does not follow from their ballots."""
    votes = Vote.objects.filter(state__in=[Vote.State.CLOSED, Vote.State.DECLARED])
    votes = votes.select_related("network", "item__meeting__organ__network", "election__office__network")
    for vote in votes.order_by("pk").iterator(chunk_size=CHUNK):
        if ballot_digest(vote) != vote.ballots_digest:
            yield f"vote {vote.pk}: the ballots do not fit their seal"
        if vote.method == Vote.Method.SECRET:
            yield from (f"vote {vote.pk}: {problem}" for problem in _urn(vote))
        if vote.state == Vote.State.DECLARED:
            yield from (f"vote {vote.pk}: {problem}" for problem in _miscounted(vote))
    left = Vote.objects.filter(slips__isnull=False).exclude(state=Vote.State.OPEN).distinct()
    yield from (f"vote {vote.pk}: it is over, and there are ballots left in its urn" for vote in left)


def _urn(vote: Vote) -> Iterator[str]:
    """A counted slip for each seat that voted, on a screen or on paper, and together as heavy as these seats."""
    slips = [Fraction(votes) for votes in vote.counted_slips.values_list("votes", flat=True)]
    voted = set(vote.participations.values_list("seat_id", flat=True))
    electors = Elector.objects.filter(vote=vote, seat__in=voted, excluded__isnull=True)
    weights = [Fraction(votes) for votes in electors.values_list("votes", flat=True)]
    if len(slips) != len(voted) or sorted(slips) != sorted(weights):
        yield "the secret ballots are not those of the seats that voted"


def _miscounted(vote: Vote) -> Iterator[str]:
    if not vote.result.get("counts"):
        return
    if _differs(recount(vote), vote.result):
        yield "the counts are not those of the ballots"
        return
    if vote.declared_at is None:
        yield "it is declared, but nobody knows when"
        return
    day = timezone.localdate(vote.declared_at)
    if vote.election_id:
        outcome, stored = round_outcome(vote, day).as_dict(), dict(vote.result["outcome"])
        lot = vote.result.get("lot", {})
        stored["elected"] = [choice for choice in stored["elected"] if choice not in _fell_on(lot)]
        if {key: outcome.get(key) for key in stored} != stored:
            yield "the outcome does not follow from the ballots"
        if lot and not _fell_so(lot):
            yield "the lot does not follow from its seed"
        return
    findings = motion_findings(vote, day)
    if bool(findings.carried) != vote.result["carried"]:
        yield "whether it was carried does not follow from the ballots"
    elif findings.tally is not None and _differs(findings.tally.as_dict(), vote.result["tally"]):
        yield "what the majority is measured against does not follow from the ballots"


def _differs(figures: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Whether a figure that was kept is another now; a result keeps those that were known when it was declared."""
    return any(figures.get(key, kept) != kept for key, kept in stored.items())


def _fell_on(lot: dict[str, Any]) -> list[str]:
    """Whom a lot drew; one alone, in results from before several could be drawn."""
    drawn = lot.get("drawn", [])
    return drawn if isinstance(drawn, list) else [drawn]


def _fell_so(lot: dict[str, Any]) -> bool:
    drawn = _fell_on(lot)
    return charter.draw(lot["seed"], lot["between"], len(drawn)) == tuple(drawn)


def _anchors() -> Iterator[Anchor]:
    """The states of the audit log that proofs remember."""
    for entry in Resolution.objects.select_related("organ").order_by("pk").iterator(chunk_size=CHUNK):
        head = entry.proof.get("audit") or {}
        if head:
            where = f"the proof of resolution {entry.organ.key} {entry.label}"
            yield Anchor(where, int(head["number"]), str(head["sha256"]))
