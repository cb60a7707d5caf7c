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
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_try_at"])]
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
