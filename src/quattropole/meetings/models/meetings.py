"""A meeting and its agenda."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import Addressed
from quattropole.network.models import City, Organ, Person
from quattropole.texts.localized import LocalizedField

if TYPE_CHECKING:
    from quattropole.meetings.queries.papers import PaperView


class Meeting(Addressed):
    """A meeting of an organ, from its planning to its end."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CONVENED = "convened", _("convened")
        OPEN = "open", _("in session")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        HYBRID = "hybrid", _("hybrid")
        VIRTUAL = "virtual", _("virtual")
        CIRCULAR = "circular", _("without a meeting, in text form")

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="meetings")
    slug = models.SlugField(
        blank=True,
        help_text="Given by the network folder for meetings it brings along.",
    )
    titles = LocalizedField(blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="When it is expected to end.")
    place = models.CharField(max_length=300, blank=True)
    host_city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ON_SITE)
    link = models.URLField(blank=True, help_text="Where those who attend from afar join in.")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    mode_resolution = models.CharField(
        max_length=60,
        blank=True,
        help_text="The resolution that allows this way of meeting, where one is needed.",
    )
    deadline = models.DateTimeField(null=True, blank=True, help_text="Without a meeting: until when answers count.")
    second_call_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="second_calls",
        help_text="The meeting without a quorum whose agenda this one takes up again.",
    )
    interpretation = models.JSONField(
        default=list, blank=True, help_text="Codes of the languages between which interpreters translate."
    )
    journeys = LocalizedField(blank=True, help_text="Markdown: how to get there.")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False, help_text="Of its calendar entry, for ever.")
    sequence = models.PositiveIntegerField(
        default=0, help_text="How often its calendar entry changed (SEQUENCE of RFC 5545)."
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opening = models.JSONField(default=dict, help_text="Findings of the charter at opening.")
    is_record = models.BooleanField(default=False, help_text="Held before the platform; entered from sources.")
    sources = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "slug"],
                condition=~Q(slug=""),
                name="one_meeting_per_slug",
            ),
            models.CheckConstraint(
                condition=~Q(mode="circular") | Q(deadline__isnull=False),
                name="deadline_without_a_meeting",
            ),
        ]
        indexes = [models.Index(fields=["network", "organ", "starts_at"])]
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return str(self.titles) or str(self.organ)

    @property
    def day(self) -> date:
        """The day of the meeting in the active time zone (the network's, in every request)."""
        return timezone.localdate(self.starts_at)


class AgendaItem(Addressed):
    """One item of a meeting's agenda."""

    class Kind(models.TextChoices):
        FORMALITY = "formality", _("formality")
        INFORMATION = "information", _("information")
        DISCUSSION = "discussion", _("discussion")
        RESOLUTION = "resolution", _("resolution")
        ELECTION = "election", _("election")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INFORMATION)
    matter = models.CharField(
        max_length=30,
        blank=True,
        help_text="Key of the matter in the charter, where it is decided.",
    )
    proposed_by = models.JSONField(
        default=list,
        help_text="Keys of the organs that proposed the item when it was admitted.",
    )
    office = models.SlugField(blank=True, help_text="Key of the office that is filled, in an election.")
    titles = LocalizedField()
    notes = LocalizedField(blank=True)
    added_at = models.DateTimeField()
    named_in = models.ForeignKey(
        "Convocation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        help_text="Who convened knew of it.",
    )
    findings = models.JSONField(default=dict, help_text="Findings of the charter when the item was admitted.")

    seen_papers: list["PaperView"]  # set by `queries.agenda_for`: the papers that the reader may see

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="one_item_per_position",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]
        ordering = ["meeting", "position"]

    def __str__(self) -> str:
        return str(self.titles)
