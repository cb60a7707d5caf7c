"""Long texts that exist in several languages at once, side by side, each with its state and its history."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far one language of a text has come."""

    MISSING = "missing", _("missing")
    DRAFT = "draft", _("draft")
    MACHINE = "machine", _("machine translation")
    REVIEWED = "reviewed", _("reviewed")
    AUTHENTIC = "authentic", _("authentic")
    OUTDATED = "outdated", _("outdated")


class Text(models.Model):
    """A text with a title and a body (Markdown) in each of `languages`; those in `authentic` bind equally."""

    languages = models.JSONField(default=list)
    authentic = models.JSONField(default=list)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Text {self.pk}"


class Wording(models.Model):
    """One language of a text. `in_step_with` holds, per other language, the revision it was last in step with."""

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    settled_state = models.CharField(
        max_length=10,
        choices=State,
        blank=True,
        help_text="While outdated: the state to which it returns when somebody confirms that it is still right.",
    )
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    in_step_with = models.JSONField(default=dict)
    reviewed_with = models.JSONField(
        default=dict, db_default={}, help_text="The same, when it was last reviewed or authentic."
    )
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "language"], name="one_wording_per_language")]
        ordering = ["language"]

    def __str__(self) -> str:
        return self.title


class WordingRevision(models.Model):
    """What a wording said at one time. Rows are only ever added (a trigger sees to it)."""

    wording = models.ForeignKey(Wording, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State)
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wording", "number"], name="one_revision_per_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
