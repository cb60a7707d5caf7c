"""Amendments: drafted, moved, fitted to the text, withdrawn. What becomes of them: `amending`.

Whoever changes something here locks the proposal first, as opening a vote on it does.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.voting import require_open_proposal
from quattropole.decisions.models import Amendment, Vote
from quattropole.decisions.queries.facts import wording_under
from quattropole.decisions.queries.rewording import PENDING, Reading, Wording, label_of, reading_of, version_of
from quattropole.decisions.rules import (
    may_move,
    may_withdraw_amendment,
    may_write_amendment,
    moving_organs,
    moving_seats,
)
from quattropole.live import Topic, publish
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.network.models import Person, Seat
from quattropole.network.queries import mandates_on
from quattropole.texts.localized import Localized
from quattropole.texts.names import language_name

MOVING = (Meeting.State.CONVENED, Meeting.State.OPEN)
RUNNING = (Vote.State.OPEN, Vote.State.CLOSED)


class TextMoved(NotPossible):
    """The text or the amendment changed since the writer saw it."""


@dataclass(frozen=True)
class Wish:
    """A text as somebody would have it: each language in full; `unchanged`: those that shall stay as they are.

    `seen`: the version that the writer saw (`version_of`); empty where that does not matter.
    """

    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    unchanged: Collection[str] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""


def open_text(item: AgendaItem) -> AgendaItem:
    """The item with the text that stands under it, its proposal locked until the transaction ends.

    Raises `NotPossible` where there is no text, or it is decided already.
    """
    if item.kind == AgendaItem.Kind.ELECTION:
        raise NotPossible(_("Nothing is amended in an election."))
    if require_open_proposal(item) is None:
        raise NotPossible(_("No text stands under this item."))
    return AgendaItem.objects.select_related("meeting__organ", "placement__proposal__text").get(pk=item.pk)


def open_amendment(amendment: Amendment, *states: str) -> Amendment:
    """The amendment as it stands now, its proposal locked; raises `NotPossible` unless in one of `states`."""
    item = open_text(AgendaItem.objects.get(placement=amendment.placement_id))
    current = Amendment.objects.select_for_update(of=("self",)).select_related("moved_by").get(pk=amendment.pk)
    current.placement = item.placement
    current.placement.item = item
    if current.state not in states:
        raise NotPossible(_("The amendment is %(state)s.") % {"state": current.get_state_display()})
    return current


def require_no_vote(item: AgendaItem, message: str, **narrowed: object) -> None:
    """Raise `NotPossible` with the message where a vote on the item (narrowed by fields) is under way."""
    if Vote.objects.filter(item=item, state__in=RUNNING, **narrowed).exists():
        raise NotPossible(message)


def _require_time(item: AgendaItem) -> None:
    if item.meeting.state not in MOVING or item.meeting.mode == Meeting.Mode.CIRCULAR:
        raise NotPossible(_("Amendments are moved from the convocation to the end of the meeting."))
    if item.placement.put_off_at is not None:
        raise NotPossible(_("This item was put off."))
    require_no_vote(item, _("The vote on the text is open; it is too late to move an amendment."), amendment=None)


def _only_movers() -> str:
    return _("Members of the organ and of the board move amendments, and the secretariat for them.")


def in_whose_name(item: AgendaItem, seat: Seat | None, *, by: Viewer) -> tuple[Seat, Person]:
    """For which seat something is moved, and who sits on it; the secretariat says for whom it writes.

    Raises `NotAllowed` for a seat of others, `NotPossible` for one on which nobody sits.
    """
    acting(by)
    require(may_move(by, item), _only_movers())
    own = moving_seats(by, item)
    if seat is None and own:
        return own[0], acting(by)
    if seat is not None and seat.pk in {one.pk for one in own}:
        return seat, acting(by)
    if seat is None:
        raise NotPossible(_("Say in whose name it is moved."))
    require(by.is_secretariat and seat.organ_id in moving_organs(item), _only_movers())
    return seat, sitting_on(seat, item.meeting)


def sitting_on(seat: Seat, meeting: Meeting) -> Person:
    """Who speaks for a seat: who sits on it in the meeting, else who holds it today."""
    there = Attendance.objects.filter(meeting=meeting, seat=seat, left_at__isnull=True).select_related("person").first()
    if there is not None:
        return there.person
    held = mandates_on(clock.today()).filter(seat=seat).select_related("person").first()
    if held is None:
        raise NotPossible(_("Nobody sits on this seat."))
    return held.person


def reading(amendment: Amendment) -> Reading:
    """The amendment against the text under its item, read now."""
    return reading_of(amendment, wording_under(amendment.placement.item), amendment.network.authentic_languages)


def draft_amendment(
    item: AgendaItem, wish: Wish, *, kind: str = Amendment.Kind.CHANGE, seat: Seat | None = None, by: Viewer
) -> Amendment:
    """Write an amendment down; nobody but its mover and the secretariat sees it until it is moved."""
    with transaction.atomic():
        item = open_text(item)
        _require_time(item)
        moved_by, person = in_whose_name(item, seat, by=by)
        last = item.placement.amendments.filter(number__gte=Amendment.FIRST_DRAFT).aggregate(last=Max("number"))["last"]
        amendment = Amendment(
            network=by.network,
            placement=item.placement,
            number=(last or Amendment.FIRST_DRAFT - 1) + 1,
            kind=kind,
            moved_by=moved_by,
            person=person,
            audience=item.audience,
        )
        _write(amendment, wish, wording_under(item))
        amendment.save()
        record("amendment drafted", amendment, by=by.person, network=by.network, item=item.pk, seat=moved_by.pk)
    return amendment


def write_amendment(amendment: Amendment, wish: Wish, *, by: Viewer) -> Amendment:
    """Write it anew, against the text as it reads now; once moved, its mover or the chair fits it to the text so.

    Raises `TextMoved` where the text changed since the writer saw it.
    """
    with transaction.atomic():
        current = open_amendment(amendment, *PENDING)
        item = current.placement.item
        require(may_write_amendment(by, current), _("Only the mover, the secretariat and the chair may do this."))
        _require_time(item)
        require_no_vote(item, _("A vote on this amendment is open."), amendment=current)
        _write(current, wish, wording_under(item))
        if current.state == Amendment.State.MOVED:
            _require_change(current)
        current.save()
        record("amendment changed", current, by=by.person, network=by.network, reach=current.reach)
        publish(item.meeting_id, Topic.AMENDMENTS)
    return current


def _write(amendment: Amendment, wish: Wish, now: Wording) -> None:
    """Put down what is wished, against the text as it reads now."""
    if wish.seen and wish.seen != version_of(now, amendment if amendment.pk else None):
        raise TextMoved(_("The text changed meanwhile. Your words are kept; compare and save again."))
    titles, bodies = Localized(), Localized()
    for language in (code for code in amendment.network.languages if code in wish.titles):
        base = now[0].get(language, ""), now[1].get(language, "")
        title, body = _typed(wish, language, base)
        if not _is_said(amendment, language, (title, body), base, wish.unchanged):
            continue
        if not title or (base[1] and not body):
            raise NotPossible(_("Give a title and a text in %(language)s.") % {"language": language_name(language)})
        titles[language] = title
        if body:
            bodies[language] = body
    amendment.base_titles, amendment.base_bodies = now
    amendment.titles, amendment.bodies = titles, bodies
    amendment.reasons = Localized({language: text for language, text in wish.reasons.items() if text.strip()})
    amendment.reach = reading(amendment).reach


def _is_said(
    amendment: Amendment, language: str, typed: tuple[str, str], base: tuple[str, str], unchanged: Collection[str]
) -> bool:
    """Whether something is said of a language: a change, or that it needs none. An empty form says nothing."""
    if typed == base:
        return language in unchanged and any(base)
    if amendment.kind == Amendment.Kind.COUNTER:
        return any(typed)
    return any(base)


def _typed(wish: Wish, language: str, base: tuple[str, str]) -> tuple[str, str]:
    """What was typed; blanks at the ends are no change."""
    title, body = wish.titles[language].strip(), wish.bodies.get(language, "").replace("\r\n", "\n").strip()
    return base if (title, body) == (base[0].strip(), base[1].strip()) else (title, body)


def _require_change(amendment: Amendment) -> None:
    if not reading(amendment).changed:
        raise NotPossible(_("This changes nothing: the text reads so already."))


def move_amendment(amendment: Amendment, *, by: Viewer) -> Amendment:
    """Move a draft: from now on everyone who sees the item sees it, under its number.

    Raises `NotPossible` where it changes nothing, or where a passage it changes reads otherwise by now.
    """
    with transaction.atomic():
        current = open_amendment(amendment, Amendment.State.DRAFT)
        item = current.placement.item
        require(may_withdraw_amendment(by, current), _only_movers())
        _require_time(item)
        _fit(current)
        numbers = item.placement.amendments.filter(number__lt=Amendment.FIRST_DRAFT)
        current.number = (numbers.aggregate(last=Max("number"))["last"] or 0) + 1
        current.state, current.moved_at, current.audience = Amendment.State.MOVED, clock.now(), item.audience
        current.save()
        record(
            "amendment moved",
            current,
            by=by.person,
            network=by.network,
            item=item.pk,
            number=current.number,
            seat=current.moved_by_id,
            kind=current.kind,
            reach=current.reach,
        )
        publish(item.meeting_id, Topic.AMENDMENTS)
    return current


def _fit(amendment: Amendment) -> None:
    """Put the change against the text as it reads now, where nothing stands in the way."""
    found = reading(amendment)
    if found.clashing:
        raise NotPossible(_("A passage that this changes reads otherwise by now. Write it against the present text."))
    _require_change(amendment)
    now = wording_under(amendment.placement.item)
    amendment.titles, amendment.bodies = found.wording
    amendment.base_titles, amendment.base_bodies = now
    amendment.reach = reading(amendment).reach


def withdraw_amendment(amendment: Amendment, *, by: Viewer) -> None:
    """Take it back before it is voted on; a draft is thrown away."""
    with transaction.atomic():
        current = open_amendment(amendment, *PENDING)
        item = current.placement.item
        require(
            may_withdraw_amendment(by, current), _("Only the mover, and the secretariat for the mover, may do this.")
        )
        require_no_vote(item, _("A vote on this amendment is open."), amendment=current)
        was_moved = current.state == Amendment.State.MOVED
        current.state = Amendment.State.WITHDRAWN
        record("amendment withdrawn", current, by=by.person, network=by.network, item=item.pk, name=label_of(current))
        if was_moved:
            current.save(update_fields=["state"])
        else:
            current.delete()
        publish(item.meeting_id, Topic.AMENDMENTS)
