"""The items of a meeting in the order they were called, each with what was said, moved and decided under it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet

from quattropole.assembly.models import Debate, ProceduralMotion, Speech
from quattropole.decisions.models import (
    Amendment,
    Ballot,
    Candidacy,
    Consent,
    Elector,
    Objection,
    Placement,
    Recusal,
    Resolution,
    Vote,
)
from quattropole.meetings.models import AgendaItem, Meeting, Paper
from quattropole.minutes.gathering.naming import Facts, moment, narrowest, person_words, seat_words
from quattropole.minutes.gathering.votes import Around, vote_facts
from quattropole.texts.queries import localized, wordings_of

Row = TypeVar("Row", bound=Model)


@dataclass
class Happened:
    """Everything of a meeting that belongs to an item, by the item's key; read in one go."""

    debates: dict[int, Debate] = field(default_factory=dict)
    placements: dict[int, Placement] = field(default_factory=dict)
    papers: dict[int, list[Paper]] = field(default_factory=dict)
    speeches: dict[int, list[Speech]] = field(default_factory=dict)
    procedure: dict[int, list[ProceduralMotion]] = field(default_factory=dict)
    amendments: dict[int, list[Amendment]] = field(default_factory=dict)
    recusals: dict[int, list[Recusal]] = field(default_factory=dict)
    candidates: dict[int, list[Candidacy]] = field(default_factory=dict)
    votes: dict[int, list[Vote]] = field(default_factory=dict)
    entries: dict[int, list[Resolution]] = field(default_factory=dict)
    around: Around = field(default_factory=Around)


def items_of(meeting: Meeting, *, names_votes: bool) -> list[tuple[AgendaItem, Facts]]:
    """The items with their facts, in the order they were called; those that were not called follow as they stood.

    `names_votes`: votes by name say who voted how. The same number of queries for a meeting of any size.
    """
    items = list(AgendaItem.objects.filter(meeting=meeting).order_by("position"))
    happened = _read(meeting, names_votes=names_votes or meeting.mode == Meeting.Mode.CIRCULAR)
    items.sort(key=lambda item: _place(item, happened))
    return [(item, _item_facts(item, happened)) for item in items]


def _place(item: AgendaItem, happened: Happened) -> tuple[bool, str, int]:
    debate = happened.debates.get(item.pk)
    begun = moment(debate.begun_at) if debate and debate.begun_at else None
    return (begun is None, begun or "", item.position)


