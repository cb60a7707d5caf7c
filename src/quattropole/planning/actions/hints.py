"""Hints for an agenda: put on it by one press, set aside with a note, taken up again."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, acting
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions import place_proposal, prepare_election
from quattropole.meetings.actions import add_item
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.planning.actions.steps import require_planning
from quattropole.planning.hints import Hint
from quattropole.planning.models import HintAnswer
from quattropole.planning.queries.hints import hints_for


def _found(meeting: Meeting, key: str, by: Viewer) -> Hint:
    require_planning(by, meeting)
    hint = hints_for(by, meeting).find(key)
    if hint is None:
        raise NotPossible(_("This is on an agenda already, or no longer due."))
    return hint


def place_hint(meeting: Meeting, key: str, *, by: Viewer) -> AgendaItem:
    """Put on the agenda what a hint names. `Refused` where the statutes do not admit it, as for any item.

    Pressed twice, the second press finds it on the agenda and raises `NotPossible`.
    """
    person = acting(by)
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        hint = _found(meeting, key, by)
        if hint.proposal is not None:
            item = place_proposal(hint.proposal, meeting, by=by)
        else:
            item = add_item(
                meeting,
                kind=hint.item_kind,
                titles=hint.titles,
                matter=hint.matter,
                audience=meeting.audience,
                proposed_by=hint.proposed_by,
                office=hint.office or None,
                by=by,
            )
            if item.kind == AgendaItem.Kind.ELECTION:
                prepare_election(item, by=by)
        HintAnswer.objects.update_or_create(
            meeting=meeting,
            key=key,
            defaults={
                "network": meeting.network,
                "item": item,
                "is_dismissed": False,
                "note": "",
                "by": person,
                "at": clock.now(),
            },
        )
    return item


def dismiss_hint(meeting: Meeting, key: str, *, note: str, by: Viewer) -> HintAnswer:
    """Set a hint aside for this agenda, and say why."""
    person = acting(by)
    hint = _found(meeting, key, by)
    if not note.strip():
        raise NotPossible(_("Say in a few words why it need not come onto this agenda."))
    with transaction.atomic():
        answer, _new = HintAnswer.objects.update_or_create(
            meeting=meeting,
            key=hint.key,
            defaults={
                "network": meeting.network,
                "item": None,
                "is_dismissed": True,
                "note": note.strip()[:500],
                "by": person,
                "at": clock.now(),
            },
        )
        audit.record("agenda hint dismissed", meeting, by=person, network=by.network, hint=key, note=answer.note)
    return answer


def take_back_hint(meeting: Meeting, key: str, *, by: Viewer) -> None:
    """Offer a hint again that was set aside."""
    require_planning(by, meeting)
    with transaction.atomic():
        gone, _per_model = HintAnswer.objects.filter(meeting=meeting, key=key, is_dismissed=True).delete()
        if gone:
            audit.record("agenda hint taken back", meeting, by=by.person, network=by.network, hint=key)
