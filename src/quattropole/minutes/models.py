"""Minutes: what a meeting did, written down, approved, signed, sealed, entered in a register that nobody can change."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quattropole.access.models import Addressed
from quattropole.decisions.models import Vote
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Belonging, Organ, Person
from quattropole.texts.models import Text


class Minutes(Belonging):
    """The minutes of a meeting, or a corrigendum to minutes that are sealed.

    `frame`, and `facts` of each section, are what the platform gathered; people write the passages. Nothing of it can
    be changed once it is approved; the database refuses it too.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("minutes", "draft")
        PROPOSED = "proposed", pgettext_lazy("minutes", "sent out")
        APPROVED = "approved", pgettext_lazy("minutes", "approved")
        SEALED = "sealed", pgettext_lazy("minutes", "sealed")

    class Speakers(models.TextChoices):
        NONE = "none", _("not named")
        NAMES = "names", _("names")
        TIMES = "times", _("names with times")

    OPEN = (State.DRAFT, State.PROPOSED)
    """The states in which they can be written."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField(default=1, help_text="1 for the minutes, from 2 for corrigenda.")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrigenda", help_text="What is sealed."
    )
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    speakers = models.CharField(max_length=5, choices=Speakers, default=Speakers.NONE)
    names_votes = models.BooleanField(default=False, help_text="Votes by name say who voted how.")
    frame = models.JSONField(default=dict, help_text="The meeting, its convocation, its quorum, who was there.")
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", help_text="Who takes the minutes.")
    drafted_at = models.DateTimeField()
    gathered_at = models.DateTimeField(help_text="When the facts were gathered.")
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed = models.JSONField(default=dict, help_text="Digest of each section as it was sent out, and of them all.")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_in = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="approved_minutes"
    )
    approved_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_vote = models.ForeignKey(Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    corrected = models.JSONField(
        default=list, help_text="Positions of the sections that differ from what was sent out."
    )
    digest = models.CharField(max_length=64, blank=True, help_text="What is signed: SHA-256 of the approved content.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_minutes_per_number"),
            models.CheckConstraint(
                condition=Q(number=1, corrects__isnull=True) | Q(number__gt=1, corrects__isnull=False),
                name="corrigendum_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed"], approved_in__isnull=True)
                | Q(state__in=["approved", "sealed"], approved_in__isnull=False) & ~Q(digest=""),
                name="approved_minutes_say_where",
            ),
        ]
        ordering = ["-meeting__starts_at", "number"]
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"{self.meeting} ({self.number})" if self.number > 1 else str(self.meeting)

    @property
    def is_open(self) -> bool:
        """Whether they can still be written."""
        return self.state in self.OPEN

    @property
    def is_corrigendum(self) -> bool:
        """Whether they correct others."""
        return self.corrects_id is not None


class Section(Addressed):
    """One part of the minutes: the opening, an item, the closing; a corrigendum has one."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        ITEM = "item", _("Item")
        CLOSING = "closing", _("Closing")
        CORRECTION = "correction", _("Correction")

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=10, choices=Kind)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(help_text="In the minutes: items in the order they were called.")
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "position"],
                name="one_section_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["minutes", "item"], condition=Q(item__isnull=False), name="one_section_per_item"
            ),
        ]
        ordering = ["minutes", "position"]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.position}"


class Passage(Belonging):
    """What people write in a section, in the languages that bind; made when its first words are written."""

    class Kind(models.TextChoices):
        INTRODUCTION = "introduction", _("Introduction")
        DISCUSSION = "discussion", _("Discussion")
        REMARKS = "remarks", _("Remarks on the result")

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.OneToOneField(Text, on_delete=models.PROTECT, related_name="minutes_passage")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "kind"], name="one_passage_per_kind")]
        ordering = ["section", "pk"]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.kind}"


class Request(Belonging):
    """Somebody asks that the minutes be corrected before they are approved."""

    class Outcome(models.TextChoices):
        OPEN = "open", pgettext_lazy("correction request", "open")
        TAKEN = "taken", _("taken up")
        DECLINED = "declined", _("not taken up")

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="requests")
    section = models.ForeignKey(Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    language = models.CharField(max_length=8)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["minutes", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.person}"


class Signature(Belonging):
    """Somebody signed: who, in which office, when, and what (the digest). Rows are only ever added (triggers)."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair of the meeting")
        SECRETARY = "secretary", _("Who took the minutes")

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=9, choices=Role)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.JSONField(help_text="As it was when the person signed, per language where it is a seat's.")
    office = models.JSONField(default=dict, help_text="What the person was then, per language.")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="What was signed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "role"], name="one_signature_per_role"),
            models.UniqueConstraint(fields=["minutes", "person"], name="one_signature_per_person"),
        ]
        ordering = ["minutes", "role"]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.person}"


class Version(models.TextChoices):
    """How much of the minutes a document holds."""

    FULL = "full", _("complete")
    ORGAN = "organ", _("for the organ")
    PUBLIC = "public", _("for the public")


class Document(Belonging):
    """Sealed minutes as PDF, kept in the row exactly as they were sealed. Rows are only ever added (triggers)."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="documents")
    version = models.CharField(max_length=6, choices=Version)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "version"], name="one_document_per_version")]
        ordering = ["minutes", "version"]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.version}"


class Entry(Belonging):
    """Sealed minutes in the register of their organ: a chain without gaps, each entry sealing the one before."""

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    minutes = models.OneToOneField(Minutes, on_delete=models.PROTECT, related_name="entry")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content_digest = models.CharField(max_length=64)
    documents = models.JSONField(help_text="SHA-256 of each document, by version.")
    signatures = models.JSONField(help_text="Role, person, moment and digest of each signature.")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "number"], name="one_minutes_entry_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="minutes_numbers_from_one"),
        ]
        ordering = ["organ", "number"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.organ_id}: {self.number}"


class Publication(Belonging):
    """Sealed minutes were published, without what is not public. Rows are only ever added (triggers)."""

    minutes = models.OneToOneField(Minutes, on_delete=models.PROTECT, related_name="publication")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.at}"
