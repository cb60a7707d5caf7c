"""Mail: the outbox for the secretariat, and what each person wants to get."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quattropole.access import bounces
from quattropole.access.kinds import DIGEST, kind_of, kinds
from quattropole.access.mail_actions import send_again
from quattropole.access.mail_forms import MailFilterForm, PreferencesForm
from quattropole.access.mail_queries import mail_detail, mail_page
from quattropole.access.models import Enclosure
from quattropole.access.outbox import language_for
from quattropole.access.preferences import choose, paces_of, read_token, unsubscribe
from quattropole.access.rules import NotPossible, may_see_mails, require, visible_mails
from quattropole.access.viewer import Viewer, viewer_of
from quattropole.network.middleware import NetworkRequest
from quattropole.network.models import Person


def _secretariat(request: NetworkRequest) -> Viewer:
    viewer = viewer_of(request)
    require(may_see_mails(viewer), _("Only the secretariat sees what went out by mail."))
    return viewer


@never_cache
@require_safe
def mails(request: NetworkRequest) -> HttpResponse:
    """What went out, waits, failed or came back, the latest first."""
    viewer = _secretariat(request)
    form = MailFilterForm(request.GET)
    found = mail_page(viewer, request.GET.get("page", 1), form.narrowed())
    return render(request, "access/mails.html", {"mails": found, "page": found.page, "filter": form})


@never_cache
@require_safe
def mail(request: NetworkRequest, pk: int) -> HttpResponse:
    """One mail: its text, its files, and what happened to it."""
    found = mail_detail(_secretariat(request), pk)
    if found is None:
        raise Http404
    return render(request, "access/mail.html", {"detail": found, "mail": found.mail})


@require_POST
def again(request: NetworkRequest, pk: int) -> HttpResponse:
    """Send a mail that did not arrive once more."""
    viewer = _secretariat(request)
    found = visible_mails(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        send_again(found, by=viewer)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The mail is sent again."))
    return redirect("access:mail", pk)


@never_cache
@require_safe
def enclosure(request: NetworkRequest, pk: int, file: int) -> HttpResponse:
    """A file as it went with the mail."""
    viewer = _secretariat(request)
    found = Enclosure.objects.filter(pk=file, mail=pk, mail__in=visible_mails(viewer)).first()
    if found is None:
        raise Http404
    return HttpResponse(
        bytes(found.content),
        content_type=found.media_type,
        headers={"Content-Disposition": _as_file(found.name), "X-Content-Type-Options": "nosniff"},
    )


def _as_file(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


@require_POST
def works(request: NetworkRequest, person: int) -> HttpResponse:
    """Somebody found out that an address works again."""
    viewer = _secretariat(request)
    found = Person.objects.filter(pk=person, network=viewer.network).first()
    if found is None:
        raise Http404
    try:
        bounces.settle(found, by=viewer)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The address counts as working again."))
    return redirect("access:mails")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: NetworkRequest) -> HttpResponse:
    """What the signed-in person gets by mail, when, and in which language."""
    viewer = viewer_of(request)
    require(viewer.person is not None, _("This page is for people of the network. Please sign in."))
    assert viewer.person is not None  # noqa: S101  # required above; says so to the type checker
    person = viewer.person
    person.network = viewer.network
    now = {**paces_of(person), "language": language_for(person)}
    form = PreferencesForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        choose(person, form.paces(), form.cleaned_data["language"], by=viewer)
        messages.success(request, _("Your choice is kept."))
        return redirect("access:mail_preferences")
    formal = [kind for kind in kinds() if kind.formal]
    return render(request, "access/mail_preferences.html", {"form": form, "formal": formal, "person": person})


@csrf_exempt  # the address is the proof: mail programs send this without a page of ours (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_more(request: NetworkRequest, token: str) -> HttpResponse:
    """The reader of a mail wants no more of its kind: asked on a page, done by a form or a mail program's button."""
    found = read_token(token, request.network)
    if found is None:
        raise Http404
    person, key = found
    done = request.method == "POST"
    if done:
        unsubscribe(person, key)
    label = _("all digests") if key == DIGEST else kind_of(key).label
    return render(request, "access/no_more.html", {"label": label, "done": done})
