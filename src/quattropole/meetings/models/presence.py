"""What seats answered, who was there, who carried whose vote, and the quorum."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quattropole.meetings.models.meetings import Meeting
from quattropole.network.models import Belonging, Person, Seat


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
