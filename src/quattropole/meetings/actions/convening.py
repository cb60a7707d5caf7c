"""Convening: the preview of what the statutes say, and the act."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.charter import ConveneFacts, Findings, ItemFacts, Verdict
from quattropole.live import Topic, publish
from quattropole.meetings import rules, statutes
from quattropole.meetings.actions.agenda import admission
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.dispatching import Act, invite, tell_invited
from quattropole.meetings.models import AgendaItem, Convocation, Mailing, Meeting
from quattropole.meetings.queries import seats_of

UNDECIDED = "procedural"
"""The matter of an item on which nothing is decided: reports, questions, formalities."""


def check_convocation(meeting: Meeting, *, on: date | None = None, by: Viewer | None = None) -> Findings:
    """What the statutes say to convening the meeting on a day (default: today). Changes nothing.

    Without `by`, the convocation is taken to come from the secretariat in the convener's name.
    """
    version = meeting.network.charter.on(meeting.day)
    organ = version.organs.get(meeting.organ.key)
    if organ is None:
        return statutes.no_findings("convene", version, meeting.day)
    sent_on = on or clock.today()
    office, post = statutes.acts_for(by, organ, statutes.convening_offices(meeting.organ, organ))
    items = list(meeting.items.order_by("position"))
    return charter.convene(
        version,
        ConveneFacts(
            organ=organ.key,
            meeting_on=meeting.day,
            sent_on=sent_on,
            received_on=sent_on,
            form=charter.Form.TEXT,
            by_office=office,
            by_post=post,
            mode=statutes.MODES[Meeting.Mode(meeting.mode)],
            virtual_resolved=bool(meeting.mode_resolution),
            rights_explained=bool(meeting.link),
            items=tuple(_facts_of(item) for item in items if item.matter or UNDECIDED in version.matters),
            agenda_attached=bool(items),
            languages=_languages(meeting, items),
            second_call_of=meeting.second_call_of.day if meeting.second_call_of else None,
        ),
    )


def _facts_of(item: AgendaItem) -> ItemFacts:
    return ItemFacts(
        key=str(item.pk),
        matter=item.matter or UNDECIDED,
        named=True,
        proposed_by=frozenset(item.proposed_by),
        office=item.office or None,
        texts=frozenset(item.titles.languages()) if item.matter else None,
    )


def _languages(meeting: Meeting, items: list[AgendaItem]) -> frozenset[str]:
    """The network's languages in which the whole agenda can be read: those the convocation goes out in."""
    return frozenset(
        language for language in meeting.network.languages if all(item.titles.get(language) for item in items)
    )


def last_day_to_convene(meeting: Meeting) -> date | None:
    """The last day on which the convocation is in time; None where the statutes set no notice period.

    The triggering day does not count (BGB § 187), nor does the day of the meeting.
    """
    organ = statutes.rules_of(meeting.organ, meeting.day)
    if organ is None or not organ.notice.required:
        return None
    days = organ.notice.days
    if meeting.second_call_of_id is not None and organ.second_call.notice_days is not None:
        days = organ.second_call.notice_days
    return meeting.day - timedelta(days=days + 1)


