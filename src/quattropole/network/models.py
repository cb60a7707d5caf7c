"""Networks, cities, people, organs, seats, offices, mandates: who exists, and who holds what from when to when."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

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

        return charter_of(self.slug, self.charter_source, self.charter_digest)


class Belonging(models.Model):
    """Base of every record of a network."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[Scoped[Self]] = Scoped()

    class Meta:
        abstract = True


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


class FieldHeading(Belonging):
    """A heading under which fields of action stand together."""

    slug = models.SlugField()
    names = LocalizedField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="one_heading_per_slug")]
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return str(self.names)


class FieldOfAction(Belonging):
    """A subject on which the cities act together."""

    heading = models.ForeignKey(FieldHeading, on_delete=models.PROTECT, related_name="fields")
    slug = models.SlugField()
    names = LocalizedField()
    about = LocalizedField()
    sources = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="one_field_per_slug")]
        ordering = ["heading__position", "position", "slug"]
        verbose_name_plural = "fields of action"

    def __str__(self) -> str:
        return str(self.names)


class Person(Belonging):
    """A person, or the unnamed holder of a seat (`is_placeholder`) where no source names one."""

    slug = models.SlugField()
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    label = LocalizedField(help_text="For placeholders: how the holder is called, such as Seat 3, Metz.")
    functions = LocalizedField(help_text="What the person is in the own city, such as first alderman.")
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    is_placeholder = models.BooleanField(default=False)
    sources = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="one_person_per_slug")]
        ordering = ["family_name", "given_name", "slug"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Given and family name, or the placeholder's label in the active language."""
        return f"{self.given_name} {self.family_name}".strip() or str(self.label)


class Organ(Belonging):
    """A body of the network in which people hold seats."""

    class Kind(models.TextChoices):
        BOARD = "board", _("Board")
        ASSEMBLY = "assembly", _("Assembly")
        COMMITTEE = "committee", _("Committee")
        GROUP = "group", _("Project group")
        SECRETARIAT = "secretariat", _("Secretariat")

    key = models.SlugField(help_text="The organ's key in the charter, where the charter knows it.")
    kind = models.CharField(max_length=12, choices=Kind)
    names = LocalizedField()
    short_names = LocalizedField()
    about = LocalizedField()
    fields = models.ManyToManyField(FieldOfAction, related_name="organs", blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    sources = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "key"], name="one_organ_per_key")]
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return str(self.names)


class Seat(Belonging):
    """A place in an organ; it votes, not the person. A post in the secretariat is a seat as well."""

    class Basis(models.TextChoices):
        EX_OFFICIO = "ex_officio", _("ex officio")
        DELEGATED = "delegated", _("delegated")
        ELECTED = "elected", _("elected")
        POST = "post", _("post")

    organ = models.ForeignKey(Organ, on_delete=models.CASCADE, related_name="seats")
    key = models.SlugField()
    number = models.PositiveSmallIntegerField(default=1)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    basis = models.CharField(max_length=12, choices=Basis)
    titles = LocalizedField()
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "key"], name="one_seat_per_key")]
        ordering = ["organ__position", "city__position", "number", "key"]

    def __str__(self) -> str:
        return str(self.titles)


class Office(Belonging):
    """A function that an organ gives to a person for a term: president, treasurer, ..."""

    key = models.SlugField(help_text="The office's key in the charter.")
    names = LocalizedField()
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="offices",
        help_text="Where it is held.",
    )
    places = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "key"], name="one_office_per_key")]
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return str(self.names)


class Mandate(Belonging):
    """A person holds a seat or an office from a day to a day (both included). Rights follow from it.

    Two holders of one seat, or of one single office, on the same day are refused by the database.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates")
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    assumed = models.BooleanField(default=False, help_text="A date is assumed, to be confirmed.")
    sources = models.JSONField(default=list)
    note = LocalizedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__isnull=False, office__isnull=True) | Q(seat__isnull=True, office__isnull=False),
                name="mandate_of_seat_or_office",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")),
                name="mandate_ends_after_start",
            ),
            models.UniqueConstraint(fields=["seat", "begins"], name="one_seat_mandate_per_start"),
            models.UniqueConstraint(
                fields=["office", "person", "begins"],
                name="one_office_mandate_per_start",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "person"]),
            models.Index(fields=["seat", "begins", "ends"]),
        ]
        ordering = ["begins"]

    def __str__(self) -> str:
        return f"{self.person}: {self.seat or self.office}"

    def runs_on(self, day: date) -> bool:
        """Whether the mandate is in force on `day`."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


class Substitute(Belonging):
    """A person whom a city named to sit in an organ for those of its seats whose holders are prevented."""

    organ = models.ForeignKey(Organ, on_delete=models.CASCADE, related_name="substitutes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="substitutions")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    sources = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "person"], name="one_substitute_per_organ"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="substitute_ends_after_start",
            ),
        ]
        ordering = ["organ", "person"]

    def __str__(self) -> str:
        return f"{self.organ}: {self.person}"


class FolderRecord(Belonging):
    """What the network folder said about a record when it was last loaded.

    The next load changes only what the folder says otherwise than then; what people changed on the platform stays.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    row = models.BigIntegerField(help_text="The record's primary key.")
    said = models.CharField(max_length=64, help_text="Digest of what the folder said.")
    file = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "kind", "key"], name="one_folder_record_per_key")]
        ordering = ["kind", "key"]

    def __str__(self) -> str:
        return f"{self.file}: {self.kind} {self.key}"


class DemoClock(models.Model):
    """By how many days a demo's clock runs ahead; a single row, read only in demo mode."""

    ahead_days = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"+{self.ahead_days}"
