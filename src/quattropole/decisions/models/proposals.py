"""Proposals, where they stand on an agenda, and what members move about them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quattropole.access.models import Addressed
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Belonging, FieldOfAction, Office, Organ, Person, Seat
from quattropole.texts.localized import LocalizedField
from quattropole.texts.models import Text
from quattropole.texts.queries import localized


class Proposal(Addressed):
    """What an organ is asked to resolve, in the network's languages."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        DECIDED = "decided", _("decided")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    slug = models.SlugField(
        blank=True,
        help_text="Given by the network folder for proposals it brings along.",
    )
    text = models.OneToOneField(Text, on_delete=models.PROTECT, related_name="proposal")
    matter = models.CharField(max_length=30, default="ordinary", help_text="Key of the matter in the charter.")
    field = models.ForeignKey(
        FieldOfAction,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="For elections."
    )
    origin = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="proposals",
        help_text="The organ that proposes.",
    )
    addressee = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The organ that decides.",
    )
    moved_by = models.ForeignKey(
        Seat,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The seat that moved it from the floor.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    proposed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sources = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "slug"],
                condition=~Q(slug=""),
                name="one_proposal_per_slug",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="withdrawn") | Q(proposed_on__isnull=False),
                name="proposed_has_a_date",
            ),
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(localized(self.text)[0]) or f"Proposal {self.pk}"


class Placement(Belonging):
    """A proposal stands on an agenda: for its organ to propose it, or for the addressee to decide it."""

    class Purpose(models.TextChoices):
        PROPOSE = "propose", _("to be proposed")
        DECIDE = "decide", _("to be decided")

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="placement")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="placements")
    purpose = models.CharField(max_length=8, choices=Purpose)
    amended_titles = LocalizedField(help_text="As the carried amendments left it; empty: nothing was amended.")
    amended_bodies = LocalizedField()
    put_off_at = models.DateTimeField(
        null=True, blank=True, help_text="When the organ adjourned or referred it; it may be placed again."
    )
    referred_to = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Who works on it first."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(referred_to__isnull=True) | Q(put_off_at__isnull=False), name="referred_is_put_off"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal} -> {self.item}"


class Amendment(Addressed):
    """A change that somebody moves against the text under an item, in the network's languages.

    `titles` has the languages of which the mover has said something: where the wording is the same as before, that
    the language needs no change.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("change")
        COUNTER = "counter", _("counter-motion")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        MOVED = "moved", pgettext_lazy("amendment", "moved")
        ADOPTED = "adopted", _("adopted by the movers")
        CARRIED = "carried", _("carried")
        LOST = "lost", _("not carried")
        SETTLED = "settled", _("settled by another vote")
        WITHDRAWN = "withdrawn", _("withdrawn")

    FIRST_DRAFT = 10_001
    """Drafts are counted apart, from here: an amendment gets the number by which people cite it when it is moved."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField(help_text="Counted under its item from 1; people cite it by it.")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CHANGE)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    moved_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    base_titles = LocalizedField(help_text="The wording against which it is moved.")
    base_bodies = LocalizedField()
    titles = LocalizedField(help_text="The wording as it would read.")
    bodies = LocalizedField()
    reasons = LocalizedField(blank=True)
    reach = models.PositiveIntegerField(default=0, help_text="How far it goes; the furthest is voted on first.")
    rank = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The place that the chair gave it in the order of votes."
    )
    moved_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "number"], name="one_amendment_per_number"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(moved_at__isnull=False),
                name="moved_amendment_has_a_time",
            ),
        ]
        ordering = ["placement", "number"]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.number}"
