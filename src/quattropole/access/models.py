"""Accounts, who they are in each network, audiences, the audit log, and the outbox for mail."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quattropole.network.models import Belonging, Organ, Person


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; the e-mail address identifies them, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Create an account; without a password nobody can sign in to it by password."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Create the account of an operator; it grants nothing inside a network."""
        return self.create_user(email, password, is_superuser=True, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """Someone who can sign in. What the account may do follows from the person it is in a network."""

    email = models.EmailField(_("e-mail address"), unique=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email


class Identity(models.Model):
    """An account is a person of a network (one person a network)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="identities")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="identity")

    def __str__(self) -> str:
        return f"{self.account_id} = {self.person_id}"


class Audience(models.TextChoices):
    """For whom a record is; each wider audience includes the narrower ones."""

    PUBLIC = "public", _("public")
    NETWORK = "network", _("everyone in the network")
    ORGAN = "organ", _("members of the organ")
    SECRETARIAT = "secretariat", _("secretariat")


class Addressed(Belonging):
    """Base of every record with an audience; `access.rules.visible_to` filters by it."""

    audience = models.CharField(max_length=12, choices=Audience, default=Audience.ORGAN)

    class Meta:
        abstract = True


class AuditEntry(Belonging):
    """An act of a person. Rows form a chain per network: each seals the one before; the database refuses any change."""

    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor = models.CharField(max_length=200)
    act = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=300)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "number"], name="one_audit_entry_per_number")]
        indexes = [models.Index(fields=["network", "subject_type", "subject_id"])]
        ordering = ["network", "number"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.number}: {self.act} {self.subject}"


class OutgoingMail(Belonging):
    """A mail to one person, written in the transaction of the act that caused it and sent afterwards."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not delivered")
        BOUNCED = "bounced", _("came back")
        HELD = "held", _("waits for the digest")
        DIGESTED = "digested", _("in a digest")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to = models.EmailField()
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cause = models.CharField(max_length=60)
    cause_id = models.BigIntegerField(null=True)
    kind = models.SlugField(blank=True, help_text="What it is about, for which each person has preferences.")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1, help_text="Counts on when somebody has it sent again.")
    digest = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gathered",
        help_text="The mail into which this one was gathered.",
    )
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField(help_text="When it is sent, or gathered into a digest, at the earliest.")
    sent_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_try_at"]),
            models.Index(fields=["network", "-created_at", "-id"], name="mails_latest_first"),
        ]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"


class Enclosure(Belonging):
    """A file that goes with a mail, kept in the row so that it is sent exactly as it was made, or not at all."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="enclosures")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, help_text="With parameters, such as `text/calendar; method=REQUEST`.")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["mail", "pk"]

    def __str__(self) -> str:
        return self.name


class MailAttempt(Belonging):
    """What came of an earlier attempt at a mail; the last one stands in the mail itself. Never changed."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("sent")
        PUT_OFF = "put_off", _("put off")
        REFUSED = "refused", _("refused")

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    to = models.EmailField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.mail_id}: {self.outcome}"


class Bounce(Belonging):
    """What a mail server reported about a mail: that it did not arrive, or not yet.

    `permanent` ones mark the address as failing until the person has another one or somebody settles it.
    """

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("address fails")
        TRANSIENT = "transient", _("could not be delivered this time")
        DELAYED = "delayed", _("delayed")

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="bounces")
    at = models.DateTimeField()
    address = models.EmailField()
    kind = models.CharField(max_length=9, choices=Kind)
    status = models.CharField(max_length=12, blank=True, help_text="Enhanced status code (RFC 3463), such as 5.1.1.")
    text = models.CharField(max_length=500, blank=True)
    report = models.CharField(max_length=64, help_text="SHA-256 of the report, so that it counts once.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mail", "report"], name="one_bounce_per_report")]
        indexes = [models.Index(fields=["network", "address"])]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.address}: {self.kind} {self.status}"


class MailPreference(Belonging):
    """When a person gets mails of a kind that is not formal."""

    class Pace(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        DAILY = "daily", _("once a day, together")
        WEEKLY = "weekly", _("once a week, together")
        NEVER = "never", _("not at all")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mail_preferences")
    kind = models.SlugField()
    pace = models.CharField(max_length=8, choices=Pace)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_pace_per_kind")]
        ordering = ["person", "kind"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}: {self.pace}"
