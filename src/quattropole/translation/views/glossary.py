"""The glossary: found, read by everybody in the network, kept by the secretariat, given to other programs."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quattropole.access.rules import NotPossible
from quattropole.texts.folding import fold
from quattropole.translation import actions
from quattropole.translation.forms import TermForm
from quattropole.translation.glossary.exporting import as_csv, tbx
from quattropole.translation.models import Term
from quattropole.translation.views.frame import at_desk, secretariat

PAGE = 60


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """The terms in every language of the network."""
    viewer = at_desk(request)
    wanted = fold(request.GET.get("q", "").strip())
    terms = [term for term in Term.objects.select_related("field") if not wanted or wanted in _searched(term)]
    terms.sort(key=lambda term: fold(str(term.names)))
    page = Paginator(terms, PAGE).get_page(request.GET.get("page"))
    rows = [
        (
            term,
            [
                (code, term.names.get(code, ""), term.also.get(code, ()), term.forbidden.get(code, ()))
                for code in viewer.network.languages
            ],
        )
        for term in page
    ]
    context = {"page": page, "rows": rows, "languages": viewer.network.languages, "q": request.GET.get("q", "")}
    return render(request, "translation/glossary.html", context)


def _searched(term: Term) -> str:
    forms = [*term.names.values()]
    for some in (*term.also.values(), *term.forbidden.values()):
        forms += some
    return fold("\n".join(forms))


@require_http_methods(["GET", "HEAD", "POST"])
def term(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Write a term, a new one or an old one."""
    viewer = secretariat(request)
    found = get_object_or_404(Term.objects.all(), slug=slug) if slug else None
    form = TermForm(request.POST if request.method == "POST" else None, network=viewer.network, term=found)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_term(found, form.wish, by=viewer)
        except NotPossible as problem:
            form.add_error(None, str(problem))
            status = 409
        else:
            messages.success(request, _("The term is saved."))
            return redirect("translation:glossary")
    return render(request, "translation/term.html", {"form": form, "term": found}, status=status)


@require_POST
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a term out."""
    viewer = secretariat(request)
    actions.remove_term(get_object_or_404(Term.objects.all(), slug=slug), by=viewer)
    messages.success(request, _("The term is removed."))
    return redirect("translation:glossary")


@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The glossary as a file."""
    viewer = at_desk(request)
    terms = list(Term.objects.select_related("field"))
    name = f"glossary-{viewer.network.slug}"
    if form == "tbx":
        return file_of(tbx(viewer.network, terms), "application/x-tbx+xml", f"{name}.tbx")
    return file_of(as_csv(viewer.network, terms).encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def file_of(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be kept."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
