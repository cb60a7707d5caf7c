"""The register of resolutions."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_scopes import scope
from modelsearch import index

from quattropole.access.models import Addressed
from quattropole.decisions.models.elections import Election
from quattropole.decisions.models.proposals import Proposal
from quattropole.decisions.models.votes import Vote
from quattropole.meetings.models import Meeting
from quattropole.network.models import FieldOfAction, Organ, Person
from quattropole.texts.folding import fold
from quattropole.texts.localized import LocalizedField


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
    election = models.ForeignKey(
        Election,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resolutions",
        help_text="Each round that elects somebody is a resolution.",
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
