"""Re-computes what must hold here: seals and numbers of the register, ballots, and the results that follow."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone
from django_scopes import scope

from quattropole import charter
from quattropole.access.audit import seal
from quattropole.access.verify import Anchor, cut_off
from quattropole.decisions.actions.registering import digest_of
from quattropole.decisions.models import HandCount, Resolution, Vote
from quattropole.decisions.queries import (
    ballot_digest,
    choice_counts,
    counts_json,
    motion_findings,
    round_outcome,
)
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
        if _digest(vote) != vote.ballots_digest:
            yield f"vote {vote.pk}: the ballots do not fit their seal"
        if vote.state == Vote.State.DECLARED:
            yield from (f"vote {vote.pk}: {problem}" for problem in _miscounted(vote))


def _digest(vote: Vote) -> str:
    if vote.method == Vote.Method.NAMED:
        return ballot_digest(vote)
    hands = HandCount.objects.filter(vote=vote).first()
    return seal(hands.counts) if hands else ""


def _miscounted(vote: Vote) -> Iterator[str]:
    if not vote.result.get("counts"):
        return
    if counts_json(choice_counts(vote)) != vote.result["counts"]:
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
