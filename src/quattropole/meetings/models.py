"""Meetings, convocation, agenda, papers, answers, attendance."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import Addressed, Audience, OutgoingMail
from quattropole.network.models import Belonging, City, Organ, Person, Seat
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


class Convocation(Belonging):
    """A meeting was convened: when, by whom, how, and what the charter found."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="convocations")
    number = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    form = models.CharField(max_length=20, default="text")
    agenda = models.JSONField(default=list, help_text="The agenda as it was sent, per language.")
    findings = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_convocation_per_number")]
        ordering = ["meeting", "number"]

    def __str__(self) -> str:
        return f"{self.meeting} ({self.number})"


class Invitation(Belonging):
    """The convocation went to a person, for the seats the person holds."""

    convocation = models.ForeignKey(Convocation, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["convocation", "seat"], name="one_invitation_per_seat")]

    def __str__(self) -> str:
        return f"{self.person} / {self.seat}"


class Mailing(Belonging):
    """An act of which people are told in form: what the letters say, sealed with it, in every language there is.

    A letter is never written from what has changed since.
    """

    class Kind(models.TextChoices):
        CONVOCATION = "convocation", _("convocation")
        SUPPLEMENT = "supplement", _("supplement")
        CORRECTION = "correction", _("correction")
        CANCELLATION = "cancellation", _("cancellation")
        CIRCULAR = "circular", _("decision without a meeting")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="mailings")
    convocation = models.ForeignKey(
        Convocation, on_delete=models.PROTECT, null=True, blank=True, related_name="mailings"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    version = models.PositiveSmallIntegerField(help_text="Which mailing about this meeting, counted from 1.")
    content = models.JSONField(default=dict, help_text="What the letters say.")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ordered_at = models.DateTimeField(help_text="When the act was done.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="one_mailing_per_version")]
        ordering = ["meeting", "version"]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}: {self.meeting}"


class Dispatch(Belonging):
    """Something formal went to a person about a meeting: what, in which version, when, how; the proof that it did.

    Made in the transaction of the act; the letter is set and the mail queued afterwards, a batch at a time, so that an
    act for thousands does not hold up others. A letter for somebody without e-mail waits to be printed and posted.
    """

    Kind = Mailing.Kind

    class Means(models.TextChoices):
        MAIL = "mail", _("by e-mail")
        POST = "post", _("by post")

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="dispatches")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="dispatches")
    convocation = models.ForeignKey(
        Convocation, on_delete=models.PROTECT, null=True, blank=True, related_name="dispatches"
    )
    kind = models.CharField(max_length=12, choices=Mailing.Kind)
    version = models.PositiveSmallIntegerField(help_text="Which letter about this meeting, counted from 1.")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="dispatches")
    seats = models.JSONField(default=list, help_text="Keys of the seats for which the person is addressed.")
    addressee = models.JSONField(default=dict, help_text="Name, function and seats as the letter says them.")
    language = models.CharField(max_length=8)
    means = models.CharField(max_length=4, choices=Means)
    ordered_at = models.DateTimeField(help_text="When the act was done.")
    letter = models.BinaryField(null=True, help_text="The letter as PDF, as it was sent or printed.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the letter.")
    set_at = models.DateTimeField(null=True, blank=True, help_text="When the letter was made and the mail queued.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often its letter could not be made.")
    error = models.CharField(max_length=500, blank=True, help_text="Why the letter could not be made.")
    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        help_text="The dispatch that came back, for which this one goes by other means.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person", "version"],
                condition=Q(replaces__isnull=True),
                name="one_dispatch_per_version",
            )
        ]
        indexes = [
            models.Index(fields=["meeting", "set_at"]),
            models.Index(fields=["mailing"], condition=Q(set_at__isnull=True), name="letters_to_make"),
        ]
        ordering = ["meeting", "version", "pk"]
        verbose_name_plural = "dispatches"

    def __str__(self) -> str:
        return f"{self.kind} {self.version}: {self.person}"


class Reply(Belonging):
    """What a seat answered to the convocation."""

    class Answer(models.TextChoices):
        COMING = "coming", _("coming")
        REMOTE = "remote", _("attending remotely")
        SUBSTITUTE = "substitute", _("sending a substitute")
        ABSENT = "absent", _("not coming")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="replies")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="replies")
    answer = models.CharField(max_length=12, choices=Answer)
    substitute = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="one_reply_per_seat"),
            models.CheckConstraint(
                condition=Q(answer="substitute", substitute__isnull=False)
                | (~Q(answer="substitute") & Q(substitute__isnull=True)),
                name="substitute_named_when_sent",
            ),
        ]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"{self.seat}: {self.answer}"


class Attendance(Belonging):
    """A seat was present from one moment to another, through its holder, a substitute, or whoever carries its vote.

    The minutes are written from these rows: the database lets nobody take one away or change it, but for the time of
    leaving, once. Whoever changes from the room to the screen leaves and arrives.
    """

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        REMOTE = "remote", _("remote")

    class Means(models.TextChoices):
        DESK = "desk", _("by the secretariat or the chair")
        DEVICE = "device", _("on the own device")
        CARD = "card", _("with the place card")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    is_substitute = models.BooleanField(default=False)
    is_proxy = models.BooleanField(default=False, help_text="The seat is represented by proxy.")
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ON_SITE)
    means = models.CharField(max_length=8, choices=Means, default=Means.DESK, help_text="How the arrival was recorded.")
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                condition=Q(left_at__isnull=True),
                name="present_once_per_seat",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="left_after_arrival",
            ),
        ]
        ordering = ["meeting", "arrived_at"]

    def __str__(self) -> str:
        return f"{self.seat}: {self.person}"


class Proxy(Belonging):
    """A seat that stays away has its vote carried by somebody else (§ 38 BGB: only where the statutes allow it)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="proxies")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+", help_text="The seat that stays away.")
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", help_text="Its holder.")
    carrier = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", help_text="Who votes for it.")
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"], condition=Q(withdrawn_at__isnull=True), name="one_proxy_per_seat"
            ),
            models.CheckConstraint(condition=~Q(giver=F("carrier")), name="proxy_for_somebody_else"),
        ]
        ordering = ["meeting", "given_at"]
        verbose_name_plural = "proxies"

    def __str__(self) -> str:
        return f"{self.seat} -> {self.carrier}"


class QuorumMark(Belonging):
    """When a meeting that is open had its quorum, lost it, had it again. Rows are only ever added (triggers)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="quorum_marks")
    at = models.DateTimeField()
    met = models.BooleanField()
    present = models.PositiveIntegerField(help_text="In seats, or in cities where the quorum is counted in cities.")
    size = models.PositiveIntegerField()
    needed = models.PositiveIntegerField()
    verdicts = models.JSONField(default=list, help_text="What the charter says to it.")

    class Meta:
        ordering = ["meeting", "at", "pk"]
        indexes = [models.Index(fields=["meeting", "at"])]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.present}/{self.size}"


__all__ = [
    "AgendaItem",
    "Attendance",
    "Audience",
    "Convocation",
    "Dispatch",
    "Invitation",
    "Meeting",
    "MeetingBook",
    "Paper",
    "Proxy",
    "QuorumMark",
    "Reply",
]
