"""Votes: who may vote, what was cast openly or secretly, who is recused, who objected."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quattropole.decisions.models.elections import Election
from quattropole.decisions.models.proposals import Amendment, Proposal
from quattropole.meetings.models import AgendaItem, Paper
from quattropole.network.models import Belonging, Person, Seat
from quattropole.texts.localized import LocalizedField


class Vote(Belonging):
    """One vote, or one round of an election: opened, cast, closed, declared. The result is computed, never typed."""

    class Method(models.TextChoices):
        NAMED = "named", _("open, by name")
        HANDS = "hands", _("show of hands, counted")
        SECRET = "secret", _("secret")

    class Unit(models.TextChoices):
        SEAT = "seat", _("seat")
        DELEGATION = "delegation", _("delegation")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("vote", "open")
        CLOSED = "closed", pgettext_lazy("vote", "closed")
        DECLARED = "declared", pgettext_lazy("vote", "declared")
        CANCELLED = "cancelled", pgettext_lazy("vote", "broken off")

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds")
    round = models.PositiveSmallIntegerField(default=1)
    matter = models.CharField(max_length=30)
    method = models.CharField(max_length=6, choices=Method)
    unit = models.CharField(max_length=10, choices=Unit, default=Unit.SEAT, help_text="What casts one ballot.")
    choices = models.JSONField(default=list, help_text="The choices on the ballot, in order.")
    places = models.PositiveSmallIntegerField(default=1, help_text="How many candidates one ballot may name.")
    titles = LocalizedField()
    bodies = LocalizedField(help_text="The wording that is voted on, as it stood at opening.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opening = models.JSONField(default=dict, help_text="Findings of the charter at opening.")
    presence = models.JSONField(default=dict, help_text="Seats and votes present at opening, in all and by city.")
    result = models.JSONField(default=dict)
    casting = models.CharField(max_length=8, blank=True, help_text="The chair's deciding vote on a tie.")
    paper = models.JSONField(
        default=dict,
        help_text="Secret ballots on paper, counted (choice -> ballots), until closing puts them among the others.",
    )
    cities = models.JSONField(
        default=list,
        help_text="Secret: slugs of the cities so large that a ballot may say it is theirs.",
    )
    ballots_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=["open", "closed"]),
                name="one_running_vote_per_item",
            ),
            models.UniqueConstraint(
                fields=["election", "round"],
                condition=Q(election__isnull=False) & ~Q(state="cancelled"),
                name="one_vote_per_round",
            ),
        ]
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return str(self.titles)


class Elector(Belonging):
    """A seat may vote in this vote, through this person; or is excluded, and why."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="electors")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_substitute = models.BooleanField(default=False)
    is_proxy = models.BooleanField(default=False, help_text="The person votes by proxy of the seat's holder.")
    votes = models.CharField(max_length=24, default="1", help_text="The seat's weight, an exact fraction.")
    excluded = models.JSONField(
        null=True,
        blank=True,
        help_text="The verdict that excludes the seat (§ 34 BGB).",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="one_elector_per_seat")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.person}"


class Means(models.TextChoices):
    """How a ballot reached the vote."""

    DEVICE = "device", _("own device")
    PAPER = "paper", _("on paper")


class Ballot(Belonging):
    """What a seat chose, by name. Rows are only ever added, one a seat, and only while the vote is open (triggers)."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=400, help_text="One choice, or several candidates joined by a plus sign.")
    means = models.CharField(max_length=8, choices=Means, default=Means.DEVICE)
    entered_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who entered it.",
    )
    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="The ballot as it arrived."
    )
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="one_ballot_per_seat")]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.seat_id}"


class Participation(Belonging):
    """A seat has voted in a secret vote. Nothing here says what, when, or in which order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="participations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    means = models.CharField(max_length=8, choices=Means, default=Means.DEVICE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="one_participation_per_seat")]
        ordering = ["vote", "seat"]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.seat_id}"


class Slip(models.Model):
    """A secret ballot in the urn, while its vote is open. Nothing here says whose it is, when or in which order.

    `city` is set only where its city is large enough that the count of the city shows nobody's vote.
    """

    receipt = models.CharField(max_length=32, primary_key=True, help_text="Known to the voter alone.")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="slips", db_index=False)
    choice = models.CharField(max_length=400)
    votes = models.CharField(max_length=24, default="1", help_text="Its weight, an exact fraction.")
    city = models.SlugField(blank=True, db_index=False)

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.receipt}"


class CountedSlip(Belonging):
    """A secret ballot as it was counted: the published list, in the order of the receipts. Never changed."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="counted_slips")
    receipt = models.CharField(max_length=32)
    choice = models.CharField(max_length=400)
    votes = models.CharField(max_length=24, default="1")
    city = models.SlugField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "receipt"], name="one_counted_slip_per_receipt")]
        ordering = ["vote", "receipt"]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.receipt}"


class Recusal(Belonging):
    """A seat does not vote under an item, because of an interest of its holder (§ 34 BGB)."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="recusals")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    interest = models.CharField(max_length=30, help_text="One of the charter's interests.")
    verdict = models.JSONField(default=dict, help_text="What the charter says to it.")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "seat", "person"], condition=Q(lifted_at__isnull=True), name="recused_once_per_item"
            )
        ]
        ordering = ["item", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.seat_id}"


class Objection(Belonging):
    """An objection (Widerspruch) to a resolution, recorded for the minutes. Rows are only ever added."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="objections")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(blank=True)
    language = models.CharField(max_length=8, help_text="The language of the reasons.")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="one_objection_per_seat")]
        ordering = ["vote", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.seat_id}"


class Consent(Belonging):
    """A member who is not in the meeting consents in text form (BGB § 33(1) s. 2). Rows are only ever added."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="consents")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="one_consent_per_seat")]
        ordering = ["vote", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.seat_id}"


class HandCount(Belonging):
    """The counted show of hands of a vote: choice -> hands. Replaced, not edited, until the vote is closed."""

    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="hand_count")
    counts = models.JSONField(default=dict)
    counted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.counts}"
