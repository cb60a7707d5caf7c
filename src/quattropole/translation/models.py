"""How far each language of a name or title is, the network's terms, the memory of sentences, and who does what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import Addressed
from quattropole.network.models import Belonging, FieldOfAction, Organ, Person
from quattropole.texts.localized import LocalizedField
from quattropole.texts.models import State


class Standing(Belonging):
    """How far one language of a short text (`LocalizedField`s of one record) is. Long texts keep this themselves.

    `own` is what it said when it was last looked at; `beside` and `reviewed_beside` what the other languages said when
    it was last in step with them, and last reviewed: each `{language: {"title": ..., "body": ...}}`.
    """

    subject = models.CharField(max_length=40, help_text="Key of the source, such as `organ`.")
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=State, default=State.REVIEWED)
    settled_state = models.CharField(max_length=10, choices=State, blank=True)
    own = models.JSONField(default=dict)
    beside = models.JSONField(default=dict)
    reviewed_beside = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "object_id", "language"], name="one_standing_per_language")
        ]
        ordering = ["subject", "object_id", "language"]

    def __str__(self) -> str:
        return f"{self.subject} {self.object_id} ({self.language}): {self.state}"


class Term(Belonging):
    """A term of the network: how it is said in each language, and how it is not."""

    slug = models.SlugField()
    names = LocalizedField(help_text="The form to use.")
    also = models.JSONField(default=dict, help_text="Further forms that are right, by language.")
    forbidden = models.JSONField(default=dict, help_text="Forms not to use, by language.")
    note = LocalizedField(blank=True)
    field = models.ForeignKey(FieldOfAction, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sources = models.JSONField(default=list)
    assumed = models.BooleanField(default=False, help_text="No source names this pair; to be confirmed.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="one_term_per_slug")]
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.names)


class Sentence(Addressed):
    """A sentence with what it is in another language, taken from two wordings that were in step; or imported.

    It is for whom the record is that it was taken from: `origin` names it (`proposal.12`), empty where it was imported.
    """

    origin = models.CharField(max_length=60, blank=True)
    organ = models.ForeignKey(Organ, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    other_organ = models.ForeignKey(Organ, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    source_language = models.CharField(max_length=8)
    target_language = models.CharField(max_length=8)
    source = models.TextField()
    target = models.TextField()
    digest = models.CharField(max_length=32, help_text="Of the source as it is compared: same sentence, same digest.")
    is_authentic = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["network", "digest"]),
            models.Index(fields=["network", "origin"]),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source_language} -> {self.target_language}: {self.source[:60]}"


class Band(models.Model):
    """One of the marks by which similar sentences are found: sentences alike share some of them."""

    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="bands")
    mark = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["mark", "sentence"])]

    def __str__(self) -> str:
        return f"{self.mark}: {self.sentence_id}"


class Assignment(Belonging):
    """Somebody was asked to see to one language of one thing."""

    unit = models.CharField(max_length=60, help_text="Key of what is translated, such as `proposal.12`.")
    language = models.CharField(max_length=8)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "unit", "language"], name="one_assignment_per_language")
        ]
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.unit} ({self.language}): {self.person}"


class Delivery(Belonging):
    """A file that came back from an agency: looked at first, then written whole or not at all."""

    class Stage(models.TextChoices):
        CHECKED = "checked", _("waits to be written")
        WRITTEN = "written", _("written")
        DISCARDED = "discarded", _("discarded")

    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    source_language = models.CharField(max_length=8, blank=True)
    target_language = models.CharField(max_length=8, blank=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.CHECKED)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return self.name
