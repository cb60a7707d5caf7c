"""Convocation: who was invited, and the letters that went out, with the proof of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import OutgoingMail
from quattropole.meetings.models.meetings import Meeting
from quattropole.network.models import Belonging, Person, Seat


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
