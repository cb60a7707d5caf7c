"""Texts for an agency go out, and come back."""

from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.texts.differences import difference
from quattropole.texts.names import language_name
from quattropole.translation import actions
from quattropole.translation.memory import catch_up
from quattropole.translation.models import Delivery
from quattropole.translation.sources import units_for
from quattropole.translation.views.frame import secretariat
from quattropole.translation.xliff import VERSIONS
from quattropole.translation.xml import LIMIT, XmlProblem

PAGE = 30
UNITS_AT_MOST = 500


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The chosen rows as XLIFF. One file holds one pair of languages: several pairs are chosen one after the other."""
    viewer = secretariat(request)
    catch_up()
    chosen = [one.partition("/") for one in request.POST.getlist("unit")[:UNITS_AT_MOST]]
    units = units_for(viewer, [key for key, _slash, _language in chosen])
    rows = [(units[key], language) for key, _slash, language in chosen if key in units]
    pairs = {
        (next(iter(unit.sources_for(language)), ""), language) for unit, language in rows if language in unit.languages
    }
    if not rows:
        messages.error(request, _("Choose at least one row."))
        return redirect("translation:desk")
    if len(pairs) > 1:
        said = ", ".join(f"{language_name(one)} – {language_name(other)}" for one, other in sorted(pairs))
        messages.error(
            request,
            _("One file holds one pair of languages. You chose %(pairs)s. Filter by pair first.") % {"pairs": said},
        )
        return redirect("translation:desk")
    source, target = pairs.pop() if pairs else ("", "")
    version = request.POST.get("version", VERSIONS[0])
    try:
        content = actions.export_units(
            [unit for unit, _language in rows],
            source,
            target,
            base=request.build_absolute_uri("/").rstrip("/"),
            version=version if version in VERSIONS else VERSIONS[0],
            by=viewer,
        )
    except NotPossible as problem:
        messages.error(request, str(problem))
        return redirect("translation:desk")
    response = HttpResponse(content, content_type="application/xliff+xml")
    name = quote(f"{viewer.network.slug}-{source}-{target}.xlf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: HttpRequest) -> HttpResponse:
    """The files that came back; a POST takes one in to be looked at."""
    viewer = secretariat(request)
    problem = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            problem = _("Choose a file.")
        else:
            try:
                taken = actions.take_delivery(upload.name or "", upload.read(LIMIT + 1), by=viewer)
                return redirect("translation:delivery", taken.pk)
            except XmlProblem as stopped:
                problem = str(stopped)
    found = Delivery.objects.defer("content").select_related("uploaded_by")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "problem": problem}
    return render(request, "translation/deliveries.html", context, status=409 if problem else 200)


@require_GET
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would write, line by line, before it is written."""
    viewer = secretariat(request)
    return _page(request, pk, "", viewer)


def _page(request: HttpRequest, pk: int, problem: str, asked: Viewer) -> HttpResponse:
    found = get_object_or_404(Delivery.objects.select_related("uploaded_by"), pk=pk)
    catch_up()
    checked = None
    if found.stage == Delivery.Stage.CHECKED:
        checked = actions.look_at(found, by=asked)
    rows = [
        (
            ready.unit,
            difference(ready.unit.side(ready.language).words.title, ready.words.title),
            difference(ready.unit.side(ready.language).words.body, ready.words.body),
        )
        for ready in (checked.ready if checked else ())
    ]
    context = {"delivery": found, "checked": checked, "rows": rows, "problem": problem, "states": actions.IMPORTED_AS}
    return render(request, "translation/delivery.html", context, status=409 if problem else 200)


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write all of a file, or nothing."""
    viewer = secretariat(request)
    catch_up()
    found = get_object_or_404(Delivery.objects.all(), pk=pk)
    try:
        checked = actions.write_delivery(found, state=str(request.POST.get("state", "")), by=viewer)
    except NotPossible as problem:
        return _page(request, pk, str(problem), viewer)
    messages.success(request, _("Written: %(count)s.") % {"count": len(checked.ready)})
    return redirect("translation:deliveries")


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a file away."""
    viewer = secretariat(request)
    actions.discard_delivery(get_object_or_404(Delivery.objects.all(), pk=pk), by=viewer)
    messages.success(request, _("The file is discarded."))
    return redirect("translation:deliveries")