def _by(rows: Iterable[Row], key: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _read(meeting: Meeting, *, names_votes: bool) -> Happened:
    votes = (
        Vote.objects.filter(item__meeting=meeting)
        .exclude(state=Vote.State.OPEN)
        .select_related("declared_by", "amendment", "proposal", "election__office", "procedural_motion")
        .order_by("opened_at", "pk")
    )
    speeches = Speech.objects.filter(item__meeting=meeting, called_at__isnull=False, withdrawn_at__isnull=True)
    amendments = Amendment.objects.filter(placement__item__meeting=meeting).exclude(state=Amendment.State.DRAFT)
    ordered = amendments.annotate(item_id=F("placement__item"))
    candidates = Candidacy.objects.filter(election__item__meeting=meeting).annotate(item_id=F("election__item"))
    placements = Placement.objects.filter(item__meeting=meeting).select_related(
        "proposal__origin", "proposal__text", "proposal__moved_by", "proposal__created_by"
    )
    entries = Resolution.objects.filter(meeting=meeting).annotate(item_id=F("vote__item")).order_by("year", "number")
    return Happened(
        debates={one.item_id: one for one in _of(Debate, meeting).select_related("referred_to")},
        placements={one.item_id: one for one in placements.prefetch_related(wordings_of("proposal__text"))},
        papers=_by(_papers(meeting), "item_id"),
        speeches=_by(speeches.select_related("seat", "person").order_by("called_at", "pk"), "item_id"),
        procedure=_by(
            _of(ProceduralMotion, meeting).select_related("seat", "person", "target").order_by("moved_at", "pk"),
            "item_id",
        ),
        amendments=_by(ordered.select_related("moved_by", "person").order_by("number"), "item_id"),
        recusals=_by(_of(Recusal, meeting).select_related("seat", "person").order_by("recorded_at"), "item_id"),
        candidates=_by(candidates.select_related("person", "partner").order_by("position"), "item_id"),
        votes=_by(votes, "item_id"),
        entries=_by(entries.select_related("organ"), "item_id"),
        around=_around(meeting, names_votes=names_votes),
    )


def _of(model: type[Row], meeting: Meeting) -> QuerySet[Row]:
    found: QuerySet[Row] = model._default_manager.filter(item__meeting=meeting)
    return found


def _papers(meeting: Meeting) -> Iterable[Paper]:
    """The version of each paper that counts, in each language."""
    found = Paper.objects.filter(meeting=meeting).order_by("number", "language", "version")
    newest = {(paper.number, paper.language): paper for paper in found}
    return [paper for paper in newest.values() if paper.withdrawn_at is None]


def _around(meeting: Meeting, *, names_votes: bool) -> Around:
    here = {"vote__item__meeting": meeting}
    excluded = Elector.objects.filter(**here, excluded__isnull=False).select_related("seat", "person")
    ballots = Ballot.objects.filter(**here).select_related("seat", "person").order_by("seat__city__position", "seat")
    return Around(
        objections=_by(
            Objection.objects.filter(**here).select_related("seat", "person").order_by("recorded_at"), "vote_id"
        ),
        consents=_by(Consent.objects.filter(**here).select_related("seat").order_by("recorded_at"), "vote_id"),
        excluded=_by(excluded.order_by("seat"), "vote_id"),
        ballots=_by(ballots, "vote_id") if names_votes else {},
    )


def resolutions_without_item(meeting: Meeting) -> list[Facts]:
    """Entries of the register that name the meeting but no vote of it, such as those known from sources."""
    entries = Resolution.objects.filter(meeting=meeting, vote__isnull=True).select_related("organ")
    return [resolution_facts(entry) for entry in entries.order_by("year", "number")]


def _item_facts(item: AgendaItem, happened: Happened) -> Facts:
    debate = happened.debates.get(item.pk)
    placement = happened.placements.get(item.pk)
    entries = happened.entries.get(item.pk, [])
    return {
        "number": item.position,
        "titles": dict(item.titles),
        "kind": item.kind,
        "audience": item.audience,
        "called_at": moment(debate.begun_at) if debate else None,
        "ended_at": moment(debate.ended_at) if debate else None,
        "debate": debate.state if debate else "",
        "referred_to": dict(debate.referred_to.names) if debate and debate.referred_to else {},
        "proposal": _proposal(placement),
        "papers": [_paper(paper) for paper in happened.papers.get(item.pk, [])],
        "recusals": [_recusal(one) for one in happened.recusals.get(item.pk, [])],
        "candidates": [_candidate(one) for one in happened.candidates.get(item.pk, [])],
        "speeches": [_speech(one) for one in happened.speeches.get(item.pk, [])],
        "procedure": [_procedural(one) for one in happened.procedure.get(item.pk, [])],
        "amendments": [_amendment(one, placement) for one in happened.amendments.get(item.pk, [])],
        "votes": [_vote(vote, item, placement, entries, happened) for vote in happened.votes.get(item.pk, [])],
        "resolutions": [resolution_facts(entry) for entry in entries],
    }


def _proposal(placement: Placement | None) -> Facts:
    if placement is None:
        return {}
    proposal = placement.proposal
    return {
        "titles": dict(localized(proposal.text)[0]),
        "origin": dict(proposal.origin.names),
        "purpose": placement.purpose,
        "moved_by": seat_words(proposal.moved_by),
        "mover": person_words(proposal.created_by) if proposal.moved_by else "",
        "state": proposal.state,
        "audience": proposal.audience,
    }


def _paper(paper: Paper) -> Facts:
    return {
        "number": paper.number,
        "version": paper.version,
        "title": paper.title,
        "language": paper.language,
        "sha256": paper.sha256,
        "audience": paper.audience,
    }


def _recusal(recusal: Recusal) -> Facts:
    return {
        "seat": seat_words(recusal.seat),
        "person": person_words(recusal.person),
        "interest": recusal.interest,
        "lifted_at": moment(recusal.lifted_at),
    }


def _candidate(candidacy: Candidacy) -> Facts:
    return {
        "names": [person_words(person) for person in candidacy.people],
        "withdrawn_at": moment(candidacy.withdrawn_at),
    }


def _speech(speech: Speech) -> Facts:
    return {
        "seat": seat_words(speech.seat),
        "person": speech.guest or person_words(speech.person),
        "kind": speech.kind,
        "called_at": moment(speech.called_at),
        "ended_at": moment(speech.ended_at),
    }


def _procedural(motion: ProceduralMotion) -> Facts:
    return {
        "kind": motion.kind,
        "seat": seat_words(motion.seat),
        "person": person_words(motion.person),
        "target": dict(motion.target.names) if motion.target else {},
        "seconds": motion.seconds,
        "state": motion.state,
        "unopposed": motion.unopposed,
        "vote": motion.vote_id,
    }


def _amendment(amendment: Amendment, placement: Placement | None) -> Facts:
    proposed = placement.proposal.audience if placement else amendment.audience
    return {
        "number": amendment.number,
        "kind": amendment.kind,
        "state": amendment.state,
        "seat": seat_words(amendment.moved_by),
        "person": person_words(amendment.person),
        "base_titles": dict(amendment.base_titles),
        "base_bodies": dict(amendment.base_bodies),
        "titles": dict(amendment.titles),
        "bodies": dict(amendment.bodies),
        "reasons": dict(amendment.reasons),
        "audience": narrowest([amendment.audience, proposed]),
    }


def _vote(
    vote: Vote, item: AgendaItem, placement: Placement | None, entries: list[Resolution], happened: Happened
) -> Facts:
    """A vote is for whom its item and its text are; once its resolution stands in the register, for the register's."""
    entry = next((entry for entry in entries if entry.vote_id == vote.pk), None)
    under = [placement.proposal.audience] if placement else []
    if vote.amendment is not None:
        under.append(vote.amendment.audience)
    audience = entry.audience if entry else narrowest([item.audience, *under])
    return vote_facts(vote, audience, happened.around)


def resolution_facts(entry: Resolution) -> dict[str, Any]:
    """An entry of the register, with its wording in every language."""
    return {
        "label": entry.label,
        "organ": dict(entry.organ.names),
        "titles": dict(entry.titles),
        "bodies": dict(entry.bodies),
        "adopted_on": entry.adopted_on.isoformat(),
        "digest": entry.digest,
        "vote": entry.vote_id,
        "audience": entry.audience,
    }
