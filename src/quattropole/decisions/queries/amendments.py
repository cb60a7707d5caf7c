"""What stands under an item, as people see it: the text as it reads now, and what is moved against it, in order."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Amendment, Objection, Placement, Proposal, Recusal, Resolution, Vote
from quattropole.decisions.queries.facts import texts_present, wording_of, wording_under
from quattropole.decisions.queries.results import ResultView, result_view
from quattropole.decisions.queries.rewording import (
    Reading,
    Standing,
    Wording,
    in_order,
    label_of,
    reading_of,
)
from quattropole.decisions.rules import (
    is_drafter,
    is_mover,
    may_adopt,
    may_lift_recusal,
    may_move,
    may_run_votes,
    visible_amendments,
)
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.rules import visible_items
from quattropole.texts.differences import difference
from quattropole.texts.localized import reading_order
from quattropole.texts.markdown import render
from quattropole.texts.queries import wordings_of

RUNNING = (Vote.State.OPEN, Vote.State.CLOSED)
OVER = (
    Amendment.State.CARRIED,
    Amendment.State.ADOPTED,
    Amendment.State.LOST,
    Amendment.State.SETTLED,
    Amendment.State.WITHDRAWN,
)
MERGED = (Amendment.State.CARRIED, Amendment.State.ADOPTED)


def seated_person(seat: str, person: str) -> str:
    """A seat and who sits on it; somebody whose name is not public is called by the seat alone."""
    return ", ".join(dict.fromkeys(name for name in (seat, person) if name))


@dataclass(frozen=True)
class Side:
    """One language of the text under an item; `difference` to the proposal, where amendments changed it."""

    language: str
    is_authentic: bool
    title: str
    body: str
    title_difference: SafeString | None = None
    body_difference: SafeString | None = None

    @property
    def html(self) -> SafeString:
        """The body as safe HTML; its highest heading is `h4`."""
        return render(self.body, 4) if self.body else SafeString("")


@dataclass(frozen=True)
class Standpoint:
    """From where somebody looks at an item: what they may do with all amendments under it."""

    chairs: bool = False
    adopts: bool = False
    in_session: bool = False
    is_voting: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class AmendmentView:
    """An amendment as a reader sees it; `place`: in the order of votes, from 1; None where it is not moved, or over."""

    amendment: Amendment
    reading: Reading
    place: int | None
    is_last: bool
    vote: Vote | None
    result: ResultView | None
    standpoint: Standpoint
    is_own: bool

    @property
    def label(self) -> str:
        """What people call it."""
        return label_of(self.amendment)

    @property
    def mover(self) -> str:
        """Who moved it: the seat and the person."""
        seat = str(self.amendment.moved_by) if self.amendment.moved_by else ""
        return seated_person(seat, str(self.amendment.person))

    @property
    def standing(self) -> Standing:
        """Whether it can be voted on as it is."""
        return self.reading.standing

    @property
    def is_counter(self) -> bool:
        """Whether it takes the place of the whole text."""
        return self.amendment.kind == Amendment.Kind.COUNTER

    @property
    def is_draft(self) -> bool:
        """Whether nobody else sees it yet."""
        return self.amendment.state == Amendment.State.DRAFT

    @property
    def is_moved(self) -> bool:
        """Whether it waits for its decision."""
        return self.amendment.state == Amendment.State.MOVED

    @property
    def is_voting(self) -> bool:
        """Whether a vote on it is under way."""
        return self.vote is not None and self.vote.state in RUNNING

    @property
    def words(self) -> int:
        """How many words it changes in all languages together, of the present text; once over, of the text then."""
        return self.reading.reach if self.reading.is_pending else self.amendment.reach

    @property
    def place_before(self) -> int:
        """The place before its own in the order of votes."""
        return (self.place or 2) - 1

    @property
    def place_after(self) -> int:
        """The place after its own."""
        return (self.place or 0) + 1

    @property
    def _is_free(self) -> bool:
        return self.is_moved and self.standpoint.is_open and not self.standpoint.is_voting

    @property
    def may_open(self) -> bool:
        """Whether the chair can put it to the vote now."""
        point = self.standpoint
        first = self.place == 1 and self.standing is Standing.READY
        return point.chairs and point.in_session and self._is_free and first

    @property
    def may_order(self) -> bool:
        """Whether the chair can give it another place."""
        return self.standpoint.chairs and self._is_free and not (self.place == 1 and self.is_last)

    @property
    def may_adopt(self) -> bool:
        """Whether the reader can adopt it for those who moved the text."""
        point = self.standpoint
        return point.adopts and point.in_session and self._is_free and self.standing is Standing.READY

    @property
    def may_settle(self) -> bool:
        """Whether the chair can find it settled."""
        return self.standpoint.chairs and self._is_free and self.standing in {Standing.CLASHING, Standing.MOOT}

    @property
    def may_write(self) -> bool:
        """Whether the reader can write it anew."""
        mine = self.is_own or (self.standpoint.chairs and self.is_moved)
        return mine and self.standpoint.is_open and not self.is_voting and (self.is_draft or self.is_moved)

    @property
    def may_withdraw(self) -> bool:
        """Whether the reader can take it back."""
        return self.is_own and self.standpoint.is_open and not self.is_voting and (self.is_draft or self.is_moved)

    @property
    def may_move(self) -> bool:
        """Whether the reader can move the draft as it is."""
        return self.is_own and self.is_draft and self.standpoint.is_open and bool(self.reading.changed)


@dataclass(frozen=True)
class ItemText:
    """The text under an item with everything that is moved against it. `missing`: binding languages without a text."""

    item: AgendaItem
    proposal: Proposal | None
    sides: tuple[Side, ...]
    is_amended: bool
    missing: tuple[str, ...]
    pending: tuple[AmendmentView, ...]
    drafts: tuple[AmendmentView, ...]
    over: tuple[AmendmentView, ...]
    is_ranked: bool
    standpoint: Standpoint
    may_move: bool = False
    may_complete: bool = False

    @property
    def voting(self) -> AmendmentView | None:
        """The amendment on which a vote is under way."""
        return next((view for view in self.pending if view.is_voting), None)

    @property
    def merged(self) -> list[AmendmentView]:
        """The amendments that the text has in it."""
        return [view for view in self.over if view.amendment.state in MERGED]


def _amendments(found: QuerySet[Amendment]) -> QuerySet[Amendment]:
    votes = Vote.objects.exclude(state=Vote.State.CANCELLED).order_by("opened_at")
    return found.select_related("moved_by__city", "person").prefetch_related(Prefetch("votes", votes))


def amendments_for(viewer: Viewer) -> QuerySet[Amendment]:
    """The amendments that the viewer may see, with what a page shows of them."""
    return _amendments(visible_amendments(viewer)).select_related(
        "placement__item__meeting__organ", "placement__proposal__origin", "placement__proposal__text", "network"
    )


def with_text(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """The items with the text under them at hand."""
    return (
        items.select_related("meeting__organ__network", "network")
        .select_related("placement__proposal__origin", "placement__proposal__text")
        .prefetch_related(wordings_of("placement__proposal__text"))
    )


def items_with_text(viewer: Viewer) -> QuerySet[AgendaItem]:
    """The items that the viewer may see, with the text under them."""
    return with_text(visible_items(viewer))


def item_text(viewer: Viewer, item: AgendaItem) -> ItemText:
    """The text under an item from `items_with_text`, as the viewer sees it; a constant number of queries."""
    placement = getattr(item, "placement", None)
    found = _amendments(visible_amendments(viewer)).filter(placement__item=item)
    chairs = may_run_votes(viewer, item.meeting)
    point = standpoint_of(item, chairs=chairs, adopts=placement is not None and may_adopt(viewer, item))
    own = frozenset(one.pk for one in found if viewer.is_secretariat or is_mover(viewer, one))
    text = text_of(item, found, point, own=own)
    registered = Resolution.objects.filter(vote__item=item).exists() if text.is_amended else True
    return replace(
        text,
        may_move=point.is_open and not _final_runs(item) and may_move(viewer, item),
        may_complete=placement is not None
        and text.is_amended
        and not registered
        and is_drafter(viewer, placement.proposal),
    )


def live_text(item: AgendaItem, *, chairs: bool) -> ItemText:
    """The text under an item as a live page shows it to all alike: no drafts, nothing of one's own."""
    found = _amendments(Amendment.objects.filter(placement__item=item).exclude(state=Amendment.State.DRAFT))
    return text_of(item, found, standpoint_of(item, chairs=chairs, adopts=chairs))


