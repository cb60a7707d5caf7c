"""Tasks: what is to be done, by whom, until when, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import Addressed, OutgoingMail
from quattropole.decisions.models import Resolution
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Belonging, Office, Organ, Person, Seat

OWNERS = ("owner_person", "owner_organ", "owner_seat", "owner_office")


def _exactly_one() -> Q:
    found = Q()
    for owner in OWNERS:
        found |= Q(**{f"{other}__isnull": other != owner for other in OWNERS})
    return found


class Task(Addressed):
    """Something to be done. Its owner is a person, or a seat, an office or an organ: then whoever holds it on the day.

    `organ` is whose business it is; it is the organ of the audience.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        IN_PROGRESS = "doing", _("in progress")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    title = models.CharField(_("What is to be done"), max_length=200)
    description = models.TextField(_("Details"), blank=True)
    language = models.CharField(max_length=8, help_text="The language in which the task is written.")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks")
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    owner_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    owner_organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="own_tasks")
    owner_seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    owner_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    due = models.DateField(_("Due on"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=_exactly_one(), name="one_owner_per_task")]
        indexes = [
            models.Index(fields=["network", "state", "due"]),
            models.Index(fields=["organ", "state", "due"], name="tasks_of_organ"),
        ]
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> Person | Organ | Seat | Office:
        """Whose task it is."""
        found = self.owner_person or self.owner_organ or self.owner_seat or self.owner_office
        if found is None:
            raise ValueError(f"task {self.pk} has no owner")
        return found

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be done."""
        return self.state in (self.State.DONE, self.State.DROPPED)


class TaskEvent(Belonging):
    """What happened to a task: made, changed, in progress, done, dropped, taken up again. Never changed."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    changes = models.JSONField(default=dict, help_text="Field -> what it was and what it is now, as people read it.")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.act}"


class Reminder(Belonging):
    """A person was reminded of a task for one of its moments. The database refuses a second one for the same moment."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    moment = models.DateField(help_text="The day that the reminder is for.")
    sent_at = models.DateTimeField()
    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "person", "moment"], name="one_reminder_per_moment"),
        ]
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.task_id} / {self.person}: {self.moment}"
