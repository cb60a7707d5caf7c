"""The register: what was carried gets its number and is sealed together with its proof."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record, seal
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.voting import locked_vote
from quattropole.decisions.models import Amendment, Placement, Proposal, Resolution, Vote
from quattropole.decisions.queries import completed_wording, count_of, texts_present
from quattropole.decisions.rules import may_register
from quattropole.meetings.models import Attendance, Convocation
from quattropole.network.models import Organ

entered: list[Callable[[Resolution, Viewer], object]] = []
"""What else follows from an entry, in its transaction: called with the resolution and who entered it."""


def next_number(organ: Organ, year: int) -> int:
    """The next number of the organ's year; the organ is locked until the transaction ends, so numbers have no gap."""
    Organ.objects.select_for_update().get(pk=organ.pk)
    last = Resolution.objects.filter(organ=organ, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def digest_of(entry: Resolution) -> str:
    """The seal of an entry: over what was resolved, by whom, when, how, and its proof."""
    return seal(
        [
            entry.organ_id,
            entry.year,
            entry.number,
            entry.adopted_on.isoformat(),
            entry.matter,
            dict(entry.titles),
            dict(entry.bodies),
            entry.result,
            entry.proof,
            entry.is_record,
            entry.sources,
        ]
    )


def proof_of(vote: Vote, registering: dict[str, Any], attendance: dict[str, Any]) -> dict[str, Any]:
    """What every gate found on the way, and the state of the audit log: enough to judge the resolution again."""
    item, meeting = vote.item, vote.item.meeting
    convocation = Convocation.objects.filter(meeting=meeting).order_by("number").last()
    head = AuditEntry.objects.filter(network=vote.network_id).order_by("-number").first()
    return {
        "gates": {
            "admit_item": item.findings,
            "convene": convocation.findings if convocation else {},
            "open_meeting": meeting.opening,
            "open_vote": vote.opening,
            "declare_result": vote.result.get("findings", {}),
            "register": registering,
        },
        "convened_at": convocation.sent_at.isoformat() if convocation else None,
        "meeting": {"starts_at": meeting.starts_at.isoformat(), "organ": meeting.organ.key, "place": meeting.place},
        "attendance": attendance,
        "amendments": _amendments_before(vote),
        "vote": {
            "method": vote.method,
            "round": vote.round,
            "opened_at": vote.opened_at.isoformat(),
            "closed_at": vote.closed_at.isoformat() if vote.closed_at else None,
            "ballots_sha256": vote.ballots_digest,
        },
        "charter_sha256": vote.network.charter_digest,
        "audit": {"number": head.number, "sha256": head.digest} if head else {},
    }


def _amendments_before(vote: Vote) -> list[dict[str, Any]]:
    """What was decided on amendments to the text before it was voted on: by their votes, or adopted without one."""
    decided = Amendment.objects.filter(placement__item=vote.item_id, decided_at__isnull=False)
    held = dict(Vote.objects.filter(amendment__in=decided, state=Vote.State.DECLARED).values_list("amendment", "pk"))
    return [
        {"number": one.number, "kind": one.kind, "state": one.state, "vote": held.get(one.pk)}
        for one in decided.order_by("decided_at", "number")
    ]


def attendance_of(vote: Vote) -> dict[str, Any]:
    """How many seats were present at the opening of the vote, overall and by city, and how many through substitutes."""
    electors = list(vote.electors.select_related("seat__city"))
    cities: dict[str, int] = {}
    for elector in electors:
        city = elector.seat.city.slug if elector.seat.city else ""
        cities[city] = cities.get(city, 0) + 1
    return {
        "present": len(electors),
        "by_city": cities,
        "substitutes": sum(elector.is_substitute for elector in electors),
        "recorded": Attendance.objects.filter(meeting=vote.item.meeting).count(),
    }


def register_resolution(vote: Vote, *, by: Viewer) -> Resolution:
    """Enter a declared and carried vote into the register, with the next number of its organ's year.

    Raises `Refused` where the charter bars the entry, for instance while an authentic language is missing: then the
    wording is completed in the proposal first, and the vote stays due for registering.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.DECLARED)
        require(may_register(by, locked), _("The secretariat or the chair of the meeting keeps the register."))
        if Resolution.objects.filter(vote=locked).exists():
            raise NotPossible(_("The resolution is already in the register."))
        return enter(locked, by=by)


def enter(vote: Vote, *, by: Viewer) -> Resolution:
    """Make the entry, inside the caller's transaction. Raises `Refused`."""
    meeting, organ = vote.item.meeting, vote.item.meeting.organ
    adopted_on = timezone.localtime(vote.declared_at).date()
    titles, bodies = completed_wording(vote)
    number = next_number(organ, adopted_on.year)
    carried = bool(vote.result.get("carried"))
    findings = charter.register(
        vote.network.charter.on(adopted_on),
        charter.RegisterFacts(
            matter=vote.matter,
            on=adopted_on,
            carried=carried,
            texts_present=texts_present(titles, bodies),
            declared=vote.state == Vote.State.DECLARED,
            count=None if vote.election_id else count_of(vote),
            number=number,
            last_number=number - 1,
        ),
    )
    if findings.refused:
        raise Refused(findings)
    proposal = vote.proposal or _elected_proposal(vote)
    entry = Resolution(
        network=vote.network,
        organ=organ,
        year=adopted_on.year,
        number=number,
        adopted_on=adopted_on,
        matter=vote.matter,
        field=proposal.field if proposal else None,
        titles=titles,
        bodies=bodies,
        proposal=proposal,
        election=vote.election,
        vote=vote,
        meeting=meeting,
        result=vote.result,
        proof=proof_of(vote, findings.as_dict(), attendance_of(vote)),
        audience=vote.item.audience,
        registered_at=clock.now(),
        registered_by=by.person,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    record(
        "resolution registered",
        entry,
        by=by.person,
        network=by.network,
        organ=organ.key,
        number=entry.label,
        digest=entry.digest,
    )
    for follow in entered:
        follow(entry, by)
    return entry


def _elected_proposal(vote: Vote) -> Proposal | None:
    placement = Placement.objects.filter(item=vote.item).select_related("proposal").first()
    return placement.proposal if placement else None
