"""Minutes are begun: the platform gathers what happened. While they are a draft it gathers anew what changed."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record, seal
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.meetings.actions.locking import locked as locked_meeting
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.minutes import rules
from quattropole.minutes.actions.locking import locked, only_writers, require_state
from quattropole.minutes.gathering import frame_of, items_of, resolutions_without_item
from quattropole.minutes.gathering.naming import Facts
from quattropole.minutes.models import Minutes, Section
from quattropole.network.models import Person

BEGUN = (Meeting.State.OPEN, Meeting.State.CLOSED)
Gathered = tuple[Facts, list[tuple[str, AgendaItem | None, Facts]]]
"""The frame, and for each section its kind, its item and its facts, in order."""


def gather(minutes: Minutes) -> Gathered:
    """What happened in the meeting, as it is recorded now. The same number of queries for a meeting of any size."""
    meeting = minutes.meeting
    items = items_of(meeting, names_votes=minutes.names_votes)
    sections: list[tuple[str, AgendaItem | None, Facts]] = [(Section.Kind.OPENING, None, {})]
    sections += [(Section.Kind.ITEM, item, facts) for item, facts in items]
    loose = resolutions_without_item(meeting)
    sections.append((Section.Kind.CLOSING, None, {"resolutions": loose}))
    return frame_of(meeting, minutes.taker), sections


def draft_minutes(
    meeting: Meeting,
    *,
    speakers: str = Minutes.Speakers.NONE,
    names_votes: bool = False,
    taker: Person | None = None,
    by: Viewer,
) -> Minutes:
    """Begin the minutes of a meeting that is in session or over; who begins them takes them unless `taker` is given."""
    require(rules.may_draft(by, meeting), _("Only the secretariat and the chair of the meeting begin its minutes."))
    with transaction.atomic():
        current = locked_meeting(meeting)
        if current.state not in BEGUN:
            raise NotPossible(_("Minutes can be begun once the meeting is open."))
        if Minutes.objects.filter(meeting=current).exists():
            raise NotPossible(_("The minutes of this meeting have been begun already."))
        now = clock.now()
        minutes = Minutes(
            network=by.network,
            meeting=current,
            speakers=speakers,
            names_votes=names_votes,
            taker=taker or acting(by),
            drafted_at=now,
            gathered_at=now,
        )
        frame, sections = gather(minutes)
        minutes.frame = frame
        minutes.save()
        Section.objects.bulk_create(
            _section(minutes, place, kind, item, facts) for place, (kind, item, facts) in enumerate(sections)
        )
        record("minutes drafted", minutes, by=by.person, network=by.network, meeting=current.pk)
    return minutes


def _section(minutes: Minutes, place: int, kind: str, item: AgendaItem | None, facts: Facts) -> Section:
    return Section(
        network=minutes.network,
        minutes=minutes,
        kind=kind,
        item=item,
        position=place,
        facts=facts,
        audience=item.audience if item is not None else minutes.meeting.audience,
    )


def gather_anew(minutes: Minutes, *, by: Viewer) -> bool:
    """Gather the facts once more while the minutes are a draft; what people wrote stays. Whether something changed."""
    require(rules.may_write(by, minutes), only_writers())
    with transaction.atomic():
        current = locked(minutes)
        require_state(current, Minutes.State.DRAFT)
        return _gather_into(current, by)


def set_up(minutes: Minutes, *, speakers: str, names_votes: bool, taker: Person, by: Viewer) -> Minutes:
    """Say whether speakers are named, whether votes by name say who voted how, and who takes the minutes."""
    require(rules.may_write(by, minutes), only_writers())
    with transaction.atomic():
        current = locked(minutes)
        require_state(current, Minutes.State.DRAFT)
        current.speakers, current.names_votes, current.taker = speakers, names_votes, taker
        current.save(update_fields=["speakers", "names_votes", "taker"])
        record(
            "minutes set up",
            current,
            by=by.person,
            network=by.network,
            speakers=speakers,
            names_votes=names_votes,
            taker=taker.pk,
        )
        _gather_into(current, by)
    return current


def _gather_into(minutes: Minutes, by: Viewer) -> bool:
    if minutes.is_corrigendum:
        return False
    frame, sections = gather(minutes)
    known = {(section.kind, section.item_id): section for section in minutes.sections.all()}
    before = seal([minutes.frame, [section.facts for section in minutes.sections.all()]])
    last = max(known.values(), key=lambda section: section.position).position
    for place, (kind, item, facts) in enumerate(sections):
        section = known.get((kind, item.pk if item else None))
        if section is None:
            _section(minutes, last + 1 + place, kind, item, facts).save()
    _put_in_order(minutes, sections)
    minutes.frame, minutes.gathered_at = frame, clock.now()
    minutes.save(update_fields=["frame", "gathered_at"])
    changed = seal([frame, [facts for _kind, _item, facts in sections]]) != before
    record("facts gathered anew", minutes, by=by.person, network=by.network, changed=changed)
    return changed


def _put_in_order(minutes: Minutes, sections: list[tuple[str, AgendaItem | None, Facts]]) -> None:
    """Every section at its place with its facts; first out of each other's way, for databases that look at once."""
    known = {(section.kind, section.item_id): section for section in Section.objects.filter(minutes=minutes)}
    beyond = (Section.objects.filter(minutes=minutes).aggregate(last=Max("position"))["last"] or 0) + 1
    for offset in (beyond, 0):
        for place, (kind, item, facts) in enumerate(sections):
            section = known[(kind, item.pk if item else None)]
            section.position, section.facts = place + offset, facts
            section.audience = item.audience if item is not None else minutes.meeting.audience
        Section.objects.bulk_update(known.values(), ["position", "facts", "audience"], batch_size=100)
