"""Countries, cities, and what they belong to: this network, other networks, designations; its history."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quattropole.network.models.base import Belonging
from quattropole.texts.localized import LocalizedField


class Country(models.Model):
    """A country by its ISO 3166 code; its names come from CLDR."""

    code = models.CharField(max_length=2, primary_key=True)

    class Meta:
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        from quattropole.network.places import country_name

        return country_name(self.code)


class City(Belonging):
    """A city known to a network, member or not (the other networks of its cities name further ones)."""

    slug = models.SlugField()
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    names = LocalizedField()
    about = LocalizedField()
    head_titles = LocalizedField(help_text="What the head of the city is called.")
    population = models.PositiveIntegerField(null=True, blank=True)
    population_source = models.CharField(max_length=300, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    website = models.URLField(blank=True)
    facts = models.JSONField(default=list)
    council_elections = models.JSONField(
        default=list, help_text="Days on which the council is elected: `on` (ISO date), `assumed`, `source`."
    )
    colour = models.PositiveSmallIntegerField(default=0, help_text="Which of the theme's city colours.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="one_city_per_slug")]
        ordering = ["position", "slug"]
        verbose_name_plural = "cities"

    def __str__(self) -> str:
        return str(self.names)


class Membership(Belonging):
    """A city is a member of the network, from a day until a day."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(fields=["city", "since"], name="one_membership_per_start"),
        ]
        ordering = ["since"]

    def __str__(self) -> str:
        return f"{self.city} {self.since}"


class Alliance(Belonging):
    """Another network, a designation or a route to which cities of this network belong; or this network itself."""

    class Kind(models.TextChoices):
        NETWORK = "network", _("City network")
        DESIGNATION = "designation", _("Designation")
        ROUTE = "route", _("Cultural route")

    slug = models.SlugField()
    kind = models.CharField(max_length=12, choices=Kind)
    names = LocalizedField()
    former_names = LocalizedField()
    purpose = LocalizedField()
    founded = models.CharField(max_length=10, blank=True, help_text="ISO date, or its year or month alone.")
    extent = LocalizedField(help_text="How many members, where.")
    website = models.URLField(blank=True)
    sources = models.JSONField(default=list)
    is_this_network = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="one_alliance_per_slug")]
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return str(self.names)


class AllianceMembership(Belonging):
    """A city belongs to an alliance; dates as precisely as the source states them."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="memberships")
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="alliance_memberships")
    since = models.CharField(max_length=10, blank=True, help_text="ISO date, or its year or month alone.")
    until = models.CharField(max_length=10, blank=True)
    note = LocalizedField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alliance", "city"], name="one_alliance_membership")]
        ordering = ["since", "city__position", "city__slug"]

    def __str__(self) -> str:
        return f"{self.alliance}: {self.city}"


class HistoryEvent(Belonging):
    """Something that happened to the network, with its sources."""

    slug = models.SlugField()
    when = models.CharField(max_length=10, help_text="ISO date, or its year or month alone.")
    titles = LocalizedField()
    bodies = LocalizedField()
    sources = models.JSONField(default=list)
    milestone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="one_event_per_slug")]
        ordering = ["when", "slug"]

    def __str__(self) -> str:
        return f"{self.when} {self.titles}"