def convene(meeting: Meeting, *, by: Viewer) -> Convocation:
    """Convene the meeting: seal the agenda, invite every holder of a seat on its day, name the items.

    The letters are ordered with the act and made right after it (`making`).

    `Refused` where the statutes say that resolutions would be void. Two presses make one convocation: the second
    raises `NotPossible`.
    """
    require(
        rules.may_convene(by, meeting.organ),
        _("Only those who convene the organ under the statutes may send the convocation."),
    )
    with transaction.atomic():
        current = locked(meeting)
        if current.state == Meeting.State.CANCELLED:
            raise NotPossible(_("This meeting was cancelled."))
        if current.state != Meeting.State.PLANNED:
            raise NotPossible(_("This meeting has been convened already."))
        if current.starts_at <= clock.now():
            raise NotPossible(_("The time of this meeting has passed."))
        items = list(current.items.order_by("position"))
        if not items:
            raise NotPossible(_("Put at least one item on the agenda first."))
        findings = check_convocation(current, by=by)
        if findings.refused:
            raise Refused(findings)
        convocation: Convocation = Convocation.objects.create(
            network=current.network,
            meeting=current,
            number=1,
            sent_at=clock.now(),
            by=by.person,
            form=charter.Form.TEXT.value,
            agenda=[as_sent(item) for item in items],
            findings=findings.as_dict(),
        )
        current.items.update(named_in=convocation)
        current.state = Meeting.State.CONVENED
        current.save(update_fields=["state"])
        act = Act(Mailing.Kind.CONVOCATION, by, items, said_in(findings), convocation=convocation)
        invitations = invite(current, seats_of(current), act)
        audit.record(
            "meeting convened",
            current,
            by=by.person,
            network=by.network,
            convocation=convocation.pk,
            items=len(items),
            invited=len(invitations),
            statutes=findings.statutes_key,
        )
        publish(current.pk, Topic.MEETING, Topic.AGENDA, Topic.RIGHTS)
    return convocation


def check_supplement(meeting: Meeting) -> Findings:
    """What the statutes say to naming today the items that came after the convocation. Changes nothing.

    For those invited an item is added on the day on which they are told of it.
    """
    version = meeting.network.charter.on(meeting.day)
    verdicts: list[Verdict] = []
    for item in meeting.items.filter(named_in__isnull=True).order_by("position"):
        found = admission(
            meeting,
            matter=item.matter,
            proposed_by=frozenset(item.proposed_by),
            office=item.office or None,
            renotified_on=clock.today(),
        )
        verdicts += found.verdicts
    return statutes.findings_of("admit_item", version, clock.today(), *verdicts)


def send_supplement(meeting: Meeting, *, by: Viewer) -> Convocation:
    """Tell those invited of the items that came after the convocation, which then counts as naming them.

    `Refused` where that comes too late; `NotPossible` where every item is named already.
    """
    require(
        rules.may_convene(by, meeting.organ),
        _("Only those who convene the organ under the statutes may send the convocation."),
    )
    with transaction.atomic():
        current = locked(meeting)
        if current.state != Meeting.State.CONVENED:
            raise NotPossible(_("Items can be added to a convocation until the meeting is opened."))
        items = list(current.items.filter(named_in__isnull=True).order_by("position"))
        if not items:
            raise NotPossible(_("The convocation names every item already."))
        findings = check_supplement(current)
        if findings.refused:
            raise Refused(findings)
        supplement: Convocation = Convocation.objects.create(
            network=current.network,
            meeting=current,
            number=current.convocations.count() + 1,
            sent_at=clock.now(),
            by=by.person,
            form=charter.Form.TEXT.value,
            agenda=[as_sent(item) for item in items],
            findings=findings.as_dict(),
        )
        current.items.filter(named_in__isnull=True).update(named_in=supplement)
        current.sequence += 1
        current.save(update_fields=["sequence"])
        act = Act(Mailing.Kind.SUPPLEMENT, by, items, said_in(findings), convocation=supplement)
        told = tell_invited(current, act)
        audit.record(
            "supplement sent",
            current,
            by=by.person,
            network=by.network,
            convocation=supplement.pk,
            items=len(items),
            told=told,
        )
        publish(current.pk, Topic.AGENDA)
    return supplement


def said_in(findings: Findings) -> list[dict[str, Any]]:
    """The verdicts as they are stored and sealed."""
    return [dict(verdict.as_dict()) for verdict in findings.verdicts]


def as_sent(item: AgendaItem) -> dict[str, object]:
    """An item as the convocation names it, in every language it has."""
    return {
        "item": item.pk,
        "position": item.position,
        "kind": item.kind,
        "matter": item.matter,
        "proposed_by": item.proposed_by,
        "office": item.office,
        "titles": {language: item.titles[language] for language in item.titles.languages()},
    }
