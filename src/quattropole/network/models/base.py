"""The tenant, and what every record of it has."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from quattropole.network.scoping import Scoped
from quattropole.texts.localized import LocalizedField

if TYPE_CHECKING:
    from quattropole.charter import Charter


class Network(models.Model):
    """A network of cities: the tenant to which every other record belongs."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    legal_name = LocalizedField()
    aims = LocalizedField(help_text="Markdown: what the network is and wants.")
    languages = models.JSONField(default=list)
    authentic_languages = models.JSONField(default=list)
    time_zone = models.CharField(max_length=50, default="Europe/Luxembourg")
    hosts = models.JSONField(default=list, help_text="Host names under which this network answers.")
    contact = models.JSONField(default=dict)
    population_claims = models.JSONField(default=list)
    charter_source = models.TextField()
    charter_digest = models.CharField(max_length=64)
    folder_digest = models.CharField(max_length=64, blank=True)
    demo_entries = models.JSONField(
        default=list,
        blank=True,
        help_text="Whom a visitor of a demo can enter as: slug, person, labels, what to try.",
    )

    def __str__(self) -> str:
        return self.name

    @property
    def charter(self) -> "Charter":
        """The network's statutes on top of their law, parsed once per process and content."""
        from quattropole.network.charters import charter_of

        return charter_of(self)


class Belonging(models.Model):
    """Base of every record of a network."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[Scoped[Self]] = Scoped()

    class Meta:
        abstract = True
