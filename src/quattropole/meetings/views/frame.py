"""What the views of meetings share: who asks, which meeting, and how a stopped act is shown."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer, viewer_of
from quattropole.charter import Findings
from quattropole.meetings import queries
from quattropole.meetings.models import Meeting


@dataclass(frozen=True)
class Stopped:
    """An act that was not done: what the statutes say, or what stood in its way."""

    message: str = ""
    findings: Findings | None = None

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """The verdicts that stop the act, as dicts for `parts/verdicts.html`."""
        if self.findings is None:
            return []
        stopping = self.findings.refusals or tuple(v for v in self.findings.verdicts if v.breached)
        return [verdict.as_dict() for verdict in stopping]


def stopped(problem: Refused | NotPossible) -> Stopped:
    """What a page says of an act that failed."""
    if isinstance(problem, Refused):
        return Stopped(findings=problem.findings)
    return Stopped(message=str(problem))


def signed_in(request: HttpRequest) -> Viewer:
    """Who asks; visitors are asked to sign in."""
    viewer = viewer_of(request)
    require(viewer.person is not None, _("This page is for people of the network. Please sign in."))
    return viewer


def meeting_or_404(viewer: Viewer, pk: int) -> Meeting:
    """The meeting, if it is for the viewer; what is not for somebody does not exist for that person."""
    meeting = queries.meetings_for(viewer).filter(pk=pk).select_related("chair", "organ__network").first()
    if meeting is None:
        raise Http404
    return meeting