def standpoint_of(item: AgendaItem, *, chairs: bool, adopts: bool) -> Standpoint:
    """What somebody may do with all amendments under an item now."""
    placement = getattr(item, "placement", None)
    meeting = item.meeting
    open_states = {Proposal.State.DRAFT, Proposal.State.PROPOSED}
    convened = meeting.state in {Meeting.State.CONVENED, Meeting.State.OPEN} and meeting.mode != Meeting.Mode.CIRCULAR
    return Standpoint(
        chairs=chairs,
        adopts=adopts,
        in_session=meeting.state == Meeting.State.OPEN,
        is_voting=Vote.objects.filter(item=item, state__in=RUNNING).exists(),
        is_open=placement is not None
        and placement.put_off_at is None
        and placement.proposal.state in open_states
        and convened,
    )


def _final_runs(item: AgendaItem) -> bool:
    return Vote.objects.filter(item=item, state__in=RUNNING, amendment=None).exists()


def text_of(
    item: AgendaItem, amendments: Iterable[Amendment], point: Standpoint, *, own: Collection[int] = ()
) -> ItemText:
    """The text under an item and these amendments against it."""
    placement = getattr(item, "placement", None)
    authentic = item.network.authentic_languages
    now = wording_under(item)
    listed = list(amendments)
    order = in_order(one for one in listed if one.state == Amendment.State.MOVED)
    places = {one.pk: place for place, one in enumerate(order, start=1)}

    def view(one: Amendment) -> AmendmentView:
        vote = next(reversed(one.votes.all()), None)
        return AmendmentView(
            amendment=one,
            reading=reading_of(one, now, authentic),
            place=places.get(one.pk),
            is_last=places.get(one.pk) == len(order),
            vote=vote,
            result=result_view(vote.result) if vote is not None and vote.state == Vote.State.DECLARED else None,
            standpoint=point,
            is_own=one.pk in own,
        )

    over = [one for one in listed if one.state in OVER]
    over.sort(key=lambda one: (one.decided_at is None, one.decided_at or one.moved_at, one.number))
    return ItemText(
        item=item,
        proposal=placement.proposal if placement else None,
        sides=tuple(_sides(placement, now, authentic)) if placement else (),
        is_amended=bool(placement and placement.amended_titles),
        missing=tuple(language for language in authentic if language not in texts_present(*now)) if placement else (),
        pending=tuple(map(view, order)),
        drafts=tuple(view(one) for one in listed if one.state == Amendment.State.DRAFT),
        over=tuple(map(view, over)),
        is_ranked=any(one.rank is not None for one in order),
        standpoint=point,
    )


