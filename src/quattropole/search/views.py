"""The search page, the same for visitors and for people of the network."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quattropole.access.viewer import viewer_of
from quattropole.search.asking import read
from quattropole.search.forms import SearchForm
from quattropole.search.indexing import catch_up
from quattropole.search.queries import search


@never_cache
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What was found; before anything is asked, how to search. The results alone for htmx."""
    viewer = viewer_of(request)
    form = SearchForm(viewer, request.GET)
    asked, filters = read(form.words()), form.filters()
    context = {"form": form, "words": form.words(), "asked": asked, "is_narrowed": bool(filters)}
    if asked.wanted or filters:
        context["is_behind"] = not catch_up()
        context["found"] = search(viewer, asked, filters, request.GET.get("page", 1))
    is_part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    response = render(request, "search/results.html" if is_part else "search/search.html", context)
    response["Vary"] = "HX-Request, HX-History-Restore-Request"
    return response
