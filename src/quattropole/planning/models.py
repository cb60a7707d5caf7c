"""How an organ is used to meet, what is planned for each of its meetings, and what people said to the plan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Belonging, Organ, Person
from quattropole.texts.localized import LocalizedField

OWNER = "Who sees to it: `secretariat`, `office:<key>`, `seat:<organ>/<key>` or `person:<slug>`."


class Habit(Belonging):
    """How an organ usually meets. What is empty here is learned from its last meetings, or assumed."""

    organ = models.OneToOneField(Organ, on_delete=models.CASCADE, related_name="habit")
    weekday = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 is Monday.")
    starts = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How long a meeting lasts.")
    place = models.CharField(max_length=300, blank=True)
    mode = models.CharField(max_length=8, choices=Meeting.Mode, blank=True)
    interpretation = models.JSONField(default=list, blank=True, help_text="Codes of languages.")
    delivery_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How long a letter is under way, where receipt triggers the notice period."
    )
    margin_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many days before the last one the convocation goes out."
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__isnull=True) | Q(weekday__lte=6), name="weekday_of_seven")
        ]

    def __str__(self) -> str:
        return str(self.organ)


class HabitStep(Belonging):
    """What an organ does otherwise than assumed in one step of preparing a meeting, or a step of its own."""

    class Anchor(models.TextChoices):
        CONVOCATION = "convocation", _("before the convocation")
        BEFORE = "before", _("before the meeting")
        AFTER = "after", _("after the meeting")

    organ = models.ForeignKey(Organ, on_delete=models.CASCADE, related_name="habit_steps")
    key = models.SlugField(max_length=40)
    titles = LocalizedField(blank=True, help_text="Of a step of its own.")
    anchor = models.CharField(max_length=12, choices=Anchor, default=Anchor.BEFORE)
    days = models.PositiveSmallIntegerField(default=0)
    owner = models.CharField(max_length=120, default="secretariat", help_text=OWNER)
    is_off = models.BooleanField(default=False, help_text="The organ does without it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "key"], name="one_habit_per_step")]
        ordering = ["organ", "key"]

    def __str__(self) -> str:
        return f"{self.organ}: {self.key}"


class Step(Belonging):
    """What a person said about one step of one meeting; whatever is empty follows from the habits and the date."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="steps")
    key = models.SlugField(max_length=40)
    titles = LocalizedField(blank=True, help_text="Of a step that this meeting alone has.")
    due = models.DateField(null=True, blank=True, help_text="Set by hand: it stays when the meeting moves.")
    owner = models.CharField(max_length=120, blank=True, help_text=OWNER)
    note = models.CharField(max_length=500, blank=True)
    not_needed = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="one_step_per_meeting"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(not_needed=False), name="done_step_was_needed"
            ),
        ]
        ordering = ["meeting", "key"]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.key}"


class HintAnswer(Belonging):
    """What was done with a hint for an agenda: put on it, or set aside with a note."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="hint_answers")
    key = models.CharField(max_length=120)
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_dismissed = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="one_answer_per_hint")]
        ordering = ["meeting", "key"]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.key}"


class Logistics(Belonging):
    """Where and with what a meeting is held."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="logistics")
    room = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    is_accessible = models.BooleanField(null=True, blank=True, help_text="Without steps; empty: not known yet.")
    is_confirmed = models.BooleanField(default=False)
    contact = models.CharField(max_length=300, blank=True)
    setup = models.TextField(blank=True)
    technique = models.TextField(blank=True)
    host_contact = models.CharField(max_length=300, blank=True)
    catering = models.TextField(blank=True)
    trains = models.TextField(blank=True)
    parking = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.meeting}: {self.room}"


class Interpretation(Belonging):
    """Interpreters between two languages at a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="interpretations")
    first = models.CharField(max_length=8)
    second = models.CharField(max_length=8)
    interpreters = models.PositiveSmallIntegerField(default=2)
    names = models.CharField(max_length=300, blank=True)
    has_cabin = models.BooleanField(default=False)
    is_booked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "first", "second"], name="one_interpretation_per_pair"),
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="interpretation_between_two"),
        ]
        ordering = ["meeting", "first", "second"]

    def __str__(self) -> str:
        return f"{self.first}–{self.second}"


class Check(Belonging):
    """One line of a meeting's checklist that was ticked, added or taken away."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="checks")
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=200, blank=True, help_text="Of a line of its own.")
    is_off = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="one_check_per_key")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or self.key


class Cost(Belonging):
    """What something is expected to cost: a plain figure, no entry in any books."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="costs")
    label = models.CharField(max_length=200)
    cents = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


class AnswerReminder(Belonging):
    """Those without an answer were reminded of a meeting; at most once a day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="answer_reminders")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(help_text="To how many a mail went.")
    by_post = models.PositiveIntegerField(default=0, help_text="How many have no e-mail address.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "on"], name="one_answer_reminder_a_day")]
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.on}"