def _sides(placement: Placement, now: Wording, authentic: Sequence[str]) -> Iterable[Side]:
    titles, bodies = now
    languages = dict.fromkeys([*titles, *bodies])
    original = wording_of(placement.proposal) if placement.amended_titles else None
    read = list(reading_order(get_language() or "de"))
    rank = {language: place for place, language in enumerate(read)}
    for language in sorted(languages, key=lambda code: (code not in authentic, rank.get(code, len(read)))):
        title, body = titles.get(language, ""), bodies.get(language, "")
        changes: dict[str, SafeString] = {}
        if original is not None:
            changes["title_difference"] = difference(original[0].get(language, ""), title)
            changes["body_difference"] = difference(original[1].get(language, ""), body)
        yield Side(language, language in authentic, title, body, **changes)


def amendment_counts(viewer: Viewer, meeting: Meeting) -> Mapping[int, int]:
    """Item -> how many amendments the viewer sees there; one query."""
    found = visible_amendments(viewer).filter(placement__item__meeting=meeting)
    return Counter(found.values_list("placement__item", flat=True))


def recusals_under(items: Collection[AgendaItem]) -> dict[int, list[Recusal]]:
    """Item -> who does not vote under it (BGB § 34); one query."""
    found: dict[int, list[Recusal]] = {}
    rows = Recusal.objects.filter(item__in=items, lifted_at__isnull=True).select_related("seat__city", "person")
    for recusal in rows.order_by("recorded_at", "pk"):
        found.setdefault(recusal.item_id, []).append(recusal)
    return found


def liftable(viewer: Viewer, item: AgendaItem, recusals: Iterable[Recusal]) -> frozenset[int]:
    """The recusals under an item that the viewer can lift."""
    listed = list(recusals)
    for recusal in listed:
        recusal.item = item
    return frozenset(recusal.pk for recusal in listed if may_lift_recusal(viewer, recusal))


def objections_to(votes: Collection[Vote]) -> dict[int, list[Objection]]:
    """Vote -> the objections recorded to its result; one query."""
    found: dict[int, list[Objection]] = {}
    rows = Objection.objects.filter(vote__in=votes).select_related("seat__city", "person")
    for objection in rows.order_by("recorded_at", "pk"):
        found.setdefault(objection.vote_id, []).append(objection)
    return found
