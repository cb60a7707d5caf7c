"""Earlier sentences: looked for, given out and taken in as TMX."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.translation.forms import language_choices
from quattropole.translation.memory import catch_up, suggestions, visible_sentences
from quattropole.translation.memory.tmx import TmxProblem, export_tmx, import_tmx
from quattropole.translation.views.frame import at_desk, secretariat
from quattropole.translation.views.glossary import file_of
from quattropole.translation.xml import LIMIT, XmlProblem

LONGEST = 1500


@require_GET
def memory(request: HttpRequest) -> HttpResponse:
    """Look for a sentence."""
    return _page(request, at_desk(request))


def _pair(viewer: Viewer, request: HttpRequest) -> tuple[str, str]:
    languages = viewer.network.languages
    binding = [*viewer.network.authentic_languages, *languages]
    source, target = request.GET.get("from", ""), request.GET.get("to", "")
    source = source if source in languages else binding[0]
    target = target if target in languages else next((code for code in binding if code != source), source)
    return source, target


def _page(request: HttpRequest, viewer: Viewer, *, status: int = 200, **shown: Any) -> HttpResponse:
    catch_up()
    source, target = _pair(viewer, request)
    wanted = request.GET.get("q", "").strip()[:LONGEST]
    found = suggestions(viewer, source, target, [wanted])[0] if wanted else []
    audiences = [(value, label) for value, label in Audience.choices if value != Audience.ORGAN]
    context = {
        "languages": language_choices(viewer.network),
        "from": source,
        "to": target,
        "q": wanted,
        "found": found,
        "count": visible_sentences(viewer).filter(source_language=source, target_language=target).count(),
        "audiences": audiences,
        **shown,
    }
    return render(request, "translation/memory.html", context, status=status)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The sentences of a pair of languages as TMX."""
    viewer = secretariat(request)
    source, target = _pair(viewer, request)
    name = f"memory-{viewer.network.slug}-{source}-{target}.tmx"
    return file_of(export_tmx(viewer, source, target), "application/x-tmx+xml", name)


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take in a TMX file, all or nothing."""
    viewer = secretariat(request)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, viewer, status=409, problem=_("Choose a file."))
    try:
        count = import_tmx(upload.read(LIMIT + 1), audience=str(request.POST.get("audience", "")), by=viewer)
    except TmxProblem as problem:
        return _page(request, viewer, status=409, problem=str(problem), lines=problem.lines)
    except (XmlProblem, NotPossible) as problem:
        return _page(request, viewer, status=409, problem=str(problem))
    said = ngettext("%(count)s sentence was taken in.", "%(count)s sentences were taken in.", count)
    messages.success(request, said % {"count": count})
    return redirect("translation:memory")
