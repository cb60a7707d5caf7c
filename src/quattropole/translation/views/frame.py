"""What the pages share: who asks, which unit, which languages."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from quattropole.access.rules import require
from quattropole.access.viewer import Viewer
from quattropole.meetings.views.frame import signed_in
from quattropole.translation.sources import Unit, unit_for


def at_desk(request: HttpRequest) -> Viewer:
    """Who asks: somebody with a position in the network."""
    viewer = signed_in(request)
    require(viewer.is_in_network, _("This page is for people of the network. Please sign in."))
    return viewer


def secretariat(request: HttpRequest) -> Viewer:
    """Who asks: the secretariat."""
    viewer = signed_in(request)
    require(viewer.is_secretariat, _("Only the secretariat may do this."))
    return viewer


def unit_or_404(viewer: Viewer, key: str, language: str = "") -> Unit:
    """The unit, if it is for the viewer and has the language."""
    unit = unit_for(viewer, key)
    if unit is None or (language and language not in unit.languages):
        raise Http404
    return unit
