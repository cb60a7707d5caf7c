"""Papers in their languages and versions, and the books that bind them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import Addressed, Audience
from quattropole.meetings.models.meetings import AgendaItem, Meeting
from quattropole.network.models import Belonging, Person


class Paper(Addressed):
    """One version, in one language, of a paper that belongs to a meeting or to one of its items.

    Rows of a meeting with the same `number` are the same paper in its languages and versions. A version that has gone
    out with a convocation stays; the newest of a language is the one that counts, unless it was withdrawn.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
    )
    number = models.PositiveIntegerField(help_text="Which paper of the meeting, counted from 1.")
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=8)
    file = models.FileField(upload_to="papers/%Y/%m/")
    pages = models.PositiveIntegerField(null=True, blank=True, help_text="Of a PDF, or of what was made from the file.")
    pdf = models.FileField(
        upload_to="papers/%Y/%m/", blank=True, help_text="Of an office file: the same as PDF, where it could be made."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    change_note = models.CharField(max_length=500, blank=True, help_text="What this version says differently.")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number", "language", "version"], name="one_paper_per_number_language_version"
            )
        ]
        ordering = ["item__position", "number", "language", "-version"]

    def __str__(self) -> str:
        return self.title


class MeetingBook(Belonging):
    """All papers of a meeting in one PDF, in one language or in two that face each other; each version is kept."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waits to be made")
        MADE = "made", _("made")
        FAILED = "failed", _("could not be made")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="books")
    layout = models.CharField(max_length=20, help_text="A language, or two that face each other: `de`, `fr`, `de+fr`.")
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.ORGAN)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0, help_text="How many papers are in it while it is being made.")
    total = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    file = models.FileField(upload_to="books/%Y/%m/", blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    contents = models.JSONField(
        default=list, help_text="Its items and papers, by which the next version says what is new."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "layout", "audience", "version"], name="one_book_per_version")
        ]
        ordering = ["meeting", "layout", "-version"]

    def __str__(self) -> str:
        return f"{self.meeting} ({self.layout}, {self.version})"
