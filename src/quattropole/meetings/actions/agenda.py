"""The agenda: items are admitted by the statutes, moved, removed."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, Refused
from quattropole.access.viewer import Viewer
from quattropole.charter import AdmitFacts, Findings
from quattropole.live import Topic, publish
from quattropole.meetings import statutes
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.papers import delete_files
from quattropole.meetings.actions.planning import require_preparing
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.texts.localized import Localized

DECIDING = {AgendaItem.Kind.RESOLUTION: "ordinary", AgendaItem.Kind.ELECTION: "election"}
"""Kinds of items on which the organ decides, with the matter they are where nothing else is said."""
ITEMS_AT_MOST = 200


def admission(
    meeting: Meeting,
    *,
    matter: str,
    proposed_by: frozenset[str] = frozenset(),
    office: str | None = None,
    by: Viewer | None = None,
    renotified_on: date | None = None,
    added_on: date | None = None,
) -> Findings:
    """What the statutes say to putting a matter on the meeting's agenda today.

    `renotified_on`: today, where those invited are told of an item that came after the convocation. `added_on`: the
    day since which the item is known, where that is not today.
    """
    version = meeting.network.charter.on(meeting.day)
    rules = version.organs.get(meeting.organ.key)
    if rules is None or not matter:
        return statutes.no_findings("admit_item", version, meeting.day)
    convening = statutes.convening_offices(meeting.organ, rules)
    offices = tuple(dict.fromkeys((*rules.items.offices, *convening)))
    by_office, _post = statutes.acts_for(by, rules, offices)
    convened = meeting.convocations.order_by("number").first()
    return charter.admit_item(
        version,
        AdmitFacts(
            organ=rules.key,
            matter=matter,
            proposed_by=proposed_by,
            added_on=added_on or clock.today(),
            meeting_on=meeting.day,
            convened_on=timezone.localdate(convened.sent_at) if convened else None,
            renotified_on=renotified_on,
            office=office,
            by_office=by_office,
            by_organ=min(proposed_by & set(rules.items.organs), default=None),
        ),
    )


def add_item(
    meeting: Meeting,
    *,
    kind: str,
    titles: Mapping[str, str],
    matter: str = "",
    notes: Mapping[str, str] | None = None,
    audience: str,
    proposed_by: frozenset[str] = frozenset(),
    office: str | None = None,
    by: Viewer,
) -> AgendaItem:
    """Put an item at the end of the agenda; `Refused` where the statutes do not admit it.

    An item to be decided always has a matter: without one it is an ordinary resolution, or an election.
    """
    require_preparing(by, meeting.organ)
    words = Localized({language: text.strip() for language, text in titles.items() if text.strip()})
    if not words:
        raise NotPossible(_("Give the item a title in at least one language."))
    matter = matter or DECIDING.get(AgendaItem.Kind(kind), "") if kind in DECIDING else ""
    with transaction.atomic():
        current = locked(meeting)
        if current.state not in (Meeting.State.PLANNED, Meeting.State.CONVENED, Meeting.State.OPEN):
            raise NotPossible(_("The agenda of this meeting is closed."))
        known = _known_since(current, words, matter)
        findings = admission(current, matter=matter, proposed_by=proposed_by, office=office, by=by, added_on=known)
        if findings.refused:
            raise Refused(findings)
        last = current.items.aggregate(last=Max("position"))["last"] or 0
        if last >= ITEMS_AT_MOST:
            raise NotPossible(_("The agenda is full."))
        item: AgendaItem = AgendaItem.objects.create(
            network=current.network,
            meeting=current,
            position=last + 1,
            kind=kind,
            matter=matter,
            proposed_by=sorted(proposed_by),
            office=office or "",
            titles=words,
            notes=Localized(notes or {}),
            audience=audience,
            added_at=clock.now(),
            findings=findings.as_dict(),
        )
        audit.record(
            "agenda item added",
            item,
            by=by.person,
            network=by.network,
            meeting=current.pk,
            position=item.position,
            kind=kind,
            matter=matter,
            proposed_by=item.proposed_by,
        )
        publish(current.pk, Topic.AGENDA)
    return item


def _known_since(meeting: Meeting, titles: Localized, matter: str) -> date | None:
    """Of a second call: since when the item stood on the agenda of the first, so that it does not come late."""
    if meeting.second_call_of_id is None:
        return None
    items = AgendaItem.objects.filter(meeting=meeting.second_call_of_id, matter=matter)
    return next((timezone.localdate(item.added_at) for item in items if item.titles == titles), None)


def move_item(item: AgendaItem, *, to: int, by: Viewer) -> None:
    """Give an item another place on the agenda (counted from 1) while the meeting is not convened."""
    require_preparing(by, item.meeting.organ)
    with transaction.atomic():
        meeting = locked(item.meeting)
        if meeting.state != Meeting.State.PLANNED:
            raise NotPossible(_("The agenda has gone out with the convocation; its order stands."))
        items = list(meeting.items.order_by("position"))
        moved = next((other for other in items if other.pk == item.pk), None)
        if moved is None:
            raise NotPossible(_("This item is no longer on the agenda."))
        items.remove(moved)
        items.insert(max(0, min(to - 1, len(items))), moved)
        _number(items)
        audit.record("agenda item moved", moved, by=by.person, network=by.network, to=moved.position)
        publish(meeting.pk, Topic.AGENDA)


def remove_item(item: AgendaItem, *, by: Viewer) -> None:
    """Take an item off the agenda, its papers and their files with it. What the convocation names stays on it."""
    require_preparing(by, item.meeting.organ)
    with transaction.atomic():
        meeting = locked(item.meeting)
        current = meeting.items.filter(pk=item.pk).first()
        if current is None:
            return
        if current.named_in_id is not None:
            raise NotPossible(_("The convocation names this item; it stays on the agenda."))
        if meeting.state not in (Meeting.State.PLANNED, Meeting.State.CONVENED):
            raise NotPossible(_("The agenda of this meeting is closed."))
        take_off(current, by=by)


def take_off(item: AgendaItem, *, by: Viewer) -> None:
    """Take an item off an agenda that is locked, with its papers and their files. Callers check right and state."""
    papers = list(item.papers.all())
    audit.record(
        "agenda item removed",
        item,
        by=by.person,
        network=by.network,
        meeting=item.meeting_id,
        papers=[paper.sha256 for paper in papers],
    )
    item.delete()
    for paper in papers:
        transaction.on_commit(partial(delete_files, paper))
    _number(list(AgendaItem.objects.filter(meeting=item.meeting_id).order_by("position")))
    publish(item.meeting_id, Topic.AGENDA)


def _number(items: list[AgendaItem]) -> None:
    changed = []
    for position, item in enumerate(items, start=1):
        if item.position != position:
            item.position = position
            changed.append(item)
    AgendaItem.objects.bulk_update(changed, ["position"])
