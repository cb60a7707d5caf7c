"""Proposals, votes, elections, and the register of resolutions."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes import scope
from modelsearch import index

from quattropole.access.models import Addressed, Audience
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import (
    Belonging,
    FieldOfAction,
    Mandate,
    Office,
    Organ,
    Person,
    Seat,
)
from quattropole.texts.folding import fold
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

    def __str__(self) -> str:
        return f"{self.proposal} -> {self.item}"


class Election(Belonging):
    """An office is filled: candidates, rounds, and the mandates that follow."""

    class State(models.TextChoices):
        NOMINATING = "nominating", _("open for candidates")
        VOTING = "voting", _("voting")
        DECIDED = "decided", pgettext_lazy("election", "decided")
        FAILED = "failed", _("without result")

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="election")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="elections")
    term_begins = models.DateField()
    term_ends = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.NOMINATING)
    mandates = models.ManyToManyField(Mandate, related_name="elections", blank=True)

    def __str__(self) -> str:
        return f"{self.office}"


class Candidacy(Belonging):
    """A person stands for election."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="candidacies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidacies")
    position = models.PositiveSmallIntegerField(default=1)
    nominated_at = models.DateTimeField()
    nominated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "person"], name="one_candidacy_per_person")]
        ordering = ["position"]
        verbose_name_plural = "candidacies"

    def __str__(self) -> str:
        return str(self.person)

    @property
    def choice(self) -> str:
        """How this candidate is named on a ballot."""
        return f"c{self.pk}"


class Vote(Belonging):
    """One vote, or one round of an election: opened, cast, closed, declared. The result is computed, never typed."""

    class Method(models.TextChoices):
        NAMED = "named", _("open, by name")
        HANDS = "hands", _("show of hands, counted")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("vote", "open")
        CLOSED = "closed", pgettext_lazy("vote", "closed")
        DECLARED = "declared", pgettext_lazy("vote", "declared")
        CANCELLED = "cancelled", pgettext_lazy("vote", "broken off")

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds")
    round = models.PositiveSmallIntegerField(default=1)
    matter = models.CharField(max_length=30)
    method = models.CharField(max_length=6, choices=Method)
    choices = models.JSONField(default=list, help_text="The choices on the ballot, in order.")
    titles = LocalizedField()
    bodies = LocalizedField(help_text="The wording that is voted on, as it stood at opening.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opening = models.JSONField(default=dict, help_text="Findings of the charter at opening.")
    result = models.JSONField(default=dict)
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


class Ballot(Belonging):
    """What a seat chose. Rows are only ever added, one a seat, and only while the vote is open (triggers)."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=24)
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="one_ballot_per_seat")]

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


class Resolution(index.Indexed, Addressed):  # type: ignore[misc]  # modelsearch has no types
    """An entry of the register: sealed. Numbers have no gap in an organ's year; no change, not even by SQL."""

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="resolutions")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    adopted_on = models.DateField()
    matter = models.CharField(max_length=30)
    field = models.ForeignKey(
        FieldOfAction,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resolutions",
    )
    titles = LocalizedField()
    bodies = LocalizedField()
    proposal = models.ForeignKey(
        Proposal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resolutions",
    )
    election = models.OneToOneField(
        Election,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resolution",
    )
    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="resolution")
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resolutions",
    )
    result = models.JSONField(default=dict)
    proof = models.JSONField(default=dict, help_text="Findings of every gate, facts included.")
    is_record = models.BooleanField(default=False, help_text="Adopted before the platform; entered from sources.")
    sources = models.JSONField(default=list)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64)

    search_auto_update: ClassVar[bool] = False  # `save` does it: a task of the worker would know no network
    search_fields: ClassVar[list[index.BaseField]] = [
        index.SearchField("searchable_titles", boost=3),
        index.SearchField("searchable_bodies"),
        index.SearchField("search_keys"),
        index.FilterField("network_id"),
        index.FilterField("organ_id"),
        index.FilterField("year"),
        index.FilterField("field_id"),
        index.FilterField("audience"),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "year", "number"], name="one_resolution_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="resolution_numbers_from_one"),
        ]
        indexes = [
            models.Index(
                fields=["network", "audience", "-adopted_on", "-id"],
                name="register_order",
            ),
            models.Index(
                fields=["network", "field", "-adopted_on", "-id"],
                name="register_by_field",
            ),
            models.Index(fields=["organ", "-adopted_on", "-id"], name="register_by_organ"),
            models.Index(fields=["network", "-adopted_on", "-id"], name="register_of_all"),
        ]
        ordering = ["-adopted_on", "-id"]

    def __str__(self) -> str:
        return f"{self.label} {self.titles}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the entry and put it into the search index, in the same transaction."""
        super().save(*args, **kwargs)
        with scope(network=self.network):
            index.insert_or_update_object(self)

    @property
    def label(self) -> str:
        """The resolution's number as people cite it, such as `2026-3`; the organ is named beside it."""
        return f"{self.year}-{self.number}"

    @property
    def searchable_titles(self) -> str:
        """The titles in all languages, as search compares them."""
        return fold(" ".join(self.titles.values()))

    @property
    def searchable_bodies(self) -> str:
        """The wordings in all languages, as search compares them."""
        return fold(" ".join(self.bodies.values()))

    @property
    def search_keys(self) -> str:
        """What searches are narrowed by, as words of the index."""
        keys = [("network", self.network_id), ("audience", self.audience), ("organ", self.organ_id)]
        return " ".join(search_key(*key) for key in [*keys, ("year", self.year), ("field", self.field_id or 0)])


def search_key(kind: str, value: object) -> str:
    """The word of the index that says, for example, that an entry is of the year 2026; nobody would type it."""
    return f"qp{kind}{value}"


__all__ = [
    "Audience",
    "Ballot",
    "Candidacy",
    "Election",
    "Elector",
    "HandCount",
    "Placement",
    "Proposal",
    "Resolution",
    "Vote",
    "search_key",
]
