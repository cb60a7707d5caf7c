"""What must or should come onto the agenda of a meeting, each with its reason; nothing that is on one already."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quattropole.access.rules import may_see
from quattropole.access.viewer import Viewer
from quattropole.charter import Statutes
from quattropole.decisions.models import Placement, Proposal
from quattropole.decisions.queries import placeable
from quattropole.followup.queries.tasks import follow_ups_for
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.statutes import rules_of
from quattropole.minutes.models import Minutes
from quattropole.minutes.queries import to_approve
from quattropole.network.queries import statutes_on
from quattropole.planning.hints import Hint, HintKind, in_languages
from quattropole.planning.models import HintAnswer
from quattropole.texts.localized import Localized
from quattropole.texts.names import day_text
from quattropole.texts.queries import localized

COMING = (Meeting.State.PLANNED, Meeting.State.CONVENED, Meeting.State.OPEN)
TOGETHER = 5
"""More follow-ups than these are offered as one item."""


@dataclass(frozen=True)
class Standing:
    """What is asked of an agenda: its meeting, the statutes, and when the organ meets again.

    `items`: on this agenda and on those of the organ's other coming meetings. `again_on`: the day of the organ's next
    meeting after this one; `is_planned`: it is, else the day follows from how often the organ meets.
    """

    viewer: Viewer
    meeting: Meeting
    statutes: Statutes | None
    items: Sequence[AgendaItem]
    again_on: date
    is_planned: bool
    convened_on: date | None

    def on_agenda(self, *, matter: str = "", office: str = "") -> bool:
        """Whether an item of this matter, or an election to this office, stands on a coming agenda of the organ."""
        if office:
            return any(item.office == office for item in self.items)
        return any(item.matter == matter for item in self.items)


@dataclass
class Hints:
    """The hints of one agenda: open ones, and those that were set aside."""

    open: list[Hint] = field(default_factory=list)
    dismissed: list[Hint] = field(default_factory=list)

    def find(self, key: str) -> Hint | None:
        """The hint with a key, whether it was set aside or not."""
        return next((hint for hint in (*self.open, *self.dismissed) if hint.key == key), None)


def hints_for(viewer: Viewer, meeting: Meeting) -> Hints:
    """What should come onto the agenda, the most pressing first. A constant number of queries."""
    from quattropole.planning.queries import due_matters

    if meeting.state not in (Meeting.State.PLANNED, Meeting.State.CONVENED):
        return Hints()
    standing = standing_of(viewer, meeting)
    answers = {answer.key: answer for answer in HintAnswer.objects.filter(meeting=meeting).select_related("by", "item")}
    elsewhere = set(
        HintAnswer.objects.filter(
            meeting__organ=meeting.organ, meeting__state__in=COMING, item__isnull=False
        ).values_list("key", flat=True)
    )
    titles = {words for item in standing.items for words in item.titles.values() if item.meeting_id == meeting.pk}
    found = Hints()
    sources = (
        minutes_hints(standing),
        due_matters.office_hints(standing),
        due_matters.matter_hints(standing),
        proposal_hints(standing),
        follow_up_hints(standing),
        due_matters.composition_hints(standing),
        formality_hints(standing),
    )
    for hint in (hint for hints in sources for hint in hints):
        answer = answers.get(hint.key)
        if hint.key in elsewhere or titles.intersection(hint.titles.values()):
            continue
        if answer is not None and answer.is_dismissed:
            found.dismissed.append(replace(hint, answer=answer))
        else:
            found.open.append(hint)
    found.open.sort(key=lambda hint: (not hint.must, not hint.may_place))
    return found


def standing_of(viewer: Viewer, meeting: Meeting) -> Standing:
    """What the hints are asked of. Three queries."""
    coming = list(
        Meeting.objects.filter(organ=meeting.organ_id, state__in=COMING)
        .exclude(mode=Meeting.Mode.CIRCULAR)
        .order_by("starts_at")
    )
    later = [other.day for other in coming if other.starts_at > meeting.starts_at and other.pk != meeting.pk]
    items = AgendaItem.objects.filter(meeting__in=[meeting, *coming]).order_by("meeting", "position")
    first = meeting.convocations.order_by("number").values_list("sent_at", flat=True).first()
    return Standing(
        viewer=viewer,
        meeting=meeting,
        statutes=statutes_on(meeting.network, meeting.day),
        items=list(items),
        again_on=later[0] if later else meeting.day + _usual_gap(meeting),
        is_planned=bool(later),
        convened_on=timezone.localdate(first) if first else None,
    )


def _usual_gap(meeting: Meeting) -> timedelta:
    """How long it usually takes until the organ meets again: as often as the statutes ask, else once a year."""
    rules = rules_of(meeting.organ, meeting.day)
    return timedelta(days=365 // max(1, rules.regular.per_year if rules else 1))


def proposal_hints(standing: Standing) -> Iterator[Hint]:
    """Proposals that were passed on to the organ, put off in an earlier meeting, or are its own and not made yet."""
    meeting = standing.meeting
    for proposal in placeable(standing.viewer, meeting):
        titles = localized(proposal.text)[0]
        reason, must = _why(proposal, meeting)
        if not reason or not titles:
            continue
        yield Hint(
            key=f"proposal:{proposal.pk}",
            kind=HintKind.PROPOSAL,
            titles=titles,
            reason=reason,
            must=must,
            proposal=proposal,
            address=reverse("decisions:proposal", args=[proposal.pk]),
        )


def _why(proposal: Proposal, meeting: Meeting) -> tuple[str, bool]:
    before = _put_off(proposal, meeting)
    if before is not None and before.put_off_at is not None:
        names = {"day": day_text(timezone.localdate(before.put_off_at)), "organ": before.referred_to}
        if before.referred_to is not None:
            return _("Referred to %(organ)s on %(day)s; it comes back here.") % names, True
        return _("Adjourned on %(day)s.") % names, True
    if proposal.addressee_id == meeting.organ_id and proposal.addressee_id != proposal.origin_id:
        if proposal.state != Proposal.State.PROPOSED:
            return "", False
        on = day_text(proposal.proposed_on) if proposal.proposed_on else ""
        return _("Proposed by %(organ)s on %(day)s.") % {"organ": proposal.origin, "day": on}, True
    if proposal.moved_by_id is not None:
        return _("Moved by a member."), True
    return _("A draft that the organ has not made its own yet."), False


def _put_off(proposal: Proposal, meeting: Meeting) -> Placement | None:
    """Where the organ put it off in an earlier meeting."""
    earlier = [
        placement
        for placement in proposal.placements.all()
        if placement.put_off_at is not None
        and placement.item.meeting.organ_id == meeting.organ_id
        and placement.item.meeting_id != meeting.pk
    ]
    return max(earlier, key=lambda placement: placement.item.meeting.starts_at, default=None)


def minutes_hints(standing: Standing) -> Iterator[Hint]:
    """Minutes of earlier meetings that the organ has to approve."""
    meeting = standing.meeting
    for minutes in to_approve(meeting.organ, meeting.day):
        yield Hint(
            key=f"minutes:{minutes.pk}",
            kind=HintKind.MINUTES,
            titles=in_languages(meeting.network, partial(_approval_of, minutes.meeting.day)),
            reason=_("The minutes of this meeting are not approved yet."),
            must=minutes.state == Minutes.State.PROPOSED,
            item_kind=AgendaItem.Kind.FORMALITY,
            address=reverse("meetings:detail", args=[minutes.meeting_id]),
        )


def _approval_of(held_on: date, language: str) -> str:
    return _("Approval of the minutes of %(day)s") % {"day": day_text(held_on, language)}


def follow_up_hints(standing: Standing) -> Iterable[Hint]:
    """Tasks of the organ that are due by the day of the meeting; of many one item for all."""
    meeting, viewer = standing.meeting, standing.viewer
    tasks = [task for task in follow_ups_for(meeting.organ, meeting.day) if may_see(viewer, task, task.organ_id)]
    if len(tasks) > TOGETHER:
        reason = ngettext(
            "%(number)s task is due by the day of the meeting.",
            "%(number)s tasks are due by the day of the meeting.",
            len(tasks),
        ) % {"number": len(tasks)}
        titles = in_languages(meeting.network, lambda language: _("What became of earlier resolutions"))
        key = f"follow-ups:{meeting.pk}"
        return [Hint(key, HintKind.FOLLOW_UP, titles, reason, address=reverse("followup:tasks"))]
    return [
        Hint(
            key=f"follow-up:{task.pk}",
            kind=HintKind.FOLLOW_UP,
            titles=Localized({task.language: task.title}),
            reason=_("This task of the organ is due on %(day)s.") % {"day": day_text(task.due) if task.due else ""},
            address=reverse("followup:tasks"),
        )
        for task in tasks
    ]


def formality_hints(standing: Standing) -> Iterator[Hint]:
    """The formalities of the organ's last meeting; an opening where there was none. Two queries."""
    meeting = standing.meeting
    here = [item for item in standing.items if item.meeting_id == meeting.pk]
    last = (
        Meeting.objects.filter(organ=meeting.organ_id, starts_at__lt=meeting.starts_at, state=Meeting.State.CLOSED)
        .filter(is_record=False)
        .order_by("-starts_at")
        .first()
    )
    of_its_own = HintAnswer.objects.filter(item=OuterRef("pk"), key__startswith="minutes:")
    formalities = AgendaItem.objects.filter(kind=AgendaItem.Kind.FORMALITY, placement__isnull=True)
    usual = list(formalities.filter(meeting=last).exclude(Exists(of_its_own)).order_by("position")) if last else []
    for item in usual:
        yield Hint(
            key=f"formality:{item.pk}",
            kind=HintKind.FORMALITY,
            titles=item.titles,
            reason=_("As in the last meeting."),
            item_kind=AgendaItem.Kind.FORMALITY,
        )
    if not usual and not any(item.kind == AgendaItem.Kind.FORMALITY for item in here):
        yield Hint(
            key="formality:opening",
            kind=HintKind.FORMALITY,
            titles=in_languages(meeting.network, lambda language: _("Opening and quorum")),
            reason=_("Every meeting begins with it (assumed)."),
            item_kind=AgendaItem.Kind.FORMALITY,
        )
