"""Tasks: the list, one task, giving and doing it, and those of a meeting."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.followup import actions, queries, rules
from quattropole.followup.forms import StateForm, TaskFilterForm, TaskForm, said_by
from quattropole.followup.models import Task
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.rules import preparable_organs, visible_items
from quattropole.meetings.views.frame import meeting_or_404, perform, signed_in
from quattropole.network.models import Organ


def _task_or_404(viewer: Viewer, pk: int) -> Task:
    task = queries.task_of(viewer, pk)
    if task is None:
        raise Http404
    task.network = viewer.network
    if task.organ is not None:
        task.organ.network = viewer.network
    return task


@never_cache
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The tasks, the most urgent first: one's own, those of one's organs, or all that are for the viewer."""
    viewer = signed_in(request)
    form = TaskFilterForm(request.GET)
    narrowed = form.narrowed("all" if viewer.is_secretariat else "mine")
    page = queries.task_page(viewer, request.GET.get("page", 1), narrowed)
    context = {
        "page": page,
        "tasks": page.object_list,
        "filter": TaskFilterForm(
            initial={
                "scope": narrowed.scope,
                "state": narrowed.state or "every",
                "organ": narrowed.organ,
                "words": narrowed.words,
            }
        ),
        "may_give": viewer.is_secretariat or preparable_organs(viewer).exists(),
        "sees_duties": rules.may_see_duties(viewer),
    }
    return render(request, "followup/tasks.html", context)


@never_cache
@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """A task: what, whose, until when, how far, and what happened to it."""
    return _show(request, signed_in(request), pk)


def _show(request: HttpRequest, viewer: Viewer, pk: int, problem: str = "", status: int = 200) -> HttpResponse:
    found = _task_or_404(viewer, pk)
    context = {
        "task": found,
        "detail": queries.task_detail(found, viewer.day),
        "works": rules.may_work_on(viewer, found),
        "changes": rules.may_change_task(viewer, found) and not found.is_over,
        "form": StateForm(initial={"state": found.state}),
        "problem": problem,
    }
    return render(request, "followup/task.html", context, status=status)


@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far a task is."""
    viewer = signed_in(request)
    found = _task_or_404(viewer, pk)
    form = StateForm(request.POST)
    if not form.is_valid():
        return _show(request, viewer, pk, _("Choose how far the task is."), 400)
    return perform(
        request,
        lambda: actions.set_state(found, form.cleaned_data["state"], by=viewer, note=form.cleaned_data["note"]),
        back=request.path.removesuffix("state/"),
        done=_("The task has been changed."),
        show=lambda stopped: _show(request, viewer, pk, stopped.message, 409),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Give a task: free, or (`?meeting=`, `?item=`) out of a meeting or one of its items."""
    viewer = signed_in(request)
    meeting, item = _source(request, viewer)
    organ = meeting.organ if meeting else _organ(request, viewer)
    require(
        rules.may_give_task(viewer, organ),
        _("Only the secretariat and those who convene or chair the organ give tasks."),
    )
    audience = Audience.ORGAN if organ else Audience.SECRETARIAT
    form = TaskForm(request.POST or None, viewer=viewer, organ=organ, initial={"audience": audience})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            language = get_language() or "de"
            given = actions.give_task(form.given(), by=viewer, language=language, meeting=meeting, item=item)
        except NotPossible as reason:
            problem = str(reason)
        else:
            messages.success(request, _("The task has been given."))
            return redirect("followup:task", given.pk)
    context = {"form": form, "meeting": meeting, "item": item, "organ": organ, "problem": problem}
    return render(request, "followup/task_form.html", context, status=409 if problem else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a task says, whose it is, or until when."""
    viewer = signed_in(request)
    found = _task_or_404(viewer, pk)
    require(rules.may_change_task(viewer, found), _("Only who gave the task, and the secretariat, change it."))
    form = TaskForm(request.POST or None, viewer=viewer, organ=found.organ, initial=said_by(found))
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_task(found, form.given(), by=viewer)
        except NotPossible as reason:
            problem = str(reason)
        else:
            messages.success(request, _("The task has been changed."))
            return redirect("followup:task", pk)
    context = {"form": form, "task": found, "problem": problem}
    return render(request, "followup/task_form.html", context, status=409 if problem else 200)


@never_cache
@require_safe
def of_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """What came out of a meeting."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    may_give = rules.may_give_task(viewer, meeting.organ)
    context = {
        "meeting": meeting,
        "tasks": queries.tasks_of(viewer, meeting),
        "may_give": may_give,
        "items": visible_items(viewer).filter(meeting=meeting).order_by("position") if may_give else [],
    }
    return render(request, "followup/meeting.html", context)


def _source(request: HttpRequest, viewer: Viewer) -> tuple[Meeting | None, AgendaItem | None]:
    given = _number(request, "item")
    if given is not None:
        item = visible_items(viewer).filter(pk=given).first()
        if item is None:
            raise Http404
        return meeting_or_404(viewer, item.meeting_id), item
    meeting = _number(request, "meeting")
    return (meeting_or_404(viewer, meeting) if meeting is not None else None), None


def _organ(request: HttpRequest, viewer: Viewer) -> Organ | None:
    """The organ asked for; without one, the first whose meetings a viewer outside the secretariat prepares."""
    given = _number(request, "organ")
    organs = preparable_organs(viewer)
    organ = organs.filter(pk=given).first() if given is not None else None
    if organ is None and not viewer.is_secretariat:
        organ = organs.first()
    if organ is not None:
        organ.network = viewer.network
    return organ


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else None
