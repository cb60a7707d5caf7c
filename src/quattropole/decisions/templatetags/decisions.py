"""What the pages of meetings show of votes and elections, read once for a whole agenda."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import template
from django.template.context import RequestContext

from quattropole.access.viewer import Viewer
from quattropole.decisions import queries
from quattropole.decisions.forms import ExcludeForm, HandsForm, matter_names
from quattropole.decisions.models import Proposal, Resolution, Vote
from quattropole.decisions.paper_forms import ConsentForm, PaperCountForm, PaperForm
from quattropole.decisions.queries import AgendaBusiness, ItemBusiness, VoteView
from quattropole.decisions.queries.consents import Consents
from quattropole.decisions.receipts import new_nonce
from quattropole.decisions.views import steps
from quattropole.decisions.views.answers import meeting_address
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.texts.figures import figure_text

register = template.Library()


def _kept(context: RequestContext) -> dict[int, AgendaBusiness]:
    """What was read for this request already, by meeting."""
    request = context["request"]
    if not hasattr(request, "decided_in"):
        request.decided_in = {}
    found: dict[int, AgendaBusiness] = request.decided_in
    return found


@register.simple_tag(takes_context=True)
def agenda_business(context: RequestContext, meeting: Meeting, viewer: Viewer | None = None) -> AgendaBusiness:
    """What is decided in a meeting; read once a request, whatever the number of items that ask."""
    kept = _kept(context)
    if meeting.pk not in kept:
        kept[meeting.pk] = queries.agenda_business(meeting, viewer or context["viewer"])
    return kept[meeting.pk]


@register.simple_tag(takes_context=True)
def item_business(context: RequestContext, item: AgendaItem) -> ItemBusiness | None:
    """What is decided under an item."""
    meeting = context.get("meeting")
    if not isinstance(meeting, Meeting) or meeting.pk != item.meeting_id:
        meeting = item.meeting
    found: AgendaBusiness = agenda_business(context, meeting)
    return found.items.get(item.pk)


@register.simple_tag(takes_context=True)
def placeable_proposals(context: RequestContext, meeting: Meeting) -> list[tuple[Proposal, Any]]:
    """The open proposals that can be put on the meeting's agenda, with their titles."""
    return [
        (proposal, queries.wording_of(proposal)[0] or proposal.origin.names)
        for proposal in queries.placeable(context["viewer"], meeting)
    ]


@register.simple_tag(takes_context=True)
def matter_name(context: RequestContext, key: str) -> str:
    """What the charter calls a matter, in the reader's language."""
    names = matter_names(context["network"].charter.on(context["today"]))
    return names.get(key, key)


@register.simple_tag(takes_context=True)
def open_votes(context: RequestContext, meeting: Meeting) -> list[Vote]:
    """The open votes of a meeting."""
    return list(queries.open_votes_in(context["viewer"], meeting))


@register.simple_tag
def hands_form(view: VoteView) -> HandsForm:
    """The form for a counted show of hands."""
    return HandsForm(view=view)


@register.simple_tag
def exclude_form(view: VoteView) -> ExcludeForm:
    """The form that keeps a seat from voting."""
    return ExcludeForm(view=view)


@register.simple_tag
def paper_form(view: VoteView) -> PaperForm:
    """The form for a ballot on paper."""
    return PaperForm(view=view)


@register.simple_tag
def paper_count_form(view: VoteView) -> PaperCountForm:
    """The form for what the secret ballots on paper say."""
    return PaperCountForm(view=view)


@register.simple_tag
def consent_form(consents: Consents) -> ConsentForm:
    """The form for the consent of a member who is not there."""
    return ConsentForm(absent=consents.absent)


@register.simple_tag
def nonce() -> str:
    """What the receipt of a secret ballot from this form follows from: new on every page, kept nowhere."""
    return new_nonce()


@register.filter
def figure(votes: str) -> int | str:
    """A weight as it is kept, as people write it: 25/2 -> 12,5."""
    return figure_text(Fraction(votes))


@register.filter
def session_address(meeting: Meeting) -> str:
    """The page of the meeting."""
    return meeting_address(meeting)


@register.filter
def resolution_address(entry: Resolution) -> str:
    """The public page of a resolution."""
    return steps.resolution_address(entry)


@register.filter
def at(table: Mapping[Any, Any], key: Any) -> Any:
    """What stands in a table under a key; the key itself where nothing does."""
    return table.get(key, key)
